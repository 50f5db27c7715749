// Promises of engine/exchange.h about what is long: a list reads none of it, and what is accepted fits every way out.
#include "engine/exchange.h"
#include "tests/engine/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct reply TWO_REPLIES[] = {
    {.text = {"Le bac sera réparé.", sizeof "Le bac sera réparé." - 1},
     .respondent = {"BERGER Luc", sizeof "BERGER Luc" - 1},
     .date = 20230713,
     .office = {"Ministre des Voies d'eau", sizeof "Ministre des Voies d'eau" - 1},
     .changed = 1690000000},
    {.text = {"En mai.", sizeof "En mai." - 1},
     .date = 20230801,
     .nature = {"Complément de réponse", sizeof "Complément de réponse" - 1}},
};
static const struct person AUTHORS[] = {{{"A", 1}, {"Sénatrice", sizeof "Sénatrice" - 1}},
                                        {{"B", 1}, {NULL, 0}}};
static const struct speech SPEECHES[] = {
    {{"A", 1}, {NULL, 0}, {"Quand ?", 7}, SPEECH_AUTHOR},
    {{"E", 1}, {"Présidente", sizeof "Présidente" - 1}, {"Silence !", 9}, SPEECH_OTHER}};

static struct exchange sample(void)
{
    return (struct exchange){
        .id = SLICE("bac-1"),
        .title = SLICE("Le bac"),
        .author = SLICE("A ; B"),
        .minister = SLICE("BERGER Luc"),
        .source = {SLICE("/srv/q/mars.zip"), SLICE("1.jsonl"), 3, true, SLICE("/srv")},
        .question = SLICE("Quand ?"),
        .date_question = 20230619,
        .replies = TWO_REPLIES,
        .reply_count = 2,
        .authors = AUTHORS,
        .author_count = 2,
        .speeches = SPEECHES,
        .speech_count = 2,
        .first_seen = 1700000000,
        .changed = 1700000001,
        .question_changed = 1700000000,
    };
}

// In all that is kept of an exchange.
static void assert_same(const struct exchange *a, const struct exchange *b)
{
    assert_true(exchange_content_hash(a) == exchange_content_hash(b));
    assert_true(source_ref_equal(&a->source, &b->source));
    assert_true(a->first_seen == b->first_seen && a->changed == b->changed);
    assert_true(a->question_changed == b->question_changed);
    for (size_t i = 0; i < a->reply_count; i++)
        assert_true(a->replies[i].changed == b->replies[i].changed);
}

// What EXCHANGE_SHORT promises of an exchange.
static struct exchange shortened(struct exchange exchange, struct reply *replies)
{
    for (size_t i = 0; i < exchange.reply_count; i++) {
        replies[i] = exchange.replies[i];
        replies[i].text = SLICE_NONE;
    }
    exchange.replies = replies;
    exchange.speech_count = 0;
    exchange.question = exchange.title.len ? SLICE_NONE : exchange_title(&exchange);
    return exchange;
}

static void the_head_is_read_without_the_texts(void **state)
{
    (void)state;
    const struct slice questions[] = {SLICE("Quand le bac sera-t-il réparé ?\n\nQuand ?"),
                                      SLICE("  Le bac "), SLICE("")};
    for (size_t q = 0; q < 2 * sizeof questions / sizeof *questions; q++) {
        struct arena arena;
        arena_init(&arena, 0);
        struct exchange exchange = sample(), back, copy;
        struct reply replies[EXCHANGE_MAX_REPLIES];
        struct buf record;
        buf_init(&record, 0);
        exchange.question = questions[q / 2];
        exchange.title = q % 2 ? SLICE("Le bac") : SLICE_NONE;
        exchange_encode(&exchange, &record);
        struct exchange wanted = shortened(exchange, replies);
        size_t head = exchange_record_head(buf_slice(&record));
        assert_true(head < record.len);
        for (size_t len = 0; len <= record.len; len++) {
            struct slice cut = slice_of(record.data, len);
            enum status status = exchange_decode(cut, EXCHANGE_SHORT, &arena, &back, NULL);
            assert_int_equal(status, len < head ? STATUS_CORRUPT : STATUS_OK);
            if (status == STATUS_OK)
                assert_same(&back, &wanted);
        }
        assert_true(exchange_copy_short(&exchange, &arena, &copy));
        assert_same(&copy, &wanted);
        buf_clear(&record);
        arena_clear(&arena);
    }
}

