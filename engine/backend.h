// The seam: what is asked of whatever stores the index.
//
// Everything above knows words, match trees and opaque keys; only what is below knows segments, ordinals and files.
// A backend fills in one table, struct backend_ops; the functions of this header call it, and they are its contract.
// They are engine/lmdb and engine/opensearch/read. Which one an address means, backends.h decides.
//
// A `backend` is an opened index, shared by all threads of a process. A `view` is one generation of it, for one thread
// and for the length of one request: everything asked through it is of the same commit, and nobody waits for a writer.
// What is told through a view is borrowed from it or from the arena given, as each function says.
//
// Everything asked of a view may be a journey over a network: it can fail (STATUS_IO, STATUS_UNREACHED, STATUS_BUSY,
// STATUS_CORRUPT, STATUS_NO_MEMORY, with a message), and what can be asked of many words or documents at once is.
//
// A backend far away (engine/opensearch) answers find, ids, series, words, terms, unfold and values from a copy of its
// own, since the algorithms above ask for them word by word: expand.c tries an accented letter at a time, what the
// first words of a query become decides how many the budget leaves the others, and a name that is typed is compared
// with all values of a column. Where such a copy is too large, these would have to be asked for a query at a time. All
// else costs a journey a call: ask for as many keys, words or documents at once as are wanted.
#ifndef ENGINE_BACKEND_H
#define ENGINE_BACKEND_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"
#include "engine/changes/change.h"
#include "engine/changes/ledger.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/index_info.h"
#include "engine/match_tree.h"
#include "engine/retrieval.h"
#include "engine/term.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backend_ops;
struct work_limit; // engine/search/work_limit.h

// The beginnings of what a backend makes of these two; its own fields follow.
struct backend {
    const struct backend_ops *ops;
    enum analyzer_kind analyzer; // that the index was made with
};
struct view {
    const struct backend_ops *ops;
    struct index_info info; // of the generation; set by view_begin
    struct work_limit
        *limit; // how far what is asked may go; the caller's, NULL after view_begin: no limit
    uint64_t journeys; // over a network since view_begin; of an index in a folder none
};
struct scan {
    const struct backend_ops *ops;
    uint64_t total; // matches
};

// A word whose documents are to be counted.
struct word_count {
    enum term_kind kind;
    struct slice term;
    uint64_t
        documents; // out: how many have it, deleted ones perhaps included; 0 when it is unknown
    const void
        *place; // out: where the backend has it, to be handed down in a match tree; may be NULL
};

// A word without accents ("securite") whose spellings ("sécurité") are looked for.
struct word_spellings {
    struct slice folded;
    struct slice_list found; // out: added to while it has room; not the word itself
};

// What became of the place that an index was opened from.
struct backend_probe {
    const char
        *trouble; // why this one must be closed: removed, replaced, damaged; NULL: it need not
    bool
        is_in_the_way; // whatever is there cannot be opened by this process before this one is closed
    int64_t
        last_night; // when one went through, in seconds since 1970; 0: never, or nobody can tell
};

// A node of a cluster, as this process knows it.
struct backend_node {
    char host[96];
    uint64_t asked, failed; // requests so far; failed: without an answer that is one
    uint64_t took_us;
    bool is_resting; // it did not answer lately, and is left alone
};

typedef bool visit_term_fn(void *context, struct slice term, uint32_t documents);
typedef bool visit_value_fn(void *context, struct slice value, uint32_t documents);

// Which documents are read, and how much of each.
struct document_wish {
    const struct doc_key *keys;
    size_t count;
    enum exchange_part part;
};

// Told the exchange of the key `at`. It and all it borrows live only during the call, which asks nothing of the view. A
// status other than STATUS_OK ends the reading.
typedef enum status visit_document_fn(void *context, size_t at, const struct exchange *exchange,
                                      struct error *err);

struct backend_ops {
    enum status (*open)(const char *where, const struct index_options *options,
                        struct backend **out, struct error *err);
    void (*close)(struct backend *backend);
    void (*tidy)(struct backend *backend);
    enum status (*probe)(struct backend *backend, struct backend_probe *out, struct error *err);
    enum status (*check_analyzer)(const struct backend *backend, const struct analyzer *analyzer,
                                  struct error *err);
    enum status (*copy)(struct backend *backend, const char *file, struct error *err);
    size_t (*nodes)(const struct backend *backend, struct backend_node *out, size_t max); // or NULL

    enum status (*view_begin)(struct backend *backend, struct view **view, struct error *err);
    enum status (*view_settle)(struct view *view, struct error *err);
    void (*view_end)(struct view *view);
    void (*view_free)(struct view *view);

