// Exchanges as rows of CSV.
#ifndef ANSWER_EXCHANGE_CSV_H
#define ANSWER_EXCHANGE_CSV_H

#include "answer/answer_json.h"
#include "answer/csv.h"
#include "answer/params/columns.h"
#include "base/arena.h"
#include "engine/exchange.h"

// Which columns there are, in their order.
struct exchange_columns {
    enum field fields[PARAMS_MAX_COLUMNS];
    size_t count;
    bool by_answer;
};

// Those that were chosen; where none were, all but the list of answers, whose texts stand in one already. by_answer: of
// rows that are of one answer each.
void exchange_csv_columns(const struct params_columns *chosen, bool by_answer,
                          struct exchange_columns *out);

// The row with the columns' names.
void exchange_csv_header(struct csv *csv, const struct exchange_columns *columns);

void exchange_csv_row(struct csv *csv, const struct exchange_columns *columns,
                      const struct exchange *exchange, const struct answer_about *about);

// The last row, as wide as the others and at least three cells: a word in the first cell ("#fin"), the number of rows
// before in the second, what is to be said about it, if anything, in the third.
void exchange_csv_end(struct csv *csv, const struct exchange_columns *columns, struct slice word,
                      uint64_t count, struct slice remark);

#endif
