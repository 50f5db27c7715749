// See store_check.h.
//
// LMDB's file, as its source (mdb.c, "Page Format") describes it: pages of one size; 0 and 1 are the meta pages, which
// take turns; each names the roots of two B+trees: the list of free pages, and the table of tables, whose values
// are the roots of ours.
//
//   page      u64 number, u16 -, u16 flags, u16 lower, u16 upper, u16 node[...] up to lower; nodes from upper on
//             (overflow: u32 pages instead of lower and upper, then bytes)
//   node      u16 low, u16 high, u16 flags, u16 key bytes, key, data
//             leaf: low and high are the size of the data; BIG: the data is the number of an overflow page
//             branch: low, high, flags are the number of the child
//   tree      u32 -, u16 flags, u16 depth, u64 branches, leaves, overflow pages, entries, root
//   meta      after a page's head: u32 magic, u32 version, u64 address, u64 map size, tree free, tree main,
//             u64 last page, u64 commit; the free tree's first two fields are the page size and flags
//
// Every page may be reached once. Nodes lie within their page, keys ascend within the bounds that the pages above
// set, sizes add up, and the counts of each tree are those found. After that no number LMDB follows leads
// outside the file, and no search of a key goes astray.
#include "engine/storage/store_check.h"

#include "base/bytes.h"
#include "base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define META_MAGIC 0xBEEFC0DEu
#define NO_PAGE UINT64_MAX

enum {
    PAGE_BYTES = 4096,
    PAGE_HEAD = 16,
    NODE_HEAD = 8,
    TREE_BYTES = 48,
    META_BYTES = PAGE_HEAD + 40 + 2 * TREE_BYTES,
    FLAG_BRANCH = 1,
    FLAG_LEAF = 2,
    FLAG_OVERFLOW = 4,
    FLAG_META = 8,
    NODE_BIG = 1,
    NODE_TREE = 2,
    TREE_INTEGER_KEYS = 8,
    MAX_KEY = 511,
    MAX_DEPTH = 16, // 4 KiB pages hold two keys at least: enough for any file
    MAX_RETRIES = 10,
    MAX_UNWRITTEN =
        1 << 17, // pages a transaction may allocate, free and never write (MDB_IDL_UM_MAX)
};

struct tree {
    uint16_t flags, depth;
    uint64_t branches, leaves, overflows, entries, root;
};

struct meta {
    uint64_t last_page, commit;
    struct tree free, main;
};

// Which keys a page may hold: low <= key < high. A NULL pointer is an open end.
struct bounds {
    struct slice low, high;
};

struct walk {
    const struct store_pages *pages;
    enum store_pages_depth depth;
    uint64_t page_count; // of the file, and at most up to the last page of the commit
    unsigned char *seen; // a bit a page
    struct store_map *map;
    struct error *err;
};

// A tree being walked, and what was found in it so far.
struct tree_walk {
    struct walk *walk;
    const struct tree *tree;
    bool is_free, is_main;
    struct tree found;
};

// --- meta pages ----------------------------------------------------------------------------------

static struct tree read_tree(const char *at)
{
    return (struct tree){load_u16(at + 4),  load_u16(at + 6),  load_u64(at + 8), load_u64(at + 16),
                         load_u64(at + 24), load_u64(at + 32), load_u64(at + 40)};
}

// What is wrong with a meta page; NULL: nothing. Any page size but ours was written by another kind of machine.
static const char *read_meta(const struct store_pages *pages, unsigned slot, struct meta *out)
{
    const char *page = pages->map + (size_t)slot * PAGE_BYTES, *at = page + PAGE_HEAD;
    *out = (struct meta){
        .free = read_tree(at + 24),
        .main = read_tree(at + 24 + TREE_BYTES),
        .last_page = load_u64(at + 24 + 2 * TREE_BYTES),
        .commit = load_u64(at + 32 + 2 * TREE_BYTES),
    };
    if (load_u64(page) != slot || (load_u16(page + 10) & FLAG_META) == 0 ||
        load_u32(at) != META_MAGIC)
        return "no LMDB file";
    if (load_u32(at + 4) != 1)
        return "an LMDB file of another version";
    if (load_u32(at + 24) != PAGE_BYTES)
        return "an LMDB file with pages of another size";
    if (load_u64(at + 8) != 0 || out->free.flags != TREE_INTEGER_KEYS || out->main.flags != 0)
        return "unknown flags";
    if (out->last_page < 1 || out->last_page > UINT64_MAX / 2 / PAGE_BYTES)
        return "an impossible size";
    return NULL;
}

