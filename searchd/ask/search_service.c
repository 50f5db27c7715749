// What a request asks of the index. See search_service.h.
//
// Pages, API, feeds and exports read their parameters and search here alike; what differs between them is a profile.
// An exchange read alone costs a second search where its answer points at another one, and
// one for each of the first questions that its texts cite.

#include "searchd/ask/search_service.h"

struct search_tools search_service_tools(const struct request_context *context)
{
    return (struct search_tools){.searcher = context->searcher,
                                 .view = context->view,
                                 .index = &context->index,
                                 .arena = context->arena,
                                 .deadlines = context->site->deadlines,
                                 .today = context->today};
}

enum status search_service_read(struct request_context *context,
                                const struct search_profile *profile, struct search_answer *out,
                                struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    return search_answer_read(&tools, profile, context->request->parameters, out, err);
}

// Says, before anything else that was understood, what the address needed to be read.
static enum status note_repairs(struct request_context *context, struct search_result *result,
                                struct error *err)
{
    unsigned repairs = context->request->repairs;
    if (repairs == 0)
        return STATUS_OK;
    size_t count = 0, rest = result->interpretation_count;
    struct interpretation *all = arena_calloc(context->arena, rest + 2, sizeof *all);
    if (!all)
        return error_set(err, STATUS_NO_MEMORY, "no memory for notices");
    if (repairs & REPAIR_ENCODING)
        all[count++] = (struct interpretation){
            .text = SLICE("L’adresse n’est pas en UTF-8 ; elle est lue comme du Windows-1252."),
            .is_notice = true};
    if (repairs & REPAIR_PERCENT)
        all[count++] = (struct interpretation){
            .text = SLICE("Un signe « % » de l’adresse n’est suivi d’aucun code ; il est lu "
                          "comme tel."),
            .is_notice = true};
    for (size_t i = 0; i < rest; i++)
        all[count++] = result->interpretation[i];
    result->interpretation = all;
    result->interpretation_count = count;
    return STATUS_OK;
}

// Notes where the time went, and what was repaired before.
static enum status told(struct request_context *context, struct search_answer *out,
                        struct error *err)
{
    context->timing =
        (struct request_timing){true, out->result.timing.parse_us, out->result.timing.match_us,
                                out->result.timing.snippet_us, context->view->journeys};
    return note_repairs(context, &out->result, err);
}

enum status search_service_run(struct request_context *context, struct search_answer *out,
                               struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    enum status status = search_answer_run(&tools, out, err);
    return status == STATUS_OK ? told(context, out, err) : status;
}

enum status search_service_stats(struct request_context *context,
                                 const struct search_profile *profile, enum field by,
                                 struct stats_answer *out, struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    enum status status =
        stats_answer_make(&tools, profile, context->request->parameters, by, out, err);
    return status == STATUS_OK ? told(context, &out->search, err) : status;
}

enum status search_service_matrix(struct request_context *context,
                                  const struct search_profile *profile, struct matrix_answer *out,
                                  struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    enum status status =
        matrix_answer_make(&tools, profile, context->request->parameters, out, err);
    return status == STATUS_OK ? told(context, &out->search, err) : status;
}

enum status search_service_compare(struct request_context *context,
                                   const struct search_profile *profile, struct compare_answer *out,
                                   struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    enum status status =
        compare_answer_make(&tools, profile, context->request->parameters, out, err);
    if (status != STATUS_OK || out->count == 0)
        return status;
    struct request_timing timing = {.is_measured = true, .journeys = context->view->journeys};
    for (size_t s = 0; s < out->count; s++) {
        timing.parse_us += out->series[s].result.timing.parse_us;
        timing.match_us += out->series[s].result.timing.match_us;
    }
    context->timing = timing;
    return note_repairs(context, &out->series[0].result, err);
}

enum status search_service_profile(struct request_context *context, bool is_office,
                                   struct slice slug, struct profile **out, struct error *err)
{
    struct search_tools tools = search_service_tools(context);
    *out = arena_calloc(context->arena, 1, sizeof **out);
    if (!*out)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a profile");
    return profile_make(&tools, is_office, slug, *out, err);
}

