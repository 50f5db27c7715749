// plain_bm25: what the analysis alone is worth. No engine, no field weights, no neighbours: the bare formula
// over the analyzer's terms, in floating point, so that a change of the French is judged by itself.
//
//     plain_bm25 --docs FILE.jsonl --queries FILE --qrels FILE [--name NAME] [--misses] [--at-least NDCG]
//
//     score(d) = sum over the query's distinct terms of idf * tf * (k1 + 1) / (tf + k1 * norm)
//     norm     = 1 - b + b * length / average length
//     idf      = ln(1 + (N - n + 0.5) / (n + 0.5)),  k1 1.2,  b 0.75
//
// (Robertson & Zaragoza 2009, with the idf that is never negative.) A document is one field: its title and its
// text; its length is its number of words, stop words included, as in the index. `--docs -` reads standard
// input. Queries and judgements: bench/judged.h.
//
// Only terms of the queries are kept: documents go by once, whatever their number.
#include "base/arena.h"
#include "bench/judged.h"
#include "stemmer/analyzer.h"

#include <jansson.h>

#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

const char *argp_program_version = "plain_bm25 " HEMICYCLE_VERSION;

#define K1 1.2
#define B 0.75

enum { KEY_DOCS = 256, TERMS_MAX = 1 << 17 };

struct options {
    struct judged_options judged;
    const char *docs;
};

struct posting {
    uint32_t document, occurrences;
};

struct term {
    struct slice text;
    struct posting *postings;
    size_t count, capacity;
    uint32_t pending; // occurrences in the document at hand
};

struct document {
    struct slice id;
    uint32_t length;
    double score; // of the query at hand; 0 between queries
};

struct plain {
    const struct options *options;
    struct analyzer *analyzer;
    struct arena arena;
    struct judgements judgements;
    struct judged_totals totals;
    struct term *terms;  // TERMS_MAX slots, by hash; an empty one has no text
    uint32_t term_count; // kept under half the slots
    int32_t *pending;    // slots of the terms that the document at hand holds
    size_t pending_count;
    struct document *documents;
    size_t document_count, document_capacity;
    double length_sum;
};

static const struct argp_option option_table[] = {
    {"docs", KEY_DOCS, "FILE", 0,
     "objects with id, title and text, one a line; - for standard input", 0},
    {0},
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->judged;
        return 0;
    case KEY_DOCS:
        options->docs = argument;
        return 0;
    case ARGP_KEY_END:
        if (!options->docs || !options->judged.queries || !options->judged.qrels)
            argp_error(state, "--docs, --queries and --qrels are needed");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "out of memory");
}

// --- terms -----------------------------------------------------------------------------------------

// The slot that holds the term, or the empty one where it would go.
static int32_t slot_of(const struct plain *plain, struct slice text)
{
    uint32_t hash = 0x811C9DC5u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x01000193u;
    uint32_t slot = (hash ^ hash >> 16) & (TERMS_MAX - 1);
    while (plain->terms[slot].text.len > 0 && !slice_equal(plain->terms[slot].text, text))
        slot = (slot + 1) & (TERMS_MAX - 1);
    return (int32_t)slot;
}

static enum status learn_query(void *context, const char *id, const char *text, struct error *err)
{
    (void)id;
    struct plain *plain = context;
    struct token_list list;
    enum status status = analyzer_run(plain->analyzer, slice_from(text), &list, err);
    for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
        const struct form *form = list.tokens[i].form;
        for (size_t t = 0; t < form->term_count; t++) {
            struct term *term = &plain->terms[slot_of(plain, form->terms[t])];
            if (term->text.len == 0 && ++plain->term_count > TERMS_MAX / 2)
                return error_set(err, STATUS_TOO_LARGE, "the queries have too many words");
            if (term->text.len == 0)
                term->text = arena_copy(&plain->arena, form->terms[t]);
        }
    }
    return plain->arena.failed ? no_memory(err) : status;
}

// --- documents -------------------------------------------------------------------------------------

static bool add_posting(struct term *term, uint32_t document)
{
    if (term->count == term->capacity) {
        size_t capacity = term->capacity ? 2 * term->capacity : 4;
        struct posting *bigger = realloc(term->postings, capacity * sizeof *bigger);
        if (!bigger)
            return false;
        term->postings = bigger;
        term->capacity = capacity;
    }
    term->postings[term->count++] = (struct posting){document, term->pending};
    term->pending = 0;
    return true;
}

static enum status count_text(struct plain *plain, const char *text, uint32_t *length,
                              struct error *err)
{
    struct token_list list;
    enum status status = analyzer_run(plain->analyzer, slice_from(text ? text : ""), &list, err);
    if (status != STATUS_OK)
        return status;
    *length += list.position_count;
    for (size_t i = 0; i < list.count; i++) {
        const struct form *form = list.tokens[i].form;
        for (size_t t = 0; t < form->term_count; t++) {
            int32_t slot = slot_of(plain, form->terms[t]);
            if (plain->terms[slot].text.len > 0 && plain->terms[slot].pending++ == 0)
                plain->pending[plain->pending_count++] = slot;
        }
    }
    return STATUS_OK;
}

