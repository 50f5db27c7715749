#include "indexer/sources/senat/question.h"

#include "base/buf.h"
#include "indexer/sources/html.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

enum { MAX_LOT_LEN = 100, LOT_SIZE = MAX_LOT_LEN * FOLD_MAX_GROWTH + 1 };

struct slice senat_type(struct slice code)
{
    static const struct {
        const char *code, *type;
    } TYPES[] = {
        {"QE", "Question écrite"},
        {"QOSD", "Question orale sans débat"},
        {"QOAD", "Question orale avec débat"},
        {"QG", "Question d'actualité au gouvernement"},
        {"QC", "Question crible thématique"},
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (slice_equal(code, slice_from(TYPES[i].code)))
            return slice_from(TYPES[i].type);
    return code;
}

void senat_close(struct exchange *exchange, struct slice lot)
{
    char memory[LOT_SIZE];
    struct buf folded = buf_over(memory, sizeof memory);
    fold_append(&folded, slice_cut_utf8(lot, MAX_LOT_LEN));
    struct slice s = buf_slice(&folded);
    bool lapsed =
        slice_find(s, SLICE("caduque")) < s.len || slice_find(s, SLICE("caducite")) < s.len;
    bool at_end = slice_find(s, SLICE("fin de mandat")) < s.len;
    bool withdrawn = at_end || slice_find(s, SLICE("retir")) < s.len ||
                     slice_find(s, SLICE("retrait")) < s.len ||
                     slice_find(s, SLICE("rappelee")) < s.len; // another takes its place
    if (!lapsed && !withdrawn)
        return;
    exchange->closure = lapsed ? CLOSURE_LAPSED : CLOSURE_WITHDRAWN;
    exchange->motive = at_end ? SLICE("fin de mandat") : lot;
}

bool senat_is_answered(struct slice lot)
{
    char memory[LOT_SIZE];
    struct buf folded = buf_over(memory, sizeof memory);
    fold_append(&folded, slice_cut_utf8(lot, MAX_LOT_LEN));
    struct slice s = buf_slice(&folded);
    bool is_answered = slice_starts_with(s, SLICE("reponse")) ||
                       slice_starts_with(s, SLICE("avec reponse")) ||
                       slice_starts_with(s, SLICE("repondu"));
    return is_answered;
}

void senat_read_ministers(const struct row *row, const char *first, const char *last,
                          struct exchange *exchange)
{
    struct slice asked = row_get(row, first), transferred = row_get(row, last);
    exchange->minister = transferred.len > 0 ? transferred : asked;
    if (!slice_equal(exchange->minister, asked))
        exchange->first_minister = asked;
}

struct slice senat_title(const struct row *row, const char *name, struct arena *arena)
{
    struct buf plain = {0};
    html_append_text(&plain, row_get(row, name));
    return text_trim(arena_take(arena, &plain));
}

// A list begins with the names of its columns, a dump with anything but these.
enum status source_parse_senat(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    static const struct slice COPY = {"\nCOPY ", sizeof "\nCOPY " - 1},
                              DUMP = {"PostgreSQL", sizeof "PostgreSQL" - 1};
    struct slice head = input->bytes;
    bool is_dump = slice_find(head, COPY) < head.len || slice_find(head, DUMP) < head.len ||
                   slice_starts_with(head, slice_from_offset(COPY, 1));
    return is_dump ? senat_parse_dump(input, sink, err) : senat_parse_csv(input, sink, err);
}
