// What can go wrong, and the one message that says so.
//
// Anything that can fail returns an enum status and takes a struct error last. The place where the
// failure arises fills the message in once; callers hand it on untouched or add context in front
// with error_wrap. "Not found" is a status without a message.
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#define ERROR_MESSAGE_SIZE 512
#define ERROR_PUBLIC_SIZE 320

enum status {
    STATUS_OK = 0,
    STATUS_NOT_FOUND, // asked for something that is not there; no message
    STATUS_INVALID,   // what a person, file or client gave is wrong
    STATUS_TOO_LARGE, // a limit of ours was exceeded
    STATUS_NO_MEMORY, // malloc or an arena's limit
    STATUS_IO,        // the system refused a read, write or sync
    STATUS_UNREACHED, // nobody answers at an address over the network
    STATUS_FULL,      // disk or map is full
    STATUS_CORRUPT,   // bytes on disk are not what was written
    STATUS_BUSY,      // another process holds the lock
    STATUS_VERSION,   // made by another version of this program
    STATUS_INTERNAL,  // our bug, reported instead of crashing
};

#define STATUS_NODISCARD __attribute__((warn_unused_result))

struct error {
    enum status status;
    char message[ERROR_MESSAGE_SIZE];
    char told
        [ERROR_PUBLIC_SIZE]; // in French, to whoever asked; mostly empty: the message is for the operator
};

// Sets err to the status `code` and the formatted message (cut at ERROR_MESSAGE_SIZE on a UTF-8 boundary);
// is that status, so that `return error_set(err, STATUS_IO, "…")` is the whole idiom. Nothing is told to the public.
// err may be NULL: then nothing is kept.
//
// A macro because it ends in the status itself: compilers and analyzers, which do not look into another file, then know
// that whoever fails does not return STATUS_OK. `code` is evaluated twice.
#define error_set(err, code, ...) (error_fill((err), (code), __VA_ARGS__), (enum status)(code))
void error_fill(struct error *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

// Puts the formatted context and ": " in front of the message already in err; returns err->status. What is
// told to the public stays.
enum status error_wrap(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3), cold));

// Says the same to the public, after error_set: what may be known outside of what went wrong inside.
void error_tell(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3), cold));

// A short English name: "corrupt", "not found"… Static storage.
const char *status_name(enum status status);

// The exit code of sysexits.h that a program ends with where that is what ended it: 0, 64 usage, 65 data, 66 no index,
// 69 not reached, 70 internal, 71 memory, 74 I/O (also a full disk and a corrupt index), 75 busy, 78 other version.
// What is wrong with some of the input ends nothing: who reads it counts that.
int status_exit_code(enum status status);

// How many calls in a row went: the first failure stays, with its message.
//
// For those who ask once at the end. What comes after a failure may fail for want of what that one left undone; its
// status and its message say less, and must not take the place of the first.
struct outcome {
    struct error *err;  // of the caller; may be NULL
    enum status status; // the first failure
};

static inline bool outcome_failed(const struct outcome *outcome)
{
    return outcome->status != STATUS_OK;
}

// Where the next call leaves its message: nowhere once there is one.
static inline struct error *outcome_error(const struct outcome *outcome)
{
    return outcome_failed(outcome) ? NULL : outcome->err;
}

// Notes how a call went. True while nothing has failed.
static inline bool outcome_note(struct outcome *outcome, enum status status)
{
    if (!outcome_failed(outcome))
        outcome->status = status;
    return !outcome_failed(outcome);
}

#endif
