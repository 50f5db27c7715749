// The inside of ingest, shared by ingest.c (is a file to be read, and what goes on record) and
// read.c (reading it).
#ifndef INDEXER_INGEST_PARTS_H
#define INDEXER_INGEST_PARTS_H

#include "indexer/ingest/ingest.h"

// What happens to one file.
struct job {
    struct ingest *ingest;
    const char *path;
    struct slice source; // the same
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

// Parses the job's file from where it stands and adds what it holds to the index. Whatever is wrong with the
// file is reported and STATUS_OK; other statuses are failures of the index or of memory.
enum status ingest_read(struct job *job, struct error *err) STATUS_NODISCARD;

#endif
