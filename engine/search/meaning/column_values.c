// See column_values.h.
//
// All distinct values are looked at: hundreds of names, a few types and sessions. Numbers of questions are
// the exception, one or more a document; a query for one of them costs some 100 ns a document.
#include "engine/search/meaning/column_values.h"

#include "base/buf.h"
#include "engine/exchange.h"
#include "engine/persons.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/memory/people_words.h"
#include "engine/text/mention.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { MAX_WORDS = 32 }; // of a value, and of what is typed, that are compared

struct finding {
    struct arena *arena; // of what is found
    struct arena scratch;
    enum column_match match;
    enum field field;
    struct slice_list words; // typed
    struct slice_list keys;  // of WHOLE: of the values typed, of persons several
    struct buf key;          // of the value at hand
    struct {
        VEC_OF(struct column_value);
    } found;
    bool failed;
};

void column_words(struct slice value, bool keep_stars, struct arena *arena, struct slice_list *out)
{
    struct buf buf;
    buf_init(&buf, 0);
    fold_append_words(&buf, value, keep_stars ? '*' : '\0');
    struct slice text = buf.failed ? SLICE_NONE : arena_copy(arena, buf_slice(&buf));
    buf_clear(&buf);
    out->room.failed = out->room.failed || !text.ptr;
    for (size_t at = 0; at < text.len;) {
        const char *space = memchr(text.ptr + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.ptr) : text.len;
        vec_add(out, slice_of(text.ptr + at, end - at));
        at = end + 1;
    }
}

// The typing errors with which `typed` is `word`; UINT32_MAX when it is not.
static uint32_t compare_word(const struct finding *finding, struct slice typed, struct slice word)
{
    if (finding->match == COLUMN_MATCH_WILDCARD)
        return expand_matches(typed, word) ? 0 : UINT32_MAX;
    bool is_same =
        field_is_person(finding->field) ? people_are_same(typed, word) : slice_equal(typed, word);
    if (finding->match != COLUMN_MATCH_FUZZY)
        return is_same ? 0 : UINT32_MAX;
    uint32_t limit = expand_distance(typed);
    uint32_t errors = expand_errors(typed, word, limit);
    return errors <= limit ? errors : UINT32_MAX;
}

// Takes the words of the value that the word typed is, joined: « dhondt » for D’Hondt. False: it is none.
static bool take_joined(const struct finding *finding, struct slice typed,
                        const struct slice_list *words, bool used[MAX_WORDS])
{
    size_t first, count = 0;
    if (field_is_person(finding->field) && finding->match == COLUMN_MATCH_ALL_WORDS)
        count = people_find_joined(words->items, words->count, typed, &first);
    bool is_free = count > 0;
    for (size_t i = 0; i < count; i++)
        is_free = is_free && !used[first + i];
    for (size_t i = 0; is_free && i < count; i++)
        used[first + i] = true;
    return is_free;
}

// Each word typed in another word of the value; the sum of their errors, UINT32_MAX when one is not there.
static uint32_t compare_words(const struct finding *finding, const struct slice_list *words)
{
    bool used[MAX_WORDS] = {false};
    uint32_t errors = 0;
    for (size_t t = 0; t < finding->words.count; t++) {
        struct slice typed = finding->words.items[t];
        uint32_t best = UINT32_MAX;
        size_t at = 0;
        for (size_t w = 0; w < words->count; w++) {
            uint32_t here = used[w] ? UINT32_MAX : compare_word(finding, typed, words->items[w]);
            at = here < best ? w : at;
            best = here < best ? here : best;
        }
        if (best != UINT32_MAX) {
            used[at] = true;
            errors += best;
        } else if (!take_joined(finding, typed, words, used)) {
            return UINT32_MAX;
        }
    }
    return errors;
}

static bool stands_in_order(const struct finding *finding, const struct slice_list *words)
{
    const struct slice_list *typed = &finding->words;
    for (size_t start = 0; start + typed->count <= words->count; start++) {
        size_t same = 0;
        while (same < typed->count && slice_equal(typed->items[same], words->items[start + same]))
            same++;
        if (same == typed->count)
            return true;
    }
    return false;
}

static uint32_t compare_value(const struct finding *finding, const struct slice_list *words)
{
    if (finding->words.count == 0)
        return UINT32_MAX;
    if (finding->match == COLUMN_MATCH_IN_ORDER)
        return stands_in_order(finding, words) ? 0 : UINT32_MAX;
    return compare_words(finding, words);
}

static void add_value(struct finding *finding, struct slice value, struct slice shown,
                      uint32_t documents, uint32_t distance)
{
    struct slice copy = arena_copy(finding->arena, value);
    shown =
        shown.ptr == value.ptr && shown.len == value.len ? copy : arena_copy(finding->arena, shown);
    if (!copy.ptr || !shown.ptr ||
        !vec_add(&finding->found, (struct column_value){copy, shown, documents, distance}))
        finding->failed = true;
}

static uint32_t compare_text(struct finding *finding, struct slice text)
{
    struct slice storage[MAX_WORDS];
    struct slice_list words = {.items = storage, .room = VEC_OVER(storage)};
    arena_reset(&finding->scratch);
    column_words(text, false, &finding->scratch, &words);
    finding->failed = finding->failed || words.room.failed;
    return compare_value(finding, &words);
}

// Whether members of a list are compared and shown one by one: words of two make none.
static bool is_apart(enum field field)
{
    return field == FIELD_CITE || field_is_place(field);
}

static bool has_key(struct finding *finding, struct slice text, struct slice key,
                    struct slice *shown)
{
    struct slice value;
    while (persons_next_value(finding->field, &text, &value)) {
        buf_reset(&finding->key);
        field_value_key(finding->field, value, &finding->key);
        finding->failed = finding->failed || finding->key.failed;
        if (!slice_equal(buf_slice(&finding->key), key))
            continue;
        *shown = is_apart(finding->field) ? value : *shown;
        return true;
    }
    return false;
}

