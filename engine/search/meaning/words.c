// Plain words: what must match, strictly and loosely, and what only improves the order. See words.h.
//
// A run of words is resolved unit by unit. Each gives a leaf to two lists: `strict`, of which all must match, and
// `loose`, of which any may. A compound is looked for joined and in its parts (compound.h), a name by its other names
// too (names.h). Common words are left out, unless there is nothing else or a compound hangs on them; so are words
// that only ask (question.h). Words that help to ask, or make a preposition (locution.h), need not occur and only
// score. Nor need the words of a longer question that are common in the index, while there are others: a text that
// answers says some of them in other words, and the rarer ones tell it from the rest. A list of keywords is meant as
// it stands: all of them are required.
//
// The very form typed, neighbours that are neighbours in the text, and few words near each other there only score. They
// are the first that go when the query's terms run out: a quarter of the budget is kept for what must match.
#include "engine/search/meaning/words.h"

#include "base/utf8.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/compound.h"
#include "engine/search/meaning/names.h"
#include "engine/search/meaning/neighbours.h"
#include "engine/search/meaning/terms.h"
#include "engine/search/query/locution.h"
#include "engine/search/query/question.h"

#include <math.h>

enum {
    MAX_PAIRS = 16, // neighbours per run of words
    MAX_PAIR_DISTANCE = 4,
    MAX_NEAR = 3,     // words looked for near each other; a cluster asks for each of their orders
    NEAR_WINDOW = 30, // words of the text
    MIN_TERMS_FOR_ORDER = RETRIEVE_MAX_TERMS / 4, // budget kept for what must match
    LONG_QUESTION = 3,                            // words, of which the common ones need not occur
    // A word is common that more documents have than so many times the square root of all: 400 of 10,000, and in a
    // small index, where the words of the topic are in many, nearly none.
    COMMON_ROOTS = 4,
};

// A word that may stand beside another.
struct paired_word {
    const struct query_slot *slot;
    const struct form *meant; // it is also looked for by; NULL: none
    uint32_t start;           // in the text
};

// What a unit does for the query, from nothing to naming what is looked for. What does less than another one of the run
// need not occur.
enum unit_part { UNIT_COMMON, UNIT_ASKS, UNIT_LINKS, UNIT_HELPS, UNIT_NAMES };

// A word that is looked for by itself.
struct single_word {
    const struct match_node *leaf;
    const struct query_unit *unit;
    uint64_t documents;
};

// One run of words being resolved.
struct word_run {
    struct resolver *r;
    const struct query_node *node;
    struct query_words words;
    struct synonym_list names; // those among the words that have other names
    size_t names_done;
    struct people_runs people; // those that name persons or offices
    bool is_named;             // the words of a name are being resolved
    enum unit_part most;       // of all its units
    uint8_t field_mask;
    struct match_list strict, loose;
    struct {
        VEC_OF(struct single_word);
    } singles; // of the strict ones, those that may be common
    struct {
        VEC_OF(struct term_list);
    } seen;                    // what the words so far are looked for by
    struct paired_word before; // the last word that counts
    struct match_list pairs;
    struct {
        VEC_OF(struct term_list);
    } topic;            // what the words that name it are looked for by, while they are few
    size_t topic_words; // all of them
};

// --- what only improves the order ---------------------------------------------------------------

static bool may_add_order(const struct resolver *r)
{
    return r->is_french && !r->is_negative && r->terms_left > MIN_TERMS_FOR_ORDER &&
           !resolver_failed(r);
}

static void add_surface(struct word_run *run, const struct query_slot *slot, struct slice typed)
{
    struct resolver *r = run->r;
    struct term_list list = terms_new(r);
    for (size_t f = 0; may_add_order(r) && f < slot->form_count; f++)
        if (!(slot->forms[f]->flags & (FORM_NUMBER | FORM_CAPITALS)))
            terms_add(r, &list, TERM_SURFACE, slot->forms[f]->surface, 1);
    if (list.count == 0)
        return;
    struct slice label = arena_printf(r->arena, "%.*s (cette forme)", SLICE_ARG(typed));
    struct match_node *leaf = terms_leaf(r, run->field_mask, label, &list);
    if (leaf)
        leaf->weight = RESOLVE_WEIGHT_SURFACE;
    resolver_add(r, &r->optional, leaf);
}

