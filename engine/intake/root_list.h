// The list of source roots as a writer (engine/writer.h) keeps it while it works.
#ifndef ENGINE_INTAKE_ROOT_LIST_H
#define ENGINE_INTAKE_ROOT_LIST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/exchange.h"
#include "engine/roots/roots.h"

#include <stdbool.h>

struct root_list {
    struct roots roots; // with those of the batch
    struct arena arena;
    bool is_changed; // by the batch
};

// The list of that record (roots_encode), which is copied; of an empty one an empty list. root_list_clear frees.
enum status root_list_open(struct root_list *list, struct slice record,
                           struct error *err) STATUS_NODISCARD;
void root_list_clear(struct root_list *list);

// What writer.h promises of writer_tell_roots and writer_note_root.
enum status root_list_tell(struct root_list *list, struct slice told,
                           const struct source_root *sections, size_t count,
                           struct error *err) STATUS_NODISCARD;
enum status root_list_note(struct root_list *list, const struct source_root *root,
                           struct error *err) STATUS_NODISCARD;

// Notes that a document of the batch has an answer, if it has.
void root_list_answered(struct root_list *list, const struct exchange *exchange);

// Appends the record.
enum status root_list_encode(const struct root_list *list, struct buf *out,
                             struct error *err) STATUS_NODISCARD;

#endif
