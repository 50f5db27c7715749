// The documents of a cluster's index as far as a night asks for them (inside.h).
//
// A question costs a round trip, so as many as possible go together: those of a source's record when its reading
// begins, since most of what it brings it had before. Where many ids are asked for one by one all the same, all
// documents are read once: a hundred bytes each. A new index has nothing to ask for.
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/pages.h"

#include <stdlib.h>

enum { MOST_MISSES = 300, IDS_AT_ONCE = 2000, HOLDERS_PAGE = 5000 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents of the cluster's index: out of memory");
}

void holders_clear(struct holders *holders)
{
    map_clear(&holders->ids);
    free(holders->list);
    arena_clear(&holders->arena);
}

struct slice holders_id(const struct holders *holders, uint32_t number)
{
    return holders->ids.keys[number];
}

// The row of an id, as one that is nowhere when it is new.
static struct holder *row_of(struct holders *holders, struct slice id)
{
    uint32_t known = holders->ids.count, number = map_put(&holders->ids, id);
    if (number == MAP_NONE)
        return NULL;
    if (number >= holders->capacity) {
        uint32_t capacity = holders->capacity ? holders->capacity * 2 : 1024;
        struct holder *bigger = realloc(holders->list, capacity * sizeof *bigger);
        if (!bigger)
            return NULL;
        holders->list = bigger;
        holders->capacity = capacity;
    }
    if (number == known)
        holders->list[number] = (struct holder){0};
    return &holders->list[number];
}

// --- what the cluster tells ----------------------------------------------------------------------

static bool read_bytes(const struct json *owner, const char *name, struct arena *arena,
                       struct slice *out)
{
    struct buf bytes = {0};
    struct slice text = json_text_at(owner, name);
    bool fine = text.len == 0 || term_text_get(text, &bytes);
    *out = fine && bytes.len > 0 ? arena_copy(arena, buf_slice(&bytes)) : SLICE_NONE;
    fine = fine && (bytes.len == 0 || out->ptr);
    buf_clear(&bytes);
    return fine;
}

static enum status take_holder(void *context, const struct json *hit, struct error *err)
{
    struct cluster_writer *writer = context;
    struct holders *holders = &writer->holders;
    const struct json *source = json_at(hit, "_source"), *owner = json_at(source, "owner");
    struct slice id = json_text_at(source, "id");
    struct holder *holder = row_of(holders, id);
    if (!holder)
        return no_memory(err);
    if (holder->committed.exists &&
        holder->committed.since != (uint64_t)json_int_at(source, "since"))
        return error_set(err, STATUS_CORRUPT, "the cluster's index has %.*s twice", SLICE_ARG(id));
    if (holder->is_touched || holder->committed.exists)
        return STATUS_OK;
    struct held held = {
        .exists = true,
        .hash = (uint64_t)json_int_at(source, "hash"),
        .since = (uint64_t)json_int_at(source, "since"),
        .tokens = (uint64_t)json_int_at(source, "tokens"),
        .first_seen = json_int_at(source, "first_seen"),
        .changed = json_int_at(source, "changed"),
        .source = {.line = (uint32_t)json_int_at(owner, "line"),
                   .is_copy = json_int_at(owner, "copy") != 0},
    };
    if (!read_bytes(owner, "path", &holders->arena, &held.source.path) ||
        !read_bytes(owner, "member", &holders->arena, &held.source.member) ||
        !read_bytes(owner, "root", &holders->arena, &held.source.root))
        return no_memory(err);
    holder->committed = holder->now = held;
    return STATUS_OK;
}

// Asks for the documents that another clause describes; an empty one: for all.
static enum status ask(struct cluster_writer *writer, struct slice clause, struct error *err)
{
    struct buf filter = {0};
    buf_append_slice(&filter, clause);
    if (clause.len > 0)
        buf_append_char(&filter, ',');
    generation_put_alive(&writer->generation, writer->generation.committed, &filter);
    const struct page_walk walk = {
        .session = writer->session,
        .index = writer->generation.index,
        .filter = buf_slice(&filter),
        .source =
            SLICE("\"id\",\"owner\",\"hash\",\"first_seen\",\"changed\",\"since\",\"tokens\""),
        .sort = "key",
        .page = HOLDERS_PAGE,
    };
    enum status status =
        filter.failed ? no_memory(err) : pages_each(&walk, take_holder, writer, err);
    buf_clear(&filter);
    return status;
}

static enum status ask_for(struct cluster_writer *writer, const struct buf *ids, struct error *err)
{
    struct buf clause = {0};
    buf_printf(&clause, "{\"terms\":{\"id\":[");
    buf_append_slice(&clause, buf_slice(ids));
    buf_printf(&clause, "]}}");
    enum status status =
        clause.failed || ids->failed ? no_memory(err) : ask(writer, buf_slice(&clause), err);
    buf_clear(&clause);
    return status;
}

// --- what is asked -------------------------------------------------------------------------------

enum status holders_expect(struct cluster_writer *writer, const struct id_set *ids,
                           struct error *err)
{
    struct holders *holders = &writer->holders;
    struct buf list = {0};
    enum status status = STATUS_OK;
    size_t count = 0;
    if (holders->is_complete)
        return STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < ids->count; i++) {
        struct slice id = id_set_get(ids, i);
        if (map_find(&holders->ids, id) != MAP_NONE)
            continue;
        if (!row_of(holders, id))
            status = no_memory(err);
        if (count++ > 0)
            buf_append_char(&list, ',');
        json_put_string(&list, id);
        if (status == STATUS_OK && count == IDS_AT_ONCE) {
            status = ask_for(writer, &list, err);
            buf_reset(&list);
            count = 0;
        }
    }
    if (status == STATUS_OK && count > 0)
        status = ask_for(writer, &list, err);
    buf_clear(&list);
    return status;
}

enum status holders_find(struct cluster_writer *writer, struct slice id, uint32_t *number,
                         struct error *err)
{
    struct holders *holders = &writer->holders;
    enum status status = STATUS_OK;
    *number = map_find(&holders->ids, id);
    if (*number != MAP_NONE)
        return STATUS_OK;
    if (!row_of(holders, id))
        return no_memory(err);
    if (!holders->is_complete && holders->misses++ < MOST_MISSES) {
        struct buf list = {0};
        json_put_string(&list, id);
        status = ask_for(writer, &list, err);
        buf_clear(&list);
    } else if (!holders->is_complete) {
        status = ask(writer, SLICE_NONE, err);
        holders->is_complete = status == STATUS_OK;
    }
    *number = map_find(&holders->ids, id);
    return status;
}

void holders_settle(struct cluster_writer *writer)
{
    struct holders *holders = &writer->holders;
    for (uint32_t i = 0; i < holders->ids.count; i++) {
        struct holder *holder = &holders->list[i];
        if (holder->is_touched)
            *holder = (struct holder){.committed = holder->now, .now = holder->now};
    }
}
