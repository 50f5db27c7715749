// The distance of Damerau and Levenshtein with prices, and the words at one step. See misspelling.h.
//
// cost[i][j] is the cheapest way to have typed i letters for the first j that were meant; each cell hands its cost on
// to those that one step leads to. Steps are letters, pairs of them exchanged, and sounds, which may be several letters
// on either side. Some microseconds a pair of words: only words that are near already are compared so.
#include "engine/search/query/misspelling.h"

#include <stdbool.h>
#include <string.h>

enum {
    MAX_WORD = 48,
    DOUBLED = 4,                           // one letter for two, two for one
    DOUBLED_VOWEL = MISSPELLING_USUAL + 1, // a finger that stays: the ear knows no long ones
    EXCHANGED = 5,                         // with its neighbour
    SOUND = 5,
    MUTE = MISSPELLING_USUAL, // an h or e too few or too many
    KEYBOARD = 8,             // the key beside
    GLUED = 3,                // an article before a vowel whose apostrophe is missing: « dessai »
    SECOND = 3,               // added to each error after another
    FIRST = 4,                // added where the word begins: people know how it does
};

// The same sound, or nearly, in other letters; both ways.
static const char *const SOUNDS[][2] = {
    {"ph", "f"},     {"eau", "o"}, {"au", "o"},    {"ai", "e"}, {"ei", "e"},   {"qu", "k"},
    {"qu", "c"},     {"an", "en"}, {"am", "em"},   {"ss", "c"}, {"sc", "s"},   {"sc", "ss"},
    {"x", "cs"},     {"ct", "x"},  {"t", "ss"},    {"t", "s"},  {"in", "ain"}, {"in", "im"},
    {"c", "s"},      {"c", "k"},   {"c", "q"},     {"s", "z"},  {"i", "y"},    {"g", "j"},
    {"m", "n"},      {"gu", "g"},  {"ge", "j"},    {"oe", "e"}, {"ae", "e"},   {"ill", "y"},
    {"th", "t"},     {"ch", "c"},  {"ain", "ein"}, {"v", "f"},  {"on", "om"},  {"en", "em"},
    {"an", "am"},    {"qu", "q"},  {"que", "k"},   {"er", "e"}, {"ss", "ce"},  {"s", "ce"},
    {"iere", "ere"},
};

// Keys side by side or one above the other, on the keyboards of France and Belgium.
static const char *const ROWS[] = {"azertyuiop", "qsdfghjklm", "wxcvbn"};

struct comparison {
    struct slice typed, meant;
    uint8_t cost[MAX_WORD + 1][MAX_WORD + 1];
};

static bool find_key(char letter, int *row, int *column)
{
    for (int r = 0; r < 3; r++) {
        const char *at = strchr(ROWS[r], letter);
        if (letter == '\0' || !at)
            continue;
        *row = r;
        *column = (int)(at - ROWS[r]);
        return true;
    }
    return false;
}

static bool is_beside(char a, char b)
{
    int row_a, row_b, column_a, column_b;
    if (!find_key(a, &row_a, &column_a) || !find_key(b, &row_b, &column_b))
        return false;
    int rows = row_a - row_b, columns = column_a - column_b;
    return rows >= -1 && rows <= 1 && columns >= -1 && columns <= 1;
}

static bool is_vowel(char letter)
{
    return letter != '\0' && strchr("aeiouy", letter);
}

// What a letter of `word` costs that the other one has not.
static uint32_t single_cost(struct slice word, size_t at)
{
    char letter = word.ptr[at];
    if (at > 0 && word.ptr[at - 1] == letter)
        return is_vowel(letter) ? DOUBLED_VOWEL : DOUBLED;
    bool is_mute_e = letter == 'e' && at > 0 && at + 1 < word.len && word.ptr[at + 1] != 'e';
    return letter == 'h' || is_mute_e ? MUTE : MISSPELLING_ERROR;
}

// Where a comparison stands, and how many letters of either word a step takes.
struct place {
    size_t typed, meant;
};

static void step(struct comparison *c, struct place from, struct place letters, uint32_t price)
{
    bool is_first = from.typed == 0 && from.meant == 0 && price > 0;
    uint32_t so_far = c->cost[from.typed][from.meant];
    bool is_second = so_far > GLUED && price > 0; // an article is no error
    uint32_t cost = so_far + price + (is_first ? FIRST : 0) + (is_second ? SECOND : 0);
    uint8_t *to = &c->cost[from.typed + letters.typed][from.meant + letters.meant];
    if (cost < *to)
        *to = (uint8_t)cost;
}

// Whether the word may begin with an elided article or pronoun.
static bool is_glued(struct slice word)
{
    return word.len > 1 && strchr("dl", word.ptr[0]) && strchr("aeiouyh", word.ptr[1]);
}

