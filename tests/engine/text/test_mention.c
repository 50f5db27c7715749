// What is a citation, and what it says: kind, date, number, act, question, session.
#include "base/buf.h"
#include "base/date.h"
#include "base/leads.h"
#include "engine/text/mention.h"
#include "engine/text/mention_leads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// A text, and its citations: "kind date number act question session" with semicolons between.
struct reading {
    const char *text, *want;
};

static const struct reading READINGS[] = {
    {"Le décret du 12 avril 2001 règle le gaz.", "decret 2001-04-12 - - 0 0"},
    {"l’arrêté du Gouvernement wallon du 1er mars 2018 et l'arrêté royal du 3 mai 1999",
     "arrete 2018-03-01 - - 0 0; arrete 1999-05-03 - - 0 0"},
    {"La loi spéciale du 8 août 1980 de réformes", "loi 1980-08-08 - - 0 0"},
    {"LE DÉCRET-PROGRAMME DU 17 JUILLET 2018", "decret 2018-07-17 - - 0 0"},
    {"l'article D.46 du CWATUP prévoit", "article  D.46 CWATUP 0 0"},
    {"L’article L1123-3, § 2, alinéa 1er, du Code de la démocratie locale dit",
     "article  L1123-3 Code de la démocratie locale 0 0"},
    {"art. 12bis de la Constitution", "article  12bis Constitution 0 0"},
    {"Article 275/1 du CIR 92", "article  275/1 CIR 92 0 0"},
    {"à l'article 3 du décret du 12 avril 2001",
     "article 2001-04-12 3 décret du 12 avril 2001 0 0"},
    {"à l'article 3. Le reste", "article  3 - 0 0"},
    {"ma réponse à la question écrite n° 516 (2022-2023) 1", "question  - - 516 2022"},
    {"la question orale nº 12, la question numéro 7 (session 2019-20)",
     "question  - - 12 0; question  - - 7 2019"},
    {"paru au Moniteur belge du 3 mai 2019 (M.B., 14 juin 2001)",
     "moniteur 2019-05-03 - - 0 0; moniteur 2001-06-14 - - 0 0"},
    // However it is written, behind whatever.
    {"2De\u0301cret du 12 avril 2001…lo\u0302i du 3 mai 1999–ÀRRÊTÉ du 4 mai 1999 À.R. du 5 mai "
     "1999",
     "decret 2001-04-12 - - 0 0; loi 1999-05-03 - - 0 0; arrete 1999-05-04 - - 0 0"},
    {"m . b. du 3 mai 2019, xloi du 3 mai 1999, éloi du 3 mai 1999, A . R . du 3 mai 1999",
     "arrete 1999-05-03 - - 0 0"},
    // None.
    {"Le décret dont on parle, la loi du marché, un article de presse.", ""},
    {"la question 12 reste posée ; la loi du 31 février 2001", ""},
    {"le 12 avril 2001, décret ou non", ""},
    {"l'article du 3 mai 2019", ""},
    {"", ""},
};

// What differs only in spelling has one name; the name itself is read as what it names.
static const struct reading NAMES[] = {
    {"le décret wallon du 12 avril 2001", "décret du 12 avril 2001"},
    {"DÉCRET DU 12/04/2001", "décret du 12 avril 2001"},
    {"décr. du 12.4.2001 (voir", "décret du 12 avril 2001"},
    {"décret du 2001-04-12,", "décret du 12 avril 2001"},
    {"un décret du 31/02/2001, du 12/04/20011, du 12/2001", ""},
    {"A.R. du 3 mai 1999, AGW du 1er mars 2018, l'A.M. 05/06/1998",
     "arrêté du 3 mai 1999; arrêté du 1er mars 2018; arrêté du 5 juin 1998"},
    {"un ar du 3 mai 1999, AR de trop", ""},
    {"la loi n° 2004-575 du 21 juin 2004", "loi du 21 juin 2004"},
    {"l'article L. 1123-3 du CDLD", "article L1123-3 du Code de la démocratie locale"},
    {"l'article L. 1123-\n3 du CDLD", "article L1123-3 du Code de la démocratie locale"},
    {"l'article R. 421-\r\n  5-1 du CDLD", "article R421-5-1 du Code de la démocratie locale"},
    {"l'article L. 1123- 3 du CDLD", "article L1123-3 du Code de la démocratie locale"},
    {"l'article L. 1123‑3 et l'article 12–3 du CDLD",
     "article L1123-3; article 12-3 du Code de la démocratie locale"},
    {"l'article L. 1123\u20103 et l'article L. 1123\u00ad\n3", "article L1123-3; article L1123-3"},
    {"l'article L. 351-14-\n1 du CDLD", "article L351-14-1 du Code de la démocratie locale"},
    {"l'article L. 262-2 du code de\n   l’action sociale",
     "article L262-2 du code de l’action sociale"},
    {"l'article L. 1123 -\n3 du CDLD", "article L1123"},
    {"l'article D.4-\n18 mai", "article D4"},
    {"l'article L. 1123-\n2020", "article L1123"},
    {"art. L1123-3 du Code de la démocratie locale et de la décentralisation",
     "article L1123-3 du Code de la démocratie locale"},
    {"art. D.IV.4 du CoDT, article D IV 4 du Code du développement territorial",
     "article D.IV.4 du Code du développement territorial; article D.IV.4 du Code du développement "
     "territorial"},
    {"l'article R. *421-1, l'article d46", "article R421-1; article D46"},
    {"l'article 12 bis de la constitution ; l'article 12bis de la Constitution",
     "article 12bis de la constitution; article 12bis de la Constitution"},
    {"article 3, 2°, de l'ordonnance du 1er avril 2004",
     "article 3 de l’ordonnance du 1er avril 2004"},
    {"l'article 12 du Code wallon de l'Action sociale",
     "article 12 du Code wallon de l'Action sociale"},
    {"à l'article 3. Le reste", ""},
    {"question n° 516 (2022-2023), M.B. 14.06.2001",
     "question 516 (2022-2023); Moniteur belge du 14 juin 2001"},
};

