// See cluster.h. The home of libcurl in the engine: one easy handle a session, which keeps a connection to each node.
//
// What a failure says decides what is done. Nobody there, a connection that ends, or silence: the node rests
// (nodes.h) and the next is asked; but silence of a node that tells others something meanwhile is a long search. 429
// and 5xx: the node is well but the cluster is not, for example because a shard has just been lost; the next is asked
// after a nap that grows. All else is the answer.
//
// A node that hangs is left in time for another: while there is one, an attempt gets half of what time is left. The
// kernel ends a connection whose bytes are not acknowledged (TCP_USER_TIMEOUT), which is what a partition looks like.
#include "engine/opensearch/client/cluster.h"

#include "base/clock.h"
#include "engine/opensearch/client/access.h"
#include "engine/opensearch/client/reason.h"
#include "engine/search/work_limit.h"

#include <curl/curl.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
    PATIENCE_MS = 30000,
    TROUBLE_MS =
        8000, // after the first refusal, of a session in a hurry: long enough for another to take over
    CONNECT_MS = 1000,
    LEAST_ATTEMPT_MS = 250,
    UNACKNOWLEDGED_MS = 3000,
    FIRST_NAP_MS = 20,
    LONGEST_NAP_MS = 1000,
    MAX_FAULTS = 6, // of a request that the cluster fails at (500): perhaps it always will
    MAX_ANSWER = 1 << 29,
    READ_BYTES = 1 << 18, // at once: an answer with its documents takes few turns
};

enum {
    HTTP_OK = 200,
    HTTP_MULTIPLE = 300,
    HTTP_NOT_FOUND = 404,
    HTTP_CONFLICT = 409,
    HTTP_BUSY = 429,
    HTTP_INTERNAL = 500,
};

struct cluster {
    struct arena arena;
    struct cluster_address address;
    struct cluster_access access;
    struct cluster_nodes nodes;
    atomic_uint sessions; // so far: each begins at another node
    atomic_bool is_lost;  // a session in a hurry waited in vain, and none was answered since
};

struct session {
    struct cluster *cluster;
    CURL *curl;
    struct curl_slist *headers;
    struct buf body, url;
    size_t node;              // that was asked last, or first
    int patience_ms;          // of requests that do not tell
    int hurry_ms;             // the same while the cluster is lost; 0: it does not matter
    uint64_t *journeys;       // NULL: nobody counts
    struct work_limit *limit; // of the request
    char problem[CURL_ERROR_SIZE];
};

// --- opening -------------------------------------------------------------------------------------

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "cluster: out of memory");
}

