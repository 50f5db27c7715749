// Promises of passages: they show why, marks cover exactly the words, nothing is cut within a word.
#include "base/buf.h"
#include "engine/search/present/snippet.h"
#include "stemmer/text/fold.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

// A passage as text: {marks}, and <…> where something was cut off. From the world's arena.
static const char *shown(struct search_world *w, const struct snippet *snippet)
{
    struct buf out;
    buf_init(&out, 0);
    buf_append_slice(&out, snippet->cut_before ? SLICE("<…>") : SLICE(""));
    size_t at = 0;
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        const struct highlight *mark = &snippet->highlights[i];
        assert_true(at <= mark->start && mark->start < mark->end);
        assert_true(mark->end <= snippet->text.len);
        buf_append_slice(&out, slice_of(snippet->text.ptr + at, mark->start - at));
        buf_append_char(&out, '{');
        buf_append_slice(&out, slice_of(snippet->text.ptr + mark->start, mark->end - mark->start));
        buf_append_char(&out, '}');
        at = mark->end;
    }
    buf_append_slice(&out, slice_from_offset(snippet->text, at));
    buf_append_slice(&out, snippet->cut_after ? SLICE("<…>") : SLICE(""));
    struct slice copy = arena_copy(&w->arena, buf_slice(&out));
    buf_clear(&out);
    assert_non_null(copy.ptr);
    return copy.ptr;
}

static void assert_shown(struct search_world *w, const struct snippet *snippet, const char *want)
{
    assert_string_equal(shown(w, snippet), want);
}

// `count` sentences that hold nothing of interest, from the arena.
static const char *filler(struct search_world *w, unsigned count)
{
    static const char *const SENTENCES[] = {
        "Le gouvernement poursuit ses travaux. ", "Les services préparent un rapport. ",
        "Une concertation aura lieu au printemps. ", "Le budget reste inchangé. "};
    struct slice text = SLICE("");
    for (unsigned i = 0; i < count; i++)
        text = arena_printf(&w->arena, "%.*s%s", SLICE_ARG(text), SENTENCES[i % 4]);
    assert_non_null(text.ptr);
    return text.ptr;
}

static const char *around(struct search_world *w, unsigned before, const char *middle,
                          unsigned after)
{
    return arena_printf(&w->arena, "%s%s %s", filler(w, before), middle, filler(w, after)).ptr;
}

// --- marks -----------------------------------------------------------------------------------------

static void elided_article_is_not_marked(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Aide juridique",
                     "Combien coûte l’avocat ? Et qu'en est-il d'AVOCATS étrangers ?");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "avocat");
    assert_shown(w, &hit.question,
                 "Combien coûte l’{avocat} ? Et qu'en est-il d'{AVOCATS} étrangers ?");
    assert_shown(w, &hit.title, "Aide juridique");
}

static void accented_words_are_marked_whole(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "La sécurité",
                     "L’insécurité et la SÉCURITÉ, la se\u0301curite\u0301.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "securite");
    assert_shown(w, &hit.title, "La {sécurité}");
    assert_shown(w, &hit.question, "L’insécurité et la {SÉCURITÉ}, la {se\u0301curite\u0301}.");
}

static void phrase_is_marked_only_where_it_stands(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Prix",
                     "Le prix, lui, monte ; l’énergie aussi. Voici le prix de l’énergie.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "\"prix de l'énergie\"");
    assert_shown(w, &hit.question,
                 "Le prix, lui, monte ; l’énergie aussi. Voici le {prix} {de} l’{énergie}.");
}

