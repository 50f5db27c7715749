// By when should a question be answered? Only the operator knows: parliaments differ, and rules change.
//
// A file says it, line by line (hemicycle-deadlines(5)):
//
//     # Règlement du Parlement
//     question écrite = 20 jours ouvrables depuis 2014-07-01 ; art. 158
//     * = 45 jours
//
// Without a file nothing is called late anywhere. The first day counted is the one after the question's.
#ifndef ANSWER_DEADLINES_H
#define ANSWER_DEADLINES_H

#include "base/error.h"
#include "engine/deadline/deadline_rules.h"
#include "engine/exchange.h"

struct deadlines;

// Reads the file; path NULL: a table without rules. STATUS_INVALID names file and line of a mistake; STATUS_IO.
// The caller closes the table; between the two it does not change, so threads may share it.
enum status deadlines_open(const char *path, struct deadlines **out,
                           struct error *err) STATUS_NODISCARD;
void deadlines_close(struct deadlines *deadlines); // NULL is fine

// What was read, the nearest rule first; its count is 0 without a file.
const struct deadline_rules *deadlines_rules(const struct deadlines *deadlines);

// A hash of all that was read.
uint64_t deadlines_fingerprint(const struct deadlines *deadlines);

struct deadline {
    uint32_t due;        // the last day to answer in time
    uint32_t days;       // what the rule gives
    bool are_working;    // Monday to Friday but for holidays (engine/workdays.h)
    struct slice source; // as the file names it; may be empty; borrowed from the table
};

// What holds for an exchange: the rule for its type, else that for any type, the latest that was in force when
// the question was asked. False when none was, or the question's date is not full. `deadlines` may be NULL.
bool deadlines_find(const struct deadlines *deadlines, const struct exchange *exchange,
                    struct deadline *out);

// Whether the first answer came too late, or, without any answer, whether `today` is too late. False where the date
// of the answer is not full.
bool deadline_is_missed(const struct deadline *deadline, const struct exchange *exchange,
                        uint32_t today);

#endif
