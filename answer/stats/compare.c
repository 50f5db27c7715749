// See compare.h.
//
// Each series is one search that counts its matches by year or month, and its base another, without the query, that
// several series share where their filters are the same. Then the counts of all are put on one axis: of the first to
// the last time that any of them has, or, of periods, of as many steps as the longest has.
//
// Cost: at most ten counts of all matches; five where there is no query.
#include "answer/stats/compare.h"

#include "answer/stats/stats.h"

enum { MONTHS_AT_ONCE = 36 }; // longer times are told by year unless asked for

const struct search_profile COMPARE_PROFILE = {
    .known = PARAM_COMPARE | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS,
    .default_limit = 0,
};

// --- years and months --------------------------------------------------------------------------

uint32_t compare_date(const struct compare_answer *compare, const struct compare_series *series,
                      size_t point)
{
    return date_from_step(series->first + (uint32_t)point, compare->by_month);
}

static uint32_t months_of(struct figures_period period)
{
    return date_step(date_last_day(period.to), true) -
           date_step(date_first_day(period.from), true) + 1;
}

void compare_point_search(const struct compare_answer *compare, const struct compare_series *series,
                          size_t point, struct search_params *out)
{
    *out = series->search;
    params_narrow_period(out, compare_date(compare, series, point));
}

// --- what is compared --------------------------------------------------------------------------

static enum status refuse(struct compare_answer *compare, const char *parameter, const char *detail,
                          struct error *err)
{
    params_add_problem(&compare->problems, slice_from(parameter), slice_from(detail), SLICE(""));
    return error_set(err, STATUS_INVALID, "%s", detail);
}

// The field of which several values are compared; FIELD_COUNT: none.
static enum field compared_field(const struct search_params *params)
{
    static const enum field fields[] = {FIELD_MINISTER, FIELD_OFFICE,   FIELD_AUTHOR,
                                        FIELD_GROUP,    FIELD_ASSEMBLY, FIELD_TYPE};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (params_filters_on(params, fields[i]) > 1)
            return fields[i];
    return FIELD_COUNT;
}

// All of the search but what is compared.
static struct compare_series *add_series(struct compare_answer *compare, struct slice label)
{
    const struct search_params *params = &compare->params;
    struct compare_series *series = &compare->series[compare->count++];
    *series = (struct compare_series){.label = label, .search = *params};
    series->search.q = params->figures.theme_count > 0 ? params->figures.themes[0] : SLICE_NONE;
    series->search.figures = (struct figures_params){.by_count = 0};
    if (params->mode == MODE_AUTO)
        series->search.mode = MODE_ALL;
    return series;
}

static void add_themes(struct compare_answer *compare)
{
    const struct figures_params *figures = &compare->params.figures;
    for (size_t i = 0; i < figures->theme_count; i++)
        add_series(compare, figures->themes[i])->search.q = figures->themes[i];
}

static void add_values(struct compare_answer *compare)
{
    const struct search_params *params = &compare->params;
    for (size_t i = 0; i < params->filter_count; i++) {
        if (params->filters[i].field != compare->field)
            continue;
        struct search_params *search = &add_series(compare, params->filters[i].value)->search;
        search->filter_count = 0;
        for (size_t k = 0; k < params->filter_count; k++)
            if (params->filters[k].field != compare->field || k == i)
                search->filters[search->filter_count++] = params->filters[k];
    }
}

static enum status add_periods(struct compare_answer *compare, struct arena *arena,
                               struct error *err)
{
    const struct figures_params *figures = &compare->params.figures;
    for (size_t i = 0; i < figures->period_count; i++) {
        char room[2 * DATE_TEXT_SIZE + 2];
        struct buf name = buf_over(room, sizeof room);
        figures_append_period(&name, figures->periods[i]);
        struct compare_series *series = add_series(compare, arena_copy(arena, buf_slice(&name)));
        if (!series->label.ptr)
            return error_set(err, STATUS_NO_MEMORY, "compare: out of memory");
        series->search.date_from = figures->periods[i].from;
        series->search.date_to = figures->periods[i].to;
    }
    return STATUS_OK;
}

