// See json.h.
//
// Writing is by hand, because nights send gigabytes: a tree of each document would cost more than its analysis. What
// fails for want of memory fails as a buf does, and its owner asks once.
#include "engine/opensearch/client/json.h"

#include <inttypes.h>
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

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
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
    uint32_t bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = i < text.len - padding ? value_of(text.ptr[i]) : 0;
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 != 3)
            continue;
        *to++ = (char)(bits >> 16 & 255);
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

enum status json_read(struct slice body, json_t **out, struct error *err)
{
    json_error_t problem;
    *out = json_loadb(body.ptr ? body.ptr : "", body.len, JSON_ALLOW_NUL, &problem);
    if (*out)
        return STATUS_OK;
    if (json_error_code(&problem) == json_error_out_of_memory)
        return error_set(err, STATUS_NO_MEMORY, "answer of the cluster: out of memory");
    return error_set(err, STATUS_CORRUPT, "the cluster answers with what is no JSON: %s",
                     problem.text);
}

const json_t *json_at(const json_t *tree, const char *path)
{
    while (tree && *path) {
        size_t len = strcspn(path, ".");
        tree = json_object_getn(tree, path, len);
        path += len + (path[len] == '.');
    }
    return tree;
}

int64_t json_int_at(const json_t *tree, const char *path)
{
    const json_t *value = json_at(tree, path);
    return json_is_real(value) ? (int64_t)json_real_value(value) : json_integer_value(value);
}

struct slice json_text(const json_t *value)
{
    return json_is_string(value) ? slice_of(json_string_value(value), json_string_length(value))
                                 : SLICE_NONE;
}

struct slice json_text_at(const json_t *tree, const char *path)
{
    return json_text(json_at(tree, path));
}
