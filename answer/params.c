// The one table of parameters, and how each is read.
//
// The caller (page, API, feed, export) says by a bit mask which parameters it knows. Reading goes once
// over what was sent: an unknown name, a second value where one is allowed, a value that is none of
// those expected: each adds a problem with a French sentence and the nearest valid word, or all of them, and
// reading goes on, so that a client learns everything at once. Nothing is ignored silently.
//
// Cost: a linear look through some twenty names per parameter sent.

#include "answer/params.h"

#include "answer/params/date.h"
#include "answer/params/filter.h"
#include "answer/params/hint.h"
#include "answer/params/refusal.h"
#include "stemmer/text/fold.h"

struct reader {
    struct params_reader value; // at hand
    struct search_params *out;
    enum field field; // that it filters by
};

struct rule {
    const char *name; // NULL: the short name of `field`, by which it filters
    unsigned bit;
    bool may_repeat;
    void (*read)(struct reader *reader, struct slice value);
    enum field field;
};

// --- values out of a short list -----------------------------------------------------------

static const struct params_choice MODES[] = {
    {"auto", MODE_AUTO}, {"all", MODE_ALL}, {"any", MODE_ANY}};
static const struct params_choice SORTS[] = {
    {"pertinence", SORT_RELEVANCE},      {"date", SORT_DATE_DESC},
    {"date-croissante", SORT_DATE_ASC},  {"delai", SORT_DELAY_DESC},
    {"delai-croissant", SORT_DELAY_ASC}, {"reponse", SORT_ANSWER_DESC},
};
static const struct params_choice PERIODS[] = {{"annee", 0}, {"mois", 1}};
static const struct params_choice ROWS_OF[] = {{"echange", 0}, {"reponse", 1}};
static const struct params_choice SEPARATORS[] = {{"virgule", 0}, {"point-virgule", 1}};

// Fields as values go by their short names.
static const enum field TEXT_FIELDS[] = {FIELD_TITLE, FIELD_QUESTION, FIELD_ANSWER};
static const enum field FACETS[] = {FIELD_MINISTER, FIELD_OFFICE,  FIELD_AUTHOR,   FIELD_TYPE,
                                    FIELD_SESSION,  FIELD_YEAR,    FIELD_STATUS,   FIELD_DELAY,
                                    FIELD_ASSEMBLY, FIELD_GROUP,   FIELD_REFERRAL, FIELD_CITE,
                                    FIELD_COMMUNE,  FIELD_PROVINCE};

static void read_mode(struct reader *reader, struct slice value)
{
    int chosen = params_choice_read(&reader->value, value, MODES, COUNT(MODES));
    if (chosen >= 0)
        reader->out->mode = (enum search_mode)chosen;
}

static void read_sort(struct reader *reader, struct slice value)
{
    int chosen = params_choice_read(&reader->value, value, SORTS, COUNT(SORTS));
    if (chosen >= 0)
        reader->out->sort = (enum search_sort)chosen;
}

static void read_explain(struct reader *reader, struct slice value)
{
    params_choice_flag(&reader->value, value, &reader->out->explain);
}

static void read_people(struct reader *reader, struct slice value)
{
    bool is_wanted = true;
    params_choice_flag(&reader->value, value, &is_wanted);
    reader->out->without_people = !is_wanted;
}

static void read_partials(struct reader *reader, struct slice value)
{
    bool wanted = true;
    params_choice_flag(&reader->value, value, &wanted);
    reader->out->no_partials = !wanted;
}

static void read_fold(struct reader *reader, struct slice value)
{
    params_choice_flag(&reader->value, value, &reader->out->other_fold);
}

static void read_unfold(struct reader *reader, struct slice value)
{
    bool is_folded = true;
    params_choice_flag(&reader->value, value, &is_folded);
    reader->out->other_fold = !is_folded;
}

static void read_bom(struct reader *reader, struct slice value)
{
    params_choice_flag(&reader->value, value, &reader->out->csv_bom);
}

static void read_end(struct reader *reader, struct slice value)
{
    bool has_end = true;
    params_choice_flag(&reader->value, value, &has_end);
    reader->out->without_end = !has_end;
}

