// The head of a mail that somebody sent: who, about what, and whether a machine did.
//
// Only the head is looked at. What we ask people to send us stands in the subject, so that nothing of a body, its
// parts, encodings and attachments, need ever be taken apart (docs/decisions/0014-mail.md).
#ifndef INDEXER_ALERTS_MAIL_H
#define INDEXER_ALERTS_MAIL_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

enum { MAIL_MAX_HEAD = 1 << 17 }; // bytes; of a longer one the rest counts as body

struct mail {
    struct slice sender; // the address in From; empty: none, or several, or none that is written to
    struct slice subject; // on one line, encoded words decoded
    bool is_automatic;    // a machine sent it, or it came by a list: it must not be answered
};

// Reads the head that `text` begins with; all slices are from the arena. False without memory.
bool mail_read(struct slice text, struct arena *arena, struct mail *out);

#endif
