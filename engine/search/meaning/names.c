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

enum {
    MAX_TOLD_PEOPLE = 4,
    MAX_SOUGHT_PEOPLE = 256, // whose exchanges are looked for: those who have most
    MAX_TAIL_USES = 4,       // documents with the word, for one of the person
};

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

// How many documents have the word in their texts, as it was typed or without accents.
static uint64_t word_documents(struct resolver *r, struct slice typed)
{
    struct buf lower, folded;
    buf_init(&lower, 0);
    buf_init(&folded, 0);
    fold_append_lower(&lower, typed);
    fold_append(&folded, typed);
    struct slice surfaces[] = {arena_copy(r->arena, buf_slice(&lower)),
                               arena_copy(r->arena, buf_slice(&folded))};
    bool failed = lower.failed || folded.failed || !surfaces[0].ptr || !surfaces[1].ptr;
    buf_clear(&lower);
    buf_clear(&folded);
    if (failed) {
        resolver_no_memory(r);
        return 0;
    }
    struct word_count words[2];
    for (int s = 0; s < 2; s++)
        words[s] =
            (struct word_count){.kind = TERM_SURFACE, .term = fold_cut(surfaces[s], TERM_NAME_MAX)};
    outcome_note(&r->outcome, view_words(r->view, words, 2, r->arena, outcome_error(&r->outcome)));
    return words[0].documents > words[1].documents ? words[0].documents : words[1].documents;
}

// Leaves out who is named by one word, the end of the surname alone or its words joined, where that is a word like
// others: « ville » is not De Ville.
static void drop_common_tails(struct resolver *r, struct people_find *find, struct slice typed)
{
    size_t kept = 0;
    uint64_t documents = 0;
    bool is_counted = false;
    if (find->room.failed)
        resolver_no_memory(r);
    for (size_t i = 0; i < find->count; i++) {
        if (find->items[i].is_tail && !is_counted) {
            documents = word_documents(r, typed);
            is_counted = true;
        }
        bool is_common = find->items[i].is_tail &&
                         documents > MAX_TAIL_USES * people_documents(find->items[i].entry);
        if (!is_common)
            find->items[kept++] = find->items[i];
    }
    find->count = kept;
    find->word_count = kept > 0 ? find->word_count : 0;
}

static struct people_find find_at(struct resolver *r, const struct query_node *node,
                                  const struct people_words *words, size_t at, bool *are_offices)
{
    struct people_find find = people_find_offices(r->people, words, at, r->arena);
    *are_offices = find.word_count > 0;
    if (find.word_count == 0 && !find.room.failed)
        find = people_find_persons(r->people, words, at, r->arena);
    const struct people_word *word = &words->items[at];
    drop_common_tails(r, &find, slice_of(node->text.ptr + word->start, word->end - word->start));
    return find;
}

static bool may_name_people(const struct resolver *r, const struct query_node *node)
{
    return r->people && !r->without_people && r->is_french && !r->is_negative &&
           node->field == FIELD_COUNT && r->field_mask == FIELD_MASK_ALL && !resolver_failed(r);
}

struct people_runs resolve_find_people(struct resolver *r, const struct query_node *node,
                                       const struct query_words *words)
{
    struct people_runs runs = {.room = vec_in(r->arena, words->count)};
    if (!may_name_people(r, node))
        return runs;
    struct people_words typed = {.room = vec_in(r->arena, VEC_NO_LIMIT)};
    people_split_typed(r->people, node->text, r->arena, &typed);
    for (size_t at = 0; at < typed.count && !resolver_failed(r);) {
        bool are_offices;
        struct people_find find = find_at(r, node, &typed, at, &are_offices);
        size_t last = find.word_count ? at + find.word_count - 1 : at;
        uint32_t start = typed.items[at].start, end = typed.items[last].end;
        bool names = find.word_count > 0 && is_whole(words, start, end);
        if (names)
            vec_add(&runs, (struct people_run){start, end, find.items, find.count, are_offices});
        at = names ? last + 1 : at + 1;
    }
    if (typed.room.failed || runs.room.failed)
        resolver_no_memory(r);
    return runs;
}

const struct people_run *people_run_at(const struct people_runs *runs,
                                       const struct query_unit *unit)
{
    for (size_t i = 0; i < runs->count; i++)
        if (runs->items[i].start < unit->end && unit->start < runs->items[i].end)
            return &runs->items[i];
    return NULL;
}

