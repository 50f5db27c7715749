// CSV (RFC 4180). See csv.h.

#include "answer/csv.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void csv_init(struct csv *csv, struct buf *out, char separator)
{
    *csv = (struct csv){.out = out, .separator = separator};
}

static void start_cell(struct csv *csv)
{
    if (csv->in_row)
        buf_append_char(csv->out, csv->separator);
    csv->in_row = true;
}

static bool needs_quotes(const struct csv *csv, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == csv->separator || c == '"' || c == '\n' || c == '\r')
            return true;
    }
    return false;
}

// Some spreadsheets take the full-width signs of East Asian keyboards (U+FF1D, FF0B, FF0D, FF20) for the plain ones.
static bool starts_formula(struct slice text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (slice_starts_with(text, slice_from(wide[i])))
            return true;
    return text.len > 0 && memchr("=+-@\t\r\n", text.ptr[0], 7);
}

void csv_text(struct csv *csv, struct slice text)
{
    start_cell(csv);
    bool is_formula = starts_formula(text);
    if (!needs_quotes(csv, text)) {
        if (is_formula)
            buf_append_char(csv->out, '\'');
        buf_append_slice(csv->out, text);
        return;
    }
    buf_append_char(csv->out, '"');
    if (is_formula)
        buf_append_char(csv->out, '\'');
    while (text.len > 0) {
        size_t quote = slice_find(text, SLICE("\""));
        size_t run = quote < text.len ? quote + 1 : quote; // the quote itself, then once more
        buf_append(csv->out, text.ptr, run);
        if (quote < text.len)
            buf_append_char(csv->out, '"');
        text = slice_from_offset(text, run);
    }
    buf_append_char(csv->out, '"');
}

void csv_number(struct csv *csv, int64_t value)
{
    start_cell(csv);
    buf_printf(csv->out, "%" PRId64, value);
}

void csv_decimal(struct csv *csv, double value)
{
    char text[64];
    int len = snprintf(text, sizeof text, "%.4f", value);
    while (len > 0 && text[len - 1] == '0')
        len--;
    if (len > 0 && text[len - 1] == '.')
        len--;
    char *found = memchr(text, '.', (size_t)len);
    if (found && csv->separator == ';')
        *found = ',';
    csv_text(csv, slice_of(text, (size_t)len));
}

void csv_date(struct csv *csv, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    csv_text(csv, slice_of(text, date_format_iso(date, text)));
}

void csv_end_row(struct csv *csv)
{
    buf_append_slice(csv->out, SLICE("\r\n"));
    csv->in_row = false;
}
