// Promises of engine/exchange.h: derived values, validation, fingerprint, stored record.
#include "engine/exchange.h"
#include "engine/persons.h"
#include "tests/engine/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const struct reply TWO_REPLIES[] = {
    {.text = {"Oui.", sizeof "Oui." - 1},
     .respondent = {"MORREALE Christie", sizeof "MORREALE Christie" - 1},
     .date = 20230713,
     .office = {"Ministre de l'Emploi", sizeof "Ministre de l'Emploi" - 1},
     .changed = 1700000002},
    {.text = {"Non.", sizeof "Non." - 1},
     .respondent = {"HENRY Philippe", sizeof "HENRY Philippe" - 1},
     .date = 20230801,
     .nature = {"Complément de réponse", sizeof "Complément de réponse" - 1}},
};

static struct exchange sample(void)
{
    return (struct exchange){
        .id = SLICE("pw-2022-2023-516-1"),
        .title = SLICE("Le soutien des associations"),
        .type = SLICE("Question écrite"),
        .assembly = SLICE("Parlement de Wallonie"),
        .session = SLICE("2022-2023"),
        .number = SLICE("516 (2022-2023) 1"),
        .author = SLICE("PAVET Amandine"),
        .group = SLICE("Les Indépendants"),
        .minister = SLICE("MORREALE Christie"),
        .office = SLICE("Ministre de l'Emploi"),
        .first_minister = SLICE("HENRY Philippe"),
        .question = SLICE("Premier paragraphe.\n\nSecond paragraphe."),
        .source = {SLICE("/srv/questions/mars.zip"), SLICE("516-1.jsonl"), UINT32_MAX, true,
                   SLICE("/srv")},
        .url = SLICE("https://exemple.be/516"),
        .year = 2023,
        .date_question = 20230619,
        .date_closed = 20230901,
        .motive = SLICE("fin de mandat"),
        .replies = TWO_REPLIES,
        .reply_count = 2,
        .first_seen = 1700000000,
        .changed = -1,
        .question_changed = INT64_MIN,
    };
}

static void delay_counts_the_days_to_the_first_answer(void **state)
{
    (void)state;
    struct exchange exchange = sample();
    assert_int_equal(exchange_delay_days(&exchange), 24);
    assert_int_equal(exchange_reply_date(&exchange), 20230713);
    assert_slice(exchange_respondent(&exchange), SLICE("MORREALE Christie"));
    assert_int_equal(exchange_status(&exchange), EXCHANGE_ANSWERED);

    exchange.date_question = 20230713; // the same day
    assert_int_equal(exchange_delay_days(&exchange), 0);
}

static void delay_is_unknown_without_two_full_dates_in_order(void **state)
{
    (void)state;
    struct exchange exchange = sample();
    exchange.date_question = 20230600;
    assert_int_equal(exchange_delay_days(&exchange), DELAY_NONE);
    exchange.date_question = 20230714; // asked after the answer
    assert_int_equal(exchange_delay_days(&exchange), DELAY_NONE);
    exchange = sample();
    exchange.reply_count = 0;
    assert_int_equal(exchange_delay_days(&exchange), DELAY_NONE);
    assert_int_equal(exchange_reply_date(&exchange), DATE_NONE);
    assert_int_equal(exchange_respondent(&exchange).len, 0);
    assert_int_equal(exchange_status(&exchange), EXCHANGE_WAITING);
}

static void an_answer_for_the_time_being_does_not_end_the_delay(void **state)
{
    (void)state;
    struct exchange exchange = sample();
    struct reply replies[] = {
        {.text = SLICE("Je me renseigne."),
         .respondent = SLICE("HENRY Philippe"),
         .date = 20230622,
         .nature = SLICE("RÉPONSE PROVISOIRE")},
        {.date = 20230713, .respondent = SLICE("MORREALE Christie"), .nature = SLICE("Réponse")}};
    exchange.replies = replies;
    assert_int_equal(exchange_delay_days(&exchange), 24);
    assert_int_equal(exchange_reply_date(&exchange), 20230713);
    assert_slice(exchange_respondent(&exchange), SLICE("MORREALE Christie"));
    assert_int_equal(exchange_status(&exchange), EXCHANGE_ANSWERED);

    exchange.reply_count = 1;
    assert_int_equal(exchange_delay_days(&exchange), DELAY_NONE);
    assert_int_equal(exchange_reply_date(&exchange), DATE_NONE);
    assert_int_equal(exchange_respondent(&exchange).len, 0);
    assert_int_equal(exchange_status(&exchange), EXCHANGE_PROVISIONAL);
    assert_true(exchange_is_waiting(&exchange));
}

