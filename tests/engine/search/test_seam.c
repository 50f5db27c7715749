// Promises at the seam: whatever a backend is asked can fail, and then the search says so instead of answering with
// less; a text of the query is analysed once, whoever needs its words.
#include "engine/search/search.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

// --- a backend that fails ------------------------------------------------------------------------

// The world's backend, but the call that `calls_left` counts down to fails.
static struct {
    const struct backend_ops *real;
    unsigned calls_left;
    bool has_failed;
} line;

static enum status call(struct error *err)
{
    if (line.calls_left == 0 || --line.calls_left > 0)
        return STATUS_OK;
    line.has_failed = true;
    return error_set(err, STATUS_IO, "the line is cut");
}

static enum status find(struct view *view, struct slice id, struct doc_key *out, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->find(view, id, out, err) : status;
}

static enum status documents(struct view *view, const struct document_wish *wish,
                             struct arena *arena, struct exchange *out, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->documents(view, wish, arena, out, err) : status;
}

static enum status each_document(struct view *view, const struct document_wish *wish,
                                 visit_document_fn *visit, void *context, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->each_document(view, wish, visit, context, err) : status;
}

static enum status series(struct view *view, const struct doc_key *keys, size_t count,
                          struct exchange_series *out, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->series(view, keys, count, out, err) : status;
}

static enum status words(struct view *view, struct word_count *list, size_t count,
                         struct arena *arena, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->words(view, list, count, arena, err) : status;
}

static enum status terms(struct view *view, enum term_kind kind, struct slice prefix,
                         visit_term_fn *visit, void *context, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->terms(view, kind, prefix, visit, context, err) : status;
}

static enum status unfold(struct view *view, struct word_spellings *list, size_t count,
                          struct arena *arena, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->unfold(view, list, count, arena, err) : status;
}

static enum status values(struct view *view, enum field field, struct slice prefix,
                          visit_value_fn *visit, void *context, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->values(view, field, prefix, visit, context, err)
                               : status;
}

static enum status retrieve(struct view *view, const struct retrieve_request *requests,
                            size_t count, struct arena *arena, struct retrieve_result *out,
                            struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->retrieve(view, requests, count, arena, out, err)
                               : status;
}

static enum status explain(struct view *view, const struct explain_request *requests, size_t count,
                           struct arena *arena, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->explain(view, requests, count, arena, err) : status;
}

static enum status among(struct view *view, const struct match_node *root,
                         const struct doc_key *docs, size_t count, struct arena *arena,
                         uint64_t *found, struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->among(view, root, docs, count, arena, found, err)
                               : status;
}

static enum status begin_scan(struct view *view, const struct match_node *root, struct scan **out,
                              struct error *err)
{
    enum status status = call(err);
    return status == STATUS_OK ? line.real->scan_begin(view, root, out, err) : status;
}

static void make_world(struct search_world *w, struct backend_ops *failing)
{
    search_world_put(w, "a-1", "La sécurité des écoles", "Les caméras de sécurité à l’école.");
    search_world_put(w, "a-2", "Les écoles de Namur", "La securite d’une école de Namur, en bus.");
    search_world_put(w, "a-3", "Le bruit", "Le bruit des avions au-dessus des écoles.");
    search_world_add(w, (struct exchange){.id = SLICE("a-4"),
                                          .title = SLICE("Les gares"),
                                          .question = SLICE("Les quais des gares et la sécurité."),
                                          .author = SLICE("Prévot Manon")});
    search_world_open(w);
    line.real = w->view->ops;
    *failing = *line.real;
    failing->find = find;
    failing->documents = documents;
    failing->each_document = each_document;
    failing->series = series;
    failing->words = words;
    failing->terms = terms;
    failing->unfold = unfold;
    failing->values = values;
    failing->retrieve = retrieve;
    failing->explain = explain;
    failing->among = among;
    failing->scan_begin = begin_scan;
    w->view->ops = failing;
}

