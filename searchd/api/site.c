// Files that machines look for at fixed addresses: opensearch.xml, robots.txt, sitemap.xml and its parts,
// openapi.json, the API catalogue.
//
// All are made on request from what the index and the options say, none is a file. A part of the sitemap is sent piece
// by piece as it is read from the index, so memory does not grow with it, and no texts are read; what stands in the
// parts before is passed over without being read, so that of a million exchanges the last part costs what the first
// does.

#include "searchd/api/site.h"

#include "answer/markup.h"
#include "answer/permalink.h"
#include "base/date.h"
#include "searchd/api/api.h"

#include <stdlib.h>

enum { SITEMAP_PART_URLS = 20000, SITEMAP_BATCH = 256, SITEMAP_PIECE_BYTES = 128 << 10 };

// OpenSearch 1.1, draft 6.
enum status site_opensearch(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    (void)err;
    struct slice base = context_base_url(context);
    struct buf *out = response->body;
    response->content_type = "application/opensearchdescription+xml; charset=utf-8";
    buf_append_slice(out,
                     SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription "
                           "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n  <ShortName>"));
    markup_append(out, slice_cut_utf8(context->site->name, 16)); // the standard's limit
    buf_append_slice(out, SLICE("</ShortName>\n  <Description>Questions parlementaires et leurs "
                                "réponses</Description>\n"));
    static const struct {
        const char *type, *path;
    } urls[] = {
        {"text/html", "/recherche?q={searchTerms}&amp;page={startPage?}"},
        {"application/atom+xml", "/recherche.atom?q={searchTerms}&amp;page={startPage?}"},
        {"application/json", "/api/v1/search?q={searchTerms}&amp;limit={count?}"},
        {"application/x-suggestions+json", "/suggestions?q={searchTerms}"},
        {"application/opensearchdescription+xml\" rel=\"self", "/opensearch.xml"},
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        buf_printf(out, "  <Url type=\"%s\" template=\"", urls[i].type);
        markup_append(out, base);
        buf_printf(out, "%s\"/>\n", urls[i].path);
    }
    buf_append_slice(out, SLICE("  <Image height=\"16\" width=\"16\" type=\"image/svg+xml\">"));
    markup_append(out, base);
    buf_append_slice(out, SLICE("/static/favicon.svg</Image>\n  <Language>fr</Language>\n"
                                "  <InputEncoding>UTF-8</InputEncoding>\n"
                                "  <OutputEncoding>UTF-8</OutputEncoding>\n"
                                "</OpenSearchDescription>\n"));
    return STATUS_OK;
}

// RFC 9309. Search pages are endless combinations: only documents are for robots.
enum status site_robots(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    (void)err;
    response->content_type = "text/plain; charset=utf-8";
    struct slice path = context->site->base_path;
    buf_printf(response->body,
               "User-agent: *\nDisallow: %.*s/recherche\nDisallow: %.*s/api/\n"
               "Disallow: %.*s/suggestions\nAllow: %.*s/question/\nSitemap: %.*s/sitemap.xml\n",
               SLICE_ARG(path), SLICE_ARG(path), SLICE_ARG(path), SLICE_ARG(path),
               SLICE_ARG(context_base_url(context)));
    return STATUS_OK;
}

enum status site_openapi(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    (void)err;
    response->content_type = "application/json";
    struct slice text = site_openapi_text(), base = context->site->base_path;
    if (base.len == 0) {
        response->fixed = text;
        return STATUS_OK;
    }
    struct slice server = SLICE("\"url\": \"");
    size_t slash = slice_find(text, server) + server.len;
    buf_append(response->body, text.ptr, slash);
    buf_append_slice(response->body, base);
    buf_append_slice(response->body, slice_from_offset(text, slash));
    return STATUS_OK;
}

// RFC 9727 (a linkset, RFC 9264).
enum status site_catalog(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    (void)err;
    response->content_type = "application/linkset+json";
    struct slice base = context_base_url(context);
    struct buf *out = response->body;
    buf_printf(out, "{\"linkset\":[{\"anchor\":\"%.*s/api/v1/\",", SLICE_ARG(base));
    buf_printf(out,
               "\"service-desc\":[{\"href\":\"%.*s/openapi.json\",\"type\":\"application/json\"}],",
               SLICE_ARG(base));
    buf_printf(out, "\"service-doc\":[{\"href\":\"%.*s/api\",\"type\":\"text/html\"}],",
               SLICE_ARG(base));
    buf_printf(out, "\"status\":[{\"href\":\"%.*s/readyz\",\"type\":\"application/json\"}]}]}\n",
               SLICE_ARG(base));
    return STATUS_OK;
}

#define PEOPLE_PART "personnes"
#define SITEMAP_HEAD \
    SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
          "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")

// --- sitemap ------------------------------------------------------------------------------------

enum status site_sitemap(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    (void)err;
    response->content_type = "application/xml; charset=utf-8";
    struct slice base = context_base_url(context);
    struct buf *out = response->body;
    char date[DATE_TIME_SIZE];
    (void)date_time_iso(context->index.commit_time, date);
    buf_append_slice(out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex "
                                "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"));
    uint64_t parts = (context->index.documents + SITEMAP_PART_URLS - 1) / SITEMAP_PART_URLS;
    for (uint64_t part = 1; part <= parts; part++) {
        buf_append_slice(out, SLICE("  <sitemap><loc>"));
        markup_append(out, base);
        buf_printf(out, "/sitemap-%llu.xml</loc><lastmod>%s</lastmod></sitemap>\n",
                   (unsigned long long)part, date);
    }
    buf_append_slice(out, SLICE("  <sitemap><loc>"));
    markup_append(out, base);
    buf_printf(out, "/sitemap-%s.xml</loc><lastmod>%s</lastmod></sitemap>\n</sitemapindex>\n",
               PEOPLE_PART, date);
    return STATUS_OK;
}

