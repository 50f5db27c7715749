// The query as understood means what was asked: printed and run again it gives the same tree, the same mode and
// the same results, score by score, whatever was typed; the queries that undo a part of it are as canonical.
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"
#include "tests/engine/search/search_world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DOCUMENTS = 120, ROUNDS = 1200, TOP = 20 };

static const char *const WORDS[] = {
    "école",    "ecole",   "écoles",        "budget",      "l'eau",      "d’or",
    "or",       "loi",     "lois",          "inondations", "inondation", "vice-président",
    "CPAS",     "Namur",   "2022",          "19 juin",     "député·e·s", "le",
    "de",       "comment", "peut-on",       "quelles",     "faut",       "sécurité",
    "securite", "œuvre",   "mise en œuvre",
};

static const char *const SYNTAX[] = {
    "\"",
    "«",
    "»",
    "(",
    ")",
    "+",
    "-",
    " ET ",
    " OU ",
    " SAUF ",
    "*",
    "~",
    "~2",
    "=",
    "titre:",
    "question:",
    "auteur:",
    "?",
    "date:2022 ",
    ",",
    " ",
    "annee:>2021 ",
    "delai:>9 ",
    "type:",
    "statut:sans-reponse ",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static unsigned first_seed(void)
{
    const char *given = getenv("SEED");
    return given ? (unsigned)strtoul(given, NULL, 10) : 20230619u;
}

static struct slice random_text(struct search_world *w, unsigned *seed, size_t words)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < words; i++)
        text =
            arena_printf(&w->arena, "%.*s %s", SLICE_ARG(text), WORDS[next(seed) % COUNT(WORDS)]);
    return text;
}

static void fill(struct search_world *w, unsigned *seed)
{
    static const char *const names[] = {"Amandine Pavet", "Rémi École", "Anne d’Or"};
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        struct exchange exchange = {
            .id = arena_printf(&w->arena, "d%u", i),
            .title = random_text(w, seed, 3),
            .question = random_text(w, seed, 12),
            .date_question = 20200101 + next(seed) % 4 * 10000 + next(seed) % 28,
        };
        exchange.author = slice_from(names[next(seed) % COUNT(names)]);
        exchange.type = next(seed) % 2 ? SLICE("écrite") : SLICE("orale");
        exchange.year = exchange.date_question / 10000;
        search_world_add(w, exchange);
    }
    search_world_open(w);
}

static struct slice random_query(struct search_world *w, unsigned *seed)
{
    struct slice text = SLICE("");
    for (unsigned n = 1 + next(seed) % 9; n > 0; n--) {
        const char *piece = next(seed) % 5 < 3 ? WORDS[next(seed) % COUNT(WORDS)]
                                               : SYNTAX[next(seed) % COUNT(SYNTAX)];
        const char *space = next(seed) % 4 ? " " : "";
        text = arena_printf(&w->arena, "%.*s%s%s", SLICE_ARG(text), piece, space);
    }
    return text;
}

static enum status search(struct search_world *w, struct slice q, enum search_mode mode,
                          struct search_result *out)
{
    struct search_request request = {.q = q, .mode = mode, .limit = TOP};
    return search_run(w->searcher, w->view, &request, &w->arena, out, &w->err);
}

static bool is_same(const struct search_result *a, const struct search_result *b)
{
    if (a->total != b->total || a->hit_count != b->hit_count || a->mode != b->mode ||
        a->relaxed != b->relaxed || !slice_equal(a->canonical, b->canonical))
        return false;
    for (size_t h = 0; h < a->hit_count; h++)
        if (!slice_equal(a->hits[h].exchange.id, b->hits[h].exchange.id) ||
            a->hits[h].key != b->hits[h].key || a->hits[h].score != b->hits[h].score)
            return false;
    return true;
}

// What undoes relaxing is not relaxed itself.
static void assert_undo_insists(struct search_world *w, const struct interpretation *item,
                                struct slice q)
{
    if (!slice_starts_with(item->text, SLICE("Aucun échange ne contient tous")))
        return;
    struct search_result strict;
    must(search(w, item->undo, MODE_AUTO, &strict));
    if (strict.relaxed)
        fail_msg("« %.*s » is undone by « %.*s », which is relaxed", SLICE_ARG(q),
                 SLICE_ARG(item->undo));
}

static void assert_undos_are_canonical(struct search_world *w, const struct search_result *result,
                                       struct slice q)
{
    for (size_t i = 0; i < result->interpretation_count; i++) {
        struct slice undo = result->interpretation[i].undo;
        struct query query;
        struct buf printed;
        buf_init(&printed, 0);
        must(query_parse(undo, LANGUAGE_FRENCH, &w->arena, &query, &w->err));
        query_print(query.root, NULL, &printed);
        if (!slice_equal(buf_slice(&printed), undo))
            fail_msg("« %.*s »: « %.*s » is undone by « %.*s », printed as « %.*s »", SLICE_ARG(q),
                     SLICE_ARG(result->interpretation[i].text), SLICE_ARG(undo),
                     SLICE_ARG(buf_slice(&printed)));
        buf_clear(&printed);
        assert_undo_insists(w, &result->interpretation[i], q);
    }
}

struct seen {
    unsigned found, relaxed;
};

// In every mode; what is refused is refused with a message (test_query.c).
static void assert_means_the_same(struct search_world *w, struct slice q, unsigned seed,
                                  struct seen *seen)
{
    for (int mode = MODE_AUTO; mode <= MODE_ANY; mode++) {
        struct search_result first, again;
        if (search(w, q, (enum search_mode)mode, &first) == STATUS_INVALID)
            return;
        must(search(w, first.canonical, (enum search_mode)mode, &again));
        if (!is_same(&first, &again))
            fail_msg("SEED=%u mode %d: « %.*s » finds %" PRIu64 ", « %.*s » %" PRIu64 " (« %.*s »)",
                     seed, mode, SLICE_ARG(q), first.total, SLICE_ARG(first.canonical), again.total,
                     SLICE_ARG(again.canonical));
        assert_undos_are_canonical(w, &first, q);
        seen->found += first.total > 0;
        seen->relaxed += first.relaxed;
    }
}

static void the_query_as_understood_means_the_same(void **state)
{
    struct search_world *w = *state;
    unsigned seed = first_seed();
    struct seen seen = {0, 0};
    fill(w, &seed);
    struct arena kept = w->arena; // what the index was made of
    arena_init(&w->arena, 0);
    for (int round = 0; round < ROUNDS; round++) {
        unsigned start = seed;
        assert_means_the_same(w, random_query(w, &seed), start, &seen);
        arena_reset(&w->arena);
    }
    assert_true(seen.found > ROUNDS / 2 && seen.relaxed > ROUNDS / 50); // the test saw something
    arena_clear(&kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_query_as_understood_means_the_same, search_world_set_up,
                                        search_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