struct attempt {
    enum status (*run)(struct search_world *w, const char *q, uint64_t *seen);
    const char *q;
};

static enum status run_search(struct search_world *w, const char *q, uint64_t *seen)
{
    struct search_request request = {.q = slice_from(q),
                                     .limit = 10,
                                     .want_snippets = true,
                                     .want_explain = true,
                                     .by_series = true,
                                     .facet_mask = 1u << FIELD_AUTHOR};
    struct search_result result = {0};
    enum status status = search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err);
    *seen = result.total * 100 + result.interpretation_count;
    return status;
}

static enum status run_similar(struct search_world *w, const char *q, uint64_t *seen)
{
    struct search_result result = {0};
    enum status status =
        search_similar(w->searcher, w->view, slice_from(q), 5, &w->arena, &result, &w->err);
    *seen = result.total;
    return status;
}

static enum status run_suggest(struct search_world *w, const char *q, uint64_t *seen)
{
    struct suggestion room[10];
    struct suggestion_list list = {.items = room, .room = VEC_OVER(room)};
    enum status status =
        search_suggest(w->searcher, w->view, slice_from(q), &w->arena, &list, &w->err);
    *seen = list.count;
    return status;
}

static enum status run_matches(struct search_world *w, const char *q, uint64_t *seen)
{
    struct search_request request = {.q = slice_from(q)};
    struct scan *scan = NULL;
    enum status status = search_matches(w->searcher, w->view, &request, &scan, &w->err);
    *seen = scan ? scan->total : 0;
    if (status == STATUS_OK)
        scan_end(scan);
    return status;
}

static enum status run_standing(struct search_world *w, const char *q, uint64_t *seen)
{
    struct search_request request = {.q = slice_from(q)};
    struct standing *standing;
    struct doc_key doc;
    const uint64_t *found = NULL;
    enum status status = view_find(w->view, SLICE("a-1"), &doc, &w->err);
    if (status != STATUS_OK)
        return status;
    must(standing_open(w->searcher, w->view, &doc, 1, &standing, &w->err));
    status = standing_match(standing, &request, &found, &w->err);
    *seen = status == STATUS_OK ? found[0] : 0;
    standing_close(standing);
    return status;
}

// Every call of the attempt fails once; a call that fails is told, and none that is not reached changes anything.
static void try_all_failures(struct search_world *w, const struct attempt *attempt)
{
    uint64_t expected, seen;
    line.calls_left = 0;
    must(attempt->run(w, attempt->q, &expected));
    for (unsigned call_number = 1;; call_number++) {
        searcher_close(w->searcher); // what it remembers would spare calls
        must(searcher_open(w->backend, w->synonyms, &w->searcher, &w->err));
        arena_reset(&w->arena);
        line.calls_left = call_number;
        line.has_failed = false;
        enum status status = attempt->run(w, attempt->q, &seen);
        if (!line.has_failed) {
            assert_int_equal(status, STATUS_OK);
            assert_int_equal(seen, expected);
            assert_true(call_number > 2);
            return;
        }
        if (status != STATUS_IO)
            fail_msg("« %s »: call %u fails, and the answer is %s", attempt->q, call_number,
                     status_name(status));
        assert_string_equal(w->err.message, "the line is cut");
    }
}

