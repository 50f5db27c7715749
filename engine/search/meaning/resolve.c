// The tree of a query, node by node, and what holds for the query as a whole. See resolve.h.
//
// Both trees share their leaves. They differ only where things stand side by side:
//
//                        strict       loose, mode=auto                    loose, mode=any
//     words in a row     AND          OR                                  OR
//     columns            AND          AND                                 AND
//     +required          AND          AND; then the words only add score  AND
//     titre: and so on   AND          the same                            OR with the words
//     quotations, groups AND          the same                            OR with the words
//     -excluded          AND NOT      AND NOT                             AND NOT
//
// Of a question the strict tree requires the words that name its topic; the others only score (words.c).
//
// Whatever matches the strict tree matches the loose one.
//
// What improves the order only is gathered once and hangs beside the whole as MATCH_OPTIONAL.
#include "engine/search/meaning/resolve.h"

#include "engine/search/limits.h"
#include "engine/search/meaning/context.h"
#include "engine/search/meaning/expanded.h"
#include "engine/search/meaning/phrase.h"
#include "engine/search/meaning/values.h"
#include "engine/search/meaning/words.h"
#include "engine/search/query/print.h"
#include "engine/search/query/question.h"

static struct resolve_pair resolve_node(struct resolver *r, const struct query_node *node);

static struct resolve_pair both(struct match_node *node)
{
    return (struct resolve_pair){node, node};
}

// A test on a column; for texts, that there is one.
static bool is_column(const struct query_node *node)
{
    bool is_any = node->kind == QUERY_WILDCARD && slice_equal(node->text, SLICE("*"));
    return node->field != FIELD_COUNT && (is_any || !field_is_text(node->field));
}

// Words that a field was written before all hold, unless any will do.
static struct resolve_pair resolve_field_words(struct resolver *r, const struct query_node *node)
{
    struct resolve_pair pair = resolve_words(r, node);
    bool is_firm = node->field != FIELD_COUNT && r->mode != MODE_ANY;
    return is_firm ? both(pair.strict) : pair;
}

static struct resolve_pair resolve_leaf(struct resolver *r, const struct query_node *node)
{
    if (is_column(node))
        return both(resolve_column(r, node));
    switch (node->kind) {
    case QUERY_WORDS:
        return resolve_field_words(r, node);
    case QUERY_PHRASE:
        return both(node->distance > 0 ? resolve_near(r, node) : resolve_phrase(r, node));
    case QUERY_EXACT:
        return both(resolve_phrase(r, node));
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
        return both(resolve_expanded(r, node));
    default:
        return both(NULL);
    }
}

static bool is_same_list(const struct match_list *a, const struct match_list *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->items[i] != b->items[i])
            return false;
    return a->count == b->count;
}

// Two groups, or one where they would be the same: there is nothing to relax then.
static struct resolve_pair group_both(struct resolver *r, enum match_kind kind,
                                      const struct match_list *strict,
                                      const struct match_list *loose)
{
    if (is_same_list(strict, loose))
        return both(match_group(r->arena, kind, strict));
    return (struct resolve_pair){match_group(r->arena, kind, strict),
                                 match_group(r->arena, kind, loose)};
}

// Operands of ET and OU.
static struct resolve_pair resolve_operands(struct resolver *r, const struct query_node *node)
{
    enum match_kind kind = node->kind == QUERY_OR ? MATCH_OR : MATCH_AND;
    struct match_list strict = {0}, loose = {0};
    for (size_t c = 0; c < node->child_count && !resolver_failed(r); c++) {
        struct resolve_pair child = resolve_node(r, node->children[c]);
        resolver_add(r, &strict, child.strict);
        resolver_add(r, &loose, child.loose);
    }
    return group_both(r, kind, &strict, &loose);
}

static struct resolve_pair resolve_not(struct resolver *r, const struct query_node *node)
{
    bool was_negative = r->is_negative;
    r->is_negative = true;
    struct resolve_pair child = resolve_node(r, node->children[0]);
    r->is_negative = was_negative;
    if (!child.strict)
        return both(NULL);
    struct match_node *negation = match_not(r->arena, child.strict);
    if (!negation)
        resolver_no_memory(r);
    return both(negation);
}

