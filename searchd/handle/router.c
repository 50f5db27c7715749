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
//     ETag                                known to the client: 304 (known.c)
//     cache                               known to us, headers included: done
//     share                               used up: 429
//     limits of work and time             exceeded: another try in the slow queue, then 400; too late: 503
//     handler -> body                     trouble: problem
//     gzip, headers

#include "searchd/handle/router.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/log.h"
#include "searchd/handle/address.h"
#include "searchd/handle/headers.h"
#include "searchd/handle/known.h"
#include "searchd/handle/refusal.h"
#include "searchd/handle/routes.h"
#include "searchd/handle/target.h"
#include "searchd/page/page.h"
#include "searchd/work/gzip.h"

enum {
    GZIP_MIN_BYTES = 700, // below, a packet is a packet
    EXPORT_WAIT_SECONDS = 5,
};

static uint32_t today(void)
{
    return date_from_days((int32_t)(clock_wall_seconds() / 86400));
}

// --- the steps --------------------------------------------------------------------------------

// Whether the answer is searched for in the index or read from a file, which is what takes long.
static bool must_search(const struct route *route)
{
    return (route->flags & (ROUTE_INDEX | ROUTE_TRY_INDEX | ROUTE_FILE)) &&
           !(route->flags & ROUTE_LIVE);
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
    const struct param_rules nothing = {0, 0, LANGUAGE_FRENCH};
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
    context->last_night = index_watch_last_night(worker->watch);
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
    refusal_index(handling, status, &err);
    return false;
}

// The public is told that the reason is in the log.
static void log_failure(const struct handling *handling, enum status status,
                        const struct error *err)
{
    bool is_ours = status == STATUS_IO || status == STATUS_UNREACHED || status == STATUS_FULL ||
                   status == STATUS_CORRUPT || status == STATUS_VERSION;
    if (is_ours && worker_note_failure(handling->worker, status, err))
        log_warning("%.*s is not answered, the index cannot be read: %s",
                    SLICE_ARG(handling->request.path), err->message);
}