static void the_name_of_an_answer_is_the_same_without_provisional_ones(void **state)
{
    (void)state;
    const struct reply interim = {.nature = SLICE("Réponse provisoire")};
    const struct reply final = {.nature = SLICE("Réponse")};
    const struct reply mixed[] = {interim, final, interim, final}, finals[] = {final, final};
    const struct exchange before = {.replies = mixed, .reply_count = 4};
    const struct exchange after = {.replies = finals, .reply_count = 2};
    static const char *const names[] = {"reponse-provisoire", "reponse", "reponse-provisoire-2",
                                        "reponse-2"};
    char name[EXCHANGE_REPLY_NAME_SIZE];
    for (size_t i = 0; i < 4; i++) {
        exchange_reply_name(&before, i, name);
        assert_string_equal(name, names[i]);
        assert_ptr_equal(exchange_same_reply(&before, i, &after),
                         i % 2 == 0 ? NULL : &finals[i / 2]);
    }
    for (size_t i = 0; i < 2; i++)
        assert_ptr_equal(exchange_same_reply(&after, i, &before), &mixed[2 * i + 1]);
}

static void status_is_what_came_of_the_question(void **state)
{
    (void)state;
    const struct reply interim = {.nature = SLICE("Réponse provisoire")}, final = {.date = 2023};
    const struct {
        const struct reply *reply;
        enum closure closure;
        bool is_uncovered, is_waiting;
        const char *name;
    } rows[] = {
        {NULL, CLOSURE_NONE, false, true, "sans-reponse"},
        {NULL, CLOSURE_NONE, true, false, "non-couverte"},
        {NULL, CLOSURE_WITHDRAWN, false, false, "retiree"},
        {NULL, CLOSURE_WITHDRAWN, true, false, "retiree"},
        {NULL, CLOSURE_LAPSED, false, false, "caduque"},
        {&interim, CLOSURE_NONE, false, true, "provisoire"},
        {&interim, CLOSURE_NONE, true, true, "provisoire"},
        {&interim, CLOSURE_LAPSED, false, false, "caduque"},
        {&final, CLOSURE_NONE, false, false, "repondue"},
        {&final, CLOSURE_WITHDRAWN, true, false, "repondue"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct exchange exchange = sample();
        exchange.replies = rows[i].reply;
        exchange.reply_count = rows[i].reply != NULL;
        exchange.closure = rows[i].closure;
        exchange.is_uncovered = rows[i].is_uncovered;
        enum exchange_status status = exchange_status(&exchange);
        assert_string_equal(exchange_status_name(status), rows[i].name);
        assert_int_equal(exchange_status_by_name(slice_from(rows[i].name)), status);
        assert_int_equal(exchange_is_waiting(&exchange), rows[i].is_waiting);
    }
    assert_int_equal(exchange_status_by_name(SLICE("repondu")), EXCHANGE_STATUS_COUNT);
}

static void answers_are_joined_by_an_empty_line(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct exchange exchange = sample();
    assert_slice(exchange_reply_text(&exchange, &arena), SLICE("Oui.\n\nNon."));

    exchange.reply_count = 1;
    assert_ptr_equal(exchange_reply_text(&exchange, &arena).ptr, TWO_REPLIES[0].text.ptr);
    exchange.reply_count = 0;
    assert_int_equal(exchange_reply_text(&exchange, &arena).len, 0);

    const struct reply empty_first[] = {{.date = 20230101}, TWO_REPLIES[1]};
    exchange.replies = empty_first;
    exchange.reply_count = 2;
    assert_slice(exchange_reply_text(&exchange, &arena), SLICE("Non."));
    arena_clear(&arena);
}

static void an_exchange_that_keeps_its_promises_is_valid(void **state)
{
    (void)state;
    struct error err = {0};
    struct exchange exchange = sample();
    assert_int_equal(exchange_validate(&exchange, &err), STATUS_OK);

    struct exchange least = {.id = SLICE("é1"), .title = SLICE("T"), .date_question = 20230000};
    assert_int_equal(exchange_validate(&least, &err), STATUS_OK);
    least.id = SLICE("sp/associations/F1119");
    least.date_question = 20230600;
    assert_int_equal(exchange_validate(&least, &err), STATUS_OK);
}

static void ids_that_cannot_be_a_permalink_are_invalid(void **state)
{
    (void)state;
    char longest[EXCHANGE_MAX_ID_LEN + 1];
    memset(longest, 'x', sizeof longest);
    const struct {
        int line;
        struct slice id;
    } rows[] = {
        {__LINE__, SLICE("")},
        {__LINE__, SLICE("a b")},
        {__LINE__, SLICE("a\tb")},
        {__LINE__, SLICE("a/../b")},
        {__LINE__, SLICE("a\x7f")},
        {__LINE__, SLICE("a\0b")},
        {__LINE__, SLICE("..")},
        {__LINE__, SLICE("a\xFF")},
        {__LINE__, slice_of(longest, sizeof longest)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};
        struct exchange exchange = sample();
        exchange.id = rows[i].id;
        if (exchange_validate(&exchange, &err) != STATUS_INVALID || !err.message[0])
            fail_msg("row of line %d was accepted", rows[i].line);
    }
    struct exchange exchange = sample();
    exchange.id = slice_of(longest, EXCHANGE_MAX_ID_LEN);
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
}

static void broken_contents_are_invalid(void **state)
{
    (void)state;
    struct exchange exchange = sample();
    exchange.title = exchange.question = SLICE("");
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    exchange.author = SLICE("Pav\xE9");
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    exchange.date_question = 20230230;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange.date_question = 20230001;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    exchange.year = 23;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    struct reply bad = {.text = SLICE("\xC3")};
    exchange.replies = &bad;
    exchange.reply_count = 1;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange.reply_count = EXCHANGE_MAX_REPLIES + 1;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange.reply_count = 1;
    bad = (struct reply){.nature = SLICE("R\xE9ponse")};
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    char names[(EXCHANGE_MAX_PERSONS + 1) * 4];
    for (int i = 0; i <= EXCHANGE_MAX_PERSONS; i++)
        memcpy(names + (size_t)i * 4, "A ; ", 4);
    exchange.author = slice_of(names, EXCHANGE_MAX_PERSONS * 4 - 3);
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    exchange.author.len += 4;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    exchange = sample();
    exchange.date_closed = 20230431;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange = sample();
    exchange.closure = CLOSURE_COUNT;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);

    // The list and the string of authors are the same persons.
    exchange = sample();
    struct person authors[] = {{SLICE("PAVET Amandine"), SLICE("Députée")},
                               {SLICE("X"), SLICE_NONE}};
    exchange.authors = authors;
    exchange.author_count = 1;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    exchange.author_count = 2;
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
    exchange.author = SLICE("PAVET Amandine ; X");
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
    authors[1].name = SLICE("");
    assert_int_equal(exchange_validate(&exchange, NULL), STATUS_INVALID);
}

