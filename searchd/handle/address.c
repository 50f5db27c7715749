// See address.h.
//
// Every identifier that the index accepts has its address, "/question/" and the identifier, encoded, and no two share
// one. That has two enemies. Slashes: those of an identifier are sent as %2F, and count as no slash where a route has
// one. Endings: "/question/avis.txt" is the exchange "avis.txt", and only where there is none a form of "avis", which
// the index must be asked for.
//
// Cost: two passes over the table of routes; a look into the dictionary of identifiers where a path ends as a form.
#include "searchd/handle/address.h"

#include "answer/params_url.h"
#include "searchd/handle/routes.h"
#include "searchd/handle/trackers.h"

#include <string.h>

static struct route_path path_of(const struct http_request *request)
{
    return (struct route_path){request->path, request->plain_len, request->last_len};
}

// Whether the path begins with that of --base-url; `bare` is then what follows.
static bool has_base(const struct http_request *request, struct slice base, struct route_path *bare)
{
    if (base.len == 0 || request->plain_len < base.len || !slice_starts_with(request->path, base))
        return false;
    struct slice rest = slice_from_offset(request->path, base.len);
    *bare = (struct route_path){rest, request->plain_len - base.len, request->last_len};
    if (rest.len == 0)
        bare->text = SLICE("/");
    return bare->text.ptr[0] == '/';
}

// Proxies hand on the path of --base-url or take it away: an address is looked for without it first.
void address_match(struct handling *handling)
{
    struct http_request *request = &handling->request;
    struct route_path path = path_of(request), bare;
    if (has_base(request, handling->context.site->base_path, &bare)) {
        handling->route = routes_find(&bare, request->accept, &handling->tail);
        if (handling->route) {
            request->path = bare.text;
            request->plain_len = bare.plain_len;
        }
    }
    if (!handling->route)
        handling->route = routes_find(&path, request->accept, &handling->tail);
}

enum status address_choose(struct handling *handling, struct error *err)
{
    const struct route *route = handling->route;
    if (!(route->flags & ROUTE_FORM))
        return STATUS_OK;
    struct slice whole = slice_of(handling->tail.ptr, handling->tail.len + strlen(route->suffix));
    struct doc_key found;
    enum status status = view_find(handling->context.view, whole, &found, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK) {
        struct route_path path = path_of(&handling->request);
        handling->route = routes_find_whole(&path, handling->request.accept, &handling->tail);
    }
    return status;
}

// What a link passes through appends its parameters. Programs that ask the API wrote theirs themselves.
static bool is_for_programs(const struct route *route)
{
    return (route->flags & ROUTE_LIVE) ||
           slice_starts_with(slice_from(route->path), SLICE("/api/v1/"));
}

// All but the route's own text is encoded anew: nothing in it can lead elsewhere.
struct slice address_without_trackers(struct handling *handling)
{
    const struct route *route = handling->route;
    if (is_for_programs(route) || !trackers_among(handling->request.parameters))
        return SLICE_NONE;
    struct arena *arena = handling->context.arena;
    struct parameter_list clean = trackers_without(handling->request.parameters, arena);
    if (!clean.items)
        return SLICE_NONE;
    struct buf address;
    buf_init(&address, 0);
    buf_append_slice(&address, handling->context.site->base_path);
    buf_append_slice(&address, slice_from(route->path));
    buf_append_encoded(&address, handling->tail);
    buf_append_slice(&address, slice_from(route->suffix ? route->suffix : ""));
    params_append_list(&address, clean);
    bool is_short = !address.failed && address.len <= HTTP_MAX_HEADER_LEN;
    struct slice kept = is_short ? arena_copy(arena, buf_slice(&address)) : SLICE_NONE;
    if (!is_short)
        handling->request.parameters = clean;
    buf_clear(&address);
    return kept;
}

// What ends as a form may have been an identifier of its own.
bool address_tombstone(const struct handling *handling, struct tombstone *out)
{
    const struct route *route = handling->route;
    struct view *view = handling->context.view;
    struct slice tail = handling->tail;
    if (!(route->flags & ROUTE_EXCHANGE) || !view)
        return false;
    if (view_tombstone(view, tail, out, NULL) == STATUS_OK)
        return true;
    struct slice whole = slice_of(tail.ptr, tail.len + strlen(route->suffix ? route->suffix : ""));
    return route->flags & ROUTE_FORM && view_tombstone(view, whole, out, NULL) == STATUS_OK;
}
