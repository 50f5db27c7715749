// The words by which a question page of the Assemblée nationale says what is what.
#ifndef INDEXER_SOURCES_AN_LABELS_H
#define INDEXER_SOURCES_AN_LABELS_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum an_fact {
    NOTHING,
    NUMBER,
    AUTHOR,
    GROUP,
    KIND,
    MINISTRY,
    MINISTRY_ANSWERING,
    RUBRIQUE,
    TETE_ANALYSE,
    ANALYSE,
    TITLE,
    DATE_QUESTION,
    DATE_ANSWER,
    DATE_SITTING,
    CLOSURE,     // « Question retirée le : … (fin de mandat) »
    LATER_EVENT, // a renewal, a signal, an erratum, another ministry: not the day of question or answer
    TEXT_QUESTION,
    TEXT_ANSWER,
    HEADING_ANSWER, // « Réponse » and nothing else: over an answer, or in a menu
};

// The beginning of a text (as far as a label reaches) without case and accents, apostrophes straight and
// spaces plain: what the functions below read. Borrowed from the arena.
struct slice an_labels_fold(struct slice text, struct arena *arena);

// What a block that starts so is the label of; NOTHING for running text.
enum an_fact an_labels_fact(struct slice folded);

// A button beside a text: « Partager », « Imprimer », « Retour à la liste ».
bool an_labels_navigation(struct slice folded);

// "question n° 104002", "question ecrite n° 200", "question n° 16-200QE": the digits of the number, pointing into
// folded; empty when it is none.
struct slice an_labels_number(struct slice folded);

// "14ème législature", "16e législature", "XVIe législature" somewhere in a block: its number, borrowed from the
// arena; else empty.
struct slice an_labels_legislature(struct slice folded, struct arena *arena);

// The length of the separator (: > ›) between a label and its value at the start of s; 0 when there is none.
size_t an_labels_separator(struct slice s);

// How many digits s starts with.
size_t an_labels_digits(struct slice s);

#endif
