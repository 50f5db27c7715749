// What makes another number of the number before it: the « bis » of "12 bis".
#ifndef STEMMER_SUFFIX_SCAN_H
#define STEMMER_SUFFIX_SCAN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether a suffix can begin with these three bytes: most words behind a number are told by them.
static inline bool suffix_scan_may_begin(unsigned char first, unsigned char second,
                                         unsigned char third)
{
#define BIT(c) (1u << ((c)&31))
    static const struct {
        uint32_t second, third;
    } after[32] = {
        ['b' & 31] = {BIT('i'), BIT('s')},
        ['t' & 31] = {BIT('e'), BIT('r')},
        ['q' & 31] = {BIT('u'), BIT('a') | BIT('i')},
        ['s' & 31] = {BIT('e'), BIT('x') | BIT('p')},
        ['o' & 31] = {BIT('c'), BIT('t')},
        ['n' & 31] = {BIT('o'), BIT('v') | BIT('n')},
        ['d' & 31] = {BIT('e') | BIT('u'), BIT('c') | BIT('o')},
        ['u' & 31] = {BIT('n'), BIT('d') | BIT('v')},
        ['v' & 31] = {BIT('i'), BIT('c')},
    };
    return char_is_letter((char)first) && (after[first & 31].second & BIT(second)) != 0 &&
           (after[first & 31].third & BIT(third)) != 0;
#undef BIT
}

// The end of a suffix ("bis") at, or one space or hyphen after, `end`, and where it starts; `end` when there is none.
size_t suffix_scan_end(struct slice text, size_t end, size_t *start);

// Whether TER in capitals stands a space after `end`: « 12 TER » are trains, but for those of an article.
bool suffix_scan_is_train(struct slice text, size_t end);

// Whether the words before the number at `at` say that it is an article's: « ARTICLE 12 », « ART. 10 BIS ET 12 ».
bool suffix_scan_is_articles(struct slice text, size_t at);

#endif
