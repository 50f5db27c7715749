// What is new since the last match: changes, and the documents of the index that they are about.
#ifndef INDEXER_ALERTS_NIGHT_H
#define INDEXER_ALERTS_NIGHT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/changes/change.h"

#include <stddef.h>
#include <stdint.h>

struct night_event {
    uint64_t number; // of the change
    int64_t when;
    enum change_kind kind;
    uint32_t document; // its place in documents
};

// What is said of a document, whoever is told; made when it is first needed, and of a large night each time.
struct night_words {
    struct slice line;      // a JSON object
    struct slice paragraph; // for mails, of lines
    struct slice address;   // without the site's
};

struct night {
    struct view *view; // borrowed
    struct arena arena;
    struct doc_key *documents; // in index order, each once
    size_t document_count;
    const struct night_event *events; // oldest first
    size_t event_count;
    struct night_words *words; // one a document; NULL: they are not kept
    struct arena scratch;      // of a document at hand
};

// The changes after `after` up to `last` whose documents are still there. Zeroed memory is a night; clear it after use.
enum status night_read(struct night *night, struct view *view, uint64_t after, uint64_t last,
                       struct error *err) STATUS_NODISCARD;
void night_clear(struct night *night);

// What a list shows of one of the documents; borrowed from the arena.
enum status night_document(struct night *night, uint32_t document, struct arena *arena,
                           struct exchange *out, struct error *err) STATUS_NODISCARD;

#endif
