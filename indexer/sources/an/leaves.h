// The open data of the Assemblée nationale as a list of its leaves: XML and JSON hold the same tree under two
// spellings, so both parsers write down the leaves of a question and one mapping reads them.
#ifndef INDEXER_SOURCES_AN_LEAVES_H
#define INDEXER_SOURCES_AN_LEAVES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "indexer/sources/an/question.h"

#include <stdbool.h>
#include <stdint.h>

enum { AN_MAX_PATH_LEN = 240 };

// A leaf has its path below the question, lower-cased ("identifiant/numero", "auteur/@id_mandat"), and its
// text. An element with children has an entry of its own in front of theirs, with an empty text.
struct an_leaf {
    struct slice path, text;
};

struct an_leaves {
    struct arena *arena;
    struct buf list;            // of struct an_leaf
    char path[AN_MAX_PATH_LEN]; // of the element being written
    size_t path_len;
    bool is_too_deep;
};

void an_leaves_init(struct an_leaves *leaves, struct arena *arena);
void an_leaves_clear(struct an_leaves *leaves);
void an_leaves_reset(struct an_leaves *leaves); // forgets the leaves, keeps the memory

// Goes down into a child, and back up to what an_leaves_down returned.
size_t an_leaves_down(struct an_leaves *leaves, struct slice name);
void an_leaves_up(struct an_leaves *leaves, size_t path_len);

// An entry at the present path; the text is copied.
void an_leaves_add(struct an_leaves *leaves, struct slice text);

// Fills `question` from the leaves, borrowing from them and from the arena. false without memory or when
// the tree was too deep.
bool an_leaves_read(struct an_leaves *leaves, struct an_question *question);

#endif
