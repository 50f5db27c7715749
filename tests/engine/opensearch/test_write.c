// Promises of engine/opensearch/write that need no cluster: what a document looks like, and which versions count.
#include "engine/format/impacts.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/write/document.h"
#include "engine/opensearch/write/generation.h"
#include "engine/opensearch/write/mapping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct analyzer *analyzer;
static struct document_builder *builder;

static int open_builder(void **state)
{
    (void)state;
    return analyzer_open(ANALYZER_FRENCH, &analyzer, NULL) != STATUS_OK ||
           document_builder_open(analyzer, &builder, NULL) != STATUS_OK;
}

static int close_builder(void **state)
{
    (void)state;
    document_builder_close(builder);
    analyzer_close(analyzer);
    return 0;
}

static const struct reply reply = {.text = {"Les barques \"Zéphyr\" \\ 2023", 29},
                                   .date = 20230612,
                                   .respondent = {"MARIN Luc", 9}};

static struct exchange example(void)
{
    return (struct exchange){
        .id = SLICE("q/é|1"),
        .title = SLICE("La barque"),
        .question = SLICE("Où est la barque ?"),
        .author = SLICE("DURAND Ève"),
        .minister = SLICE("MARIN Luc"),
        .source = {.path = SLICE("/a \xff/\"b\".xml"), .root = SLICE("/a \xff")},
        .year = 2023,
        .date_question = 20230500,
        .replies = &reply,
        .reply_count = 1,
        .first_seen = 7,
        .changed = 1700000000,
    };
}

static struct json *put(const struct exchange *exchange, const struct document_stamp *stamp,
                        uint64_t *tokens)
{
    struct buf out = {0};
    struct json *tree = NULL;
    struct error err = {0};
    assert_int_equal(document_put(builder, exchange, stamp, &out, tokens, &err), STATUS_OK);
    assert_null(memchr(out.data, '\n', out.len)); // it is a line of a batch
    assert_int_equal(json_read(buf_slice(&out), &tree, &err), STATUS_OK);
    buf_clear(&out);
    return tree;
}

static bool has_word(struct slice text, const char *word)
{
    struct slice wanted = slice_from(word);
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ')
            end++;
        struct slice one = slice_of(text.ptr + at, end - at);
        if (slice_starts_with(one, wanted) && (one.len == wanted.len || one.ptr[wanted.len] == '|'))
            return true;
        at = end + 1;
    }
    return false;
}

static void a_document_is_one_line_with_places_weights_and_columns(void **state)
{
    const struct exchange exchange = example();
    const struct document_stamp stamp = {
        .since = 5, .until = CLUSTER_ALIVE, .key = 9, .hash = UINT64_MAX};
    uint64_t tokens;
    (void)state;
    struct json *tree = put(&exchange, &stamp, &tokens);
    assert_true(slice_equal(json_text_at(tree, "id"), SLICE("q/é|1")));
    assert_int_equal(json_int_at(tree, "since"), 5);
    assert_true(json_int_at(tree, "until") == INT64_C(1) << 62);
    assert_int_equal(json_int_at(tree, "hash"), -1);
    // Persons stand at the first place, before the words of it.
    assert_int_equal(slice_count(json_text_at(tree, "tt"), ' '), 1);
    assert_true(slice_find(json_text_at(tree, "tt"), SLICE("p")) < json_text_at(tree, "tt").len);
    assert_int_equal(slice_count(json_text_at(tree, "tq"), ' '), 3);
    assert_true(has_word(json_text_at(tree, "w"), "xbarque"));
    assert_true(has_word(json_text_at(tree, "w"), "xbarques"));
    assert_true(has_word(json_text_at(tree, "tq"), "xla"));
    assert_int_equal(tokens, json_int_at(tree, "tokens"));
    assert_int_equal(json_int_at(tree, "date_question"), 20230500);
    assert_int_equal(json_int_at(tree, "date_tard"), 20230599);
    assert_int_equal(json_int_at(tree, "date_nouvelle"), 20230612);
    assert_null(json_at(tree, "delai_jours")); // from a month alone none can be told
    assert_true(json_is(json_at(tree, "groupe"), JSON_NODE_STRING));
    assert_true(slice_equal(json_text_at(tree, "owner.path"), SLICE("/a%20%FF/\"b\".xml")));
    assert_true(slice_equal(json_text_at(tree, "racine"), SLICE("/a%20%FF")));
    json_release(tree);
}