static void write_pages(const struct directory *directory, bool is_office, struct slice base,
                        struct arena *arena, struct buf *out)
{
    for (size_t i = 0; i < directory->count; i++) {
        buf_append_slice(out, SLICE("  <url><loc>"));
        markup_append(out, base);
        markup_append(out, profile_path(is_office, directory->entries[i].slug, arena));
        buf_append_slice(out, SLICE("</loc></url>\n"));
    }
}

// The pages of persons and offices; more than a part may have are left out.
static enum status people_part(struct request_context *context, struct http_response *response,
                               struct error *err)
{
    struct directory persons = {0}, offices = {0};
    enum status status =
        directory_offices(context->searcher, context->view, context->arena, &offices, err);
    if (status == STATUS_OK)
        status = directory_persons(context->searcher, context->view, context->arena, &persons, err);
    if (status != STATUS_OK)
        return status;
    size_t room = SITEMAP_PART_URLS;
    offices.count = offices.count < room ? offices.count : room;
    room -= offices.count;
    persons.count = persons.count < room ? persons.count : room;
    struct slice base = context_base_url(context);
    buf_append_slice(response->body, SITEMAP_HEAD);
    write_pages(&offices, true, base, context->arena, response->body);
    write_pages(&persons, false, base, context->arena, response->body);
    buf_append_slice(response->body, SLICE("</urlset>\n"));
    response->content_type = "application/xml; charset=utf-8";
    return context->arena->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a sitemap")
                                  : STATUS_OK;
}

struct sitemap {
    struct scan *set;
    uint64_t left; // documents of this part to come
    bool is_started;
    struct buf base; // absolute addresses need it after the request is gone
};

struct sitemap_page {
    const struct sitemap *map;
    struct buf *out;
};

static enum status write_url(void *context, size_t at, const struct exchange *exchange,
                             struct error *err)
{
    const struct sitemap_page *page = context;
    struct buf *out = page->out;
    char date[DATE_TIME_SIZE];
    (void)at;
    (void)err;
    (void)date_time_iso(exchange->changed, date);
    buf_append_slice(out, SLICE("  <url><loc>"));
    markup_append(out, buf_slice(&page->map->base));
    permalink_append(out, exchange->id);
    buf_printf(out, "</loc><lastmod>%s</lastmod></url>\n", date);
    return STATUS_OK;
}

static enum status write_batch(struct sitemap *map, struct request_context *context,
                               struct buf *out, bool *end, struct error *err)
{
    struct doc_key docs[SITEMAP_BATCH];
    size_t count;
    enum status status = scan_next(map->set, context->view, docs, SITEMAP_BATCH, &count, err);
    if (status != STATUS_OK)
        return status;
    struct sitemap_page page = {map, out};
    const struct document_wish wish = {docs, count < map->left ? count : (size_t)map->left,
                                       EXCHANGE_SHORT};
    map->left -= wish.count;
    *end = count == 0 || map->left == 0;
    return view_each_document(context->view, &wish, write_url, &page, err);
}

static enum status next_piece(void *state, struct request_context *context, struct buf *out,
                              bool *end, struct error *err)
{
    struct sitemap *map = state;
    if (!map->is_started)
        buf_append_slice(out, SITEMAP_HEAD);
    map->is_started = true;
    bool is_last = false;
    while (out->len < SITEMAP_PIECE_BYTES && !is_last) {
        enum status status = write_batch(map, context, out, &is_last, err);
        if (status != STATUS_OK)
            return status;
    }
    if (is_last)
        buf_append_slice(out, SLICE("</urlset>\n"));
    *end = is_last;
    return STATUS_OK;
}

static void close_map(void *state)
{
    struct sitemap *map = state;
    scan_end(map->set);
    buf_clear(&map->base);
    free(map);
}

// The number in /sitemap-N.xml, from 1; 0 when it is none.
static uint64_t part_number(struct slice text)
{
    enum { MOST_DIGITS = 6 };
    uint32_t number;
    return text.len <= MOST_DIGITS && slice_read_number(text, UINT32_MAX, &number) ? number : 0;
}

enum status site_sitemap_part(struct request_context *context, struct slice part,
                              struct http_response *response, struct error *err)
{
    if (slice_equal(part, slice_from(PEOPLE_PART)))
        return people_part(context, response, err);
    uint64_t number = part_number(part);
    if (number == 0 || (number - 1) * SITEMAP_PART_URLS >= context->index.documents)
        return STATUS_NOT_FOUND;
    struct sitemap *map = calloc(1, sizeof *map);
    if (!map)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a sitemap");
    map->left = SITEMAP_PART_URLS;
    buf_init(&map->base, 0);
    buf_append_slice(&map->base, context_base_url(context));
    const struct search_request everything = {.limit = 0};
    enum status status =
        search_matches(context->searcher, context->view, &everything, &map->set, err);
    if (status != STATUS_OK) {
        buf_clear(&map->base);
        free(map);
        return status;
    }
    (void)scan_skip(map->set, (number - 1) * SITEMAP_PART_URLS);
    response->content_type = "application/xml; charset=utf-8";
    response->stream = (struct http_stream){.next = next_piece, .close = close_map, .state = map};
    return STATUS_OK;
}
