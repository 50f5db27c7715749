// Promises: sketches agree in as many places as texts share of their sequences of words, whatever the words; texts too
// short to be told apart have none.
#include "engine/text/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct sketch sketch_of(const uint32_t *words, size_t count)
{
    struct sketch_builder builder = {0};
    for (size_t i = 0; i < count; i++)
        sketch_add(&builder, words[i]);
    return sketch_end(&builder);
}

static void a_word_counts_by_its_letters(void **state)
{
    (void)state;
    assert_int_equal(sketch_word(SLICE("ecole")), sketch_word(SLICE("ecole")));
    assert_int_not_equal(sketch_word(SLICE("ecole")), sketch_word(SLICE("ecoles")));
    assert_int_not_equal(sketch_word(SLICE("")), 0);
}

static void short_texts_have_none(void **state)
{
    (void)state;
    uint32_t words[SKETCH_LEAST + SKETCH_SEQUENCE];
    for (uint32_t i = 0; i < SKETCH_LEAST + SKETCH_SEQUENCE; i++)
        words[i] = i + 1;
    struct sketch sketch = sketch_of(words, 0);
    assert_true(sketch_is_empty(&sketch));
    sketch = sketch_of(words, SKETCH_LEAST + SKETCH_SEQUENCE - 2);
    assert_true(sketch_is_empty(&sketch));
    sketch = sketch_of(words, SKETCH_LEAST + SKETCH_SEQUENCE - 1);
    assert_false(sketch_is_empty(&sketch));
}

// One sequence fills one bin, and all others borrow from it.
static void the_same_word_again_and_again_is_a_text_too(void **state)
{
    (void)state;
    uint32_t words[200];
    for (uint32_t word = 1; word < 2000; word++) {
        for (size_t i = 0; i < 200; i++)
            words[i] = word;
        struct sketch sketch = sketch_of(words, 200);
        for (int w = 1; w < SKETCH_WORDS; w++)
            assert_int_equal(sketch.words[w], sketch.words[0]);
    }
}

static void columns_hold_it_whole(void **state)
{
    (void)state;
    struct sketch sketch, again = {0};
    memset(&sketch, 0xf7, sizeof sketch);
    sketch.words[3] = 5;
    for (int pair = 0; pair < SKETCH_WORDS / 2; pair++)
        sketch_set_pair(&again, pair, sketch_pair(&sketch, pair));
    assert_memory_equal(&again, &sketch, sizeof sketch);
}

static void agreement_counts_bytes(void **state)
{
    (void)state;
    struct sketch a = {{0x01020304, 0x80ff7f00, 0, 1, 2, 3, 4, 5}}, b = a;
    assert_int_equal(sketch_common(&a, &b), SKETCH_BINS);
    b.words[0] ^= 0x01000000;
    assert_int_equal(sketch_common(&a, &b), SKETCH_BINS - 1);
    b.words[1] = ~b.words[1];
    assert_int_equal(sketch_common(&a, &b), SKETCH_BINS - 5);
    b.words[7] = 0x00000105;
    assert_int_equal(sketch_common(&a, &b), SKETCH_BINS - 6);
}

// Two texts of `length` words that share all but the last: their sequences are known.
static double mean_agreement(size_t length, size_t shared)
{
    enum { ROUNDS = 400 };
    uint32_t a[400], b[400], seed = 7;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < length; i++) {
            a[i] = seed = seed * 1664525 + 1013904223;
            b[i] = i < shared ? a[i] : ~a[i];
        }
        struct sketch x = sketch_of(a, length), y = sketch_of(b, length);
        sum += (double)sketch_common(&x, &y) / SKETCH_BINS;
    }
    return sum / ROUNDS;
}

static void agreement_is_the_share_of_common_sequences(void **state)
{
    (void)state;
    static const struct {
        size_t length, shared;
    } tries[] = {{400, 400}, {400, 380}, {400, 300}, {400, 100}, {400, 0}, {60, 50}, {30, 20}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        double both = (double)tries[i].length - SKETCH_SEQUENCE + 1;
        double common = (double)tries[i].shared - SKETCH_SEQUENCE + 1;
        common = common > 0 ? common : 0;
        double resemblance = common / (2 * both - common);
        double seen = mean_agreement(tries[i].length, tries[i].shared);
        if (seen < resemblance - 0.02 || seen > resemblance + 0.02)
            fail_msg("%zu of %zu: %.3f instead of %.3f", tries[i].shared, tries[i].length, seen,
                     resemblance);
    }
}

// The same form, filled in twice: the titles tell.
static void titles_count(void **state)
{
    (void)state;
    struct sketch_builder same = {0}, other = {0}, bare = {0};
    for (uint32_t i = 0; i < 5; i++) {
        sketch_add_title(&same, 100 + i);
        sketch_add_title(&other, 200 + i);
    }
    for (uint32_t i = 0; i < 40; i++) {
        sketch_add(&same, i + 1);
        sketch_add(&other, i + 1);
        sketch_add(&bare, i + 1);
    }
    struct sketch a = sketch_end(&same), b = sketch_end(&other), c = sketch_end(&bare);
    assert_true(sketch_common(&a, &b) < SKETCH_ALIKE && sketch_common(&a, &c) < SKETCH_BINS);
    assert_true(sketch_common(&a, &b) > SKETCH_BINS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_counts_by_its_letters),
        cmocka_unit_test(short_texts_have_none),
        cmocka_unit_test(the_same_word_again_and_again_is_a_text_too),
        cmocka_unit_test(columns_hold_it_whole),
        cmocka_unit_test(agreement_counts_bytes),
        cmocka_unit_test(agreement_is_the_share_of_common_sequences),
        cmocka_unit_test(titles_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
