// An exchange as what was said in it: title, question, answers, and in a debate one speech after the other.
//
// Each has its speaker, its day, and its paragraphs the numbers that pages give them ("#q-p2", "#r-p7"). What others
// say in a debate belongs to no field and is passed over.
#ifndef ENGINE_SEARCH_PRESENT_SAID_H
#define ENGINE_SEARCH_PRESENT_SAID_H

#include "engine/exchange.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stddef.h>

struct said {
    enum field field; // FIELD_TITLE, FIELD_QUESTION, FIELD_ANSWER
    struct slice text;
    struct slice speaker, office; // empty: not known
    uint32_t date;
    char anchor; // 'q' or 'r', with which the addresses of paragraphs begin; 0: the title has none
    unsigned before; // paragraphs of that letter before this text
};

// Zeroed but for the exchange: before the first.
struct said_walk {
    const struct exchange *exchange;
    size_t at;      // private: parts passed
    unsigned shown; // private: paragraphs of the answers or the debate
};

bool said_next(struct said_walk *walk, struct said *out);

// A paragraph of a text, white space around it cut off.
struct said_paragraph {
    size_t start, end; // bytes of the text
    unsigned number;   // from 1
};

// Goes on to the paragraph that holds byte `at` or ends before it, never back: zeroed memory is before the first.
void said_find_paragraph(struct slice text, size_t at, struct said_paragraph *paragraph);

#endif
