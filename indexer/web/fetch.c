// See fetch.h. The other home of libcurl: one handle, so one connection at a time.
//
// An answer is judged by its first byte: 200 begins the file anew, 206 goes on where it ends, all else is thrown away.
// Asked for is the rest of the file if the server can be told of which version it is (If-Range): of another one it
// sends all. What is packed on the way (Content-Encoding) cannot be gone on with, since ranges count packed bytes.
//
// Redirects are followed here and not by libcurl, because the one question to ask of each is whether it leaves the
// server that the operator named. libcurl checks certificates and lengths (a body that ends before its Content-Length
// is an error), unpacks, and knows proxies from the environment.
#include "indexer/web/fetch.h"

#include "base/clock.h"
#include "indexer/web/hosts.h"

#include <curl/curl.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    MAX_HOPS = 5,
    MAX_WAITS = 2,
    MAX_ERROR_BODY = 64 * 1024, // read, so that the connection can be used again
    MOST_RATIO = 250,           // text packs to a tenth; a bomb to a thousandth
    HARMLESS = 1024 * 1024,     // so much may pack as well as it likes
    NAP_MS = 50,
    SLOW_BYTES_PER_SECOND = 1,
};

enum {
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    HTTP_SAME = 304,
    HTTP_BAD_RANGE = 416,
    HTTP_BUSY = 429,
    HTTP_UNAVAILABLE = 503
};

struct fetcher {
    const struct fetch_options *options;
    CURL *curl;
    struct hosts hosts;
    char error[CURL_ERROR_SIZE];
};

// One question and its answer.
struct transfer {
    struct fetcher *fetcher;
    const struct fetch_request *request;
    struct fetch_answer *answer;
    struct address address; // where it is asked: the request's, or where that led
    struct host *host;
    struct arena *arena;
    bool has_range, has_begun, is_thrown_away, is_packed;
    bool is_off_range; // the server sent another part than was asked for
    bool is_settled;   // the answer says what is wrong
    uint64_t offset;   // where the part that is asked for begins
    uint64_t thrown_away, unpacked;
};

// --- answers -------------------------------------------------------------------------------------

