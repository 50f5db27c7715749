// See archive.h. The home of libzip.
//
// Two sizes give a bomb away: that of one member beside its packed bytes, and the sum of all packed bytes
// beside the archive, which is larger only where members share bytes.
#include "indexer/ingest/archive.h"

#include <zip.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MOST_MEMBERS = 4000000,
    MOST_RATIO = 250,       // text packs to a tenth; a bomb to a thousandth
    HARMLESS = 1024 * 1024, // a member of up to so many bytes may pack as well as it likes
    MAX_MEMBER_NAME_LEN = 1000,
};

struct archive {
    zip_t *zip;
    zip_int64_t next, count;
    zip_file_t *file; // the open member
    uint64_t left;    // of it, as the archive says
};

bool archive_is(struct slice head)
{
    return slice_starts_with(head, SLICE("PK\x03\x04")) ||
           slice_starts_with(head, SLICE("PK\x05\x06")); // without members
}

static const char *why_refused_at_all(const struct archive *archive, uint64_t size)
{
    uint64_t packed = 0;
    if (archive->count > MOST_MEMBERS)
        return "an archive of too many members";
    for (zip_int64_t i = 0; i < archive->count; i++) {
        zip_stat_t info;
        if (zip_stat_index(archive->zip, (zip_uint64_t)i, 0, &info) == 0 &&
            (info.valid & ZIP_STAT_COMP_SIZE))
            packed += info.comp_size < size + 1 ? info.comp_size : size + 1;
    }
    return packed > size ? "an archive whose members share their bytes" : NULL;
}

enum status archive_open(int fd, struct archive **out, struct error *err)
{
    struct archive *archive = calloc(1, sizeof *archive);
    struct stat info;
    int code = 0, own = dup(fd);
    if (!archive || own < 0 || fstat(fd, &info) < 0) {
        free(archive);
        if (own >= 0)
            (void)close(own);
        return error_set(err, STATUS_NO_MEMORY, "no memory to read an archive");
    }
    archive->zip = zip_fdopen(own, 0, &code);
    if (!archive->zip) {
        (void)close(own);
        free(archive);
        return error_set(err, code == ZIP_ER_MEMORY ? STATUS_NO_MEMORY : STATUS_INVALID,
                         "truncated or damaged ZIP archive");
    }
    archive->count = zip_get_num_entries(archive->zip, 0);
    const char *reason = why_refused_at_all(archive, (uint64_t)info.st_size);
    if (reason) {
        archive_close(archive);
        return error_set(err, STATUS_TOO_LARGE, "%s", reason);
    }
    *out = archive;
    return STATUS_OK;
}

static void close_member(struct archive *archive)
{
    if (archive->file)
        (void)zip_fclose(archive->file);
    archive->file = NULL;
    archive->left = 0;
}

void archive_close(struct archive *archive)
{
    if (!archive)
        return;
    close_member(archive);
    zip_discard(archive->zip);
    free(archive);
}

// Whether a name stays in its archive and on its line.
static bool is_tame(struct slice name)
{
    if (name.len == 0 || name.len > MAX_MEMBER_NAME_LEN || name.ptr[0] == '/' ||
        memchr(name.ptr, '\\', name.len) || (name.len > 1 && name.ptr[1] == ':'))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == 0x7F)
            return false;
    for (size_t at = 0; at < name.len;) {
        struct slice rest = slice_from_offset(name, at);
        struct slice part = slice_of(rest.ptr, slice_find(rest, SLICE("/")));
        if (slice_equal(part, SLICE("..")))
            return false;
        at += part.len + 1;
    }
    return true;
}

static const char *why_refused(const zip_stat_t *info, struct slice name)
{
    if (!is_tame(name))
        return "a member whose name leaves its archive";
    if (!(info->valid & ZIP_STAT_SIZE) || !(info->valid & ZIP_STAT_COMP_SIZE))
        return "a member of unknown size";
    if ((info->valid & ZIP_STAT_ENCRYPTION_METHOD) && info->encryption_method != ZIP_EM_NONE)
        return "an encrypted member";
    if (info->size > HARMLESS && info->size / MOST_RATIO > info->comp_size)
        return "a member that unpacks to more than 250 times its size";
    return NULL;
}

bool archive_next(struct archive *archive, struct archive_member *member)
{
    close_member(archive);
    while (archive->next < archive->count) {
        zip_uint64_t i = (zip_uint64_t)archive->next++;
        const char *text = zip_get_name(archive->zip, i, ZIP_FL_ENC_GUESS);
        struct slice name = slice_from(text ? text : "");
        zip_stat_t info;
        if (slice_ends_with(name, SLICE("/"))) // a folder
            continue;
        bool has_info = zip_stat_index(archive->zip, i, 0, &info) == 0;
        *member = (struct archive_member){
            .name = is_tame(name) ? name : SLICE_NONE, // else it is not even shown
            .refusal = has_info ? why_refused(&info, name) : "a member that cannot be read",
        };
        zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_CRC;
        member->has_crc = has_info && (info.valid & needed) == needed;
        member->size = member->has_crc ? info.size : 0;
        member->crc = member->has_crc ? info.crc : 0;
        archive->left = has_info && !member->refusal ? info.size : 0;
        return true;
    }
    return false;
}

bool archive_begin(struct archive *archive)
{
    archive->file = zip_fopen_index(archive->zip, (zip_uint64_t)archive->next - 1, 0);
    return archive->file != NULL;
}

enum status archive_read(void *context, void *data, size_t size, size_t *got, struct error *err)
{
    struct archive *archive = context;
    *got = 0;
    while (*got < size && archive->file) {
        zip_int64_t step = zip_fread(archive->file, (char *)data + *got, size - *got);
        if (step < 0)
            return error_set(err, STATUS_INVALID, "a damaged member of a ZIP archive");
        if (step == 0)
            break;
        if ((uint64_t)step > archive->left)
            return error_set(err, STATUS_INVALID, "a member longer than its archive says");
        archive->left -= (uint64_t)step;
        *got += (size_t)step;
    }
    return STATUS_OK;
}
