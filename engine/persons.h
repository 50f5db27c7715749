// The authors and ministers of an exchange, one by one.
//
// Most exchanges have one of each, and a string says it. Of several persons, or an author whose office is known, the
// exchange has a list beside the string; whoever wants persons asks here and need not care.
#ifndef ENGINE_PERSONS_H
#define ENGINE_PERSONS_H

#include "base/error.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/term.h"

// Sets author (or minister and office) and, where these strings do not say everything, the list, which stays the
// caller's. The strings are borrowed from the arena or from the persons.
void persons_set_authors(struct exchange *exchange, const struct person *authors, size_t count,
                         struct arena *arena);
void persons_set_ministers(struct exchange *exchange, const struct person *ministers, size_t count,
                           struct arena *arena);

// Everybody: the list of the exchange, else made from its strings. Borrowed from the exchange or the arena; NULL
// where there is nobody, or no memory.
const struct person *persons_authors(const struct exchange *exchange, struct arena *arena,
                                     size_t *count);
const struct person *persons_ministers(const struct exchange *exchange, struct arena *arena,
                                       size_t *count);

// Whether `names` is the names of these persons, PERSON_SEPARATOR between them.
bool persons_are_named(const struct person *persons, size_t count, struct slice names);

// Takes the first person off `names`; false where nobody is left.
bool persons_next(struct slice *names, struct slice *name);

// Takes the next value off those that one string of the field holds: persons and portfolios are
// several, as is what is cited. false at its end.
bool persons_next_value(enum field field, struct slice *rest, struct slice *value);

// All values of a list, each once, PERSON_SEPARATOR between them, from the arena; empty without memory as well.
struct slice persons_values(enum field field, struct slice list, struct arena *arena);

// Visits the terms (engine/term.h) of who stands in an exchange, until that fails: authors, ministers, who answered,
// and the offices in which they were asked and answered. A term may come several times.
enum status persons_each_term(const struct exchange *exchange,
                              enum status (*visit)(void *context, enum term_kind kind,
                                                   struct slice term, struct error *err),
                              void *context, struct error *err) STATUS_NODISCARD;

#endif
