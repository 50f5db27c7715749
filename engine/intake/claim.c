// See claim.h.
//
// Whether a source may have a document depends on nothing that changes from night to night: the operator's order, and
// whether the other still holds it. So no document goes to and fro.
#include "engine/intake/claim.h"

#include "base/clock.h"

static uint32_t rank_of(const struct claim_rules *rules, const struct source_ref *source)
{
    uint32_t rank = rules->source_rank ? rules->source_rank(rules->source_context, source->path)
                                       : SOURCE_UNRANKED;
    return source->is_copy && rank < SOURCE_COPY ? SOURCE_COPY : rank;
}

static void judge_source(const struct claim_rules *rules, const struct exchange *exchange,
                         const struct claim_holder *holder, struct claim *claim)
{
    claim->may_take = slice_equal(holder->source.path, exchange->source.path) || holder->is_orphan;
    if (claim->may_take)
        return;
    uint32_t ours = rank_of(rules, &exchange->source), theirs = rank_of(rules, &holder->source);
    claim->may_take = ours < theirs;
    claim->is_taken = ours < theirs && theirs <= SOURCE_UNRANKED;
    claim->is_behind = theirs < ours && ours <= SOURCE_UNRANKED;
}

enum status claim_judge(const struct claim_rules *rules, const struct exchange *exchange,
                        const struct claim_holder *holder, struct claim *claim, struct error *err)
{
    claim->exists = true;
    claim->same_contents = holder->hash == claim->hash;
    claim->same_source = source_ref_equal(&holder->source, &exchange->source);
    claim->first_seen = holder->first_seen;
    claim->changed = holder->changed;
    judge_source(rules, exchange, holder, claim);
    if (!claim->is_taken || !rules->source_taken)
        return STATUS_OK;
    return rules->source_taken(rules->source_context, exchange->id, &holder->source, err);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

// Clocks are set back, and those of two machines differ by some seconds: nothing changed before it was first seen, and
// what is told to have changed later than now has changed now.
bool claim_set_times(const struct claim *claim, struct exchange *exchange)
{
    const struct recollection *once = &claim->recollection;
    int64_t now = clock_wall_seconds();
    bool tells = exchange->first_seen > 0 && exchange->first_seen <= now;
    if (!claim->exists && once->first_seen == 0 && tells) {
        exchange->changed = later(exchange->first_seen, exchange->changed);
        exchange->changed = exchange->changed < now ? exchange->changed : now;
        return false;
    }
    if (claim->exists) {
        exchange->first_seen = claim->first_seen;
        exchange->changed = claim->same_contents ? claim->changed : later(claim->first_seen, now);
    } else {
        exchange->first_seen = once->first_seen ? once->first_seen : now;
        exchange->changed = once->changed && once->hash == claim->hash
                                ? once->changed
                                : later(exchange->first_seen, now);
    }
    return true;
}

enum add_outcome claim_outcome(const struct claim *claim)
{
    return !claim->exists ? ADD_NEW : claim->same_contents ? ADD_UNCHANGED : ADD_CHANGED;
}

// A source that has the id on record without the flag had the document itself: that it went to one that goes before was
// told when it did.
enum add_outcome claim_skip(struct intake *intake, struct slice id, bool is_repeated,
                            bool is_behind)
{
    bool was_told = intake_flag(intake, id, is_repeated ? ID_REPEATED : ID_SKIPPED) ||
                    (is_behind && intake_had(intake, id));
    return was_told ? ADD_SKIPPED_AGAIN : is_repeated ? ADD_REPEATED : ADD_SKIPPED;
}
