// See xml.h. A file of all questions of a legislature is more than 100 MB.
//
// The bytes come in pieces, and the arena is emptied behind each question: memory is that of the largest
// question. A piece that is not UTF-8 is read as Windows-1252. While expat is inside an element named
// question (in any case and namespace) the leaves are written down, and at its end they become an
// exchange. Nothing outside is loaded, and expat itself bounds what entities may grow to.
#include "indexer/sources/an/xml.h"

#include "indexer/sources/an/question.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <expat.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9 // expat 2.9 warns of the old name
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#endif

enum { PIECE_SIZE = 1 << 20, MAX_DEPTH = 64 };

struct handler {
    const struct source_input *input;
    const struct source_sink *sink;
    struct error *err;
    XML_Parser parser;
    enum status status;
    enum status (*take)(struct an_leaves *leaves, uint32_t line, const struct source_input *input,
                        const struct source_sink *sink, struct error *err);
    struct an_leaves leaves;
    uint32_t line;         // of the question
    unsigned markup_depth; // open elements of a text that is XHTML
    struct buf text;       // of the element being read
    unsigned depth;        // of open elements, 0 outside a question
    size_t up[MAX_DEPTH];
    bool has_child[MAX_DEPTH];
    uint64_t questions;
    bool is_old; // not UTF-8: said once
};

static uint32_t line_of(const struct handler *handler)
{
    return handler->input->first_line - 1 + (uint32_t)XML_GetCurrentLineNumber64(handler->parser);
}

static struct slice local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return slice_from(colon ? colon + 1 : name);
}

static bool is_question(struct slice name)
{
    return name.len == 8 && strncasecmp(name.ptr, "question", 8) == 0;
}

