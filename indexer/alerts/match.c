// Matching. See match.h.
//
// The night is read once: its changes, one after the other, and the documents they are about, as far as these are still
// in the index, in its order. Then each saved search is asked of the documents (engine/search/standing.h), and what it
// finds is written at once: nothing grows with the number of searches. What a find says is the same for all of them, so
// that of a night of usual size it is made once a document.
//
// Cost: some tens of microseconds a saved search, and what it finds.
#include "indexer/alerts/match.h"

#include "answer/answer_json.h"
#include "base/clock.h"
#include "base/hash.h"
#include "engine/backends.h"
#include "indexer/alerts/digest.h"
#include "indexer/alerts/files.h"
#include "indexer/alerts/outbox.h"
#include "indexer/alerts/saved_search.h"
#include "indexer/alerts/token.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct matching {
    const struct match_options *options;
    struct outbox outbox;
    struct backend *index;
    struct searcher *searcher;
    struct view *view;
    struct index_info info;
    struct night night;
    struct standing *standing;
    struct token_key key;
    struct arena arena; // of the saved search at hand
    struct slice unit;  // its folder; {NULL, 0}: nothing was found yet
    FILE *lines;        // NULL: none are wanted, or nothing was found yet
    struct buf text;
};

// --- what is found ---------------------------------------------------------------------------------

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
}

static enum status begin_unit(struct matching *m, struct error *err)
{
    if (m->unit.ptr)
        return STATUS_OK;
    enum status status = outbox_unit_begin(&m->outbox, &m->unit, err);
    if (status != STATUS_OK || !m->options->wants_lines)
        return status;
    struct slice path = arena_printf(&m->outbox.arena, "%s/" OUTBOX_MATCHES, m->unit.ptr);
    if (!path.ptr)
        return no_memory(err);
    m->lines = fopen(path.ptr, "wxe");
    return m->lines ? STATUS_OK : files_error(path.ptr, "cannot write", err);
}

static enum status put_lines(struct matching *m, const struct saved_search *search,
                             const struct find_list *finds, struct error *err)
{
    for (size_t i = 0; m->lines && i < finds->count; i++) {
        buf_reset(&m->text);
        enum status status = digest_line(&m->night, search, finds->items[i], &m->text, err);
        if (status != STATUS_OK)
            return status;
        if (m->text.failed)
            return no_memory(err);
        if (fwrite(m->text.data, 1, m->text.len, m->lines) != m->text.len)
            return files_error(m->unit.ptr, "cannot write", err);
    }
    return STATUS_OK;
}

static enum status put_mail(struct matching *m, const struct saved_search *search,
                            const struct search_params *params, const struct find_list *finds,
                            struct error *err)
{
    char identity[32];
    struct slice address = saved_search_address(params, &m->arena);
    struct slice sender = m->options->sender;
    buf_reset(&m->text);
    buf_printf(&m->text, "%.*s %016" PRIx64 " %" PRIu64, SLICE_ARG(search->name),
               m->outbox.position.epoch, m->outbox.position.number);
    (void)snprintf(identity, sizeof identity, "%016" PRIx64, hash_bytes(buf_slice(&m->text), 1));
    const struct digest digest = {.search = search,
                                  .finds = finds,
                                  .address = address,
                                  .site = m->options->site,
                                  .sender = sender,
                                  .key = &m->key,
                                  .identity = slice_from(identity),
                                  .date = clock_wall_seconds()};
    buf_reset(&m->text);
    enum status status = digest_mail(&m->night, &digest, &m->arena, &m->text, err);
    struct slice path =
        arena_printf(&m->arena, "%s/" OUTBOX_MAIL "%.*s", m->unit.ptr, SLICE_ARG(search->name));
    if (status == STATUS_OK && (!path.ptr || !address.ptr || m->text.failed))
        status = no_memory(err);
    if (status != STATUS_OK)
        return status;
    FILE *file = fopen(path.ptr, "wxe");
    bool is_written = file && fwrite(m->text.data, 1, m->text.len, file) == m->text.len;
    if ((file && fclose(file) != 0) || !is_written)
        return files_error(path.ptr, "cannot write", err);
    return STATUS_OK;
}

// --- one saved search ------------------------------------------------------------------------------

static enum status collect(struct matching *m, const struct saved_search *search,
                           const uint64_t *found, struct find_list *finds, struct error *err)
{
    *finds = (struct find_list){.room = vec_in(&m->arena, VEC_NO_LIMIT)};
    for (size_t i = 0; i < m->night.event_count; i++) {
        const struct night_event *event = &m->night.events[i];
        bool is_found = found[event->document / 64] >> event->document % 64 & 1;
        if (is_found && search->kinds >> event->kind & 1)
            (void)vec_add(finds, event);
    }
    return finds->room.failed ? no_memory(err) : STATUS_OK;
}

