// Which backend does an address mean?
#ifndef ENGINE_BACKENDS_H
#define ENGINE_BACKENDS_H

#include "engine/backend.h"
#include "engine/writer.h"

// Opens an existing index for reading: a folder, or one in a cluster. STATUS_NOT_FOUND (with a message saying what to
// run) when there is none, STATUS_VERSION when another version made it. `options` may be NULL. The caller closes
// (backend_close).
enum status backend_open(const char *where, const struct index_options *options,
                         struct backend **out, struct error *err) STATUS_NODISCARD;

// Whether what is asked of the index at `where` is waited for rather than computed: it is in a cluster.
bool backend_is_far(const char *where);

// Notes that a night went through, also one without news: the time of the file last-night in the index's folder, or a
// document beside the generation's, which the next night writes anew. A probe of the index tells it.
enum status backend_note_night(const char *where, struct error *err) STATUS_NODISCARD;

// Opens or creates the index in the folder `where`. STATUS_BUSY: another writer; STATUS_VERSION: made by
// another version or with another analyzer; both with a message. The caller closes
// (writer_close).
enum status writer_open(const char *where, const struct writer_options *options,
                        struct writer **out, struct error *err) STATUS_NODISCARD;

// Removes documents and whatever is left of them, also of ones that were removed before: nothing of theirs stands in
// any file of the index, but each id and the day since which it is gone. All or nothing; readers notice as they notice
// that an index was replaced. Takes as long as optimizing and as much room as the index twice. STATUS_IO where the
// place cannot be exchanged.
enum status writer_erase(const char *where, const struct writer_options *options,
                         const struct id_set *ids, struct erasure *out,
                         struct error *err) STATUS_NODISCARD;

#endif
