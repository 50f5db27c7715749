// Opening an index of a cluster for writing, and making it where there is none (inside.h).
//
// An index is there as soon as its generation document is: that is created last, and only by one of several who try.
#include "base/clock.h"
#include "base/hash.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/mapping.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { CREATE_PATIENCE_MS = 120000, CODE_ABSENT = 404 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index in the cluster: out of memory");
}

static enum status has_index(struct cluster_writer *writer, struct slice path, bool *has,
                             struct error *err)
{
    const struct cluster_request request = {.method = CLUSTER_GET, .path = path};
    struct cluster_answer answer;
    enum status status = session_ask(writer->session, &request, &answer, err);
    *has = status == STATUS_OK && answer.code != CODE_ABSENT;
    return status;
}

// Makes an index unless there is one of that name. What seems to have failed is looked at again: a cluster with much to
// do makes it all the same, and refuses the second request.
static enum status make_index(struct cluster_writer *writer, struct slice name, struct slice body,
                              struct error *err)
{
    struct slice path = arena_printf(&writer->arena, "/%.*s", SLICE_ARG(name));
    const struct cluster_request request = {
        .method = CLUSTER_PUT, .path = path, .body = body, .timeout_ms = CREATE_PATIENCE_MS};
    struct cluster_answer answer;
    bool has = false;
    enum status status = path.ptr ? has_index(writer, path, &has, err) : no_memory(err);
    if (status != STATUS_OK || has)
        return status;
    status = session_ask(writer->session, &request, &answer, err);
    if (status == STATUS_INTERNAL || status == STATUS_IO || status == STATUS_UNREACHED) {
        bool is_there = has_index(writer, path, &has, NULL) == STATUS_OK && has;
        status = is_there ? STATUS_OK : status;
    }
    return status;
}

static enum status create(struct cluster_writer *writer, struct error *err)
{
    struct generation *generation = &writer->generation;
    uint64_t drawn[2] = {clock_wall_ns(), (uint64_t)getpid()};
    uint64_t hex = hash_bytes(slice_of((const char *)drawn, sizeof drawn), 0);
    *generation = (struct generation){
        .analyzer = slice_from(analyzer_version(writer->analyzer)),
        .fingerprint =
            arena_printf(&writer->arena, "%016" PRIx64, analyzer_fingerprint(writer->analyzer)),
        .index = arena_printf(&writer->arena, "%.*s-%012" PRIx64,
                              SLICE_ARG(cluster_name(writer->cluster)), hex >> 16),
        .commit_time = clock_wall_seconds(),
        .changes = {.first = 1, .next = 1, .first_text = 1, .keep_days = CHANGE_LOG_DAYS},
        .sequence = -1,
    };
    if (!generation->index.ptr || !generation->fingerprint.ptr)
        return no_memory(err);
    enum status status = make_index(writer, writer->meta, mapping_of_meta(), err);
    if (status == STATUS_OK)
        status = make_index(writer, generation->index, mapping_of_documents(), err);
    return status == STATUS_OK ? generation_write(writer->session, writer->meta, generation, err)
                               : status;
}

static enum status check_analyzer(const struct cluster_writer *writer, struct error *err)
{
    const struct generation *generation = &writer->generation;
    char fingerprint[17];
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64,
                   analyzer_fingerprint(writer->analyzer));
    if (slice_equal(generation->fingerprint, slice_from(fingerprint)) &&
        slice_equal(generation->analyzer, slice_from(analyzer_version(writer->analyzer))))
        return STATUS_OK;
    return error_set(err, STATUS_VERSION,
                     "%.*s: made with another analyzer or other word lists (%.*s) than %s of this "
                     "program; index into another name",
                     SLICE_ARG(cluster_name(writer->cluster)), SLICE_ARG(generation->analyzer),
                     analyzer_version(writer->analyzer));
}

enum status create_or_open(struct cluster_writer *writer, const struct writer_options *options,
                           struct error *err)
{
    enum status status =
        generation_read(writer->session, writer->meta, &writer->arena, &writer->generation, err);
    bool is_new = status == STATUS_NOT_FOUND;
    if (is_new && options->must_exist)
        return error_set(err, STATUS_NOT_FOUND, "%.*s: the cluster has no index of that name",
                         SLICE_ARG(cluster_name(writer->cluster)));
    if (status != STATUS_OK && !is_new)
        return status;
    if (!is_new && options->copied && writer->generation.committed > 0)
        return error_set(err, STATUS_INVALID, "%.*s: the cluster has an index of that name already",
                         SLICE_ARG(cluster_name(writer->cluster)));
    if (options->analyzer == ANALYZER_WHITESPACE)
        return error_set(err, STATUS_INVALID, "a cluster's index is made with --analyzer french");
    status = analyzer_open(ANALYZER_FRENCH, &writer->analyzer, err);
    if (status == STATUS_OK)
        status = is_new ? create(writer, err) : check_analyzer(writer, err);
    if (status == STATUS_OK)
        status = document_builder_open(writer->analyzer, &writer->builder, err);
    if (status == STATUS_OK)
        status = root_list_open(&writer->root_list, writer->generation.roots, err);
    return status;
}
