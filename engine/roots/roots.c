// The list of source roots. See roots.h.
//
// The idea: of a source that never had an answer, nobody can tell whether a question waits; so its questions are not
// said to wait. That belongs to the root and not to its documents: the first answer changes one record and no document.
//
// Roots that are no sections may stand in one another, as when a folder is read tonight and was read in parts before:
// then the outermost speaks for all of them. A section speaks for itself.
//
// Cost: a look-up is a binary search; decoding is one pass, since what is below a root stands behind it.
#include "engine/roots/roots.h"

#include "base/hash.h"
#include "base/reader.h"
#include "base/vec.h"

#include <string.h>

enum { FLAG_COVERAGE = 3, FLAG_SECTION = 4, FLAG_ANSWERED = 8 };

bool roots_is_below(struct slice path, struct slice root)
{
    if (root.len == 0 || !slice_starts_with(path, root))
        return false;
    return path.len == root.len || slice_ends_with(root, SLICE("/")) || path.ptr[root.len] == '/';
}

// The slash comes before all other bytes; no path has a NUL.
static int rank_of(char c)
{
    return c == '/' ? 0 : (unsigned char)c;
}

// An order in which all paths below a root follow it at once.
static int compare(struct slice a, struct slice b)
{
    size_t i = 0;
    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
        i++;
    if (i == a.len || i == b.len)
        return (a.len > b.len) - (a.len < b.len);
    return rank_of(a.ptr[i]) - rank_of(b.ptr[i]);
}

static int by_path(const void *key, const void *item)
{
    return compare(*(const struct slice *)key, ((const struct source_root *)item)->path);
}

// Where the path stands or would stand.
static size_t place_of(const struct roots *roots, struct slice path)
{
    return vec_place(&path, roots->list, roots->count, sizeof *roots->list, by_path);
}

struct source_root *roots_find(const struct roots *roots, struct slice path)
{
    size_t place = place_of(roots, path);
    bool is_there = place < roots->count && slice_equal(roots->list[place].path, path);
    return is_there ? &roots->list[place] : NULL;
}

static bool grow(struct roots *roots)
{
    if (roots->count < roots->capacity)
        return true;
    size_t capacity = roots->capacity ? 2 * roots->capacity : 8;
    struct source_root *list = arena_calloc(roots->arena, capacity, sizeof *list);
    if (!list)
        return false;
    if (roots->count > 0)
        memcpy(list, roots->list, roots->count * sizeof *list);
    roots->list = list;
    roots->capacity = capacity;
    return true;
}

struct source_root *roots_put(struct roots *roots, struct slice path)
{
    size_t place = place_of(roots, path);
    if (place < roots->count && slice_equal(roots->list[place].path, path))
        return &roots->list[place];
    struct slice kept = arena_copy(roots->arena, path);
    if (!kept.ptr || !grow(roots))
        return NULL;
    struct source_root *at = &roots->list[place];
    memmove(at + 1, at, (roots->count - place) * sizeof *at);
    roots->count++;
    *at = (struct source_root){.path = kept};
    return at;
}

const struct source_root *roots_outermost(const struct roots *roots, struct slice path)
{
    for (size_t i = 0; i < roots->count; i++)
        if (!roots->list[i].is_section && roots_is_below(path, roots->list[i].path))
            return &roots->list[i];
    return NULL;
}

bool roots_tell(struct roots *roots, struct slice told, const struct source_root *list,
                size_t count)
{
    struct slice kept = arena_copy(roots->arena, told);
    if (!kept.ptr)
        return false;
    for (size_t i = 0; i < roots->count; i++) {
        struct source_root *root = &roots->list[i];
        *root = (struct source_root){.path = root->path, .was_answered = root->was_answered};
    }
    for (size_t i = 0; i < count; i++) {
        struct source_root *root = roots_put(roots, list[i].path);
        if (!root)
            return false;
        root->is_section = true;
        root->coverage = list[i].coverage;
        root->licence = arena_copy(roots->arena, list[i].licence);
        if (!root->licence.ptr)
            return false;
    }
    roots->told = kept;
    return true;
}

