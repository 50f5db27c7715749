// The promises of the analyzer's contract: positions, byte ranges, forms and their lives.
#include "base/buf.h"
#include "stemmer/analyzer.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct analyzer *open_analyzer(enum analyzer_kind kind)
{
    struct analyzer *analyzer = NULL;
    struct error err;
    assert_int_equal(analyzer_open(kind, &analyzer, &err), STATUS_OK);
    return analyzer;
}

static struct token_list run(struct analyzer *analyzer, struct slice text)
{
    struct token_list list = {NULL, 0, 0};
    struct error err;
    assert_int_equal(analyzer_run(analyzer, text, &list, &err), STATUS_OK);
    return list;
}

static const struct form *form_of(struct analyzer *analyzer, struct slice surface)
{
    const struct form *form = NULL;
    struct error err;
    assert_int_equal(analyzer_form(analyzer, surface, &form, &err), STATUS_OK);
    return form;
}

static void assert_slice(struct slice actual, const char *expected)
{
    if (!slice_equal(actual, slice_from(expected)))
        fail_msg("'%.*s' instead of '%s'", SLICE_ARG(actual), expected);
}

static void a_token_is_the_word_without_its_article(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    struct token_list list = run(analyzer, SLICE("l’avocate, l'ÉCOLE"));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.position_count, 2);
    assert_int_equal(list.tokens[0].start, 4);
    assert_int_equal(list.tokens[0].end, 11);
    assert_slice(list.tokens[0].form->surface, "avocate");
    assert_slice(list.tokens[0].form->terms[0], "avocat");
    assert_int_equal(list.tokens[1].position, 1);
    assert_slice(list.tokens[1].form->surface, "école");
    assert_slice(list.tokens[1].form->folded, "ecole");
    assert_slice(list.tokens[1].form->terms[0], "ecol");
    analyzer_close(analyzer);
}

static void stop_words_keep_their_surface_and_position(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    struct token_list list = run(analyzer, SLICE("mise en œuvre"));
    assert_int_equal(list.count, 3);
    assert_slice(list.tokens[1].form->surface, "en");
    assert_int_equal(list.tokens[1].form->term_count, 0);
    assert_true(list.tokens[1].form->flags & FORM_STOP);
    assert_slice(list.tokens[2].form->surface, "œuvre");
    assert_slice(list.tokens[2].form->folded, "oeuvre");
    assert_int_equal(list.tokens[2].position, 2);
    analyzer_close(analyzer);
}

static void whitespace_takes_words_as_they_are(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_WHITESPACE);
    struct token_list list = run(analyzer, SLICE("  L'École\tde \xFF\xFE\n"));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.position_count, 3);
    assert_slice(list.tokens[0].form->surface, "L'École");
    assert_slice(list.tokens[0].form->folded, "L'École");
    assert_slice(list.tokens[0].form->terms[0], "L'École");
    assert_slice(list.tokens[1].form->terms[0], "de");
    assert_slice(list.tokens[2].form->terms[0], "\xFF\xFE");
    assert_int_equal(list.tokens[0].start, 2);
    assert_int_equal(list.tokens[0].end, 10);
    assert_string_equal(analyzer_version(analyzer), ANALYZER_WHITESPACE_VERSION);
    analyzer_close(analyzer);
}

static void forms_have_dense_ids_until_they_are_forgotten(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    run(analyzer, SLICE("un deux trois deux Deux"));
    assert_int_equal(analyzer_form_count(analyzer), 3);
    for (uint32_t id = 0; id < 3; id++)
        assert_int_equal(analyzer_form_by_id(analyzer, id)->id, id);
    const struct form *two = form_of(analyzer, SLICE("deux"));
    assert_ptr_equal(two, analyzer_form_by_id(analyzer, 1));

    size_t bytes = analyzer_memory_bytes(analyzer);
    analyzer_forget(analyzer);
    assert_int_equal(analyzer_form_count(analyzer), 0);
    assert_true(analyzer_memory_bytes(analyzer) < bytes);
    assert_slice(run(analyzer, SLICE("encore")).tokens[0].form->surface, "encore");
    analyzer_close(analyzer);
}

static void a_word_that_is_none_has_no_form(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    assert_null(form_of(analyzer, SLICE("")));
    assert_null(form_of(analyzer, SLICE(" ?! ")));
    assert_null(form_of(analyzer, SLICE("\xCC\x81"))); // a combining accent alone
    assert_null(form_of(analyzer, SLICE("\xFF")));
    assert_int_equal(run(analyzer, SLICE("\0\0")).count, 0);
    analyzer_close(analyzer);
}

