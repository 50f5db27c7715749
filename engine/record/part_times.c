#include "engine/record/part_times.h"

#include <string.h>

static enum closure closed_as(const struct exchange *exchange)
{
    return exchange_answer(exchange) ? CLOSURE_NONE : exchange->closure;
}

static bool is_same_question(const struct exchange *a, const struct exchange *b)
{
    return slice_equal(a->title, b->title) && slice_equal(a->question, b->question) &&
           slice_equal(a->author, b->author) && a->date_question == b->date_question &&
           closed_as(a) == closed_as(b);
}

static bool is_same_reply(const struct reply *a, const struct reply *b)
{
    return a->date == b->date && slice_equal(a->text, b->text) &&
           slice_equal(a->respondent, b->respondent) && slice_equal(a->nature, b->nature) &&
           slice_equal(a->office, b->office);
}

static struct reply *own_replies(struct exchange *exchange, struct arena *arena)
{
    struct reply *own = arena_calloc(arena, exchange->reply_count + 1, sizeof *own);
    if (own && exchange->reply_count > 0)
        memcpy(own, exchange->replies, exchange->reply_count * sizeof *own);
    if (own)
        exchange->replies = own;
    return own;
}

bool part_times_settle(struct exchange *exchange, const struct exchange *before,
                       struct arena *arena)
{
    struct reply *replies = own_replies(exchange, arena);
    if (!replies)
        return false;
    exchange->question_changed =
        is_same_question(exchange, before) ? before->question_changed : exchange->changed;
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *old = exchange_same_reply(exchange, i, before);
        bool is_same = old && is_same_reply(old, &replies[i]);
        replies[i].changed = is_same ? old->changed : exchange->changed;
    }
    return true;
}

bool part_times_guess(struct exchange *exchange, struct arena *arena)
{
    struct reply *replies = own_replies(exchange, arena);
    if (!replies)
        return false;
    exchange->question_changed =
        exchange->reply_count > 0 ? exchange->first_seen : exchange->changed;
    for (size_t i = 0; i < exchange->reply_count; i++)
        replies[i].changed = exchange->changed;
    return true;
}
