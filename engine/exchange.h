// One exchange: a question and its answer or answers, if any. The document of this engine.
#ifndef ENGINE_EXCHANGE_H
#define ENGINE_EXCHANGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/source_ref.h"
#include "engine/text/referral.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXCHANGE_MAX_ID_LEN 200
#define EXCHANGE_MAX_REPLIES 64
#define EXCHANGE_MAX_PERSONS 64
#define EXCHANGE_MAX_SPEECHES 4096

// What is accepted must fit every way out: at most so many bytes of all that is no text (EXCHANGE_SHORT), of which an
// answer may show a hundred at once; and at most so many of all, as JSON writes it.
#define EXCHANGE_MAX_SHORT ((size_t)64 << 10)
#define EXCHANGE_MAX_WRITTEN ((size_t)40 << 20)

#define DELAY_NONE (-1)

// What stands between the persons of `author` and `minister`, between their offices, and between what is cited.
#define PERSON_SEPARATOR " ; "

struct person {
    struct slice name;   // "MORREALE Christie"
    struct slice office; // "Ministre de l'Emploi"; often not known
};

struct reply {
    struct slice text;       // paragraphs, one empty line between; empty: not published
    struct slice respondent; // who answered, "MORREALE Christie"
    uint32_t date;           // base/date.h; DATE_NONE when not known
    struct slice nature;     // "Réponse provisoire", "Complément de réponse"; empty: an answer
    struct slice office;     // in which the respondent answered
    int64_t changed; // seconds since 1970: set by the index when this answer becomes another
};

// Who speaks in a debate. The words of others (interruptions, the chair) are kept, but they are neither the question
// nor the answer.
enum speech_role { SPEECH_AUTHOR, SPEECH_MINISTER, SPEECH_OTHER, SPEECH_ROLE_COUNT };

struct speech {
    struct slice speaker; // the name alone
    struct slice office;
    struct slice text; // paragraphs separated by one empty line
    enum speech_role role;
};

// What answers do nothing but point at: kept with the document, for it takes their texts to find out.
enum referral_state { REFERRAL_NOT_SOUGHT, REFERRAL_NONE, REFERRAL_FOUND, REFERRAL_STATE_COUNT };

// How much of a stored exchange is read.
enum exchange_part {
    EXCHANGE_SHORT, // all but what may be long: the texts of question and answers are empty, and there are no speeches;
    // but of one without title the question's beginning is there
    EXCHANGE_WHOLE,
};

// What stands for a title where there is none: so many bytes of the question, at most.
enum { EXCHANGE_BEGINNING_BYTES = 120 };

// How a question ended without a final answer, in the source's own word.
enum closure { CLOSURE_NONE, CLOSURE_WITHDRAWN, CLOSURE_LAPSED, CLOSURE_COUNT };

// What came of a question.
enum exchange_status {
    EXCHANGE_WAITING,     // without answer
    EXCHANGE_ANSWERED,    // an answer that is not provisional
    EXCHANGE_PROVISIONAL, // only provisional ones so far: it waits
    EXCHANGE_WITHDRAWN,
    EXCHANGE_LAPSED,
    EXCHANGE_UNCOVERED, // without answer, but its source has none
    EXCHANGE_STATUS_COUNT
};

// Every slice is UTF-8, but for those of `source`, and borrowed (from the batch arena when parsed, from the caller's
// arena when read back). Empty means not known. `id` is required: without ASCII white space and control characters,
// at most EXCHANGE_MAX_ID_LEN bytes; it may have parts separated by '/' ("sp/associations/F1119"), none of them
// "." or "..", which no URL path survives. At least one of title and question is not empty.
//
// Of several authors or ministers, `author` or `minister` is all names, PERSON_SEPARATOR between them, and `office`
// the ministers' known offices likewise. The lists say more than these strings or are empty (engine/persons.h).
//
// In a debate, `question` ends with the words of the asker and the one reply is the words of the minister
// (engine/debate.h).
struct exchange {
    struct slice id;
    struct slice title;
    struct slice type;           // "Question écrite"
    struct slice assembly;       // "Parlement de Wallonie"
    struct slice session;        // "2022-2023"
    struct slice number;         // "516 (2022-2023) 1"
    struct slice author;         // "PAVET Amandine"
    struct slice group;          // the author's parliamentary group
    struct slice minister;       // who answers or last received the question
    struct slice office;         // "Ministre de l'Emploi, …"
    struct slice first_minister; // who was asked first, where that is another
    struct slice
        question; // paragraphs separated by one empty line; empty: the source does not publish it
    struct slice motive; // of the closure: "fin de mandat"
    struct slice url;    // where the public can see the original
    struct source_ref source;
    uint32_t year; // 0: not known
    uint32_t date_question;
    uint32_t date_closed; // when it was withdrawn, lapsed or closed after its answer
    enum closure closure; // does not count where there is a final answer
    bool is_uncovered;    // set by the index when read: its source has no answers
    struct slice licence; // set by the index when read: of its source; empty: not told
    enum referral_state referral_state; // set by the index; once sought, what follows is the answer
    struct referral referral;           // what the answers point at, when found
    struct slice
        referred_id; // of the question the answer points at; set when one exchange is read, not stored
    struct slice
        cites; // what the texts cite, each by its name (engine/text/mention.h); set by exchange_seek
    struct slice places; // what communes and provinces they name, provinces behind a star; likewise
    const struct person *authors;
    size_t author_count;
    const struct person *ministers;
    size_t minister_count;
    const struct reply *replies; // in the order of the source
    size_t reply_count;
    const struct speech *speeches; // of a debate, in order
    size_t speech_count;
    int64_t first_seen;       // seconds since 1970: set by the index, kept over updates
    int64_t changed;          // seconds since 1970: set by the index when the contents change
    int64_t question_changed; // likewise, of title, question, asker, its date and end alone
};

