// One exchange: a question and its answer or answers, if any. The document of this engine.
#ifndef ENGINE_EXCHANGE_H
#define ENGINE_EXCHANGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/source_ref.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXCHANGE_MAX_ID_LEN 200
#define EXCHANGE_MAX_REPLIES 64
#define DELAY_NONE (-1)

struct reply {
    struct slice text;       // paragraphs separated by one empty line
    struct slice respondent; // who answered, "MORREALE Christie"
    uint32_t date;           // base/date.h; DATE_NONE when not known
};

// Every slice is UTF-8, but for those of `source`, and borrowed (from the batch arena when parsed, from the caller's
// arena when read back). Empty means not known. `id` is required: without ASCII white space and control characters,
// at most EXCHANGE_MAX_ID_LEN bytes; it may have parts separated by '/' ("sp/associations/F1119"), none of them
// "." or "..", which no URL path survives. At least one of title and question is not empty.
struct exchange {
    struct slice id;
    struct slice title;
    struct slice type;    // "Question écrite"
    struct slice session; // "2022-2023"
    struct slice number;  // "516 (2022-2023) 1"
    struct slice author;  // "PAVET Amandine"
    struct slice minister;
    struct slice office;   // "Ministre de l'Emploi, …"
    struct slice question; // paragraphs separated by one empty line
    struct slice url;      // where the public can see the original
    struct source_ref source;
    uint32_t year; // 0: not known
    uint32_t date_question;
    const struct reply *replies; // in the order of the source
    size_t reply_count;
    int64_t first_seen; // seconds since 1970: set by the index, kept over updates
    int64_t changed;    // seconds since 1970: set by the index when the contents change
};

// Days from question to first answer; DELAY_NONE when there is none or a date is not full.
int32_t exchange_delay_days(const struct exchange *exchange);

// The working days among them (engine/workdays.h); DELAY_NONE likewise.
int32_t exchange_delay_workdays(const struct exchange *exchange);

// "repondue" or "sans-reponse". Static storage.
const char *exchange_status(const struct exchange *exchange);

// Date and name of the first answer; DATE_NONE and {NULL, 0} without one.
uint32_t exchange_reply_date(const struct exchange *exchange);
struct slice exchange_respondent(const struct exchange *exchange);

// The texts of all answers, separated by an empty line: the contract's `reponse`. Borrowed from the
// exchange when there is one answer, from the arena when there are several.
struct slice exchange_reply_text(const struct exchange *exchange, struct arena *arena);

// STATUS_INVALID with the reason when a promise above does not hold.
enum status exchange_validate(const struct exchange *exchange, struct error *err) STATUS_NODISCARD;

// A hash of everything a reader would see changed: all fields but source and the two times.
uint64_t exchange_content_hash(const struct exchange *exchange);

// The stored record and back. Encoding never fails but for memory (buf's sticky error); decoding checks
// everything (STATUS_CORRUPT) and borrows from `record` and the arena.
void exchange_encode(const struct exchange *exchange, struct buf *out);
enum status exchange_decode(struct slice record, struct arena *arena, struct exchange *out,
                            struct error *err) STATUS_NODISCARD;

#endif
