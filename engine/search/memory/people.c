// Persons and offices of a generation. See people.h.
//
// Read once a generation and thread: a visit of the distinct values of three columns and of the offices in the
// vocabulary, some microseconds a name. A run of words is looked up by its first word, in the list of those who have
// it in their name; lists are as long as a first name is common.
#include "engine/search/memory/people.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "engine/persons.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum {
    MAX_BYTES = 16 << 20, // of all that is kept; an index of more people knows the first of them
    MAX_NAME_WORDS = 24,
    MAX_FOUND = 64, // persons that one run of words names
};

// How a surname was seen.
enum { RANK_GUESS = 1, RANK_COMMA, RANK_CAPITALS };

void people_init(struct people *people)
{
    *people = (struct people){.generation = 0};
    arena_init(&people->arena, MAX_BYTES);
}

void people_clear(struct people *people)
{
    map_clear(&people->words);
    map_clear(&people->keys);
    arena_clear(&people->arena);
    people_init(people);
}

// --- words -----------------------------------------------------------------------------------------

// The bytes of the sign at `at` that is part of no word; 0 for a letter or digit.
static size_t sign_len(struct slice text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x80) {
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return is_word ? 0 : 1;
    }
    size_t len = utf8_sequence_len(slice_from_offset(text, at));
    char room[FOLD_MAX_GROWTH * 4 + 1];
    struct buf folded = buf_over(room, sizeof room);
    fold_append_words(&folded, slice_of(text.ptr + at, len ? len : 1), '\0');
    bool is_mark = len == 2 && (c == 0xCC || c == 0xCD); // of the letter before
    return folded.len > 0 || is_mark ? 0 : len ? len : 1;
}

void people_split(struct slice text, struct arena *arena, struct people_words *out)
{
    for (size_t at = 0; at < text.len;) {
        size_t sign = sign_len(text, at);
        if (sign > 0) {
            at += sign;
            continue;
        }
        size_t start = at;
        while (at < text.len && sign_len(text, at) == 0) {
            size_t len = utf8_sequence_len(slice_from_offset(text, at));
            at += len ? len : 1;
        }
        struct buf folded;
        buf_init(&folded, 0);
        fold_append_words(&folded, slice_of(text.ptr + start, at - start), '\0');
        struct slice word = folded.failed ? SLICE_NONE : arena_copy(arena, buf_slice(&folded));
        buf_clear(&folded);
        out->room.failed = out->room.failed || !word.ptr;
        vec_add(out, (struct people_word){word, (uint32_t)start, (uint32_t)at});
    }
}

static bool is_particle(struct slice word)
{
    static const char *const particles[] = {
        "de",  "du",  "des", "la", "le", "les", "van", "vande", "vanden", "vander", "von", "der",
        "den", "ten", "ter", "di", "da", "del", "dos", "el",    "al",     "ben",    NULL,
    };
    return slice_is_among(word, particles, sizeof particles / sizeof *particles - 1);
}

struct letter_case {
    bool has_capitals, has_small;
};

// Of ASCII, and of the letters that French has in two bytes.
static struct letter_case case_of(struct slice word)
{
    struct letter_case seen = {false, false};
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];
        unsigned char next = i + 1 < word.len ? (unsigned char)word.ptr[i + 1] : 0;
        bool is_latin1 = c == 0xC3, is_latin_a = c == 0xC5 && next >= 0x92 && next <= 0x93; // Œ œ
        seen.has_capitals |=
            (c >= 'A' && c <= 'Z') || (is_latin1 && next < 0x9F) || (is_latin_a && next == 0x92);
        seen.has_small |=
            (c >= 'a' && c <= 'z') || (is_latin1 && next >= 0x9F) || (is_latin_a && next == 0x93);
    }
    return seen;
}

// --- surnames --------------------------------------------------------------------------------------

struct surname {
    size_t first, end; // among the words of the name
    int rank;
};

// Capitals that are no initial.
static bool is_in_capitals(struct slice name, const struct people_word *word)
{
    struct letter_case seen = case_of(slice_of(name.ptr + word->start, word->end - word->start));
    return seen.has_capitals && !seen.has_small && word->folded.len > 1;
}

