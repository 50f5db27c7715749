// Cards of what a whole query names without searching for it: a portfolio by its word, a question by its bare number.
#ifndef ENGINE_SEARCH_PRESENT_CARDS_H
#define ENGINE_SEARCH_PRESENT_CARDS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/search/memory/people.h"
#include "engine/search/types.h"

struct card_list {
    VEC_OF(struct search_card);
};

// Adds them while the list has room: « logement » is the portfolio of that name, « 516 », « n° 516 » and « question
// n° 516 » are the questions whose numbers begin with 516, those of the latest sessions first. Nothing in a query with
// operators.
enum status cards_of_whole(struct view *view, const struct people *people, struct slice q,
                           struct arena *arena, struct card_list *cards,
                           struct error *err) STATUS_NODISCARD;

#endif
