// Promises of engine/debate.h and engine/persons.h: what of a debate is question and answer, and who is who.
#include "engine/debate.h"
#include "engine/persons.h"
#include "tests/engine/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

// clang-format off
#define TEXT(literal) {literal, sizeof literal - 1}
// clang-format on

static const struct speech DEBATE[] = {
    {TEXT("Aline Verger"), TEXT(""), TEXT("Le pont de Huy est fermé."), SPEECH_AUTHOR},
    {TEXT("Paul Tiers"), TEXT(""), TEXT("C'est faux !"), SPEECH_OTHER},
    {TEXT("Jean Ponton"), TEXT("ministre des ponts"), TEXT("Il rouvre lundi."), SPEECH_MINISTER},
    {TEXT("Aline Verger"), TEXT(""), TEXT("Enfin !"), SPEECH_AUTHOR},
    {TEXT("Jean Ponton"), TEXT(""), TEXT("Merci."), SPEECH_MINISTER},
    {TEXT("Rose Digue"), TEXT("ministre de l'eau"), TEXT("Et le quai aussi."), SPEECH_MINISTER},
};

static struct exchange debate(size_t count)
{
    return (struct exchange){
        .id = SLICE("q-1"), .title = SLICE("Le pont"), .speeches = DEBATE, .speech_count = count};
}

static void setup(struct arena *arena)
{
    arena_init(arena, 0);
}

static void words_of_asker_and_minister_are_question_and_answer(void **state)
{
    (void)state;
    struct arena arena;
    struct error err = {0};
    setup(&arena);
    struct exchange exchange = debate(6);
    assert_int_equal(exchange_validate(&exchange, &err), STATUS_INVALID); // not settled
    assert_int_equal(debate_settle(&exchange, 20240311, &arena, &err), STATUS_OK);
    assert_slice(exchange.question, SLICE("Le pont de Huy est fermé.\n\nEnfin !"));
    assert_slice(debate_written_question(&exchange), SLICE(""));
    assert_int_equal(exchange.reply_count, 1);
    const struct reply *reply = exchange.replies;
    assert_slice(reply->text, SLICE("Il rouvre lundi.\n\nMerci.\n\nEt le quai aussi."));
    assert_slice(reply->respondent, SLICE("Jean Ponton ; Rose Digue"));
    assert_slice(reply->office, SLICE("ministre des ponts ; ministre de l'eau"));
    assert_slice(reply->nature, SLICE("Débat"));
    assert_int_equal(reply->date, 20240311);
    assert_int_equal(exchange_status(&exchange), EXCHANGE_ANSWERED);
    assert_int_equal(exchange_validate(&exchange, &err), STATUS_OK);

    // Twice is once.
    struct exchange again = exchange;
    assert_int_equal(debate_settle(&again, 20240311, &arena, &err), STATUS_OK);
    assert_true(exchange_content_hash(&again) == exchange_content_hash(&exchange));
    arena_clear(&arena);
}

static void a_written_question_stands_before_the_debate(void **state)
{
    (void)state;
    struct arena arena;
    setup(&arena);
    struct exchange exchange = debate(3);
    exchange.question = SLICE("Mme Verger interroge sur le pont.");
    assert_int_equal(debate_settle(&exchange, DATE_NONE, &arena, NULL), STATUS_OK);
    assert_slice(exchange.question,
                 SLICE("Mme Verger interroge sur le pont.\n\nLe pont de Huy est fermé."));
    assert_true(debate_is_settled(&exchange));
    assert_int_equal(debate_settle(&exchange, DATE_NONE, &arena, NULL), STATUS_OK);
    assert_slice(exchange.question,
                 SLICE("Mme Verger interroge sur le pont.\n\nLe pont de Huy est fermé."));

    assert_slice(debate_written_question(&exchange), SLICE("Mme Verger interroge sur le pont."));

    // Words that only happen to end a word of the question are not the asker's.
    exchange = debate(3);
    exchange.question = SLICE("Est-il vrai ? Le pont de Huy est fermé.");
    assert_false(debate_is_settled(&exchange));
    arena_clear(&arena);
}

static void without_a_word_of_the_minister_there_is_no_answer(void **state)
{
    (void)state;
    struct arena arena;
    setup(&arena);
    const struct reply stale = {.text = SLICE("Tout le débat.")};
    struct exchange exchange = debate(2);
    exchange.replies = &stale;
    exchange.reply_count = 1;
    assert_false(debate_is_settled(&exchange));
    assert_int_equal(debate_settle(&exchange, 20240311, &arena, NULL), STATUS_OK);
    assert_int_equal(exchange.reply_count, 0);
    assert_true(exchange_is_waiting(&exchange));
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);

    // Another answer than the debate's is a mistake.
    exchange = debate(6);
    assert_int_equal(debate_settle(&exchange, 20240311, &arena, NULL), STATUS_OK);
    exchange.replies = &stale;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    arena_clear(&arena);
}

