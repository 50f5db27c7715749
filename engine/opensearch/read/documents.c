// See documents.h.
//
// A key names one version for as long as that is kept, whatever generation the view is of: exports go on over a night.
// What a page shows comes in one journey, or came along with the hits; documents that are told one by one come in
// bundles.
#include "engine/opensearch/read/documents.h"

#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/read/index.h"

enum {
    MOST_AT_ONCE = 200,
    EXPECT_MOST = 2048,   // a page of a hundred, with some of the series of each
    BUNDLE = 128,         // documents told one by one: a page of them
    KEEP_BYTES = 1 << 20, // no more of what a long one took
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
}

// --- one -----------------------------------------------------------------------------------------

// What the index knows of where it comes from, as a folder does (engine/read/snapshot.c).
static enum status know_root(const struct copy *copy, const struct json *hit, struct exchange *out,
                             struct error *err)
{
    struct buf path = {0};
    struct slice text = json_text(json_nth(json_at(hit, "fields.racine"), 0));
    if (!term_text_get(text, &path)) {
        buf_clear(&path);
        return no_memory(err);
    }
    const struct source_root *root = roots_find(&copy->roots, buf_slice(&path));
    out->is_uncovered = root && root->is_uncovered;
    out->licence = root ? root->licence : SLICE_NONE;
    buf_clear(&path);
    return STATUS_OK;
}

enum status documents_decode(struct cluster_view *view, const struct json *hit,
                             enum exchange_part part, struct arena *arena, struct exchange *out,
                             struct error *err)
{
    struct buf frames = {0};
    struct slice record;
    enum status status = STATUS_OK;
    if (!json_get_base64(json_text_at(hit, "_source.exchange"), &frames))
        status = frames.failed ? no_memory(err)
                               : error_set(err, STATUS_CORRUPT, "a stored document is damaged");
    if (status == STATUS_OK)
        status = docstore_read(view->documents, buf_slice(&frames), part, arena, &record, err);
    buf_clear(&frames);
    if (status == STATUS_OK)
        status = exchange_decode(record, part, arena, out, err);
    return status == STATUS_OK ? know_root(view->copy, hit, out, err) : status;
}

// --- what came along -----------------------------------------------------------------------------

static const struct json *hit_of(const struct cluster_view *view, struct doc_key key)
{
    const struct brought *brought = &view->brought;
    for (size_t i = 0; i < brought->documents.count; i++)
        if (brought->documents.items[i].key.bits == key.bits)
            return brought->documents.items[i].hit;
    return NULL;
}

static bool is_expected(const struct brought *brought, struct doc_key key)
{
    for (size_t i = 0; i < brought->expected.count; i++)
        if (brought->expected.items[i].bits == key.bits)
            return true;
    return false;
}

static void prepare(struct brought *brought)
{
    if (brought->expected.room.limit > 0)
        return;
    brought->expected.room = vec_in(&brought->arena, EXPECT_MOST);
    brought->documents.room = vec_in(&brought->arena, VEC_NO_LIMIT);
    brought->answers.room = vec_in(&brought->arena, VEC_NO_LIMIT);
}

// What there is no room for is read when it is asked for.
void cluster_expect(struct view *base, const struct doc_key *keys, size_t count)
{
    struct cluster_view *view = cluster_view(base);
    prepare(&view->brought);
    for (size_t i = 0; i < count; i++)
        if (!hit_of(view, keys[i]) && !is_expected(&view->brought, keys[i]))
            vec_add(&view->brought.expected, keys[i]);
}

static void put_documents(struct buf *body, const struct doc_key *keys, size_t count)
{
    buf_printf(body,
               "{\"size\":%zu,\"track_total_hits\":false," SEARCH_DOCUMENT_FIELDS
               ",\"query\":{\"bool\":{\"filter\":[{\"terms\":{\"key\":[",
               count);
    for (size_t i = 0; i < count; i++) {
        json_item(body);
        buf_append_decimal(body, keys[i].bits);
    }
    buf_printf(body, "]}}]}}}");
}

bool documents_put_expected(struct cluster_view *view, struct search_bundle *bundle)
{
    const struct brought *brought = &view->brought;
    if (brought->expected.count == 0)
        return false;
    put_documents(search_bundle_next(bundle), brought->expected.items, brought->expected.count);
    return true;
}