static void read_rows_of(struct reader *reader, struct slice value)
{
    int chosen = params_choice_read(&reader->value, value, ROWS_OF, COUNT(ROWS_OF));
    if (chosen >= 0)
        reader->out->by_answer = chosen == 1;
}

static void read_separator(struct reader *reader, struct slice value)
{
    int chosen = params_choice_read(&reader->value, value, SEPARATORS, COUNT(SEPARATORS));
    if (chosen >= 0)
        reader->out->csv_semicolon = chosen == 1;
}

static void read_period(struct reader *reader, struct slice value)
{
    int chosen = params_choice_read(&reader->value, value, PERIODS, COUNT(PERIODS));
    if (chosen >= 0)
        reader->out->by_month = chosen == 1;
}

static void read_fields(struct reader *reader, struct slice value)
{
    int chosen = params_choice_field(&reader->value, value, TEXT_FIELDS, COUNT(TEXT_FIELDS));
    if (chosen >= 0)
        reader->out->field_mask |= FIELD_MASK((unsigned)chosen);
}

static void read_hit_columns(struct reader *reader, struct slice value)
{
    params_columns_read(&reader->value, value, COLUMNS_OF_HIT, &reader->out->columns);
}

static void read_export_columns(struct reader *reader, struct slice value)
{
    params_columns_read(&reader->value, value, COLUMNS_OF_EXPORT, &reader->out->columns);
}

static void read_values(struct reader *reader, struct slice value)
{
    int chosen = params_choice_field(&reader->value, value, FACETS, COUNT(FACETS));
    if (chosen >= 0)
        reader->out->facet_mask |= 1u << (unsigned)chosen;
}

static void read_facets(struct reader *reader, struct slice value)
{
    struct slice name;
    while (params_choice_next(&value, &name))
        read_values(reader, name);
}

// --- numbers, texts, dates ----------------------------------------------------------------

static void read_limit(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 0, PARAMS_MAX_LIMIT, &reader->out->limit);
}

static void read_offset(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 0, PARAMS_MAX_OFFSET, &reader->out->offset);
}

static void read_facet_limit(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 1, PARAMS_MAX_FACET_LIMIT,
                        &reader->out->facet_limit);
}

static void read_page(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 1, PARAMS_MAX_OFFSET, &reader->out->page);
}

static void read_q(struct reader *reader, struct slice value)
{
    (void)params_short_text(&reader->value, value, &reader->out->q);
}

static void read_text(struct reader *reader, struct slice value)
{
    (void)params_short_text(&reader->value, value, &reader->out->text);
}

static void read_highlight(struct reader *reader, struct slice value)
{
    (void)params_short_text(&reader->value, value, &reader->out->highlight);
}

static void read_cursor(struct reader *reader, struct slice value)
{
    reader->out->cursor = value; // decoded and checked by search_service.c
}

static void read_from(struct reader *reader, struct slice value)
{
    reader->out->from = value;
    reader->out->date_from = params_date_read(&reader->value, value);
}

static void read_to(struct reader *reader, struct slice value)
{
    reader->out->to = value;
    reader->out->date_to = params_date_read(&reader->value, value);
}

// --- changes ------------------------------------------------------------------------------

static void read_since_moment(struct reader *reader, struct slice value)
{
    reader->out->changes.since = params_moment_read(&reader->value, value);
}

static void read_day(struct reader *reader, struct slice value)
{
    reader->out->changes.day = params_day_read(&reader->value, value);
}

static void read_kinds(struct reader *reader, struct slice value)
{
    struct params_choice choices[CHANGE_KIND_COUNT];
    for (int k = 0; k < CHANGE_KIND_COUNT; k++)
        choices[k] = (struct params_choice){change_kind_name((enum change_kind)k), k};
    params_choice_set(&reader->value, value, choices, COUNT(choices), &reader->out->changes.kinds);
}

static void read_before(struct reader *reader, struct slice value)
{
    uint32_t number;
    if (params_number(&reader->value, value, 1, UINT32_MAX, &number))
        reader->out->changes.before = number;
}

static void read_change_limit(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 1, PARAMS_MAX_CHANGES, &reader->out->changes.limit);
}

// --- lines --------------------------------------------------------------------------------

