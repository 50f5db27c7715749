// Readers of the parameters of tables and charts. See figures.h.
//
// Each reads one value, and adds a problem where it is none; what only several together can get wrong is judged by who
// counts (answer/stats/).
#include "answer/params/figures.h"

#include "answer/params/date.h"
#include "answer/params/refusal.h"

// Fields go by their short names.
static const enum field GROUPS[] = {FIELD_MINISTER, FIELD_OFFICE,   FIELD_AUTHOR,  FIELD_RESPONDENT,
                                    FIELD_TYPE,     FIELD_SESSION,  FIELD_YEAR,    FIELD_STATUS,
                                    FIELD_DELAY,    FIELD_ASSEMBLY, FIELD_GROUP,   FIELD_REFERRAL,
                                    FIELD_CITE,     FIELD_COMMUNE,  FIELD_PROVINCE};
static const struct params_choice BASES[] = {{"filtres", 0}, {"tout", 1}};
// Twice the order, one more where it ascends.
static const struct params_choice ROW_SORTS[] = {
    {"nombre", 2 * ROW_SORT_COUNT},
    {"nombre-croissant", 2 * ROW_SORT_COUNT + 1},
    {"part", 2 * ROW_SORT_SHARE},
    {"part-croissante", 2 * ROW_SORT_SHARE + 1},
    {"mediane_delai", 2 * ROW_SORT_MEDIAN},
    {"mediane_delai-croissante", 2 * ROW_SORT_MEDIAN + 1},
    {"p90_delai", 2 * ROW_SORT_P90},
    {"p90_delai-croissant", 2 * ROW_SORT_P90 + 1},
    {"repondues_hors_delai", 2 * ROW_SORT_LATE},
    {"repondues_hors_delai-croissant", 2 * ROW_SORT_LATE + 1},
    {"en_attente_hors_delai", 2 * ROW_SORT_OVERDUE},
    {"en_attente_hors_delai-croissant", 2 * ROW_SORT_OVERDUE + 1},
    {"en_attente", 2 * ROW_SORT_WAITING},
    {"en_attente-croissant", 2 * ROW_SORT_WAITING + 1},
    {"valeur-decroissante", 2 * ROW_SORT_VALUE},
    {"valeur", 2 * ROW_SORT_VALUE + 1},
};

// What is told of a group of exchanges, in the order of the answers.
static const struct params_choice MEASURE_NAMES[] = {
    {"nombre", MEASURE_COUNT},          {"repondues", MEASURE_ANSWERED},
    {"en_attente", MEASURE_WAITING},    {"mediane_delai", MEASURE_MEDIAN},
    {"p90_delai", MEASURE_P90},         {"intervalle_mediane", MEASURE_INTERVAL},
    {"hors_delai", MEASURE_LATE},       {"pour_mille", MEASURE_RATE},
    {"par_million", MEASURE_WORD_RATE},
};

static const struct params_choice SHOWN[] = {{"nombre", 0}, {"pour_mille", 1}};
static const struct params_choice STEPS[] = {{"annee", STEP_YEAR}, {"mois", STEP_MONTH}};

static void add_group(struct params_reader *reader, enum field field, struct figures_params *out)
{
    for (size_t i = 0; i < out->by_count; i++)
        if (out->by[i] == field)
            return;
    if (out->by_count < GROUP_MAX_FIELDS)
        out->by[out->by_count++] = field;
    else
        refuse_many_groups(reader);
}

void figures_read_groups(struct params_reader *reader, struct slice value,
                         struct figures_params *out)
{
    struct slice name;
    while (params_choice_next(&value, &name)) {
        int chosen = params_choice_field(reader, name, GROUPS, COUNT(GROUPS));
        if (chosen >= 0)
            add_group(reader, (enum field)chosen, out);
    }
}

void figures_read_measures(struct params_reader *reader, struct slice value,
                           struct figures_params *out)
{
    struct slice name;
    while (params_choice_next(&value, &name)) {
        int chosen = params_choice_read(reader, name, MEASURE_NAMES, COUNT(MEASURE_NAMES));
        if (chosen >= 0)
            out->measures |= 1u << (unsigned)chosen;
    }
}

void figures_read_base(struct params_reader *reader, struct slice value, struct figures_params *out)
{
    int chosen = params_choice_read(reader, value, BASES, COUNT(BASES));
    if (chosen >= 0)
        out->base_is_all = chosen == 1;
}

void figures_read_time_base(struct params_reader *reader, struct slice value,
                            struct figures_params *out)
{
    int chosen = params_choice_read(reader, value, BASES, COUNT(BASES));
    if (chosen >= 0)
        out->base_is_filtered = chosen == 0;
}

