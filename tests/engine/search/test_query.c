// Promises of engine/search/query: what people type is understood, repaired or refused as
// docs/query-language.md says, and printing a query and parsing it again changes nothing.
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"
#include "engine/search/query/whole.h"
#include "tests/engine/search/query_equal.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const KINDS[] = {
    [QUERY_ALL] = "ALL",    [QUERY_WORDS] = "W", [QUERY_PHRASE] = "P", [QUERY_EXACT] = "X",
    [QUERY_WILDCARD] = "S", [QUERY_FUZZY] = "F", [QUERY_RANGE] = "R",  [QUERY_LIST] = "LIST",
    [QUERY_AND] = "AND",    [QUERY_OR] = "OR",   [QUERY_NOT] = "NOT",
};

// The tree on one line: W[deux mots] P~5[a b] titre:W[x] LIST(+W[a] NOT(W[b])) R[date 20200101..20231231].
static void dump(const struct query_node *node, struct buf *out)
{
    if (node->required)
        buf_append_char(out, '+');
    if (node->field != FIELD_COUNT && node->kind != QUERY_RANGE)
        buf_printf(out, "%s:", field_short_name(node->field));
    buf_append_slice(out, slice_from(KINDS[node->kind]));
    if (node->distance > 0)
        buf_printf(out, "~%u", (unsigned)node->distance);
    if (node->kind == QUERY_RANGE) {
        buf_printf(out, "[%s ", field_short_name(node->field));
        if (node->low != INT64_MIN)
            buf_printf(out, "%" PRId64, node->low);
        buf_append(out, "..", 2);
        if (node->high != INT64_MAX)
            buf_printf(out, "%" PRId64, node->high);
        buf_append_char(out, ']');
    } else if (node->child_count > 0) {
        for (size_t i = 0; i < node->child_count; i++) {
            buf_append_char(out, i == 0 ? '(' : ' ');
            dump(node->children[i], out);
        }
        buf_append_char(out, ')');
    } else if (node->kind != QUERY_ALL) {
        buf_printf(out, "[%.*s]", SLICE_ARG(node->text));
    }
}

struct parsed {
    struct arena arena;
    struct error err;
    enum status status;
    struct query query;
    struct buf tree;
};

static void parse(struct parsed *p, struct slice text)
{
    *p = (struct parsed){0};
    arena_init(&p->arena, 0);
    buf_init(&p->tree, 0);
    p->status = query_parse(text, LANGUAGE_FRENCH, &p->arena, &p->query, &p->err);
    if (p->status == STATUS_OK)
        dump(p->query.root, &p->tree);
    buf_append_char(&p->tree, '\0');
}

static void release(struct parsed *p)
{
    arena_clear(&p->arena);
    buf_clear(&p->tree);
}

// Parsing what is printed gives the same tree, without anything left to repair.
static void assert_round_trip(const struct query *query, int line)
{
    struct buf text;
    buf_init(&text, 0);
    query_print(query->root, NULL, &text);
    struct parsed again;
    parse(&again, buf_slice(&text));
    if (again.status != STATUS_OK || !query_equal(query->root, again.query.root)) {
        struct buf tree;
        buf_init(&tree, 0);
        dump(query->root, &tree);
        fail_msg("line %d: printed as `%.*s`, read again as %s %s, was %.*s", line,
                 SLICE_ARG(buf_slice(&text)), again.tree.data, again.err.message,
                 SLICE_ARG(buf_slice(&tree)));
    }
    release(&again);
    buf_clear(&text);
}