// As older programs stored them.
static void empty_names_are_no_persons(void **state)
{
    (void)state;
    size_t count;
    struct arena arena;
    arena_init(&arena, 0);
    struct exchange exchange = {
        .author = SLICE("A ;  ;   ; B"), .minister = SLICE("C ; "), .office = SLICE("O")};
    const struct person *persons = persons_authors(&exchange, &arena, &count);
    assert_int_equal(count, 2);
    assert_slice(persons[0].name, SLICE("A"));
    assert_slice(persons[1].name, SLICE("B"));
    persons = persons_ministers(&exchange, &arena, &count);
    assert_int_equal(count, 1);
    assert_slice(persons[0].name, SLICE("C"));
    assert_slice(persons[0].office, SLICE("O"));
    arena_clear(&arena);
}

static void fingerprint_changes_with_what_a_reader_sees(void **state)
{
    (void)state;
    struct exchange exchange = sample();
    uint64_t before = exchange_content_hash(&exchange);

    exchange.source = (struct source_ref){.path = SLICE("elsewhere")};
    exchange.first_seen = exchange.changed = 5;
    assert_true(exchange_content_hash(&exchange) == before);

    exchange.title = SLICE("Autre");
    assert_false(exchange_content_hash(&exchange) == before);
    exchange = sample();
    exchange.year = 2022;
    assert_false(exchange_content_hash(&exchange) == before);
    exchange = sample();
    exchange.reply_count = 1;
    assert_false(exchange_content_hash(&exchange) == before);

    exchange = sample();
    exchange.date_closed = 20230902;
    assert_false(exchange_content_hash(&exchange) == before);

    // A closure shows where there is no answer; whether a source has answers is not the document's.
    exchange = sample();
    exchange.closure = CLOSURE_LAPSED;
    exchange.is_uncovered = true;
    assert_true(exchange_content_hash(&exchange) == before);
    exchange.reply_count = 0;
    before = exchange_content_hash(&exchange);
    exchange.closure = CLOSURE_WITHDRAWN;
    assert_false(exchange_content_hash(&exchange) == before);
    exchange = sample();
    before = exchange_content_hash(&exchange);
    struct reply other[] = {TWO_REPLIES[0], TWO_REPLIES[1]};
    other[1].nature = SLICE("Réponse");
    exchange.replies = other;
    assert_false(exchange_content_hash(&exchange) == before);

    // Where one field ends and the next begins counts.
    exchange = sample();
    exchange.author = SLICE("PAVET AmandineLes");
    exchange.group = SLICE(" Indépendants");
    assert_false(exchange_content_hash(&exchange) == before);
}

