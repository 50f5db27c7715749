// See web.h. The way of one address:
//
//     record ── memo ──> fetch ──> unchanged: nothing to do
//                              ──> a body:    a list of addresses: each of them, the same way
//                                             a document: ingest_delivery, with the memo of the next time
//                              ──> else:      told, nothing changes
//
// A list is remembered in two steps. When it is read, its record gets all that it listed before and now, and nothing
// to ask by; when what it dropped has left the index, its record is as the list is. So a run that ends between the two
// reads the list again, and no address is forgotten while the index has documents of it.
#include "indexer/web/web.h"

#include "base/clock.h"
#include "indexer/web/address.h"
#include "indexer/web/list.h"
#include "indexer/web/memo.h"
#include "indexer/web/partial.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A crawler that waits longer than these would be no more polite, only later.
enum {
    CONNECT_MS = 30 * 1000,
    TOTAL_MS = 6 * 60 * 60 * 1000,
    SLOW_SECONDS = 60,
    PAUSE_MS = 250,
    MAX_WAIT_SECONDS = 120,
};

#define DEFAULT_MAX_BYTES (4ull << 30)

struct web_list {
    struct web_list *next;
    struct slice url;
    struct memo memo; // as it is to be remembered
};

// One address on its way.
struct visit {
    struct web *web;
    struct address address;
    bool is_listed; // by a list, and so none itself
    bool is_file;   // of the operator's; then the address is only its path
    bool was_rejected;
    struct memo memo; // of the last time
    uint64_t before;  // documents
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for the addresses");
}

static uint64_t reading_version(const struct visit *visit)
{
    return ingest_reading_version(visit->web->ingest, visit->address.url);
}

static enum status put(struct map *map, struct slice url, struct error *err)
{
    return map_put(map, url) == MAP_NONE ? no_memory(err) : STATUS_OK;
}

static enum status put_all(struct map *map, const struct map *more, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < more->count; i++)
        status = put(map, more->keys[i], err);
    return status;
}

// --- messages ------------------------------------------------------------------------------------

static void say(const struct visit *visit, const char *text)
{
    const struct ingest_report *report = &visit->web->ingest->report;
    report->rejection(report->context, visit->address.url.ptr, 0, slice_from(text));
}

static void reject(const struct visit *visit, const char *reason)
{
    char text[ERROR_MESSAGE_SIZE + 40];
    (void)snprintf(text, sizeof text, "%s: nothing is changed", reason);
    visit->web->ingest->counts.rejected_documents++;
    visit->web->ingest->counts.rejected_files++;
    say(visit, text);
}

static void on_line_rejected(void *context, uint32_t line, struct slice reason)
{
    const struct visit *visit = context;
    struct ingest *ingest = visit->web->ingest;
    ingest->counts.rejected_documents++;
    ingest->report.rejection(ingest->report.context, visit->address.url.ptr, line, reason);
}

// --- what is known of an address -----------------------------------------------------------------

struct tally {
    struct slice url;
    uint64_t documents;
};

static enum status tally_record(void *context, struct source_record *record, struct error *err)
{
    struct tally *tally = context;
    struct slice id;
    uint8_t flags;
    (void)err;
    while (slice_equal(record->path, tally->url) && source_record_next(record, &id, &flags))
        tally->documents++;
    return STATUS_OK;
}

static enum status tally_orphan(void *context, struct slice id, struct slice path,
                                struct error *err)
{
    struct tally *tally = context;
    (void)id;
    (void)err;
    tally->documents += slice_equal(path, tally->url);
    return STATUS_OK;
}

static enum status count_documents(struct web *web, struct tally *tally, struct error *err)
{
    return writer_source_each(web->ingest->writer, tally->url, tally_record, tally, err);
}

static enum status look_up(struct visit *visit, struct error *err)
{
    struct writer *writer = visit->web->ingest->writer;
    struct source_state state;
    struct tally tally = {.url = visit->address.url};
    enum status status = writer_source(writer, visit->address.url, &state, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status != STATUS_OK)
        return status;
    visit->was_rejected = state.rejected;
    (void)memo_decode(state.memo, &visit->memo);
    status = count_documents(visit->web, &tally, err);
    if (status == STATUS_OK)
        status = writer_orphan_each(writer, tally_orphan, &tally, err);
    visit->before = tally.documents;
    return status;
}

