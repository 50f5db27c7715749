// See generation.h.
//
// A replacement whose answer is lost may have been made or not: then the document is read, and whose it is tells.
#include "engine/opensearch/write/generation.h"

#include "engine/opensearch/write/mapping.h"

#include <inttypes.h>

enum { ATTEMPTS = 5, CODE_OK = 200, CODE_NOT_FOUND = 404, CODE_CONFLICT = 409 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "generation of a cluster's index: out of memory");
}

// --- reading -------------------------------------------------------------------------------------

static struct slice kept(const struct json *source, const char *path, struct arena *arena)
{
    return arena_copy(arena, json_text_at(source, path));
}

static void read_voids(const struct json *source, struct generation *out)
{
    const struct json *list = json_at(source, "void");
    for (size_t i = 0; i < json_size(list) && i < GENERATION_MAX_VOIDS; i++)
        out->voids[out->void_count++] = (uint64_t)json_as_integer(json_nth(list, i));
}

static void read_commits(const struct json *source, struct generation *out)
{
    const struct json *list = json_at(source, "commits");
    for (size_t i = 0; i < json_size(list) && i < GENERATION_MAX_COMMITS; i++) {
        const struct json *commit = json_nth(list, i);
        out->commits[out->commit_count++] = (struct generation_commit){
            (uint64_t)json_int_at(commit, "number"), json_int_at(commit, "time")};
    }
}

static void read_changes(const struct json *changes, struct change_counters *out)
{
    *out = (struct change_counters){
        .epoch = (uint64_t)json_int_at(changes, "epoch"),
        .first = (uint64_t)json_int_at(changes, "first"),
        .next = (uint64_t)json_int_at(changes, "next"),
        .first_text = (uint64_t)json_int_at(changes, "first_text"),
        .text_bytes = (uint64_t)json_int_at(changes, "text_bytes"),
        .tombstones = (uint64_t)json_int_at(changes, "tombstones"),
        .keep_days = (uint64_t)json_int_at(changes, "keep_days"),
    };
}

static enum status read_roots(const struct json *source, struct arena *arena,
                              struct generation *out, struct error *err)
{
    struct buf bytes = {0};
    enum status status = STATUS_OK;
    if (!json_get_base64(json_text_at(source, "roots"), &bytes))
        status = error_set(err, STATUS_CORRUPT, "the generation document is damaged");
    else
        out->roots = arena_copy(arena, buf_slice(&bytes));
    buf_clear(&bytes);
    return status;
}

static enum status understand(const struct json *tree, struct arena *arena, struct generation *out,
                              struct error *err)
{
    const struct json *source = json_at(tree, "_source.state");
    int64_t format = json_int_at(source, "format");
    if (format != CLUSTER_FORMAT_VERSION)
        return error_set(err, STATUS_VERSION,
                         "the cluster's index has format %" PRId64
                         ", this program reads %d; index into another name",
                         format, CLUSTER_FORMAT_VERSION);
    *out = (struct generation){
        .analyzer = kept(source, "analyzer", arena),
        .fingerprint = kept(source, "fingerprint", arena),
        .index = kept(source, "index", arena),
        .number = (uint64_t)json_int_at(source, "generation"),
        .committed = (uint64_t)json_int_at(source, "committed"),
        .claimed = (uint64_t)json_int_at(source, "claimed"),
        .documents = (uint64_t)json_int_at(source, "documents"),
        .tokens = (uint64_t)json_int_at(source, "tokens"),
        .commit_time = json_int_at(source, "commit_time"),
        .owner = kept(source, "lease.owner", arena),
        .host = kept(source, "lease.host", arena),
        .expires = json_int_at(source, "lease.expires"),
        .revision = (uint64_t)json_int_at(source, "revision"),
        .sequence = json_int_at(tree, "_seq_no"),
        .term = json_int_at(tree, "_primary_term"),
    };
    read_voids(source, out);
    read_commits(source, out);
    read_changes(json_at(source, "changes"), &out->changes);
    enum status status = read_roots(source, arena, out, err);
    return status == STATUS_OK && arena->failed ? no_memory(err) : status;
}

