// GET /nouveautes.json and /nouveautes.atom: the page of what is new, for programs and feed readers.
//
// An entry of the feed is one change and stays what it is: its identifier is made of the number of the change and the
// epoch of the index's changes. What is shown of the exchange itself is as it is now.

#include "answer/markup.h"
#include "answer/permalink.h"
#include "base/date.h"
#include "searchd/api/api.h"
#include "searchd/ask/news_service.h"
#include "searchd/handle/problem.h"

// --- JSON ------------------------------------------------------------------------------------------

static void put_text(struct json_writer *json, const char *key, const struct exchange *exchange,
                     unsigned parts, struct arena *arena)
{
    if (!exchange) {
        json_writer_put_null(json, key);
        return;
    }
    json_writer_key(json, key);
    json_writer_object(json);
    if (parts & CHANGE_TITLE)
        json_writer_put_string(json, field_name(FIELD_TITLE), exchange->title);
    if (parts & CHANGE_QUESTION)
        json_writer_put_string(json, field_name(FIELD_QUESTION), exchange->question);
    if (parts & CHANGE_ANSWER)
        json_writer_put_string(json, field_name(FIELD_ANSWER),
                               exchange_reply_text(exchange, arena));
    json_writer_end(json);
}

static void put_item(struct json_writer *json, const struct news_item *item, struct arena *arena)
{
    const struct exchange *shown = item->shown.exchange;
    json_writer_object(json);
    api_put_change(json, &item->change);
    json_writer_put_optional(json, field_name(FIELD_TITLE), shown ? shown->title : SLICE(""));
    json_writer_put_optional(json, field_name(FIELD_AUTHOR), shown ? shown->author : SLICE(""));
    json_writer_put_optional(json, field_name(FIELD_MINISTER), shown ? shown->minister : SLICE(""));
    put_text(json, "avant", item->before, item->change.parts, arena);
    put_text(json, "apres", item->after, item->change.parts, arena);
    json_writer_end(json);
}

