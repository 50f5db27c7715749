// See impacts.h.
//
// The logarithm is taken from the float's own exponent and a comparison of its mantissa with the 15 boundaries between
// sixteenths of an octave: exact and the same on every machine. The boundaries lie more than 1/32 of an octave's span
// apart, so each of the 32 cells that the upper five bits of a mantissa make holds one at most, and a
// table of cells, over all octaves that codes reach, answers with one addition:
//
//     cells[upper bits of the float] + lower bits = code << CELL_BITS | -
//
// where a cell without a boundary holds its code, one with a boundary at b the code before it and 2^CELL_BITS - b.
#include "engine/format/impacts.h"

#include "engine/format/index_format.h"

#include <stdlib.h>
#include <string.h>

const struct weight_parameters WEIGHT_DEFAULTS = {
    .k1 = 2.0f,
    .boost = {11.0f, 1.0f, 0.9f},
    .b = {0.8f, 0.4f, 0.4f},
    .lead = 4.5f,
    .lead_untitled = 8.5f,
    .least_length = 0.15f,
    .referral_steps = 4, // a weight times 0.84
    .usual_length = {8.0f, 250.0f, 250.0f},
};

enum {
    MANTISSA_BITS = 23,
    EXPONENT_BIAS = 127,
    CELL_BITS = 18, // of a mantissa, below those that choose the cell
    CELLS_PER_OCTAVE = 1 << (MANTISSA_BITS - CELL_BITS),
    FIRST_CELL = (EXPONENT_BIAS + WEIGHT_LEAST_EXPONENT) * CELLS_PER_OCTAVE,
};
_Static_assert(WEIGHT_CELLS == (1 - WEIGHT_LEAST_EXPONENT) * CELLS_PER_OCTAVE, "one a cell");

// How much of the bonus of a text's first word is left, by step: exp(-(4 i + 2) / 18), four words to a step; after 96
// words nothing.
static const float LEAD[WEIGHT_LEAD_STEPS + 1] = {
    0.8948393f, 0.7165313f, 0.5737534f, 0.4594258f, 0.3678794f, 0.2945748f, 0.2358771f,
    0.1888756f, 0.1512398f, 0.1211033f, 0.0969720f, 0.0776491f, 0.0621765f, 0.0497871f,
    0.0398664f, 0.0319225f, 0.0255615f, 0.0204681f, 0.0163896f, 0.0131237f, 0.0105087f,
    0.0084147f, 0.0067379f, 0.0053953f, 0};

// --- tables ------------------------------------------------------------------------------------

static void set_cells(struct weighing *weighing)
{
    // 2^23 * (2^((i + 0.5) / 16) - 1) for i = 0..15: where step i ends and i + 1 begins.
    static const uint32_t bounds[WEIGHT_CODES_PER_OCTAVE] = {
        183687,  563215,  959546,  1373424, 1805626, 2256963, 2728283, 3220470,
        3734447, 4271181, 4831678, 5416990, 6028216, 6666503, 7333050, 8029107};
    for (int cell = 0; cell < WEIGHT_CELLS; cell++) {
        uint32_t start = (uint32_t)(cell % CELLS_PER_OCTAVE) << CELL_BITS;
        int exponent = WEIGHT_LEAST_EXPONENT + cell / CELLS_PER_OCTAVE, step = 0;
        while (step < WEIGHT_CODES_PER_OCTAVE && bounds[step] <= start)
            step++;
        int code = 255 + WEIGHT_CODES_PER_OCTAVE * exponent + step;
        uint32_t before = (uint32_t)1 << CELL_BITS, bound = before;
        if (step < WEIGHT_CODES_PER_OCTAVE && bounds[step] - start < before)
            bound = bounds[step] - start;
        if (code < 0) // the one above -1 is 0 as well
            weighing->cells[cell] = 0;
        else if (code >= 255)
            weighing->cells[cell] = (uint32_t)255 << CELL_BITS;
        else
            weighing->cells[cell] = ((uint32_t)code << CELL_BITS) + before - bound;
    }
}

