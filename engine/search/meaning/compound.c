// See compound.h.
//
// Whether texts write a compound is asked of the joined term that the analyzer gives each. Where there are few
// exchanges, few compounds are known, and one that nobody has written yet is still taken for one.
#include "engine/search/meaning/compound.h"

#include "base/buf.h"
#include "engine/search/meaning/terms.h"
#include "engine/search/query/question.h"
#include "stemmer/text/fold.h"

enum {
    MANY_DOCUMENTS = 2000,
    LETTERS_OF_SECOND = 4, // and one less behind a long maker: « soussol »
    RARE_COMPOUND =
        50, // times as many documents with its second word: « sans permis » is two words
    RAREST_COMPOUND = 2000, // and where its first word is no preposition: « un non lieu »
    RARE_PREFIX = 1, // as many documents with its first, which then is a prefix: « télé travail »
    LETTERS_OF_NUMBERED = 5, // « COP26 », « PM10 », « ISO9001 »: at most
    DIGITS_OF_NUMBERED = 5,  // « ISO14001 »
};

// What makes another thing of the word behind it, folded: common words, and prefixes that texts
// join, hyphen or set apart.
static const char *const MAKERS[] = {
    "aero",   "agro",  "anti",   "apres", "arriere", "auto",   "avant", "ayant", "ayants",
    "bien",   "bio",   "burn",   "co",    "contre",  "cyber",  "demi",  "eco",   "electro",
    "entre",  "euro",  "ex",     "extra", "gastro",  "geo",    "hors",  "hydro", "hyper",
    "infra",  "inter", "intra",  "macro", "mal",     "medico", "mi",    "micro", "mini",
    "moins",  "mono",  "multi",  "nano",  "neo",     "neuro",  "non",   "open",  "para",
    "peri",   "photo", "pluri",  "plus",  "poly",    "post",   "pre",   "primo", "pseudo",
    "psycho", "quasi", "radio",  "retro", "sans",    "semi",   "socio", "sous",  "super",
    "supra",  "sur",   "techno", "tele",  "thermo",  "tout",   "toute", "trans", "ultra",
    "video"};

// Those of them that as often stand between two things: « taxe sur population » has nothing of
// « surpopulation ».
static const char *const BETWEEN[] = {"sur", "entre"};

// What a preposition does not follow, folded.
static const char *const DETERMINERS[] = {"ce",  "ces", "cet", "cette", "des",   "du",
                                          "la",  "le",  "les", "leur",  "leurs", "sa",
                                          "ses", "son", "un",  "une"};

// Common words that make another thing of the word before them, folded: « rendez-vous »,
// « fourre-tout ».
static const char *const ENDS[] = {"rien", "tout", "vous"};

// Common words that begin no compound, folded.
static const char *const PLAIN[] = {"a",   "au", "aux", "avec", "chez", "d",  "dans", "de",
                                    "des", "du", "et",  "l",    "la",   "le", "les",  "ou",
                                    "par", "se", "sa",  "ses",  "son",  "un", "une",  "vers"};

static struct slice folded_of(const struct query_slot *slot)
{
    return slot->forms[0]->folded;
}

bool compound_hangs(const struct query_unit *unit)
{
    return unit->cover_count > 0 && unit->slot_count > 1 &&
           (query_slot_is_stop(&unit->slots[0]) ||
            query_slot_is_stop(&unit->slots[unit->slot_count - 1]));
}

// --- written otherwise than texts do ---------------------------------------------------------------

static struct term_list joined_terms(struct resolver *r, const struct query_unit *unit)
{
    struct term_list joined = terms_new(r);
    for (size_t c = 0; c < unit->cover_count; c++)
        terms_add_form(r, &joined, unit->covers[c], 1);
    return joined;
}

// How many documents have it joined or with its hyphen. It costs the query no terms.
static uint64_t times_written(struct resolver *r, const struct query_unit *unit)
{
    size_t left = r->terms_left;
    struct term_list joined = joined_terms(r, unit);
    r->terms_left = left;
    return terms_documents(r, &joined);
}

static uint64_t times_of_word(struct resolver *r, const struct form *form)
{
    size_t left = r->terms_left;
    struct term_list word = terms_new(r);
    terms_add_form(r, &word, form, 1);
    r->terms_left = left;
    return terms_documents(r, &word);
}

