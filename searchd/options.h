// What the operator said on the command line and in the environment.
#ifndef SEARCHD_OPTIONS_H
#define SEARCHD_OPTIONS_H

#include "base/error.h"
#include "searchd/ask/context.h"
#include "searchd/observe/access_log.h"
#include "searchd/work/proxies.h"

#include <stdbool.h>
#include <stddef.h>

struct options {
    const char *program; // the name it was started by
    const char *index;
    const char *synonyms;  // the operator's file; NULL: none
    const char *deadlines; // the same
    const char *listen;    // "ADDRESS:PORT", "[ADDRESS]:PORT"
    unsigned threads;
    struct site site;
    struct access_options access;
    struct proxies proxies; // whose word for a client is taken
    unsigned max_connections;
    unsigned max_connections_per_address;
    unsigned max_exports;
    unsigned max_share_percent; // of the processors, for each address; 0: no limit
    unsigned idle_seconds;
    unsigned drain_seconds;
    size_t cache_bytes;
    bool is_verbose;
    bool print_config;
    bool check_config;
};

// Reads HEMICYCLE_* variables (STATUS_INVALID names one that cannot be used), then the arguments, which
// win. Help, version and mistakes in the arguments are printed and end the program, as argp does: call from
// main only. All texts are borrowed from argv and the environment.
enum status options_read(int argc, char **argv, struct options *out,
                         struct error *err) STATUS_NODISCARD;

// STATUS_INVALID names a HEMICYCLE_* variable that is none of the settings but nearly one. Others are left alone: those
// of the indexer stand in the same file.
enum status options_check_environment(struct error *err) STATUS_NODISCARD;

// One "name = value" a line on standard output.
void options_print(const struct options *options);

#endif
