// The pages. page/ implements what this header promises; router.c calls it.
//
// A handler appends to response->body, sets content_type, and may set status (400 with the form
// shown again) and further headers. ETag, 304, caching, gzip, HEAD, Content-Security-Policy and the
// other security headers are the router's. A returned status other than OK becomes a problem that
// the router hands to page_error; so pages need not render trouble themselves.
#ifndef SEARCHD_PAGE_PAGE_H
#define SEARCHD_PAGE_PAGE_H

#include "base/error.h"
#include "base/slice.h"
#include "searchd/ask/context.h"
#include "searchd/handle/http.h"
#include "searchd/handle/problem.h"

// GET /
enum status page_home(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;

// GET /recherche: parameters of search_service_answer with PARAM_PAGE.
enum status page_results(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// GET /question/ID. STATUS_NOT_FOUND when there is no such exchange.
enum status page_exchange(struct request_context *context, struct slice id,
                          struct http_response *response, struct error *err) STATUS_NODISCARD;

// GET /aide, GET /donnees, GET /api: how to search, what the data are, how programs ask.
enum status page_help(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;
enum status page_data(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;
enum status page_api(struct request_context *context, struct http_response *response,
                     struct error *err) STATUS_NODISCARD;

// GET /qualite: what the data lack.
enum status page_quality(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// GET /delais: parameters of STATS_PROFILE, tri of its rows, and PARAM_PAGE.
enum status page_delays(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;

// GET /comparer, /comparer.svg: parameters of COMPARE_PROFILE.
enum status page_compare(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;
enum status page_compare_svg(struct request_context *context, struct http_response *response,
                             struct error *err) STATUS_NODISCARD;

// GET /nouveautes: parameters of PARAM_NEWS.
enum status page_news(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;

// GET /personne/SLUG, GET /fonction/SLUG. STATUS_NOT_FOUND where nobody has that slug.
enum status page_profile_person(struct request_context *context, struct slice slug,
                                struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status page_profile_office(struct request_context *context, struct slice slug,
                                struct http_response *response, struct error *err) STATUS_NODISCARD;

// Any trouble on a path that answers HTML, with response->status set from the problem. Must work
// without an index (context->view NULL) and cannot fail.
void page_error(struct request_context *context, const struct problem *problem,
                struct http_response *response);

#endif
