// A saved search: a file of the operator's folder (hemicycle-alerts(5)).
//
//     # Le logement, pour la rédaction
//     titre = Logement social
//     recherche = https://questions.example.org/recherche?q=logement+social&ministre=Collin
//     adresse = redaction@example.org
//     evenements = nouvelle, repondue
#ifndef INDEXER_ALERTS_SAVED_SEARCH_H
#define INDEXER_ALERTS_SAVED_SEARCH_H

#include "answer/search_answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change.h"

#include <stdbool.h>
#include <stdint.h>

#define SAVED_SEARCH_ENDING ".alerte"

enum {
    SAVED_SEARCH_MAX_BYTES = 1 << 16,
    // What a search can find again, and what is news to people.
    SAVED_SEARCH_KINDS = 1 << CHANGE_NEW | 1 << CHANGE_ANSWERED | 1 << CHANGE_ALTERED |
                         1 << CHANGE_WITHDRAWN | 1 << CHANGE_RETURNED,
};

struct saved_search {
    struct slice name;    // of its file, without the ending
    struct slice title;   // one line; where the file has none, q or the name
    struct slice query;   // of the address, "q=logement&ministre=Collin"
    struct slice address; // who is written to; empty: nobody
    uint32_t kinds;       // of events, 1u << enum change_kind
};

// Reads the text of a file, of which messages speak as `path`; all slices point into it and into the arena.
// STATUS_INVALID names the line.
enum status saved_search_parse(struct slice text, const char *path, struct arena *arena,
                               struct saved_search *out, struct error *err) STATUS_NODISCARD;

// Whether a name may be a saved search's: letters, digits, '-', '_' and '.', no dot in front, 100 bytes at most.
bool saved_search_is_name(struct slice name);

// The file again.
void saved_search_write(const struct saved_search *search, struct buf *out);

// Reads the parameters of a saved search; STATUS_INVALID with a French message.
enum status saved_search_request(struct slice query, const struct search_tools *tools,
                                 struct search_answer *out, struct error *err) STATUS_NODISCARD;

// The search of a page of results that finds the same, with its question mark; empty for a search for everything.
// From the arena; {NULL, 0} without memory.
struct slice saved_search_address(const struct search_params *params, struct arena *arena);

#endif
