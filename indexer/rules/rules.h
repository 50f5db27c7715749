// The operator's file: what is known of a source folder, file or address that its documents do not say
// (hemicycle-sources(5)).
//
//     # Parlement de Wallonie
//     [/srv/questions/wallonie]
//     assemblee = Parlement de Wallonie
//     adresse = https://www.parlement-wallonie.be/pwpages?p=interp-questions-voir&type=28&iddoc={iddoc}
//     reponses = oui
//     licence = CC BY 4.0
//     exclure = brouillons
//
// The section with the longest path holds. Sections named earlier go before later ones where two sources have the same
// document.
#ifndef INDEXER_RULES_RULES_H
#define INDEXER_RULES_RULES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/roots/roots.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULES_NONE "none" // instead of a file: no rules any more

// A pattern and what follows it.
struct exclusion {
    const struct exclusion *next;
    struct slice pattern;
};

struct section {
    struct slice path; // canonical: absolute and without links, or an address
    unsigned line;     // in the file
    unsigned rank;     // the first section has 0
    struct slice assembly, address, licence;
    enum coverage coverage;
    const struct exclusion *excluded;
    uint64_t hash; // of all that decides what becomes of a document
};

struct rules {
    struct arena arena;
    const struct section *sections; // in the order of the file
    size_t count;
    struct slice told; // the file again, with canonical paths and without comments
};

// Reads the file. STATUS_INVALID names file and line of a mistake; STATUS_IO. The caller clears in either case.
enum status rules_read(const char *file, struct rules *out, struct error *err) STATUS_NODISCARD;

// The same of its text; `name` stands in messages.
enum status rules_parse(struct slice text, const char *name, struct rules *out,
                        struct error *err) STATUS_NODISCARD;

void rules_clear(struct rules *rules); // zeroed memory is no rules

// The section that holds for a source; NULL: none.
const struct section *rules_section(const struct rules *rules, struct slice path);

// Whether a list of patterns leaves out the file `path` (or PATH/MEMBER of an archive) below `root`. A pattern with a
// slash is compared with the path from the root on, one without with each name on it; what stands below something left
// out is left out.
bool exclusions_match(const struct exclusion *list, struct slice root, struct slice path);

#endif
