// See words.h.
//
// Nothing here waits for the cluster; a walk over many words looks at the view's limit now and then all the same.
#include "engine/opensearch/read/words.h"

#include "engine/exchange.h"
#include "engine/opensearch/read/index.h"
#include "engine/search/work_limit.h"

#include <string.h>

static const struct copy *copy_of(struct view *view)
{
    return cluster_view(view)->copy;
}

enum status cluster_find(struct view *view, struct slice id, struct doc_key *out, struct error *err)
{
    (void)err;
    const struct copy_row *row = copy_row_of_id(copy_of(view), id);
    if (!row)
        return STATUS_NOT_FOUND;
    out->bits = row->key;
    return STATUS_OK;
}

enum status cluster_ids(struct view *view, const struct doc_key *keys, size_t count,
                        struct slice *out, struct error *err)
{
    const struct copy *copy = copy_of(view);
    for (size_t i = 0; i < count; i++) {
        const struct copy_row *row = copy_row_of(copy, keys[i]);
        if (!row)
            return error_set(err, STATUS_INVALID, "no document of that key in this generation");
        out[i] = row->id;
    }
    return STATUS_OK;
}

enum status cluster_series(struct view *view, const struct doc_key *keys, size_t count,
                           struct exchange_series *out, struct error *err)
{
    (void)err;
    const struct copy *copy = copy_of(view);
    for (size_t i = 0; i < count; i++)
        out[i] = copy_series_numbered(copy, copy_series_of(copy, keys[i]));
    return STATUS_OK;
}

// --- words ---------------------------------------------------------------------------------------

enum { NAME_MAX_BYTES = 1 << 12 }; // no word of an index is as long

// The kind under which words of that kind are counted, then the word. Empty: no index has it.
static struct slice name_of(const struct copy *copy, enum term_kind kind, struct slice term,
                            char bytes[NAME_MAX_BYTES])
{
    if (term.len >= NAME_MAX_BYTES)
        return SLICE_NONE;
    bytes[0] = (char)(kind == TERM_STEM && !copy->world.has_stems ? TERM_SURFACE : kind);
    if (term.len > 0)
        memcpy(bytes + 1, term.ptr, term.len);
    return slice_of(bytes, term.len + 1);
}

enum status cluster_words(struct view *view, struct word_count *words, size_t count,
                          struct arena *arena, struct error *err)
{
    (void)arena; // words have no places here
    char bytes[NAME_MAX_BYTES];
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct slice name = name_of(copy_of(view), words[i].kind, words[i].term, bytes);
        words[i].documents = name.len > 0 ? copy_count_of(copy_of(view), name) : 0;
        words[i].place = NULL;
    }
    return status;
}

enum status cluster_terms(struct view *view, enum term_kind kind, struct slice prefix,
                          visit_term_fn *visit, void *context, struct error *err)
{
    enum { LOOK_EVERY = 64 };
    char bytes[NAME_MAX_BYTES];
    struct slice name = name_of(copy_of(view), kind, prefix, bytes);
    size_t count = 0;
    const struct copy_count *counts =
        name.len > 0 ? copy_counts(copy_of(view), name, &count) : NULL;
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (!visit(context, slice_from_offset(counts[i].name, 1), counts[i].documents))
            break;
        if (i % LOOK_EVERY == 0)
            status = work_limit_look(view->limit, err);
    }
    return status;
}

enum status cluster_unfold(struct view *view, struct word_spellings *words, size_t count,
                           struct arena *arena, struct error *err)
{
    const struct copy *copy = copy_of(view);
    enum status status = work_limit_look(view->limit, err);
    for (size_t w = 0; status == STATUS_OK && w < count; w++) {
        size_t found;
        const struct copy_fold *folds = copy_folds(copy, words[w].folded, &found);
        for (size_t i = 0; i < found && !vec_is_full(&words[w].found); i++) {
            struct slice surface = slice_from_offset(copy->counts[folds[i].number].name, 1);
            if (slice_is_one_of(surface, words[w].found.items, words[w].found.count))
                continue;
            struct slice kept = arena_copy(arena, surface);
            if (!kept.ptr || !vec_add(&words[w].found, kept))
                return error_set(err, STATUS_NO_MEMORY, "vocabulary: out of memory");
        }
    }
    return status;
}

// --- values --------------------------------------------------------------------------------------

// Statuses are few: counted here, since what is stored as waiting may wait for nothing.
static void visit_statuses(const struct copy *copy, struct slice prefix, visit_value_fn *visit,
                           void *context)
{
    const char tag = COPY_STATUS;
    uint32_t documents[EXCHANGE_STATUS_COUNT] = {0};
    struct slice names[EXCHANGE_STATUS_COUNT];
    size_t count;
    const struct copy_count *counts = copy_counts(copy, slice_of(&tag, 1), &count);
    for (size_t i = 0; i < count; i++) {
        int status = counts[i].name.ptr[1] - '0';
        struct slice path = slice_from_offset(counts[i].name, 2);
        if (status == EXCHANGE_WAITING &&
            slice_is_one_of(path, copy->world.uncovered, copy->world.uncovered_count))
            status = EXCHANGE_UNCOVERED;
        if (status < EXCHANGE_STATUS_COUNT)
            documents[status] += counts[i].documents;
    }
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
        names[s] = slice_from(exchange_status_name((enum exchange_status)s));
    struct slice last = SLICE("");
    for (int told = 0; told < EXCHANGE_STATUS_COUNT; told++) { // in the order of bytes
        int next = -1;
        for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
            if (slice_compare(names[s], last) > 0 &&
                (next < 0 || slice_compare(names[s], names[next]) < 0))
                next = s;
        if (next < 0) // two have one name
            return;
        last = names[next];
        if (documents[next] > 0 && slice_starts_with(last, prefix) &&
            !visit(context, last, documents[next]))
            return;
    }
}

enum status cluster_values(struct view *view, enum field field, struct slice prefix,
                           visit_value_fn *visit, void *context, struct error *err)
{
    char bytes[NAME_MAX_BYTES];
    enum status status = work_limit_look(view->limit, err);
    if (status != STATUS_OK || prefix.len >= sizeof bytes)
        return status;
    if (field == FIELD_STATUS) {
        visit_statuses(copy_of(view), prefix, visit, context);
        return STATUS_OK;
    }
    bytes[0] = (char)(field + 1);
    if (prefix.len > 0)
        memcpy(bytes + 1, prefix.ptr, prefix.len);
    size_t count;
    const struct copy_count *counts =
        copy_counts(copy_of(view), slice_of(bytes, prefix.len + 1), &count);
    for (size_t i = 0; i < count; i++)
        if (!visit(context, slice_from_offset(counts[i].name, 1), counts[i].documents))
            break;
    return STATUS_OK;
}
