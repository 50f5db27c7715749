// From a request to its answer.
//
//     target -> path, parameters          malformed: 400   too long: 414
//     path -> route                       none: 404
//     method                              OPTIONS: 204   other than GET and HEAD: 405
//     Accept                              excludes the route's type: 406
//     index -> snapshot                   not readable: 503
//     ETag                                known to the client: 304
//     cache                               known to us, headers included: done
//     the cache of the generation before  while searching is busy with a new one: done
//     share                               used up: 429
//     handler -> body                     trouble: problem
//     gzip, headers
//
// An ETag is a hash of all that an answer depends on (release, generation, target, representation, and
// where it matters host and day), so it is known before the answer is made, and is also the key of the
// cache. It does not cover `took_us` in search answers: docs/decisions/0011-etag.md.

#include "searchd/handle/router.h"

#include "searchd/handle/headers.h"
#include "searchd/handle/routes.h"
#include "searchd/handle/target.h"
#include "searchd/net/connections.h"
#include "searchd/page/page.h"
#include "searchd/work/gzip.h"

#include "base/hash.h"
#include "base/hex.h"

#include <assert.h>
#include <string.h>
#include <time.h>

enum { GZIP_MIN_BYTES = 700 }; // below, a packet is a packet

// One request on its way through.
struct passage {
    const struct router *router;
    struct worker *worker;
    struct request_context context;
    struct http_request *request;
    struct http_response *response;
    struct routed *out;
    const struct route *route; // NULL: none matched
    struct slice tail;
    struct slice etag;   // with quotes; empty: none
    struct slice key;    // of the answer in the cache; empty: it is not kept there
    struct slice client; // whose share a search counts against; empty: nobody's
    enum router_wish wish;
    struct param_problems problems;
};

static uint32_t today(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return date_from_days((int32_t)(now.tv_sec / 86400));
}

// --- refusals -------------------------------------------------------------------------------

// Whether trouble is told as a page: on the pages' addresses, and on unknown ones to a browser.
static bool is_for_people(const struct passage *passage)
{
    if (passage->route)
        return passage->route->flags & ROUTE_PAGE;
    return http_prefers(passage->request->accept, SLICE("text/html"), SLICE("application/json"));
}

static void refuse(struct passage *passage, const struct problem *problem)
{
    struct http_response *response = passage->response;
    buf_reset(response->body);
    response->fixed = SLICE("");
    response->status = problem->status;
    if (is_for_people(passage))
        page_error(&passage->context, problem, response);
    else
        problem_render(&passage->context, problem, response);
    if (problem->status == 503)
        http_add_header(response, "Retry-After", "5");
}

static void refuse_busy_client(struct passage *passage, unsigned wait_seconds)
{
    refuse(passage,
           &(struct problem){.status = 429,
                             .kind = "trop-de-demandes",
                             .title = SLICE("Trop de demandes à la fois"),
                             .detail = SLICE("Les dernières demandes venues de cette adresse ont "
                                             "coûté plus que sa part\u00a0; réessayez dans un "
                                             "instant.")});
    struct slice seconds = arena_printf(passage->context.arena, "%u", wait_seconds);
    if (seconds.ptr)
        http_add_header(passage->response, "Retry-After", seconds.ptr);
}

static void refuse_request(struct passage *passage, struct slice detail)
{
    refuse(passage, &(struct problem){.status = 400,
                                      .kind = "demande-invalide",
                                      .title = SLICE("La demande n’est pas valable"),
                                      .detail = detail});
}

static void refuse_target(struct passage *passage, enum status status, const struct error *err)
{
    struct problem problem = problem_from_error(status, err);
    problem.parameters = &passage->problems;
    if (status == STATUS_TOO_LARGE) {
        problem.status = 414;
        problem.kind = "adresse-trop-longue";
        problem.title = SLICE("L’adresse est trop longue");
    }
    refuse(passage, &problem);
}

static void refuse_method(struct passage *passage)
{
    http_add_header(passage->response, "Allow", "GET, HEAD, OPTIONS");
    refuse(passage, &(struct problem){.status = 405,
                                      .kind = "methode-refusee",
                                      .title = SLICE("Méthode refusée"),
                                      .detail = SLICE("Ce service se lit seulement : GET, HEAD et "
                                                      "OPTIONS.")});
}

