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

// What the library's response is made of.
struct parts {
    unsigned status;
    struct slice body;
    struct MHD_Response *stream; // NULL: none
    const struct http_header *headers;
    size_t header_count;
    void (*drop)(void *cls); // when body and headers are needed no more; NULL: the body is copied
    void *cls;
};

static struct MHD_Response *create(const struct parts *parts)
{
    void *body = (void *)(uintptr_t)
                     parts->body.ptr; // the library's prototype lacks the const that it promises
    if (parts->stream)
        return parts->stream;
    if (parts->status == 304)
        return ready_response_unchunked(
            MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1, pull_nothing, NULL, NULL));
    if (!parts->drop)
        return MHD_create_response_from_buffer(parts->body.len, body, MHD_RESPMEM_MUST_COPY);
    return MHD_create_response_from_buffer_with_free_callback_cls(parts->body.len, body,
                                                                  parts->drop, parts->cls);
}

static struct MHD_Response *respond(const struct parts *parts, bool is_last)
{
    struct MHD_Response *made = create(parts);
    bool holds_body = made && !parts->stream && parts->status != 304; // until its last byte is sent
    for (size_t i = 0; made && i < parts->header_count; i++)
        (void)MHD_add_response_header(made, parts->headers[i].name, parts->headers[i].value);
    if (made && is_last)
        (void)MHD_add_response_header(made, "Connection", "close");
    if (parts->drop && !holds_body)
        parts->drop(parts->cls);
    return made;
}

static void drop_ready(void *ready)
{
    ready_response_drop(ready);
}

struct MHD_Response *ready_response_take(struct ready_response *ready, bool is_last)
{
    const struct parts parts = {ready->status,       ready->body, ready->stream, ready->headers,
                                ready->header_count, drop_ready,  ready};
    ready->stream = NULL;
    return respond(&parts, is_last);
}

static void release_stored(void *stored)
{
    answer_cache_release(stored);
}

struct MHD_Response *ready_response_now(const struct handling *handling,
                                        struct MHD_Response *stream, bool is_last)
{
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS + 1];
    const struct parts parts = {.status = handling->response.status,
                                .body = handling->body,
                                .stream = stream,
                                .headers = headers,
                                .header_count = list_headers(&handling->response, headers),
                                .drop = handling->stored ? release_stored : NULL,
                                .cls = handling->stored};
    return respond(&parts, is_last);
}
