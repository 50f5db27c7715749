// See diff.h.
//
// What both texts begin and end with is set aside; of what is between, the fewest words taken out and put in are
// found (Myers, An O(ND) difference algorithm, 1986), where they are few, as they are when somebody mended some
// sentences. Else one text has replaced the other there, and is shown so.
//
// Cost: a pass over the words, and one for each edit over what it reaches; memory grows with the square of the edits.
#include "searchd/page/figures/diff.h"

#include <stdint.h>
#include <string.h>

enum {
    MOST_EDITS = 128,
    CONTEXT_WORDS = 8,
    FIRST_PIECES = 16,
};

struct words {
    struct slice *list;
    size_t count;
};

struct diffing {
    struct words before, after;
    struct diff_piece *pieces;
    size_t count, capacity;
    size_t bytes, max_bytes;
    bool is_full, failed;
    struct arena *arena;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool split(struct slice text, struct arena *arena, struct words *out)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += !is_blank(text.ptr[i]) && (i == 0 || is_blank(text.ptr[i - 1]));
    *out = (struct words){arena_calloc(arena, count + 1, sizeof *out->list), 0};
    if (!out->list)
        return false;
    for (size_t i = 0; i < text.len;) {
        size_t start = i;
        while (i < text.len && !is_blank(text.ptr[i]))
            i++;
        if (i > start)
            out->list[out->count++] = slice_of(text.ptr + start, i - start);
        while (i < text.len && is_blank(text.ptr[i]))
            i++;
    }
    return true;
}

static void add_piece(struct diffing *diff, enum diff_kind kind, struct slice text)
{
    if (diff->count == diff->capacity) {
        size_t capacity = diff->capacity ? diff->capacity * 2 : FIRST_PIECES;
        struct diff_piece *bigger = arena_calloc(diff->arena, capacity, sizeof *bigger);
        diff->failed = diff->failed || !bigger;
        if (!bigger)
            return;
        if (diff->count)
            memcpy(bigger, diff->pieces, diff->count * sizeof *bigger);
        diff->pieces = bigger;
        diff->capacity = capacity;
    }
    diff->pieces[diff->count++] = (struct diff_piece){kind, text};
}

// Adds the words first..end of one text, as many as there is room for.
static void add_words(struct diffing *diff, enum diff_kind kind, const struct words *words,
                      size_t first, size_t end)
{
    if (first >= end || diff->is_full || diff->failed)
        return;
    const char *start = words->list[first].ptr;
    size_t last = first;
    while (last < end && diff->bytes < diff->max_bytes)
        diff->bytes += words->list[last++].len + 1;
    if (last > first) {
        struct slice word = words->list[last - 1];
        add_piece(diff, kind, slice_of(start, (size_t)(word.ptr + word.len - start)));
    }
    if (last < end) {
        add_piece(diff, DIFF_GAP, SLICE_NONE);
        diff->is_full = true;
    }
}

// Words that both have: those nearest to what differs.
static void add_same(struct diffing *diff, size_t first, size_t end, bool is_start, bool is_end)
{
    const struct words *words = &diff->after;
    size_t room = (is_start || is_end ? 1 : 2) * (size_t)CONTEXT_WORDS;
    if (end - first <= room + 1) {
        add_words(diff, DIFF_SAME, words, first, end);
        return;
    }
    if (!is_start)
        add_words(diff, DIFF_SAME, words, first, first + CONTEXT_WORDS);
    if (!diff->is_full)
        add_piece(diff, DIFF_GAP, SLICE_NONE);
    if (!is_end)
        add_words(diff, DIFF_SAME, words, end - CONTEXT_WORDS, end);
}

// The words between what both begin and end with, and which of them only one text has.
struct between {
    const struct slice *old, *new;
    int old_count, new_count;
    bool *is_taken, *is_put; // of each word
};

// How far down the diagonal x - y = k one comes with d edits: the reach with d - 1, one edit, and what is then the
// same.
static int reach(const struct between *between, const int *with_less, int d, int k)
{
    bool is_down = k == -d || (k != d && with_less[k - 1] < with_less[k + 1]);
    int x = is_down ? with_less[k + 1] : with_less[k - 1] + 1, y = x - k;
    while (x < between->old_count && y < between->new_count &&
           slice_equal(between->old[x], between->new[y])) {
        x++;
        y++;
    }
    return x;
}

