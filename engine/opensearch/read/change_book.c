// See change_book.h.
//
// The book is read under a lock that readers share, and grows under one that nobody shares: what is to be added is
// fetched before that, and only added if nobody else has meanwhile.
#include "engine/opensearch/read/change_book.h"

#include "base/buf.h"
#include "base/clock.h"
#include "engine/changes/change_keys.h"
#include "engine/changes/change_list.h"
#include "engine/changes/change_row.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/search.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_A_PAGE = 1000, CLEAR_AFTER = CHANGE_LOG_MAX / 4 };

struct book_row {
    uint64_t number; // of its first change
    size_t start, len;
};

struct book_rows {
    uint64_t epoch;       // of the changes; another one: of another index
    uint64_t first, next; // the numbers they begin with and go on with
    struct buf entries;   // of struct book_row
    struct buf bytes;
};

struct change_book {
    pthread_rwlock_t lock;
    struct book_rows rows;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

// --- rows ----------------------------------------------------------------------------------------

static void clear_rows(struct book_rows *rows)
{
    buf_clear(&rows->entries);
    buf_clear(&rows->bytes);
    *rows = (struct book_rows){0};
}

static size_t row_count(const struct book_rows *rows)
{
    return rows->entries.len / sizeof(struct book_row);
}

static struct book_row row_at(const struct book_rows *rows, size_t at)
{
    struct book_row row;
    memcpy(&row, rows->entries.data + at * sizeof row, sizeof row);
    return row;
}

static enum status add_row(struct book_rows *rows, uint64_t number, struct slice bytes,
                           struct error *err)
{
    const struct book_row row = {number, rows->bytes.len, bytes.len};
    buf_append(&rows->entries, &row, sizeof row);
    buf_append_slice(&rows->bytes, bytes);
    return rows->entries.failed || rows->bytes.failed ? no_memory(err) : STATUS_OK;
}

// Appends what was fetched behind them.
static enum status add_rows(struct book_rows *rows, const struct book_rows *more, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < row_count(more); i++) {
        struct book_row row = row_at(more, i);
        status = add_row(rows, row.number, slice_of(more->bytes.data + row.start, row.len), err);
    }
    rows->next = more->next;
    return status;
}

// --- fetching ------------------------------------------------------------------------------------

enum status change_ask(const struct change_asking *asking, const struct buf *body,
                       struct json **answer, struct error *err)
{
    struct buf index = {0};
    buf_printf(&index, "%.*s-meta", SLICE_ARG(asking->name));
    *answer = NULL;
    enum status status = body->failed || index.failed
                             ? no_memory(err)
                             : search_ask(asking->session, buf_slice(&index), buf_slice(body),
                                          asking->limit, answer, err);
    buf_clear(&index);
    return status;
}

void change_ask_put(const struct change_asking *asking, const char *kind, size_t size,
                    struct buf *out)
{
    buf_printf(out,
               "{\"size\":%zu,\"track_total_hits\":false,\"query\":{\"bool\":{\"filter\":["
               "{\"term\":{\"kind\":\"%s\"}},",
               size, kind);
    generation_put_written(asking->generation, asking->generation->committed, out);
}

static enum status take_row(struct book_rows *rows, const struct json *hit, struct buf *bytes,
                            struct error *err)
{
    struct change_row row;
    uint64_t number = (uint64_t)json_int_at(hit, "_source.number");
    buf_reset(bytes);
    if (!json_get_base64(json_text_at(hit, "_source.value"), bytes))
        return bytes->failed ? no_memory(err) : change_damaged(err);
    enum status status = change_row_open(buf_slice(bytes), &row, err);
    if (status != STATUS_OK)
        return status;
    // The oldest may be let go while we read; of all others none is missing.
    if (number < rows->next || (number != rows->next && row_count(rows) > 0))
        return change_damaged(err);
    rows->next = number + row.count;
    return add_row(rows, number, buf_slice(bytes), err);
}

static enum status fetch_page(const struct change_asking *asking, struct book_rows *rows,
                              size_t *count, struct error *err)
{
    struct buf body = {0}, bytes = {0};
    struct json *answer;
    change_ask_put(asking, "row", ROWS_A_PAGE, &body);
    buf_printf(&body, ",{\"range\":{\"number\":{\"gte\":%" PRIu64 ",\"lt\":%" PRIu64 "}}}]}},",
               rows->next, asking->generation->changes.next);
    buf_printf(&body, "\"sort\":[{\"number\":\"asc\"}],\"_source\":[\"number\",\"value\"]}");
    enum status status = change_ask(asking, &body, &answer, err);
    const struct json *hits = json_at(answer, "hits.hits");
    *count = json_size(hits);
    for (size_t i = 0; status == STATUS_OK && i < *count; i++)
        status = take_row(rows, json_nth(hits, i), &bytes, err);
    json_release(answer);
    buf_clear(&body);
    buf_clear(&bytes);
    return status;
}

