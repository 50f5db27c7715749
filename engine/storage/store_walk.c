// See store_walk.h; the layout of pages is told in store_check.c.
//
// Numbers in a page are read by atomic loads, so that the compiler does not read them a second time. The bytes of keys
// and values are not copied: they may change, but not where they lie.
#include "engine/storage/store_walk.h"

#include "base/bytes.h"

#include <stdbool.h>
#include <string.h>

enum {
    PAGE_BYTES = 4096,
    PAGE_HEAD = 16,
    NODE_HEAD = 8,
    TREE_BYTES = 48,
    MAIN_TREE_AT = PAGE_HEAD + 24 + TREE_BYTES,
    LAST_PAGE_AT = MAIN_TREE_AT + TREE_BYTES,
    FLAG_BRANCH = 1,
    FLAG_LEAF = 2,
    NODE_BIG = 1,
};

static size_t number_at(const char *at)
{
    return __atomic_load_n((const uint16_t *)(const void *)at, __ATOMIC_RELAXED);
}

// A page that the commit may have; NULL: none.
static const char *page_at(const struct store_pages_of *pages, uint64_t page)
{
    bool is_there = page >= 2 && page <= pages->last_page && page < pages->bytes / PAGE_BYTES;
    return is_there ? pages->start + page * PAGE_BYTES : NULL;
}

// How many entries a page of that kind has; 0: none, or it is damaged.
static size_t count_entries(const char *page, unsigned kind)
{
    size_t lower = page ? number_at(page + 12) : 0;
    bool is_sound = lower > PAGE_HEAD && lower <= PAGE_BYTES && number_at(page + 10) == kind;
    return is_sound ? (lower - PAGE_HEAD) / 2 : 0;
}

struct entry {
    const char *at;
    struct slice key;
    size_t room; // from the end of the key to that of the page
};

static bool read_entry(const char *page, size_t i, struct entry *out)
{
    size_t offset = number_at(page + PAGE_HEAD + 2 * i);
    if (offset < PAGE_HEAD || offset % 2 || offset + NODE_HEAD > PAGE_BYTES)
        return false;
    const char *at = page + offset;
    size_t key = number_at(at + 6), room = PAGE_BYTES - offset - NODE_HEAD;
    if (key > room)
        return false;
    *out = (struct entry){at, slice_of(at + NODE_HEAD, key), room - key};
    return true;
}

static bool read_value(const struct store_pages_of *pages, const struct entry *entry,
                       struct slice *out)
{
    const char *data = entry->key.ptr + entry->key.len;
    size_t len = number_at(entry->at) | number_at(entry->at + 2) << 16;
    if (!(number_at(entry->at + 4) & NODE_BIG)) {
        *out = slice_of(data, len);
        return len <= entry->room;
    }
    uint64_t first = entry->room >= sizeof first ? load_u64(data) : 0;
    const char *page = page_at(pages, first);
    if (!page || len > pages->bytes - first * PAGE_BYTES - PAGE_HEAD)
        return false;
    *out = slice_of(page + PAGE_HEAD, len);
    return true;
}