static void settle(struct transfer *transfer, enum fetch_result result, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void settle(struct transfer *transfer, enum fetch_result result, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(transfer->answer->reason, sizeof transfer->answer->reason, format, args);
    va_end(args);
    transfer->answer->result = result;
    transfer->is_settled = true;
}

static long code_of(const struct transfer *transfer)
{
    long code = 0;
    (void)curl_easy_getinfo(transfer->fetcher->curl, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

// The value of a header of the last answer; NULL without it. Borrowed until the next question.
static const char *header_of(const struct transfer *transfer, const char *name)
{
    struct curl_header *header;
    CURLHcode code = curl_easy_header(transfer->fetcher->curl, name, 0, CURLH_HEADER, -1, &header);
    return code == CURLHE_OK ? header->value : NULL;
}

// Keeps a header that goes back to the server as it came, if it fits and is plain.
static void keep_header(const struct transfer *transfer, const char *name, char *out, size_t size)
{
    const char *value = header_of(transfer, name);
    out[0] = '\0';
    if (!value || strlen(value) >= size)
        return;
    for (const char *c = value; *c; c++)
        if (*c < ' ' || *c > '~')
            return;
    memcpy(out, value, strlen(value) + 1);
}

// What names exactly these bytes (RFC 9110, 8.8.1 and 8.8.2.2): a strong ETag; or a date that was past when they were
// sent, so that they cannot have changed within its second.
static const char *strong_validator(const struct transfer *transfer)
{
    const struct validators *validators = &transfer->answer->validators;
    if (validators->etag[0])
        return validators->etag[0] == '"' ? validators->etag : "";
    const char *sent = header_of(transfer, "Date");
    time_t modified = validators->modified[0] ? curl_getdate(validators->modified, NULL) : -1;
    return sent && modified > 0 && curl_getdate(sent, NULL) > modified ? validators->modified : "";
}

// --- its body ------------------------------------------------------------------------------------

// Whether the part begins where the file ends: "bytes 1000-1999/2000".
static bool is_the_rest(const struct transfer *transfer)
{
    const char *range = header_of(transfer, "Content-Range");
    if (!transfer->has_range || !range || strncasecmp(range, "bytes ", 6) != 0)
        return false;
    return strtoull(range + 6, NULL, 10) == transfer->request->partial->size && range[6] >= '0' &&
           range[6] <= '9';
}

static bool fits(struct transfer *transfer, uint64_t bytes)
{
    if (bytes <= transfer->fetcher->options->max_bytes)
        return true;
    settle(transfer, FETCH_REFUSED, "is larger than %" PRIu64 " bytes (--max-download)",
           transfer->fetcher->options->max_bytes);
    return false;
}

static bool note_write(struct transfer *transfer, enum status status, const struct error *problem)
{
    if (status != STATUS_OK)
        settle(transfer, FETCH_UNWRITTEN, "%s", problem->message);
    return status == STATUS_OK;
}

// The headers are there. False ends the transfer.
static bool begin(struct transfer *transfer)
{
    struct partial *partial = transfer->request->partial;
    struct validators *validators = &transfer->answer->validators;
    struct error problem = {0};
    curl_off_t announced = -1;
    long code = code_of(transfer);
    transfer->has_begun = true;
    transfer->is_thrown_away = code != HTTP_OK && code != HTTP_PARTIAL;
    if (transfer->is_thrown_away)
        return true;
    transfer->is_off_range = code == HTTP_PARTIAL && !is_the_rest(transfer);
    if (transfer->is_off_range)
        return false;
    transfer->offset = code == HTTP_PARTIAL ? partial->size : 0;
    transfer->is_packed = header_of(transfer, "Content-Encoding") != NULL;
    keep_header(transfer, "ETag", validators->etag, sizeof validators->etag);
    keep_header(transfer, "Last-Modified", validators->modified, sizeof validators->modified);
    (void)curl_easy_getinfo(transfer->fetcher->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                            &announced);
    if (announced > 0 && !transfer->is_packed &&
        !fits(transfer, transfer->offset + (uint64_t)announced))
        return false;
    if (code == HTTP_PARTIAL)
        return true;
    const char *validator = transfer->is_packed ? "" : strong_validator(transfer);
    enum status status =
        partial_restart(partial, transfer->request->address.url, validator, &problem);
    return note_write(transfer, status, &problem);
}

// Whether so many bytes can have come of what was sent.
static bool is_likely(struct transfer *transfer)
{
    curl_off_t sent = 0;
    if (!transfer->is_packed)
        return true;
    (void)curl_easy_getinfo(transfer->fetcher->curl, CURLINFO_SIZE_DOWNLOAD_T, &sent);
    if (transfer->unpacked <= HARMLESS + MOST_RATIO * ((uint64_t)sent + CURL_MAX_WRITE_SIZE))
        return true;
    settle(transfer, FETCH_REFUSED, "unpacks to more than %d times what was sent", MOST_RATIO);
    return false;
}

static size_t on_body(char *bytes, size_t one, size_t len, void *context)
{
    struct transfer *transfer = context;
    struct partial *partial = transfer->request->partial;
    struct error problem = {0};
    (void)one;
    if (!transfer->has_begun && !begin(transfer))
        return CURL_WRITEFUNC_ERROR;
    if (transfer->is_thrown_away) {
        transfer->thrown_away += len;
        return transfer->thrown_away <= MAX_ERROR_BODY ? len : CURL_WRITEFUNC_ERROR;
    }
    transfer->unpacked += len;
    if (!fits(transfer, partial->size + len) || !is_likely(transfer))
        return CURL_WRITEFUNC_ERROR;
    enum status status = partial_append(partial, bytes, len, &problem);
    return note_write(transfer, status, &problem) ? len : CURL_WRITEFUNC_ERROR;
}

static int on_progress(void *context, curl_off_t total, curl_off_t done, curl_off_t up_total,
                       curl_off_t up_done)
{
    const struct transfer *transfer = context;
    const struct fetch_options *options = transfer->fetcher->options;
    (void)up_total;
    (void)up_done;
    if (transfer->has_begun && !transfer->is_thrown_away && options->progress) {
        uint64_t before = transfer->offset;
        options->progress(options->context, transfer->request->address.url.ptr,
                          before + (uint64_t)done, total > 0 ? before + (uint64_t)total : 0);
    }
    return options->is_interrupted && options->is_interrupted(options->context);
}

// --- the question --------------------------------------------------------------------------------

static bool add_header(struct curl_slist **headers, struct arena *arena, const char *name,
                       const char *value)
{
    struct slice line = arena_printf(arena, "%s: %s", name, value);
    struct curl_slist *longer = line.ptr ? curl_slist_append(*headers, line.ptr) : NULL;
    if (longer)
        *headers = longer;
    return longer != NULL;
}

static bool add_headers(const struct transfer *transfer, struct curl_slist **headers)
{
    const struct validators *known = &transfer->request->known;
    const struct partial *partial = transfer->request->partial;
    bool fine = true;
    if (known->etag[0])
        fine = fine && add_header(headers, transfer->arena, "If-None-Match", known->etag);
    if (known->modified[0])
        fine = fine && add_header(headers, transfer->arena, "If-Modified-Since", known->modified);
    if (transfer->has_range) {
        struct slice range = arena_printf(transfer->arena, "bytes=%" PRIu64 "-", partial->size);
        fine = fine && range.ptr && add_header(headers, transfer->arena, "Range", range.ptr) &&
               add_header(headers, transfer->arena, "If-Range", partial->validator);
    }
    return fine;
}

static CURLcode perform(struct transfer *transfer, struct curl_slist *headers)
{
    CURL *curl = transfer->fetcher->curl;
    const struct fetch_options *options = transfer->fetcher->options;
    transfer->fetcher->error[0] = '\0';
    curl_easy_reset(curl);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->fetcher->error);
    (void)curl_easy_setopt(curl, CURLOPT_URL, transfer->address.url.ptr);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, options->user_agent);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, transfer->has_range ? NULL : "gzip");
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_ms);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)options->total_ms);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_PER_SECOND);
    (void)curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)options->slow_seconds);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    return curl_easy_perform(curl);
}

