// See documents.h.
//
// A key names one version for as long as that is kept, whatever generation the view is of: exports go on over a night.
// What a page shows comes in one journey; documents that are told one by one come in bundles.
#include "engine/opensearch/read/documents.h"

#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/read/search.h"

enum {
    MOST_AT_ONCE = 200,
    BUNDLE = 32, // documents told one by one; whole ones may be long
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
}

// --- one -----------------------------------------------------------------------------------------

// What the index knows of where it comes from, as a folder does (engine/read/snapshot.c).
static enum status know_root(const struct copy *copy, const json_t *hit, struct exchange *out,
                             struct error *err)
{
    struct buf path = {0};
    struct slice text = json_text(json_array_get(json_at(hit, "fields.racine"), 0));
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

static enum status decode(struct cluster_view *view, const json_t *hit, enum exchange_part part,
                          struct arena *arena, struct exchange *out, struct error *err)
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

// --- several -------------------------------------------------------------------------------------

static enum status ask(struct cluster_view *view, const struct doc_key *keys, size_t count,
                       json_t **answer, struct error *err)
{
    struct buf body = {0};
    buf_printf(&body,
               "{\"size\":%zu,\"track_total_hits\":false,\"_source\":[\"exchange\"],"
               "\"docvalue_fields\":[\"key\",\"racine\"],\"query\":{\"bool\":{\"filter\":["
               "{\"terms\":{\"key\":[",
               count);
    for (size_t i = 0; i < count; i++) {
        json_item(&body);
        json_put_u64(&body, keys[i].bits);
    }
    buf_printf(&body, "]}}]}}}");
    *answer = NULL;
    enum status status = body.failed ? no_memory(err)
                                     : search_ask(view->session, view->copy->generation.index,
                                                  buf_slice(&body), view->base.limit, answer, err);
    buf_clear(&body);
    return status;
}

static const json_t *hit_of(const json_t *hits, struct doc_key key)
{
    for (size_t i = 0; i < json_array_size(hits); i++) {
        const json_t *hit = json_array_get(hits, i);
        const json_t *found = json_array_get(json_at(hit, "fields.key"), 0);
        if ((uint64_t)json_integer_value(found) == key.bits)
            return hit;
    }
    return NULL;
}

static enum status need_hit(const json_t *hits, struct doc_key key, const json_t **out,
                            struct error *err)
{
    *out = hit_of(hits, key);
    return *out ? STATUS_OK
                : error_set(err, STATUS_INVALID, "no document of that key in this generation");
}

enum status cluster_documents(struct view *view, const struct document_wish *wish,
                              struct arena *arena, struct exchange *out, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t from = 0; status == STATUS_OK && from < wish->count; from += MOST_AT_ONCE) {
        size_t some = wish->count - from < MOST_AT_ONCE ? wish->count - from : MOST_AT_ONCE;
        json_t *answer;
        status = ask(cluster_view(view), wish->keys + from, some, &answer, err);
        for (size_t i = from; status == STATUS_OK && i < from + some; i++) {
            const json_t *hit;
            status = need_hit(json_at(answer, "hits.hits"), wish->keys[i], &hit, err);
            if (status == STATUS_OK)
                status = decode(cluster_view(view), hit, wish->part, arena, &out[i], err);
        }
        json_decref(answer);
    }
    return status;
}

// Gives the memory back that a long document took.
static void rest_scratch(struct arena *scratch)
{
    enum { KEEP_BYTES = 1 << 20 };
    if (scratch->held_bytes > KEEP_BYTES)
        arena_clear(scratch);
    else
        arena_reset(scratch);
}

enum status cluster_each_document(struct view *view, const struct document_wish *wish,
                                  visit_document_fn *visit, void *context, struct error *err)
{
    struct arena *scratch = &cluster_view(view)->scratch;
    enum status status = STATUS_OK;
    for (size_t from = 0; status == STATUS_OK && from < wish->count; from += BUNDLE) {
        size_t some = wish->count - from < BUNDLE ? wish->count - from : BUNDLE;
        json_t *answer;
        status = ask(cluster_view(view), wish->keys + from, some, &answer, err);
        for (size_t i = from; status == STATUS_OK && i < from + some; i++) {
            struct exchange exchange;
            const json_t *hit;
            status = need_hit(json_at(answer, "hits.hits"), wish->keys[i], &hit, err);
            if (status == STATUS_OK)
                status = decode(cluster_view(view), hit, wish->part, scratch, &exchange, err);
            if (status == STATUS_OK)
                status = visit(context, i, &exchange, err);
            rest_scratch(scratch);
        }
        json_decref(answer);
    }
    return status;
}