static void every_failure_is_told(void **state)
{
    struct search_world *w = *state;
    struct backend_ops failing;
    make_world(w, &failing);
    static const struct attempt attempts[] = {
        {run_search, "securite ecole"},
        {run_search, "sécurité SAUF namur"},
        {run_search, "\"sécurité à l’école\" OU gares~"},
        {run_search, "éco* auteur:prevot"},
        {run_search, "auteur:\"manon prevot\" securitée"},
        {run_search, "avions namur quais"}, // only some of the words: both trees are run
        {run_similar, "a-1"},
        {run_suggest, "éco"},
        {run_suggest, "manon pre"},
        {run_matches, "securite ecole"},
        {run_matches, "avions namur quais"},
        {run_standing, "securite écol* SAUF auteur:prevot"},
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        try_all_failures(w, &attempts[i]);
    w->view->ops = line.real;
}

// --- far away ------------------------------------------------------------------------------------

// The world's backend as if each question were a journey: documents cost none where they came along with hits or with
// what was asked after they were expected.
static struct {
    const struct backend_ops *real;
    struct doc_key expected[256], here[256];
    size_t expected_count, here_count;
    unsigned journeys;
} far;

static void arrive(const struct doc_key *keys, size_t count)
{
    for (size_t i = 0; i < count && far.here_count < 256; i++)
        far.here[far.here_count++] = keys[i];
}

static void travel(void)
{
    far.journeys++;
    arrive(far.expected, far.expected_count);
    far.expected_count = 0;
}

static void far_expect(struct view *view, const struct doc_key *keys, size_t count)
{
    (void)view;
    for (size_t i = 0; i < count && far.expected_count < 256; i++)
        far.expected[far.expected_count++] = keys[i];
}

static enum status far_retrieve(struct view *view, const struct retrieve_request *requests,
                                size_t count, struct arena *arena, struct retrieve_result *out,
                                struct error *err)
{
    travel();
    enum status status = far.real->retrieve(view, requests, count, arena, out, err);
    for (size_t r = 0; status == STATUS_OK && r < count; r++)
        for (size_t h = requests[r].shown_from; h < out[r].hit_count; h++)
            if (requests[r].will_read && !requests[r].by_series)
                arrive(&out[r].hits[h].doc, 1);
    return status;
}

static enum status far_explain(struct view *view, const struct explain_request *requests,
                               size_t count, struct arena *arena, struct error *err)
{
    travel();
    return far.real->explain(view, requests, count, arena, err);
}

static enum status far_each_document(struct view *view, const struct document_wish *wish,
                                     visit_document_fn *visit, void *context, struct error *err)
{
    size_t absent = 0;
    for (size_t i = 0; i < wish->count; i++) {
        bool is_here = false;
        for (size_t h = 0; h < far.here_count; h++)
            is_here = is_here || far.here[h].bits == wish->keys[i].bits;
        absent += !is_here;
    }
    if (absent > 0)
        travel();
    return far.real->each_document(view, wish, visit, context, err);
}

// The same hits, parts and sentences, and how many journeys that took.
static unsigned compare_far(struct search_world *w, const struct backend_ops *ops,
                            const struct search_request *request)
{
    struct search_result near_by, far_off;
    must(search_run(w->searcher, w->view, request, &w->arena, &near_by, &w->err));
    far.journeys = 0;
    far.expected_count = far.here_count = 0;
    w->view->ops = ops;
    must(search_run(w->searcher, w->view, request, &w->arena, &far_off, &w->err));
    w->view->ops = far.real;
    assert_int_equal(far_off.total, near_by.total);
    assert_int_equal(far_off.listed, near_by.listed);
    assert_int_equal(far_off.hit_count, near_by.hit_count);
    assert_int_equal(far_off.partials.listed, near_by.partials.listed);
    assert_int_equal(far_off.partials.hit_count, near_by.partials.hit_count);
    assert_int_equal(far_off.amounts.count, near_by.amounts.count);
    size_t count = near_by.hit_count + near_by.partials.hit_count;
    for (size_t i = 0; i < count; i++) { // partials stand behind the hits
        assert_int_equal(far_off.hits[i].doc.bits, near_by.hits[i].doc.bits);
        assert_int_equal(far_off.hits[i].part_count, near_by.hits[i].part_count);
        assert_int_equal(far_off.hits[i].series.other_count, near_by.hits[i].series.other_count);
    }
    return far.journeys;
}

static void a_search_far_away_takes_two_journeys_at_most(void **state)
{
    static const char *const queries[] = {
        "écoles", "sécurité écoles", "avions namur quais", "combien de caméras", "zzz écoles", ""};
    struct search_world *w = *state;
    char id[16], question[96];
    for (int i = 0; i < 40; i++) {
        (void)snprintf(id, sizeof id, "f-%02d", i);
        (void)snprintf(question, sizeof question, "Combien de caméras %s les écoles de Namur ?",
                       i % 3 == 0   ? "surveillent"
                       : i % 3 == 1 ? "et d’avions gênent"
                                    : "ont");
        search_world_put(w, id, i % 2 == 0 ? "La sécurité des écoles" : "Les quais", question);
    }
    search_world_open(w);
    far.real = w->view->ops;
    struct backend_ops ops = *far.real;
    ops.expect = far_expect;
    ops.retrieve = far_retrieve;
    ops.explain = far_explain;
    ops.each_document = far_each_document;
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++)
        for (unsigned kind = 0; kind < 16; kind++) {
            const struct search_request request = {.q = slice_from(queries[q]),
                                                   .offset = kind & 8 ? 5 : 0,
                                                   .limit = 10,
                                                   .want_snippets = true,
                                                   .want_partials = true,
                                                   .by_series = kind & 1,
                                                   .want_explain = kind & 2,
                                                   .most_amounts = kind & 4 ? 3 : 0};
            unsigned most =
                (kind & 2) && (kind & 4) ? 3 : 2; // no page explains and looks for sentences
            unsigned journeys = compare_far(w, &ops, &request);
            if (journeys > most)
                fail_msg("« %s », %u: %u journeys", queries[q], kind, journeys);
        }
}

