// relevance: how well the engine ranks, on queries that people have judged.
//
//     relevance --index DIR --queries FILE --qrels FILE [--mode auto|any|all] [--name NAME]
//               [--run OUT.trec] [--misses] [--at-least NDCG]
//
// Queries are lines « id TAB text » or, in a .jsonl file, objects with "id" and "text"; judgements are TREC's
// « query 0 document grade ». Each query goes through the same door as the daemon's (search_run).
//
// nDCG@10 takes grades as gains, as trec_eval does; MRR@10 and recall@100 count grades above 0. Queries
// without a relevant document are left out. The means are printed on one line.
#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "engine/search/search.h"

const char *argp_program_version = "relevance " HEMICYCLE_VERSION;

enum { TOP = 100, CUT = 10, KEY_NAME = 256, KEY_RUN, KEY_MISSES, KEY_AT_LEAST };

struct options {
    const char *index, *queries, *qrels, *name, *run;
    enum search_mode mode;
    bool misses;
    double at_least;
};

struct judgement {
    char *query, *document;
    int grade;
};

struct judgements {
    struct judgement *list; // by query, then document
    size_t count;
};

struct totals {
    double ndcg, mrr, recall, us;
    size_t queries;
};

struct evaluation {
    const struct options *options;
    struct judgements judgements;
    struct index *index;
    struct snapshot *snapshot;
    struct synonyms *synonyms;
    struct searcher *searcher;
    struct arena arena;
    struct totals totals;
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

// --- judgements ------------------------------------------------------------------------------------

static int compare_judgements(const void *x, const void *y)
{
    const struct judgement *a = x, *b = y;
    int order = strcmp(a->query, b->query);
    return order ? order : strcmp(a->document, b->document);
}

static enum status read_judgements(const char *path, struct judgements *out, struct error *err)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    struct judgement *list = NULL;
    size_t count = 0, capacity = 0;
    char query[256], document[256], grade[16];
    while (fscanf(file, "%255s %*s %255s %15s", query, document, grade) == 3) {
        if (count == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            struct judgement *bigger = realloc(list, capacity * sizeof *bigger);
            if (!bigger)
                break;
            list = bigger;
        }
        list[count++] =
            (struct judgement){strdup(query), strdup(document), (int)strtol(grade, NULL, 10)};
    }
    fclose(file);
    if (count > 0)
        qsort(list, count, sizeof *list, compare_judgements);
    *out = (struct judgements){list, count};
    return STATUS_OK;
}

static int grade_of(const struct judgements *judgements, const char *query, struct slice document)
{
    char *name = strndup(document.ptr, document.len);
    char *asked = strdup(query);
    struct judgement key = {asked, name, 0};
    const struct judgement *found =
        name && asked && judgements->count
            ? bsearch(&key, judgements->list, judgements->count, sizeof key, compare_judgements)
            : NULL;
    free(name);
    free(asked);
    return found ? found->grade : 0;
}

static int greater_first(const void *x, const void *y)
{
    return *(const int *)y - *(const int *)x;
}

// The best DCG@10 a ranking could have, and the number of relevant documents.
static double ideal_dcg(const struct judgements *judgements, const char *query, size_t *relevant)
{
    int *grades = calloc(judgements->count + 1, sizeof *grades);
    size_t count = 0;
    for (size_t i = 0; grades && i < judgements->count; i++)
        if (judgements->list[i].grade > 0 && strcmp(judgements->list[i].query, query) == 0)
            grades[count++] = judgements->list[i].grade;
    double dcg = 0;
    if (grades)
        qsort(grades, count, sizeof *grades, greater_first);
    for (size_t i = 0; i < count && i < CUT; i++)
        dcg += grades[i] / log2((double)i + 2);
    free(grades);
    *relevant = count;
    return dcg;
}

// --- one query -------------------------------------------------------------------------------------