// Whether much less is there than the last time: the rest stays, whatever the others that are synced have.
static enum status compare(const struct visit *visit, struct error *err)
{
    char text[160];
    struct web *web = visit->web;
    struct tally tally = {.url = visit->address.url};
    enum status status = count_documents(web, &tally, err);
    if (status != STATUS_OK || tally.documents * 100 >= visit->before * web->options.kept_percent)
        return status;
    (void)snprintf(text, sizeof text,
                   "has %" PRIu64 " documents, %" PRIu64 " the last time: nothing of it is removed",
                   tally.documents, visit->before);
    say(visit, text);
    return put(&web->held, visit->address.url, err);
}

// --- lists ---------------------------------------------------------------------------------------

static enum status take(struct web *web, struct slice url, bool is_listed, struct error *err);

static bool is_same_set(const struct map *a, const struct map *b)
{
    bool is_same = a->count == b->count;
    for (uint32_t i = 0; is_same && i < a->count; i++)
        is_same = map_find(b, a->keys[i]) != MAP_NONE;
    return is_same;
}

static enum status write_list(const struct visit *visit, const struct memo *memo, struct error *err)
{
    struct writer *writer = visit->web->ingest->writer;
    struct slice url = visit->address.url;
    struct buf bytes = {0};
    struct source_left left = {0};
    if (visit->memo.is_list && is_same_set(&memo->listed, &visit->memo.listed) &&
        is_same_set(&memo->dropped, &visit->memo.dropped))
        return STATUS_OK;
    memo_encode(memo, &bytes);
    const struct source_state state = {.memo = buf_slice(&bytes)};
    enum status status = bytes.failed ? no_memory(err) : writer_source_begin(writer, url, err);
    if (status == STATUS_OK)
        status = writer_source_end(writer, &state, &left, err);
    buf_clear(&bytes);
    return status;
}

// What the list had before and has not any more is dropped. The order does not matter to what is remembered.
static enum status drop_missing(const struct memo *before, struct memo *now, struct error *err)
{
    const struct map *maps[] = {&before->listed, &before->dropped};
    enum status status = STATUS_OK;
    for (size_t k = 0; k < 2; k++)
        for (uint32_t i = 0; status == STATUS_OK && i < maps[k]->count; i++)
            if (map_find(&now->listed, maps[k]->keys[i]) == MAP_NONE)
                status = put(&now->dropped, maps[k]->keys[i], err);
    return status;
}

// Whose members are sources, and whose are none any more.
static enum status name_members(struct web *web, const struct memo *memo, struct error *err)
{
    enum status status = put_all(&web->gone.named, &memo->listed, err);
    return status == STATUS_OK ? put_all(&web->gone.dropped, &memo->dropped, err) : status;
}

// Takes what the list names; it is settled later. The memo becomes the list's.
static enum status take_members(struct visit *visit, struct memo *memo, struct error *err)
{
    struct web *web = visit->web;
    struct web_list *list = arena_calloc(&web->arena, 1, sizeof *list);
    if (!list) {
        memo_clear(memo);
        return no_memory(err);
    }
    *list = (struct web_list){web->lists, visit->address.url, *memo};
    web->lists = list;
    *memo = (struct memo){0};
    enum status status = name_members(web, &list->memo, err);
    for (uint32_t i = 0; status == STATUS_OK && i < list->memo.listed.count; i++)
        status = take(web, list->memo.listed.keys[i], true, err);
    return status;
}

static enum status take_list(struct visit *visit, int fd, const struct validators *validators,
                             struct error *err)
{
    const struct list_sink sink = {visit, on_line_rejected};
    struct error problem = {0};
    struct memo memo = {.is_list = true};
    if (visit->is_listed) {
        reject(visit, "is a list in a list");
        return STATUS_OK;
    }
    enum status status =
        list_read(fd, visit->is_file ? NULL : &visit->address, &sink, &memo.listed, &problem);
    if (status == STATUS_INVALID || status == STATUS_TOO_LARGE) {
        reject(visit, problem.message);
        memo_clear(&memo);
        return STATUS_OK;
    }
    visit->web->ingest->counts.files++;
    if (status == STATUS_OK)
        status = drop_missing(&visit->memo, &memo, &problem);
    if (status == STATUS_OK)
        status = write_list(visit, &memo, &problem);
    memo.parsers_version = reading_version(visit);
    memo.validators = *validators;
    if (status == STATUS_OK)
        return take_members(visit, &memo, err);
    memo_clear(&memo);
    return error_set(err, status, "%s", problem.message);
}

// --- documents -----------------------------------------------------------------------------------

