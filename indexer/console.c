// The one file of add and sync that writes to the terminal.
//
// Standard error gets what is wrong, a line each in the form "file:line: reason" that editors and people
// know, and on a terminal the progress line, which steps aside for them. Standard output gets the summary.
// With --quiet a run in which nothing is wrong says nothing at all, which is what cron wants.
#include "indexer/console.h"

#include "answer/json_writer.h"
#include "answer/plural.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BAR_WIDTH = 24,
    REDRAW_MS = 100,
    REPORT_MS = 2000,
    MAX_LISTED_REJECTIONS = 1000,
    LINE_SIZE = 8192
};

void console_open(struct console *console, const struct options *options)
{
    *console = (struct console){.options = options, .started_ms = clock_coarse_ms()};
    console->is_terminal = isatty(STDERR_FILENO) == 1;
    console->shows_progress = options->progress || (console->is_terminal && !options->quiet);
    (void)snprintf(console->index, sizeof console->index, "; index %s", options->index);
    utf8_blank_controls(console->index, strlen(console->index), false);
    if (console->is_terminal && !options->quiet)
        console_line("%s: %s", options->program, console->index + strlen("; "));
}

const char *console_index(const struct console *console)
{
    return isatty(STDOUT_FILENO) == 1 ? console->index : "";
}

static void clear_line(struct console *console)
{
    if (console->is_line_open)
        (void)fputs("\r\033[K", stderr);
    console->is_line_open = false;
}

void console_close(struct console *console)
{
    clear_line(console);
    buf_clear(&console->rejections);
}

// --- rejections ------------------------------------------------------------------------------

// File names and texts of others are in it: they end no line and command no terminal.
void console_line(const char *format, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    size_t len = length < 0 ? 0 : (size_t)length;
    if (len > sizeof line - 2)
        len = slice_cut_utf8(slice_of(line, sizeof line - 2), sizeof line - 2).len;
    utf8_blank_controls(line, len, false);
    line[len] = '\n';
    (void)fwrite(line, 1, len + 1, stderr);
}

void console_say(struct console *console, const char *format, ...)
{
    char text[LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    clear_line(console);
    console_line("%s: %s", console->options->program, text);
}

static void print_problem(struct console *console, const char *path, uint32_t line,
                          struct slice text)
{
    clear_line(console);
    if (line > 0)
        console_line("%s:%u: %.*s", path, line, SLICE_ARG(text));
    else
        console_line("%s: %.*s", path, SLICE_ARG(text));
}

static void on_rejection(void *context, const char *path, uint32_t line, struct slice reason)
{
    struct console *console = context;
    print_problem(console, path, line, reason);
    if (!console->options->json || console->rejection_count++ >= MAX_LISTED_REJECTIONS)
        return;
    if (console->rejections.len > 0)
        buf_append_char(&console->rejections, ',');
    struct json_writer json;
    json_writer_init(&json, &console->rejections);
    json_writer_object(&json);
    json_writer_put_text(&json, "file", path);
    json_writer_put_int(&json, "line", line);
    json_writer_put_string(&json, "reason", reason);
    json_writer_end(&json);
}

static void on_notice(void *context, const char *path, uint32_t line, struct slice message)
{
    struct console *console = context;
    if (!console->options->quiet)
        print_problem(console, path, line, message);
}

// That is told once in the life of a source, so it is told also when only what is wrong is.
static void on_skipped(void *context, const char *path, uint32_t line, struct slice message)
{
    struct console *console = context;
    if (path)
        print_problem(console, path, line, message);
    else
        console_say(console, "%.*s", SLICE_ARG(message));
}

// --- progress --------------------------------------------------------------------------------

static void draw(struct console *console, uint64_t done, uint64_t total, const char *counted)
{
    double share = total == 0 ? 0 : done < total ? (double)done / (double)total : 1;
    double seconds = (double)(clock_coarse_ms() - console->started_ms) / 1000;
    char bar[BAR_WIDTH + 1];
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < (int)(share * (double)BAR_WIDTH) ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    int left = share > 0 ? (int)(seconds / share - seconds) : 0;
    (void)fprintf(stderr, "%s[%s] %3.0f %%  %s  %d:%02d left%s", console->is_terminal ? "\r" : "",
                  bar, share * 100, counted, left / 60, left % 60,
                  console->is_terminal ? "\033[K" : "\n");
    (void)fflush(stderr);
    console->is_line_open = console->is_terminal;
}

static bool is_due(struct console *console)
{
    int64_t now = clock_coarse_ms();
    if (!console->shows_progress ||
        now - console->shown_ms < (console->is_terminal ? REDRAW_MS : REPORT_MS))
        return false;
    console->shown_ms = now;
    return true;
}

static void on_progress(void *context, uint64_t bytes)
{
    struct console *console = context;
    console->done_bytes += bytes;
    console->done_files++;
    if (!is_due(console))
        return;
    char counted[80];
    double seconds = (double)(clock_coarse_ms() - console->started_ms + 1) / 1000;
    (void)snprintf(counted, sizeof counted, "%" PRIu64 " file%s  %.1f MB/s", console->done_files,
                   plural_english(console->done_files),
                   (double)console->done_bytes / 1e6 / seconds);
    draw(console, console->done_bytes, console->total_bytes, counted);
}

void console_step(void *context, uint64_t done, uint64_t total)
{
    struct console *console = context;
    if (is_due(console))
        draw(console, done, total, "optimizing");
}

void console_download(void *context, const char *url, uint64_t done, uint64_t total)
{
    struct console *console = context;
    if (!is_due(console))
        return;
    char shown[LINE_SIZE];
    size_t len = (size_t)snprintf(shown, sizeof shown, "%.*s", LINE_SIZE - 1, url);
    utf8_blank_controls(shown, len < sizeof shown ? len : sizeof shown - 1, false);
    (void)fprintf(stderr, "%s%s: %.1f", console->is_terminal ? "\r" : "", shown,
                  (double)done / 1e6);
    if (total > 0)
        (void)fprintf(stderr, " of %.1f", (double)total / 1e6);
    (void)fprintf(stderr, " MB%s", console->is_terminal ? "\033[K" : "\n");
    (void)fflush(stderr);
    console->is_line_open = console->is_terminal;
}

// --- signals ---------------------------------------------------------------------------------

static void stop_signals(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGTERM);
}

