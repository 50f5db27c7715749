// The tables of a store.
#ifndef ENGINE_STORAGE_STORE_TABLE_H
#define ENGINE_STORAGE_STORE_TABLE_H

enum store_table {
    STORE_META,
    STORE_BLOBS,
    STORE_TERMS,
    STORE_SOURCES,
    STORE_ORPHANS,
    STORE_DEAD,
    STORE_CHANGES,
    STORE_TABLE_COUNT,
};

#endif
