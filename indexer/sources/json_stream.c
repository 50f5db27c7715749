// See json_stream.h.
//
// Only brackets and strings are looked at. An object at the top is a wrapper where a list begins in it before anything
// ends in it, unless one of its own names is one that documents have; else it is a document. What stands in a list is
// documents; what else stands in a wrapper is passed over.
// Invariant: what lies before `start` was dealt with; bytes are moved only to make room for more, so a document is
// copied at most once beyond its reading.
#include "indexer/sources/json_stream.h"

#include "base/buf.h"
#include "indexer/sources/text.h"

#include <string.h>

enum {
    WHOLE_SIZE = 4 * 1024 * 1024,
    MAX_DOCUMENT_SIZE = 32 * 1024 * 1024,
    MAX_WRAPPERS = 8,
};

struct stream {
    const struct source_input *input;
    const struct source_sink *sink;
    enum status (*parse)(const struct source_input *input, const struct source_sink *sink,
                         struct error *err);
    struct buf held;
    size_t start;                // of what was not dealt with
    uint32_t line;               // of it
    char wrappers[MAX_WRAPPERS]; // brackets that are open
    unsigned depth;              // of them
    bool is_end;                 // all is held
    bool has_document;           // the parser was given one, or one was too large
    bool is_over;                // it cannot go on, and that was told
    bool has_noticed;            // the encoding, said once
};

// --- bytes -------------------------------------------------------------------------------------

static enum status hold_more(struct stream *stream, struct error *err)
{
    struct slice more = SLICE_NONE;
    enum status status = STATUS_OK;
    if (stream->start > 0) {
        stream->held.len -= stream->start;
        memmove(stream->held.data, stream->held.data + stream->start, stream->held.len);
        stream->start = 0;
    }
    if (stream->input->more)
        status = stream->input->more(stream->input->more_context, &more, err);
    if (status == STATUS_OK)
        buf_append_slice(&stream->held, more);
    stream->is_end = more.len == 0;
    return status == STATUS_OK && stream->held.failed
               ? error_set(err, STATUS_NO_MEMORY, "no memory for a document")
               : status;
}

static struct slice rest_of(const struct stream *stream)
{
    return slice_from_offset(buf_slice(&stream->held), stream->start);
}

static void pass(struct stream *stream, size_t len)
{
    const char *at = stream->held.data + stream->start;
    for (size_t i = 0; i < len; i++)
        stream->line += at[i] == '\n';
    stream->start += len;
}

// --- brackets ----------------------------------------------------------------------------------

// Where a value begins that may go on behind what is held.
struct scan {
    size_t at; // behind what was looked at
    unsigned depth;
    bool in_string, is_escaped;
};

// Goes on to the end of the value; false where it is not held yet.
static bool scan_value(struct scan *scan, struct slice text)
{
    while (scan->at < text.len) {
        char c = text.ptr[scan->at++];
        if (scan->is_escaped)
            scan->is_escaped = false;
        else if (scan->in_string && c == '\\')
            scan->is_escaped = true;
        else if (c == '"')
            scan->in_string = !scan->in_string;
        else if (!scan->in_string && (c == '{' || c == '['))
            scan->depth++;
        else if (!scan->in_string && (c == '}' || c == ']') && scan->depth > 0)
            scan->depth--;
        if (scan->depth == 0 && !scan->in_string)
            return true;
    }
    return false;
}

// Whether a name that only documents have stands here, right behind its opening quote.
static bool names_document(struct slice text)
{
    static const char *const NAMES[] = {"SDOCNAME\"", "identifiant\"", "indexationAN\""};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        size_t at = strlen(NAMES[i]);
        if (!slice_starts_with(text, slice_from(NAMES[i])))
            continue;
        while (at < text.len && char_is_space(text.ptr[at]))
            at++;
        return at < text.len && text.ptr[at] == ':';
    }
    return false;
}

// Whether in the object that the text begins with a list begins before anything ends, and none of the objects around
// that list is a document, whose names may stand behind the list as well.
static bool wraps_list(struct slice text)
{
    bool in_string = false, has_list = false;
    unsigned depth = 0,
             around = 0; // brackets that are open; of them, those open where the list began
    for (size_t i = 0; i < text.len && around < MAX_WRAPPERS; i++) {
        char c = text.ptr[i];
        if (in_string && c == '\\') {
            i++;
        } else if (c == '"') {
            in_string = !in_string;
            if (in_string && depth == around && names_document(slice_from_offset(text, i + 1)))
                return false;
        } else if (in_string) {
            continue;
        } else if (c == '{' || c == '[') {
            has_list = has_list || c == '[';
            around += !has_list;
            depth++;
        } else if (c == '}' || c == ']') {
            if (!has_list || depth <= 1)
                return has_list;
            depth--;
            around = depth < around ? depth : around;
        }
    }
    return has_list;
}

// --- documents ---------------------------------------------------------------------------------

static void notice_once(void *context, uint32_t line, struct slice message)
{
    struct stream *stream = context;
    if (!stream->has_noticed)
        stream->sink->notice(stream->sink->context, line, message);
    stream->has_noticed = true;
}

static enum status take(void *context, const struct exchange *exchange, uint32_t line,
                        struct error *err)
{
    const struct stream *stream = context;
    return stream->sink->take(stream->sink->context, exchange, line, err);
}