struct row {
    int line;
    const char *text;
    const char *tree;
    size_t notices;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct parsed p;
        parse(&p, slice_from(rows[i].text));
        if (p.status != STATUS_OK)
            fail_msg("line %d: %s: %s", rows[i].line, rows[i].text, p.err.message);
        if (strcmp(p.tree.data, rows[i].tree) != 0)
            fail_msg("line %d: `%s` is %s, not %s", rows[i].line, rows[i].text, p.tree.data,
                     rows[i].tree);
        if (p.query.notice_count != rows[i].notices)
            fail_msg("line %d: `%s` has %zu notices, first « %.*s »", rows[i].line, rows[i].text,
                     p.query.notice_count, p.query.notice_count ? (int)p.query.notices[0].len : 0,
                     p.query.notice_count ? p.query.notices[0].ptr : "");
        assert_round_trip(&p.query, rows[i].line);
        release(&p);
    }
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void words_stay_as_they_were_typed(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "vaccin", "W[vaccin]", 0},
        {__LINE__, "  violences   faites\taux\nfemmes ", "W[violences faites aux femmes]", 0},
        {__LINE__, "l'école de l’État", "W[l'école de l’État]", 0},
        {__LINE__, "4 874 interventions", "W[4 874 interventions]", 0},
        {__LINE__, "4\u202F874 €", "W[4\u202F874 €]", 0},
        {__LINE__, "19 juin 2023", "W[19 juin 2023]", 0},
        {__LINE__, "Qu'a-t-il permis ?", "W[Qu'a-t-il permis]", 0},
        {__LINE__, "Réseaux sociaux : peut-on ?", "W[Réseaux sociaux : peut-on]", 0},
        {__LINE__, "ancien — comité", "W[ancien — comité]", 0},
        {__LINE__, "élu(e)s et député(e)s", "W[élu(e)s et député(e)s]", 0},
        {__LINE__, "député·e·s", "W[député·e·s]", 0},
        {__LINE__, "http://www.parlement-wallonie.be/", "W[http://www.parlement-wallonie.be/]", 0},
        {__LINE__, "à 14:30", "W[à 14:30]", 0},
        {__LINE__, "C:foo", "W[C:foo]", 0},
        {__LINE__, "STIB:retards métro", "W[STIB:retards métro]", 1},
        {__LINE__, "Fallout:London", "W[Fallout:London]", 1},
        {__LINE__, "note:x", "W[note:x]", 1},
        {__LINE__, "score 3:1", "W[score 3:1]", 0},
        {__LINE__, "Covid: quelles mesures", "W[Covid: quelles mesures]", 0},
        {__LINE__, "date : hier", "W[date : hier]", 0},
        {__LINE__, "date: hier", "W[date hier]", 0},
        {__LINE__, "50 % des cas", "W[50 % des cas]", 0},
        {__LINE__, "12 $ +$", "LIST(W[12 $] +W[$])", 0},
        {__LINE__, "medaille d’or ou d'argent", "W[medaille d’or ou d'argent]", 0},
        {__LINE__, "l'OR et d'OU", "W[l'OR et d'OU]", 0},
    };
    CHECK(rows);
}

static void quotes_of_every_shape_are_quotes(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "\"droits des femmes\"", "P[droits des femmes]", 0},
        {__LINE__, "«\u00a0violences faites aux femmes\u00a0»", "P[violences faites aux femmes]",
         0},
        {__LINE__, "«\u202Fla crise\u202F»", "P[la crise]", 0},
        {__LINE__, "“mise en œuvre”", "P[mise en œuvre]", 0},
        {__LINE__, "„mise en œuvre“", "P[mise en œuvre]", 0},
        {__LINE__, "“mixte\"", "P[mixte]", 0},
        {__LINE__, "« dit \"oui\" hier »", "P[dit oui hier]", 0},
        {__LINE__, "\"a b\"~5", "P~5[a b]", 0},
        {__LINE__, "\"a b\"~", "P~5[a b]", 0},
        {__LINE__, "\"a b\"~0", "P[a b]", 0},
        {__LINE__, "\"a b\"~999", "P~50[a b]", 1},
        {__LINE__, "avant \"la phrase\" après", "LIST(W[avant] P[la phrase] W[après])", 0},
        {__LINE__, "l'\"État\"", "LIST(W[l'] P[État])", 0},
        {__LINE__, "=\"a b\"", "P[a b]", 0},
    };
    CHECK(rows);
}

