// A library to preload (LD_PRELOAD) that makes the n-th change of a file fail, kills or stops the program there, or
// records all changes; or makes the n-th allocation fail. What to do stands in the environment:
//
//   IO_FAULT_PATH    only files whose path contains this
//   IO_FAULT_AT      the number of the call to disturb, from 1; 0: none, only count
//   IO_FAULT_DO      "kill"; "stop", until somebody lets it go on; "short" (half of a write, then ENOSPC); or an
//                    errno, which every later call gets, too, as with a disk that stays full: "5", or once: "5!"
//   IO_FAULT_RECORD  a file that gets each change: struct change, then its bytes
//   IO_FAULT_MALLOC  the number of the allocation to refuse, from 1
//   IO_FAULT_TRACE   say on standard error where that allocation was asked for
//   IO_FAULT_COUNT   a file that gets the number of changes and of allocations when the program ends
//
// Changes are: pwrite, pwritev, write, writev, fsync, fdatasync, msync, ftruncate, unlink, rename, renameat2, mkdir,
// rmdir, and an open that may create. The numbers count one program run; threads count together.
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum change_kind { CHANGE_WRITE = 1, CHANGE_SYNC = 2, CHANGE_SYNCED_WRITE = 3, CHANGE_SIZE = 4 };

struct change {
    uint32_t kind;
    uint32_t length; // of the bytes that follow
    uint64_t offset; // CHANGE_SIZE: the new size
};

struct plan {
    const char *path;
    unsigned long at, allocation;
    int code; // errno
    bool kills, stops, cuts, once, traces;
    int record_fd; // -1: none
    char count_file[1024];
};

// A preloaded library has nobody who could hand it a context.
static struct plan plan = {.record_fd = -1};
static atomic_ulong changes, allocations;
static atomic_bool ready;

