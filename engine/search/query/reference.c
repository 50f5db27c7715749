// See reference.h.
//
// Whatever looks like a reference is looked up, and is one only if the index has it: an id in the dictionary, a number
// among those of the column that begin with its digits.
#include "engine/search/query/reference.h"

#include "base/buf.h"

#include <string.h>

enum { LONGEST = 1024 }; // an address with an id of 200 bytes, each sent as three

// Whether a word is built as ids are: digits, and signs between its parts. A number or an ordinary word is not.
static bool is_like_id(struct slice q)
{
    bool has_digit = false, has_other = false, has_sign = false;
    for (size_t i = 0; i < q.len; i++) {
        unsigned char c = (unsigned char)q.ptr[i];
        if (c <= ' ' || c == '"' || c == '*' || c == '~')
            return false;
        bool is_sign = c == '-' || c == '/' || c == '_' || c == '.';
        bool is_inside = i > 0 && i + 1 < q.len;
        has_sign = has_sign || (is_sign && is_inside);
        has_digit = has_digit || char_is_digit((char)c);
        has_other = has_other || (!is_sign && !char_is_digit((char)c));
    }
    return has_digit && has_other && has_sign;
}

static int hex_value(char c)
{
    return char_is_digit(c)       ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// The id in the address of an exchange's page, decoded, from the arena; empty in other texts. It follows the last
// "/question/", since its own slashes are encoded, and the site may lie below such a path.
static struct slice id_in_address(struct slice q, struct arena *arena)
{
    static const struct slice path = {"/question/", sizeof "/question/" - 1};
    bool is_address = slice_starts_with(q, SLICE("http://")) ||
                      slice_starts_with(q, SLICE("https://")) || slice_starts_with(q, path);
    q.len = slice_find(slice_of(q.ptr, slice_find(q, SLICE("?"))), SLICE("#"));
    size_t at = slice_find(q, path), next = at;
    while (next < q.len) {
        at = next;
        next += path.len - 1; // the next may begin with this one's last slash
        next += slice_find(slice_from_offset(q, next), path);
    }
    char *id = is_address && at < q.len ? arena_alloc(arena, q.len) : NULL;
    size_t len = 0;
    for (at += path.len; id && at < q.len; at++) {
        int high = at + 2 < q.len ? hex_value(q.ptr[at + 1]) : -1;
        int low = at + 2 < q.len ? hex_value(q.ptr[at + 2]) : -1;
        bool is_escape = q.ptr[at] == '%' && high >= 0 && low >= 0;
        id[len++] = is_escape ? (char)(high * 16 + low) : q.ptr[at];
        at += is_escape ? 2 : 0;
    }
    return id ? slice_of(id, len) : SLICE_NONE;
}

// The id, or what is left of it without the ending of one of its other forms, if the index has it.
static enum status find_id(struct view *view, struct slice *id, bool *is_known, struct error *err)
{
    static const char *const endings[] = {"", ".json", ".txt"};
    *is_known = false;
    for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
        struct slice ending = slice_from(endings[e]);
        struct doc_key found;
        if (!slice_ends_with(*id, ending) || id->len <= ending.len)
            continue;
        struct slice stem = slice_of(id->ptr, id->len - ending.len);
        enum status status = view_find(view, stem, &found, err);
        if (status == STATUS_OK) {
            *id = stem;
            *is_known = true;
        }
        if (status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_OK;
}

// « 516 (2022-2023) 1 »: a number, and a session in brackets.
static bool is_like_number(struct slice q)
{
    size_t open = slice_find(q, SLICE("(")), close = slice_find(q, SLICE(")"));
    bool is_inside = false;
    for (size_t i = open + 1; i < close && close < q.len; i++)
        is_inside = is_inside || char_is_digit(q.ptr[i]);
    for (size_t i = 0; i < q.len; i++)
        if (q.ptr[i] == '"' ||
            ((i < open || i > close) && q.ptr[i] != ' ' && !char_is_digit(q.ptr[i])))
            return false;
    return q.len > 0 && char_is_digit(q.ptr[0]) && is_inside;
}

// Without what is written before a number: « Question écrite n° 516 (2022-2023) 1 », « N° : 516 (2022-2023) 1 ».
static struct slice without_kind(struct slice q)
{
    static const char *const before[] = {"question", "Question", "écrite", "orale", "n°",
                                         "N°",       "nº",       "Nº",     ":"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        struct slice word = slice_from(before[i]);
        if (slice_starts_with(q, word))
            q = slice_trim(slice_from_offset(q, word.len));
    }
    return q;
}

// With blanks around the session, as the parliament publishes it: « 516(2022-2023)1 ».
static struct slice spaced(struct slice number, struct arena *arena)
{
    size_t open = slice_find(number, SLICE("(")), close = slice_find(number, SLICE(")"));
    struct slice inside = slice_of(number.ptr + open, close + 1 - open);
    struct slice first = slice_trim(slice_of(number.ptr, open));
    struct slice last = slice_trim(slice_from_offset(number, close + 1));
    return slice_trim(arena_printf(arena, "%.*s %.*s %.*s", SLICE_ARG(first), SLICE_ARG(inside),
                                   SLICE_ARG(last)));
}

struct number_search {
    struct buf wanted, key;
    bool is_found;
};

static bool visit_number(void *context, struct slice value, uint32_t documents)
{
    struct number_search *search = context;
    buf_reset(&search->key);
    field_value_key(FIELD_NUMBER, value, &search->key);
    search->is_found =
        documents > 0 && slice_equal(buf_slice(&search->key), buf_slice(&search->wanted));
    return !search->is_found;
}

static enum status find_number(struct view *view, struct slice number, bool *is_known,
                               struct error *err)
{
    struct number_search search = {.is_found = false};
    buf_init(&search.wanted, 0);
    buf_init(&search.key, 0);
    field_value_key(FIELD_NUMBER, number, &search.wanted);
    size_t digits = 0;
    while (digits < number.len && char_is_digit(number.ptr[digits]))
        digits++;
    enum status status =
        view_values(view, FIELD_NUMBER, slice_of(number.ptr, digits), visit_number, &search, err);
    bool failed = search.wanted.failed || search.key.failed;
    *is_known = search.is_found;
    buf_clear(&search.wanted);
    buf_clear(&search.key);
    if (status == STATUS_OK && failed)
        return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
    return status;
}

enum status query_reference(struct view *view, struct slice q, struct arena *arena,
                            struct slice *out, bool *is_reference, struct error *err)
{
    *out = q;
    *is_reference = false;
    q = slice_trim(q);
    if (q.len > LONGEST)
        return STATUS_OK;
    struct slice id = id_in_address(q, arena);
    if (id.len == 0 && is_like_id(q))
        id = q;
    bool is_known = false;
    enum status status = STATUS_OK;
    struct slice number = without_kind(q);
    if (id.len > 0 && !memchr(id.ptr, '"', id.len)) {
        status = find_id(view, &id, &is_known, err);
        if (is_known)
            *out = arena_printf(arena, "id:\"%.*s\"", SLICE_ARG(id));
    }
    if (status == STATUS_OK && !is_known && is_like_number(number)) {
        status = find_number(view, number, &is_known, err);
        if (status == STATUS_OK && !is_known) {
            number = spaced(number, arena);
            if (!number.ptr)
                return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
            status = find_number(view, number, &is_known, err);
        }
        if (is_known)
            *out = arena_printf(arena, "numero:\"%.*s\"", SLICE_ARG(number));
    }
    *is_reference = is_known;
    if (status == STATUS_OK && is_known && !out->ptr)
        return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
    return status;
}
