// See json.h.
//
// Writing is by hand, because nights send gigabytes: a tree of each document would cost more than its analysis. What
// fails for want of memory fails as a buf does, and its owner asks once. Reading is by hand, because what comes is
// mostly long strings: they are looked through once and stay where they are.
#include "engine/opensearch/client/json.h"

#include "base/arena.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// --- writing -------------------------------------------------------------------------------------

static void put_escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        buf_append(out, "\\\"", 2);
        return;
    case '\\':
        buf_append(out, "\\\\", 2);
        return;
    case '\n':
        buf_append(out, "\\n", 2);
        return;
    case '\t':
        buf_append(out, "\\t", 2);
        return;
    default:
        buf_printf(out, "\\u%04x", c);
    }
}

void json_put_string(struct buf *out, struct slice text)
{
    size_t start = 0;
    buf_append_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        buf_append(out, text.ptr + start, i - start);
        put_escape(out, c);
        start = i + 1;
    }
    if (text.len > start)
        buf_append(out, text.ptr + start, text.len - start);
    buf_append_char(out, '"');
}

void json_put_key(struct buf *out, const char *name)
{
    buf_append_char(out, '"');
    buf_append(out, name, strlen(name));
    buf_append(out, "\":", 2);
}

void json_put_u64(struct buf *out, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buf_append(out, digits + at, sizeof digits - at);
}

