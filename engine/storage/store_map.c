// See store_map.h.
//
// A handler of signals knows nothing but where a page was missed, so the guarded mappings stand in a table of the
// process. It takes no lock: a mapping is removed only when nobody reads it any more, and an entry's end is set last
// and cleared first. What the handler does not know goes to the handler before it.
//
// LMDB does not say where it has mapped its file; the system does.
#include "engine/storage/store_map.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPAN_RIGHTS_INODE "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %" SCNu64

enum {
    MAX_GUARDS = 64,
    AROUND_BYTES = 64 << 10, // that the system maps around a page
    READS_A_LOOK = 8,
};

struct guard {
    _Atomic(uintptr_t) start, end; // end: 0 when free
    atomic_int rights;
    atomic_bool is_broken;
};

static struct guard guards[MAX_GUARDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // for who adds and removes
static struct sigaction previous;

static struct guard *guard_of(uintptr_t address)
{
    for (unsigned i = 0; i < MAX_GUARDS; i++) {
        uintptr_t end = atomic_load(&guards[i].end);
        if (address < end && address >= atomic_load(&guards[i].start))
            return &guards[i];
    }
    return NULL;
}

// Puts zeros in the place of the page and all after it. By a bare system call: a signal may come anywhere.
static bool cover(struct guard *guard, uintptr_t address)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = address & ~(page - 1), end = atomic_load(&guard->end);
    atomic_store(&guard->is_broken, true);
    return syscall(SYS_mmap, from, end - from, atomic_load(&guard->rights),
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == (long)from;
}

static void on_missing_page(int number, siginfo_t *info, void *context)
{
    (void)context;
    int kept = errno;
    uintptr_t address = (uintptr_t)info->si_addr;
    struct guard *guard = guard_of(address);
    if (!guard || !cover(guard, address))
        (void)sigaction(number, &previous, NULL); // and the page is missed again
    errno = kept;
}

// With the lock held. Again for every mapping: others may set handlers of their own.
static void take_signal(void)
{
    struct sigaction now;
    struct sigaction ours = {.sa_sigaction = on_missing_page, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    (void)sigemptyset(&ours.sa_mask);
    bool is_ours = sigaction(SIGBUS, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) &&
                   now.sa_sigaction == on_missing_page;
    if (!is_ours)
        (void)sigaction(SIGBUS, &ours, &previous);
}

// With the lock held.
static bool add(uintptr_t start, size_t bytes, int rights, struct store_map *out)
{
    unsigned i = 0;
    while (i < MAX_GUARDS && atomic_load(&guards[i].end) != 0)
        i++;
    if (i == MAX_GUARDS)
        return false;
    take_signal();
    atomic_store(&guards[i].is_broken, false);
    atomic_store(&guards[i].rights, rights);
    atomic_store(&guards[i].start, start);
    atomic_store(&guards[i].end, start + bytes);
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    *out = (struct store_map){.start = (const char *)start, .bytes = bytes, .guard = i};
    return true;
}

bool store_map_guard(const void *start, size_t bytes, struct store_map *out)
{
    (void)pthread_mutex_lock(&lock);
    bool is_added = add((uintptr_t)start, bytes, PROT_READ, out);
    (void)pthread_mutex_unlock(&lock);
    return is_added;
}

// Where the file is mapped in that length, and not guarded yet: one file may be open twice. 0: nowhere.
static uintptr_t find(ino_t file, size_t bytes, int *rights)
{
    // "start-end permissions offset device inode path"; the size tells LMDB's mapping from any other of the file.
    char line[512];
    uintptr_t found = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && found == 0 && fgets(line, sizeof line, maps)) {
        uintptr_t start, end;
        uint64_t inode;
        char may[5];
        // The kernel writes these numbers. NOLINTNEXTLINE(cert-err34-c)
        int fields = sscanf(line, SPAN_RIGHTS_INODE, &start, &end, may, &inode);
        if (fields != 4 || inode != file || end - start != bytes || guard_of(start))
            continue;
        found = start;
        *rights = may[1] == 'w' ? PROT_READ | PROT_WRITE : PROT_READ;
    }
    if (maps)
        (void)fclose(maps);
    return found;
}

bool store_map_find(ino_t inode, size_t bytes, struct store_map *out)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int rights = PROT_READ;
    bytes = (bytes + page - 1) & ~(page - 1);
    *out = (struct store_map){0};
    (void)pthread_mutex_lock(&lock);
    uintptr_t start = inode == 0 ? 0 : find(inode, bytes, &rights);
    bool is_added = start == 0 || add(start, bytes, rights, out);
    (void)pthread_mutex_unlock(&lock);
    return is_added;
}

bool store_map_is_broken(const struct store_map *map)
{
    return map->start && atomic_load_explicit(&guards[map->guard].is_broken, memory_order_acquire);
}

void store_map_forget(struct store_map *map)
{
    if (map->start)
        atomic_store(&guards[map->guard].end, 0);
    if (map->counts > 0)
        (void)close(map->counts);
    *map = (struct store_map){0};
}

// Bytes of files that are resident in this process; as many as can be where the system does not tell.
static size_t resident_bytes(struct store_map *map)
{
    char line[128];
    size_t pages;
    if (map->counts <= 0)
        map->counts = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t len = pread(map->counts, line, sizeof line - 1, 0);
    line[len > 0 ? len : 0] = '\0';
    bool is_told = sscanf(line, "%*s %*s %zu", &pages) == 1; // NOLINT(cert-err34-c)
    return is_told ? pages * (size_t)sysconf(_SC_PAGESIZE) : SIZE_MAX / 2;
}

void store_map_bound(struct store_map *map, uint64_t bytes)
{
    uint64_t reads = map->reads + bytes / AROUND_BYTES + 1;
    map->reads = reads < READS_A_LOOK ? (unsigned)reads : 0;
    if (map->reads > 0 || !map->start || resident_bytes(map) < map->most)
        return;
    if (map->most == 0) // else what is mapped around a page is two megabytes more often
        (void)madvise((void *)(uintptr_t)map->start, map->bytes, MADV_NOHUGEPAGE);
    store_map_release(map);
    map->most = resident_bytes(map) + STORE_MAP_RESIDENT;
}

void store_map_release(const struct store_map *map)
{
    if (map->start)
        (void)madvise((void *)(uintptr_t)map->start, map->bytes, MADV_DONTNEED);
}
