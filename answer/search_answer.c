// Parameters -> request -> answer. See search_answer.h.
//
// The paging token is checked here, because only here parameters, search and generation are seen
// together: a token of another search is the client's mistake (400), one of an earlier generation
// is nobody's (410: start again). A token is bound to the parameters as they were read, not to what a face
// changes in the request afterwards.
//
// Cost: that of the search; reading the parameters is nothing beside it.

#include "answer/search_answer.h"

#include "answer/page_token.h"
#include "answer/params/refusal.h"
#include "base/clock.h"
#include "base/hash.h"

// What the token is bound to: everything that decides which hits there are and in which order, and
// the profile, which may add to it.
static enum status hash_search(struct search_answer *answer, struct error *err)
{
    struct buf text;
    buf_init(&text, 0);
    params_append_url(&text, SLICE(""), &answer->params,
                      PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS |
                          PARAM_SORT | PARAM_FOLD,
                      0);
    bool failed = text.failed;
    answer->search_hash = hash_bytes(buf_slice(&text), answer->profile->known);
    buf_clear(&text);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a search") : STATUS_OK;
}

static enum status read_cursor(const struct search_tools *tools, struct search_answer *answer,
                               struct error *err)
{
    struct params_reader refusing = {
        .problems = &answer->problems, .arena = tools->arena, .language = tools->language};
    struct page_token token;
    enum status status = page_token_decode(answer->params.cursor, &token, err);
    if (status != STATUS_OK) {
        refuse_foreign_cursor(&refusing);
        return status;
    }
    if (token.search != answer->search_hash) {
        refuse_cursor_of_another_search(&refusing);
        return error_set(err, STATUS_INVALID, "the cursor is of another search");
    }
    if (token.generation != tools->index->generation ||
        token.commit_time != tools->index->commit_time)
        return STATUS_NOT_FOUND;
    bool is_partial = token.list == PAGE_LIST_PARTIALS;
    if (is_partial && !answer->request.want_partials) {
        refuse_cursor_of_partials(&refusing);
        return error_set(err, STATUS_INVALID, "the cursor is of the partials");
    }
    answer->request.after = (struct search_after){token.seen > 0, token.key, token.doc};
    answer->request.lines.skip = token.inside;
    answer->request.in_partials = is_partial;
    if (is_partial)
        answer->first_partial = token.seen;
    else
        answer->first = token.seen;
    return STATUS_OK;
}

// Who asks for the members of a series wants all of them.
static bool lists_series(const struct search_params *params)
{
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field == FIELD_SERIES)
            return true;
    return false;
}

static void build_request(struct search_answer *answer, enum language language)
{
    const struct search_profile *profile = answer->profile;
    const struct search_params *params = &answer->params;
    uint32_t by_page = (params->page - 1) * params->limit;
    bool folds_by_default = (profile->known & PARAM_FOLDED) != 0;
    answer->first = params->offset + by_page;
    answer->request = (struct search_request){
        .q = params->q,
        .language = language,
        .mode = params->mode,
        .without_people = params->without_people,
        .sort = params->sort,
        .filters = answer->params.filters,
        .filter_count = params->filter_count,
        .date_from = params->date_from,
        .date_to = params->date_to,
        .field_mask = params->field_mask,
        .offset = (uint32_t)answer->first,
        .limit = params->limit,
        .facet_mask = params->facet_mask ? params->facet_mask : profile->facet_mask,
        .facet_limit = params->facet_limit ? params->facet_limit : profile->facet_limit,
        .want_histogram = profile->want_histogram,
        .histogram_by_month = params->by_month,
        .want_snippets = profile->want_snippets,
        .by_series = folds_by_default != params->other_fold && !lists_series(params),
        .want_explain = params->explain,
        .want_partials = (profile->known & PARAM_PARTIALS) && !params->no_partials,
    };
    if (profile->known & PARAM_LINES)
        answer->request.lines =
            (struct line_wish){.most = params->lines ? params->lines : PARAMS_LINES,
                               .context = params->context ? params->context : PARAMS_CONTEXT};
}

static struct page_token token_after(const struct search_tools *tools,
                                     const struct search_answer *answer, enum page_list list,
                                     const struct search_hit *last, uint64_t seen)
{
    return (struct page_token){
        .list = list,
        .generation = tools->index->generation,
        .commit_time = tools->index->commit_time,
        .search = answer->search_hash,
        .key = last ? last->key : 0,
        .doc = last ? last->doc : (struct doc_key){0},
        .seen = (uint32_t)seen,
    };
}

