// See near.h.
//
// The cluster finds where the words are near if one place may be taken by several of them, which a joined compound, a
// date or both forms of a word allow. The texts of these documents are analysed as the index's were, and the places
// shared out as a folder's search does (engine/text/own_places.h): those in which words have to share are left out.
#include "engine/opensearch/read/near.h"

#include "base/map.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/search_answer.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/read/documents.h"
#include "engine/search/work_limit.h"
#include "engine/text/own_places.h"
#include "stemmer/analyzer.h"

#include <inttypes.h>

enum {
    PAGE = 250,     // documents read at once
    MOST = 4000,    // that are read for one NEAR: a second or so
    MOST_WORDS = 64 // MiB that the analyzer may learn
};

struct place {
    uint32_t position;
    uint64_t slots; // that its word may be
};

struct looking {
    struct cluster_view *view;
    const struct match_node *leaf;
    struct map terms; // of all slots, as they stand in the index
    struct {
        VEC_OF(uint64_t);
    } slots_of_term;
    struct {
        VEC_OF(uint64_t);
    } slots_of_form; // by id, as far as forms are known
    struct buf term;
    struct arena arena, texts; // of the looking, of a document
    struct {
        VEC_OF(struct doc_key);
    } refused;
    struct doc_key last;
    uint64_t total;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- words ---------------------------------------------------------------------------------------

static struct slice term_of(struct looking *looking, enum term_kind kind, struct slice term)
{
    bool is_surface = kind == TERM_STEM && !looking->view->copy->world.has_stems;
    buf_reset(&looking->term);
    term_text_put(&looking->term, is_surface ? TERM_SURFACE : kind, term);
    return buf_slice(&looking->term);
}

static bool learn_slots(struct looking *looking)
{
    const struct match_node *leaf = looking->leaf;
    for (size_t s = 0; s < leaf->slot_count; s++)
        for (size_t t = 0; t < leaf->slots[s].term_count; t++) {
            const struct match_term *term = &leaf->slots[s].terms[t];
            uint32_t known = looking->terms.count;
            uint32_t number = map_put(&looking->terms, term_of(looking, term->kind, term->term));
            if (number == MAP_NONE || (number == known && !vec_add(&looking->slots_of_term, 0)))
                return false;
            looking->slots_of_term.items[number] |= UINT64_C(1) << s;
        }
    return !looking->term.failed;
}

static uint64_t slots_of(struct looking *looking, enum term_kind kind, struct slice term)
{
    uint32_t number = map_find(&looking->terms, term_of(looking, kind, term));
    return number == MAP_NONE ? 0 : looking->slots_of_term.items[number];
}

static bool learn_forms(struct looking *looking, const struct analyzer *analyzer)
{
    while (looking->slots_of_form.count < analyzer_form_count(analyzer)) {
        const struct form *form =
            analyzer_form_by_id(analyzer, (uint32_t)looking->slots_of_form.count);
        uint64_t slots = slots_of(looking, TERM_SURFACE, form->surface);
        size_t stems = looking->view->copy->world.has_stems ? form->term_count : 0;
        for (size_t t = 0; t < stems; t++)
            slots |= slots_of(looking, TERM_STEM, form->terms[t]);
        if (!vec_add(&looking->slots_of_form, slots))
            return false;
    }
    return true;
}

// --- one text ------------------------------------------------------------------------------------

// The places of a text that matter.
struct places {
    VEC_OF(struct place);
};

static enum status read_places(struct looking *looking, struct slice text, struct places *out,
                               struct error *err)
{
    struct analyzer *analyzer = looking->view->analyzer;
    struct token_list list = {.count = ANALYZER_PART_TOKENS};
    enum status status = analyzer_begin(analyzer, text, err);
    while (status == STATUS_OK && list.count >= ANALYZER_PART_TOKENS) {
        status = analyzer_next(analyzer, &list, err);
        if (status == STATUS_OK && !learn_forms(looking, analyzer))
            status = no_memory(err);
        for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
            uint64_t slots = looking->slots_of_form.items[list.tokens[i].form_id];
            const struct place place = {list.tokens[i].position, slots};
            if (slots && !vec_add(out, place))
                status = no_memory(err);
        }
    }
    return status;
}

// The positions of each slot, each once.
static bool list_positions(const struct looking *looking, const struct places *places,
                           struct arena *arena, struct phrase_slot *slots)
{
    for (size_t s = 0; s < looking->leaf->slot_count; s++) {
        uint32_t *positions = arena_calloc(arena, places->count + 1, sizeof *positions);
        size_t count = 0;
        if (!positions)
            return false;
        for (size_t i = 0; i < places->count; i++) {
            uint32_t position = places->items[i].position;
            if (places->items[i].slots >> s & 1 && (count == 0 || positions[count - 1] != position))
                positions[count++] = position;
        }
        slots[s] = (struct phrase_slot){positions, count, 0};
    }
    return true;
}

