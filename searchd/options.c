// Options: one table for argp, one reader for both sources.
//
// `--base-url X` and HEMICYCLE_BASE_URL=X are the same setting; the command line wins. Values are checked where they
// are set, so nothing below main has to ask again; what is wrong is said by the name under which it was given.

#include "searchd/options.h"

#include "answer/alerts/subscription.h"
#include "base/edit_distance.h"
#include "base/program.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum key {
    KEY_INDEX = 'i',
    KEY_LISTEN = 'l',
    KEY_THREADS = 't',
    KEY_VERBOSE = 'v',
    KEY_BASE_URL = 256,
    KEY_SITE_NAME,
    KEY_CONTACT,
    KEY_ALERTS_ADDRESS,
    KEY_LICENCE,
    KEY_ACCESS_LOG,
    KEY_LOG_FORMAT,
    KEY_LOG_QUERIES,
    KEY_MAX_CONNECTIONS,
    KEY_MAX_PER_ADDRESS,
    KEY_MAX_EXPORTS,
    KEY_MAX_SHARE,
    KEY_TRUSTED_PROXY,
    KEY_IDLE,
    KEY_DRAIN,
    KEY_CACHE,
    KEY_SYNONYMS,
    KEY_DEADLINES,
    KEY_DUMPS,
    KEY_PRINT_CONFIG,
    KEY_CHECK_CONFIG,
};

static const struct argp_option OPTIONS[] = {
    {"index", KEY_INDEX, "DIR", 0, "The index to serve (required)", 0},
    {"listen", KEY_LISTEN, "ADDR:PORT", 0, "Where to listen (127.0.0.1:8080; port 0: any free one)",
     0},
    {"threads", KEY_THREADS, "N", 0,
     "Threads that search, and half as many that serve connections (the processors, two at least)",
     0},
    {"synonyms", KEY_SYNONYMS, "FILE", 0, "More other names that queries look for", 0},
    {"deadlines", KEY_DEADLINES, "FILE", 0, "By when questions must be answered", 0},
    {"dumps", KEY_DUMPS, "DIR", 0, "Give out the files of this folder at /dumps/ (none)", 0},
    {"base-url", KEY_BASE_URL, "URL", 0, "Public address of this site, for feeds and links", 1},
    {"site-name", KEY_SITE_NAME, "NAME", 0, "What the site is called (Hémicycle)", 1},
    {"contact", KEY_CONTACT, "TEXT", 0, "Mail address or URL for readers", 1},
    {"alerts-address", KEY_ALERTS_ADDRESS, "ADDRESS", 0,
     "Where readers ask for alerts by mail (none)", 1},
    {"licence", KEY_LICENCE, "TEXT", 0, "Licence of the data, named in answers", 1},
    {"access-log", KEY_ACCESS_LOG, "FILE", 0, "'-': standard output (default); 'none': no log", 2},
    {"log-format", KEY_LOG_FORMAT, "FORMAT", 0, "json (default), combined or text", 2},
    {"log-queries", KEY_LOG_QUERIES, NULL, 0, "Log what is asked, and then no addresses", 2},
    {"verbose", KEY_VERBOSE, NULL, 0, "Say more on standard error", 2},
    {"max-connections", KEY_MAX_CONNECTIONS, "N", 0, "At once (2048)", 3},
    {"max-connections-per-address", KEY_MAX_PER_ADDRESS, "N", 0, "At once (256; 0: any number)", 3},
    {"max-exports", KEY_MAX_EXPORTS, "N", 0, "Exports at once (16)", 3},
    {"max-share", KEY_MAX_SHARE, "PERCENT", 0,
     "Of the processors, for each client address (50; 0: no limit)", 3},
    {"trusted-proxy", KEY_TRUSTED_PROXY, "ADDR/LEN", 0,
     "Believe its X-Forwarded-For; repeatable (127.0.0.0/8 and ::1; none)", 3},
    {"idle-timeout", KEY_IDLE, "SECONDS", 0, "Cut a connection that asks nothing for so long (30)",
     3},
    {"drain-timeout", KEY_DRAIN, "SECONDS", 0, "At the end, wait so long for open answers (20)", 3},
    {"cache-size", KEY_CACHE, "MIB", 0, "Memory for finished answers (32; 0: none)", 3},
    {"print-config", KEY_PRINT_CONFIG, NULL, 0, "Print the settings in force and exit", 4},
    {"check-config", KEY_CHECK_CONFIG, NULL, 0,
     "Try the settings, the files they name and the index, say what is wrong, and exit", 4},
    {0},
};

