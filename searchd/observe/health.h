// How the daemon is: for load balancers, supervisors and monitoring.
#ifndef SEARCHD_OBSERVE_HEALTH_H
#define SEARCHD_OBSERVE_HEALTH_H

#include "base/error.h"
#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

// GET /healthz: the process answers. Touches no index.
enum status health_alive(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// GET /readyz: the index is open and a view of it was taken.
enum status health_ready(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// GET /metrics. The families about the index are left out while there is none.
enum status health_metrics(struct request_context *context, struct http_response *response,
                           struct error *err) STATUS_NODISCARD;

#endif