static enum status damaged(const struct store_pages *pages, const char *what, struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "%s: %s", pages->name, what);
}

// The newer of the two. Commits take turns, so their numbers are neighbours, even in page 0 and odd in page 1;
// seen otherwise, a writer was at it, or they are damaged.
static enum status newest_meta(const struct store_pages *pages, struct meta *out, struct error *err)
{
    const char *wrong = NULL;
    for (int i = 0; i < MAX_RETRIES; i++) {
        struct meta meta[2];
        wrong = read_meta(pages, 0, &meta[0]);
        if (!wrong)
            wrong = read_meta(pages, 1, &meta[1]);
        if (wrong)
            break;
        *out = meta[meta[1].commit > meta[0].commit];
        bool take_turns =
            meta[0].commit % 2 == 0 && meta[1].commit % 2 == 1 &&
            (meta[0].commit + 1 == meta[1].commit || meta[1].commit + 1 == meta[0].commit);
        if (take_turns)
            return STATUS_OK;
        wrong = "its two meta pages do not fit together";
        (void)usleep(1000);
    }
    return damaged(pages, wrong, err);
}

static enum status map_file(int fd, struct store_pages *out, struct error *err)
{
    struct stat file;
    if (fstat(fd, &file) != 0)
        return error_set(err, STATUS_IO, "%s: %s", out->name, strerrordesc_np(errno));
    if (!S_ISREG(file.st_mode))
        return damaged(out, "not a file but a folder or a device", err);
    if ((uint64_t)file.st_size < 2 * PAGE_BYTES)
        return error_set(err, STATUS_CORRUPT,
                         "%s: %llu bytes: an index cut short, or another file; put a backup in its "
                         "place, or remove it to begin anew",
                         out->name, (unsigned long long)file.st_size);
    void *map = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return error_set(err, STATUS_IO, "%s: %s", out->name, strerrordesc_np(errno));
    out->map = map;
    out->bytes = (uint64_t)file.st_size;
    return store_map_guard(map, (size_t)file.st_size, &out->guard)
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "%s: too many indexes are open at once",
                           out->name);
}

