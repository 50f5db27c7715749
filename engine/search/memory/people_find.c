// Whom a run of words names. See people.h.
//
// A run is looked up by its first word, in the list of those who have it in their name; lists are as long as a first
// name is common. Titles of offices are few, and are gone through.
#include "engine/search/memory/people.h"

#include <stdlib.h>

enum {
    MAX_NAME_WORDS = 24,
    MIN_TAIL = 3, // bytes of what a surname is found by without its particles
};

static bool has_word(const struct people *people, struct slice folded)
{
    return map_find(&people->words, folded) != MAP_NONE;
}

static size_t split_words(struct slice name, struct slice words[MAX_NAME_WORDS])
{
    size_t count = 0;
    while (count < MAX_NAME_WORDS && people_next_word(&name, &words[count]))
        count++;
    return count;
}

// Adds the words of a surname that `word` is, joined: « dhondt » for D’Hondt. False: it is nobody's.
static bool add_joined(const struct people *people, const struct people_word *word,
                       struct people_words *out)
{
    enum { SHORTEST = 4, SHORTEST_SECOND = 2 };
    struct slice typed = word->folded;
    if (typed.len < SHORTEST || has_word(people, typed))
        return false;
    for (size_t at = 1; at + SHORTEST_SECOND <= typed.len; at++) {
        struct slice last = slice_from_offset(typed, at);
        uint32_t number = map_find(&people->words, last);
        // A particle is in half of all names, and no name ends with one.
        if (number == MAP_NONE || people_is_particle(last))
            continue;
        for (uint32_t next = people->heads.items[number]; next;) {
            const struct people_holder *holder = &people->holders.items[next - 1];
            struct slice all[MAX_NAME_WORDS];
            size_t first, count = split_words(people->persons.items[holder->person].core, all);
            size_t joined = people_find_joined(all, count, typed, &first);
            for (size_t i = 0; i < joined; i++)
                vec_add(out, (struct people_word){
                                 .folded = all[first + i], .start = word->start, .end = word->end});
            if (joined > 0)
                return true;
            next = holder->next;
        }
    }
    return false;
}

void people_split_typed(const struct people *people, struct slice text, struct arena *arena,
                        struct people_words *out)
{
    struct people_words typed = {.room = vec_in(arena, VEC_NO_LIMIT)};
    people_split(text, arena, &typed);
    for (size_t i = 0; i < typed.count; i++)
        if (!add_joined(people, &typed.items[i], out))
            vec_add(out, typed.items[i]);
    out->room.failed = out->room.failed || typed.room.failed;
}

bool people_names_somebody(const struct people *people, struct slice text, struct arena *arena)
{
    struct people_words words = {.room = vec_in(arena, VEC_NO_LIMIT)};
    people_split_typed(people, text, arena, &words);
    bool is_one = words.count > 0 && words.items[0].end == words.items[words.count - 1].end;
    return is_one && has_word(people, words.items[0].folded);
}

uint64_t people_documents(const struct people_entry *entry)
{
    uint64_t sum = 0;
    for (int r = 0; r < PEOPLE_ROLES; r++)
        sum += entry->documents[r];
    return sum;
}

static bool has_core_word(const struct people_entry *person, struct slice word)
{
    struct slice rest = person->core, one;
    while (people_next_word(&rest, &one))
        if (slice_equal(one, word))
            return true;
    return false;
}

// Whether the word of the name was typed so, or, of a first name, its initial.
static bool is_typed(const struct people_entry *person, struct slice word,
                     const struct people_word *typed)
{
    bool is_initial = typed->is_initial && *word.ptr == *typed->folded.ptr;
    return people_are_same(typed->folded, word) || (is_initial && !has_core_word(person, word));
}

// How many words from `at` on are words of the name, each once.
static size_t run_length(const struct people_entry *person, const struct people_words *words,
                         size_t at)
{
    struct slice all[MAX_NAME_WORDS];
    bool used[MAX_NAME_WORDS] = {false};
    size_t count = split_words(person->key, all), length = 0;
    for (; at + length < words->count; length++) {
        size_t w = 0;
        while (w < count && (used[w] || !is_typed(person, all[w], &words->items[at + length])))
            w++;
        if (w == count)
            break;
        used[w] = true;
    }
    return length;
}

// Whether all of the folded words `wanted` stand among the words of the run.
static bool run_has(const struct people_words *words, size_t at, size_t length, struct slice wanted)
{
    struct slice word;
    while (people_next_word(&wanted, &word)) {
        size_t i = at;
        while (i < at + length && !people_are_same(words->items[i].folded, word))
            i++;
        if (i == at + length)
            return false;
    }
    return true;
}

// « Du Bus », with its capitals, for du Bus de Warnaffe: the surname up to the particle within it.
static bool run_has_head(const struct people_words *words, size_t at, size_t length,
                         struct slice surname)
{
    struct slice rest = surname, word;
    size_t count = 0, end = 0;
    bool was_particle = true, has_capitals = true;
    for (; people_next_word(&rest, &word); count++) {
        bool is_particle = people_is_particle(word);
        if ((count == 0 && !is_particle) || (is_particle && !was_particle))
            break;
        was_particle = is_particle;
        end = (size_t)(word.ptr + word.len - surname.ptr);
    }
    for (size_t i = at; i < at + length; i++)
        has_capitals = has_capitals && words->items[i].is_capital;
    return has_capitals && count > 1 && !was_particle &&
           run_has(words, at, length, slice_of(surname.ptr, end));
}