// « porte-à-porte »: a common word within, which holds it together where texts write blanks.
static bool is_tied(const struct query_unit *unit)
{
    for (size_t s = 1; s + 1 < unit->slot_count; s++)
        if (query_slot_is_stop(&unit->slots[s]))
            return true;
    return false;
}

bool compound_is_apart(struct resolver *r, const struct query_unit *unit)
{
    bool makes_another = is_tied(unit) || (compound_hangs(unit) &&
                                           !SLICE_IS_AMONG(folded_of(&unit->slots[0]), PLAIN));
    return unit->cover_count > 0 && unit->slot_count > 1 && !unit->is_date && !r->is_insisted &&
           !r->is_negative && r->is_french && r->mode != MODE_ALL && !makes_another &&
           r->view->info.documents >= MANY_DOCUMENTS && times_written(r, unit) == 0 &&
           !resolver_failed(r);
}

// A compound of two words in a row, of which the form is all, joined; NULL without memory.
static const struct query_unit *make(struct resolver *r, const struct form *const words[2],
                                     const struct form *all, const struct query_unit *typed)
{
    const struct form **forms = resolver_alloc(r, 3, sizeof *forms);
    struct query_slot *slots = resolver_alloc(r, 2, sizeof *slots);
    struct query_unit *unit = resolver_alloc(r, 1, sizeof *unit);
    if (!forms || !slots || !unit)
        return NULL;
    uint32_t position = typed->slots[0].position;
    for (uint32_t s = 0; s < 2; s++) {
        forms[s] = words[s];
        slots[s] = (struct query_slot){&forms[s], 1, position + s};
    }
    forms[2] = all;
    *unit = (struct query_unit){.start = typed->start,
                                .end = typed->end,
                                .slots = slots,
                                .slot_count = 2,
                                .covers = &forms[2],
                                .cover_count = 1};
    return unit;
}

static bool is_one_form(const struct query_unit *unit)
{
    return unit->slot_count == 1 && unit->cover_count == 0 && unit->slots[0].form_count == 1;
}

static bool has_digit(const struct query_unit *unit)
{
    return (unit->slots[0].forms[0]->flags & FORM_NUMBER) != 0;
}

static bool is_word(const struct query_unit *unit)
{
    return is_one_form(unit) && !has_digit(unit);
}

// « PAC 2023 » is no thing of its own: a year is a year.
static bool is_year(struct slice digits)
{
    enum { YEAR = 4 };
    return digits.len == YEAR &&
           (slice_starts_with(digits, SLICE("19")) || slice_starts_with(digits, SLICE("20")));
}

// Where the number of « cop26 » begins; 0: it is nothing of that kind. One letter and a number are the analyzer's.
static size_t number_at(struct slice surface)
{
    size_t letters = 0, at = surface.len;
    while (at > 0 && char_is_digit(surface.ptr[at - 1]))
        at--;
    while (letters < at && char_is_letter(surface.ptr[letters]))
        letters++;
    size_t digits = surface.len - at;
    bool is_numbered = letters == at && letters >= 2 && letters <= LETTERS_OF_NUMBERED &&
                       digits >= 1 && digits <= DIGITS_OF_NUMBERED &&
                       !is_year(slice_from_offset(surface, at));
    return is_numbered ? at : 0;
}

// Whether the second makes another thing of the first.
static bool ends_compound(const struct form *first, const struct form *second)
{
    return SLICE_IS_AMONG(second->folded, ENDS) && first->term_count > 0 &&
           !question_word_is_weak(first->surface);
}

// Whether a folded word begins with a maker: most do not, and are looked at no further.
static bool begins_with_maker(struct slice folded)
{
    for (size_t m = 0; m < sizeof MAKERS / sizeof *MAKERS; m++)
        if (folded.len > 0 && *MAKERS[m] == *folded.ptr &&
            slice_starts_with(folded, slice_from(MAKERS[m])))
            return true;
    return false;
}

