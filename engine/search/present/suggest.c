// Completions while typing: words of the texts, and names. See suggest.h.
//
// The last word of what was typed is completed from the vocabulary; when nothing begins so, words within a
// typing error of it are offered instead. The last one to three words are also looked for as the beginning of a
// name. Names come first when every word typed begins one of theirs; there are few of them.
#include "engine/search/present/suggest.h"

#include "base/buf.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/memory/people.h"
#include "engine/search/query/chars.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { MIN_PREFIX = 2, MAX_NAMES = 8, NAME_WORDS = 3, MIN_DOCUMENTS = 1 };

struct suggester {
    struct searcher *searcher;
    struct view *view;
    struct arena *arena;
    struct slice typed;
    struct suggestion_list *out;
    struct {
        VEC_OF(struct slice);
    } stems; // of the words suggested
};

// Where the last word begins.
static size_t last_word(struct slice typed)
{
    size_t start = 0;
    for (size_t at = 0; at < typed.len; at++) {
        size_t space = query_space_len(typed, at);
        bool is_mark = memchr("\"(:+-='", typed.ptr[at], 7) != NULL;
        start = space ? at + space : is_mark ? at + 1 : start;
        bool is_curly = slice_starts_with(slice_from_offset(typed, at), SLICE("’")) ||
                        slice_starts_with(slice_from_offset(typed, at), SLICE("“"));
        start = is_curly ? at + 3 : start;
    }
    return start < typed.len ? start : typed.len;
}

// --- words -----------------------------------------------------------------------------------------

// A word worth offering: no stop word, no compound (its parts are offered), no number, and no other form of one that is
// offered already.
static enum status is_worth(struct suggester *s, const struct expansion *word, bool *out,
                            struct error *err)
{
    const struct form *form = NULL;
    *out = false;
    if (word->documents < MIN_DOCUMENTS || word->surface.len <= MIN_PREFIX)
        return STATUS_OK;
    enum status status = analyzer_form(s->searcher->analyzer, word->surface, &form, err);
    if (status != STATUS_OK || !form || form->term_count == 0 || (form->flags & FORM_NUMBER))
        return status;
    for (size_t i = 0; i < s->stems.count; i++)
        if (slice_equal(s->stems.items[i], form->terms[0]))
            return STATUS_OK;
    vec_add(&s->stems, arena_copy(s->arena, form->terms[0]));
    *out = true;
    return STATUS_OK;
}

static enum status add_words(struct suggester *s, const struct expansions *found, size_t start,
                             struct error *err)
{
    for (size_t i = 0; i < found->count && !vec_is_full(s->out); i++) {
        bool is_good;
        enum status status = is_worth(s, &found->items[i], &is_good, err);
        if (status != STATUS_OK)
            return status;
        if (!is_good)
            continue;
        struct slice text = arena_printf(s->arena, "%.*s%.*s", (int)start, s->typed.ptr,
                                         SLICE_ARG(found->items[i].surface));
        vec_add(s->out, (struct suggestion){text, FIELD_COUNT, text, found->items[i].documents});
    }
    return STATUS_OK;
}

static enum status suggest_words(struct suggester *s, struct error *err)
{
    size_t start = last_word(s->typed);
    struct slice word = slice_from_offset(s->typed, start);
    struct buf pattern, folded;
    buf_init(&pattern, 0);
    buf_init(&folded, 0);
    fold_append_lower(&pattern, word);
    buf_append_char(&pattern, '*');
    fold_append(&folded, word);
    struct expansions found = {.words_left = EXPAND_MAX_WALK};
    enum status status = STATUS_OK;
    if (folded.len >= MIN_PREFIX && !memchr(word.ptr, '*', word.len))
        status = expand_wildcard(s->view, buf_slice(&pattern), s->arena, &found, err);
    if (status == STATUS_OK && found.count == 0 && expand_distance(buf_slice(&folded)) > 0)
        status = expand_fuzzy(s->view, buf_slice(&folded), expand_distance(buf_slice(&folded)),
                              s->arena, &found, err);
    buf_clear(&pattern);
    buf_clear(&folded);
    return status == STATUS_OK ? add_words(s, &found, start, err) : status;
}

// --- names -----------------------------------------------------------------------------------------

// A person in a role, with words that begin like those typed.
struct named {
    const struct people_entry *person;
    enum people_role role;
};

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    uint32_t dx = x->person->documents[x->role], dy = y->person->documents[y->role];
    if (dx != dy)
        return dx < dy ? 1 : -1;
    if (x->role != y->role)
        return x->role < y->role ? -1 : 1;
    return slice_compare(x->person->name, y->person->name);
}