// --- another index -------------------------------------------------------------------------------

// An index that took the place of another while that was read: its segments have the same numbers.
static void a_scan_goes_on_in_its_own_index_only(void **state)
{
    struct search_world *w = *state;
    void *other_state = NULL;
    assert_int_equal(search_world_set_up(&other_state), 0);
    struct search_world *other = other_state;
    search_world_put(w, "a-1", "Les gares", "Les quais des gares.");
    search_world_open(w);
    search_world_put(other, "b-1", "Les écoles", "Le bruit des écoles.");
    search_world_open(other);
    const struct match_node everything = {.kind = MATCH_ALL};
    struct scan *scan;
    struct doc_key doc;
    size_t count;
    must(scan_begin(w->view, &everything, &scan, &w->err));
    assert_int_equal(scan_next(scan, other->view, &doc, 1, &count, &w->err), STATUS_NOT_FOUND);
    assert_int_equal(count, 0);
    must(scan_next(scan, w->view, &doc, 1, &count, &w->err));
    assert_int_equal(count, 1);
    scan_end(scan);
    search_world_tear_down(&other_state);
}

// As they are stored, without reading that; and a key that is none is refused.
static void ids_are_those_of_the_documents(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a-2", "Les écoles", "Le bruit des écoles.");
    search_world_put(w, "a-1", "Les gares", "Les quais des gares.");
    search_world_open(w);
    const struct match_node everything = {.kind = MATCH_ALL};
    struct scan *scan;
    struct doc_key docs[8];
    struct slice names[8];
    size_t count;
    must(scan_begin(w->view, &everything, &scan, &w->err));
    must(scan_next(scan, w->view, docs, 8, &count, &w->err));
    scan_end(scan);
    assert_int_equal(count, 2);
    must(view_ids(w->view, docs, count, names, &w->err));
    for (size_t i = 0; i < count; i++) {
        struct exchange exchange;
        must(view_document(w->view, docs[i], EXCHANGE_SHORT, &w->arena, &exchange, &w->err));
        assert_true(slice_equal(names[i], exchange.id));
    }
    const struct doc_key nowhere[] = {
        {UINT64_MAX}, {docs[1].bits + 1}, {docs[1].bits + (1u << 20)}};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        assert_int_equal(view_ids(w->view, &nowhere[i], 1, names, &w->err), STATUS_INVALID);
}

