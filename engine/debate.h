// A question and its answer as one debate: who says what, and what of it is the question and the answer.
#ifndef ENGINE_DEBATE_H
#define ENGINE_DEBATE_H

#include "engine/exchange.h"

#define DEBATE_NATURE "Débat"
#define DEBATE_BREAK "\n\n" // between speeches that were joined

// Fills question and replies from the speeches: the question is the written one, if any, which `question` holds
// before, and the words of the asker; the one reply is the words of the minister, of that date, or there is none.
// Each speech is a paragraph or more. What others say is in neither. Doing it twice changes nothing. The texts are
// borrowed from the speeches or the arena.
enum status debate_settle(struct exchange *exchange, uint32_t date, struct arena *arena,
                          struct error *err) STATUS_NODISCARD;

// Where the words of the asker begin in the question of a settled debate; its length where she says nothing.
size_t debate_spoken_at(const struct exchange *exchange);

// The part of the question before the words of the asker: what was written. Empty where there is none.
struct slice debate_written_question(const struct exchange *exchange);

// Whether question and replies are what debate_settle makes of these speeches.
bool debate_is_settled(const struct exchange *exchange);

#endif
