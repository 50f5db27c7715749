// Where a document was read: a file, a member of an archive, a line.
//
// It is compared part by part and stored part by part. The text that people see is made from it and never
// read back: "x#1" may be a file, a member of the archive x, or what somebody typed.
#ifndef ENGINE_SOURCE_REF_H
#define ENGINE_SOURCE_REF_H

// Of a document in a dump: its root, {"chemin": path, "reponses": whether the root has answers}.
#define SOURCE_ROOT_KEY "racine"
#define SOURCE_ROOT_PATH_KEY "chemin"
#define SOURCE_ROOT_ANSWERS_KEY "reponses"

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct source_ref {
    struct slice path;   // any bytes, as the system has them; "-": standard input; empty: not known
    struct slice member; // of the archive `path`; empty: no archive
    uint32_t line;       // 0: all of the file or member
    bool is_copy;        // of a dump: the document lives elsewhere, if at all
    struct slice root;   // that it was read under (engine/roots/roots.h); empty: none
};

bool source_ref_equal(const struct source_ref *a, const struct source_ref *b);

// PATH, PATH#MEMBER, PATH:LINE or PATH#MEMBER:LINE in UTF-8 (other bytes are read as Windows-1252), without the
// folders of PATH where has_folders is false. Borrowed from the arena; {NULL, 0} without memory.
struct slice source_ref_text(const struct source_ref *source, bool has_folders,
                             struct arena *arena);

// A copy whose slices are borrowed from the arena; false without memory.
bool source_ref_copy(const struct source_ref *source, struct arena *arena, struct source_ref *out);

#endif
