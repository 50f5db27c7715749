// See profile.h.
//
// A role is one counting (groups by year, facets, the newest) and one search for what waits, an office one counting
// more for its holders: five passes over the columns at most, and the texts of ten exchanges.
#include "answer/stats/profile.h"

#include "answer/stats/stats_write.h"

#include <stdlib.h>

static const struct search_profile ROLE = {
    .known = PARAM_FILTERS | PARAM_STATS,
    .default_limit = PROFILE_HITS,
    .facet_mask = 1u << FIELD_MINISTER | 1u << FIELD_AUTHOR | 1u << FIELD_OFFICE,
    .facet_limit = PROFILE_VALUES + 1, // one may be who it is about
};

static enum status find_waiting(const struct search_tools *tools, struct profile_role *role,
                                struct error *err)
{
    const struct search_request *counted = &role->by_year.search.request;
    struct search_filter *filters =
        arena_calloc(tools->arena, counted->filter_count + 2, sizeof *filters);
    if (!filters)
        return error_set(err, STATUS_NO_MEMORY, "profile: out of memory");
    size_t count = 0;
    for (; count < counted->filter_count; count++)
        filters[count] = counted->filters[count];
    filters[count++] =
        (struct search_filter){FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_WAITING))};
    filters[count++] = (struct search_filter){
        FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_PROVISIONAL))};
    const struct search_request request = {
        .sort = SORT_DATE_ASC, .filters = filters, .filter_count = count, .limit = PROFILE_HITS};
    return search_run(tools->searcher, tools->view, &request, tools->arena, &role->waiting, err);
}

// Counts by minister and office, and leaves the groups of one of them: those of `name`.
static enum status count_tenures(const struct search_tools *tools, enum field field,
                                 struct slice name, struct stats_answer *out, struct error *err)
{
    const struct parameter list[] = {{slice_from(field_short_name(field)), name},
                                     {SLICE("par"), SLICE("ministre,fonction")}};
    enum status status = stats_answer_make(tools, &STATS_PROFILE, (struct parameter_list){list, 2},
                                           FIELD_COUNT, out, err);
    if (status != STATUS_OK)
        return status;
    struct group_result *groups = &out->search.result.groups;
    struct exchange_group *kept = arena_calloc(tools->arena, groups->count + 1, sizeof *kept);
    if (!kept)
        return error_set(err, STATUS_NO_MEMORY, "profile: out of memory");
    size_t count = 0;
    for (size_t g = 0; g < groups->count; g++) {
        const struct exchange_group *group = &groups->groups[g];
        if (field_values_are_same(field, group->value[field == FIELD_OFFICE], name))
            kept[count++] = *group;
    }
    groups->groups = kept;
    groups->count = count;
    return STATUS_OK;
}

static int by_count(const void *a, const void *b)
{
    const struct facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return slice_compare(x->value, y->value);
}

// Puts the portfolios of a minister's own titles in the place of those of whoever was asked together with them.
static enum status own_portfolios(const struct search_tools *tools, struct slice name,
                                  struct facet *facet, struct error *err)
{
    struct stats_answer *stats = arena_calloc(tools->arena, 1, sizeof *stats);
    if (!stats)
        return error_set(err, STATUS_NO_MEMORY, "profile: out of memory");
    enum status status = count_tenures(tools, FIELD_MINISTER, name, stats, err);
    if (status != STATUS_OK)
        return status;
    const struct group_result *groups = &stats->search.result.groups;
    struct facet_value *values = arena_calloc(tools->arena, groups->count + 1, sizeof *values);
    if (!values)
        return error_set(err, STATUS_NO_MEMORY, "profile: out of memory");
    size_t count = 0;
    for (size_t g = 0; g < groups->count; g++)
        if (groups->groups[g].value[1].len > 0)
            values[count++] =
                (struct facet_value){groups->groups[g].value[1], groups->groups[g].documents};
    qsort(values, count, sizeof *values, by_count);
    *facet = (struct facet){
        .field = FIELD_OFFICE,
        .values = values,
        .value_count = count < PROFILE_VALUES + 1 ? count : PROFILE_VALUES + 1,
        .distinct = (uint32_t)count,
    };
    for (size_t i = facet->value_count; i < count; i++)
        facet->others += values[i].count;
    return STATUS_OK;
}

