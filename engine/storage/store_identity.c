// See store_identity.h.
#include "engine/storage/store_identity.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { ABOVE_REAL = 1 << 30 }; // Linux numbers processes up to 1 << 22

static _Thread_local pid_t drawn; // 0: none
static _Atomic uint64_t lot;      // the process it was drawn for, above what was drawn

static pid_t real_number(void)
{
    return (pid_t)syscall(SYS_getpid);
}

pid_t getpid(void)
{
    return drawn ? drawn : real_number();
}

// Once a process, also after a fork: LMDB asks by a lock on the file whether a reader still lives, and a process never
// sees its own locks, so that two environments of one process under two numbers would take each other for dead.
static pid_t number_of_process(void)
{
    uint64_t process = (uint64_t)real_number() << 32;
    uint64_t known = atomic_load(&lot);
    uint32_t number = 0;
    while ((known & ~(uint64_t)UINT32_MAX) != process) {
        if (number == 0 && getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
            return 0;
        number = number % ABOVE_REAL + ABOVE_REAL;
        if (atomic_compare_exchange_strong(&lot, &known, process | number))
            known = process | number;
    }
    return (pid_t)(known & UINT32_MAX);
}

void store_identity_begin(void)
{
    drawn = number_of_process();
}

void store_identity_end(void)
{
    drawn = 0;
}
