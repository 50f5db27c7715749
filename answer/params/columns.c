// See columns.h.
//
// One table says where a field is found. A hit is smaller than a document, and both formats of exports have the same.
#include "answer/params/columns.h"

#include "answer/params/refusal.h"

#include <assert.h>
#include <string.h>

// A bit for each set.
enum {
    IN_HIT = 1u << COLUMNS_OF_HIT,
    IN_EXPORT = 1u << COLUMNS_OF_EXPORT,
    IN_ALL = IN_HIT | IN_EXPORT,
};

// In the order of a row of CSV. New columns come last, before those of single answers: scripts count on the places of
// the old ones.
static const struct {
    enum field field;
    unsigned sets;
} COLUMNS[] = {
    {FIELD_ID, IN_ALL},
    {FIELD_TITLE, IN_ALL},
    {FIELD_TYPE, IN_ALL},
    {FIELD_SESSION, IN_ALL},
    {FIELD_YEAR, IN_ALL},
    {FIELD_NUMBER, IN_ALL},
    {FIELD_AUTHOR, IN_ALL},
    {FIELD_MINISTER, IN_ALL},
    {FIELD_OFFICE, IN_ALL},
    {FIELD_DATE, IN_ALL},
    {FIELD_ANSWER_DATE, IN_ALL},
    {FIELD_DELAY, IN_ALL},
    {FIELD_STATUS, IN_ALL},
    {FIELD_RESPONDENT, IN_ALL},
    {FIELD_QUESTION, IN_EXPORT},
    {FIELD_ANSWER, IN_EXPORT},
    {FIELD_URL, IN_ALL},
    {FIELD_ORIGINAL_URL, IN_EXPORT},
    {FIELD_CHANGED, IN_EXPORT},
    {FIELD_WORKDAYS, IN_ALL},
    {FIELD_DUE, IN_ALL},
    {FIELD_OVERDUE, IN_ALL},
    {FIELD_ASSEMBLY, IN_ALL},
    {FIELD_GROUP, IN_ALL},
    {FIELD_FIRST_MINISTER, IN_EXPORT},
    {FIELD_CLOSED, IN_ALL},
    {FIELD_MOTIVE, IN_ALL},
    {FIELD_SPEECHES, IN_EXPORT},
    {FIELD_REFERRAL, IN_ALL},
    {FIELD_LICENCE, IN_EXPORT},
    {FIELD_SOURCE, IN_EXPORT},
    {FIELD_FIRST_SEEN, IN_EXPORT},
    {FIELD_SERIES, IN_ALL},
    {FIELD_AUTHORS, IN_ALL},
    {FIELD_MINISTERS, IN_ALL},
    {FIELD_REPLIES, IN_EXPORT},
    {FIELD_CITE, IN_ALL},
    {FIELD_COMMUNE, IN_ALL},
    {FIELD_PROVINCE, IN_ALL},
    {FIELD_ROW_RANK, IN_EXPORT},
    {FIELD_ROW_NATURE, IN_EXPORT},
    {FIELD_ROW_DATE, IN_EXPORT},
    {FIELD_ROW_DELAY, IN_EXPORT},
    {FIELD_ROW_RESPONDENT, IN_EXPORT},
    {FIELD_ROW_OFFICE, IN_EXPORT},
};
// Of a hit only.
static const char *const HIT_NAMES[] = {"score", "extraits", "explication"};

bool params_columns_are_of_row(enum field field)
{
    return field >= FIELD_ROW_RANK && field <= FIELD_ROW_OFFICE;
}

bool params_columns_nth(size_t number, bool by_answer, enum field *out)
{
    *out = number < COUNT(COLUMNS) ? COLUMNS[number].field : FIELD_COUNT;
    return number < COUNT(COLUMNS) && (by_answer || !params_columns_are_of_row(*out));
}

static void add(struct params_reader *reader, struct slice name, enum params_column_set set,
                struct params_columns *out)
{
    struct params_choice choices[COUNT(COLUMNS) + COUNT(HIT_NAMES)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(COLUMNS); i++)
        if (COLUMNS[i].sets >> set & 1)
            choices[count++].name = field_name(COLUMNS[i].field);
    for (size_t i = 0; set == COLUMNS_OF_HIT && i < COUNT(HIT_NAMES); i++)
        choices[count++].name = HIT_NAMES[i];
    for (size_t i = 0; i < count; i++)
        choices[i].value = (int)i;
    assert(count <= COUNT(out->names));
    int chosen = params_choice_read(reader, name, choices, count);
    if (chosen < 0)
        return;
    for (size_t i = 0; i < out->count; i++)
        if (out->names[i] == choices[chosen].name)
            return;
    out->names[out->count++] = choices[chosen].name;
}

void params_columns_read(struct params_reader *reader, struct slice value,
                         enum params_column_set set, struct params_columns *out)
{
    struct slice name;
    if (set == COLUMNS_OF_HIT && slice_trim(value).len > 0)
        add(reader, slice_from(field_name(FIELD_ID)), set, out);
    while (params_choice_next(&value, &name))
        add(reader, name, set, out);
}

static bool is_of_answer(const char *name)
{
    for (int field = FIELD_ROW_RANK; field <= FIELD_ROW_OFFICE; field++)
        if (strcmp(name, field_name((enum field)field)) == 0)
            return true;
    return false;
}

static bool is_of_exchange(const char *name)
{
    return strcmp(name, field_name(FIELD_REPLIES)) == 0;
}

void params_columns_check(struct params_reader *reader, const struct params_columns *columns,
                          bool by_answer)
{
    for (size_t i = 0; i < columns->count; i++) {
        const char *name = columns->names[i];
        if (by_answer ? is_of_exchange(name) : is_of_answer(name))
            refuse_column(reader, name, by_answer);
    }
}
