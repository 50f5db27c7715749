// What is a place of Wallonia, and what is a word, a person, a street or another place of that name.
#include "base/buf.h"
#include "engine/text/place.h"
#include "engine/text/place_list.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// A text, and what it names: communes; provinces behind a star.
static const struct reading {
    const char *text, *want;
} READINGS[] = {
    {"Le pont de Gembloux et l'école de GENAPPE", "Gembloux, Genappe"},
    {"La commune de Genappe, à La Louvière ou à La  Roche-en-Ardenne",
     "Genappe, La Louvière, La Roche-en-Ardenne"},
    {"À Braine-l’Alleud, Braine l'Alleud et Ecaussinnes",
     "Braine-l’Alleud, Braine-l’Alleud, Écaussinnes"},
    {"L'ancienne commune de Bertogne", "Bastogne"},
    // Words and names of persons.
    {"Spa et Huy sont des mots ; les Ans passent, Visé par ce texte, il manage.", ""},
    {"à Spa, la ville de Huy, le conseil communal d'Ans, la gare de Visé", "Spa, Huy, Ans, Visé"},
    {"les communes de Waremme, Huy et Ans", "Waremme, Huy, Ans"},
    {"Waremme. Huy est un nom.", "Waremme"},
    {"M. Gembloux, Mme Anne Nivelles et le docteur Walcourt", ""},
    {"Hervé, de Héron, du Limbourg, une commune du Limbourg", ""},
    {"la vallée de l’Amblève, aux environs de l’Amblève, à Amblève", "Amblève"},
    // Streets, longer names, places elsewhere.
    {"la rue de Namur, la chaussée de Charleroi, la porte de Hal", ""},
    {"Mons-en-Pévèle, Namur-Bruxelles", "Namur"},
    {"Il vit à Lens ou à Rochefort ; la commune de Rochefort, son bourgmestre", "Rochefort"},
    // However it is written, behind whatever.
    {"E\u0301caussinnes, Namu\u0301r ; 12Dinant «Thuin»…Ciney–Virton×Eupen, dArlon, éMons",
     "Écaussinnes, Namur, Dinant, Ciney, Virton, Eupen"},
    {"bourgmestre "
     "....................................................................................... "
     "....................................................................................... "
     "....................................................................................... "
     "....................................................................................... de "
     "Visé",
     ""},
    // Provinces.
    {"en province de Liège, à Liège", "*Liège, Liège"},
    {"les provinces d'Anvers, de Namur et du Luxembourg", "*Namur, *Luxembourg"},
    {"le Hainaut, le Brabant wallon, Leuze-en-Hainaut, le Luxembourg",
     "*Hainaut, *Brabant wallon, Leuze-en-Hainaut"},
    {"", ""},
};

static bool put_place(void *context, const struct place *place)
{
    struct buf *out = context;
    buf_append_slice(out, out->len ? SLICE(", ") : SLICE(""));
    if (place->commune.len == 0)
        buf_append_char(out, '*');
    buf_append_slice(out, place->commune.len ? place->commune : place->province);
    return true;
}

static void what_is_a_place(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof READINGS / sizeof *READINGS; r++) {
        char room[256];
        struct buf out = buf_over(room, sizeof room);
        assert_true(places_each(slice_from(READINGS[r].text), put_place, &out));
        if (!slice_equal(buf_slice(&out), slice_from(READINGS[r].want)))
            fail_msg("« %s »: %.*s", READINGS[r].text, SLICE_ARG(buf_slice(&out)));
    }
}

static bool count_place(void *context, const struct place *place)
{
    size_t *count = context;
    assert_true(slice_equal(place->commune, SLICE("Visé")));
    assert_true(slice_equal(place_province(place->commune), SLICE("Liège")));
    return ++*count < 150;
}

// A text longer than is looked at at once has each of them once, with what stands before it, until the visitor ends.
static void a_long_text_has_each_once(void **state)
{
    (void)state;
    static char text[64 << 10];
    for (size_t wanted = 100; wanted <= 200; wanted += 100) {
        struct buf out = buf_over(text, sizeof text);
        size_t count = 0;
        for (size_t i = 0; i < wanted; i++) {
            for (size_t k = 0; k < i % 23; k++)
                buf_append_slice(&out, SLICE("mot, "));
            buf_append_slice(&out, SLICE("le bourgmestre de Visé. "));
        }
        assert_int_equal(places_each(buf_slice(&out), count_place, &count), wanted < 150);
        assert_int_equal(count, wanted < 150 ? wanted : 150);
    }
    assert_int_equal(place_province(SLICE("Paris")).len, 0);
}

static bool keep_commune(void *context, const struct place *place)
{
    struct buf *found = context;
    buf_append_slice(found, place->commune);
    buf_append_char(found, ';');
    return true;
}

static void expect_commune(const struct place_name *name, bool in_capitals)
{
    char text[128], found_room[128], want[128];
    struct buf found = buf_over(found_room, sizeof found_room);
    int start = snprintf(text, sizeof text, "les communes de %s", "");
    snprintf(text + start, sizeof text - (size_t)start, "%s.", name->key);
    for (char *c = text + start; *c; c++)
        if (in_capitals || c == text + start || c[-1] == ' ')
            *c = (char)toupper((unsigned char)*c);
    snprintf(want, sizeof want, "%s;", name->commune);
    assert_true(places_each(slice_from(text), keep_commune, &found));
    if (!slice_equal(buf_slice(&found), slice_from(want)))
        fail_msg("« %s » names %.*s", text, (int)found.len, found.data);
}

// Each commune is found by its names, with capitals at the beginning of words and with no other letters.
static void each_name_is_looked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLACE_NAME_COUNT; i++) {
        int letter = PLACE_NAMES[i].key[0] - 'a';
        assert_in_range(i, PLACE_FIRST_OF_LETTER[letter], PLACE_FIRST_OF_LETTER[letter + 1] - 1);
        expect_commune(&PLACE_NAMES[i], false);
        expect_commune(&PLACE_NAMES[i], true);
    }
    assert_int_equal(PLACE_FIRST_OF_LETTER[26], PLACE_NAME_COUNT);
}

static void words_of_names_are_known(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"lessines", "flemalle", "couvin",  "aiseau",
                                        "presles",  "hainaut",  "brabant", "wallon"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        assert_true(place_has_word(slice_from(WORDS[i])));
    static const char *const OTHERS[] = {"", " ", "lessine", "lessives", "aiseau presles", "paris"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        assert_false(place_has_word(slice_from(OTHERS[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_a_place),
        cmocka_unit_test(a_long_text_has_each_once),
        cmocka_unit_test(each_name_is_looked_for),
        cmocka_unit_test(words_of_names_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
