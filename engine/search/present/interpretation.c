// From the events of resolution and the notices of parsing to French sentences. See interpretation.h.
//
// An undo is made by printing the query with one change, parsing that, and printing it again: so it
// is as canonical as the query itself. Words of one kind in one run of the query (« de, la, des ») are
// told together.
#include "engine/search/present/interpretation.h"

#include "base/error.h"
#include "base/vec.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/meaning/neighbours.h"
#include "engine/search/meaning/other_forms.h"
#include "engine/search/query/chars.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/whole.h"
#include "engine/search/query/wording.h"
#include "stemmer/text/fold.h"

enum {
    MAX_ITEMS = 64,
    MAX_TOLD = 8,         // words in one item
    MAX_FORMS = 6,        // other forms of one word that are told
    MAX_FORM_TOKENS = 24, // words of a run whose forms are told
    MAX_SPELLINGS_WALKED = 2,
    MAX_CORRECTIONS = 8,
};

struct interpreter {
    const struct interpretation_input *input;
    struct arena *arena;
    struct outcome outcome; // of all calls below; asked once at the end
    struct {
        VEC_OF(struct interpretation);
    } told;
    struct query_edit corrections[MAX_CORRECTIONS]; // of words that stand nowhere, in the order met
    size_t correction_count;
    size_t words_left; // of the vocabulary, to walk for better spellings
};

static void tell(struct interpreter *t, struct slice text, struct slice undo, bool is_notice)
{
    if (text.ptr)
        vec_add(&t->told, (struct interpretation){text, undo, is_notice, SLICE("")});
}

// A notice whose undo does what `offer` says.
static void tell_offer(struct interpreter *t, struct slice text, struct slice undo,
                       struct slice offer)
{
    if (text.ptr)
        vec_add(&t->told, (struct interpretation){text, undo, true, offer});
}

static void no_memory(struct interpreter *t)
{
    struct error *err = outcome_error(&t->outcome);
    outcome_note(&t->outcome, error_set(err, STATUS_NO_MEMORY, "interpretation: out of memory"));
}

static struct slice copy_buf(struct interpreter *t, struct buf *buf)
{
    struct slice copy = arena_copy(t->arena, buf_slice(buf));
    if (buf->failed || !copy.ptr)
        no_memory(t);
    buf_clear(buf);
    return copy;
}

// The query `root` with one change, as canonical text; empty when the change leaves no query of ours.
static struct slice canonical_of(struct interpreter *t, const struct query_node *root,
                                 const struct query_edit *edit)
{
    struct buf edited, canonical;
    buf_init(&edited, 0);
    buf_init(&canonical, 0);
    query_print(root, edit, &edited);
    struct query again;
    enum status status =
        edited.failed ? STATUS_NO_MEMORY
                      : query_parse(buf_slice(&edited), LANGUAGE_FRENCH, t->arena, &again, NULL);
    if (status == STATUS_OK)
        query_print(again.root, NULL, &canonical);
    else if (status != STATUS_INVALID)
        no_memory(t);
    buf_clear(&edited);
    return copy_buf(t, &canonical);
}

static struct slice undo_with(struct interpreter *t, const struct query_edit *edit)
{
    return canonical_of(t, t->input->query->root, edit);
}

static struct slice undo_event(struct interpreter *t, const struct resolve_event *event,
                               struct slice replacement)
{
    struct query_edit edit = {event->node, event->start, event->end, replacement, NULL};
    return undo_with(t, &edit);
}

static struct slice event_text(const struct resolve_event *event)
{
    return slice_of(event->node->text.ptr + event->start, event->end - event->start);
}

// « a, b, c » of the event's words.
static struct slice list_words(struct interpreter *t, const struct slice *words, size_t count)
{
    struct buf buf;
    buf_init(&buf, 0);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append(&buf, ", ", 2);
        buf_append_slice(&buf, words[i]);
    }
    return copy_buf(t, &buf);
}

// --- forms merged ------------------------------------------------------------------------------------

