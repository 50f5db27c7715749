// Judged queries: a text, the documents that answer it, and how well a list of hits does by them.
//
// Queries are lines « id TAB text » or, in a .jsonl file, objects with "id" and "text"; judgements are TREC's
// « query 0 document grade ». nDCG@10 takes grades as gains, as trec_eval does; MRR@10 and recall@100 count
// grades above 0. Queries without a relevant document are left out.
#ifndef BENCH_JUDGED_H
#define BENCH_JUDGED_H

#include "base/error.h"
#include "base/slice.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

enum { JUDGED_TOP = 100, JUDGED_CUT = 10 };

// What both judges are asked: their parser has judged_argp for a child, whose input is this.
struct judged_options {
    const char *queries, *qrels, *name;
    bool misses; // print queries whose first JUDGED_CUT hold nothing relevant
    double at_least;
};
extern const struct argp judged_argp;

struct judgement {
    char *query, *document;
    int grade;
};

struct judgements {
    struct judgement *list; // by query, then document
    size_t count;
};

struct judged_totals {
    double ndcg, mrr, recall; // sums over the queries
    size_t queries;
};

// The caller clears the judgements.
enum status judgements_read(const char *path, struct judgements *out,
                            struct error *err) STATUS_NODISCARD;
void judgements_clear(struct judgements *judgements);

// Adds what the hits of a query, best first and at most JUDGED_TOP, are worth. *rank is that of the first
// relevant one among JUDGED_CUT, counted from 1; 0 when there is none. False for a query without relevant documents.
bool judged_add(const struct judgements *judgements, const char *query, const struct slice *hits,
                size_t count, struct judged_totals *totals, size_t *rank);

// Calls `each` for every query of the file until it fails.
enum status judged_each_query(const char *path,
                              enum status (*each)(void *context, const char *id, const char *text,
                                                  struct error *err),
                              void *context, struct error *err) STATUS_NODISCARD;

// The means on one line: « NAME LABEL 512 queries nDCG@10 … MRR@10 … recall@100 … », without the newline.
void judged_print(const char *name, const char *label, const struct judged_totals *totals);

// The mean nDCG@10.
double judged_ndcg(const struct judged_totals *totals);

#endif