static enum status take_document(struct visit *visit, int fd, const struct validators *validators,
                                 struct error *err)
{
    const struct memo memo = {.parsers_version = reading_version(visit), .validators = *validators};
    struct buf bytes = {0};
    memo_encode(&memo, &bytes);
    const struct delivery delivery = {visit->address.url.ptr, fd, buf_slice(&bytes)};
    enum status status =
        bytes.failed ? no_memory(err) : ingest_delivery(visit->web->ingest, &delivery, err);
    buf_clear(&bytes);
    return status == STATUS_OK ? compare(visit, err) : status;
}

static enum status take_body(struct visit *visit, int fd, const struct validators *validators,
                             struct error *err)
{
    if (lseek(fd, 0, SEEK_SET) < 0)
        return error_set(err, STATUS_IO, "a download cannot be read again");
    enum list_look look = list_look(fd);
    if (look == LIST_IS || (look == LIST_EMPTY && visit->memo.is_list))
        return take_list(visit, fd, validators, err);
    if (visit->memo.is_list) {
        reject(visit, "was a list of addresses and is none any more");
        return STATUS_OK;
    }
    return take_document(visit, fd, validators, err);
}

static enum status take_same(struct visit *visit, struct error *err)
{
    const struct source_state state = {.rejected = visit->was_rejected};
    if (visit->memo.is_list && visit->is_listed) {
        reject(visit, "is a list in a list");
        return STATUS_OK;
    }
    ingest_count_as_before(visit->web->ingest, &state);
    if (!visit->memo.is_list)
        return compare(visit, err);
    return take_members(visit, &visit->memo, err);
}

// --- asking --------------------------------------------------------------------------------------

static enum status take_answer(struct visit *visit, const struct fetch_answer *answer, int fd,
                               struct error *err)
{
    struct ingest_counts *counts = &visit->web->ingest->counts;
    char text[ERROR_MESSAGE_SIZE + 40];
    (void)snprintf(text, sizeof text, "%s: nothing is changed", answer->reason);
    switch (answer->result) {
    case FETCH_BODY:
        return take_body(visit, fd, &answer->validators, err);
    case FETCH_SAME:
        return take_same(visit, err);
    case FETCH_REFUSED:
        reject(visit, answer->reason);
        return STATUS_OK;
    case FETCH_UNWRITTEN:
        counts->unreadable++;
        say(visit, text);
        return STATUS_OK;
    case FETCH_INTERRUPTED:
        return STATUS_BUSY;
    case FETCH_UNREACHABLE:
        break;
    }
    counts->unreachable++;
    say(visit, text);
    return name_members(visit->web, &visit->memo, err);
}

// How long an address took, with what was read of it; of a list, with all that it names.
static void tell_taken(const struct visit *visit, int fd, uint64_t took_us)
{
    const struct ingest_report *report = &visit->web->ingest->report;
    struct stat info;
    if (report->taken)
        report->taken(report->context, visit->address.url.ptr,
                      fstat(fd, &info) == 0 ? (uint64_t)info.st_size : 0, took_us);
}

static enum status ask(struct visit *visit, struct error *err)
{
    struct web *web = visit->web;
    struct partial partial = {.fd = -1};
    struct fetch_answer answer = {0};
    struct fetch_request request = {.address = visit->address, .partial = &partial};
    if (visit->memo.parsers_version == reading_version(visit) && !web->ingest->options.rereads)
        request.known = visit->memo.validators;
    enum status status = STATUS_OK;
    if (!web->fetcher)
        status = fetcher_open(&web->fetching, &web->fetcher, err);
    if (status == STATUS_OK)
        status = partial_open(web->options.index, visit->address.url, &partial, err);
    if (status != STATUS_OK)
        return status;
    uint64_t started = clock_precise_us();
    status = fetch(web->fetcher, &request, &answer, err);
    if (status == STATUS_OK)
        status = take_answer(visit, &answer, partial.fd, err);
    tell_taken(visit, partial.fd, clock_precise_us() - started);
    partial_close(&partial,
                  answer.result == FETCH_UNREACHABLE || answer.result == FETCH_INTERRUPTED);
    return status;
}

static enum status take(struct web *web, struct slice url, bool is_listed, struct error *err)
{
    struct visit visit = {.web = web, .is_listed = is_listed};
    if (map_find(&web->taken, url) != MAP_NONE)
        return STATUS_OK;
    enum status status = put(&web->taken, url, err);
    if (status == STATUS_OK)
        status = address_parse(url, &web->arena, &visit.address, err);
    if (status == STATUS_OK)
        status = look_up(&visit, err);
    if (status == STATUS_OK)
        status = ask(&visit, err);
    memo_clear(&visit.memo);
    return status;
}