// Of two sentences that no passage holds both, it holds what was quoted of them.
static void phrase_over_the_end_of_a_sentence_is_shown(void **state)
{
    struct search_world *w = *state;
    const char *text =
        "Le cadastre des moulins à eau de la vallée, commandé au bureau de la rivière après un "
        "long marché public, recense les roues de la province. Les meuniers, auxquels trois "
        "rappels ont été envoyés par recommandé depuis les bureaux de la direction de la "
        "restauration, attendent encore une première visite.";
    search_world_put(w, "a", "Moulins", around(w, 12, text, 12));
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "\"de la province. Les meuniers\"");
    assert_non_null(
        strstr(shown(w, &hit.question), "{de} {la} {province}. {Les} {meuniers}, auxquels"));
    hit = search_world_first(w, "\"meuniers province\"~2");
    assert_non_null(strstr(shown(w, &hit.question), "{province}. Les {meuniers}, auxquels"));
    hit = search_world_first(w, "cadastre \"la province. Les meuniers\"");
    assert_non_null(strstr(shown(w, &hit.question), "{la} {province}. {Les} {meuniers}, auxquels"));
}

// However long it is, the comma behind it does not take its last word away.
static void phrase_before_a_comma_is_shown(void **state)
{
    enum { TRIES = 40 };
    struct search_world *w = *state;
    const char *quoted[TRIES];
    for (unsigned i = 0; i < TRIES; i++) {
        struct slice words = arena_printf(&w->arena, "Meunerie%u tourne", i);
        for (unsigned k = 0; words.len < SNIPPET_BYTES - 8 - i; k++)
            words = arena_printf(&w->arena, "%.*s mot%u", SLICE_ARG(words), k);
        quoted[i] = arena_printf(&w->arena, "%.*s moulin",
                                 SLICE_ARG(slice_of(words.ptr, SNIPPET_BYTES - 8 - i)))
                        .ptr;
        const char *text = arena_printf(&w->arena, "Puis %s, et %s", quoted[i], filler(w, 12)).ptr;
        search_world_put(w, arena_printf(&w->arena, "%u", i).ptr, "Roues", around(w, 12, text, 12));
    }
    search_world_open(w);
    for (unsigned i = 0; i < TRIES; i++) {
        struct search_hit hit =
            search_world_first(w, arena_printf(&w->arena, "\"%s\"", quoted[i]).ptr);
        if (!strstr(shown(w, &hit.question), " {moulin},"))
            fail_msg("%u: %s", i, shown(w, &hit.question));
    }
}

// Who quotes more than a passage sees where it begins.
static void phrase_longer_than_a_passage_is_marked(void **state)
{
    struct search_world *w = *state;
    struct slice quoted = SLICE("");
    for (int i = 0; i < 9; i++)
        quoted = arena_printf(&w->arena, "%.*sLe moulin %d tourne. Sa roue plonge. ",
                              SLICE_ARG(quoted), i);
    quoted = slice_trim(quoted);
    search_world_put(w, "a", "Roues", around(w, 12, quoted.ptr, 12));
    search_world_put(w, "b", "Meules", around(w, 1000, quoted.ptr, 1000)); // of several pieces
    search_world_open(w);
    const char *query = arena_printf(&w->arena, "\"%.*s\"", SLICE_ARG(quoted)).ptr;
    const char *const sorted[] = {"titre:roues", "titre:meules"};
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
        struct search_hit hit =
            search_world_first(w, arena_printf(&w->arena, "%s %s", sorted[i], query).ptr);
        const char *want = "<…>{Le} {moulin} {0} {tourne}. {Sa} {roue} {plonge}. {Le} {moulin} {1}";
        assert_memory_equal(shown(w, &hit.question), want, strlen(want));
    }
}

// Also where the passage ends within one of its numbers.
static void phrase_of_numbers_is_marked(void **state)
{
    struct search_world *w = *state;
    struct slice quoted = SLICE("Le moulin moud");
    for (int i = 0; i < 50; i++)
        quoted = arena_printf(&w->arena, "%.*s 1 500", SLICE_ARG(quoted));
    search_world_put(w, "a", "Roues", around(w, 12, quoted.ptr, 12));
    search_world_open(w);
    const char *query = arena_printf(&w->arena, "\"%.*s\"", SLICE_ARG(quoted)).ptr;
    struct search_hit hit = search_world_first(w, query);
    const char *want = "<…>{Le} {moulin} {moud} {1 500} {1 500} {1 500}";
    assert_memory_equal(shown(w, &hit.question), want, strlen(want));
}

