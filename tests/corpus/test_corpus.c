// What the generator of documents is built on: random numbers, tables to draw from, topics.
#include "corpus/lexicon.h"
#include "corpus/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DRAWS 1000000u

static void streams_of_one_seed_differ_and_repeat(void **state)
{
    (void)state;
    struct random a = random_of(1, 1), same = random_of(1, 1);
    struct random other_stream = random_of(1, 2), other_seed = random_of(2, 1);
    unsigned equal = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t value = random_next(&a);
        assert_true(value == random_next(&same));
        equal += value == random_next(&other_stream);
        equal += value == random_next(&other_seed);
    }
    assert_int_equal(equal, 0);
}

static void below_stays_below_and_reaches_everything(void **state)
{
    (void)state;
    struct random random = random_of(3, 0);
    unsigned seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint32_t value = random_below(&random, 7);
        assert_true(value < 7);
        seen[value]++;
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 9500, 10500);
}

static void normal_has_mean_zero_and_deviation_one(void **state)
{
    (void)state;
    struct random random = random_of(4, 0);
    double sum = 0, squares = 0;
    for (unsigned i = 0; i < DRAWS; i++) {
        double x = random_normal(&random);
        sum += x;
        squares += x * x;
    }
    assert_true(fabs(sum / DRAWS) < 0.01);
    assert_true(fabs(squares / DRAWS - 1) < 0.01);
}

static void alias_draws_as_often_as_the_weights_say(void **state)
{
    (void)state;
    static const double weights[] = {5, 0, 1, 20, 1, 0.5, 72.5};
    struct alias alias;
    struct error err;
    assert_int_equal(alias_open(&alias, weights, 7, &err), STATUS_OK);
    struct random random = random_of(5, 0);
    unsigned seen[7] = {0};
    for (unsigned i = 0; i < DRAWS; i++)
        seen[alias_draw(&alias, &random)]++;
    for (int i = 0; i < 7; i++)
        assert_true(fabs(seen[i] * 100.0 / DRAWS - weights[i]) < 0.2);
    assert_int_equal(seen[1], 0);
    alias_close(&alias);
}

static void alias_of_one_weight_always_draws_it(void **state)
{
    (void)state;
    struct alias alias;
    struct error err;
    assert_int_equal(alias_open(&alias, &(double){0.3}, 1, &err), STATUS_OK);
    struct random random = random_of(6, 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(alias_draw(&alias, &random), 0);
    alias_close(&alias);
}

static void roots_differ_and_are_utf8(void **state)
{
    struct lexicon *lexicon = *state;
    for (uint32_t i = 0; i < LEXICON_ROOTS; i++) {
        const struct root *root = &lexicon->roots[i];
        assert_in_range(root->len, 2, LEXICON_ROOT_SIZE);
        for (uint8_t k = 0; k < root->len;
             k++) { // every letter with an accent is whole: c3 xx or c5 93
            unsigned char c = (unsigned char)root->text[k];
            if (c < 0x80)
                continue;
            assert_true((c == 0xc3 || c == 0xc5) && k + 1 < root->len);
            assert_in_range((unsigned char)root->text[++k], 0x80, 0xbf);
        }
        if (i > 0 && i < 2000)
            assert_true(memcmp(root->text, lexicon->roots[i - 1].text, sizeof root->text) != 0);
    }
}

static void count_roots(struct lexicon *lexicon, struct theme theme, uint64_t stream, uint8_t *used)
{
    struct random random = random_of(7, stream);
    memset(used, 0, LEXICON_ROOTS);
    for (int i = 0; i < 200; i++)
        used[lexicon_draw(lexicon, &theme, NOUN, &random) - lexicon->roots] = 1;
}

static unsigned shared(const uint8_t *a, const uint8_t *b)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < LEXICON_ROOTS; i++)
        count += a[i] && b[i];
    return count;
}

static void texts_on_one_topic_share_more_words(void **state)
{
    struct lexicon *lexicon = *state;
    static uint8_t first[LEXICON_ROOTS], second[LEXICON_ROOTS], other[LEXICON_ROOTS];
    unsigned within = 0, across = 0;
    for (uint32_t topic = 0; topic + 1 < LEXICON_TOPICS; topic += 8) {
        struct theme theme = {.topics = {topic, topic, topic}};
        struct theme elsewhere = {.topics = {topic + 1, topic + 1, topic + 1}};
        count_roots(lexicon, theme, topic, first);
        count_roots(lexicon, theme, topic + 1000, second);
        count_roots(lexicon, elsewhere, topic + 2000, other);
        within += shared(first, second);
        across += shared(first, other);
    }
    print_message("shared: %u within, %u across\n", within, across);
    assert_true(2 * within > 3 * across);
}

static void names_repeat_and_start_with_a_capital(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 100000; n++) {
        char text[LEXICON_ROOT_SIZE], again[LEXICON_ROOT_SIZE];
        uint32_t len = lexicon_name(n, text);
        assert_in_range(len, 2, LEXICON_ROOT_SIZE);
        assert_in_range(text[0], 'A', 'Z');
        assert_int_equal(lexicon_name(n, again), len);
        assert_memory_equal(text, again, len);
    }
}

static int open_lexicon(void **state)
{
    static struct lexicon lexicon;
    struct error err;
    *state = &lexicon;
    return lexicon_open(&lexicon, &err) != STATUS_OK;
}

static int close_lexicon(void **state)
{
    lexicon_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_of_one_seed_differ_and_repeat),
        cmocka_unit_test(below_stays_below_and_reaches_everything),
        cmocka_unit_test(normal_has_mean_zero_and_deviation_one),
        cmocka_unit_test(alias_draws_as_often_as_the_weights_say),
        cmocka_unit_test(alias_of_one_weight_always_draws_it),
        cmocka_unit_test(roots_differ_and_are_utf8),
        cmocka_unit_test(texts_on_one_topic_share_more_words),
        cmocka_unit_test(names_repeat_and_start_with_a_capital),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
