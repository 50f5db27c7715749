// What the subject of a mail asks for.
#ifndef INDEXER_ALERTS_WISH_H
#define INDEXER_ALERTS_WISH_H

#include "answer/alerts/subscription.h"
#include "base/arena.h"
#include "base/slice.h"

#define WISH_CONFIRM "Confirmer"
#define WISH_END "desinscription"

enum wish_kind { WISH_IS_NONE, WISH_IS_ASK, WISH_IS_CONFIRM, WISH_IS_END };

struct wish {
    enum wish_kind kind;
    struct slice what; // the parameters asked for; the id or the name
    struct slice signature;
};

// Reads a subject, with or without the mark of an answer in front; slices are from the arena.
struct wish wish_read(struct slice subject, struct arena *arena);

#endif