static bool read_number(const char *text, unsigned low, unsigned high, unsigned *out)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || value < low || value > high)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool read_format(const char *text, enum access_format *out)
{
    static const char *const names[] = {"json", "combined", "text"};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            *out = (enum access_format)i;
            return true;
        }
    }
    return false;
}

// A path of letters, digits and -._~ stands in links, headers and XML as it is.
static bool read_base_url(const char *text, struct site *site)
{
    struct slice url = slice_from(text);
    if (!slice_starts_with(url, SLICE("http://")) && !slice_starts_with(url, SLICE("https://")))
        return false;
    while (slice_ends_with(url, SLICE("/")))
        url.len--;
    struct slice authority = slice_from_offset(url, slice_find(url, SLICE("//")) + 2);
    struct slice path = slice_from_offset(authority, slice_find(authority, SLICE("/")));
    for (size_t i = 0; i < path.len; i++)
        if (!isalnum((unsigned char)path.ptr[i]) && !strchr("/-._~", path.ptr[i]))
            return false;
    if (authority.len == path.len || slice_find(path, SLICE("//")) < path.len)
        return false;
    site->base_url = url;
    site->base_path = path;
    return true;
}

static bool read_cache_size(const char *text, size_t *bytes)
{
    unsigned mib;
    if (!read_number(text, 0, 65536, &mib))
        return false;
    *bytes = (size_t)mib << 20;
    return true;
}

static bool set_number(struct options *options, int key, const char *value)
{
    switch (key) {
    case KEY_THREADS:
        return read_number(value, 1, 1024, &options->threads);
    case KEY_MAX_CONNECTIONS:
        return read_number(value, 1, 1000000, &options->max_connections);
    case KEY_MAX_PER_ADDRESS:
        return read_number(value, 0, 1000000, &options->max_connections_per_address);
    case KEY_MAX_EXPORTS:
        return read_number(value, 0, 100000, &options->max_exports);
    case KEY_MAX_SHARE:
        return read_number(value, 0, 100, &options->max_share_percent);
    case KEY_IDLE:
        return read_number(value, 1, 86400, &options->idle_seconds);
    case KEY_DRAIN:
        return read_number(value, 0, 86400, &options->drain_seconds);
    default:
        return read_cache_size(value, &options->cache_bytes);
    }
}

// False: the value cannot be used.
static bool set(struct options *options, int key, const char *value)
{
    switch (key) {
    case KEY_INDEX:
        options->index = value;
        return *value != '\0';
    case KEY_SYNONYMS:
        options->synonyms = value;
        return *value != '\0';
    case KEY_DEADLINES:
        options->deadlines = value;
        return *value != '\0';
    case KEY_DUMPS:
        options->site.dumps = value;
        return *value != '\0';
    case KEY_LISTEN:
        options->listen = value;
        return *value != '\0';
    case KEY_BASE_URL:
        return read_base_url(value, &options->site);
    case KEY_SITE_NAME:
        options->site.name = slice_from(value);
        return true;
    case KEY_CONTACT:
        options->site.contact = slice_from(value);
        return true;
    case KEY_ALERTS_ADDRESS:
        options->site.alerts_address = slice_from(value);
        return subscription_is_address(options->site.alerts_address);
    case KEY_LICENCE:
        options->site.licence = slice_from(value);
        return true;
    case KEY_ACCESS_LOG:
        options->access.path = strcmp(value, "none") == 0 ? NULL : value;
        return true;
    case KEY_LOG_FORMAT:
        return read_format(value, &options->access.format);
    case KEY_LOG_QUERIES:
        options->access.log_queries = true;
        return true;
    case KEY_TRUSTED_PROXY:
        return proxies_add(&options->proxies, value);
    case KEY_VERBOSE:
        options->is_verbose = true;
        return true;
    case KEY_PRINT_CONFIG:
        options->print_config = true;
        return true;
    case KEY_CHECK_CONFIG:
        options->check_config = true;
        return true;
    default:
        return set_number(options, key, value);
    }
}

