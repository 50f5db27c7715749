#include "indexer/sources/senat/question.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

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
    struct buf folded = {0};
    fold_append(&folded, lot);
    struct slice s = buf_slice(&folded);
    bool lapsed =
        slice_find(s, SLICE("caduque")) < s.len || slice_find(s, SLICE("caducite")) < s.len;
    bool withdrawn =
        slice_find(s, SLICE("retir")) < s.len || slice_find(s, SLICE("fin de mandat")) < s.len;
    buf_clear(&folded);
    if (!lapsed && !withdrawn)
        return;
    exchange->closure = lapsed ? CLOSURE_LAPSED : CLOSURE_WITHDRAWN;
    exchange->motive = lot;
}
