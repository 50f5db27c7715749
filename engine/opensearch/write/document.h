// A document as a cluster indexes it: analysed, weighed, with its columns, one line of JSON.
#ifndef ENGINE_OPENSEARCH_WRITE_DOCUMENT_H
#define ENGINE_OPENSEARCH_WRITE_DOCUMENT_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/exchange.h"
#include "stemmer/analyzer.h"

#include <stdint.h>

struct document_builder;

// The analyzer stays the caller's. The caller closes.
enum status document_builder_open(struct analyzer *analyzer, struct document_builder **out,
                                  struct error *err) STATUS_NODISCARD;
void document_builder_close(struct document_builder *builder);

// What is said of a version beside its contents.
struct document_stamp {
    uint64_t since, until, key;
    uint64_t hash; // exchange_content_hash
};

// Whether a cluster takes it: STATUS_INVALID names what is too long. Before it is sent, since one that is refused fails
// all that a night has sent.
enum status document_check(struct document_builder *builder, const struct exchange *exchange,
                           struct error *err) STATUS_NODISCARD;

// Appends the document; *tokens: its words.
enum status document_put(struct document_builder *builder, const struct exchange *exchange,
                         const struct document_stamp *stamp, struct buf *out, uint64_t *tokens,
                         struct error *err) STATUS_NODISCARD;

// Appends the frames of a stored exchange, and reads them again.
enum status document_pack(struct document_builder *builder, const struct exchange *exchange,
                          struct buf *out, struct error *err) STATUS_NODISCARD;
enum status document_unpack(struct document_builder *builder, struct slice frames,
                            enum exchange_part part, struct arena *arena, struct exchange *out,
                            struct error *err) STATUS_NODISCARD;

#endif
