// XML of the Assemblée nationale: a file of one question, or of all questions of a legislature.
//
// expat streams; while it is inside an element named question (in any case and namespace) the leaves are
// written down, and at its end they become an exchange. Nothing outside is loaded, and expat itself bounds
// what entities may grow to.
#include "indexer/sources/an/leaves.h"
#include "indexer/sources/an/question.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"

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
    struct an_leaves leaves;
    struct an_question question;
    struct buf text; // of the element being read
    unsigned depth;  // of open elements, 0 outside a question
    size_t up[MAX_DEPTH];
    bool has_child[MAX_DEPTH];
    uint64_t questions;
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
    if (handler->depth == MAX_DEPTH) {
        source_reject(handler->sink, line_of(handler), "elements nested too deeply");
        stop(handler, STATUS_OK);
        return;
    }
    if (handler->depth == 0) {
        an_leaves_reset(&handler->leaves);
        handler->question = (struct an_question){.line = line_of(handler)};
    } else {
        handler->up[handler->depth] = an_leaves_down(&handler->leaves, name);
        handler->has_child[handler->depth - 1] = true;
        an_leaves_add(&handler->leaves, SLICE(""));
    }
    handler->has_child[handler->depth++] = false;
    buf_reset(&handler->text);
    add_attributes(handler, attributes);
}

static void end_question(struct handler *handler)
{
    handler->questions++;
    if (!an_leaves_read(&handler->leaves, &handler->question)) {
        stop(handler, error_set(handler->err, STATUS_NO_MEMORY, "no memory for a question"));
        return;
    }
    enum status status =
        an_question_take(&handler->question, handler->input, handler->sink, handler->err);
    if (status != STATUS_OK)
        stop(handler, status);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct handler *handler = context;
    (void)name;
    if (handler->depth == 0)
        return;
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

static void read_text(struct handler *handler, struct slice text)
{
    XML_SetUserData(handler->parser, handler);
    XML_SetElementHandler(handler->parser, on_start, on_end);
    XML_SetCharacterDataHandler(handler->parser, on_text);
    enum XML_Status code = XML_STATUS_OK;
    for (size_t at = 0; at < text.len && code == XML_STATUS_OK;) {
        size_t len = text.len - at < PIECE_SIZE ? text.len - at : PIECE_SIZE;
        code = XML_Parse(handler->parser, text.ptr + at, (int)len, at + len == text.len);
        at += len;
    }
    if (code != XML_STATUS_OK)
        reject_xml(handler);
    else if (handler->questions == 0)
        source_reject(handler->sink, handler->input->first_line, "XML without a question in it");
    if (handler->status == STATUS_OK && handler->text.failed)
        handler->status = error_set(handler->err, STATUS_NO_MEMORY, "no memory for a question");
}

enum status source_parse_an_xml(const struct source_input *input, const struct source_sink *sink,
                                struct error *err)
{
    struct slice text;
    if (!source_text(input, sink, &text))
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
    handler->parser = parser;
    an_leaves_init(&handler->leaves, input->arena);
    read_text(handler, text);
    enum status status = handler->status;
    XML_ParserFree(parser);
    an_leaves_clear(&handler->leaves);
    buf_clear(&handler->text);
    free(handler);
    return status;
}
