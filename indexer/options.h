// The command line of the indexer.
#ifndef INDEXER_OPTIONS_H
#define INDEXER_OPTIONS_H

#include "answer/params.h"
#include "indexer/rules/rules.h"
#include "indexer/sources/source_format.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>

enum command {
    COMMAND_ADD,
    COMMAND_SYNC,
    COMMAND_REMOVE,
    COMMAND_OPTIMIZE,
    COMMAND_CHECK,
    COMMAND_STATS,
    COMMAND_ANALYZE,
    COMMAND_SEARCH,
    COMMAND_DUMP,
    COMMAND_VERIFY_CITATION,
    COMMAND_BACKUP,
    COMMAND_COPY,
    COMMAND_ALERTS,
    COMMAND_COUNT,
};

enum { OPTIONS_MAX_PARAMETERS = 100, OPTIONS_MAX_REPORTS = 4 };

struct options {
    const char *program; // the name it was started by
    const char *index;   // folder
    // Of a search, as the daemon has them:
    const char *synonyms;  // the operator's file; NULL: none
    const char *deadlines; // the operator's file; NULL: none
    const char *licence;   // of the data; may be empty
    const char *contact;   // told to servers that are asked; may be empty
    const char *base_url;  // of the site, for links in mails; may be empty
    // Of what follows a commit:
    const char *alerts;         // folder of saved searches; NULL: none
    const char *alerts_address; // from which their mails come; may be empty
    const char *sendmail;       // the program that takes them
    const char *after_commit;   // a command; NULL: none
    unsigned after_commit_seconds;
    enum command command;
    char **arguments; // after the command
    size_t argument_count;
    const struct source_format *format;                      // NULL: auto
    size_t memory_bytes, map_size_bytes, max_download_bytes; // 0: the default
    unsigned threads;
    unsigned settle_seconds;
    unsigned max_removed_percent;
    int keep_texts_days;                      // as in engine/writer.h
    enum analyzer_kind analyzer;              // 0: not said
    const char *sources;                      // the operator's file; NULL: as the index was told
    const char *reports[OPTIONS_MAX_REPORTS]; // files, each in the form that its name says
    size_t report_count;
    struct exclusion excluded[OPTIONS_MAX_PARAMETERS]; // a list of those given
    size_t excluded_count;
    bool force, rereads, erases, quiet, progress, json;
    struct parameter
        parameters[OPTIONS_MAX_PARAMETERS]; // of a search, but for the query, in the order given
    size_t parameter_count;
};

// Parses the command line. Wrong usage, --help and --version end the program here, as argp has it (64 and 0).
enum status options_parse(int argc, char **argv, struct options *options,
                          struct error *err) STATUS_NODISCARD;

#endif