static struct slice cursor_after(const struct search_tools *tools,
                                 const struct search_answer *answer, enum page_list list,
                                 const struct search_hit *last, uint64_t seen)
{
    struct page_token token = token_after(tools, answer, list, last, seen);
    return page_token_encode(&token, tools->arena);
}

// The token that continues after the last line of this answer: in the exchange of which it is, or behind that.
static struct slice next_lines(const struct search_tools *tools, const struct search_answer *answer)
{
    const struct concordance *told = &answer->result.concordance;
    const struct search_after *after = &answer->request.after;
    uint64_t seen = answer->first + told->exchanges;
    if (!told->has_words || seen >= answer->result.listed)
        return SLICE("");
    struct search_hit last = {.key = after->key, .doc = after->doc};
    if (told->exchanges > 0)
        last = answer->result.hits[told->exchanges - 1];
    struct page_token token = token_after(tools, answer, PAGE_LIST_HITS, &last, seen);
    token.inside = told->inside;
    return page_token_encode(&token, tools->arena);
}

// The token that continues after the last hit of this answer; empty after the last of all.
static struct slice next_cursor(const struct search_tools *tools,
                                const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    uint64_t seen = answer->first + result->hit_count;
    if (result->hit_count == 0 || seen >= result->listed)
        return SLICE("");
    return cursor_after(tools, answer, PAGE_LIST_HITS, &result->hits[result->hit_count - 1], seen);
}

// The same of the partials, which a page may have no room for: then it begins them.
static struct slice next_partial_cursor(const struct search_tools *tools,
                                        const struct search_answer *answer)
{
    const struct partial_hits *partials = &answer->result.partials;
    uint64_t seen = answer->first_partial + partials->hit_count;
    if (answer->request.limit == 0 || seen >= partials->listed)
        return SLICE("");
    const struct search_hit *last =
        partials->hit_count ? &partials->hits[partials->hit_count - 1] : NULL;
    return cursor_after(tools, answer, PAGE_LIST_PARTIALS, last, seen);
}

static void add_query_problem(const struct search_tools *tools, struct search_answer *out,
                              const struct error *why)
{
    params_add_problem(&out->problems, SLICE("q"),
                       arena_copy(tools->arena, slice_from(why->message)), SLICE(""));
}

// What is not searched for, since its parameters are wrong, is told what is wrong with its query all the same.
static void check_query_too(const struct search_tools *tools, struct search_answer *out)
{
    struct error why = {0};
    if (search_check_query(out->params.q, tools->language, tools->arena, &why) == STATUS_INVALID)
        add_query_problem(tools, out, &why);
}

enum status search_answer_read(const struct search_tools *tools,
                               const struct search_profile *profile, struct parameter_list list,
                               struct search_answer *out, struct error *err)
{
    *out = (struct search_answer){.profile = profile};
    struct param_rules rules = {profile->known, profile->default_limit, tools->language};
    enum status status = params_read(list, rules, tools->arena, &out->params, &out->problems, err);
    if (status == STATUS_INVALID)
        check_query_too(tools, out);
    if (status != STATUS_OK)
        return status;
    build_request(out, tools->language);
    status = hash_search(out, err);
    if (status != STATUS_OK || out->params.cursor.len == 0)
        return status;
    return read_cursor(tools, out, err);
}

enum status search_answer_run(const struct search_tools *tools, struct search_answer *out,
                              struct error *err)
{
    uint64_t start = clock_precise_us();
    enum status status =
        search_run(tools->searcher, tools->view, &out->request, tools->arena, &out->result, err);
    if (status == STATUS_INVALID)
        add_query_problem(tools, out, err);
    if (status != STATUS_OK)
        return status;
    const struct search_request *request = &out->request;
    if (!request->in_partials && request->offset > out->result.listed)
        out->first_partial = request->offset - out->result.listed;
    out->next_cursor = request->lines.most > 0 ? next_lines(tools, out) : next_cursor(tools, out);
    out->next_partial_cursor = next_partial_cursor(tools, out);
    out->took_us = clock_precise_us() - start;
    return STATUS_OK;
}

struct slice search_answer_url(const struct search_answer *answer,
                               const struct search_params *params, struct slice path,
                               struct arena *arena)
{
    struct buf url;
    buf_init(&url, 0);
    params_append_url(&url, path, params, answer->profile->known, answer->profile->default_limit);
    return arena_take(arena, &url);
}

struct slice search_answer_next_url(const struct search_answer *answer, struct slice cursor,
                                    struct slice path, struct arena *arena)
{
    if (cursor.len == 0)
        return SLICE("");
    struct search_params params = answer->params;
    params.cursor = cursor;
    return search_answer_url(answer, &params, path, arena);
}
