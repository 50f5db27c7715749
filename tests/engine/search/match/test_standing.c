// Many searches asked of a night's documents find what each of them, run over the whole index, has among these: no
// more, no less, whatever is in the query language, and however the night lies in the index.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const WORDS[] = {"barrage", "barrages", "crue",   "fleuve",  "école",
                                    "ecole",   "écoles",   "budget", "forêt",   "laine",
                                    "train",   "impôt",    "n° 12",  "hôpital", "Lemaire"};
static const char *const NAMES[] = {"Lemaire Odile", "FORÊT Jean", "Petit-Bois Anne", ""};
enum {
    WORD_COUNT = sizeof WORDS / sizeof *WORDS,
    NAME_COUNT = sizeof NAMES / sizeof *NAMES,
    DOCUMENTS = 300,
    ROUNDS = 800,
    NIGHTS = 4,
};

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static const char *word(unsigned *seed)
{
    return WORDS[next(seed) % WORD_COUNT];
}

static struct slice some_words(struct search_world *w, unsigned *seed, unsigned count)
{
    struct slice text = SLICE("Texte");
    for (; count > 0; count--)
        text = arena_printf(&w->arena, "%.*s %s", SLICE_ARG(text), word(seed));
    return text;
}

static void fill(struct search_world *w, unsigned *seed)
{
    uint64_t generation;
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        struct reply reply = {.text = some_words(w, seed, 3), .date = 20220301};
        search_world_add(w, (struct exchange){.id = arena_printf(&w->arena, "d-%u", d),
                                              .title = some_words(w, seed, 1),
                                              .question = some_words(w, seed, 2 + next(seed) % 5),
                                              .author = slice_from(NAMES[next(seed) % NAME_COUNT]),
                                              .date_question = 20220101 + next(seed) % 28,
                                              .replies = &reply,
                                              .reply_count = next(seed) % 2});
        if (d % 70 == 69) // several segments, and dead documents in them
            must(index_writer_commit(w->writer, &generation, &w->err));
        if (d % 9 == 8)
            must(index_writer_remove(w->writer, arena_printf(&w->arena, "d-%u", d - 5), &w->err));
    }
    search_world_open(w);
}

// One part of a query, of any kind.
static struct slice part(struct search_world *w, unsigned *seed)
{
    static const char *const FORMS[] = {"%s %s",
                                        "%s ET %s",
                                        "%s OU %s",
                                        "(%s OU %s)",
                                        "\"%s %s\"",
                                        "\"%s %s\"~4",
                                        "%s -%s",
                                        "+%s %s",
                                        "titre:%s %s",
                                        "reponse:(%s %s)",
                                        "%s SAUF %s",
                                        "question:%s OU %s",
                                        "=%s %s",
                                        "auteur:%s OU %s",
                                        "auteur:\"%s\" %s",
                                        "statut:sans-reponse %s %s",
                                        "date:>=2022-01-09 %s %s",
                                        "delai:>50 %s OU %s",
                                        "-%s -%s",
                                        "annee:2022 SAUF %s SAUF %s",
                                        "id:d-1* %s OU %s"};
    const char *first = word(seed), *second = word(seed);
    switch (next(seed) % 6) {
    case 0:
        return arena_printf(&w->arena, "%.3s* %s", first, second);
    case 1:
        return arena_printf(&w->arena, "%sx~ %s", first, second);
    case 2:
        return arena_printf(&w->arena, "%s", first);
    default:
        break;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return arena_printf(&w->arena, FORMS[next(seed) % (sizeof FORMS / sizeof *FORMS)], first,
                        second);
#pragma GCC diagnostic pop
}

static struct search_request random_request(struct search_world *w, struct search_filter *filter,
                                            unsigned *seed)
{
    struct slice q = part(w, seed);
    for (unsigned more = next(seed) % 3; more > 0; more--) {
        struct slice other = part(w, seed);
        q = arena_printf(&w->arena, "%.*s %.*s", SLICE_ARG(q), SLICE_ARG(other));
    }
    struct search_request request = {.q = q, .mode = (enum search_mode)(next(seed) % 3)};
    *filter = (struct search_filter){FIELD_AUTHOR, slice_from(NAMES[next(seed) % 3])};
    if (next(seed) % 4 == 0) {
        request.filters = filter;
        request.filter_count = 1;
    }
    if (next(seed) % 8 == 0)
        request.date_from = 20220110;
    if (next(seed) % 8 == 0)
        request.field_mask = FIELD_MASK(FIELD_TITLE);
    request.without_people = next(seed) % 8 == 0;
    return request;
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct doc_key *)a)->bits, y = ((const struct doc_key *)b)->bits;
    return (x > y) - (x < y);
}