static void read_lines(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, 1, PARAMS_MAX_LINES, &reader->out->lines);
}

static void read_context(struct reader *reader, struct slice value)
{
    (void)params_number(&reader->value, value, PARAMS_MIN_CONTEXT, PARAMS_MAX_CONTEXT,
                        &reader->out->context);
}

// --- filters ------------------------------------------------------------------------------

static void add_filter(struct reader *reader, struct slice value)
{
    struct search_params *out = reader->out;
    for (size_t i = 0; i < out->filter_count; i++)
        if (out->filters[i].field == reader->field && slice_equal(out->filters[i].value, value))
            return;
    if (out->filter_count < PARAMS_MAX_FILTERS) {
        out->filters[out->filter_count++] = (struct search_filter){reader->field, value};
        return;
    }
    refuse_many_filters(&reader->value, PARAMS_MAX_FILTERS);
}

static void read_filter(struct reader *reader, struct slice value)
{
    if (params_filter_read(&reader->value, reader->field, &value))
        add_filter(reader, value);
}

// --- tables and charts -------------------------------------------------------------------------

#define READ_FIGURES(what) \
    static void read_##what(struct reader *reader, struct slice value) \
    { \
        figures_read_##what(&reader->value, value, &reader->out->figures); \
    }
READ_FIGURES(groups)
READ_FIGURES(measures)
READ_FIGURES(base)
READ_FIGURES(time_base)
READ_FIGURES(words)
READ_FIGURES(row_sort)
READ_FIGURES(rows)
READ_FIGURES(columns)
READ_FIGURES(most_rows)
READ_FIGURES(most_columns)
READ_FIGURES(theme)
READ_FIGURES(period_compared)
READ_FIGURES(shown_measure)
READ_FIGURES(step)

// --- the table ----------------------------------------------------------------------------

