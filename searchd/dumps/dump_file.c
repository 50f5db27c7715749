// Files of the operator's, as they are: whole, in part (Range), or only if they have changed.
//
// A name is letters, digits, dots, hyphens and underlines, and does not begin with a dot: there is no way to another
// folder, and what is still being written under a hidden name is not there. Only regular files are given out: a link
// may lead anywhere, a pipe or a device would never end. The file is opened once, for headers and bytes alike, so it
// may be replaced meanwhile; what is cut while it is sent ends the connection.
//
// Bytes are read piece by piece in the queue of exports, whatever the disk takes for it, and never compressed: a part
// is one of the file's own bytes. The tag is made of the file's number, size and time: who puts another file in its
// place cannot keep all three.
#include "searchd/dumps/dump_file.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/hash.h"
#include "searchd/dumps/byte_range.h"
#include "searchd/handle/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 192 << 10, NAME_MOST = 200 };

struct dump_file {
    int fd;
    uint64_t at, left; // of what was asked for
};

// What a client may know of the file from another time.
struct dump_state {
    uint64_t size;
    int64_t modified;
    struct slice etag, date; // as headers have them
};

static bool is_name(struct slice name)
{
    if (name.len == 0 || name.len > NAME_MOST || name.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain && c != '.' && c != '-' && c != '_')
            return false;
    }
    return true;
}

static const char *type_of(struct slice name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".ndjson", "application/x-ndjson; charset=utf-8"},
        {".jsonl", "application/x-ndjson; charset=utf-8"},
        {".json", "application/json"},
        {".csv", "text/csv; charset=utf-8"},
        {".txt", "text/plain; charset=utf-8"},
        {".sha256", "text/plain; charset=utf-8"},
        {"SHA256SUMS", "text/plain; charset=utf-8"},
        {".gz", "application/gzip"},
        {".zst", "application/zstd"},
        {".zip", "application/zip"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_ends_with(name, slice_from(types[i].ending)))
            return types[i].type;
    return "application/octet-stream";
}

