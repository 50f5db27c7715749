// Posting weights: BM25F's saturated part, quantised to one byte.
//
//     m_f    = sum over the occurrences in field f of 1 + lead_f * exp(-words before it / 18)
//     x      = sum over fields f of boost_f * m_f / (1 - b_f + b_f * length_f / average_f)
//     weight = x / (k1 + x)                                   in (0, 1)
//
// (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6;
// the constant factor k1 + 1 is left out, as it changes no ranking. With lead_f = 0, m_f is the usual
// number of occurrences; a text says first what it is about, so its first words count for more. What
// that gave on judged queries: docs/relevance.md.) The rest of the score, idf, belongs
// to the whole index and is applied at query time.
//
// Codes are logarithmic: WEIGHT_CODES_PER_OCTAVE to a factor of two, 255 is 1. A code is never more than
// half a step, 2.2 %, away from the weight; a document's score inherits at most that relative error.
// Quantisation happens when a segment is written; every later comparison is between exact integers.
#ifndef ENGINE_INDEX_WEIGHTS_H
#define ENGINE_INDEX_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/field.h"

enum { WEIGHT_CODES_PER_OCTAVE = 16 };

struct weight_parameters {
    float k1;
    float boost[TEXT_FIELD_COUNT];
    float b[TEXT_FIELD_COUNT];
    float lead[TEXT_FIELD_COUNT]; // what an occurrence in a field's first word counts beyond 1
};

// The parameters every index is written with.
extern const struct weight_parameters WEIGHT_DEFAULTS;

// Per document, boost_f / (1 - b_f + b_f * length_f / average_f): what one occurrence counts.
struct field_norms {
    float per_occurrence[TEXT_FIELD_COUNT];
};

// average[f] is the mean length of field f over the documents that have it; 0 when none has.
struct field_norms weight_norms(const struct weight_parameters *parameters,
                                const uint32_t length[TEXT_FIELD_COUNT],
                                const float average[TEXT_FIELD_COUNT]);

// What one term's occurrences in one field count, m_f above: `positions` are ascending, the field's
// first word stands at `start`.
float weight_mass(float lead, const uint32_t *positions, size_t count, uint32_t start);

// The code of a posting whose occurrences count mass[f] per field.
uint8_t weight_code(const struct weight_parameters *parameters, const struct field_norms *norms,
                    const float mass[TEXT_FIELD_COUNT]);

// The weight a code stands for.
float weight_of_code(uint8_t code);

#endif
