// When question and answers of an exchange changed, each for itself: so a feed tells of an answer once, and says
// nothing anew of the question it answers.
#ifndef ENGINE_RECORD_PART_TIMES_H
#define ENGINE_RECORD_PART_TIMES_H

#include "base/arena.h"
#include "engine/exchange.h"

// Sets question_changed and the replies' `changed`: of what is as it was in `before` (an exchange of the index, whole),
// the times there; of the rest, `changed`. The replies are copied into the arena; false without memory.
bool part_times_settle(struct exchange *exchange, const struct exchange *before,
                       struct arena *arena);

// The same of an exchange that was in no index, or in another one, which told first_seen and changed alone: then the
// question was there first, and the answers came with the last change.
bool part_times_guess(struct exchange *exchange, struct arena *arena);

#endif
