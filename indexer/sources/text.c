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

size_t text_space_length(struct slice s)
{
    if (slice_starts_with(s, SLICE("\xC2\xA0")))
        return 2;
    if (slice_starts_with(s, SLICE("\xE2\x80\xAF")) || slice_starts_with(s, SLICE("\xE2\x80\x89")))
        return 3;
    return s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\n');
}

size_t text_digits_at(struct slice s, size_t at)
{
    size_t len = 0;
    while (at + len < s.len && char_is_digit(s.ptr[at + len]) && len < 5)
        len++;
    return len;
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

// What other programs pack, known by its first bytes. Files that are ZIP, gzip or zstd have been unpacked before: here
// they lie in another one.
static const char *why_packed(struct slice bytes)
{
    enum { TAR_MARK = 257 };
    static const struct {
        const char *reason;
        size_t len;
        const char *start;
    } KINDS[] = {
        {"not text that can be read here: UTF-16", 2, "\xFF\xFE"},
        {"not text that can be read here: UTF-16", 2, "\xFE\xFF"},
        {"a ZIP archive within another file: unpack it", 4, "PK\x03\x04"},
        {"gzip within another file: unpack it", 3, "\x1F\x8B\x08"},
        {"zstd within another file: unpack it", 4, "\x28\xB5\x2F\xFD"},
        {"bzip2, which is not unpacked here", 3, "BZh"},
        {"xz, which is not unpacked here", 6,
         "\xFD"
         "7zXZ\0"},
        {"a 7z archive, which is not unpacked here", 6, "7z\xBC\xAF\x27\x1C"},
        {"a RAR archive, which is not unpacked here", 6, "Rar!\x1A\x07"},
        {"a PDF, whose text cannot be read here", 5, "%PDF-"},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (slice_starts_with(bytes, slice_of(KINDS[i].start, KINDS[i].len)))
            return KINDS[i].reason;
    bool is_tar = bytes.len > TAR_MARK &&
                  slice_starts_with(slice_from_offset(bytes, TAR_MARK), SLICE("ustar"));
    return is_tar ? "a tar archive, which is not unpacked here" : NULL;
}

const char *text_why_binary(struct slice bytes)
{
    const char *packed = why_packed(bytes);
    if (packed)
        return packed;

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
    *out = arena_take(arena, &converted);
    return out->ptr != NULL;
}
