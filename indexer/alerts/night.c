// Reading the changes of a night. See night.h.
//
// Changes come page by page and only what is needed of them is kept: which document, what and when. Documents that are
// gone meanwhile are left out, since no search finds them.
#include "indexer/alerts/night.h"

#include "indexer/alerts/saved_search.h"

#include <stdlib.h>

enum {
    CHANGES_AT_ONCE = 4096,
    MOST_WORDS = 4096, // documents whose words are kept, some 1 KiB each
};

// A change whose document was found.
struct found_change {
    struct night_event event;
    struct doc_key key;
};
struct found_list {
    VEC_OF(struct found_change);
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
}

// A page of changes; those of documents that are gone are left out.
static enum status read_page(struct night *night, uint64_t *after, uint64_t last,
                             struct found_list *found, struct error *err)
{
    const struct change_request request = {
        .after = *after, .before = last + 1, .without_days = true, .max = CHANGES_AT_ONCE};
    struct change_list page;
    arena_reset(&night->scratch);
    enum status status = view_changes(night->view, &request, &night->scratch, &page, err);
    if (status == STATUS_OK && page.count == 0)
        *after = last;
    for (size_t i = 0; status == STATUS_OK && i < page.count; i++) {
        const struct change *change = &page.list[i];
        struct doc_key key;
        *after = change->number;
        if (!(SAVED_SEARCH_KINDS >> change->kind & 1))
            continue;
        status = view_find(night->view, change->id, &key, err);
        if (status == STATUS_OK && !vec_add(found, (struct found_change){{.number = change->number,
                                                                          .when = change->when,
                                                                          .kind = change->kind},
                                                                         key}))
            status = no_memory(err);
        else if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = ((const struct doc_key *)a)->bits, y = ((const struct doc_key *)b)->bits;
    return (x > y) - (x < y);
}

// The documents in order, each once, and where each change finds its own.
static enum status arrange(struct night *night, const struct found_list *found, struct error *err)
{
    size_t count = 0;
    struct doc_key *keys = arena_calloc(&night->arena, found->count + 1, sizeof *keys);
    struct night_event *events = arena_calloc(&night->arena, found->count + 1, sizeof *events);
    if (!keys || !events)
        return no_memory(err);
    for (size_t i = 0; i < found->count; i++)
        keys[i] = found->items[i].key;
    if (found->count > 0)
        qsort(keys, found->count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < found->count; i++)
        if (count == 0 || keys[count - 1].bits != keys[i].bits)
            keys[count++] = keys[i];
    for (size_t i = 0; i < found->count; i++) {
        const struct doc_key *at =
            bsearch(&found->items[i].key, keys, count, sizeof *keys, compare_keys);
        events[i] = found->items[i].event;
        events[i].document = (uint32_t)(at - keys);
    }
    if (count <= MOST_WORDS) {
        night->words = arena_calloc(&night->arena, count + 1, sizeof *night->words);
        if (!night->words)
            return no_memory(err);
    }
    night->documents = keys;
    night->document_count = count;
    night->events = events;
    night->event_count = found->count;
    return STATUS_OK;
}

enum status night_read(struct night *night, struct view *view, uint64_t after, uint64_t last,
                       struct error *err)
{
    struct arena changes;
    arena_init(&changes, 0);
    struct found_list found = {.room = vec_in(&changes, VEC_NO_LIMIT)};
    night->view = view;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && after < last)
        status = read_page(night, &after, last, &found, err);
    if (status == STATUS_OK)
        status = arrange(night, &found, err);
    arena_clear(&changes);
    return status;
}

enum status night_document(struct night *night, uint32_t document, struct arena *arena,
                           struct exchange *out, struct error *err)
{
    return view_document(night->view, night->documents[document], EXCHANGE_SHORT, arena, out, err);
}

void night_clear(struct night *night)
{
    arena_clear(&night->arena);
    arena_clear(&night->scratch);
}
