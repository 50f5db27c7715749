// The members of a ZIP archive, one after the other. Nothing is written to the disk.
//
// An archive comes from the Web and may be made to harm: a member that is encrypted, whose name leaves the
// archive or whose size cannot be what its bytes unpack to is refused by name, the others are read.
#ifndef INDEXER_INGEST_ARCHIVE_H
#define INDEXER_INGEST_ARCHIVE_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

struct archive_member {
    struct slice name;   // UTF-8, borrowed from the archive
    uint64_t size;       // unpacked
    uint32_t crc;        // of what it unpacks to
    bool has_crc;        // both are known
    const char *refusal; // why it is not read; NULL: it is, with archive_read
};

// Whether these first bytes of a file are those of an archive.
bool archive_is(struct slice head);

// fd stays the caller's and is not moved. STATUS_INVALID when it cannot be read as an archive,
// STATUS_TOO_LARGE when it holds more than it can.
enum status archive_open(int fd, struct archive **archive, struct error *err) STATUS_NODISCARD;
void archive_close(struct archive *archive); // NULL is fine

// The next member that is a file; false at the end. Nothing of it is read yet.
bool archive_next(struct archive *archive, struct archive_member *member);

// Begins the reading of the member that archive_next gave last, which was not refused; false: it is packed in a way
// that cannot be read.
bool archive_begin(struct archive *archive);

// Bytes of that member: fewer than `size` only at its end. STATUS_INVALID when it
// is damaged or longer than its archive says. For unpack_open_other.
enum status archive_read(void *archive, void *data, size_t size, size_t *got,
                         struct error *err) STATUS_NODISCARD;

#endif
