// What a search asks for and what it finds: the words that all rooms of the search share, no functions.
#ifndef ENGINE_SEARCH_TYPES_H
#define ENGINE_SEARCH_TYPES_H

#include "base/program.h"
#include "base/slice.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/retrieval.h"
#include "engine/text/mention.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum search_mode { MODE_AUTO, MODE_ALL, MODE_ANY };

// A filter given as a parameter. Filters on one field are alternatives, on different fields all hold.
struct search_filter {
    enum field field;
    struct slice value; // as stored, compared without case and accents; names in any word order
};

// How much of a concordance is wanted: with `most` lines the hits are those that these are of, and no passages are cut.
struct line_wish {
    uint32_t most;    // lines; 0: no concordance
    uint32_t context; // letters before and after a word
    uint32_t skip;    // lines of the first exchange, which were told before
};

struct search_request {
    struct slice q;         // the query language; empty: everything
    enum language language; // of refusals
    enum search_mode mode;
    enum search_sort sort;
    const struct search_filter *filters;
    size_t filter_count;
    enum field
        turned; // what none of the filters on this field lets pass, instead; FIELD_TITLE: none
    uint32_t date_from, date_to; // of the question, inclusive; DATE_NONE: open; may be partial
    uint8_t field_mask;          // where plain words are looked for; 0 is the same as all
    uint32_t offset, limit;      // limit 0: only totals and facets
    struct search_after after;
    bool want_partials;   // in MODE_AUTO: what follows where few have all words, see partial_hits
    bool in_partials;     // the page begins after `after` among those, or with the first of them
    uint32_t facet_mask;  // 1u << FIELD_MINISTRE … ; which facets to count
    uint32_t facet_limit; // values per facet, most frequent first; 0: 10
    struct group_wish groups; // in what groups to count the matches
    bool want_histogram;
    bool histogram_by_month; // else by year
    bool histogram_alone;    // without all documents of those times
    bool histogram_words;    // with the words of the matches
    bool want_snippets;
    bool by_series; // of exchanges whose questions are nearly the same one alone is a hit, the best
    bool want_explain;
    bool without_people; // plain words name nobody
    struct line_wish lines;
    uint32_t most_amounts; // sentences of answers that hold a number near the words; 0: not wanted
};

// How the query was understood, one thing at a time, in French.
struct interpretation {
    struct slice text;  // « loi : aussi lois »
    struct slice undo;  // the query that switches this off; empty when there is none
    bool is_notice;     // something was repaired, relaxed or ignored: worth showing prominently
    struct slice offer; // what `undo` does, in plain words; empty where the text says it
};

struct highlight {
    uint32_t start, end; // bytes in the snippet's text
};

// A passage. `text` is stored text, cut at word boundaries; cut_before/after say whether « […] »
// belongs there. An empty text: the field is empty.
struct snippet {
    struct slice text;
    const struct highlight *highlights;
    size_t highlight_count;
    bool cut_before, cut_after;
};

// Where something stands in an exchange: the paragraph that pages show at "#q-p2". A title is none.
struct said_place {
    char anchor;        // 'q' or 'r'; 0: none
    unsigned paragraph; // from 1
};

// A word in its context, or a whole phrase; runs of white space are single spaces.
struct concordance_line {
    size_t hit; // of which it is, by its place among the hits
    enum field field;
    struct slice speaker, office; // empty: not known
    uint32_t date;                // on which that was said
    struct slice left, word, right;
    struct said_place place;
};

struct concordance {
    bool has_words; // the query has words that stand in texts; else there are no lines
    const struct concordance_line *lines;
    size_t line_count;
    size_t exchanges; // told to their end, the first of the hits
    uint32_t inside;  // lines told of the one behind them
};