static void operators_are_capitals_and_stand_alone(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "a ET b", "AND(W[a] W[b])", 0},
        {__LINE__, "a AND b", "AND(W[a] W[b])", 0},
        {__LINE__, "a OU b OR c", "OR(W[a] W[b] W[c])", 0},
        {__LINE__, "a SAUF b", "LIST(W[a] NOT(W[b]))", 0},
        {__LINE__, "a NOT b c", "LIST(W[a] NOT(W[b]) W[c])", 0},
        {__LINE__, "a\u00a0ET\u00a0b", "AND(W[a] W[b])", 0},
        {__LINE__, "(a)ET(b)", "AND(W[a] W[b])", 0},
        {__LINE__, "\"a\"OU\"b\"", "OR(P[a] P[b])", 0},
        {__LINE__, "a et b", "W[a et b]", 0},
        {__LINE__, "ETAT OUBLI NOTE", "W[ETAT OUBLI NOTE]", 0},
        {__LINE__, "a Et b", "W[a Et b]", 0},
        {__LINE__, "+a -b c", "LIST(+W[a] NOT(W[b]) W[c])", 0},
        {__LINE__, "+\"a b\" -(c d)", "LIST(+P[a b] NOT(W[c d]))", 0},
        {__LINE__, "a - une subvention", "W[a - une subvention]", 0},
        {__LINE__, "--a", "NOT(W[a])", 0},
        {__LINE__, "a-b", "W[a-b]", 0},
        {__LINE__, "SAUF a", "NOT(W[a])", 0},
        {__LINE__, "SAUF SAUF a", "W[a]", 0},
        {__LINE__, "NOT NOT NOT a", "NOT(W[a])", 0},
        {__LINE__, "a \u2013b", "LIST(W[a] NOT(W[b]))", 1},
        {__LINE__, "a \u2212b", "LIST(W[a] NOT(W[b]))", 1},
        {__LINE__, "a \u2014b", "LIST(W[a] NOT(W[b]))", 1},
        {__LINE__, "a\u00a0\u2011b", "LIST(W[a] NOT(W[b]))", 1},
        {__LINE__, "a \u2013 b", "W[a \u2013 b]", 0},
        {__LINE__, "a\u2013b", "W[a\u2013b]", 0},
        {__LINE__, "a !b", "LIST(W[a] NOT(W[b]))", 1},
        {__LINE__, "a ! b", "W[a ! b]", 0},
        {__LINE__, "a && b", "AND(W[a] W[b])", 1},
        {__LINE__, "a || b", "OR(W[a] W[b])", 1},
        {__LINE__, "a&&b", "W[a&&b]", 0},
        {__LINE__, "L. 4321*", "S[l4321*]", 0},
        {__LINE__, "l'article R 4321-*", "LIST(W[l'article] S[r4321-*])", 0},
        {__LINE__, "plan 12*", "LIST(W[plan] S[12*])", 0},
        {__LINE__, "(A)2*", "LIST(W[A] S[2*])", 0},
        {__LINE__, "+a", "LIST(+W[a])", 0},
    };
    CHECK(rows);
}

