// What an office is for: « Vice-Présidente et Ministre de l'Emploi, de la Santé et de l'Action sociale » has the
// portfolios Emploi, Santé and Action sociale. They stay while titles, holders and governments change.
#ifndef ENGINE_TEXT_PORTFOLIO_H
#define ENGINE_TEXT_PORTFOLIO_H

#include "base/slice.h"

#include <stdbool.h>

// Takes the next portfolio off `titles`, which may be several with semicolons between them; false where none is left.
// It points into the title, as it is written there; a title without portfolio (« Ministre-Président ») is its own.
bool portfolio_next(struct slice *titles, struct slice *portfolio);

#endif
