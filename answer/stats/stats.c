// See stats.h.
//
// A search like any other that counts groups instead of listing hits; with rates a second one, of the base, whose
// groups are found by the keys of their values, as the two may show different spellings of one value.
#include "answer/stats/stats.h"

#include "answer/deadlines.h"
#include "base/map.h"
#include "stemmer/text/fold.h"

const struct search_profile STATS_PROFILE = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_STATS,
    .default_limit = 0,
};

double stats_rate(uint64_t count, uint64_t base)
{
    return base ? 1000.0 * (double)count / (double)base : 0;
}

double stats_word_rate(uint64_t count, uint64_t words)
{
    return 1000 * stats_rate(count, words);
}

static bool is_word_of(struct slice words, struct slice word)
{
    while (words.len > 0) {
        size_t end = slice_find(words, SLICE(" "));
        if (slice_equal(slice_of(words.ptr, end), word))
            return true;
        words = slice_from_offset(words, end < words.len ? end + 1 : end);
    }
    return false;
}

static bool type_is_written(struct slice type)
{
    struct buf words;
    buf_init(&words, 0);
    fold_append_words(&words, type, '\0');
    bool is_written = is_word_of(buf_slice(&words), SLICE("ecrite")) ||
                      is_word_of(buf_slice(&words), SLICE("ecrites"));
    buf_clear(&words);
    return is_written;
}

// --- types -------------------------------------------------------------------------------------

struct type_list {
    struct slice_list written;
    bool has_any;
    bool failed;
};

static bool visit_type(void *context, struct slice type, uint32_t documents)
{
    struct type_list *list = context;
    list->has_any |= type.len > 0 && documents > 0;
    if (documents == 0 || !type_is_written(type))
        return true;
    struct slice copy = arena_copy(list->written.room.arena, type);
    list->failed = !copy.ptr || !vec_add(&list->written, copy);
    return !list->failed;
}

static bool has_type_filter(const struct search_params *params)
{
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field == FIELD_TYPE)
            return true;
    return false;
}

static bool set_filters(struct search_request *request, const struct type_list *types,
                        struct arena *arena)
{
    size_t given = request->filter_count, count = types->written.count;
    struct search_filter *filters = arena_calloc(arena, given + count + 1, sizeof *filters);
    if (!filters)
        return false;
    for (size_t i = 0; i < given; i++)
        filters[i] = request->filters[i];
    for (size_t i = 0; i < count; i++)
        filters[given + i] = (struct search_filter){FIELD_TYPE, types->written.items[i]};
    if (count == 0) // there are types, but no written questions
        filters[given] = (struct search_filter){FIELD_TYPE, SLICE("question écrite")};
    request->filters = filters;
    request->filter_count = given + (count > 0 ? count : 1);
    return true;
}

// Restricts the search to written questions unless it says which types it is about.
static enum status choose_types(const struct search_tools *tools, struct stats_answer *stats,
                                struct error *err)
{
    if (has_type_filter(&stats->search.params))
        return STATUS_OK;
    struct type_list types = {.written = {.room = vec_in(tools->arena, VEC_NO_LIMIT)}};
    enum status status = view_values(tools->view, FIELD_TYPE, SLICE(""), visit_type, &types, err);
    if (status != STATUS_OK)
        return status;
    if (types.failed ||
        (types.has_any && !set_filters(&stats->search.request, &types, tools->arena)))
        return error_set(err, STATUS_NO_MEMORY, "stats: out of memory");
    stats->types = types.written.items;
    stats->type_count = types.written.count;
    return STATUS_OK;
}

// --- bases -------------------------------------------------------------------------------------

// The filters of a base that is all questions of the period: those of types.
static bool keep_types(struct search_request *request, struct arena *arena)
{
    struct search_filter *filters = arena_calloc(arena, request->filter_count + 1, sizeof *filters);
    size_t count = 0;
    for (size_t i = 0; filters && i < request->filter_count; i++)
        if (request->filters[i].field == FIELD_TYPE)
            filters[count++] = request->filters[i];
    request->filters = filters;
    request->filter_count = count;
    return filters != NULL;
}

// What two groups have in common if they are of the same values.
static struct slice group_key(const struct search_params *params,
                              const struct exchange_group *group, struct buf *key)
{
    buf_reset(key);
    for (size_t i = 0; i < params->figures.by_count; i++) {
        buf_append_char(key, group->value[i].len > 0 ? '+' : '-');
        field_value_key(params->figures.by[i], group->value[i], key);
        buf_append_char(key, '\0');
    }
    return buf_slice(key);
}

