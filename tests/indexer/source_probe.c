// See source_probe.h. Exchanges are kept as records and decoded again: the parser's memory may go.
#include "tests/indexer/source_probe.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void probe_open(struct probe *probe)
{
    *probe = (struct probe){0};
}

void probe_close(struct probe *probe)
{
    arena_clear(&probe->arena);
    buf_clear(&probe->problems);
    buf_clear(&probe->notices);
}

static enum status take(void *context, const struct exchange *exchange, uint32_t line,
                        struct error *err)
{
    struct probe *probe = context;
    enum status status = exchange_validate(exchange, err);
    if (status != STATUS_OK)
        return status;
    assert_true(probe->count < PROBE_MAX_EXCHANGES);
    struct buf record;
    buf_init(&record, 0);
    exchange_encode(exchange, &record);
    struct slice kept = arena_copy(&probe->arena, buf_slice(&record));
    buf_clear(&record);
    probe->lines[probe->count] = line;
    struct exchange *copy = &probe->exchanges[probe->count++];
    status = exchange_decode(kept, EXCHANGE_WHOLE, &probe->arena, copy, err);
    copy->is_uncovered = exchange->is_uncovered; // these two are kept with the root
    copy->licence = arena_copy(&probe->arena, exchange->licence);
    return status;
}

static void reject(void *context, const struct source_problem *problem)
{
    struct probe *probe = context;
    buf_printf(&probe->problems, "%u: %s%.*s\n", problem->line, problem->is_cut ? "cut: " : "",
               SLICE_ARG(problem->reason));
}

static void notice(void *context, uint32_t line, struct slice message)
{
    struct probe *probe = context;
    buf_printf(&probe->notices, "%u: %.*s\n", line, SLICE_ARG(message));
}

enum { FIRST_PIECE = 64, PIECE = 7 };

static enum status next_piece(void *context, struct slice *bytes, struct error *err)
{
    struct slice *rest = context;
    (void)err;
    *bytes = slice_of(rest->ptr, rest->len < PIECE ? rest->len : PIECE);
    *rest = slice_from_offset(*rest, bytes->len);
    return STATUS_OK;
}

void probe_parse(struct probe *probe, const char *name, struct slice bytes)
{
    const char *reason;
    const struct source_format *format =
        name ? source_format_by_name(slice_from(name)) : source_format_of(bytes, &reason);
    struct slice file = probe->name;
    probe_close(probe);
    probe_open(probe);
    probe->name = file;
    if (!format) {
        buf_printf(&probe->problems, "-: %s\n", reason);
        return;
    }
    // A copy of the exact size, so that the sanitizer sees a read past the end.
    char *exact = malloc(bytes.len + (bytes.len == 0));
    assert_non_null(exact);
    if (bytes.len > 0)
        memcpy(exact, bytes.ptr, bytes.len);
    struct arena scratch = {0};
    struct slice rest = slice_of(exact, bytes.len);
    struct source_input input = {rest, 1, &scratch, probe->name, NULL, NULL, NULL};
    if (format->streams && rest.len > FIRST_PIECE) { // cut wherever it may be
        input.bytes.len = FIRST_PIECE;
        rest = slice_from_offset(rest, FIRST_PIECE);
        input.more = next_piece;
        input.more_context = &rest;
    }
    struct source_sink sink = {probe, take, reject, notice};
    struct error err = {0};
    enum status status = format->parse(&input, &sink, &err);
    if (status != STATUS_OK)
        fail_msg("parser: %s", err.message);
    arena_clear(&scratch);
    free(exact);
}

bool probe_parse_file(struct probe *probe, const char *name, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    struct stat info;
    assert_int_equal(fstat(fd, &info), 0);
    char *bytes = malloc((size_t)info.st_size + 1);
    assert_non_null(bytes);
    assert_int_equal(read(fd, bytes, (size_t)info.st_size), info.st_size);
    close(fd);
    probe_parse(probe, name, slice_of(bytes, (size_t)info.st_size));
    free(bytes);
    return true;
}

bool probe_shared_path(const char *name, char *path, size_t size)
{
    const char *source = getenv("HEMICYCLE_SOURCE");
    int len = snprintf(path, size, "%s/../shared/data/%s", source ? source : ".", name);
    return len > 0 && (size_t)len < size && access(path, R_OK) == 0;
}

void assert_slice_is(struct slice actual, const char *expected, const char *file, int line)
{
    if (slice_equal(actual, slice_from(expected)))
        return;
    print_error("%s:%d: \"%.*s\" is not \"%s\"\n", file, line, SLICE_ARG(actual), expected);
    _fail(file, line);
}

void assert_problems_are(const struct probe *probe, const char *expected, const char *file,
                         int line)
{
    assert_slice_is(buf_slice(&probe->problems), expected, file, line);
}
