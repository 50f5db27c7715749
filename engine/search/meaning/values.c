// Filters by name, type, session, number, date and delay. See values.h.
//
// Dates, delays and years are ranges of numbers, compared as such. All other values are found by their words in the
// column's list of values, through the searcher's memory of them, and become a set: whoever types « morreale » need not
// know how the name is written in full. A filter of the request takes the whole value where there is one like it, and
// only else the values with its words. What was found is told, a few of many.
#include "engine/search/meaning/values.h"

#include "base/date.h"
#include "base/map.h"
#include "engine/search/meaning/column_values.h"
#include "engine/search/query/value.h"

enum { MAX_EVENT_WORDS = 4 };

static struct match_node *range_node(struct resolver *r, enum field field, int64_t low,
                                     int64_t high)
{
    struct match_node *node = match_new(r->arena, MATCH_COLUMN);
    if (!node) {
        resolver_no_memory(r);
        return NULL;
    }
    node->column = (struct match_column){.field = field, .low = low, .high = high};
    return node;
}

static struct match_node *values_node(struct resolver *r, enum field field,
                                      const struct column_value *values, size_t count)
{
    struct match_node *node = match_new(r->arena, count ? MATCH_COLUMN : MATCH_NONE);
    struct slice *slices = resolver_alloc(r, count + 1, sizeof *slices);
    if (!node || !slices) {
        resolver_no_memory(r);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        slices[i] = values[i].value;
    node->column = (struct match_column){.field = field, .values = slices, .value_count = count};
    return node;
}

static bool find_values(struct resolver *r, enum field field, struct slice typed,
                        enum column_match match, struct column_value **values, size_t *count)
{
    if (resolver_failed(r))
        return false;
    return outcome_note(&r->outcome, column_values_find(r->view, field, typed, match, r->arena,
                                                        values, count, outcome_error(&r->outcome)));
}

static enum column_match match_of(const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_PHRASE:
        return node->distance > 0 ? COLUMN_MATCH_ALL_WORDS : COLUMN_MATCH_IN_ORDER;
    case QUERY_EXACT:
        return COLUMN_MATCH_WHOLE;
    case QUERY_WILDCARD:
        return COLUMN_MATCH_WILDCARD;
    case QUERY_FUZZY:
        return COLUMN_MATCH_FUZZY;
    default:
        return COLUMN_MATCH_ALL_WORDS;
    }
}

static void note_values(struct resolver *r, const struct query_node *node,
                        enum resolve_event_kind kind, const struct column_value *values,
                        size_t count)
{
    struct resolve_event *event = resolver_event(r, kind, node, 0, (uint32_t)node->text.len);
    struct slice *words = resolver_alloc(r, MAX_EVENT_WORDS, sizeof *words);
    if (!event || !words)
        return;
    struct map told = {0}; // many lists of citations have the one that was meant
    for (size_t i = 0; i < count; i++) {
        uint32_t number = map_put(&told, values[i].shown);
        if (number == MAP_NONE)
            resolver_no_memory(r);
        else if (number < MAX_EVENT_WORDS)
            words[number] = values[i].shown;
    }
    event->words = words;
    event->word_count = told.count < MAX_EVENT_WORDS ? told.count : MAX_EVENT_WORDS;
    event->left_out = told.count - event->word_count;
    map_clear(&told);
}

// What a node means: a quotation first of all the whole value, then a part of others; of names, the words in any order.
static bool find_meant(struct resolver *r, const struct query_node *node,
                       struct column_value **values, size_t *count)
{
    bool is_quoted = node->kind == QUERY_PHRASE && node->distance == 0;
    enum column_match tries[] = {is_quoted ? COLUMN_MATCH_WHOLE : match_of(node), match_of(node),
                                 COLUMN_MATCH_ALL_WORDS};
    size_t try_count = !is_quoted ? 1 : field_is_person(node->field) ? 3 : 2;
    *count = 0;
    for (size_t i = 0; i < try_count && *count == 0; i++)
        if (!find_values(r, node->field, node->text, tries[i], values, count))
            return false;
    return true;
}