static void assert_same(const struct exchange *a, const struct exchange *b)
{
    assert_slice(a->id, b->id);
    assert_slice(a->title, b->title);
    assert_slice(a->type, b->type);
    assert_slice(a->assembly, b->assembly);
    assert_slice(a->group, b->group);
    assert_slice(a->first_minister, b->first_minister);
    assert_slice(a->motive, b->motive);
    assert_int_equal(a->date_closed, b->date_closed);
    assert_slice(a->session, b->session);
    assert_slice(a->number, b->number);
    assert_slice(a->author, b->author);
    assert_slice(a->minister, b->minister);
    assert_slice(a->office, b->office);
    assert_slice(a->question, b->question);
    assert_true(source_ref_equal(&a->source, &b->source));
    assert_slice(a->url, b->url);
    assert_int_equal(a->year, b->year);
    assert_int_equal(a->date_question, b->date_question);
    assert_true(a->first_seen == b->first_seen && a->changed == b->changed);
    assert_true(a->question_changed == b->question_changed);
    assert_int_equal(a->reply_count, b->reply_count);
    for (size_t i = 0; i < a->reply_count; i++) {
        assert_slice(a->replies[i].text, b->replies[i].text);
        assert_slice(a->replies[i].respondent, b->replies[i].respondent);
        assert_int_equal(a->replies[i].date, b->replies[i].date);
        assert_true(a->replies[i].changed == b->replies[i].changed);
        assert_slice(a->replies[i].nature, b->replies[i].nature);
        assert_slice(a->replies[i].office, b->replies[i].office);
    }
    assert_int_equal(a->author_count, b->author_count);
    for (size_t i = 0; i < a->author_count; i++) {
        assert_slice(a->authors[i].name, b->authors[i].name);
        assert_slice(a->authors[i].office, b->authors[i].office);
    }
    assert_int_equal(a->minister_count, b->minister_count);
    for (size_t i = 0; i < a->minister_count; i++) {
        assert_slice(a->ministers[i].name, b->ministers[i].name);
        assert_slice(a->ministers[i].office, b->ministers[i].office);
    }
    assert_int_equal(a->speech_count, b->speech_count);
    for (size_t i = 0; i < a->speech_count; i++) {
        assert_slice(a->speeches[i].speaker, b->speeches[i].speaker);
        assert_slice(a->speeches[i].office, b->speeches[i].office);
        assert_slice(a->speeches[i].text, b->speeches[i].text);
        assert_int_equal(a->speeches[i].role, b->speeches[i].role);
    }
    assert_true(exchange_content_hash(a) == exchange_content_hash(b));
}

