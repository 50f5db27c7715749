// From a request to its answer.
//
//     target -> path, parameters          malformed: 400   too long: 414
//     path -> route                       none: 404
//     framing                             ambiguous: 400
//     method                              OPTIONS: 204   other than GET and HEAD: 405
//     index -> view                   not readable: 503
//     identifier or form -> route         (address.c)
//     trackers                            appended to a link: 301 to the clean address
//     Accept                              excludes the route's type: 406
//     ETag                                known to the client: 304
//     cache                               known to us, headers included: done
//     share                               used up: 429
//     handler -> body                     trouble: problem
//     gzip, headers
//
// An ETag is a hash of all that an answer depends on (release, generation, target, representation, and
// where it matters host and day), so it is known before the answer is made, and is also the key of the
// cache. It does not cover `took_us` in search answers: docs/decisions/0005-etag.md.

#include "searchd/handle/router.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/hash.h"
#include "searchd/handle/address.h"
#include "searchd/handle/headers.h"
#include "searchd/handle/refusal.h"
#include "searchd/handle/routes.h"
#include "searchd/handle/target.h"
#include "searchd/page/page.h"
#include "searchd/work/gzip.h"

#include <assert.h>
#include <string.h>

enum { GZIP_MIN_BYTES = 700 }; // below, a packet is a packet

static uint32_t today(void)
{
    return date_from_days((int32_t)(clock_wall_seconds() / 86400));
}

// --- the steps --------------------------------------------------------------------------------

// Whether the answer is searched for in the index, which is what takes long.
static bool must_search(const struct route *route)
{
    return (route->flags & (ROUTE_INDEX | ROUTE_TRY_INDEX)) && !(route->flags & ROUTE_LIVE);
}

// False: answered or refused.
static bool check_method(struct handling *handling)
{
    switch (handling->request.method) {
    case HTTP_GET:
    case HTTP_HEAD:
        return true;
    case HTTP_OPTIONS:
        handling->response.status = 204;
        http_add_header(&handling->response, "Allow", "GET, HEAD, OPTIONS");
        http_add_header(&handling->response, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        http_add_header(&handling->response, "Access-Control-Allow-Headers", "*");
        http_add_header(&handling->response, "Access-Control-Max-Age", "86400");
        return false;
    case HTTP_OTHER:
        break;
    }
    refusal_method(handling);
    return false;
}

// "OPTIONS *" asks about the server as a whole.
static bool is_about_server(struct handling *handling)
{
    return handling->request.method == HTTP_OPTIONS &&
           slice_equal(handling->request.target, SLICE("*")) && !check_method(handling);
}

// Nobody knows where such a request ends, so its connection ends with it.
static bool check_framing(struct handling *handling)
{
    if (handling->request.fault.len == 0)
        return true;
    handling->route_number = routes_index(NULL);
    refusal_request(handling, handling->request.fault);
    http_add_header(&handling->response, "Connection", "close");
    return false;
}

static bool check_host(struct handling *handling)
{
    if (!handling->request.lacks_host)
        return true;
    refusal_request(handling, SLICE("L’en-tête Host manque, que HTTP/1.1 exige."));
    return false;
}

// Takes the target apart and finds the route. False: refused.
static bool find_route(struct handling *handling)
{
    struct error err = {0};
    enum status status =
        target_parse(&handling->request, handling->context.arena, &handling->problems, &err);
    if (status == STATUS_OK || handling->request.path.len > 1)
        address_match(handling);
    handling->route_number = routes_index(handling->route);
    if (status != STATUS_OK) {
        refusal_target(handling, status, &err);
        return false;
    }
    if (!handling->route) {
        struct problem problem = problem_from_error(STATUS_NOT_FOUND, &err);
        refusal_write(handling, &problem);
        return false;
    }
    return true;
}

static bool check_accept(struct handling *handling)
{
    bool is_strict = handling->route->flags & ROUTE_STRICT;
    if (!is_strict || http_quality(handling->request.accept, slice_from(handling->route->type)) > 0)
        return true;
    refusal_type(handling);
    return false;
}

static bool check_plain(struct handling *handling)
{
    if (!(handling->route->flags & ROUTE_PLAIN) || handling->request.parameters.count == 0)
        return true;
    struct search_params params;
    struct error err = {0};
    const struct param_rules nothing = {0, 0};
    enum status status = params_read(handling->request.parameters, nothing, handling->context.arena,
                                     &params, &handling->problems, &err);
    if (status == STATUS_OK)
        return true;
    struct problem problem = problem_from_error(status, &err);
    problem.parameters = &handling->problems;
    refusal_write(handling, &problem);
    return false;
}

static enum status take_view(struct worker *worker, struct request_context *context,
                             struct error *err)
{
    enum status status = worker_begin(worker, err);
    if (status != STATUS_OK)
        return status;
    context->searcher = worker->searcher;
    context->view = worker->view;
    context->index = worker->view->info;
    return STATUS_OK;
}

static bool take_index(struct handling *handling)
{
    unsigned flags = handling->route->flags;
    if (!(flags & (ROUTE_INDEX | ROUTE_TRY_INDEX)))
        return true;
    struct error err = {0};
    enum status status = take_view(handling->worker, &handling->context, &err);
    if (status == STATUS_OK || (flags & ROUTE_TRY_INDEX))
        return true;
    struct problem problem = problem_from_index(status);
    refusal_write(handling, &problem);
    return false;
}

// Which of several things at one address is meant can depend on what the index has. False: it could not be asked.
static bool choose_form(struct handling *handling)
{
    struct error err = {0};
    enum status status = address_choose(handling, &err);
    handling->route_number = routes_index(handling->route);
    if (status == STATUS_OK)
        return true;
    struct problem problem = problem_from_error(status, &err);
    refusal_write(handling, &problem);
    return false;
}

// False: led to the address without what trackers appended.
static bool check_trackers(struct handling *handling)
{
    struct slice address = address_without_trackers(handling);
    if (!address.ptr)
        return true;
    handling->response.status = 301;
    http_add_header(&handling->response, "Location", address.ptr);
    return false;
}

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

// What Last-Modified says; 0: nothing. Not of what changes with the day, nor where one address has several
// representations, which a date does not tell apart, nor of what lies ahead (RFC 9110, 8.8.2.1).
static int64_t modified_time(const struct handling *handling)
{
    const struct route *route = handling->route;
    int64_t since = handling->shown.since;
    bool is_told = route && !(route->flags & (ROUTE_DAILY | ROUTE_IF_PREFERRED | ROUTE_LIVE));
    return is_told && since <= clock_wall_seconds() ? since : 0;
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
        routes_index(handling->route),
        is_packed,
    };
    uint64_t hash = hash_bytes(slice_of((const char *)numbers, sizeof numbers), 0);
    hash = hash_bytes(answer_host(handling), hash);
    return hash_bytes(handling->request.target, hash);
}