static void put_names(struct slice text, struct buf *out)
{
    struct mention found;
    for (size_t at = 0; mention_next(text, &at, &found);) {
        size_t start = out->len;
        buf_append_slice(out, out->len ? SLICE("; ") : SLICE(""));
        size_t named = out->len;
        mention_put_name(&found, out);
        out->len = out->len == named ? start : out->len;
    }
}

static void a_citation_has_one_name(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof NAMES / sizeof *NAMES; r++) {
        char room[512], again[512];
        struct buf out = buf_over(room, sizeof room), twice = buf_over(again, sizeof again);
        put_names(slice_from(NAMES[r].text), &out);
        if (!slice_equal(buf_slice(&out), slice_from(NAMES[r].want)))
            fail_msg("« %s »: %.*s", NAMES[r].text, SLICE_ARG(buf_slice(&out)));
        put_names(buf_slice(&out), &twice);
        if (!strstr(NAMES[r].want, "question") && !slice_equal(buf_slice(&out), buf_slice(&twice)))
            fail_msg("read again: %.*s", SLICE_ARG(buf_slice(&twice)));
    }
}

static void what_is_cited(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof READINGS / sizeof *READINGS; r++) {
        char room[512];
        struct buf out = buf_over(room, sizeof room);
        struct slice text = slice_from(READINGS[r].text);
        struct mention found;
        size_t at = 0;
        while (mention_next(text, &at, &found)) {
            char date[DATE_TEXT_SIZE];
            struct slice day = slice_of(date, date_format_iso(found.date, date));
            struct slice number = found.number.len ? found.number : SLICE("-");
            struct slice act = found.act.len ? found.act : SLICE("-");
            assert_true(at <= text.len && found.text.len > 0);
            buf_printf(&out, "%s%s %.*s %.*s %.*s %u %u", out.len ? "; " : "",
                       mention_kind_name(found.kind), SLICE_ARG(day), SLICE_ARG(number),
                       SLICE_ARG(act), found.question, found.session_from);
        }
        struct slice want = slice_from(READINGS[r].want);
        if (!slice_equal(buf_slice(&out), want))
            fail_msg("« %s »: %.*s", READINGS[r].text, SLICE_ARG(buf_slice(&out)));
    }
}

// A text longer than is looked at at once has each of them once, wherever the border falls.
static void a_long_text_has_each_once(void **state)
{
    (void)state;
    static char text[64 << 10];
    struct buf out = buf_over(text, sizeof text);
    for (int i = 0; i < 200; i++) {
        for (int k = 0; k < i % 23; k++)
            buf_append_slice(&out, SLICE("mot, "));
        buf_append_slice(&out, SLICE("voir l'article 3 du décret du 12 avril 2001. "));
    }
    struct mention found;
    size_t count = 0;
    for (size_t at = 0; mention_next(buf_slice(&out), &at, &found); count++)
        assert_int_equal(found.kind, MENTION_ARTICLE);
    assert_int_equal(count, 200);
}

// Words of citing and others, thrown together with what stands between them.
static void vectors_miss_no_lead(void **state)
{
    (void)state;
    static const char *const PARTS[] = {
        "art", "Arr",  "ars",  "déc",  "Dec", "loi", "LOI", "mon", "M",      "m",      "ord",
        "qué", "que",  "à",    "À",    "Ø",   "É",   "Œ",   "ж",   "\u00a0", "\u2019", "\U0001d11e",
        "a",   "d",    "l",    "o",    "q",   "z",   " ",   ".",   "'",      "-",      "(",
        "1",   "\xff", "\xc3", "\x80", "R",   "x",   "i",   "c",   "e",      "\n",     ","};
    enum { COUNT = sizeof PARTS / sizeof *PARTS, TEXTS = 20000, LONGEST = 200 };
    uint64_t random = 1, found = 0;
    for (int n = 0; n < TEXTS; n++) {
        char room[LONGEST + 8];
        struct buf text = buf_over(room, sizeof room);
        size_t len = LONGEST - (size_t)n % LONGEST;
        while (text.len < len) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            buf_append_slice(&text, slice_from(PARTS[(random >> 33) % COUNT]));
        }
        for (size_t at = 0; at < text.len; at += LEADS_BLOCK) {
            uint64_t leads = mention_leads_plain()->find(buf_slice(&text), at);
            if (leads & ~mention_leads_best()->find(buf_slice(&text), at))
                fail_msg("at %zu of '%.*s'", at, (int)text.len, room);
            found += (uint64_t)__builtin_popcountll(leads);
        }
    }
    assert_true(found > TEXTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_miss_no_lead),
        cmocka_unit_test(what_is_cited),
        cmocka_unit_test(a_citation_has_one_name),
        cmocka_unit_test(a_long_text_has_each_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
