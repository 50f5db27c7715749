// The table of addresses: everything this daemon answers, in the order in which it is tried.
//
// Identifiers may hold slashes ("an/14/qe/47351"), so what stands between a beginning and an end is the
// identifier, and routes with an end come before those without.
//
// Invariant: the first row that fits is the answer, and a row's number is what the metrics count it by.
// Cost: a compare for each row, some thirty; a request spends more on reading its headers.

#include "searchd/handle/routes.h"

#include "searchd/api/api.h"
#include "searchd/observe/health.h"
#include "searchd/page/page.h"
#include "searchd/web/web_file.h"

#define JSON "application/json"
#define HTML "text/html"

static const struct route ROUTES[] = {
    {.name = "home",
     .path = "/",
     .type = HTML,
     .flags = ROUTE_TRY_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle = page_home},
    {.name = "results",
     .path = "/recherche",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle = page_results},
    {.name = "search",
     .path = "/api/v1/search",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_search},
    {.name = "similar",
     .path = "/api/v1/questions/",
     .suffix = "/similaires",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle_tail = api_similar},
    {.name = "question_api",
     .path = "/api/v1/questions/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_PLAIN,
     .handle_tail = api_question},
    {.name = "question_json",
     .path = "/question/",
     .suffix = ".json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_PLAIN,
     .handle_tail = api_question},
    {.name = "question_text",
     .path = "/question/",
     .suffix = ".txt",
     .type = "text/plain",
     .flags = ROUTE_INDEX | ROUTE_PLAIN,
     .handle_tail = api_question_text},
    {.name = "question_negotiated",
     .path = "/question/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_PLAIN | ROUTE_IF_PREFERRED,
     .handle_tail = api_question},
    {.name = "question",
     .path = "/question/",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle_tail = page_exchange},
    {.name = "help",
     .path = "/aide",
     .type = HTML,
     .flags = ROUTE_TRY_INDEX | ROUTE_PAGE,
     .handle = page_help},
    {.name = "data",
     .path = "/donnees",
     .type = HTML,
     .flags = ROUTE_TRY_INDEX | ROUTE_PAGE,
     .handle = page_data},
    {.name = "api",
     .path = "/api",
     .type = HTML,
     .flags = ROUTE_TRY_INDEX | ROUTE_PAGE,
     .handle = page_api},
    {.name = "static",
     .path = "/static/",
     .type = "text/css",
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle_tail = web_file_serve},
    {.name = "favicon",
     .path = "/favicon.ico",
     .type = "image/svg+xml",
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle = web_file_serve_favicon},
    {.name = "suggest",
     .path = "/api/v1/suggest",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_suggest},
    {.name = "opensearch_suggest",
     .path = "/suggestions",
     .type = "application/x-suggestions+json",
     .flags = ROUTE_INDEX,
     .handle = api_opensearch_suggest},
    {.name = "analyze",
     .path = "/api/v1/analyze",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_analyze},
    {.name = "histogram",
     .path = "/api/v1/histogram",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_histogram},
    {.name = "unanswered",
     .path = "/api/v1/unanswered",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY,
     .handle = api_unanswered},
    {.name = "export_ndjson",
     .path = "/api/v1/export.ndjson",
     .type = "application/x-ndjson",
     .flags = ROUTE_INDEX | ROUTE_STREAM | ROUTE_STRICT,
     .handle = export_ndjson},
    {.name = "export_csv",
     .path = "/api/v1/export.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STREAM | ROUTE_STRICT,
     .handle = export_csv},
    {.name = "atom",
     .path = "/recherche.atom",
     .type = "application/atom+xml",
     .flags = ROUTE_INDEX,
     .handle = feed_atom},
    {.name = "opensearch",
     .path = "/opensearch.xml",
     .type = "application/opensearchdescription+xml",
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle = site_opensearch},
    {.name = "sitemap",
     .path = "/sitemap.xml",
     .type = "application/xml",
     .flags = ROUTE_INDEX | ROUTE_PLAIN,
     .handle = site_sitemap},
    {.name = "sitemap_part",
     .path = "/sitemap-",
     .suffix = ".xml",
     .type = "application/xml",
     .flags = ROUTE_INDEX | ROUTE_PLAIN | ROUTE_STREAM,
     .handle_tail = site_sitemap_part},
    {.name = "robots",
     .path = "/robots.txt",
     .type = "text/plain",
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle = site_robots},
    {.name = "openapi",
     .path = "/openapi.json",
     .type = JSON,
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle = site_openapi},
    {.name = "api_catalog",
     .path = "/.well-known/api-catalog",
     .type = "application/linkset+json",
     .flags = ROUTE_PLAIN | ROUTE_STATIC,
     .handle = site_catalog},
    {.name = "healthz",
     .path = "/healthz",
     .type = JSON,
     .flags = ROUTE_LIVE,
     .handle = health_alive},
    {.name = "readyz",
     .path = "/readyz",
     .type = JSON,
     .flags = ROUTE_LIVE | ROUTE_INDEX,
     .handle = health_ready},
    {.name = "metrics",
     .path = "/metrics",
     .type = "text/plain",
     .flags = ROUTE_LIVE | ROUTE_TRY_INDEX,
     .handle = health_metrics},
};

enum { ROUTE_COUNT = sizeof ROUTES / sizeof ROUTES[0] };

static bool matches(const struct route *route, struct slice path, struct slice *tail)
{
    struct slice start = slice_from(route->path);
    if (!route->handle_tail)
        return slice_equal(path, start);
    struct slice end = slice_from(route->suffix ? route->suffix : "");
    if (path.len <= start.len + end.len || !slice_starts_with(path, start) ||
        !slice_ends_with(path, end))
        return false;
    *tail = slice_of(path.ptr + start.len, path.len - start.len - end.len);
    return true;
}

const struct route *routes_find(struct slice path, struct slice accept, struct slice *tail)
{
    *tail = SLICE("");
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        const struct route *route = &ROUTES[i];
        bool is_wanted = !(route->flags & ROUTE_IF_PREFERRED) ||
                         http_prefers(accept, slice_from(route->type), SLICE("text/html"));
        if (is_wanted && matches(route, path, tail))
            return route;
    }
    return NULL;
}

unsigned routes_index(const struct route *route)
{
    return route ? (unsigned)(route - ROUTES) : ROUTE_COUNT;
}

unsigned routes_count(void)
{
    return ROUTE_COUNT + 1;
}

const char *routes_name(unsigned index)
{
    return index < ROUTE_COUNT ? ROUTES[index].name : "none";
}