// Whether the two may be one thing: one makes another of the other, or they are a name and its number.
static bool may_be_joined(const struct query_unit *first, const struct query_unit *second)
{
    const struct form *name = first->slots[0].forms[0], *other = second->slots[0].forms[0];
    return ends_compound(name, other) ||
           (SLICE_IS_AMONG(name->folded, MAKERS) && !query_unit_is_stop(second));
}

// What the two are called with a hyphen; NULL: they are two words even then.
static const struct form *hyphened(struct resolver *r, const struct form *const words[2])
{
    struct slice text = arena_printf(r->arena, "%.*s-%.*s", SLICE_ARG(words[0]->surface),
                                     SLICE_ARG(words[1]->surface));
    struct query_words with;
    if (!text.ptr)
        resolver_no_memory(r);
    if (!resolver_words(r, text, &with) || with.count != 1)
        return NULL;
    const struct query_unit *unit = &with.units[0];
    return unit->cover_count > 0 ? unit->covers[0]
           : is_one_form(unit)   ? unit->slots[0].forms[0]
                                 : NULL;
}

// What a name and its number are called joined; NULL: the two are no such thing.
static const struct form *numbered(struct resolver *r, const struct form *const words[2])
{
    struct slice joined = arena_printf(r->arena, "%.*s%.*s", SLICE_ARG(words[0]->surface),
                                       SLICE_ARG(words[1]->surface));
    if (!joined.ptr)
        resolver_no_memory(r);
    bool is_numbered =
        words[0]->term_count > 0 && joined.ptr && number_at(joined) == words[0]->folded.len;
    return is_numbered ? terms_form(r, joined) : NULL;
}

// Whether texts have it so often that hardly anything else is meant, beside what its words mean each.
static bool is_usual(struct resolver *r, const struct query_unit *unit)
{
    const struct query_slot *slots = unit->slots;
    const struct form *first = slots[0].forms[0], *second = slots[1].forms[0];
    uint64_t written = times_written(r, unit);
    bool is_named =
        !query_slot_is_stop(&slots[1]) && !(second->flags & FORM_NUMBER); // by its second
    return written * RARE_COMPOUND >= times_of_word(r, is_named ? second : first) ||
           (is_named && first->term_count > 0 && written * RARE_PREFIX >= times_of_word(r, first));
}

// Whether a maker that is units[at] can be no preposition of what follows, « la sur représentation », or hardly, where
// the query begins with it: « non lieu ».
static bool begins_name(const struct query_words *words, size_t at)
{
    const struct query_unit *before = at > 0 ? &words->units[at - 1] : NULL;
    bool is_maker = SLICE_IS_AMONG(folded_of(&words->units[at].slots[0]), MAKERS);
    return is_maker && (!before || SLICE_IS_AMONG(folded_of(&before->slots[0]), DETERMINERS));
}

const struct query_unit *compound_of_two(struct resolver *r, const struct query_words *words,
                                         size_t at)
{
    const struct query_unit *first = &words->units[at], *second = first + 1;
    if (at + 1 == words->count || !r->is_french || !is_word(first) || !is_one_form(second) ||
        second->start != first->end + 1 || (is_word(second) && !may_be_joined(first, second)))
        return NULL;
    const struct form *forms[] = {first->slots[0].forms[0], second->slots[0].forms[0]};
    const struct form *all = is_word(second) ? hyphened(r, forms) : numbered(r, forms);
    const struct query_unit typed = {
        .start = first->start, .end = second->end, .slots = first->slots};
    const struct query_unit *unit = all ? make(r, forms, all, &typed) : NULL;
    uint64_t written = unit ? times_written(r, unit) : 0;
    bool is_one = written > 0 &&
                  (is_usual(r, unit) || (is_word(second) && begins_name(words, at) &&
                                         written * RAREST_COMPOUND >= times_of_word(r, forms[1])));
    return is_one && !resolver_failed(r) ? unit : NULL;
}

bool compound_is_numbered(const struct query_unit *unit)
{
    return (unit->slots[1].forms[0]->flags & FORM_NUMBER) != 0;
}

// The common word of which the form is the other number, « ayant » of « ayants »; NULL: of none.
static const struct form *common_of(struct resolver *r, const struct form *form)
{
    const struct form *other = form->term_count > 0 ? terms_form(r, form->terms[0]) : NULL;
    return other && other->term_count == 0 ? other : NULL;
}