// What is to be written there.
static const char *expected(int key)
{
    switch (key) {
    case KEY_THREADS:
        return "a number from 1 to 1024";
    case KEY_MAX_CONNECTIONS:
        return "a number from 1 to 1000000";
    case KEY_MAX_PER_ADDRESS:
        return "a number up to 1000000";
    case KEY_MAX_EXPORTS:
        return "a number up to 100000";
    case KEY_MAX_SHARE:
        return "a number of percent, up to 100";
    case KEY_IDLE:
        return "a number of seconds from 1 to 86400";
    case KEY_DRAIN:
        return "a number of seconds up to 86400";
    case KEY_CACHE:
        return "a number of MiB up to 65536";
    case KEY_BASE_URL:
        return "http://HOST/PATH or https://HOST/PATH, in the path letters, digits and -._~ only";
    case KEY_LOG_FORMAT:
        return "json, combined or text";
    case KEY_TRUSTED_PROXY:
        return "an address, ADDRESS/LENGTH, or none";
    case KEY_ALERTS_ADDRESS:
        return "a mail address: NAME@HOST";
    case KEY_LOG_QUERIES:
    case KEY_VERBOSE:
        return "1, or 0 to leave it off";
    default:
        return "something";
    }
}

// "base-url" -> "HEMICYCLE_BASE_URL"
static void variable_name(const char *option, char *out, size_t size)
{
    size_t len = (size_t)snprintf(out, size, "HEMICYCLE_%s", option);
    for (size_t i = 0; i < len; i++)
        if (out[i] == '-')
            out[i] = '_';
        else if (out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - 32);
}

static enum status read_environment(struct options *options, struct error *err)
{
    for (const struct argp_option *option = OPTIONS; option->name; option++) {
        char name[64];
        variable_name(option->name, name, sizeof name);
        const char *value = getenv(name);
        if (!value || !*value || option->key == KEY_PRINT_CONFIG || option->key == KEY_CHECK_CONFIG)
            continue;
        if (!option->arg && strcmp(value, "0") == 0)
            continue;
        bool is_switch_misset = !option->arg && strcmp(value, "1") != 0;
        if (is_switch_misset || !set(options, option->key, value))
            return error_set(err, STATUS_INVALID, "%s: cannot use '%s': write %s", name, value,
                             expected(option->key));
    }
    return STATUS_OK;
}

enum status options_check_environment(struct error *err)
{
    for (char **at = environ; *at; at++) {
        struct slice name = slice_of(*at, strcspn(*at, "="));
        if (!slice_starts_with(name, SLICE("HEMICYCLE_")))
            continue;
        unsigned best = ~0u;
        char known[64], nearest[64] = "";
        for (const struct argp_option *option = OPTIONS; option->name; option++) {
            variable_name(option->name, known, sizeof known);
            size_t prefix = SLICE("HEMICYCLE_").len;
            struct slice ours = slice_from(known + prefix), given = slice_from_offset(name, prefix);
            unsigned distance = edit_distance(given, ours);
            if (distance < best && edit_is_slip(given, ours))
                memcpy(nearest, known, sizeof nearest);
            best = distance < best ? distance : best;
        }
        if (best > 0 && *nearest)
            return error_set(err, STATUS_INVALID, "%.*s is no setting: did you mean %s?",
                             SLICE_ARG(name), nearest);
    }
    return STATUS_OK;
}

static bool is_ours(int key)
{
    for (const struct argp_option *option = OPTIONS; option->name; option++)
        if (option->key == key)
            return true;
    return false;
}

