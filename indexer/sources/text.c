// Lines, paragraphs, encodings and reports: what every parser of a source needs.
//
// Text is judged in this order: UTF-8; UTF-8 that was cut in its last character; bytes that no text
// holds (NUL, many control characters); anything else is Windows-1252, in which every byte means
// something, ISO-8859-1 being the part of it that matters.
#include "indexer/sources/text.h"

#include "stemmer/text/fold.h"

#include <stdarg.h>
#include <stdio.h>

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
        return "a ZIP archive: unpack it, and give the folder";
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

// Whether s is UTF-8 but for the beginning of one character at its very end.
static bool is_cut_utf8(struct slice s)
{
    for (size_t tail = 1; tail <= 3 && tail <= s.len; tail++) {
        unsigned char c = (unsigned char)s.ptr[s.len - tail];
        if ((c & 0xC0) == 0x80)
            continue;
        size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
        return length > tail && fold_is_utf8(slice_of(s.ptr, s.len - tail));
    }
    return false;
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

static uint32_t count_lines(struct slice s)
{
    uint32_t count = 0;
    for (const char *at = s.ptr, *end = s.ptr + s.len; at < end; at++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            break;
        count++;
    }
    return count;
}

bool text_from_input(const struct source_input *input, const struct source_sink *sink,
                     struct slice *out)
{
    struct slice bytes = input->bytes;
    if (slice_trim(bytes).len == 0) {
        source_reject_cut(sink, input->first_line, "empty file");
        return false;
    }
    if (slice_starts_with(bytes, SLICE("\xEF\xBB\xBF"))) // a byte order mark says nothing in UTF-8
        bytes = slice_from_offset(bytes, 3);
    if (fold_is_utf8(bytes) && !memchr(bytes.ptr, 0, bytes.len)) {
        *out = bytes;
        return true;
    }
    const char *binary = text_why_binary(bytes);
    if (binary) {
        source_reject(sink, input->first_line, "%s", binary);
        return false;
    }
    if (is_cut_utf8(bytes)) {
        source_reject_cut(sink, input->first_line + count_lines(bytes),
                          "truncated in the middle of a character");
        return false;
    }
    if (!text_to_utf8(bytes, input->arena, out)) {
        source_reject(sink, input->first_line, "no memory to read it");
        return false;
    }
    sink->notice(sink->context, input->first_line, SLICE("not UTF-8: read as Windows-1252"));
    return true;
}

// --- reports ---------------------------------------------------------------------------------

static void reject(const struct source_sink *sink, struct source_problem problem,
                   const char *format, va_list args) __attribute__((format(printf, 3, 0)));

static void reject(const struct source_sink *sink, struct source_problem problem,
                   const char *format, va_list args)
{
    char text[ERROR_MESSAGE_SIZE];
    int len = vsnprintf(text, sizeof text, format, args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    problem.reason = slice_cut_utf8(slice_of(text, kept), kept);
    sink->reject(sink->context, &problem);
}

void source_reject(const struct source_sink *sink, uint32_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reject(sink, (struct source_problem){.line = line}, format, args);
    va_end(args);
}

void source_reject_cut(const struct source_sink *sink, uint32_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    reject(sink, (struct source_problem){.line = line, .is_cut = true}, format, args);
    va_end(args);
}