// Which lead a question or answer of so many words has; 0, that of titles, is none.
static unsigned lead_number(bool has_title, uint32_t words)
{
    uint32_t full = WEIGHT_FULL_LEAD_WORDS;
    return 1 + (words < full ? words : full) + (has_title ? 0 : full + 1);
}

// The first words stand in for a title that is not there, and a text of a few words has no beginning.
static void set_leads(struct weighing *weighing)
{
    const uint32_t full = WEIGHT_FULL_LEAD_WORDS;
    weighing->leads[0] = 0;
    for (uint32_t words = 0; words <= full; words++) {
        float part = (float)words;
        weighing->leads[lead_number(true, words)] = WEIGHT_DEFAULTS.lead * part / (float)full;
        weighing->leads[lead_number(false, words)] =
            WEIGHT_DEFAULTS.lead_untitled * part / (float)full;
    }
}

enum status weighing_init(struct weighing *weighing, uint32_t doc_count, struct error *err)
{
    weighing->docs = calloc((size_t)doc_count + 1, sizeof *weighing->docs);
    if (!weighing->docs)
        return error_set(err, STATUS_NO_MEMORY, "segment: out of memory");
    set_leads(weighing);
    set_cells(weighing);
    return STATUS_OK;
}

void weighing_clear(struct weighing *weighing)
{
    free(weighing->docs);
    weighing->docs = NULL;
}

// --- documents ---------------------------------------------------------------------------------

void field_starts_from_lengths(const uint32_t lengths[TEXT_FIELD_COUNT],
                               uint32_t starts[TEXT_FIELD_COUNT])
{
    uint32_t next = 0;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        starts[f] = lengths[f] ? next : UINT32_MAX;
        next += lengths[f] ? lengths[f] + FIELD_GAP : 0;
    }
}

void weighing_set(struct weighing *weighing, uint32_t doc, const uint32_t lengths[TEXT_FIELD_COUNT],
                  bool is_referral)
{
    const struct weight_parameters *parameters = &WEIGHT_DEFAULTS;
    struct weighed_doc *weighed = &weighing->docs[doc];
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        bool is_title = f == FIELD_TITLE;
        float ratio = (float)lengths[f] / parameters->usual_length[f];
        if (!is_title && ratio < parameters->least_length)
            ratio = parameters->least_length;
        weighed->per_occurrence[f] =
            parameters->boost[f] / (1.0f - parameters->b[f] + parameters->b[f] * ratio);
        weighed->lead[f] =
            (uint8_t)(is_title ? 0 : lead_number(lengths[FIELD_TITLE] > 0, lengths[f]));
    }
    field_starts_from_lengths(lengths, weighed->starts);
    for (int f = TEXT_FIELD_COUNT - 2; f >= 0; f--)
        if (weighed->starts[f] == UINT32_MAX)
            weighed->starts[f] = weighed->starts[f + 1];
    weighed->starts[0] = 0;
    weighed->steps_less = is_referral ? parameters->referral_steps : 0;
}

// --- postings ----------------------------------------------------------------------------------

static unsigned field_of(const struct weighed_doc *doc, uint32_t position)
{
    return (unsigned)(position >= doc->starts[1]) + (position >= doc->starts[2]);
}

static float lead_at(uint32_t words_before)
{
    uint32_t step = words_before / WEIGHT_LEAD_STEP;
    return LEAD[step < WEIGHT_LEAD_STEPS ? step : WEIGHT_LEAD_STEPS];
}

// x of a posting with one occurrence, as most have; the other fields would add 0.
static float saturation_of_one(const struct weighing *weighing, const struct weighed_doc *doc,
                               uint32_t position)
{
    unsigned field = field_of(doc, position);
    float mass = 1.0f + weighing->leads[doc->lead[field]] * lead_at(position - doc->starts[field]);
    return mass * doc->per_occurrence[field];
}

// What is left of a posting: its next occurrence stands at `position`.
struct occurrences {
    const uint32_t *next, *end; // distances
    uint32_t position, last;
};

