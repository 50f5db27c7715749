// One argp table makes parsing, --help and --usage. What is wrong with a word is said by name, exit 64.
#include "indexer/options.h"

#include <argp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_INDEX "/var/lib/hemicycle/index"

enum {
    DEFAULT_SETTLE_SECONDS = 5,
    DEFAULT_REMOVED_PERCENT = 20,
    DEFAULT_LIMIT = 10,
    MAX_THREADS = 256
};

enum key {
    KEY_FORMAT = 'f',
    KEY_INDEX = 'i',
    KEY_MEMORY = 'm',
    KEY_QUIET = 'q',
    KEY_THREADS = 't',
    KEY_MAP_SIZE = 256,
    KEY_PROGRESS,
    KEY_JSON,
    KEY_ANALYZER,
    KEY_SETTLE,
    KEY_MAX_REMOVED,
    KEY_FORCE,
    KEY_REREAD,
    KEY_LIMIT,
    KEY_SYNONYMS,
};

// How many words each command takes.
static const struct {
    const char *name;
    enum command command;
    size_t least, most;
} COMMANDS[] = {
    {"add", COMMAND_ADD, 1, SIZE_MAX},
    {"sync", COMMAND_SYNC, 1, SIZE_MAX},
    {"remove", COMMAND_REMOVE, 1, SIZE_MAX},
    {"optimize", COMMAND_OPTIMIZE, 0, 0},
    {"check", COMMAND_CHECK, 0, 0},
    {"stats", COMMAND_STATS, 0, 0},
    {"analyze", COMMAND_ANALYZE, 1, SIZE_MAX},
    {"search", COMMAND_SEARCH, 1, SIZE_MAX},
    {"dump", COMMAND_DUMP, 0, 0},
    {"backup", COMMAND_BACKUP, 1, 1},
};

static const struct argp_option OPTIONS[] = {
    {"index", KEY_INDEX, "DIR", 0, "its folder ($HEMICYCLE_INDEX)", 1},
    {"format", KEY_FORMAT, "NAME", 0, "auto, wallonie, an-xml, an-html, an-json, jsonl", 1},
    {"memory", KEY_MEMORY, "BYTES", 0, "for a batch; also 512M, 2G (256M)", 1},
    {"threads", KEY_THREADS, "N", 0, "that analyse at once (1)", 1},
    {"analyzer", KEY_ANALYZER, "NAME", 0, "of a new index: french or whitespace", 1},
    {"map-size", KEY_MAP_SIZE, "BYTES", 0, "the largest the index may grow to", 1},
    {"quiet", KEY_QUIET, NULL, 0, "say nothing unless something is wrong", 2},
    {"progress", KEY_PROGRESS, NULL, 0, "show progress also where there is no terminal", 2},
    {"json", KEY_JSON, NULL, 0, "answer in JSON", 2},
    {"limit", KEY_LIMIT, "N", 0, "documents that a search shows (10)", 2},
    {"synonyms", KEY_SYNONYMS, "FILE", 0, "more other names that a search knows", 2},
    {"settle", KEY_SETTLE, "SECONDS", 0, "younger files that end early are tried again (5)", 3},
    {"max-removed", KEY_MAX_REMOVED, "PERCENT", 0, "of the documents a sync may remove (20)", 3},
    {"force", KEY_FORCE, NULL, 0, "remove however many have vanished", 3},
    {"reread", KEY_REREAD, NULL, 0, "read also files that have not changed", 3},
    {0},
};

static const char DOC[] =
    "Indexes parliamentary questions in French.\n\n"
    "  add PATH...     index new and changed documents (files, folders, - for stdin)\n"
    "  sync PATH...    the same, and remove documents whose source has vanished\n"
    "  remove ID...    remove documents\n"
    "  optimize        merge and reorder everything into the fastest form\n"
    "  check           read and verify the whole index\n"
    "  stats           what is in the index\n"
    "  analyze TEXT|-  the terms of a text: position, byte range, surface, terms\n"
    "  search QUERY    the best documents for a query\n"
    "  dump            all documents as JSON Lines\n"
    "  backup DIR      a compact copy of the index, while it is in use\n"
    "\vExit: 0 done, 64 usage, 65 some input rejected (the rest is in), 74 I/O,\n"
    "75 another writer or interrupted, 78 index of another version. See indexer(1).";

// Leaves out the paragraph about arguments of short options, so that --help fits a screen.
static char *filter_help(int key, const char *text, void *input)
{
    (void)input;
    return key == ARGP_KEY_HELP_DUP_ARGS_NOTE ? NULL : (char *)(uintptr_t)text;
}

// A whole number up to `most`.
static unsigned long long parse_number(struct argp_state *state, const char *what, const char *text,
                                       unsigned long long most)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || value > most)
        argp_error(state, "%s: \"%s\" is not a number up to %llu", what, text, most);
    return value;
}