// Whether an If-None-Match header lists the tag (weak comparison, RFC 9110, 13.1.2).
static bool lists_tag(struct slice header, struct slice etag)
{
    while (header.len > 0) {
        size_t comma = slice_find(header, SLICE(","));
        struct slice tag = slice_trim(slice_of(header.ptr, comma));
        if (slice_starts_with(tag, SLICE("W/")))
            tag = slice_from_offset(tag, 2);
        if (slice_equal(tag, etag))
            return true;
        header = slice_from_offset(header, comma < header.len ? comma + 1 : comma);
    }
    return false;
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

// Computes tag and key for the generation at hand; true when the client or the cache has the answer already.
static bool find_known(struct handling *handling, bool will_ask_again)
{
    if (handling->route->flags & ROUTE_LIVE)
        return false;
    handling->shown = shown_generation(handling);
    uint64_t print = fingerprint(handling, &handling->shown);
    handling->etag = quoted_tag(handling->context.arena, print);
    if (!handling->etag.ptr)
        return false;
    if (lists_tag(handling->request.if_none_match, handling->etag)) {
        handling->response.status = 304;
        return true;
    }
    if (handling->route->flags & ROUTE_STREAM)
        return false;
    handling->key = cache_key(handling, print);
    return take_stored(handling, handling->key, will_ask_again);
}

// While it waited, somebody else may have asked the same, or a new generation may have come.
static bool find_known_meanwhile(struct handling *handling)
{
    struct generation shown = shown_generation(handling);
    const struct generation *before = &handling->shown;
    bool is_same = shown.number == before->number && shown.commit_time == before->commit_time &&
                   shown.index == before->index;
    return is_same ? take_stored(handling, handling->key, false) : find_known(handling, false);
}

static void end_stream(struct http_response *response)
{
    response->stream.close(response->stream.state);
    response->stream = (struct http_stream){0};
}

// Makes the first piece at once, from the view that the handler saw. What is complete with it, as most
// exports are, goes out as an ordinary body. Too many streams at once: what was prepared is given up.
static enum status start_stream(struct handling *handling, struct error *err)
{
    struct http_response *response = &handling->response;
    if (atomic_load(&handling->router->metrics->streams) >= handling->router->max_streams) {
        end_stream(response);
        response->header_count = 0;
        return error_set(err, STATUS_BUSY, "too many exports at once");
    }
    bool is_end = false;
    enum status status = response->stream.next(response->stream.state, &handling->context,
                                               response->body, &is_end, err);
    if (status != STATUS_OK || is_end)
        end_stream(response);
    return status;
}

// A limit of ours met while answering is what the request asked for, no fault of the service.
static enum status too_heavy(struct error *err)
{
    return error_set(
        err, STATUS_TOO_LARGE,
        "La demande est trop lourde\u00a0: moins de mots ou d’étoiles, ou des pages plus "
        "courtes.");
}

static void run_handler(struct handling *handling)
{
    const struct route *route = handling->route;
    struct error err = {0};
    enum status status =
        route->handle_tail
            ? route->handle_tail(&handling->context, handling->tail, &handling->response, &err)
            : route->handle(&handling->context, &handling->response, &err);
    if (status == STATUS_OK && handling->response.stream.next)
        status = start_stream(handling, &err);
    bool is_full = handling->response.body->failed || handling->context.arena->failed;
    if (is_full && (status == STATUS_OK || status == STATUS_NO_MEMORY))
        status = too_heavy(&err);
    if (status != STATUS_OK) {
        struct problem problem = problem_from_error(status, &err);
        refusal_write(handling, &problem);
    }
}

// Whether the client may have processor time now; what waited is asked again, since its client may have used it up
// meanwhile.
static bool check_rate(struct handling *handling)
{
    unsigned wait = handling->client.len > 0
                        ? rate_limit_wait_seconds(handling->router->rate_limit, handling->client)
                        : 0;
    if (wait > 0)
        refusal_busy_client(handling, wait);
    return wait == 0;
}

// A client that sends a body is not searched for, since its connection ends with the answer that the library
// wants at once.
static bool check_body(struct handling *handling)
{
    if (!handling->request.has_body)
        return true;
    refusal_request(handling, SLICE("Une demande de lecture n’a pas de corps."));
    return false;
}

static bool may_be_searched(struct handling *handling)
{
    const struct http_request *request = &handling->request;
    if (!check_body(handling))
        return false;
    handling->client = proxies_client(handling->router->proxies, request->client,
                                      &request->forwarded_for, handling->context.arena);
    return check_rate(handling);
}

// What the index is asked is counted against the client's share.
static void run_within_limit(struct handling *handling)
{
    bool is_counted = handling->client.len > 0;
    uint64_t start = is_counted ? clock_thread_us() : 0;
    run_handler(handling);
    if (is_counted)
        rate_limit_charge(handling->router->rate_limit, handling->client,
                          clock_thread_us() - start);
}

// Whether the client has what has not changed since (RFC 9110, 13.1.3): asked only where no tag was sent.
static bool is_unmodified(const struct handling *handling)
{
    const struct http_request *request = &handling->request;
    int64_t known, modified = modified_time(handling);
    return request->if_none_match.len == 0 && modified > 0 &&
           date_time_parse_http(slice_trim(request->if_modified_since), clock_wall_seconds(),
                                &known) &&
           modified <= known;
}

// "If-None-Match: *" asks whether there is anything at all, and a date may be anybody's: only the answer can tell.
static void honour_conditions(struct handling *handling)
{
    struct http_response *response = &handling->response;
    bool is_any = slice_equal(slice_trim(handling->request.if_none_match), SLICE("*"));
    if (response->status != 200 || handling->etag.len == 0 || !(is_any || is_unmodified(handling)))
        return;
    if (response->stream.next)
        end_stream(response);
    response->status = 304; // what is stored goes on holding its headers
    http_drop_header(response, "Content-Encoding");
}

// --- the end ------------------------------------------------------------------------------------

static void choose_body(struct handling *handling)
{
    struct http_response *response = &handling->response;
    struct worker *worker = handling->worker;
    handling->body = response->fixed.len > 0 ? response->fixed : buf_slice(response->body);
    if (response->stream.next && handling->use_gzip)
        http_add_header(response, "Content-Encoding", "gzip");
    if (response->stream.next || !handling->use_gzip)
        return;
    struct error err = {0};
    bool is_worth_it = handling->body.len >= GZIP_MIN_BYTES &&
                       gzip_whole(worker->gzip, handling->body, &worker->packed, &err) == STATUS_OK;
    if (!is_worth_it)
        return;
    handling->body = buf_slice(&worker->packed);
    http_add_header(response, "Content-Encoding", "gzip"); // kept with the answer in the cache
}

// Not before its time is past: the stored answer says since when it holds.
static void store_answer(struct handling *handling)
{
    if (handling->key.len == 0 || handling->response.status != 200 ||
        handling->shown.since > clock_wall_seconds())
        return;
    handling->stored = answer_cache_store(handling->router->cache, handling->key,
                                          &handling->response, handling->body);
    if (handling->stored)
        handling->body = answer_cache_body(handling->stored);
}

static void finish(struct handling *handling)
{
    struct http_response *response = &handling->response;
    honour_conditions(handling);
    if (!handling->stored) { // else it has all headers but those of this one request
        bool has_body = response->status != 304 && response->status != 204;
        if (has_body)
            choose_body(handling);
        if (response->status >= 400)
            http_add_header(response, "Content-Language", "fr");
        const struct validators validators = {handling->etag, modified_time(handling)};
        headers_add_caching(&handling->context,
                            handling->route ? handling->route->flags : ROUTE_LIVE, &validators,
                            response);
        headers_add_security(refusal_is_for_people(handling), response);
        if (has_body)
            store_answer(handling);
    }
    headers_add_timing(&handling->context, response);
    http_add_header(response, "X-Request-Id", handling->context.request_id.ptr);
}

// --- the two phases -----------------------------------------------------------------------------

static void use_worker(struct handling *handling, struct worker *worker)
{
    handling->worker = worker;
    handling->context.arena = &worker->arena;
    handling->response = (struct http_response){.status = 200, .body = &worker->body};
}

// The worker's memory goes along with what was read into it; the worker goes on with none.
static void keep_place(struct handling *handling)
{
    handling->kept = handling->worker->arena;
    arena_init(&handling->worker->arena, handling->kept.limit_bytes);
    handling->worker = NULL;
    handling->context.arena = NULL;
    handling->context.searcher = NULL;
    handling->context.view = NULL;
}

bool router_prepare(const struct router *router, struct worker *worker, struct handling *handling)
{
    handling->router = router;
    handling->use_gzip = gzip_is_accepted(handling->request.accept_encoding);
    handling->context = (struct request_context){.request = &handling->request,
                                                 .site = router->site,
                                                 .metrics = router->metrics,
                                                 .cache = router->cache,
                                                 .today = today(),
                                                 .request_id = handling->request_id};
    use_worker(handling, worker);
    bool must_run = check_framing(handling) && !is_about_server(handling) && find_route(handling) &&
                    check_host(handling) && check_method(handling) && take_index(handling) &&
                    choose_form(handling) && check_trackers(handling) && check_accept(handling) &&
                    check_plain(handling);
    bool is_long = must_run && must_search(handling->route);
    must_run = must_run && !find_known(handling, is_long);
    if (must_run && is_long) {
        if (may_be_searched(handling)) {
            keep_place(handling);
            return false;
        }
    } else if (must_run) {
        run_handler(handling);
    }
    finish(handling);
    return true;
}

void router_answer(struct worker *worker, struct handling *handling)
{
    use_worker(handling, worker);
    bool must_run = take_index(handling) && !find_known_meanwhile(handling) && check_rate(handling);
    if (must_run)
        run_within_limit(handling);
    finish(handling);
}

enum status router_stream_context(const struct router *router, struct worker *worker,
                                  struct request_context *out, struct error *err)
{
    static const struct http_request nobody = {.method = HTTP_GET};
    *out = (struct request_context){.request = &nobody,
                                    .site = router->site,
                                    .metrics = router->metrics,
                                    .cache = router->cache,
                                    .arena = &worker->arena,
                                    .today = today()};
    return take_view(worker, out, err);
}