// Some living documents, in index order.
static size_t random_night(struct search_world *w, struct doc_key *night, unsigned *seed)
{
    size_t count = 0;
    unsigned rarity = 1 + next(seed) % 6;
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        struct doc_key key;
        if (next(seed) % rarity == 0 &&
            view_find(w->view, arena_printf(&w->arena, "d-%u", d), &key, &w->err) == STATUS_OK)
            night[count++] = key;
    }
    qsort(night, count, sizeof *night, by_key);
    return count;
}

static bool finds(const struct search_result *result, struct doc_key doc)
{
    for (size_t h = 0; h < result->hit_count; h++)
        if (result->hits[h].doc.bits == doc.bits)
            return !result->relaxed;
    return false;
}

static size_t compare(struct search_world *w, struct standing *standing,
                      const struct doc_key *night, size_t count, struct search_request request)
{
    const uint64_t *found;
    struct search_result all;
    struct arena arena;
    size_t total = 0;
    must(standing_match(standing, &request, &found, &w->err));
    arena_init(&arena, 0);
    request.limit = DOCUMENTS;
    must(search_run(w->searcher, w->view, &request, &arena, &all, &w->err));
    for (size_t i = 0; i < count; i++) {
        bool is_found = found[i / 64] >> i % 64 & 1;
        total += is_found;
        if (is_found != finds(&all, night[i]))
            fail_msg("« %.*s » (mode %d) %s document %zu of the night", SLICE_ARG(request.q),
                     (int)request.mode, is_found ? "wrongly finds" : "does not find", i);
    }
    arena_clear(&arena);
    return total;
}

static void a_night_is_found_by_what_finds_it_in_the_index(void **state)
{
    struct search_world *w = *state;
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 41;
    size_t found = 0, asked = 0;
    print_message("SEED=%u\n", seed);
    fill(w, &seed);
    for (unsigned n = 0; n < NIGHTS; n++) {
        struct doc_key night[DOCUMENTS];
        struct standing *standing;
        size_t count = random_night(w, night, &seed);
        must(standing_open(w->searcher, w->view, night, count, &standing, &w->err));
        for (unsigned round = 0; round < ROUNDS / NIGHTS; round++) {
            struct search_filter filter;
            struct search_request request = random_request(w, &filter, &seed);
            found += compare(w, standing, night, count, request);
            asked += count;
        }
        standing_close(standing);
    }
    assert_true(found > asked / 50 && found < asked / 2); // neither is all of it a matter of course
}

static void what_nobody_can_answer_is_refused(void **state)
{
    struct search_world *w = *state;
    struct standing *standing;
    struct doc_key night[1];
    const uint64_t *found;
    search_world_put(w, "a-1", "Les gares", "Les quais des gares.");
    search_world_open(w);
    must(view_find(w->view, SLICE("a-1"), night, &w->err));
    must(standing_open(w->searcher, w->view, night, 1, &standing, &w->err));
    struct search_request request = {.q = SLICE("auteru:dupont")};
    assert_int_equal(standing_match(standing, &request, &found, &w->err), STATUS_INVALID);
    assert_non_null(strstr(w->err.message, "auteur"));
    request.q = SLICE("quais"); // and the next one is answered
    must(standing_match(standing, &request, &found, &w->err));
    assert_int_equal(found[0], 1);
    request.q = SLICE("quais avions"); // relaxed, a search shows it; but not all words are there
    must(standing_match(standing, &request, &found, &w->err));
    assert_int_equal(found[0], 0);
    standing_close(standing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_night_is_found_by_what_finds_it_in_the_index,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(what_nobody_can_answer_is_refused, search_world_set_up,
                                        search_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
