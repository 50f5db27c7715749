// Cells and rows of CSV (RFC 4180) that a spreadsheet may open without harm.
#ifndef ANSWER_CSV_H
#define ANSWER_CSV_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct csv {
    struct buf *out;    // borrowed
    char separator;     // ',' or ';'
    bool in_row;        // private
    struct slice links; // what addresses without a host start with: "/questions"; empty: nothing
};

void csv_init(struct csv *csv, struct buf *out, char separator);

// A cell of text. It is quoted when it holds a separator, a quote or a line break. One that a
// spreadsheet would run as a formula (it starts with = + - @, a tab or a return; OWASP, CSV
// injection) gets an apostrophe in front, which spreadsheets take as "this is text".
void csv_text(struct csv *csv, struct slice text);

void csv_number(struct csv *csv, int64_t value); // a negative number stays a number

// At most four decimals, none that say nothing; behind a comma where cells are separated by semicolons.
void csv_decimal(struct csv *csv, double value);

void csv_date(struct csv *csv, uint32_t date); // ISO 8601; empty: DATE_NONE

void csv_end_row(struct csv *csv); // CRLF

#endif