// Where the word at `start` begins with its elided article: after « l' », nothing is left to look for.
static size_t article_start(struct slice text, size_t start)
{
    bool is_elided = slice_ends_with(slice_of(text.ptr, start), SLICE("'")) ||
                     slice_ends_with(slice_of(text.ptr, start), SLICE("’"));
    while (is_elided && start > 0 && text.ptr[start - 1] != ' ')
        start--;
    return start;
}

// The query with the word start..end of the leaf looked for in this very form.
static struct slice undo_exactly(struct interpreter *t, const struct query_node *node, size_t start,
                                 size_t end)
{
    struct slice word = slice_of(node->text.ptr + start, end - start);
    struct query_edit edit = {node, article_start(node->text, start), end,
                              arena_printf(t->arena, " =%.*s ", SLICE_ARG(word)), NULL};
    return undo_with(t, &edit);
}

// Walks the words that begin like this one, unless something failed already.
static void add_forms(struct interpreter *t, const struct other_forms_input *of, struct slice word,
                      struct other_forms *others)
{
    if (t->input->want_forms && !outcome_failed(&t->outcome))
        outcome_note(&t->outcome, other_forms_add(of, word, t->arena, others, t->outcome.err));
}

// The words of an event with their documents; NULL when something failed.
static struct word_count *count_words(struct interpreter *t, const struct resolve_event *event)
{
    struct error *err = outcome_error(&t->outcome);
    struct word_count *words = arena_calloc(t->arena, event->word_count + 1, sizeof *words);
    if (!words)
        outcome_note(&t->outcome, error_set(err, STATUS_NO_MEMORY, "search: out of memory"));
    if (outcome_failed(&t->outcome))
        return NULL;
    for (size_t i = 0; i < event->word_count; i++)
        words[i] = (struct word_count){.kind = TERM_SURFACE, .term = event->words[i]};
    bool counted =
        outcome_note(&t->outcome, view_words(t->input->view, words, event->word_count, NULL, err));
    return counted ? words : NULL;
}

// « loi : aussi lois »: other spellings, and other words of the index with the same stem.
static void tell_forms(struct interpreter *t, const struct query_node *node,
                       const struct token *token, const struct resolve_event *spellings)
{
    const struct interpretation_input *input = t->input;
    struct other_forms_input of = {input->view, input->analyzer, input->cache, token->form};
    struct other_forms others = {.count = 0};
    add_forms(t, &of, token->form->surface, &others);
    struct word_count *counts = spellings ? count_words(t, spellings) : NULL;
    for (size_t i = 0; counts && i < spellings->word_count; i++) {
        other_forms_note(&others, counts[i].term, (uint32_t)counts[i].documents);
        if (i < MAX_SPELLINGS_WALKED)
            add_forms(t, &of, counts[i].term, &others);
    }
    if (outcome_failed(&t->outcome) || others.count == 0)
        return;
    struct slice storage[MAX_FORMS];
    struct slice_list words = {.items = storage, .room = VEC_OVER(storage)};
    for (size_t i = 0; i < others.count; i++)
        vec_add(&words, others.items[i].surface);
    struct slice list = list_words(t, words.items, words.count);
    tell(t,
         arena_printf(t->arena, "%.*s\u00a0: aussi %.*s", (int)(token->end - token->start),
                      node->text.ptr + token->start, SLICE_ARG(list)),
         undo_exactly(t, node, token->start, token->end), false);
}

// What was written down about the spellings of a word of the leaf; NULL when nothing was.
static const struct resolve_event *
spellings_of(const struct interpreter *t, const struct query_node *node, const struct token *token)
{
    const struct resolve_event *event = t->input->resolved->events;
    while (event && (event->kind != RESOLVE_ACCENTS || event->node != node ||
                     event->start > token->start || event->end < token->end))
        event = event->next;
    return event;
}

// Whether the token is a part of a compound: looked for as a whole, not as this word.
static bool is_part(struct slice text, const struct token *token)
{
    return (token->start > 0 && text.ptr[token->start - 1] == '-') ||
           (token->end < text.len && text.ptr[token->end] == '-');
}

