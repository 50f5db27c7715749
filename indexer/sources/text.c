// Lines, paragraphs and encodings: what every parser of a source needs. See text.h.
//
// Bytes come from anywhere. They are UTF-8, or taken for Windows-1252 where they are not; what is no text at
// all is told with the reason. Slices of lines point into the source, only what must be changed is copied.
#include "indexer/sources/text.h"

#include "stemmer/text/fold.h"

#include <string.h>

bool lines_next(struct lines *lines, struct slice *line)
{
    if (lines->rest.len == 0)
        return false;
    const char *end = memchr(lines->rest.ptr, '\n', lines->rest.len);
    size_t len = end ? (size_t)(end - lines->rest.ptr) : lines->rest.len;
    *line = slice_of(lines->rest.ptr, len);
    if (len > 0 && line->ptr[len - 1] == '\r')
        line->len--;
    lines->rest = slice_from_offset(lines->rest, end ? len + 1 : len);
    lines->number++;
    return true;
}

static size_t wide_space_at(struct slice s, size_t at)
{
    struct slice rest = slice_from_offset(s, at);
    if (slice_starts_with(rest, SLICE("\xC2\xA0")))
        return 2;
    return slice_starts_with(rest, SLICE("\xE2\x80\xAF")) ? 3 : 0;
}

struct slice text_trim(struct slice s)
{
    for (bool more = true; more;) {
        s = slice_trim(s);
        size_t front = s.len > 0 ? wide_space_at(s, 0) : 0;
        s = front > 0 ? slice_from_offset(s, front) : s;
        size_t back = 0;
        if (s.len >= 2 && wide_space_at(s, s.len - 2) == 2)
            back = 2;
        else if (s.len >= 3 && wide_space_at(s, s.len - 3) == 3)
            back = 3;
        s.len -= back;
        more = front + back > 0;
    }
    return s;
}

void text_add_line(struct text *text, struct slice line)
{
    line = text_trim(line);
    if (line.len == 0) {
        text->paragraph_ended = true;
        return;
    }
    if (text->out.len > 0)
        buf_append_slice(&text->out, text->paragraph_ended ? SLICE("\n\n") : SLICE("\n"));
    buf_append_slice(&text->out, line);
    text->paragraph_ended = false;
}

// --- encodings -------------------------------------------------------------------------------

const char *text_why_binary(struct slice bytes)
{
    if (slice_starts_with(bytes, SLICE("\xFF\xFE")) || slice_starts_with(bytes, SLICE("\xFE\xFF")))
        return "not text that can be read here: UTF-16";
    if (slice_starts_with(bytes, SLICE("PK\x03\x04"))) // as the open data is published
        return "a ZIP archive within another file: unpack it";
    if (slice_starts_with(bytes, SLICE("%PDF-")))
        return "a PDF, whose text cannot be read here";

    struct slice head = slice_of(bytes.ptr, bytes.len < 65536 ? bytes.len : 65536);
    size_t controls = 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        if (c == 0)
            return "not text: it holds NUL bytes";
        controls += c < ' ' && !strchr("\t\n\v\f\r", c);
    }
    return controls > head.len / 64 ? "not text: it is full of control characters" : NULL;
}

size_t text_cut_length(struct slice s)
{
    for (size_t tail = 1; tail <= 3 && tail <= s.len; tail++) {
        unsigned char c = (unsigned char)s.ptr[s.len - tail];
        if ((c & 0xC0) == 0x80)
            continue;
        size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
        return length > tail ? tail : 0;
    }
    return 0;
}

bool text_is_cut(struct slice s)
{
    size_t tail = text_cut_length(s);
    return tail > 0 && fold_is_utf8(slice_of(s.ptr, s.len - tail));
}

bool text_to_utf8(struct slice bytes, struct arena *arena, struct slice *out)
{
    if (fold_is_utf8(bytes)) {
        *out = bytes;
        return true;
    }
    struct buf converted;
    buf_init(&converted, 0);
    fold_append_windows1252(&converted, bytes);
    *out = converted.failed ? SLICE_NONE : arena_copy(arena, buf_slice(&converted));
    buf_clear(&converted);
    return out->ptr != NULL;
}