// « Warnaffe » for du Bus de Warnaffe: what stands behind the last particle within the surname. With a particle it may
// be a place or a thing: « rue de la chapelle ».
static bool run_has_end(const struct people_words *words, size_t at, size_t length,
                        struct slice surname)
{
    enum { SHORTEST = 5 };
    struct slice rest = surname, word, end = SLICE_NONE;
    while (people_next_word(&rest, &word))
        if (people_is_particle(word))
            end = rest;
    for (size_t i = at; i < at + length; i++)
        if (people_is_particle(words->items[i].folded))
            return false;
    return end.len >= SHORTEST && run_has(words, at, length, end);
}

static int by_documents(const void *a, const void *b)
{
    const struct people_entry *x = ((const struct people_found *)a)->entry;
    const struct people_entry *y = ((const struct people_found *)b)->entry;
    uint64_t dx = people_documents(x), dy = people_documents(y);
    return dx != dy ? (dx < dy ? 1 : -1) : slice_compare(x->name, y->name);
}

static bool is_surname_long_enough(struct slice surname)
{
    return surname.len > 1;
}

// Takes up whom a run of so many words names: a longer run is meant rather than a shorter.
static void add_found(struct people_find *find, size_t length, struct people_found found)
{
    if (length > find->word_count)
        find->count = 0;
    find->word_count = length;
    bool is_listed = find->count > 0 && find->items[find->count - 1].entry == found.entry;
    if (!is_listed)
        vec_add(find, found);
}

// Takes up those of a list who are named by the words from `at` on, at least `least` of them.
static void add_named(const struct people *people, const struct people_words *words, size_t at,
                      uint32_t list, size_t least, struct people_find *find)
{
    for (uint32_t next = list; next;) {
        const struct people_holder *holder = &people->holders.items[next - 1];
        const struct people_entry *person = &people->persons.items[holder->person];
        next = holder->next;
        size_t length = run_length(person, words, at);
        if (length < least || length < find->word_count || !is_surname_long_enough(person->core))
            continue;
        bool is_joined = length > 1 && words->items[at].start == words->items[at + 1].start;
        bool is_one = length == 1 || is_joined; // « demande de » is one word like any, too
        bool is_whole = run_has(words, at, length, person->core);
        bool has_tail = person->tail.len >= MIN_TAIL && run_has(words, at, length, person->tail);
        if (is_whole || has_tail || run_has_head(words, at, length, person->core) ||
            run_has_end(words, at, length, person->core))
            add_found(find, length,
                      (struct people_found){person, is_one && (!is_whole || length > 1)});
    }
}

struct people_find people_find_persons(const struct people *people,
                                       const struct people_words *words, size_t at,
                                       struct arena *arena)
{
    struct people_find find = {.room = vec_in(arena, VEC_NO_LIMIT)};
    size_t first = at; // that is no initial
    while (first + 1 < words->count && words->items[first].is_initial)
        first++;
    struct slice word = words->items[first].folded;
    struct slice spellings[] = {word, people_other_spelling(word)};
    for (size_t s = 0; s < sizeof spellings / sizeof *spellings; s++) {
        uint32_t number = map_find(&people->words, spellings[s]);
        if (number != MAP_NONE)
            add_named(people, words, at, people->heads.items[number], first + 1 - at, &find);
    }
    if (find.count > 1)
        qsort(find.items, find.count, sizeof *find.items, by_documents);
    return find;
}

static bool is_word_of_office(struct slice word)
{
    static const char *const words[] = {
        "ministre",   "ministres", "secretaire", "secretaires", "bourgmestre", "president",
        "presidente", "echevin",   "echevine",   "commissaire", "gouverneur",  "gouverneure",
        "vice",       "premier",   "premiere",   "maire",       NULL,
    };
    return slice_is_among(word, words, sizeof words / sizeof *words - 1);
}

// A word that only ties an office to its portfolio.
static bool is_tie(struct slice word)
{
    static const char *const words[] = {"a",       "d",        "l",       "au",  "aux", "charge",
                                        "chargee", "chargees", "charges", "en",  "et",  "etat",
                                        "delegue", "deleguee", "aupres",  "the", NULL};
    return people_is_particle(word) || is_word_of_office(word) ||
           slice_is_among(word, words, sizeof words / sizeof *words - 1);
}

static bool office_has(const struct people_entry *office, struct slice word)
{
    struct slice rest = office->core, one;
    while (people_next_word(&rest, &one))
        if (slice_equal(one, word))
            return true;
    return false;
}

// The words from `at` on that the office has, up to the last that is no tie; 0 when none names a portfolio.
static size_t office_run(const struct people_entry *office, const struct people_words *words,
                         size_t at)
{
    size_t length = 0;
    if (!office_has(office, words->items[at].folded))
        return 0;
    for (size_t i = at + 1; i < words->count; i++) {
        struct slice word = words->items[i].folded;
        if (is_tie(word))
            continue;
        if (!office_has(office, word))
            break;
        length = i + 1 - at;
    }
    return length;
}

struct people_find people_find_offices(const struct people *people,
                                       const struct people_words *words, size_t at,
                                       struct arena *arena)
{
    struct people_find find = {.room = vec_in(arena, VEC_NO_LIMIT)};
    if (!is_word_of_office(words->items[at].folded))
        return find;
    for (size_t o = 0; o < people->offices.count; o++) {
        const struct people_entry *office = &people->offices.items[o];
        size_t length = office_run(office, words, at);
        if (length > 0 && length >= find.word_count)
            add_found(&find, length, (struct people_found){office, false});
    }
    if (find.count > 1)
        qsort(find.items, find.count, sizeof *find.items, by_documents);
    return find;
}

const struct people_entry *people_find_portfolio(const struct people *people, struct slice words)
{
    uint32_t number = map_find(&people->portfolio_keys, words);
    return number == MAP_NONE ? NULL : &people->portfolios.items[number];
}
