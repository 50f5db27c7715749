// Weights: every code of a block is what the formula at the top of impacts.h gives, worked out here one posting at
// a time and in the order in which it is written down.
#include "engine/format/impacts.h"
#include "engine/format/index_format.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 2000, MAX_POSITIONS = 40 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

// What a word of a field counts beyond 1: in its beginning, as far as it has one, and most without a title.
static float lead_of(const uint32_t lengths[TEXT_FIELD_COUNT], int field, uint32_t words_before)
{
    static const float steps[] = {0.8948393f, 0.7165313f, 0.5737534f, 0.4594258f, 0.3678794f,
                                  0.2945748f, 0.2358771f, 0.1888756f, 0.1512398f, 0.1211033f,
                                  0.0969720f, 0.0776491f, 0.0621765f, 0.0497871f, 0.0398664f,
                                  0.0319225f, 0.0255615f, 0.0204681f, 0.0163896f, 0.0131237f,
                                  0.0105087f, 0.0084147f, 0.0067379f, 0.0053953f};
    uint32_t step = words_before / 4;
    float lead = lengths[0] > 0 ? WEIGHT_DEFAULTS.lead : WEIGHT_DEFAULTS.lead_untitled;
    if (lengths[field] < WEIGHT_FULL_LEAD_WORDS)
        lead *= (float)lengths[field] / (float)WEIGHT_FULL_LEAD_WORDS;
    return field > 0 && step < 24 ? lead * steps[step] : 0;
}

static float mass_in(const uint32_t lengths[TEXT_FIELD_COUNT], int field, uint32_t start,
                     const uint32_t *positions, uint32_t count)
{
    uint32_t end = start + lengths[field];
    float mass = 0;
    for (uint32_t i = 0; i < count; i++)
        mass += positions[i] >= start && positions[i] < end;
    for (uint32_t i = 0; i < count; i++)
        if (positions[i] >= start && positions[i] < end)
            mass += lead_of(lengths, field, positions[i] - start);
    return mass;
}

static float weight_of(const uint32_t lengths[TEXT_FIELD_COUNT], const uint32_t *positions,
                       uint32_t count)
{
    float x = 0;
    uint32_t start = 0;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        float b = WEIGHT_DEFAULTS.b[f];
        float ratio = (float)lengths[f] / WEIGHT_DEFAULTS.usual_length[f];
        if (f > 0 && ratio < WEIGHT_DEFAULTS.least_length)
            ratio = WEIGHT_DEFAULTS.least_length;
        float mass = mass_in(lengths, f, start, positions, count);
        x += mass * (WEIGHT_DEFAULTS.boost[f] / (1.0f - b + b * ratio));
        start += lengths[f] ? lengths[f] + FIELD_GAP : 0;
    }
    return x / (WEIGHT_DEFAULTS.k1 + x);
}

// The nearest code, by the logarithm itself. Both are right on a boundary, which a float hardly ever hits.
static int code_of(float weight)
{
    int code = 255 + (int)lround((double)WEIGHT_CODES_PER_OCTAVE * log2((double)weight));
    return code < 0 ? 0 : code;
}

// Up to MAX_POSITIONS places of a document in order; many of them early, some documents with long lists.
static uint32_t invent_positions(uint64_t *random, const uint32_t lengths[TEXT_FIELD_COUNT],
                                 uint32_t *positions)
{
    uint32_t count = 0, start = 0, likely = next_random(random) % 3 ? 50 : 3;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        for (uint32_t p = 0; p < lengths[f] && count < MAX_POSITIONS; p++)
            if (next_random(random) % likely == 0)
                positions[count++] = start + p;
        start += lengths[f] ? lengths[f] + FIELD_GAP : 0;
    }
    if (count == 0) // the last word: the last field that has any
        positions[count++] = start - FIELD_GAP - 1;
    return count;
}

static void codes_are_what_the_formula_gives(void **state)
{
    (void)state;
    struct weighing weighing;
    struct posting_block block = {0};
    struct error err;
    uint64_t random = 1;
    int expected[POSTING_BLOCK_LEN];
    uint8_t codes[POSTING_BLOCK_LEN];
    assert_int_equal(weighing_init(&weighing, DOCUMENTS, &err), STATUS_OK);
    for (uint32_t doc = 0; doc < DOCUMENTS; doc++) {
        uint32_t lengths[TEXT_FIELD_COUNT], positions[MAX_POSITIONS];
        for (int f = 0; f < TEXT_FIELD_COUNT; f++)
            lengths[f] = (uint32_t)(next_random(&random) % 4 ? next_random(&random) % 300 : 0);
        lengths[1] += lengths[0] + lengths[1] + lengths[2] == 0;
        bool is_referral = next_random(&random) % 4 == 0;
        weighing_set(&weighing, doc, lengths, is_referral);
        uint32_t count = invent_positions(&random, lengths, positions);
        int code = code_of(weight_of(lengths, positions, count));
        if (is_referral)
            code =
                code > WEIGHT_DEFAULTS.referral_steps ? code - WEIGHT_DEFAULTS.referral_steps : 0;
        expected[block.count] = code;
        posting_block_add(&block, doc, positions, count);
        if (block.count < POSTING_BLOCK_LEN && doc + 1 < DOCUMENTS)
            continue;
        weigh_postings(&weighing, &block, codes);
        for (uint32_t i = 0; i < block.count; i++)
            assert_int_equal(codes[i], expected[i]);
        posting_block_reset(&block);
    }
    posting_block_clear(&block);
    weighing_clear(&weighing);
}

// Documents as long as can be give weights below any code, titles full of a word give the largest.
static void codes_end_at_0_and_255(void **state)
{
    (void)state;
    static const uint32_t endless[TEXT_FIELD_COUNT] = {UINT32_MAX / 2, 0, 0};
    static const uint32_t longer[TEXT_FIELD_COUNT] = {100000, 0, 0},
                          title[TEXT_FIELD_COUNT] = {1, 0, 0};
    static uint32_t positions[1 << 16];
    struct weighing weighing;
    struct posting_block block = {0};
    struct error err;
    uint8_t codes[POSTING_BLOCK_LEN];
    for (uint32_t i = 0; i < sizeof positions / sizeof *positions; i++)
        positions[i] = i;
    assert_int_equal(weighing_init(&weighing, 3, &err), STATUS_OK);
    weighing_set(&weighing, 0, endless, true);
    weighing_set(&weighing, 1, longer, false);
    weighing_set(&weighing, 2, title, false);
    posting_block_add(&block, 0, positions, 1);
    posting_block_add(&block, 1, positions, 1);
    posting_block_add(&block, 2, positions, sizeof positions / sizeof *positions);
    weigh_postings(&weighing, &block, codes);
    assert_int_equal(codes[0], 0);
    assert_int_equal(codes[1], code_of(weight_of(longer, positions, 1)));
    assert_int_equal(codes[2], 255);
    posting_block_clear(&block);
    weighing_clear(&weighing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_what_the_formula_gives),
        cmocka_unit_test(codes_end_at_0_and_255),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