// Whether a cluster says that the document, or its index, is not there: other servers answer 404 as well.
static bool is_absence(const struct json *tree)
{
    return json_is(json_at(tree, "found"), JSON_NODE_FALSE) ||
           slice_equal(json_text_at(tree, "error.type"), SLICE("index_not_found_exception"));
}

enum status generation_read(struct session *session, struct slice meta, struct arena *arena,
                            struct generation *out, struct error *err)
{
    struct slice path =
        arena_printf(arena, "/%.*s/_doc/generation?preference=_primary", SLICE_ARG(meta));
    const struct cluster_request request = {.method = CLUSTER_GET, .path = path};
    struct cluster_answer answer;
    struct json *tree = NULL;
    enum status status = path.ptr ? session_ask(session, &request, &answer, err) : no_memory(err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err); // else it is not the cluster that has none
    if (status == STATUS_OK && answer.code == CODE_NOT_FOUND && is_absence(tree))
        status = STATUS_NOT_FOUND;
    else if (status == STATUS_OK && (answer.code != CODE_OK || !json_at(tree, "_source")))
        status = error_set(err, STATUS_IO, "what answers there (%d) is no cluster", answer.code);
    else if (status == STATUS_OK)
        status = understand(tree, arena, out, err);
    json_release(tree);
    return status;
}

// --- writing -------------------------------------------------------------------------------------

static void put_changes(struct buf *out, const struct change_counters *changes)
{
    buf_printf(out, ",\"changes\":{\"epoch\":%" PRIu64, changes->epoch);
    json_add_u64(out, "first", changes->first);
    json_add_u64(out, "next", changes->next);
    json_add_u64(out, "first_text", changes->first_text);
    json_add_u64(out, "text_bytes", changes->text_bytes);
    json_add_u64(out, "tombstones", changes->tombstones);
    json_add_u64(out, "keep_days", changes->keep_days);
    buf_append_char(out, '}');
}

static void put_commits(struct buf *out, const struct generation *generation)
{
    buf_printf(out, ",\"commits\":[");
    for (size_t i = 0; i < generation->commit_count; i++)
        buf_printf(out, "%s{\"number\":%" PRIu64 ",\"time\":%" PRId64 "}", i ? "," : "",
                   generation->commits[i].number, generation->commits[i].time);
    buf_append_char(out, ']');
}

void generation_put_voids(const struct generation *generation, struct buf *out)
{
    for (size_t i = 0; i < generation->void_count; i++)
        buf_printf(out, "%s%" PRIu64, i ? "," : "", generation->voids[i]);
}

static void put_generation(struct buf *out, const struct generation *generation)
{
    buf_printf(out, "{\"kind\":\"generation\",\"state\":{\"format\":%d", CLUSTER_FORMAT_VERSION);
    json_add_string(out, "analyzer", generation->analyzer);
    json_add_string(out, "fingerprint", generation->fingerprint);
    json_add_string(out, "index", generation->index);
    json_add_u64(out, "generation", generation->number);
    json_add_u64(out, "committed", generation->committed);
    json_add_u64(out, "claimed", generation->claimed);
    json_add_u64(out, "documents", generation->documents);
    json_add_u64(out, "tokens", generation->tokens);
    json_add_u64(out, "commit_time", (uint64_t)generation->commit_time);
    json_add_u64(out, "revision", generation->revision);
    buf_printf(out, ",\"void\":[");
    generation_put_voids(generation, out);
    buf_append_char(out, ']');
    put_commits(out, generation);
    put_changes(out, &generation->changes);
    buf_printf(out, ",\"roots\":");
    json_put_base64(out, generation->roots);
    buf_printf(out, ",\"lease\":{\"expires\":%" PRId64, generation->expires);
    json_add_string(out, "owner", generation->owner);
    json_add_string(out, "host", generation->host);
    buf_printf(out, "}}}");
}

// Not to be taken for an index that is not there yet, nor for a document that is not.
static enum status removed(struct slice meta, struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "the cluster has no index %.*s any more",
                     SLICE_ARG(meta));
}

