// Completions while typing: words of the texts, and names. See suggest.h.
//
// The last word of what was typed is completed from the vocabulary; when nothing begins so, words within a
// typing error of it are offered instead. The last one to three words are also looked for as the beginning of a
// name. Names come first when every word typed begins one of theirs; there are few of them.
#include "engine/search/present/suggest.h"

#include "base/buf.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/column_values.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/query/chars.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { MIN_PREFIX = 2, MAX_NAMES = 4, NAME_WORDS = 3, MIN_DOCUMENTS = 1 };

struct suggester {
    struct searcher *searcher;
    struct view *view;
    struct arena *arena;
    struct slice typed;
    struct suggestion_list *out;
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

static bool is_suggested(const struct suggester *s, struct slice text)
{
    for (size_t i = 0; i < s->out->count; i++)
        if (slice_equal(s->out->items[i].text, text))
            return true;
    return false;
}

static void add(struct suggester *s, struct slice text, enum field field, uint32_t documents)
{
    if (text.ptr && !is_suggested(s, text))
        vec_add(s->out, (struct suggestion){text, field, documents});
}

// --- words -----------------------------------------------------------------------------------------

// A word worth offering: no stop word, no compound (its parts are offered), no number.
static enum status is_worth(struct suggester *s, const struct expansion *word, bool *out,
                            struct error *err)
{
    const struct form *form = NULL;
    *out = false;
    if (word->documents < MIN_DOCUMENTS || word->surface.len <= MIN_PREFIX)
        return STATUS_OK;
    enum status status = analyzer_form(s->searcher->analyzer, word->surface, &form, err);
    *out = status == STATUS_OK && form && form->term_count > 0 && !(form->flags & FORM_NUMBER);
    return status;
}

static enum status add_words(struct suggester *s, const struct expansions *found, size_t start,
                             struct error *err)
{
    for (size_t i = 0; i < found->count && !vec_is_full(s->out); i++) {
        bool is_good;
        enum status status = is_worth(s, &found->items[i], &is_good, err);
        if (status != STATUS_OK)
            return status;
        if (is_good)
            add(s,
                arena_printf(s->arena, "%.*s%.*s", (int)start, s->typed.ptr,
                             SLICE_ARG(found->items[i].surface)),
                FIELD_COUNT, found->items[i].documents);
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

// « amand pav » as a pattern over words: « amand* pav* ».
static struct slice name_pattern(struct suggester *s, size_t words)
{
    struct slice_list all = {.room = vec_in(s->arena, VEC_NO_LIMIT)};
    column_words(s->typed, false, s->arena, &all);
    if (all.count < words)
        return SLICE_NONE;
    struct slice pattern = SLICE("");
    for (size_t i = all.count - words; i < all.count && pattern.ptr; i++)
        pattern = arena_printf(s->arena, "%.*s %.*s*", SLICE_ARG(pattern), SLICE_ARG(all.items[i]));
    return all.items[all.count - 1].len >= MIN_PREFIX ? pattern : SLICE_NONE;
}

// Names in `field` that the last words begin; the more words fit, the better.
static enum status suggest_names(struct suggester *s, enum field field, struct error *err)
{
    for (size_t words = NAME_WORDS; words > 0; words--) {
        struct slice pattern = name_pattern(s, words);
        struct column_value *values = NULL;
        size_t count = 0;
        if (!pattern.ptr)
            continue;
        enum status status = column_values_find(s->view, field, pattern, COLUMN_MATCH_WILDCARD,
                                                s->arena, &values, &count, err);
        for (size_t i = 0; status == STATUS_OK && i < count && i < MAX_NAMES; i++)
            add(s, values[i].value, field, values[i].documents);
        if (status != STATUS_OK || count > 0)
            return status;
    }
    return STATUS_OK;
}

enum status search_suggest(struct searcher *searcher, struct view *view, struct slice prefix,
                           struct arena *arena, struct suggestion_list *out, struct error *err)
{
    enum { MAX_TYPED = 512 };
    if (prefix.len > MAX_TYPED || !fold_is_utf8(prefix))
        return STATUS_OK; // nobody is still typing that
    struct suggester s = {
        .searcher = searcher, .view = view, .arena = arena, .typed = prefix, .out = out};
    enum status status = suggest_names(&s, FIELD_AUTHOR, err);
    if (status == STATUS_OK)
        status = suggest_names(&s, FIELD_MINISTER, err);
    if (status == STATUS_OK)
        status = suggest_words(&s, err);
    searcher_rest(searcher);
    if (status == STATUS_OK && (arena->failed || out->room.failed))
        status = error_set(err, STATUS_NO_MEMORY, "suggestions: out of memory");
    return status;
}
