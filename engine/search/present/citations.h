// What the question and the answers of an exchange cite, each once.
#ifndef ENGINE_SEARCH_PRESENT_CITATIONS_H
#define ENGINE_SEARCH_PRESENT_CITATIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/types.h"

// In the order of the texts; what is cited again is told where it stands first. Of more than CITATIONS_MOST the rest is
// left out, as is what stands behind CITATIONS_MOST_BYTES. Borrowed from the exchange and the arena; no id is set.
enum { CITATIONS_MOST = 200, CITATIONS_MOST_BYTES = 1 << 20 };
enum status search_citations(const struct exchange *exchange, struct arena *arena,
                             struct citation_list *out, struct error *err) STATUS_NODISCARD;

#endif
