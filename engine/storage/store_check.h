// Is the file of the store one that LMDB can be let near? LMDB trusts its pages: a damaged one can lead it
// outside the map. So a file is looked through before its pages are used.
//
// What is looked at is the layout of LMDB's data files, version 1 (lmdb 0.9), and nothing of what we put in it.
#ifndef ENGINE_STORAGE_STORE_CHECK_H
#define ENGINE_STORAGE_STORE_CHECK_H

#include "base/error.h"
#include "engine/storage/store_map.h"

#include <stdbool.h>
#include <stdint.h>

// A data file, mapped as it was at one moment.
struct store_pages {
    const char *name; // borrowed; of the file, for messages
    const char *map;
    uint64_t bytes;
    struct store_map guard;
};

enum store_pages_depth {
    STORE_PAGES_READ, // what reading needs: the trees of the tables; costs a look at each of their pages
    STORE_PAGES_WRITE, // and what writing needs: the list of free pages
    STORE_PAGES_ALL,   // and the head of every large value, and that no page is forgotten
};

// Maps the file and checks its two meta pages, while others may be writing. STATUS_NOT_FOUND (without message)
// without a file; STATUS_CORRUPT with one that cannot be ours, which has a commit from the beginning
// (store_create.c). `name` must outlive `out`.
enum status store_pages_open(const char *name, struct store_pages *out,
                             struct error *err) STATUS_NODISCARD;
void store_pages_close(struct store_pages *pages); // also when open failed

// Walks everything that belongs to the commit with this number. The caller holds a transaction that keeps the
// pages of that commit from being used again. STATUS_NOT_FOUND: that commit's meta page has been
// replaced meanwhile; STATUS_CORRUPT with the page's number and what is wrong with it.
enum status store_pages_check(struct store_pages *pages, uint64_t commit,
                              enum store_pages_depth depth, struct error *err) STATUS_NODISCARD;

#endif