void figures_read_words(struct params_reader *reader, struct slice value,
                        struct figures_params *out)
{
    params_choice_flag(reader, value, &out->wants_words);
}

void figures_read_row_sort(struct params_reader *reader, struct slice value,
                           struct figures_params *out)
{
    int chosen = params_choice_read(reader, value, ROW_SORTS, COUNT(ROW_SORTS));
    if (chosen < 0)
        return;
    out->row_sort = (enum row_sort)(chosen / 2);
    out->rows_ascend = chosen % 2 == 1;
    out->row_sort_given = true;
}

static void read_side(struct params_reader *reader, struct slice value, enum field *side)
{
    int chosen = params_choice_field(reader, value, GROUPS, COUNT(GROUPS));
    if (chosen >= 0)
        *side = (enum field)chosen;
}

void figures_read_rows(struct params_reader *reader, struct slice value, struct figures_params *out)
{
    read_side(reader, value, &out->sides[0]);
}

void figures_read_columns(struct params_reader *reader, struct slice value,
                          struct figures_params *out)
{
    read_side(reader, value, &out->sides[1]);
}

void figures_read_most_rows(struct params_reader *reader, struct slice value,
                            struct figures_params *out)
{
    (void)params_number(reader, value, 1, FIGURES_MAX_AXIS, &out->side_most[0]);
}

void figures_read_most_columns(struct params_reader *reader, struct slice value,
                               struct figures_params *out)
{
    (void)params_number(reader, value, 1, FIGURES_MAX_AXIS, &out->side_most[1]);
}

// --- what is compared --------------------------------------------------------------------------

void figures_read_theme(struct params_reader *reader, struct slice value,
                        struct figures_params *out)
{
    struct slice theme;
    if (!params_short_text(reader, value, &theme))
        return;
    for (size_t i = 0; i < out->theme_count; i++)
        if (slice_equal(out->themes[i], theme))
            return;
    if (out->theme_count < FIGURES_MAX_COMPARED)
        out->themes[out->theme_count++] = theme;
    else
        refuse_many_compared(reader, FIGURES_MAX_COMPARED);
}

void figures_read_period_compared(struct params_reader *reader, struct slice value,
                                  struct figures_params *out)
{
    struct slice dots = SLICE("..");
    size_t at = slice_find(value, dots);
    bool is_range = at < value.len;
    struct slice first = slice_trim(slice_of(value.ptr, at));
    struct slice last = is_range ? slice_trim(slice_from_offset(value, at + dots.len)) : first;
    struct figures_period period = {params_date(first), params_date(last)};
    if (period.from == DATE_NONE || period.to == DATE_NONE ||
        date_first_day(period.from) > date_last_day(period.to)) {
        refuse_period(reader, value);
        return;
    }
    for (size_t i = 0; i < out->period_count; i++)
        if (out->periods[i].from == period.from && out->periods[i].to == period.to)
            return;
    if (out->period_count < FIGURES_MAX_COMPARED)
        out->periods[out->period_count++] = period;
    else
        refuse_many_compared(reader, FIGURES_MAX_COMPARED);
}

void figures_read_shown_measure(struct params_reader *reader, struct slice value,
                                struct figures_params *out)
{
    int chosen = params_choice_read(reader, value, SHOWN, COUNT(SHOWN));
    if (chosen >= 0)
        out->shows_rate = chosen == 1;
}

void figures_read_step(struct params_reader *reader, struct slice value, struct figures_params *out)
{
    int chosen = params_choice_read(reader, value, STEPS, COUNT(STEPS));
    if (chosen >= 0)
        out->step = (enum figures_step)chosen;
}

void figures_append_period(struct buf *out, struct figures_period period)
{
    char text[DATE_TEXT_SIZE];
    buf_append(out, text, date_format_iso(period.from, text));
    if (period.from == period.to)
        return;
    buf_append_slice(out, SLICE(".."));
    buf_append(out, text, date_format_iso(period.to, text));
}

// --- names -------------------------------------------------------------------------------------

const char *figures_step_name(enum figures_step step)
{
    return params_choice_name((int)step, STEPS, COUNT(STEPS));
}

const char *figures_row_sort_name(enum row_sort sort, bool ascends)
{
    return params_choice_name(2 * (int)sort + ascends, ROW_SORTS, COUNT(ROW_SORTS));
}

const char *figures_measure_name(enum measure measure)
{
    return params_choice_name((int)measure, MEASURE_NAMES, COUNT(MEASURE_NAMES));
}
