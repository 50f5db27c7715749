// Posting weights: BM25F's saturated part, quantised to one byte.
//
//     m_f    = sum over the occurrences in field f of 1 + lead * exp(-words before it / 18)
//     x      = sum over fields f of boost_f * m_f / (1 - b_f + b_f * length_f / usual_f)
//     weight = x / (k1 + x)                                   in (0, 1)
//
// where usual_f is a length that stands for the average of field f. It is the same for every index: the average of the
// documents that an index holds would make a weight depend on what else is there, and on when it came. And where
// lead is 0 in titles, and elsewhere depends on whether there is a title: a text says first what it is about,
// and without a title its first words stand in for one. A text too short to have a beginning has as much less of it,
// and no text counts as shorter than a part of the usual length: an answer that only points elsewhere is not one that
// treats its subject in few words. Where the answers do nothing else (exchange_referral), each weight is some codes
// less: such an exchange stands behind those about the same that are answered, and before those that mention it.
//
// (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.6;
// the constant factor k1 + 1 is left out, as it changes no ranking. With lead = 0, m_f is the usual number of
// occurrences. What all of this gave on judged queries: docs/relevance.md.) The rest of the score, idf, belongs to the
// whole index and is applied at query time.
//
// Codes are logarithmic: WEIGHT_CODES_PER_OCTAVE to a factor of two, 255 is 1. A code is never more than
// half a step, 2.2 %, away from the weight; a document's score inherits at most that relative error.
// Quantisation happens when a segment is written; every later comparison is between exact integers.
#ifndef ENGINE_FORMAT_IMPACTS_H
#define ENGINE_FORMAT_IMPACTS_H

#include "base/error.h"
#include "engine/field.h"
#include "engine/format/posting_block.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEIGHT_CODES_PER_OCTAVE = 16 };

struct weight_parameters {
    float k1;
    float boost[TEXT_FIELD_COUNT];
    float b[TEXT_FIELD_COUNT];
    // What an occurrence as the first word of question or answer counts beyond 1, with a title and without.
    float lead, lead_untitled;
    float least_length;                   // of question or answer, in usual lengths
    uint8_t referral_steps;               // codes less where the answers only point elsewhere
    float usual_length[TEXT_FIELD_COUNT]; // in words
};

// The parameters every index is written with.
extern const struct weight_parameters WEIGHT_DEFAULTS;

enum {
    WEIGHT_LEAD_STEP = 4,        // words for which an occurrence counts the same
    WEIGHT_LEAD_STEPS = 24,      // after so many steps it counts 1
    WEIGHT_FULL_LEAD_WORDS = 20, // in a text of fewer words the lead is less in proportion
    WEIGHT_LEADS = 1 + 2 * (WEIGHT_FULL_LEAD_WORDS + 1),
    WEIGHT_LEAST_EXPONENT = -16, // of two; weights below it have code 0
    WEIGHT_CELLS = (1 - WEIGHT_LEAST_EXPONENT) * 32,
};

struct weighed_doc {
    // boost_f / (1 - b_f + b_f * length_f / usual_f): what one occurrence counts
    float per_occurrence[TEXT_FIELD_COUNT];
    // Of each field; of the first always 0, of an empty one that of the next, UINT32_MAX at the end.
    uint32_t starts[TEXT_FIELD_COUNT];
    uint8_t lead[TEXT_FIELD_COUNT]; // of weighing->leads
    uint8_t steps_less;             // of all its codes
};

// What the weights of a segment's postings are made of.
struct weighing {
    struct weighed_doc *docs;
    float leads[WEIGHT_LEADS];    // what an occurrence as the first word of a text counts beyond 1
    uint32_t cells[WEIGHT_CELLS]; // see impacts.c
};

enum status weighing_init(struct weighing *weighing, uint32_t doc_count,
                          struct error *err) STATUS_NODISCARD;
void weighing_clear(struct weighing *weighing);

// The lengths of a document's fields, in words, and whether its answers only point elsewhere.
void weighing_set(struct weighing *weighing, uint32_t doc, const uint32_t lengths[TEXT_FIELD_COUNT],
                  bool is_referral);

// The codes of a block's postings, whose documents were all set.
void weigh_postings(const struct weighing *weighing, const struct posting_block *block,
                    uint8_t codes[POSTING_BLOCK_LEN]);

// Where each field of a document starts, from the fields' lengths. UINT32_MAX: the field is empty.
void field_starts_from_lengths(const uint32_t lengths[TEXT_FIELD_COUNT],
                               uint32_t starts[TEXT_FIELD_COUNT]);

// The weight a code stands for.
float weight_of_code(uint8_t code);

#endif