static enum status add_document(struct plain *plain, const json_t *object, struct error *err)
{
    const char *id = json_string_value(json_object_get(object, "id"));
    if (!id)
        return error_set(err, STATUS_INVALID, "a document without id");
    if (plain->document_count == plain->document_capacity) {
        size_t capacity = plain->document_capacity ? 2 * plain->document_capacity : 1024;
        struct document *bigger = realloc(plain->documents, capacity * sizeof *bigger);
        if (!bigger)
            return no_memory(err);
        plain->documents = bigger;
        plain->document_capacity = capacity;
    }
    uint32_t length = 0;
    plain->pending_count = 0;
    enum status status =
        count_text(plain, json_string_value(json_object_get(object, "title")), &length, err);
    if (status == STATUS_OK)
        status =
            count_text(plain, json_string_value(json_object_get(object, "text")), &length, err);
    uint32_t number = (uint32_t)plain->document_count;
    for (size_t i = 0; status == STATUS_OK && i < plain->pending_count; i++)
        if (!add_posting(&plain->terms[plain->pending[i]], number))
            return no_memory(err);
    plain->documents[plain->document_count++] =
        (struct document){arena_copy(&plain->arena, slice_from(id)), length, 0};
    plain->length_sum += length;
    return plain->arena.failed ? no_memory(err) : status;
}

static enum status read_documents(struct plain *plain, struct error *err)
{
    const char *path = plain->options->docs;
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    char *line = NULL;
    size_t room = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && getline(&line, &room, file) > 0) {
        json_t *object = json_loads(line, 0, NULL);
        status = add_document(plain, object, err);
        json_decref(object);
    }
    free(line);
    if (file != stdin)
        fclose(file);
    return status;
}

// --- queries ---------------------------------------------------------------------------------------

static void add_scores(struct plain *plain, const struct term *term)
{
    double n = (double)plain->document_count, with = (double)term->count;
    double idf = log(1 + (n - with + 0.5) / (with + 0.5));
    double average = plain->length_sum / n;
    for (size_t i = 0; i < term->count; i++) {
        struct document *document = &plain->documents[term->postings[i].document];
        double tf = term->postings[i].occurrences;
        double norm = K1 * (1 - B + B * document->length / average);
        document->score += idf * tf * (K1 + 1) / (tf + norm);
    }
}

// The best of the scored documents, earlier ones first among equals; takes the scores away.
static size_t take_best(struct plain *plain, struct slice best[JUDGED_TOP])
{
    const struct document *found[JUDGED_TOP];
    size_t count = 0;
    for (size_t d = 0; d < plain->document_count; d++) {
        const struct document *document = &plain->documents[d];
        if (document->score <= 0 ||
            (count == JUDGED_TOP && document->score <= found[count - 1]->score))
            continue;
        size_t at = count < JUDGED_TOP ? count++ : count - 1;
        for (; at > 0 && found[at - 1]->score < document->score; at--)
            found[at] = found[at - 1];
        found[at] = document;
    }
    for (size_t i = 0; i < count; i++)
        best[i] = found[i]->id;
    for (size_t d = 0; d < plain->document_count; d++)
        plain->documents[d].score = 0;
    return count;
}

static enum status judge_query(void *context, const char *id, const char *text, struct error *err)
{
    struct plain *plain = context;
    struct token_list list;
    enum status status = analyzer_run(plain->analyzer, slice_from(text), &list, err);
    if (status != STATUS_OK)
        return status;
    plain->pending_count = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct form *form = list.tokens[i].form;
        for (size_t t = 0; t < form->term_count; t++) {
            int32_t slot = slot_of(plain, form->terms[t]);
            if (plain->terms[slot].pending++ == 0) {
                plain->pending[plain->pending_count++] = slot;
                add_scores(plain, &plain->terms[slot]);
            }
        }
    }
    for (size_t i = 0; i < plain->pending_count; i++)
        plain->terms[plain->pending[i]].pending = 0;
    struct slice best[JUDGED_TOP];
    size_t rank, count = take_best(plain, best);
    if (judged_add(&plain->judgements, id, best, count, &plain->totals, &rank) && rank == 0 &&
        plain->options->judged.misses)
        printf("%s\t%s\n", id, text);
    return STATUS_OK;
}

// --- the whole -------------------------------------------------------------------------------------

static enum status evaluate(struct plain *plain, struct error *err)
{
    const struct options *options = plain->options;
    plain->terms = calloc(TERMS_MAX, sizeof *plain->terms);
    plain->pending = calloc(TERMS_MAX, sizeof *plain->pending);
    if (!plain->terms || !plain->pending)
        return no_memory(err);
    enum status status = analyzer_open(ANALYZER_FRENCH, &plain->analyzer, err);
    if (status == STATUS_OK)
        status = judgements_read(options->judged.qrels, &plain->judgements, err);
    if (status == STATUS_OK)
        status = judged_each_query(options->judged.queries, learn_query, plain, err);
    if (status == STATUS_OK)
        status = read_documents(plain, err);
    if (status == STATUS_OK)
        status = judged_each_query(options->judged.queries, judge_query, plain, err);
    return status;
}

static void close_all(struct plain *plain)
{
    for (size_t i = 0; plain->terms && i < TERMS_MAX; i++)
        free(plain->terms[i].postings);
    free(plain->terms);
    free(plain->pending);
    free(plain->documents);
    judgements_clear(&plain->judgements);
    analyzer_close(plain->analyzer);
    arena_clear(&plain->arena);
}

int main(int argc, char **argv)
{
    static const struct argp_child children[] = {{&judged_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        option_table, parse_option, NULL, "Judges the analysis alone, by plain BM25.",
        children,     NULL,         NULL};
    struct options options = {.judged.name = ""};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct plain plain = {.options = &options};
    arena_init(&plain.arena, 0);
    struct error err = {0};
    enum status status = evaluate(&plain, &err);
    int code = EX_SOFTWARE;
    if (status != STATUS_OK) {
        fprintf(stderr, "plain_bm25: %s\n", err.message);
    } else {
        judged_print(options.judged.name, "plain", &plain.totals);
        putchar('\n');
        code = judged_ndcg(&plain.totals) < options.judged.at_least ? EX_DATAERR : 0;
    }
    close_all(&plain);
    return code;
}
