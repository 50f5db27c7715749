// One invented document: its text and what surrounds it.
#ifndef CORPUS_DOCUMENT_H
#define CORPUS_DOCUMENT_H

#include "base/buf.h"
#include "base/slice.h"
#include "corpus/lexicon.h"

#include <stdint.h>

#define DOCUMENT_FIRST_YEAR 2004u
#define DOCUMENT_SESSIONS 20u
#define DOCUMENT_MINISTERS 8u

struct document_plan {
    uint64_t seed;
    uint64_t mean_tokens; // of title, question and answer together
};

struct document {
    struct buf text;                      // owned; reused from document to document
    struct slice title, question, answer; // point into text; answer.len 0: none
    const char *type;                     // static storage
    uint64_t number;                      // unique within its session
    uint32_t session;                     // 0 is DOCUMENT_FIRST_YEAR and the year after
    uint32_t question_date, answer_date;  // base/date.h
    uint32_t author;                      // a person
    uint32_t minister;                    // 0 … DOCUMENT_MINISTERS - 1
};

void document_init(struct document *document);
void document_clear(struct document *document);

// Makes document n (from 1) of the plan; it depends on n and the seed alone. Without memory
// document->text.failed is set and the parts are empty.
void document_make(struct document *document, const struct lexicon *lexicon,
                   const struct document_plan *plan, uint64_t n);

#endif
