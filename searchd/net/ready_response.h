// A response on its way from the thread that made it to the one that sends it.
//
// It lies in one piece of memory, and pieces of the usual size go back to where they came from. Of the library's own
// response, of which every header is three allocations, the sending thread makes and frees all. So no thread frees what
// another has allocated: it would wait for that one's heap, and that one for it.
#ifndef SEARCHD_NET_READY_RESPONSE_H
#define SEARCHD_NET_READY_RESPONSE_H

#include "searchd/handle/handling.h"

#include <stdbool.h>
#include <stddef.h>

struct MHD_Response;
struct ready_response;

// Pieces of memory that wait for the next response. The caller closes, when all responses are used up or dropped.
struct ready_pool;
struct ready_pool *ready_pool_open(void); // NULL without memory
void ready_pool_close(struct ready_pool *pool);

// Copies what was answered, but for a body in the cache, whose hold it takes over. `stream` is the response that
// delivers the answer's stream, which it takes over too, or NULL where there is none. NULL without memory; what was
// taken over is given up then. Outlives the pool at no time.
struct ready_response *ready_response_make(struct ready_pool *pool, const struct handling *handling,
                                           struct MHD_Response *stream);

// The library's response for it, which is used up; NULL without memory. A last answer ends its connection.
struct MHD_Response *ready_response_take(struct ready_response *ready, bool is_last);

// The library's response for what the sending thread has answered itself: nothing is copied but a body that is not in
// the cache. Takes over what ready_response_make does; NULL without memory.
struct MHD_Response *ready_response_now(const struct handling *handling,
                                        struct MHD_Response *stream, bool is_last);

// Of answers whose length is unknown libmicrohttpd 0.9.75 sends the end of a chunked body even where there is no body
// (HEAD, 304): on a connection that lives on, the client would read it as the beginning of the next answer. So such an
// answer is not chunked, and ends its connection. NULL stays NULL.
struct MHD_Response *ready_response_unchunked(struct MHD_Response *made);

// Gives it up; NULL is fine.
void ready_response_drop(struct ready_response *ready);

#endif
