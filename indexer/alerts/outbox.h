// What the alerts' folder keeps between runs: how far the index's changes have been matched, and what of that is still
// to be handed over.
//
//     DIR/NAME.alerte        the saved searches
//     DIR/state/position     the number of the last change that was matched, and of which index
//     DIR/state/*.lock       held by whoever matches, or hands over
//     DIR/spool/UNIT/        what one match found: matches, mails
//
// A unit is made in DIR/state and moved to DIR/spool as a whole, which is the instant at which its changes are matched:
// its name says from where to where. The position only remembers that when the unit is gone, and is mended from the
// units that are there. So a crash before the move matches the same changes once more, with nothing handed over yet;
// one after it finds the unit, and hands it over.
#ifndef INDEXER_ALERTS_OUTBOX_H
#define INDEXER_ALERTS_OUTBOX_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define OUTBOX_MATCHES "matches" // of a unit: NDJSON for --after-commit
#define OUTBOX_MAIL "mail-"      // and what follows: a mail, after a line with who gets it

// How far changes have been matched. Of which index tells its epoch.
struct outbox_position {
    bool is_known;
    uint64_t epoch, number;
};

// What an outbox is opened for; one process at a time does each.
enum outbox_work {
    OUTBOX_TO_FILL, // units are made
    OUTBOX_TO_TELL, // lines are handed to a command
    OUTBOX_TO_SEND, // mails are handed to sendmail
    OUTBOX_TO_LOOK, // nobody is waited for
};

struct outbox {
    const char *folder; // borrowed
    struct arena arena;
    int lock; // -1: not held
    struct outbox_position position;
};

// Makes the folders where there are none; the folder itself must be there. Waits until no other process does the same,
// and mends the position, so that a unit that is handed over and gone is not made again.
enum status outbox_open(struct outbox *outbox, const char *folder, enum outbox_work work,
                        struct error *err) STATUS_NODISCARD;
void outbox_close(struct outbox *outbox);

// A path in the folder, with a NUL; {NULL, 0} without memory.
struct slice outbox_path(struct outbox *outbox, const char *below, struct slice name);

// --- making a unit -----------------------------------------------------------------------------

// Begins a unit: its folder, empty, in *path.
enum status outbox_unit_begin(struct outbox *outbox, struct slice *path,
                              struct error *err) STATUS_NODISCARD;

// Moves the unit to the spool: changes up to `number` are matched. Durable when it returns.
enum status outbox_unit_end(struct outbox *outbox, uint64_t epoch, uint64_t number,
                            struct error *err) STATUS_NODISCARD;

// The same without a unit: nothing was found.
enum status outbox_advance(struct outbox *outbox, uint64_t epoch, uint64_t number,
                           struct error *err) STATUS_NODISCARD;

// Moves a unit with one mail to the spool, which has nothing to do with changes; `name` is its name.
enum status outbox_put_mail(struct outbox *outbox, struct slice name, struct slice mail,
                            struct error *err) STATUS_NODISCARD;

// --- handing over ------------------------------------------------------------------------------

// The units, oldest first.
enum status outbox_units(struct outbox *outbox, struct slice_list *out,
                         struct error *err) STATUS_NODISCARD;

// Takes away a unit of which nothing is left to be handed over; else leaves it.
void outbox_unit_close(struct outbox *outbox, struct slice unit);

#endif