// Whether the word belongs to the surname behind it: a particle, or the O of O’Neill.
static bool is_attached(struct slice name, const struct people_word *word)
{
    bool is_joined =
        word->end < name.len && name.ptr[word->end] != ' ' && name.ptr[word->end] != '.';
    return is_particle(word->folded) || (word->folded.len == 1 && is_joined);
}

static struct surname surname_in_capitals(struct slice name, const struct people_words *words)
{
    size_t first = 0, others = 0;
    while (first < words->count && !is_in_capitals(name, &words->items[first]))
        first++;
    size_t end = first, last = first;
    for (size_t i = first; i < words->count; i++) {
        bool is_capital = is_in_capitals(name, &words->items[i]);
        if (!is_capital && !is_attached(name, &words->items[i]))
            break;
        last = is_capital ? i + 1 : last;
    }
    end = last;
    while (first > 0 && first < words->count && is_attached(name, &words->items[first - 1]))
        first--;
    for (size_t i = 0; i < words->count; i++)
        others += (i < first || i >= end) && !is_attached(name, &words->items[i]);
    return (struct surname){first, end, end > first && others > 0 ? RANK_CAPITALS : 0};
}

static struct surname surname_of(struct slice name, const struct people_words *words)
{
    struct surname found = surname_in_capitals(name, words);
    if (found.rank > 0 || words->count == 0)
        return found;
    size_t comma = slice_find(name, SLICE(",")), before = 0;
    while (before < words->count && words->items[before].end <= comma)
        before++;
    if (comma < name.len && before > 0 && before < words->count)
        return (struct surname){0, before, RANK_COMMA};
    size_t particles = 0;
    while (particles < words->count && is_attached(name, &words->items[particles]))
        particles++;
    struct slice first =
        slice_of(name.ptr + words->items[0].start, words->items[0].end - words->items[0].start);
    bool is_first = !case_of(first).has_small || (particles > 0 && particles + 1 < words->count);
    if (is_first)
        return (struct surname){0, particles < words->count ? particles + 1 : particles,
                                RANK_GUESS};
    size_t start = words->count - 1;
    while (start > 1 && is_attached(name, &words->items[start - 1]))
        start--;
    return (struct surname){start, words->count, RANK_GUESS};
}

// --- reading ---------------------------------------------------------------------------------------

struct reading {
    struct people *people;
    struct arena scratch;
    struct buf key;
    enum field field;
    enum people_role role;
    size_t string; // number of the value at hand
    bool failed;
};

static struct slice join_words(const struct people_words *words, size_t first, size_t end,
                               struct arena *arena)
{
    struct slice all = SLICE("");
    for (size_t i = first; i < end && all.ptr; i++)
        all = arena_printf(arena, "%.*s%s%.*s", SLICE_ARG(all), all.len ? " " : "",
                           SLICE_ARG(words->items[i].folded));
    return all;
}

static bool note_spelling(struct reading *reading, struct people_entry *entry, struct slice name,
                          uint32_t documents)
{
    struct arena *arena = &reading->people->arena;
    struct field_spelling here = {name, documents}, shown = {entry->name, entry->name_count};
    if (!entry->name.ptr || field_spelling_is_better(here, shown)) {
        entry->name = arena_copy(arena, name);
        entry->name_count = documents;
    }
    struct people_words words = {.room = vec_in(&reading->scratch, MAX_NAME_WORDS)};
    people_split(name, &reading->scratch, &words);
    struct surname surname = surname_of(name, &words);
    if (surname.rank > entry->core_rank) {
        entry->core = join_words(&words, surname.first, surname.end, arena);
        entry->core_rank = surname.rank;
    }
    arena_reset(&reading->scratch);
    return entry->name.ptr && !words.room.failed && (entry->core.ptr || entry->core_rank == 0);
}

// The entry of that key, made when it is new; NULL without memory.
static struct people_entry *entry_of(struct people *people, struct slice key)
{
    uint32_t number = map_put(&people->keys, key);
    if (number == MAP_NONE)
        return NULL;
    if (number == people->persons.count &&
        !vec_add(&people->persons, (struct people_entry){.key = arena_copy(&people->arena, key)}))
        return NULL;
    struct people_entry *entry = &people->persons.items[number];
    return entry->key.ptr ? entry : NULL;
}

