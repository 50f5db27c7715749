// The command line of the indexer.
//
// One argp table makes parsing, --help and --usage. The parameters of a search are answer/params.c's, so the command
// line and the API cannot differ. What is wrong with a word is said by name, and the program ends with 64.
#include "indexer/options.h"

#include "answer/alerts/subscription.h"
#include "answer/answer_json.h"
#include "base/program.h"
#include "engine/writer.h"

#include <argp.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_INDEX "/var/lib/hemicycle/index"
#define DEFAULT_ALERTS "/var/lib/hemicycle/alerts"
#define DEFAULT_SENDMAIL "/usr/sbin/sendmail"

enum {
    DEFAULT_SETTLE_SECONDS = 5,
    DEFAULT_REMOVED_PERCENT = 20,
    DEFAULT_AFTER_COMMIT_SECONDS = 300,
    MAX_THREADS = 256,
    MAX_KEEP_DAYS = 36500,
    MOST_DEFAULT_THREADS = 4,
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
    KEY_ERASE,
    KEY_SYNONYMS,
    KEY_DEADLINES,
    KEY_MAX_DOWNLOAD,
    KEY_CONTACT,
    KEY_SOURCES,
    KEY_EXCLUDE,
    KEY_KEEP_TEXTS,
    KEY_ALERTS,
    KEY_ALERTS_ADDRESS,
    KEY_BASE_URL,
    KEY_SENDMAIL,
    KEY_AFTER_COMMIT,
    KEY_AFTER_COMMIT_LIMIT,
    KEY_REPORT,
    KEY_PARAMETER = 512, // and those after it: the parameters of a search
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
    {"dump", COMMAND_DUMP, 0, 1},
    {"verify-citation", COMMAND_VERIFY_CITATION, 1, 2},
    {"backup", COMMAND_BACKUP, 1, 1},
    {"copy", COMMAND_COPY, 2, 2},
    {"alerts", COMMAND_ALERTS, 1, SIZE_MAX},
};

static const struct argp_option OPTIONS[] = {
    {"index", KEY_INDEX, "DIR", 0, "its folder ($HEMICYCLE_INDEX)", 1},
    {"format", KEY_FORMAT, "NAME", 0, "auto, wallonie, an-xml, jsonl...", 1},
    {"memory", KEY_MEMORY, "BYTES", 0, "for a batch; also 512M, 2G (256M)", 1},
    {"threads", KEY_THREADS, "N", 0, "that index at once (the processors, at most 4)", 1},
    {"analyzer", KEY_ANALYZER, "NAME", OPTION_HIDDEN, "of a new index: french or whitespace", 1},
    {"map-size", KEY_MAP_SIZE, "BYTES", OPTION_HIDDEN, "the largest the index may grow to", 1},
    {"quiet", KEY_QUIET, NULL, 0, "say nothing unless something is wrong", 2},
    {"progress", KEY_PROGRESS, NULL, 0, "show progress also where there is no terminal", 2},
    {"json", KEY_JSON, NULL, 0, "answer in JSON", 2},
    {"settle", KEY_SETTLE, "SECONDS", OPTION_HIDDEN,
     "younger files that end early are tried again (5)", 3},
    {"max-removed", KEY_MAX_REMOVED, "PERCENT", 0, "of the documents a sync may remove (20)", 3},
    {"keep-texts", KEY_KEEP_TEXTS, "DAYS", 0, "that what a document was is kept (90)", 3},
    {"force", KEY_FORCE, NULL, 0, "remove however many have vanished", 3},
    {"max-download", KEY_MAX_DOWNLOAD, "BYTES", OPTION_HIDDEN, "of an address that is synced (4G)",
     3},
    {"contact", KEY_CONTACT, "ADDRESS", 0, "of yours, told to servers that are asked", 3},
    {"reread", KEY_REREAD, NULL, 0, "read also files that have not changed", 3},
    {"erase", KEY_ERASE, NULL, 0, "with remove: leave nothing of them anywhere", 3},
    {"sources", KEY_SOURCES, "FILE", 0, "what is known of each source (or none)", 3},
    {"exclude", KEY_EXCLUDE, "GLOB", 0, "files and folders that are left out", 3},
    {"report", KEY_REPORT, "FILE", 0, "what the run did, as text or, to .json, JSON", 3},
    {"alerts", KEY_ALERTS, "DIR", 0, "saved searches, told of what is new", 3},
    {"alerts-address", KEY_ALERTS_ADDRESS, "ADDRESS", 0, "from which alerts are sent", 3},
    {"base-url", KEY_BASE_URL, "URL", OPTION_HIDDEN, "of the site, for links in alerts", 3},
    {"sendmail", KEY_SENDMAIL, "FILE", OPTION_HIDDEN, "takes the mails of alerts", 3},
    {"after-commit", KEY_AFTER_COMMIT, "COMMAND", 0, "gets what saved searches found", 3},
    {"after-commit-limit", KEY_AFTER_COMMIT_LIMIT, "SECONDS", OPTION_HIDDEN,
     "that this command may take (300)", 3},
    {"synonyms", KEY_SYNONYMS, "FILE", 0, "more other names that a search knows", 4},
    {"deadlines", KEY_DEADLINES, "FILE", 0, "by when questions must be answered", 4},
    {0},
};

