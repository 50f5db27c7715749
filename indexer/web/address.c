// See address.h. One of the two homes of libcurl: what its parser says here is what its transfers will do.
//
// An address is a source's name in the index, so it has one spelling. A password in it would stand in every document's
// source, in messages and in lists of processes: it is refused, and never shown.
#include "indexer/web/address.h"

#include <curl/curl.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LEN = 2000, HTTP_PORT = 80, HTTPS_PORT = 443 };

// How many bytes of the text are a scheme and "://"; 0: it has none.
static size_t scheme_len(struct slice text)
{
    size_t len = 0;
    while (len < text.len && isalnum((unsigned char)text.ptr[len]))
        len++;
    bool is_scheme = len > 1 && slice_starts_with(slice_from_offset(text, len), SLICE("://"));
    return is_scheme ? len + 3 : 0;
}

bool address_is(const char *text)
{
    return scheme_len(slice_from(text)) > 0;
}

struct slice address_shown(struct slice text, struct arena *arena)
{
    size_t start = scheme_len(text), end = start, at = 0;
    while (end < text.len && !strchr("/?#", text.ptr[end]))
        end++;
    for (size_t i = start; i < end; i++)
        if (text.ptr[i] == '@')
            at = i;
    if (at == 0)
        return arena_copy(arena, text);
    return arena_printf(arena, "%.*s...%.*s", (int)start, text.ptr,
                        SLICE_ARG(slice_from_offset(text, at)));
}

// One part of the address, copied; {NULL, 0} where it has none.
static struct slice part_of(CURLU *url, CURLUPart which, struct arena *arena)
{
    char *text = NULL;
    if (curl_url_get(url, which, &text, which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) !=
        CURLUE_OK)
        return SLICE_NONE;
    struct slice copy = arena_copy(arena, slice_from(text));
    curl_free(text);
    return copy;
}

static bool has_user(CURLU *url, struct arena *arena)
{
    return part_of(url, CURLUPART_USER, arena).ptr || part_of(url, CURLUPART_PASSWORD, arena).ptr;
}

static const char *why_refused(CURLU *url, struct arena *arena)
{
    struct slice scheme = part_of(url, CURLUPART_SCHEME, arena);
    if (!slice_equal(scheme, SLICE("http")) && !slice_equal(scheme, SLICE("https")))
        return "only http and https are asked";
    if (has_user(url, arena))
        return "an address must not hold a user or a password";
    return NULL;
}

// The one spelling: scheme and host in lower case, no default port, no fragment.
static bool read_parts(CURLU *url, struct arena *arena, struct address *out)
{
    char *text = NULL;
    struct slice host = part_of(url, CURLUPART_HOST, arena);
    char *lower = arena_alloc(arena, host.len + 1);
    if (!host.ptr || !lower)
        return false;
    for (size_t i = 0; i <= host.len; i++)
        lower[i] = (char)tolower((unsigned char)host.ptr[i]);
    out->host = slice_of(lower, host.len);
    struct slice port = part_of(url, CURLUPART_PORT, arena);
    out->port = port.ptr ? (uint16_t)strtoul(port.ptr, NULL, 10) : 0;
    if (curl_url_set(url, CURLUPART_HOST, lower, 0) != CURLUE_OK ||
        curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_URL, &text, CURLU_NO_DEFAULT_PORT) != CURLUE_OK)
        return false;
    out->url = arena_copy(arena, slice_from(text));
    curl_free(text);
    out->is_secure = slice_starts_with(out->url, SLICE("https:"));
    return out->url.ptr != NULL;
}

enum status address_parse(struct slice text, struct arena *arena, struct address *out,
                          struct error *err)
{
    if (text.len > MAX_LEN)
        return error_set(err, STATUS_INVALID, "an address longer than %d bytes", MAX_LEN);
    struct slice copy = arena_copy(arena, text); // with a NUL
    CURLU *url = curl_url();
    enum status status = STATUS_OK;
    if (!copy.ptr || !url)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    CURLUcode code =
        status == STATUS_OK ? curl_url_set(url, CURLUPART_URL, copy.ptr, 0) : CURLUE_OK;
    const char *reason = code == CURLUE_UNSUPPORTED_SCHEME ? "only http and https are asked" : NULL;
    if (code != CURLUE_OK && !reason)
        reason = curl_url_strerror(code);
    if (status == STATUS_OK && !reason)
        reason = why_refused(url, arena);
    if (reason)
        status = error_set(err, STATUS_INVALID, "%s", reason);
    if (status == STATUS_OK && !read_parts(url, arena, out))
        status = error_set(err, STATUS_INVALID, "not an address of the Web");
    curl_url_cleanup(url);
    return status;
}

bool address_is_same_server(const struct address *from, const struct address *to)
{
    if (!slice_equal(from->host, to->host))
        return false;
    if (from->is_secure == to->is_secure)
        return from->port == to->port;
    return to->is_secure && to->port == HTTPS_PORT && from->port == HTTP_PORT;
}
