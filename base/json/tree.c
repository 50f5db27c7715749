// Reading JSON in place. See tree.h.
//
// The idea: one descent over the text makes a row of nodes, each before what is in it, so that a tree needs no
// addresses and no memory of its own for a text that has been read before. A string is a place in the text; one with
// escapes is written into a room as long as the text, which no unescaping exceeds.
//
// Invariants: what strict rules accept is accepted by jansson and means the same, and the other way round. Nothing is
// taken for sure of the text but that it is UTF-8.
//
// Cost: the scan of strings (scan.h), 40 bytes a value.
#include "base/json/tree.h"

#include "base/json/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRICT_DEPTH = 2048, // jansson's
    WIDE_DEPTH = 64,
};

#define NO_SIGN UINT32_MAX

struct reading {
    struct json_tree *tree;
    const struct json_scan *scan;
    struct slice text;
    size_t at;
    unsigned depth, most_deep;
    bool is_wide;
    bool is_without_memory;
};

static bool read_value(struct reading *reading, struct slice name);

// --- bytes ---------------------------------------------------------------------------------------

static char byte_at(const struct reading *reading) // NUL at the end, which nothing may begin with
{
    return reading->at < reading->text.len ? reading->text.ptr[reading->at] : 0;
}

static void skip_space(struct reading *reading)
{
    for (char c; (c = byte_at(reading)) == ' ' || c == '\n' || c == '\t' || c == '\r';)
        reading->at++;
}

// Whether that is the next byte but for white space; past it then.
static bool take_mark(struct reading *reading, char mark)
{
    skip_space(reading);
    bool is_there = byte_at(reading) == mark;
    reading->at += is_there;
    return is_there;
}

static bool take_word(struct reading *reading, struct slice word)
{
    bool is_there = slice_starts_with(slice_from_offset(reading->text, reading->at), word);
    reading->at += is_there ? word.len : 0;
    return is_there;
}

// --- strings -------------------------------------------------------------------------------------

// Room for all that the text may unescape to, and a NUL.
static bool make_room(struct reading *reading)
{
    struct json_tree *tree = reading->tree;
    if (tree->unescaped_capacity > reading->text.len)
        return true;
    free(tree->unescaped); // nothing of this text is in it yet
    tree->unescaped = malloc(reading->text.len + 1);
    tree->unescaped_capacity = tree->unescaped ? reading->text.len + 1 : 0;
    reading->is_without_memory = !tree->unescaped;
    return tree->unescaped != NULL;
}

// The four hexadecimal digits there, and past them; NO_SIGN where they are none.
static uint32_t take_hex(struct reading *reading)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char c = byte_at(reading), small = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if (small >= 'a' && small <= 'f')
            value = value << 4 | (uint32_t)(small - 'a' + 10);
        else
            return NO_SIGN;
        reading->at++;
    }
    return value;
}

// The character of \uXXXX behind the `u`; NO_SIGN for what is none.
static uint32_t take_code_point(struct reading *reading)
{
    uint32_t high = take_hex(reading);
    if (high > 0xFFFF || (high >= 0xDC00 && high <= 0xDFFF))
        return NO_SIGN;
    if (high < 0xD800 || high > 0xDBFF)
        return high;
    uint32_t low = take_word(reading, SLICE("\\u")) ? take_hex(reading) : NO_SIGN;
    return low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                                          : NO_SIGN;
}

