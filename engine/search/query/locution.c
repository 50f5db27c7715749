// See locution.h.
#include "engine/search/query/locution.h"

// What follows the noun: « de », « du », « des », « d' »; « à », « au », « aux ».
enum after { AFTER_DE, AFTER_A };

// Folded.
static const struct locution {
    const char *before; // the word before it; NULL: any or none
    const char *noun;
    enum after after;
} LOCUTIONS[] = {
    {"a", "compter", AFTER_DE},   {"a", "cause", AFTER_DE},        {"a", "egard", AFTER_DE},
    {"a", "encontre", AFTER_DE},  {"a", "issue", AFTER_DE},        {"a", "occasion", AFTER_DE},
    {"a", "partir", AFTER_DE},    {"a", "propos", AFTER_DE},       {"au", "bout", AFTER_DE},
    {"au", "cours", AFTER_DE},    {"au", "lieu", AFTER_DE},        {"au", "moyen", AFTER_DE},
    {"au", "niveau", AFTER_DE},   {"au", "profit", AFTER_DE},      {"au", "regard", AFTER_DE},
    {"au", "sein", AFTER_DE},     {"au", "sujet", AFTER_DE},       {"au", "titre", AFTER_DE},
    {"du", "fait", AFTER_DE},     {"en", "cas", AFTER_DE},         {"en", "dehors", AFTER_DE},
    {"en", "fonction", AFTER_DE}, {"en", "matiere", AFTER_DE},     {"en", "raison", AFTER_DE},
    {"en", "terme", AFTER_DE},    {"en", "termes", AFTER_DE},      {"en", "vue", AFTER_DE},
    {"la", "part", AFTER_DE},     {"la", "suite", AFTER_DE},       {"le", "cadre", AFTER_DE},
    {"par", "rapport", AFTER_A},  {NULL, "conformement", AFTER_A}, {NULL, "face", AFTER_A},
    {NULL, "grace", AFTER_A},     {NULL, "quant", AFTER_A},        {NULL, "relatif", AFTER_A},
    {NULL, "relatifs", AFTER_A},  {NULL, "relative", AFTER_A},     {NULL, "relatives", AFTER_A},
    {NULL, "suite", AFTER_A},
};

static const struct form *form_of(const struct query_words *words, size_t at)
{
    const struct query_unit *unit = &words->units[at];
    bool is_single = unit->slot_count == 1 && unit->cover_count == 0;
    return is_single && unit->slots[0].form_count > 0 ? unit->slots[0].forms[0] : NULL;
}

static bool is_word(const struct query_words *words, size_t at, const char *folded)
{
    const struct form *form = form_of(words, at);
    return form && slice_equal(form->folded, slice_from(folded));
}

// Whether « de » follows units[at]; elided, it stands in the text only.
static bool is_followed_by_de(const struct query_words *words, size_t at, struct slice text)
{
    if (at + 1 == words->count)
        return false;
    uint32_t start = words->units[at].end, end = words->units[at + 1].start;
    struct slice between = slice_of(text.ptr + start, end > start ? end - start : 0);
    if (between.len > 2 && (between.ptr[1] | 0x20) == 'd')
        return true;
    return is_word(words, at + 1, "de") || is_word(words, at + 1, "du") ||
           is_word(words, at + 1, "des") || is_word(words, at + 1, "d");
}

static bool is_followed_by_a(const struct query_words *words, size_t at)
{
    return at + 1 < words->count && (is_word(words, at + 1, "a") || is_word(words, at + 1, "au") ||
                                     is_word(words, at + 1, "aux"));
}

bool locution_has(const struct query_words *words, size_t at, struct slice text)
{
    const struct form *form = form_of(words, at);
    for (size_t i = 0; form && i < sizeof LOCUTIONS / sizeof *LOCUTIONS; i++) {
        const struct locution *locution = &LOCUTIONS[i];
        if (slice_equal(form->folded, slice_from(locution->noun)) &&
            (!locution->before || (at > 0 && is_word(words, at - 1, locution->before))))
            return locution->after == AFTER_A ? is_followed_by_a(words, at)
                                              : is_followed_by_de(words, at, text);
    }
    return false;
}
