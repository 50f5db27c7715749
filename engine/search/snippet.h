// Which passage shows why a document was found?
//
// The stored text is analysed again with the index's analyzer, so that a highlight covers exactly the word that
// matched: « l’[avocat] », accents and elisions included.
#ifndef ENGINE_SEARCH_SNIPPET_H
#define ENGINE_SEARCH_SNIPPET_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/match.h"
#include "engine/search/search.h"
#include "stemmer/analyzer.h"

// The terms a match tree looks for, those under a NOT left out, with the fields each is looked for in.
struct snippet_terms;

// Made once per request; from the arena. NULL only without memory.
struct snippet_terms *snippet_terms_make(const struct match_node *root, struct arena *arena);

// The passage of `text` (stored text of `field`) of at most about max_bytes that holds most distinct terms,
// starting at a sentence where it can; without any term, the beginning. Paragraph breaks inside it are
// single spaces. FIELD_TITRE: the whole title, highlighted. All memory is the arena's.
enum status snippet_make(struct analyzer *analyzer, const struct snippet_terms *terms,
                         enum field field, struct slice text, size_t max_bytes,
                         struct arena *arena, struct snippet *out, struct error *err)
    STATUS_NODISCARD;

// Every occurrence of the terms in a whole text, for the page of an exchange.
enum status snippet_highlights(struct analyzer *analyzer, const struct snippet_terms *terms,
                               enum field field, struct slice text, struct arena *arena,
                               const struct highlight **highlights, size_t *count,
                               struct error *err) STATUS_NODISCARD;

#endif