static void tell_leaf_forms(struct interpreter *t, const struct query_node *node)
{
    const struct query_words *words = leaf_words_find(t->input->resolved->leaves, node);
    for (size_t i = 0; words && i < words->tokens.count && i < MAX_FORM_TOKENS; i++) {
        const struct token *token = &words->tokens.tokens[i];
        if (token->form->term_count > 0 && !is_part(node->text, token) &&
            !(token->form->flags & (FORM_NUMBER | FORM_SYNTHETIC | FORM_ACRONYM)))
            tell_forms(t, node, token, spellings_of(t, node, token));
    }
}

static void tell_all_forms(struct interpreter *t, const struct query_node *node)
{
    bool is_text = node->field == FIELD_COUNT || field_is_text(node->field);
    if (node->kind == QUERY_NOT || outcome_failed(&t->outcome))
        return;
    if (node->kind == QUERY_WORDS && is_text)
        tell_leaf_forms(t, node);
    for (size_t c = 0; c < node->child_count; c++)
        tell_all_forms(t, node->children[c]);
}

// --- words that stand nowhere --------------------------------------------------------------------------

// The word or surname of the index nearest to the word, ptr NULL when there is none worth offering.
static struct slice nearest_spelling(struct interpreter *t, struct slice word)
{
    struct slice nearest = SLICE_NONE;
    struct neighbour_search search = {t->input->view, t->input->cache, t->arena, t->words_left};
    if (!outcome_failed(&t->outcome))
        outcome_note(&t->outcome,
                     neighbours_offer(&search, t->input->people, word, &nearest, t->outcome.err));
    t->words_left = search.words_left;
    return nearest;
}

// A word of somebody's name is not to be corrected.
static bool is_name(const struct interpreter *t, struct slice word)
{
    return people_names_somebody(t->input->people, word, t->arena);
}

static void note_correction(struct interpreter *t, const struct resolve_event *event,
                            struct slice word)
{
    if (t->correction_count < MAX_CORRECTIONS)
        t->corrections[t->correction_count++] =
            (struct query_edit){event->node, event->start, event->end, word, NULL};
}

// The query with all words corrected, where there are several.
static void tell_corrected(struct interpreter *t)
{
    if (t->correction_count < 2)
        return;
    for (size_t i = 0; i < t->correction_count; i++) { // events come leaf by leaf, word by word
        bool is_last = i + 1 == t->correction_count;
        t->corrections[i].next = is_last ? NULL : &t->corrections[i + 1];
    }
    struct slice corrected = undo_with(t, &t->corrections[0]);
    tell_offer(t, SLICE("Tous ces mots corrigés"), corrected,
               arena_printf(t->arena, "Chercher «\u00a0%.*s\u00a0»", SLICE_ARG(corrected)));
}

static void tell_unknown(struct interpreter *t, const struct resolve_event *event)
{
    struct slice word = event_text(event);
    struct slice near = is_name(t, word) ? SLICE_NONE : nearest_spelling(t, word);
    if (!near.ptr) {
        tell_offer(t,
                   arena_printf(t->arena, "«\u00a0%.*s\u00a0» ne se trouve dans aucun échange",
                                SLICE_ARG(word)),
                   undo_event(t, event, SLICE(" ")), SLICE("Chercher sans ce mot"));
        return;
    }
    note_correction(t, event, near);
    tell_offer(
        t,
        arena_printf(t->arena,
                     "«\u00a0%.*s\u00a0» ne se trouve dans aucun échange\u00a0: vouliez-vous "
                     "dire «\u00a0%.*s\u00a0»\u00a0?",
                     SLICE_ARG(word), SLICE_ARG(near)),
        undo_event(t, event, near),
        arena_printf(t->arena, "Chercher «\u00a0%.*s\u00a0»", SLICE_ARG(near)));
}

// A word is looked for with the one that it may be a misspelling of; after a plus it is not.
static void tell_neighbour(struct interpreter *t, const struct resolve_event *event)
{
    struct slice word = event_text(event);
    const char *why =
        event->is_unknown ? "ne se trouve dans aucun échange" : "est rare dans les échanges";
    struct query_edit edit = {event->node, article_start(event->node->text, event->start),
                              event->end, arena_printf(t->arena, " +%.*s ", SLICE_ARG(word)), NULL};
    if (event->is_unknown)
        note_correction(t, event, event->words[0]);
    tell_offer(t,
               arena_printf(t->arena,
                            "«\u00a0%.*s\u00a0» %s\u00a0: «\u00a0%.*s\u00a0» est cherché aussi",
                            SLICE_ARG(word), why, SLICE_ARG(event->words[0])),
               undo_with(t, &edit),
               arena_printf(t->arena, "Chercher seulement «\u00a0%.*s\u00a0»", SLICE_ARG(word)));
}

