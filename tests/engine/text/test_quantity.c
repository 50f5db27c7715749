// Which numbers of a sentence count something, what they are and what they count.
#include "base/buf.h"
#include "engine/text/quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// A sentence, and what is found in it: "value unit" with commas between.
struct reading {
    const char *text, *want;
};

static const struct reading READINGS[] = {
    {"Il y a 45 radars.", "45 radars"},
    {"La dépense est de 1 234,5 euros.", "1234.5 euros"},
    {"Un budget de 3 millions d’euros y est affecté.", "3e+06 euros"},
    {"Il faudrait 1,2 milliard d'euros.", "1.2e+09 euros"},
    {"Soit 12 % des dossiers, contre 7,5% avant.", "12 %, 7.5 %"},
    {"Trois cents agents y travaillent.", "300 agents"},
    {"Quatre-vingt-dix-sept communes ont répondu.", "97 communes"},
    {"Deux mille trois cent quarante et un logements", "2341 logements"},
    {"Septante-deux haltes et nonante gares", "72 haltes, 90 gares"},
    {"Une centaine de places, deux douzaines de bancs.", "100 places, 24 bancs"},
    {"Des centaines de personnes attendent.", ""},
    {"1.250.000 EUR, € 40 et 5 k€ puis 2 M€", "1.25e+06 euros, 40 euros, 5000 euros, 2e+06 euros"},
    {"La digue a 12\u202f500 m³ de sable.", "12500 m³"},
    {"Entre 5 et 10 jours ouvrables.", "5 jours, 10 jours"},
    {"En 2019, 350 vélos.", "350 vélos"},
    {"Près de 2000 personnes et 2 500 habitants", "2000 personnes, 2500 habitants"},
    {"15 nouvelles places ; douze autres haltes.", "15 nouvelles places, 12 autres haltes"},
    {"Il y en a 38.", "38 "},
    {"Soixante et onze communes et soixante-et-onze gares", "71 communes, 71 gares"},
    {"Quatre-vingt-onze cas, vingt-et-un agents et trente et un lots",
     "91 cas, 21 agents, 31 lots"},
    {"Soixante et dix agents", "60 agents, 10 agents"}, // as « de soixante à dix »
    {"3 millions 200.000 euros, puis 2 millions 500 mille euros", "3.2e+06 euros, 2.5e+06 euros"},
    {"Trois millions deux cent mille euros", "3.2e+06 euros"},
    {"Deux milliards trois cents millions d’euros en 2019", "2.3e+09 euros"},
    {"Deux millions et demi d’euros et un million et quart", "2.5e+06 euros, 1.25e+06 "},
    {"Deux ans et demi, 3 heures et quart, deux tonnes et demie",
     "2.5 ans, 3.25 heures, 2.5 tonnes"},
    {"Deux places et demi-tarif ; 4 millions 2019", "2 places, 4e+06 "},
    {"2 millions 15 jours ; trente et onze communes", "2e+06 , 15 jours, 30 communes, 11 communes"},
    {"2 millions un tiers, 3 millions 5 millions d'euros", "2e+06 , 3e+06 , 5e+06 euros"},
    {"De 5 à 10 millions d’euros, 2 ou 3 mille places",
     "5e+06 euros, 1e+07 euros, 2000 places, 3000 places"},
    {"Entre vingt et trente millions, 1 à 2 M€, 2 à 3 centaines de lots",
     "2e+07 , 3e+07 , 1e+06 euros, 2e+06 euros, 200 lots, 300 lots"},
    {"Entre 500.000 et 1 million d’euros, ou de 800 à 1,2 million d'euros",
     "500000 euros, 1e+06 euros, 1.2e+06 euros"},
    {"Entre une vingtaine et une trentaine d’agents, de 5 à une dizaine de jours",
     "20 agents, 30 agents, 5 jours, 10 jours"},
    {"De vingt à trente mille places, ou de cinq cents à mille places",
     "20000 places, 30000 places, 500 places, 1000 places"},
    {"De 1 200 à 2 500 milliards d'euros, 5–10 ou 15 millions de lots",
     "1.2e+12 euros, 2.5e+12 euros, 5e+06 lots, 1e+07 lots, 1.5e+07 lots"},
    {"Entre 20 et 30 000 euros, de 150 à 30 000 euros", "30000 euros, 150 euros, 30000 euros"},
    {"52,8 et 8,5 millions de lots, de 12 à 10 millions d'euros",
     "5.28e+07 lots, 8.5e+06 lots, 1e+07 euros"},
    {"24 heures sur 24 et 7 jours sur 7", "24 heures, 24 , 7 jours, 7 "},
    {"100k€, 5Mds€ et 3M€", "100000 euros, 5e+09 euros, 3e+06 euros"},
    {"3 Mds d'euros, 2M d’euros, 5 md euros et M€ 4",
     "3e+09 euros, 2e+06 euros, 5e+09 euros, 4e+06 euros"},
    {"Un taux de 3,5 pour mille, puis de 4 pour cent", "3.5 pour mille, 4 %"},
    {"1'500 euros et 1’250’000 francs", "1500 euros, 1.25e+06 francs"},
    // What has only the looks of one.
    {"Des millions d'euros, des milliards de tonnes et 5-10 millions d'euros", ""},
    {"Un demi-million d'euros, un quart de million, 0,5-1,5 million d'euros", ""},
    {"Le décret du 12 avril 2001 et l’arrêté du 1er mai.", ""},
    {"Les 3 et 4 mai 2020, puis le trente juin.", ""},
    {"L’article 12, l'article D.46, les articles 3, 4 et 5 et l'art. 16.", ""},
    {"Question n° 516 (2022-2023) 1, nº 12, numéro 4", ""},
    {"Voir page 12, annexe 3, § 4, alinéa 2 et point 7.", ""},
    {"2019/C/42, 55-B015, L1234-5, A4, E411, N4", ""},
    {"1. Le premier point.", ""},
    {"2) Le deuxième.", ""},
    {"Le 2e, le 3ème et le 12° alinéa", ""},
    {"Appelez le 081 32 12 11 ou le 02/123.45.67.", ""},
    {"À 12h30 et à 14:15", ""},
    {"Un pont et une écluse, un véhicule neuf", ""},
    {"À Trois-Ponts, des deux-roues", ""},
    {"En 2020 et 2021, comme en 1998.", ""},
    {"", ""},
    {"9", "9 "},
    {"% € 12", "12 euros"},
    {"5 € 12 places", "5 euros, 12 places"},
    {"99999999999999999999999999999999 euros", "1e+32 euros"},
};