// A sentence of an answer that holds a number.
struct amount {
    const struct exchange *exchange; // what EXCHANGE_SHORT has
    struct slice sentence;           // runs of white space are single spaces
    struct slice number;             // in the sentence, with its unit: « 3 millions d’euros »
    double value;
    struct slice unit;            // empty: none is named
    uint32_t year;                // that the sentence names, else that of the answer; 0: not known
    struct slice speaker, office; // empty: not known
    uint32_t date;                // of the answer
    struct said_place place;
};

struct amount_list {
    bool has_words;             // the query has words that stand in texts; else there are none
    const struct amount *items; // best first
    size_t count;
    size_t exchanges; // looked at
};

// What an exchange cites, and where it does so first.
struct cited {
    struct mention mention;
    struct slice name; // engine/text/mention.h; empty: it has none
    enum field field;
    struct said_place place;
    struct slice id; // of the question cited, where that is one alone; set by who looks for it
};

struct citation_list {
    struct cited *items;
    size_t count;
};

struct score_part {
    struct slice label; // French: « titre, question ou réponse : prostitution »
    double value;
};

// The exchanges whose questions are nearly the same as one's.
enum { SERIES_SHOWN = 12, SERIES_ANSWER_BYTES = 600 };
struct series_member {
    struct exchange exchange; // what EXCHANGE_SHORT has
    struct slice answer;      // the beginning of it, where it was asked for
};
struct search_series {
    struct slice id;                    // the smallest of its members'
    size_t count;                       // of members; 0: the exchange is in none
    const struct series_member *others; // earliest question first, SERIES_SHOWN at most
    size_t other_count;
};

struct search_hit {
    struct doc_key doc;
    int64_t key;  // sort key, for search_after
    double score; // 0 when not sorted by relevance
    struct exchange exchange;
    struct snippet title, question, reponse;
    const struct score_part *parts; // want_explain: they add up to score
    size_t part_count;
    struct search_series series; // its others only with by_series
};

enum search_card_kind {
    CARD_PERSON,
    CARD_OFFICE,    // by its title; matches, as persons do
    CARD_PORTFOLIO, // the query is its name alone: matches nothing
    CARD_NUMBER, // the query is a number alone, with which this question's number begins: matches nothing
};

// What plain words of the query name.
struct search_card {
    enum search_card_kind kind;
    struct slice name; // the spelling to show
    uint64_t asked, received,
        answered; // exchanges; of offices only `received`, of a number `asked`
};

// At most so many exchanges that have all the words are followed by others that have a part of them.
enum { PARTIALS_MAX_STRICT = 9 };

// Those others: none that has all the words, in the same order. Together the two lists are one, of which a request's
// offset and limit cut out the page; but totals, facets, histogram and all that is made of every match hold the first.
struct partial_hits {
    bool is_given;   // they were wanted and the first list is short enough
    uint64_t total;  // exact
    uint64_t listed; // see struct search_result
    const struct search_hit *hits;
    size_t hit_count; // at most what the first list leaves of the limit
};

struct search_result {
    struct slice canonical; // the query as understood, in the query language: parses to the same
    enum search_mode mode;  // all or any: what was done in the end
    bool relaxed;           // auto found nothing for all words, so any was used: no partials then
    const struct slice *quotations; // "…" that matches have in their texts
    size_t quotation_count;
    const struct interpretation *interpretation;
    size_t interpretation_count;
    const struct search_card *cards; // of names, most exchanges first, then of numbers; a few
    size_t card_count;
    bool is_reference; // q was an id, a number with its session or an address, and nothing else
    uint64_t generation;
    uint64_t documents;
    const char *analyzer;
    uint64_t total;  // exact
    uint64_t listed; // hits on all pages: the total, or by_series the number of series
    const struct search_hit *hits;
    size_t hit_count;
    struct partial_hits partials;
    struct concordance concordance;
    struct amount_list amounts;
    const struct facet *facets;
    size_t facet_count;
    const struct histogram_bucket *histogram;
    size_t histogram_count;
    struct group_result groups;
    struct {
        uint32_t parse_us, match_us, snippet_us;
    } timing;
};

#endif
