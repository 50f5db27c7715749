// See ready_response.h.
//
//     struct ready_response, with the names of its headers | their values, each with its NUL | body
#include "searchd/net/ready_response.h"

#include <microhttpd.h>

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE_BYTES = 8 << 10, // a search's usual answer
    LITTLE_BYTES = 1 << 10,
    PIECES_KEPT = 64,
};

struct ready_response {
    struct ready_pool *pool;     // where it goes back to; NULL: to the heap
    struct ready_response *next; // in the pool
    unsigned status;
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS + 1]; // values: in bytes
    size_t header_count;
    struct slice body;
    struct stored_answer *stored; // whose body it is; NULL: its own
    struct MHD_Response *stream;  // NULL: none
    char bytes[];
};

struct ready_pool {
    pthread_mutex_t lock;
    struct ready_response *first; // guarded by lock
    unsigned count;
};

struct ready_pool *ready_pool_open(void)
{
    struct ready_pool *pool = calloc(1, sizeof *pool);
    if (pool)
        (void)pthread_mutex_init(&pool->lock, NULL); // cannot fail on Linux
    return pool;
}

void ready_pool_close(struct ready_pool *pool)
{
    if (!pool)
        return;
    while (pool->first) {
        struct ready_response *piece = pool->first;
        pool->first = piece->next;
        free(piece);
    }
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

// What is little costs less from the heap, also where many wait for slow clients; what is large is rare.
static struct ready_response *take_piece(struct ready_pool *pool, size_t size)
{
    if (size > PIECE_BYTES || size <= LITTLE_BYTES)
        pool = NULL;
    struct ready_response *piece = NULL;
    if (pool) {
        (void)pthread_mutex_lock(&pool->lock);
        piece = pool->first;
        if (piece) {
            pool->first = piece->next;
            pool->count--;
        }
        (void)pthread_mutex_unlock(&pool->lock);
    }
    if (!piece)
        piece = malloc(pool ? PIECE_BYTES : size);
    if (piece)
        piece->pool = pool;
    return piece;
}

static void give_piece(struct ready_response *piece)
{
    struct ready_pool *pool = piece->pool;
    bool is_kept = false;
    if (pool) {
        (void)pthread_mutex_lock(&pool->lock);
        is_kept = pool->count < PIECES_KEPT;
        if (is_kept) {
            piece->next = pool->first;
            pool->first = piece;
            pool->count++;
        }
        (void)pthread_mutex_unlock(&pool->lock);
    }
    if (!is_kept)
        free(piece);
}

// What an answer brings as headers, its type first; returns how many.
static size_t list_headers(const struct http_response *response, struct http_header *headers)
{
    size_t count = 0;
    if (response->content_type && response->status != 304)
        headers[count++] = (struct http_header){"Content-Type", response->content_type};
    for (size_t i = 0; i < response->header_count; i++)
        if (response->headers[i].value)
            headers[count++] = response->headers[i];
    return count;
}

struct ready_response *ready_response_make(struct ready_pool *pool, const struct handling *handling,
                                           struct MHD_Response *stream)
{
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS + 1];
    size_t sizes[HTTP_MAX_RESPONSE_HEADERS + 1];
    size_t count = list_headers(&handling->response, headers);
    bool copies_body = !stream && !handling->stored && handling->response.status != 304;
    size_t size = sizeof(struct ready_response) + (copies_body ? handling->body.len : 0);
    for (size_t i = 0; i < count; i++)
        size += sizes[i] = strlen(headers[i].value) + 1;
    struct ready_response *ready = take_piece(pool, size);
    if (!ready) {
        if (handling->stored)
            answer_cache_release(handling->stored);
        if (stream)
            MHD_destroy_response(stream);
        return NULL;
    }
    ready->status = handling->response.status;
    ready->header_count = count;
    ready->body = handling->body;
    ready->stored = handling->stored;
    ready->stream = stream;
    char *to = ready->bytes;
    for (size_t i = 0; i < count; i++) {
        ready->headers[i] = (struct http_header){headers[i].name, to};
        to = (char *)memcpy(to, headers[i].value, sizes[i]) + sizes[i];
    }
    if (copies_body && ready->body.len > 0)
        memcpy(to, ready->body.ptr, ready->body.len);
    if (copies_body)
        ready->body.ptr = to;
    return ready;
}

void ready_response_drop(struct ready_response *ready)
{
    if (!ready)
        return;
    if (ready->stored)
        answer_cache_release(ready->stored);
    if (ready->stream)
        MHD_destroy_response(ready->stream);
    give_piece(ready);
}

// For 304: a body of unknown length (none is sent), so that no Content-Length claims that a 304 stands for
// an empty document.
static ssize_t pull_nothing(void *cls, uint64_t position, char *out, size_t max)
{
    (void)cls;
    (void)position;
    (void)out;
    (void)max;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

struct MHD_Response *ready_response_unchunked(struct MHD_Response *made)
{
    if (made)
        (void)MHD_set_response_options(made, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return made;
}

// The library's prototype lacks the const that its documentation promises.
static void *unconst(const char *bytes)
{
    return (void *)(uintptr_t)bytes;
}

// `drop` is called with cls when the last byte of the body is sent; NULL: the body is copied. Not for what has no body.
static struct MHD_Response *create(struct MHD_Response *stream, unsigned status, struct slice body,
                                   MHD_ContentReaderFreeCallback drop, void *cls)
{
    if (stream)
        return stream;
    if (status == 304)
        return ready_response_unchunked(
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1, pull_nothing, NULL, NULL));
    if (!drop)
        return MHD_create_response_from_buffer(body.len, unconst(body.ptr), MHD_RESPMEM_MUST_COPY);
    return MHD_create_response_from_buffer_with_free_callback_cls(body.len, unconst(body.ptr), drop,
                                                                  cls);
}

static void add_headers(struct MHD_Response *made, const struct http_header *headers, size_t count,
                        bool is_last)
{
    for (size_t i = 0; made && i < count; i++)
        (void)MHD_add_response_header(made, headers[i].name, headers[i].value);
    if (made && is_last)
        (void)MHD_add_response_header(made, "Connection", "close");
}

static void drop_ready(void *ready)
{
    ready_response_drop(ready);
}

struct MHD_Response *ready_response_take(struct ready_response *ready, bool is_last)
{
    struct MHD_Response *stream = ready->stream;
    ready->stream = NULL;
    struct MHD_Response *made = create(stream, ready->status, ready->body, drop_ready, ready);
    bool is_held = made && !stream && ready->status != 304;
    add_headers(made, ready->headers, ready->header_count, is_last);
    if (!is_held)
        ready_response_drop(ready);
    return made;
}

static void release_stored(void *stored)
{
    answer_cache_release(stored);
}

struct MHD_Response *ready_response_now(const struct handling *handling,
                                        struct MHD_Response *stream, bool is_last)
{
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS + 1];
    size_t count = list_headers(&handling->response, headers);
    unsigned status = handling->response.status;
    struct stored_answer *stored = handling->stored;
    struct MHD_Response *made =
        create(stream, status, handling->body, stored ? release_stored : NULL, stored);
    bool is_held = made && !stream && status != 304;
    add_headers(made, headers, count, is_last);
    if (stored && !is_held)
        answer_cache_release(stored);
    return made;
}