static void what_a_cluster_would_refuse_is_not_sent(void **state)
{
    enum { MOST_VALUE = 32766, MOST_TEXT = 12 << 20 };
    struct exchange exchange = example();
    struct error err = {0};
    char *text = malloc(MOST_TEXT + 1);
    (void)state;
    assert_non_null(text);
    memset(text, 'a', MOST_TEXT + 1);
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_OK);
    exchange.author = slice_of(text, MOST_VALUE);
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_OK);
    exchange.author.len++;
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "auteur is longer"));
    exchange = example();
    struct reply long_name = reply;
    long_name.respondent = slice_of(text, MOST_VALUE + 1);
    exchange.replies = &long_name;
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_INVALID);
    exchange = example();
    exchange.question = slice_of(text, MOST_TEXT + 1);
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_INVALID);
    exchange.question = slice_of(text, (size_t)5 << 20);
    memset(text, ' ', MOST_TEXT);
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_OK);
    for (size_t at = 0; at + 8 < exchange.question.len; at += 8) // hardly a word comes twice
        text[at + (size_t)snprintf(text + at, 8, "%05zx-1", at / 8)] = ' ';
    assert_int_equal(document_check(builder, &exchange, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "analysed"));
    free(text);
}

static void a_text_without_words_is_not_sent(void **state)
{
    struct exchange exchange = example();
    const struct document_stamp stamp = {.since = 5};
    uint64_t tokens;
    (void)state;
    exchange.question = SLICE(" — ? ");
    struct json *tree = put(&exchange, &stamp, &tokens);
    assert_null(json_at(tree, "tq"));
    assert_non_null(json_at(tree, "tt"));
    assert_non_null(json_at(tree, "tr"));
    json_release(tree);
}

static int64_t frequency_of(struct slice weights, const char *term)
{
    struct slice wanted = slice_from(term);
    for (size_t at = 0; at < weights.len; at++) {
        struct slice rest = slice_from_offset(weights, at);
        if ((at == 0 || weights.ptr[at - 1] == ' ') && slice_starts_with(rest, wanted) &&
            rest.len > wanted.len && rest.ptr[wanted.len] == '|')
            return strtol(rest.ptr + wanted.len + 1, NULL, 10);
    }
    return 0;
}

static void weights_are_those_of_a_folder(void **state)
{
    const struct exchange exchange = example();
    const struct document_stamp stamp = {.since = 1};
    uint64_t tokens;
    struct weighing weighing;
    struct posting_block block = {0};
    uint8_t codes[POSTING_BLOCK_LEN];
    const uint32_t lengths[TEXT_FIELD_COUNT] = {2, 4, 4}, places[2] = {1, 2 + FIELD_GAP + 3};
    (void)state;
    struct json *tree = put(&exchange, &stamp, &tokens);
    assert_int_equal(tokens, 10);
    assert_int_equal(weighing_init(&weighing, 1, NULL), STATUS_OK);
    weighing_set(&weighing, 0, lengths, false);
    posting_block_add(&block, 0, places, 2);
    weigh_postings(&weighing, &block, codes);
    assert_int_equal(frequency_of(json_text_at(tree, "w"), "xbarque"), codes[0] + 1);
    weighing_clear(&weighing);
    posting_block_clear(&block);
    json_release(tree);
}

// The same words, and an answer that only points elsewhere or one that does not.
static void a_referral_weighs_less_as_in_a_folder(void **state)
{
    static const char *const ANSWERS[] = {"Je renvoie à ma réponse du 3 mars.",
                                          "Je pense à ma réponse du 3 mars."};
    const struct document_stamp stamp = {.since = 1};
    int64_t weights[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint64_t tokens;
        const struct reply words = {.text = slice_from(ANSWERS[i])};
        struct exchange exchange = example();
        exchange.replies = &words;
        struct json *tree = put(&exchange, &stamp, &tokens);
        weights[i] = frequency_of(json_text_at(tree, "w"), "xbarque");
        json_release(tree);
    }
    assert_int_equal(weights[0], weights[1] - WEIGHT_DEFAULTS.referral_steps);
}