// The first answer whose nature is not « provisoire »: it ends the delay. NULL without one.
const struct reply *exchange_answer(const struct exchange *exchange);

// Whether its nature is « provisoire ».
bool exchange_is_provisional(const struct reply *reply);

// The name of an answer among those of its exchange, for addresses: "reponse", then "reponse-2". Provisional ones are
// counted apart, "reponse-provisoire", so that the answer they announce has the same name with and without them.
#define EXCHANGE_REPLY_NAME_SIZE 40
void exchange_reply_name(const struct exchange *exchange, size_t at,
                         char out[static EXCHANGE_REPLY_NAME_SIZE]);

// The answer of `other` that has the name of this one; NULL without it.
const struct reply *exchange_same_reply(const struct exchange *exchange, size_t at,
                                        const struct exchange *other);

// The title, or the beginning of the question where there is none. Borrowed from the exchange.
struct slice exchange_title(const struct exchange *exchange);

// "auteur", "ministre" or "autre". Static storage.
const char *speech_role_name(enum speech_role role);

// Days from question to exchange_answer; DELAY_NONE when there is none or a date is not full.
int32_t exchange_delay_days(const struct exchange *exchange);

// Days from question to that date; DELAY_NONE when a date is not full or it is the earlier one.
int32_t exchange_days_until(const struct exchange *exchange, uint32_t answered);

// The working days among them (engine/workdays.h); DELAY_NONE likewise.
int32_t exchange_delay_workdays(const struct exchange *exchange);

enum exchange_status exchange_status(const struct exchange *exchange);

// Whether somebody still owes an answer: nothing but provisional ones, of a source that has answers.
bool exchange_is_waiting(const struct exchange *exchange);

// "repondue", "provisoire", "sans-reponse", "retiree", "caduque", "non-couverte". Static storage.
const char *exchange_status_name(enum exchange_status status);

// The status of that name; EXCHANGE_STATUS_COUNT when there is none.
enum exchange_status exchange_status_by_name(struct slice name);

// The day of `changed`, in UTC; DATE_NONE when it is not known.
uint32_t exchange_day_changed(const struct exchange *exchange);

// Date and name of exchange_answer; DATE_NONE and {NULL, 0} without one.
uint32_t exchange_reply_date(const struct exchange *exchange);
struct slice exchange_respondent(const struct exchange *exchange);

// Whether the answers do nothing but point elsewhere (engine/text/referral.h), and at which question. Provisional
// answers do not count; a debate is none. Reads the texts unless referral_state tells.
bool exchange_referral(const struct exchange *exchange, struct referral *out);

// Sets referral_state, referral, cites and places (in the arena), so that nobody has to read the texts again. False
// without memory.
bool exchange_seek(struct exchange *exchange, struct arena *arena);

// "oui", "non"; empty without an answer. Static storage.
struct slice exchange_referral_name(const struct exchange *exchange);

// The texts of all answers, separated by an empty line: the contract's `reponse`. Borrowed from the
// exchange when there is one answer, from the arena when there are several.
struct slice exchange_reply_text(const struct exchange *exchange, struct arena *arena);

// STATUS_INVALID with the reason when a promise above does not hold.
enum status exchange_validate(const struct exchange *exchange, struct error *err) STATUS_NODISCARD;

// A hash of everything a reader would see changed: all fields but source, coverage, licence and the two times.
uint64_t exchange_content_hash(const struct exchange *exchange);

// The stored record and back, but for what the index sets when it reads: a head with what EXCHANGE_SHORT has, and the
// rest. Encoding never fails but for memory (buf's sticky error); decoding checks everything (STATUS_CORRUPT) and
// borrows from `record` and the arena. EXCHANGE_SHORT takes the head alone; what follows is not looked at.
void exchange_encode(const struct exchange *exchange, struct buf *out);
enum status exchange_decode(struct slice record, enum exchange_part part, struct arena *arena,
                            struct exchange *out, struct error *err) STATUS_NODISCARD;

// The same in two steps, for a rest so long that it is packed before anybody has the whole of it in hand: a head that
// says so, and the rest in runs of bytes.
void exchange_encode_head(const struct exchange *exchange, struct buf *out);
struct exchange_sink {
    void (*put)(void *context, struct slice bytes);
    void *context;
};
void exchange_encode_rest(const struct exchange *exchange, const struct exchange_sink *sink);
size_t exchange_rest_len(const struct exchange *exchange);

// How many bytes of a record are its head, and whether what follows is packed.
size_t exchange_record_head(struct slice record);
bool exchange_record_is_packed(struct slice record);

// What EXCHANGE_SHORT has of an exchange, copied into the arena. False without memory.
bool exchange_copy_short(const struct exchange *exchange, struct arena *arena,
                         struct exchange *out);

#endif