static void words_bind_before_et_and_et_before_ou(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "a b OU c d", "OR(W[a b] W[c d])", 0},
        {__LINE__, "a ET b OU c ET d", "OR(AND(W[a] W[b]) AND(W[c] W[d]))", 0},
        {__LINE__, "a b ET c", "AND(W[a b] W[c])", 0},
        {__LINE__, "a (b OU c)", "LIST(W[a] OR(W[b] W[c]))", 0},
        {__LINE__, "a ET (b OU c)", "AND(W[a] OR(W[b] W[c]))", 0},
        {__LINE__, "(a OU b) c", "LIST(OR(W[a] W[b]) W[c])", 0},
        {__LINE__, "a (b c)", "LIST(W[a] W[b c])", 0},
        {__LINE__, "((a)) ((b))", "LIST(W[a] W[b])", 0},
        {__LINE__, "(a ET b) ET c", "AND(AND(W[a] W[b]) W[c])", 0},
        {__LINE__, "a ET -b", "AND(W[a] NOT(W[b]))", 0},
        {__LINE__, "a OU -b", "OR(W[a] NOT(W[b]))", 0},
        {__LINE__, "-(a OU (b ET c))", "NOT(OR(W[a] AND(W[b] W[c])))", 0},
        {__LINE__, "+(a \"b\") c", "LIST(+LIST(W[a] P[b]) W[c])", 0},
        {__LINE__, "-(-a)", "NOT(NOT(W[a]))", 0},
        {__LINE__, "+(a b)", "LIST(+W[a b])", 0},
        {__LINE__, "+(a b) ET c", "AND(LIST(+W[a b]) W[c])", 0},
        {__LINE__, "+(a)", "LIST(+W[a])", 0},
        {__LINE__, "+(=a b)", "LIST(+LIST(X[a] W[b]))", 0},
        {__LINE__, "+(a b OU c)", "LIST(+OR(W[a b] W[c]))", 0},
        {__LINE__, "+(-a)", "NOT(W[a])", 0},
    };
    CHECK(rows);
}

static void fields_take_what_follows(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "titre:vaccin covid", "LIST(titre:W[vaccin] W[covid])", 0},
        {__LINE__, "titre:(vaccin covid)", "titre:W[vaccin covid]", 0},
        {__LINE__, "Réponse:\"mise en œuvre\"", "reponse:P[mise en œuvre]", 0},
        {__LINE__, "titre:(a OU question:b)", "OR(titre:W[a] question:W[b])", 0},
        {__LINE__, "titre:(a \"b\")", "LIST(titre:W[a] titre:P[b])", 0},
        {__LINE__, "auteur:pavet ministre:morreale date:2023-06",
         "LIST(auteur:W[pavet] ministre:W[morreale] R[date 20230601..20230630])", 0},
        {__LINE__, "auteur: pavet", "auteur:W[pavet]", 0},
        {__LINE__, "-auteur:pavet", "NOT(auteur:W[pavet])", 0},
        {__LINE__, "auteur:-pavet", "NOT(auteur:W[pavet])", 0},
        {__LINE__, "+titre:=mot", "titre:X[mot]", 0},
        {__LINE__, "a +titre:=mot", "LIST(W[a] +titre:X[mot])", 0},
        {__LINE__, "session:2022-2023", "session:W[2022-2023]", 0},
        {__LINE__, "numero:\"516 (2022-2023) 1\"", "numero:P[516 (2022-2023) 1]", 0},
        {__LINE__, "titre:4\u202F874", "titre:W[4\u202F874]", 0},
        {__LINE__, "auteur:(pavet OU collignon)", "OR(auteur:W[pavet] auteur:W[collignon])", 0},
        {__LINE__, "auteur:pav*", "auteur:S[pav*]", 0},
        {__LINE__, "statut:sans-reponse", "statut:W[sans-reponse]", 0},
        {__LINE__, "titre:", "W[titre]", 0},
        {__LINE__, "(titre:) bar", "LIST(W[titre] W[bar])", 0},
        {__LINE__, "titre: OU bar", "OR(W[titre] W[bar])", 0},
        {__LINE__, ",titre:foo", "W[,titre:foo]", 0},
    };
    CHECK(rows);
}