enum status documents_take(struct cluster_view *view, const struct json *answer, struct json *owner,
                           struct error *err)
{
    struct brought *brought = &view->brought;
    const struct json *hits = json_at(answer, "hits.hits");
    prepare(brought);
    if (!vec_add(&brought->answers, owner))
        return no_memory(err);
    (void)json_hold(owner);
    for (size_t i = 0; i < json_size(hits); i++) {
        const struct json *hit = json_nth(hits, i);
        const struct json *key = json_nth(json_at(hit, "fields.key"), 0);
        const struct brought_document document = {{(uint64_t)json_as_integer(key)}, hit};
        if (!vec_add(&brought->documents, document))
            return no_memory(err);
    }
    return STATUS_OK;
}

enum status documents_take_expected(struct cluster_view *view, const struct search_bundle *bundle,
                                    struct error *err)
{
    view->brought.expected.count = 0;
    return documents_take(view, search_bundle_answer(bundle, bundle->count - 1), bundle->answer,
                          err);
}

// --- several -------------------------------------------------------------------------------------

// Asks for those that did not come along, together with what is expected.
static enum status fetch(struct cluster_view *view, const struct doc_key *keys, size_t count,
                         struct error *err)
{
    struct brought *brought = &view->brought;
    struct search_bundle bundle = {
        .session = view->session, .index = view->copy->generation.index, .limit = view->base.limit};
    struct doc_key absent[MOST_AT_ONCE];
    size_t some = 0;
    for (size_t i = 0; i < count; i++)
        if (!hit_of(view, keys[i]) && !is_expected(brought, keys[i]))
            absent[some++] = keys[i];
    bool all_came = some == 0;
    for (size_t i = 0; all_came && i < count; i++)
        all_came = hit_of(view, keys[i]) != NULL;
    if (all_came)
        return STATUS_OK;
    if (some > 0)
        put_documents(search_bundle_next(&bundle), absent, some);
    (void)documents_put_expected(view, &bundle);
    enum status status = search_bundle_ask(&bundle, err);
    for (size_t i = 0; status == STATUS_OK && i < bundle.count; i++)
        status = documents_take(view, search_bundle_answer(&bundle, i), bundle.answer, err);
    brought->expected.count = 0;
    search_bundle_end(&bundle);
    return status;
}

static enum status read_one(struct cluster_view *view, struct doc_key key, enum exchange_part part,
                            struct arena *arena, struct exchange *out, struct error *err)
{
    const struct json *hit = hit_of(view, key);
    return hit ? documents_decode(view, hit, part, arena, out, err)
               : error_set(err, STATUS_INVALID, "no document of that key in this generation");
}

enum status cluster_documents(struct view *base, const struct document_wish *wish,
                              struct arena *arena, struct exchange *out, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    enum status status = STATUS_OK;
    for (size_t from = 0; status == STATUS_OK && from < wish->count; from += MOST_AT_ONCE) {
        size_t some = wish->count - from < MOST_AT_ONCE ? wish->count - from : MOST_AT_ONCE;
        status = fetch(view, wish->keys + from, some, err);
        for (size_t i = from; status == STATUS_OK && i < from + some; i++)
            status = read_one(view, wish->keys[i], wish->part, arena, &out[i], err);
    }
    return status;
}

// Of what is told one by one nothing is kept that nobody expects: an export tells all that there is.
static void forget_since(struct brought *brought, size_t documents, size_t answers)
{
    brought->documents.count = documents;
    while (brought->answers.count > answers)
        json_release(brought->answers.items[--brought->answers.count]);
}

enum status cluster_each_document(struct view *base, const struct document_wish *wish,
                                  visit_document_fn *visit, void *context, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    struct brought *brought = &view->brought;
    enum status status = STATUS_OK;
    for (size_t from = 0; status == STATUS_OK && from < wish->count; from += BUNDLE) {
        size_t some = wish->count - from < BUNDLE ? wish->count - from : BUNDLE;
        size_t documents = brought->documents.count, answers = brought->answers.count;
        bool is_kept = brought->expected.count > 0;
        status = fetch(view, wish->keys + from, some, err);
        for (size_t i = from; status == STATUS_OK && i < from + some; i++) {
            struct exchange exchange;
            status = read_one(view, wish->keys[i], wish->part, &view->scratch, &exchange, err);
            if (status == STATUS_OK)
                status = visit(context, i, &exchange, err);
            arena_rest(&view->scratch, KEEP_BYTES);
        }
        if (!is_kept)
            forget_since(brought, documents, answers);
    }
    return status;
}