static void the_fingerprint_tells_the_chains_apart(void **state)
{
    (void)state;
    struct analyzer *french = open_analyzer(ANALYZER_FRENCH);
    struct analyzer *again = open_analyzer(ANALYZER_FRENCH);
    struct analyzer *whitespace = open_analyzer(ANALYZER_WHITESPACE);
    assert_int_equal(analyzer_fingerprint(french), analyzer_fingerprint(again));
    assert_true(analyzer_fingerprint(french) != analyzer_fingerprint(whitespace));
    analyzer_close(french);
    analyzer_close(again);
    analyzer_close(whitespace);
}

static bool is_boundary(struct slice text, size_t at)
{
    return at == text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
}

static void assert_sound(struct slice text, struct token_list list)
{
    uint32_t position = 0;
    uint32_t start = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct token *token = &list.tokens[i];
        assert_true(token->start < token->end && token->end <= text.len);
        assert_true(is_boundary(text, token->start) && is_boundary(text, token->end));
        assert_true(token->position >= position && token->position < list.position_count);
        assert_true(token->start >= start || token->position == position);
        assert_true(token->form->surface.len > 0);
        assert_true(token->form->surface.len <= FORM_TERM_MAX_LEN);
        assert_true(fold_is_utf8(token->form->surface));
        for (size_t t = 0; t < token->form->term_count; t++) {
            assert_true(token->form->terms[t].len > 0);
            assert_true(token->form->terms[t].len <= FORM_TERM_MAX_LEN);
            assert_true(fold_is_utf8(token->form->terms[t]));
        }
        start = token->position > position ? token->start : start;
        position = token->position;
    }
}

static void words_longer_than_a_key_are_cut(void **state)
{
    (void)state;
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < 3000; i++)
        buf_append_slice(&text, i % 7 ? SLICE("é") : SLICE("œ"));
    struct token_list list = run(analyzer, buf_slice(&text));
    assert_true(list.count >= 1);
    assert_sound(buf_slice(&text), list);
    buf_clear(&text);
    analyzer_close(analyzer);
}

// Pieces that are trouble for a tokenizer, strung together at random.
static const char *const pieces[] = {
    "a",
    "é",
    "œ",
    "É",
    "'",
    "’",
    "-",
    "\xE2\x80\x91",
    ".",
    " ",
    "·",
    "(e)",
    "12",
    "4 874",
    "\xC2\xA0",
    "\xE2\x80\xAF",
    "\xC2\xAD",
    "l'",
    "t",
    "s",
    "de",
    "été",
    "\xCC\x81",
    "\xFF",
    "\xC3",
    "\xE2\x80",
    "\xF0\x9F\x98\x80",
    "/",
    "&",
    "@",
    ",",
    "%",
    "€",
    "juin",
    "2023",
    "19/06/2023",
    "S.N.C.",
    "député",
    "n°",
    "art. ",
    "www.spw.be",
    "ﬁ",
    "\xE3\x80\x80",
    "語",
    "²",
};

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void any_text_gives_sound_tokens_every_time(void **state)
{
    (void)state;
    uint64_t seed = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 20230619;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    struct analyzer *warm = open_analyzer(ANALYZER_FRENCH);
    struct buf text;
    buf_init(&text, 0);
    for (size_t round = 0; round < 2000; round++) {
        buf_reset(&text);
        size_t count = next_random(&seed) % 30;
        for (size_t i = 0; i < count; i++) {
            size_t piece = next_random(&seed) % (sizeof pieces / sizeof *pieces);
            buf_append_slice(&text, slice_from(pieces[piece]));
        }
        struct analyzer *cold = open_analyzer(ANALYZER_FRENCH);
        struct token_list first = run(cold, buf_slice(&text));
        struct token_list second = run(warm, buf_slice(&text));
        assert_sound(buf_slice(&text), first);
        assert_int_equal(first.count, second.count);
        for (size_t i = 0; i < first.count; i++) {
            assert_int_equal(first.tokens[i].position, second.tokens[i].position);
            assert_int_equal(first.tokens[i].start, second.tokens[i].start);
            assert_int_equal(first.tokens[i].end, second.tokens[i].end);
            const struct form *a = first.tokens[i].form;
            const struct form *b = second.tokens[i].form;
            assert_true(slice_equal(a->surface, b->surface));
            assert_int_equal(a->flags, b->flags);
            assert_int_equal(a->term_count, b->term_count);
            for (size_t t = 0; t < a->term_count; t++)
                assert_true(slice_equal(a->terms[t], b->terms[t]));
        }
        analyzer_close(cold);
    }
    buf_clear(&text);
    analyzer_close(warm);
}

