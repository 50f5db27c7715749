// Exchanges as rows of CSV.
#ifndef ANSWER_EXCHANGE_CSV_H
#define ANSWER_EXCHANGE_CSV_H

#include "answer/csv.h"
#include "answer/deadlines.h"
#include "base/arena.h"
#include "engine/exchange.h"

// The row with the columns' names.
void exchange_csv_header(struct csv *csv);

void exchange_csv_row(struct csv *csv, const struct exchange *exchange,
                      const struct deadlines *deadlines, struct arena *arena);

// The last row, as wide as the others: a word in the first cell ("#fin"), the number of rows before in the
// second, what is to be said about it, if anything, in the third.
void exchange_csv_end(struct csv *csv, struct slice word, uint64_t count, struct slice remark);

#endif
