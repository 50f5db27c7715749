// A question of the French Senate, from either of its publications, which do not know each other's numbers.
#ifndef INDEXER_SOURCES_SENAT_QUESTION_H
#define INDEXER_SOURCES_SENAT_QUESTION_H

#include "indexer/sources/source.h"

// « Question écrite » for QE; the code itself when it is not known.
struct slice senat_type(struct slice code);

// What the source calls the lot of a question (« Retirée », « Caduque », « En cours ») as closure and motive.
void senat_close(struct exchange *exchange, struct slice lot);

#endif
