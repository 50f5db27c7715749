// See elision.h.
#include "stemmer/elision.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <string.h>

// Words in h- that elide: the silent ones of administrative French and of first names. Anything else
// in h- is taken for aspirated (« de Hollande », « de Hainaut », « de haut niveau »).
static bool has_silent_h(struct slice folded)
{
    static const char *const starts[] = {
        "habi",  "habl",   "haleine", "harmo",  "hebdo", "heberg", "hect",  "helen", "helic",
        "hemi",  "henri",  "herb",    "herit",  "herme", "herv",   "heur",  "hier",  "hipp",
        "histo", "hiver",  "homme",   "homo",   "honne", "honor",  "hopi",  "horai", "horiz",
        "horl",  "hortic", "hosp",    "hostil", "hotel", "hubert", "huile", "huiss", "huma",
        "humi",  "humo",   "hyd",     "hyg",    "hyp",   "hort"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (slice_starts_with(folded, slice_from(starts[i])))
            return true;
    return false;
}

bool elision_before(struct slice word)
{
    enum { ENOUGH = 32 };
    char room[ENOUGH * FOLD_MAX_GROWTH + 1];
    struct buf folded_text = buf_over(room, sizeof room);
    fold_append(&folded_text, fold_cut(word, ENOUGH));
    struct slice folded = buf_slice(&folded_text);
    bool elides = false;
    if (folded.len > 0) {
        char first = folded.ptr[0];
        char second = folded.len > 1 ? folded.ptr[1] : ' ';
        if (first == 'h')
            elides = has_silent_h(folded);
        else if (first == 'y') // « d’Yves », « d’Ypres », but « de Yann »
            elides = !strchr("aeiou", second);
        else
            elides = strchr("aeiou", first) != NULL && !slice_starts_with(folded, SLICE("onz")) &&
                     !slice_starts_with(folded, SLICE("oui ")) &&
                     !slice_equal(folded, SLICE("oui"));
    }
    return elides;
}
