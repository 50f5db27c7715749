// Reading what a run changed. See news.h.
//
// The index counts its changes without gaps, so those of a run are the ones after the last number before it, whatever
// was committed on the way. Of each kind only so many are listed, each with its title: a first run has all documents.
#include "indexer/report/news.h"

#include "engine/backends.h"

static enum status open_view(const char *where, struct backend **index, struct view **view,
                             struct error *err)
{
    enum status status = backend_open(where, NULL, index, err);
    return status == STATUS_OK ? view_begin(*index, view, err) : status;
}

void report_news_begin(struct report_news *news, const char *index)
{
    struct backend *backend = NULL;
    struct view *view = NULL;
    struct arena arena;
    struct change_list list;
    const struct change_request only_place = {.max = 0};
    arena_init(&arena, 0);
    *news = (struct report_news){0};
    if (open_view(index, &backend, &view, NULL) == STATUS_OK &&
        view_changes(view, &only_place, &arena, &list, NULL) == STATUS_OK) {
        news->epoch = list.epoch;
        news->last = list.last;
        news->before = view->info.generation;
    }
    view_free(view);
    backend_close(backend);
    arena_clear(&arena);
}

static enum status read_title(struct view *view, struct arena *arena, struct report_document *out,
                              struct error *err)
{
    struct doc_key key;
    struct exchange exchange;
    enum status status = view_find(view, out->id, &key, err);
    if (status == STATUS_OK)
        status = view_document(view, key, EXCHANGE_SHORT, arena, &exchange, err);
    if (status == STATUS_OK)
        out->title = exchange.title.len > 0 ? exchange.title : exchange.question;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status; // it changed and then went
}

static enum status read_kind(struct view *view, uint64_t after, enum change_kind kind,
                             struct arena *arena, struct report_kind *out, struct error *err)
{
    struct change_list list;
    const struct change_request request = {
        .after = after, .kinds = 1U << kind, .max = REPORT_MAX_NEWS};
    enum status status = view_changes(view, &request, arena, &list, err);
    if (status != STATUS_OK)
        return status;
    for (size_t d = 0; d < list.day_count; d++)
        out->count += list.days[d].counts[kind];
    out->list = arena_calloc(arena, list.count + 1, sizeof *out->list);
    if (!out->list)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the report");
    for (size_t i = 0; i < list.count && status == STATUS_OK; i++) {
        struct report_document *document = &out->list[out->listed++];
        *document = (struct report_document){.id = arena_copy(arena, list.list[i].id),
                                             .source = arena_copy(arena, list.list[i].source),
                                             .parts = list.list[i].parts};
        if (kind != CHANGE_REMOVED)
            status = read_title(view, arena, document, err);
        document->title = arena_copy(arena, document->title);
    }
    return status;
}

void report_news_end(struct report_news *news, const char *index, struct arena *arena)
{
    struct backend *backend = NULL;
    struct view *view = NULL;
    struct change_list list;
    struct error err = {0};
    const struct change_request only_place = {.max = 0};
    enum status status = open_view(index, &backend, &view, &err);
    if (status == STATUS_OK)
        status = view_changes(view, &only_place, arena, &list, &err);
    if (status == STATUS_OK) {
        uint64_t after = list.epoch == news->epoch ? news->last : 0;
        news->after = view->info.generation;
        news->documents = view->info.documents;
        for (int k = 0; k < CHANGE_KIND_COUNT && status == STATUS_OK && after < list.last; k++)
            status = read_kind(view, after, (enum change_kind)k, arena, &news->kinds[k], &err);
    }
    if (status == STATUS_OK)
        status = view_settle(view, &err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        news->trouble =
            arena_copy(arena, slice_from(err.message[0] ? err.message : status_name(status)));
    view_free(view);
    backend_close(backend);
}
