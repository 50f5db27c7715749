// See news_service.h.
//
// What a change made of its document is not kept with it. It is what the next change of the same document found
// there, or, without one, what is in the index now: so later changes are looked through for the documents shown.
// Cost: reading a page of documents, and of what they were; a look at a few thousand later changes.
#include "searchd/ask/news_service.h"

enum { DAY_SECONDS = 86400, MOST_LATER = 5000, TEXTS_BYTES = 256 << 10 };

// Changes of what was there before: each has, or had, an old text.
#define OF_KNOWN \
    (1u << CHANGE_ANSWERED | 1u << CHANGE_ALTERED | 1u << CHANGE_WITHDRAWN | 1u << CHANGE_REMOVED)

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for what is new");
}

// Where an exchange is read: in the index, or what one was before a change.
struct place {
    bool is_old;
    uint64_t number; // of the change
    struct doc_key key;
};

static enum status read(struct request_context *context, const struct place *place,
                        enum exchange_part part, struct arena *arena, struct exchange *out,
                        struct error *err)
{
    return place->is_old ? view_old_text(context->view, place->number, part, arena, out, err)
                         : view_document(context->view, place->key, part, arena, out, err);
}

// Puts the texts of `whole` into `out`, which has all else; they are the arena's.
static bool take_texts(const struct exchange *whole, struct arena *arena, struct exchange *out)
{
    struct reply *replies = arena_calloc(arena, whole->reply_count + 1, sizeof *replies);
    if (!replies)
        return false;
    for (size_t i = 0; i < whole->reply_count && i < out->reply_count; i++) {
        replies[i] = out->replies[i];
        replies[i].text = arena_copy(arena, whole->replies[i].text);
    }
    out->replies = replies;
    out->question = arena_copy(arena, whole->question);
    return !arena->failed;
}

// Reads an exchange, with its texts where they are not too long for a page that shows many; NULL where there is none.
static enum status load(struct request_context *context, const struct place *place,
                        struct news_text *out, struct error *err)
{
    struct exchange whole, *loaded = arena_calloc(context->arena, 1, sizeof *loaded);
    *out = (struct news_text){NULL, false};
    if (!loaded)
        return no_memory(err);
    enum status status = read(context, place, EXCHANGE_SHORT, context->arena, loaded, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    struct arena scratch;
    arena_init(&scratch, TEXTS_BYTES);
    status = read(context, place, EXCHANGE_WHOLE, &scratch, &whole, err);
    out->exchange = loaded;
    out->has_texts = status == STATUS_OK;
    if (status == STATUS_OK && !take_texts(&whole, context->arena, loaded))
        status = no_memory(err);
    else if (status != STATUS_OK && scratch.failed)
        status = STATUS_OK; // too long
    arena_clear(&scratch);
    return status;
}

static enum status load_old(struct request_context *context, const struct change *change,
                            struct news_text *out, struct error *err)
{
    const struct place place = {.is_old = true, .number = change->number};
    *out = (struct news_text){NULL, false};
    return change->has_old ? load(context, &place, out, err) : STATUS_OK;
}

static enum status load_present(struct request_context *context, struct slice id,
                                struct news_text *out, struct error *err)
{
    struct place place = {.is_old = false};
    *out = (struct news_text){NULL, false};
    enum status status = view_find(context->view, id, &place.key, err);
    if (status == STATUS_OK)
        status = load(context, &place, out, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

// The next change of the same document; NULL without one.
static const struct change *next_of(const struct change_list *later, const struct change *change)
{
    for (size_t i = 0; i < later->count; i++)
        if (later->list[i].number > change->number && slice_equal(later->list[i].id, change->id))
            return &later->list[i];
    return NULL;
}

static enum status fill_item(struct request_context *context, const struct change_list *later,
                             struct news_item *item, struct error *err)
{
    const struct change *next = next_of(later, &item->change);
    struct news_text now, before, then = {NULL, false};
    enum status status = load_present(context, item->change.id, &now, err);
    if (status == STATUS_OK)
        status = load_old(context, &item->change, &before, err);
    if (status == STATUS_OK && next)
        status = load_old(context, next, &then, err);
    if (status != STATUS_OK)
        return status;
    bool is_all_known = later->count < MOST_LATER;
    item->is_there = now.exchange != NULL;
    item->shown = now.exchange ? now : then.exchange ? then : before;
    if (!next)
        then = is_all_known ? now : (struct news_text){NULL, false};
    if (item->change.kind != CHANGE_REMOVED && before.has_texts && then.has_texts) {
        item->before = before.exchange;
        item->after = then.exchange;
    }
    return STATUS_OK;
}

static enum status fill(struct request_context *context, const struct change_list *found,
                        struct news_answer *out, struct error *err)
{
    out->item_count = found->count < NEWS_ITEMS ? found->count : NEWS_ITEMS;
    struct news_item *items = arena_calloc(context->arena, out->item_count + 1, sizeof *items);
    struct change_list later = {.count = 0};
    enum status status = items ? STATUS_OK : no_memory(err);
    if (found->count > NEWS_ITEMS)
        out->next_before = found->list[NEWS_ITEMS - 1].number;
    if (status == STATUS_OK && out->item_count > 0) {
        const struct change_request request = {.after = found->list[out->item_count - 1].number,
                                               .kinds = OF_KNOWN,
                                               .without_days = true,
                                               .max = MOST_LATER};
        status = view_changes(context->view, &request, context->arena, &later, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < out->item_count; i++) {
        items[i].change = found->list[i];
        status = fill_item(context, &later, &items[i], err);
    }
    out->items = items;
    return status;
}

static uint32_t week_before(uint32_t day)
{
    return date_from_days(date_to_days(day) - NEWS_DAYS);
}

enum status news_service_answer(struct request_context *context, struct news_answer *out,
                                struct error *err)
{
    const struct param_rules rules = {PARAM_NEWS, 0, LANGUAGE_FRENCH};
    *out = (struct news_answer){.item_count = 0};
    enum status status = params_read(context->request->parameters, rules, context->arena,
                                     &out->params, &out->problems, err);
    if (status != STATUS_OK)
        return status;
    const struct change_params *params = &out->params.changes;
    out->first_day = params->since > 0 ? date_from_days((int32_t)(params->since / DAY_SECONDS))
                     : params->day     ? params->day
                                       : week_before(context->today);
    out->last_day = params->day;
    struct change_request request = {.first_day = out->first_day,
                                     .last_day = out->last_day,
                                     .kinds = params->kinds ? params->kinds
                                                            : (uint32_t)CHANGE_ALL_KINDS &
                                                                  ~(1u << CHANGE_RESTORED),
                                     .newest_first = true};
    // Counts are of all pages, so a later one asks twice, the second time for its own changes alone.
    struct change_list all, found;
    request.max = NEWS_ITEMS + 1;
    status = view_changes(context->view, &request, context->arena, &all, err);
    found = all;
    request.before = params->before;
    request.without_days = true;
    if (status == STATUS_OK && params->before > 0)
        status = view_changes(context->view, &request, context->arena, &found, err);
    if (status != STATUS_OK)
        return status;
    out->days = all.days;
    out->day_count = all.day_count;
    out->epoch = all.epoch;
    return fill(context, &found, out, err);
}
