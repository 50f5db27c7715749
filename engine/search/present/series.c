// See series.h.
//
// Texts may be long: of each document what is shown is copied while it is at hand.
#include "engine/search/present/series.h"

#include "stemmer/text/fold.h"

#include <stdlib.h>

struct loading {
    struct arena *arena;
    struct series_member *members;
    bool with_answers;
};

static int earlier_first(const void *a, const void *b)
{
    const struct exchange *x = &((const struct series_member *)a)->exchange;
    const struct exchange *y = &((const struct series_member *)b)->exchange;
    if (x->date_question != y->date_question)
        return x->date_question < y->date_question ? -1 : 1;
    return slice_compare(x->id, y->id);
}

static enum status visit(void *context, size_t at, const struct exchange *exchange,
                         struct error *err)
{
    struct loading *loading = context;
    struct series_member *member = &loading->members[at];
    bool is_kept = exchange_copy_short(exchange, loading->arena, &member->exchange);
    size_t count = loading->with_answers ? exchange->reply_count : 0;
    for (size_t i = 0; is_kept && i < count && member->answer.len == 0; i++) {
        struct slice text = fold_cut(exchange->replies[i].text, SERIES_ANSWER_BYTES);
        member->answer = arena_copy(loading->arena, text);
        is_kept = member->answer.ptr != NULL;
    }
    return is_kept ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// Those of the series that are shown, besides the document itself.
static size_t list_others(const struct exchange_series *series, struct doc_key doc,
                          struct doc_key keys[SERIES_SHOWN])
{
    size_t count = 0;
    for (size_t i = 0; i < series->count && count < SERIES_SHOWN; i++)
        if (series->members[i].bits != doc.bits)
            keys[count++] = series->members[i];
    return count;
}

static enum status load(struct view *view, struct doc_key doc, struct loading *loading,
                        struct search_series *out, struct error *err)
{
    struct exchange_series series;
    struct doc_key keys[SERIES_SHOWN];
    struct document_wish wish = {.keys = keys,
                                 .part = loading->with_answers ? EXCHANGE_WHOLE : EXCHANGE_SHORT};
    *out = (struct search_series){0};
    enum status status = view_series(view, &doc, 1, &series, err);
    if (status != STATUS_OK || series.count == 0)
        return status;
    wish.count = list_others(&series, doc, keys);
    loading->members = arena_calloc(loading->arena, wish.count + 1, sizeof *loading->members);
    if (!loading->members)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    status = view_each_document(view, &wish, visit, loading, err);
    if (status != STATUS_OK)
        return status;
    qsort(loading->members, wish.count, sizeof *loading->members, earlier_first);
    *out = (struct search_series){series.id, series.count, loading->members, wish.count};
    return STATUS_OK;
}

enum status series_expect(struct view *view, struct doc_key doc, struct error *err)
{
    struct exchange_series series;
    struct doc_key keys[SERIES_SHOWN];
    enum status status = view_series(view, &doc, 1, &series, err);
    if (status == STATUS_OK)
        view_expect(view, keys, list_others(&series, doc, keys));
    return status;
}

enum status series_load(struct view *view, struct doc_key doc, struct arena *arena,
                        struct search_series *out, struct error *err)
{
    struct loading loading = {.arena = arena};
    return load(view, doc, &loading, out, err);
}

enum status search_series(struct view *view, struct slice id, struct arena *arena,
                          struct search_series *out, struct error *err)
{
    struct doc_key key;
    struct loading loading = {.arena = arena, .with_answers = true};
    enum status status = view_find(view, id, &key, err);
    return status == STATUS_OK ? load(view, key, &loading, out, err) : status;
}
