// A document written as JSON is read back with the same values, field by field of the table of names (engine/field.h).
#include "answer/answer_json.h"
#include "answer/field_value.h"
#include "answer/json_writer.h"
#include "base/date.h"
#include "engine/debate.h"
#include "engine/persons.h"
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct probe probe;

static struct exchange document(struct reply replies[2], size_t reply_count)
{
    replies[0] = (struct reply){
        .text = SLICE("Les berges seront reprises\n\n\"au printemps\" \\ à l’été."),
        .respondent = SLICE("LEROY Maud"),
        .date = 20210309,
        .nature = SLICE("Réponse"),
        .office = SLICE("Ministre des Cours d’eau"),
    };
    replies[1] = (struct reply){
        .text = SLICE("Le chantier est fini."),
        .respondent = SLICE("NIHOUL Paul"),
        .date = 20211200,
        .nature = SLICE("Complément de réponse"),
    };
    return (struct exchange){
        .id = SLICE("essai/berges/7"),
        .title = SLICE("Les berges de l’Ourthe <après> la crue"),
        .type = SLICE("Question d’actualité"),
        .assembly = SLICE("Parlement des Rivières"),
        .session = SLICE("2020-2021"),
        .number = SLICE("88 (2020-2021) 2"),
        .author = SLICE("GÉRARD Noé"),
        .group = SLICE("Les Rives"),
        .minister = SLICE("LEROY Maud"),
        .office = SLICE("Ministre des Cours d’eau"),
        .question = SLICE("Que fait-on ?\n\nEt quand ?"),
        .url = SLICE("https://exemple.be/berges?n=7&l=fr"),
        .source = {.path = SLICE("/archives/berges.json"), .line = 3},
        .year = 2021,
        .date_question = 20210204,
        .first_minister = SLICE("NIHOUL Paul"),
        .date_closed = 20211231,
        .motive = SLICE("fin de \"mandat\""),
        .replies = replies,
        .reply_count = reply_count,
        .first_seen = 1613000000,
        .changed = 1615300000,
    };
}

// What is no value of the document: made from the index, the operator's rules or the address it is shown at; and
// lists and their parts, which the fingerprint compares.
static bool is_of_others(enum field field)
{
    static const enum field others[] = {
        FIELD_SOURCE,   FIELD_URL,        FIELD_COUNT,      FIELD_DUE,     FIELD_OVERDUE,
        FIELD_REPLIES,  FIELD_REPLY_TEXT, FIELD_REPLY_DATE, FIELD_NAME,    FIELD_NATURE,
        FIELD_AUTHORS,  FIELD_MINISTERS,  FIELD_SPEECHES,   FIELD_SPEAKER, FIELD_ROLE,
        FIELD_LICENCE,  FIELD_SERIES,     FIELD_SINCE,      FIELD_CITE,    FIELD_COMMUNE,
        FIELD_PROVINCE,
    };
    if (field >= FIELD_ROW_RANK && field <= FIELD_ROW_OFFICE)
        return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (field == others[i])
            return true;
    return false;
}

// The fingerprint has everything that a reader sees.
static void compare(const struct exchange *written, const struct exchange *read)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < FIELD_END; i++) {
        enum field field = (enum field)i;
        if (is_of_others(field))
            continue;
        struct field_value before = field_value_of(written, field, &arena);
        struct field_value after = field_value_of(read, field, &arena);
        if (before.kind == VALUE_NONE)
            fail_msg("the document of this test has no %s", field_name(field));
        if (before.kind != after.kind || before.number != after.number ||
            !slice_equal(before.text, after.text))
            fail_msg("%s comes back as another value: \"%.*s\"", field_name(field),
                     SLICE_ARG(after.text));
    }
    assert_int_equal(written->reply_count, read->reply_count);
    for (size_t i = 0; i < written->reply_count; i++) {
        const struct reply *before = &written->replies[i], *after = &read->replies[i];
        assert_true(slice_equal(before->text, after->text));
        assert_true(slice_equal(before->respondent, after->respondent));
        assert_int_equal(before->date, after->date);
    }
    assert_true(exchange_content_hash(written) == exchange_content_hash(read));
    arena_clear(&arena);
}

static void send(const struct exchange *exchange, enum answer_json_form form)
{
    struct arena arena;
    struct buf line;
    struct json_writer json;
    arena_init(&arena, 0);
    buf_init(&line, 0);
    json_writer_init(&json, &line);
    const struct answer_about about = {.arena = &arena};
    answer_json_exchange(&json, exchange, form, &about);
    probe_parse(&probe, "jsonl", buf_slice(&line));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    buf_clear(&line);
    arena_clear(&arena);
}

