// What an index holds beside its documents, entry by entry, as both backends keep it: what was read from where, which
// documents no source holds any more, and the record of changes. Whoever copies an index copies these.
#ifndef ENGINE_CHANGES_LEDGER_H
#define ENGINE_CHANGES_LEDGER_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change_list.h"

#include <stdint.h>

enum ledger_kind {
    LEDGER_SOURCE,    // value: its record (engine/source_record.h)
    LEDGER_ORPHAN,    // key: the document's id; value: the path of the source that left it
    LEDGER_ROW,       // number: of its first change; value: the row (change_row.h)
    LEDGER_TOMBSTONE, // key: the id; number of the change, when, first_seen
    LEDGER_TEXT, // number of the change, when; value: frames that need no dictionary (engine/format/docstore.h)
};

struct ledger_entry {
    enum ledger_kind kind;
    struct slice key, value;
    uint64_t number;
    int64_t when, first_seen;
};

// What there is one of.
struct ledger_head {
    struct change_counters changes;
    struct slice roots; // engine/roots/roots.h
    uint64_t generation;
    int64_t commit_time;
};

// A status other than STATUS_OK ends the walk and is returned. The entry lives during the call.
typedef enum status visit_ledger_fn(void *context, const struct ledger_entry *entry,
                                    struct error *err);

#endif
