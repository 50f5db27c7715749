// Which stars belong to what is written, and stand for nothing.
#include "engine/search/query/chars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void stars_of_codes_and_forms_stand_for_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at; // of the chunk
        bool is_reference;
    } rows[] = {
        {"R.* 421-1", 0, true},      {"R.*421-1", 0, true},
        {"R*421-1", 0, true},        {"r* 421-1", 0, true},
        {"R. *421-1", 3, true},      {"R *421-1", 2, true},
        {"l. *421-1", 3, true},      {"l'article R. *421-1", 13, true},
        {"R.*\u00a0421-1", 0, true}, {"Cerfa 12345*01", 6, true},
        {"12345*01", 0, true},       {"R.*", 0, false},
        {"R.* code", 0, false},      {"R.*421*", 0, true},
        {"L. 1234*", 3, false},      {"L1234*", 0, false},
        {"a *2020", 2, false},       {"a. *2020", 3, true},
        {"La *2020", 3, false},      {"E* 411", 0, false},
        {"12345*1", 0, false},       {"1234*01", 0, false},
        {"12345*0a", 0, false},      {"12345*", 0, false},
        {"mot* 12", 0, false},       {"*12", 0, false},
        {"* 12", 0, false},          {"R.* R.* 12", 0, false},
        {"R. 12", 0, false},         {"a 12", 0, false},
        {"mot", 0, false},           {"cod*e", 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice in = slice_from(rows[i].text);
        size_t len = query_chunk_len(in, rows[i].at);
        if (query_is_star_of_reference(in, rows[i].at, len) != rows[i].is_reference)
            fail_msg("%s", rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_of_codes_and_forms_stand_for_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