// What stands before a name and is not sought: how people are addressed, what they are, and what they did.
static const char *const TITLES[] = {
    "monsieur",  "messieurs", "madame",         "mesdames",       "mademoiselle",   "ministre",
    "ministres", "depute",    "deputee",        "senateur",       "senatrice",      "question",
    "questions", "ecrite",    "ecrites",        "orale",          "orales",         "parlementaire",
    "reponse",   "reponses",  "parlementaires", "interpellation", "interpellations"};

// What joins them: « la question de madame la ministre … ».
static const char *const LINKS[] = {"a",  "au", "d",   "de", "des", "du",  "l",
                                    "la", "le", "les", "m",  "mm",  "mme", "mmes"};

bool people_run_has_title(const struct people_runs *runs, const struct query_words *words,
                          size_t at)
{
    const struct people_run *own = people_run_at(runs, &words->units[at]), *run = NULL;
    for (size_t u = at; runs->count > 0 && !run && u < words->count; u++) {
        run = people_run_at(runs, &words->units[u]);
        struct slice word = words->units[u].slots[0].forms[0]->folded;
        if (!run && !SLICE_IS_AMONG(word, TITLES) && (u == at || !SLICE_IS_AMONG(word, LINKS)))
            return false;
    }
    return run && run != own && !run->are_offices;
}

static void add_cards(struct resolver *r, const struct people_run *run)
{
    for (size_t i = 0; i < run->count && !vec_is_full(&r->cards) && !resolver_failed(r); i++) {
        const struct people_entry *entry = run->found[i].entry;
        vec_add(&r->cards,
                (struct search_card){.name = entry->name,
                                     .kind = run->are_offices ? CARD_OFFICE : CARD_PERSON,
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
    size_t sought = run->count < MAX_SOUGHT_PEOPLE ? run->count : MAX_SOUGHT_PEOPLE;
    for (size_t i = 0; i < sought; i++) {
        const struct people_entry *entry = run->found[i].entry;
        struct slice key = run->are_offices ? entry->name : entry->key;
        terms_add(r, &list, run->are_offices ? TERM_OFFICE : TERM_PERSON,
                  fold_cut(key, TERM_NAME_MAX), 1);
    }
    size_t shown = run->count < MAX_TOLD_PEOPLE ? run->count : MAX_TOLD_PEOPLE;
    struct slice *words = resolver_alloc(r, shown + 1, sizeof *words);
    struct resolve_event *event =
        words ? resolver_event(r, RESOLVE_PEOPLE, node, run->start, run->end) : NULL;
    for (size_t i = 0; words && i < shown; i++)
        words[i] = run->found[i].entry->name;
    if (event) {
        event->words = words;
        event->word_count = shown;
        event->left_out = run->count - shown;
        event->is_cut = sought < run->count;
        event->sought = sought;
        event->are_offices = run->are_offices;
    }
    if (!r->is_silent)
        add_cards(r, run);
    struct slice label =
        shown ? arena_printf(r->arena, "personne ou fonction : %.*s", (int)(run->end - run->start),
                             node->text.ptr + run->start)
              : SLICE("");
    return terms_leaf(r, FIELD_MASK_ALL, label, &list);
}

struct match_node *resolve_meant_people(struct resolver *r, const struct query_node *node,
                                        const struct query_unit *unit, struct slice meant,
                                        struct match_node *words)
{
    struct people_words typed = {.room = vec_in(r->arena, VEC_NO_LIMIT)};
    struct match_list either = {0};
    if (!words || !may_name_people(r, node))
        return words;
    people_split_typed(r->people, meant, r->arena, &typed);
    struct people_find find = people_find_persons(r->people, &typed, 0, r->arena);
    if (typed.room.failed)
        resolver_no_memory(r);
    drop_common_tails(r, &find, meant);
    if (find.word_count == 0 || find.word_count < typed.count || resolver_failed(r))
        return words;
    const struct people_run run = {unit->start, unit->end, find.items, find.count, false};
    struct match_node *theirs = resolve_people(r, node, &run);
    if (theirs)
        theirs->weight = RESOLVE_BOOST_NEIGHBOUR;
    resolver_add(r, &either, words);
    resolver_add(r, &either, theirs);
    return match_group(r->arena, MATCH_OR, &either);
}
