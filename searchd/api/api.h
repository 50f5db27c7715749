// The addresses that programs ask. Each handler appends to response->body and sets content_type; a status
// other than OK becomes a problem in the router.
#ifndef SEARCHD_API_API_H
#define SEARCHD_API_API_H

#include "answer/answer_json.h"
#include "answer/csv.h"
#include "answer/params.h"
#include "base/error.h"
#include "base/slice.h"
#include "searchd/ask/context.h"
#include "searchd/ask/search_service.h"
#include "searchd/handle/http.h"

// GET /api/v1/search
enum status api_citation(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;
enum status api_search(struct request_context *context, struct http_response *response,
                       struct error *err) STATUS_NODISCARD;

// GET /api/v1/questions/ID, /question/ID.json; /question/ID.txt; /api/v1/questions/ID/similaires
enum status api_question(struct request_context *context, struct slice id,
                         struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status api_question_text(struct request_context *context, struct slice id,
                              struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status api_similar(struct request_context *context, struct slice id,
                        struct http_response *response, struct error *err) STATUS_NODISCARD;

// GET /api/v1/suggest, /api/v1/analyze
enum status api_suggest(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status api_analyze(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;

// GET /suggestions: what browsers expect of OpenSearch
enum status api_opensearch_suggest(struct request_context *context, struct http_response *response,
                                   struct error *err) STATUS_NODISCARD;

// GET /api/v1/histogram, /api/v1/unanswered
enum status api_histogram(struct request_context *context, struct http_response *response,
                          struct error *err) STATUS_NODISCARD;
enum status api_histogram_csv(struct request_context *context, struct http_response *response,
                              struct error *err) STATUS_NODISCARD;
enum status api_unanswered(struct request_context *context, struct http_response *response,
                           struct error *err) STATUS_NODISCARD;
enum status api_unanswered_csv(struct request_context *context, struct http_response *response,
                               struct error *err) STATUS_NODISCARD;

// GET /api/v1/qualite
enum status api_quality(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;

// GET /api/v1/matrix, /api/v1/matrix.csv
enum status api_matrix(struct request_context *context, struct http_response *response,
                       struct error *err) STATUS_NODISCARD;
enum status api_matrix_csv(struct request_context *context, struct http_response *response,
                           struct error *err) STATUS_NODISCARD;

// GET /api/v1/concordance, /api/v1/concordance.csv
enum status api_concordance(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;
enum status api_concordance_csv(struct request_context *context, struct http_response *response,
                                struct error *err) STATUS_NODISCARD;

// GET /api/v1/chiffres, /api/v1/chiffres.csv
enum status api_amounts(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status api_amounts_csv(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;

// GET /comparer.csv
enum status api_compare_csv(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;

// GET /api/v1/stats, /api/v1/stats.csv; /delais.json, /delais.csv
enum status api_stats(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;
enum status api_stats_csv(struct request_context *context, struct http_response *response,
                          struct error *err) STATUS_NODISCARD;
enum status api_delays(struct request_context *context, struct http_response *response,
                       struct error *err) STATUS_NODISCARD;
enum status api_delays_csv(struct request_context *context, struct http_response *response,
                           struct error *err) STATUS_NODISCARD;

// GET /api/v1/personnes, /api/v1/fonctions; with a slug behind them, also /personne/SLUG.json and /fonction/SLUG.json;
// /personne/SLUG.atom, /fonction/SLUG.atom. STATUS_NOT_FOUND where nobody has that slug.
enum status api_persons(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status api_persons_csv(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;
enum status api_offices(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status api_offices_csv(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;
enum status api_person(struct request_context *context, struct slice slug,
                       struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status api_office(struct request_context *context, struct slice slug,
                       struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status feed_person(struct request_context *context, struct slice slug,
                        struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status feed_office(struct request_context *context, struct slice slug,
                        struct http_response *response, struct error *err) STATUS_NODISCARD;

// GET /api/v1/changes, /api/v1/changes.csv
enum status api_changes(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status api_changes_csv(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;

// GET /nouveautes.json, /nouveautes.atom
enum status api_news(struct request_context *context, struct http_response *response,
                     struct error *err) STATUS_NODISCARD;
enum status feed_news(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;

// GET /api/v1/export.ndjson, /api/v1/export.csv
enum status export_ndjson(struct request_context *context, struct http_response *response,
                          struct error *err) STATUS_NODISCARD;
enum status export_csv(struct request_context *context, struct http_response *response,
                       struct error *err) STATUS_NODISCARD;

// GET /recherche.atom
enum status feed_atom(struct request_context *context, struct http_response *response,
                      struct error *err) STATUS_NODISCARD;

// Whose tags (RFC 4151) feeds give out: "https://questions.example.be:8443/x" -> "questions.example.be".
struct slice feed_authority(const struct site *site);

// GET /opensearch.xml, /sitemap.xml and its parts /sitemap-N.xml, /robots.txt, /openapi.json,
// /.well-known/api-catalog
enum status site_opensearch(struct request_context *context, struct http_response *response,
                            struct error *err) STATUS_NODISCARD;
enum status site_sitemap(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;
enum status site_sitemap_part(struct request_context *context, struct slice part,
                              struct http_response *response, struct error *err) STATUS_NODISCARD;
enum status site_robots(struct request_context *context, struct http_response *response,
                        struct error *err) STATUS_NODISCARD;
enum status site_openapi(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;
enum status site_catalog(struct request_context *context, struct http_response *response,
                         struct error *err) STATUS_NODISCARD;

// The facts of a change, as members of an object.
void api_put_change(struct json_writer *json, const struct change *change);

// --- shared by the handlers -----------------------------------------------------------------

// What every JSON answer says besides its result.
struct answer_site api_site(const struct request_context *context);

// A writer of JSON whose links hold on this site.
void api_json(const struct request_context *context, struct json_writer *json, struct buf *out);

// Begins a file of CSV with the separator and the mark that the parameters ask for. `disposition` is the header
// Content-Disposition, which says what it is to be saved as; it must outlive the response.
void api_csv(const struct search_params *params, const char *disposition,
             struct http_response *response, struct csv *csv);

// The row of names that such a file begins with.
void api_csv_names(struct csv *csv, const char *const *names, size_t count);

// Renders 400 with all problems, or 410 with the address to start again, after search_service_* said `status`;
// hands any other status on.
enum status api_refuse(struct request_context *context, const struct search_answer *answer,
                       enum status status, struct http_response *response, struct error *err);

// The same of problems alone: renders 400 where there are some.
enum status api_refuse_problems(struct request_context *context,
                                const struct param_problems *problems, enum status status,
                                struct http_response *response);

// Reads the parameters of a route that runs no search; renders 400 itself, then *refused is true.
enum status api_read_params(struct request_context *context, struct param_rules rules,
                            struct search_params *out, struct http_response *response,
                            bool *refused, struct error *err) STATUS_NODISCARD;

// Adds one Link header for the list at `path`: rel=self (its canonical address), first, next when there is a next page,
// service-desc. *next is the next page's address, for the body too; empty: there is none. Borrowed from the arena.
enum status api_add_links(struct request_context *context, const struct search_answer *answer,
                          struct slice path, struct http_response *response, struct slice *next,
                          struct error *err);

#endif
