// Groups of exchanges as JSON and as CSV.
#ifndef ANSWER_STATS_STATS_WRITE_H
#define ANSWER_STATS_STATS_WRITE_H

#include "answer/answer_json.h"
#include "answer/csv.h"
#include "answer/stats/stats.h"

// The answer of /api/v1/stats.
void stats_write_json(struct json_writer *json, const struct stats_answer *stats,
                      const struct answer_site *site);

// Its members "ensemble" and "lignes".
void stats_write_rows(struct json_writer *json, const struct stats_answer *stats);

// The same rows with a header; `decimal` stands in numbers that are no integers.
void stats_write_csv(struct csv *csv, const struct stats_answer *stats);

#endif