static const struct rule RULES[] = {
    {"q", PARAM_Q, false, read_q, FIELD_COUNT},
    {"mode", PARAM_MODE, false, read_mode, FIELD_COUNT},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_TYPE},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_AUTHOR},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_MINISTER},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_OFFICE},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_ASSEMBLY},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_GROUP},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_SESSION},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_YEAR},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_STATUS},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_REFERRAL},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_CITE},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_COMMUNE},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_PROVINCE},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_DELAY},
    {NULL, PARAM_FILTERS, false, read_filter, FIELD_SINCE},
    {NULL, PARAM_FILTERS, false, read_filter, FIELD_CHANGED},
    {NULL, PARAM_FILTERS, true, read_filter, FIELD_SERIES},
    {"de", PARAM_DATES, false, read_from, FIELD_COUNT},
    {"a", PARAM_DATES, false, read_to, FIELD_COUNT},
    {"personnes", PARAM_MODE, false, read_people, FIELD_COUNT},
    {"dans", PARAM_FIELDS, true, read_fields, FIELD_COUNT},
    {"tri", PARAM_SORT, false, read_sort, FIELD_COUNT},
    {"tri", PARAM_ROW_SORT, false, read_row_sort, FIELD_COUNT},
    {"limit", PARAM_LIMIT, false, read_limit, FIELD_COUNT},
    {"offset", PARAM_OFFSET, false, read_offset, FIELD_COUNT},
    {"cursor", PARAM_CURSOR, false, read_cursor, FIELD_COUNT},
    {"page", PARAM_PAGE, false, read_page, FIELD_COUNT},
    {"facets", PARAM_FACETS, true, read_facets, FIELD_COUNT},
    {"valeurs", PARAM_VALUES, false, read_values, FIELD_COUNT},
    {"facet_limit", PARAM_FACETS, false, read_facet_limit, FIELD_COUNT},
    {"partiels", PARAM_PARTIALS, false, read_partials, FIELD_COUNT},
    {"regrouper", PARAM_FOLD, false, read_fold, FIELD_COUNT},
    {"regrouper", PARAM_FOLDED, false, read_unfold, FIELD_COUNT},
    {"explain", PARAM_EXPLAIN, false, read_explain, FIELD_COUNT},
    {"depuis", PARAM_CHANGES | PARAM_NEWS, false, read_since_moment, FIELD_COUNT},
    {"jour", PARAM_NEWS, false, read_day, FIELD_COUNT},
    {"genre", PARAM_CHANGES | PARAM_NEWS, true, read_kinds, FIELD_COUNT},
    {"avant", PARAM_NEWS, false, read_before, FIELD_COUNT},
    {"limit", PARAM_CHANGES, false, read_change_limit, FIELD_COUNT},
    {"limit", PARAM_LINES, false, read_lines, FIELD_COUNT},
    {"contexte", PARAM_LINES, false, read_context, FIELD_COUNT},
    {"par", PARAM_GROUP, false, read_period, FIELD_COUNT},
    {"par", PARAM_STATS, true, read_groups, FIELD_COUNT},
    {"mesures", PARAM_STATS, true, read_measures, FIELD_COUNT},
    {"base", PARAM_STATS | PARAM_COMPARE, false, read_base, FIELD_COUNT},
    {"base", PARAM_TIME_BASE, false, read_time_base, FIELD_COUNT},
    {"mots", PARAM_TIME_BASE, false, read_words, FIELD_COUNT},
    {"lignes", PARAM_MATRIX, false, read_rows, FIELD_COUNT},
    {"colonnes", PARAM_MATRIX, false, read_columns, FIELD_COUNT},
    {"max_lignes", PARAM_MATRIX, false, read_most_rows, FIELD_COUNT},
    {"max_colonnes", PARAM_MATRIX, false, read_most_columns, FIELD_COUNT},
    {"q", PARAM_COMPARE, true, read_theme, FIELD_COUNT},
    {"periode", PARAM_COMPARE, true, read_period_compared, FIELD_COUNT},
    {"mesure", PARAM_COMPARE, false, read_shown_measure, FIELD_COUNT},
    {"par", PARAM_COMPARE, false, read_step, FIELD_COUNT},
    {"bom", PARAM_CSV, false, read_bom, FIELD_COUNT},
    {"sep", PARAM_CSV, false, read_separator, FIELD_COUNT},
    {"champs", PARAM_HIT_COLUMNS, true, read_hit_columns, FIELD_COUNT},
    {"champs", PARAM_COLUMNS, true, read_export_columns, FIELD_COUNT},
    {"par", PARAM_EXPORT, false, read_rows_of, FIELD_COUNT},
    {"fin", PARAM_EXPORT, false, read_end, FIELD_COUNT},
    {"text", PARAM_TEXT, false, read_text, FIELD_COUNT},
    {"surligner", PARAM_HIGHLIGHT, false, read_highlight, FIELD_COUNT},
};

static const char *rule_name(const struct rule *rule)
{
    return rule->name ? rule->name : field_short_name(rule->field);
}

const char *params_name(unsigned known, size_t number)
{
    for (size_t i = 0; i < COUNT(RULES); i++)
        if ((RULES[i].bit & known) && number-- == 0)
            return rule_name(&RULES[i]);
    return NULL;
}

