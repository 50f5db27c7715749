// One line per request.
//
// People's questions are nobody's business: by default a line has the path without its query string and
// the address with its last part cut off (IPv4 /24, IPv6 /48). With log_queries the line has the whole
// target and no address at all.
//
// Threads that answer only append to memory; access_log_flush, called by the main thread, writes. When the
// log's reader is slower than the requests, lines are dropped and counted rather than answers delayed.
#ifndef SEARCHD_OBSERVE_ACCESS_LOG_H
#define SEARCHD_OBSERVE_ACCESS_LOG_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum access_format { ACCESS_JSON, ACCESS_COMBINED, ACCESS_TEXT };

struct access_options {
    const char *path; // NULL: no log; "-": standard output; borrowed
    enum access_format format;
    bool log_queries;
};

struct access_entry {
    int64_t time; // seconds since 1970
    struct slice method;
    struct slice target;
    unsigned status;
    uint64_t bytes;
    uint64_t duration_us;
    struct slice client;
    struct slice request_id;
};

struct access_log;

enum status access_log_open(const struct access_options *options, struct access_log **log,
                            struct error *err) STATUS_NODISCARD;
void access_log_close(struct access_log *log); // writes what is left; NULL is fine

// Opens the file anew, after it was rotated. STATUS_IO leaves the old one in use.
enum status access_log_reopen(struct access_log *log, struct error *err) STATUS_NODISCARD;

// False when the line was dropped. Any thread.
bool access_log_add(struct access_log *log, const struct access_entry *entry);

// One thread only.
void access_log_flush(struct access_log *log);

#endif