// How a child of a list stands in the loose tree: a condition beside the words, one of the words, or what was insisted
// on, beside which the words only add to the score.
enum role { ROLE_MUST, ROLE_MAY, ROLE_FIRM };

static enum role role_of(const struct resolver *r, const struct query_node *child)
{
    if (child->kind == QUERY_NOT || is_column(child))
        return ROLE_MUST;
    if (r->mode == MODE_ANY)
        return child->required ? ROLE_MUST : ROLE_MAY;
    bool is_plain = child->kind == QUERY_WORDS && child->field == FIELD_COUNT && !child->required;
    return is_plain ? ROLE_MAY : ROLE_FIRM;
}

static struct resolve_pair resolve_list(struct resolver *r, const struct query_node *node)
{
    struct match_list strict = {0}, must = {0}, may = {0};
    bool is_firm = false;
    for (size_t c = 0; c < node->child_count && !resolver_failed(r); c++) {
        bool was_insisted = r->is_insisted;
        r->is_insisted = was_insisted || node->children[c]->required;
        struct resolve_pair child = resolve_node(r, node->children[c]);
        r->is_insisted = was_insisted;
        enum role role = role_of(r, node->children[c]);
        resolver_add(r, &strict, child.strict);
        bool is_whole = role == ROLE_MUST || node->children[c]->required;
        resolver_add(r, role == ROLE_MAY ? &may : &must, is_whole ? child.strict : child.loose);
        is_firm = is_firm || (role == ROLE_FIRM && child.loose);
    }
    struct match_node *words = match_group(r->arena, MATCH_OR, &may);
    if (is_firm && !r->is_negative)
        resolver_add(r, &r->optional_loose, words);
    else
        resolver_add(r, &must, words);
    return group_both(r, MATCH_AND, &strict, &must);
}

static struct resolve_pair resolve_node(struct resolver *r, const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_ALL:
        return both(match_new(r->arena, MATCH_ALL));
    case QUERY_LIST:
        return resolve_list(r, node);
    case QUERY_AND:
    case QUERY_OR:
        return resolve_operands(r, node);
    case QUERY_NOT:
        return resolve_not(r, node);
    case QUERY_WORDS:
    case QUERY_PHRASE:
    case QUERY_EXACT:
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
    case QUERY_RANGE:
        return resolve_leaf(r, node);
    }
    return both(NULL);
}

// The query as a whole under the filters, with what improves the order beside it.
static struct match_node *finish(struct resolver *r, struct match_node *core,
                                 const struct match_list *filters,
                                 const struct match_list *in_this_tree)
{
    struct match_list all = {0}, optional = {0};
    for (size_t i = 0; i < r->optional.count; i++)
        resolver_add(r, &optional, r->optional.items[i]);
    for (size_t i = 0; i < in_this_tree->count; i++)
        resolver_add(r, &optional, in_this_tree->items[i]);
    if (core && (core->kind != MATCH_ALL || filters->count == 0))
        resolver_add(r, &all, core);
    for (size_t f = 0; f < filters->count; f++)
        resolver_add(r, &all, filters->items[f]);
    if (optional.count > 0) {
        struct match_node *node = match_new(r->arena, MATCH_OPTIONAL);
        if (!node)
            return NULL;
        node->children = optional.items;
        node->child_count = optional.count;
        resolver_add(r, &all, node);
    }
    if (all.count == 0)
        return match_new(r->arena, MATCH_ALL);
    struct match_node *root = match_new(r->arena, MATCH_AND);
    if (root) {
        root->children = all.items;
        root->child_count = all.count;
    }
    return all.count == 1 ? all.items[0] : root;
}

static bool has_score(const struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return false;
    for (size_t c = 0; c < node->child_count; c++)
        if (has_score(node->children[c]))
            return true;
    return node->scores;
}

