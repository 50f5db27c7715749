// What no reader sees any more (inside.h): versions that a killed night left behind, and those that ended long ago.
//
// A void number's documents count for nobody, nor does the end that it told others; so sweeping is never urgent, and
// may be broken off anywhere. It has to come before the number leaves the list of voids, dozens of killed nights later.
//
// Readers may hold an older generation for as long as a page of results is looked at: what it had stays for
// READERS_SECONDS after the commit that replaced it.
#include "base/clock.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/mapping.h"
#include "engine/opensearch/write/pages.h"

#include <inttypes.h>
#include <string.h>

enum { READERS_SECONDS = 3600, DELETE_PAGE = 1000, RESTORE_PAGE = 50 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "cleaning the cluster's index: out of memory");
}

static enum status delete_hit(void *context, const struct json *hit, struct error *err)
{
    return bulk_delete(context, json_text_at(hit, "_id"), err);
}

// Deletes all that the clauses describe.
static enum status delete_all(struct cluster_writer *writer, struct bulk *bulk, const char *sort,
                              const struct buf *filter, struct error *err)
{
    const struct page_walk walk = {.session = writer->session,
                                   .index = bulk->index,
                                   .filter = buf_slice(filter),
                                   .sort = sort,
                                   .page = DELETE_PAGE};
    enum status status = filter->failed ? no_memory(err) : pages_each(&walk, delete_hit, bulk, err);
    return status == STATUS_OK ? bulk_flush(bulk, err) : status;
}

static enum status restore_hit(void *context, const struct json *hit, struct error *err)
{
    return put_end(context, hit, CLUSTER_ALIVE, err);
}

static enum status restore(struct cluster_writer *writer, struct buf *filter, struct error *err)
{
    buf_reset(filter);
    buf_printf(filter, "{\"terms\":{\"until\":[");
    generation_put_voids(&writer->generation, filter);
    buf_printf(filter, "]}}");
    const struct page_walk walk = {
        .session = writer->session,
        .index = writer->generation.index,
        .filter = buf_slice(filter),
        .source = SLICE("\"exchange\",\"hash\",\"key\",\"since\""),
        .sort = "key",
        .page = RESTORE_PAGE,
    };
    enum status status =
        filter->failed ? no_memory(err) : pages_each(&walk, restore_hit, writer, err);
    if (status == STATUS_OK)
        status = bulk_flush(&writer->documents, err);
    buf_reset(&writer->documents.conflicts); // changed since: whatever it is now counts
    return status;
}

// --- indices that nobody names -------------------------------------------------------------------

enum { HEX_DIGITS = 12 };

// Whether it is named as an index of documents of ours is: NAME-<hex>.
static bool is_ours(const struct cluster_writer *writer, struct slice index)
{
    struct slice name = cluster_name(writer->cluster);
    if (index.len != name.len + 1 + HEX_DIGITS || !slice_starts_with(index, name) ||
        index.ptr[name.len] != '-')
        return false;
    for (size_t i = name.len + 1; i < index.len; i++)
        if (!strchr("0123456789abcdef", index.ptr[i]))
            return false;
    return !slice_equal(index, writer->generation.index);
}

static enum status delete_index(struct cluster_writer *writer, struct slice index,
                                struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    buf_printf(&path, "/%.*s", SLICE_ARG(index));
    const struct cluster_request request = {.method = CLUSTER_DELETE, .path = buf_slice(&path)};
    enum status status =
        path.failed ? no_memory(err) : session_ask(writer->session, &request, &answer, err);
    buf_clear(&path);
    return status;
}

// Those that a writer made which died before it named them in a generation document: without documents, as that comes
// before the first. Who may not ask for them, or remove them, leaves them.
static void drop_unnamed(struct cluster_writer *writer)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    buf_printf(&path, "/%.*s-*/_stats/docs?filter_path=indices.*.primaries.docs.count",
               SLICE_ARG(cluster_name(writer->cluster)));
    const struct cluster_request request = {.method = CLUSTER_GET, .path = buf_slice(&path)};
    enum status status =
        path.failed ? STATUS_NO_MEMORY : session_ask(writer->session, &request, &answer, NULL);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, NULL);
    const struct json *indices = json_at(tree, "indices");
    for (size_t i = 0; i < json_size(indices); i++) {
        const struct json *index = json_nth(indices, i);
        const struct json *count = json_at(index, "primaries.docs.count");
        if (status == STATUS_OK && json_is(count, JSON_NODE_INTEGER) &&
            json_as_integer(count) == 0 && is_ours(writer, index->name))
            status = delete_index(writer, index->name, NULL);
    }
    json_release(tree);
    buf_clear(&path);
}

