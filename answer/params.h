// The parameters of a search, as everything that searches takes them: decoded, checked, and back into a URL.
//
// All of them (page, API, feed, exports) share one table of parameters; each says which of them it
// knows. Everything wrong is found in one pass: each problem names the parameter, says
// what is expected, and proposes the nearest valid name or value. An empty value is the same as no
// parameter (forms send empty fields).
#ifndef ANSWER_PARAMS_H
#define ANSWER_PARAMS_H

#include "answer/params/choice.h"
#include "answer/params/columns.h"
#include "answer/params/figures.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change.h"
#include "engine/search/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PARAMS_MAX_FILTERS = 64,
    PARAMS_MAX_LIMIT = 100,
    PARAMS_MAX_OFFSET = 10000,
    PARAMS_MAX_FACET_LIMIT = 10000,
    PARAMS_MAX_CHANGES = 10000,
    PARAMS_LINES = 50, // when nobody says
    PARAMS_MAX_LINES = 1000,
    PARAMS_CONTEXT = 80,
    PARAMS_MIN_CONTEXT = 10,
    PARAMS_MAX_CONTEXT = 500,
};

// One name=value as it came: of a query string, decoded, or of a command line.
struct parameter {
    struct slice name, value;
};

struct parameter_list {
    const struct parameter *items; // in the order given
    size_t count;
};

// UTF-8 without control characters other than tabs and line breaks.
bool params_is_text(struct slice s);

// The text with blanks for control characters: line breaks of Word (U+000B), page breaks of PDF (U+000C) and the like,
// which come with what is copied. A NUL stays. The text itself, or the arena's; ptr NULL without memory.
struct slice params_blank_controls(struct slice text, struct arena *arena);

// One bit per parameter: what a page or an endpoint knows.
enum params_known {
    PARAM_Q = 1 << 0,
    PARAM_MODE = 1 << 1,    // mode: auto | all | any; personnes: 0 | 1
    PARAM_FILTERS = 1 << 2, // filters as params.c lists them; most may be repeated
    PARAM_DATES = 1 << 3,   // de, a: YYYY, YYYY-MM or YYYY-MM-DD
    PARAM_SORT =
        1 << 4, // tri: pertinence | date | date-croissante | delai | delai-croissant | reponse
    PARAM_LIMIT = 1 << 5,      // limit: 0 .. 100
    PARAM_OFFSET = 1 << 6,     // offset: 0 .. 10000
    PARAM_CURSOR = 1 << 7,     // cursor: opaque
    PARAM_FACETS = 1 << 8,     // facets: names separated by commas; facet_limit: 1 .. 10000
    PARAM_EXPLAIN = 1 << 9,    // explain: 0 | 1
    PARAM_PAGE = 1 << 10,      // page: 1 ..
    PARAM_FIELDS = 1 << 11,    // dans: titre | question | reponse; may be repeated
    PARAM_GROUP = 1 << 12,     // par: mois | annee
    PARAM_CSV = 1 << 13,       // bom: 0 | 1, sep: virgule | point-virgule
    PARAM_TEXT = 1 << 14,      // text
    PARAM_HIGHLIGHT = 1 << 15, // surligner: words to mark in an exchange
    PARAM_PARTIALS = 1 << 16,  // partiels: 0 | 1
    PARAM_STATS = 1 << 17,     // par: one or two fields; mesures: names; base: filtres | tout
    PARAM_ROW_SORT = 1 << 18,  // tri: of rows, nombre | part | mediane_delai | …, also -croissant
    PARAM_MATRIX = 1 << 19,  // lignes, colonnes: a field each; max_lignes, max_colonnes: 1 .. 1000
    PARAM_COMPARE = 1 << 20, // q and periode: up to five each; mesure, base, par: mois | annee
    PARAM_CHANGES = 1 << 21, // depuis: a day or moment; genre: kinds of changes; limit: 1 .. 10000
    PARAM_NEWS = 1 << 22,    // depuis, genre; jour: one day alone; avant: the number of a change
    PARAM_HIT_COLUMNS = 1 << 25, // champs: names of members separated by commas; of a hit,
    PARAM_COLUMNS = 1 << 26,     // of a row of an export
    PARAM_EXPORT = 1u << 24,     // fin: 0 | 1, the record at the end; par: echange | reponse
    PARAM_LINES = 1 << 23,       // limit: 1 .. 1000 lines; contexte: 10 .. 500 letters
    PARAM_VALUES = 1 << 27, // valeurs: a field, all of whose values are wanted: alone in facet_mask
    PARAM_TIME_BASE = 1 << 30, // of a histogram: base: tout | filtres; mots: 0 | 1
    PARAM_FOLD = 1 << 28,      // regrouper: 0 | 1, of each series one exchange; 0 when not given
    PARAM_FOLDED = 1 << 29,    // the same, but 1 when not given
};

