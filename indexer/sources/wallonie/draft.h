// One exchange of the Parliament of Wallonia while it is put together: what its page and its text have
// in common, which is every word of it.
//
// A layout says what it comes upon, in order: the header's lines, then for each element its heading
// (« Question écrite du 19/06/2023 »), the persons under it (« de », « à », « par ») and its text. What
// is wrong is rejected once for each exchange; what follows is then ignored.
#ifndef INDEXER_SOURCES_WALLONIE_DRAFT_H
#define INDEXER_SOURCES_WALLONIE_DRAFT_H

#include "indexer/sources/source.h"

struct draft {
    const struct source_input *input;
    const struct source_sink *sink;
    struct exchange exchange;
    struct reply replies[EXCHANGE_MAX_REPLIES];
    struct person authors[EXCHANGE_MAX_PERSONS], ministers[EXCHANGE_MAX_PERSONS];
    size_t author_count, minister_count;
    struct slice saved_from; // the page's own address, where a browser noted it
    unsigned found;          // elements so far
    uint32_t element_line;   // of the last
    bool is_rejected;
    bool lacks_memory;
};

void draft_begin(struct draft *draft, const struct source_input *input,
                 const struct source_sink *sink);

#define DRAFT_REJECT(draft, line, ...) \
    ((draft)->is_rejected = true, source_reject((draft)->sink, line, __VA_ARGS__))
#define DRAFT_REJECT_CUT(draft, line, ...) \
    ((draft)->is_rejected = true, source_reject_cut((draft)->sink, line, __VA_ARGS__))

// Whether s is a line of the header: « Session : 2022-2023 », « Année : … », « N° : … ».
bool draft_is_header(struct slice s);
void draft_header(struct draft *draft, struct slice s, uint32_t line);

// « 2 élément(s) trouvé(s). » with the number into *count, which else stays.
bool draft_is_count(struct slice s, unsigned *count);

// Whether s is the heading of an element: a known kind, or anything with « du » and a date at its end.
bool draft_is_heading(struct slice s);
void draft_heading(struct draft *draft, struct slice s, uint32_t line);

// Whether s names a person as such a list does, « de … », « à … », « par … », with a capital.
bool draft_is_person(struct slice s);

// A line of the list of persons under a heading; one that names none is a rejection.
void draft_person(struct draft *draft, struct slice s, uint32_t line);

// The text of the last element; copied.
void draft_text(struct draft *draft, struct slice text);

// Compares what was announced with what was found.
void draft_compare_count(struct draft *draft, unsigned announced, uint32_t line);

// Hands the exchange to the sink unless it was rejected. `id_line` is named when there is no number,
// `line` is where the exchange begins.
enum status draft_take(struct draft *draft, uint32_t id_line, uint32_t line,
                       struct error *err) STATUS_NODISCARD;

#endif
