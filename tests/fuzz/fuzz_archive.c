// Any bytes as a ZIP archive. Whatever they are, no more comes out than 250 times what went in and a mebibyte a
// member, names that are shown stay in the archive and on their line, and the same bytes give the same again.
#include "base/hash.h"
#include "indexer/ingest/archive.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <sys/mman.h>
#include <unistd.h>

static void check_name(const struct archive_member *member)
{
    struct slice name = member->name;
    assert(member->refusal || (name.len > 0 && name.ptr[0] != '/'));
    assert(!memchr(name.ptr ? name.ptr : "", '\n', name.len));
    assert(slice_find(name, SLICE("/../")) == name.len || name.len == 0);
}

// A hash of all that comes out.
static uint64_t unpack_all(int fd, size_t size)
{
    struct archive *archive = NULL;
    struct archive_member member;
    struct error err = {0};
    enum status status = archive_open(fd, &archive, &err);
    uint64_t hash = (uint64_t)status;
    assert(status == STATUS_OK || status == STATUS_INVALID || status == STATUS_TOO_LARGE);
    while (status == STATUS_OK && archive_next(archive, &member)) {
        char data[4096];
        size_t got = sizeof data, total = 0;
        check_name(&member);
        hash = hash_bytes(member.name, hash);
        if (member.refusal || !archive_begin(archive))
            continue;
        while (got == sizeof data &&
               archive_read(archive, data, sizeof data, &got, &err) == STATUS_OK) {
            hash = hash_bytes(slice_of(data, got), hash);
            total += got;
        }
        assert(total <= 1024 * 1024 + 251 * size);
    }
    archive_close(archive);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("archive", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    assert(unpack_all(fd, size) == unpack_all(fd, size));
    (void)close(fd);
    return 0;
}
