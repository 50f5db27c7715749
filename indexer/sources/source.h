// The contract of every source format: bytes in, exchanges out.
//
// A parser goes through all of its input. Each exchange that is right goes to sink->take; each one
// that is not goes to sink->reject with the line and the reason, and the rest still goes in.
// Nothing in an exchange outlives the call of take: what it borrows lies in the input's bytes or in
// the arena, which the parser resets between exchanges.
#ifndef INDEXER_SOURCES_SOURCE_H
#define INDEXER_SOURCES_SOURCE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/exchange.h"

#include <stdbool.h>
#include <stdint.h>

struct json_course;

struct source_input {
    struct slice bytes;  // as they were read, in whatever encoding
    uint32_t first_line; // of bytes in their file: 1 but for a later part of a file read by lines
    struct arena *arena; // scratch of the parser
    struct slice name; // of the file, without folders: what only it tells; empty when there is none
    // For a parser that streams: the bytes behind those, empty at the end. They live until the next call.
    enum status (*more)(void *context, struct slice *bytes, struct error *err);
    void *more_context; // NULL more: bytes is all there is
    struct json_course
        *course; // of a file that is read by lines, from part to part; NULL: bytes is all there is
};

struct source_problem {
    uint32_t line;
    bool is_cut;         // the end is missing: perhaps somebody is still writing
    struct slice reason; // lives during the call
};

struct source_sink {
    void *context;
    // Anything but STATUS_OK ends the parsing and is returned by the parser.
    // The taker says where the exchange was read; the parser, which line of the input it begins in.
    enum status (*take)(void *context, const struct exchange *exchange, uint32_t line,
                        struct error *err);
    void (*reject)(void *context, const struct source_problem *problem);
    void (*notice)(void *context, uint32_t line, struct slice message);
};

// STATUS_OK when the whole input was gone through, whatever was rejected in it.
enum status source_parse_wallonie(const struct source_input *input, const struct source_sink *sink,
                                  struct error *err) STATUS_NODISCARD;
enum status source_parse_wallonie_html(const struct source_input *input,
                                       const struct source_sink *sink,
                                       struct error *err) STATUS_NODISCARD;
enum status source_parse_jsonl(const struct source_input *input, const struct source_sink *sink,
                               struct error *err) STATUS_NODISCARD;

enum status source_parse_qrva_xml(const struct source_input *input, const struct source_sink *sink,
                                  struct error *err) STATUS_NODISCARD;
enum status source_parse_qrva_json(const struct source_input *input, const struct source_sink *sink,
                                   struct error *err) STATUS_NODISCARD;

enum status source_parse_bruxelles(const struct source_input *input, const struct source_sink *sink,
                                   struct error *err) STATUS_NODISCARD;
enum status source_parse_senat(const struct source_input *input, const struct source_sink *sink,
                               struct error *err) STATUS_NODISCARD;
enum status source_parse_nosdeputes(const struct source_input *input,
                                    const struct source_sink *sink,
                                    struct error *err) STATUS_NODISCARD;

enum status source_parse_an_xml(const struct source_input *input, const struct source_sink *sink,
                                struct error *err) STATUS_NODISCARD;
enum status source_parse_an_html(const struct source_input *input, const struct source_sink *sink,
                                 struct error *err) STATUS_NODISCARD;
enum status source_parse_an_json(const struct source_input *input, const struct source_sink *sink,
                                 struct error *err) STATUS_NODISCARD;

// The whole input as UTF-8: its own bytes, or a copy in the arena when they are not UTF-8 and are read
// as Windows-1252, which is said to the sink. false when they are no text at all or end in the middle
// of a character: that has been rejected.
bool source_text(const struct source_input *input, const struct source_sink *sink,
                 struct slice *out);

// Report a problem to the sink: what stands on that line is wrong, or its end is missing.
void source_reject(const struct source_sink *sink, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void source_reject_cut(const struct source_sink *sink, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
