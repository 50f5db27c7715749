// See reason.h.
//
// The operator is told what the node said, the public what that means for them; neither is told who we are to the
// cluster.
#include "engine/opensearch/client/reason.h"

#include "base/buf.h"
#include "engine/opensearch/client/json.h"

enum {
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_TOO_LARGE = 413,
    HTTP_BUSY = 429,
    HTTP_INTERNAL = 500,
    HTTP_OK = 200,
    HTTP_MOST = 1000,
};

// Adds to an error, for the public, `what` and which nodes do not answer.
static void reason_tell(const struct cluster_nodes *nodes, const char *what, struct error *err)
{
    char text[ERROR_PUBLIC_SIZE];
    struct buf silent = buf_over(text, sizeof text);
    for (size_t i = 0; i < nodes->count; i++)
        if (atomic_load(&nodes->nodes[i].failures_in_a_row) > 0)
            buf_printf(&silent, "%s%.*s", silent.len > 0 ? ", " : "",
                       SLICE_ARG(nodes->nodes[i].host));
    if (silent.len > 0)
        error_tell(err, "%s\u00a0; sans réponse\u00a0: %.*s.", what, SLICE_ARG(buf_slice(&silent)));
    else
        error_tell(err, "%s.", what);
}

enum status reason_of_silence(const struct cluster_nodes *nodes, size_t node, const char *how,
                              struct error *err)
{
    enum status status = error_set(err, STATUS_UNREACHED, "the cluster (%s) does not answer: %s",
                                   nodes->nodes[node].host.ptr, how);
    reason_tell(nodes, "Le cluster de l’index ne répond pas", err);
    return status;
}

enum status reason_of_distrust(const struct cluster_nodes *nodes, size_t node, const char *how,
                               struct error *err)
{
    enum status status = error_set(
        err, STATUS_UNREACHED, "the cluster (%s) is not trusted (HEMICYCLE_CLUSTER_CA_FILE): %s",
        nodes->nodes[node].host.ptr, how);
    reason_tell(nodes, "Le cluster de l’index n’est pas de ceux à qui ce service se fie", err);
    return status;
}

static bool has(struct slice text, struct slice part)
{
    return slice_find(text, part) < text.len;
}

bool reason_is_full(long code, struct slice body)
{
    return (code == HTTP_BUSY || code == HTTP_FORBIDDEN) &&
           (has(body, SLICE("read-only-allow-delete")) || has(body, SLICE("flood-stage")));
}

bool reason_is_absence(long code, struct slice body)
{
    return code == HTTP_INTERNAL && (has(body, SLICE("node_not_connected_exception")) ||
                                     has(body, SLICE("node_disconnected_exception")) ||
                                     has(body, SLICE("node_closed_exception")) ||
                                     has(body, SLICE("connect_transport_exception")));
}

// Quotes within strings are escaped, so that this is a key wherever it stands.
long reason_worst_status(struct slice body)
{
    const struct slice key = SLICE("\"status\":");
    long worst = HTTP_OK;
    for (size_t at = slice_find(body, key); at < body.len; at = slice_find(body, key)) {
        long code = 0;
        for (at += key.len; at < body.len && body.ptr[at] >= '0' && body.ptr[at] <= '9'; at++)
            code = code < HTTP_MOST ? code * 10 + (body.ptr[at] - '0') : code;
        worst = code > worst ? code : worst;
        body = slice_of(body.ptr + at, body.len - at);
    }
    return worst;
}

// What one of a list of answers says, or the whole answer.
static const struct json *problem_of(const struct json *tree)
{
    const struct json *list = json_at(tree, "responses"), *problem = json_at(tree, "error");
    for (size_t i = 0; !problem && i < json_size(list); i++)
        problem = json_at(json_nth(list, i), "error");
    return problem;
}

static const char *public_reason(long code, struct slice kind, struct slice reason)
{
    if (code == HTTP_UNAUTHORIZED || code == HTTP_FORBIDDEN)
        return "Le cluster de l’index refuse l’accès à ce service";
    if (code == HTTP_BUSY)
        return "Le cluster de l’index est surchargé";
    if (has(kind, SLICE("manager_not_discovered")) || has(kind, SLICE("master_not_discovered")) ||
        has(reason, SLICE("no cluster-manager")) || has(reason, SLICE("no master")))
        return "Le cluster de l’index n’a pas de nœud qui le dirige";
    if (has(kind, SLICE("search_phase_execution")) || has(kind, SLICE("no_shard_available")) ||
        has(kind, SLICE("unavailable_shards")))
        return "Une partie de l’index manque à son cluster (état rouge)";
    return "Le cluster de l’index ne peut pas répondre";
}

// The cluster's own reason: that of the first shard that failed says more than the sum.
enum status reason_of_refusal(const struct cluster_refusal *refusal, struct error *err)
{
    static const struct {
        long code;
        enum status status;
        const char *meaning;
    } known[] = {
        {HTTP_UNAUTHORIZED, STATUS_IO, "wants a user (HEMICYCLE_CLUSTER_AUTH_FILE): "},
        {HTTP_FORBIDDEN, STATUS_IO, "does not allow it: "},
        {HTTP_TOO_LARGE, STATUS_IO, "takes no request of that length: "},
        {HTTP_BUSY, STATUS_IO, "is busy: "},
    };
    long code = refusal->code;
    enum status status = code >= HTTP_INTERNAL ? STATUS_IO : STATUS_INTERNAL;
    const char *meaning = "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].code == code) {
            status = known[i].status;
            meaning = known[i].meaning;
        }
    if (code == HTTP_UNAUTHORIZED && refusal->is_named)
        meaning = "refuses who HEMICYCLE_CLUSTER_AUTH_FILE says we are: ";
    struct json *tree = NULL;
    bool is_told = false;
    struct slice reason = SLICE_NONE, kind = SLICE_NONE;
    if (json_read(refusal->body, &tree, NULL) == STATUS_OK) {
        const struct json *problem = problem_of(tree);
        const struct json *cause = json_nth(json_at(problem, "root_cause"), 0);
        kind = json_text_at(cause ? cause : problem, "type");
        reason = json_text_at(cause ? cause : problem, "reason");
        if (kind.len == 0)
            kind = json_text_at(problem, "type");
        is_told = problem != NULL;
    }
    if (status == STATUS_INTERNAL && !is_told) { // a proxy, or another server at its port
        status = STATUS_IO;
        meaning = "answers as no cluster does (is it opensearch:// or opensearchs://?): ";
    }
    if (reason_is_full(code, refusal->body)) {
        status = STATUS_FULL;
        meaning = "has a full disk: ";
    }
    status = error_set(err, status, "the cluster (%s) %s%ld %.*s %.*s",
                       refusal->nodes->nodes[refusal->node].host.ptr, meaning, code,
                       SLICE_ARG(kind), SLICE_ARG(slice_cut_utf8(reason, 300)));
    if (status == STATUS_IO)
        reason_tell(refusal->nodes, public_reason(code, kind, reason), err);
    json_release(tree);
    return status;
}