static void what_is_stored_is_read_again(void **state)
{
    const struct exchange exchange = example();
    struct buf frames = {0};
    struct arena arena;
    struct exchange back;
    struct error err = {0};
    (void)state;
    arena_init(&arena, 0);
    assert_int_equal(document_pack(builder, &exchange, &frames, &err), STATUS_OK);
    assert_int_equal(
        document_unpack(builder, buf_slice(&frames), EXCHANGE_WHOLE, &arena, &back, &err),
        STATUS_OK);
    assert_true(exchange_content_hash(&back) == exchange_content_hash(&exchange));
    assert_true(source_ref_equal(&back.source, &exchange.source));
    assert_true(back.first_seen == 7);
    buf_clear(&frames);
    arena_clear(&arena);
}

static void an_exchange_without_words_or_dates_is_a_document_too(void **state)
{
    const struct exchange exchange = {.id = SLICE("x"), .title = SLICE("…")};
    const struct document_stamp stamp = {.since = 1};
    uint64_t tokens;
    (void)state;
    struct json *tree = put(&exchange, &stamp, &tokens);
    assert_int_equal(tokens, 0);
    assert_int_equal(json_text_at(tree, "w").len, 0);
    static const char *const absent[] = {"annee",   "date_question", "date_reponse", "delai_jours",
                                         "modifie", "date_tard",     "date_nouvelle"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_null(json_at(tree, absent[i]));
    assert_true(json_is(json_at(tree, "statut"), JSON_NODE_INTEGER));
    json_release(tree);
}

static void void_numbers_count_for_nobody(void **state)
{
    struct generation generation = {0};
    struct buf out = {0};
    (void)state;
    generation_put_alive(&generation, 7, &out);
    assert_true(slice_equal(buf_slice(&out), SLICE("{\"range\":{\"since\":{\"lte\":7}}},"
                                                   "{\"range\":{\"until\":{\"gt\":7}}}")));
    buf_reset(&out);
    generation.voids[0] = 4;
    generation.voids[1] = 6;
    generation.void_count = 2;
    generation_put_alive(&generation, 7, &out);
    assert_true(slice_equal(buf_slice(&out),
                            SLICE("{\"range\":{\"since\":{\"lte\":7}}},"
                                  "{\"bool\":{\"must_not\":{\"terms\":{\"since\":[4,6]}}}},"
                                  "{\"bool\":{\"should\":[{\"range\":{\"until\":{\"gt\":7}}},"
                                  "{\"terms\":{\"until\":[4,6]}}]}}")));
    buf_clear(&out);
}

static void the_requests_that_make_indices_are_json(void **state)
{
    struct json *tree;
    struct error err = {0};
    (void)state;
    assert_int_equal(json_read(mapping_of_documents(), &tree, &err), STATUS_OK);
    assert_non_null(json_at(tree, "mappings.properties.until"));
    json_release(tree);
    assert_int_equal(json_read(mapping_of_meta(), &tree, &err), STATUS_OK);
    assert_non_null(json_at(tree, "mappings.properties.state"));
    json_release(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_one_line_with_places_weights_and_columns),
        cmocka_unit_test(what_a_cluster_would_refuse_is_not_sent),
        cmocka_unit_test(a_text_without_words_is_not_sent),
        cmocka_unit_test(weights_are_those_of_a_folder),
        cmocka_unit_test(a_referral_weighs_less_as_in_a_folder),
        cmocka_unit_test(what_is_stored_is_read_again),
        cmocka_unit_test(an_exchange_without_words_or_dates_is_a_document_too),
        cmocka_unit_test(void_numbers_count_for_nobody),
        cmocka_unit_test(the_requests_that_make_indices_are_json),
    };
    return cmocka_run_group_tests_name("opensearch write", tests, open_builder, close_builder);
}
