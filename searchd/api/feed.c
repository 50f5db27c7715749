// GET /recherche.atom: any search as an Atom feed (RFC 4287), what was asked or answered last first, in pages
// (RFC 5005, section 3).
//
// Identifiers must never change, wherever the feed is fetched from: they are tag URIs (RFC 4151) made
// from the operator's base URL; without one, from a name that belongs to nobody (RFC 2606).

#include "answer/markup.h"
#include "answer/permalink.h"
#include "base/date.h"
#include "searchd/api/api.h"

enum { SEARCH_ITSELF = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS };

static const struct search_profile PROFILE = {
    .known = SEARCH_ITSELF | PARAM_PAGE | PARAM_LIMIT,
    .default_limit = 25,
    .want_snippets = true,
};

struct feed {
    struct request_context *context;
    const struct search_answer *answer;
    struct slice base; // of all addresses
    struct buf *out;
};

static void xml(struct feed *feed, struct slice text)
{
    markup_append(feed->out, text);
}

static void raw(struct feed *feed, const char *text)
{
    buf_append_slice(feed->out, slice_from(text));
}

struct slice feed_authority(const struct site *site)
{
    struct slice base = site->base_url;
    if (base.len == 0)
        return SLICE("hemicycle.invalid");
    size_t start = slice_find(base, SLICE("://")) + 3;
    base = slice_from_offset(base, start < base.len ? start : base.len);
    size_t end = 0;
    while (end < base.len && base.ptr[end] != '/' && base.ptr[end] != ':')
        end++;
    return slice_of(base.ptr, end);
}

static void append_tag(struct feed *feed)
{
    buf_printf(feed->out, "tag:%.*s,2024:", SLICE_ARG(feed_authority(feed->context->site)));
}

// The address of this search at `path`, canonical, as XML; `known` is what the address takes.
static void append_url(struct feed *feed, struct slice path, uint32_t page, unsigned known)
{
    struct search_params params = feed->answer->params;
    params.page = page;
    struct buf url;
    buf_init(&url, 0);
    params_append_url(&url, path, &params, known, PROFILE.default_limit);
    xml(feed, buf_slice(&url));
    feed->out->failed |= url.failed;
    buf_clear(&url);
}

static void append_page_link(struct feed *feed, const char *rel, uint32_t page)
{
    buf_printf(feed->out, "  <link rel=\"%s\" type=\"application/atom+xml\" href=\"", rel);
    xml(feed, feed->base);
    append_url(feed, SLICE("/recherche.atom"), page, PROFILE.known);
    raw(feed, "\"/>\n");
}

static uint32_t last_page(const struct search_answer *answer)
{
    uint32_t limit = answer->params.limit ? answer->params.limit : 1;
    uint64_t reachable = answer->result.total < PARAMS_MAX_OFFSET + (uint64_t)limit
                             ? answer->result.total
                             : PARAMS_MAX_OFFSET + (uint64_t)limit;
    uint32_t pages = (uint32_t)((reachable + limit - 1) / limit);
    return pages ? pages : 1;
}

static void append_links(struct feed *feed)
{
    uint32_t page = feed->answer->params.page;
    uint32_t last = last_page(feed->answer);
    raw(feed, "  <link rel=\"alternate\" type=\"text/html\" href=\"");
    xml(feed, feed->base);
    append_url(feed, SLICE("/recherche"), 1, SEARCH_ITSELF);
    raw(feed, "\"/>\n");
    append_page_link(feed, "self", page);
    append_page_link(feed, "first", 1);
    append_page_link(feed, "last", last);
    if (page > 1)
        append_page_link(feed, "previous", page - 1);
    if (page < last)
        append_page_link(feed, "next", page + 1);
}

static void append_time(struct feed *feed, const char *element, int64_t seconds)
{
    char text[DATE_TIME_SIZE];
    (void)date_time_iso(seconds ? seconds : 1, text);
    buf_printf(feed->out, "<%s>%s</%s>\n", element, text, element);
}

// The newest change among the entries; without entries, the commit of this generation.
static int64_t last_change(const struct feed *feed)
{
    const struct search_result *result = &feed->answer->result;
    int64_t newest = 0;
    for (size_t i = 0; i < result->hit_count; i++)
        if (result->hits[i].exchange.changed > newest)
            newest = result->hits[i].exchange.changed;
    return newest ? newest : feed->context->index.commit_time;
}