// When a query that says something leaves nothing to look for, common words count after all; when it has
// none, nothing matches.
static struct resolve_pair resolve_root(struct resolver *r, const struct query_node *root)
{
    struct resolve_pair pair = resolve_node(r, root);
    if (!pair.strict && r->saw_stops && !resolver_failed(r)) {
        r->keeps_stops = true;
        r->first = r->last = NULL;
        r->cards.count = 0;
        pair = resolve_node(r, root);
    }
    if (pair.strict || resolver_failed(r))
        return pair;
    resolver_event(r, RESOLVE_NOTHING, root, 0, 0);
    return both(match_new(r->arena, MATCH_NONE));
}

// The query printed; ptr NULL and failed without memory.
static struct slice print_query(struct resolver *r, const struct query_node *root)
{
    struct buf text;
    buf_init(&text, 0);
    query_print(root, NULL, &text);
    struct slice copy = arena_copy(r->arena, buf_slice(&text));
    if (text.failed || !copy.ptr)
        resolver_no_memory(r);
    buf_clear(&text);
    return copy;
}

// Asked of the printed query, so that stray brackets make no difference to what it means.
static bool reads_as_question(const struct resolve_input *input, struct slice canonical)
{
    const struct query_node *root = input->query->root;
    for (size_t c = 0; c < root->child_count; c++)
        if (root->children[c]->kind != QUERY_WORDS && root->children[c]->kind != QUERY_PHRASE &&
            !is_column(root->children[c]))
            return false;
    bool is_plain = root->kind == QUERY_WORDS || root->kind == QUERY_LIST;
    return is_plain && input->request->mode != MODE_ALL && question_is(canonical);
}

enum status resolve_query(const struct resolve_input *input, struct arena *arena,
                          struct resolved *out, struct error *err)
{
    const struct search_request *request = input->request;
    struct resolver r = {
        .view = input->view,
        .analyzer = input->analyzer,
        .synonyms = input->synonyms,
        .cache = input->cache,
        .people = input->people,
        .language = request->language,
        .without_people = request->without_people,
        .cards = {.room = vec_in(arena, RESOLVE_MAX_CARDS)},
        .arena = arena,
        .outcome = {.err = err},
        .is_french = analyzer_kind(input->analyzer) == ANALYZER_FRENCH,
        .mode = request->mode,
        .field_mask = request->field_mask ? request->field_mask : FIELD_MASK_ALL,
        .terms_left = RETRIEVE_MAX_TERMS - 64,
        .words_left = EXPAND_MAX_WALK,
        .expansions_left = RESOLVE_MAX_EXPANSIONS,
        .postings_left = RESOLVE_MAX_POSTINGS,
    };
    struct slice canonical = print_query(&r, input->query->root);
    if (resolver_failed(&r))
        return r.outcome.status;
    r.is_question = r.is_french && reads_as_question(input, canonical);
    struct match_list filters = {0};
    struct resolve_pair pair = resolve_root(&r, input->query->root);
    resolve_filters(&r, request, &filters);
    if (resolver_failed(&r))
        return r.outcome.status;
    struct match_node *strict = finish(&r, pair.strict, &filters, &r.optional_strict);
    struct match_node *loose = finish(&r, pair.loose, &filters, &r.optional_loose);
    if (!strict || !loose ||
        arena->failed) // a part that there was no memory for must not count as none
        resolver_no_memory(&r);
    if (resolver_failed(&r))
        return r.outcome.status;
    *out = (struct resolved){.canonical = canonical,
                             .strict = strict,
                             .loose = pair.loose == pair.strict ? NULL : loose,
                             .is_question = r.is_question,
                             .scores = has_score(strict),
                             .events = r.first,
                             .cards = r.cards.items,
                             .card_count = r.cards.count,
                             .leaves = r.leaves};
    return STATUS_OK;
}

struct tree_order resolved_order(const struct resolved *resolved, enum search_mode mode)
{
    if (!resolved->loose || mode == MODE_ALL)
        return (struct tree_order){resolved->strict, NULL};
    if (mode == MODE_ANY)
        return (struct tree_order){resolved->loose, NULL};
    return (struct tree_order){resolved->strict, resolved->loose};
}