static void what_is_counted(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof READINGS / sizeof *READINGS; r++) {
        char room[512];
        struct buf out = buf_over(room, sizeof room);
        struct quantities found;
        struct slice text = slice_from(READINGS[r].text);
        quantity_find(text, &found);
        for (size_t i = 0; i < found.count; i++) {
            const struct quantity *quantity = &found.items[i];
            assert_true(quantity->start < quantity->end && quantity->end <= text.len);
            buf_printf(&out, "%s%g %.*s", i > 0 ? ", " : "", quantity->value,
                       SLICE_ARG(quantity->unit));
        }
        if (!slice_equal(buf_slice(&out), slice_from(READINGS[r].want)))
            fail_msg("« %s »: %.*s", READINGS[r].text, SLICE_ARG(buf_slice(&out)));
    }
}

static void kinds_and_years(void **state)
{
    (void)state;
    struct quantities found;
    quantity_find(SLICE("En mars 2021, 4 jours, 5 € et 6 % de 7 haltes, comme en 2019."), &found);
    assert_int_equal(found.count, 4);
    assert_int_equal(found.items[0].kind, QUANTITY_TIME);
    assert_int_equal(found.items[1].kind, QUANTITY_MONEY);
    assert_int_equal(found.items[2].kind, QUANTITY_SHARE);
    assert_int_equal(found.items[3].kind, QUANTITY_COUNT);
    assert_int_equal(found.year_count, 2);
    assert_int_equal(found.years[0].year, 2021);
    assert_int_equal(found.years[1].year, 2019);
}

// Whatever bytes: no number stands outside the text, and a long text has no more than fit.
static void any_bytes(void **state)
{
    (void)state;
    static const char *const PIECES[] = {
        "12",   ",", ".",   " ",  "\u00a0", "€", "mille", "de", "°", "n", "%",  "cent",    "\xff",
        "\xc3", "-", "mai", "et", "un",     "à", "2020",  "d’", "k", "'", "\n", "million", " M "};
    uint32_t random = 1;
    for (int round = 0; round < 3000; round++) {
        char room[256];
        struct buf text = buf_over(room, sizeof room);
        for (int i = 0; i < 40; i++) {
            random = random * 1664525 + 1013904223;
            buf_append_slice(&text,
                             slice_from(PIECES[(random >> 16) % (sizeof PIECES / sizeof *PIECES)]));
        }
        struct quantities found;
        quantity_find(buf_slice(&text), &found);
        assert_true(found.count <= QUANTITY_MOST && found.year_count <= QUANTITY_MOST);
        size_t last = 0; // none overlaps another
        for (size_t i = 0; i < found.count; i++) {
            assert_true(found.items[i].start < found.items[i].end);
            assert_true(found.items[i].start >= last && found.items[i].end <= text.len);
            last = found.items[i].end;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_counted),
        cmocka_unit_test(kinds_and_years),
        cmocka_unit_test(any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
