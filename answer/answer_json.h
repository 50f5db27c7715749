// Results as JSON, in the form of /api/v1: what the daemon answers and what `--json` and `dump` of the
// indexer write. docs/http-api.md and openapi.json describe the members.
#ifndef ANSWER_ANSWER_JSON_H
#define ANSWER_ANSWER_JSON_H

#include "answer/deadlines.h"
#include "answer/json_writer.h"
#include "answer/search_answer.h"
#include "engine/backend.h"

// What is said of an exchange besides what it holds.
struct answer_about {
    const struct deadlines *deadlines; // NULL, or without rules: nothing is late
    struct searcher
        *searcher; // has begun with the view (directory_begin); NULL: persons have no id
    struct arena *arena;
    const struct exchange_series *series; // that it is in; NULL: not told
    size_t reply;                         // of ANSWER_ROW: which answer; reply_count: there is none
    const struct citation_list *citations; // NULL: what it cites is not told
};

// What an answer says besides its result.
struct answer_site {
    const struct index_info *index;
    struct answer_about about;
    struct slice licence; // of the data; may be empty
};

// What /api/v1/search takes and gives, and its path.
extern const struct search_profile ANSWER_JSON_SEARCH;
#define ANSWER_JSON_SEARCH_PATH SLICE("/api/v1/search")

// The addresses of the next pages of both lists; empty: there is none.
struct answer_next {
    struct slice hits, partials;
};

// The whole answer of /api/v1/search.
void answer_json_search(struct json_writer *json, const struct search_answer *answer,
                        const struct answer_site *site, const struct answer_next *next);

// Its parts, which other answers share: "query": {…}, "index": {…}, each hit as an element of the
// open array, with its passages and, when asked for, the parts of its score, "facets": {…}, "facettes_info": {…}.
void answer_json_query(struct json_writer *json, const struct search_answer *answer);
void answer_json_index(struct json_writer *json, const struct answer_site *site);
void answer_json_hits(struct json_writer *json, const struct search_hit *hits, size_t count,
                      const struct answer_about *about);
void answer_json_facets(struct json_writer *json, const struct search_result *result);

// The members (without the braces) of what a list shows of an exchange. Where the operator gave deadlines, also
// by when and whether too late; for a question without answer only when `today` is given (DATE_NONE: not).
void answer_json_summary(struct json_writer *json, const struct exchange *exchange,
                         const struct answer_about *about, uint32_t today);

// "auteurs": […], "ministres": […], "reponses": […] as values, for cells of other formats too.
void answer_json_list(struct json_writer *json, const struct exchange *exchange, enum field list,
                      const struct answer_about *about);

// One exchange with all its fields, as an object.
enum answer_json_form {
    ANSWER_PUBLIC, // the document of the API and the lines of its exports
    ANSWER_ROW,    // the same, of one answer alone
    ANSWER_DUMP, // every answer by itself, and the whole path of the source: comes in again as it was
    ANSWER_DATED_DUMP, // the same for the public: of a path only what follows the last folder
};
void answer_json_exchange(struct json_writer *json, const struct exchange *exchange,
                          enum answer_json_form form, const struct answer_about *about);

#endif
