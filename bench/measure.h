// Asking all questions again and again, and how long each took at best.
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "base/error.h"
#include "bench/questions.h"
#include "engine/backend.h"

#include <stdint.h>
#include <stdio.h>

struct measure_request {
    uint32_t top;    // hits wanted
    bool count;      // only how many match
    unsigned repeat; // rounds
};

struct measure_result {
    double mean_us, p50_us, p90_us, p99_us; // of each question's shortest time
    uint64_t matches;                       // count: over all questions; else hits
};

// One thread, one view, memory reused between questions as in a server.
enum status measure_questions(struct view *view, const struct questions *questions,
                              const struct measure_request *request, struct measure_result *out,
                              struct error *err) STATUS_NODISCARD;

// Writes the hits of all questions to the file, in TREC's format.
enum status measure_write_run(struct view *view, const struct questions *questions, uint32_t top,
                              FILE *out, struct error *err) STATUS_NODISCARD;

#endif