// The word at `slot` of the unit, with the form it is also looked for by (NULL: none), and the one before it.
static void add_pair(struct word_run *run, const struct query_slot *slot, const struct form *meant,
                     const struct query_unit *unit)
{
    struct resolver *r = run->r;
    const struct paired_word before = run->before, here = {slot, meant, unit->start};
    run->before = here;
    if (!before.slot || slot->position <= before.slot->position || !may_add_order(r) ||
        slot->position - before.slot->position > MAX_PAIR_DISTANCE || vec_is_full(&run->pairs))
        return;
    struct slot_list slots = {.room = vec_in(r->arena, 2)};
    for (int s = 0; s < 2; s++) {
        const struct paired_word *of = s ? &here : &before;
        struct term_list list = terms_new(r);
        for (size_t f = 0; f < of->slot->form_count; f++)
            terms_add_form(r, &list, of->slot->forms[f], 1);
        terms_add_form(r, &list, of->meant, RESOLVE_BOOST_NEIGHBOUR);
        terms_add_slot(r, &slots, &list, s ? slot->position - before.slot->position : 0);
    }
    if (slots.count < 2)
        return;
    struct slice typed = slice_of(run->node->text.ptr + before.start, unit->end - before.start);
    struct slice label = arena_printf(r->arena, "%.*s (côte à côte)", SLICE_ARG(typed));
    struct match_node *pair = resolver_label(
        r, label, match_slots(r->arena, MATCH_PHRASE, run->field_mask, slots.items, slots.count));
    resolver_add(r, &run->pairs, pair);
    resolver_add(r, &r->optional, pair);
}

// The words that name a topic, if they are few: in a text about it they stand near each other somewhere, in any order.
static void add_near(struct word_run *run)
{
    struct resolver *r = run->r;
    size_t count = run->topic_words;
    if (count < 2 || count > MAX_NEAR || !may_add_order(r))
        return;
    struct slot_list slots = {.room = vec_in(r->arena, MAX_NEAR)};
    for (size_t i = 0; i < run->topic.count; i++)
        terms_add_slot(r, &slots, &run->topic.items[i], 0);
    struct match_node *near =
        match_slots(r->arena, MATCH_NEAR, run->field_mask, slots.items, slots.count);
    if (near) {
        near->window = NEAR_WINDOW;
        near->weight = count == 2 ? RESOLVE_WEIGHT_NEAR_TWO : RESOLVE_WEIGHT_NEAR_THREE;
    }
    struct slice label = arena_printf(r->arena, "%.*s (proches)", SLICE_ARG(run->node->text));
    resolver_add(r, &r->optional, resolver_label(r, label, near));
}

// --- words -----------------------------------------------------------------------------------------

// Whether a word before it is looked for by the same terms. « marchés » is not by those of « marché », which is also
// what texts without accents write « marche ».
static bool is_seen(struct word_run *run, const struct term_list *list, bool is_optional)
{
    for (size_t i = 0; list->count && i < run->seen.count; i++)
        if (terms_are_same(&run->seen.items[i], list))
            return true;
    // « face à face »: the second is looked for, though the first need not occur.
    if (list->count && !is_optional && !vec_add(&run->seen, *list))
        resolver_no_memory(run->r);
    return false;
}

// Whether a word of the run is no error, however rare: insisted on, known by another name, or an acronym.
static bool is_meant(const struct word_run *run, const struct query_unit *unit)
{
    enum { LONGEST_ACRONYM = 6 };
    const struct resolver *r = run->r;
    const struct slice typed = query_unit_text(unit, run->node->text);
    const size_t first = utf8_capital_len(typed);
    bool is_acronym = typed.len > 2 && typed.len <= LONGEST_ACRONYM && first > 0 &&
                      utf8_capital_len(slice_from_offset(typed, first)) > 0;
    return r->is_insisted || run->is_named || unit->slots[0].form_count != 1 || !r->is_french ||
           is_acronym;
}

// Whether it is written with a capital, and not because it comes first.
static bool is_capital(const struct word_run *run, const struct query_unit *unit)
{
    const struct slice typed = query_unit_text(unit, run->node->text);
    bool is_sentence = unit == run->words.units && run->words.count > 1;
    return !is_sentence && typed.len > 1 && utf8_capital_len(typed) > 0;
}

