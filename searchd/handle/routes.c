// The table of addresses: everything this daemon answers, in the order in which it is tried.
//
// Identifiers may hold slashes ("an/14/qe/47351"), so what stands between a beginning and an end is the
// identifier, and routes with an end come before those without. A slash that was sent as %2F belongs to an identifier:
// "/api/v1/questions/a/similaires" is what resembles a, ".../a%2Fsimilaires" the exchange of that name. An identifier
// may as well end as a form does ("avis.txt"): whoever has the index at hand asks it first (address.c).
//
// Invariant: the first row that fits is the answer, and a row's number is what the metrics count it by.
// Cost: a compare for each row, some thirty; a request spends more on reading its headers.

#include "searchd/handle/routes.h"

#include "searchd/api/api.h"
#include "searchd/dumps/dump_file.h"
#include "searchd/observe/health.h"
#include "searchd/page/page.h"
#include "searchd/web/web_file.h"

#include <string.h>

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
    {.name = "citation",
     .path = "/api/v1/citation",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY | ROUTE_DUMP,
     .handle = api_citation},
    {.name = "similar",
     .path = "/api/v1/questions/",
     .suffix = "/similaires",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_STRICT,
     .handle_tail = api_similar},
    {.name = "question_api",
     .path = "/api/v1/questions/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_STRICT | ROUTE_PLAIN,
     .handle_tail = api_question},
    {.name = "question_json",
     .path = "/question/",
     .suffix = ".json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_PLAIN | ROUTE_FORM,
     .handle_tail = api_question},
    {.name = "question_text",
     .path = "/question/",
     .suffix = ".txt",
     .type = "text/plain",
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_PLAIN | ROUTE_FORM,
     .handle_tail = api_question_text},
    {.name = "question_text_negotiated",
     .path = "/question/",
     .type = "text/plain",
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_PLAIN | ROUTE_IF_PREFERRED,
     .handle_tail = api_question_text},
    {.name = "question_negotiated",
     .path = "/question/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_PLAIN | ROUTE_IF_PREFERRED,
     .handle_tail = api_question},
    {.name = "question",
     .path = "/question/",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_EXCHANGE | ROUTE_PAGE | ROUTE_DAILY,
     .handle_tail = page_exchange},
    {.name = "person_json",
     .path = "/personne/",
     .suffix = ".json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_PLAIN | ROUTE_DAILY,
     .handle_tail = api_person},
    {.name = "person_atom",
     .path = "/personne/",
     .suffix = ".atom",
     .type = "application/atom+xml",
     .flags = ROUTE_INDEX | ROUTE_PLAIN,
     .handle_tail = feed_person},
    {.name = "person",
     .path = "/personne/",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle_tail = page_profile_person},
    {.name = "office_json",
     .path = "/fonction/",
     .suffix = ".json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_PLAIN | ROUTE_DAILY,
     .handle_tail = api_office},
    {.name = "office_atom",
     .path = "/fonction/",
     .suffix = ".atom",
     .type = "application/atom+xml",
     .flags = ROUTE_INDEX | ROUTE_PLAIN,
     .handle_tail = feed_office},
    {.name = "office",
     .path = "/fonction/",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle_tail = page_profile_office},
    {.name = "person_api",
     .path = "/api/v1/personnes/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_PLAIN | ROUTE_DAILY,
     .handle_tail = api_person},
    {.name = "office_api",
     .path = "/api/v1/fonctions/",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_PLAIN | ROUTE_DAILY,
     .handle_tail = api_office},
    {.name = "persons",
     .path = "/api/v1/personnes",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_PLAIN,
     .handle = api_persons},
    {.name = "persons_csv",
     .path = "/api/v1/personnes.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_persons_csv},
    {.name = "offices",
     .path = "/api/v1/fonctions",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_PLAIN,
     .handle = api_offices},
    {.name = "offices_csv",
     .path = "/api/v1/fonctions.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_offices_csv},
    {.name = "news",
     .path = "/nouveautes",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle = page_news},
    {.name = "news_json",
     .path = "/nouveautes.json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_DAILY,
     .handle = api_news},
    {.name = "news_atom",
     .path = "/nouveautes.atom",
     .type = "application/atom+xml",
     .flags = ROUTE_INDEX | ROUTE_DAILY,
     .handle = feed_news},
    {.name = "delays",
     .path = "/delais",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE | ROUTE_DAILY,
     .handle = page_delays},
    {.name = "delays_json",
     .path = "/delais.json",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_DAILY,
     .handle = api_delays},
    {.name = "delays_csv",
     .path = "/delais.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_DAILY,
     .handle = api_delays_csv},
    {.name = "compare",
     .path = "/comparer",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE,
     .handle = page_compare},
    {.name = "compare_svg",
     .path = "/comparer.svg",
     .type = "image/svg+xml",
     .flags = ROUTE_INDEX,
     .handle = page_compare_svg},
    {.name = "compare_csv",
     .path = "/comparer.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX,
     .handle = api_compare_csv},
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
    {.name = "quality",
     .path = "/qualite",
     .type = HTML,
     .flags = ROUTE_INDEX | ROUTE_PAGE,
     .handle = page_quality},
    {.name = "quality_api",
     .path = "/api/v1/qualite",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_quality},
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
    {.name = "histogram_csv",
     .path = "/api/v1/histogram.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_histogram_csv},
    {.name = "stats",
     .path = "/api/v1/stats",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY,
     .handle = api_stats},
    {.name = "stats_csv",
     .path = "/api/v1/stats.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY,
     .handle = api_stats_csv},
    {.name = "matrix",
     .path = "/api/v1/matrix",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_matrix},
    {.name = "matrix_csv",
     .path = "/api/v1/matrix.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_matrix_csv},
    {.name = "concordance",
     .path = "/api/v1/concordance",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_concordance},
    {.name = "concordance_csv",
     .path = "/api/v1/concordance.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_concordance_csv},
    {.name = "chiffres",
     .path = "/api/v1/chiffres",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_amounts},
    {.name = "chiffres_csv",
     .path = "/api/v1/chiffres.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_amounts_csv},
    {.name = "changes",
     .path = "/api/v1/changes",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_changes},
    {.name = "changes_csv",
     .path = "/api/v1/changes.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT,
     .handle = api_changes_csv},
    {.name = "unanswered",
     .path = "/api/v1/unanswered",
     .type = JSON,
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY,
     .handle = api_unanswered},
    {.name = "unanswered_csv",
     .path = "/api/v1/unanswered.csv",
     .type = "text/csv",
     .flags = ROUTE_INDEX | ROUTE_STRICT | ROUTE_DAILY,
     .handle = api_unanswered_csv},
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
    {.name = "dump",
     .path = "/dumps/",
     .type = "application/octet-stream",
     .flags = ROUTE_FILE | ROUTE_STREAM | ROUTE_PLAIN,
     .handle_tail = dump_file_serve},
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

static bool matches(const struct route *route, const struct route_path *path, struct slice *tail)
{
    struct slice start = slice_from(route->path), text = path->text;
    if (path->plain_len < start.len)
        return false;
    if (!route->handle_tail)
        return slice_equal(text, start);
    struct slice end = slice_from(route->suffix ? route->suffix : "");
    if (text.len <= start.len + end.len || !slice_starts_with(text, start) ||
        !slice_ends_with(text, end) ||
        (end.len > 0 && end.ptr[0] == '/' && path->last_len >= end.len))
        return false;
    *tail = slice_of(text.ptr + start.len, text.len - start.len - end.len);
    return true;
}

// Whether Accept wants this representation more than any that is tried after it.
static bool is_preferred(size_t row, struct slice accept)
{
    const struct route *route = &ROUTES[row];
    if (!(route->flags & ROUTE_IF_PREFERRED))
        return true;
    for (size_t i = row + 1; i < ROUTE_COUNT && strcmp(ROUTES[i].path, route->path) == 0; i++)
        if (!http_prefers(accept, slice_from(route->type), slice_from(ROUTES[i].type)))
            return false;
    return true;
}

static const struct route *find(const struct route_path *path, struct slice accept,
                                unsigned unwanted, struct slice *tail)
{
    *tail = SLICE("");
    for (size_t i = 0; i < ROUTE_COUNT; i++)
        if (!(ROUTES[i].flags & unwanted) && matches(&ROUTES[i], path, tail) &&
            is_preferred(i, accept))
            return &ROUTES[i];
    return NULL;
}

const struct route *routes_find(const struct route_path *path, struct slice accept,
                                struct slice *tail)
{
    return find(path, accept, 0, tail);
}

const struct route *routes_find_whole(const struct route_path *path, struct slice accept,
                                      struct slice *tail)
{
    return find(path, accept, ROUTE_FORM, tail);
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
