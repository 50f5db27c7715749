// relevance: how well the engine ranks, on queries that people have judged.
//
//     relevance --index DIR --queries FILE --qrels FILE [--mode auto|any|all] [--name NAME]
//               [--run OUT.trec] [--misses] [--at-least NDCG]
//
// Queries and judgements: bench/judged.h. Each query goes through the same door as the daemon's (search_run);
// the means are printed on one line. The analysis alone, without the engine, is judged by plain_bm25.c.
#include "bench/judged.h"
#include "engine/backends.h"
#include "engine/search/search.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

const char *argp_program_version = "relevance " HEMICYCLE_VERSION;

enum { KEY_RUN = 256 };

struct options {
    struct judged_options judged;
    const char *index, *run;
    enum search_mode mode;
};

struct evaluation {
    const struct options *options;
    struct judgements judgements;
    struct backend *index;
    struct view *view;
    struct synonyms *synonyms;
    struct searcher *searcher;
    struct arena arena;
    struct judged_totals totals;
    double us; // all queries together
    FILE *run;
};

static const struct argp_option option_table[] = {
    {"index", 'i', "DIR", 0, "the index", 0},
    {"mode", 'm', "MODE", 0, "auto, any or all (default: auto)", 0},
    {"run", KEY_RUN, "FILE", 0, "write the hits there, in TREC's format", 0},
    {0},
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    static const char *const MODES[] = {"auto", "all", "any"};
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->judged;
        return 0;
    case 'i':
        options->index = argument;
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
    case KEY_RUN:
        options->run = argument;
        return 0;
    case ARGP_KEY_END:
        if (!options->index || !options->judged.queries || !options->judged.qrels)
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
    double scores[JUDGED_TOP];
    const struct partial_hits *partials = &result->partials;
    size_t rank, count = 0;
    for (; count < result->hit_count + partials->hit_count && count < JUDGED_TOP; count++) {
        const struct search_hit *hit = count < result->hit_count
                                           ? &result->hits[count]
                                           : &partials->hits[count - result->hit_count];
        documents[count] = hit->exchange.id;
        scores[count] = hit->score;
    }
    if (!judged_add(&e->judgements, id, documents, count, &e->totals, &rank))
        return;
    for (size_t i = 0; e->run && i < count; i++)
        fprintf(e->run, "%s Q0 %.*s %zu %.6f hemicycle\n", id, SLICE_ARG(documents[i]), i + 1,
                scores[i]);
    if (e->options->judged.misses && rank == 0)
        printf("%s\t%s\n", id, text);
}

static enum status run_query(void *context, const char *id, const char *text, struct error *err)
{
    struct evaluation *e = context;
    arena_reset(&e->arena);
    struct search_request request = {.q = slice_from(text),
                                     .mode = e->options->mode,
                                     .limit = JUDGED_TOP,
                                     .want_partials = true};
    struct search_result result;
    enum status status = search_run(e->searcher, e->view, &request, &e->arena, &result, err);
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
    enum status status = judgements_read(e->options->judged.qrels, &e->judgements, err);
    if (status == STATUS_OK)
        status = backend_open(e->options->index, NULL, &e->index, err);
    if (status == STATUS_OK)
        status = view_begin(e->index, &e->view, err);
    if (status == STATUS_OK)
        status = synonyms_open(NULL, &e->synonyms, err);
    if (status == STATUS_OK)
        status = searcher_open(e->index, e->synonyms, &e->searcher, err);
    if (status == STATUS_OK)
        status = judged_each_query(e->options->judged.queries, run_query, e, err);
    return status;
}

static void close_all(struct evaluation *e)
{
    judgements_clear(&e->judgements);
    searcher_close(e->searcher);
    synonyms_close(e->synonyms);
    if (e->view)
        view_end(e->view);
    view_free(e->view);
    if (e->index)
        backend_close(e->index);
    arena_clear(&e->arena);
    if (e->run)
        fclose(e->run);
}

static void print_totals(const struct evaluation *e)
{
    static const char *const MODES[] = {"auto", "all", "any"};
    judged_print(e->options->judged.name, MODES[e->options->mode], &e->totals);
    printf("  %6.0f us\n", e->totals.queries ? e->us / (double)e->totals.queries : 0);
}

int main(int argc, char **argv)
{
    static const struct argp_child children[] = {{&judged_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        option_table, parse_option, NULL, "Measures ranking on judged queries.",
        children,     NULL,         NULL};
    struct options options = {.judged.name = ""};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct evaluation evaluation = {.options = &options};
    arena_init(&evaluation.arena, 0);
    struct error err = {0};
    evaluation.run = options.run ? fopen(options.run, "w") : NULL;
    if (options.run && !evaluation.run) {
        fprintf(stderr, "relevance: %s: %s\n", options.run, strerrordesc_np(errno));
        return EX_CANTCREAT;
    }
    enum status status = evaluate(&evaluation, &err);
    int code = status_exit_code(status);
    if (status != STATUS_OK) {
        fprintf(stderr, "relevance: %s\n", err.message);
    } else {
        print_totals(&evaluation);
        code = judged_ndcg(&evaluation.totals) < options.judged.at_least ? EX_DATAERR : 0;
    }
    close_all(&evaluation);
    return code;
}