static enum status match_search(struct matching *m, const struct saved_search *search,
                                struct error *err)
{
    struct search_tools tools = {
        .searcher = m->searcher, .view = m->view, .index = &m->info, .arena = &m->arena};
    struct search_answer answer;
    struct find_list finds = {0};
    const uint64_t *found;
    enum status status = saved_search_request(search->query, &tools, &answer, err);
    if (status == STATUS_OK)
        status = standing_match(m->standing, &answer.request, &found, err);
    if (status == STATUS_OK)
        status = collect(m, search, found, &finds, err);
    if (status != STATUS_OK || finds.count == 0)
        return status;
    status = begin_unit(m, err);
    if (status == STATUS_OK)
        status = put_lines(m, search, &finds, err);
    bool has_mail = m->options->sender.len > 0 && search->address.len > 0;
    if (status == STATUS_OK && has_mail)
        status = put_mail(m, search, &answer.params, &finds, err);
    if (status == STATUS_OK)
        m->options->found(m->options->context, search->name, finds.count, has_mail);
    return status;
}

// A file that is no saved search, or one that cannot be run, is told, and the others go on.
static enum status match_file(struct matching *m, struct slice name, struct error *err)
{
    struct saved_search search;
    struct slice text;
    arena_reset(&m->arena);
    struct slice path = arena_printf(&m->arena, "%s/%.*s", m->options->folder, SLICE_ARG(name));
    if (!path.ptr)
        return no_memory(err);
    enum status status = files_read(path.ptr, SAVED_SEARCH_MAX_BYTES, &m->arena, &text, err);
    if (status == STATUS_NOT_FOUND) // it was removed meanwhile
        return STATUS_OK;
    if (status == STATUS_OK)
        status = saved_search_parse(text, path.ptr, &m->arena, &search, err);
    bool is_read = status == STATUS_OK;
    if (is_read)
        status = match_search(m, &search, err);
    if (status != STATUS_INVALID && status != STATUS_TOO_LARGE)
        return status;
    if (is_read)
        (void)error_wrap(err, "%s", path.ptr);
    m->options->complain(m->options->context, err->message);
    *err = (struct error){0};
    return STATUS_OK;
}

static enum status match_searches(struct matching *m, struct error *err)
{
    struct slice_list names;
    enum status status = files_list(m->options->folder, &m->outbox.arena, &names, err);
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++)
        if (slice_ends_with(names.items[i], SLICE(SAVED_SEARCH_ENDING)))
            status = match_file(m, names.items[i], err);
    if (m->lines && fclose(m->lines) != 0 && status == STATUS_OK)
        status = files_error(m->unit.ptr, "cannot write", err);
    m->lines = NULL;
    return status;
}

// --- the night -------------------------------------------------------------------------------------

static enum status match_night(struct matching *m, uint64_t last, struct error *err)
{
    uint64_t epoch = m->outbox.position.epoch;
    enum status status = night_read(&m->night, m->view, m->outbox.position.number, last, err);
    if (status == STATUS_OK && m->night.event_count > 0) {
        status = searcher_open(m->index, m->options->synonyms, &m->searcher, err);
        if (status == STATUS_OK)
            status = token_key_open(&m->outbox, &m->key, err);
        if (status == STATUS_OK)
            status = standing_open(m->searcher, m->view, m->night.documents,
                                   m->night.document_count, &m->standing, err);
        if (status == STATUS_OK)
            status = match_searches(m, err);
        if (status == STATUS_OK)
            status = view_settle(m->view, err);
    }
    if (status != STATUS_OK)
        return status;
    return m->unit.ptr ? outbox_unit_end(&m->outbox, epoch, last, err)
                       : outbox_advance(&m->outbox, epoch, last, err);
}

// Of another index than last time, or of the first, only the place is noted.
static enum status match_since(struct matching *m, struct error *err)
{
    struct change_list list;
    const struct change_request only_place = {.max = 0};
    enum status status = view_changes(m->view, &only_place, &m->arena, &list, err);
    if (status != STATUS_OK)
        return status;
    const struct outbox_position *position = &m->outbox.position;
    if (!position->is_known || position->epoch != list.epoch || position->number > list.last)
        return outbox_advance(&m->outbox, list.epoch, list.last, err);
    if (position->number == list.last)
        return STATUS_OK;
    if (position->number + 1 < list.first)
        m->options->complain(m->options->context,
                             "alerts: some changes were not matched in time and are forgotten");
    return match_night(m, list.last, err);
}

enum status match_new_changes(const struct match_options *options, struct error *err)
{
    struct matching m = {.options = options};
    enum status status = outbox_open(&m.outbox, options->folder, OUTBOX_TO_FILL, err);
    if (status == STATUS_OK)
        status = backend_open(options->index, NULL, &m.index, err);
    bool is_there = status != STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = view_begin(m.index, &m.view, err);
    if (status == STATUS_OK) {
        m.info = m.view->info;
        status = match_since(&m, err);
    }
    if (m.lines)
        (void)fclose(m.lines);
    standing_close(m.standing);
    night_clear(&m.night);
    buf_clear(&m.text);
    arena_clear(&m.arena);
    searcher_close(m.searcher);
    view_free(m.view);
    backend_close(m.index);
    outbox_close(&m.outbox);
    return is_there ? status : STATUS_OK;
}
