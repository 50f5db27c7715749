// See split.h.
//
// One pass over the bytes: brackets are counted, strings skipped, and inside an object a brace is only accepted where
// JSON allows one. That tells an object that lost its end from one with others inside, so the next line of JSON Lines
// is not swallowed by a broken one. Invariant: each call of json_split_next takes at least one byte off the rest.
#include "indexer/sources/json/split.h"

#include "base/json/scan.h"

enum { MAX_DEPTH = 64 }; // an exchange has four

// The inside of one object, byte by byte.
struct scan {
    uint64_t lists; // bit n: level n is a list, not an object
    unsigned depth;
    bool in_string;
    char last; // byte that is not white space, outside strings
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip(struct json_split *split, size_t count)
{
    split->line += (uint32_t)slice_count(slice_of(split->rest.ptr, count), '\n');
    split->rest = slice_from_offset(split->rest, count);
}

static size_t line_length(struct slice text)
{
    const char *end = text.len > 0 ? memchr(text.ptr, '\n', text.len) : NULL;
    return end ? (size_t)(end - text.ptr) : text.len;
}

// Past white space and what stands between the objects of a list. Returns how much of the rest's line was skipped
// here: its indentation. *open_before: how many lists were open where that line begins.
static size_t skip_between(struct json_split *split, unsigned *open_before)
{
    size_t at = 0, line_start = 0;
    *open_before = split->open;
    for (; at < split->rest.len; at++) {
        char c = split->rest.ptr[at];
        if (!is_space(c) && c != ',' && c != '[' && c != ']')
            break;
        if (c == '[')
            split->open++;
        else if (c == ']' && split->open > 0)
            split->open--;
        if (c != '\n')
            continue;
        line_start = at + 1;
        *open_before = split->open;
    }
    skip(split, at);
    return at - line_start;
}

// Whether an object may begin here, inside another.
static bool may_begin(const struct scan *scan)
{
    bool in_list = scan->lists >> (scan->depth - 1) & 1;
    return in_list ? scan->last == '[' || scan->last == ',' : scan->last == ':';
}

static bool open_level(struct scan *scan, bool is_list)
{
    if (scan->depth == MAX_DEPTH || (!is_list && scan->depth > 0 && !may_begin(scan)))
        return false;
    uint64_t bit = (uint64_t)1 << scan->depth;
    scan->lists = is_list ? scan->lists | bit : scan->lists & ~bit;
    scan->depth++;
    return true;
}

// The end of a string that begins before `at`; text.len where it has none in its line.
static size_t string_end(struct slice text, size_t at)
{
    const struct json_scan *scan = json_scan_best();
    for (;; at++) {
        at += scan->plain(text.ptr + at, text.len - at);
        if (at == text.len || text.ptr[at] == '\n')
            return text.len;
        if (text.ptr[at] == '"')
            return at;
        if (text.ptr[at] == '\\' && at + 1 < text.len && text.ptr[at + 1] != '\n')
            at++;
    }
}

// The piece that begins with the brace at the start of `text`.
static struct json_piece scan_object(struct slice text)
{
    struct scan scan = {0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_right = true;
        if (is_space(c))
            continue;
        if (c == '"') {
            size_t end = string_end(text, i + 1);
            is_right = end < text.len;
            if (!is_right) // looked for only here: the line may be all of the text
                end = i + line_length(slice_from_offset(text, i)) + 1; // with the wrong line end
            if (end > text.len)
                return (struct json_piece){JSON_PIECE_CUT, text, 0};
            i = end;
        } else if (c == '{' || c == '[') {
            is_right = open_level(&scan, c == '[');
        } else if (c == '}' || c == ']') {
            if (--scan.depth == 0)
                return (struct json_piece){JSON_PIECE_OBJECT, slice_of(text.ptr, i + 1), 0};
        }
        if (!is_right)
            return (struct json_piece){JSON_PIECE_BROKEN, slice_of(text.ptr, i), 0};
        scan.last = c;
    }
    return (struct json_piece){JSON_PIECE_CUT, text, 0};
}

// Past lines, to one that begins no deeper than the object that was broken.
static void skip_lost(struct json_split *split)
{
    while (split->rest.len > 0) {
        size_t length = line_length(split->rest), at = 0;
        while (at < length && (is_space(split->rest.ptr[at]) || strchr(",[]", split->rest.ptr[at])))
            at++;
        if (at <= split->indent && at < length && split->rest.ptr[at] == '{')
            break;
        skip(split, length < split->rest.len ? length + 1 : length);
    }
    split->is_lost = false;
}

// Past a broken object: what of it was looked at, at least its first line. One that only never ends is cut where
// nothing follows; else its first line is what is wrong.
static void lose(struct json_split *split, struct json_piece *piece, size_t indent)
{
    size_t length = line_length(split->rest);
    if (piece->kind == JSON_PIECE_BROKEN && piece->text.len > length)
        length = piece->text.len;
    skip(split, length);
    split->is_lost = true;
    split->indent = indent;
    if (piece->kind != JSON_PIECE_CUT || split->has_more)
        return;
    skip_lost(split);
    if (split->rest.len > 0)
        *piece = (struct json_piece){JSON_PIECE_BROKEN, slice_of(piece->text.ptr, length), 0};
}

bool json_split_next(struct json_split *split, struct json_piece *piece)
{
    if (split->is_lost)
        skip_lost(split);
    unsigned open_before;
    size_t indent = skip_between(split, &open_before);
    if (split->rest.len == 0)
        return false;
    uint32_t line = split->line;
    if (split->rest.ptr[0] == '{') {
        *piece = scan_object(split->rest);
        if (piece->kind == JSON_PIECE_OBJECT)
            skip(split, piece->text.len);
        else
            lose(split, piece, indent);
    } else {
        // With the brackets before it in its line, which may be what is wrong with it.
        size_t length = line_length(split->rest);
        *piece = (struct json_piece){JSON_PIECE_NOTHING,
                                     slice_of(split->rest.ptr - indent, indent + length), 0};
        skip(split, length);
        split->open = open_before;
        split->is_lost = true;
        split->indent = SIZE_MAX;
    }
    piece->line = line;
    return true;
}

size_t json_split_whole(struct slice text)
{
    struct json_split split = {.rest = text, .has_more = true};
    struct json_piece piece;
    size_t whole = 0;
    while (json_split_next(&split, &piece) && piece.kind != JSON_PIECE_CUT) {
        if (split.is_lost)
            skip_lost(&split);
        if (piece.kind != JSON_PIECE_OBJECT && split.rest.len == 0)
            break; // what follows may belong to it
        whole = (size_t)(split.rest.ptr - text.ptr);
    }
    return whole;
}