static bool is_whole(struct finding *finding, struct slice text, struct slice *shown)
{
    for (size_t i = 0; i < finding->keys.count; i++)
        if (!has_key(finding, text, finding->keys.items[i], shown))
            return false;
    return finding->keys.count > 0;
}

// The best that can be said of one member.
static uint32_t compare_members(struct finding *finding, struct slice text, struct slice *shown)
{
    uint32_t distance = UINT32_MAX;
    struct slice value;
    while (distance != 0 && persons_next_value(finding->field, &text, &value)) {
        uint32_t here = compare_text(finding, value);
        *shown = here < distance ? value : *shown;
        distance = here < distance ? here : distance;
    }
    return distance;
}

// The best that can be said of the text as it stands and of each person in it.
static uint32_t compare_all(struct finding *finding, struct slice text)
{
    uint32_t distance = compare_text(finding, text);
    struct slice names = text, name;
    while (field_is_person(finding->field) && distance != 0 && persons_next(&names, &name)) {
        uint32_t here = name.len < text.len ? compare_text(finding, name) : UINT32_MAX;
        distance = here < distance ? here : distance;
    }
    return distance;
}

static bool visit_value(void *context, struct slice value, uint32_t documents)
{
    struct finding *finding = context;
    struct slice shown = value;
    uint32_t distance = UINT32_MAX;
    if (finding->match == COLUMN_MATCH_WHOLE)
        distance = is_whole(finding, value, &shown) ? 0 : UINT32_MAX;
    else if (is_apart(finding->field))
        distance = compare_members(finding, value, &shown);
    else
        distance = compare_all(finding, value);
    if (distance != UINT32_MAX)
        add_value(finding, value, shown, documents, distance);
    return !finding->failed;
}

static int compare_found(const void *x, const void *y)
{
    const struct column_value *a = x, *b = y;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->documents != b->documents)
        return a->documents > b->documents ? -1 : 1;
    return slice_compare(a->value, b->value);
}

// Of names with typing errors only the nearest are meant.
static void keep_nearest(struct finding *finding)
{
    const struct column_value *items = finding->found.items;
    size_t count = 0;
    while (count < finding->found.count && items[count].distance == items[0].distance)
        count++;
    finding->found.count = count;
}

static void add_key(struct finding *finding, struct slice value)
{
    buf_reset(&finding->key);
    field_value_key(finding->field, value, &finding->key);
    struct slice key = arena_copy(finding->arena, buf_slice(&finding->key));
    finding->failed = finding->failed || finding->key.failed || !key.ptr;
    if (key.len > 0)
        vec_add(&finding->keys, key);
}

// Citations in any spelling that is read in texts: « D.IV.4 du CoDT » also without the word « article ». False: it is
// none.
static bool add_citations(struct finding *finding, struct slice typed)
{
    struct slice texts[] = {typed, arena_printf(finding->arena, "article %.*s", SLICE_ARG(typed))};
    struct mention found;
    struct buf name;
    buf_init(&name, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && finding->keys.count == 0; i++)
        for (size_t at = 0; mention_next(texts[i], &at, &found);) {
            buf_reset(&name);
            mention_put_name(&found, &name);
            add_key(finding, buf_slice(&name));
        }
    finding->failed = finding->failed || name.failed;
    buf_clear(&name);
    return finding->keys.count > 0;
}

// What was typed, in the form in which it is compared.
static void prepare(struct finding *finding, struct slice typed)
{
    column_words(typed, finding->match == COLUMN_MATCH_WILDCARD, finding->arena, &finding->words);
    bool is_whole = finding->match == COLUMN_MATCH_WHOLE;
    bool is_done = is_whole && finding->field == FIELD_CITE && add_citations(finding, typed);
    struct slice value;
    while (is_whole && !is_done && persons_next_value(finding->field, &typed, &value))
        add_key(finding, value);
    finding->failed = finding->failed || finding->words.room.failed || finding->keys.room.failed;
}

enum status column_values_find(struct view *view, enum field field, struct slice typed,
                               enum column_match match, struct arena *arena,
                               struct column_value **out, size_t *count, struct error *err)
{
    struct finding finding = {.arena = arena,
                              .match = match,
                              .field = field,
                              .words = {.room = vec_in(arena, MAX_WORDS)},
                              .keys = {.room = vec_in(arena, VEC_NO_LIMIT)},
                              .found = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    arena_init(&finding.scratch, 0);
    buf_init(&finding.key, 0);
    prepare(&finding, typed);
    enum status status = STATUS_OK;
    if (field == FIELD_ID || field == FIELD_SERIES) {
        add_value(&finding, typed, typed, 1, 0);
    } else if (field == FIELD_STATUS) {
        for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++) { // so few that they are not worth a count
            const char *name = exchange_status_name((enum exchange_status)s);
            (void)visit_value(&finding, slice_from(name), 0);
        }
    } else if (finding.words.count + finding.keys.count > 0) { // else it is signs alone
        status = view_values(view, field, SLICE(""), visit_value, &finding, err);
    }
    arena_clear(&finding.scratch);
    buf_clear(&finding.key);
    if (status != STATUS_OK)
        return status;
    if (finding.failed)
        return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
    if (finding.found.count > 0)
        qsort(finding.found.items, finding.found.count, sizeof *finding.found.items, compare_found);
    if (match == COLUMN_MATCH_FUZZY)
        keep_nearest(&finding);
    *out = finding.found.items;
    *count = finding.found.count;
    return STATUS_OK;
}