// Goes back from the end along the edits that led there; rows[d] is centred on diagonal 0.
static void mark_edits(const struct between *between, int *const *rows, int d)
{
    int x = between->old_count, y = between->new_count;
    for (; d > 0; d--) {
        const int *with_less = rows[d - 1];
        int k = x - y;
        bool is_down = k == -d || (k != d && with_less[k - 1] < with_less[k + 1]);
        x = is_down ? with_less[k + 1] : with_less[k - 1];
        y = x - (is_down ? k + 1 : k - 1);
        if (is_down)
            between->is_put[y] = true;
        else
            between->is_taken[x] = true;
    }
}

// False where too many words differ, or memory is short.
static bool find_edits(const struct between *between, struct arena *arena)
{
    int *rows[MOST_EDITS + 1];
    int end = between->old_count - between->new_count;
    for (int d = 0; d <= MOST_EDITS; d++) {
        int *row = arena_calloc(arena, 2 * (size_t)d + 3, sizeof *row);
        if (!row)
            return false;
        rows[d] = row + d + 1;
        for (int k = -d; k <= d; k += 2)
            rows[d][k] =
                d ? reach(between, rows[d - 1], d, k) : reach(between, (int[]){0, 0, 0} + 1, 0, 0);
        if (end >= -d && end <= d && (end - d) % 2 == 0 && rows[d][end] >= between->old_count) {
            mark_edits(between, rows, d);
            return true;
        }
    }
    return false;
}

static size_t run_of(const bool *marks, size_t first, size_t end, bool value)
{
    while (first < end && marks[first] == value)
        first++;
    return first;
}

static void add_edits(struct diffing *diff, const struct between *between, size_t start)
{
    size_t rows = (size_t)between->old_count, columns = (size_t)between->new_count, i = 0, j = 0;
    while (i < rows || j < columns) {
        size_t old = run_of(between->is_taken, i, rows, true);
        size_t new = run_of(between->is_put, j, columns, true);
        add_words(diff, DIFF_OLD, &diff->before, start + i, start + old);
        add_words(diff, DIFF_NEW, &diff->after, start + j, start + new);
        i = run_of(between->is_taken, old, rows, false);
        size_t same = run_of(between->is_put, new, columns, false);
        if (i - old < same - new) // what both have goes as far as in the one where it is shorter
            same = new + (i - old);
        else
            i = old + (same - new);
        if (same > new)
            add_same(diff, start + new, start + same, false, false);
        j = same;
    }
}

static void add_between(struct diffing *diff, size_t start, size_t rows, size_t columns)
{
    bool *marks = arena_calloc(diff->arena, rows + columns + 1, sizeof *marks);
    struct between between = {
        diff->before.list + start,  diff->after.list + start, (int)rows, (int)columns, marks,
        marks ? marks + rows : NULL};
    if (marks && rows < INT32_MAX / 2 && columns < INT32_MAX / 2 &&
        find_edits(&between, diff->arena)) {
        add_edits(diff, &between, start);
        return;
    }
    add_words(diff, DIFF_OLD, &diff->before, start, start + rows);
    diff->is_full = false; // as much again for what stands there now
    diff->bytes = diff->bytes < diff->max_bytes / 2 ? diff->bytes : diff->max_bytes / 2;
    add_words(diff, DIFF_NEW, &diff->after, start, start + columns);
}

bool diff_texts(struct slice before, struct slice after, size_t max_bytes, struct arena *arena,
                const struct diff_piece **out, size_t *count)
{
    struct diffing diff = {.arena = arena, .max_bytes = max_bytes};
    if (!split(before, arena, &diff.before) || !split(after, arena, &diff.after))
        return false;
    size_t old_count = diff.before.count, new_count = diff.after.count, start = 0, end = 0;
    while (start < old_count && start < new_count &&
           slice_equal(diff.before.list[start], diff.after.list[start]))
        start++;
    while (end < old_count - start && end < new_count - start &&
           slice_equal(diff.before.list[old_count - 1 - end], diff.after.list[new_count - 1 - end]))
        end++;
    if (start < old_count || start < new_count) {
        add_same(&diff, 0, start, true, false);
        add_between(&diff, start, old_count - start - end, new_count - start - end);
        add_same(&diff, new_count - end, new_count, false, true);
    }
    *out = diff.pieces;
    *count = diff.count;
    return !diff.failed;
}