enum status store_pages_open(const char *name, struct store_pages *out, struct error *err)
{
    *out = (struct store_pages){.name = name};
    int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return STATUS_NOT_FOUND;
    if (fd < 0 && errno == ELOOP)
        return damaged(out,
                       "a symbolic link: programs that use the file it leads to would keep their "
                       "locks elsewhere; name its folder instead",
                       err);
    if (fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", name, strerrordesc_np(errno));
    struct meta meta;
    enum status status = map_file(fd, out, err);
    (void)close(fd);
    return status == STATUS_OK ? newest_meta(out, &meta, err) : status;
}

void store_pages_close(struct store_pages *pages)
{
    store_map_forget(&pages->guard);
    if (pages->map)
        (void)munmap((void *)(uintptr_t)pages->map, (size_t)pages->bytes);
    pages->map = NULL;
}

// --- pages ---------------------------------------------------------------------------------------

static enum status page_is_damaged(const struct walk *walk, uint64_t page, const char *what)
{
    return error_set(walk->err, STATUS_CORRUPT, "%s: page %llu is damaged: %s", walk->pages->name,
                     (unsigned long long)page, what);
}

// Marks pages as used; false when one was already, or lies outside.
static bool take(struct walk *walk, uint64_t first, uint64_t count)
{
    if (first < 2 || first >= walk->page_count || count > walk->page_count - first)
        return false;
    for (uint64_t page = first; page < first + count; page++) {
        unsigned char bit = (unsigned char)(1u << page % 8);
        if (walk->seen[page / 8] & bit)
            return false;
        walk->seen[page / 8] |= bit;
    }
    return true;
}

static const char *page_at(const struct walk *walk, uint64_t page)
{
    return walk->pages->map + page * PAGE_BYTES;
}

static int compare_keys(const struct tree_walk *tree, struct slice a, struct slice b)
{
    if (!tree->is_free)
        return slice_compare(a, b);
    uint64_t x = load_u64(a.ptr), y = load_u64(b.ptr);
    return x < y ? -1 : x > y;
}

static bool is_within(const struct tree_walk *tree, struct slice key, const struct bounds *bounds)
{
    return (!bounds->low.ptr || compare_keys(tree, key, bounds->low) >= 0) &&
           (!bounds->high.ptr || compare_keys(tree, key, bounds->high) < 0);
}

// The checked head of a page: how many nodes it has; 0 when it is damaged.
static size_t count_nodes(const struct walk *walk, uint64_t page, unsigned flags)
{
    const char *at = page_at(walk, page);
    size_t lower = load_u16(at + 12), upper = load_u16(at + 14);
    bool is_sound = load_u64(at) == page && load_u16(at + 10) == flags && lower % 2 == 0 &&
                    lower > PAGE_HEAD && lower <= upper && upper <= PAGE_BYTES;
    return is_sound ? (lower - PAGE_HEAD) / 2 : 0;
}

struct node {
    const char *at;
    struct slice key;
    uint64_t data_bytes; // of a leaf
    unsigned flags;      // of a leaf
    size_t size;         // within the page
};

// False when a node does not lie within its page.
static bool read_node(const struct walk *walk, uint64_t page, size_t i, bool is_leaf,
                      struct node *out)
{
    const char *base = page_at(walk, page);
    size_t offset = load_u16(base + PAGE_HEAD + 2 * i), upper = load_u16(base + 14);
    if (offset < upper || offset + NODE_HEAD > PAGE_BYTES || offset % 2)
        return false;
    const char *at = base + offset;
    size_t key = load_u16(at + 6);
    *out = (struct node){.at = at, .key = slice_of(at + NODE_HEAD, key)};
    out->size = NODE_HEAD + key;
    if (is_leaf) {
        out->flags = load_u16(at + 4);
        out->data_bytes = load_u32(at);
        out->size += out->flags & NODE_BIG ? sizeof(uint64_t) : (size_t)out->data_bytes;
    }
    out->size += out->size % 2;
    return key <= MAX_KEY && offset + out->size <= PAGE_BYTES;
}

static const char *node_data(const struct node *node)
{
    return node->key.ptr + node->key.len;
}

// --- large values and the list of free pages ----------------------------------------------------

static enum status take_overflow(struct tree_walk *tree, const struct node *node, uint64_t page)
{
    struct walk *walk = tree->walk;
    uint64_t first = load_u64(node_data(node));
    uint64_t count = (PAGE_HEAD + node->data_bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    if (!take(walk, first, count))
        return page_is_damaged(walk, page, "a large value lies in the wrong place");
    tree->found.overflows += count;
    if (walk->depth < STORE_PAGES_ALL && !tree->is_free)
        return STATUS_OK;
    store_map_bound(walk->map, PAGE_BYTES);
    const char *at = page_at(walk, first);
    if (load_u64(at) != first || load_u16(at + 10) != FLAG_OVERFLOW || load_u32(at + 12) != count)
        return page_is_damaged(walk, first, "not the large value it should be");
    return STATUS_OK;
}

// A record of the free list: a number of pages, then that many, descending.
static enum status take_free(struct tree_walk *tree, const struct node *node, uint64_t page)
{
    struct walk *walk = tree->walk;
    const char *at = node->flags & NODE_BIG ? page_at(walk, load_u64(node_data(node))) + PAGE_HEAD
                                            : node_data(node);
    uint64_t room = node->data_bytes / sizeof(uint64_t);
    uint64_t count = room ? load_u64(at) : 0;
    if (room == 0 || count >= room)
        return page_is_damaged(walk, page, "a list of free pages has the wrong size");
    for (uint64_t i = 1; i <= count; i++) {
        uint64_t freed = load_u64(at + 8 * i);
        if (i > 1 && freed >= load_u64(at + 8 * (i - 1)))
            return page_is_damaged(walk, page, "a list of free pages is out of order");
        bool was_written = freed < walk->page_count; // what lies after the end is free as well
        if (was_written && !take(walk, freed, 1))
            return page_is_damaged(walk, page, "a list of free pages names one in use");
    }
    return STATUS_OK;
}

// --- trees ---------------------------------------------------------------------------------------

static enum status check_tree(struct walk *walk, const struct tree *tree, bool is_free,
                              bool is_main);

static enum status check_leaf_node(struct tree_walk *tree, const struct node *node, uint64_t page)
{
    struct walk *walk = tree->walk;
    unsigned allowed = NODE_BIG | (tree->is_main ? NODE_TREE : 0u);
    if (node->key.len == 0 || node->flags & ~allowed)
        return page_is_damaged(walk, page, "an entry of an unknown kind");
    tree->found.entries++;
    enum status status = STATUS_OK;
    if (node->flags & NODE_BIG)
        status = take_overflow(tree, node, page);
    if (status == STATUS_OK && tree->is_free)
        status = take_free(tree, node, page);
    if (status != STATUS_OK || !tree->is_main)
        return status;
    if (node->flags != NODE_TREE || node->data_bytes != TREE_BYTES)
        return page_is_damaged(walk, page, "an entry of an unknown kind");
    const struct tree table = read_tree(node_data(node));
    return check_tree(walk, &table, false, false);
}

static uint64_t child_of(const struct node *node)
{
    return load_u16(node->at) | (uint64_t)load_u16(node->at + 2) << 16 |
           (uint64_t)load_u16(node->at + 4) << 32;
}

// Reads node i and checks that its key belongs where it stands. LMDB leaves the first key of a branch open.
static enum status check_node(struct tree_walk *tree, uint64_t page, size_t i, bool is_leaf,
                              const struct bounds *bounds, struct node *out)
{
    struct node before;
    if (!read_node(tree->walk, page, i, is_leaf, out))
        return page_is_damaged(tree->walk, page, "an entry lies outside");
    if (!is_leaf && i == 0)
        return STATUS_OK;
    if ((tree->is_free && out->key.len != sizeof(uint64_t)) || !is_within(tree, out->key, bounds))
        return page_is_damaged(tree->walk, page, "a key stands in the wrong page");
    if (i < (is_leaf ? 1u : 2u))
        return STATUS_OK;
    (void)read_node(tree->walk, page, i - 1, is_leaf, &before);
    return compare_keys(tree, before.key, out->key) < 0
               ? STATUS_OK
               : page_is_damaged(tree->walk, page, "keys stand in the wrong order");
}

// A page, its distance from the root (the root's is 1), and the keys it may hold.
struct place {
    uint64_t page;
    unsigned depth;
    struct bounds bounds;
};

static enum status check_page(struct tree_walk *tree, const struct place *place);

// The page below entry i of a branch of `count` entries.
static enum status check_child(struct tree_walk *tree, const struct place *branch, size_t i,
                               size_t count)
{
    struct node node, next;
    struct place child = {.depth = branch->depth + 1, .bounds = branch->bounds};
    enum status status = check_node(tree, branch->page, i, false, &branch->bounds, &node);
    if (status != STATUS_OK)
        return status;
    child.page = child_of(&node);
    if (i > 0)
        child.bounds.low = node.key;
    if (i + 1 < count) {
        if (!read_node(tree->walk, branch->page, i + 1, false, &next) ||
            (tree->is_free && next.key.len != sizeof(uint64_t)))
            return page_is_damaged(tree->walk, branch->page, "an entry lies outside");
        child.bounds.high = next.key;
    }
    return check_page(tree, &child);
}

static enum status check_nodes(struct tree_walk *tree, const struct place *place, size_t count)
{
    bool is_leaf = place->depth == tree->tree->depth;
    size_t filled = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct node node;
        status = check_node(tree, place->page, i, is_leaf, &place->bounds, &node);
        if (status == STATUS_OK && is_leaf)
            status = check_leaf_node(tree, &node, place->page);
        else if (status == STATUS_OK)
            status = check_child(tree, place, i, count);
        filled += node.size;
    }
    if (status == STATUS_OK &&
        filled != PAGE_BYTES - (size_t)load_u16(page_at(tree->walk, place->page) + 14))
        return page_is_damaged(tree->walk, place->page, "its entries do not fill it");
    return status;
}

static enum status check_page(struct tree_walk *tree, const struct place *place)
{
    struct walk *walk = tree->walk;
    bool is_leaf = place->depth == tree->tree->depth;
    if (!take(walk, place->page, 1))
        return page_is_damaged(walk, place->page, "used twice, or outside the file");
    store_map_bound(walk->map, PAGE_BYTES);
    size_t count = count_nodes(walk, place->page, is_leaf ? FLAG_LEAF : FLAG_BRANCH);
    if (count == 0 || (!is_leaf && count < 2 && !tree->is_free))
        return page_is_damaged(walk, place->page, "its head");
    *(is_leaf ? &tree->found.leaves : &tree->found.branches) += 1;
    return check_nodes(tree, place, count);
}

static enum status check_tree(struct walk *walk, const struct tree *tree, bool is_free,
                              bool is_main)
{
    struct tree_walk run = {.walk = walk, .tree = tree, .is_free = is_free, .is_main = is_main};
    enum status status = STATUS_OK;
    if (tree->flags != (is_free ? TREE_INTEGER_KEYS : 0) || tree->depth > MAX_DEPTH ||
        (tree->root == NO_PAGE) != (tree->depth == 0))
        return damaged(walk->pages, "the head of a tree is damaged", walk->err);
    const struct place root = {.page = tree->root, .depth = 1};
    if (tree->root != NO_PAGE)
        status = check_page(&run, &root);
    if (status == STATUS_OK &&
        (run.found.branches != tree->branches || run.found.leaves != tree->leaves ||
         run.found.overflows != tree->overflows || run.found.entries != tree->entries))
        return damaged(walk->pages, "a tree does not hold what its head says", walk->err);
    return status;
}

static enum status find_forgotten(const struct walk *walk)
{
    for (uint64_t page = 2; page < walk->page_count; page++)
        if (!(walk->seen[page / 8] >> page % 8 & 1))
            return page_is_damaged(walk, page, "neither used nor free");
    return STATUS_OK;
}

enum status store_pages_check(struct store_pages *pages, uint64_t commit,
                              enum store_pages_depth depth, struct error *err)
{
    struct meta meta;
    enum status status = newest_meta(pages, &meta, err);
    if (status == STATUS_OK && meta.commit != commit)
        return STATUS_NOT_FOUND;
    uint64_t file_pages = pages->bytes / PAGE_BYTES;
    if (status == STATUS_OK && meta.last_page >= file_pages + MAX_UNWRITTEN)
        return damaged(pages, "cut short", err);
    if (status != STATUS_OK)
        return status;
    struct walk walk = {.pages = pages, .depth = depth, .map = &pages->guard, .err = err};
    walk.page_count = meta.last_page < file_pages ? meta.last_page + 1 : file_pages;
    walk.seen = calloc(1, walk.page_count / 8 + 1);
    if (!walk.seen)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", pages->name);
    status = check_tree(&walk, &meta.main, false, true);
    if (status == STATUS_OK && depth >= STORE_PAGES_WRITE)
        status = check_tree(&walk, &meta.free, true, false);
    if (status == STATUS_OK && depth >= STORE_PAGES_ALL)
        status = find_forgotten(&walk);
    free(walk.seen);
    return store_map_is_broken(&pages->guard) ? damaged(pages, "cut short meanwhile", err) : status;
}