// --- the record ----------------------------------------------------------------------------------

void roots_encode(const struct roots *roots, struct buf *out)
{
    size_t start = out->len;
    buf_append_varint(out, roots->count);
    for (size_t i = 0; i < roots->count; i++) {
        const struct source_root *root = &roots->list[i];
        unsigned flags = (unsigned)root->coverage | (root->is_section ? FLAG_SECTION : 0) |
                         (root->was_answered ? FLAG_ANSWERED : 0);
        buf_append_string(out, root->path);
        buf_append_string(out, root->licence);
        buf_append_char(out, (char)flags);
    }
    buf_append_string(out, roots->told);
    if (!out->failed)
        buf_append_u64(out, hash_bytes(slice_of(out->data + start, out->len - start), 0));
}

// Of the roots from `first` on that are no sections, those below it; it speaks for all of them. Returns where they end.
static size_t settle_nested(struct roots *roots, size_t first)
{
    size_t end = first;
    bool was_answered = false;
    while (end < roots->count && roots_is_below(roots->list[end].path, roots->list[first].path)) {
        const struct source_root *root = &roots->list[end++];
        was_answered = was_answered || (root->was_answered && !root->is_section);
    }
    for (size_t i = first; i < end; i++)
        if (!roots->list[i].is_section)
            roots->list[i].is_uncovered = !was_answered;
    return end;
}

static void settle(struct roots *roots)
{
    for (size_t i = 0; i < roots->count; i++) {
        struct source_root *root = &roots->list[i];
        if (root->is_section)
            root->is_uncovered = root->coverage == COVERAGE_NO_ANSWERS ||
                                 (root->coverage == COVERAGE_UNTOLD && !root->was_answered);
    }
    for (size_t i = 0; i < roots->count;)
        i = roots->list[i].is_section ? i + 1 : settle_nested(roots, i);
}

static bool decode_root(struct cursor *in, struct source_root *root)
{
    root->path = cursor_string(in);
    root->licence = cursor_string(in);
    uint8_t flags = cursor_u8(in);
    root->coverage = (enum coverage)(flags & FLAG_COVERAGE);
    root->is_section = (flags & FLAG_SECTION) != 0;
    root->was_answered = (flags & FLAG_ANSWERED) != 0;
    return !in->failed && (flags & FLAG_COVERAGE) < COVERAGE_COUNT;
}

enum status roots_decode(struct slice bytes, struct roots *roots, struct error *err)
{
    size_t len = bytes.len < sizeof(uint64_t) ? 0 : bytes.len - sizeof(uint64_t);
    struct cursor end = cursor_over(slice_from_offset(bytes, len));
    struct cursor in = cursor_over(slice_of(bytes.ptr, len));
    uint64_t count = cursor_varint(&in);
    bool is_sound = cursor_u64(&end) == hash_bytes(slice_of(bytes.ptr, len), 0) && count <= len;
    *roots = (struct roots){.arena = roots->arena};
    roots->list = is_sound ? arena_calloc(roots->arena, count + 1, sizeof *roots->list) : NULL;
    if (is_sound && !roots->list)
        return error_set(err, STATUS_NO_MEMORY, "list of source roots: out of memory");
    roots->capacity = is_sound ? count : 0;
    for (; is_sound && roots->count < count; roots->count++) {
        struct source_root *root = &roots->list[roots->count];
        is_sound =
            decode_root(&in, root) && (roots->count == 0 || compare(root[-1].path, root->path) < 0);
    }
    roots->told = cursor_string(&in);
    if (!is_sound || in.failed || cursor_left(&in) > 0)
        return error_set(err, STATUS_CORRUPT, "the list of source roots is damaged");
    settle(roots);
    return STATUS_OK;
}
