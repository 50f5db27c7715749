// See spool.h.
//
// A file without a name goes with the process, however it ends. It is seen through a map, so that who reads it has
// slices of it as of any text; pages that were let go of come back from the file, not from the source. What is not
// UTF-8 is decoded where it is looked at: a copy of all would not fit.
#include "indexer/sources/spool.h"

#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { HELD_SIZE = 8 * 1024 * 1024 };

static enum status failed(struct error *err)
{
    return error_set(err, STATUS_IO, "a temporary file for a large source: %s",
                     strerrordesc_np(errno));
}

// The rest of the input behind what is held, in a file; and the map of all.
static enum status spill(struct spool *spool, const struct source_input *input, struct error *err)
{
    FILE *file = tmpfile();
    if (!file)
        return failed(err);
    struct slice piece = buf_slice(&spool->held);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && piece.len > 0) {
        if (fwrite(piece.ptr, 1, piece.len, file) != piece.len)
            status = failed(err);
        spool->len += piece.len;
        if (status == STATUS_OK)
            status = input->more(input->more_context, &piece, err);
    }
    if (status == STATUS_OK && fflush(file) != 0)
        status = failed(err);
    void *map = MAP_FAILED;
    if (status == STATUS_OK)
        map = mmap(NULL, spool->len, PROT_READ, MAP_PRIVATE, fileno(file), 0);
    if (status == STATUS_OK && map == MAP_FAILED)
        status = failed(err);
    spool->map = map == MAP_FAILED ? NULL : map;
    (void)fclose(file);
    buf_clear(&spool->held);
    return status;
}

enum status spool_read(struct spool *spool, const struct source_input *input,
                       const struct source_sink *sink, struct slice *text, bool *is_text,
                       struct error *err)
{
    *spool = (struct spool){.sink = sink};
    struct source_input whole = *input;
    struct slice piece = input->bytes;
    enum status status = STATUS_OK;
    while (input->more && status == STATUS_OK && piece.len > 0 && spool->held.len < HELD_SIZE) {
        buf_append_slice(&spool->held, piece);
        status = input->more(input->more_context, &piece, err);
    }
    if (input->more)
        buf_append_slice(&spool->held, piece);
    if (status == STATUS_OK && spool->held.failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a file");
    if (status != STATUS_OK)
        return status;
    if (!input->more || spool->held.len < HELD_SIZE) {
        whole.bytes = input->more ? buf_slice(&spool->held) : input->bytes;
        *is_text = source_text(&whole, sink, text);
        return STATUS_OK;
    }
    const char *binary = text_why_binary(buf_slice(&spool->held));
    *is_text = !binary;
    if (binary) {
        source_reject(sink, input->first_line, "%s", binary);
        return STATUS_OK;
    }
    status = spill(spool, input, err);
    if (status != STATUS_OK)
        return status;
    *text = slice_of(spool->map, spool->len);
    if (slice_starts_with(*text, SLICE("\xEF\xBB\xBF")))
        *text = slice_from_offset(*text, 3);
    return STATUS_OK;
}

void spool_close(struct spool *spool)
{
    buf_clear(&spool->held);
    if (spool->map)
        (void)munmap(spool->map, spool->len);
    spool->map = NULL;
}

struct slice spool_utf8(struct spool *spool, struct slice part, uint32_t line, struct arena *arena)
{
    if (!spool->map || fold_is_utf8(part))
        return part;
    if (!spool->has_noticed)
        spool->sink->notice(spool->sink->context, line, SLICE("not UTF-8: read as Windows-1252"));
    spool->has_noticed = true;
    struct slice text = SLICE_NONE;
    (void)text_to_utf8(part, arena, &text); // without memory the arena has failed
    return text;
}

void spool_let_go(const struct spool *spool)
{
    if (spool->map)
        (void)madvise(spool->map, spool->len, MADV_DONTNEED);
}