static void a_text_in_parts_has_the_same_tokens(void **state)
{
    (void)state;
    static const char unit[] =
        "L’écluse n° 12-14, dit-on, l’art. L. 123-4 et porte-à-porte; a-a-a-b, 1 000 km. ";
    struct buf text;
    buf_init(&text, 0);
    while (text.len < (size_t)12 * ANALYZER_PART_TOKENS)
        buf_printf(&text, "%sm%zu ", unit, text.len);
    for (int kind = ANALYZER_FRENCH; kind <= ANALYZER_WHITESPACE; kind++) {
        struct analyzer *whole = open_analyzer((enum analyzer_kind)kind);
        struct analyzer *parts = open_analyzer((enum analyzer_kind)kind);
        struct token_list all = run(whole, buf_slice(&text)), part;
        size_t seen = 0, count = 0;
        assert_int_equal(analyzer_begin(parts, buf_slice(&text), NULL), STATUS_OK);
        do {
            assert_int_equal(analyzer_next(parts, &part, NULL), STATUS_OK);
            assert_true(part.count < 2 * ANALYZER_PART_TOKENS);
            for (size_t i = 0; i < part.count; i++, seen++) {
                const struct token *a = &part.tokens[i], *b = &all.tokens[seen];
                assert_true(seen < all.count && a->position == b->position);
                assert_true(a->start == b->start && a->end == b->end);
                assert_true(slice_equal(a->form->surface, b->form->surface));
            }
            count++;
        } while (part.count >= ANALYZER_PART_TOKENS);
        assert_true(seen == all.count && part.position_count == all.position_count);
        assert_true(count > 1);
        analyzer_close(whole);
        analyzer_close(parts);
    }
    buf_clear(&text);
}

// Words that several rules look at, each with each sign between it and each thing that a rule looks for behind it.
static void words_that_begin_a_sequence_meet_any_sign(void **state)
{
    (void)state;
    static const char *const words[] = {
        "article", "articles", "art",        "arts",   "alinéa", "al",        "chapitre", "chap",
        "titre",   "livre",    "section",    "annexe", "tome",   "protocole", "p",        "no",
        "num",     "numéro",   "paragraphe", "partie", "vingt",  "nonante",   "pour",     "car",
        "R",       "S",        "l'art",      "élu",    "19",     "1er",       "premier",
    };
    static const char *const signs[] = {
        "", " ", ".", ". ", ".. ", ".\xC2\xA0", " . ", ", ", ") ", "-", "\xC2\xAD. ", "' ", "° ",
    };
    static const char *const followers[] = {
        "premier", "Première", "premiers", "12",  "L. 123-4", "§ 3", "XIV", "et un",
        "et une",  "cent",     "%",        "(e)", "2022",     "",    ".",
    };
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        for (size_t s = 0; s < sizeof signs / sizeof *signs; s++)
            for (size_t f = 0; f < sizeof followers / sizeof *followers; f++) {
                char text[64];
                (void)snprintf(text, sizeof text, "%s%s%s", words[w], signs[s], followers[f]);
                assert_sound(slice_from(text), run(analyzer, slice_from(text)));
            }
    analyzer_close(analyzer);
}

// Without end where each number looked at all that follow it.
static void rows_of_numbers_are_read_in_pieces(void **state)
{
    (void)state;
    enum { NUMBERS = 1000000 };
    static const char *const rows[] = {"1.", "1-", "1/", "1 "};
    struct analyzer *analyzer = open_analyzer(ANALYZER_FRENCH);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct buf text = {0};
        for (unsigned n = 0; n < NUMBERS; n++)
            buf_append_slice(&text, slice_from(rows[r]));
        struct token_list list = run(analyzer, buf_slice(&text));
        assert_true(list.count > NUMBERS / TOKENIZER_CHUNK_MAX);
        buf_clear(&text);
    }
    analyzer_close(analyzer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_the_word_without_its_article),
        cmocka_unit_test(stop_words_keep_their_surface_and_position),
        cmocka_unit_test(whitespace_takes_words_as_they_are),
        cmocka_unit_test(forms_have_dense_ids_until_they_are_forgotten),
        cmocka_unit_test(a_word_that_is_none_has_no_form),
        cmocka_unit_test(the_fingerprint_tells_the_chains_apart),
        cmocka_unit_test(words_longer_than_a_key_are_cut),
        cmocka_unit_test(a_text_in_parts_has_the_same_tokens),
        cmocka_unit_test(any_text_gives_sound_tokens_every_time),
        cmocka_unit_test(words_that_begin_a_sequence_meet_any_sign),
        cmocka_unit_test(rows_of_numbers_are_read_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
