// Making the file of a new index.
#ifndef ENGINE_STORAGE_STORE_CREATE_H
#define ENGINE_STORAGE_STORE_CREATE_H

#include <stddef.h>

// Makes FOLDER/data.mdb with empty tables, if there is no such file: it is there whole, or not at all, whenever this
// process is killed. The caller holds the writer's lock. Returns 0, or what LMDB or the system says went wrong.
int store_create(const char *folder, const char *const *tables, size_t table_count,
                 size_t map_size_bytes);

#endif
