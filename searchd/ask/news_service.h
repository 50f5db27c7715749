// What is new, by night, as people read it: changes (engine/changes/change.h), newest first, with the exchanges they
// are about and what those were before.
#ifndef SEARCHD_ASK_NEWS_SERVICE_H
#define SEARCHD_ASK_NEWS_SERVICE_H

#include "answer/params.h"
#include "base/error.h"
#include "searchd/ask/context.h"

enum { NEWS_ITEMS = 15, NEWS_DAYS = 7 };

struct news_text {
    const struct exchange *exchange; // NULL: nothing is kept
    bool has_texts;                  // else they are empty, being too long
};

struct news_item {
    struct change change;
    struct news_text shown; // as it is now, else as it was
    bool is_there;          // it is in the index now
    const struct exchange *before,
        *after; // of an altered one: both, or NULL where one of them is not kept, or too long
};

struct news_answer {
    struct search_params params;
    struct param_problems problems;
    uint32_t first_day, last_day;  // that were asked for; last_day DATE_NONE: up to now
    const struct change_day *days; // newest first: how many changes of each kind, on whatever page
    size_t day_count;
    const struct news_item *items;
    size_t item_count;
    uint64_t epoch;       // tells apart the changes of two indexes
    uint64_t next_before; // the next page's `avant`; 0: this is the last one
};

// With PARAM_NEWS. Without a day, those of the last week. STATUS_INVALID: `problems` says what is wrong.
enum status news_service_answer(struct request_context *context, struct news_answer *out,
                                struct error *err) STATUS_NODISCARD;

#endif