static void refuse_type(struct passage *passage)
{
    const char *type = passage->route->type;
    refuse(passage, &(struct problem){
                        .status = 406,
                        .kind = "type-indisponible",
                        .title = SLICE("Représentation indisponible"),
                        .detail = arena_printf(passage->context.arena,
                                               "Cette adresse répond en %s, que l’en-tête Accept "
                                               "exclut.",
                                               type)});
}

// --- the steps --------------------------------------------------------------------------------

// Whether the answer is searched for in the index, which is what takes long.
static bool must_search(const struct route *route)
{
    return (route->flags & (ROUTE_INDEX | ROUTE_TRY_INDEX)) && !(route->flags & ROUTE_LIVE);
}

// False: answered or refused.
static bool check_method(struct passage *passage)
{
    switch (passage->request->method) {
    case HTTP_GET:
    case HTTP_HEAD:
        return true;
    case HTTP_OPTIONS:
        passage->response->status = 204;
        http_add_header(passage->response, "Allow", "GET, HEAD, OPTIONS");
        http_add_header(passage->response, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        http_add_header(passage->response, "Access-Control-Allow-Headers", "*");
        http_add_header(passage->response, "Access-Control-Max-Age", "86400");
        return false;
    case HTTP_OTHER:
        break;
    }
    refuse_method(passage);
    return false;
}

// "OPTIONS *" asks about the server as a whole.
static bool is_about_server(struct passage *passage)
{
    return passage->request->method == HTTP_OPTIONS &&
           slice_equal(passage->request->target, SLICE("*")) && !check_method(passage);
}

static bool check_host(struct passage *passage)
{
    if (!passage->request->lacks_host)
        return true;
    refuse_request(passage, SLICE("L’en-tête Host manque, que HTTP/1.1 exige."));
    return false;
}

// Takes the target apart and finds the route. False: refused.
static bool find_route(struct passage *passage)
{
    struct error err = {0};
    enum status status =
        target_parse(passage->request, passage->context.arena, &passage->problems, &err);
    if (!status || passage->request->path.len > 1)
        passage->route =
            routes_find(passage->request->path, passage->request->accept, &passage->tail);
    passage->out->route = routes_index(passage->route);
    if (status) {
        refuse_target(passage, status, &err);
        return false;
    }
    if (!passage->route) {
        struct problem problem = problem_from_error(STATUS_NOT_FOUND, &err);
        refuse(passage, &problem);
        return false;
    }
    return true;
}

static bool check_accept(struct passage *passage)
{
    bool is_strict = passage->route->flags & ROUTE_STRICT;
    if (!is_strict || http_quality(passage->request->accept, slice_from(passage->route->type)) > 0)
        return true;
    refuse_type(passage);
    return false;
}

static bool check_plain(struct passage *passage)
{
    if (!(passage->route->flags & ROUTE_PLAIN) || passage->request->parameters.count == 0)
        return true;
    struct search_params params;
    struct error err = {0};
    const struct param_rules nothing = {0, 0};
    enum status status = params_read(passage->request->parameters, nothing, passage->context.arena,
                                     &params, &passage->problems, &err);
    if (!status)
        return true;
    struct problem problem = problem_from_error(status, &err);
    problem.parameters = &passage->problems;
    refuse(passage, &problem);
    return false;
}

static enum status take_snapshot(struct worker *worker, struct request_context *context,
                                 struct error *err)
{
    enum status status = worker_begin(worker, err);
    if (status)
        return status;
    context->searcher = worker->searcher;
    context->snapshot = worker->snapshot;
    snapshot_info(worker->snapshot, &context->index);
    return STATUS_OK;
}

static bool take_index(struct passage *passage)
{
    unsigned flags = passage->route->flags;
    if (!(flags & (ROUTE_INDEX | ROUTE_TRY_INDEX)))
        return true;
    struct error err = {0};
    enum status status = take_snapshot(passage->worker, &passage->context, &err);
    if (!status || (flags & ROUTE_TRY_INDEX))
        return true;
    struct problem problem = problem_from_index(status);
    refuse(passage, &problem);
    return false;
}

// The host that an answer names in its links; empty when it is not the request's.
static struct slice answer_host(const struct passage *passage)
{
    return passage->context.site->base_url.len == 0 ? passage->request->host : SLICE("");
}

static struct generation shown_generation(const struct passage *passage)
{
    const struct request_context *context = &passage->context;
    return (struct generation){
        .number = context->index.generation,
        .commit_time = context->index.commit_time,
        .index = context->snapshot ? opened_index_number(passage->worker->opened) : 0};
}

// Everything the answer depends on, as one hash.
static uint64_t fingerprint(const struct passage *passage, const struct generation *generation)
{
    bool is_packed = passage->out->use_gzip;
    uint64_t numbers[] = {
        passage->router->build,
        generation->number,
        (uint64_t)generation->commit_time,
        generation->index,
        passage->route->flags & ROUTE_DAILY ? passage->context.today : 0,
        routes_index(passage->route),
        is_packed,
    };
    uint64_t hash = hash_bytes(slice_of((const char *)numbers, sizeof numbers), 0);
    hash = hash_bytes(answer_host(passage), hash);
    return hash_bytes(passage->request->target, hash);
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
static struct slice cache_key(const struct passage *passage, uint64_t fingerprint)
{
    struct slice host = answer_host(passage), target = passage->request->target;
    size_t len = sizeof fingerprint + host.len + 1 + target.len;
    char *key = arena_alloc(passage->context.arena, len), *to = key;
    if (!key)
        return slice_of(NULL, 0);
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

static bool take_stored(struct passage *passage, struct slice key)
{
    bool will_ask_again = passage->wish != ROUTER_SEARCH && must_search(passage->route);
    struct stored_answer *stored =
        key.ptr ? answer_cache_find(passage->router->cache, key, will_ask_again) : NULL;
    if (!stored)
        return false;
    answer_fill(stored, passage->response);
    passage->out->stored = stored;
    passage->out->body = answer_body(stored);
    return true;
}

// The answer of the generation before, or that the client has it; see generations.h.
static bool find_known_before(struct passage *passage, const struct generation *shown)
{
    struct generation before;
    if (passage->wish != ROUTER_SPARE || !must_search(passage->route) ||
        !generations_before(passage->router->generations, shown, connections_now_ms(), &before))
        return false;
    uint64_t print = fingerprint(passage, &before);
    struct slice etag = quoted_tag(passage->context.arena, print);
    if (etag.ptr && lists_tag(passage->request->if_none_match, etag)) {
        passage->etag = etag;
        passage->context.index.commit_time = before.commit_time;
        passage->response->status = 304;
    } else if (!take_stored(passage, cache_key(passage, print))) {
        return false;
    }
    atomic_fetch_add(&passage->router->metrics->answered_before, 1);
    return true;
}

// Computes the tag; true when the client or the cache has the answer already.
static bool find_known(struct passage *passage)
{
    if (passage->route->flags & ROUTE_LIVE)
        return false;
    struct generation shown = shown_generation(passage);
    if (shown.index > 0)
        generations_note(passage->router->generations, &shown, connections_now_ms());
    uint64_t print = fingerprint(passage, &shown);
    passage->etag = quoted_tag(passage->context.arena, print);
    if (!passage->etag.ptr)
        return false;
    if (lists_tag(passage->request->if_none_match, passage->etag)) {
        passage->response->status = 304;
        return true;
    }
    if (passage->route->flags & ROUTE_STREAM)
        return false;
    passage->key = cache_key(passage, print);
    return take_stored(passage, passage->key) || find_known_before(passage, &shown);
}

static void end_stream(struct http_response *response)
{
    response->stream.close(response->stream.state);
    response->stream = (struct http_stream){0};
}

// Makes the first piece at once, from the snapshot that the handler saw. What is complete with it, as most
// exports are, goes out as an ordinary body. Too many streams at once: what was prepared is given up.
static enum status start_stream(struct passage *passage, struct error *err)
{
    struct http_response *response = passage->response;
    if (atomic_load(&passage->router->metrics->streams) >= passage->router->max_streams) {
        end_stream(response);
        response->header_count = 0;
        return error_set(err, STATUS_BUSY, "too many exports at once");
    }
    bool is_end = false;
    enum status status = response->stream.next(response->stream.state, &passage->context,
                                               response->body, &is_end, err);
    if (status || is_end)
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

static void run_handler(struct passage *passage)
{
    const struct route *route = passage->route;
    struct error err = {0};
    enum status status =
        route->handle_tail
            ? route->handle_tail(&passage->context, passage->tail, passage->response, &err)
            : route->handle(&passage->context, passage->response, &err);
    if (!status && passage->response->stream.next)
        status = start_stream(passage, &err);
    bool is_full = passage->response->body->failed || passage->context.arena->failed;
    if (is_full && (!status || status == STATUS_NO_MEMORY))
        status = too_heavy(&err);
    if (status) {
        struct problem problem = problem_from_error(status, &err);
        refuse(passage, &problem);
    }
}

// Who is not searched for: a client that used up its share, and one that sends a body, since its connection ends
// with the answer that the library wants at once.
static bool check_search(struct passage *passage)
{
    if (!must_search(passage->route))
        return true;
    if (passage->request->has_body) {
        refuse_request(passage, SLICE("Une demande de lecture n’a pas de corps."));
        return false;
    }
    passage->client = shares_client(passage->request->client, passage->request->forwarded_for);
    unsigned wait =
        passage->client.len > 0 ? shares_wait_seconds(passage->router->shares, passage->client) : 0;
    if (wait > 0)
        refuse_busy_client(passage, wait);
    return wait == 0;
}

// What the index is asked is counted against the client's share.
static void run_within_share(struct passage *passage)
{
    bool is_counted = passage->client.len > 0;
    uint64_t start = is_counted ? shares_used_us() : 0;
    run_handler(passage);
    if (is_counted)
        shares_charge(passage->router->shares, passage->client, shares_used_us() - start);
}

// "If-None-Match: *" asks whether there is anything at all, which only the answer can tell.
static void honour_any_tag(struct passage *passage)
{
    struct http_response *response = passage->response;
    bool is_asked = slice_equal(slice_trim(passage->request->if_none_match), SLICE("*"));
    if (!is_asked || response->status != 200 || response->stream.next || passage->etag.len == 0)
        return;
    response->status = 304; // what is stored goes on holding its headers
    http_drop_header(response, "Content-Encoding");
}

// --- the end ------------------------------------------------------------------------------------

static void choose_body(struct passage *passage)
{
    struct routed *out = passage->out;
    struct http_response *response = passage->response;
    struct worker *worker = passage->worker;
    out->body = response->fixed.len > 0 ? response->fixed : buf_slice(response->body);
    if (response->stream.next && out->use_gzip)
        http_add_header(response, "Content-Encoding", "gzip");
    if (response->stream.next || !out->use_gzip)
        return;
    struct error err = {0};
    bool is_worth_it = out->body.len >= GZIP_MIN_BYTES &&
                       gzip_whole(worker->gzip, out->body, &worker->packed, &err) == STATUS_OK;
    if (!is_worth_it)
        return;
    out->body = buf_slice(&worker->packed);
    http_add_header(response, "Content-Encoding", "gzip"); // kept with the answer in the cache
}

static void store_answer(struct passage *passage)
{
    struct routed *out = passage->out;
    if (passage->key.len == 0 || passage->response->status != 200)
        return;
    out->stored =
        answer_cache_store(passage->router->cache, passage->key, passage->response, out->body);
    if (out->stored)
        out->body = answer_body(out->stored);
}

static void finish(struct passage *passage)
{
    struct http_response *response = passage->response;
    if (!passage->out->stored) { // else it has all headers but those of this one request
        bool has_body = response->status != 304 && response->status != 204;
        if (has_body)
            choose_body(passage);
        if (response->status >= 400)
            http_add_header(response, "Content-Language", "fr");
        headers_add_caching(&passage->context, passage->route ? passage->route->flags : ROUTE_LIVE,
                            passage->etag, response);
        headers_add_security(is_for_people(passage), response);
        if (has_body)
            store_answer(passage);
    }
    headers_add_timing(&passage->context, response);
    http_add_header(response, "X-Request-Id", passage->context.request_id.ptr);
}

void router_handle(const struct router *router, struct worker *worker, struct http_request *request,
                   struct slice request_id, enum router_wish wish, struct http_response *response,
                   struct routed *out)
{
    *response = (struct http_response){.status = 200, .body = &worker->body};
    *out = (struct routed){.use_gzip = gzip_is_accepted(request->accept_encoding)};
    struct passage passage = {
        .router = router,
        .worker = worker,
        .context = {.request = request,
                    .site = router->site,
                    .metrics = router->metrics,
                    .cache = router->cache,
                    .arena = &worker->arena,
                    .today = today(),
                    .request_id = request_id},
        .request = request,
        .response = response,
        .out = out,
        .wish = wish,
    };
    bool must_run = !is_about_server(&passage) && find_route(&passage) && check_host(&passage) &&
                    check_method(&passage) && check_accept(&passage) && check_plain(&passage) &&
                    take_index(&passage) && !find_known(&passage) && check_search(&passage);
    out->is_postponed = must_run && wish != ROUTER_SEARCH && must_search(passage.route);
    if (out->is_postponed)
        return;
    if (must_run)
        run_within_share(&passage);
    honour_any_tag(&passage);
    finish(&passage);
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
    return take_snapshot(worker, out, err);
}
