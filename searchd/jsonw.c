// The JSON writer.
//
// The idea: an answer is written once, left to right, so all that a writer must remember is whether
// a comma is due and which bracket closes next. One bit a level does it. Strings are copied in
// runs: bytes that need no escape (nearly all) go out with one memcpy per run.
//
//     { "a": [1, 2] }      jsonw_object  jsonw_key("a")  jsonw_array  jsonw_int(1) jsonw_int(2) jsonw_end
//     jsonw_end
//
// Invariants: after jsonw_key exactly one value follows; has_items tells of the innermost container
// only and becomes true for the outer one when the inner one closes. Cost: one pass over the bytes,
// about 1 GB/s for plain French text.

#include "searchd/jsonw.h"

#include "searchd/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

void jsonw_init(struct jsonw *json, struct buf *out)
{
    *json = (struct jsonw){.out = out};
}

// What comes before a value or key: a comma where one is due.
static void separate(struct jsonw *json)
{
    if (json->after_key) {
        json->after_key = false;
    } else {
        assert(json->depth == 0 || !json->in_object[json->depth - 1]);
        if (json->has_items)
            buf_append_char(json->out, ',');
    }
    json->has_items = true;
}

static void open(struct jsonw *json, bool is_object)
{
    separate(json);
    assert(json->depth < JSONW_MAX_DEPTH);
    json->in_object[json->depth++] = is_object;
    json->has_items = false;
    buf_append_char(json->out, is_object ? '{' : '[');
}

void jsonw_object(struct jsonw *json)
{
    open(json, true);
}

void jsonw_array(struct jsonw *json)
{
    open(json, false);
}

void jsonw_end(struct jsonw *json)
{
    assert(json->depth > 0 && !json->after_key);
    json->depth--;
    json->has_items = true;
    buf_append_char(json->out, json->in_object[json->depth] ? '}' : ']');
}

void jsonw_key(struct jsonw *json, const char *key)
{
    assert(json->depth > 0 && json->in_object[json->depth - 1] && !json->after_key);
    size_t len = strlen(key);
    char *out = buf_reserve(json->out, len + 4);
    if (out) {
        char *start = out;
        if (json->has_items)
            *out++ = ',';
        *out++ = '"';
        memcpy(out, key, len);
        out += len;
        *out++ = '"';
        *out++ = ':';
        json->out->len += (size_t)(out - start);
    }
    json->has_items = true;
    json->after_key = true;
}

// How each byte travels: as it is; as an escape; as the start of a longer UTF-8 sequence, to be checked;
// as it is, but escaped for HTML.
enum byte_class { BYTE_PLAIN, BYTE_ESCAPE, BYTE_MULTI, BYTE_HTML };

#define X4(class) class, class, class, class
#define X16(class) X4(class), X4(class), X4(class), X4(class)
#define X64(class) X16(class), X16(class), X16(class), X16(class)

static const uint8_t BYTE_CLASSES[256] = {
    X16(BYTE_ESCAPE), X16(BYTE_ESCAPE),                              // controls
    BYTE_PLAIN,       BYTE_PLAIN,       BYTE_ESCAPE,    BYTE_PLAIN,  // space ! " #
    BYTE_PLAIN,       BYTE_PLAIN,       BYTE_HTML,      BYTE_PLAIN,  // $ % & '
    X4(BYTE_PLAIN),   X4(BYTE_PLAIN),                                // ( ) * + , - . /
    X4(BYTE_PLAIN),   X4(BYTE_PLAIN),                                // 0 to 7
    BYTE_PLAIN,       BYTE_PLAIN,       BYTE_PLAIN,     BYTE_PLAIN,  // 8 9 : ;
    BYTE_HTML,        BYTE_PLAIN,       BYTE_HTML,      BYTE_PLAIN,  // < = > ?
    X16(BYTE_PLAIN),                                                 // @ A to O
    X4(BYTE_PLAIN),   X4(BYTE_PLAIN),                                // P to W
    X4(BYTE_PLAIN),                                                  // X Y Z [
    BYTE_ESCAPE,      BYTE_PLAIN,       BYTE_PLAIN,     BYTE_PLAIN,  // backslash ] ^ _
    X16(BYTE_PLAIN),                                                 // ` a to o
    X4(BYTE_PLAIN),   X4(BYTE_PLAIN),   X4(BYTE_PLAIN),              // p to z {
    BYTE_PLAIN,       BYTE_PLAIN,       BYTE_PLAIN,     BYTE_ESCAPE, // | } ~ DEL
    X64(BYTE_MULTI),  X64(BYTE_MULTI),                               // beyond ASCII
};