static void dates_and_numbers_become_ranges(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "date:2023", "R[date 20230101..20231231]", 0},
        {__LINE__, "date:2020..2023", "R[date 20200101..20231231]", 0},
        {__LINE__, "date:2020-2023", "R[date 20200101..20231231]", 0},
        {__LINE__, "date:2023..2020", "R[date 20200101..20231231]", 0},
        {__LINE__, "date:>=2020", "R[date 20200101..]", 0},
        {__LINE__, "date:>= 2020", "R[date 20200101..]", 0},
        {__LINE__, "date:>2020", "R[date 20210101..]", 0},
        {__LINE__, "date:<2020", "R[date ..20191231]", 0},
        {__LINE__, "date:<=2023-02", "R[date ..20230228]", 0},
        {__LINE__, "date:..2023", "R[date ..20231231]", 0},
        {__LINE__, "date:2023..", "R[date 20230101..]", 0},
        {__LINE__, "date:2023-06-19", "R[date 20230619..20230619]", 0},
        {__LINE__, "date:19/06/2023", "R[date 20230619..20230619]", 0},
        {__LINE__, "date:19.6.2023", "R[date 20230619..20230619]", 0},
        {__LINE__, "date:06/2023", "R[date 20230601..20230630]", 0},
        {__LINE__, "date:\"19 juin 2023\"", "R[date 20230619..20230619]", 0},
        {__LINE__, "date:(1er Févr. 2024)", "R[date 20240201..20240201]", 0},
        {__LINE__, "date:\"août 2023\"", "R[date 20230801..20230831]", 0},
        {__LINE__, "date:(2020 OU 2022)",
         "OR(R[date 20200101..20201231] R[date 20220101..20221231])", 0},
        {__LINE__, "date_reponse:>2023-06-30", "R[date_reponse 20230701..]", 0},
        {__LINE__, "date:>9999", "R[date 99991231..]", 0},
        {__LINE__, "annee:2020..2022", "R[annee 2020..2022]", 0},
        {__LINE__, "annee:2020-2022", "R[annee 2020..2022]", 0},
        {__LINE__, "année:2020", "R[annee 2020..2020]", 0},
        {__LINE__, "delai:>30", "R[delai 31..]", 0},
        {__LINE__, "delai:<=30", "R[delai ..30]", 0},
        {__LINE__, "modifie:2026-11", "R[modifie 20261101..20261130]", 0},
        {__LINE__, "modifié:2026-11-01..2026-11-27", "R[modifie 20261101..20261127]", 0},
        {__LINE__, "depuis:2026-11-27", "R[depuis 20261127..]", 0},
        {__LINE__, "depuis:2026", "R[depuis 20260101..]", 0},
        {__LINE__, "depuis:>=27/11/2026", "R[depuis 20261127..]", 0},
        {__LINE__, "délai:10..20", "R[delai 10..20]", 0},
        {__LINE__, "delai:30j", "R[delai 30..30]", 0},
        {__LINE__, "delai:aucun", "R[delai -1..-1]", 0},
        {__LINE__, "delai:(aucun OU >120)", "OR(R[delai -1..-1] R[delai 121..])", 0},
        {__LINE__, "delai:>99999999", "R[delai 1000000..]", 0},
        {__LINE__, "date:*", "R[date ..]", 0},
        {__LINE__, "-delai:*, vaccin", "LIST(NOT(R[delai ..]) W[vaccin])", 0},
        {__LINE__, "date:2023, vaccin", "LIST(R[date 20230101..20231231] W[vaccin])", 0},
    };
    CHECK(rows);
}

static void stars_tildes_and_equals_mark_single_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "prostitu*", "S[prostitu*]", 0},
        {__LINE__, "*isation", "S[*isation]", 0},
        {__LINE__, "anti*isme", "S[anti*isme]", 0},
        {__LINE__, "prostitu***,", "S[prostitu*]", 0},
        {__LINE__, "sexe prostitu* mineurs", "LIST(W[sexe] S[prostitu*] W[mineurs])", 0},
        {__LINE__, "prostitusion~", "F[prostitusion]", 0},
        {__LINE__, "mot~1 mot~2 mot~9", "LIST(F~1[mot] F~2[mot] F~2[mot])", 1},
        {__LINE__, "=lois", "X[lois]", 0},
        {__LINE__, "=l'avocat", "X[l'avocat]", 0},
        {__LINE__, "==lois.", "X[lois]", 0},
        {__LINE__, "http://exemple*", "W[http://exemple*]", 1},
        {__LINE__, "ministre:*", "ministre:S[*]", 0},
        {__LINE__, "groupe:(* OU vert)", "OR(groupe:S[*] groupe:W[vert])", 0},
        {__LINE__, "titre:* quai", "LIST(titre:S[*] W[quai])", 0},
        {__LINE__, "question:(*) -reponse:*", "LIST(question:S[*] NOT(reponse:S[*]))", 0},
        {__LINE__, "serie:* série:Q-1", "LIST(serie:S[*] serie:W[Q-1])", 0},
        {__LINE__, "a = b", "W[a b]", 0},
    };
    CHECK(rows);
}