enum status leftovers_sweep(struct cluster_writer *writer, struct error *err)
{
    struct buf filter = {0};
    drop_unnamed(writer);
    if (writer->generation.void_count == 0)
        return STATUS_OK;
    buf_printf(&filter, "{\"terms\":{\"since\":[");
    generation_put_voids(&writer->generation, &filter);
    buf_printf(&filter, "]}}");
    enum status status = pages_refresh(writer->session, writer->indices, err);
    if (status == STATUS_OK)
        status = delete_all(writer, &writer->documents, "key", &filter, err);
    if (status == STATUS_OK)
        status = delete_all(writer, &writer->records, "kind,name,since", &filter, err);
    if (status == STATUS_OK)
        status = restore(writer, &filter, err);
    buf_clear(&filter);
    return status;
}

// The last generation that nobody can be reading any more; 0: none.
static uint64_t last_unread(const struct generation *generation)
{
    int64_t now = clock_wall_seconds();
    uint64_t unread = 0;
    for (size_t i = 0; i < generation->commit_count; i++)
        if (now - generation->commits[i].time > READERS_SECONDS)
            unread = generation->commits[i].number;
    return unread;
}

static enum status expire_versions(struct cluster_writer *writer, struct buf *filter,
                                   struct error *err)
{
    uint64_t unread = last_unread(&writer->generation);
    if (unread == 0)
        return STATUS_OK;
    buf_reset(filter);
    buf_printf(filter, "{\"range\":{\"until\":{\"lte\":%" PRIu64 "}}}", unread);
    if (writer->generation.void_count > 0) {
        buf_printf(filter, ",{\"bool\":{\"must_not\":{\"terms\":{\"until\":[");
        generation_put_voids(&writer->generation, filter);
        buf_printf(filter, "]}}}}");
    }
    return delete_all(writer, &writer->documents, "key", filter, err);
}

// Changes, and what goes with them, that are kept no more.
static enum status expire_changes(struct cluster_writer *writer, struct buf *filter,
                                  struct error *err)
{
    const struct change_counters *changes = &writer->generation.changes;
    buf_reset(filter);
    buf_printf(filter,
               "{\"bool\":{\"should\":[{\"bool\":{\"filter\":[{\"term\":{\"kind\":\"text\"}},"
               "{\"range\":{\"number\":{\"lt\":%" PRIu64 "}}}]}},{\"bool\":{\"filter\":["
               "{\"terms\":{\"kind\":[\"row\",\"tombstone\"]}},"
               "{\"range\":{\"number\":{\"lt\":%" PRIu64 "}}}]}}]}}",
               changes->first_text, changes->first);
    return delete_all(writer, &writer->records, "kind,name,since", filter, err);
}

static enum status expire_records(struct cluster_writer *writer, struct records *records,
                                  struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t at = 0; status == STATUS_OK && at < records->outdated.len;
         at += strlen(records->outdated.data + at) + 1)
        status = bulk_delete(&writer->records, slice_from(records->outdated.data + at), err);
    buf_reset(&records->outdated);
    return status == STATUS_OK ? bulk_flush(&writer->records, err) : status;
}

void leftovers_expire(struct cluster_writer *writer)
{
    struct buf filter = {0};
    enum status status = expire_versions(writer, &filter, NULL);
    if (status == STATUS_OK)
        status = expire_changes(writer, &filter, NULL);
    if (status == STATUS_OK)
        status = expire_records(writer, &writer->sources, NULL);
    if (status == STATUS_OK)
        status = expire_records(writer, &writer->orphans, NULL);
    if (status == STATUS_OK)
        status = expire_records(writer, &writer->tombstones, NULL);
    if (status != STATUS_OK)
        writer->has_failed = true; // the buffers may hold anything
    buf_clear(&filter);
}