bool compound_adds_to_words(struct resolver *r, const struct query_unit *unit)
{
    bool is_between = SLICE_IS_AMONG(folded_of(&unit->slots[0]), BETWEEN);
    bool hangs = compound_hangs(unit) || common_of(r, unit->slots[0].forms[0]);
    return compound_is_numbered(unit) || is_between || !hangs || !is_usual(r, unit);
}

// Whether texts usually write the word with a hyphen after its first `len` bytes, and not because a line ended there:
// then what follows is no word.
static bool has_hyphen_after(struct resolver *r, struct slice surface, size_t len)
{
    struct slice second = slice_from_offset(surface, len);
    struct slice with =
        arena_printf(r->arena, "%.*s-%.*s", (int)len, surface.ptr, SLICE_ARG(second));
    struct word_count words[] = {{.kind = TERM_SURFACE, .term = with},
                                 {.kind = TERM_SURFACE, .term = surface},
                                 {.kind = TERM_SURFACE, .term = second}};
    if (!with.ptr)
        resolver_no_memory(r);
    // Most have none: the others are not looked up for them.
    return !resolver_failed(r) &&
           outcome_note(&r->outcome,
                        view_words(r->view, words, 1, NULL, outcome_error(&r->outcome))) &&
           words[0].documents > 0 &&
           outcome_note(&r->outcome,
                        view_words(r->view, words + 1, 2, NULL, outcome_error(&r->outcome))) &&
           words[2].documents > words[0].documents &&
           words[0].documents * RARE_COMPOUND >= words[1].documents;
}

// Whether the beginning of a word is one of the makers, which have at most seven letters.
static bool is_maker(struct slice start)
{
    char room[FOLD_MAX_GROWTH * 16];
    struct buf folded = buf_over(room, sizeof room);
    fold_append(&folded, start);
    return !folded.failed && SLICE_IS_AMONG(buf_slice(&folded), MAKERS);
}

// The word in two parts, the second from byte `at` on.
static const struct query_unit *part(struct resolver *r, const struct query_unit *unit, size_t at)
{
    const struct form *all = unit->slots[0].forms[0];
    const struct form *words[] = {terms_form(r, slice_of(all->surface.ptr, at)),
                                  terms_form(r, slice_from_offset(all->surface, at))};
    return words[0] && words[1] ? make(r, words, all, unit) : NULL;
}

// « rendez-vous », which the analyzer takes for one word.
static const struct query_unit *without_hyphen(struct resolver *r, const struct query_unit *unit)
{
    struct slice surface = unit->slots[0].forms[0]->surface;
    size_t hyphen = slice_find(surface, SLICE("-"));
    if (hyphen == 0 || hyphen + 1 >= surface.len)
        return NULL;
    const struct form *words[] = {terms_form(r, slice_of(surface.ptr, hyphen)),
                                  terms_form(r, slice_from_offset(surface, hyphen + 1))};
    bool are_two = words[0] && words[1] && ends_compound(words[0], words[1]);
    return are_two ? make(r, words, unit->slots[0].forms[0], unit) : NULL;
}

static const struct query_unit *prefixed(struct resolver *r, const struct query_unit *unit)
{
    enum { LONGEST_MAKER = 8, LONG_MAKER = 4 }; // bytes
    if (!r->is_french || !is_word(unit) || query_unit_is_stop(unit))
        return NULL;
    struct slice surface = unit->slots[0].forms[0]->surface;
    bool may_begin = begins_with_maker(folded_of(&unit->slots[0]));
    for (size_t len = 2; may_begin && len <= LONGEST_MAKER &&
                         len + LETTERS_OF_SECOND - (len >= LONG_MAKER) <= surface.len;
         len++)
        if (((unsigned char)surface.ptr[len] & 0xC0) != 0x80 &&
            is_maker(slice_of(surface.ptr, len)) && has_hyphen_after(r, surface, len))
            return part(r, unit, len);
    return without_hyphen(r, unit);
}

