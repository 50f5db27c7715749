// See rows.h.
//
// CSV as RFC 4180 has it: quotes around a value may hold separators, line ends and doubled quotes. Which of three
// separators it is, the header tells. A row with fewer values than names is one whose last are empty; with more it is
// none. Memory is the input's while that is short (spool.h), and a copy of what was quoted.
#include "indexer/sources/rows.h"

#include "base/buf.h"
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/spool.h"
#include "indexer/sources/text.h"

#include <string.h>

struct slice row_get(const struct row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++)
        if (slice_equal(row->names[i], slice_from(name)))
            return text_trim(row->values[i]);
    return SLICE_NONE;
}

enum {
    MAX_VALUE_SIZE =
        32 * 1024 * 1024, // a quote that never ends must not take the file for its value
    LET_GO_EVERY = 1024,  // rows
};

static const char QUOTE_OPEN[] = "truncated: a quote without its end";

struct csv {
    struct slice rest;
    uint32_t line; // of rest
    char separator;
    struct arena *arena; // of values with quotes in them
};

// One value from the start of rest, which is moved behind it and its separator; *ends when a line ends there.
static bool next_value(struct csv *csv, struct slice *value, bool *ends)
{
    struct slice s = csv->rest;
    struct buf unquoted = {0};
    bool is_quoted = s.len > 0 && s.ptr[0] == '"', is_open = is_quoted;
    size_t at = is_quoted, start = at;
    for (; at < s.len && at < MAX_VALUE_SIZE; at++) {
        char c = s.ptr[at];
        csv->line += c == '\n';
        if (is_open && c == '"' && at + 1 < s.len && s.ptr[at + 1] == '"')
            buf_append_char(&unquoted, s.ptr[at++]);
        else if (is_open && c == '"')
            is_open = false;
        else if (!is_open && (c == csv->separator || c == '\n'))
            break;
        else if (is_quoted)
            buf_append_char(&unquoted, c);
    }
    *ends = at >= s.len || s.ptr[at] == '\n';
    *value = is_quoted ? arena_take(csv->arena, &unquoted) : slice_of(s.ptr + start, at - start);
    bool is_endless = at == MAX_VALUE_SIZE;
    *ends = *ends || is_endless;
    csv->rest = slice_from_offset(s, is_endless ? s.len : at < s.len ? at + 1 : at);
    return !is_open && !is_endless;
}

static size_t count_of(struct slice s, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == c;
    return count;
}

// Reads the header into row->names: the separator is whichever of ";", "," and "|" it has most of. false when there is
// none.
static bool csv_open(struct csv *csv, struct slice text, uint32_t first_line, struct arena *arena,
                     struct row *row)
{
    struct slice header = slice_of(text.ptr, slice_find(text, SLICE("\n")));
    *csv = (struct csv){text, first_line, ';', arena};
    for (const char *other = ",|"; *other; other++)
        if (count_of(header, *other) > count_of(header, csv->separator))
            csv->separator = *other;
    bool ends = false, is_whole = true;
    for (row->count = 0; !ends && row->count < ROWS_MAX_COLUMNS; row->count++) {
        is_whole = next_value(csv, &row->names[row->count], &ends) && is_whole;
        row->names[row->count] = text_trim(row->names[row->count]);
    }
    return is_whole && ends && row->count > 1;
}

// The next row that is not empty; false at the end. *problem: why it is no row, or NULL.
static bool csv_next(struct csv *csv, struct row *row, const char **problem)
{
    while (csv->rest.len > 0) {
        size_t count = 0;
        bool ends = false, is_empty = true;
        bool is_closed = true;
        row->line = csv->line;
        memset(row->values, 0, sizeof row->values);
        while (!ends) {
            struct slice value;
            is_closed = next_value(csv, &value, &ends) && is_closed;
            is_empty = is_empty && text_trim(value).len == 0;
            if (count < row->count)
                row->values[count] = value;
            count++;
        }
        *problem = !is_closed           ? QUOTE_OPEN
                   : count > row->count ? "a row with more values than names"
                                        : NULL;
        if (!is_empty)
            return true;
    }
    return false;
}

// Not what only looks like it: « les <PME> ».
static bool has_html_lines(struct slice value)
{
    struct html html = {value, 0};
    struct html_token token;
    while (html_next(&html, &token))
        if (token.kind != HTML_TEXT &&
            (html_is(&token, "br") || html_is(&token, "p") || html_is(&token, "pre")))
            return true;
    return false;
}

struct slice rows_text(struct slice value, struct arena *arena)
{
    struct text text = {.paragraph_ended = false};
    bool is_html = has_html_lines(value);
    struct slice line;
    if (is_html)
        html_to_text(value, &text.out);
    for (struct lines lines = {is_html ? SLICE_NONE : value, 0}; lines_next(&lines, &line);) {
        struct buf plain = {0};
        bool has_entity = line.len > 0 && memchr(line.ptr, '&', line.len);
        if (has_entity)
            html_append_text(&plain, line);
        text_add_line(&text, has_entity ? buf_slice(&plain) : line);
        text.out.failed = text.out.failed || plain.failed;
        buf_clear(&plain);
    }
    return arena_take(arena, &text.out);
}

struct table {
    const struct source_input *input;
    struct spool spool;
    struct csv csv;
    struct arena names; // of columns
    struct row row;
    enum status (*take)(const struct row *row, const struct source_input *input,
                        const struct source_sink *sink, struct error *err);
};

static enum status take_rows(struct table *table, struct error *err)
{
    const struct source_sink *sink = table->spool.sink;
    struct arena *arena = table->input->arena;
    struct row *row = &table->row;
    const char *problem;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < row->count; i++)
        row->names[i] = spool_utf8(&table->spool, row->names[i], 1, &table->names);
    table->csv.arena = arena;
    for (uint64_t rows = 1; status == STATUS_OK && csv_next(&table->csv, row, &problem); rows++) {
        for (size_t i = 0; i < row->count; i++)
            row->values[i] = spool_utf8(&table->spool, row->values[i], row->line, arena);
        if (problem == QUOTE_OPEN)
            source_reject_cut(sink, row->line, "%s", problem);
        else if (problem)
            source_reject(sink, row->line, "%s", problem);
        else
            status = table->take(row, table->input, sink, err);
        if (table->spool.map) // else the text itself may lie there
            arena_reset(arena);
        if (rows % LET_GO_EVERY == 0)
            spool_let_go(&table->spool);
    }
    return status;
}

enum status rows_each(const struct source_input *input, const struct source_sink *sink,
                      enum status (*take)(const struct row *row, const struct source_input *input,
                                          const struct source_sink *sink, struct error *err),
                      struct error *err)
{
    struct table table = {.input = input, .take = take};
    struct slice text;
    bool is_text = false;
    enum status status = spool_read(&table.spool, input, sink, &text, &is_text, err);
    if (status == STATUS_OK && is_text) {
        if (csv_open(&table.csv, text, input->first_line, &table.names, &table.row))
            status = take_rows(&table, err);
        else
            source_reject_cut(sink, input->first_line, "no line of column names");
    }
    arena_clear(&table.names);
    spool_close(&table.spool);
    return status;
}