// STATUS_NOT_FOUND for whatever is no file to be given out.
static enum status open_file(const char *folder, const char *name, int *out, struct stat *info,
                             struct error *err)
{
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = folder_fd < 0 ? -1
                           : openat(folder_fd, name,
                                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int reason = errno;
    if (folder_fd >= 0)
        (void)close(folder_fd);
    if (fd >= 0 && fstat(fd, info) == 0 && S_ISREG(info->st_mode)) {
        *out = fd;
        return STATUS_OK;
    }
    if (fd >= 0)
        (void)close(fd);
    bool is_trouble = fd < 0 && (reason == EMFILE || reason == ENFILE || reason == EIO);
    return is_trouble
               ? error_set(err, STATUS_IO, "%s/%s: %s", folder, name, strerrordesc_np(reason))
               : STATUS_NOT_FOUND;
}

static enum status describe(struct request_context *context, const struct stat *info,
                            struct dump_state *out, struct error *err)
{
    const uint64_t traits[] = {info->st_dev, info->st_ino, (uint64_t)info->st_size,
                               (uint64_t)info->st_mtim.tv_sec, (uint64_t)info->st_mtim.tv_nsec};
    char date[DATE_TIME_SIZE];
    char tag[HEX_U64_LEN + 2] = {'"'};
    *hex_put_u64(tag + 1, hash_bytes(slice_of((const char *)traits, sizeof traits), 0)) = '"';
    *out = (struct dump_state){
        .size = (uint64_t)info->st_size,
        .modified = info->st_mtim.tv_sec,
        .etag = arena_copy(context->arena, slice_of(tag, sizeof tag)),
        .date =
            arena_copy(context->arena, slice_of(date, date_time_http(info->st_mtim.tv_sec, date))),
    };
    return out->etag.ptr && out->date.ptr ? STATUS_OK
                                          : error_set(err, STATUS_NO_MEMORY, "no memory for a tag");
}

// Whether the client has it already (RFC 9110, 13.1: a tag decides where there is one).
static bool is_known(const struct http_request *request, const struct dump_state *state)
{
    struct slice tags = slice_trim(request->if_none_match);
    if (tags.len > 0)
        return slice_equal(tags, SLICE("*")) || http_lists_tag(tags, state->etag);
    int64_t known;
    return date_time_parse_http(slice_trim(request->if_modified_since), clock_wall_seconds(),
                                &known) &&
           state->modified <= known;
}

// Whether a part may be told: the client's other parts are of this very file.
static bool is_same_file(const struct http_request *request, const struct dump_state *state)
{
    struct slice told = slice_trim(request->if_range);
    return told.len == 0 || slice_equal(told, state->etag) || slice_equal(told, state->date);
}

static enum status next_piece(void *state, struct request_context *context, struct buf *out,
                              bool *end, struct error *err)
{
    struct dump_file *file = state;
    (void)context;
    size_t wanted = file->left < PIECE_BYTES ? (size_t)file->left : PIECE_BYTES;
    char *to = buf_reserve(out, wanted);
    if (!to)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a piece of a file");
    ssize_t len = pread(file->fd, to, wanted, (off_t)file->at);
    if (len <= 0)
        return error_set(err, STATUS_IO, "a file that is sent: %s",
                         len < 0 ? strerrordesc_np(errno) : "it has been cut");
    out->len += (size_t)len;
    file->at += (uint64_t)len;
    file->left -= (uint64_t)len;
    *end = file->left == 0;
    return STATUS_OK;
}

static void close_file(void *state)
{
    struct dump_file *file = state;
    (void)close(file->fd);
    free(file);
}

// 416, with the size.
static enum status refuse_range(struct request_context *context, const struct dump_state *state,
                                struct http_response *response, struct error *err)
{
    const struct problem problem = {
        .status = 416,
        .kind = "portion-hors-fichier",
        .title = SLICE("Rien du fichier n’est demandé"),
        .detail = SLICE("La portion demandée commence après la fin du fichier."),
    };
    struct slice size = arena_printf(context->arena, "bytes */%" PRIu64, state->size);
    if (!size.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a header");
    response->status = 416;
    problem_render(context, &problem, response);
    http_add_header(response, "Content-Range", size.ptr);
    return STATUS_OK;
}

// The bytes from `first` on. Takes fd over, on success.
static enum status send_bytes(int fd, uint64_t first, uint64_t len, struct http_response *response,
                              struct error *err)
{
    struct dump_file *file = malloc(sizeof *file);
    if (!file)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a file");
    *file = (struct dump_file){fd, first, len};
    response->stream =
        (struct http_stream){.next = next_piece, .close = close_file, .state = file, .size = len};
    return STATUS_OK;
}

static enum status answer(struct request_context *context, int fd, const struct dump_state *state,
                          struct http_response *response, struct error *err)
{
    const struct http_request *request = context->request;
    http_add_header(response, "Accept-Ranges", "bytes");
    http_add_header(response, "ETag", state->etag.ptr);
    http_add_header(response, "Last-Modified", state->date.ptr);
    if (is_known(request, state)) {
        response->status = 304;
        (void)close(fd);
        return STATUS_OK;
    }
    uint64_t first = 0, len = state->size;
    enum byte_range_kind kind = request->method == HTTP_GET && is_same_file(request, state)
                                    ? byte_range_read(request->range, state->size, &first, &len)
                                    : BYTE_RANGE_WHOLE;
    if (kind == BYTE_RANGE_NONE) {
        enum status status = refuse_range(context, state, response, err);
        if (status == STATUS_OK)
            (void)close(fd);
        return status;
    }
    if (kind == BYTE_RANGE_PART) {
        struct slice part = arena_printf(context->arena, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
                                         first, first + len - 1, state->size);
        if (!part.ptr)
            return error_set(err, STATUS_NO_MEMORY, "no memory for a header");
        response->status = 206;
        http_add_header(response, "Content-Range", part.ptr);
    }
    if (len > 0)
        return send_bytes(fd, first, len, response, err);
    (void)close(fd);
    return STATUS_OK;
}

enum status dump_file_serve(struct request_context *context, struct slice name,
                            struct http_response *response, struct error *err)
{
    struct stat info;
    struct dump_state state;
    int fd = -1;
    struct slice copy = is_name(name) && context->site->dumps
                            ? arena_printf(context->arena, "%.*s", SLICE_ARG(name))
                            : SLICE_NONE;
    if (!copy.ptr)
        return STATUS_NOT_FOUND;
    enum status status = open_file(context->site->dumps, copy.ptr, &fd, &info, err);
    if (status != STATUS_OK)
        return status;
    response->content_type = type_of(name);
    status = describe(context, &info, &state, err);
    if (status == STATUS_OK)
        status = answer(context, fd, &state, response, err);
    if (status != STATUS_OK) {
        (void)close(fd);
        response->header_count = 0;
    }
    return status;
}
