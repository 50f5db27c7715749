// See directory.h.
//
// Persons are those that the searcher keeps in mind for names in queries (people.h); portfolios are read from the
// titles of the index each time, of which there are few.
#include "engine/search/present/directory.h"

#include "base/map.h"
#include "base/vec.h"
#include "engine/field.h"
#include "engine/persons.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { MAX_WORDS = 24 };

struct entries {
    VEC_OF(struct directory_entry);
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "directory: out of memory");
}

static size_t split(struct slice words, struct slice *out)
{
    size_t count = 0;
    while (words.len > 0 && count < MAX_WORDS) {
        size_t end = slice_find(words, SLICE(" "));
        out[count++] = slice_of(words.ptr, end);
        words = slice_from_offset(words, end < words.len ? end + 1 : end);
    }
    return count;
}

// Words from `first` on, and after the last those before it, with hyphens between them.
static struct slice join_from(const struct slice *words, size_t count, size_t first,
                              struct arena *arena)
{
    struct slice slug = SLICE("");
    for (size_t i = 0; i < count && slug.ptr; i++)
        slug = arena_printf(arena, "%.*s%s%.*s", SLICE_ARG(slug), i > 0 ? "-" : "",
                            SLICE_ARG(words[(first + i) % count]));
    return slug;
}

// The turn of the words that ends with the surname: « luc-van-der-smissen ».
static struct slice spoken_slug(const struct people_entry *person, struct arena *arena)
{
    struct slice words[MAX_WORDS], surname[MAX_WORDS];
    size_t count = split(person->key, words), last = split(person->core, surname);
    for (size_t first = 0; last < count && first < count; first++) {
        size_t same = 0;
        while (same < last &&
               slice_equal(words[(first + count - last + same) % count], surname[same]))
            same++;
        if (same == last)
            return join_from(words, count, first, arena);
    }
    return join_from(words, count, 0, arena);
}

// Whether there is anything in a key to make an address of.
static bool has_words(struct slice key)
{
    struct buf words;
    buf_init(&words, 0);
    fold_append_words(&words, key, '\0');
    bool has_any = words.len > 0;
    buf_clear(&words);
    return has_any;
}

static struct directory_entry person_entry(const struct people_entry *person, struct arena *arena)
{
    return (struct directory_entry){
        .slug = spoken_slug(person, arena),
        .name = arena_copy(arena, person->name),
        .asked = person->documents[PEOPLE_AUTHOR],
        .received = person->documents[PEOPLE_MINISTER],
        .answered = person->documents[PEOPLE_RESPONDENT],
    };
}

static int by_slug(const void *a, const void *b)
{
    return slice_compare(((const struct directory_entry *)a)->slug,
                         ((const struct directory_entry *)b)->slug);
}

static void sort_entries(const struct entries *entries, struct directory *out)
{
    if (entries->count > 1)
        qsort(entries->items, entries->count, sizeof *entries->items, by_slug);
    *out = (struct directory){entries->items, entries->count};
}

enum status directory_persons(struct searcher *searcher, struct view *view, struct arena *arena,
                              struct directory *out, struct error *err)
{
    const struct people *people = &searcher->people;
    struct entries entries = {.room = vec_in(arena, VEC_NO_LIMIT)};
    enum status status = people_begin(&searcher->people, view, err);
    for (size_t p = 0; status == STATUS_OK && p < people->persons.count; p++)
        if (has_words(people->persons.items[p].key) &&
            !vec_add(&entries, person_entry(&people->persons.items[p], arena)))
            status = no_memory(err);
    if (status == STATUS_OK)
        sort_entries(&entries, out);
    return status;
}

// The person whose name has these words in whatever turn; NULL: nobody.
static const struct people_entry *find_person(const struct people *people, struct slice name)
{
    struct buf key;
    buf_init(&key, 0);
    field_value_key(FIELD_AUTHOR, name, &key);
    uint32_t number =
        key.failed || key.len == 0 ? MAP_NONE : map_find(&people->keys, buf_slice(&key));
    buf_clear(&key);
    if (number == MAP_NONE || !has_words(people->persons.items[number].key))
        return NULL;
    return &people->persons.items[number];
}

