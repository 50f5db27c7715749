// The persons of an exchange as one string. See names.h.
#include "indexer/ingest/names.h"

#include "engine/persons.h"
#include "indexer/sources/text.h"

static const struct slice SEPARATOR = {PERSON_SEPARATOR, sizeof PERSON_SEPARATOR - 1};

// One after another; empty ones are among them. Two separators may share a blank, and one at either end lacks its own.
static const struct person *split(struct slice names, struct arena *arena, size_t *count)
{
    struct person *persons = arena_calloc(arena, slice_count(names, ';') + 1, sizeof *persons);
    char *padded = arena_alloc(arena, names.len + 2);
    *count = 0;
    if (!persons || !padded)
        return NULL;
    memcpy(padded + 1, names.ptr, names.len);
    padded[0] = padded[names.len + 1] = ' ';
    for (struct slice rest = slice_of(padded, names.len + 2); rest.len > 0;) {
        size_t end = slice_find(rest, SEPARATOR);
        persons[(*count)++].name = text_trim(slice_of(rest.ptr, end));
        rest = slice_from_offset(rest, end < rest.len ? end + SEPARATOR.len - 1 : end);
    }
    return persons;
}

// Of one person nothing is made in the arena: a window has very many short documents. Of what is longer than names may
// be neither: it is rejected.
static bool is_list(struct slice names)
{
    return names.len <= EXCHANGE_MAX_SHORT && slice_count(names, ';') > 0;
}

bool names_settle(struct exchange *exchange, struct arena *arena)
{
    size_t count;
    if (exchange->author_count == 0)
        exchange->author = text_trim(exchange->author);
    if (exchange->minister_count == 0)
        exchange->minister = text_trim(exchange->minister);
    if (exchange->author_count == 0 && is_list(exchange->author)) {
        const struct person *authors = split(exchange->author, arena, &count);
        persons_set_authors(exchange, authors, count, arena);
    }
    if (exchange->minister_count == 0 && is_list(exchange->minister)) {
        struct slice office = exchange->office;
        const struct person *ministers = split(exchange->minister, arena, &count);
        persons_set_ministers(exchange, ministers, count, arena);
        exchange->office = office;
    }
    return !arena->failed;
}
