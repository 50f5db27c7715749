// The series of a generation: exchanges whose questions are nearly the same, put to several ministers or put again.
//
// Two questions belong together if their sketches agree in SKETCH_ALIKE bins (engine/text/sketch.h), and with them all
// that belongs to either. So the series are a function of the documents alone: neither the order in which they came,
// nor segments, nor merges change them. They are made when somebody first asks for them in a generation, once for all
// threads of a process.
#ifndef ENGINE_READ_SERIES_H
#define ENGINE_READ_SERIES_H

#include "base/error.h"
#include "engine/read/doc_ref.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;

struct series_table {
    atomic_uint holders;
    uint64_t txn_number; // of the transaction whose documents these are
    const size_t *bases; // by segment: where its documents begin in `numbers`
    const uint32_t *numbers;
    const size_t *starts; // of the members of series number n: [n - 1], to [n]
    const struct doc_key *members;
    uint32_t count;
};

// The members of one, in the order of their ids.
struct series_members {
    const struct doc_key *docs;
    size_t count;
};

// Its number, from 1 to table->count; 0: it is in none.
static inline uint32_t series_of(const struct series_table *table, struct doc_ref ref)
{
    return table->numbers[table->bases[ref.segment] + ref.doc];
}

static inline struct series_members series_members(const struct series_table *table,
                                                   uint32_t number)
{
    size_t start = table->starts[number - 1];
    return (struct series_members){table->members + start, table->starts[number] - start};
}

// The table of a snapshot, held once for the caller.
enum status series_make(const struct snapshot *snapshot, struct series_table **out,
                        struct error *err) STATUS_NODISCARD;
struct series_table *series_hold(struct series_table *table);
void series_release(struct series_table *table); // NULL is fine

#endif
