// Persons as a list and as one string, whichever an exchange has. See persons.h.
//
// The string is the list joined by PERSON_SEPARATOR, and the list is only kept where the string cannot say it all;
// asked for a list, the string is split. Names are borrowed from the exchange, what is made comes from the arena.
#include "engine/persons.h"

#include "base/buf.h"
#include "engine/text/place.h"
#include "engine/text/portfolio.h"
#include "stemmer/text/fold.h"

static const struct slice SEPARATOR = {PERSON_SEPARATOR, sizeof PERSON_SEPARATOR - 1};

bool persons_next(struct slice *names, struct slice *name)
{
    if (names->len == 0)
        return false;
    size_t end = slice_find(*names, SEPARATOR);
    *name = slice_of(names->ptr, end);
    *names = slice_from_offset(*names, end < names->len ? end + SEPARATOR.len : end);
    return true;
}

// Of a list of places: communes, and provinces behind a star; a commune's province is one, too.
static bool is_of_field(enum field field, struct slice name, struct slice *value)
{
    bool is_province = slice_starts_with(name, SLICE("*"));
    *value = field == FIELD_PROVINCE
                 ? is_province ? slice_from_offset(name, 1) : place_province(name)
             : field == FIELD_COMMUNE && is_province ? SLICE_NONE
                                                     : name;
    return value->len > 0;
}

bool persons_next_value(enum field field, struct slice *rest, struct slice *value)
{
    struct slice name;
    if (field == FIELD_OFFICE)
        return portfolio_next(rest, value);
    while (field_is_list(field) && persons_next(rest, &name))
        if (is_of_field(field, name, value))
            return true;
    if (field_is_list(field))
        return false;
    *value = *rest;
    *rest = SLICE_NONE;
    return value->len > 0;
}

struct slice persons_values(enum field field, struct slice list, struct arena *arena)
{
    struct buf out;
    struct slice value;
    buf_init(&out, 0);
    while (persons_next_value(field, &list, &value)) {
        struct slice told = buf_slice(&out), one;
        bool is_told = false;
        while (!is_told && persons_next(&told, &one))
            is_told = slice_equal(one, value);
        if (is_told)
            continue;
        buf_append_slice(&out, out.len > 0 ? SEPARATOR : SLICE_NONE);
        buf_append_slice(&out, value);
    }
    struct slice all = out.failed || out.len == 0 ? SLICE_NONE : arena_copy(arena, buf_slice(&out));
    buf_clear(&out);
    return all;
}

bool persons_are_named(const struct person *persons, size_t count, struct slice names)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !slice_starts_with(names, SEPARATOR))
            return false;
        names = slice_from_offset(names, i > 0 ? SEPARATOR.len : 0);
        if (!slice_starts_with(names, persons[i].name))
            return false;
        names = slice_from_offset(names, persons[i].name.len);
    }
    return names.len == 0;
}

static struct slice part_of(const struct person *person, bool is_office)
{
    return is_office ? person->office : person->name;
}

// The names or the offices of all, those that are not empty.
static struct slice join(const struct person *persons, size_t count, bool is_office,
                         struct arena *arena)
{
    size_t total = 0, known = 0, last = 0, len = 0;
    for (size_t i = 0; i < count; i++)
        if (part_of(&persons[i], is_office).len > 0) {
            total += part_of(&persons[i], is_office).len + SEPARATOR.len;
            last = i;
            known++;
        }
    if (known < 2)
        return known ? part_of(&persons[last], is_office) : SLICE_NONE;

    char *joined = arena_alloc(arena, total);
    if (!joined)
        return SLICE_NONE;
    for (size_t i = 0; i < count; i++) {
        struct slice part = part_of(&persons[i], is_office);
        if (part.len == 0)
            continue;
        if (len > 0) {
            memcpy(joined + len, SEPARATOR.ptr, SEPARATOR.len);
            len += SEPARATOR.len;
        }
        memcpy(joined + len, part.ptr, part.len);
        len += part.len;
    }
    return slice_of(joined, len);
}

void persons_set_authors(struct exchange *exchange, const struct person *authors, size_t count,
                         struct arena *arena)
{
    exchange->author = join(authors, count, false, arena);
    bool is_all_said = join(authors, count, true, arena).len == 0;
    exchange->authors = is_all_said ? NULL : authors;
    exchange->author_count = is_all_said ? 0 : count;
}

void persons_set_ministers(struct exchange *exchange, const struct person *ministers, size_t count,
                           struct arena *arena)
{
    exchange->minister = join(ministers, count, false, arena);
    exchange->office = join(ministers, count, true, arena);
    bool is_all_said = count < 2 || exchange->office.len == 0;
    exchange->ministers = is_all_said ? NULL : ministers;
    exchange->minister_count = is_all_said ? 0 : count;
}

static const struct person *split(struct slice names, struct slice office, struct arena *arena,
                                  size_t *count)
{
    struct slice rest = names, name;
    size_t most = 0;
    while (persons_next(&rest, &name))
        most++;
    struct person *persons = most ? arena_calloc(arena, most, sizeof *persons) : NULL;
    *count = 0;
    while (persons && persons_next(&names, &name)) {
        persons[*count].name = name;
        *count += slice_trim(name).len > 0; // where older programs left an empty one
    }
    if (*count == 1) // else nobody knows whose it is
        persons[0].office = office;
    return persons;
}

const struct person *persons_authors(const struct exchange *exchange, struct arena *arena,
                                     size_t *count)
{
    *count = exchange->author_count;
    return *count ? exchange->authors : split(exchange->author, SLICE_NONE, arena, count);
}

const struct person *persons_ministers(const struct exchange *exchange, struct arena *arena,
                                       size_t *count)
{
    *count = exchange->minister_count;
    return *count ? exchange->ministers : split(exchange->minister, exchange->office, arena, count);
}

// --- terms -----------------------------------------------------------------------------------------

struct term_visit {
    enum status (*visit)(void *context, enum term_kind kind, struct slice term, struct error *err);
    void *context;
    struct buf key;
};

static enum status visit_names(struct term_visit *visit, enum term_kind kind, struct slice names,
                               struct error *err)
{
    enum status status = STATUS_OK;
    for (struct slice name; status == STATUS_OK && persons_next(&names, &name);) {
        buf_reset(&visit->key);
        if (kind == TERM_PERSON)
            field_value_key(FIELD_AUTHOR, name, &visit->key);
        else
            buf_append_slice(&visit->key, slice_trim(name));
        if (visit->key.failed)
            return error_set(err, STATUS_NO_MEMORY, "persons: out of memory");
        struct slice term = fold_cut(buf_slice(&visit->key), TERM_NAME_MAX);
        if (term.len > 0)
            status = visit->visit(visit->context, kind, term, err);
    }
    return status;
}

enum status persons_each_term(const struct exchange *exchange,
                              enum status (*visit)(void *context, enum term_kind kind,
                                                   struct slice term, struct error *err),
                              void *context, struct error *err)
{
    const struct reply *answer = exchange_answer(exchange);
    const struct {
        enum term_kind kind;
        struct slice names;
    } all[] = {
        {TERM_PERSON, exchange->author},
        {TERM_PERSON, exchange->minister},
        {TERM_PERSON, exchange_respondent(exchange)},
        {TERM_OFFICE, exchange->office},
        {TERM_OFFICE, answer ? answer->office : SLICE_NONE},
    };
    struct term_visit state = {.visit = visit, .context = context};
    buf_init(&state.key, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof all / sizeof *all; i++)
        status = visit_names(&state, all[i].kind, all[i].names, err);
    buf_clear(&state.key);
    return status;
}
