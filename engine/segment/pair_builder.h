// Makes the pair lists of a segment (word_pairs.h) from its posting lists and positions.
//
//   pair_builder_word for each word that has a range table, in byte order; pair_builder_begin; then, as long as some
//   words are left, pair_builder_fill, and pair_builder_put_row for each of those that are filled.
//
// The same segment gives the same bytes, whoever asks: `indexer check` compares them. Memory: at most 10 MiB and that
// of the documents held, whatever the size of the segment; what does not fit is made by reading the lists once more.
#ifndef ENGINE_SEGMENT_PAIR_BUILDER_H
#define ENGINE_SEGMENT_PAIR_BUILDER_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/segment/segment.h"

#include <stdint.h>

struct pair_builder;

struct pair_builder_options {
    uint32_t docs_at_once; // of pairs, held in memory, but for a word that has more
    void (*progress)(void *context,
                     uint64_t bytes); // so many bytes of positions were read; NULL: nobody asks
    void *context;
};

// NULL: out of memory. Free with pair_builder_free; NULL is fine.
struct pair_builder *pair_builder_new(struct pair_builder_options options);
void pair_builder_free(struct pair_builder *builder);

// A word of `doc_count` documents. Want of memory is told by pair_builder_begin.
void pair_builder_word(struct pair_builder *builder, struct slice word, uint32_t doc_count);

// Chooses the most frequent words, at most PAIR_MAX_WORDS, and counts their pairs in the segment. How many words: into
// *count; 0: there are none, and nothing is to be written.
enum status pair_builder_begin(struct pair_builder *builder, const struct segment *segment,
                               uint32_t *count, struct error *err) STATUS_NODISCARD;

// Appends the words, as word_pairs_open reads them.
void pair_builder_put_words(const struct pair_builder *builder, struct buf *out);

// Makes ready the rows of the next words: *from to *end - 1. The segment is the same, and may have been opened anew.
enum status pair_builder_fill(struct pair_builder *builder, const struct segment *segment,
                              uint32_t *from, uint32_t *end, struct error *err) STATUS_NODISCARD;

// Appends the row of a word that is filled, as word_pairs_documents reads it.
void pair_builder_put_row(const struct pair_builder *builder, uint32_t word, struct buf *out);

#endif
