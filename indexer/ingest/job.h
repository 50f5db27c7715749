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

enum {
    // Part of every recorded hash: raised when a parser learns to read what it rejected before.
    PARSERS_VERSION = 5,
};

struct job {
    struct writer *writer;
    const struct ingest_options *options;
    const struct ingest_report *report;
    struct ingest_counts *counts;
    struct claims *claims;
    uint64_t *orphans; // documents that left their source in this run

    const char *path;
    struct slice source;           // the same
    const struct section *section; // of the operator's file; NULL: none
    bool was_address_told;         // that a document lacks what the address wants
    struct slice root;             // that it stands under; empty: none
    uint64_t rules_hash;           // of what decides how it is read, beside its bytes
    struct slice member;           // of that archive, being read; empty: no archive
    const char *shown;             // path and member, for people
    int fd;
    bool is_stdin;
    bool is_delivered; // see struct delivery
    struct slice memo; // of a delivery
    bool is_named;     // by the operator: what was rejected is tried again
    bool by_lines;     // what it holds is told apart by lines
    struct stat info;
    bool has_record;
    struct source_state before;
    struct arena scratch; // of the parser, reset often
    uint64_t hash;
    uint64_t rejections; // told of an archive's members, so far
    uint64_t untold;     // the others
    bool is_rejected;    // something in it
    bool is_quarantined; // a member of it that is as it was, and was rejected
    bool is_cut;         // it ends too early and is young
    bool is_interrupted; // not read to its end
};

#endif