// Adds the stems of the word that was meant, where this one is misspelt, and returns its form; tells that, or that no
// text has the word.
static const struct form *add_neighbour(struct word_run *run, const struct query_unit *unit,
                                        struct term_list *list, const struct typed_word *word)
{
    struct resolver *r = run->r;
    struct slice meant = is_meant(run, unit) ? SLICE_NONE : neighbour_meant(r, word);
    const struct form *form = meant.ptr ? terms_form(r, meant) : NULL;
    size_t own = list->count;
    terms_add_form(r, list, form, RESOLVE_BOOST_NEIGHBOUR);
    if (list->count == own) { // nothing, or another form of the word
        if (word->documents == 0)
            resolver_event(r, RESOLVE_UNKNOWN, run->node, unit->start, unit->end);
        return NULL;
    }
    struct slice *words = resolver_alloc(r, 1, sizeof *words);
    struct resolve_event *event =
        resolver_event(r, RESOLVE_NEIGHBOUR, run->node, unit->start, unit->end);
    if (!words || !event)
        return form;
    *words = meant;
    event->words = words;
    event->word_count = 1;
    event->is_unknown = word->written == 0;
    return form;
}

static void resolve_single(struct word_run *run, const struct query_unit *unit, enum unit_part part)
{
    struct resolver *r = run->r;
    const struct query_slot *slot = &unit->slots[0];
    bool is_optional = part < UNIT_NAMES && part < run->most;
    struct typed_word word = {.form = slot->forms[0], .is_capital = is_capital(run, unit)};
    struct term_list list = terms_of_slot(r, slot, run->node, unit, &word.written);
    if (is_seen(run, &list, is_optional))
        return;
    const struct form *meant = NULL;
    const struct query_unit *compound = compound_of_one(r, run->node, unit);
    if (!is_optional && !r->is_negative) {
        word.documents = terms_documents(r, &list);
        if (word.documents == 0 && word.written > 0) {
            terms_add_plural(r, &list, word.form);
            word.documents = word.written;
        }
        meant = compound ? NULL : add_neighbour(run, unit, &list, &word);
    }
    struct slice typed = query_unit_text(unit, run->node->text);
    struct match_node *leaf = compound
                                  ? compound_resolve(r, run->node, compound, run->field_mask).either
                                  : terms_leaf(r, run->field_mask, typed, &list);
    if (meant)
        leaf = resolve_meant_people(r, run->node, unit, meant->surface, leaf);
    if (is_optional) {
        resolver_event(r, part == UNIT_LINKS ? RESOLVE_LINKS : RESOLVE_HELPS, run->node,
                       unit->start, unit->end);
        resolver_add(r, &r->optional, leaf);
    } else {
        resolver_add(r, &run->strict, leaf);
        resolver_add(r, &run->loose, leaf);
        run->topic_words += leaf != NULL;
        if (leaf && !vec_is_full(&run->topic) && !vec_add(&run->topic, list))
            resolver_no_memory(r);
        bool may_be_common = leaf && !meant && !run->is_named && !(word.form->flags & FORM_NUMBER);
        if (may_be_common &&
            !vec_add(&run->singles, (struct single_word){leaf, unit, word.documents}))
            resolver_no_memory(r);
    }
    add_surface(run, slot, typed);
    add_pair(run, slot, meant, unit);
}

// « vice-présidente »: loosely any of its parts, unless a common word makes something else of them.
static void resolve_compound(struct word_run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    struct compound_nodes nodes = compound_resolve(r, run->node, unit, run->field_mask);
    resolver_add(r, &run->strict, nodes.either);
    if (compound_hangs(unit)) {
        resolver_add(r, &run->loose, nodes.either);
        return;
    }
    for (size_t i = 0; i < nodes.any.count; i++)
        resolver_add(r, &run->loose, nodes.any.items[i]);
    for (size_t w = 0; w < nodes.word_count; w++)
        add_pair(run, nodes.words[w], NULL, unit);
}

// Which unit of the run it is; the number of all for a part of one.
static size_t place_of(const struct word_run *run, const struct query_unit *unit)
{
    size_t at = 0;
    while (at < run->words.count && &run->words.units[at] != unit)
        at++;
    return at;
}

