// GET /recherche.atom: any search as an Atom feed (RFC 4287), what was asked or answered last first, in pages
// (RFC 5005, section 3).
//
// A question is an entry, and each answer to it one of its own: so a reader of feeds announces the answer to a question
// of months ago, and shows neither again because of the other. Of each is told when the index saw it change last,
// whatever was read anew since. An entry says nothing of the exchange that moves without it: what came of a question
// stands with its answers, and the office of a question is the one that was asked first.
//
// Identifiers must never change, wherever the feed is fetched from: they are tag URIs (RFC 4151) made
// from the operator's base URL; without one, from a name that belongs to nobody (RFC 2606).

#include "answer/markup.h"
#include "answer/permalink.h"
#include "base/date.h"
#include "searchd/api/api.h"
#include "searchd/page/french.h"

#include <stdlib.h>

enum { SUMMARY_BYTES = 1000, FRAGMENT_SIZE = EXCHANGE_REPLY_NAME_SIZE + 1 };
enum { SEARCH_ITSELF = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS };

static const struct search_profile PROFILE = {
    .known = SEARCH_ITSELF | PARAM_PAGE | PARAM_LIMIT,
    .default_limit = 25,
};

// A question, or one of the answers to it.
struct entry {
    const struct exchange *exchange;
    const struct reply *reply; // NULL: the question
    char fragment[FRAGMENT_SIZE];
    int64_t updated;
    uint32_t date;
    size_t at;         // in the order of the search
    struct slice text; // the beginning
    bool is_cut;
    bool is_debate;
};

