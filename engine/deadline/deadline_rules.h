// By when questions are to be answered: the operator's rules, and the one that a question falls under.
//
// What tells of one exchange (answer/deadlines.h) and what counts many (engine/search/match/counts) choose here.
#ifndef ENGINE_DEADLINE_DEADLINE_RULES_H
#define ENGINE_DEADLINE_DEADLINE_RULES_H

#include "base/slice.h"
#include "engine/workdays.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline_rule {
    struct slice type; // as fold_append writes it; empty: any
    struct slice name; // of the type, as the operator wrote it
    uint32_t since;    // of the questions asked on that day or later; DATE_NONE: always
    uint32_t days;
    bool are_working;    // Monday to Friday but for holidays (engine/workdays.h)
    struct slice source; // where it stands, for people
};

struct deadline_rules {
    const struct deadline_rule *list; // the nearest first (deadline_rules_sort)
    size_t count;
    const struct workday_calendar *calendar;
};

enum deadline_verdict {
    DEADLINE_UNKNOWN, // no rule, a date that is not full, or nothing that could be late
    DEADLINE_KEPT,
    DEADLINE_MISSED,
};

// Of rules for one question, one that names its type goes before one for all, a later one before an earlier one, and of
// two of the same day the one that came last before the other.
void deadline_rules_sort(struct deadline_rule *list, size_t count);

bool deadline_rule_is_for(const struct deadline_rule *rule, struct slice folded_type);

// The rule for a question of that type, asked on a full date; NULL without one.
const struct deadline_rule *deadline_rules_find(const struct deadline_rules *rules,
                                                struct slice folded_type, uint32_t asked);

// The last day to answer in time. The first day counted is the one after the question's.
uint32_t deadline_rules_due(const struct deadline_rules *rules, const struct deadline_rule *rule,
                            uint32_t asked);

#endif