// The parts of a compound are looked for as words by themselves; after a plus they are not.
static void tell_apart(struct interpreter *t, const struct resolve_event *event)
{
    struct slice word = event_text(event);
    struct query_edit edit = {event->node, article_start(event->node->text, event->start),
                              event->end, arena_printf(t->arena, " +%.*s ", SLICE_ARG(word)), NULL};
    tell(t,
         arena_printf(t->arena,
                      "«\u00a0%.*s\u00a0» ne s'écrit ainsi dans aucun échange\u00a0: ses mots sont "
                      "cherchés séparément",
                      SLICE_ARG(word)),
         undo_with(t, &edit), false);
}

// --- one event -----------------------------------------------------------------------------------------

// Whether an earlier event of this kind about the same run has told this one, too.
static bool is_told(const struct interpreter *t, const struct resolve_event *event)
{
    for (const struct resolve_event *e = t->input->resolved->events; e != event; e = e->next)
        if (e->kind == event->kind && e->node == event->node)
            return true;
    return false;
}

// Words left out, those of one run together.
static void tell_left_out(struct interpreter *t, const struct resolve_event *event)
{
    struct buf words;
    buf_init(&words, 0);
    size_t count = 0;
    for (const struct resolve_event *e = event; e; e = e->next) {
        if (e->kind != event->kind || e->node != event->node)
            continue;
        if (count > 0 && count < MAX_TOLD)
            buf_append(&words, ", ", 2);
        if (count < MAX_TOLD)
            buf_append_slice(&words, event_text(e));
        count++;
    }
    if (count > MAX_TOLD)
        buf_append_slice(&words, SLICE("…"));
    struct slice list = copy_buf(t, &words);
    static const struct {
        const char *one, *many;
    } notes[] = {
        [RESOLVE_STOPS] = {"mot trop fréquent, non cherché", "mots trop fréquents, non cherchés"},
        [RESOLVE_WEAK] = {"mot de la question, non cherché", "mots de la question, non cherchés"},
        [RESOLVE_LINKS] = {"mot de liaison, pas exigé", "mots de liaison, pas exigés"},
        [RESOLVE_HELPS] = {"mot de la question, pas exigé", "mots de la question, pas exigés"},
        [RESOLVE_COMMON] = {"mot fréquent, pas exigé", "mots fréquents, pas exigés"},
    };
    const char *note = count > 1 ? notes[event->kind].many : notes[event->kind].one;
    struct slice undo = SLICE("");
    if (count == 1)
        undo = undo_exactly(t, event->node, event->start, event->end);
    tell(t, arena_printf(t->arena, "%.*s\u00a0: %s", SLICE_ARG(list), note), undo, false);
}

static void tell_expanded(struct interpreter *t, const struct resolve_event *event)
{
    struct slice list = list_words(t, event->words, event->word_count);
    struct slice more = wording_others(event->left_out, t->arena);
    const char *mark = event->node->kind == QUERY_FUZZY ? "~" : "";
    const char *cut = event->is_cut ? " (les plus fréquents sont cherchés)" : "";
    if (event->is_incomplete)
        cut = " (résultats partiels\u00a0: trop de mots à parcourir, précisez le début du mot)";
    tell(t,
         arena_printf(t->arena, "%.*s%s\u00a0: %.*s%.*s%s", SLICE_ARG(event->node->text), mark,
                      SLICE_ARG(list), SLICE_ARG(more), cut),
         SLICE(""), event->is_cut || event->is_incomplete);
}

// The query with the event's words looked for as they stand, and not for what they name.
static struct slice undo_name(struct interpreter *t, const struct resolve_event *event)
{
    struct slice name = event_text(event);
    bool is_word = slice_find(name, SLICE(" ")) == name.len;
    return is_word ? undo_exactly(t, event->node, event->start, event->end)
                   : undo_event(t, event, arena_printf(t->arena, " \"%.*s\" ", SLICE_ARG(name)));
}

