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

struct reading {
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

static uint32_t line_of(const struct reading *reading)
{
    return reading->input->first_line - 1 + (uint32_t)XML_GetCurrentLineNumber64(reading->parser);
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

static void stop(struct reading *reading, enum status status)
{
    reading->status = status;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void add_attributes(struct reading *reading, const char **attributes)
{
    for (; attributes[0]; attributes += 2) {
        char name[64] = "@";
        size_t len = strlen(attributes[0]);
        if (len > sizeof name - 2 || strncmp(attributes[0], "xmlns", 5) == 0)
            continue;
        memcpy(name + 1, attributes[0], len);
        size_t up = an_leaves_down(&reading->leaves, slice_of(name, len + 1));
        an_leaves_add(&reading->leaves, slice_from(attributes[1]));
        an_leaves_up(&reading->leaves, up);
    }
}

static void XMLCALL on_start(void *context, const char *full_name, const char **attributes)
{
    struct reading *reading = context;
    struct slice name = local_name(full_name);
    if (reading->depth == 0 && !is_question(name))
        return;
    if (reading->depth == MAX_DEPTH) {
        source_reject(reading->sink, line_of(reading), "elements nested too deeply");
        stop(reading, STATUS_OK);
        return;
    }
    if (reading->depth == 0) {
        an_leaves_reset(&reading->leaves);
        reading->question = (struct an_question){.line = line_of(reading)};
    } else {
        reading->up[reading->depth] = an_leaves_down(&reading->leaves, name);
        reading->has_child[reading->depth - 1] = true;
        an_leaves_add(&reading->leaves, SLICE(""));
    }
    reading->has_child[reading->depth++] = false;
    buf_reset(&reading->text);
    add_attributes(reading, attributes);
}

static void end_question(struct reading *reading)
{
    reading->questions++;
    if (!an_leaves_read(&reading->leaves, &reading->question)) {
        stop(reading, error_set(reading->err, STATUS_NO_MEMORY, "no memory for a question"));
        return;
    }
    enum status status =
        an_question_take(&reading->question, reading->input, reading->sink, reading->err);
    if (status != STATUS_OK)
        stop(reading, status);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct reading *reading = context;
    (void)name;
    if (reading->depth == 0)
        return;
    reading->depth--;
    if (reading->depth == 0) {
        end_question(reading);
        return;
    }
    if (!reading->has_child[reading->depth] && reading->text.len > 0)
        an_leaves_add(&reading->leaves, buf_slice(&reading->text));
    buf_reset(&reading->text);
    an_leaves_up(&reading->leaves, reading->up[reading->depth]);
}

static void XMLCALL on_text(void *context, const char *text, int len)
{
    struct reading *reading = context;
    if (reading->depth > 0)
        buf_append(&reading->text, text, (size_t)len);
}

static bool is_cut(enum XML_Error code)
{
    return code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
           code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

static void reject_xml(struct reading *reading)
{
    enum XML_Error code = XML_GetErrorCode(reading->parser);
    if (code == XML_ERROR_ABORTED)
        return; // stopped by ourselves, for a reason given
    if (is_cut(code))
        source_reject_cut(reading->sink, line_of(reading), "truncated XML: %s",
                          XML_ErrorString(code));
    else
        source_reject(reading->sink, line_of(reading), "not XML: %s", XML_ErrorString(code));
}

static void read_text(struct reading *reading, struct slice text)
{
    XML_SetUserData(reading->parser, reading);
    XML_SetElementHandler(reading->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading->parser, on_text);
    enum XML_Status code = XML_STATUS_OK;
    for (size_t at = 0; at < text.len && code == XML_STATUS_OK;) {
        size_t len = text.len - at < PIECE_SIZE ? text.len - at : PIECE_SIZE;
        code = XML_Parse(reading->parser, text.ptr + at, (int)len, at + len == text.len);
        at += len;
    }
    if (code != XML_STATUS_OK)
        reject_xml(reading);
    else if (reading->questions == 0)
        source_reject(reading->sink, reading->input->first_line, "XML without a question in it");
    if (reading->status == STATUS_OK && reading->text.failed)
        reading->status = error_set(reading->err, STATUS_NO_MEMORY, "no memory for a question");
}

enum status source_parse_an_xml(const struct source_input *input, const struct source_sink *sink,
                                struct error *err)
{
    struct slice text;
    if (!source_text(input, sink, &text))
        return STATUS_OK;
    struct reading *reading = calloc(1, sizeof *reading);
    // The text is UTF-8 by now, whatever its declaration says.
    XML_Parser parser = reading ? XML_ParserCreate("UTF-8") : NULL;
    if (!parser) {
        free(reading);
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    }
    reading->input = input;
    reading->sink = sink;
    reading->err = err;
    reading->parser = parser;
    an_leaves_init(&reading->leaves, input->arena);
    read_text(reading, text);
    enum status status = reading->status;
    XML_ParserFree(parser);
    an_leaves_clear(&reading->leaves);
    buf_clear(&reading->text);
    free(reading);
    return status;
}