    enum status (*find)(struct view *view, struct slice id, struct doc_key *out, struct error *err);
    enum status (*documents)(struct view *view, const struct document_wish *wish,
                             struct arena *arena, struct exchange *out, struct error *err);
    enum status (*each_document)(struct view *view, const struct document_wish *wish,
                                 visit_document_fn *visit, void *context, struct error *err);

    enum status (*changes)(struct view *view, const struct change_request *request,
                           struct arena *arena, struct change_list *out, struct error *err);
    enum status (*tombstone)(struct view *view, struct slice id, struct tombstone *out,
                             struct error *err);
    enum status (*old_text)(struct view *view, uint64_t number, enum exchange_part part,
                            struct arena *arena, struct exchange *out, struct error *err);
    enum status (*ledger)(struct view *view, struct ledger_head *out, struct error *err);
    enum status (*each_entry)(struct view *view, visit_ledger_fn *visit, void *context,
                              struct error *err);

    enum status (*ids)(struct view *view, const struct doc_key *keys, size_t count,
                       struct slice *out, struct error *err);
    enum status (*series)(struct view *view, const struct doc_key *keys, size_t count,
                          struct exchange_series *out, struct error *err);

    enum status (*words)(struct view *view, struct word_count *words, size_t count,
                         struct arena *arena, struct error *err);
    enum status (*terms)(struct view *view, enum term_kind kind, struct slice prefix,
                         visit_term_fn *visit, void *context, struct error *err);
    enum status (*unfold)(struct view *view, struct word_spellings *words, size_t count,
                          struct arena *arena, struct error *err);
    enum status (*values)(struct view *view, enum field field, struct slice prefix,
                          visit_value_fn *visit, void *context, struct error *err);

    void (*expect)(struct view *view, const struct doc_key *keys, size_t count); // or NULL
    enum status (*retrieve)(struct view *view, const struct retrieve_request *requests,
                            size_t count, struct arena *arena, struct retrieve_result *out,
                            struct error *err);
    enum status (*explain)(struct view *view, const struct explain_request *requests, size_t count,
                           struct arena *arena, struct error *err);

    enum status (*among)(struct view *view, const struct match_node *root,
                         const struct doc_key *docs, size_t count, struct arena *arena,
                         uint64_t *found, struct error *err);

    enum status (*scan_begin)(struct view *view, const struct match_node *root, struct scan **out,
                              struct error *err);
    enum status (*scan_next)(struct scan *scan, struct view *view, struct doc_key *docs, size_t max,
                             size_t *count, struct error *err);
    uint64_t (*scan_skip)(struct scan *scan, uint64_t count);
    void (*scan_end)(struct scan *scan);
};

// --- an index ------------------------------------------------------------------------------------

// After its views and scans. NULL is fine.
static inline void backend_close(struct backend *backend)
{
    if (backend)
        backend->ops->close(backend);
}

// Housekeeping, to be done after opening and now and then: frees what dead processes held.
static inline void backend_tidy(struct backend *backend)
{
    backend->ops->tidy(backend);
}

// Asked about once a second, of an index that is served. New generations of the same index need no asking: the next
// view shows them.
STATUS_NODISCARD static inline enum status
backend_probe(struct backend *backend, struct backend_probe *out, struct error *err)
{
    return backend->ops->probe(backend, out, err);
}

// STATUS_VERSION, saying what to do, when `analyzer` is not the one the index was made with.
STATUS_NODISCARD static inline enum status backend_check_analyzer(const struct backend *backend,
                                                                  const struct analyzer *analyzer,
                                                                  struct error *err)
{
    return backend->ops->check_analyzer(backend, analyzer, err);
}

// Writes a copy of the newest generation to `file`, while others read and write; durable when it returns. Nothing is
// left there when it fails. The file must not exist. STATUS_INVALID where indexes are not kept in files.
STATUS_NODISCARD static inline enum status backend_copy(struct backend *backend, const char *file,
                                                        struct error *err)
{
    return backend->ops->copy(backend, file, err);
}

// The nodes that are asked, at most `max` of them; how many. An index in a folder has none.
static inline size_t backend_nodes(const struct backend *backend, struct backend_node *out,
                                   size_t max)
{
    return backend->ops->nodes ? backend->ops->nodes(backend, out, max) : 0;
}

// --- a generation --------------------------------------------------------------------------------

// The newest generation. A view begun, ended and begun again with the same `*view` reuses its memory: pass NULL in
// *view the first time. After a failure, too, *view is only good for view_begin and view_free.
STATUS_NODISCARD static inline enum status view_begin(struct backend *backend, struct view **view,
                                                      struct error *err)
{
    return backend->ops->view_begin(backend, view, err);
}