static void what_is_broken_is_repaired_with_a_notice(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, "", "ALL", 0},
        {__LINE__, " \t ", "ALL", 0},
        {__LINE__, "*", "ALL", 1},
        {__LINE__, "\"unbalanced", "P[unbalanced]", 1},
        {__LINE__, "«\u00a0non fermé", "P[non fermé]", 1},
        {__LINE__, "fermé\u00a0» ici", "W[fermé ici]", 1},
        {__LINE__, "(foo", "W[foo]", 1},
        {__LINE__, "foo)", "W[foo]", 1},
        {__LINE__, "((foo", "W[foo]", 2},
        {__LINE__, "-", "ALL", 1},
        {__LINE__, "AND", "W[and]", 1},
        {__LINE__, "OR", "W[or]", 1},
        {__LINE__, "ET OU", "W[et ou]", 2},
        {__LINE__, "\"\"", "ALL", 1},
        {__LINE__, "« »", "ALL", 1},
        {__LINE__, "()", "ALL", 1},
        {__LINE__, "foo ET", "W[foo]", 1},
        {__LINE__, "OU foo", "W[foo]", 1},
        {__LINE__, "foo ET ET bar", "AND(W[foo] W[bar])", 1},
        {__LINE__, "foo SAUF", "W[foo]", 1},
        {__LINE__, "foo -", "W[foo]", 0},
        {__LINE__, "(-)", "ALL", 2},
        {__LINE__, "écran 15\" plat", "W[écran 15 plat]", 1},
        {__LINE__, "foo \"", "W[foo]", 1},
        {__LINE__, "foo * bar", "W[foo bar]", 1},
        {__LINE__, "\"a* b\"", "P[a* b]", 1},
        {__LINE__, "??? !!!", "ALL", 1},
    };
    CHECK(rows);
}

static void assert_refused(struct slice text, const char *part)
{
    struct parsed p;
    parse(&p, text);
    if (p.status != STATUS_INVALID || !strstr(p.err.message, part))
        fail_msg("`%.*s` gives %s: %s", (int)(text.len < 80 ? text.len : 80), text.ptr,
                 status_name(p.status), p.err.message);
    release(&p);
}

static void unknown_fields_and_values_are_refused_by_name(void **state)
{
    (void)state;
    assert_refused(SLICE("dates:2020"), "vouliez-vous dire «\u00a0date\u00a0»");
    assert_refused(SLICE("autheur:pavet"), "vouliez-vous dire «\u00a0auteur\u00a0»");
    assert_refused(SLICE("mot -(minstre:\"x\")"), "vouliez-vous dire «\u00a0ministre\u00a0»");
    assert_refused(SLICE("url:x"), "url");
    assert_refused(SLICE("date:hier"), "«\u00a0hier\u00a0» n’est pas une date");
    assert_refused(SLICE("date:2023-13"), "n’est pas une date");
    assert_refused(SLICE("date:30/02/2023"), "n’est pas une date");
    assert_refused(SLICE("date:\"30 février 2023\""), "n’est pas une date");
    assert_refused(SLICE("date:.."), "n’est pas");
    assert_refused(SLICE("date:>"), "n’est pas");
    assert_refused(SLICE("date:2023-00-10"), "n’est pas une date");
    assert_refused(SLICE("delai:beaucoup"), "n’est pas un nombre de jours");
    assert_refused(SLICE("delai:<0"), "n’est pas un nombre de jours");
    assert_refused(SLICE("depuis:hier"), "n’est pas une date");
    assert_refused(SLICE("depuis:<2020"), "n’est pas une date");
    assert_refused(SLICE("depuis:2020..2021"), "n’est pas une date");
    assert_refused(SLICE("annee:vingt"), "n’est pas une année");
    assert_refused(SLICE("annee:202*"), "n’est pas une année");
}