static bool visit_persons(void *context, struct slice value, uint32_t documents)
{
    struct reading *reading = context;
    struct slice name;
    reading->string++;
    while (!reading->failed && persons_next(&value, &name)) {
        buf_reset(&reading->key);
        field_value_key(reading->field, name, &reading->key);
        if (reading->key.failed || reading->key.len == 0)
            continue;
        struct people_entry *entry = entry_of(reading->people, buf_slice(&reading->key));
        reading->failed = !entry || !note_spelling(reading, entry, name, documents);
        if (reading->failed || entry->last_string == reading->string)
            continue;
        entry->last_string = reading->string;
        entry->documents[reading->role] += documents;
    }
    return !reading->failed;
}

static bool visit_office(void *context, struct slice office, uint32_t documents)
{
    struct reading *reading = context;
    struct people *people = reading->people;
    struct people_words words = {.room = vec_in(&reading->scratch, MAX_NAME_WORDS * 8)};
    people_split(office, &reading->scratch, &words);
    struct people_entry entry = {.name = arena_copy(&people->arena, office),
                                 .core = join_words(&words, 0, words.count, &people->arena)};
    entry.documents[PEOPLE_MINISTER] = documents;
    reading->failed = !entry.name.ptr || !entry.core.ptr || words.room.failed ||
                      !vec_add(&people->offices, entry);
    arena_reset(&reading->scratch);
    return !reading->failed;
}

// Takes the next word off the folded words.
static bool next_word(struct slice *words, struct slice *word)
{
    if (words->len == 0)
        return false;
    const char *space = memchr(words->ptr, ' ', words->len);
    size_t end = space ? (size_t)(space - words->ptr) : words->len;
    *word = slice_of(words->ptr, end);
    *words = slice_from_offset(*words, space ? end + 1 : end);
    return true;
}

static bool list_words(struct people *people)
{
    for (uint32_t p = 0; p < people->persons.count; p++) {
        struct slice rest = people->persons.items[p].key, word;
        while (next_word(&rest, &word)) {
            uint32_t number = map_put(&people->words, word);
            if (number == MAP_NONE ||
                (number == people->heads.count && !vec_add(&people->heads, 0u)) ||
                !vec_add(&people->holders, (struct people_holder){p, people->heads.items[number]}))
                return false;
            people->heads.items[number] = (uint32_t)people->holders.count;
        }
    }
    return true;
}

static void forget(struct people *people, const struct index_info *info)
{
    map_reset(&people->words);
    map_reset(&people->keys);
    arena_reset(&people->arena);
    people->persons = (struct people_list){.room = vec_in(&people->arena, VEC_NO_LIMIT)};
    people->offices = (struct people_list){.room = vec_in(&people->arena, VEC_NO_LIMIT)};
    people->heads = (struct people_numbers){.room = vec_in(&people->arena, VEC_NO_LIMIT)};
    people->holders = (struct people_holders){.room = vec_in(&people->arena, VEC_NO_LIMIT)};
    people->generation = info->generation;
    people->commit_time = info->commit_time;
    people->is_read = false;
}

enum status people_begin(struct people *people, struct view *view, struct error *err)
{
    static const struct {
        enum field field;
        enum people_role role;
    } columns[] = {{FIELD_AUTHOR, PEOPLE_AUTHOR},
                   {FIELD_MINISTER, PEOPLE_MINISTER},
                   {FIELD_RESPONDENT, PEOPLE_RESPONDENT}};
    if (people->is_read && people->generation == view->info.generation &&
        people->commit_time == view->info.commit_time)
        return STATUS_OK;
    forget(people, &view->info);
    struct reading reading = {.people = people};
    arena_init(&reading.scratch, 0);
    buf_init(&reading.key, 0);
    enum status status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < sizeof columns / sizeof *columns; c++) {
        reading.field = columns[c].field;
        reading.role = columns[c].role;
        status = view_values(view, reading.field, visit_persons, &reading, err);
    }
    if (status == STATUS_OK && !reading.failed)
        status = view_terms(view, TERM_OFFICE, SLICE(""), visit_office, &reading, err);
    reading.failed = reading.failed || reading.key.failed || !list_words(people);
    arena_clear(&reading.scratch);
    buf_clear(&reading.key);
    if (status != STATUS_OK)
        return status;
    if (reading.failed)
        return error_set(err, STATUS_NO_MEMORY, "people: out of memory");
    people->is_read = true;
    return STATUS_OK;
}