static void excluded_words_are_not_marked(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Loi", "La loi et le notaire.");
    search_world_put(w, "b", "Loi", "La loi et le juge.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "loi SAUF notaire");
    assert_shown(w, &hit.question, "La {loi} et le juge.");
}

static void word_of_one_field_is_not_marked_in_another(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Transport scolaire", "Le transport des élèves.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "titre:transport");
    assert_shown(w, &hit.title, "{Transport} scolaire");
    assert_shown(w, &hit.question, "Le transport des élèves.");
}

static void answer_has_its_own_passage(void **state)
{
    struct search_world *w = *state;
    struct reply reply = {.text = SLICE("Trois tunnels.\n\nLe tunnel est fermé."),
                          .respondent = SLICE("HENRY Philippe"),
                          .date = 20230713};
    search_world_add(w, (struct exchange){.id = SLICE("a"),
                                          .title = SLICE("Travaux"),
                                          .question = SLICE("Combien ?"),
                                          .replies = &reply,
                                          .reply_count = 1});
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "tunnel");
    assert_shown(w, &hit.question, "Combien ?");
    assert_shown(w, &hit.reponse, "Trois {tunnels}. Le {tunnel} est fermé.");
}

// --- where a passage begins and ends ---------------------------------------------------------------

static void passage_holds_most_distinct_words(void **state)
{
    struct search_world *w = *state;
    const char *middle = "La pollution pollue la pollution.";
    const char *best = "La pollution de la rivière inquiète.";
    const char *text =
        arena_printf(&w->arena, "%s%s", around(w, 20, middle, 20), around(w, 0, best, 20)).ptr;
    search_world_put(w, "a", "Environnement", text);
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "pollution rivière");
    const char *got = shown(w, &hit.question);
    assert_non_null(strstr(got, "La {pollution} de la {rivière} inquiète."));
}

static void passage_begins_with_its_sentence(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Forêt", around(w, 30, "L’art. 12 protège aussi le chevreuil.", 30));
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "chevreuil");
    const char *got = shown(w, &hit.question);
    const char *want = "<…>L’art. 12 protège aussi le {chevreuil}. ";
    assert_memory_equal(got, want, strlen(want));
    assert_true(hit.question.cut_after);
    assert_int_equal(hit.question.text.ptr[hit.question.text.len - 1], '.');
    assert_true(hit.question.text.len <= SNIPPET_BYTES);
}

// Of two passages with the same words the whole sentence is shown, though the other comes first; a further word
// is worth more than that.
// What is marked in a passage that is cut out is what its own words are, not what stands around it.
static void a_passage_has_its_own_marks(void **state)
{
    struct search_world *w = *state;
    const char *text =
        around(w, 12, "Le fermage, disent les éleveurs du plateau, ruine leurs enfants.", 3);
    text = arena_printf(&w->arena, "Un fermage. %s%s Fermages.", text, filler(w, 12)).ptr;
    search_world_put(w, "a", "Terres", text);
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "fermage éleveurs");
    assert_true(hit.question.cut_before && hit.question.cut_after);
    assert_int_equal(hit.question.highlight_count, 2);
    assert_non_null(strstr(shown(w, &hit.question), "Le {fermage}, disent les {éleveurs} du"));
}

// A number of which the passage has the second half alone is that half.
static void a_number_is_parted_by_the_edge(void **state)
{
    struct search_world *w = *state;
    struct slice text = slice_from(filler(w, 6));
    for (int i = 0; i < 90; i++) // no sentence is near: passages begin some bytes before the word
        text = arena_printf(&w->arena, "%.*s 7 512", SLICE_ARG(text));
    text = arena_printf(&w->arena, "%.*s les tourbe, 512", SLICE_ARG(text));
    search_world_put(w, "a", "Marais", text.ptr);
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "tourbe 512");
    assert_true(hit.question.cut_before);
    const char *passage = shown(w, &hit.question);
    assert_non_null(strstr(passage, " {tourbe}, {512}"));
    assert_true(strncmp(passage, "<…>{512} 7 512 7 512", strlen("<…>{512} 7 512 7 512")) == 0);
}

