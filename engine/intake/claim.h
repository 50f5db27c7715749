// A document that comes: is it new, changed, another source's? The one place where that is decided, for every writer
// (engine/writer.h), from what the writer knows of the document with that id.
#ifndef ENGINE_INTAKE_CLAIM_H
#define ENGINE_INTAKE_CLAIM_H

#include "base/error.h"
#include "engine/exchange.h"
#include "engine/intake/intake.h"
#include "engine/writer.h"

#include <stdbool.h>
#include <stdint.h>

// Who says which source goes before which, see struct writer_options.
struct claim_rules {
    uint32_t (*source_rank)(void *context, struct slice path);
    enum status (*source_taken)(void *context, struct slice id, const struct source_ref *from,
                                struct error *err);
    void *source_context;
};

// The live document that has the id, the batch included.
struct claim_holder {
    struct source_ref source;
    bool
        is_orphan; // that source does not hold it any more; need not be known where the path is the same
    uint64_t hash; // of its contents
    int64_t first_seen, changed;
};

// What is remembered of a document that is not there any more.
struct recollection {
    int64_t first_seen; // 0: nothing
    int64_t changed;    // 0: it was removed in an earlier commit
    uint64_t hash;      // of its contents, unless `changed` is 0
};

struct claim {
    uint64_t hash; // of its contents as they come
    bool exists, same_contents, same_source;
    bool may_take;  // the exchange's source may have the document
    bool is_taken;  // from a living source that the operator put behind
    bool is_behind; // the operator put the exchange's source behind the one that has it
    int64_t first_seen, changed;
    struct recollection recollection; // where it does not exist; the writer's to fill in
};

// Judges the claim of a document whose id `holder` has, and tells the operator's function of one that is taken. Of one
// that is new, there is only the hash to be set.
enum status claim_judge(const struct claim_rules *rules, const struct exchange *exchange,
                        const struct claim_holder *holder, struct claim *claim,
                        struct error *err) STATUS_NODISCARD;

// Sets the times of the document. What was removed and comes back was first seen when it was. False when what the
// document tells of its own is kept.
bool claim_set_times(const struct claim *claim, struct exchange *exchange);

enum add_outcome claim_outcome(const struct claim *claim);

// The outcome of one that is not taken, which is noted with the source being read.
enum add_outcome claim_skip(struct intake *intake, struct slice id, bool is_repeated,
                            bool is_behind);

#endif
