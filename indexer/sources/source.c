// What every parser does with its input and its sink before and beside parsing: decode, and report.
//
// Text is judged in this order: UTF-8; UTF-8 that was cut in its last character; bytes that no text holds (NUL,
// many control characters); anything else is Windows-1252, in which every byte means something, ISO-8859-1 being
// the part of it that matters.
#include "indexer/sources/source.h"

#include "base/utf8.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void reject(const struct source_sink *sink, struct source_problem problem,
                   const char *format, va_list args) __attribute__((format(printf, 3, 0)));

static void reject(const struct source_sink *sink, struct source_problem problem,
                   const char *format, va_list args)
{
    char text[ERROR_MESSAGE_SIZE];
    int len = vsnprintf(text, sizeof text, format, args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    kept = slice_cut_utf8(slice_of(text, kept), kept).len;
    utf8_blank_controls(text, kept, false); // a reason may quote what was met
    problem.reason = slice_of(text, kept);
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

bool source_text(const struct source_input *input, const struct source_sink *sink,
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
    if (text_is_cut(bytes)) {
        source_reject_cut(sink, input->first_line + (uint32_t)slice_count(bytes, '\n'),
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