enum status web_sync(struct web *web, struct slice url, struct error *err)
{
    return take(web, url, false, err);
}

static enum status take_file(struct visit *visit, bool *is_list, struct error *err)
{
    const struct validators none = {0};
    struct stat info;
    int fd = open(visit->address.url.ptr, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool is_there = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    enum status status = STATUS_OK;
    *is_list = visit->memo.is_list || (is_there && list_look(fd) == LIST_IS);
    if (*is_list && is_there) {
        status = take_body(visit, fd, &none, err);
    } else if (*is_list) {
        visit->web->ingest->counts.unreadable++;
        say(visit, "a list of addresses is not there: nothing is changed");
        status = name_members(visit->web, &visit->memo, err);
    }
    if (fd >= 0)
        (void)close(fd);
    return status;
}

enum status web_sync_file(struct web *web, struct slice path, bool *is_list, struct error *err)
{
    struct visit visit = {.web = web, .is_file = true, .address = {.url = path}};
    enum status status = look_up(&visit, err);
    *is_list = false;
    if (status == STATUS_OK)
        status = take_file(&visit, is_list, err);
    memo_clear(&visit.memo);
    return status;
}

// --- the whole run -------------------------------------------------------------------------------

static enum status settle(struct web *web, struct web_list *list, struct error *err)
{
    struct writer *writer = web->ingest->writer;
    struct memo memo = {.parsers_version = list->memo.parsers_version,
                        .validators = list->memo.validators,
                        .is_list = true};
    struct source_state state;
    struct buf bytes = {0};
    enum status status = put_all(&memo.listed, &list->memo.listed, err);
    for (uint32_t i = 0; status == STATUS_OK && i < list->memo.dropped.count; i++) {
        struct slice url = list->memo.dropped.keys[i];
        if (!claims_is_gone(&web->gone, url))
            continue;
        status = writer_source(writer, url, &state, err);
        if (status == STATUS_OK)
            status = put(&memo.dropped, url, err);
        else if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    memo_encode(&memo, &bytes);
    if (status == STATUS_OK)
        status = bytes.failed ? no_memory(err) : writer_source(writer, list->url, &state, err);
    if (status == STATUS_OK && !slice_equal(state.memo, buf_slice(&bytes))) {
        state.memo = buf_slice(&bytes);
        status = writer_source_touch(writer, list->url, &state, err);
    }
    buf_clear(&bytes);
    memo_clear(&memo);
    return status;
}

enum status web_settle(struct web *web, struct error *err)
{
    enum status status = STATUS_OK;
    for (struct web_list *list = web->lists; list && status == STATUS_OK; list = list->next)
        status = settle(web, list, err);
    return status;
}

enum status web_name(struct web *web, const char *text, struct slice *url, struct error *err)
{
    struct address address;
    struct error problem = {0};
    struct slice shown = address_shown(slice_from(text), &web->arena);
    enum status status = address_parse(slice_from(text), &web->arena, &address, &problem);
    if (status != STATUS_OK)
        return error_set(err, status, "%.*s: %s", SLICE_ARG(shown), problem.message);
    *url = address.url;
    return put(&web->gone.named, address.url, err);
}

void web_open(struct web *web, struct ingest *ingest, const struct web_options *options)
{
    *web = (struct web){.ingest = ingest, .options = *options};
    struct slice agent = arena_printf(&web->arena, "hemicycle-indexer/%s%s%s%s", HEMICYCLE_VERSION,
                                      options->contact[0] ? " (" : "", options->contact,
                                      options->contact[0] ? ")" : "");
    web->fetching = (struct fetch_options){
        .user_agent = agent.ptr ? agent.ptr : "hemicycle-indexer",
        .max_bytes = options->max_bytes ? options->max_bytes : DEFAULT_MAX_BYTES,
        .connect_ms = CONNECT_MS,
        .total_ms = TOTAL_MS,
        .slow_seconds = SLOW_SECONDS,
        .pause_ms = PAUSE_MS,
        .max_wait_seconds = MAX_WAIT_SECONDS,
        .context = options->context,
        .progress = options->progress,
        .is_interrupted = options->is_interrupted,
    };
}

void web_tidy(const struct web *web)
{
    partial_tidy(web->options.index);
}

void web_close(struct web *web)
{
    fetcher_close(web->fetcher);
    for (struct web_list *list = web->lists; list; list = list->next)
        memo_clear(&list->memo);
    map_clear(&web->gone.dropped);
    map_clear(&web->gone.named);
    map_clear(&web->taken);
    map_clear(&web->held);
    arena_clear(&web->arena);
}
