// Nouns that are no topic, because they are a preposition with the words around them: « en cas de grève », « au sein
// des communes », « suite à l'inondation ». They need not occur, as « pour » and « dans » need not.
#ifndef ENGINE_SEARCH_QUERY_LOCUTION_H
#define ENGINE_SEARCH_QUERY_LOCUTION_H

#include "engine/search/query/words.h"

// Whether units[at] of the words of `text` is such a noun, by the units beside it.
bool locution_has(const struct query_words *words, size_t at, struct slice text);

#endif
