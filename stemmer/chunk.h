// The rules: one chunk of text (a stretch without spaces) taken apart into tokens.
#ifndef STEMMER_CHUNK_H
#define STEMMER_CHUNK_H

#include <stdint.h>

#include "base/error.h"
#include "base/slice.h"
#include "stemmer/tokenizer.h"
#include "stemmer/vocabulary.h"

// A token of a chunk: bytes and position count from the chunk's start.
struct chunk_token {
    const struct form *form;
    uint32_t start;
    uint32_t end;
    uint32_t position;
};

enum { CHUNK_TOKENS_MAX = TOKENIZER_CHUNK_MAX * 2 };

// The workbench on which chunks are analysed, and the result of the last one.
struct chunk {
    struct vocabulary *vocabulary; // borrowed
    struct unit units[TOKENIZER_UNITS_MAX];
    size_t unit_count;
    struct chunk_token tokens[CHUNK_TOKENS_MAX];
    size_t token_count;
    uint32_t position_count;
    struct buf text; // scratch for spellings
};

// Takes `bytes` (at most TOKENIZER_CHUNK_MAX of them) apart. Fails only for want of memory.
enum status chunk_analyze(struct chunk *chunk, struct slice bytes,
                          struct error *err) STATUS_NODISCARD;

#endif