// Sleeps a little at a time. False: interrupted.
static bool wait_ms(const struct fetcher *fetcher, int64_t wait)
{
    const struct fetch_options *options = fetcher->options;
    for (int64_t end = clock_coarse_ms() + wait; clock_coarse_ms() < end;) {
        if (options->is_interrupted && options->is_interrupted(options->context))
            return false;
        struct timespec nap = {.tv_nsec = NAP_MS * 1000000};
        (void)nanosleep(&nap, NULL);
    }
    return true;
}

static bool is_no_connection(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
           code == CURLE_COULDNT_CONNECT || code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_OPERATION_TIMEDOUT;
}

// What went wrong on the way, in words. A body that breaks off is told as such.
static void settle_failure(struct transfer *transfer, CURLcode code)
{
    const char *why =
        transfer->fetcher->error[0] ? transfer->fetcher->error : curl_easy_strerror(code);
    if (transfer->has_begun && !transfer->is_thrown_away && code == CURLE_BAD_CONTENT_ENCODING)
        settle(transfer, FETCH_REFUSED, "is packed in a way that cannot be read (%s)", why);
    else if (transfer->has_begun && !transfer->is_thrown_away)
        settle(transfer, FETCH_UNREACHABLE, "breaks off after %" PRIu64 " bytes (%s)",
               transfer->request->partial->size, why);
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        settle(transfer, FETCH_UNREACHABLE, "its certificate is not trusted (%s)", why);
    else
        settle(transfer, FETCH_UNREACHABLE, "cannot be reached (%s)", why);
    if (!transfer->has_begun && is_no_connection(code) && code_of(transfer) == 0)
        transfer->host->is_down = true;
}