// Whether elements within are the mark-up of a text. Most have it as text or CDATA.
static bool holds_markup(struct slice name)
{
    static const char *const NAMES[] = {"texte", "texte_depot", "texte_reponse"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (slice_equal_ignoring_case(name, slice_from(NAMES[i])))
            return true;
    return false;
}

static void append_tag(struct handler *handler, struct slice name, bool is_end)
{
    buf_append_slice(&handler->text, is_end ? SLICE("</") : SLICE("<"));
    buf_append_slice(&handler->text, name);
    buf_append_char(&handler->text, '>');
}

static void stop(struct handler *handler, enum status status)
{
    handler->status = status;
    (void)XML_StopParser(handler->parser, XML_FALSE);
}

static void add_attributes(struct handler *handler, const char **attributes)
{
    for (; attributes[0]; attributes += 2) {
        char name[64] = "@";
        size_t len = strlen(attributes[0]);
        if (len > sizeof name - 2 || strncmp(attributes[0], "xmlns", 5) == 0)
            continue;
        memcpy(name + 1, attributes[0], len);
        size_t up = an_leaves_down(&handler->leaves, slice_of(name, len + 1));
        an_leaves_add(&handler->leaves, slice_from(attributes[1]));
        an_leaves_up(&handler->leaves, up);
    }
}

static void XMLCALL on_start(void *context, const char *full_name, const char **attributes)
{
    struct handler *handler = context;
    struct slice name = local_name(full_name);
    if (handler->depth == 0 && !is_question(name))
        return;
    if (handler->markup_depth > 0) {
        handler->markup_depth++;
        append_tag(handler, name, false);
        return;
    }
    if (handler->depth == MAX_DEPTH) {
        source_reject(handler->sink, line_of(handler), "elements nested too deeply");
        stop(handler, STATUS_OK);
        return;
    }
    if (handler->depth == 0) {
        an_leaves_reset(&handler->leaves);
        handler->line = line_of(handler);
    } else {
        handler->up[handler->depth] = an_leaves_down(&handler->leaves, name);
        handler->has_child[handler->depth - 1] = true;
        an_leaves_add(&handler->leaves, SLICE(""));
    }
    handler->has_child[handler->depth++] = false;
    handler->markup_depth = holds_markup(name);
    buf_reset(&handler->text);
    add_attributes(handler, attributes);
}

static void end_question(struct handler *handler)
{
    handler->questions++;
    enum status status =
        handler->take(&handler->leaves, handler->line, handler->input, handler->sink, handler->err);
    an_leaves_reset(&handler->leaves);
    arena_reset(handler->input->arena);
    if (status != STATUS_OK)
        stop(handler, status);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct handler *handler = context;
    if (handler->depth == 0)
        return;
    if (handler->markup_depth > 1) {
        handler->markup_depth--;
        append_tag(handler, local_name(name), true);
        return;
    }
    handler->markup_depth = 0;
    handler->depth--;
    if (handler->depth == 0) {
        end_question(handler);
        return;
    }
    if (!handler->has_child[handler->depth] && handler->text.len > 0)
        an_leaves_add(&handler->leaves, buf_slice(&handler->text));
    buf_reset(&handler->text);
    an_leaves_up(&handler->leaves, handler->up[handler->depth]);
}

static void XMLCALL on_text(void *context, const char *text, int len)
{
    struct handler *handler = context;
    if (handler->depth > 0)
        buf_append(&handler->text, text, (size_t)len);
}

static bool is_cut(enum XML_Error code)
{
    return code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
           code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

static void reject_xml(struct handler *handler)
{
    enum XML_Error code = XML_GetErrorCode(handler->parser);
    if (code == XML_ERROR_ABORTED)
        return; // stopped by ourselves, for a reason given
    if (is_cut(code))
        source_reject_cut(handler->sink, line_of(handler), "truncated XML: %s",
                          XML_ErrorString(code));
    else
        source_reject(handler->sink, line_of(handler), "not XML: %s", XML_ErrorString(code));
}

static bool feed(struct handler *handler, struct slice piece, bool is_last)
{
    enum XML_Status code = XML_STATUS_OK;
    do {
        size_t len = piece.len < PIECE_SIZE ? piece.len : PIECE_SIZE;
        bool ends = is_last && len == piece.len;
        code = XML_Parse(handler->parser, piece.ptr ? piece.ptr : "", (int)len, ends);
        piece = slice_from_offset(piece, len);
    } while (code == XML_STATUS_OK && piece.len > 0);
    if (code != XML_STATUS_OK)
        reject_xml(handler);
    return code == XML_STATUS_OK;
}

// The piece as UTF-8, but for a character that is not all there, which stays in *carry.
static struct slice decode(struct handler *handler, struct slice piece, struct buf *carry,
                           struct buf *decoded)
{
    buf_reset(decoded);
    buf_append_slice(carry, piece);
    struct slice text = buf_slice(carry);
    size_t tail = text_cut_length(text);
    struct slice whole = slice_of(text.ptr, text.len - tail);
    if (fold_is_utf8(whole)) {
        buf_append_slice(decoded, whole);
    } else {
        tail = 0;
        fold_append_windows1252(decoded, text);
        if (!handler->is_old)
            handler->sink->notice(handler->sink->context, line_of(handler),
                                  SLICE("not UTF-8: read as Windows-1252"));
        handler->is_old = true;
    }
    char kept[4];
    memcpy(kept, text.ptr + text.len - tail, tail);
    buf_reset(carry);
    buf_append(carry, kept, tail);
    return buf_slice(decoded);
}

static void read_pieces(struct handler *handler, struct slice piece)
{
    struct buf carry = {0}, decoded = {0};
    const struct source_input *input = handler->input;
    bool goes_on = true;
    while (goes_on && piece.len > 0) {
        goes_on = feed(handler, decode(handler, piece, &carry, &decoded), false);
        piece = SLICE_NONE;
        if (carry.failed || decoded.failed)
            handler->status = error_set(handler->err, STATUS_NO_MEMORY, "no memory for a file");
        goes_on = goes_on && handler->status == STATUS_OK;
        if (goes_on && input->more)
            handler->status = input->more(input->more_context, &piece, handler->err);
    }
    if (goes_on && handler->status == STATUS_OK && carry.len > 0)
        source_reject_cut(handler->sink, line_of(handler),
                          "truncated in the middle of a character");
    else if (goes_on && handler->status == STATUS_OK && feed(handler, SLICE_NONE, true) &&
             handler->questions == 0)
        source_reject(handler->sink, input->first_line, "XML without a question in it");
    if (handler->status == STATUS_OK && handler->text.failed)
        handler->status = error_set(handler->err, STATUS_NO_MEMORY, "no memory for a question");
    buf_clear(&carry);
    buf_clear(&decoded);
}

// Whether the first bytes are text at all; a byte order mark is taken off them.
static bool is_text(const struct source_input *input, const struct source_sink *sink,
                    struct slice *first)
{
    *first = input->bytes;
    const char *binary = text_why_binary(*first);
    if (slice_trim(*first).len == 0)
        source_reject_cut(sink, input->first_line, "empty file");
    else if (binary)
        source_reject(sink, input->first_line, "%s", binary);
    else if (slice_starts_with(*first, SLICE("\xEF\xBB\xBF")))
        *first = slice_from_offset(*first, 3);
    return !binary && slice_trim(input->bytes).len > 0;
}

enum status an_xml_each(const struct source_input *input, const struct source_sink *sink,
                        enum status (*take)(struct an_leaves *leaves, uint32_t line,
                                            const struct source_input *input,
                                            const struct source_sink *sink, struct error *err),
                        struct error *err)
{
    struct slice first;
    if (!is_text(input, sink, &first))
        return STATUS_OK;
    struct handler *handler = calloc(1, sizeof *handler);
    // The text is UTF-8 by now, whatever its declaration says.
    XML_Parser parser = handler ? XML_ParserCreate("UTF-8") : NULL;
    if (!parser) {
        free(handler);
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    }
    handler->input = input;
    handler->sink = sink;
    handler->err = err;
    handler->take = take;
    handler->parser = parser;
    an_leaves_init(&handler->leaves, input->arena);
    XML_SetUserData(parser, handler);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    read_pieces(handler, first);
    enum status status = handler->status;
    XML_ParserFree(parser);
    an_leaves_clear(&handler->leaves);
    buf_clear(&handler->text);
    free(handler);
    return status;
}

static enum status take_question(struct an_leaves *leaves, uint32_t line,
                                 const struct source_input *input, const struct source_sink *sink,
                                 struct error *err)
{
    struct an_question question = {.line = line};
    if (!an_leaves_read(leaves, &question))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question");
    return an_question_take(&question, input, sink, err);
}

enum status source_parse_an_xml(const struct source_input *input, const struct source_sink *sink,
                                struct error *err)
{
    return an_xml_each(input, sink, take_question, err);
}
