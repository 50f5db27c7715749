// What a French reader expects of dates, numbers, plurals, names and spaces.
//
// Display only: a stored text is never altered, a quotation copied from the page gives the source's
// bytes. Everything is appended as plain UTF-8 text; escaping is the caller's (html_text).
#ifndef SEARCHD_PAGE_FRENCH_H
#define SEARCHD_PAGE_FRENCH_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRENCH_NBSP "\xC2\xA0"      // before ':' and inside « »
#define FRENCH_NNBSP "\xE2\x80\xAF" // before ';' '!' '?' and between the thousands

// "4 874" with U+202F between groups of three.
void french_number(struct buf *out, uint64_t number);

// "4 874 échanges", "1 échange", "0 échange": what is below two is singular. A no-break space between.
void french_count(struct buf *out, uint64_t number, const char *singular, const char *plural);

// "19 juin 2023", "1ᵉʳ juin 2023", "juin 2023", "2023"; nothing for no date.
void french_date(struct buf *out, uint32_t date);

// What stands before a date that something is of: « du » 13 juillet 2023, « de » juin 2023, « d’ » avril 2023. Static
// storage.
const char *french_of_date(uint32_t date);

// "2023", "du 1ᵉʳ juin au 19 juin 2023", "d’avril 2020 à juin 2023", "depuis 2020", "jusqu’au 19 juin 2023".
void french_period(struct buf *out, uint32_t from, uint32_t to);

// "« text »" with no-break spaces inside.
void french_quote(struct buf *out, struct slice text);

// "de Bruxelles", "d’Amandine Pavet": « de » or « d’ » by the first letters of text, then text.
void french_of(struct buf *out, struct slice text);

// A name as it is spoken: "PAVET Amandine" -> "Amandine Pavet", "DE WEVER Bart" -> "Bart De Wever",
// "MARTIN-LÉVY Jean" -> "Jean Martin-Lévy". What is not written like that is left as it is.
// Of several persons: "Amandine Pavet, Jean Martin et Bart De Wever".
void french_person(struct buf *out, struct slice names);

// How many bytes of such a name are the family name in capitals; 0 when it is not written like that.
size_t french_family_len(struct slice name);

// The two parts of such a name, each as it is spoken. Otherwise all of it goes to family.
void french_name_parts(struct slice name, struct buf *family, struct buf *given);

// "répondu en 24 jours", "répondu le jour même", "sans réponse depuis 61 jours". `days` below zero (an
// answer dated before its question, a date that is not known): "répondu", "sans réponse".
void french_delay(struct buf *out, bool is_answered, int64_t days);

// "retirée le 20 juin 2017 (fin de mandat)", "caduque".
void french_closure(struct buf *out, const char *how, uint32_t date, struct slice motive);

#endif
