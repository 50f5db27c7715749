// What of a generation every process that searches keeps a copy of: words, values and series, which a query asks for
// again and again before it is known what to search.
//
// A copy is made whole of one generation, does not change, and is let go by the last who holds it. All of it lives in
// its arena: some 150 bytes a document, 40 a word.
#ifndef ENGINE_OPENSEARCH_READ_COPY_H
#define ENGINE_OPENSEARCH_READ_COPY_H

#include "base/arena.h"
#include "engine/counts/months.h"
#include "engine/field.h"
#include "engine/opensearch/query/tree_world.h"
#include "engine/opensearch/write/generation.h"
#include "engine/retrieval.h"
#include "engine/roots/roots.h"
#include "engine/text/sketch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct copy_row {
    uint64_t key;
    struct slice id;
    uint32_t date; // of the question
    struct sketch sketch;
};

// How many live documents have a word or a value. What it is, its first byte tells: enum term_kind, or a field + 1.
struct copy_count {
    struct slice name;
    uint32_t documents;
};
enum {
    COPY_STATUS = 31
}; // behind it, how statuses are stored: the number as a letter, then the source root

struct copy_fold {
    struct slice folded; // of the surface counts[number]
    uint32_t number;
};

struct copy_series {
    uint32_t *numbers;       // of each row; 0: in none
    size_t *starts;          // members of series n: starts[n - 1] .. starts[n] - 1
    struct doc_key *members; // in the order of their ids
    uint32_t count;
};

struct copy {
    atomic_uint holders;
    struct arena arena;
    struct generation generation;
    struct roots roots;
    struct tree_world world; // of the generation
    struct copy_row *rows;   // in the order of their keys
    uint32_t *by_id;         // rows in the order of their ids
    size_t row_count;
    struct copy_count *counts; // in the order of bytes
    size_t count_count;
    struct copy_fold *folds; // by what is folded
    size_t fold_count;
    struct copy_series series;
    struct months months; // of all
};

struct copy *copy_hold(struct copy *copy);
void copy_release(struct copy *copy); // NULL is fine

// NULL where there is none.
const struct copy_row *copy_row_of(const struct copy *copy, struct doc_key key);
const struct copy_row *copy_row_of_id(const struct copy *copy, struct slice id);

// Number of the series that a document is in, from 1 on; 0: in none.
uint32_t copy_series_of(const struct copy *copy, struct doc_key key);
// The same where keys come in their order: `at` is 0 before the first of them, and then only handed on.
uint32_t copy_series_behind(const struct copy *copy, struct doc_key key, size_t *at);
struct exchange_series copy_series_numbered(const struct copy *copy, uint32_t number);

// How many documents have the word or value with that very name.
uint32_t copy_count_of(const struct copy *copy, struct slice name);

// Counts that begin with the bytes: the first, and how many.
const struct copy_count *copy_counts(const struct copy *copy, struct slice prefix, size_t *count);

// Surfaces that are folded so.
const struct copy_fold *copy_folds(const struct copy *copy, struct slice folded, size_t *count);

#endif