static void check_passing_over(struct search_world *w, const char *q, size_t total)
{
    static struct doc_key all[512];
    const struct search_request request = {.q = slice_from(q)};
    struct scan *scan;
    size_t count;
    must(search_matches(w->searcher, w->view, &request, &scan, &w->err));
    must(scan_next(scan, w->view, all, 512, &count, &w->err));
    assert_int_equal(count, total);
    scan_end(scan);
    for (uint64_t skip = 0; skip <= total + 2; skip++) {
        struct doc_key doc;
        uint64_t first = skip / 3, there = skip < total ? skip : total;
        must(search_matches(w->searcher, w->view, &request, &scan, &w->err));
        assert_int_equal(scan_skip(scan, first) + scan_skip(scan, skip - first), there);
        must(scan_next(scan, w->view, &doc, 1, &count, &w->err));
        assert_int_equal(count, skip < total);
        if (count > 0)
            assert_int_equal(doc.bits, all[skip].bits);
        scan_end(scan);
    }
}

// Over several segments, and words of bits that are full, empty and neither.
static void what_is_passed_over_is_what_would_have_been_read(void **state)
{
    enum { DOCUMENTS = 300 };
    struct search_world *w = *state;
    uint64_t generation;
    char id[16], title[16];
    for (int i = 0; i < DOCUMENTS; i++) {
        (void)snprintf(id, sizeof id, "p-%03d", i);
        (void)snprintf(title, sizeof title, "Pont %d", i);
        search_world_put(w, id, title, i % 7 == 0 || i / 64 == 2 ? "Le canal." : "La rue.");
        if (i == 70 || i == 250)
            must(index_writer_commit(w->writer, &generation, &w->err)); // a segment of its own
    }
    search_world_open(w);
    check_passing_over(w, "", DOCUMENTS);
    check_passing_over(w, "canal", 98);
}

// --- once ----------------------------------------------------------------------------------------

// How often the watched text was analysed.
static struct {
    struct slice text;
    unsigned count;
} watched;

enum status __real_analyzer_run(struct analyzer *analyzer, struct slice text,
                                struct token_list *out, struct error *err);
enum status __wrap_analyzer_run(struct analyzer *analyzer, struct slice text,
                                struct token_list *out, struct error *err);

enum status __wrap_analyzer_run(struct analyzer *analyzer, struct slice text,
                                struct token_list *out, struct error *err)
{
    watched.count += watched.text.ptr && slice_equal(text, watched.text);
    return __real_analyzer_run(analyzer, text, out, err);
}

static void a_text_of_the_query_is_analysed_once(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a-1", "La sécurité", "La SNCB et la sécurité des gares.");
    search_world_open(w);
    static const struct {
        const char *q, *text;
    } rows[] = {
        {"securite SNCB", "securite SNCB"}, // a name with others
        {"la des", "la des"},               // tried again with common words
        {"que dit \"la sécurité des gares\" ?", "la sécurité des gares"}, // a phrase and its words
        {"quais~3 \"gares sécurité\"~4", "gares sécurité"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        watched.text = slice_from(rows[i].text);
        watched.count = 0;
        struct search_request request = {.q = slice_from(rows[i].q), .want_snippets = true};
        struct search_result result;
        must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
        if (watched.count != 1)
            fail_msg("« %s » is analysed %u times", rows[i].text, watched.count);
    }
    watched.text = SLICE_NONE;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_failure_is_told, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_search_far_away_takes_two_journeys_at_most,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_scan_goes_on_in_its_own_index_only, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(ids_are_those_of_the_documents, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(what_is_passed_over_is_what_would_have_been_read,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_text_of_the_query_is_analysed_once, search_world_set_up,
                                        search_world_tear_down),
    };
    return cmocka_run_group_tests_name("seam", tests, NULL, NULL);
}
