// See store_identity.h.
#include "engine/storage/store_identity.h"

#include <stdint.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { ABOVE_REAL = 1 << 30 }; // Linux numbers processes up to 1 << 22

static _Thread_local pid_t drawn; // 0: none

pid_t getpid(void)
{
    return drawn ? drawn : (pid_t)syscall(SYS_getpid);
}

void store_identity_begin(void)
{
    uint32_t number = 0;
    if (getrandom(&number, sizeof number, 0) == (ssize_t)sizeof number)
        drawn = (pid_t)(number % ABOVE_REAL) + ABOVE_REAL;
}

void store_identity_end(void)
{
    drawn = 0;
}