// Asked before what was read in a view is handed on: whether all of it was what had been committed. STATUS_CORRUPT says
// what became of the index meanwhile. The view is to be ended next; nothing borrowed from it is good any more.
STATUS_NODISCARD static inline enum status view_settle(struct view *view, struct error *err)
{
    return view->ops->view_settle(view, err);
}

// Lets the generation go, keeps the memory.
static inline void view_end(struct view *view)
{
    if (view)
        view->ops->view_end(view);
}

static inline void view_free(struct view *view) // NULL is fine
{
    if (view)
        view->ops->view_free(view);
}

// --- documents -----------------------------------------------------------------------------------

// The live document with that id. STATUS_NOT_FOUND.
STATUS_NODISCARD static inline enum status view_find(struct view *view, struct slice id,
                                                     struct doc_key *out, struct error *err)
{
    return view->ops->find(view, id, out, err);
}

// Reads stored documents into the arena, in the order of the keys. A document may be as long as EXCHANGE_MAX_WRITTEN
// says: who wants the whole of several lets them come one by one. STATUS_INVALID for a key of another generation, where
// that can be seen.
STATUS_NODISCARD static inline enum status view_documents(struct view *view,
                                                          const struct document_wish *wish,
                                                          struct arena *arena, struct exchange *out,
                                                          struct error *err)
{
    return view->ops->documents(view, wish, arena, out, err);
}

// One document, likewise.
STATUS_NODISCARD static inline enum status view_document(struct view *view, struct doc_key key,
                                                         enum exchange_part part,
                                                         struct arena *arena, struct exchange *out,
                                                         struct error *err)
{
    const struct document_wish wish = {&key, 1, part};
    return view->ops->documents(view, &wish, arena, out, err);
}

// The same documents, told one after the other and then let go: the memory is that of the longest. How many are fetched
// at once is the backend's affair.
STATUS_NODISCARD static inline enum status view_each_document(struct view *view,
                                                              const struct document_wish *wish,
                                                              visit_document_fn *visit,
                                                              void *context, struct error *err)
{
    return view->ops->each_document(view, wish, visit, context, err);
}

// The id of each of the documents, without reading what is stored of them. Borrowed from the view. STATUS_INVALID for a
// key of another generation, where that can be seen.
STATUS_NODISCARD static inline enum status view_ids(struct view *view, const struct doc_key *keys,
                                                    size_t count, struct slice *out,
                                                    struct error *err)
{
    return view->ops->ids(view, keys, count, out, err);
}

// The series that each of the documents is in. Borrowed from the view.
STATUS_NODISCARD static inline enum status view_series(struct view *view,
                                                       const struct doc_key *keys, size_t count,
                                                       struct exchange_series *out,
                                                       struct error *err)
{
    return view->ops->series(view, keys, count, out, err);
}

// --- changes, see engine/changes/change.h --------------------------------------------------------

// The changes that are asked for, up to this generation; in the arena.
STATUS_NODISCARD static inline enum status view_changes(struct view *view,
                                                        const struct change_request *request,
                                                        struct arena *arena,
                                                        struct change_list *out, struct error *err)
{
    return view->ops->changes(view, request, arena, out, err);
}

// What is known of an id that was removed. STATUS_NOT_FOUND when it never was, or has come back, or is forgotten.
STATUS_NODISCARD static inline enum status view_tombstone(struct view *view, struct slice id,
                                                          struct tombstone *out, struct error *err)
{
    return view->ops->tombstone(view, id, out, err);
}

// What the document of a change was before, borrowed from the arena. STATUS_NOT_FOUND when that is not kept.
STATUS_NODISCARD static inline enum status view_old_text(struct view *view, uint64_t number,
                                                         enum exchange_part part,
                                                         struct arena *arena, struct exchange *out,
                                                         struct error *err)
{
    return view->ops->old_text(view, number, part, arena, out, err);
}

// What the index holds beside documents, for a copy of it (engine/changes/ledger.h); borrowed from the view. Each
// source, orphan and tombstone is told once, rows and texts in the order of their numbers.
STATUS_NODISCARD static inline enum status view_ledger(struct view *view, struct ledger_head *out,
                                                       struct error *err)
{
    return view->ops->ledger(view, out, err);
}

STATUS_NODISCARD static inline enum status
view_each_entry(struct view *view, visit_ledger_fn *visit, void *context, struct error *err)
{
    return view->ops->each_entry(view, visit, context, err);
}

// Says that these documents will be read through the view: whatever journey it makes next brings them along.
static inline void view_expect(struct view *view, const struct doc_key *keys, size_t count)
{
    if (view->ops->expect)
        view->ops->expect(view, keys, count);
}

// Whether all that is asked is a journey, so that what may be needed had better be asked at once.
static inline bool view_is_far(const struct view *view)
{
    return view->ops->expect != NULL;
}