// « d essai », « d' essai », « c est »: an article or pronoun whose apostrophe is missing or stands apart. « vitamine
// D » has a capital.
static bool is_elided(const struct word_run *run, size_t at)
{
    if (at + 1 >= run->words.count)
        return false;
    const struct query_unit *unit = &run->words.units[at], *next = unit + 1;
    const struct slice typed = query_unit_text(unit, run->node->text);
    const char *gap = run->node->text.ptr + unit->end; // a blank, or an apostrophe and one
    bool is_near = next->start - unit->end <= 1 || *gap == '\'' || (*gap & 0x80);
    if (typed.len != 1 || (*typed.ptr != 'd' && *typed.ptr != 'c') || !is_near)
        return false;
    struct slice word = next->slots[0].forms[0]->folded;
    return *typed.ptr == 'c' ? word.ptr[0] == 'e' && query_unit_is_stop(next)
                             : word.len > 1 && strchr("aeiouyh", word.ptr[0]);
}

static enum unit_part part_of(const struct word_run *run, const struct query_unit *unit)
{
    size_t at = place_of(run, unit);
    const struct query_slot *slot = &unit->slots[0];
    if (query_unit_is_stop(unit) || is_elided(run, at) ||
        people_run_has_title(&run->people, &run->words, at))
        return UNIT_COMMON;
    if (run->r->is_french && run->r->mode != MODE_ALL && at < run->words.count &&
        locution_has(&run->words, at, run->node->text))
        return UNIT_LINKS;
    if (!run->r->is_question || unit->slot_count > 1 || slot->form_count > 1)
        return UNIT_NAMES;
    if (question_word_is_weak(slot->forms[0]->surface))
        return UNIT_ASKS;
    return question_word_helps(slot->forms[0]->surface) ? UNIT_HELPS : UNIT_NAMES;
}

static enum unit_part most_of(const struct word_run *run)
{
    enum unit_part most = UNIT_COMMON;
    for (size_t u = 0; u < run->words.count; u++) {
        enum unit_part part = part_of(run, &run->words.units[u]);
        most = part > most ? part : most;
    }
    return most;
}

static void resolve_apart(struct word_run *run, const struct query_unit *unit);

static void resolve_unit(struct word_run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    enum unit_part part = part_of(run, unit);
    if (part == UNIT_COMMON) {
        r->saw_stops = true;
        resolver_event(r, RESOLVE_STOPS, run->node, unit->start, unit->end);
    } else if (part == UNIT_ASKS && run->most > part) {
        resolver_event(r, RESOLVE_WEAK, run->node, unit->start, unit->end);
    } else if (unit->slot_count == 1 && unit->cover_count == 0) {
        resolve_single(run, unit, part);
    } else if (compound_is_apart(r, unit)) {
        resolve_apart(run, unit);
    } else {
        resolve_compound(run, unit);
    }
}

// The parts of a compound, each as a word by itself.
static void resolve_apart(struct word_run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    struct query_unit *parts = resolver_alloc(r, unit->slot_count, sizeof *parts);
    resolver_event(r, RESOLVE_APART, run->node, unit->start, unit->end);
    for (size_t s = 0; parts && s < unit->slot_count; s++) {
        const struct token *token = run->words.tokens.tokens;
        while (token->position != unit->slots[s].position)
            token++;
        parts[s] = (struct query_unit){
            .start = token->start, .end = token->end, .slots = &unit->slots[s], .slot_count = 1};
        resolve_unit(run, &parts[s]);
    }
}

// The name that the unit begins, NULL when it begins none.
static const struct synonym *name_at(struct word_run *run, const struct query_unit *unit)
{
    while (run->names_done < run->names.count &&
           run->names.items[run->names_done].start < unit->start)
        run->names_done++;
    if (run->names_done == run->names.count)
        return NULL;
    const struct synonym *name = &run->names.items[run->names_done];
    return name->start < unit->end ? name : NULL;
}

// Two words that texts write as one, and nothing else; loosely the one that is no common word will do.
static void resolve_instead(struct word_run *run, size_t unit, const struct query_unit *two)
{
    struct resolver *r = run->r;
    compound_tell(r, run->node, two);
    resolve_compound(run, two);
    for (size_t s = 0; compound_hangs(two) && s < two->slot_count; s++) {
        struct term_list word = terms_of_slot(r, &two->slots[s], run->node, NULL, NULL);
        struct slice typed = query_unit_text(&run->words.units[unit + s], run->node->text);
        resolver_add(r, &run->loose, terms_leaf(r, run->field_mask, typed, &word));
    }
}

