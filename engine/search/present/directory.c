// See directory.h.
//
// Persons and portfolios are those that the searcher keeps in mind for names in queries (people.h).
#include "engine/search/present/directory.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/field.h"
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
    struct buf slug;
    buf_init(&slug, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append_char(&slug, '-');
        buf_append_slice(&slug, words[(first + i) % count]);
    }
    return arena_take(arena, &slug);
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

static void sort_entries(const struct entries *entries, const struct people_list *all,
                         struct directory *out)
{
    if (entries->count > 1)
        qsort(entries->items, entries->count, sizeof *entries->items, by_slug);
    *out = (struct directory){entries->items, entries->count, all->room.left_out > 0};
}

enum status directory_begin(struct searcher *searcher, struct view *view, struct error *err)
{
    return people_begin(&searcher->people, view, err);
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
        sort_entries(&entries, &people->persons, out);
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

static int by_received(const void *a, const void *b)
{
    const struct people_entry *x = *(const struct people_entry *const *)a;
    const struct people_entry *y = *(const struct people_entry *const *)b;
    uint32_t dx = x->documents[PEOPLE_MINISTER], dy = y->documents[PEOPLE_MINISTER];
    return dx != dy ? (dx < dy ? 1 : -1) : slice_compare(x->name, y->name);
}

enum status directory_most_asked(struct searcher *searcher, struct view *view, size_t most,
                                 struct slice_list *out, struct error *err)
{
    const struct people_list *persons = &searcher->people.persons;
    struct arena *arena = out->room.arena;
    enum status status = people_begin(&searcher->people, view, err);
    if (status != STATUS_OK)
        return status;
    const struct people_entry **asked = arena_calloc(arena, persons->count + 1, sizeof *asked);
    if (!asked)
        return no_memory(err);
    size_t count = 0;
    for (size_t p = 0; p < persons->count; p++)
        if (persons->items[p].documents[PEOPLE_MINISTER] > 0)
            asked[count++] = &persons->items[p];
    qsort(asked, count, sizeof(struct people_entry *), by_received);
    for (size_t i = 0; i < count && i < most; i++)
        vec_add(out, arena_copy(arena, asked[i]->name));
    return out->room.failed ? no_memory(err) : STATUS_OK;
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

static struct directory_entry office_entry(const struct people_entry *portfolio,
                                           struct arena *arena)
{
    return (struct directory_entry){
        .slug = directory_office_slug(portfolio->name, arena),
        .name = arena_copy(arena, portfolio->name),
        .received = portfolio->documents[PEOPLE_MINISTER],
    };
}

enum status directory_offices(struct searcher *searcher, struct view *view, struct arena *arena,
                              struct directory *out, struct error *err)
{
    const struct people_list *portfolios = &searcher->people.portfolios;
    struct entries entries = {.room = vec_in(arena, VEC_NO_LIMIT)};
    enum status status = people_begin(&searcher->people, view, err);
    for (size_t i = 0; status == STATUS_OK && i < portfolios->count; i++)
        if (!vec_add(&entries, office_entry(&portfolios->items[i], arena)))
            status = no_memory(err);
    if (status == STATUS_OK)
        sort_entries(&entries, portfolios, out);
    return status;
}

enum status directory_office(struct searcher *searcher, struct view *view, struct slice slug,
                             struct arena *arena, struct directory_entry *out, struct error *err)
{
    enum status status = people_begin(&searcher->people, view, err);
    if (status != STATUS_OK)
        return status;
    struct buf key;
    buf_init(&key, 0);
    fold_append_words(&key, slug, '\0');
    bool failed = key.failed;
    const struct people_entry *found =
        failed ? NULL : people_find_portfolio(&searcher->people, buf_slice(&key));
    buf_clear(&key);
    if (failed)
        return no_memory(err);
    if (!found)
        return STATUS_NOT_FOUND;
    *out = office_entry(found, arena);
    return out->slug.ptr && out->name.ptr ? STATUS_OK : no_memory(err);
}