// « CPAS : aussi « centre public d’action sociale » »; between quotes, or as this very form, only that name.
static void tell_synonyms(struct interpreter *t, const struct resolve_event *event)
{
    struct slice name = event_text(event);
    struct buf others;
    buf_init(&others, 0);
    for (size_t i = 0; i < event->word_count; i++)
        buf_printf(&others, "%s«\u00a0%.*s\u00a0»", i > 0 ? ", " : "", SLICE_ARG(event->words[i]));
    struct slice list = copy_buf(t, &others);
    tell(t, arena_printf(t->arena, "%.*s\u00a0: aussi %.*s", SLICE_ARG(name), SLICE_ARG(list)),
         undo_name(t, event), false);
}

// « pavet : aussi les échanges de PAVET Amandine ».
static void tell_people(struct interpreter *t, const struct resolve_event *event)
{
    struct slice typed = event_text(event);
    struct slice of =
        wording_of_people(list_words(t, event->words, event->word_count), event->are_offices,
                          event->word_count + event->left_out > 1, t->arena);
    struct slice more = wording_others(event->left_out, t->arena);
    struct slice cut =
        event->is_cut
            ? arena_printf(t->arena, "\u202f; seuls les %zu qui en ont le plus sont cherchés",
                           event->sought)
            : SLICE("");
    tell(t,
         arena_printf(t->arena, "%.*s\u00a0: aussi les échanges %.*s%.*s%.*s", SLICE_ARG(typed),
                      SLICE_ARG(of), SLICE_ARG(more), SLICE_ARG(cut)),
         undo_name(t, event), false);
}

static void tell_values(struct interpreter *t, const struct resolve_event *event)
{
    const char *field = field_short_name(event->node->field);
    struct slice list = list_words(t, event->words, event->word_count);
    struct slice more = wording_others(event->left_out, t->arena);
    struct query_edit edit = {event->node, 0, 0, SLICE(""), NULL};
    tell(t, arena_printf(t->arena, "%s\u00a0: %.*s%.*s", field, SLICE_ARG(list), SLICE_ARG(more)),
         undo_with(t, &edit), false);
}

static void tell_no_value(struct interpreter *t, const struct resolve_event *event)
{
    const char *field = field_short_name(event->node->field);
    struct query_edit edit = {event->node, 0, 0, SLICE(""), NULL};
    if (event->word_count == 0) {
        enum field of = event->node->field;
        struct slice values =
            of == FIELD_STATUS ? arena_printf(t->arena, "\u00a0; valeurs possibles\u00a0: %.*s",
                                              SLICE_ARG(wording_statuses(t->arena)))
            : of == FIELD_ID || of == FIELD_SERIES
                ? SLICE("\u00a0; un identifiant s’écrit en entier, sans étoile ni tilde")
                : SLICE("");
        tell(t,
             arena_printf(t->arena, "%s\u00a0: personne ni rien ne répond à «\u00a0%.*s\u00a0»%.*s",
                          field, SLICE_ARG(event->node->text), SLICE_ARG(values)),
             undo_with(t, &edit), true);
        return;
    }
    edit.text = field_query(event->node->field, event->words[0], t->arena);
    tell(t,
         arena_printf(t->arena,
                      "%s\u00a0: aucun «\u00a0%.*s\u00a0»\u00a0; vouliez-vous dire "
                      "«\u00a0%.*s\u00a0»\u00a0?",
                      field, SLICE_ARG(event->node->text), SLICE_ARG(event->words[0])),
         undo_with(t, &edit), true);
}