// Two words that texts also write as one.
static void resolve_beside(struct word_run *run, size_t unit, const struct query_unit *two)
{
    struct resolver *r = run->r;
    struct match_list strict = run->strict, either = {0};
    run->strict = (struct match_list){0};
    resolve_unit(run, &run->words.units[unit]);
    resolve_unit(run, &run->words.units[unit + 1]);
    struct match_node *words = match_group(r->arena, MATCH_AND, &run->strict);
    run->strict = strict;
    if (!words) // they stood in the query before
        return;
    if (!compound_is_numbered(two))
        compound_tell(r, run->node, two);
    struct match_node *joined = compound_resolve(r, run->node, two, run->field_mask).joined;
    if (joined) // as another name is, by as much as it stands for
        joined->weight = 1 / (float)two->slot_count;
    resolver_add(r, &either, words);
    resolver_add(r, &either, joined);
    resolver_add(r, &run->loose, joined);
    resolver_add(r, &run->strict, match_group(r->arena, MATCH_OR, &either));
}

// One unit, or two that are a compound; returns the unit after.
static size_t resolve_one_or_two(struct word_run *run, size_t unit)
{
    const struct query_unit *units = run->words.units;
    const struct query_unit *two = compound_of_two(run->r, &run->words, unit);
    if (!two)
        resolve_unit(run, &units[unit]);
    else if (compound_adds_to_words(run->r, two))
        resolve_beside(run, unit, two);
    else
        resolve_instead(run, unit, two);
    return unit + (two ? 2 : 1);
}

// The units of a name, or its other names; returns the unit after.
static size_t resolve_named(struct word_run *run, size_t unit, const struct synonym *name)
{
    struct resolver *r = run->r;
    struct match_list strict = run->strict, loose = run->loose, either = {0};
    run->strict = run->loose = (struct match_list){0};
    run->is_named = true;
    while (unit < run->words.count && run->words.units[unit].start < name->end)
        unit = resolve_one_or_two(run, unit);
    run->is_named = false;
    struct match_node *words = match_group(r->arena, MATCH_AND, &run->strict);
    for (size_t i = 0; i < run->loose.count; i++)
        resolver_add(r, &loose, run->loose.items[i]);
    if (words) { // else they stood in the query before
        resolver_add(r, &either, words);
        resolve_other_names(r, run->node, name, &either);
    }
    for (size_t i = 1; i < either.count; i++)
        resolver_add(r, &loose, either.items[i]);
    run->strict = strict;
    run->loose = loose;
    resolver_add(r, &run->strict, match_group(r->arena, MATCH_OR, &either));
    return unit;
}

// The units that name somebody: texts with all of them, or what is theirs. What there is to say of the words is that
// they are a name. Returns the unit after.
static size_t resolve_persons(struct word_run *run, size_t unit, const struct people_run *people)
{
    struct resolver *r = run->r;
    struct match_list strict = run->strict, either = {0};
    run->strict = (struct match_list){0};
    bool was_silent = r->is_silent;
    r->is_silent = run->is_named = true;
    for (; unit < run->words.count && run->words.units[unit].start < people->end; unit++)
        resolve_unit(run, &run->words.units[unit]);
    run->is_named = false;
    r->is_silent = was_silent;
    struct match_node *words = match_group(r->arena, MATCH_AND, &run->strict);
    run->strict = strict;
    if (!words) // they stood in the query before
        return unit;
    struct match_node *theirs = resolve_people(r, run->node, people);
    resolver_add(r, &either, words);
    resolver_add(r, &either, theirs);
    resolver_add(r, &run->loose, theirs);
    resolver_add(r, &run->strict, match_group(r->arena, MATCH_OR, &either));
    return unit;
}

