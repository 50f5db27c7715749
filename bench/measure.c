// A round asks every question once; the shortest time of a question over all rounds is what it costs
// when nothing disturbs it. The first rounds warm the caches like a server's. What is timed runs from
// the match tree to the ranked hits: looking up the terms, planning, matching and scoring.
#include "bench/measure.h"

#include "base/clock.h"
#include "engine/search/weigh.h"

#include <stdlib.h>

struct asker {
    struct view *view;
    const struct measure_request *request;
    struct arena arena; // of one question
};

static enum status ask(struct asker *asker, const struct question *question,
                       struct retrieve_result *out, struct error *err)
{
    bool count = asker->request->count;
    struct retrieve_request retrieve = {
        .root = question->root,
        .sort = SORT_RELEVANCE,
        .k = count ? 0 : asker->request->top,
        .want_total = count,
    };
    enum status status = weigh_tree(asker->view, question->root, &asker->arena, err);
    return status == STATUS_OK ? view_retrieve(asker->view, &retrieve, &asker->arena, out, err)
                               : status;
}

static enum status run_round(struct asker *asker, const struct questions *questions,
                             uint64_t *best_ns, uint64_t *matches, struct error *err)
{
    *matches = 0;
    for (size_t i = 0; i < questions->count; i++) {
        struct retrieve_result result;
        uint64_t start = clock_precise_ns();
        enum status status = ask(asker, &questions->list[i], &result, err);
        uint64_t took = clock_precise_ns() - start;
        if (status != STATUS_OK)
            return error_wrap(err, "question %.*s", SLICE_ARG(questions->list[i].id));
        best_ns[i] = took < best_ns[i] ? took : best_ns[i];
        *matches += asker->request->count ? result.total : result.hit_count;
        arena_reset(&asker->arena);
    }
    return STATUS_OK;
}

static int compare_times(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static double at_percent(const uint64_t *sorted_ns, size_t count, unsigned percent)
{
    size_t at = count * percent / 100;
    return (double)sorted_ns[at] / 1e3;
}

static void summarize(uint64_t *best_ns, size_t count, struct measure_result *out)
{
    uint64_t sum = 0;
    qsort(best_ns, count, sizeof *best_ns, compare_times);
    for (size_t i = 0; i < count; i++)
        sum += best_ns[i];
    out->mean_us = (double)sum / (double)count / 1e3;
    out->p50_us = at_percent(best_ns, count, 50);
    out->p90_us = at_percent(best_ns, count, 90);
    out->p99_us = at_percent(best_ns, count, 99);
}

enum status measure_questions(struct view *view, const struct questions *questions,
                              const struct measure_request *request, struct measure_result *out,
                              struct error *err)
{
    if (questions->count == 0)
        return error_set(err, STATUS_INVALID, "there are no questions");
    uint64_t *best_ns = malloc(questions->count * sizeof *best_ns);
    if (!best_ns)
        return error_set(err, STATUS_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < questions->count; i++)
        best_ns[i] = UINT64_MAX;

    struct asker asker = {.view = view, .request = request};
    arena_init(&asker.arena, 0);
    enum status status = STATUS_OK;
    for (unsigned round = 0; status == STATUS_OK && round < request->repeat; round++)
        status = run_round(&asker, questions, best_ns, &out->matches, err);
    arena_clear(&asker.arena);
    if (status == STATUS_OK)
        summarize(best_ns, questions->count, out);
    free(best_ns);
    return status;
}

static enum status write_hits(struct asker *asker, const struct question *question, FILE *out,
                              struct error *err)
{
    struct retrieve_result result;
    enum status status = ask(asker, question, &result, err);
    for (size_t i = 0; status == STATUS_OK && i < result.hit_count; i++) {
        struct exchange exchange;
        status = view_document(asker->view, result.hits[i].doc, EXCHANGE_SHORT, &asker->arena,
                               &exchange, err);
        if (status == STATUS_OK)
            fprintf(out, "%.*s Q0 %.*s %zu %.6f hemicycle\n", SLICE_ARG(question->id),
                    SLICE_ARG(exchange.id), i + 1, result.hits[i].score);
    }
    return status;
}

enum status measure_write_run(struct view *view, const struct questions *questions, uint32_t top,
                              FILE *out, struct error *err)
{
    const struct measure_request request = {.top = top};
    struct asker asker = {.view = view, .request = &request};
    arena_init(&asker.arena, 0);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < questions->count; i++) {
        status = write_hits(&asker, &questions->list[i], out, err);
        arena_reset(&asker.arena);
    }
    arena_clear(&asker.arena);
    return status;
}