static enum status look_at_text(struct looking *looking, struct slice text, bool *is_near,
                                struct error *err)
{
    struct places places = {.room = vec_in(&looking->texts, VEC_NO_LIMIT)};
    struct phrase_slot slots[MATCH_MAX_SLOTS];
    enum status status = read_places(looking, text, &places, err);
    if (status == STATUS_OK && !list_positions(looking, &places, &looking->texts, slots))
        status = no_memory(err);
    if (status == STATUS_OK)
        *is_near = own_places_near(slots, looking->leaf->slot_count, looking->leaf->window);
    return status;
}

static enum status look_at(struct looking *looking, const struct json *hit, struct error *err)
{
    const struct json *key = json_nth(json_at(hit, "fields.key"), 0);
    struct exchange exchange;
    bool is_near = false;
    looking->last.bits = (uint64_t)json_as_integer(key);
    enum status status = work_limit_look(looking->view->base.limit, err);
    if (status == STATUS_OK)
        status =
            documents_decode(looking->view, hit, EXCHANGE_WHOLE, &looking->texts, &exchange, err);
    if (status != STATUS_OK)
        return status;
    const struct slice texts[TEXT_FIELD_COUNT] = {exchange.title, exchange.question,
                                                  exchange_reply_text(&exchange, &looking->texts)};
    for (int f = 0; status == STATUS_OK && !is_near && f < TEXT_FIELD_COUNT; f++)
        if (looking->leaf->field_mask >> f & 1)
            status = look_at_text(looking, texts[f], &is_near, err);
    if (status == STATUS_OK && !is_near && !vec_add(&looking->refused, looking->last))
        status = no_memory(err);
    arena_reset(&looking->texts);
    return status;
}

// --- all of them ---------------------------------------------------------------------------------

static enum status put_page(const struct looking *looking, struct slice query, struct buf *body,
                            struct error *err)
{
    buf_printf(body,
               "{\"size\":%d,\"track_total_hits\":true," SEARCH_DOCUMENT_FIELDS
               ",\"query\":{\"bool\":{\"filter\":[",
               PAGE);
    buf_append_slice(body, query);
    buf_append_char(body, ',');
    buf_append_slice(body, looking->view->copy->world.alive);
    buf_printf(body, "]}},\"sort\":[{\"key\":\"asc\"}],\"search_after\":[%" PRIu64 "]}",
               looking->last.bits);
    return body->failed ? no_memory(err) : STATUS_OK;
}

static enum status ask(const struct looking *looking, struct slice query, struct json **answer,
                       struct error *err)
{
    struct cluster_view *view = looking->view;
    struct buf body = {0};
    *answer = NULL;
    enum status status = put_page(looking, query, &body, err);
    if (status == STATUS_OK)
        status = search_ask(view->session, view->copy->generation.index, buf_slice(&body),
                            view->base.limit, answer, err);
    buf_clear(&body);
    return status;
}

static enum status refuse(uint64_t total, struct error *err)
{
    return error_set(err, STATUS_TOO_LARGE,
                     "Sur un cluster, une proximité de plus de %d mots se vérifie dans les textes, "
                     "%d au plus\u00a0; elle en concerne %" PRIu64
                     ". Prenez des mots plus rares, moins de mots, ou moins de distance.",
                     NEAR_MAX_SLOTS, MOST, total);
}

static enum status look_at_page(struct looking *looking, const struct json *answer, bool *goes_on,
                                struct error *err)
{
    const struct json *list = json_at(answer, "hits.hits");
    uint64_t total = (uint64_t)json_int_at(answer, "hits.total.value");
    enum status status = total > MOST ? refuse(total, err) : STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < json_size(list); i++)
        status = look_at(looking, json_nth(list, i), err);
    *goes_on = json_size(list) == PAGE;
    return status;
}

// The first page is there.
static enum status look_at_all(struct looking *looking, struct slice query,
                               const struct json *first, struct error *err)
{
    bool goes_on;
    enum status status = look_at_page(looking, first, &goes_on, err);
    while (status == STATUS_OK && goes_on) {
        struct json *answer = NULL;
        status = ask(looking, query, &answer, err);
        if (status == STATUS_OK)
            status = look_at_page(looking, answer, &goes_on, err);
        json_release(answer);
    }
    return status;
}