static const struct query_unit *with_number(struct resolver *r, const struct query_unit *unit)
{
    size_t at = r->is_french && is_one_form(unit) ? number_at(unit->slots[0].forms[0]->surface) : 0;
    const struct query_unit *parts = at > 0 ? part(r, unit, at) : NULL;
    bool are_known = parts && times_of_word(r, parts->slots[0].forms[0]) > 0 &&
                     times_of_word(r, parts->slots[1].forms[0]) > 0;
    return are_known && !resolver_failed(r) ? parts : NULL;
}

const struct query_unit *compound_of_one(struct resolver *r, const struct query_node *node,
                                         const struct query_unit *unit)
{
    const struct query_unit *numbered = with_number(r, unit);
    const struct query_unit *joined = numbered ? NULL : prefixed(r, unit);
    if (joined)
        compound_tell(r, node, joined);
    return joined ? joined : numbered;
}

void compound_tell(struct resolver *r, const struct query_node *node, const struct query_unit *unit)
{
    bool has_hyphen = memchr(node->text.ptr + unit->start, '-', unit->end - unit->start);
    struct slice *word = resolver_alloc(r, 1, sizeof *word);
    struct resolve_event *event =
        word ? resolver_event(r, RESOLVE_SYNONYMS, node, unit->start, unit->end) : NULL;
    if (!event)
        return;
    *word = arena_printf(r->arena, "%.*s%c%.*s", SLICE_ARG(unit->slots[0].forms[0]->surface),
                         has_hyphen ? ' ' : '-', SLICE_ARG(unit->slots[1].forms[0]->surface));
    event->words = word;
    event->word_count = 1;
}

// --- what to look for ------------------------------------------------------------------------------

// « ayant » and « ayants », of which only one is a common word: as the other is written.
static void add_common_number(struct resolver *r, struct term_list *list, const struct form *form)
{
    const struct form *common = common_of(r, form);
    if (form->term_count == 0)
        terms_add(r, list, TERM_STEM, form->folded, 1);
    else if (common)
        terms_add(r, list, TERM_SURFACE, common->surface, 1);
}

struct term_list compound_slot_terms(struct resolver *r, const struct query_unit *unit, size_t s,
                                     const struct query_node *node)
{
    const struct query_slot *slot = &unit->slots[s];
    bool is_compound = unit->cover_count > 0 && unit->slot_count > 1 && !unit->is_date;
    bool is_end = is_compound && (s == 0 || s + 1 == unit->slot_count);
    struct term_list list = is_end && query_slot_is_stop(slot)
                                ? terms_as_written(r, slot)
                                : terms_of_slot(r, slot, node, NULL, NULL);
    for (size_t f = 0; is_end && r->is_french && f < slot->form_count; f++)
        add_common_number(r, &list, slot->forms[f]);
    return list;
}

struct compound_nodes compound_resolve(struct resolver *r, const struct query_node *node,
                                       const struct query_unit *unit, uint8_t field_mask)
{
    struct compound_nodes nodes = {.words =
                                       resolver_alloc(r, unit->slot_count, sizeof *nodes.words)};
    struct match_list either = {0};
    struct term_list joined = joined_terms(r, unit);
    struct slice typed = query_unit_text(unit, node->text);
    struct match_node *whole = terms_leaf(r, field_mask, typed, &joined);
    resolver_add(r, &either, whole);
    resolver_add(r, &nodes.any, whole);
    nodes.joined = whole;
    struct slot_list slots = {.room = vec_in(r->arena, unit->slot_count)};
    for (size_t s = 0; !unit->is_date && nodes.words && s < unit->slot_count; s++) {
        struct term_list list = compound_slot_terms(r, unit, s, node);
        if (list.count == 0)
            continue;
        terms_add_slot(r, &slots, &list, unit->slots[s].position - unit->slots[0].position);
        if (compound_hangs(unit))
            continue;
        resolver_add(r, &nodes.any, terms_leaf(r, field_mask, typed, &list));
        nodes.words[nodes.word_count++] = &unit->slots[s];
    }
    if (slots.count > 0 && slots.count <= MATCH_MAX_SLOTS)
        resolver_add(r, &either,
                     resolver_label(r, typed,
                                    match_slots(r->arena, MATCH_PHRASE, field_mask, slots.items,
                                                slots.count)));
    nodes.either = match_group(r->arena, MATCH_OR, &either);
    return nodes;
}
