// The request target taken apart: path and parameters, percent-decoded (RFC 3986, and the '+' of
// HTML forms), checked to be UTF-8 without control characters other than white space.
//
// Old pages, spreadsheets and people write addresses that no standard knows: bytes of Windows-1252 (%E9), the %u00E9 of
// old scripts, a per cent sign that stands for itself. Each is read as what it was meant for, and the request remembers
// that it was (request->repairs), so that an answer can say so. Only control characters are refused.
//
// Decoding never grows text, so one copy of the target in the arena holds all decoded pieces; what is repaired is
// written anew, since a byte of Windows-1252 takes up to three of UTF-8.

#include "searchd/handle/target.h"

#include "base/utf8.h"
#include "stemmer/text/fold.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The value of `count` hexadecimal digits at `at`; -1 when they are not there.
static int hex_number(struct slice s, size_t at, size_t count)
{
    int value = 0;
    if (at + count > s.len)
        return -1;
    for (size_t i = 0; i < count; i++) {
        int digit = hex_digit(s.ptr[at + i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

// What "%u00E9" stands for, as old scripts write it; 0 when s does not go on so, or with half a character.
static unsigned old_escape(struct slice s, size_t at)
{
    bool is_one = at + 1 < s.len && (s.ptr[at + 1] == 'u' || s.ptr[at + 1] == 'U');
    int code = is_one ? hex_number(s, at + 2, 4) : -1;
    bool is_half = code >= 0xD800 && code < 0xE000;
    return code < 0x20 || is_half ? 0 : (unsigned)code;
}

static size_t put_utf8(unsigned code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : 3;
    for (size_t i = len - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((len == 2 ? 0xc0 : 0xe0) | code);
    return len;
}

struct decoder {
    struct arena *arena;
    char *room; // for what decodes without repair
    unsigned repairs;
    bool failed; // no memory
};

// The bytes that are no UTF-8 as Windows-1252 has them, the others as they are.
static struct slice mend_encoding(struct decoder *decoder, struct slice text)
{
    struct buf mended;
    buf_init(&mended, 0);
    while (text.len > 0) {
        size_t len = utf8_sequence_len(text);
        struct slice piece = slice_of(text.ptr, len > 0 ? len : 1);
        if (len > 0)
            buf_append_slice(&mended, piece);
        else
            fold_append_windows1252(&mended, piece);
        text = slice_from_offset(text, piece.len);
    }
    struct slice kept = mended.failed ? SLICE_NONE : arena_copy(decoder->arena, buf_slice(&mended));
    buf_clear(&mended);
    decoder->failed |= !kept.ptr;
    decoder->repairs |= REPAIR_ENCODING;
    return kept;
}

// Decodes s into the decoder's room, of which it takes at most s.len bytes.
static struct slice decode(struct decoder *decoder, struct slice s, bool plus_is_space)
{
    char *out = decoder->room;
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int byte = c == '%' ? hex_number(s, i + 1, 2) : -1;
        unsigned code = c == '%' && byte < 0 ? old_escape(s, i) : 0;
        if (code > 0) {
            len += put_utf8(code, out + len); // three bytes for six
            i += 5;
            decoder->repairs |= REPAIR_ENCODING;
            continue;
        }
        if (byte >= 0) {
            c = (char)byte;
            i += 2;
        } else if (c == '%') {
            decoder->repairs |= REPAIR_PERCENT;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out[len++] = c;
    }
    decoder->room += s.len;
    struct slice decoded = slice_of(out, len);
    return fold_is_utf8(decoded) ? decoded : mend_encoding(decoder, decoded);
}

static void parse_pair(struct decoder *decoder, struct slice pair, struct parameter *out,
                       struct param_problems *problems)
{
    size_t equals = slice_find(pair, SLICE("="));
    out->name = decode(decoder, slice_of(pair.ptr, equals), true);
    out->value =
        decode(decoder, slice_from_offset(pair, equals < pair.len ? equals + 1 : equals), true);
    if (!params_is_text(out->name)) {
        params_add_problem(problems, SLICE("?"),
                           SLICE("Le nom d’un paramètre n’est pas du texte en UTF-8."), SLICE(""));
        *out = (struct parameter){SLICE("?"), SLICE("")};
    } else if (!params_is_text(out->value)) {
        params_add_problem(problems, out->name, PARAMS_NOT_TEXT, SLICE(""));
        out->value = SLICE("");
    }
}

static enum status parse_query(struct decoder *decoder, struct slice query,
                               struct http_request *request, struct param_problems *problems)
{
    size_t max = 1;
    for (size_t i = 0; i < query.len; i++)
        max += query.ptr[i] == '&';
    if (max > TARGET_MAX_PARAMETERS)
        return STATUS_TOO_LARGE;
    struct parameter *parameters = arena_calloc(decoder->arena, max, sizeof *parameters);
    if (!parameters)
        return STATUS_NO_MEMORY;

    size_t count = 0;
    while (query.len > 0) {
        size_t end = slice_find(query, SLICE("&"));
        if (end > 0)
            parse_pair(decoder, slice_of(query.ptr, end), &parameters[count++], problems);
        query = slice_from_offset(query, end < query.len ? end + 1 : end);
    }
    request->parameters = (struct parameter_list){parameters, count};
    return decoder->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

// A client may send the whole URL (RFC 9112, 3.2.2): what follows the authority.
static struct slice without_authority(struct slice target)
{
    size_t scheme_len = slice_starts_with(target, SLICE("http://"))    ? 7
                        : slice_starts_with(target, SLICE("https://")) ? 8
                                                                       : 0;
    if (scheme_len == 0)
        return target;
    while (scheme_len < target.len && target.ptr[scheme_len] != '/')
        scheme_len++;
    return scheme_len < target.len ? slice_from_offset(target, scheme_len) : SLICE("/");
}

// Where path has slashes that are none of the address but of an identifier. What an escape of old scripts stands for
// counts as it is written: routes have none.
static void measure_slashes(struct slice path, struct http_request *request)
{
    size_t len = 0, last = 0;
    request->plain_len = SIZE_MAX;
    for (size_t i = 0; i < path.len; i++, len++) {
        int byte = path.ptr[i] == '%' ? hex_number(path, i + 1, 2) : -1;
        if (byte == '/' && request->plain_len == SIZE_MAX)
            request->plain_len = len;
        if (path.ptr[i] == '/')
            last = len + 1;
        i += byte >= 0 ? 2 : 0;
    }
    request->last_len = len - last;
}

enum status target_parse(struct http_request *request, struct arena *arena,
                         struct param_problems *problems, struct error *err)
{
    struct slice target = without_authority(request->target);
    request->parameters = (struct parameter_list){NULL, 0};
    request->path = SLICE("/");
    request->repairs = 0;
    if (target.len > TARGET_MAX_LEN)
        return error_set(err, STATUS_TOO_LARGE, "L’adresse dépasse %d octets.", TARGET_MAX_LEN);

    struct decoder decoder = {.arena = arena, .room = arena_alloc(arena, target.len + 1)};
    if (!decoder.room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request target");
    size_t path_len = slice_find(target, SLICE("?"));
    struct slice path = decode(&decoder, slice_of(target.ptr, path_len), false);
    measure_slashes(slice_of(target.ptr, path_len), request);
    bool path_ok = params_is_text(path) && path.len > 0 && path.ptr[0] == '/';
    if (path_ok)
        request->path = path;

    struct slice query = slice_from_offset(target, path_len < target.len ? path_len + 1 : path_len);
    enum status status = parse_query(&decoder, query, request, problems);
    request->repairs = decoder.repairs;
    if (status == STATUS_TOO_LARGE)
        return error_set(err, status, "L’adresse a plus de %d paramètres.", TARGET_MAX_PARAMETERS);
    if (status != STATUS_OK)
        return error_set(err, status, "no memory for the parameters of a request");
    if (!path_ok)
        return error_set(err, STATUS_INVALID, "Le chemin de l’adresse n’est pas lisible.");
    if (problems->count > 0)
        return error_set(err, STATUS_INVALID, "%.*s", SLICE_ARG(problems->items[0].detail));
    return STATUS_OK;
}