static const char DOC[] =
    "Indexes parliamentary questions in French.\n\n"
    "  add PATH...       index new and changed documents (files, folders, -)\n"
    "  sync PATH|URL...  the same, and remove documents whose source has vanished\n"
    "  remove ID...      remove documents\n"
    "  optimize          merge and reorder everything into the fastest form\n"
    "  check             read and verify the whole index\n"
    "  stats             what is in the index\n"
    "  analyze TEXT|-    the terms of a text: position, byte range, surface, terms\n"
    "  search QUERY      the best documents; takes all parameters of /api/v1/search\n"
    "  dump [DIR]        all documents as JSON Lines; into a folder: dated\n"
    "  verify-citation DUMP [FILE]   does a dump hold a cited result?\n"
    "  backup DIR        a compact copy of the index, while it is in use\n"
    "  copy FROM TO      an index with all its past, between folders and clusters\n"
    "  alerts WHAT       saved searches: receive, send, list, remove NAME...\n"
    "\vExit: 0 done, 64 usage, 65 input rejected, 69 an address not reached, 74 I/O,\n"
    "75 another writer or interrupted, 78 other version. See hemicycle-indexer(1).";

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

static unsigned parse_percent(struct argp_state *state, const char *text)
{
    return (unsigned)parse_number(state, "--max-removed", text, 100);
}