enum status cluster_open(const char *where, struct cluster **out, struct error *err)
{
    struct cluster *cluster = calloc(1, sizeof *cluster);
    if (!cluster)
        return no_memory(err);
    arena_init(&cluster->arena, 0);
    enum status status = cluster_address_parse(where, &cluster->arena, &cluster->address, err);
    if (status == STATUS_OK)
        status = cluster_access_find(&cluster->arena, &cluster->access, err);
    if (status == STATUS_OK && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        status = error_set(err, STATUS_INTERNAL, "libcurl cannot be used");
    else if (status == STATUS_OK)
        cluster->nodes.nodes = calloc(cluster->address.count, sizeof *cluster->nodes.nodes);
    if (status == STATUS_OK && !cluster->nodes.nodes)
        status = no_memory(err);
    if (status != STATUS_OK) {
        cluster_close(cluster);
        return status;
    }
    cluster->nodes.count = cluster->address.count;
    for (size_t i = 0; i < cluster->nodes.count; i++)
        cluster->nodes.nodes[i].host = cluster->address.nodes[i];
    *out = cluster;
    return STATUS_OK;
}

void cluster_close(struct cluster *cluster)
{
    if (!cluster)
        return;
    if (cluster->nodes.nodes)
        curl_global_cleanup();
    free(cluster->nodes.nodes);
    arena_clear(&cluster->arena);
    free(cluster);
}

struct slice cluster_name(const struct cluster *cluster)
{
    return cluster->address.name;
}

const struct cluster_nodes *cluster_nodes(const struct cluster *cluster)
{
    return &cluster->nodes;
}

static size_t on_body(char *bytes, size_t one, size_t len, void *context)
{
    struct session *session = context;
    (void)one;
    buf_append(&session->body, bytes, len);
    return session->body.failed ? CURL_WRITEFUNC_ERROR : len;
}

static int on_progress(void *context, curl_off_t total, curl_off_t done, curl_off_t up_total,
                       curl_off_t up_done)
{
    const struct session *session = context;
    (void)total;
    (void)done;
    (void)up_total;
    (void)up_done;
    return work_limit_look(session->limit, NULL) != STATUS_OK;
}

static int on_socket(void *context, curl_socket_t socket, curlsocktype purpose)
{
    unsigned wait_ms = UNACKNOWLEDGED_MS;
    (void)context;
    (void)purpose;
    (void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &wait_ms, sizeof wait_ms);
    return CURL_SOCKOPT_OK;
}

static bool add_header(struct session *session, const char *line)
{
    struct curl_slist *longer = curl_slist_append(session->headers, line);
    if (longer)
        session->headers = longer;
    return longer != NULL;
}

// What is the same for all requests of a session.
static bool set_up(struct session *session)
{
    const struct cluster_access *access = &session->cluster->access;
    CURL *curl = session->curl;
    bool fine = add_header(session, "Content-Type: application/json") &&
                add_header(session, "Expect:") && // else a long body waits for leave
                (!access->header || add_header(session, access->header));
    fine = fine && curl_easy_setopt(curl, CURLOPT_HTTPHEADER, session->headers) == CURLE_OK;
    if (fine && access->user)
        fine = curl_easy_setopt(curl, CURLOPT_USERPWD, access->user) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) == CURLE_OK;
    if (fine && access->ca_file)
        fine = curl_easy_setopt(curl, CURLOPT_CAINFO, access->ca_file) == CURLE_OK;
    return fine && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, session->problem) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROXY, "*") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)READ_BYTES) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TCP_KEEPIDLE, 2L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TCP_KEEPINTVL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, session) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, on_socket) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, session) == CURLE_OK;
}

enum status session_open(struct cluster *cluster, struct session **out, struct error *err)
{
    struct session *session = calloc(1, sizeof *session);
    if (!session)
        return no_memory(err);
    session->cluster = cluster;
    session->patience_ms = PATIENCE_MS;
    session->node = atomic_fetch_add(&cluster->sessions, 1) % cluster->nodes.count;
    buf_init(&session->body, MAX_ANSWER);
    session->curl = curl_easy_init();
    if (!session->curl || !set_up(session)) {
        session_close(session);
        return error_set(err, STATUS_NO_MEMORY, "a connection to the cluster cannot be made");
    }
    *out = session;
    return STATUS_OK;
}

void session_close(struct session *session)
{
    if (!session)
        return;
    curl_easy_cleanup(session->curl);
    curl_slist_free_all(session->headers);
    buf_clear(&session->body);
    buf_clear(&session->url);
    free(session);
}

// --- one attempt ---------------------------------------------------------------------------------

// A request on its way.
struct asking {
    struct session *session;
    const struct cluster_request *request;
    int64_t deadline_ms; // by clock_coarse_ms
    size_t node;
    unsigned faults;
    CURLcode result;
    long code;        // 0: there was no answer
    uint64_t took_us; // by the last attempt
    int64_t began_ms; // that attempt
};

static int64_t time_left(const struct asking *asking)
{
    return asking->deadline_ms - clock_coarse_ms();
}

static bool set_method(CURL *curl, const struct cluster_request *request)
{
    static const char *const names[] = {"GET", "POST", "PUT", "DELETE"};
    bool has_body = request->body.len > 0 || request->method != CLUSTER_GET;
    CURLcode code = has_body ? curl_easy_setopt(curl, CURLOPT_POST, 1L)
                             : curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (code == CURLE_OK && has_body)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
                                request->body.len > 0 ? request->body.ptr : "");
    if (code == CURLE_OK && has_body)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    return code == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, names[request->method]) == CURLE_OK;
}

