// A line becomes an exchange with an id and a question. Nothing else of the indexer takes part: no
// source format, no record of sources. Stored text is written as ever, which other engines do not do.
// What changes afterwards, for an index as users have it, is a number beside the text, so that all matches stay.
#include "bench/build_index.h"

#include "base/clock.h"
#include "engine/backends.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { NIGHTS = 7, CHANGED_ONE_IN = 10 };

// Another `version` of a document has the same text. Its session is the last digit of its number: what a question can
// be restricted to (questions.h).
static enum status add_line(struct writer *writer, uint64_t number, struct slice text,
                            struct slice version, struct error *err)
{
    char id[24];
    int id_len = snprintf(id, sizeof id, "d%llu", (unsigned long long)number);
    struct exchange exchange = {.id = slice_of(id, (size_t)id_len),
                                .question = text,
                                .number = version,
                                .session = slice_of(id + id_len - 1, 1)};
    enum add_outcome outcome;
    return writer_add(writer, &exchange, &outcome, err);
}

// All documents of the file.
static enum status add_lines(struct writer *writer, FILE *texts, uint64_t first,
                             uint64_t *documents, struct error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (len = getline(&line, &capacity, texts)) > 0) {
        struct slice text = slice_trim(slice_of(line, (size_t)len));
        if (text.len > 0)
            status = add_line(writer, first + (*documents)++, text, SLICE_NONE, err);
    }
    free(line);
    return status;
}

// One in ten documents again, in another version, which takes the place of the one that is there: a part every night.
static enum status change_lines(struct writer *writer, FILE *texts, uint64_t first,
                                uint64_t documents, struct error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    uint64_t number = 0, night = 1, generation;
    enum status status = fseek(texts, 0, SEEK_SET) == 0
                             ? STATUS_OK
                             : error_set(err, STATUS_IO, "the texts cannot be read twice: %s",
                                         strerrordesc_np(errno));
    while (status == STATUS_OK && (len = getline(&line, &capacity, texts)) > 0) {
        struct slice text = slice_trim(slice_of(line, (size_t)len));
        if (text.len > 0 && number++ % CHANGED_ONE_IN == 0)
            status = add_line(writer, first + number - 1, text, SLICE("2"), err);
        if (status == STATUS_OK && number >= documents * night / NIGHTS && night <= NIGHTS) {
            status = writer_commit(writer, &generation, err);
            night++;
        }
    }
    free(line);
    return status;
}

static uint64_t max_rss_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

static enum status build(struct writer *writer, const struct build_request *request, FILE *texts,
                         struct build_result *out, struct error *err)
{
    uint64_t generation;
    double start = 1e-9 * (double)clock_precise_ns();
    enum status status = add_lines(writer, texts, request->first, &out->documents, err);
    if (status == STATUS_OK)
        status = writer_commit(writer, &generation, err);
    out->seconds = 1e-9 * (double)clock_precise_ns() - start;
    if (status == STATUS_OK && request->optimize)
        status = writer_optimize(writer, NULL, NULL, err);
    if (request->optimize)
        out->optimize_seconds = 1e-9 * (double)clock_precise_ns() - start - out->seconds;
    if (status == STATUS_OK && request->nights)
        status = change_lines(writer, texts, request->first, out->documents, err);
    return status;
}

enum status build_index(const struct build_request *request, struct build_result *out,
                        struct error *err)
{
    *out = (struct build_result){0};
    FILE *texts = fopen(request->texts, "r");
    if (!texts)
        return error_set(err, STATUS_IO, "%s: %s", request->texts, strerrordesc_np(errno));
    setvbuf(texts, NULL, _IOFBF, (size_t)1 << 20);
    const struct writer_options options = {
        .memory_bytes = request->memory_bytes,
        .map_size_bytes = request->map_size_bytes,
        .threads = request->threads,
        .analyzer = request->analyzer,
    };
    struct writer *writer = NULL;
    enum status status = writer_open(request->index, &options, &writer, err);
    if (status == STATUS_OK)
        status = build(writer, request, texts, out, err);
    writer_close(writer);
    out->max_rss_bytes = max_rss_bytes();
    fclose(texts);
    return status;
}