static void assert_refused_text(const char *unit, size_t times, const char *part)
{
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < times; i++)
        buf_append_slice(&text, slice_from(unit));
    assert_refused(buf_slice(&text), part);
    buf_clear(&text);
}

static void limits_are_refused_with_their_number(void **state)
{
    (void)state;
    assert_refused_text("abcdefghij", 1000, "8192 octets");
    assert_refused_text("mot ", 257, "256 mots");
    assert_refused_text("-mot ", 257, "256 mots");
    assert_refused_text("\"a b c\" ", 100, "256 mots");
    assert_refused_text("(", 33, "32 parenthèses");
    assert_refused_text("titre:(a (", 17, "32 parenthèses");
    assert_refused(SLICE("\xC3("), "UTF-8");
    assert_refused(SLICE("a\0b"), "UTF-8");
}

// The same refusals, to those who read English: nothing of them is French but what was typed.
static void refusals_are_english_where_that_is_asked_for(void **state)
{
    (void)state;
    char words[257 * 2 + 1], bytes[QUERY_MAX_BYTES + 2];
    memset(bytes, 'a', sizeof bytes);
    for (size_t i = 0; i < sizeof words; i++)
        words[i] = i % 2 ? ' ' : 'a';
    const struct {
        struct slice text;
        const char *message;
    } refused[] = {
        {SLICE("autheur:pavet"), "Unknown field \"autheur\": did you mean \"auteur\"? Fields: "},
        {SLICE("statutt:x"), "assemblee, groupe, renvoi, fonction, cite, commune, province, "
                             "modifie, depuis, serie. To search for this text"},
        {SLICE("source:x"), "The field \"source\" cannot be searched"},
        {SLICE("delai:hier"), "delai: \"hier\" is not a number of days: "},
        {SLICE("annee:hier"), "annee: \"hier\" is not a year: "},
        {SLICE("date:hier"), "date: \"hier\" is not a date: "},
        {SLICE("depuis:hier"), "depuis: \"hier\" is not a date: "},
        {SLICE("(((((((((((((((((((((((((((((((((a"), "more than 32 parentheses within"},
        {SLICE("\xC3("), "The query is not valid UTF-8 text"},
        {{words, sizeof words}, "more than 256 words: shorten it"},
        {{bytes, sizeof bytes}, "more than 8192 bytes: shorten it"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct query query;
        struct error err = {0};
        struct arena arena;
        arena_init(&arena, 0);
        assert_int_equal(query_parse(refused[i].text, LANGUAGE_ENGLISH, &arena, &query, &err),
                         STATUS_INVALID);
        if (!strstr(err.message, refused[i].message))
            fail_msg("%s: not \"%s\"", err.message, refused[i].message);
        arena_clear(&arena);
    }
}

// Pieces that the grammar knows, glued at random: nothing fails, and printing is faithful.
static void printing_a_query_and_parsing_it_gives_the_same(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        " ",         " ",      " ",  "a",     "mots",     "l'été",  "(",       ")",
        "\"",        "«",      "»",  "“",     "+",        "-",      "ET",      " OU ",
        " SAUF ",    "*",      "~",  "~2",    "=",        "titre:", "auteur:", "date:2020 ",
        "delai:>3 ", "x:",     ":",  "é(e)s", "4\u202F8", ",",      "\u00a0",  "question: ",
        "2020",      "annee:", "..", "//",    "%",        "?",
    };
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 20230619u;
    for (int round = 0; round < 60000; round++) {
        struct buf text;
        buf_init(&text, 0);
        unsigned start = seed;
        for (unsigned n = 1 + (seed >> 16) % 14; n > 0; n--) {
            seed = seed * 1103515245u + 12345u;
            buf_append_slice(&text,
                             slice_from(pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]));
        }
        struct parsed p;
        parse(&p, buf_slice(&text));
        if (p.status != STATUS_OK && p.status != STATUS_INVALID)
            fail_msg("SEED=%u: `%.*s`: %s", start, SLICE_ARG(buf_slice(&text)), p.err.message);
        if (p.status == STATUS_OK)
            assert_round_trip(&p.query, (int)round);
        release(&p);
        buf_clear(&text);
    }
}