static enum status attempt(struct asking *asking, struct error *err)
{
    struct session *session = asking->session;
    const struct cluster *cluster = session->cluster;
    int64_t left = time_left(asking);
    int64_t wait = cluster->nodes.count > 1 && left > 2 * LEAST_ATTEMPT_MS ? left / 2 : left;
    buf_reset(&session->body);
    buf_reset(&session->url);
    buf_printf(&session->url, "%s://%s", cluster->address.is_tls ? "https" : "http",
               cluster->nodes.nodes[asking->node].host.ptr);
    buf_append_slice(&session->url, asking->request->path);
    buf_append_char(&session->url, '\0');
    session->problem[0] = '\0';
    session->limit = asking->request->limit;
    if (session->url.failed || !set_method(session->curl, asking->request) ||
        curl_easy_setopt(session->curl, CURLOPT_URL, session->url.data) != CURLE_OK ||
        curl_easy_setopt(session->curl, CURLOPT_TIMEOUT_MS, wait > 1 ? (long)wait : 1L) != CURLE_OK)
        return no_memory(err);
    asking->code = 0;
    uint64_t start = clock_precise_us();
    asking->began_ms = clock_coarse_ms();
    asking->result = curl_easy_perform(session->curl);
    if (asking->result == CURLE_OK)
        (void)curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, &asking->code);
    if (asking->request->is_list && asking->code == HTTP_OK)
        asking->code = reason_worst_status(buf_slice(&session->body));
    asking->took_us = clock_precise_us() - start;
    return STATUS_OK;
}

// --- what came of it -----------------------------------------------------------------------------

static bool is_answer(const struct asking *asking)
{
    return (asking->code >= HTTP_OK && asking->code < HTTP_MULTIPLE) ||
           asking->code == HTTP_NOT_FOUND || asking->code == HTTP_CONFLICT;
}

// Whether the node's certificate is not one to trust, or those to trust cannot be read: it will not be the next time.
static bool is_distrusted(const struct asking *asking)
{
    return asking->result == CURLE_PEER_FAILED_VERIFICATION ||
           asking->result == CURLE_SSL_CACERT_BADFILE;
}

// Whether it cannot have been done.
static bool was_not_sent(const struct asking *asking)
{
    return asking->result == CURLE_COULDNT_CONNECT ||
           asking->result == CURLE_COULDNT_RESOLVE_HOST || asking->code == HTTP_BUSY;
}

static bool is_full(const struct asking *asking)
{
    return asking->result == CURLE_OK &&
           reason_is_full(asking->code, buf_slice(&asking->session->body));
}

static bool is_fault(const struct asking *asking)
{
    return asking->code == HTTP_INTERNAL &&
           !reason_is_absence(asking->code, buf_slice(&asking->session->body));
}

static bool may_ask_again(const struct asking *asking)
{
    bool would_help = asking->result != CURLE_OK
                          ? asking->result != CURLE_OUT_OF_MEMORY &&
                                asking->result != CURLE_WRITE_ERROR && !is_distrusted(asking)
                          : asking->code == HTTP_BUSY || asking->code >= HTTP_INTERNAL;
    return would_help && !is_full(asking) && asking->faults < MAX_FAULTS &&
           (!asking->request->is_once || was_not_sent(asking));
}

static enum status explain(const struct asking *asking, struct error *err)
{
    const struct session *session = asking->session;
    const struct cluster_nodes *nodes = &session->cluster->nodes;
    if (asking->result == CURLE_OK)
        return reason_of_refusal(&(struct cluster_refusal){nodes, asking->node, asking->code,
                                                           buf_slice(&session->body),
                                                           session->cluster->access.user ||
                                                               session->cluster->access.header},
                                 err);
    if (session->body.failed)
        return error_set(err, STATUS_TOO_LARGE, "the cluster's answer is too long");
    const char *how = session->problem[0] ? session->problem : curl_easy_strerror(asking->result);
    return is_distrusted(asking) ? reason_of_distrust(nodes, asking->node, how, err)
                                 : reason_of_silence(nodes, asking->node, how, err);
}

static void nap(int64_t ms)
{
    const struct timespec length = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&length, NULL);
}