// Passes the occurrences before `limit`, of which there is one at least, and returns their number.
static uint32_t pass_field(struct occurrences *left, uint32_t limit)
{
    const uint32_t *start = left->next;
    if (left->last < limit) {
        left->next = left->end;
        return (uint32_t)(left->end - start) + 1;
    }
    while (left->position < limit && left->next < left->end)
        left->position += *left->next++ + 1;
    return (uint32_t)(left->next - start);
}

// m_f of `count` occurrences, the first at `words` after the start of the field.
static float mass_of(float lead, uint32_t words, const uint32_t *distances, uint32_t count)
{
    float early = 0;
    for (uint32_t i = 0; words < WEIGHT_LEAD_STEP * WEIGHT_LEAD_STEPS; i++) {
        early += LEAD[words / WEIGHT_LEAD_STEP];
        if (i + 1 == count)
            break;
        words += distances[i] + 1;
    }
    return (float)count + lead * early;
}

// x of a posting whose occurrences lie in several fields.
static float saturation_of_fields(const struct weighing *weighing, const struct weighed_doc *doc,
                                  struct occurrences left)
{
    float x = 0;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        uint32_t limit = f + 1 < TEXT_FIELD_COUNT ? doc->starts[f + 1] : UINT32_MAX;
        struct occurrences before = left;
        if (left.position >= limit)
            continue;
        uint32_t count = pass_field(&left, limit);
        x += mass_of(weighing->leads[doc->lead[f]], before.position - doc->starts[f], before.next,
                     count) *
             doc->per_occurrence[f];
        if (left.last < limit)
            break;
    }
    return x;
}

static float saturation_of_many(const struct weighing *weighing, const struct weighed_doc *doc,
                                const struct occurrences *all)
{
    unsigned field = field_of(doc, all->position);
    if (field != field_of(doc, all->last))
        return saturation_of_fields(weighing, doc, *all);
    return mass_of(weighing->leads[doc->lead[field]], all->position - doc->starts[field], all->next,
                   (uint32_t)(all->end - all->next) + 1) *
           doc->per_occurrence[field];
}

static uint8_t code_of(const struct weighing *weighing, float x)
{
    float weight = x / (WEIGHT_DEFAULTS.k1 + x);
    uint32_t bits;
    memcpy(&bits, &weight, sizeof bits);
    int cell = (int)(bits >> CELL_BITS) - FIRST_CELL;
    if (cell < 0)
        return 0;
    uint32_t within = bits & (((uint32_t)1 << CELL_BITS) - 1);
    return (uint8_t)((weighing->cells[cell] + within) >> CELL_BITS);
}

void weigh_postings(const struct weighing *weighing, const struct posting_block *block,
                    uint8_t codes[POSTING_BLOCK_LEN])
{
    uint32_t start = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        const struct weighed_doc *doc = &weighing->docs[block->docs[i]];
        const uint32_t *values = block->values + start;
        uint32_t end = block->ends[i];
        float x = end - start == 1
                      ? saturation_of_one(weighing, doc, *values)
                      : saturation_of_many(weighing, doc,
                                           &(struct occurrences){.next = values + 1,
                                                                 .end = block->values + end,
                                                                 .position = *values,
                                                                 .last = block->lasts[i]});
        uint8_t code = code_of(weighing, x);
        codes[i] = code > doc->steps_less ? code - doc->steps_less : 0;
        start = end;
    }
}

float weight_of_code(uint8_t code)
{
    // 2^(-i / 16); dividing by powers of two is exact.
    static const float sixteenths[WEIGHT_CODES_PER_OCTAVE] = {
        1.0f,         0.957603281f, 0.917004043f, 0.87812608f,  0.840896415f, 0.805245166f,
        0.771105413f, 0.738413073f, 0.707106781f, 0.677127773f, 0.648419777f, 0.620928906f,
        0.594603558f, 0.569394317f, 0.545253866f, 0.522136891f};
    unsigned below = 255u - code;
    return sixteenths[below % WEIGHT_CODES_PER_OCTAVE] /
           (float)(1u << below / WEIGHT_CODES_PER_OCTAVE);
}
