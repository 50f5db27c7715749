// The request target taken apart: path and parameters, percent-decoded (RFC 3986, and the '+' of
// HTML forms), checked to be UTF-8 without control characters other than white space.
//
// Decoding never grows text, so one copy of the target in the arena holds all decoded pieces.
// Nothing is repaired here: an address that cannot be read as it stands gets a 400 that says which
// part.

#include "searchd/handle/target.h"

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

// Decodes s into `out` (room for s.len bytes); false at a malformed escape. *decoded points into
// out.
static bool decode(struct slice s, bool plus_is_space, char *out, struct slice *decoded)
{
    size_t len = 0;
    bool well_formed = true;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < s.len ? hex_digit(s.ptr[i + 1]) : -1;
            int low = i + 2 < s.len ? hex_digit(s.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                well_formed = false;
            } else {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        out[len++] = c;
    }
    *decoded = slice_of(out, len);
    return well_formed;
}

static struct slice what_is_wrong(bool well_formed)
{
    return well_formed ? PARAMS_NOT_TEXT
                       : SLICE("La valeur contient un « % » qui n’est pas suivi de deux chiffres "
                               "hexadécimaux ; le signe pour cent s’écrit « %25 ».");
}

// One "name=value". `room` has space for all of `pair`; returns how much of it was used.
static size_t parse_pair(struct slice pair, char *room, struct parameter *out,
                         struct param_problems *problems)
{
    size_t equals = slice_find(pair, SLICE("="));
    struct slice raw_value = slice_from_offset(pair, equals < pair.len ? equals + 1 : equals);
    bool name_ok = decode(slice_of(pair.ptr, equals), true, room, &out->name);
    bool value_ok = decode(raw_value, true, room + out->name.len, &out->value);

    if (!name_ok || !params_is_text(out->name)) {
        params_add_problem(problems, SLICE("?"),
                           SLICE("Le nom d’un paramètre n’est pas du texte en UTF-8."), SLICE(""));
        out->name = SLICE("?");
        out->value = SLICE("");
    } else if (!value_ok || !params_is_text(out->value)) {
        params_add_problem(problems, out->name, what_is_wrong(value_ok), SLICE(""));
        out->value = SLICE("");
    }
    return equals + raw_value.len;
}

static enum status parse_query(struct slice query, char *room, struct http_request *request,
                               struct arena *arena, struct param_problems *problems)
{
    size_t max = 1;
    for (size_t i = 0; i < query.len; i++)
        max += query.ptr[i] == '&';
    if (max > TARGET_MAX_PARAMETERS)
        return STATUS_TOO_LARGE;
    struct parameter *parameters = arena_calloc(arena, max, sizeof *parameters);
    if (!parameters)
        return STATUS_NO_MEMORY;

    size_t count = 0;
    while (query.len > 0) {
        size_t end = slice_find(query, SLICE("&"));
        if (end > 0)
            room += parse_pair(slice_of(query.ptr, end), room, &parameters[count++], problems);
        query = slice_from_offset(query, end < query.len ? end + 1 : end);
    }
    request->parameters = (struct parameter_list){parameters, count};
    return STATUS_OK;
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

enum status target_parse(struct http_request *request, struct arena *arena,
                         struct param_problems *problems, struct error *err)
{
    struct slice target = without_authority(request->target);
    request->parameters = (struct parameter_list){NULL, 0};
    request->path = SLICE("/");
    if (target.len > TARGET_MAX_LEN)
        return error_set(err, STATUS_TOO_LARGE, "L’adresse dépasse %d octets.", TARGET_MAX_LEN);

    char *room = arena_alloc(arena, target.len + 1);
    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request target");
    size_t path_len = slice_find(target, SLICE("?"));
    struct slice path;
    bool path_ok = decode(slice_of(target.ptr, path_len), false, room, &path);
    path_ok = path_ok && params_is_text(path) && path.len > 0 && path.ptr[0] == '/';
    if (path_ok)
        request->path = path;

    struct slice query = slice_from_offset(target, path_len < target.len ? path_len + 1 : path_len);
    enum status status = parse_query(query, room + path_len, request, arena, problems);
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
