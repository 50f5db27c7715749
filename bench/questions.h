// The questions that engines are compared with: a line each, id TAB words.
#ifndef BENCH_QUESTIONS_H
#define BENCH_QUESTIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/match_tree.h"

enum question_mode { QUESTION_ANY, QUESTION_ALL, QUESTION_PHRASE };

struct question {
    struct slice id;
    struct slice text;
    struct match_node *root; // what to match: the words as they are, split at blanks
};

struct questions {
    const struct question *list;
    size_t count;
};

struct question_style {
    enum question_mode mode;
    bool scores;        // else the trees only match
    struct slice digit; // only documents whose number ends in it, one in ten; empty: all
};

// Reads the file; everything belongs to the arena, but for the digit of the style.
enum status questions_read(const char *path, const struct question_style *style,
                           struct arena *arena, struct questions *out,
                           struct error *err) STATUS_NODISCARD;

#endif
