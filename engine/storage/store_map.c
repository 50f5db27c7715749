// See store_map.h. LMDB does not say where it has mapped its file, unless it was told where to; the system does.
#include "engine/storage/store_map.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define SPAN_AND_INODE "%" SCNxPTR "-%" SCNxPTR " %*s %*s %*s %" SCNu64

void store_map_release(int fd, size_t size)
{
    struct stat file;
    FILE *maps = fstat(fd, &file) == 0 ? fopen("/proc/self/maps", "re") : NULL;
    if (!maps)
        return;
    // "start-end permissions offset device inode path"; the size tells LMDB's mapping from any other of the file.
    char line[512];
    while (fgets(line, sizeof line, maps)) {
        uintptr_t start, end;
        uint64_t inode;
        // The kernel writes these numbers. NOLINTNEXTLINE(cert-err34-c)
        int fields = sscanf(line, SPAN_AND_INODE, &start, &end, &inode);
        if (fields == 3 && inode == file.st_ino && end - start == size)
            (void)madvise((void *)start, size, MADV_DONTNEED); // NOLINT(performance-no-int-to-ptr)
    }
    (void)fclose(maps);
}
