// See stats_write.h.
//
// Columns and members are the same, in the same order: the fields grouped by, then the measures asked for. Medians
// never stand without the number of answers that they are of (n_delai) and of questions that still wait (en_attente).
#include "answer/stats/stats_write.h"

#include "base/date.h"

// A group to be written, and what its rates are of.
struct row {
    const struct exchange_group *group;
    struct stats_base base;
};

static struct stats_base base_of(const struct stats_answer *stats, size_t group)
{
    return stats->bases ? stats->bases[group] : (struct stats_base){.questions = 0};
}

static bool is_asked(const struct stats_answer *stats, enum measure measure)
{
    const unsigned delays = 1u << MEASURE_MEDIAN | 1u << MEASURE_P90 | 1u << MEASURE_INTERVAL;
    return stats->measures >> measure & 1 ||
           (measure == MEASURE_WAITING && stats->measures & delays);
}

// Whether the number of known delays is told before this measure: the first of those that are of them.
static bool counts_delays(const struct stats_answer *stats, enum measure measure)
{
    static const enum measure OF_DELAYS[] = {MEASURE_MEDIAN, MEASURE_P90, MEASURE_INTERVAL};
    for (size_t i = 0; i < sizeof OF_DELAYS / sizeof *OF_DELAYS; i++)
        if (is_asked(stats, OF_DELAYS[i]))
            return measure == OF_DELAYS[i];
    return false;
}

// --- JSON --------------------------------------------------------------------------------------

static void put_known(struct json_writer *json, const char *name, bool is_known, int64_t value)
{
    if (is_known)
        json_writer_put_int(json, name, value);
    else
        json_writer_put_null(json, name);
}

static void put_measure(struct json_writer *json, const struct row *row, enum measure measure)
{
    const struct exchange_group *group = row->group;
    const char *name = figures_measure_name(measure);
    switch (measure) {
    case MEASURE_COUNT:
        json_writer_put_int(json, name, group->documents);
        return;
    case MEASURE_ANSWERED:
        json_writer_put_int(json, name, group->answered);
        return;
    case MEASURE_WAITING:
        json_writer_put_int(json, name, group->waiting);
        return;
    case MEASURE_MEDIAN:
        if (group->delays)
            json_writer_put_decimal(json, name, group->median);
        else
            json_writer_put_null(json, name);
        return;
    case MEASURE_P90:
        put_known(json, name, group->delays > 0, group->p90);
        return;
    case MEASURE_INTERVAL:
        put_known(json, "mediane_bas", group->has_interval, group->median_low);
        put_known(json, "mediane_haut", group->has_interval, group->median_high);
        return;
    case MEASURE_LATE: // where no rule holds for any exchange, none is known to be late or not
        json_writer_put_int(json, "n_echeance", group->judged);
        put_known(json, "repondues_hors_delai", group->judged > 0, group->late_answered);
        put_known(json, "en_attente_hors_delai", group->judged > 0, group->late_waiting);
        return;
    case MEASURE_RATE:
        json_writer_put_int(json, "questions", row->base.questions);
        json_writer_put_decimal(json, name, stats_rate(group->documents, row->base.questions));
        return;
    case MEASURE_WORD_RATE:
        json_writer_put_int(json, "mots", (int64_t)row->base.words);
        json_writer_put_decimal(json, name, stats_word_rate(group->documents, row->base.words));
        return;
    case MEASURES_END:
        return;
    }
}

static void put_measures(struct json_writer *json, const struct stats_answer *stats,
                         const struct row *row)
{
    for (unsigned m = 0; m < MEASURES_END; m++) {
        if (counts_delays(stats, (enum measure)m))
            json_writer_put_int(json, "n_delai", row->group->delays);
        if (is_asked(stats, (enum measure)m))
            put_measure(json, row, (enum measure)m);
    }
}

static void put_value(struct json_writer *json, enum field field, struct slice value)
{
    int64_t year = 0;
    for (size_t i = 0; field == FIELD_YEAR && i < value.len; i++)
        year = 10 * year + (value.ptr[i] - '0');
    if (year > 0)
        json_writer_put_int(json, field_short_name(field), year);
    else
        json_writer_put_optional(json, field_short_name(field), value);
}

static void put_names(struct json_writer *json, const struct stats_answer *stats)
{
    const struct search_params *params = &stats->search.params;
    json_writer_key(json, "par");
    json_writer_array(json);
    for (size_t i = 0; i < params->figures.by_count; i++)
        json_writer_string(json, slice_from(field_short_name(params->figures.by[i])));
    json_writer_end(json);
    if (stats->search.request.groups.late_by)
        json_writer_put_date(json, "au", stats->search.request.groups.today);
    json_writer_put_text(json, "base", params->figures.base_is_all ? "tout" : "filtres");
    json_writer_key(json, "types");
    json_writer_array(json);
    for (size_t i = 0; i < stats->type_count; i++)
        json_writer_string(json, stats->types[i]);
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field == FIELD_TYPE)
            json_writer_string(json, params->filters[i].value);
    json_writer_end(json);
}