static void reject(void *context, const struct source_problem *problem)
{
    const struct stream *stream = context;
    stream->sink->reject(stream->sink->context, problem);
}

static enum status parse_one(struct stream *stream, struct slice text, struct error *err)
{
    const struct source_sink sink = {stream, take, reject, notice_once};
    struct source_input one = *stream->input;
    one.bytes = text;
    one.first_line = stream->line;
    one.more = NULL;
    arena_reset(one.arena);
    return stream->parse(&one, &sink, err);
}

// The value at the start, to the parser or passed over.
static enum status take_value(struct stream *stream, bool is_document, struct error *err)
{
    struct scan scan = {.at = 0};
    enum status status = STATUS_OK;
    stream->has_document = stream->has_document || is_document;
    while (!scan_value(&scan, rest_of(stream)) && !stream->is_end) {
        if (is_document && scan.at > MAX_DOCUMENT_SIZE) {
            source_reject(stream->sink, stream->line, "a document larger than 32 MiB");
            is_document = false;
        }
        if (!is_document) {
            pass(stream, scan.at);
            scan.at = 0;
        }
        status = hold_more(stream, err);
        if (status != STATUS_OK)
            return status;
    }
    struct slice text = slice_of(rest_of(stream).ptr, scan.at);
    if (is_document) // without its end, too: the parser says what is wrong with it
        status = parse_one(stream, text, err);
    pass(stream, scan.at);
    stream->is_over = scan.depth > 0 || scan.in_string;
    if (stream->is_over && !is_document)
        source_reject_cut(stream->sink, stream->line, "truncated JSON");
    return status;
}

static void give_up(struct stream *stream, const char *reason)
{
    source_reject(stream->sink, stream->line, "%s", reason);
    stream->is_over = true;
}

static void open_wrapper(struct stream *stream, char bracket)
{
    if (stream->depth == MAX_WRAPPERS)
        give_up(stream, "JSON nested too deeply");
    else
        stream->wrappers[stream->depth++] = bracket;
    pass(stream, 1);
}

static void close_wrapper(struct stream *stream, char bracket)
{
    char open = bracket == '}' ? '{' : '[';
    if (stream->depth == 0 || stream->wrappers[stream->depth - 1] != open)
        give_up(stream, "not JSON: a bracket that nothing opened");
    else
        stream->depth--;
    pass(stream, 1);
}

// One bracket, document or run of bytes between them.
static enum status step(struct stream *stream, struct error *err)
{
    struct slice rest = rest_of(stream);
    char c = rest.ptr[0], around = stream->depth > 0 ? stream->wrappers[stream->depth - 1] : 0;
    if (c == '[' || (c == '{' && around == 0 && wraps_list(rest)))
        open_wrapper(stream, c);
    else if (c == '{' && around == '{' && wraps_list(rest))
        open_wrapper(stream, c);
    else if (c == '{' || c == '"')
        return take_value(stream, c == '{' && around != '{', err);
    else if (c == ']' || c == '}')
        close_wrapper(stream, c);
    else if (strchr(around ? " \t\r\n,:-+.0123456789eEtrufalsn" : " \t\r\n,", c) && c)
        pass(stream, 1);
    else
        give_up(stream, "not JSON: neither a document nor what may stand between two");
    return STATUS_OK;
}

static enum status read_parts(struct stream *stream, struct error *err)
{
    enum status status = STATUS_OK;
    const char *binary = text_why_binary(buf_slice(&stream->held));
    if (binary)
        give_up(stream, binary);
    if (slice_starts_with(rest_of(stream), SLICE("\xEF\xBB\xBF")))
        pass(stream, 3);
    while (status == STATUS_OK && !stream->is_over) {
        // Where wrappers are told from documents, much of what follows is wanted.
        size_t wanted = stream->depth == 0 ? WHOLE_SIZE / 2 : 1;
        while (status == STATUS_OK && rest_of(stream).len < wanted && !stream->is_end)
            status = hold_more(stream, err);
        if (status == STATUS_OK && rest_of(stream).len == 0)
            break;
        if (status == STATUS_OK)
            status = step(stream, err);
    }
    if (status == STATUS_OK && stream->depth > 0 && !stream->is_over)
        source_reject_cut(stream->sink, stream->line, "truncated JSON");
    else if (status == STATUS_OK && !stream->has_document && !stream->is_over)
        source_reject(stream->sink, stream->input->first_line, "JSON without a question in it");
    return status;
}

enum status json_stream_each(const struct source_input *input, const struct source_sink *sink,
                             enum status (*parse)(const struct source_input *input,
                                                  const struct source_sink *sink,
                                                  struct error *err),
                             struct error *err)
{
    if (!input->more)
        return parse(input, sink, err);
    struct stream stream = {
        .input = input, .sink = sink, .parse = parse, .line = input->first_line};
    enum status status = STATUS_OK;
    buf_append_slice(&stream.held, input->bytes);
    while (status == STATUS_OK && !stream.is_end && stream.held.len < WHOLE_SIZE)
        status = hold_more(&stream, err);
    if (status == STATUS_OK && stream.is_end)
        status = parse_one(&stream, buf_slice(&stream.held), err);
    else if (status == STATUS_OK)
        status = read_parts(&stream, err);
    buf_clear(&stream.held);
    return status;
}
