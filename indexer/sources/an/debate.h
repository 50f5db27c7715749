// A sitting's record of one question: who says what.
#ifndef INDEXER_SOURCES_AN_DEBATE_H
#define INDEXER_SOURCES_AN_DEBATE_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/exchange.h"

#include <stdbool.h>

// Fills the debate of `exchange` from the record in HTML: speeches, with the asker known by exchange->author
// and ministers by their office. Leaves it alone when fewer than two people speak, or
// none who answers: then it is an answer.
// false without memory.
bool an_debate_read(struct slice html, struct arena *arena, struct exchange *exchange);

#endif