// Waits for better times, in short pieces, so that one that nobody wants any more ends. False when time is over.
static bool wait_a_little(struct asking *asking, int64_t *nap_ms)
{
    for (int64_t slept = 0; slept < *nap_ms; slept += FIRST_NAP_MS) {
        if (time_left(asking) <= FIRST_NAP_MS ||
            work_limit_look(asking->request->limit, NULL) != STATUS_OK)
            return false;
        nap(FIRST_NAP_MS);
    }
    *nap_ms = *nap_ms * 2 < LONGEST_NAP_MS ? *nap_ms * 2 : LONGEST_NAP_MS;
    return true;
}

static void note(struct asking *asking)
{
    struct cluster_node *node = &asking->session->cluster->nodes.nodes[asking->node];
    node_count(node, asking->took_us, is_answer(asking));
    if (asking->result == CURLE_OK)
        node_answered(node, clock_coarse_ms());
    else if (asking->result == CURLE_OPERATION_TIMEDOUT &&
             atomic_load(&node->answered_ms) > asking->began_ms)
        return;
    else if (asking->result != CURLE_ABORTED_BY_CALLBACK && asking->result != CURLE_WRITE_ERROR)
        node_failed(node, clock_coarse_ms());
}

static int64_t deadline_of(const struct session *session, const struct cluster_request *request)
{
    int64_t now = clock_coarse_ms();
    bool is_lost = session->hurry_ms > 0 && atomic_load(&session->cluster->is_lost);
    int64_t patience = is_lost ? session->hurry_ms : session->patience_ms;
    int64_t wait = request->timeout_ms ? request->timeout_ms : patience;
    const struct work_limit *limit = request->limit;
    if (limit && limit->deadline_ms < INT64_MAX) {
        int64_t left = limit->deadline_ms - limit->now_ms();
        wait = left < wait ? left : wait;
    }
    return now + wait;
}

void session_set_patience(struct session *session, int timeout_ms)
{
    session->patience_ms = timeout_ms;
}

void session_set_hurry(struct session *session, int timeout_ms, int hurry_ms)
{
    session->patience_ms = timeout_ms;
    session->hurry_ms = hurry_ms;
}

void session_set_counter(struct session *session, uint64_t *journeys)
{
    session->journeys = journeys;
}

// Whoever waits for an answer that comes waits longer than for a cluster that refuses or is not there.
static void hurry(struct asking *asking)
{
    int64_t soon = clock_coarse_ms() + TROUBLE_MS;
    if (asking->result != CURLE_OPERATION_TIMEDOUT && soon < asking->deadline_ms)
        asking->deadline_ms = soon;
}

static void note_loss(const struct session *session, bool is_lost)
{
    if (session->hurry_ms > 0 && atomic_load(&session->cluster->is_lost) != is_lost)
        atomic_store(&session->cluster->is_lost, is_lost);
}

enum status session_ask(struct session *session, const struct cluster_request *request,
                        struct cluster_answer *out, struct error *err)
{
    struct asking asking = {
        session, request, deadline_of(session, request), session->node, 0, CURLE_OK, 0, 0, 0};
    struct cluster_nodes *nodes = &session->cluster->nodes;
    int64_t nap_ms = FIRST_NAP_MS;
    session->node++; // each node has its part of the work, however few threads ask
    if (session->journeys)
        ++*session->journeys;
    for (size_t tried = 0;;) {
        bool all_rest;
        enum status status = work_limit_look(request->limit, err);
        if (status != STATUS_OK)
            return status;
        asking.node = nodes_pick(nodes, session->node + tried, clock_coarse_ms(), &all_rest);
        status = attempt(&asking, err);
        if (status != STATUS_OK)
            return status;
        note(&asking);
        asking.faults += is_fault(&asking);
        if (is_answer(&asking))
            break;
        if (work_limit_look(request->limit, err) != STATUS_OK)
            return STATUS_BUSY;
        if (tried++ == 0 && session->hurry_ms > 0)
            hurry(&asking);
        bool must_wait = asking.result == CURLE_OK || all_rest || tried % nodes->count == 0;
        if (!may_ask_again(&asking) || time_left(&asking) <= 0 ||
            (must_wait && !wait_a_little(&asking, &nap_ms))) {
            note_loss(session, asking.result != CURLE_OK || asking.code >= HTTP_INTERNAL);
            return explain(&asking, err);
        }
    }
    note_loss(session, false);
    *out = (struct cluster_answer){(int)asking.code, buf_slice(&session->body)};
    return STATUS_OK;
}