static void a_whole_sentence_is_preferred(void **state)
{
    struct search_world *w = *state;
    struct slice clause = SLICE("et que les travaux de la berge se poursuivent ");
    struct slice endless = SLICE("Attendu ");
    for (int i = 0; i < 12; i++)
        endless = arena_printf(&w->arena, "%.*s%.*s", SLICE_ARG(endless), SLICE_ARG(clause));
    search_world_put(w, "a", "Rivières",
                     arena_printf(&w->arena, "%.*sprès du castor venu de la loutre %.*s. %s",
                                  SLICE_ARG(endless), SLICE_ARG(endless),
                                  around(w, 20, "Le castor ronge un saule.", 20))
                         .ptr);
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "castor");
    const char *want = "<…>Le {castor} ronge un saule. ";
    assert_memory_equal(shown(w, &hit.question), want, strlen(want));
    hit = search_world_first(w, "castor loutre");
    assert_non_null(strstr(shown(w, &hit.question), "du {castor} venu de la {loutre} Attendu"));
}

static void paragraphs_become_spaces(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Lignes", "Premier point.\n\n\tLe castor\r\net  la loutre.\n");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "castor loutre");
    assert_shown(w, &hit.question, "Premier point. Le {castor} et la {loutre}.");
}

// Marks move with the words, which are those that are found: a line's end is more than a space.
static void marks_move_with_the_spaces(void **state)
{
    struct search_world *w = *state;
    search_world_put(
        w, "a", "Rives",
        "\n Premier point :\n\n\tle castor.\r\n  Des castors !  Un castor ; la\t\n loutre.");
    search_world_put(w, "b", "Chiffres", "La tourbe, 7.\n512 sacs ; 7\n512 sacs.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "castor");
    assert_shown(w, &hit.question,
                 "Premier point : le {castor}. Des {castors} ! Un {castor} ; la loutre.");
    hit = search_world_first(w, "castor loutre");
    assert_shown(w, &hit.question,
                 "Premier point : le {castor}. Des {castors} ! Un {castor} ; la {loutre}.");
    hit = search_world_first(w, "tourbe 512");
    assert_shown(w, &hit.question, "La {tourbe}, 7. {512} sacs ; 7 {512} sacs.");
}

static void politeness_is_skipped_unless_asked_for(void **state)
{
    struct search_world *w = *state;
    const char *text =
        arena_printf(&w->arena, "Monsieur le Ministre,\n\nLe pont est fermé. %s", filler(w, 20))
            .ptr;
    search_world_put(w, "a", "Un viaduc", text);
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "viaduc");
    assert_true(slice_starts_with(hit.question.text, SLICE("Le pont est fermé. ")));
    assert_true(hit.question.cut_before);
    hit = search_world_first(w, "ministre");
    assert_true(slice_starts_with(hit.question.text, SLICE("Monsieur le Ministre, Le pont")));
    assert_int_equal(hit.question.highlight_count, 1);
}

static void a_word_that_a_line_divides_is_marked(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un avis", "Il est admis\nque le gouver-\nnement en décide\nen 2020.");
    search_world_put(w, "b", "Un autre",
                     "Le gouver-\nnement paie 12\n000 euros : article L. 1123-\n3.");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "gouvernement");
    assert_int_equal(hit.question.highlight_count, 1);
    struct highlight mark = hit.question.highlights[0];
    assert_true(slice_equal(slice_of(hit.question.text.ptr + mark.start, mark.end - mark.start),
                            SLICE("gouver- nement")));
    hit = search_world_first(w, "gouvernement L1123-3");
    assert_shown(w, &hit.question, "Le {gouver- nement} paie 12 000 euros : article {L. 1123- 3}.");
}

static void empty_field_has_empty_passage(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un viaduc", "");
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "viaduc");
    assert_int_equal(hit.question.text.len, 0);
    assert_int_equal(hit.question.highlight_count, 0);
    assert_false(hit.question.cut_before || hit.question.cut_after);
}

static void word_far_into_a_text_is_found(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Long", around(w, 4000, "Ici vit un hamster.", 10));
    search_world_open(w);
    struct search_hit hit = search_world_first(w, "hamster");
    assert_non_null(strstr(shown(w, &hit.question), "<…>Ici vit un {hamster}. "));
}