// Whether each of the last `count` words begins another word of the name.
static bool begins_name(const struct people_words *typed, size_t count, struct slice key)
{
    uint64_t used = 0;
    for (size_t t = typed->count - count; t < typed->count; t++) {
        size_t w = 0;
        bool is_found = false;
        for (size_t at = 0; at <= key.len && w < 64 && !is_found; w++) {
            const char *space = memchr(key.ptr + at, ' ', key.len - at);
            size_t end = space ? (size_t)(space - key.ptr) : key.len;
            struct slice word = slice_of(key.ptr + at, end - at);
            is_found = !(used >> w & 1) && slice_starts_with(word, typed->items[t].folded);
            used |= is_found ? (uint64_t)1 << w : 0;
            at = end + 1;
        }
        if (!is_found)
            return false;
    }
    return true;
}

// The field whose name and colon end at `start`, or before the blank or quotation mark that stands there; `start` moves
// before them. FIELD_COUNT when there is none.
static enum field take_field(struct slice typed, size_t *start)
{
    size_t end = *start, at = 0;
    while (end > 0 && (typed.ptr[end - 1] == ' ' || typed.ptr[end - 1] == '"'))
        end--;
    if (end == 0 || typed.ptr[end - 1] != ':')
        return FIELD_COUNT;
    end--;
    while (at + query_name_len(typed, at) < end)
        at++;
    enum field field = field_by_name(slice_of(typed.ptr + at, end - at));
    *start = field != FIELD_COUNT ? at : *start;
    return field;
}

// Behind a field that was typed only names that stand in it are offered.
static void add_name(struct suggester *s, const struct named *named, size_t start)
{
    enum field field = named->role == PEOPLE_AUTHOR ? FIELD_AUTHOR : FIELD_MINISTER;
    enum field typed = take_field(s->typed, &start);
    if (typed != FIELD_COUNT && typed != field)
        return;
    struct slice name = arena_copy(s->arena, named->person->name);
    struct slice query = arena_printf(s->arena, "%.*s%.*s", (int)start, s->typed.ptr,
                                      SLICE_ARG(field_query(field, name, s->arena)));
    vec_add(s->out, (struct suggestion){name, field, query, named->person->documents[named->role]});
}

// Names that the last words begin, most documents first; the more words fit, the better.
static void suggest_names(struct suggester *s)
{
    const struct people_list *persons = &s->searcher->people.persons;
    struct people_words typed = {.room = vec_in(s->arena, VEC_NO_LIMIT)};
    people_split_typed(&s->searcher->people, s->typed, s->arena, &typed);
    if (typed.count == 0 || typed.items[typed.count - 1].folded.len < MIN_PREFIX)
        return;
    struct named_list {
        VEC_OF(struct named);
    } found = {.room = vec_in(s->arena, VEC_NO_LIMIT)};
    size_t start = 0;
    for (size_t words = NAME_WORDS; words > 0 && found.count == 0; words--) {
        start = words <= typed.count ? typed.items[typed.count - words].start : 0;
        for (size_t p = 0; words <= typed.count && p < persons->count; p++) {
            const struct people_entry *person = &persons->items[p];
            if (!begins_name(&typed, words, person->key))
                continue;
            for (int role = PEOPLE_AUTHOR; role <= PEOPLE_MINISTER; role++)
                if (person->documents[role] > 0)
                    vec_add(&found, (struct named){person, (enum people_role)role});
        }
    }
    if (found.count > 1)
        qsort(found.items, found.count, sizeof *found.items, compare_named);
    for (size_t i = 0; i < found.count && i < MAX_NAMES; i++)
        add_name(s, &found.items[i], start);
    s->out->room.failed = s->out->room.failed || found.room.failed || typed.room.failed;
}

enum status search_suggest(struct searcher *searcher, struct view *view, struct slice prefix,
                           struct arena *arena, struct suggestion_list *out, struct error *err)
{
    enum { MAX_TYPED = 512 };
    if (prefix.len > MAX_TYPED || !fold_is_utf8(prefix))
        return STATUS_OK; // nobody is still typing that
    struct suggester s = {
        .searcher = searcher, .view = view, .arena = arena, .typed = prefix, .out = out};
    s.stems.room = vec_in(arena, VEC_NO_LIMIT);
    enum status status = people_begin(&searcher->people, view, err);
    if (status == STATUS_OK) {
        suggest_names(&s);
        status = suggest_words(&s, err);
    }
    searcher_rest(searcher);
    if (status == STATUS_OK && (arena->failed || out->room.failed || s.stems.room.failed))
        status = error_set(err, STATUS_NO_MEMORY, "suggestions: out of memory");
    return status;
}