void json_put_i64(struct buf *out, int64_t value)
{
    if (value < 0)
        buf_append_char(out, '-');
    json_put_u64(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void json_put_base64(struct buf *out, struct slice bytes)
{
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    buf_append_char(out, '"');
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t three = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
                         (left > 2 ? in[i + 2] : 0);
        const char four[4] = {letters[three >> 18], letters[three >> 12 & 63],
                              left > 1 ? letters[three >> 6 & 63] : '=',
                              left > 2 ? letters[three & 63] : '='};
        buf_append(out, four, sizeof four);
    }
    buf_append_char(out, '"');
}

// Of each letter its value, and of what is none 64.
static void list_values(unsigned char values[256])
{
    memset(values, 64, 256);
    for (unsigned char i = 0; i < 64; i++)
        values[(unsigned char)letters[i]] = i;
}

bool json_get_base64(struct slice text, struct buf *out)
{
    if (text.len % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=')
        padding++;
    size_t bytes = text.len / 4 * 3;
    char *to = buf_reserve(out, bytes);
    if (!to)
        return false;
    unsigned char values[256];
    const unsigned char *from = (const unsigned char *)text.ptr;
    list_values(values);
    for (size_t i = 0; i < text.len; i += 4, from += 4) {
        bool is_last = i + 4 == text.len;
        uint32_t a = values[from[0]], b = values[from[1]];
        uint32_t c = is_last && padding > 1 ? 0 : values[from[2]];
        uint32_t d = is_last && padding > 0 ? 0 : values[from[3]];
        if ((a | b | c | d) > 63)
            return false;
        uint32_t bits = a << 18 | b << 12 | c << 6 | d;
        *to++ = (char)(bits >> 16);
        *to++ = (char)(bits >> 8 & 255);
        *to++ = (char)(bits & 255);
    }
    out->len += bytes - padding;
    return true;
}

void json_put_escaped(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain)
            buf_append_char(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
}

// --- reading -------------------------------------------------------------------------------------

enum { MOST_DEEP = 64 };

struct json_tree {
    struct json root; // first: it stands for the tree
    struct arena arena;
    unsigned holders;
};

struct reader {
    const char *start, *at, *end; // *end is 0
    struct arena *arena;
    struct json *open; // items of arrays and objects that are not at their ends
    size_t count, capacity;
    int depth;
    bool no_memory;
};

static bool read_value(struct reader *reader, struct json *out);

static void skip_blanks(struct reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t')
        reader->at++;
}

static bool skip(struct reader *reader, char c)
{
    skip_blanks(reader);
    bool is_there = *reader->at == c;
    reader->at += is_there;
    return is_there;
}

// Most strings are long and of ASCII.
static bool is_ascii(struct slice text)
{
    uint64_t all = 0, some;
    size_t i = 0;
    for (; i + sizeof some <= text.len; i += sizeof some) {
        memcpy(&some, text.ptr + i, sizeof some);
        all |= some;
    }
    for (; i < text.len; i++)
        all |= (unsigned char)text.ptr[i] & 0x80u;
    return !(all & UINT64_C(0x8080808080808080));
}

static size_t length_of_sign(const unsigned char *at, size_t left)
{
    size_t len = at[0] < 0x80 ? 1 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (len > left || (at[0] >= 0x80 && at[0] < 0xc2) || at[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    bool is_long = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool is_none = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
    return is_long || is_none ? 0 : len;
}

static bool is_utf8(struct slice text)
{
    if (is_ascii(text))
        return true;
    for (size_t i = 0, len; i < text.len; i += len) {
        len = length_of_sign((const unsigned char *)text.ptr + i, text.len - i);
        if (len == 0)
            return false;
    }
    return true;
}

static bool read_hex(const char *at, const char *end, uint32_t *out)
{
    *out = 0;
    if (end - at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = at[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

static char *put_sign(char *to, uint32_t sign)
{
    if (sign < 0x80) {
        *to++ = (char)sign;
    } else if (sign < 0x800) {
        *to++ = (char)(0xc0 | sign >> 6);
        *to++ = (char)(0x80 | (sign & 63));
    } else {
        if (sign < 0x10000) {
            *to++ = (char)(0xe0 | sign >> 12);
        } else {
            *to++ = (char)(0xf0 | sign >> 18);
            *to++ = (char)(0x80 | (sign >> 12 & 63));
        }
        *to++ = (char)(0x80 | (sign >> 6 & 63));
        *to++ = (char)(0x80 | (sign & 63));
    }
    return to;
}

// Behind "\u", of which both halves of a pair are one sign.
static bool read_code(const char **at, const char *end, char **to)
{
    uint32_t sign, low;
    if (!read_hex(*at, end, &sign))
        return false;
    *at += 4;
    if (sign >= 0xdc00 && sign < 0xe000)
        return false;
    if (sign >= 0xd800 && sign < 0xdc00) {
        if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' || !read_hex(*at + 2, end, &low) ||
            low < 0xdc00 || low >= 0xe000)
            return false;
        *at += 6;
        sign = 0x10000 + ((sign - 0xd800) << 10) + (low - 0xdc00);
    }
    *to = put_sign(*to, sign);
    return true;
}

// What stands in a string that has escapes: never longer than they are.
static bool unescape(struct reader *reader, const char *end, struct slice *out)
{
    static const char names[] = "\"\\/bfnrt", signs[] = "\"\\/\b\f\n\r\t";
    char *text = arena_alloc(reader->arena, (size_t)(end - reader->at) + 1), *to = text;
    reader->no_memory = reader->no_memory || !text;
    for (const char *at = reader->at; text && at < end;) {
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        const char *name = at[1] ? strchr(names, at[1]) : NULL;
        bool is_code = at[1] == 'u';
        at += 2;
        if (name)
            *to++ = signs[name - names];
        else if (!is_code || !read_code(&at, end, &to))
            return false;
    }
    *out = slice_of(text, text ? (size_t)(to - text) : 0);
    return text != NULL;
}

static bool read_string(struct reader *reader, struct slice *out)
{
    if (!skip(reader, '"'))
        return false;
    const char *end = reader->at;
    bool has_escapes = false;
    for (;;) {
        const char *quote = memchr(end, '"', (size_t)(reader->end - end));
        if (!quote)
            return false;
        const char *escape = memchr(end, '\\', (size_t)(quote - end));
        if (!escape) {
            end = quote;
            break;
        }
        has_escapes = true;
        end = escape + 2;
        if (end > reader->end)
            return false;
    }
    *out = slice_of(reader->at, (size_t)(end - reader->at));
    bool is_good = !has_escapes || unescape(reader, end, out);
    reader->at = end + 1;
    return is_good && is_utf8(*out);
}

static bool read_number(struct reader *reader, struct json *out)
{
    const char *start = reader->at;
    bool is_negative = *start == '-';
    uint64_t value = 0;
    size_t digits = 0;
    reader->at += is_negative;
    for (; *reader->at >= '0' && *reader->at <= '9'; reader->at++, digits++)
        value = digits < 18 ? value * 10 + (uint64_t)(*reader->at - '0') : value;
    if (digits == 0)
        return false;
    out->kind = JSON_INTEGER;
    out->integer = is_negative ? -(int64_t)value : (int64_t)value;
    if (digits <= 18 && *reader->at != '.' && *reader->at != 'e' && *reader->at != 'E')
        return true;
    char *end;
    errno = 0; // too large for an integer: a real
    out->integer = strtoll(start, &end, 10);
    if (*end != '.' && *end != 'e' && *end != 'E' && errno == 0)
        return true;
    if (*end == '.' && (end[1] < '0' || end[1] > '9'))
        return false;
    out->kind = JSON_REAL;
    out->real = strtod(start, &end);
    reader->at = end;
    return true;
}

static bool push(struct reader *reader, const struct json *item)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity ? reader->capacity * 2 : 256;
        struct json *bigger = realloc(reader->open, capacity * sizeof *bigger);
        reader->no_memory = !bigger;
        if (!bigger)
            return false;
        reader->open = bigger;
        reader->capacity = capacity;
    }
    reader->open[reader->count++] = *item;
    return true;
}

static bool read_item(struct reader *reader, bool has_name)
{
    struct json item = {0};
    struct slice name = SLICE_NONE;
    if (has_name && (!read_string(reader, &name) || !skip(reader, ':')))
        return false;
    if (!read_value(reader, &item))
        return false;
    item.name = name;
    return push(reader, &item);
}

static bool read_items(struct reader *reader, char close, struct json *out)
{
    size_t first = reader->count;
    reader->at++;
    if (++reader->depth > MOST_DEEP)
        return false;
    bool is_at_end = skip(reader, close);
    while (!is_at_end) {
        if (!read_item(reader, close == '}'))
            return false;
        is_at_end = skip(reader, close);
        if (!is_at_end && !skip(reader, ','))
            return false;
    }
    reader->depth--;
    size_t count = reader->count - first, bytes = count * sizeof *reader->open;
    struct json *items = arena_alloc(reader->arena, bytes + 1);
    reader->no_memory = !items;
    if (!items)
        return false;
    if (count > 0)
        memcpy(items, reader->open + first, bytes);
    reader->count = first;
    out->items = items;
    out->count = (uint32_t)count;
    return true;
}

static bool read_word(struct reader *reader, const char *word)
{
    size_t len = strlen(word);
    bool is_it = (size_t)(reader->end - reader->at) >= len && memcmp(reader->at, word, len) == 0;
    reader->at += is_it ? len : 0;
    return is_it;
}

static bool read_value(struct reader *reader, struct json *out)
{
    skip_blanks(reader);
    const char *start = reader->at;
    bool is_good;
    switch (*start) {
    case '"':
        out->kind = JSON_STRING;
        return read_string(reader, &out->text);
    case '{':
        out->kind = JSON_OBJECT;
        is_good = read_items(reader, '}', out);
        break;
    case '[':
        out->kind = JSON_ARRAY;
        is_good = read_items(reader, ']', out);
        break;
    case 't':
        out->kind = JSON_TRUE;
        is_good = read_word(reader, "true");
        break;
    case 'f':
        out->kind = JSON_FALSE;
        is_good = read_word(reader, "false");
        break;
    case 'n':
        out->kind = JSON_NULL;
        is_good = read_word(reader, "null");
        break;
    default:
        is_good = read_number(reader, out);
    }
    out->text = slice_of(start, (size_t)(reader->at - start));
    return is_good;
}

enum status json_read(struct slice body, struct json **out, struct error *err)
{
    struct json_tree *tree = calloc(1, sizeof *tree);
    *out = NULL;
    if (!tree)
        return error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory");
    arena_init(&tree->arena, 0);
    tree->holders = 1;
    const struct slice text = arena_copy(&tree->arena, body.ptr ? body : SLICE(""));
    struct reader reader = {.start = text.ptr,
                            .at = text.ptr,
                            .end = text.ptr ? text.ptr + text.len : NULL,
                            .arena = &tree->arena};
    bool is_good = text.ptr && read_value(&reader, &tree->root);
    if (is_good)
        skip_blanks(&reader);
    is_good = is_good && reader.at == reader.end;
    free(reader.open);
    if (is_good) {
        *out = &tree->root;
        return STATUS_OK;
    }
    size_t at = text.ptr ? (size_t)(reader.at - reader.start) : 0;
    json_release(&tree->root);
    return reader.no_memory || !text.ptr
               ? error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory")
               : error_set(err, STATUS_CORRUPT,
                           "the cluster answers with what is no JSON from byte %zu on", at);
}

struct json *json_hold(struct json *root)
{
    ((struct json_tree *)root)->holders++;
    return root;
}

void json_release(struct json *root)
{
    struct json_tree *tree = (struct json_tree *)root;
    if (!tree || --tree->holders > 0)
        return;
    arena_clear(&tree->arena);
    free(tree);
}

static const struct json *member(const struct json *object, const char *name, size_t len)
{
    size_t count = json_is(object, JSON_OBJECT) ? object->count : 0;
    for (size_t i = 0; i < count; i++)
        if (object->items[i].name.len == len && memcmp(object->items[i].name.ptr, name, len) == 0)
            return &object->items[i];
    return NULL;
}

const struct json *json_at(const struct json *tree, const char *path)
{
    while (tree && *path) {
        size_t len = strcspn(path, ".");
        tree = member(tree, path, len);
        path += len + (path[len] == '.');
    }
    return tree;
}

int64_t json_as_integer(const struct json *value)
{
    return json_is(value, JSON_INTEGER) ? value->integer : 0;
}

double json_as_number(const struct json *value)
{
    return json_is(value, JSON_REAL) ? value->real : (double)json_as_integer(value);
}

int64_t json_int_at(const struct json *tree, const char *path)
{
    const struct json *value = json_at(tree, path);
    return json_is(value, JSON_REAL) ? (int64_t)value->real : json_as_integer(value);
}

struct slice json_text(const struct json *value)
{
    return json_is(value, JSON_STRING) ? value->text : SLICE_NONE;
}

struct slice json_text_at(const struct json *tree, const char *path)
{
    return json_text(json_at(tree, path));
}
