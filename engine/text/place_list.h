// The closed list behind place.h.
#ifndef ENGINE_TEXT_PLACE_LIST_H
#define ENGINE_TEXT_PLACE_LIST_H

#include <stdint.h>

enum province { BRABANT_WALLON, HAINAUT, LIEGE, LUXEMBOURG, NAMUR, PROVINCE_COUNT };

struct province_name {
    const char *name, *key; // folded words
};
extern const struct province_name PLACE_PROVINCES[PROVINCE_COUNT];

// How much a name says that a place is meant: all; little, for it is a word or a surname as well; less, for there are
// other places of that name.
enum place_kind { PLAIN, WORD, ELSEWHERE };

struct place_name {
    const char *key; // folded words
    const char *commune;
    enum province province;
    enum place_kind kind;
};

// In the order of bytes of their keys: the 261 communes of 2025, and what some of them are called besides.
enum { PLACE_NAME_COUNT = 269 };
extern const struct place_name PLACE_NAMES[PLACE_NAME_COUNT];

// Of each letter from a to z, and of what is behind z: the first of PLACE_NAMES that begins with no letter before it.
extern const uint16_t PLACE_FIRST_OF_LETTER[27];

#endif