// Whether the document is the one that was to be written; else it stands as it did before, or is somebody else's.
static enum status see_whose(struct session *session, struct slice meta,
                             struct generation *generation, bool *is_ours, struct error *err)
{
    struct arena arena;
    struct generation found;
    arena_init(&arena, 0);
    enum status status = generation_read(session, meta, &arena, &found, err);
    *is_ours = status == STATUS_OK && found.revision == generation->revision &&
               slice_equal(found.owner, generation->owner) &&
               found.claimed == generation->claimed && slice_equal(found.host, generation->host);
    bool is_as_before = generation->sequence < 0
                            ? status == STATUS_NOT_FOUND
                            : status == STATUS_OK && found.sequence == generation->sequence;
    if (*is_ours) {
        generation->sequence = found.sequence;
        generation->term = found.term;
    } else if (is_as_before)
        status = STATUS_OK;
    else if (status == STATUS_NOT_FOUND)
        status = removed(meta, err);
    else if (status == STATUS_OK)
        status = error_set(err, STATUS_BUSY,
                           "another writer has taken the index over: nothing of what this one did "
                           "since its last commit is kept");
    arena_clear(&arena);
    return status;
}

static enum status write_once(struct session *session, struct slice meta,
                              struct generation *generation, struct slice body, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    buf_printf(&path, "/%.*s/_doc/generation?wait_for_active_shards=1&", SLICE_ARG(meta));
    if (generation->sequence < 0)
        buf_printf(&path, "op_type=create");
    else
        buf_printf(&path, "if_seq_no=%" PRId64 "&if_primary_term=%" PRId64, generation->sequence,
                   generation->term);
    const struct cluster_request request = {
        .method = CLUSTER_PUT, .path = buf_slice(&path), .body = body, .is_once = true};
    enum status status =
        path.failed ? no_memory(err) : session_ask(session, &request, &answer, err);
    if (status == STATUS_OK && answer.code == CODE_CONFLICT)
        status = STATUS_BUSY;
    if (status == STATUS_OK && answer.code == CODE_NOT_FOUND)
        status = removed(meta, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK) {
        generation->sequence = json_int_at(tree, "_seq_no");
        generation->term = json_int_at(tree, "_primary_term");
    }
    json_release(tree);
    buf_clear(&path);
    return status;
}

// Whether the document may have been written all the same, or may be with another try.
static bool is_open(enum status status)
{
    return status == STATUS_BUSY || status == STATUS_IO || status == STATUS_UNREACHED;
}

enum status generation_write(struct session *session, struct slice meta,
                             struct generation *generation, struct error *err)
{
    struct buf body = {0};
    enum status status = STATUS_BUSY;
    generation->revision++;
    put_generation(&body, generation);
    if (body.failed)
        status = no_memory(err);
    for (int i = 0; i < ATTEMPTS && is_open(status); i++) {
        bool is_ours = false;
        status = write_once(session, meta, generation, buf_slice(&body), err);
        if (!is_open(status))
            break;
        enum status seen = see_whose(session, meta, generation, &is_ours, err);
        if (seen != STATUS_OK || is_ours) {
            status = seen;
            break;
        }
    }
    buf_clear(&body);
    return status;
}

// --- what counts ---------------------------------------------------------------------------------

void generation_put_written(const struct generation *generation, uint64_t number, struct buf *out)
{
    buf_printf(out, "{\"range\":{\"since\":{\"lte\":%" PRIu64 "}}}", number);
    if (generation->void_count == 0)
        return;
    buf_printf(out, ",{\"bool\":{\"must_not\":{\"terms\":{\"since\":[");
    generation_put_voids(generation, out);
    buf_printf(out, "]}}}}");
}

void generation_put_alive(const struct generation *generation, uint64_t number, struct buf *out)
{
    generation_put_written(generation, number, out);
    if (generation->void_count == 0) {
        buf_printf(out, ",{\"range\":{\"until\":{\"gt\":%" PRIu64 "}}}", number);
        return;
    }
    buf_printf(out,
               ",{\"bool\":{\"should\":[{\"range\":{\"until\":{\"gt\":%" PRIu64
               "}}},{\"terms\":{\"until\":[",
               number);
    generation_put_voids(generation, out);
    buf_printf(out, "]}}]}}");
}