// What has any value: a text at least one word, a column not the empty one.
static struct match_node *any_value_node(struct resolver *r, enum field field)
{
    if (field_is_text(field))
        return range_node(r, field, 1, INT64_MAX);
    static const struct column_value none = {.value = {"", 0}};
    struct match_node *without = values_node(r, field, &none, 1);
    struct match_node *node = without ? match_not(r->arena, without) : NULL;
    if (!node)
        resolver_no_memory(r);
    return node;
}

// Ids are no column whose values could be compared: they are looked up whole.
static bool is_part_of_id(const struct query_node *node)
{
    bool is_part = node->kind == QUERY_WILDCARD || node->kind == QUERY_FUZZY;
    return is_part && (node->field == FIELD_ID || node->field == FIELD_SERIES);
}

struct match_node *resolve_column(struct resolver *r, const struct query_node *node)
{
    if (node->kind == QUERY_RANGE)
        return range_node(r, node->field, node->low, node->high);
    bool is_any = node->kind == QUERY_WILDCARD && slice_equal(node->text, SLICE("*"));
    if (is_any && node->field != FIELD_COMMUNE) // whose column has provinces as well
        return any_value_node(r, node->field);
    struct column_value *values = NULL;
    size_t count = 0;
    if (is_part_of_id(node)) {
        note_values(r, node, RESOLVE_NO_VALUE, NULL, 0);
        return values_node(r, node->field, NULL, 0);
    }
    if (!find_meant(r, node, &values, &count))
        return NULL;
    if (count > 0) {
        note_values(r, node, RESOLVE_VALUES, values, count);
        return values_node(r, node->field, values, count);
    }
    struct column_value *near = NULL;
    size_t near_count = 0;
    if (!find_values(r, node->field, node->text, COLUMN_MATCH_FUZZY, &near, &near_count))
        return NULL;
    note_values(r, node, RESOLVE_NO_VALUE, near, near_count);
    return values_node(r, node->field, NULL, 0);
}

// --- filters ---------------------------------------------------------------------------------------

static struct match_node *range_filter(struct resolver *r, const struct search_filter *filter)
{
    int64_t low, high;
    enum status status = query_range_parse(filter->field, filter->value, r->language, &low, &high,
                                           outcome_error(&r->outcome));
    return outcome_note(&r->outcome, status) ? range_node(r, filter->field, low, high) : NULL;
}

// The whole value, else values with these words: `?ministre=morreale` is typed by hand, too.
static struct match_node *value_filter(struct resolver *r, const struct search_filter *filter)
{
    struct column_value *values = NULL;
    size_t count = 0;
    if (find_values(r, filter->field, filter->value, COLUMN_MATCH_WHOLE, &values, &count) &&
        count == 0)
        find_values(r, filter->field, filter->value, COLUMN_MATCH_ALL_WORDS, &values, &count);
    return resolver_failed(r) ? NULL : values_node(r, filter->field, values, count);
}

static void add_field_filters(struct resolver *r, const struct search_request *request,
                              enum field field, struct match_list *out)
{
    struct match_list alternatives = {0};
    for (size_t f = 0; f < request->filter_count && !resolver_failed(r); f++) {
        const struct search_filter *filter = &request->filters[f];
        if (filter->field == field)
            resolver_add(r, &alternatives,
                         query_field_is_range(field) ? range_filter(r, filter)
                                                     : value_filter(r, filter));
    }
    struct match_node *any = match_group(r->arena, MATCH_OR, &alternatives);
    if (any && field == request->turned)
        any = match_not(r->arena, any);
    resolver_add(r, out, any);
}

void resolve_filters(struct resolver *r, const struct search_request *request,
                     struct match_list *out)
{
    for (int field = TEXT_FIELD_COUNT; field < FIELD_SOURCE; field++)
        add_field_filters(r, request, (enum field)field, out);
    if (request->date_from == DATE_NONE && request->date_to == DATE_NONE)
        return;
    int64_t low =
        request->date_from == DATE_NONE ? INT64_MIN : (int64_t)date_first_day(request->date_from);
    int64_t high =
        request->date_to == DATE_NONE ? INT64_MAX : (int64_t)date_last_day(request->date_to);
    resolver_add(r, out, range_node(r, FIELD_DATE, low, high));
}
