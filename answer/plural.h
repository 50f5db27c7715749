// The s of a regular plural, after its number: French begins the plural at two, English has it of nothing too.
#ifndef ANSWER_PLURAL_H
#define ANSWER_PLURAL_H

#include <stdint.h>

static inline const char *plural_french(uint64_t number)
{
    return number < 2 ? "" : "s";
}

static inline const char *plural_english(uint64_t number)
{
    return number == 1 ? "" : "s";
}

#endif
