// Looking things up in the pages of a commit, without LMDB.
//
// LMDB believes its pages, over and over while it looks at one: where somebody overwrites the file meanwhile, it ends
// the program, or never comes back. Here every number is read once and checked before it is followed, so a walk ends,
// stays within the mapping, and finds damage or something; whether that can be believed, store_intact.h tells
// afterwards.
#ifndef ENGINE_STORAGE_STORE_WALK_H
#define ENGINE_STORAGE_STORE_WALK_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

enum { STORE_MAX_DEPTH = 16 }; // 4 KiB pages hold two keys at least: enough for any file

// What a commit is: pages of a mapping.
struct store_pages_of {
    const char *start;
    uint64_t bytes;     // of the mapping
    uint64_t last_page; // of the commit
};

// A tree of pages; `root` is UINT64_MAX when it is empty.
struct store_tree {
    uint64_t root;
    unsigned depth;
};

// Where a walk stands: a page and an entry in it, from the root down.
struct store_walk {
    struct store_tree tree;
    struct {
        uint64_t page;
        size_t entry;
    } levels[STORE_MAX_DEPTH];
};

enum store_found { STORE_FOUND, STORE_NOTHING, STORE_DAMAGE };

// The tree of all tables, as the meta page has it, and the tree of one of them.
struct store_tree store_walk_main(const char *meta);
uint64_t store_walk_last_page(const char *meta);
enum store_found store_walk_table(const struct store_pages_of *pages, const struct store_tree *main,
                                  struct slice name, struct store_tree *out);

// The value of the key.
enum store_found store_walk_get(const struct store_pages_of *pages, const struct store_tree *tree,
                                struct slice key, struct slice *value);

// The first entry with a key >= `key`, and the one after it.
enum store_found store_walk_seek(const struct store_pages_of *pages, const struct store_tree *tree,
                                 struct slice key, struct store_walk *walk, struct slice *found,
                                 struct slice *value);
enum store_found store_walk_next(const struct store_pages_of *pages, struct store_walk *walk,
                                 struct slice *found, struct slice *value);

#endif