static enum status choose_series(struct compare_answer *compare, struct arena *arena,
                                 struct error *err)
{
    const struct search_params *params = &compare->params;
    const struct figures_params *figures = &params->figures;
    compare->field = compared_field(params);
    if (figures->period_count > 0) {
        compare->kind = COMPARE_PERIODS;
        if (figures->theme_count > 1)
            return refuse(compare, "periode", "Des périodes se comparent pour un seul sujet.", err);
        if (params->date_from != DATE_NONE || params->date_to != DATE_NONE)
            return refuse(compare, "periode",
                          "Des périodes comparées disent elles-mêmes leurs dates : ôtez « de » et "
                          "« a ».",
                          err);
        return add_periods(compare, arena, err);
    }
    if (figures->theme_count < 2 && compare->field != FIELD_COUNT) {
        compare->kind = COMPARE_VALUES;
        if (params_filters_on(params, compare->field) > FIGURES_MAX_COMPARED)
            return refuse(compare, field_short_name(compare->field),
                          "On en compare au plus 5 à la fois.", err);
        add_values(compare);
    } else if (figures->theme_count > 0) {
        compare->kind = COMPARE_THEMES;
        add_themes(compare);
    }
    return STATUS_OK;
}

static void choose_step(struct compare_answer *compare)
{
    const struct figures_params *figures = &compare->params.figures;
    struct figures_period whole = {compare->params.date_from, compare->params.date_to};
    bool is_short =
        whole.from != DATE_NONE && whole.to != DATE_NONE && months_of(whole) <= MONTHS_AT_ONCE;
    if (compare->kind == COMPARE_PERIODS) {
        is_short = true;
        for (size_t i = 0; i < figures->period_count; i++)
            is_short &= months_of(figures->periods[i]) <= MONTHS_AT_ONCE;
    }
    compare->by_month = figures->step == STEP_MONTH || (figures->step == STEP_AUTO && is_short);
}

// --- counting ----------------------------------------------------------------------------------

static enum status count_over_time(const struct search_tools *tools,
                                   const struct search_params *search, bool by_month,
                                   struct search_result *out, struct error *err)
{
    struct search_request request = {
        .q = search->q,
        .mode = search->mode,
        .without_people = search->without_people,
        .filters = search->filters,
        .filter_count = search->filter_count,
        .date_from = search->date_from,
        .date_to = search->date_to,
        .field_mask = search->field_mask,
        .want_histogram = true,
        .histogram_by_month = by_month,
        .histogram_alone = true,
    };
    return search_run(tools->searcher, tools->view, &request, tools->arena, out, err);
}

// Where the points of the series begin, and how many there are.
static void lay_axis(struct compare_answer *compare)
{
    uint32_t first = UINT32_MAX, last = 0;
    for (size_t s = 0; s < compare->count; s++) {
        const struct search_result *result = &compare->series[s].result;
        for (size_t i = 0; i < result->histogram_count; i++) {
            if (result->histogram[i].date == DATE_NONE)
                continue;
            uint32_t step = date_step(result->histogram[i].date, compare->by_month);
            first = step < first ? step : first;
            last = step > last ? step : last;
        }
    }
    for (size_t s = 0; s < compare->count; s++) {
        struct compare_series *series = &compare->series[s];
        series->first = first;
        series->count = first <= last ? last - first + 1 : 0;
        if (compare->kind == COMPARE_PERIODS) {
            uint32_t from = date_first_day(series->search.date_from);
            series->first = date_step(from, compare->by_month);
            series->count = date_step(date_last_day(series->search.date_to), compare->by_month) -
                            series->first + 1;
        }
        if (series->count > compare->steps)
            compare->steps = series->count;
    }
}

static struct compare_point *point_at(const struct compare_answer *compare,
                                      struct compare_series *series, uint32_t date)
{
    uint32_t step = date == DATE_NONE ? 0 : date_step(date, compare->by_month);
    bool is_inside = step >= series->first && step - series->first < series->count;
    return is_inside ? &series->points[step - series->first] : NULL;
}

