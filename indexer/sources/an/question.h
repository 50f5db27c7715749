// A question of the Assemblée nationale, whichever of its formats it came in.
//
// The three formats tell the same facts: this is where they become one exchange, with one id for all
// of them: an-14-47351QE.
#ifndef INDEXER_SOURCES_AN_QUESTION_H
#define INDEXER_SOURCES_AN_QUESTION_H

#include "indexer/sources/source.h"

#include <stdint.h>

struct an_question {
    uint32_t line;                                // where it starts, for rejections
    struct slice legislature;                     // "14", digits
    struct slice number;                          // "47351", digits
    struct slice kind;                            // "QE", "QG", "QOSD"
    struct slice rubrique, tete_analyse, analyse; // become the title
    struct slice url;                             // of the original; empty: the one of its id
    struct slice title;                           // a title of its own, of later legislatures
    struct slice author;                          // without civility
    struct slice group;                           // the author's
    struct slice minister;                        // interrogated
    struct slice office;                          // its full name
    struct slice attributaire;                    // who is to answer, the last of them
    struct slice attributaire_office;             // its full name
    struct slice question;                        // clean text
    struct slice record;  // of the sitting, HTML: what may be a debate; also the text of replies[0]
    struct slice closure; // how it ended: « Question retirée », « Réponse publiée »
    struct slice motive;  // why, where that is told apart
    struct slice date_closure;
    struct slice date_question, date_reponse;   // "07/01/2014", "2014-01-07", "7 janvier 2014"
    struct reply replies[EXCHANGE_MAX_REPLIES]; // text and date; respondent is filled in
    size_t reply_count;
};

// Hands the exchange to the sink, or rejects it for what is missing.
enum status an_question_take(struct an_question *question, const struct source_input *input,
                             const struct source_sink *sink, struct error *err) STATUS_NODISCARD;

// Whether a part of a title is « aucune tête d'analyse », which the data say where there is none.
bool an_question_is_no_title(struct slice part);

// "QE" for "Question écrite", "qe"…; the text itself when it is of no known kind.
struct slice an_question_kind(struct slice name);

#endif