// Held back and asked for, they need no handler and no global: the run ends at the next file.
void console_hold_signals(void)
{
    sigset_t set;
    stop_signals(&set);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGIO, SIG_IGN); // a broken lease of a file being looked at
}

bool console_is_interrupted(void *context)
{
    struct console *console = context;
    sigset_t waiting;
    if (sigpending(&waiting) == 0 &&
        (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1))
        console->was_interrupted = true;
    return console->was_interrupted;
}

struct ingest_report console_report(struct console *console)
{
    return (struct ingest_report){
        .context = console,
        .rejection = on_rejection,
        .notice = on_notice,
        .skipped = on_skipped,
        .progress = on_progress,
        .is_interrupted = console_is_interrupted,
    };
}

// --- summary ---------------------------------------------------------------------------------

static void print_json(const struct console *console, const struct run_summary *summary)
{
    const struct ingest_counts *counts = summary->counts;
    const struct sync_outcome none = {0}, *sync = summary->sync ? summary->sync : &none;
    (void)printf(
        "{\"files\":%" PRIu64 ",\"unchanged_files\":%" PRIu64 ",\"rejected_files\":%" PRIu64
        ",\"quarantined_files\":%" PRIu64 ",\"postponed_files\":%" PRIu64 ",\"unreadable\":%" PRIu64
        ",\"unreachable\":%" PRIu64 ",\"vanished_files\":%" PRIu64 ",\"members\":%" PRIu64
        ",\"unchanged_members\":%" PRIu64,
        counts->files, counts->unchanged_files, counts->rejected_files, counts->quarantined_files,
        counts->postponed_files, counts->unreadable, counts->unreachable, sync->vanished_files,
        counts->members, counts->unchanged_members);
    (void)printf(",\"new\":%" PRIu64 ",\"changed\":%" PRIu64 ",\"unchanged\":%" PRIu64
                 ",\"removed\":%" PRIu64 ",\"skipped\":%" PRIu64 ",\"rejected\":%" PRIu64
                 ",\"refused_removals\":%" PRIu64,
                 counts->new_documents, counts->changed_documents, counts->unchanged_documents,
                 counts->removed_documents, counts->skipped_documents, counts->rejected_documents,
                 sync->refused_documents);
    (void)printf(
        ",\"bytes\":%" PRIu64 ",\"seconds\":%.3f,\"interrupted\":%s,\"generation\":%" PRIu64
        ",\"documents\":%" PRIu64 ",\"rejections\":[%.*s]}\n",
        counts->bytes, (double)(clock_coarse_ms() - console->started_ms) / 1000,
        console->was_interrupted ? "true" : "false", summary->generation, summary->documents,
        (int)console->rejections.len, console->rejections.len ? console->rejections.data : "");
}

// "1 file", "2 files".
static void print_count(uint64_t count, const char *noun, const char *after)
{
    (void)printf("%" PRIu64 " %s%s%s", count, noun, plural_english(count), after);
}

static void print_line(const struct console *console, const struct run_summary *summary)
{
    const struct ingest_counts *counts = summary->counts;
    uint64_t changes =
        counts->new_documents + counts->changed_documents + counts->removed_documents;
    if (changes == 0)
        (void)printf("nothing new");
    else
        (void)printf("%" PRIu64 " new, %" PRIu64 " changed, %" PRIu64 " removed",
                     counts->new_documents, counts->changed_documents, counts->removed_documents);
    if (counts->skipped_documents > 0)
        (void)printf(", %" PRIu64 " skipped", counts->skipped_documents);
    if (counts->rejected_documents > 0)
        (void)printf(", %" PRIu64 " rejected", counts->rejected_documents);
    if (counts->unreadable + counts->unreachable > 0)
        (void)printf(", %" PRIu64 " not to be read", counts->unreadable + counts->unreachable);
    if (counts->quarantined_files > 0) {
        (void)printf(", ");
        print_count(counts->quarantined_files, "file", " in quarantine");
    }
    (void)printf("; ");
    print_count(counts->files, "file", ", ");
    (void)printf("%" PRIu64 " of them unchanged; ", counts->unchanged_files);
    print_count(summary->documents, "document", ", ");
    (void)printf("generation %" PRIu64 "; %.1f s%s\n", summary->generation,
                 (double)(clock_coarse_ms() - console->started_ms) / 1000, console_index(console));
}

void console_summary(struct console *console, const struct run_summary *summary)
{
    clear_line(console);
    if (console->options->json)
        print_json(console, summary);
    else if (!console->options->quiet)
        print_line(console, summary);
}