static void a_source_is_its_parts_and_not_its_text(void **state)
{
    (void)state;
    const struct {
        struct source_ref source;
        const char *text, *name;
    } rows[] = {
        {{.path = SLICE("/q/a.txt")}, "/q/a.txt", "a.txt"},
        {{.path = SLICE("/q/a.txt#b")}, "/q/a.txt#b", "a.txt#b"},
        {{.path = SLICE("/q/a.txt"), .member = SLICE("b")}, "/q/a.txt#b", "a.txt#b"},
        {{.path = SLICE("/q/a:3")}, "/q/a:3", "a:3"},
        {{.path = SLICE("/q/a"), .line = 3}, "/q/a:3", "a:3"},
        {{.path = SLICE("/q/a"), .line = 3, .is_copy = true}, "/q/a:3", "a:3"},
        {{SLICE("/q/a.zip"), SLICE("d/b.jsonl"), 3, false, SLICE_NONE},
         "/q/a.zip#d/b.jsonl:3",
         "a.zip#d/b.jsonl:3"},
        {{.path = SLICE("-"), .line = 12}, "-:12", "-:12"},
        {{.path = SLICE("-"), .line = 12, .root = SLICE("/q")}, "-:12", "-:12"},
        {{.path = SLICE("/q\xE9/a\xE9.txt")}, "/q\u00E9/a\u00E9.txt", "a\u00E9.txt"}, // Latin-1
        {{.path = SLICE("/q/a.zip"), .member = SLICE("\xE9")}, "/q/a.zip#\u00E9", "a.zip#\u00E9"},
        {{.line = 0}, "", ""},
    };
    const size_t count = sizeof rows / sizeof *rows;
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < count; i++) {
        struct source_ref copy;
        assert_slice(source_ref_text(&rows[i].source, true, &arena), slice_from(rows[i].text));
        assert_slice(source_ref_text(&rows[i].source, false, &arena), slice_from(rows[i].name));
        assert_true(source_ref_copy(&rows[i].source, &arena, &copy));
        for (size_t k = 0; k < count; k++)
            assert_int_equal(source_ref_equal(&copy, &rows[k].source), i == k);
        // A path need not be UTF-8, and comes back as it was.
        struct exchange exchange = sample(), back;
        struct buf record;
        buf_init(&record, 0);
        exchange.source = rows[i].source;
        assert_int_equal(exchange_validate(&exchange, NULL), STATUS_OK);
        exchange_encode(&exchange, &record);
        assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                         STATUS_OK);
        assert_true(source_ref_equal(&back.source, &rows[i].source));
        buf_clear(&record);
    }
    arena_clear(&arena);
}

static void what_is_encoded_is_decoded(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct exchange exchange = sample(), back;
    struct buf record;
    buf_init(&record, 0);
    exchange_encode(&exchange, &record);
    assert_false(record.failed);
    assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                     STATUS_OK);
    assert_same(&back, &exchange);

    buf_reset(&record);
    struct exchange empty = {0};
    exchange_encode(&empty, &record);
    assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                     STATUS_OK);
    assert_same(&back, &empty);
    buf_clear(&record);
    arena_clear(&arena);
}