static void put_days(struct json_writer *json, const struct news_answer *news)
{
    json_writer_key(json, "nuits");
    json_writer_array(json);
    for (size_t d = 0; d < news->day_count; d++) {
        json_writer_object(json);
        json_writer_put_date(json, "jour", news->days[d].day);
        for (int k = 0; k < CHANGE_KIND_COUNT; k++)
            json_writer_put_int(json, change_kind_name((enum change_kind)k),
                                (int64_t)news->days[d].counts[k]);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// The address of this list at `path`, from the change `before` on; 0: from the newest.
static struct slice address(struct request_context *context, const struct news_answer *news,
                            const char *path, uint64_t before)
{
    struct search_params params = news->params;
    struct buf url;
    buf_init(&url, 0);
    params.changes.before = before;
    params_append_url(&url, context_path(context, slice_from(path)), &params, PARAM_NEWS, 0);
    return arena_take(context->arena, &url);
}

// Reads and finds; *out stays NULL where the request was refused, which is then the answer.
static enum status find(struct request_context *context, const struct news_answer **out,
                        struct http_response *response, struct error *err)
{
    struct news_answer *news = arena_calloc(context->arena, 1, sizeof *news);
    *out = NULL;
    if (!news)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = news_service_answer(context, news, err);
    if (status == STATUS_OK)
        *out = news;
    if (status != STATUS_INVALID || news->problems.count == 0)
        return status;
    struct problem problem = problem_from_parameters(&news->problems);
    problem_render(context, &problem, response);
    return STATUS_OK;
}

enum status api_news(struct request_context *context, struct http_response *response,
                     struct error *err)
{
    const struct news_answer *news;
    enum status status = find(context, &news, response, err);
    if (status != STATUS_OK || !news)
        return status;
    struct slice next = news->next_before
                            ? address(context, news, "/nouveautes.json", news->next_before)
                            : SLICE("");
    struct answer_site site = api_site(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    json_writer_object(&json);
    answer_json_index(&json, &site);
    json_writer_put_date(&json, "depuis", news->first_day);
    put_days(&json, news);
    json_writer_key(&json, "nouveautes");
    json_writer_array(&json);
    for (size_t i = 0; i < news->item_count; i++)
        put_item(&json, &news->items[i], context->arena);
    json_writer_end(&json);
    json_writer_put_optional(&json, "next", next);
    json_writer_end(&json);
    response->content_type = "application/json";
    return STATUS_OK;
}

// --- Atom ------------------------------------------------------------------------------------------

static const char *const TITLES[CHANGE_KIND_COUNT] = {
    [CHANGE_NEW] = "Nouvelle question",     [CHANGE_ANSWERED] = "Réponse",
    [CHANGE_ALTERED] = "Texte modifié",     [CHANGE_WITHDRAWN] = "Question retirée",
    [CHANGE_REMOVED] = "Question disparue", [CHANGE_RETURNED] = "Question revenue",
    [CHANGE_RESTORED] = "Question reprise",
};

static void put_time(struct buf *out, const char *element, int64_t seconds)
{
    char text[DATE_TIME_SIZE];
    (void)date_time_iso(seconds > 0 ? seconds : 1, text);
    buf_printf(out, "<%s>%s</%s>\n", element, text, element);
}

static void put_entry(struct buf *out, const struct news_item *item, struct slice base,
                      struct request_context *context, uint64_t epoch)
{
    enum { SUMMARY_BYTES = 600 };
    const struct exchange *shown = item->shown.exchange;
    struct slice text = SLICE("");
    if (shown && item->change.kind == CHANGE_ANSWERED)
        text = exchange_reply_text(shown, context->arena);
    else if (shown)
        text = shown->question;
    buf_append_slice(out, SLICE("<entry>\n<id>tag:"));
    buf_append_slice(out, feed_authority(context->site));
    buf_printf(out, ",2024:/nouveautes/%llx-%llu</id>\n<title>%s : ", (unsigned long long)epoch,
               (unsigned long long)item->change.number, TITLES[item->change.kind]);
    markup_append(out, shown && shown->title.len ? shown->title : item->change.id);
    buf_append_slice(out, SLICE("</title>\n<link rel=\"alternate\" type=\"text/html\" href=\""));
    markup_append(out, base);
    permalink_append(out, item->change.id);
    buf_append_slice(out, SLICE("\"/>\n"));
    put_time(out, "updated", change_told_time(&item->change));
    put_time(out, "published", change_told_time(&item->change));
    if (text.len > 0) {
        buf_append_slice(out, SLICE("<summary type=\"text\">"));
        struct slice cut = slice_cut_utf8(text, SUMMARY_BYTES);
        markup_append(out, cut);
        buf_append_slice(out, cut.len < text.len ? SLICE(" …") : SLICE(""));
        buf_append_slice(out, SLICE("</summary>\n"));
    }
    buf_append_slice(out, SLICE("</entry>\n"));
}

static void put_link(struct buf *out, const char *rel, const char *type, struct slice host,
                     struct slice path)
{
    buf_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    markup_append(out, host);
    markup_append(out, path);
    buf_append_slice(out, SLICE("\"/>\n"));
}

// When the newest entry was. What was erased tells the beginning of its day alone, wherever it stands.
static int64_t newest_of(const struct news_answer *news, int64_t none)
{
    int64_t newest = news->item_count ? change_told_time(&news->items[0].change) : none;
    for (size_t i = 1; i < news->item_count; i++) {
        int64_t when = change_told_time(&news->items[i].change);
        newest = when > newest ? when : newest;
    }
    return newest;
}

enum status feed_news(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    const struct news_answer *news;
    enum status status = find(context, &news, response, err);
    if (status != STATUS_OK || !news)
        return status;
    struct buf *out = response->body;
    // Addresses here begin with the path of the base, which the base has as well.
    struct slice base = context_base_url(context);
    struct slice host = slice_of(base.ptr, base.len - context->site->base_path.len);
    buf_append_slice(out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n"
                                "<id>tag:"));
    buf_append_slice(out, feed_authority(context->site));
    buf_append_slice(out, SLICE(",2024:/nouveautes</id>\n<title>"));
    markup_append(out, context->site->name);
    buf_append_slice(out, SLICE(" : nouveautés</title>\n"));
    put_time(out, "updated", newest_of(news, context->index.commit_time));
    buf_append_slice(out, SLICE("<author><name>"));
    markup_append(out, context->site->name);
    buf_append_slice(out, SLICE("</name></author>\n"));
    uint64_t before = news->params.changes.before;
    put_link(out, "self", "application/atom+xml", host,
             address(context, news, "/nouveautes.atom", before));
    put_link(out, "alternate", "text/html", host, address(context, news, "/nouveautes", before));
    if (news->next_before)
        put_link(out, "next", "application/atom+xml", host,
                 address(context, news, "/nouveautes.atom", news->next_before));
    for (size_t i = 0; i < news->item_count; i++)
        put_entry(out, &news->items[i], base, context, news->epoch);
    buf_append_slice(out, SLICE("</feed>\n"));
    response->content_type = "application/atom+xml; charset=utf-8";
    return STATUS_OK;
}
