// A cluster to ask: its nodes, and one connection to them for each thread that asks.
//
// A `cluster` is shared by all threads of a process; a `session` is one thread's at a time. A request goes to the
// session's own node; when that does not answer, or the cluster is busy or loses a node under the request (429, 5xx),
// to another, until its time is over. So a node may die without anybody noticing.
//
// Who may ask is told by the environment, never by an argument, and is in no message:
//   HEMICYCLE_CLUSTER_AUTH_FILE  a file with one line, `user:password` or `ApiKey BASE64`
//   HEMICYCLE_CLUSTER_CA_FILE    certificates to trust instead of the system's (opensearchs://)
#ifndef ENGINE_OPENSEARCH_CLIENT_CLUSTER_H
#define ENGINE_OPENSEARCH_CLIENT_CLUSTER_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/opensearch/client/address.h"
#include "engine/opensearch/client/nodes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cluster;
struct session;
struct work_limit; // engine/search/work_limit.h

// Asks nobody yet. STATUS_INVALID for a bad address or a bad file of the environment. The caller closes, after the
// sessions.
enum status cluster_open(const char *where, struct cluster **out,
                         struct error *err) STATUS_NODISCARD;
void cluster_close(struct cluster *cluster); // NULL is fine

struct slice cluster_name(const struct cluster *cluster);                 // of the index
const struct cluster_nodes *cluster_nodes(const struct cluster *cluster); // as they are now

enum status session_open(struct cluster *cluster, struct session **out,
                         struct error *err) STATUS_NODISCARD;
void session_close(struct session *session); // NULL is fine

// How long requests of the session that do not tell may take: half a minute, unless this is called.
void session_set_patience(struct session *session, int timeout_ms);

// Likewise, for a session that people wait for: once such a session has waited in vain, all of them wait for hurry_ms
// at most, until one is answered.
void session_set_hurry(struct session *session, int timeout_ms, int hurry_ms);

// Counts what the session asks there from now on; an attempt that went elsewhere in the end is no other.
void session_set_counter(struct session *session, uint64_t *journeys);

enum cluster_method { CLUSTER_GET, CLUSTER_POST, CLUSTER_PUT, CLUSTER_DELETE };

struct cluster_request {
    enum cluster_method method;
    struct slice path; // with its query, escaped: "/name/_search?size=0"
    struct slice body; // JSON, or lines of it; may be SLICE_NONE
    bool
        is_list; // each of the answers in the answer has a status of its own: the worst is the code
    bool
        is_once; // must not be sent again once it may have been done: its effect would not be the same
    int timeout_ms;           // 0: as the session has it
    struct work_limit *limit; // of the request that is worked for; may be NULL
};

struct cluster_answer {
    int code;          // 2xx, 404 or 409
    struct slice body; // borrowed until the session's next request
};

// Asks. Whatever is neither 2xx nor 404 nor 409 is an error with the cluster's reason: STATUS_UNREACHED when nobody
// answers, STATUS_IO when the cluster cannot, STATUS_BUSY when `limit` has ended, STATUS_INTERNAL when it does not
// understand us. With is_once, neither of the first two says that it was not done.
enum status session_ask(struct session *session, const struct cluster_request *request,
                        struct cluster_answer *out, struct error *err) STATUS_NODISCARD;

#endif