static void tell_event(struct interpreter *t, const struct resolve_event *event)
{
    switch (event->kind) {
    case RESOLVE_ACCENTS: // told with the other forms
        break;
    case RESOLVE_SYNONYMS:
        tell_synonyms(t, event);
        break;
    case RESOLVE_PEOPLE:
        tell_people(t, event);
        break;
    case RESOLVE_STOPS:
    case RESOLVE_WEAK:
    case RESOLVE_LINKS:
    case RESOLVE_HELPS:
    case RESOLVE_COMMON:
        if (!is_told(t, event))
            tell_left_out(t, event);
        break;
    case RESOLVE_STOPS_ONLY:
        tell(t, SLICE("Rien que des mots très fréquents\u00a0: cherchés tels quels"), SLICE(""),
             true);
        break;
    case RESOLVE_EXPANDED:
        tell_expanded(t, event);
        break;
    case RESOLVE_NO_WORD:
        tell(t,
             arena_printf(t->arena, "Aucun mot ne correspond à «\u00a0%.*s%s\u00a0»",
                          SLICE_ARG(event->node->text),
                          event->node->kind == QUERY_FUZZY ? "~" : ""),
             SLICE(""), true);
        break;
    case RESOLVE_UNKNOWN:
        tell_unknown(t, event);
        break;
    case RESOLVE_APART:
        tell_apart(t, event);
        break;
    case RESOLVE_NEIGHBOUR:
        tell_neighbour(t, event);
        break;
    case RESOLVE_VALUES:
        tell_values(t, event);
        break;
    case RESOLVE_NO_VALUE:
        tell_no_value(t, event);
        break;
    case RESOLVE_NOTHING:
        tell(t, SLICE("La requête ne contient aucun mot à chercher"), SLICE(""), true);
        break;
    case RESOLVE_LONG:
        tell(t, SLICE("longue citation\u00a0: cherchée par morceaux"), SLICE(""), false);
        break;
    }
}

// --- what was relaxed --------------------------------------------------------------------------------

// The query with everything in it required.
static struct slice undo_relaxed(struct interpreter *t)
{
    const struct query_node *all = query_with_all(t->input->query->root, t->arena);
    return all ? canonical_of(t, all, NULL) : SLICE("");
}

static void tell_relaxed(struct interpreter *t)
{
    if (!t->input->ran_loose)
        return;
    tell_offer(t,
               SLICE("Aucun échange ne contient tous les mots\u00a0: voici ceux qui en contiennent "
                     "une partie"),
               undo_relaxed(t), SLICE("N’afficher que ceux qui contiennent tous les mots"));
}

// A quotation that may be why nothing was found.
static void tell_quotation(struct interpreter *t)
{
    const struct query_node *node = query_quotation(t->input->query->root);
    if (t->input->total > 0 || !node)
        return;
    struct query_edit edit = {node, 0, 0, node->text, NULL};
    tell_offer(t,
               arena_printf(t->arena, "Aucun échange avec la phrase exacte «\u00a0%.*s\u00a0»",
                            SLICE_ARG(node->text)),
               undo_with(t, &edit), SLICE("Chercher sans les guillemets"));
}

static void tell_only_not(struct interpreter *t)
{
    if (query_only_excludes(t->input->query->root))
        tell(t, SLICE("Rien que des exclusions\u00a0: tous les autres échanges"), SLICE(""), true);
}

static void notices_first(struct interpretation *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct interpretation item = items[i];
        size_t to = i;
        for (; to > 0 && item.is_notice && !items[to - 1].is_notice; to--)
            items[to] = items[to - 1];
        items[to] = item;
    }
}

enum status interpretation_make(const struct interpretation_input *input, struct arena *arena,
                                const struct interpretation **out, size_t *count, struct error *err)
{
    struct interpreter t = {.input = input,
                            .arena = arena,
                            .outcome = {.err = err},
                            .told = {.room = vec_in(arena, MAX_ITEMS)},
                            .words_left = EXPAND_MAX_WALK};
    for (size_t i = 0; i < input->query->notice_count; i++)
        tell(&t, input->query->notices[i], SLICE(""), true);
    tell_relaxed(&t);
    tell_only_not(&t);
    for (const struct resolve_event *event = input->resolved->events;
         event && !outcome_failed(&t.outcome); event = event->next)
        tell_event(&t, event);
    tell_corrected(&t);
    tell_quotation(&t);
    tell_all_forms(&t, input->query->root);
    if (t.told.room.failed)
        no_memory(&t);
    if (outcome_failed(&t.outcome))
        return t.outcome.status;
    notices_first(t.told.items, t.told.count);
    *out = t.told.items;
    *count = t.told.count;
    return STATUS_OK;
}