static void speeches_without_sense_are_invalid(void **state)
{
    (void)state;
    struct speech speech = {.text = SLICE("Bravo"), .role = SPEECH_OTHER};
    struct exchange exchange = debate(0);
    exchange.speeches = &speech;
    exchange.speech_count = 1;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    speech.role = SPEECH_ROLE_COUNT;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    speech = (struct speech){.speaker = SLICE("\xE9"), .role = SPEECH_OTHER};
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange.speech_count = EXCHANGE_MAX_SPEECHES + 1;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
}

static void no_memory_is_said(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 16);
    struct exchange exchange = debate(6);
    assert_int_equal(debate_settle(&exchange, 20240311, &arena, NULL), STATUS_NO_MEMORY);
    arena_clear(&arena);
}

static void strings_and_lists_are_the_same_persons(void **state)
{
    (void)state;
    struct arena arena;
    setup(&arena);
    struct exchange exchange = debate(0);
    size_t count;
    assert_null(persons_authors(&exchange, &arena, &count));
    assert_int_equal(count, 0);

    const struct person ministers[] = {{SLICE("Jean Ponton"), SLICE("ministre des ponts")},
                                       {SLICE("Rose Digue"), SLICE("")},
                                       {SLICE("Léa Rive"), SLICE("ministre des berges")}};
    persons_set_ministers(&exchange, ministers, 3, &arena);
    assert_slice(exchange.minister, SLICE("Jean Ponton ; Rose Digue ; Léa Rive"));
    assert_slice(exchange.office, SLICE("ministre des ponts ; ministre des berges"));
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    assert_ptr_equal(persons_ministers(&exchange, &arena, &count), ministers);
    assert_int_equal(count, 3);

    // One minister needs no list, and names without offices need none either.
    persons_set_ministers(&exchange, ministers, 1, &arena);
    assert_int_equal(exchange.minister_count, 0);
    const struct person *persons = persons_ministers(&exchange, &arena, &count);
    assert_int_equal(count, 1);
    assert_slice(persons[0].name, SLICE("Jean Ponton"));
    assert_slice(persons[0].office, SLICE("ministre des ponts"));

    const struct person authors[] = {{SLICE("A. Verger"), SLICE("")},
                                     {SLICE("P. Tiers"), SLICE("")}};
    persons_set_authors(&exchange, authors, 2, &arena);
    assert_int_equal(exchange.author_count, 0);
    persons = persons_authors(&exchange, &arena, &count);
    assert_int_equal(count, 2);
    assert_slice(persons[0].name, SLICE("A. Verger"));
    assert_slice(persons[1].name, SLICE("P. Tiers"));

    const struct person speaker[] = {{SLICE("A. Verger"), SLICE("Questrice")}};
    persons_set_authors(&exchange, speaker, 1, &arena);
    assert_slice(exchange.author, SLICE("A. Verger"));
    assert_int_equal(exchange.author_count, 1);
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    arena_clear(&arena);
}

// How often a text stands in a record.
static size_t count_in(struct slice record, const char *text)
{
    size_t count = 0;
    for (size_t at = 0; at < record.len; at++)
        count += slice_starts_with(slice_from_offset(record, at), slice_from(text));
    return count;
}

static void a_record_holds_what_is_said_once(void **state)
{
    (void)state;
    struct arena arena;
    struct error err = {0};
    setup(&arena);
    static const char *const WRITTEN[] = {"", "Quand rouvre le pont ?"};
    for (size_t w = 0; w < 2; w++)
        for (size_t count = 1; count <= sizeof DEBATE / sizeof *DEBATE; count++) {
            struct exchange exchange = debate(count), back;
            struct buf record = {0};
            exchange.question = slice_from(WRITTEN[w]);
            assert_int_equal(debate_settle(&exchange, 20240311, &arena, &err), STATUS_OK);
            exchange_encode(&exchange, &record);
            assert_int_equal(
                exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, &err),
                STATUS_OK);
            assert_int_equal(exchange_validate(&back, &err), STATUS_OK);
            assert_true(exchange_content_hash(&back) == exchange_content_hash(&exchange));
            for (size_t i = 0; i < count; i++)
                assert_int_equal(count_in(buf_slice(&record), DEBATE[i].text.ptr), 1);
            buf_clear(&record);
        }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_asker_and_minister_are_question_and_answer),
        cmocka_unit_test(a_written_question_stands_before_the_debate),
        cmocka_unit_test(without_a_word_of_the_minister_there_is_no_answer),
        cmocka_unit_test(speeches_without_sense_are_invalid),
        cmocka_unit_test(no_memory_is_said),
        cmocka_unit_test(strings_and_lists_are_the_same_persons),
        cmocka_unit_test(a_record_holds_what_is_said_once),
    };
    return cmocka_run_group_tests_name("debate", tests, NULL, NULL);
}
