// XML of QRVA: <QRVADOC>, one a file or many in one.
//
// The elements right below QRVADOC are its fields; what stands in them is written down as HTML again, so that
// <br/>, <a> and <b> are read as in a page.
#include "indexer/sources/qrva/document.h"
#include "indexer/sources/source.h"

#include <expat.h>

#include <stdlib.h>
#include <string.h>

#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9 // expat 2.9 warns of the old name
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#endif

enum { PIECE_SIZE = 1 << 20 };

struct reading {
    const struct source_input *input;
    const struct source_sink *sink;
    struct error *err;
    XML_Parser parser;
    enum status status;
    struct qrva_document document;
    struct buf html; // of the field being read
    unsigned depth;  // below QRVADOC, which is 1; 0 outside
    uint64_t documents;
};

static uint32_t line_of(const struct reading *reading)
{
    return reading->input->first_line - 1 + (uint32_t)XML_GetCurrentLineNumber64(reading->parser);
}

static void append_tag(struct reading *reading, const char *name, bool is_end)
{
    buf_append_slice(&reading->html, is_end ? SLICE("</") : SLICE("<"));
    buf_append_slice(&reading->html, slice_from(name));
    buf_append_char(&reading->html, '>');
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct reading *reading = context;
    (void)attributes;
    if (reading->depth == 0 && strcmp(name, "QRVADOC") != 0)
        return;
    if (reading->depth == 0)
        reading->document = (struct qrva_document){.line = line_of(reading)};
    else if (reading->depth == 1)
        buf_reset(&reading->html);
    else
        append_tag(reading, name, false);
    reading->depth++;
}

static void end_document(struct reading *reading)
{
    reading->documents++;
    reading->status = qrva_take(&reading->document, reading->input, reading->sink, reading->err);
    arena_reset(reading->input->arena);
    if (reading->status != STATUS_OK)
        (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct reading *reading = context;
    if (reading->depth == 0)
        return;
    reading->depth--;
    struct arena *arena = reading->input->arena;
    if (reading->depth == 0)
        end_document(reading);
    else if (reading->depth == 1)
        qrva_add(&reading->document, arena_copy(arena, slice_from(name)),
                 arena_copy(arena, buf_slice(&reading->html)));
    else if (strcmp(name, "br") != 0)
        append_tag(reading, name, true);
}

static void XMLCALL on_text(void *context, const char *text, int len)
{
    struct reading *reading = context;
    if (reading->depth > 1)
        qrva_escape(&reading->html, slice_of(text, (size_t)len));
}

static void reject_xml(struct reading *reading)
{
    enum XML_Error code = XML_GetErrorCode(reading->parser);
    bool is_cut = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                  code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION;
    if (is_cut)
        source_reject_cut(reading->sink, line_of(reading), "truncated XML: %s",
                          XML_ErrorString(code));
    else if (code != XML_ERROR_ABORTED) // stopped by ourselves
        source_reject(reading->sink, line_of(reading), "not XML: %s", XML_ErrorString(code));
}

static void read_text(struct reading *reading, struct slice text)
{
    XML_SetUserData(reading->parser, reading);
    XML_SetElementHandler(reading->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading->parser, on_text);
    enum XML_Status code = XML_STATUS_OK;
    while (text.len > 0 && code == XML_STATUS_OK) {
        size_t len = text.len < PIECE_SIZE ? text.len : PIECE_SIZE;
        code = XML_Parse(reading->parser, text.ptr, (int)len, len == text.len);
        text = slice_from_offset(text, len);
    }
    if (code != XML_STATUS_OK)
        reject_xml(reading);
    else if (reading->documents == 0)
        source_reject(reading->sink, reading->input->first_line, "XML without a question in it");
    if (reading->status == STATUS_OK && reading->html.failed)
        reading->status = error_set(reading->err, STATUS_NO_MEMORY, "no memory for a question");
}

enum status source_parse_qrva_xml(const struct source_input *input, const struct source_sink *sink,
                                  struct error *err)
{
    struct slice text;
    struct arena decoded = {0}; // the other is emptied behind each document
    struct source_input whole = *input;
    whole.arena = &decoded;
    if (!source_text(&whole, sink, &text)) {
        arena_clear(&decoded);
        return STATUS_OK;
    }
    struct reading *reading = calloc(1, sizeof *reading);
    XML_Parser parser = reading ? XML_ParserCreate("UTF-8") : NULL;
    enum status status = STATUS_NO_MEMORY;
    if (parser) {
        reading->input = input;
        reading->sink = sink;
        reading->err = err;
        reading->parser = parser;
        read_text(reading, text);
        status = reading->status;
        XML_ParserFree(parser);
        buf_clear(&reading->html);
    }
    free(reading);
    arena_clear(&decoded);
    return parser ? status : error_set(err, STATUS_NO_MEMORY, "no memory to parse");
}
