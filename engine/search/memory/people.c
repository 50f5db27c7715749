// Persons and offices of a generation. See people.h.
//
// Read once a generation and thread: a visit of the distinct values of four columns and of the offices in the
// vocabulary, some microseconds a name. Finding is people_find.c's.
#include "engine/search/memory/people.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "engine/persons.h"
#include "stemmer/text/fold.h"

// No parliament has so many, so that they are mistakes: of an index of more the first are known, of which a thread
// keeps some 40 MB. Of names that are longer none is anybody's.
enum { MOST_PEOPLE = 1 << 17, MOST_OFFICES = 1 << 14, MAX_NAME_BYTES = 1000, MAX_NAME_WORDS = 24 };

// How a surname was seen.
enum { RANK_GUESS = 1, RANK_COMMA, RANK_CAPITALS };

void people_init(struct people *people)
{
    *people = (struct people){.generation = 0};
    arena_init(&people->arena, 0);
}

void people_clear(struct people *people)
{
    map_clear(&people->words);
    map_clear(&people->keys);
    map_clear(&people->portfolio_keys);
    arena_clear(&people->arena);
    people_init(people);
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
        seen.has_capitals |= utf8_capital_len(slice_from_offset(word, i)) > 0;
        seen.has_small |= (c >= 'a' && c <= 'z') || (c == 0xC3 && next >= 0x9F) ||
                          (c == 0xC5 && next == 0x93); // œ
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
    return people_is_particle(word->folded) || (word->folded.len == 1 && is_joined);
}

