// Statuses, their names and exit codes, and the message that goes with them.
//
// The idea: a message is made where the failure is seen and travels upwards in a fixed buffer of the caller's.
//
// Invariants: making a message never fails and never allocates, so it works when memory is what is missing. It may
// quote French text: a cut falls on a UTF-8 boundary, or else a truncated message would make a JSON answer or a journal
// line invalid.
//
// Cost: nothing on success; one vsnprintf on failure.
#include "base/error.h"

#include "base/slice.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

// Formats into text of `size` bytes; what does not fit is cut between two characters.
__attribute__((format(printf, 3, 0))) static void format_cut(char *text, size_t size,
                                                             const char *format, va_list arguments)
{
    int length = vsnprintf(text, size, format, arguments);
    if (length < 0)
        text[0] = '\0';
    else if ((size_t)length >= size)
        text[slice_cut_utf8(slice_of(text, size - 1), size).len] = '\0';
}

void error_fill(struct error *err, enum status status, const char *format, ...)
{
    if (!err)
        return;
    // Formatted aside first: an argument may be the message that is about to be replaced.
    char message[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    format_cut(message, sizeof message, format, arguments);
    va_end(arguments);
    err->status = status;
    memcpy(err->message, message, sizeof message);
    err->told[0] = '\0';
}

enum status error_wrap(struct error *err, const char *format, ...)
{
    if (!err)
        return STATUS_INTERNAL;
    char context[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    format_cut(context, sizeof context, format, arguments);
    va_end(arguments);
    char told[ERROR_PUBLIC_SIZE];
    memcpy(told, err->told, sizeof told);
    error_fill(err, err->status, "%s: %s", context, err->message);
    memcpy(err->told, told, sizeof told);
    return err->status;
}

void error_tell(struct error *err, const char *format, ...)
{
    if (!err)
        return;
    va_list arguments;
    va_start(arguments, format);
    format_cut(err->told, sizeof err->told, format, arguments);
    va_end(arguments);
}

const char *status_name(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
    case STATUS_NOT_FOUND:
        return "not found";
    case STATUS_INVALID:
        return "invalid";
    case STATUS_TOO_LARGE:
        return "too large";
    case STATUS_NO_MEMORY:
        return "out of memory";
    case STATUS_IO:
        return "input/output error";
    case STATUS_UNREACHED:
        return "not reached";
    case STATUS_FULL:
        return "disk full";
    case STATUS_CORRUPT:
        return "corrupt";
    case STATUS_BUSY:
        return "busy";
    case STATUS_VERSION:
        return "other version";
    case STATUS_INTERNAL:
        return "internal error";
    }
    return "unknown status";
}

int status_exit_code(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return EX_OK;
    case STATUS_NOT_FOUND:
        return EX_NOINPUT;
    case STATUS_INVALID:
        return EX_USAGE;
    case STATUS_TOO_LARGE:
        return EX_DATAERR;
    case STATUS_NO_MEMORY:
        return EX_OSERR;
    case STATUS_UNREACHED:
        return EX_UNAVAILABLE;
    case STATUS_IO:
    case STATUS_FULL:
    case STATUS_CORRUPT:
        return EX_IOERR;
    case STATUS_BUSY:
        return EX_TEMPFAIL;
    case STATUS_VERSION:
        return EX_CONFIG;
    case STATUS_INTERNAL:
        return EX_SOFTWARE;
    }
    return EX_SOFTWARE;
}