// As writer_options has it.
static int parse_days(struct argp_state *state, const char *text)
{
    int days = (int)parse_number(state, "--keep-texts", text, MAX_KEEP_DAYS);
    return days == 0 ? KEEP_NO_TEXTS : days;
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

static void add_exclusion(struct argp_state *state, struct options *options, const char *pattern)
{
    size_t count = options->excluded_count;
    if (pattern[0] == '\0')
        argp_error(state, "--exclude: an empty pattern");
    if (count >= OPTIONS_MAX_PARAMETERS) {
        argp_error(state, "--exclude: more than %d options", OPTIONS_MAX_PARAMETERS);
        return;
    }
    options->excluded[count] = (struct exclusion){.pattern = slice_from(pattern)};
    if (count > 0)
        options->excluded[count - 1].next = &options->excluded[count];
    options->excluded_count++;
}

static void add_report(struct argp_state *state, struct options *options, const char *file)
{
    if (file[0] == '\0' || strcmp(file, "-") == 0)
        argp_error(state, "--report: \"%s\" is no file", file);
    if (options->report_count >= OPTIONS_MAX_REPORTS) {
        argp_error(state, "--report: more than %d files", OPTIONS_MAX_REPORTS);
        return;
    }
    options->reports[options->report_count++] = file;
}

static void check_alerts(struct argp_state *state, struct options *options)
{
    static const char *const words[] = {"receive", "send", "list", "remove"};
    const char *what = options->arguments[0];
    bool is_remove = strcmp(what, "remove") == 0;
    if (!slice_is_among(slice_from(what), words, sizeof words / sizeof *words))
        argp_error(state, "alerts: \"%s\" is none of receive, send, list and remove", what);
    if (is_remove ? options->argument_count < 2 : options->argument_count > 1)
        argp_error(state, "alerts %s: %s arguments", what, is_remove ? "missing" : "too many");
    if (!options->alerts)
        options->alerts = DEFAULT_ALERTS;
    bool writes = strcmp(what, "receive") == 0 || strcmp(what, "send") == 0;
    if (writes && options->alerts_address[0] == '\0')
        argp_error(state, "alerts %s: --alerts-address is missing", what);
}

// What is wrong with the options of what follows a commit.
static void check_after_commit(struct argp_state *state, struct options *options, bool ingests)
{
    const char *address = options->alerts_address;
    if (address[0] && !subscription_is_address(slice_from(address)))
        argp_error(state, "--alerts-address: \"%s\" is no mail address in plain ASCII", address);
    if (options->after_commit && !ingests)
        argp_error(state, "--after-commit: only add and sync take it");
    if (options->after_commit && slice_trim(slice_from(options->after_commit)).len == 0)
        argp_error(state, "--after-commit: an empty command");
    if (options->after_commit_seconds == 0)
        argp_error(state, "--after-commit-limit: a command takes more than 0 s");
    if (options->command == COMMAND_ALERTS)
        check_alerts(state, options);
}

// Options that only some commands heed are refused with the others.
static void check_command(struct argp_state *state, struct options *options)
{
    bool ingests = options->command == COMMAND_ADD || options->command == COMMAND_SYNC;
    if (options->parameter_count > 0 && options->command != COMMAND_SEARCH)
        argp_error(state, "--%s: only search takes it", options->parameters[0].name.ptr);
    for (size_t i = 0; options->command == COMMAND_SYNC && i < options->argument_count; i++)
        if (strcmp(options->arguments[i], "-") == 0)
            argp_error(state, "sync needs files, folders or addresses, not -");
    for (const char *c = options->contact; *c; c++)
        if (*c < ' ' || *c > '~') // it becomes a part of a header
            argp_error(state, "--contact: more than plain ASCII");
    bool writes =
        ingests || options->command == COMMAND_REMOVE || options->command == COMMAND_OPTIMIZE;
    if (!writes && options->keep_texts_days != 0)
        argp_error(state, "--keep-texts: only add, sync, remove and optimize take it");
    check_after_commit(state, options, ingests);
    if (options->erases && options->command != COMMAND_REMOVE)
        argp_error(state, "--erase: only remove takes it");
    bool has_of_ingest =
        options->sources || options->excluded_count > 0 || options->report_count > 0;
    if (!ingests && has_of_ingest)
        argp_error(state, "--%s: only add and sync take it",
                   options->sources              ? "sources"
                   : options->excluded_count > 0 ? "exclude"
                                                 : "report");
}

// What the daemon has as well, and what follows a commit.
static error_t parse_site_key(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case KEY_SYNONYMS:
        options->synonyms = argument;
        return 0;
    case KEY_DEADLINES:
        options->deadlines = argument;
        return 0;
    case KEY_ALERTS:
        options->alerts = argument;
        return 0;
    case KEY_ALERTS_ADDRESS:
        options->alerts_address = argument;
        return 0;
    case KEY_BASE_URL:
        options->base_url = argument;
        return 0;
    case KEY_SENDMAIL:
        options->sendmail = argument;
        return 0;
    case KEY_AFTER_COMMIT:
        options->after_commit = argument;
        return 0;
    case KEY_AFTER_COMMIT_LIMIT:
        options->after_commit_seconds =
            (unsigned)parse_number(state, "--after-commit-limit", argument, 86400);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
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
    case KEY_MAX_DOWNLOAD:
        options->max_download_bytes = parse_size(state, "--max-download", argument);
        return 0;
    case KEY_CONTACT:
        options->contact = argument;
        return 0;
    case KEY_MAX_REMOVED:
        options->max_removed_percent = parse_percent(state, argument);
        return 0;
    case KEY_KEEP_TEXTS:
        options->keep_texts_days = parse_days(state, argument);
        return 0;
    case KEY_SOURCES:
        options->sources = argument;
        return 0;
    case KEY_REPORT:
        add_report(state, options, argument);
        return 0;
    case KEY_EXCLUDE:
        add_exclusion(state, options, argument);
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
    case KEY_ERASE:
        options->erases = true;
        return 0;
    case ARGP_KEY_INIT:
        state->child_inputs[0] = options;
        return 0;
    case ARGP_KEY_ARGS:
        take_command(state, options);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    case ARGP_KEY_SUCCESS:
        check_command(state, options);
        return 0;
    default:
        return parse_site_key(key, argument, state);
    }
}

