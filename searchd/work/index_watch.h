// The index this daemon serves, as it comes and goes.
//
// It may be missing or broken when the daemon starts and appear later; it may be replaced by another
// folder of the same name, or its file by another file, while it is served. Workers borrow the opened index; a
// replaced one is closed when the last of them has given it back.
#ifndef SEARCHD_WORK_INDEX_WATCH_H
#define SEARCHD_WORK_INDEX_WATCH_H

#include "base/error.h"
#include "engine/backend.h"

#include <stdbool.h>

struct index_watch;
struct opened_index;

// Remembers what to open; opens nothing yet. `path` must outlive it. The caller closes, after all
// borrowed indexes came back.
enum status index_watch_open(const char *path, const struct index_options *options,
                             struct index_watch **watch, struct error *err) STATUS_NODISCARD;
void index_watch_close(struct index_watch *watch); // NULL is fine

// The index as it is served now; opens it when that is due (after a failure at most five times a second:
// in between, the last failure is told again). STATUS_BUSY: its file was replaced, and the one before has to be given
// back first. Any thread. Give it back with index_watch_return.
enum status index_watch_borrow(struct index_watch *watch, struct opened_index **out,
                               struct error *err) STATUS_NODISCARD;
void index_watch_return(struct index_watch *watch, struct opened_index *opened);

struct backend *opened_index_index(const struct opened_index *opened);

// The how-manieth index this is that was opened, from 1: tells apart equal generations of two indexes.
unsigned opened_index_number(const struct opened_index *opened);

// Since when, in seconds, this generation of it is what a reader gets: its commit, or later where this program opened
// the index after that (it may be another release, or an older index put in place), and always later than the
// generation before (clocks jump, and several commits fit in a second). 0: a newer one has been seen.
int64_t opened_index_since(struct index_watch *watch, struct opened_index *opened,
                           uint64_t generation, int64_t commit_time);

// False once another index has taken its place. Cheap: asked at every request.
bool index_watch_is_current(const struct index_watch *watch, const struct opened_index *opened);

// Lets the index go, which turned out to be damaged or not to be what was opened: `why` says it, and is told to who
// asks next. What is there is opened anew when that is sound.
void index_watch_distrust(struct index_watch *watch, const struct opened_index *opened,
                          const struct error *why);

// Whether a minute has passed since this was true last.
bool index_watch_may_tell(struct index_watch *watch);

// When a night last went through, as seen in the last second (struct backend_probe).
int64_t index_watch_last_night(const struct index_watch *watch);

// The nodes of the cluster that the index is in, at most `max`; how many. None for an index in a folder.
size_t index_watch_nodes(void *watch, struct backend_node *out, size_t max);

// Housekeeping, about once a second: notices an index that was removed, replaced or damaged, and frees reader slots of
// dead processes. Returns whether one was let go since the last time, here or by index_watch_distrust, and why.
bool index_watch_check(struct index_watch *watch, struct error *why);

#endif
