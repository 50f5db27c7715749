// A written question of the Belgian Chamber (QRVA), whichever of its two forms it came in: the elements of
// its XML and the keys of its JSON have the same names.
#ifndef INDEXER_SOURCES_QRVA_DOCUMENT_H
#define INDEXER_SOURCES_QRVA_DOCUMENT_H

#include "indexer/sources/source.h"

enum { QRVA_MAX_FIELDS = 96 };

struct qrva_field {
    struct slice name; // "TEXTQF"
    struct slice html; // its contents, with tags for lines
};

struct qrva_document {
    uint32_t line;
    struct qrva_field fields[QRVA_MAX_FIELDS];
    size_t count;
};

// The slices are borrowed. What is too much is dropped: no document has half as many.
void qrva_add(struct qrva_document *document, struct slice name, struct slice html);

// Hands the exchange to the sink, or rejects it for what is missing.
enum status qrva_take(const struct qrva_document *document, const struct source_input *input,
                      const struct source_sink *sink, struct error *err) STATUS_NODISCARD;

// Text as contents of a field: what HTML would read as more is escaped.
void qrva_escape(struct buf *html, struct slice text);

#endif