static struct surname surname_in_capitals(struct slice name, const struct people_words *words)
{
    size_t first = 0, others = 0;
    while (first < words->count && !is_in_capitals(name, &words->items[first]))
        first++;
    size_t end = first;
    for (size_t i = first; i < words->count; i++) {
        bool is_capital = is_in_capitals(name, &words->items[i]);
        if (!is_capital && !is_attached(name, &words->items[i]))
            break;
        end = is_capital ? i + 1 : end;
    }
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

// --- ministries ------------------------------------------------------------------------------------

static bool starts_small(struct slice name, const struct people_word *word)
{
    struct slice letter = slice_of(name.ptr + word->start, word->end - word->start);
    letter.len = letter.len < 2 || (unsigned char)*letter.ptr < 0x80 ? 1 : 2;
    return case_of(letter).has_small;
}

static bool is_ministry_of_one_word(struct slice folded)
{
    static const char *const words[] = {
        "agriculture", "armees",   "artisanat",  "budget",       "commerce",   "communication",
        "cooperation", "culture",  "defense",    "ecologie",     "economie",   "education",
        "emploi",      "energie",  "europe",     "enseignement", "equipement", "environnement",
        "famille",     "finances", "industrie",  "interieur",    "jeunesse",   "justice",
        "logement",    "mer",      "numerique",  "personnes",    "plan",       "recherche",
        "sante",       "social",   "solidarite", "solidarites",  "sports",     "tourisme",
        "transports",  "travail",  "ville",      NULL,
    };
    return slice_is_among(folded, words, sizeof words / sizeof *words - 1);
}

// Whether who is asked is a ministry, « Agriculture et alimentation », or an office, and nobody by name: of a name the
// surname at least has a capital, and that is not the first of several words. Where sources name ministries alone,
// their words would else be surnames.
static bool is_ministry(struct slice name, const struct people_words *words)
{
    static const char *const offices[] = {"ministre", "ministere", "secretaire", "secretariat",
                                          "premier",  "premiere",  "garde",      "haut"};
    static const char *const ties[] = {"et", "avec"};
    size_t count = 0, first = 0;
    bool has_name = false, has_tie = false;
    for (size_t i = 0; i < words->count; i++) {
        const struct people_word *word = &words->items[i];
        if (is_attached(name, word))
            continue;
        first = count++ == 0 ? i : first;
        has_name |= count > 1 && !starts_small(name, word);
        has_tie |= SLICE_IS_AMONG(word->folded, ties);
    }
    if (count == 0 || surname_in_capitals(name, words).rank > 0)
        return false;
    const struct people_word *word = &words->items[first];
    if (count == 1)
        return starts_small(name, word) || is_ministry_of_one_word(word->folded);
    bool is_office = SLICE_IS_AMONG(word->folded, offices);
    return !has_name || has_tie || is_office;
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

// The end of the surname's folded words behind its particles; empty where it has none.
static struct slice tail_of(struct slice name, const struct people_words *words,
                            struct surname surname, struct slice core)
{
    size_t first = surname.first, skipped = 0;
    for (; first + 1 < surname.end && is_attached(name, &words->items[first]); first++)
        skipped += words->items[first].folded.len + 1;
    return first > surname.first && core.ptr ? slice_from_offset(core, skipped) : SLICE_NONE;
}

// The name that is used most is shown.
static bool note_name(struct reading *reading, struct people_entry *entry, struct slice name,
                      uint32_t documents)
{
    struct field_spelling here = {name, documents}, shown = {entry->name, entry->name_count};
    if (!entry->name.ptr || field_spelling_is_better(here, shown)) {
        entry->name = arena_copy(&reading->people->arena, name);
        entry->name_count = documents;
    }
    return entry->name.ptr;
}

static bool note_spelling(struct reading *reading, struct people_entry *entry, struct slice name,
                          uint32_t documents)
{
    struct arena *arena = &reading->people->arena;
    if (!note_name(reading, entry, name, documents))
        return false;
    struct people_words words = {.room = vec_in(&reading->scratch, MAX_NAME_WORDS)};
    people_split(name, &reading->scratch, &words);
    struct surname surname = surname_of(name, &words);
    bool is_nobody = reading->role != PEOPLE_AUTHOR && is_ministry(name, &words);
    if (!is_nobody && surname.rank > entry->core_rank) {
        entry->core = people_join(&words, surname.first, surname.end, arena);
        entry->tail = tail_of(name, &words, surname, entry->core);
        entry->core_rank = surname.rank;
    }
    arena_reset(&reading->scratch);
    return !words.room.failed && (entry->core.ptr || entry->core_rank == 0);
}

// The entry of that key, made when it is new; NULL when there is no room for it, or no memory.
static struct people_entry *entry_of(struct reading *reading, struct people_list *list,
                                     struct map *keys, struct slice name)
{
    buf_reset(&reading->key);
    if (name.len > MAX_NAME_BYTES)
        return NULL;
    if (reading->field == FIELD_OFFICE)
        fold_append_words(&reading->key, name, '\0');
    else
        field_value_key(reading->field, name, &reading->key);
    struct slice key = buf_slice(&reading->key);
    reading->failed = reading->failed || reading->key.failed;
    if (reading->failed || key.len == 0)
        return NULL;
    if (vec_is_full(list) && map_find(keys, key) == MAP_NONE) {
        list->room.left_out++;
        return NULL;
    }
    uint32_t number = map_put(keys, key);
    reading->failed =
        number == MAP_NONE ||
        (number == list->count &&
         !vec_add(list, (struct people_entry){.key = arena_copy(&reading->people->arena, key)}));
    struct people_entry *entry = reading->failed ? NULL : &list->items[number];
    reading->failed = reading->failed || !entry->key.ptr;
    return reading->failed ? NULL : entry;
}

// Counts the documents of the value at hand, once for each whom it names.
static void count_documents(const struct reading *reading, struct people_entry *entry,
                            uint32_t documents)
{
    if (entry->last_string == reading->string)
        return;
    entry->last_string = reading->string;
    entry->documents[reading->role] += documents;
}

static bool visit_persons(void *context, struct slice value, uint32_t documents)
{
    struct reading *reading = context;
    struct slice name;
    reading->string++;
    while (!reading->failed && persons_next(&value, &name)) {
        struct people_entry *entry =
            entry_of(reading, &reading->people->persons, &reading->people->keys, name);
        if (!entry)
            continue;
        reading->failed = !note_spelling(reading, entry, name, documents);
        count_documents(reading, entry, documents);
    }
    return !reading->failed;
}

static bool visit_titles(void *context, struct slice titles, uint32_t documents)
{
    struct reading *reading = context;
    struct people *people = reading->people;
    struct slice portfolio;
    reading->string++;
    while (!reading->failed && persons_next_value(FIELD_OFFICE, &titles, &portfolio)) {
        struct people_entry *entry =
            entry_of(reading, &people->portfolios, &people->portfolio_keys, portfolio);
        if (!entry)
            continue;
        reading->failed = !note_name(reading, entry, portfolio, documents);
        count_documents(reading, entry, documents);
    }
    return !reading->failed;
}

static bool visit_office(void *context, struct slice office, uint32_t documents)
{
    struct reading *reading = context;
    struct people *people = reading->people;
    if (vec_is_full(&people->offices) || office.len > MAX_NAME_BYTES)
        return true;
    struct people_words words = {.room = vec_in(&reading->scratch, MAX_NAME_WORDS * 8)};
    people_split(office, &reading->scratch, &words);
    struct people_entry entry = {.name = arena_copy(&people->arena, office),
                                 .core = people_join(&words, 0, words.count, &people->arena)};
    entry.documents[PEOPLE_MINISTER] = documents;
    reading->failed = !entry.name.ptr || !entry.core.ptr || words.room.failed ||
                      !vec_add(&people->offices, entry);
    arena_reset(&reading->scratch);
    return !reading->failed;
}

static bool list_words(struct people *people)
{
    for (uint32_t p = 0; p < people->persons.count; p++) {
        struct slice rest = people->persons.items[p].key, word;
        if (people->persons.items[p].core.len == 0)
            continue; // a ministry: its words are no names
        while (people_next_word(&rest, &word)) {
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
    map_reset(&people->portfolio_keys);
    arena_reset(&people->arena);
    people->persons = (struct people_list){.room = vec_in(&people->arena, MOST_PEOPLE)};
    people->offices = (struct people_list){.room = vec_in(&people->arena, MOST_OFFICES)};
    people->portfolios = (struct people_list){.room = vec_in(&people->arena, MOST_OFFICES)};
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
        status = view_values(view, reading.field, SLICE(""), visit_persons, &reading, err);
    }
    reading.role = PEOPLE_MINISTER;
    reading.field = FIELD_OFFICE;
    if (status == STATUS_OK && !reading.failed)
        status = view_values(view, FIELD_OFFICE, SLICE(""), visit_titles, &reading, err);
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