static void assert_edit(const char *text, const char *word, const char *with, const char *expected)
{
    struct parsed p;
    parse(&p, slice_from(text));
    const struct query_node *leaf = p.query.root;
    while (leaf->child_count > 0)
        leaf = leaf->children[0];
    size_t start = word ? slice_find(leaf->text, slice_from(word)) : 0;
    struct query_edit edit = {leaf, start, word ? start + strlen(word) : 0, slice_from(with), NULL};
    struct buf out;
    buf_init(&out, 0);
    query_print(p.query.root, &edit, &out);
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_clear(&out);
    release(&p);
}

static void a_question_mark_stays(void **state)
{
    (void)state;
    assert_edit("Le \"droit à l'oubli\", c'est quoi ?", NULL, "oubli",
                "oubli \"droit à l'oubli\" c'est quoi ?");
}

static void an_edit_changes_one_word_and_nothing_else(void **state)
{
    (void)state;
    assert_edit("loi sur la securite", "securite", "=securite", "loi sur la =securite");
    assert_edit("titre:securite ET x", "securite", "=securite", "titre:(=securite) ET x");
    assert_edit("\"a b\" c", NULL, "a b", "a b c");
}

// `expected`: the quotations, a bar between them.
static void assert_quotations(const char *text, const char *expected)
{
    struct parsed p;
    parse(&p, slice_from(text));
    assert_int_equal(p.status, STATUS_OK);
    size_t count;
    const struct slice *quotations = query_quotations(p.query.root, &p.arena, &count);
    struct buf found;
    buf_init(&found, 0);
    for (size_t i = 0; i < count; i++)
        buf_printf(&found, "%s%.*s", i ? "|" : "", SLICE_ARG(quotations[i]));
    buf_append_char(&found, '\0');
    assert_string_equal(found.data, expected);
    buf_clear(&found);
    release(&p);
}

static void quotations_are_those_that_a_match_has_in_its_texts(void **state)
{
    (void)state;
    assert_quotations("chauffage bois", "");
    assert_quotations("\"bois de chauffage\"", "bois de chauffage");
    assert_quotations("« bois de chauffage » (prix OU titre:\"à la hausse\") “taxe unique”",
                      "bois de chauffage|à la hausse|taxe unique");
    assert_quotations("tarif -\"bois de chauffage\" SAUF (x OU \"y z\")", "");
    assert_quotations("\"bois chauffage\"~3 ministre:\"Ministre du Budget\" =bois", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotations_are_those_that_a_match_has_in_its_texts),
        cmocka_unit_test(words_stay_as_they_were_typed),
        cmocka_unit_test(quotes_of_every_shape_are_quotes),
        cmocka_unit_test(operators_are_capitals_and_stand_alone),
        cmocka_unit_test(words_bind_before_et_and_et_before_ou),
        cmocka_unit_test(fields_take_what_follows),
        cmocka_unit_test(dates_and_numbers_become_ranges),
        cmocka_unit_test(stars_tildes_and_equals_mark_single_words),
        cmocka_unit_test(what_is_broken_is_repaired_with_a_notice),
        cmocka_unit_test(unknown_fields_and_values_are_refused_by_name),
        cmocka_unit_test(limits_are_refused_with_their_number),
        cmocka_unit_test(refusals_are_english_where_that_is_asked_for),
        cmocka_unit_test(printing_a_query_and_parsing_it_gives_the_same),
        cmocka_unit_test(a_question_mark_stays),
        cmocka_unit_test(an_edit_changes_one_word_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