static void append_escape(struct buf *out, unsigned char c)
{
    static const char letters[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (c == '"' || c == '\\') {
        buf_append(out, (char[]){'\\', (char)c}, 2);
    } else if (c < sizeof letters && letters[c]) {
        buf_append(out, (char[]){'\\', letters[c]}, 2);
    } else {
        buf_printf(out, "\\u%04x", c);
    }
}

void jsonw_string_append(struct jsonw *json, struct slice text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t run = 0; // start of the bytes not yet copied
    for (size_t i = 0; i < text.len;) {
        uint8_t class = BYTE_CLASSES[p[i]];
        if (class == BYTE_PLAIN || (class == BYTE_HTML && !json->for_html)) {
            i++;
            continue;
        }
        size_t sequence = class == BYTE_MULTI ? text_utf8_len(slice_from_offset(text, i)) : 0;
        if (sequence) {
            i += sequence;
            continue;
        }
        buf_append(json->out, text.ptr + run, i - run);
        if (class == BYTE_MULTI)
            buf_append_slice(json->out, SLICE("\xef\xbf\xbd"));
        else
            append_escape(json->out, p[i]);
        run = ++i;
    }
    if (text.len > run)
        buf_append(json->out, text.ptr + run, text.len - run);
}

void jsonw_string_begin(struct jsonw *json)
{
    separate(json);
    buf_append_char(json->out, '"');
}

void jsonw_string_end(struct jsonw *json)
{
    buf_append_char(json->out, '"');
}

void jsonw_string(struct jsonw *json, struct slice text)
{
    jsonw_string_begin(json);
    jsonw_string_append(json, text);
    jsonw_string_end(json);
}

void jsonw_int(struct jsonw *json, int64_t value)
{
    separate(json);
    char digits[24];
    char *end = digits + sizeof digits;
    char *start = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--start = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--start = '-';
    buf_append(json->out, start, (size_t)(end - start));
}

void jsonw_decimal(struct jsonw *json, double value)
{
    static const int64_t scale = 10000;
    static const double largest = 1e14;             // scaled, it still fits
    if (!(value <= largest && value >= -largest)) { // JSON has no word for infinity and the like
        jsonw_null(json);
        return;
    }
    int64_t scaled = llround(value * (double)scale);
    int64_t whole = scaled / scale;
    unsigned rest = (unsigned)llabs(scaled % scale);
    if (scaled < 0 && whole == 0) {
        separate(json);
        buf_append_slice(json->out, SLICE("-0"));
    } else {
        jsonw_int(json, whole);
    }
    if (rest == 0)
        return;
    char digits[5] = {'.', (char)('0' + rest / 1000), (char)('0' + rest / 100 % 10),
                      (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
    size_t len = sizeof digits;
    while (digits[len - 1] == '0')
        len--;
    buf_append(json->out, digits, len);
}

void jsonw_bool(struct jsonw *json, bool value)
{
    separate(json);
    buf_append_slice(json->out, value ? SLICE("true") : SLICE("false"));
}

void jsonw_null(struct jsonw *json)
{
    separate(json);
    buf_append_slice(json->out, SLICE("null"));
}

void jsonw_put_string(struct jsonw *json, const char *key, struct slice text)
{
    jsonw_key(json, key);
    jsonw_string(json, text);
}

void jsonw_put_text(struct jsonw *json, const char *key, const char *text)
{
    jsonw_put_string(json, key, slice_from(text));
}

void jsonw_put_int(struct jsonw *json, const char *key, int64_t value)
{
    jsonw_key(json, key);
    jsonw_int(json, value);
}

void jsonw_put_decimal(struct jsonw *json, const char *key, double value)
{
    jsonw_key(json, key);
    jsonw_decimal(json, value);
}

void jsonw_put_bool(struct jsonw *json, const char *key, bool value)
{
    jsonw_key(json, key);
    jsonw_bool(json, value);
}

void jsonw_put_null(struct jsonw *json, const char *key)
{
    jsonw_key(json, key);
    jsonw_null(json);
}

void jsonw_put_optional(struct jsonw *json, const char *key, struct slice text)
{
    if (text.len == 0)
        jsonw_put_null(json, key);
    else
        jsonw_put_string(json, key, text);
}

void jsonw_put_date(struct jsonw *json, const char *key, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    size_t len = date_format_iso(date, text);
    jsonw_put_optional(json, key, slice_of(text, len));
}

void jsonw_put_time(struct jsonw *json, const char *key, int64_t seconds)
{
    char text[TEXT_TIME_SIZE];
    size_t len = text_format_time(seconds, text);
    jsonw_put_optional(json, key, slice_of(text, len));
}

bool jsonw_is_complete(const struct jsonw *json)
{
    return json->depth == 0 && !json->after_key && json->has_items;
}