enum status search_service_answer(struct request_context *context,
                                  const struct search_profile *profile, struct search_answer *out,
                                  struct error *err)
{
    enum status status = search_service_read(context, profile, out, err);
    return status ? status : search_service_run(context, out, err);
}

// The id of the question of that number and session, which is not `self`; empty unless it is one alone.
static enum status find_question(struct request_context *context, const struct exchange *self,
                                 struct referral number, struct slice *id, struct error *err)
{
    enum { CANDIDATES = 20 };
    struct search_filter session = {FIELD_SESSION, self->session};
    if (number.session_from)
        session.value =
            arena_printf(context->arena, "%u-%u", number.session_from, number.session_from + 1);
    struct search_request request = {.q = arena_printf(context->arena, "numero:%u", number.number),
                                     .mode = MODE_ALL,
                                     .filters = &session,
                                     .filter_count = session.value.len > 0,
                                     .limit = CANDIDATES};
    struct search_result result;
    enum status status =
        search_run(context->searcher, context->view, &request, context->arena, &result, err);
    size_t found = 0;
    for (size_t i = 0; status == STATUS_OK && i < result.hit_count; i++) {
        const struct exchange *other = &result.hits[i].exchange;
        if (referral_number(other->number) != number.number || slice_equal(other->id, self->id))
            continue;
        *id = other->id;
        found++;
    }
    if (found != 1)
        *id = SLICE_NONE;
    return status;
}

// Sets exchange->referred_id. A session that the answer does not name is the question's own.
static enum status resolve_referral(struct request_context *context, struct exchange *exchange,
                                    struct error *err)
{
    struct referral referral;
    if (!exchange_referral(exchange, &referral) || referral.number == 0)
        return STATUS_OK;
    return find_question(context, exchange, referral, &exchange->referred_id, err);
}

enum status search_service_citations(struct request_context *context,
                                     const struct exchange *exchange, struct citation_list *out,
                                     struct error *err)
{
    enum { MOST_SOUGHT = 8 };
    enum status status = search_citations(exchange, context->arena, out, err);
    for (size_t i = 0, sought = 0; status == STATUS_OK && i < out->count; i++) {
        const struct mention *mention = &out->items[i].mention;
        if (mention->kind != MENTION_QUESTION || sought++ == MOST_SOUGHT)
            continue;
        const struct referral number = {mention->question, mention->session_from};
        status = find_question(context, exchange, number, &out->items[i].id, err);
    }
    return status;
}

enum status search_service_exchange(struct request_context *context, struct slice id,
                                    struct exchange *out, struct error *err)
{
    struct doc_key key;
    enum status status = view_find(context->view, id, &key, err);
    if (status != STATUS_OK)
        return status;
    status = view_document(context->view, key, EXCHANGE_WHOLE, context->arena, out, err);
    if (status == STATUS_OK)
        status = directory_begin(context->searcher, context->view, err);
    return status == STATUS_OK ? resolve_referral(context, out, err) : status;
}

enum status search_service_series(struct request_context *context, struct slice id,
                                  struct exchange_series *out, struct error *err)
{
    struct doc_key key;
    enum status status = view_find(context->view, id, &key, err);
    return status == STATUS_OK ? view_series(context->view, &key, 1, out, err) : status;
}

// Whether no exchange has this id with the ending.
static enum status find_free(struct request_context *context, struct slice id, const char *ending,
                             bool *is_free, struct error *err)
{
    struct slice name = arena_printf(context->arena, "%.*s%s", SLICE_ARG(id), ending);
    struct doc_key found;
    if (!name.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an identifier");
    enum status status = view_find(context->view, name, &found, err);
    *is_free = status == STATUS_NOT_FOUND;
    return *is_free ? STATUS_OK : status;
}

enum status search_service_forms(struct request_context *context, struct slice id,
                                 struct exchange_forms *out, struct error *err)
{
    enum status status = find_free(context, id, ".json", &out->has_json, err);
    return status == STATUS_OK ? find_free(context, id, ".txt", &out->has_text, err) : status;
}

enum status search_service_similar(struct request_context *context, struct slice id, uint32_t limit,
                                   struct search_result *out, struct error *err)
{
    enum status status = directory_begin(context->searcher, context->view, err);
    return status == STATUS_OK ? search_similar(context->searcher, context->view, id, limit,
                                                context->arena, out, err)
                               : status;
}