static bool is_redirect(long code)
{
    return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

// --- what to do with the answer ------------------------------------------------------------------

static void settle_body(struct transfer *transfer)
{
    if (!transfer->has_begun || transfer->request->partial->size == 0)
        settle(transfer, FETCH_REFUSED, "is empty");
    else
        settle(transfer, FETCH_BODY, "%s", "");
}

// Goes where the server says. Settled: it does not.
static void follow(struct transfer *transfer, unsigned hop)
{
    char *location = NULL;
    struct address next;
    (void)curl_easy_getinfo(transfer->fetcher->curl, CURLINFO_REDIRECT_URL, &location);
    struct slice target = location ? slice_from(location) : SLICE_NONE;
    struct slice shown = location ? address_shown(target, transfer->arena) : SLICE("nowhere");
    enum status status =
        location ? address_parse(target, transfer->arena, &next, NULL) : STATUS_INVALID;
    if (status != STATUS_OK)
        settle(transfer, FETCH_UNREACHABLE, "leads to %.*s, which is not asked", SLICE_ARG(shown));
    else if (!address_is_same_server(&transfer->request->address, &next) &&
             !address_is_same_server(&transfer->address, &next))
        settle(transfer, FETCH_UNREACHABLE,
               "leads to another server, %.*s: name that if you trust it", SLICE_ARG(shown));
    else if (hop >= MAX_HOPS)
        settle(transfer, FETCH_UNREACHABLE, "leads on and on, now to %.*s", SLICE_ARG(shown));
    else
        transfer->address = next;
}

// Waits as long as a busy server asks, within reason. Settled: it asks too much.
static void wait_for_turn(struct transfer *transfer, long code, unsigned waits)
{
    curl_off_t seconds = 0;
    (void)curl_easy_getinfo(transfer->fetcher->curl, CURLINFO_RETRY_AFTER, &seconds);
    if (!header_of(transfer, "Retry-After")) {
        settle(transfer, FETCH_UNREACHABLE, "answers %ld", code);
    } else if (waits >= MAX_WAITS ||
               seconds > (curl_off_t)transfer->fetcher->options->max_wait_seconds) {
        settle(transfer, FETCH_UNREACHABLE,
               "answers %ld and asks to be left alone for %lld seconds", code, (long long)seconds);
        transfer->host->is_down = true;
    } else if (!wait_ms(transfer->fetcher, (int64_t)seconds * 1000)) {
        settle(transfer, FETCH_INTERRUPTED, "%s", "");
    }
}

// Whether what was asked for is not the rest of the file: it is another part, or the file has all already, because the
// last run was killed when it had it.
static bool has_no_rest(const struct transfer *transfer, CURLcode code)
{
    long http = code_of(transfer);
    bool is_nothing = http == HTTP_PARTIAL && code == CURLE_OK && !transfer->has_begun;
    return transfer->is_off_range || http == HTTP_BAD_RANGE || is_nothing;
}

// Not settled: to be asked again, perhaps elsewhere.
static void judge(struct transfer *transfer, CURLcode code, unsigned round)
{
    long http = code_of(transfer);
    bool was_asked_for_change =
        transfer->request->known.etag[0] || transfer->request->known.modified[0];
    bool is_cut_short = code == CURLE_WRITE_ERROR && transfer->is_thrown_away; // by on_body
    if (transfer->is_settled)
        return;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        settle(transfer, FETCH_INTERRUPTED, "%s", "");
    else if (transfer->has_range && has_no_rest(transfer, code))
        transfer->request->partial->validator[0] = '\0'; // all of it, then
    else if (transfer->is_off_range)
        settle(transfer, FETCH_UNREACHABLE, "answers with a part when all of it was asked for");
    else if (code != CURLE_OK && !is_cut_short)
        settle_failure(transfer, code);
    else if (http == HTTP_OK || (http == HTTP_PARTIAL && transfer->has_range))
        settle_body(transfer);
    else if (http == HTTP_SAME && was_asked_for_change)
        settle(transfer, FETCH_SAME, "%s", "");
    else if (is_redirect(http))
        follow(transfer, round);
    else if (http == HTTP_BUSY || http == HTTP_UNAVAILABLE)
        wait_for_turn(transfer, http, round);
    else
        settle(transfer, FETCH_UNREACHABLE, "answers %ld", http);
}

static enum status ask(struct transfer *transfer, unsigned round, struct error *err)
{
    struct curl_slist *headers = NULL;
    const struct partial *partial = transfer->request->partial;
    transfer->has_begun = transfer->is_thrown_away = transfer->is_off_range = false;
    transfer->unpacked = transfer->thrown_away = 0;
    transfer->has_range = partial->size > 0 && partial->validator[0] != '\0';
    bool fine = add_headers(transfer, &headers);
    if (fine)
        judge(transfer, perform(transfer, headers), round);
    host_has_answered(transfer->host);
    curl_slist_free_all(headers);
    return fine ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a request");
}

enum status fetch(struct fetcher *fetcher, const struct fetch_request *request,
                  struct fetch_answer *answer, struct error *err)
{
    struct arena arena;
    struct transfer transfer = {.fetcher = fetcher,
                                .request = request,
                                .answer = answer,
                                .address = request->address,
                                .host = hosts_find(&fetcher->hosts, request->address.host),
                                .arena = &arena};
    enum status status = STATUS_OK;
    *answer = (struct fetch_answer){.result = FETCH_INTERRUPTED};
    if (!transfer.host)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request");
    arena_init(&arena, 0);
    if (transfer.host->is_down)
        settle(&transfer, FETCH_UNREACHABLE, "is not asked, since %.*s did not answer before",
               SLICE_ARG(transfer.host->name));
    else if (!wait_ms(fetcher, host_pause_ms(transfer.host, fetcher->options->pause_ms)))
        settle(&transfer, FETCH_INTERRUPTED, "%s", "");
    for (unsigned round = 0; status == STATUS_OK && !transfer.is_settled; round++)
        status = ask(&transfer, round, err);
    arena_clear(&arena);
    return status;
}

enum status fetcher_open(const struct fetch_options *options, struct fetcher **out,
                         struct error *err)
{
    struct fetcher *fetcher = calloc(1, sizeof *fetcher);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(fetcher);
        return error_set(err, STATUS_NO_MEMORY, "libcurl cannot be used");
    }
    if (fetcher)
        fetcher->curl = curl_easy_init();
    if (!fetcher || !fetcher->curl) {
        fetcher_close(fetcher);
        return error_set(err, STATUS_NO_MEMORY, "no memory to ask the Web");
    }
    fetcher->options = options;
    *out = fetcher;
    return STATUS_OK;
}

void fetcher_close(struct fetcher *fetcher)
{
    if (!fetcher)
        return;
    curl_easy_cleanup(fetcher->curl);
    hosts_clear(&fetcher->hosts);
    free(fetcher);
    curl_global_cleanup();
}