void stats_write_rows(struct json_writer *json, const struct stats_answer *stats)
{
    const struct group_result *groups = &stats->search.result.groups;
    const struct search_params *params = &stats->search.params;
    json_writer_key(json, "ensemble");
    json_writer_object(json);
    put_measures(json, stats, &(struct row){&groups->whole, stats->whole_base});
    json_writer_end(json);
    json_writer_key(json, "lignes");
    json_writer_array(json);
    for (size_t g = 0; params->figures.by_count > 0 && g < groups->count; g++) {
        json_writer_object(json);
        for (size_t i = 0; i < params->figures.by_count; i++)
            put_value(json, params->figures.by[i], groups->groups[g].value[i]);
        put_measures(json, stats, &(struct row){&groups->groups[g], base_of(stats, g)});
        json_writer_end(json);
    }
    json_writer_end(json);
}

void stats_write_json(struct json_writer *json, const struct stats_answer *stats,
                      const struct answer_site *site)
{
    json_writer_object(json);
    answer_json_query(json, &stats->search);
    answer_json_index(json, site);
    json_writer_put_int(json, "total", (int64_t)stats->search.result.total);
    put_names(json, stats);
    stats_write_rows(json, stats);
    json_writer_end(json);
}

// --- CSV ---------------------------------------------------------------------------------------

static void csv_known(struct csv *csv, bool is_known, int64_t value)
{
    if (is_known)
        csv_number(csv, value);
    else
        csv_text(csv, SLICE(""));
}

static void csv_measure(struct csv *csv, const struct row *row, enum measure measure)
{
    const struct exchange_group *group = row->group;
    switch (measure) {
    case MEASURE_COUNT:
        csv_number(csv, group->documents);
        return;
    case MEASURE_ANSWERED:
        csv_number(csv, group->answered);
        return;
    case MEASURE_WAITING:
        csv_number(csv, group->waiting);
        return;
    case MEASURE_MEDIAN:
        if (group->delays)
            csv_decimal(csv, group->median);
        else
            csv_text(csv, SLICE(""));
        return;
    case MEASURE_P90:
        csv_known(csv, group->delays > 0, group->p90);
        return;
    case MEASURE_INTERVAL:
        csv_known(csv, group->has_interval, group->median_low);
        csv_known(csv, group->has_interval, group->median_high);
        return;
    case MEASURE_LATE:
        csv_number(csv, group->judged);
        csv_known(csv, group->judged > 0, group->late_answered);
        csv_known(csv, group->judged > 0, group->late_waiting);
        return;
    case MEASURE_RATE:
        csv_number(csv, row->base.questions);
        csv_decimal(csv, stats_rate(group->documents, row->base.questions));
        return;
    case MEASURE_WORD_RATE:
        csv_number(csv, (int64_t)row->base.words);
        csv_decimal(csv, stats_word_rate(group->documents, row->base.words));
        return;
    case MEASURES_END:
        return;
    }
}

static void csv_names(struct csv *csv, enum measure measure)
{
    if (measure == MEASURE_RATE)
        csv_text(csv, SLICE("questions"));
    if (measure == MEASURE_WORD_RATE)
        csv_text(csv, SLICE("mots"));
    if (measure == MEASURE_LATE) {
        csv_text(csv, SLICE("n_echeance"));
        csv_text(csv, SLICE("repondues_hors_delai"));
        csv_text(csv, SLICE("en_attente_hors_delai"));
    } else if (measure == MEASURE_INTERVAL) {
        csv_text(csv, SLICE("mediane_bas"));
        csv_text(csv, SLICE("mediane_haut"));
    } else {
        csv_text(csv, slice_from(figures_measure_name(measure)));
    }
}

static void csv_header(struct csv *csv, const struct stats_answer *stats)
{
    const struct search_params *params = &stats->search.params;
    for (size_t i = 0; i < params->figures.by_count; i++)
        csv_text(csv, slice_from(field_short_name(params->figures.by[i])));
    for (unsigned m = 0; m < MEASURES_END; m++) {
        if (counts_delays(stats, (enum measure)m))
            csv_text(csv, SLICE("n_delai"));
        if (is_asked(stats, (enum measure)m))
            csv_names(csv, (enum measure)m);
    }
    csv_end_row(csv);
}

void stats_write_csv(struct csv *csv, const struct stats_answer *stats)
{
    const struct group_result *groups = &stats->search.result.groups;
    const struct search_params *params = &stats->search.params;
    csv_header(csv, stats);
    for (size_t g = 0; g < groups->count; g++) {
        struct row row = {&groups->groups[g], base_of(stats, g)};
        for (size_t i = 0; i < params->figures.by_count; i++)
            csv_text(csv, row.group->value[i]);
        for (unsigned m = 0; m < MEASURES_END; m++) {
            if (counts_delays(stats, (enum measure)m))
                csv_number(csv, row.group->delays);
            if (is_asked(stats, (enum measure)m))
                csv_measure(csv, &row, (enum measure)m);
        }
        csv_end_row(csv);
    }
}