static void write_and_read(enum answer_json_form form, size_t reply_count)
{
    struct reply replies[2];
    struct exchange exchange = document(replies, reply_count);
    send(&exchange, form);
    compare(&exchange, &probe.exchanges[0]);
}

// Whatever came of it, and whoever spoke: the fingerprint stays.
static void statuses_persons_and_debates_come_in_again(void **state)
{
    (void)state;
    static const struct reply interim = {
        .nature = {"Réponse provisoire", sizeof "Réponse provisoire" - 1}, .date = 20210301};
    static const struct person authors[] = {
        {{"GÉRARD Noé", sizeof "GÉRARD Noé" - 1}, {"Questeur", sizeof "Questeur" - 1}},
        {{"ADAM Lise", sizeof "ADAM Lise" - 1}, {NULL, 0}}};
    static const struct person ministers[] = {
        {{"LEROY Maud", sizeof "LEROY Maud" - 1}, {"Eau", sizeof "Eau" - 1}},
        {{"NIHOUL Paul", sizeof "NIHOUL Paul" - 1}, {"Ponts", sizeof "Ponts" - 1}}};
    static const struct speech speeches[] = {
        {{"GÉRARD Noé", sizeof "GÉRARD Noé" - 1},
         {NULL, 0},
         {"À quand les berges ?", sizeof "À quand les berges ?" - 1},
         SPEECH_AUTHOR},
        {{NULL, 0},
         {"Présidente", sizeof "Présidente" - 1},
         {"Silence.", sizeof "Silence." - 1},
         SPEECH_OTHER},
        {{"LEROY Maud", sizeof "LEROY Maud" - 1},
         {"Eau", sizeof "Eau" - 1},
         {"Au printemps.\n\nOu après.", sizeof "Au printemps.\n\nOu après." - 1},
         SPEECH_MINISTER}};
    struct arena arena;
    arena_init(&arena, 0);
    for (int form = 0; form < 2; form++)
        for (int kind = 0; kind < 7; kind++) {
            struct reply replies[2];
            struct exchange exchange = document(replies, 0);
            exchange.closure = (enum closure)(kind < CLOSURE_COUNT ? kind : 0);
            exchange.replies = &interim;
            exchange.reply_count = kind == 3;
            if (kind == 4)
                persons_set_authors(&exchange, authors, 2, &arena);
            if (kind == 5)
                persons_set_ministers(&exchange, ministers, 2, &arena);
            if (kind == 6) {
                exchange.speeches = speeches;
                exchange.speech_count = 3;
                assert_int_equal(debate_settle(&exchange, 20210309, &arena, NULL), STATUS_OK);
            }
            send(&exchange, form ? ANSWER_DUMP : ANSWER_PUBLIC);
            if (exchange_content_hash(&exchange) != exchange_content_hash(&probe.exchanges[0]))
                fail_msg("document %d of form %d comes back as another", kind, form);
            assert_int_equal(exchange_status(&exchange), exchange_status(&probe.exchanges[0]));
        }
    arena_clear(&arena);
}

static void a_dump_comes_in_again_as_it_was(void **state)
{
    (void)state;
    write_and_read(ANSWER_DUMP, 1);
    write_and_read(ANSWER_DUMP, 2);
}

static void what_the_api_gives_out_comes_in_again(void **state)
{
    (void)state;
    write_and_read(ANSWER_PUBLIC, 1);
    write_and_read(ANSWER_PUBLIC, 2);
}

// Every key under which a field may come gives that field; the first that is there wins.
static void every_key_of_a_field_is_read(void **state)
{
    (void)state;
    static const enum field fields[] = {FIELD_TITLE,  FIELD_TYPE,   FIELD_SESSION,
                                        FIELD_NUMBER, FIELD_AUTHOR, FIELD_MINISTER,
                                        FIELD_OFFICE, FIELD_ANSWER, FIELD_QUESTION};
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *key;
        for (size_t n = 0; (key = field_key(fields[i], n)) != NULL; n++) {
            struct slice line = arena_printf(
                &arena, "{\"id\":\"k\",\"question\":null,\"%s\":\"Valeur\",\"%s\":\"Autre\"}", key,
                fields[i] == FIELD_TITLE ? "question" : "titre");
            probe_parse(&probe, "jsonl", line);
            assert_problems(&probe, "");
            struct field_value value = field_value_of(&probe.exchanges[0], fields[i], &arena);
            if (!slice_equal(value.text, SLICE("Valeur")))
                fail_msg("%s is not read as %s", key, field_name(fields[i]));
        }
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dump_comes_in_again_as_it_was),
        cmocka_unit_test(what_the_api_gives_out_comes_in_again),
        cmocka_unit_test(statuses_persons_and_debates_come_in_again),
        cmocka_unit_test(every_key_of_a_field_is_read),
    };
    int failed = cmocka_run_group_tests_name("round_trip", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