static void a_referral_is_known_without_the_texts(void **state)
{
    (void)state;
    const struct reply rows[] = {
        {.text = SLICE("Je renvoie l'honorable membre à ma réponse à la question n° 123 "
                       "(2021-2022).")},
        {.text = SLICE("Le bac sera réparé au printemps.")},
        {.text = SLICE_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        arena_init(&arena, 0);
        struct exchange exchange = sample(), back;
        exchange.speech_count = 0;
        struct referral told, kept;
        struct buf record;
        buf_init(&record, 0);
        exchange.replies = &rows[i];
        exchange.reply_count = 1;
        bool is_referral = exchange_referral(&exchange, &told);
        assert_int_equal(is_referral, i == 0);
        exchange_encode(&exchange, &record);
        assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_SHORT, &arena, &back, NULL),
                         STATUS_OK);
        assert_int_equal(exchange_referral(&back, &kept), is_referral);
        assert_int_equal(kept.number, told.number);
        assert_int_equal(kept.session_from, told.session_from);
        buf_clear(&record);
        arena_clear(&arena);
    }
}

// A text of `unit` again and again, at least `len` bytes; the caller frees.
static char *repeated(const char *unit, size_t len, size_t *size)
{
    size_t step = strlen(unit);
    size_t times = (len + step - 1) / step;
    char *text = malloc(times * step);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * step, unit, step);
    *size = times * step;
    return text;
}

static void what_no_answer_could_hold_is_invalid(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *unit;
        size_t len;
        enum status as_title, as_question;
    } rows[] = {
        {__LINE__, "Le bac. ", EXCHANGE_MAX_SHORT / 2, STATUS_OK, STATUS_OK},
        {__LINE__, "Le bac. ", EXCHANGE_MAX_SHORT, STATUS_INVALID, STATUS_OK},
        {__LINE__, "Le bac. ", EXCHANGE_MAX_WRITTEN, STATUS_INVALID, STATUS_OK},
        {__LINE__, "Le bac. ", EXCHANGE_MAX_WRITTEN + 1, STATUS_INVALID, STATUS_INVALID},
        {__LINE__, "\"", EXCHANGE_MAX_WRITTEN / 2, STATUS_INVALID, STATUS_OK},
        {__LINE__, "\"", EXCHANGE_MAX_WRITTEN / 2 + 1, STATUS_INVALID, STATUS_INVALID},
        {__LINE__, "\x01", EXCHANGE_MAX_WRITTEN / 6, STATUS_INVALID, STATUS_OK},
        {__LINE__, "\x01", EXCHANGE_MAX_WRITTEN / 6 + 1, STATUS_INVALID, STATUS_INVALID},
        {__LINE__, "\xC2\x85", EXCHANGE_MAX_WRITTEN / 3 + 2, STATUS_INVALID, STATUS_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size;
        char *text = repeated(rows[i].unit, rows[i].len, &size);
        struct exchange exchange = sample();
        exchange.speech_count = 0;
        exchange.title = slice_of(text, size);
        if (exchange_validate(&exchange, NULL) != rows[i].as_title)
            fail_msg("row of line %d, as titre", rows[i].line);
        exchange.title = SLICE("Le bac");
        exchange.replies = NULL;
        exchange.reply_count = 0;
        exchange.question = slice_of(text, size);
        if (exchange_validate(&exchange, NULL) != rows[i].as_question)
            fail_msg("row of line %d, as question", rows[i].line);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_read_without_the_texts),
        cmocka_unit_test(a_referral_is_known_without_the_texts),
        cmocka_unit_test(what_no_answer_could_hold_is_invalid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