static enum status mend_facets(const struct search_tools *tools, struct slice name,
                               struct search_result *result, struct error *err)
{
    struct facet *facets = arena_calloc(tools->arena, result->facet_count + 1, sizeof *facets);
    if (!facets)
        return error_set(err, STATUS_NO_MEMORY, "profile: out of memory");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < result->facet_count; i++) {
        facets[i] = result->facets[i];
        if (facets[i].field == FIELD_OFFICE && status == STATUS_OK)
            status = own_portfolios(tools, name, &facets[i], err);
    }
    result->facets = facets;
    return status;
}

static enum status count_role(const struct search_tools *tools, struct profile *profile,
                              enum field field, uint64_t total, struct error *err)
{
    struct profile_role *role = &profile->roles[profile->role_count++];
    const struct parameter theirs = {slice_from(field_short_name(field)), profile->who.name};
    role->field = field;
    role->total = total;
    enum status status = stats_answer_make(tools, &ROLE, (struct parameter_list){&theirs, 1},
                                           FIELD_YEAR, &role->by_year, err);
    if (status == STATUS_OK && field == FIELD_MINISTER)
        status = mend_facets(tools, profile->who.name, &role->by_year.search.result, err);
    return status == STATUS_OK ? find_waiting(tools, role, err) : status;
}

static enum status make_person(const struct search_tools *tools, struct profile *profile,
                               struct error *err)
{
    enum status status = STATUS_OK;
    if (profile->who.asked > 0)
        status = count_role(tools, profile, FIELD_AUTHOR, profile->who.asked, err);
    if (status == STATUS_OK && profile->who.received > 0)
        status = count_role(tools, profile, FIELD_MINISTER, profile->who.received, err);
    return status;
}

static enum status make_office(const struct search_tools *tools, struct profile *profile,
                               struct error *err)
{
    enum status status = count_role(tools, profile, FIELD_OFFICE, profile->who.received, err);
    return status == STATUS_OK
               ? count_tenures(tools, FIELD_OFFICE, profile->who.name, &profile->holders, err)
               : status;
}

enum status profile_make(const struct search_tools *tools, bool is_office, struct slice slug,
                         struct profile *out, struct error *err)
{
    *out = (struct profile){.is_office = is_office};
    enum status status =
        is_office
            ? directory_office(tools->searcher, tools->view, slug, tools->arena, &out->who, err)
            : directory_person(tools->searcher, tools->view, slug, tools->arena, &out->who, err);
    if (status != STATUS_OK)
        return status;
    return is_office ? make_office(tools, out, err) : make_person(tools, out, err);
}

static struct slice folder_of(bool is_office)
{
    return is_office ? SLICE("/fonction/") : SLICE("/personne/");
}

struct slice profile_path(bool is_office, struct slice slug, struct arena *arena)
{
    struct buf path;
    buf_init(&path, 0);
    buf_append_slice(&path, folder_of(is_office));
    buf_append_encoded(&path, slug);
    return arena_take(arena, &path);
}

// --- JSON --------------------------------------------------------------------------------------

static void put_link(struct json_writer *json, const char *key, bool is_office, struct slice slug)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    json_writer_string_append(json, json->links);
    json_writer_string_append(json, folder_of(is_office));
    json_writer_string_append(json, slug);
    json_writer_string_end(json);
}

static void put_entry(struct json_writer *json, const struct directory_entry *entry, bool is_office)
{
    json_writer_put_string(json, "id", entry->slug);
    json_writer_put_string(json, "nom", entry->name);
    if (!is_office)
        json_writer_put_int(json, "posees", (int64_t)entry->asked);
    json_writer_put_int(json, "recues", (int64_t)entry->received);
    if (!is_office)
        json_writer_put_int(json, "repondues", (int64_t)entry->answered);
    put_link(json, "url", is_office, entry->slug);
}

static void put_values(struct json_writer *json, const struct facet *facet,
                       const struct search_tools *tools)
{
    bool is_office = facet->field == FIELD_OFFICE;
    json_writer_key(json, field_short_name(facet->field));
    json_writer_array(json);
    for (size_t i = 0; i < facet->value_count; i++) {
        struct slice value = facet->values[i].value;
        json_writer_object(json);
        json_writer_put_string(json, "valeur", value);
        json_writer_put_optional(json, "id",
                                 is_office
                                     ? directory_office_slug(value, tools->arena)
                                     : directory_person_slug(tools->searcher, value, tools->arena));
        json_writer_put_int(json, "nombre", facet->values[i].count);
        json_writer_end(json);
    }
    json_writer_end(json);
}

