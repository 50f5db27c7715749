// relevance: how well the engine ranks, on queries that people have judged.
//
//     relevance --index DIR --queries FILE --qrels FILE [--mode auto|any|all] [--name NAME]
//               [--run OUT.trec] [--misses] [--at-least NDCG]
//
// Queries and judgements: bench/judged.h. Each query goes through the same door as the daemon's (search_run);
// the means are printed on one line. The analysis alone, without the engine, is judged by plain_bm25.c.
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "bench/judged.h"
#include "engine/search/search.h"

const char *argp_program_version = "relevance " HEMICYCLE_VERSION;

enum { KEY_NAME = 256, KEY_RUN, KEY_MISSES, KEY_AT_LEAST };

struct options {
    const char *index, *queries, *qrels, *name, *run;
    enum search_mode mode;
    bool misses;
    double at_least;
};

struct evaluation {
    const struct options *options;
    struct judgements judgements;
    struct index *index;
    struct snapshot *snapshot;
    struct synonyms *synonyms;
    struct searcher *searcher;
    struct arena arena;
    struct judged_totals totals;
    double us; // all queries together
    FILE *run;
};

static const struct argp_option option_table[] = {
    {"index", 'i', "DIR", 0, "the index", 0},
    {"queries", 'q', "FILE", 0, "id TAB text, or .jsonl", 0},
    {"qrels", 'r', "FILE", 0, "query 0 document grade", 0},
    {"mode", 'm', "MODE", 0, "auto, any or all (default: auto)", 0},
    {"name", KEY_NAME, "NAME", 0, "of the set, to print", 0},
    {"run", KEY_RUN, "FILE", 0, "write the hits there, in TREC's format", 0},
    {"misses", KEY_MISSES, NULL, 0, "print queries whose first ten hold nothing relevant", 0},
    {"at-least", KEY_AT_LEAST, "NDCG", 0, "fail when nDCG@10 is below", 0},
    {0},
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    static const char *const MODES[] = {"auto", "all", "any"};
    switch (key) {
    case 'i':
        options->index = argument;
        return 0;
    case 'q':
        options->queries = argument;
        return 0;
    case 'r':
        options->qrels = argument;
        return 0;
    case 'm':
        for (unsigned i = 0; i < 3; i++) {
            if (strcmp(argument, MODES[i]) == 0) {
                options->mode = (enum search_mode)i;
                return 0;
            }
        }
        argp_error(state, "unknown mode: %s", argument);
        return EINVAL;
    case KEY_NAME:
        options->name = argument;
        return 0;
    case KEY_RUN:
        options->run = argument;
        return 0;
    case KEY_MISSES:
        options->misses = true;
        return 0;
    case KEY_AT_LEAST:
        options->at_least = strtod(argument, NULL);
        return 0;
    case ARGP_KEY_END:
        if (!options->index || !options->queries || !options->qrels)
            argp_error(state, "--index, --queries and --qrels are needed");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// --- one query -------------------------------------------------------------------------------------

static void score_hits(struct evaluation *e, const char *id, const char *text,
                       const struct search_result *result)
{
    struct slice documents[JUDGED_TOP];
    size_t rank, count = 0;
    for (; count < result->hit_count && count < JUDGED_TOP; count++)
        documents[count] = result->hits[count].exchange.id;
    if (!judged_add(&e->judgements, id, documents, count, &e->totals, &rank))
        return;
    for (size_t i = 0; e->run && i < count; i++)
        fprintf(e->run, "%s Q0 %.*s %zu %.6f hemicycle\n", id, SLICE_ARG(documents[i]), i + 1,
                result->hits[i].score);
    if (e->options->misses && rank == 0)
        printf("%s\t%s\n", id, text);
}

static enum status run_query(void *context, const char *id, const char *text, struct error *err)
{
    struct evaluation *e = context;
    arena_reset(&e->arena);
    struct search_request request = {
        .q = slice_from(text), .mode = e->options->mode, .limit = JUDGED_TOP};
    struct search_result result;
    enum status status = search_run(e->searcher, e->snapshot, &request, &e->arena, &result, err);
    if (status == STATUS_INVALID) { // the person would be told, and found nothing
        fprintf(stderr, "relevance: %s: %s\n", id, err->message);
        result = (struct search_result){0};
        status = STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    e->us += result.timing.parse_us + result.timing.match_us;
    score_hits(e, id, text, &result);
    return STATUS_OK;
}

// --- the whole -------------------------------------------------------------------------------------

static enum status evaluate(struct evaluation *e, struct error *err)
{
    enum status status = judgements_read(e->options->qrels, &e->judgements, err);
    if (status == STATUS_OK)
        status = index_open(e->options->index, NULL, &e->index, err);
    if (status == STATUS_OK)
        status = snapshot_begin(e->index, &e->snapshot, err);
    if (status == STATUS_OK)
        status = synonyms_open(NULL, &e->synonyms, err);
    if (status == STATUS_OK)
        status = searcher_open(e->index, e->synonyms, &e->searcher, err);
    if (status == STATUS_OK)
        status = judged_each_query(e->options->queries, run_query, e, err);
    return status;
}

static void close_all(struct evaluation *e)
{
    judgements_clear(&e->judgements);
    searcher_close(e->searcher);
    synonyms_close(e->synonyms);
    if (e->snapshot)
        snapshot_end(e->snapshot);
    snapshot_free(e->snapshot);
    if (e->index)
        index_close(e->index);
    arena_clear(&e->arena);
    if (e->run)
        fclose(e->run);
}

static void print_totals(const struct evaluation *e)
{
    static const char *const MODES[] = {"auto", "all", "any"};
    judged_print(e->options->name, MODES[e->options->mode], &e->totals);
    printf("  %6.0f us\n", e->totals.queries ? e->us / (double)e->totals.queries : 0);
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        option_table, parse_option, NULL, "Measures ranking on judged queries.", NULL, NULL, NULL};
    struct options options = {.name = ""};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct evaluation evaluation = {.options = &options};
    arena_init(&evaluation.arena, 0);
    struct error err = {0};
    if (options.run && !(evaluation.run = fopen(options.run, "w"))) {
        fprintf(stderr, "relevance: %s: %s\n", options.run, strerrordesc_np(errno));
        return EX_CANTCREAT;
    }
    enum status status = evaluate(&evaluation, &err);
    int code = status_exit_code(status);
    if (status != STATUS_OK) {
        fprintf(stderr, "relevance: %s\n", err.message);
    } else {
        print_totals(&evaluation);
        code = judged_ndcg(&evaluation.totals) < options.at_least ? EX_DATAERR : 0;
    }
    close_all(&evaluation);
    return code;
}
