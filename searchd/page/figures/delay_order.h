// In what order the rows of /delais stand.
#ifndef SEARCHD_PAGE_FIGURES_DELAY_ORDER_H
#define SEARCHD_PAGE_FIGURES_DELAY_ORDER_H

#include "answer/params.h"
#include "base/arena.h"
#include "engine/retrieval.h"

// Of the questions whose source has answers; less than 0 where there are none.
double delay_order_share(const struct exchange_group *group);

// Years and sessions in order of time, everything else by number, unless something else is asked for.
void delay_order_default(struct search_params *params);

// The groups, sorted as the parameters say; NULL without memory.
const struct exchange_group **delay_order_rows(const struct group_result *groups,
                                               const struct search_params *params,
                                               struct arena *arena);

#endif