static unsigned long number(const char *name)
{
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void start(void)
{
    const char *what = getenv("IO_FAULT_DO"), *record = getenv("IO_FAULT_RECORD");
    const char *count = getenv("IO_FAULT_COUNT");
    plan.path = getenv("IO_FAULT_PATH");
    plan.at = number("IO_FAULT_AT");
    plan.allocation = number("IO_FAULT_MALLOC");
    plan.traces = getenv("IO_FAULT_TRACE");
    plan.kills = what && strcmp(what, "kill") == 0;
    plan.stops = what && strcmp(what, "stop") == 0;
    plan.cuts = what && strcmp(what, "short") == 0;
    plan.once = what && strchr(what, '!');
    plan.code = plan.cuts ? ENOSPC : what ? (int)strtol(what, NULL, 10) : 0;
    if (count)
        (void)snprintf(plan.count_file, sizeof plan.count_file, "%s", count);
    if (record)
        plan.record_fd = open(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    atomic_store(&ready, true);
}

__attribute__((destructor)) static void finish(void)
{
    atomic_store(&ready, false);
    if (!plan.count_file[0])
        return;
    FILE *file = fopen(plan.count_file, "w");
    if (!file)
        return;
    (void)fprintf(file, "%lu %lu\n", atomic_load(&changes), atomic_load(&allocations));
    (void)fclose(file);
}

static bool is_watched_path(const char *path)
{
    return atomic_load(&ready) && plan.path && path && strstr(path, plan.path);
}

static bool is_watched(int fd)
{
    char link[32], path[4096];
    if (!atomic_load(&ready) || !plan.path || fd == plan.record_fd)
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(link, path, sizeof path - 1);
    if (len < 0)
        return false;
    path[len] = '\0';
    return strstr(path, plan.path) != NULL;
}

// Counts a change; true when it has to fail, with errno set.
static bool fails(void)
{
    unsigned long n = atomic_fetch_add(&changes, 1) + 1;
    if (plan.at == 0 || n < plan.at || (plan.once && n > plan.at))
        return false;
    if (plan.kills)
        (void)kill(getpid(), SIGKILL);
    if (plan.stops && n == plan.at)
        (void)kill(getpid(), SIGSTOP);
    errno = plan.code;
    return plan.code != 0;
}

static bool is_first_failure(void)
{
    return atomic_load(&changes) == plan.at;
}

static void record(enum change_kind kind, uint64_t offset, const void *bytes, size_t length)
{
    struct change change = {(uint32_t)kind, (uint32_t)length, offset};
    struct iovec parts[2] = {{&change, sizeof change}, {(void *)(uintptr_t)bytes, length}};
    if (plan.record_fd >= 0 && writev(plan.record_fd, parts, 2) < 0)
        plan.record_fd = -1;
}

static bool is_synchronous(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_DSYNC);
}

#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

// --- writes --------------------------------------------------------------------------------------

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t offset)
{
    ssize_t (*real)(int, const void *, size_t, off_t) = REAL(pwrite);
    if (!is_watched(fd))
        return real(fd, bytes, length, offset);
    if (fails()) {
        if (plan.cuts && is_first_failure())
            return real(fd, bytes, length / 2, offset);
        return -1;
    }
    record(is_synchronous(fd) ? CHANGE_SYNCED_WRITE : CHANGE_WRITE, (uint64_t)offset, bytes,
           length);
    return real(fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return write_at(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    return write_at(fd, bytes, length, offset);
}

static ssize_t write_vector_at(int fd, const struct iovec *parts, int count, off_t offset)
{
    ssize_t (*real)(int, const struct iovec *, int, off_t) = REAL(pwritev);
    if (!is_watched(fd))
        return real(fd, parts, count, offset);
    if (fails()) {
        if (plan.cuts && is_first_failure())
            return real(fd, parts, (count + 1) / 2, offset);
        return -1;
    }
    uint64_t at = (uint64_t)offset;
    for (int i = 0; i < count; i++) {
        record(CHANGE_WRITE, at, parts[i].iov_base, parts[i].iov_len);
        at += parts[i].iov_len;
    }
    return real(fd, parts, count, offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    return write_vector_at(fd, parts, count, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset)
{
    return write_vector_at(fd, parts, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    if (is_watched(fd)) {
        off_t at = lseek(fd, 0, SEEK_CUR);
        if (fails())
            return -1;
        record(CHANGE_WRITE, (uint64_t)at, bytes, length);
    }
    return REAL(write)(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (is_watched(fd)) {
        off_t at = lseek(fd, 0, SEEK_CUR);
        if (fails())
            return -1;
        for (int i = 0; i < count; i++) {
            record(CHANGE_WRITE, (uint64_t)at, parts[i].iov_base, parts[i].iov_len);
            at += (off_t)parts[i].iov_len;
        }
    }
    return REAL(writev)(fd, parts, count);
}

int ftruncate(int fd, off_t size)
{
    if (is_watched(fd)) {
        if (fails())
            return -1;
        record(CHANGE_SIZE, (uint64_t)size, NULL, 0);
    }
    return REAL(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

// --- syncs ---------------------------------------------------------------------------------------

// Whether a sync of the file fails; one that does not is recorded.
static bool sync_fails(int fd)
{
    if (!is_watched(fd))
        return false;
    if (fails())
        return true;
    record(CHANGE_SYNC, 0, NULL, 0);
    return false;
}

int fdatasync(int fd)
{
    return sync_fails(fd) ? -1 : REAL(fdatasync)(fd);
}

int fsync(int fd)
{
    return sync_fails(fd) ? -1 : REAL(fsync)(fd);
}

int msync(void *address, size_t length, int flags)
{
    if (atomic_load(&ready) && plan.path && fails())
        return -1;
    return REAL(msync)(address, length, flags);
}

// --- names ---------------------------------------------------------------------------------------

static int open_any(const char *path, int flags, mode_t mode)
{
    if ((flags & O_CREAT) && is_watched_path(path) && fails())
        return -1;
    return REAL(open)(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return open_any(path, flags, mode);
}

int unlink(const char *path)
{
    return is_watched_path(path) && fails() ? -1 : REAL(unlink)(path);
}

int rename(const char *from, const char *to)
{
    return is_watched_path(to) && fails() ? -1 : REAL(rename)(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return is_watched_path(to) && fails()
               ? -1
               : REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

int rmdir(const char *path)
{
    return is_watched_path(path) && fails() ? -1 : REAL(rmdir)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return is_watched_path(path) && fails() ? -1 : REAL(mkdir)(path, mode);
}

// --- memory --------------------------------------------------------------------------------------

// glibc's own, under names that do not lead back here.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static bool is_refused(void)
{
    if (!atomic_load(&ready))
        return false;
    if (atomic_fetch_add(&allocations, 1) + 1 != plan.allocation)
        return false;
    if (plan.traces) {
        void *frames[32];
        backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
    }
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(old, size);
}