// Which of several things at one address is meant can depend on what the index has. False: it could not be asked.
static bool choose_form(struct handling *handling)
{
    struct error err = {0};
    enum status status = address_choose(handling, &err);
    handling->route_number = routes_index(handling->route);
    if (status == STATUS_OK)
        return true;
    log_failure(handling, status, &err);
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

// Makes the first piece at once, from the view that the handler saw. What is complete with it, as most
// exports are, goes out as an ordinary body. Too many streams at once: what was prepared is given up.
static enum status start_stream(struct handling *handling, struct error *err)
{
    struct http_response *response = &handling->response;
    if (atomic_load(&handling->router->metrics->streams) >= handling->router->max_streams) {
        http_end_stream(response);
        response->header_count = 0;
        return error_set(err, STATUS_BUSY, "too many exports at once");
    }
    bool is_end = false;
    enum status status = response->stream.next(response->stream.state, &handling->context,
                                               response->body, &is_end, err);
    if (status != STATUS_OK || is_end)
        http_end_stream(response);
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

// What was broken off says nothing, whatever the handler made of it: no part of an answer passes for the whole.
static void refuse_broken_off(struct handling *handling)
{
    struct error err = {0};
    if (handling->response.stream.next)
        http_end_stream(&handling->response);
    handling->response.header_count = 0;
    bool is_late = handling->limit->end == WORK_TOO_LATE;
    enum status status = is_late ? STATUS_BUSY : too_heavy(&err);
    struct problem problem = problem_from_error(status, &err);
    if (is_late)
        problem.detail = SLICE("La réponse n’a pas pu être faite à temps, d’autres demandes "
                               "passant avant\u00a0; réessayez dans quelques secondes.");
    refusal_write(handling, &problem);
}

static bool is_broken_off(const struct handling *handling)
{
    return handling->limit && handling->limit->end != WORK_GOES_ON;
}

// Before anything that was read in the index goes out: is it what was committed? What was made of a file that somebody
// cut or overwrote meanwhile is thrown away.
static void settle(struct handling *handling)
{
    struct error err = {0};
    enum status status = worker_settle(handling->worker, &err);
    handling->context.view = NULL;
    handling->context.searcher = NULL;
    if (status != STATUS_OK)
        refusal_index(handling, status, &err);
}

static void run_handler(struct handling *handling)
{
    const struct route *route = handling->route;
    struct error err = {0};
    if (route->flags & ROUTE_FILE) // a part of it is a part of these very bytes
        handling->use_gzip = false;
    enum status status =
        route->handle_tail
            ? route->handle_tail(&handling->context, handling->tail, &handling->response, &err)
            : route->handle(&handling->context, &handling->response, &err);
    if (status == STATUS_OK && handling->response.stream.next)
        status = start_stream(handling, &err);
    if (is_broken_off(handling)) {
        refuse_broken_off(handling);
        return;
    }
    bool is_full = handling->response.body->failed || handling->context.arena->failed;
    if (is_full && (status == STATUS_OK || status == STATUS_NO_MEMORY))
        status = too_heavy(&err);
    if (status != STATUS_OK) {
        log_failure(handling, status, &err);
        struct problem problem = problem_from_error(status, &err);
        struct tombstone tombstone;
        if (status == STATUS_NOT_FOUND && address_tombstone(handling, &tombstone))
            problem = problem_from_tombstone(&tombstone, handling->context.arena);
        refusal_write(handling, &problem);
    }
    settle(handling);
}

// Whether as many exports are being sent to the client as it may have: a quarter of all.
static bool has_its_exports(const struct handling *handling)
{
    const struct router *router = handling->router;
    unsigned most = router->max_streams < 4 ? 1 : router->max_streams / 4;
    return handling->route->flags & ROUTE_STREAM &&
           rate_limit_exports(router->rate_limit, handling->client) >= most;
}

// Whether the client may have processor time now; what waited is asked again, since its client may have used it up
// meanwhile.
static bool check_rate(struct handling *handling)
{
    unsigned wait = handling->client.len > 0
                        ? rate_limit_wait_seconds(handling->router->rate_limit, handling->client)
                        : 0;
    if (wait == 0 && has_its_exports(handling))
        wait = EXPORT_WAIT_SECONDS;
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

// "If-None-Match: *" asks whether there is anything at all, and a date may be anybody's: only the answer can tell.
static void honour_conditions(struct handling *handling)
{
    struct http_response *response = &handling->response;
    bool is_any = slice_equal(slice_trim(handling->request.if_none_match), SLICE("*"));
    if (response->status != 200 || handling->etag.len == 0 ||
        !(is_any || known_is_unmodified(handling)))
        return;
    if (response->stream.next)
        http_end_stream(response);
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
        const struct validators validators = {handling->etag, known_modified(handling)};
        headers_add_caching(&handling->context,
                            handling->route ? handling->route->flags : ROUTE_LIVE, &validators,
                            response);
        headers_add_security(refusal_is_for_people(handling), response);
        if (has_body)
            known_store(handling);
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

static void leave_worker(struct handling *handling)
{
    handling->worker = NULL;
    handling->limit = NULL;
    handling->context.arena = NULL;
    handling->context.searcher = NULL;
    handling->context.view = NULL;
}

// The worker's memory goes along with what was read into it; the worker goes on with none.
static void keep_place(struct handling *handling)
{
    handling->kept = handling->worker->arena;
    arena_init(&handling->worker->arena, handling->kept.limit_bytes);
    leave_worker(handling);
}

// What was found out since the place was kept goes with the worker.
static void go_back(struct handling *handling)
{
    leave_worker(handling);
    handling->shown = (struct generation){0};
    handling->etag = handling->key = SLICE_NONE;
    handling->response = (struct http_response){0};
}

static void join_lists(struct http_request *request, struct arena *arena)
{
    struct slice *const lists[HTTP_LISTS] = {[HTTP_ACCEPT] = &request->accept,
                                             [HTTP_ACCEPT_ENCODING] = &request->accept_encoding,
                                             [HTTP_IF_NONE_MATCH] = &request->if_none_match};
    for (size_t i = 0; i < HTTP_LISTS; i++)
        *lists[i] = http_join(*lists[i], &request->further[i], arena);
}

bool router_prepare(const struct router *router, struct worker *worker, struct handling *handling)
{
    handling->router = router;
    handling->context = (struct request_context){.request = &handling->request,
                                                 .site = router->site,
                                                 .metrics = router->metrics,
                                                 .cache = router->cache,
                                                 .today = today(),
                                                 .request_id = handling->request_id};
    use_worker(handling, worker);
    join_lists(&handling->request, handling->context.arena);
    handling->use_gzip = gzip_is_accepted(handling->request.accept_encoding);
    bool must_run = check_framing(handling) && !is_about_server(handling) && find_route(handling) &&
                    check_host(handling) && check_method(handling) && take_index(handling) &&
                    choose_form(handling) && check_trackers(handling) && check_accept(handling) &&
                    check_plain(handling);
    bool is_long = must_run && must_search(handling->route);
    must_run = must_run && !known_find(handling, is_long);
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

bool router_answer(struct worker *worker, struct handling *handling, struct work_limit *limit,
                   bool is_last_try)
{
    use_worker(handling, worker);
    bool is_wanted = work_limit_look(limit, NULL) == STATUS_OK || limit->end != WORK_UNWANTED;
    bool must_run = is_wanted && take_index(handling) && !known_find_meanwhile(handling) &&
                    check_rate(handling);
    if (must_run) {
        handling->limit = limit;
        if (handling->context.view)
            handling->context.view->limit = limit;
        run_within_limit(handling);
    }
    bool may_go_on = limit->end == WORK_TOO_DEAR || limit->end == WORK_TOO_LONG;
    if (limit->end == WORK_UNWANTED || (may_go_on && !is_last_try)) {
        go_back(handling);
        return false;
    }
    finish(handling);
    return true;
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
