// What a request asks of the index, for page, API, feeds and exports alike.
#ifndef SEARCHD_ASK_SEARCH_SERVICE_H
#define SEARCHD_ASK_SEARCH_SERVICE_H

#include "answer/search_answer.h"
#include "answer/stats/compare.h"
#include "answer/stats/matrix.h"
#include "answer/stats/profile.h"
#include "answer/stats/stats.h"
#include "base/error.h"
#include "searchd/ask/context.h"

// Reads the parameters and prepares out->request without running it. STATUS_INVALID: out->params
// and out->problems are filled in. STATUS_NOT_FOUND: the cursor's generation is gone.
enum status search_service_read(struct request_context *context,
                                const struct search_profile *profile, struct search_answer *out,
                                struct error *err) STATUS_NODISCARD;

// Reads the parameters and runs the search. STATUS_INVALID: out->params and out->problems are
// filled in, out->result is not (show the form again with status 400). STATUS_NOT_FOUND: the
// cursor's generation is gone (410). Anything else is the index's trouble: hand it on to the
// router.
enum status search_service_answer(struct request_context *context,
                                  const struct search_profile *profile, struct search_answer *out,
                                  struct error *err) STATUS_NODISCARD;

// The two halves of search_service_answer: the caller may change out->request in between. The cursor is bound to
// out->params, not to such changes.
enum status search_service_run(struct request_context *context, struct search_answer *out,
                               struct error *err) STATUS_NODISCARD;

// Counts in groups, by `by` when the request names no field; STATUS_INVALID: out->search.problems says what is wrong.
enum status search_service_stats(struct request_context *context,
                                 const struct search_profile *profile, enum field by,
                                 struct stats_answer *out, struct error *err) STATUS_NODISCARD;

// Counts by two fields at once; STATUS_INVALID as above.
enum status search_service_matrix(struct request_context *context,
                                  const struct search_profile *profile, struct matrix_answer *out,
                                  struct error *err) STATUS_NODISCARD;

// Counts what is compared over time; STATUS_INVALID: out->problems says what is wrong.
enum status search_service_compare(struct request_context *context,
                                   const struct search_profile *profile, struct compare_answer *out,
                                   struct error *err) STATUS_NODISCARD;

// All about a person or an office, in the request's arena. STATUS_NOT_FOUND where nobody has that slug.
enum status search_service_profile(struct request_context *context, bool is_office,
                                   struct slice slug, struct profile **out,
                                   struct error *err) STATUS_NODISCARD;

// What searches of this request are answered with.
struct search_tools search_service_tools(const struct request_context *context);

// Reads one exchange into the arena, with the id of the question its answer points at where number and session are of
// one question alone. STATUS_NOT_FOUND.
enum status search_service_exchange(struct request_context *context, struct slice id,
                                    struct exchange *out, struct error *err) STATUS_NODISCARD;

// The series that it is in. Borrowed from the view. STATUS_NOT_FOUND.
enum status search_service_series(struct request_context *context, struct slice id,
                                  struct exchange_series *out, struct error *err) STATUS_NODISCARD;

// What its texts cite, with the ids of questions where number and session (its own, where none is named) are of one
// question alone; of the first few, for each is a search.
enum status search_service_citations(struct request_context *context,
                                     const struct exchange *exchange, struct citation_list *out,
                                     struct error *err) STATUS_NODISCARD;

// Whether the addresses that end in .json and .txt are forms of this exchange: each is, unless another exchange has
// such an identifier. Then the permalink answers the form, to who prefers it in Accept.
struct exchange_forms {
    bool has_json, has_text;
};

enum status search_service_forms(struct request_context *context, struct slice id,
                                 struct exchange_forms *out, struct error *err) STATUS_NODISCARD;

// Exchanges like this one. STATUS_NOT_FOUND.
enum status search_service_similar(struct request_context *context, struct slice id, uint32_t limit,
                                   struct search_result *out, struct error *err) STATUS_NODISCARD;

#endif