static void resolve_units(struct word_run *run)
{
    for (size_t u = 0; u < run->words.count && !resolver_failed(run->r);) {
        const struct people_run *people = people_run_at(&run->people, &run->words.units[u]);
        if (people) {
            u = resolve_persons(run, u, people);
            continue;
        }
        const struct synonym *name = name_at(run, &run->words.units[u]);
        if (name)
            u = resolve_named(run, u, name);
        else
            u = resolve_one_or_two(run, u);
    }
}

// --- the common words of a question ----------------------------------------------------------------

// The word that a strict node is, where that is a common one; NULL: it must occur.
static const struct single_word *common_word(const struct word_run *run,
                                             const struct match_node *node)
{
    uint64_t limit = COMMON_ROOTS * COMMON_ROOTS * run->r->view->info.documents;
    for (size_t i = 0; i < run->singles.count; i++) {
        const struct single_word *word = &run->singles.items[i];
        if (word->leaf == node && word->documents * word->documents > limit)
            return word;
    }
    return NULL;
}

// Where all strict nodes are common words, which of them is the rarest: it must occur. NULL: others must.
static const struct match_node *rarest_of_common(const struct word_run *run)
{
    const struct match_node *rarest = NULL;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < run->strict.count; i++) {
        const struct single_word *word = common_word(run, run->strict.items[i]);
        if (!word)
            return NULL;
        if (word->documents < least) {
            least = word->documents;
            rarest = word->leaf;
        }
    }
    return rarest;
}

// Common words of a long question only score.
static void spare_common(struct word_run *run)
{
    struct resolver *r = run->r;
    bool is_firm = run->node->field != FIELD_COUNT || r->is_insisted || r->is_negative;
    if (r->mode != MODE_AUTO || !r->is_question || is_firm || run->strict.count < LONG_QUESTION)
        return;
    const struct match_node *rarest = rarest_of_common(run);
    struct match_list strict = {0};
    for (size_t i = 0; i < run->strict.count; i++) {
        struct match_node *node = run->strict.items[i];
        const struct single_word *word = node == rarest ? NULL : common_word(run, node);
        resolver_add(r, word ? &r->optional_strict : &strict, node);
        if (word)
            resolver_event(r, RESOLVE_COMMON, run->node, word->unit->start, word->unit->end);
    }
    run->strict = strict;
}

// Nothing but common words, and nothing else in the query: each as it stands.
static void resolve_stops(struct word_run *run)
{
    struct resolver *r = run->r;
    const struct query_words *words = &run->words;
    for (size_t u = 0; u < words->count; u++) {
        struct term_list list = terms_as_written(r, &words->units[u].slots[0]);
        struct slice typed = query_unit_text(&words->units[u], run->node->text);
        struct match_node *leaf = terms_leaf(r, run->field_mask, typed, &list);
        resolver_add(r, &run->strict, leaf);
        resolver_add(r, &run->loose, leaf);
    }
    resolver_event(r, RESOLVE_STOPS_ONLY, run->node, 0, (uint32_t)run->node->text.len);
}

struct resolve_pair resolve_words(struct resolver *r, const struct query_node *node)
{
    struct resolve_pair none = {NULL, NULL};
    struct word_run run = {.r = r, .node = node, .field_mask = resolver_field_mask(r, node)};
    const struct query_words *words = resolver_leaf_words(r, node);
    if (!words)
        return none;
    run.words = *words;
    run.names = resolve_find_names(r, words);
    run.people = resolve_find_people(r, node, words);
    run.singles.room = vec_in(r->arena, run.words.tokens.count);
    run.seen.room = vec_in(r->arena, run.words.tokens.count);
    run.pairs.room = vec_in(r->arena, MAX_PAIRS);
    run.topic.room = vec_in(r->arena, MAX_NEAR);
    run.most = most_of(&run);
    bool only_stops = true;
    for (size_t u = 0; u < run.words.count; u++)
        only_stops = only_stops && query_unit_is_stop(&run.words.units[u]);
    if (only_stops && r->keeps_stops)
        resolve_stops(&run);
    else
        resolve_units(&run);
    spare_common(&run);
    add_near(&run);
    for (size_t p = 0; p < run.pairs.count; p++)
        run.pairs.items[p]->weight = RESOLVE_WEIGHT_PAIR / sqrtf((float)run.pairs.count);
    return (struct resolve_pair){match_group(r->arena, MATCH_AND, &run.strict),
                                 match_group(r->arena, MATCH_OR, &run.loose)};
}