static char *put_utf8(char *to, uint32_t cp)
{
    if (cp < 0x80) {
        *to++ = (char)cp;
        return to;
    }
    if (cp < 0x800) {
        *to++ = (char)(0xC0 | cp >> 6);
    } else if (cp < 0x10000) {
        *to++ = (char)(0xE0 | cp >> 12);
        *to++ = (char)(0x80 | (cp >> 6 & 0x3F));
    } else {
        *to++ = (char)(0xF0 | cp >> 18);
        *to++ = (char)(0x80 | (cp >> 12 & 0x3F));
        *to++ = (char)(0x80 | (cp >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (cp & 0x3F));
    return to;
}

// Writes what the escape behind the backslash there stands for; NULL where it is none.
static char *unescape(struct reading *reading, char *to)
{
    static const char NAMES[] = "\"\\/bfnrt", MEANINGS[] = "\"\\/\b\f\n\r\t";
    char c = byte_at(reading);
    const char *name = c ? strchr(NAMES, c) : NULL;
    if (name) {
        reading->at++;
        *to = MEANINGS[name - NAMES];
        return to + 1;
    }
    if (c != 'u')
        return NULL;
    reading->at++;
    uint32_t cp = take_code_point(reading);
    return cp == NO_SIGN || (cp == 0 && !reading->is_wide) ? NULL : put_utf8(to, cp);
}

// The string whose quote was taken, and past its end.
static bool read_string(struct reading *reading, struct slice *out)
{
    struct slice text = reading->text;
    size_t start = reading->at;
    size_t plain = reading->scan->plain(text.ptr + start, text.len - start);
    reading->at += plain;
    if (byte_at(reading) == '"') {
        *out = slice_of(text.ptr + start, plain);
        reading->at++;
        return true;
    }
    if (byte_at(reading) != '\\' || !make_room(reading))
        return false;
    struct json_tree *tree = reading->tree;
    char *first = tree->unescaped + tree->unescaped_len, *to = first;
    for (;;) {
        memcpy(to, text.ptr + reading->at - plain, plain);
        to += plain;
        if (byte_at(reading) == '"')
            break;
        if (byte_at(reading) != '\\')
            return false;
        reading->at++;
        to = unescape(reading, to);
        if (!to)
            return false;
        plain = reading->scan->plain(text.ptr + reading->at, text.len - reading->at);
        reading->at += plain;
    }
    reading->at++;
    *out = slice_of(first, (size_t)(to - first));
    tree->unescaped_len += out->len;
    return true;
}

// --- numbers -------------------------------------------------------------------------------------

static bool take_digits(struct reading *reading)
{
    size_t start = reading->at;
    while (char_is_digit(byte_at(reading)))
        reading->at++;
    return reading->at > start;
}

// Whether a number of the grammar was there, and past it.
static bool take_number(struct reading *reading, bool *is_real)
{
    if (byte_at(reading) == '-')
        reading->at++;
    bool starts_with_0 = byte_at(reading) == '0';
    size_t start = reading->at;
    if (!take_digits(reading) || (starts_with_0 && reading->at - start > 1))
        return false;
    *is_real = byte_at(reading) == '.' || byte_at(reading) == 'e' || byte_at(reading) == 'E';
    if (byte_at(reading) == '.') {
        reading->at++;
        if (!take_digits(reading))
            return false;
    }
    if (byte_at(reading) == 'e' || byte_at(reading) == 'E') {
        reading->at++;
        if (byte_at(reading) == '+' || byte_at(reading) == '-')
            reading->at++;
        return take_digits(reading);
    }
    return true;
}

// The integer that is written there; false where it is beyond 64 bits.
static bool take_integer(struct slice written, int64_t *out)
{
    bool is_negative = written.ptr[0] == '-', is_too_large = false;
    *out = 0;
    for (size_t i = is_negative; i < written.len && !is_too_large; i++) {
        int digit = written.ptr[i] - '0';
        is_too_large = __builtin_mul_overflow(*out, 10, out) ||
                       __builtin_add_overflow(*out, is_negative ? -digit : digit, out);
    }
    return !is_too_large;
}

// Whether the real that is written there is less than infinite; false without memory, too.
static bool is_finite(struct reading *reading, struct slice written)
{
    if (!make_room(reading))
        return false;
    char *copy = reading->tree->unescaped + reading->tree->unescaped_len; // for this look at it
    memcpy(copy, written.ptr, written.len);
    copy[written.len] = 0;
    return !isinf(strtod(copy, NULL));
}

static bool read_number(struct reading *reading, struct json_node *node)
{
    size_t start = reading->at;
    bool is_real;
    if (!take_number(reading, &is_real))
        return false;
    struct slice written = slice_of(reading->text.ptr + start, reading->at - start);
    node->kind = JSON_NODE_INTEGER;
    if (!is_real && take_integer(written, &node->is.integer))
        return true;
    node->kind = JSON_NODE_REAL;
    return reading->is_wide || (is_real && is_finite(reading, written));
}

// --- values --------------------------------------------------------------------------------------

static struct json_node *add_node(struct reading *reading, struct slice name)
{
    struct json_tree *tree = reading->tree;
    if (tree->count == tree->capacity) {
        size_t capacity = tree->capacity ? 2 * tree->capacity : 64;
        struct json_node *nodes =
            capacity <= UINT32_MAX ? realloc(tree->nodes, capacity * sizeof *nodes) : NULL;
        reading->is_without_memory = !nodes;
        if (!nodes)
            return NULL;
        tree->nodes = nodes;
        tree->capacity = capacity;
    }
    struct json_node *node = &tree->nodes[tree->count++];
    *node = (struct json_node){.name = name, .size = 1};
    return node;
}

static bool read_members(struct reading *reading)
{
    if (take_mark(reading, '}'))
        return true;
    do {
        struct slice name;
        if (!take_mark(reading, '"') || !read_string(reading, &name) || !take_mark(reading, ':') ||
            !read_value(reading, name))
            return false;
    } while (take_mark(reading, ','));
    return take_mark(reading, '}');
}

static bool read_elements(struct reading *reading)
{
    if (take_mark(reading, ']'))
        return true;
    do
        if (!read_value(reading, SLICE_NONE))
            return false;
    while (take_mark(reading, ','));
    return take_mark(reading, ']');
}

static bool take_literal(struct reading *reading, struct json_node *node)
{
    bool is_true = take_word(reading, SLICE("true"));
    bool is_false = !is_true && take_word(reading, SLICE("false"));
    node->kind = is_true ? JSON_NODE_TRUE : is_false ? JSON_NODE_FALSE : JSON_NODE_NULL;
    return is_true || is_false || take_word(reading, SLICE("null"));
}

// A value of any kind, with the name that it has in its object.
static bool read_value(struct reading *reading, struct slice name)
{
    size_t number = reading->tree->count;
    struct json_node *node = add_node(reading, name);
    bool is_read;
    if (!node || ++reading->depth > reading->most_deep)
        return false;
    skip_space(reading);
    size_t start = reading->at;
    char c = byte_at(reading);
    if (c == '"' || c == '{' || c == '[') {
        node->kind = c == '"' ? JSON_NODE_STRING : c == '{' ? JSON_NODE_OBJECT : JSON_NODE_LIST;
        reading->at++;
        is_read = c == '"'   ? read_string(reading, &node->is.text)
                  : c == '{' ? read_members(reading)
                             : read_elements(reading);
    } else {
        is_read =
            c == '-' || char_is_digit(c) ? read_number(reading, node) : take_literal(reading, node);
    }
    reading->depth--;
    node = &reading->tree->nodes[number]; // which moves as the tree grows
    node->size = (uint32_t)(reading->tree->count - number);
    if (node->kind != JSON_NODE_STRING && node->kind != JSON_NODE_INTEGER)
        node->is.text = slice_of(reading->text.ptr + start, reading->at - start);
    return is_read;
}

enum status json_tree_read(struct json_tree *tree, struct slice text, enum json_rules rules,
                           const struct json_node **root)
{
    bool is_wide = rules == JSON_WIDE;
    struct reading reading = {.tree = tree,
                              .scan = json_scan_best(),
                              .text = text,
                              .most_deep = is_wide ? WIDE_DEPTH : STRICT_DEPTH,
                              .is_wide = is_wide};
    tree->count = tree->unescaped_len = 0;
    bool is_read = read_value(&reading, SLICE_NONE);
    skip_space(&reading);
    tree->end = reading.at;
    if (reading.is_without_memory)
        return STATUS_NO_MEMORY;
    if (!is_read || reading.at < text.len)
        return STATUS_INVALID;
    *root = tree->nodes;
    return STATUS_OK;
}

void json_tree_clear_nodes(struct json_tree *tree)
{
    free(tree->nodes);
    tree->nodes = NULL;
    tree->count = tree->capacity = 0;
}

void json_tree_clear(struct json_tree *tree)
{
    json_tree_clear_nodes(tree);
    free(tree->unescaped);
    *tree = (struct json_tree){.count = 0};
}

// --- asking --------------------------------------------------------------------------------------

static const struct json_node *first_in(const struct json_node *node, enum json_node_kind kind)
{
    return json_node_is(node, kind) && node->size > 1 ? node + 1 : NULL;
}

const struct json_node *json_node_first(const struct json_node *list)
{
    return first_in(list, JSON_NODE_LIST);
}

const struct json_node *json_node_after(const struct json_node *list,
                                        const struct json_node *element)
{
    const struct json_node *next = element + element->size;
    return next < list + list->size ? next : NULL;
}

size_t json_node_count(const struct json_node *list)
{
    size_t count = 0;
    for (const struct json_node *e = json_node_first(list); e; e = json_node_after(list, e))
        count++;
    return count;
}

// Most names differ in their first byte, so nobody asks how long the other one is.
static bool is_called(const struct json_node *member, const char *name)
{
    struct slice own = member->name;
    return (own.len > 0 ? own.ptr[0] : '\0') == name[0] && slice_equal(own, slice_from(name));
}

const struct json_node *json_node_get(const struct json_node *object, const char *name)
{
    const struct json_node *found = NULL, *member = first_in(object, JSON_NODE_OBJECT);
    for (; member; member = json_node_after(object, member))
        if (is_called(member, name))
            found = member;
    return found;
}
