// Loading a page of hits. See hits.h.
//
// A page is ten or a hundred documents, and each may have megabytes of text of which it shows three lines. So what is
// short is copied, what is shown is cut out, and the text is gone before the next one comes.
#include "engine/search/present/hits.h"

struct loading {
    const struct hit_page *page;
    struct arena *arena;
    struct arena texts; // of one document: answers joined, marks
    struct search_hit *hits;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static enum status cut_snippets(struct loading *loading, struct word_marker *marker,
                                const struct exchange *exchange, struct search_hit *hit,
                                struct error *err)
{
    struct arena *texts = &loading->texts;
    struct snippet_text text = {FIELD_TITLE, exchange->title, SNIPPET_TITLE_BYTES};
    enum status status = snippet_make(marker, &text, texts, &hit->title, err);
    text = (struct snippet_text){FIELD_QUESTION, exchange->question, SNIPPET_BYTES};
    if (status == STATUS_OK)
        status = snippet_make(marker, &text, texts, &hit->question, err);
    text = (struct snippet_text){FIELD_ANSWER, exchange_reply_text(exchange, texts), SNIPPET_BYTES};
    return status == STATUS_OK ? snippet_make(marker, &text, texts, &hit->reponse, err) : status;
}

static enum status visit(void *context, size_t at, const struct exchange *exchange,
                         struct error *err)
{
    enum { KEEP_BYTES = 1 << 20 };
    struct loading *loading = context;
    struct search_hit *hit = &loading->hits[at];
    const struct hit_run *runs = loading->page->runs;
    struct word_marker *marker = runs[at >= runs[0].count].snippets;
    if (!exchange_copy_short(exchange, loading->arena, &hit->exchange))
        return no_memory(err);
    enum status status = marker ? cut_snippets(loading, marker, exchange, hit, err) : STATUS_OK;
    if (status == STATUS_OK && loading->texts.failed) // something was left out for want of memory
        status = no_memory(err);
    arena_rest(&loading->texts, KEEP_BYTES);
    return status;
}

// Copies what is short of the documents, and makes of their texts what the page wants.
static enum status read_texts(struct loading *loading, struct view *view,
                              struct document_wish *wish, struct error *err)
{
    arena_init(&loading->texts, 0);
    wish->part = EXCHANGE_WHOLE;
    enum status status = view_each_document(view, wish, visit, loading, err);
    arena_clear(&loading->texts);
    return status;
}

static enum status read_short(struct loading *loading, struct view *view,
                              struct document_wish *wish, struct error *err)
{
    struct exchange *exchanges = arena_calloc(loading->arena, wish->count + 1, sizeof *exchanges);
    if (!exchanges)
        return no_memory(err);
    wish->part = EXCHANGE_SHORT;
    enum status status = view_documents(view, wish, loading->arena, exchanges, err);
    for (size_t i = 0; status == STATUS_OK && i < wish->count; i++)
        loading->hits[i].exchange = exchanges[i];
    return status;
}

static enum status read_series(struct loading *loading, struct view *view,
                               const struct document_wish *wish, struct error *err)
{
    struct exchange_series *series = arena_calloc(loading->arena, wish->count + 1, sizeof *series);
    if (!series)
        return no_memory(err);
    enum status status =
        wish->count > 0 ? view_series(view, wish->keys, wish->count, series, err) : STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < wish->count; i++)
        loading->hits[i].series =
            (struct search_series){.id = series[i].id, .count = series[i].count};
    return status;
}

enum status hits_load(struct view *view, const struct hit_page *page, struct arena *arena,
                      struct search_hit **out, struct error *err)
{
    const struct hit_run *runs = page->runs;
    size_t count = runs[0].count + runs[1].count;
    struct loading loading = {.page = page, .arena = arena};
    struct doc_key *keys = arena_calloc(arena, count + 1, sizeof *keys);
    loading.hits = arena_calloc(arena, count + 1, sizeof *loading.hits);
    if (!keys || !loading.hits)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct retrieve_hit *found =
            i < runs[0].count ? &runs[0].found[i] : &runs[1].found[i - runs[0].count];
        loading.hits[i] =
            (struct search_hit){.doc = found->doc, .key = found->key, .score = found->score};
        keys[i] = found->doc;
    }
    struct document_wish wish = {.keys = keys, .count = count};
    bool needs_texts = runs[0].snippets || runs[1].snippets;
    enum status status = needs_texts ? read_texts(&loading, view, &wish, err)
                                     : read_short(&loading, view, &wish, err);
    if (status == STATUS_OK)
        status = read_series(&loading, view, &wish, err);
    *out = loading.hits;
    return status;
}