// Which changes of the index are asked for (engine/changes/change.h).
struct change_params {
    int64_t since; // 0: not given
    uint32_t day;  // DATE_NONE: not given
    uint32_t kinds;
    uint64_t before;
    uint32_t limit; // 0: not given
};

// The same as a form would show it. Slices are borrowed from the list. Copy the struct, change a
// member, and params_append_url makes the link to the changed search.
struct search_params {
    struct slice q;
    enum search_mode mode;
    bool without_people; // personnes=0
    enum search_sort sort;
    struct search_filter filters[PARAMS_MAX_FILTERS + 2]; // room for those that the caller adds
    size_t filter_count;
    struct slice from, to; // as typed
    uint32_t date_from, date_to;
    uint8_t field_mask; // 0: everywhere
    uint32_t limit;     // the caller's default when not given
    uint32_t offset;
    uint32_t page; // 1 when not given
    struct slice cursor;
    uint32_t facet_mask;
    uint32_t facet_limit; // 0: not given
    struct figures_params figures;
    uint32_t lines, context; // of a concordance; 0: not given
    bool explain;
    bool no_partials; // partiels=0
    bool other_fold;  // regrouper is given and not what it is else
    bool by_month;    // par=mois
    bool csv_bom, csv_semicolon;
    bool without_end; // fin=0
    bool by_answer;   // par=reponse
    struct params_columns columns;
    struct slice text;
    struct slice highlight;
    struct change_params changes;
};

// What a route takes: the PARAM_* it knows and how many hits it gives when nobody says; and in what language it refuses
// the others.
struct param_rules {
    unsigned known;
    uint32_t default_limit;
    enum language language;
};

// Reads parameters. STATUS_INVALID (err: the first problem) with all problems listed;
// then *out holds what could be read, so that a page can show the form again.
enum status params_read(struct parameter_list list, struct param_rules rules, struct arena *arena,
                        struct search_params *out, struct param_problems *problems,
                        struct error *err) STATUS_NODISCARD;

// How many values of the field are asked for.
size_t params_filters_on(const struct search_params *params, enum field field);

// Leaves of the period what lies in a year or month, a partial date: what a figure of that time is of.
void params_narrow_period(struct search_params *params, uint32_t date);

// The last page of `total` results that `page` leads to, by `limit` a page; 1 where there is none.
uint32_t params_last_page(uint64_t total, uint32_t limit);

// The name of the number-th parameter among those known, NULL after the last. Static storage.
const char *params_name(unsigned known, size_t number);

// Appends path and query string in canonical form: fixed order, defaults left out, one spelling;
// two requests for the same thing give the same bytes. `known` leaves out what the target does not
// take. default_limit is the target's. The result is ASCII and safe in HTML attributes once '&' is
// escaped.
void params_append_url(struct buf *out, struct slice path, const struct search_params *params,
                       unsigned known, uint32_t default_limit);

// The value of `tri` and of `mode` in a URL. Static storage.
const char *params_sort_name(enum search_sort sort);
const char *params_mode_name(enum search_mode mode);

#endif