static bool fill_points(const struct compare_answer *compare, struct compare_series *series,
                        const struct search_result *base, struct arena *arena)
{
    series->points = arena_calloc(arena, series->count + 1, sizeof *series->points);
    if (!series->points)
        return false;
    const struct search_result *result = &series->result;
    for (size_t i = 0; i < result->histogram_count; i++) {
        struct compare_point *point = point_at(compare, series, result->histogram[i].date);
        if (point)
            point->count = result->histogram[i].count;
    }
    for (size_t i = 0; i < base->histogram_count; i++) {
        struct compare_point *point = point_at(compare, series, base->histogram[i].date);
        if (point)
            point->base = base->histogram[i].count;
    }
    series->base = base->total;
    return true;
}

// The search that finds the questions of which a series' are.
static struct search_params base_of(const struct compare_answer *compare,
                                    const struct compare_series *series)
{
    struct search_params base = series->search;
    base.q = SLICE_NONE;
    base.field_mask = 0;
    if (compare->params.figures.base_is_all)
        base.filter_count = 0;
    return base;
}

// Whether each series has a base of its own.
static bool bases_differ(const struct compare_answer *compare)
{
    return compare->kind == COMPARE_PERIODS ||
           (compare->kind == COMPARE_VALUES && !compare->params.figures.base_is_all);
}

// Whether a series is its own base: it has no query, and no other base is asked for.
static bool is_own_base(const struct compare_answer *compare, const struct compare_series *series)
{
    return series->search.q.len == 0 && !compare->params.figures.base_is_all;
}

static enum status count_bases(const struct search_tools *tools, struct compare_answer *compare,
                               struct error *err)
{
    struct search_result base = {.total = 0};
    enum status status = STATUS_OK;
    for (size_t s = 0; status == STATUS_OK && s < compare->count; s++) {
        struct compare_series *series = &compare->series[s];
        struct search_params search = base_of(compare, series);
        if (is_own_base(compare, series))
            base = series->result;
        else if (s == 0 || bases_differ(compare))
            status = count_over_time(tools, &search, compare->by_month, &base, err);
        if (status == STATUS_OK && !fill_points(compare, series, &base, tools->arena))
            status = error_set(err, STATUS_NO_MEMORY, "compare: out of memory");
        compare->has_rates |= series->search.q.len > 0;
    }
    compare->has_rates |= compare->params.figures.base_is_all;
    return status;
}

static enum status count_series(const struct search_tools *tools, struct compare_answer *compare,
                                struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t s = 0; status == STATUS_OK && s < compare->count; s++) {
        struct compare_series *series = &compare->series[s];
        status = count_over_time(tools, &series->search, compare->by_month, &series->result, err);
        if (status == STATUS_INVALID)
            params_add_problem(&compare->problems, SLICE("q"),
                               arena_copy(tools->arena, slice_from(err->message)), SLICE(""));
    }
    return status;
}

enum status compare_answer_make(const struct search_tools *tools,
                                const struct search_profile *profile, struct parameter_list list,
                                struct compare_answer *out, struct error *err)
{
    *out = (struct compare_answer){.kind = COMPARE_NOTHING};
    struct param_rules rules = {profile->known, profile->default_limit, tools->language};
    enum status status = params_read(list, rules, tools->arena, &out->params, &out->problems, err);
    if (status == STATUS_OK)
        status = choose_series(out, tools->arena, err);
    if (status != STATUS_OK)
        return status;
    choose_step(out);
    status = count_series(tools, out, err);
    if (status != STATUS_OK)
        return status;
    lay_axis(out);
    return count_bases(tools, out, err);
}

// --- CSV ---------------------------------------------------------------------------------------

void compare_write_csv(struct csv *csv, const struct compare_answer *compare)
{
    static const char *const names[] = {"serie", "periode", "nombre", "questions", "pour_mille"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_text(csv, slice_from(names[i]));
    csv_end_row(csv);
    for (size_t s = 0; s < compare->count; s++) {
        const struct compare_series *series = &compare->series[s];
        for (size_t i = 0; i < series->count; i++) {
            csv_text(csv, series->label);
            csv_date(csv, compare_date(compare, series, i));
            csv_number(csv, series->points[i].count);
            csv_number(csv, series->points[i].base);
            csv_decimal(csv, stats_rate(series->points[i].count, series->points[i].base));
            csv_end_row(csv);
        }
    }
}