// The first entry from `low` on whose key is not less; `count` when all are. False: damage.
static bool find_entry(const char *page, size_t low, size_t count, struct slice key, size_t *out)
{
    size_t high = count;
    while (low < high) {
        struct entry entry;
        size_t middle = low + (high - low) / 2;
        if (!read_entry(page, middle, &entry))
            return false;
        if (slice_compare(entry.key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return true;
}

// The entry of a branch below which the key is: the last one whose key is not greater; the first key stands open.
static bool find_child(const char *page, size_t count, struct slice key, size_t *out)
{
    struct entry entry;
    if (!find_entry(page, 1, count, key, out))
        return false;
    bool is_there = *out < count;
    if (is_there && !read_entry(page, *out, &entry))
        return false;
    if (!is_there || slice_compare(entry.key, key) != 0)
        *out -= 1;
    return true;
}

static uint64_t child_of(const char *page, size_t i)
{
    struct entry entry;
    if (!read_entry(page, i, &entry))
        return 0;
    return number_at(entry.at) | (uint64_t)number_at(entry.at + 2) << 16 |
           (uint64_t)number_at(entry.at + 4) << 32;
}

// Down to the leaf where the key is or would be; its number of entries. 0: damage.
static size_t descend(const struct store_pages_of *pages, struct slice key, struct store_walk *walk)
{
    uint64_t number = walk->tree.root;
    for (unsigned d = 0; d < walk->tree.depth; d++) {
        bool is_leaf = d + 1 == walk->tree.depth;
        const char *page = page_at(pages, number);
        size_t count = count_entries(page, is_leaf ? FLAG_LEAF : FLAG_BRANCH), entry = 0;
        if (count == 0)
            return 0;
        if (!(is_leaf ? find_entry(page, 0, count, key, &entry)
                      : find_child(page, count, key, &entry)))
            return 0;
        walk->levels[d].page = number;
        walk->levels[d].entry = entry;
        if (is_leaf)
            return count;
        number = child_of(page, entry);
    }
    return 0;
}

static enum store_found read_here(const struct store_pages_of *pages, const struct store_walk *walk,
                                  struct slice *found, struct slice *value)
{
    const unsigned leaf = walk->tree.depth - 1;
    const char *page = page_at(pages, walk->levels[leaf].page);
    struct entry entry;
    if (count_entries(page, FLAG_LEAF) <= walk->levels[leaf].entry ||
        !read_entry(page, walk->levels[leaf].entry, &entry) || !read_value(pages, &entry, value))
        return STORE_DAMAGE;
    *found = entry.key;
    return STORE_FOUND;
}

// Begins at an entry of the level that was raised, and at the first of all levels below.
static bool descend_first(const struct store_pages_of *pages, unsigned from,
                          struct store_walk *walk)
{
    for (unsigned d = from; d + 1 < walk->tree.depth; d++) {
        const char *page = page_at(pages, walk->levels[d].page);
        if (count_entries(page, FLAG_BRANCH) <= walk->levels[d].entry)
            return false;
        walk->levels[d + 1].page = child_of(page, walk->levels[d].entry);
        walk->levels[d + 1].entry = 0;
    }
    return true;
}

// Goes on to the next leaf, when the one at hand is used up.
static enum store_found next_leaf(const struct store_pages_of *pages, struct store_walk *walk)
{
    for (unsigned d = walk->tree.depth - 1; d-- > 0;) {
        size_t count = count_entries(page_at(pages, walk->levels[d].page), FLAG_BRANCH);
        if (count == 0)
            return STORE_DAMAGE;
        if (++walk->levels[d].entry < count)
            return descend_first(pages, d, walk) ? STORE_FOUND : STORE_DAMAGE;
    }
    return STORE_NOTHING;
}

static bool has_pages(const struct store_tree *tree)
{
    return tree->root != UINT64_MAX;
}

static bool is_possible(const struct store_tree *tree)
{
    return tree->depth >= 1 && tree->depth <= STORE_MAX_DEPTH;
}

static struct store_tree read_tree(const char *at)
{
    return (struct store_tree){.root = load_u64(at + 40), .depth = load_u16(at + 6)};
}

struct store_tree store_walk_main(const char *meta)
{
    return read_tree(meta + MAIN_TREE_AT);
}

uint64_t store_walk_last_page(const char *meta)
{
    return load_u64(meta + LAST_PAGE_AT);
}

enum store_found store_walk_seek(const struct store_pages_of *pages, const struct store_tree *tree,
                                 struct slice key, struct store_walk *walk, struct slice *found,
                                 struct slice *value)
{
    walk->tree = *tree;
    if (!has_pages(tree))
        return STORE_NOTHING;
    size_t count = is_possible(tree) ? descend(pages, key, walk) : 0;
    if (count == 0) {
        walk->tree.root = UINT64_MAX;
        return STORE_DAMAGE;
    }
    enum store_found result = STORE_FOUND;
    if (walk->levels[tree->depth - 1].entry == count)
        result = next_leaf(pages, walk);
    return result == STORE_FOUND ? read_here(pages, walk, found, value) : result;
}

enum store_found store_walk_next(const struct store_pages_of *pages, struct store_walk *walk,
                                 struct slice *found, struct slice *value)
{
    if (!has_pages(&walk->tree))
        return STORE_NOTHING;
    const unsigned leaf = walk->tree.depth - 1;
    size_t count = count_entries(page_at(pages, walk->levels[leaf].page), FLAG_LEAF);
    if (count == 0)
        return STORE_DAMAGE;
    enum store_found result = STORE_FOUND;
    if (++walk->levels[leaf].entry >= count)
        result = next_leaf(pages, walk);
    return result == STORE_FOUND ? read_here(pages, walk, found, value) : result;
}

enum store_found store_walk_get(const struct store_pages_of *pages, const struct store_tree *tree,
                                struct slice key, struct slice *value)
{
    struct store_walk walk;
    struct slice found, at;
    enum store_found result = store_walk_seek(pages, tree, key, &walk, &found, &at);
    if (result != STORE_FOUND)
        return result;
    if (!slice_equal(found, key))
        return STORE_NOTHING;
    *value = at; // and else nothing, for who asks may have put there what holds where there is none
    return STORE_FOUND;
}

enum store_found store_walk_table(const struct store_pages_of *pages, const struct store_tree *main,
                                  struct slice name, struct store_tree *out)
{
    struct slice record;
    enum store_found result = store_walk_get(pages, main, name, &record);
    if (result != STORE_FOUND)
        return result;
    if (record.len != TREE_BYTES)
        return STORE_DAMAGE;
    *out = read_tree(record.ptr);
    return STORE_FOUND;
}
