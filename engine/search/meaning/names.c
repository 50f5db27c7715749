// Names of things and of people. See names.h.
//
// Other names come from the list of synonyms. Persons and offices are looked up in what the searcher knows of the
// generation (memory/people.h), from each word in turn, the longest run first. What is theirs is a leaf of terms like
// any other: it is ranked, counted and explained so.
#include "engine/search/meaning/names.h"

#include "engine/search/limits.h"
#include "engine/search/meaning/phrase.h"
#include "engine/search/meaning/terms.h"
#include "stemmer/text/fold.h"

struct synonym_list resolve_find_names(struct resolver *r, const struct query_words *words)
{
    struct synonym_list names = {NULL, 0};
    if (!r->synonyms || !r->is_french || r->is_negative || resolver_failed(r))
        return names;
    outcome_note(&r->outcome, synonyms_find(r->synonyms, &words->tokens, r->arena, &names,
                                            outcome_error(&r->outcome)));
    return names;
}

void resolve_other_names(struct resolver *r, const struct query_node *node,
                         const struct synonym *name, struct match_list *out)
{
    struct slice *found = resolver_alloc(r, name->alternative_count, sizeof *found);
    size_t count = 0;
    for (size_t i = 0; found && i < name->alternative_count && !resolver_failed(r); i++) {
        struct slice text = name->alternatives[i];
        struct match_node *other = resolve_name(r, resolver_field_mask(r, node), text);
        if (!other)
            continue;
        resolver_add(r, out, other);
        found[count++] = text;
    }
    if (count == 0)
        return;
    struct resolve_event *event = resolver_event(r, RESOLVE_SYNONYMS, node, name->start, name->end);
    if (event) {
        event->words = found;
        event->word_count = count;
    }
}

// --- persons and offices ---------------------------------------------------------------------------

enum { MAX_TOLD_PEOPLE = 4 };

// Whether bytes start..end are whole units, at least one of them no stop word: « martin-pêcheur » is not Martin.
static bool is_whole(const struct query_words *words, uint32_t start, uint32_t end)
{
    bool has_content = false;
    for (size_t u = 0; u < words->count; u++) {
        const struct query_unit *unit = &words->units[u];
        if (unit->end <= start || unit->start >= end)
            continue;
        if (unit->start < start || unit->end > end)
            return false;
        has_content = has_content || !query_unit_is_stop(unit);
    }
    return has_content;
}

static struct people_find find_at(struct resolver *r, const struct people_words *words, size_t at,
                                  bool *are_offices)
{
    bool failed = false;
    struct people_find find = people_find_offices(r->people, words, at, r->arena, &failed);
    *are_offices = find.word_count > 0;
    if (find.word_count == 0)
        find = people_find_persons(r->people, words, at, r->arena, &failed);
    if (failed)
        resolver_no_memory(r);
    return find;
}

struct people_runs resolve_find_people(struct resolver *r, const struct query_node *node,
                                       const struct query_words *words)
{
    struct people_runs runs = {.room = vec_in(r->arena, words->count)};
    if (!r->people || r->without_people || !r->is_french || r->is_negative ||
        node->field != FIELD_COUNT || r->field_mask != FIELD_MASK_ALL || resolver_failed(r))
        return runs;
    struct people_words typed = {.room = vec_in(r->arena, VEC_NO_LIMIT)};
    people_split(node->text, r->arena, &typed);
    for (size_t at = 0; at < typed.count && !resolver_failed(r);) {
        bool are_offices;
        struct people_find find = find_at(r, &typed, at, &are_offices);
        size_t last = find.word_count ? at + find.word_count - 1 : at;
        uint32_t start = typed.items[at].start, end = typed.items[last].end;
        bool names = find.word_count > 0 && is_whole(words, start, end);
        if (names)
            vec_add(&runs, (struct people_run){start, end, find.found, find.count, are_offices});
        at = names ? last + 1 : at + 1;
    }
    if (typed.room.failed || runs.room.failed)
        resolver_no_memory(r);
    return runs;
}

static void add_cards(struct resolver *r, const struct people_run *run)
{
    for (size_t i = 0; i < run->count && !vec_is_full(&r->cards) && !resolver_failed(r); i++) {
        const struct people_entry *entry = run->found[i];
        vec_add(&r->cards, (struct search_card){.name = entry->name,
                                                .is_office = run->are_offices,
                                                .asked = entry->documents[PEOPLE_AUTHOR],
                                                .received = entry->documents[PEOPLE_MINISTER],
                                                .answered = entry->documents[PEOPLE_RESPONDENT]});
    }
    if (r->cards.room.failed)
        resolver_no_memory(r);
}

struct match_node *resolve_people(struct resolver *r, const struct query_node *node,
                                  const struct people_run *run)
{
    struct term_list list = terms_new(r);
    for (size_t i = 0; i < run->count; i++) {
        struct slice key = run->are_offices ? run->found[i]->name : run->found[i]->key;
        terms_add(r, &list, run->are_offices ? TERM_OFFICE : TERM_PERSON,
                  fold_cut(key, TERM_NAME_MAX), 1);
    }
    size_t shown = run->count < MAX_TOLD_PEOPLE ? run->count : MAX_TOLD_PEOPLE;
    struct slice *words = resolver_alloc(r, shown + 1, sizeof *words);
    struct resolve_event *event =
        words ? resolver_event(r, RESOLVE_PEOPLE, node, run->start, run->end) : NULL;
    for (size_t i = 0; words && i < shown; i++)
        words[i] = run->found[i]->name;
    if (event) {
        event->words = words;
        event->word_count = shown;
        event->left_out = run->count - shown;
    }
    if (!r->is_silent)
        add_cards(r, run);
    struct slice label =
        shown ? arena_printf(r->arena, "personne ou fonction : %.*s", (int)(run->end - run->start),
                             node->text.ptr + run->start)
              : SLICE("");
    return terms_leaf(r, FIELD_MASK_ALL, label, &list);
}