// "1048576", "512M", "2G": binary units.
static size_t parse_size(struct argp_state *state, const char *what, const char *text)
{
    static const char UNITS[] = "KMGT";
    char *end;
    unsigned long long value = strtoull(text, &end, 10), unit = 1;
    const char *found = *end ? strchr(UNITS, *end & ~0x20) : NULL;
    if (found) {
        unit = 1ull << (10 * (found - UNITS + 1));
        end++;
        if (strcmp(end, "iB") == 0 || strcmp(end, "B") == 0)
            end += strlen(end);
    }
    if (text[0] < '0' || text[0] > '9' || *end || __builtin_mul_overflow(value, unit, &value))
        argp_error(state, "%s: \"%s\" is not a size", what, text);
    return (size_t)value;
}

static enum analyzer_kind parse_analyzer(struct argp_state *state, const char *text)
{
    if (strcmp(text, "french") == 0)
        return ANALYZER_FRENCH;
    if (strcmp(text, "whitespace") != 0)
        argp_error(state, "--analyzer: \"%s\" is neither french nor whitespace", text);
    return ANALYZER_WHITESPACE;
}

static const struct source_format *parse_format(struct argp_state *state, const char *text)
{
    if (strcmp(text, "auto") == 0)
        return NULL;
    const struct source_format *format = source_format_by_name(slice_from(text));
    if (!format)
        argp_error(state, "--format: unknown format \"%s\"", text);
    return format;
}

static void take_command(struct argp_state *state, struct options *options)
{
    if (state->argc == state->next && state->arg_num == 0)
        argp_usage(state);
    const char *name = state->argv[state->next];
    size_t count = (size_t)(state->argc - state->next) - 1;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        if (strcmp(name, COMMANDS[i].name) != 0)
            continue;
        if (count < COMMANDS[i].least || count > COMMANDS[i].most)
            argp_error(state, "%s: %s arguments", name,
                       count < COMMANDS[i].least ? "missing" : "too many");
        options->command = COMMANDS[i].command;
        options->arguments = state->argv + state->next + 1;
        options->argument_count = count;
        state->next = state->argc;
        return;
    }
    argp_error(state, "unknown command \"%s\"", name);
}

static error_t parse_key(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case KEY_INDEX:
        options->index = argument;
        return 0;
    case KEY_FORMAT:
        options->format = parse_format(state, argument);
        return 0;
    case KEY_MEMORY:
        options->memory_bytes = parse_size(state, "--memory", argument);
        return 0;
    case KEY_MAP_SIZE:
        options->map_size_bytes = parse_size(state, "--map-size", argument);
        return 0;
    case KEY_THREADS:
        options->threads = (unsigned)parse_number(state, "--threads", argument, MAX_THREADS);
        return 0;
    case KEY_ANALYZER:
        options->analyzer = parse_analyzer(state, argument);
        return 0;
    case KEY_SETTLE:
        options->settle_seconds = (unsigned)parse_number(state, "--settle", argument, 86400);
        return 0;
    case KEY_MAX_REMOVED:
        options->max_removed_percent =
            (unsigned)parse_number(state, "--max-removed", argument, 100);
        return 0;
    case KEY_LIMIT:
        options->limit = (unsigned)parse_number(state, "--limit", argument, 1000);
        return 0;
    case KEY_SYNONYMS:
        options->synonyms = argument;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    case KEY_PROGRESS:
        options->progress = true;
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case KEY_REREAD:
        options->rereads = true;
        return 0;
    case ARGP_KEY_ARGS:
        take_command(state, options);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

enum status options_parse(int argc, char **argv, struct options *options, struct error *err)
{
    static const struct argp ARGP = {.options = OPTIONS,
                                     .parser = parse_key,
                                     .args_doc = "COMMAND [ARGUMENT...]",
                                     .doc = DOC,
                                     .help_filter = filter_help};
    const char *index = getenv("HEMICYCLE_INDEX");
    const char *synonyms = getenv("HEMICYCLE_SYNONYMS"); // as the daemon has it
    *options = (struct options){
        .index = index && index[0] ? index : DEFAULT_INDEX,
        .synonyms = synonyms && synonyms[0] ? synonyms : NULL,
        .settle_seconds = DEFAULT_SETTLE_SECONDS,
        .max_removed_percent = DEFAULT_REMOVED_PERCENT,
        .limit = DEFAULT_LIMIT,
    };
    error_t code = argp_parse(&ARGP, argc, argv, 0, NULL, options);
    return code ? error_set(err, STATUS_NO_MEMORY, "options: %s", strerrordesc_np(code))
                : STATUS_OK;
}