// --- the vocabulary ------------------------------------------------------------------------------

// Counts the documents of `count` words. With an arena, places are told as well, and live there; NULL: counts only.
STATUS_NODISCARD static inline enum status view_words(struct view *view, struct word_count *words,
                                                      size_t count, struct arena *arena,
                                                      struct error *err)
{
    return view->ops->words(view, words, count, arena, err);
}

// Calls `visit` for each distinct term of that kind that starts with `prefix`, in byte order, with its count of
// documents, until it returns false. The term's bytes live only during the call, which asks nothing of the view.
STATUS_NODISCARD static inline enum status view_terms(struct view *view, enum term_kind kind,
                                                      struct slice prefix, visit_term_fn *visit,
                                                      void *context, struct error *err)
{
    return view->ops->terms(view, kind, prefix, visit, context, err);
}

// The accented words of the index that each of the words stands for; copies in the arena.
STATUS_NODISCARD static inline enum status view_unfold(struct view *view,
                                                       struct word_spellings *words, size_t count,
                                                       struct arena *arena, struct error *err)
{
    return view->ops->unfold(view, words, count, arena, err);
}

// Calls `visit` for each distinct value of a column of texts that starts with `prefix`, with its count of live
// documents, in byte order, until it returns false. The value's bytes live only during the call.
STATUS_NODISCARD static inline enum status view_values(struct view *view, enum field field,
                                                       struct slice prefix, visit_value_fn *visit,
                                                       void *context, struct error *err)
{
    return view->ops->values(view, field, prefix, visit, context, err);
}

// --- matches -------------------------------------------------------------------------------------

// Runs a match tree: which documents match, how many, which come first. Leaves score what they were weighed with.
// The ranking is a function of the documents alone, and hits with equal keys stand in index order. Memory of the
// result is the arena's. STATUS_TOO_LARGE for a tree beyond RETRIEVE_MAX_DEPTH or RETRIEVE_MAX_TERMS; STATUS_BUSY when
// the view's limit has ended it, and there is no result then.
STATUS_NODISCARD static inline enum status
view_retrieve(struct view *view, const struct retrieve_request *request, struct arena *arena,
              struct retrieve_result *out, struct error *err)
{
    return view->ops->retrieve(view, request, 1, arena, out, err);
}

// Several of them, which a backend far away answers in one journey.
STATUS_NODISCARD static inline enum status
view_retrieve_all(struct view *view, const struct retrieve_request *requests, size_t count,
                  struct arena *arena, struct retrieve_result *out, struct error *err)
{
    return view->ops->retrieve(view, requests, count, arena, out, err);
}

// What scores are made of, of several trees at once. STATUS_BUSY as with view_retrieve.
STATUS_NODISCARD static inline enum status view_explain(struct view *view,
                                                        const struct explain_request *requests,
                                                        size_t count, struct arena *arena,
                                                        struct error *err)
{
    return view->ops->explain(view, requests, count, arena, err);
}

// Which of a few documents match a tree, unscored: bit i of `found` (of (count + 63) / 64 words) is docs[i], which
// stand in index order. STATUS_BUSY as with view_retrieve.
STATUS_NODISCARD static inline enum status
view_among(struct view *view, const struct match_node *root, const struct doc_key *docs,
           size_t count, struct arena *arena, uint64_t *found, struct error *err)
{
    return view->ops->among(view, root, docs, count, arena, found, err);
}

// --- all matches ---------------------------------------------------------------------------------

// All matches of a tree, unscored, in index order, for exports. The scan is bound to the view's generation and belongs
// to the caller, who ends it; *out->total says how many there are. STATUS_BUSY as with view_retrieve.
STATUS_NODISCARD static inline enum status
scan_begin(struct view *view, const struct match_node *root, struct scan **out, struct error *err)
{
    return view->ops->scan_begin(view, root, out, err);
}

// The next matches, at most `max`: keys for `view`, which may be a later one. None: that was all. STATUS_NOT_FOUND once
// what is left of the scan's generation is gone, and for a view of another index.
STATUS_NODISCARD static inline enum status scan_next(struct scan *scan, struct view *view,
                                                     struct doc_key *docs, size_t max,
                                                     size_t *count, struct error *err)
{
    return scan->ops->scan_next(scan, view, docs, max, count, err);
}

// Passes over the next `count` matches without reading anything of them; how many there were.
static inline uint64_t scan_skip(struct scan *scan, uint64_t count)
{
    return scan->ops->scan_skip(scan, count);
}

static inline void scan_end(struct scan *scan) // NULL is fine
{
    if (scan)
        scan->ops->scan_end(scan);
}

#endif