static void step_sounds(struct comparison *c, struct place at)
{
    struct slice typed = slice_from_offset(c->typed, at.typed);
    struct slice meant = slice_from_offset(c->meant, at.meant);
    for (size_t s = 0; s < sizeof SOUNDS / sizeof *SOUNDS; s++) {
        struct slice a = slice_from(SOUNDS[s][0]), b = slice_from(SOUNDS[s][1]);
        if (slice_starts_with(typed, a) && slice_starts_with(meant, b))
            step(c, at, (struct place){a.len, b.len}, SOUND);
        if (slice_starts_with(typed, b) && slice_starts_with(meant, a))
            step(c, at, (struct place){b.len, a.len}, SOUND);
    }
}

static void step_all(struct comparison *c, struct place at)
{
    const char *typed = c->typed.ptr + at.typed, *meant = c->meant.ptr + at.meant;
    size_t typed_left = c->typed.len - at.typed, meant_left = c->meant.len - at.meant;
    bool is_first = at.typed == 0 && at.meant == 0;
    if (is_first && is_glued(c->typed) && GLUED < c->cost[1][0])
        c->cost[1][0] = GLUED;
    else if (typed_left > 0)
        step(c, at, (struct place){1, 0}, single_cost(c->typed, at.typed));
    if (meant_left > 0)
        step(c, at, (struct place){0, 1}, single_cost(c->meant, at.meant));
    if (typed_left == 0 || meant_left == 0)
        return;
    uint32_t wrong = is_beside(*typed, *meant) ? KEYBOARD : MISSPELLING_WRONG;
    step(c, at, (struct place){1, 1}, *typed == *meant ? 0 : wrong);
    if (typed_left > 1 && meant_left > 1 && typed[0] == meant[1] && typed[1] == meant[0])
        step(c, at, (struct place){2, 2}, EXCHANGED);
    step_sounds(c, at);
}

uint32_t misspelling_cost(struct slice typed, struct slice meant)
{
    if (typed.len > MAX_WORD || meant.len > MAX_WORD)
        return MISSPELLING_NEVER;
    struct comparison c = {.typed = typed, .meant = meant};
    memset(c.cost, MISSPELLING_NEVER, sizeof c.cost);
    c.cost[0][0] = 0;
    for (size_t i = 0; i <= typed.len; i++)
        for (size_t j = 0; j <= meant.len; j++)
            if (c.cost[i][j] < MISSPELLING_NEVER)
                step_all(&c, (struct place){i, j});
    return c.cost[typed.len][meant.len];
}

// --- one usual error ------------------------------------------------------------------------------

struct listing {
    struct slice typed;
    struct arena *arena;
    struct slice_list *out;
};

// The word with `to` in place of the `len` letters at `at`.
static void add(struct listing *list, size_t at, size_t len, struct slice to)
{
    struct slice end = slice_from_offset(list->typed, at + len);
    struct slice word = arena_printf(list->arena, "%.*s%.*s%.*s", (int)at, list->typed.ptr,
                                     SLICE_ARG(to), SLICE_ARG(end));
    list->out->room.failed = list->out->room.failed || !word.ptr;
    if (word.ptr)
        vec_add(list->out, word);
}

static void add_sounds(struct listing *list, size_t at)
{
    struct slice rest = slice_from_offset(list->typed, at);
    for (size_t s = 0; s < sizeof SOUNDS / sizeof *SOUNDS; s++)
        for (int way = 0; way < 2; way++) {
            struct slice from = slice_from(SOUNDS[s][way]), to = slice_from(SOUNDS[s][1 - way]);
            if (slice_starts_with(rest, from))
                add(list, at, from.len, to);
        }
}

void misspelling_usual(struct slice typed, struct arena *arena, struct slice_list *out)
{
    struct listing list = {typed, arena, out};
    add(&list, 0, 0, SLICE("h"));
    if (is_glued(typed))
        add(&list, 0, 1, SLICE(""));
    add_sounds(&list, 0);
    for (size_t i = 1; i < typed.len; i++) {
        const char letter = typed.ptr[i], before = typed.ptr[i - 1];
        const char twice[] = {letter, letter}, exchanged[] = {letter, before};
        if (letter == before && !is_vowel(letter))
            add(&list, i, 1, SLICE(""));
        else if (!is_vowel(letter))
            add(&list, i, 1, slice_of(twice, 2));
        if (i > 1 && letter != before)
            add(&list, i - 1, 2, slice_of(exchanged, 2));
        if (letter == 'h' || (letter == 'e' && i + 1 < typed.len))
            add(&list, i, 1, SLICE(""));
        add(&list, i, 0, SLICE("h"));
        add(&list, i, 0, SLICE("e"));
        add_sounds(&list, i);
    }
}