struct feed {
    struct request_context *context;
    const struct search_answer *answer;
    struct slice base; // of all addresses
    struct buf *out;
    struct entry *entries;
    size_t entry_count;
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

static void append_links(struct feed *feed)
{
    uint32_t page = feed->answer->params.page;
    uint32_t last = params_last_page(feed->answer->result.total, feed->answer->params.limit);
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
    int64_t newest = 0;
    for (size_t i = 0; i < feed->entry_count; i++)
        if (feed->entries[i].updated > newest)
            newest = feed->entries[i].updated;
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

static void append_category(struct feed *feed, const char *scheme, struct slice term)
{
    if (term.len == 0)
        return;
    buf_printf(feed->out, "    <category scheme=\"tag:%.*s,2024:%s\" term=\"",
               SLICE_ARG(feed_authority(feed->context->site)), scheme);
    xml(feed, term);
    raw(feed, "\"/>\n");
}

static struct slice respondent_of(const struct entry *entry)
{
    return entry->reply->respondent.len ? entry->reply->respondent : entry->exchange->minister;
}

// "Réponse d’Élise Roux : ", "Débat avec Élise Roux : "
static void append_answer_title(struct feed *feed, const struct entry *entry)
{
    struct slice nature = entry->reply->nature.len ? entry->reply->nature : SLICE("Réponse");
    struct buf who, words;
    buf_init(&who, 0);
    buf_init(&words, 0);
    french_person(&who, respondent_of(entry));
    buf_append_slice(&words, nature);
    if (who.len > 0 && entry->is_debate) {
        buf_append_slice(&words, SLICE(" avec "));
        buf_append_slice(&words, buf_slice(&who));
    } else if (who.len > 0) {
        buf_append_char(&words, ' ');
        french_of(&words, buf_slice(&who));
    }
    xml(feed, buf_slice(&words));
    raw(feed, " : ");
    feed->out->failed |= who.failed || words.failed;
    buf_clear(&who);
    buf_clear(&words);
}

static void append_person(struct feed *feed, struct slice name)
{
    if (name.len == 0)
        return;
    raw(feed, "    <author><name>");
    xml(feed, name);
    raw(feed, "</name></author>\n");
}

static void append_address(struct feed *feed, const struct entry *entry)
{
    permalink_append(feed->out, entry->exchange->id);
    raw(feed, entry->fragment);
}

static void append_times(struct feed *feed, const struct entry *entry)
{
    raw(feed, "    ");
    append_time(feed, "updated", entry->updated);
    if (!date_is_full(entry->date))
        return;
    char day[DATE_TEXT_SIZE];
    (void)date_format_iso(entry->date, day);
    buf_printf(feed->out, "    <published>%sT00:00:00Z</published>\n", day);
}

// What came of it: of a question only that it was closed, for the answers have entries of their own.
static struct slice status_of(const struct entry *entry)
{
    enum exchange_status status = exchange_status(entry->exchange);
    if (entry->reply)
        status = exchange_is_provisional(entry->reply) ? EXCHANGE_PROVISIONAL : EXCHANGE_ANSWERED;
    else if (status != EXCHANGE_WITHDRAWN && status != EXCHANGE_LAPSED)
        return SLICE_NONE;
    return slice_from(exchange_status_name(status));
}

static void append_categories(struct feed *feed, const struct entry *entry)
{
    const struct exchange *exchange = entry->exchange;
    bool was_handed_on = !entry->reply && exchange->first_minister.len > 0;
    append_category(feed, field_name(FIELD_TYPE), exchange->type);
    append_category(feed, field_name(FIELD_ASSEMBLY), exchange->assembly);
    append_category(feed, field_name(FIELD_MINISTER),
                    was_handed_on ? exchange->first_minister : exchange->minister);
    append_category(feed, field_name(FIELD_STATUS), status_of(entry));
}

static void append_summary(struct feed *feed, const struct entry *entry)
{
    if (entry->text.len == 0)
        return;
    raw(feed, "    <summary type=\"text\">");
    xml(feed, entry->text);
    raw(feed, entry->is_cut ? " …</summary>\n" : "</summary>\n");
}

static void append_entry(struct feed *feed, const struct entry *entry)
{
    const struct exchange *exchange = entry->exchange;
    struct slice title = exchange_title(exchange);
    raw(feed, "  <entry>\n    <id>");
    append_tag(feed);
    append_address(feed, entry);
    raw(feed, "</id>\n    <title>");
    if (entry->reply)
        append_answer_title(feed, entry);
    xml(feed, title.len ? title : exchange->id);
    raw(feed, "</title>\n    <link rel=\"alternate\" type=\"text/html\" href=\"");
    xml(feed, feed->base);
    append_address(feed, entry);
    raw(feed, "\"/>\n");
    append_times(feed, entry);
    append_person(feed, entry->reply ? respondent_of(entry) : exchange->author);
    append_categories(feed, entry);
    append_summary(feed, entry);
    if (exchange->licence.len > 0) {
        raw(feed, "    <rights>");
        xml(feed, exchange->licence);
        raw(feed, "</rights>\n");
    }
    raw(feed, "  </entry>\n");
}

// The first SUMMARY_BYTES at most, up to the end of a word.
static struct slice beginning(struct slice text)
{
    struct slice cut = slice_cut_utf8(text, SUMMARY_BYTES);
    size_t len = cut.len;
    if (cut.len == text.len)
        return cut;
    while (len > SUMMARY_BYTES / 2 && cut.ptr[len - 1] != ' ' && cut.ptr[len - 1] != '\n')
        len--;
    return slice_trim(slice_of(cut.ptr, len > SUMMARY_BYTES / 2 ? len : cut.len));
}

static void add_entry(struct feed *feed, struct entry entry, struct slice text)
{
    struct slice start = beginning(text);
    entry.text = start.len > 0 ? arena_copy(feed->context->arena, start) : SLICE_NONE;
    entry.is_cut = start.len < text.len;
    entry.at = feed->entry_count;
    if (entry.updated <= 0)
        entry.updated = feed->context->index.commit_time;
    feed->entries[feed->entry_count++] = entry;
}

// `exchange` is the whole of a hit, which has no texts.
static enum status gather(void *context, size_t at, const struct exchange *exchange,
                          struct error *err)
{
    struct feed *feed = context;
    const struct exchange *hit = &feed->answer->result.hits[at].exchange;
    for (size_t i = exchange->reply_count; i-- > 0;) {
        const struct reply *reply = &hit->replies[i];
        struct entry entry = {.exchange = hit, .reply = reply, .fragment = "#"};
        exchange_reply_name(hit, i, entry.fragment + 1);
        entry.updated = reply->changed;
        entry.date = reply->date;
        entry.is_debate = exchange->speech_count > 0;
        add_entry(feed, entry, exchange->replies[i].text);
    }
    struct entry entry = {
        .exchange = hit, .updated = hit->question_changed, .date = hit->date_question};
    add_entry(feed, entry, exchange->question);
    return feed->context->arena->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a feed")
                                        : STATUS_OK;
}

// What was said last first; an answer before its question.
static int compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->date != right->date)
        return left->date < right->date ? 1 : -1;
    return left->at < right->at ? -1 : left->at > right->at;
}

static enum status gather_entries(struct feed *feed, struct error *err)
{
    const struct search_result *result = &feed->answer->result;
    struct arena *arena = feed->context->arena;
    struct doc_key *keys = arena_calloc(arena, result->hit_count + 1, sizeof *keys);
    size_t most = result->hit_count;
    for (size_t i = 0; i < result->hit_count; i++)
        most += result->hits[i].exchange.reply_count;
    feed->entries = arena_calloc(arena, most + 1, sizeof *feed->entries);
    if (!keys || !feed->entries)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a feed");
    for (size_t i = 0; i < result->hit_count; i++)
        keys[i] = result->hits[i].doc;
    const struct document_wish wish = {keys, result->hit_count, EXCHANGE_WHOLE};
    enum status status = view_each_document(feed->context->view, &wish, gather, feed, err);
    if (status == STATUS_OK)
        qsort(feed->entries, feed->entry_count, sizeof *feed->entries, compare);
    return status;
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

    struct feed feed = {.context = context,
                        .answer = &answer,
                        .base = context_base_url(context),
                        .out = response->body};
    status = gather_entries(&feed, err);
    if (status != STATUS_OK)
        return status;
    response->content_type = "application/atom+xml; charset=utf-8";
    append_head(&feed);
    for (size_t i = 0; i < feed.entry_count; i++)
        append_entry(&feed, &feed.entries[i]);
    raw(&feed, "</feed>\n");
    return STATUS_OK;
}
