// Deadlines are what the operator's file says, and nothing without it.
#include "answer/deadlines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static enum status open_text(const char *text, struct deadlines **out, struct error *err)
{
    char path[] = "/tmp/hemicycle-deadlines-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    size_t len = strlen(text);
    assert_int_equal(write(fd, text, len), (ssize_t)len);
    close(fd);
    enum status status = deadlines_open(path, out, err);
    unlink(path);
    return status;
}

static struct exchange asked(const char *type, uint32_t date)
{
    return (struct exchange){.type = slice_from(type), .date_question = date};
}

static void assert_due(const struct deadlines *deadlines, const char *type, uint32_t date,
                       uint32_t due)
{
    struct exchange exchange = asked(type, date);
    struct deadline deadline = {0};
    bool is_found = deadlines_find(deadlines, &exchange, &deadline);
    if (is_found != (due != 0) || (is_found && deadline.due != due))
        fail_msg("%s of %u: due %u", type, date, deadline.due);
}

static void the_rule_for_the_type_in_force_that_day_counts(void **state)
{
    (void)state;
    struct deadlines *deadlines;
    struct error err;
    assert_int_equal(open_text("# a note\n"
                               "Question ÉCRITE = 30 jours ; art. 1 # note\r\n"
                               "question écrite=20 jours ouvrables depuis 2014-07-01; art. 2\n"
                               "* = 45 jours depuis 2000-01-01\n"
                               "question urgente = 1 jour",
                               &deadlines, &err),
                     STATUS_OK);
    assert_due(deadlines, "Question écrite", 20130619, 20130719);
    assert_due(deadlines, "question ecrite", 20140701, 20140730); // 21 July does not count
    assert_due(deadlines, "Question écrite", 20230619, 20230717);
    assert_due(deadlines, "Interpellation", 20230101, 20230215);
    assert_due(deadlines, "Interpellation", 19991231, 0);
    assert_due(deadlines, "Question urgente", 20230101, 20230102);
    assert_due(deadlines, "Question écrite", 20230600, 0);
    struct exchange exchange = asked("Question écrite", 20230619);
    struct deadline deadline;
    assert_true(deadlines_find(deadlines, &exchange, &deadline));
    assert_true(slice_equal(deadline.source, SLICE("art. 2")));
    assert_true(deadline.are_working && deadline.days == 20);
    deadlines_close(deadlines);
}

static void of_two_rules_of_a_day_the_last_counts_and_an_own_one_first(void **state)
{
    (void)state;
    struct deadlines *deadlines;
    struct error err;
    assert_int_equal(open_text("x = 1 jour depuis 2020-01-01\n* = 2 jours depuis 2021-01-01\n"
                               "x = 3 jours depuis 2020-01-01\n* = 4 jours\nx = 5 jours",
                               &deadlines, &err),
                     STATUS_OK);
    assert_due(deadlines, "x", 20230101, 20230104);
    assert_due(deadlines, "x", 20190101, 20190106);
    assert_due(deadlines, "y", 20230101, 20230103);
    assert_due(deadlines, "", 20190101, 20190105);
    deadlines_close(deadlines);
}

static void late_is_after_the_last_day(void **state)
{
    (void)state;
    struct deadline deadline = {.due = 20230717};
    struct exchange exchange = asked("x", 20230619);
    assert_false(deadline_is_missed(&deadline, &exchange, 20230717));
    assert_true(deadline_is_missed(&deadline, &exchange, 20230718));
    struct reply reply = {.date = 20230717, .text = SLICE("x")};
    exchange.replies = &reply;
    exchange.reply_count = 1;
    assert_false(deadline_is_missed(&deadline, &exchange, 20240101));
    reply.date = 20230718;
    assert_true(deadline_is_missed(&deadline, &exchange, 20240101));
    reply.date = 20230800;
    assert_false(deadline_is_missed(&deadline, &exchange, 20240101));
}

static void without_a_file_nothing_has_a_deadline(void **state)
{
    (void)state;
    struct deadlines *deadlines;
    struct error err;
    assert_int_equal(deadlines_open(NULL, &deadlines, &err), STATUS_OK);
    assert_due(deadlines, "Question écrite", 20230619, 0);
    assert_due(NULL, "Question écrite", 20230619, 0);
    deadlines_close(deadlines);
    assert_int_equal(deadlines_open("/nowhere/deadlines", &deadlines, &err), STATUS_IO);
}

static void mistakes_are_told_with_their_line(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\nquestion écrite 30 jours",
        "\n= 30 jours",
        "\nx = jours",
        "\nx = 0 jours",
        "\nx = 99999999999999 jours",
        "\nx = 30",
        "\nx = 30 jours depuis",
        "\nx = 30 jours depuis 2014",
        "\nx = 30 jours depuis 2014-02-30",
        "\nx = 30 jours ouvrables art. 3",
        "\nx = 30 semaines",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct deadlines *deadlines = NULL;
        struct error err = {0};
        if (open_text(texts[i], &deadlines, &err) != STATUS_INVALID || !strstr(err.message, ":2: "))
            fail_msg("%s: %s", texts[i], err.message);
    }
    struct deadlines *deadlines;
    struct error err;
    assert_int_equal(open_text("x = 30 jours ; \xff", &deadlines, &err), STATUS_INVALID);
}

static void every_example_of_the_manual_is_read(void **state)
{
    (void)state;
    struct deadlines *deadlines;
    struct error err;
    char path[1024], page[16384], *example, *end;
    const char *source = getenv("HEMICYCLE_SOURCE");
    snprintf(path, sizeof path, "%s/docs/man/hemicycle-deadlines.5", source ? source : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    assert_non_null(example = strstr(page, ".Bd -literal"));
    assert_non_null(example = strchr(example, '\n'));
    assert_non_null(end = strstr(example, ".Ed"));
    *end = '\0';
    assert_int_equal(open_text(example, &deadlines, &err), STATUS_OK);
    assert_due(deadlines, "Question écrite", 20230619, 20230717);
    deadlines_close(deadlines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule_for_the_type_in_force_that_day_counts),
        cmocka_unit_test(of_two_rules_of_a_day_the_last_counts_and_an_own_one_first),
        cmocka_unit_test(late_is_after_the_last_day),
        cmocka_unit_test(without_a_file_nothing_has_a_deadline),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(every_example_of_the_manual_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