static const char *option_name(int key)
{
    const struct argp_option *option = OPTIONS;
    while (option->name && option->key != key)
        option++;
    return option->name ? option->name : "?";
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;
    if (key == ARGP_KEY_ARG)
        argp_error(state, "unexpected argument '%s'", value);
    else if (key == ARGP_KEY_END && !options->index)
        argp_error(state, "say which index to serve: --index DIR");
    else if (!is_ours(key))
        return ARGP_ERR_UNKNOWN;
    else if (!set(options, key, value))
        argp_error(state, "--%s: cannot use '%s': write %s", option_name(key), value,
                   expected(key));
    return 0;
}

static unsigned default_threads(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 2 ? 2 : processors > 128 ? 128 : (unsigned)processors;
}

enum status options_read(int argc, char **argv, struct options *out, struct error *err)
{
    static const struct argp parser = {
        OPTIONS,
        parse_option,
        NULL,
        "Answers searches in parliamentary questions over HTTP.\v"
        "Each option can also be set in the environment: --base-url as HEMICYCLE_BASE_URL and so "
        "on. "
        "SIGTERM ends after the open answers, SIGHUP opens the log (and a replaced index) anew.",
        NULL,
        NULL,
        NULL};
    *out = (struct options){
        .program = program_name(argv[0], "searchd"),
        .listen = "127.0.0.1:8080",
        .threads = default_threads(),
        .site = {.name = SLICE("Hémicycle"), .version = HEMICYCLE_VERSION},
        .access = {.path = "-", .format = ACCESS_JSON},
        .max_connections = 2048,
        .max_connections_per_address = 256,
        .max_exports = 16,
        .max_share_percent = 50,
        .idle_seconds = 30,
        .drain_seconds = 20,
        .cache_bytes = (size_t)32 << 20,
    };
    proxies_init(&out->proxies);
    enum status status = read_environment(out, err);
    out->proxies.will_replace = true; // the command line wins
    if (status != STATUS_OK)
        return status;
    argp_err_exit_status = EX_USAGE;
    error_t code = program_parse(&parser, argc, argv, out);
    return code ? error_set(err, STATUS_NO_MEMORY, "options: %s", strerrordesc_np(code))
                : STATUS_OK;
}

void options_print(const struct options *options)
{
    static const char *const formats[] = {"json", "combined", "text"};
    (void)printf("index = %s\nlisten = %s\nthreads = %u\n", options->index, options->listen,
                 options->threads);
    (void)printf("synonyms = %s\n", options->synonyms ? options->synonyms : "");
    (void)printf("deadlines = %s\n", options->deadlines ? options->deadlines : "");
    (void)printf("dumps = %s\n", options->site.dumps ? options->site.dumps : "");
    (void)printf("base-url = %.*s\nsite-name = %.*s\ncontact = %.*s\nlicence = %.*s\n"
                 "alerts-address = %.*s\n",
                 SLICE_ARG(options->site.base_url), SLICE_ARG(options->site.name),
                 SLICE_ARG(options->site.contact), SLICE_ARG(options->site.licence),
                 SLICE_ARG(options->site.alerts_address));
    (void)printf("access-log = %s\nlog-format = %s\nlog-queries = %d\nverbose = %d\n",
                 options->access.path ? options->access.path : "none",
                 formats[options->access.format], options->access.log_queries, options->is_verbose);
    (void)printf("max-connections = %u\nmax-connections-per-address = %u\nmax-exports = %u\n",
                 options->max_connections, options->max_connections_per_address,
                 options->max_exports);
    struct buf proxies;
    buf_init(&proxies, 0);
    proxies_print(&options->proxies, &proxies);
    (void)printf("max-share = %u\ntrusted-proxy = %.*s\n", options->max_share_percent,
                 SLICE_ARG(buf_slice(&proxies)));
    buf_clear(&proxies);
    (void)printf("idle-timeout = %u\ndrain-timeout = %u\ncache-size = %zu\n", options->idle_seconds,
                 options->drain_seconds, options->cache_bytes >> 20);
}
