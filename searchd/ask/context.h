// What a handler may use while it answers one request: all borrowed, all gone afterwards.
#ifndef SEARCHD_ASK_CONTEXT_H
#define SEARCHD_ASK_CONTEXT_H

#include "answer/deadlines.h"
#include "base/arena.h"
#include "base/slice.h"
#include "engine/backend.h"
#include "engine/search/search.h"
#include "searchd/handle/http.h"

#include <stdbool.h>
#include <stdint.h>

// What the operator said about this site; fixed while the program runs.
struct site {
    struct slice base_url; // "https://questions.example.be", no slash at the end; empty: from Host
    struct slice
        base_path; // of base_url: "/questions", no slash at the end; empty: its host is all this site
    struct slice name;                 // "Hémicycle", or what the operator calls the site
    struct slice contact;              // a mail address or URL for readers; may be empty
    struct slice alerts_address;       // to which readers write for alerts; empty: there are none
    struct slice licence;              // of the data, as shown to readers; may be empty
    const char *dumps;                 // the folder of files that are given out; NULL: none
    const struct deadlines *deadlines; // NULL, or without rules: nothing is late
    const char *version;               // of this program
};

// Where the time of a search went; search_service.c fills it in, Server-Timing shows it.
struct request_timing {
    bool is_measured;
    uint32_t parse_us, match_us, snippet_us;
    uint64_t journeys; // to a cluster
};

struct metrics;
struct answer_cache;

struct request_context {
    const struct http_request *request;
    const struct site *site;
    struct metrics *metrics;
    struct answer_cache *cache;
    struct arena *arena;       // for anything that lives as long as the request
    struct searcher *searcher; // NULL in routes that do not need the index
    struct view *view;         // begun; NULL in routes that do not need the index
    struct index_info index;   // of the view; zero without one
    uint32_t today;            // base/date.h, UTC
    int64_t last_night;        // when one went through, in seconds since 1970; 0: not known
    struct slice request_id;   // hex digits
    struct request_timing timing;
};

// When the last night went through, if that is longer ago than a night may be late; else 0. Pages say so.
int64_t context_stale_since(const struct request_context *context);

// "https://host" without a slash at the end: the operator's base URL, else "http://" and the Host
// header (checked), else "". Borrowed from site or arena.
struct slice context_base_url(const struct request_context *context);

// "/questions/aide" for "/aide": what a link without a host says. Borrowed from path or arena.
struct slice context_path(const struct request_context *context, struct slice path);

// The name of the dump of this generation where it is among the files given out, from the arena; else empty.
struct slice context_dump(const struct request_context *context);

#endif