static enum status prepare(struct looking *looking, struct error *err)
{
    struct cluster_view *view = looking->view;
    enum status status = STATUS_OK;
    if (!view->analyzer)
        status = analyzer_open(view->copy->world.has_stems ? ANALYZER_FRENCH : ANALYZER_WHITESPACE,
                               &view->analyzer, err);
    else if (analyzer_memory_bytes(view->analyzer) > (size_t)MOST_WORDS << 20)
        analyzer_forget(view->analyzer);
    looking->slots_of_term.room = vec_in(&looking->arena, VEC_NO_LIMIT);
    looking->slots_of_form.room = vec_in(&looking->arena, VEC_NO_LIMIT);
    looking->refused.room = vec_in(&view->brought.arena, VEC_NO_LIMIT);
    return status == STATUS_OK && !learn_slots(looking) ? no_memory(err) : status;
}

static enum status look(struct cluster_view *view, const struct match_node *leaf,
                        const struct json *first, struct near_refused *out, struct error *err)
{
    struct looking looking = {.view = view, .leaf = leaf};
    arena_init(&looking.arena, 0);
    arena_init(&looking.texts, 0);
    enum status status = prepare(&looking, err);
    if (status == STATUS_OK)
        status = look_at_all(&looking, out->query, first, err);
    out->docs = looking.refused.items;
    out->count = looking.refused.count;
    map_clear(&looking.terms);
    buf_clear(&looking.term);
    arena_clear(&looking.arena);
    arena_clear(&looking.texts);
    return status;
}

// --- trees ---------------------------------------------------------------------------------------

static enum status expect(struct cluster_view *view, const struct match_node *leaf,
                          struct slice query, struct search_bundle *bundle, struct error *err)
{
    struct brought *brought = &view->brought;
    const struct looking looking = {.view = view, .leaf = leaf};
    const struct near_refused none = {.query = arena_copy(&brought->arena, query)};
    const struct expected_near expected = {leaf, bundle->count};
    if (brought->near.room.limit == 0) {
        brought->near.room = vec_in(&brought->arena, VEC_NO_LIMIT);
        brought->near_expected.room = vec_in(&brought->arena, VEC_NO_LIMIT);
    }
    if (!none.query.ptr || !vec_add(&brought->near, none))
        return no_memory(err);
    if (!vec_add(&brought->near_expected, expected)) {
        brought->near.count--;
        return no_memory(err);
    }
    return put_page(&looking, query, search_bundle_next(bundle), err);
}

static enum status expect_once(struct cluster_view *view, const struct match_node *leaf,
                               struct search_bundle *bundle, struct error *err)
{
    struct buf query = {0};
    enum status status = tree_query_near_put(&view->copy->world, leaf, &query, err);
    bool is_known = false;
    for (size_t i = 0; i < view->brought.near.count && !is_known; i++)
        is_known = slice_equal(view->brought.near.items[i].query, buf_slice(&query));
    if (status == STATUS_OK && !is_known)
        status = expect(view, leaf, buf_slice(&query), bundle, err);
    buf_clear(&query);
    return status;
}

static enum status expect_in(struct cluster_view *view, const struct match_node *node,
                             struct search_bundle *bundle, struct error *err)
{
    enum status status =
        tree_query_near_is_wide(node) ? expect_once(view, node, bundle, err) : STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < node->child_count; c++)
        status = expect_in(view, node->children[c], bundle, err);
    return status;
}

enum status near_expect(struct cluster_view *view, struct tree_wish *wish,
                        struct search_bundle *bundle, struct error *err)
{
    enum status status = expect_in(view, wish->root, bundle, err);
    wish->near = view->brought.near.items;
    wish->near_count = view->brought.near.count;
    return status;
}

void near_forget_expected(struct cluster_view *view)
{
    view->brought.near.count -= view->brought.near_expected.count;
    view->brought.near_expected.count = 0;
}

enum status near_take(struct cluster_view *view, const struct search_bundle *bundle, bool *refuses,
                      struct error *err)
{
    struct brought *brought = &view->brought;
    size_t known = brought->near.count - brought->near_expected.count;
    enum status status = STATUS_OK;
    *refuses = false;
    for (size_t i = 0; status == STATUS_OK && i < brought->near_expected.count; i++) {
        const struct expected_near *expected = &brought->near_expected.items[i];
        struct near_refused *refused = &brought->near.items[known + i];
        status = look(view, expected->leaf, search_bundle_answer(bundle, expected->search), refused,
                      err);
        *refuses = *refuses || refused->count > 0;
    }
    if (status == STATUS_OK)
        brought->near_expected.count = 0;
    else
        near_forget_expected(view);
    return status;
}

enum status near_know(struct cluster_view *view, struct tree_wish *wish, struct error *err)
{
    struct search_bundle bundle = {
        .session = view->session, .index = view->copy->generation.index, .limit = view->base.limit};
    bool refuses;
    enum status status = near_expect(view, wish, &bundle, err);
    if (status == STATUS_OK)
        status = search_bundle_ask(&bundle, err);
    if (status == STATUS_OK)
        status = near_take(view, &bundle, &refuses, err);
    else
        near_forget_expected(view);
    search_bundle_end(&bundle);
    return status;
}