// A long text is looked at in pieces of 32 KiB: what stands over their edge is found all the same.
static void nothing_is_lost_between_pieces(void **state)
{
    struct search_world *w = *state;
    enum { PIECE = 32 << 10 };
    static const char *const OVER[][3] = {{"gouver-\nnement", "gouvernement", "{gouver- nement}"},
                                          {"les 12 000 tonnes", "12000", "{12 000}"},
                                          {"le loup gris", "\"loup gris\"", "{loup} {gris}"}};
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < sizeof OVER / sizeof *OVER; i++) {
        text.len = 0;
        while (text.len < PIECE - 8)
            buf_append_slice(&text, SLICE("a "));
        buf_append_slice(&text, slice_from(OVER[i][0]));
        buf_append_slice(&text, SLICE(" en somme."));
        struct slice id = arena_printf(&w->arena, "p%zu", i);
        search_world_add(w, (struct exchange){.id = id, .question = buf_slice(&text)});
    }
    buf_clear(&text);
    search_world_open(w);
    for (size_t i = 0; i < sizeof OVER / sizeof *OVER; i++) {
        struct search_hit hit = search_world_first(w, OVER[i][1]);
        assert_non_null(strstr(shown(w, &hit.question), OVER[i][2]));
    }
}

// --- any text --------------------------------------------------------------------------------------

static unsigned below(uint64_t *seed, unsigned limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33) % limit;
}

static bool is_boundary(struct slice text, size_t at)
{
    return at == 0 || at >= text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
}

// A text of pieces that are hard on those who cut: elisions, entities of several words, no-break spaces.
static struct slice random_text(struct arena *arena, uint64_t *seed, unsigned pieces)
{
    static const char *const PIECES[] = {
        "l’avocat ",        "d'avocats ", "œuvre, ",      "« État » ",
        "12\u202f500 ",     "école. ",    "aujourd’hui ", "député(e)s ",
        "art. L. 123-4",    ".\n\n",      "\u00a0? ",     "où\u2026 ",
        "e\u0301te\u0301 ", "M. Dupont ", "\t",           "👍 ",
        "rendez-vous ",     "a "};
    struct buf out;
    buf_init(&out, 0);
    for (unsigned i = 0; i < pieces; i++)
        buf_append_slice(&out, slice_from(PIECES[below(seed, sizeof PIECES / sizeof *PIECES)]));
    struct slice copy = arena_copy(arena, buf_slice(&out));
    buf_clear(&out);
    return copy;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Text with each run of white space as one space, so that passages can be looked up in it.
static struct slice squeezed(struct arena *arena, struct slice text)
{
    char *copy = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    assert_non_null(copy);
    for (size_t i = 0; i < text.len; i++)
        if (!is_blank(text.ptr[i]))
            copy[len++] = text.ptr[i];
        else if (len > 0 && copy[len - 1] != ' ')
            copy[len++] = ' ';
    return slice_trim(slice_of(copy, len));
}

static void assert_well_cut(struct search_world *w, struct slice stored,
                            const struct snippet *snippet)
{
    struct slice text = snippet->text, whole = squeezed(&w->arena, stored);
    if (whole.len == 0) { // nothing but white space
        assert_int_equal(text.len, 0);
        return;
    }
    assert_true(fold_is_utf8(text));
    assert_true(text.len <= SNIPPET_BYTES + SNIPPET_BYTES / 8);
    size_t at = slice_find(whole, text), end = 0;
    assert_true(at < whole.len || text.len == 0);
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        const struct highlight *mark = &snippet->highlights[i];
        assert_true(end <= mark->start && mark->start < mark->end && mark->end <= text.len);
        assert_true(is_boundary(text, mark->start) && is_boundary(text, mark->end));
        end = mark->end;
    }
    // the words of a passage are words of the text: the same passage stands there between blanks,
    // and behind something where something is said to be cut
    for (; at < whole.len; at += 1 + slice_find(slice_from_offset(whole, at + 1), text)) {
        size_t behind = at + text.len;
        if ((at == 0 ? !snippet->cut_before : whole.ptr[at - 1] == ' ') &&
            (behind == whole.len || whole.ptr[behind] == ' '))
            return;
    }
    fail_msg("cut within a word: %.*s", SLICE_ARG(text));
}

