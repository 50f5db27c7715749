// See json.h.
//
// Writing is by hand, because nights send gigabytes: a tree of each document would cost more than its analysis. What
// fails for want of memory fails as a buf does, and its owner asks once. Reading is base/json/tree.h's, where strings
// stay where they are, since what comes is mostly long ones; its row of nodes is made into arrays, of which any item is
// found at once.
#include "engine/opensearch/client/json.h"

#include "stemmer/text/fold.h"

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

void json_add_key(struct buf *out, const char *name)
{
    buf_append(out, ",\"", 2);
    buf_append(out, name, strlen(name));
    buf_append(out, "\":", 2);
}

void json_add_string(struct buf *out, const char *name, struct slice value)
{
    json_add_key(out, name);
    json_put_string(out, value);
}

void json_add_u64(struct buf *out, const char *name, uint64_t value)
{
    json_add_key(out, name);
    buf_append_decimal(out, value);
}

void json_add_i64(struct buf *out, const char *name, int64_t value)
{
    json_add_key(out, name);
    if (value < 0)
        buf_append_char(out, '-');
    buf_append_decimal(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
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

// --- reading -------------------------------------------------------------------------------------

struct answer {
    struct json root; // first: it stands for the answer
    struct json_tree tree;
    char *body;         // what the tree borrows from
    struct json *items; // of arrays and objects, each one's side by side
    unsigned holders;
};

// Makes a value of a node, and what is in it, for which there is room from `free` on; returns what is left of that.
static struct json *make_value(const struct json_node *node, struct json *out, struct json *free)
{
    *out = (struct json){.name = node->name, .kind = node->kind};
    if (node->kind == JSON_NODE_INTEGER) {
        out->integer = node->is.integer;
        return free;
    }
    out->text = node->is.text;
    if (node->kind == JSON_NODE_REAL)
        out->real = strtod(out->text.ptr, NULL); // to its end: nothing of a number follows
    if (node->kind != JSON_NODE_LIST && node->kind != JSON_NODE_OBJECT)
        return free;
    struct json *items = free;
    for (uint32_t i = 1; i < node->size; i += node[i].size)
        free++;
    out->items = items;
    out->count = (uint32_t)(free - items);
    for (uint32_t i = 1; i < node->size; i += node[i].size)
        free = make_value(&node[i], items++, free);
    return free;
}

static enum status read_answer(struct answer *answer, struct slice body, struct error *err)
{
    const struct json_node *root;
    if (!fold_is_utf8(body))
        return error_set(err, STATUS_IO, "the cluster answers with what is not UTF-8");
    answer->body = malloc(body.len + 1);
    if (!answer->body)
        return error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory");
    if (body.len > 0)
        memcpy(answer->body, body.ptr, body.len);
    answer->body[body.len] = 0; // where a number may end
    enum status status =
        json_tree_read(&answer->tree, slice_of(answer->body, body.len), JSON_WIDE, &root);
    if (status == STATUS_INVALID)
        return error_set(err, STATUS_IO,
                         "the cluster answers with what is no JSON from byte %zu on",
                         answer->tree.end);
    answer->items = status == STATUS_OK ? malloc(root->size * sizeof *answer->items) : NULL;
    if (!answer->items)
        return error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory");
    (void)make_value(root, &answer->root, answer->items);
    json_tree_clear_nodes(&answer->tree);
    return STATUS_OK;
}

enum status json_read(struct slice body, struct json **out, struct error *err)
{
    struct answer *answer = calloc(1, sizeof *answer);
    *out = NULL;
    if (!answer)
        return error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory");
    answer->holders = 1;
    enum status status = read_answer(answer, body, err);
    if (status == STATUS_OK)
        *out = &answer->root;
    else
        json_release(&answer->root);
    return status;
}

struct json *json_hold(struct json *root)
{
    ((struct answer *)root)->holders++;
    return root;
}

void json_release(struct json *root)
{
    struct answer *answer = (struct answer *)root;
    if (!answer || --answer->holders > 0)
        return;
    json_tree_clear(&answer->tree);
    free(answer->body);
    free(answer->items);
    free(answer);
}

static const struct json *member(const struct json *object, const char *name, size_t len)
{
    size_t count = json_is(object, JSON_NODE_OBJECT) ? object->count : 0;
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
    return json_is(value, JSON_NODE_INTEGER) ? value->integer : 0;
}

double json_as_number(const struct json *value)
{
    return json_is(value, JSON_NODE_REAL) ? value->real : (double)json_as_integer(value);
}

int64_t json_int_at(const struct json *tree, const char *path)
{
    const struct json *value = json_at(tree, path);
    return json_is(value, JSON_NODE_REAL) ? (int64_t)value->real : json_as_integer(value);
}

struct slice json_text(const struct json *value)
{
    return json_is(value, JSON_NODE_STRING) ? value->text : SLICE_NONE;
}

struct slice json_text_at(const struct json *tree, const char *path)
{
    return json_text(json_at(tree, path));
}
