// What a text cites: decrees, laws and orders by their dates, articles, other questions, the Moniteur belge.
#ifndef ENGINE_TEXT_MENTION_H
#define ENGINE_TEXT_MENTION_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mention_kind {
    MENTION_DECREE, // « décret du 12 avril 2001 »
    MENTION_LAW,
    MENTION_ORDER,     // « arrêté royal du … », « arrêté du Gouvernement wallon du … »
    MENTION_ORDINANCE, // « ordonnance du … »
    MENTION_ARTICLE,   // « article D.46 du CWATUP »
    MENTION_QUESTION,  // « question n° 516 (2022-2023) »
    MENTION_GAZETTE,   // « Moniteur belge du 3 mai 2019 »
    MENTION_KIND_COUNT
};

// All slices point into the text.
struct mention {
    enum mention_kind kind;
    struct slice text; // as written
    uint32_t
        date; // of a norm, of the norm an article is of, or of the Moniteur; DATE_NONE: not said
    struct slice number;        // of an article: « D.46 », « 12bis »
    struct slice act;           // that the article is of; empty: not said
    enum mention_kind act_kind; // where `date` is of that act: its kind
    uint32_t question;          // its number
    uint32_t session_from;      // 2022 of « 2022-2023 »; 0: not said
};

// "decret", "loi", "arrete", "ordonnance", "article", "question", "moniteur". Static storage.
const char *mention_kind_name(enum mention_kind kind);

// Appends the one spelling of what is cited, by which it is compared and shown: « décret du 12 avril 2001 », « article
// L1123-3 du Code de la démocratie locale », « question 516 (2022-2023) ». Nothing of what cites nothing definite: an
// article without a letter and without its act.
enum { MENTION_NAME_MOST = 160 }; // longer names are none
void mention_put_name(const struct mention *mention, struct buf *out);

// Appends on one line what is written on several: blanks are one space, and behind a hyphen none, « L. 1123-⏎3 ».
void mention_put_line(struct slice text, struct buf *out);

// The next citation in `text` at or after byte *at, which moves behind it; false: there is none.
bool mention_next(struct slice text, size_t *at, struct mention *out);

#endif