// As many as there are processors for this process; more than a few wait for the one that reads.
static unsigned default_threads(void)
{
    cpu_set_t allowed;
    int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
    return count < MOST_DEFAULT_THREADS ? (unsigned)count : MOST_DEFAULT_THREADS;
}

// --- the parameters of a search ------------------------------------------------------------------

// The parameters themselves are answer/params.c's; only what --help says of the most used ones stands here.
static const struct argp_option PARAMETER_HELP[] = {
    {"limit", 0, "N", 0, "hits that a search shows (10)", 4},
    {"offset", 0, "N", 0, "of the best hits, how many it leaves out", 4},
    {"tri", 0, "ORDER", 0, "pertinence, date, date-croissante, delai...", 4},
    {"mode", 0, "MODE", 0, "all, any, or auto: a part where all find nothing", 4},
    {"facets", 0, "FIELDS", 0, "counted among the matches: ministre,annee...", 4},
};

static const char *parameter_name(size_t number)
{
    return params_name(ANSWER_JSON_SEARCH.known & ~(unsigned)PARAM_Q, number);
}

static struct argp_option parameter_option(const char *name)
{
    struct argp_option option = {.name = name, .arg = "VALUE", .flags = OPTION_HIDDEN};
    for (size_t i = 0; i < sizeof PARAMETER_HELP / sizeof *PARAMETER_HELP; i++)
        if (strcmp(PARAMETER_HELP[i].name, name) == 0)
            option = PARAMETER_HELP[i];
    return option;
}

static error_t parse_parameter(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    if (key < KEY_PARAMETER || key >= KEY_PARAMETER + OPTIONS_MAX_PARAMETERS)
        return ARGP_ERR_UNKNOWN;
    const char *name = parameter_name((size_t)(key - KEY_PARAMETER));
    if (options->parameter_count == OPTIONS_MAX_PARAMETERS)
        argp_error(state, "--%s: more than %d options", name, OPTIONS_MAX_PARAMETERS);
    options->parameters[options->parameter_count++] =
        (struct parameter){slice_from(name), slice_from(argument)};
    return 0;
}

// --- all of them ---------------------------------------------------------------------------------

// A variable of the environment; NULL where it is not set, or empty.
static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

enum status options_parse(int argc, char **argv, struct options *options, struct error *err)
{
    struct argp_option parameters[OPTIONS_MAX_PARAMETERS] = {{0}};
    for (size_t i = 0; i < OPTIONS_MAX_PARAMETERS - 1 && parameter_name(i); i++) {
        parameters[i] = parameter_option(parameter_name(i));
        parameters[i].key = KEY_PARAMETER + (int)i;
    }
    const struct argp of_search = {.options = parameters, .parser = parse_parameter};
    const struct argp_child children[] = {{&of_search, 0, NULL, 0}, {0}};
    const struct argp all = {.options = OPTIONS,
                             .parser = parse_key,
                             .args_doc = "COMMAND [ARGUMENT...]",
                             .doc = DOC,
                             .children = children,
                             .help_filter = filter_help};
    // Synonyms and what follows as the daemon has them.
    const char *index = setting("HEMICYCLE_INDEX");
    const char *licence = setting("HEMICYCLE_LICENCE"), *contact = setting("HEMICYCLE_CONTACT");
    const char *base_url = setting("HEMICYCLE_BASE_URL");
    const char *address = setting("HEMICYCLE_ALERTS_ADDRESS");
    *options = (struct options){
        .program = program_name(argv[0], "indexer"),
        .index = index ? index : DEFAULT_INDEX,
        .synonyms = setting("HEMICYCLE_SYNONYMS"),
        .deadlines = setting("HEMICYCLE_DEADLINES"),
        .licence = licence ? licence : "",
        .contact = contact ? contact : "",
        .base_url = base_url ? base_url : "",
        .alerts = setting("HEMICYCLE_ALERTS"),
        .alerts_address = address ? address : "",
        .sendmail = DEFAULT_SENDMAIL,
        .after_commit_seconds = DEFAULT_AFTER_COMMIT_SECONDS,
        .threads = default_threads(),
        .settle_seconds = DEFAULT_SETTLE_SECONDS,
        .max_removed_percent = DEFAULT_REMOVED_PERCENT,
    };
    error_t code = program_parse(&all, argc, argv, options);
    return code ? error_set(err, STATUS_NO_MEMORY, "options: %s", strerrordesc_np(code))
                : STATUS_OK;
}