static void score_hits(struct evaluation *e, const char *id, const char *text,
                       const struct search_result *result)
{
    size_t relevant;
    double ideal = ideal_dcg(&e->judgements, id, &relevant);
    if (relevant == 0)
        return;
    double dcg = 0, rank = 0;
    size_t found = 0;
    for (size_t i = 0; i < result->hit_count; i++) {
        const struct search_hit *hit = &result->hits[i];
        int grade = grade_of(&e->judgements, id, hit->exchange.id);
        found += grade > 0;
        if (i < CUT && grade > 0) {
            dcg += grade / log2((double)i + 2);
            rank = rank > 0 ? rank : 1 / ((double)i + 1);
        }
        if (e->run)
            fprintf(e->run, "%s Q0 %.*s %zu %.6f hemicycle\n", id, SLICE_ARG(hit->exchange.id),
                    i + 1, hit->score);
    }
    if (e->options->misses && rank == 0)
        printf("%s\t%s\n", id, text);
    e->totals.ndcg += dcg / ideal;
    e->totals.mrr += rank;
    e->totals.recall += (double)found / (double)relevant;
    e->totals.queries++;
}

static enum status run_query(struct evaluation *e, const char *id, const char *text,
                             struct error *err)
{
    arena_reset(&e->arena);
    struct search_request request = {.q = slice_from(text), .mode = e->options->mode, .limit = TOP};
    struct search_result result;
    enum status status = search_run(e->searcher, e->snapshot, &request, &e->arena, &result, err);
    if (status == STATUS_INVALID) { // the person would be told, and found nothing
        fprintf(stderr, "relevance: %s: %s\n", id, err->message);
        result = (struct search_result){0};
        status = STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    e->totals.us += result.timing.parse_us + result.timing.match_us;
    score_hits(e, id, text, &result);
    return STATUS_OK;
}

static enum status run_line(struct evaluation *e, char *line, bool is_json, struct error *err)
{
    line[strcspn(line, "\n")] = '\0';
    if (!is_json) {
        char *tab = strchr(line, '\t');
        if (!tab)
            return STATUS_OK;
        *tab = '\0';
        return run_query(e, line, tab + 1, err);
    }
    json_t *object = json_loads(line, 0, NULL);
    const char *id = json_string_value(json_object_get(object, "id"));
    const char *asked = json_string_value(json_object_get(object, "text"));
    enum status status = id && asked ? run_query(e, id, asked, err) : STATUS_OK;
    json_decref(object);
    return status;
}

static enum status run_queries(struct evaluation *e, struct error *err)
{
    const char *path = e->options->queries;
    FILE *file = fopen(path, "r");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    bool is_json = slice_ends_with(slice_from(path), SLICE(".jsonl"));
    char *line = NULL;
    size_t room = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && getline(&line, &room, file) > 0)
        status = run_line(e, line, is_json, err);
    free(line);
    fclose(file);
    return status;
}

// --- the whole -------------------------------------------------------------------------------------

static enum status evaluate(struct evaluation *e, struct error *err)
{
    enum status status = read_judgements(e->options->qrels, &e->judgements, err);
    if (status == STATUS_OK)
        status = index_open(e->options->index, NULL, &e->index, err);
    if (status == STATUS_OK)
        status = snapshot_begin(e->index, &e->snapshot, err);
    if (status == STATUS_OK)
        status = synonyms_open(NULL, &e->synonyms, err);
    if (status == STATUS_OK)
        status = searcher_open(e->index, e->synonyms, &e->searcher, err);
    if (status == STATUS_OK)
        status = run_queries(e, err);
    return status;
}

static void close_all(struct evaluation *e)
{
    for (size_t i = 0; i < e->judgements.count; i++) {
        free(e->judgements.list[i].query);
        free(e->judgements.list[i].document);
    }
    free(e->judgements.list);
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
    const struct totals *t = &e->totals;
    double n = t->queries ? (double)t->queries : 1;
    printf("%-20s %-4s %5zu queries  nDCG@10 %.4f  MRR@10 %.4f  recall@100 %.4f  %6.0f us\n",
           e->options->name, MODES[e->options->mode], t->queries, t->ndcg / n, t->mrr / n,
           t->recall / n, t->us / n);
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
        double queries = evaluation.totals.queries ? (double)evaluation.totals.queries : 1;
        code = evaluation.totals.ndcg / queries < options.at_least ? EX_DATAERR : 0;
    }
    close_all(&evaluation);
    return code;
}