static const struct person TWO_AUTHORS[] = {{{"A", 1}, {"Sénatrice", sizeof "Sénatrice" - 1}},
                                            {{"B", 1}, {NULL, 0}}};
static const struct person TWO_MINISTERS[] = {{{"C", 1}, {"Ministre", 8}}, {{"D", 1}, {NULL, 0}}};
static const struct speech TWO_SPEECHES[] = {
    {{"A", 1}, {NULL, 0}, {"Quand ?", 7}, SPEECH_AUTHOR},
    {{"E", 1}, {"Présidente", sizeof "Présidente" - 1}, {"Silence !", 9}, SPEECH_OTHER}};

// With a list of each kind.
static struct exchange full_sample(void)
{
    struct exchange exchange = sample();
    exchange.authors = TWO_AUTHORS;
    exchange.ministers = TWO_MINISTERS;
    exchange.speeches = TWO_SPEECHES;
    exchange.author_count = exchange.minister_count = exchange.speech_count = 2;
    return exchange;
}

static void lists_are_encoded_and_decoded(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct exchange exchange = full_sample(), back;
    struct buf record;
    buf_init(&record, 0);
    exchange_encode(&exchange, &record);
    assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                     STATUS_OK);
    assert_same(&back, &exchange);
    assert_int_equal(back.closure, CLOSURE_NONE);

    buf_reset(&record);
    exchange.reply_count = 0;
    exchange.closure = CLOSURE_LAPSED;
    exchange_encode(&exchange, &record);
    assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                     STATUS_OK);
    assert_same(&back, &exchange);
    assert_int_equal(back.closure, CLOSURE_LAPSED);
    buf_clear(&record);
    arena_clear(&arena);
}

// Every prefix and every one-byte change is either refused or read without touching other memory.
static void damaged_records_are_refused_or_harmless(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct exchange exchange = full_sample(), back;
    struct buf record;
    buf_init(&record, 0);
    exchange_encode(&exchange, &record);

    for (size_t len = 0; len < record.len; len++)
        assert_int_equal(
            exchange_decode(slice_of(record.data, len), EXCHANGE_WHOLE, &arena, &back, NULL),
            STATUS_CORRUPT);
    for (size_t at = 0; at < record.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            record.data[at] ^= (char)(1 << bit);
            struct error err = {0};
            enum status status =
                exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, &err);
            assert_true(status == STATUS_OK || status == STATUS_CORRUPT);
            status = exchange_decode(buf_slice(&record), EXCHANGE_SHORT, &arena, &back, &err);
            assert_true(status == STATUS_OK || status == STATUS_CORRUPT);
            record.data[at] ^= (char)(1 << bit);
            arena_reset(&arena);
        }

    buf_append_char(&record, 'x');
    assert_int_equal(exchange_decode(buf_slice(&record), EXCHANGE_WHOLE, &arena, &back, NULL),
                     STATUS_CORRUPT);
    buf_clear(&record);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delay_counts_the_days_to_the_first_answer),
        cmocka_unit_test(delay_is_unknown_without_two_full_dates_in_order),
        cmocka_unit_test(an_answer_for_the_time_being_does_not_end_the_delay),
        cmocka_unit_test(the_name_of_an_answer_is_the_same_without_provisional_ones),
        cmocka_unit_test(status_is_what_came_of_the_question),
        cmocka_unit_test(answers_are_joined_by_an_empty_line),
        cmocka_unit_test(an_exchange_that_keeps_its_promises_is_valid),
        cmocka_unit_test(ids_that_cannot_be_a_permalink_are_invalid),
        cmocka_unit_test(broken_contents_are_invalid),
        cmocka_unit_test(empty_names_are_no_persons),
        cmocka_unit_test(fingerprint_changes_with_what_a_reader_sees),
        cmocka_unit_test(a_source_is_its_parts_and_not_its_text),
        cmocka_unit_test(what_is_encoded_is_decoded),
        cmocka_unit_test(lists_are_encoded_and_decoded),
        cmocka_unit_test(damaged_records_are_refused_or_harmless),
    };
    return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