// --- finding ---------------------------------------------------------------------------------------

bool people_has_word(const struct people *people, struct slice folded)
{
    return map_find(&people->words, folded) != MAP_NONE;
}

// Exchanges that a person or office stands in, counted once for each role.
static uint64_t people_documents(const struct people_entry *entry)
{
    uint64_t sum = 0;
    for (int r = 0; r < PEOPLE_ROLES; r++)
        sum += entry->documents[r];
    return sum;
}

// How many words from `at` on are words of the name, each once.
static size_t run_length(struct slice key, const struct people_words *words, size_t at)
{
    struct slice all[MAX_NAME_WORDS], rest = key;
    bool used[MAX_NAME_WORDS] = {false};
    size_t count = 0, length = 0;
    while (count < MAX_NAME_WORDS && next_word(&rest, &all[count]))
        count++;
    for (; at + length < words->count; length++) {
        size_t w = 0;
        while (w < count && (used[w] || !slice_equal(all[w], words->items[at + length].folded)))
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
    while (next_word(&wanted, &word)) {
        size_t i = at;
        while (i < at + length && !slice_equal(words->items[i].folded, word))
            i++;
        if (i == at + length)
            return false;
    }
    return true;
}

static int by_documents(const void *a, const void *b)
{
    const struct people_entry *x = *(const struct people_entry *const *)a;
    const struct people_entry *y = *(const struct people_entry *const *)b;
    uint64_t dx = people_documents(x), dy = people_documents(y);
    return dx != dy ? (dx < dy ? 1 : -1) : slice_compare(x->name, y->name);
}

static bool is_surname_long_enough(struct slice surname)
{
    return surname.len > 1;
}

struct people_find people_find_persons(const struct people *people,
                                       const struct people_words *words, size_t at,
                                       struct arena *arena, bool *failed)
{
    struct people_find find = {.word_count = 0};
    uint32_t number = map_find(&people->words, words->items[at].folded);
    if (number == MAP_NONE)
        return find;
    find.found = arena_calloc(arena, MAX_FOUND, sizeof *find.found);
    *failed = *failed || !find.found;
    uint32_t next = people->heads.items[number];
    while (next && find.found) {
        const struct people_holder *holder = &people->holders.items[next - 1];
        const struct people_entry *person = &people->persons.items[holder->person];
        next = holder->next;
        size_t length = run_length(person->key, words, at);
        if (length < find.word_count || !is_surname_long_enough(person->core) ||
            !run_has(words, at, length, person->core))
            continue;
        find.count = length > find.word_count ? 0 : find.count;
        find.word_count = length;
        bool is_listed = find.count > 0 && find.found[find.count - 1] == person;
        if (find.count < MAX_FOUND && !is_listed)
            find.found[find.count++] = person;
    }
    if (find.count > 1)
        qsort(find.found, find.count, sizeof *find.found, by_documents);
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
    return is_particle(word) || is_word_of_office(word) ||
           slice_is_among(word, words, sizeof words / sizeof *words - 1);
}

static bool office_has(const struct people_entry *office, struct slice word)
{
    struct slice rest = office->core, one;
    while (next_word(&rest, &one))
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
                                       struct arena *arena, bool *failed)
{
    struct people_find find = {.word_count = 0};
    if (!is_word_of_office(words->items[at].folded) || people->offices.count == 0)
        return find;
    find.found = arena_calloc(arena, MAX_FOUND, sizeof *find.found);
    *failed = *failed || !find.found;
    for (size_t o = 0; find.found && o < people->offices.count; o++) {
        const struct people_entry *office = &people->offices.items[o];
        size_t length = office_run(office, words, at);
        if (length == 0 || length < find.word_count)
            continue;
        find.count = length > find.word_count ? 0 : find.count;
        find.word_count = length;
        if (find.count < MAX_FOUND)
            find.found[find.count++] = office;
    }
    if (find.count > 1)
        qsort(find.found, find.count, sizeof *find.found, by_documents);
    return find;
}
