// What happens to one file, from the question whether it is new to its record. ingest.c fills it in, read.c
// reads by it.
#ifndef INDEXER_INGEST_JOB_H
#define INDEXER_INGEST_JOB_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/writer.h"
#include "indexer/ingest/claims.h"
#include "indexer/ingest/types.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

struct job {
    struct writer *writer;
    const struct ingest_options *options;
    const struct ingest_report *report;
    struct ingest_counts *counts;
    struct claims *claims;
    uint64_t *orphans; // documents that left their source in this run

    const char *path;
    struct slice source; // the same
    struct slice member; // of that archive, being read; empty: no archive
    const char *shown;   // path and member, for people
    int fd;
    bool is_stdin;
    bool by_lines; // what it holds is told apart by lines
    struct stat info;
    bool has_record;
    struct source_state before;
    struct arena scratch; // of the parser, reset often
    uint64_t hash;
    bool is_rejected;    // something in it
    bool is_cut;         // it ends too early and is young
    bool is_interrupted; // not read to its end
};

#endif
