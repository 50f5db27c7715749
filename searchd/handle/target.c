// The request target taken apart: the path is cut off, both halves are decoded (answer/params_url.h), and what an
// address says of its slashes is noted.

#include "searchd/handle/target.h"

#include "answer/params_url.h"

// A client may send the whole URL (RFC 9112, 3.2.2), with its scheme in any case: what follows the authority, of which
// a path that is left out is "/" (an address alone is asked for, or one with a query).
static struct slice without_authority(struct slice target, struct arena *arena)
{
    size_t start = slice_find(target, SLICE("://"));
    struct slice scheme = slice_of(target.ptr, start);
    if (start == target.len || (!slice_equal_ignoring_case(scheme, SLICE("http")) &&
                                !slice_equal_ignoring_case(scheme, SLICE("https"))))
        return target;
    start += SLICE("://").len;
    while (start < target.len && target.ptr[start] != '/' && target.ptr[start] != '?')
        start++;
    struct slice rest = slice_from_offset(target, start);
    if (rest.len > 0 && rest.ptr[0] == '/')
        return rest;
    return arena_printf(arena, "/%.*s", SLICE_ARG(rest));
}

// Where path has slashes that are none of the address but of an identifier. What an escape of old scripts stands for
// counts as it is written: routes have none.
static void measure_slashes(struct slice path, struct http_request *request)
{
    size_t len = 0, last = 0;
    request->plain_len = SIZE_MAX;
    for (size_t i = 0; i < path.len; i++, len++) {
        int byte = path.ptr[i] == '%' ? params_hex_number(path, i + 1, 2) : -1;
        if (byte == '/' && request->plain_len == SIZE_MAX)
            request->plain_len = len;
        if (path.ptr[i] == '/')
            last = len + 1;
        i += byte >= 0 ? 2 : 0;
    }
    request->last_len = len - last;
}

// Whether a control character stands in it as it is: none may (RFC 3986), and escaped it is a blank.
static bool has_control(struct slice target)
{
    for (size_t i = 0; i < target.len; i++)
        if ((unsigned char)target.ptr[i] < ' ' || target.ptr[i] == 0x7F)
            return true;
    return false;
}

enum status target_parse(struct http_request *request, struct arena *arena,
                         struct param_problems *problems, struct error *err)
{
    struct slice target = without_authority(request->target, arena);
    request->parameters = (struct parameter_list){NULL, 0};
    request->path = SLICE("/");
    request->repairs = 0;
    if (target.len > TARGET_MAX_LEN)
        return error_set(err, STATUS_TOO_LARGE, "L’adresse dépasse %d octets.", TARGET_MAX_LEN);

    struct params_decoder decoder = {.arena = arena, .room = arena_alloc(arena, target.len + 1)};
    if (!decoder.room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request target");
    size_t path_len = slice_find(target, SLICE("?"));
    struct slice path = params_decode(&decoder, slice_of(target.ptr, path_len), false);
    measure_slashes(slice_of(target.ptr, path_len), request);
    bool path_ok = params_is_text(path) && path.len > 0 && path.ptr[0] == '/';
    if (path_ok)
        request->path = path;

    struct slice query = slice_from_offset(target, path_len < target.len ? path_len + 1 : path_len);
    enum status status = params_parse_query(&decoder, query, &request->parameters, problems);
    request->repairs = decoder.repairs;
    if (status == STATUS_TOO_LARGE)
        return error_set(err, status, "L’adresse a plus de %d paramètres.", PARAMS_MAX_COUNT);
    if (status != STATUS_OK)
        return error_set(err, status, "no memory for the parameters of a request");
    if (has_control(target))
        return error_set(err, STATUS_INVALID,
                         "L’adresse a un caractère de contrôle\u00a0: échappez-le (%%XX).");
    if (!path_ok)
        return error_set(err, STATUS_INVALID, "Le chemin de l’adresse n’est pas lisible.");
    if (problems->count > 0)
        return error_set(err, STATUS_INVALID, "%.*s", SLICE_ARG(problems->items[0].detail));
    return STATUS_OK;
}
