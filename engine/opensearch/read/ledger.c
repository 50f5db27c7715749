// See ledger.h.
//
// Records of sources, orphans and tombstones are written once and replaced by later ones of the same name: the latest
// that counts is told, unless it says that there is none (write/records.c). Rows and texts are never replaced.
#include "engine/opensearch/read/ledger.h"

#include "engine/opensearch/client/json.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/write/pages.h"

#include <inttypes.h>

enum { SOURCES_A_PAGE = 50, ENTRIES_A_PAGE = 500, TEXTS_A_PAGE = 50 };

struct telling {
    enum ledger_kind kind;
    uint64_t first; // number; what is older is on its way out
    visit_ledger_fn *visit;
    void *context;
    struct buf value;
    struct json *last; // of several with one name, the one before
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "ledger of the cluster's index: out of memory");
}

enum status cluster_ledger(struct view *base, struct ledger_head *out, struct error *err)
{
    const struct generation *generation = &cluster_view(base)->copy->generation;
    (void)err;
    *out = (struct ledger_head){generation->changes, generation->roots, generation->number,
                                generation->commit_time};
    return STATUS_OK;
}

static enum status tell(struct telling *telling, const struct json *hit, struct error *err)
{
    const struct json *source = json_at(hit, "_source");
    struct ledger_entry entry = {.kind = telling->kind,
                                 .key = json_text_at(source, "name"),
                                 .number = (uint64_t)json_int_at(source, "number"),
                                 .when = json_int_at(source, "when"),
                                 .first_seen = json_int_at(source, "first_seen")};
    buf_reset(&telling->value);
    if (entry.number < telling->first)
        return STATUS_OK;
    if (!json_get_base64(json_text_at(source, "value"), &telling->value))
        return telling->value.failed
                   ? no_memory(err)
                   : error_set(err, STATUS_CORRUPT, "a record of the cluster's index is damaged");
    entry.value = buf_slice(&telling->value);
    return telling->visit(telling->context, &entry, err);
}

static enum status tell_last(struct telling *telling, struct error *err)
{
    struct json *last = telling->last;
    telling->last = NULL;
    bool is_there = last && !json_is(json_at(last, "_source.gone"), JSON_NODE_TRUE);
    enum status status = is_there ? tell(telling, last, err) : STATUS_OK;
    json_release(last);
    return status;
}

static enum status see_named(void *context, const struct json *hit, struct error *err)
{
    struct telling *telling = context;
    struct slice name = json_text_at(hit, "_source.name");
    enum status status = STATUS_OK;
    if (telling->last && !slice_equal(name, json_text_at(telling->last, "_source.name")))
        status = tell_last(telling, err);
    json_release(telling->last);
    telling->last = NULL;
    return status == STATUS_OK ? json_read(hit->text, &telling->last, err) : status;
}

static enum status see_numbered(void *context, const struct json *hit, struct error *err)
{
    return tell(context, hit, err);
}

struct ledger_part {
    enum ledger_kind kind;
    const char *name;
    bool is_numbered;
    size_t page;
};

static enum status walk(struct cluster_view *view, const struct ledger_part *part,
                        struct telling *telling, struct error *err)
{
    const struct generation *generation = &view->copy->generation;
    struct buf filter = {0}, index = {0};
    buf_printf(&index, "%.*s-meta", SLICE_ARG(cluster_name(view->cluster)));
    buf_printf(&filter, "{\"term\":{\"kind\":\"%s\"}},", part->name);
    generation_put_written(generation, generation->committed, &filter);
    const struct page_walk pages = {
        .session = view->session,
        .index = buf_slice(&index),
        .filter = buf_slice(&filter),
        .source = SLICE("\"name\",\"gone\",\"value\",\"number\",\"when\",\"first_seen\""),
        .sort = part->is_numbered ? "number" : "name,since",
        .page = part->page,
    };
    telling->kind = part->kind;
    telling->first = part->kind == LEDGER_TEXT ? generation->changes.first_text
                     : part->kind == LEDGER_ROW || part->kind == LEDGER_TOMBSTONE
                         ? generation->changes.first
                         : 0;
    enum status status = filter.failed || index.failed ? no_memory(err) : STATUS_OK;
    if (status == STATUS_OK)
        status = pages_each(&pages, part->is_numbered ? see_numbered : see_named, telling, err);
    if (status == STATUS_OK)
        status = tell_last(telling, err);
    json_release(telling->last);
    telling->last = NULL;
    buf_clear(&filter);
    buf_clear(&index);
    return status;
}

enum status cluster_each_entry(struct view *base, visit_ledger_fn *visit, void *context,
                               struct error *err)
{
    static const struct ledger_part parts[] = {
        {LEDGER_SOURCE, "source", false, SOURCES_A_PAGE},
        {LEDGER_ORPHAN, "orphan", false, ENTRIES_A_PAGE},
        {LEDGER_ROW, "row", true, ENTRIES_A_PAGE},
        {LEDGER_TOMBSTONE, "tombstone", false, ENTRIES_A_PAGE},
        {LEDGER_TEXT, "text", true, TEXTS_A_PAGE},
    };
    struct telling telling = {.visit = visit, .context = context};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
        status = walk(cluster_view(base), &parts[i], &telling, err);
    buf_clear(&telling.value);
    return status;
}