static bool is_blank_control(char c)
{
    return (c > 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

struct slice params_blank_controls(struct slice text, struct arena *arena)
{
    size_t first = 0;
    while (first < text.len && !is_blank_control(text.ptr[first]))
        first++;
    if (first == text.len)
        return text;
    char *copy = arena_alloc(arena, text.len);
    for (size_t i = 0; copy && i < text.len; i++)
        copy[i] = is_blank_control(text.ptr[i]) ? ' ' : text.ptr[i];
    return copy ? slice_of(copy, text.len) : SLICE_NONE;
}

bool params_is_text(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
            return false;
    }
    return fold_is_utf8(s);
}

static const struct rule *find_rule(struct slice name, unsigned known)
{
    for (size_t i = 0; i < COUNT(RULES); i++)
        if ((RULES[i].bit & known) && slice_equal(name, slice_from(rule_name(&RULES[i]))))
            return &RULES[i];
    return NULL;
}

// What may have been meant by a name that is none, or, where that is none of them, all that there are.
static void refuse_name(struct reader *reader, unsigned known)
{
    struct params_choice names[COUNT(RULES)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(RULES); i++)
        if (RULES[i].bit & known)
            names[count++].name = rule_name(&RULES[i]);
    struct slice name = reader->value.name, nearest = params_hint(name);
    if (!find_rule(nearest, known))
        nearest = params_choice_nearest(name, names, count);
    refuse_unknown(&reader->value, nearest,
                   nearest.len > 0 ? SLICE("")
                                   : params_choice_list(reader->value.arena, names, count));
}

static bool was_given_before(const struct parameter_list *list, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (slice_equal(list->items[i].name, list->items[index].name) &&
            slice_trim(list->items[i].value).len > 0)
            return true;
    return false;
}

static void read_one(struct reader *reader, const struct parameter_list *list, size_t index,
                     unsigned known)
{
    const struct parameter *parameter = &list->items[index];
    reader->value.name = parameter->name;
    const struct rule *rule = find_rule(parameter->name, known);
    struct slice value = slice_trim(params_blank_controls(parameter->value, reader->value.arena));
    if (!rule) {
        refuse_name(reader, known);
    } else if (!params_is_text(value)) {
        params_add_problem(reader->value.problems, parameter->name,
                           refusal_value_not_text(reader->value.language), SLICE(""));
    } else if (value.len == 0) {
        return; // an empty field of a form
    } else if (!rule->may_repeat && was_given_before(list, index)) {
        refuse_repeated(&reader->value);
    } else {
        reader->field = rule->field;
        rule->read(reader, value);
    }
}

// What only two parameters together can get wrong.
static void check_together(struct reader *reader)
{
    struct search_params *out = reader->out;
    params_columns_check(&reader->value, &out->columns, out->by_answer);
    if (out->date_from != DATE_NONE && out->date_to != DATE_NONE &&
        date_first_day(out->date_from) > date_last_day(out->date_to))
        refuse_backward_period(&reader->value, out->from);
    if (out->changes.since != 0 && (out->cursor.len > 0 || out->changes.day != DATE_NONE))
        refuse_since_and_cursor(&reader->value);
    if (out->cursor.len > 0 && out->offset > 0)
        refuse_offset_and_cursor(&reader->value);
    if ((uint64_t)(out->page - 1) * out->limit > PARAMS_MAX_OFFSET)
        refuse_far_page(&reader->value, PARAMS_MAX_OFFSET);
}

uint32_t params_last_page(uint64_t total, uint32_t limit)
{
    uint64_t step = limit > 0 ? limit : 1, pages = (total + step - 1) / step;
    uint64_t most = PARAMS_MAX_OFFSET / step + 1;
    if (most > PARAMS_MAX_OFFSET) // of single results: the number of a page ends there, too
        most = PARAMS_MAX_OFFSET;
    if (pages > most)
        pages = most;
    return pages > 0 ? (uint32_t)pages : 1;
}

enum status params_read(struct parameter_list list, struct param_rules rules, struct arena *arena,
                        struct search_params *out, struct param_problems *problems,
                        struct error *err)
{
    *out = (struct search_params){.limit = rules.default_limit, .page = 1};
    problems->count = 0;
    struct reader reader = {
        .value = {.problems = problems, .arena = arena, .language = rules.language}, .out = out};
    for (size_t i = 0; i < list.count; i++)
        read_one(&reader, &list, i, rules.known);
    check_together(&reader);
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the parameters");
    if (problems->count > 0)
        return error_set(err, STATUS_INVALID, "%.*s", SLICE_ARG(problems->items[0].detail));
    return STATUS_OK;
}

void params_narrow_period(struct search_params *params, uint32_t date)
{
    if (params->date_from == DATE_NONE || date_first_day(params->date_from) <= date_first_day(date))
        params->date_from = date;
    if (params->date_to == DATE_NONE || date_last_day(params->date_to) >= date_last_day(date))
        params->date_to = date;
}

size_t params_filters_on(const struct search_params *params, enum field field)
{
    size_t count = 0;
    for (size_t i = 0; i < params->filter_count; i++)
        count += params->filters[i].field == field;
    return count;
}

const char *params_sort_name(enum search_sort sort)
{
    return params_choice_name((int)sort, SORTS, COUNT(SORTS));
}

const char *params_mode_name(enum search_mode mode)
{
    return params_choice_name((int)mode, MODES, COUNT(MODES));
}
