// The promises of base/log.h: one line a message, in the form that its reader expects.
#include "base/log.h"
#include "base/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int pipe_ends[2];
static int saved_stderr;

// stderr becomes a pipe that the test reads.
static int capture(void **state)
{
    (void)state;
    if (pipe(pipe_ends) != 0)
        return -1;
    saved_stderr = dup(STDERR_FILENO);
    return dup2(pipe_ends[1], STDERR_FILENO) < 0 ? -1 : 0;
}

static int release(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    close(pipe_ends[0]);
    return close(pipe_ends[1]);
}

// What one write put into the pipe.
static const char *written(char text[4096])
{
    ssize_t len = read(pipe_ends[0], text, 4095);
    assert_true(len >= 0);
    text[len] = '\0';
    return text;
}

static void lines_start_with_the_program(void **state)
{
    (void)state;
    char text[4096];
    log_open((struct log_options){.program = "indexer", .level = LOG_LEVEL_INFO});
    log_warning("%s: %d lines", "a.txt", 3);
    assert_string_equal(written(text), "indexer: a.txt: 3 lines\n");
    log_open((struct log_options){.program = "a\nb",
                                  .level = LOG_LEVEL_INFO}); // as a link may be called
    log_warning("c");
    assert_string_equal(written(text), "a b: c\n");
    log_open((struct log_options){.program = NULL, .level = LOG_LEVEL_INFO});
    log_error("plain");
    assert_string_equal(written(text), "plain\n");
}

static void messages_above_the_level_are_dropped(void **state)
{
    (void)state;
    char text[4096];
    log_open((struct log_options){.program = "a\nb",
                                  .level = LOG_LEVEL_INFO}); // as a link may be called
    log_warning("c");
    assert_string_equal(written(text), "a b: c\n");
    log_open((struct log_options){.program = NULL, .level = LOG_LEVEL_WARNING});
    log_info("not this");
    log_warning("but this");
    assert_string_equal(written(text), "but this\n");
}

static void the_journal_gets_priorities_when_it_reads_stderr(void **state)
{
    (void)state;
    char text[4096];
    struct stat status;
    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    char stream[64];
    snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    log_open((struct log_options){.program = "searchd", .level = LOG_LEVEL_INFO});
    log_error("disk full");
    assert_string_equal(written(text), "<3>disk full\n");
    setenv("JOURNAL_STREAM", "8:1", 1); // inherited, but stderr went elsewhere
    log_open((struct log_options){.program = "searchd", .level = LOG_LEVEL_INFO});
    log_error("disk full");
    assert_string_equal(written(text), "searchd: disk full\n");
}

static void a_message_is_one_line_whatever_it_quotes(void **state)
{
    (void)state;
    char text[4096];
    log_open((struct log_options){.program = "a\nb",
                                  .level = LOG_LEVEL_INFO}); // as a link may be called
    log_warning("c");
    assert_string_equal(written(text), "a b: c\n");
    log_open((struct log_options){.program = NULL, .level = LOG_LEVEL_INFO});
    log_error("%s", "a\nb\x1B[31m\tc\x7F");
    assert_string_equal(written(text), "a b [31m c \n");
    char quoted[3 * 1000 + 1] = "";
    for (int i = 0; i < 1000; i++)
        memcpy(quoted + 3 * i, "\xE2\x82\xAC", 4);
    log_error("%s", quoted);
    size_t len = strlen(written(text));
    assert_in_range(len, 1000, 1024);
    assert_int_equal(text[len - 1], '\n');
    assert_int_equal((len - 1) % 3, 0); // no piece of a euro sign
}

static void a_program_is_called_what_stands_after_the_last_slash(void **state)
{
    (void)state;
    assert_string_equal(program_name("/usr/bin/hemicycle-indexer", "x"), "hemicycle-indexer");
    assert_string_equal(program_name("indexer", "x"), "indexer");
    assert_string_equal(program_name("./a b", "x"), "a b");
    assert_string_equal(program_name("", "x"), "x");
    assert_string_equal(program_name("bin/", "x"), "x");
    assert_string_equal(program_name(NULL, "x"), "x"); // execve without any arguments
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_start_with_the_program, capture, release),
        cmocka_unit_test_setup_teardown(messages_above_the_level_are_dropped, capture, release),
        cmocka_unit_test_setup_teardown(the_journal_gets_priorities_when_it_reads_stderr, capture,
                                        release),
        cmocka_unit_test_setup_teardown(a_message_is_one_line_whatever_it_quotes, capture, release),
        cmocka_unit_test(a_program_is_called_what_stands_after_the_last_slash),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
