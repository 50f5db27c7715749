// Reads judgements, asks each judged query and adds up how good the lists of hits are. See judged.h.
//
// Judgements are sorted once by query and document, so that a grade is a binary search. Sums are of doubles, in the
// order of the queries' file: the same run gives the same figures to the last digit.
#include "bench/judged.h"

#include <jansson.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_NAME = 512, KEY_MISSES, KEY_AT_LEAST };

static const struct argp_option option_table[] = {
    {"queries", 'q', "FILE", 0, "id TAB text, or .jsonl", 0},
    {"qrels", 'r', "FILE", 0, "query 0 document grade", 0},
    {"name", KEY_NAME, "NAME", 0, "of the set, to print", 0},
    {"misses", KEY_MISSES, NULL, 0, "print queries whose first ten hold nothing relevant", 0},
    {"at-least", KEY_AT_LEAST, "NDCG", 0, "fail when nDCG@10 is below", 0},
    {0},
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct judged_options *options = state->input;
    switch (key) {
    case 'q':
        options->queries = argument;
        return 0;
    case 'r':
        options->qrels = argument;
        return 0;
    case KEY_NAME:
        options->name = argument;
        return 0;
    case KEY_MISSES:
        options->misses = true;
        return 0;
    case KEY_AT_LEAST:
        options->at_least = strtod(argument, NULL);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp judged_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

static int compare_judgements(const void *x, const void *y)
{
    const struct judgement *a = x, *b = y;
    int order = strcmp(a->query, b->query);
    return order ? order : strcmp(a->document, b->document);
}

enum status judgements_read(const char *path, struct judgements *out, struct error *err)
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

void judgements_clear(struct judgements *judgements)
{
    for (size_t i = 0; i < judgements->count; i++) {
        free(judgements->list[i].query);
        free(judgements->list[i].document);
    }
    free(judgements->list);
    *judgements = (struct judgements){0};
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
    *relevant = 0;
    int *grades = calloc(judgements->count + 1, sizeof *grades);
    if (!grades)
        return 0;
    size_t count = 0;
    for (size_t i = 0; i < judgements->count; i++)
        if (judgements->list[i].grade > 0 && strcmp(judgements->list[i].query, query) == 0)
            grades[count++] = judgements->list[i].grade;
    qsort(grades, count, sizeof *grades, greater_first);
    double dcg = 0;
    for (size_t i = 0; i < count && i < JUDGED_CUT; i++)
        dcg += grades[i] / log2((double)i + 2);
    free(grades);
    *relevant = count;
    return dcg;
}

bool judged_add(const struct judgements *judgements, const char *query, const struct slice *hits,
                size_t count, struct judged_totals *totals, size_t *rank)
{
    size_t relevant;
    double ideal = ideal_dcg(judgements, query, &relevant);
    *rank = 0;
    if (relevant == 0)
        return false;
    double dcg = 0;
    size_t found = 0;
    for (size_t i = 0; i < count && i < JUDGED_TOP; i++) {
        int grade = grade_of(judgements, query, hits[i]);
        found += grade > 0;
        if (i < JUDGED_CUT && grade > 0) {
            dcg += grade / log2((double)i + 2);
            *rank = *rank > 0 ? *rank : i + 1;
        }
    }
    totals->ndcg += dcg / ideal;
    totals->mrr += *rank > 0 ? 1 / (double)*rank : 0;
    totals->recall += (double)found / (double)relevant;
    totals->queries++;
    return true;
}

static enum status take_line(char *line, bool is_json,
                             enum status (*each)(void *, const char *, const char *,
                                                 struct error *),
                             void *context, struct error *err)
{
    line[strcspn(line, "\n")] = '\0';
    if (!is_json) {
        char *tab = strchr(line, '\t');
        if (!tab)
            return STATUS_OK;
        *tab = '\0';
        return each(context, line, tab + 1, err);
    }
    json_t *object = json_loads(line, 0, NULL);
    const char *id = json_string_value(json_object_get(object, "id"));
    const char *asked = json_string_value(json_object_get(object, "text"));
    enum status status = id && asked ? each(context, id, asked, err) : STATUS_OK;
    json_decref(object);
    return status;
}

enum status judged_each_query(const char *path,
                              enum status (*each)(void *, const char *, const char *,
                                                  struct error *),
                              void *context, struct error *err)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    bool is_json = slice_ends_with(slice_from(path), SLICE(".jsonl"));
    char *line = NULL;
    size_t room = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && getline(&line, &room, file) > 0)
        status = take_line(line, is_json, each, context, err);
    free(line);
    fclose(file);
    return status;
}

void judged_print(const char *name, const char *label, const struct judged_totals *totals)
{
    double n = totals->queries ? (double)totals->queries : 1;
    printf("%-20s %-5s %5zu queries  nDCG@10 %.4f  MRR@10 %.4f  recall@100 %.4f", name, label,
           totals->queries, totals->ndcg / n, totals->mrr / n, totals->recall / n);
}

double judged_ndcg(const struct judged_totals *totals)
{
    return totals->queries ? totals->ndcg / (double)totals->queries : 0;
}
