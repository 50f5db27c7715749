// Reading one file. See read.c.
#ifndef INDEXER_INGEST_READ_H
#define INDEXER_INGEST_READ_H

#include "base/error.h"
#include "indexer/ingest/job.h"

// Parses the job's file from where it stands and adds what it holds to the index. Whatever is wrong with the
// file is reported and STATUS_OK; other statuses are failures of the index or of memory.
enum status read_job(struct job *job, struct error *err) STATUS_NODISCARD;

#endif
