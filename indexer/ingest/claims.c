// Documents that stand in two files. See claims.h.
//
// The writer decides who has a document and asks here, by way of its options, what became of the other file. What was
// skipped is told at the end, since a later file may let go of it: an error message that is not so when it is read
// would be worse than none. Only the first of very many are kept to be named; the others are counted.
#include "indexer/ingest/claims.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_LISTED = 1000 };

struct skipped {
    struct slice id, path;
    uint32_t line;
};

bool claims_is_web(struct slice path)
{
    return slice_starts_with(path, SLICE("http://")) || slice_starts_with(path, SLICE("https://"));
}

bool ingest_leaves_out(const struct ingest_options *options, struct slice path)
{
    const struct section *section = rules_section(options->rules, path);
    if (section && exclusions_match(section->excluded, section->path, path))
        return true;
    for (size_t i = 0; i < options->argument_count; i++)
        if (exclusions_match(options->excluded, options->arguments[i], path))
            return true;
    return false;
}

enum file_fate claims_file_fate(const struct claims *claims, const char *path)
{
    struct stat info;
    if (ingest_leaves_out(claims->options, slice_from(path)))
        return FILE_GONE;
    if (claims_is_web(slice_from(path)))
        return FILE_STANDS;
    if (stat(path, &info) == 0)
        return S_ISREG(info.st_mode) ? FILE_STANDS : FILE_GONE;
    return errno == ENOENT || errno == ENOTDIR ? FILE_GONE : FILE_UNKNOWN;
}

bool claims_is_gone(const struct claims_gone *gone, struct slice path)
{
    return gone && map_find(&gone->dropped, path) != MAP_NONE &&
           map_find(&gone->named, path) == MAP_NONE;
}

uint32_t claims_source_rank(void *context, struct slice path)
{
    char name[PATH_MAX];
    const struct claims *claims = context;
    if (slice_equal(path, SLICE("-")))
        return SOURCE_PASSING;
    if (claims_is_gone(claims->gone, path))
        return SOURCE_GONE;
    if (path.len >= sizeof name)
        return SOURCE_GONE;
    memcpy(name, path.ptr, path.len);
    name[path.len] = '\0';
    if (claims_file_fate(claims, name) == FILE_GONE)
        return SOURCE_GONE;
    const struct section *section = rules_section(claims->options->rules, path);
    return section ? section->rank : SOURCE_UNRANKED;
}

void claims_clear(struct claims *claims)
{
    buf_clear(&claims->skipped);
    arena_clear(&claims->arena);
}

enum status claims_skip(struct claims *claims, struct slice id, struct slice path, uint32_t line,
                        struct error *err)
{
    if (claims->skipped.len / sizeof(struct skipped) >= MAX_LISTED) {
        claims->unlisted++;
        return STATUS_OK;
    }
    struct skipped skipped = {arena_copy(&claims->arena, id), arena_copy(&claims->arena, path),
                              line};
    buf_append(&claims->skipped, &skipped, sizeof skipped);
    if (claims->arena.failed || claims->skipped.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the list of skipped documents");
    return STATUS_OK;
}

enum status claims_taken(void *context, struct slice id, const struct source_ref *from,
                         struct error *err)
{
    return claims_skip(context, id, from->path, from->line, err);
}

// Tells of one document, unless another file let go of it in the meantime.
static enum status tell_one(const struct skipped *skipped, struct writer *writer,
                            const struct ingest_report *report, struct ingest_counts *counts,
                            struct error *err)
{
    struct source_ref owner;
    struct arena arena;
    bool is_orphan;
    arena_init(&arena, 0);
    enum status status =
        writer_document_source(writer, skipped->id, &arena, &owner, &is_orphan, err);
    bool is_others = status == STATUS_OK && !slice_equal(owner.path, skipped->path);
    if (is_others) {
        struct slice text = source_ref_text(&owner, true, &arena);
        text = arena_printf(&arena, "%.*s: %.*s has it already: skipped", SLICE_ARG(skipped->id),
                            SLICE_ARG(text));
        counts->skipped_documents++;
        report->skipped(report->context, skipped->path.ptr, skipped->line, text);
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status claims_tell(const struct claims *claims, struct writer *writer,
                        const struct ingest_report *report, struct ingest_counts *counts,
                        struct error *err)
{
    const struct skipped *list = (const struct skipped *)(void *)claims->skipped.data;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < claims->skipped.len / sizeof *list; i++)
        status = tell_one(&list[i], writer, report, counts, err);
    if (claims->unlisted == 0)
        return status;
    char text[80];
    int len =
        snprintf(text, sizeof text, "%" PRIu64 " more documents that other files have: skipped",
                 claims->unlisted);
    counts->skipped_documents += claims->unlisted;
    report->skipped(report->context, NULL, 0, slice_of(text, len < 0 ? 0 : (size_t)len));
    return status;
}