enum status directory_person(struct searcher *searcher, struct view *view, struct slice slug,
                             struct arena *arena, struct directory_entry *out, struct error *err)
{
    enum status status = people_begin(&searcher->people, view, err);
    if (status != STATUS_OK)
        return status;
    const struct people_entry *person = find_person(&searcher->people, slug);
    if (!person)
        return STATUS_NOT_FOUND;
    *out = person_entry(person, arena);
    return out->slug.ptr && out->name.ptr ? STATUS_OK : no_memory(err);
}

struct slice directory_person_slug(struct searcher *searcher, struct slice name,
                                   struct arena *arena)
{
    const struct people_entry *person = find_person(&searcher->people, name);
    return person ? spoken_slug(person, arena) : SLICE_NONE;
}

// --- offices ---------------------------------------------------------------------------------------

struct slice directory_office_slug(struct slice portfolio, struct arena *arena)
{
    struct buf key;
    struct slice words[MAX_WORDS];
    buf_init(&key, 0);
    fold_append_words(&key, portfolio, '\0');
    struct slice slug =
        key.failed ? SLICE_NONE : join_from(words, split(buf_slice(&key), words), 0, arena);
    buf_clear(&key);
    return slug;
}

struct reading {
    struct arena *arena;
    struct map slugs;
    struct entries entries;
    struct {
        VEC_OF(uint64_t);
    } used; // by entry: how often the spelling is used that is shown
    struct {
        VEC_OF(uint64_t);
    } last; // by entry: number of the title it was counted in last
    uint64_t title;
    bool failed;
};

static bool add_portfolio(struct reading *reading, struct slice portfolio, uint32_t documents)
{
    struct slice slug = directory_office_slug(portfolio, reading->arena);
    if (slug.len == 0)
        return slug.ptr != NULL;
    uint32_t at = map_put(&reading->slugs, slug);
    if (at == MAP_NONE ||
        (at == reading->entries.count &&
         (!vec_add(&reading->entries, (struct directory_entry){.slug = slug}) ||
          !vec_add(&reading->used, (uint64_t)0) || !vec_add(&reading->last, (uint64_t)0))))
        return false;
    struct directory_entry *entry = &reading->entries.items[at];
    struct field_spelling here = {portfolio, documents};
    struct field_spelling shown = {entry->name, reading->used.items[at]};
    if (!entry->name.ptr || field_spelling_is_better(here, shown)) {
        entry->name = arena_copy(reading->arena, portfolio);
        reading->used.items[at] = documents;
    }
    entry->received += reading->last.items[at] == reading->title ? 0 : documents;
    reading->last.items[at] = reading->title;
    return entry->name.ptr != NULL;
}

static bool visit_titles(void *context, struct slice titles, uint32_t documents)
{
    struct reading *reading = context;
    struct slice portfolio;
    reading->title++;
    while (!reading->failed && persons_next_value(FIELD_OFFICE, &titles, &portfolio))
        reading->failed = !add_portfolio(reading, portfolio, documents);
    return !reading->failed;
}

enum status directory_offices(struct view *view, struct arena *arena, struct directory *out,
                              struct error *err)
{
    struct reading reading = {.arena = arena,
                              .entries = {.room = vec_in(arena, VEC_NO_LIMIT)},
                              .used = {.room = vec_in(arena, VEC_NO_LIMIT)},
                              .last = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    enum status status = view_values(view, FIELD_OFFICE, visit_titles, &reading, err);
    map_clear(&reading.slugs);
    if (status == STATUS_OK && reading.failed)
        status = no_memory(err);
    if (status == STATUS_OK)
        sort_entries(&reading.entries, out);
    return status;
}

enum status directory_office(struct view *view, struct slice slug, struct arena *arena,
                             struct directory_entry *out, struct error *err)
{
    struct directory offices;
    enum status status = directory_offices(view, arena, &offices, err);
    if (status != STATUS_OK)
        return status;
    struct slice wanted = directory_office_slug(slug, arena);
    for (size_t i = 0; i < offices.count; i++) {
        if (slice_equal(offices.entries[i].slug, wanted)) {
            *out = offices.entries[i];
            return STATUS_OK;
        }
    }
    return wanted.ptr ? STATUS_NOT_FOUND : no_memory(err);
}