static struct stats_base base_of(const struct exchange_group *group)
{
    return (struct stats_base){.words = group->words, .questions = group->documents};
}

// Finds the group of the base for each group of the matches.
static bool match_bases(struct stats_answer *stats, const struct group_result *base,
                        struct arena *arena)
{
    const struct group_result *groups = &stats->search.result.groups;
    const struct search_params *params = &stats->search.params;
    struct stats_base *bases = arena_calloc(arena, groups->count + 1, sizeof *bases);
    struct map keys = {.count = 0};
    struct buf key;
    buf_init(&key, 0);
    bool enough = bases != NULL;
    for (size_t i = 0; enough && i < base->count; i++)
        enough = map_put(&keys, group_key(params, &base->groups[i], &key)) == i && !key.failed;
    for (size_t i = 0; enough && i < groups->count; i++) {
        uint32_t at = map_find(&keys, group_key(params, &groups->groups[i], &key));
        if (at != MAP_NONE)
            bases[i] = base_of(&base->groups[at]);
    }
    enough = enough && !key.failed;
    buf_clear(&key);
    map_clear(&keys);
    stats->bases = bases;
    stats->whole_base = base_of(&base->whole);
    return enough;
}

static enum status count_bases(const struct search_tools *tools, struct stats_answer *stats,
                               struct error *err)
{
    struct search_request request = stats->search.request;
    struct search_result result;
    request.q = SLICE_NONE;
    request.mode = MODE_ALL;
    request.groups.late_by = NULL;
    request.groups.want_words = stats->measures >> MEASURE_WORD_RATE & 1;
    if (stats->search.params.figures.base_is_all && !keep_types(&request, tools->arena))
        return error_set(err, STATUS_NO_MEMORY, "stats: out of memory");
    enum status status =
        search_run(tools->searcher, tools->view, &request, tools->arena, &result, err);
    if (status == STATUS_OK && !match_bases(stats, &result.groups, tools->arena))
        status = error_set(err, STATUS_NO_MEMORY, "stats: out of memory");
    return status;
}

// --- all of it ---------------------------------------------------------------------------------

static enum status run(const struct search_tools *tools, struct stats_answer *out,
                       struct error *err)
{
    const struct search_params *params = &out->search.params;
    struct group_wish *wish = &out->search.request.groups;
    *wish = (struct group_wish){.is_wanted = true, .by_count = params->figures.by_count};
    for (size_t i = 0; i < params->figures.by_count; i++)
        wish->by[i] = params->figures.by[i];
    out->rules = tools->deadlines ? deadlines_rules(tools->deadlines) : NULL;
    if (out->rules && out->rules->count == 0)
        out->rules = NULL;
    out->measures = params->figures.measures;
    if (out->measures == 0)
        out->measures = STATS_DEFAULT_MEASURES | (out->rules ? 1u << MEASURE_LATE : 0);
    if (out->measures >> MEASURE_LATE & 1) {
        wish->late_by = out->rules;
        wish->today = tools->today;
    }
    enum status status = search_answer_run(tools, &out->search, err);
    if (status == STATUS_OK &&
        (out->measures & (1u << MEASURE_RATE | 1u << MEASURE_WORD_RATE)) != 0)
        status = count_bases(tools, out, err);
    if (status != STATUS_TOO_LARGE)
        return status;
    params_add_problem(&out->search.problems, SLICE("par"),
                       arena_copy(tools->arena, slice_from(err->message)), SLICE(""));
    return error_set(err, STATUS_INVALID, "too many groups");
}

enum status stats_answer_make(const struct search_tools *tools,
                              const struct search_profile *profile, struct parameter_list list,
                              enum field by, struct stats_answer *out, struct error *err)
{
    *out = (struct stats_answer){.types = NULL};
    enum status status = search_answer_read(tools, profile, list, &out->search, err);
    struct search_params *params = &out->search.params;
    if (params->figures.by_count == 0 && by != FIELD_COUNT)
        params->figures.by[params->figures.by_count++] = by;
    if (status == STATUS_OK)
        status = choose_types(tools, out, err);
    return status == STATUS_OK ? run(tools, out, err) : status;
}
