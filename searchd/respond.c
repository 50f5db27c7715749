// Parameters -> request -> answer. See respond.h.
//
// The paging token is checked here, because only here parameters, search and generation are seen
// together: a token of another search is the client's mistake (400), one of an earlier generation
// is nobody's (410: start again).

#include "searchd/respond.h"

#include "answer/page_token.h"

#include "engine/hash.h"

#include <time.h>

static uint64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

// What the token is bound to: everything that decides which hits there are and in which order, and
// the face, which may add to it.
static enum status hash_search(const struct search_params *params, const struct respond_face *face,
                               uint64_t *out, struct error *err)
{
    struct buf text;
    buf_init(&text, 0);
    params_append_url(
        &text, SLICE(""), params,
        PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_SORT, 0);
    bool failed = text.failed;
    *out = hash_bytes(buf_slice(&text), face->known);
    buf_clear(&text);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a search") : STATUS_OK;
}

static enum status read_cursor(const struct request_context *context, struct search_answer *answer,
                               struct error *err)
{
    struct page_token token;
    enum status status = page_token_decode(answer->params.cursor, &token, err);
    if (status) {
        params_add_problem(&answer->problems, SLICE("cursor"),
                           arena_copy(context->arena, slice_from(err->message)), SLICE(""));
        return status;
    }
    if (token.search != answer->search_hash) {
        params_add_problem(&answer->problems, SLICE("cursor"),
                           SLICE("Ce curseur continue une autre recherche que celle-ci."),
                           SLICE(""));
        return error_set(err, STATUS_INVALID, "Ce curseur continue une autre recherche.");
    }
    if (token.generation != context->index.generation ||
        token.commit_time != context->index.commit_time)
        return STATUS_NOT_FOUND;
    answer->request.after = (struct search_after){true, token.key, token.ref};
    answer->first = token.seen;
    return STATUS_OK;
}

static void build_request(const struct respond_face *face, struct search_answer *answer)
{
    const struct search_params *params = &answer->params;
    uint32_t by_page = (params->page - 1) * params->limit;
    answer->first = params->offset + by_page;
    answer->request = (struct search_request){
        .q = params->q,
        .mode = params->mode,
        .sort = params->sort,
        .filters = answer->params.filters,
        .filter_count = params->filter_count,
        .date_from = params->date_from,
        .date_to = params->date_to,
        .field_mask = params->field_mask,
        .offset = (uint32_t)answer->first,
        .limit = params->limit,
        .facet_mask = params->facet_mask ? params->facet_mask : face->facet_mask,
        .facet_limit = face->facet_limit,
        .want_histogram = face->want_histogram,
        .histogram_by_month = params->by_month,
        .want_snippets = face->want_snippets,
        .want_similar = face->want_similar,
        .want_explain = params->explain,
    };
}

// The token that continues behind the last hit of this answer; empty behind the last of all.
static struct slice next_cursor(const struct request_context *context,
                                const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    uint64_t seen = answer->first + result->hit_count;
    if (result->hit_count == 0 || seen >= result->total)
        return SLICE("");
    const struct search_hit *last = &result->hits[result->hit_count - 1];
    struct page_token token = {
        .generation = context->index.generation,
        .commit_time = context->index.commit_time,
        .search = answer->search_hash,
        .key = last->key,
        .ref = last->ref,
        .seen = (uint32_t)seen,
    };
    return page_token_encode(&token, context->arena);
}

enum status respond_read(struct request_context *context, const struct respond_face *face,
                         struct search_answer *out, struct error *err)
{
    *out = (struct search_answer){0};
    struct param_rules rules = {face->known, face->default_limit};
    enum status status = params_read(context->request->parameters, rules, context->arena,
                                     &out->params, &out->problems, err);
    if (status)
        return status;
    build_request(face, out);
    status = hash_search(&out->params, face, &out->search_hash, err);
    if (status || out->params.cursor.len == 0)
        return status;
    return read_cursor(context, out, err);
}

enum status respond_run(struct request_context *context, struct search_answer *out,
                        struct error *err)
{
    uint64_t start = now_us();
    enum status status = search_run(context->searcher, context->snapshot, &out->request,
                                    context->arena, &out->result, err);
    if (status == STATUS_INVALID)
        params_add_problem(&out->problems, SLICE("q"),
                           arena_copy(context->arena, slice_from(err->message)), SLICE(""));
    if (status)
        return status;

    out->next_cursor = next_cursor(context, out);
    context->timing =
        (struct request_timing){true, out->result.timing.parse_us, out->result.timing.match_us,
                                out->result.timing.snippet_us};
    out->took_us = now_us() - start;
    return STATUS_OK;
}

enum status respond_search(struct request_context *context, const struct respond_face *face,
                           struct search_answer *out, struct error *err)
{
    enum status status = respond_read(context, face, out, err);
    return status ? status : respond_run(context, out, err);
}

enum status respond_exchange(struct request_context *context, struct slice id, struct exchange *out,
                             struct error *err)
{
    struct doc_ref ref;
    enum status status = snapshot_find(context->snapshot, id, &ref, err);
    if (status)
        return status;
    return snapshot_document(context->snapshot, ref, context->arena, out, err);
}

enum status respond_similar(struct request_context *context, struct slice id, uint32_t limit,
                            struct search_result *out, struct error *err)
{
    return search_similar(context->searcher, context->snapshot, id, limit, context->arena, out,
                          err);
}
