// See known.h.
//
// An ETag is a hash of all that an answer depends on (release, generation, target, representation, and
// where it matters host and day), so it is known before the answer is made, and is also the key of the
// cache. It does not cover `took_us` in search answers: docs/decisions/0005-etag.md.
#include "searchd/handle/known.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/hash.h"
#include "searchd/handle/routes.h"

#include <string.h>

enum { MOST_AHEAD_SECONDS = 3 };

// The host that an answer names in its links; empty when it is not the request's.
static struct slice answer_host(const struct handling *handling)
{
    return handling->context.site->base_url.len == 0 ? handling->request.host : SLICE("");
}

static struct generation shown_generation(const struct handling *handling)
{
    const struct request_context *context = &handling->context;
    const struct index_info *info = &context->index;
    struct generation shown = {.number = info->generation, .commit_time = info->commit_time};
    if (!context->view)
        return shown;
    struct worker *worker = handling->worker;
    shown.index = opened_index_number(worker->opened);
    shown.since =
        opened_index_since(worker->watch, worker->opened, info->generation, info->commit_time);
    return shown;
}

// Of what stands at the foot of pages.
static uint64_t stale_since(const struct handling *handling)
{
    bool is_page = handling->route && handling->route->flags & ROUTE_PAGE;
    return is_page ? (uint64_t)context_stale_since(&handling->context) : 0;
}

int64_t known_modified(const struct handling *handling)
{
    const struct route *route = handling->route;
    int64_t since = handling->shown.since;
    bool is_told = route && !(route->flags & (ROUTE_DAILY | ROUTE_IF_PREFERRED | ROUTE_LIVE));
    return is_told && stale_since(handling) == 0 && since <= clock_wall_seconds() ? since : 0;
}

// Everything the answer depends on, as one hash.
static uint64_t fingerprint(const struct handling *handling, const struct generation *generation)
{
    bool is_packed = handling->use_gzip;
    uint64_t numbers[] = {
        handling->router->build,
        generation->number,
        (uint64_t)generation->commit_time,
        generation->index,
        handling->route->flags & ROUTE_DAILY ? handling->context.today : 0,
        stale_since(handling),
        handling->route->flags & ROUTE_DUMP ? context_dump(&handling->context).len : 0,
        routes_index(handling->route),
        is_packed,
    };
    uint64_t hash = hash_bytes(slice_of((const char *)numbers, sizeof numbers), 0);
    hash = hash_bytes(answer_host(handling), hash);
    return hash_bytes(handling->request.target, hash);
}

// What a client chooses stands in the key as it is: answers of two requests that somebody made meet in one hash are
// still told apart.
static struct slice cache_key(const struct handling *handling, uint64_t fingerprint)
{
    struct slice host = answer_host(handling), target = handling->request.target;
    size_t len = sizeof fingerprint + host.len + 1 + target.len;
    char *key = arena_alloc(handling->context.arena, len), *to = key;
    if (!key)
        return SLICE_NONE;
    memcpy(to, &fingerprint, sizeof fingerprint);
    to += sizeof fingerprint;
    if (host.len > 0)
        memcpy(to, host.ptr, host.len);
    to += host.len;
    *to++ = ' ';
    memcpy(to, target.ptr, target.len);
    return slice_of(key, len);
}

static struct slice quoted_tag(struct arena *arena, uint64_t fingerprint)
{
    enum { LEN = HEX_U64_LEN + 2 };
    char text[LEN] = {'"'};
    *hex_put_u64(text + 1, fingerprint) = '"';
    return arena_copy(arena, slice_of(text, LEN));
}

static bool take_stored(struct handling *handling, struct slice key, bool will_ask_again)
{
    struct stored_answer *stored =
        key.ptr ? answer_cache_find(handling->router->cache, key, will_ask_again) : NULL;
    if (!stored)
        return false;
    answer_cache_fill(stored, &handling->response);
    handling->stored = stored;
    handling->body = answer_cache_body(stored);
    return true;
}

bool known_find(struct handling *handling, bool will_ask_again)
{
    if (handling->route->flags & (ROUTE_LIVE | ROUTE_FILE))
        return false;
    handling->shown = shown_generation(handling);
    uint64_t print = fingerprint(handling, &handling->shown);
    handling->etag = quoted_tag(handling->context.arena, print);
    if (!handling->etag.ptr)
        return false;
    if (http_lists_tag(handling->request.if_none_match, handling->etag)) {
        handling->response.status = 304;
        return true;
    }
    if (handling->route->flags & ROUTE_STREAM)
        return false;
    handling->key = cache_key(handling, print);
    return take_stored(handling, handling->key, will_ask_again);
}

bool known_find_meanwhile(struct handling *handling)
{
    struct generation shown = shown_generation(handling);
    const struct generation *before = &handling->shown;
    bool is_same = shown.number == before->number && shown.commit_time == before->commit_time &&
                   shown.index == before->index;
    return is_same ? take_stored(handling, handling->key, false) : known_find(handling, false);
}

bool known_is_unmodified(const struct handling *handling)
{
    const struct http_request *request = &handling->request;
    int64_t known, modified = known_modified(handling);
    return request->if_none_match.len == 0 && modified > 0 &&
           date_time_parse_http(slice_trim(request->if_modified_since), clock_wall_seconds(),
                                &known) &&
           modified <= known;
}

// Whether what is shown holds since a moment that is about to come: two commits in one second are told apart so, and
// an answer kept before would go without Last-Modified for good. Where the moment lies further ahead, the date was set
// back: nothing waits for that.
static bool is_about_to_hold(int64_t since)
{
    int64_t ahead = since - clock_wall_seconds();
    return ahead > 0 && ahead <= MOST_AHEAD_SECONDS;
}

void known_store(struct handling *handling)
{
    if (handling->key.len == 0 || handling->response.status != 200 ||
        is_about_to_hold(handling->shown.since))
        return;
    handling->stored = answer_cache_store(handling->router->cache, handling->key,
                                          &handling->response, handling->body);
    if (handling->stored)
        handling->body = answer_cache_body(handling->stored);
}
