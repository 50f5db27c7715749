// Lines on stderr. How they look is decided once, in log_open; after that the settings are only
// read, so that any thread may log. Nothing is buffered: a line is one write(2), whole or not at
// all as far as other writers of the same pipe or terminal are concerned (it is shorter than
// PIPE_BUF).
#include "base/log.h"

#include "base/slice.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_SIZE 1024

// The one state of base: set before there are threads, never changed later (see log_open).
static struct log_options settings = {.level = LOG_LEVEL_INFO};
static bool journal_reads_stderr;

// $JOURNAL_STREAM is "device:inode" of the stream that systemd connected to the journal. It is
// inherited by children whose stderr went elsewhere, hence the comparison (systemd.exec(5)).
static bool detect_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    if (!stream || fstat(STDERR_FILENO, &status) != 0)
        return false;
    char here[64];
    snprintf(here, sizeof here, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return slice_equal(slice_from(stream), slice_from(here));
}

void log_open(struct log_options options)
{
    settings = options;
    journal_reads_stderr = detect_journal();
}

static size_t clamp_length(int length, size_t size)
{
    if (length < 0)
        return 0;
    return (size_t)length < size ? (size_t)length : size - 1;
}

// The start of a line: "<3>", the name of the program or nothing.
static size_t put_prefix(char *line, enum log_level level)
{
    if (journal_reads_stderr)
        return clamp_length(snprintf(line, LINE_SIZE, "<%d>", (int)level), LINE_SIZE);
    if (settings.program)
        return clamp_length(snprintf(line, LINE_SIZE, "%.64s: ", settings.program), LINE_SIZE);
    return 0;
}

void log_write(enum log_level level, const char *format, ...)
{
    if (level > settings.level)
        return;
    char line[LINE_SIZE];
    size_t start = put_prefix(line, level);
    size_t room = sizeof line - start;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line + start, room, format, arguments);
    va_end(arguments);
    size_t end = start + clamp_length(length, room);
    if (length > 0 && (size_t)length >= room)
        end = slice_cut_utf8(slice_of(line, end), end).len;
    utf8_blank_controls(line, end, false); // file names and requests that it quotes
    line[end] = '\n';                      // over the NUL
    ssize_t written = write(STDERR_FILENO, line, end + 1);
    (void)written; // there is nowhere left to complain
}