static void append_head(struct feed *feed)
{
    raw(feed, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n  <id>");
    append_tag(feed);
    append_url(feed, SLICE("/recherche"), 1, SEARCH_ITSELF);
    raw(feed, "</id>\n  <title>");
    xml(feed, feed->context->site->name);
    raw(feed, " : ");
    xml(feed, feed->answer->params.q.len ? feed->answer->params.q : SLICE("toutes les questions"));
    raw(feed, "</title>\n  ");
    append_time(feed, "updated", last_change(feed));
    raw(feed, "  <author><name>");
    xml(feed, feed->context->site->name);
    raw(feed, "</name></author>\n  <generator uri=\"");
    xml(feed, feed->base);
    buf_printf(feed->out, "/\" version=\"%s\">Hémicycle</generator>\n",
               feed->context->site->version);
    append_links(feed);
    if (feed->context->site->licence.len > 0) {
        raw(feed, "  <rights>");
        xml(feed, feed->context->site->licence);
        raw(feed, "</rights>\n");
    }
}

static struct slice title_of(const struct exchange *exchange)
{
    return exchange->title.len ? exchange->title : exchange->id;
}

static void append_summary(struct feed *feed, const struct search_hit *hit)
{
    const struct snippet *snippet = hit->question.text.len ? &hit->question : &hit->reponse;
    if (snippet->text.len == 0)
        return;
    raw(feed, "    <summary type=\"text\">");
    raw(feed, snippet->cut_before ? "… " : "");
    xml(feed, snippet->text);
    raw(feed, snippet->cut_after ? " …" : "");
    raw(feed, "</summary>\n");
}

static void append_category(struct feed *feed, const char *scheme, struct slice term)
{
    if (term.len == 0)
        return;
    buf_printf(feed->out, "    <category scheme=\"tag:%.*s,2024:%s\" term=\"",
               SLICE_ARG(feed_authority(feed->context->site)), scheme);
    xml(feed, term);
    raw(feed, "\"/>\n");
}

static void append_entry(struct feed *feed, const struct search_hit *hit)
{
    const struct exchange *exchange = &hit->exchange;
    raw(feed, "  <entry>\n    <id>");
    append_tag(feed);
    permalink_append(feed->out, exchange->id);
    raw(feed, "</id>\n    <title>");
    xml(feed, title_of(exchange));
    raw(feed, "</title>\n    <link rel=\"alternate\" type=\"text/html\" href=\"");
    xml(feed, feed->base);
    permalink_append(feed->out, exchange->id);
    raw(feed, "\"/>\n    ");
    append_time(feed, "updated",
                exchange->changed ? exchange->changed : feed->context->index.commit_time);
    if (date_is_full(exchange->date_question)) {
        raw(feed, "    ");
        append_time(feed, "published", (int64_t)date_to_days(exchange->date_question) * 86400);
    }
    if (exchange->author.len > 0) {
        raw(feed, "    <author><name>");
        xml(feed, exchange->author);
        raw(feed, "</name></author>\n");
    }
    append_category(feed, field_name(FIELD_TYPE), exchange->type);
    append_category(feed, field_name(FIELD_ASSEMBLY), exchange->assembly);
    append_category(feed, field_name(FIELD_MINISTER), exchange->minister);
    append_category(feed, field_name(FIELD_STATUS),
                    slice_from(exchange_status_name(exchange_status(exchange))));
    append_summary(feed, hit);
    if (exchange->licence.len > 0) {
        raw(feed, "    <rights>");
        xml(feed, exchange->licence);
        raw(feed, "</rights>\n");
    }
    raw(feed, "  </entry>\n");
}

enum status feed_atom(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    struct search_answer answer;
    enum status status = search_service_read(context, &PROFILE, &answer, err);
    if (status == STATUS_OK) {
        answer.request.sort = SORT_NEWS_DESC;
        status = search_service_run(context, &answer, err);
    }
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);

    response->content_type = "application/atom+xml; charset=utf-8";
    struct feed feed = {context, &answer, context_base_url(context), response->body};
    append_head(&feed);
    for (size_t i = 0; i < answer.result.hit_count; i++)
        append_entry(&feed, &answer.result.hits[i]);
    raw(&feed, "</feed>\n");
    return STATUS_OK;
}
