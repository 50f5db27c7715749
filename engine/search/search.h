// Request -> result: the one door that the page, the API, the feeds and `indexer search` go through.
//
// No HTTP, no JSON, no HTML: strings are UTF-8 as stored, dates are numbers, highlights are byte
// ranges. Each program renders the same result, whatever stores the index (engine/backend.h).
// What a request and a result are made of stands in types.h, which this header brings along, as it does the tools of a
// searching thread (searcher.h) and what else can be asked: sets of all matches, what many saved searches find among a
// few documents, exchanges like one, completions, who is in the index.
#ifndef ENGINE_SEARCH_SEARCH_H
#define ENGINE_SEARCH_SEARCH_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/matches.h"
#include "engine/search/present/citations.h"
#include "engine/search/present/directory.h"
#include "engine/search/present/series.h"
#include "engine/search/present/similar.h"
#include "engine/search/present/suggest.h"
#include "engine/search/searcher.h"
#include "engine/search/standing.h"
#include "engine/search/types.h"

// Answers a request from a view. Everything in *out is borrowed from the arena and the view.
// STATUS_INVALID (message in the request's language, naming the nearest valid word) for an unknown field or a limit
// exceeded; anything else a person can type is answered.
enum status search_run(struct searcher *searcher, struct view *view,
                       const struct search_request *request, struct arena *arena,
                       struct search_result *out, struct error *err) STATUS_NODISCARD;

// Whether a filter's value is one of its field: days, years and days of the calendar come in many forms.
// STATUS_INVALID with a message in that language. search_run refuses the others with the same words.
enum status search_check_filter(const struct search_filter *filter, enum language language,
                                struct error *err) STATUS_NODISCARD;

// Whether the query language has this query; STATUS_INVALID as search_run.
enum status search_check_query(struct slice q, enum language language, struct arena *arena,
                               struct error *err) STATUS_NODISCARD;

// Whether a query asks for a number: « combien de radars », « quel est le coût du projet ».
bool search_asks_number(struct slice q);

#endif