static void put_exchanges(struct json_writer *json, const char *key, const struct search_hit *hits,
                          size_t count)
{
    json_writer_key(json, key);
    json_writer_array(json);
    for (size_t i = 0; i < count; i++) {
        const struct exchange *exchange = &hits[i].exchange;
        json_writer_object(json);
        json_writer_put_string(json, field_name(FIELD_ID), exchange->id);
        json_writer_put_string(json, field_name(FIELD_TITLE), exchange->title);
        json_writer_put_date(json, field_name(FIELD_DATE), exchange->date_question);
        json_writer_put_text(json, field_name(FIELD_STATUS),
                             exchange_status_name(exchange_status(exchange)));
        json_writer_end(json);
    }
    json_writer_end(json);
}

static void put_role(struct json_writer *json, const struct profile_role *role,
                     const struct search_tools *tools)
{
    const struct search_result *result = &role->by_year.search.result;
    json_writer_key(json, role->field == FIELD_AUTHOR ? "questions_posees" : "questions_recues");
    json_writer_object(json);
    json_writer_put_int(json, "total", (int64_t)role->total);
    stats_write_rows(json, &role->by_year);
    json_writer_key(json, "facets");
    json_writer_object(json);
    for (size_t i = 0; i < result->facet_count; i++)
        if (result->facets[i].field != role->field)
            put_values(json, &result->facets[i], tools);
    json_writer_end(json);
    put_exchanges(json, "dernieres", result->hits, result->hit_count);
    put_exchanges(json, "en_attente", role->waiting.hits, role->waiting.hit_count);
    json_writer_end(json);
}

static void put_holders(struct json_writer *json, const struct profile *profile,
                        const struct search_tools *tools)
{
    const struct group_result *groups = &profile->holders.search.result.groups;
    json_writer_key(json, "titulaires");
    json_writer_array(json);
    for (size_t i = 0; i < groups->count; i++) {
        const struct exchange_group *group = &groups->groups[i];
        json_writer_object(json);
        json_writer_put_optional(json, "nom", group->value[0]);
        json_writer_put_optional(
            json, "id", directory_person_slug(tools->searcher, group->value[0], tools->arena));
        json_writer_put_date(json, "de", group->first_date);
        json_writer_put_date(json, "a", group->last_date);
        json_writer_put_int(json, "nombre", group->documents);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void profile_write_json(struct json_writer *json, const struct profile *profile,
                        const struct answer_site *site, const struct search_tools *tools)
{
    json_writer_object(json);
    answer_json_index(json, site);
    put_entry(json, &profile->who, profile->is_office);
    for (size_t r = 0; r < profile->role_count; r++)
        put_role(json, &profile->roles[r], tools);
    if (profile->is_office)
        put_holders(json, profile, tools);
    json_writer_end(json);
}

void profile_write_list(struct json_writer *json, const struct directory *directory, bool is_office,
                        const struct answer_site *site)
{
    json_writer_object(json);
    answer_json_index(json, site);
    json_writer_put_int(json, "total", (int64_t)directory->count);
    json_writer_key(json, is_office ? "fonctions" : "personnes");
    json_writer_array(json);
    for (size_t i = 0; i < directory->count; i++) {
        json_writer_object(json);
        put_entry(json, &directory->entries[i], is_office);
        json_writer_end(json);
    }
    json_writer_end(json);
    json_writer_end(json);
}

static void put_entry_row(struct csv *csv, const struct directory_entry *entry, bool is_office)
{
    struct buf url = {0};
    csv_text(csv, entry->slug);
    csv_text(csv, entry->name);
    if (!is_office)
        csv_number(csv, (int64_t)entry->asked);
    csv_number(csv, (int64_t)entry->received);
    if (!is_office)
        csv_number(csv, (int64_t)entry->answered);
    buf_append_slice(&url, csv->links);
    buf_append_slice(&url, folder_of(is_office));
    buf_append_slice(&url, entry->slug);
    csv_text(csv, buf_slice(&url));
    csv->out->failed |= url.failed;
    buf_clear(&url);
    csv_end_row(csv);
}

void profile_write_list_csv(struct csv *csv, const struct directory *directory, bool is_office)
{
    static const char *const persons[] = {"id",        "nom", "posees", "recues",
                                          "repondues", "url", NULL};
    static const char *const offices[] = {"id", "nom", "recues", "url", NULL};
    for (const char *const *name = is_office ? offices : persons; *name; name++)
        csv_text(csv, slice_from(*name));
    csv_end_row(csv);
    for (size_t i = 0; i < directory->count; i++)
        put_entry_row(csv, &directory->entries[i], is_office);
}