static void any_text_is_cut_between_words(void **state)
{
    struct search_world *w = *state;
    enum { TEXTS = 40 };
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("SEED=%llu\n", (unsigned long long)seed);
    for (unsigned i = 0; i < TEXTS; i++) {
        struct slice id = arena_printf(&w->arena, "t%u", i);
        struct slice text = random_text(&w->arena, &seed, 1 + below(&seed, 300));
        search_world_add(w, (struct exchange){.id = id, .title = SLICE("Titre"), .question = text});
    }
    search_world_open(w);
    static const char *const QUERIES[] = {
        "avocat école", "\"l'avocat\"", "œuvre été", "titre", "\"rendez-vous a\"~5 OU député",
        "12500 L.123-4"};
    for (size_t q = 0; q < sizeof QUERIES / sizeof *QUERIES; q++) {
        struct search_request request = {
            .q = slice_from(QUERIES[q]), .mode = MODE_ANY, .limit = TEXTS, .want_snippets = true};
        struct search_result result;
        must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
        assert_true(result.hit_count > 0);
        for (size_t i = 0; i < result.hit_count; i++) {
            struct exchange whole;
            must(view_document(w->view, result.hits[i].doc, EXCHANGE_WHOLE, &w->arena, &whole,
                               &w->err));
            assert_well_cut(w, whole.question, &result.hits[i].question);
        }
    }
}

// Processor time that a query on one long text takes, in seconds.
static double seconds_for(struct search_world *w, const char *q)
{
    struct timespec start, end;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    (void)search_world_first(w, q);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

// A text of 400 kB without a full stop, whose every second word is looked for: quadratic work would
// take minutes.
static void long_text_without_sentences_is_cut_soon(void **state)
{
    struct search_world *w = *state;
    enum { WORDS = 80000 };
    struct buf text;
    buf_init(&text, 0);
    for (unsigned i = 0; i < WORDS; i++)
        buf_append_slice(&text, i % 2 ? SLICE("chat ") : SLICE("loup "));
    buf_append_slice(&text, SLICE("lynx"));
    search_world_add(w, (struct exchange){.id = SLICE("a"), .question = buf_slice(&text)});
    search_world_open(w);
    double one = seconds_for(w, "loup SAUF ours");
    double far = seconds_for(w, "chat lynx");
    double near = seconds_for(w, "\"chat lynx\"~50");
    print_message("loup %.3f s, chat lynx %.3f s, near %.3f s\n", one, far, near);
    assert_true(one < 3 && far < 3 && near < 3);
    buf_clear(&text);
}

#define with_world(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(elided_article_is_not_marked),
        with_world(accented_words_are_marked_whole),
        with_world(phrase_is_marked_only_where_it_stands),
        with_world(phrase_over_the_end_of_a_sentence_is_shown),
        with_world(phrase_before_a_comma_is_shown),
        with_world(phrase_longer_than_a_passage_is_marked),
        with_world(phrase_of_numbers_is_marked),
        with_world(excluded_words_are_not_marked),
        with_world(word_of_one_field_is_not_marked_in_another),
        with_world(answer_has_its_own_passage),
        with_world(passage_holds_most_distinct_words),
        with_world(passage_begins_with_its_sentence),
        with_world(a_passage_has_its_own_marks),
        with_world(a_number_is_parted_by_the_edge),
        with_world(a_whole_sentence_is_preferred),
        with_world(paragraphs_become_spaces),
        with_world(marks_move_with_the_spaces),
        with_world(politeness_is_skipped_unless_asked_for),
        with_world(a_word_that_a_line_divides_is_marked),
        with_world(empty_field_has_empty_passage),
        with_world(word_far_into_a_text_is_found),
        with_world(nothing_is_lost_between_pieces),
        with_world(any_text_is_cut_between_words),
        with_world(long_text_without_sentences_is_cut_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