static bool has_all(const struct book_rows *rows, const struct change_counters *counters)
{
    return rows->epoch == counters->epoch && rows->next >= counters->next;
}

static bool goes_on(const struct book_rows *rows, const struct change_counters *counters)
{
    return rows->epoch == counters->epoch && rows->next >= counters->first &&
           rows->first + CLEAR_AFTER >= counters->first;
}

// Makes the book have all rows of the generation.
static enum status fill_book(struct change_book *book, const struct change_asking *asking,
                             struct error *err)
{
    const struct change_counters *counters = &asking->generation->changes;
    struct book_rows more = {.epoch = counters->epoch};
    pthread_rwlock_rdlock(&book->lock);
    bool is_full = has_all(&book->rows, counters), is_more = goes_on(&book->rows, counters);
    more.first = more.next = is_more ? book->rows.next : counters->first;
    pthread_rwlock_unlock(&book->lock);
    if (is_full)
        return STATUS_OK;
    enum status status = STATUS_OK;
    for (size_t count = ROWS_A_PAGE; status == STATUS_OK && count == ROWS_A_PAGE;)
        status = fetch_page(asking, &more, &count, err);
    if (status == STATUS_OK && more.next != counters->next)
        status = change_damaged(err);
    pthread_rwlock_wrlock(&book->lock);
    if (status == STATUS_OK && !has_all(&book->rows, counters)) {
        if (!goes_on(&book->rows, counters) || book->rows.next != more.first) {
            clear_rows(&book->rows);
            book->rows.epoch = more.epoch;
            book->rows.first = more.first;
        }
        status = add_rows(&book->rows, &more, err);
        if (status != STATUS_OK)
            clear_rows(&book->rows);
    }
    pthread_rwlock_unlock(&book->lock);
    clear_rows(&more);
    return status;
}

// --- the book ------------------------------------------------------------------------------------

struct change_book *change_book_open(void)
{
    struct change_book *book = calloc(1, sizeof *book);
    if (book)
        pthread_rwlock_init(&book->lock, NULL);
    return book;
}

void change_book_close(struct change_book *book)
{
    if (!book)
        return;
    clear_rows(&book->rows);
    pthread_rwlock_destroy(&book->lock);
    free(book);
}

struct book_reading {
    const struct book_rows *rows;
    uint64_t end; // of the generation
    size_t at;
};

static enum status tell_row(const struct book_reading *reading, uint64_t *number, struct slice *row)
{
    if (reading->at >= row_count(reading->rows))
        return STATUS_NOT_FOUND;
    struct book_row told = row_at(reading->rows, reading->at);
    *number = told.number;
    *row = slice_of(reading->rows->bytes.data + told.start, told.len);
    return told.number < reading->end ? STATUS_OK : STATUS_NOT_FOUND;
}

static enum status seek_row(void *context, uint64_t from, uint64_t *number, struct slice *row,
                            struct error *err)
{
    struct book_reading *reading = context;
    (void)err;
    size_t low = 0, high = row_count(reading->rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_at(reading->rows, middle).number < from)
            low = middle + 1;
        else
            high = middle;
    }
    reading->at = low;
    return tell_row(reading, number, row);
}

static enum status next_row(void *context, uint64_t *number, struct slice *row, struct error *err)
{
    struct book_reading *reading = context;
    (void)err;
    reading->at++;
    return tell_row(reading, number, row);
}

enum status change_book_list(struct change_book *book, const struct change_asking *asking,
                             const struct change_request *request, struct arena *arena,
                             struct change_list *out, struct error *err)
{
    const struct change_counters *counters = &asking->generation->changes;
    enum status status = fill_book(book, asking, err);
    if (status != STATUS_OK)
        return status;
    pthread_rwlock_rdlock(&book->lock);
    struct book_reading reading = {.rows = &book->rows, .end = counters->next};
    const struct change_rows rows = {*counters, clock_wall_seconds(), &reading, seek_row, next_row};
    status = has_all(&book->rows, counters)
                 ? change_list_make(&rows, request, arena, out, err)
                 : error_set(err, STATUS_BUSY, "the index was made anew meanwhile");
    pthread_rwlock_unlock(&book->lock);
    return status;
}
