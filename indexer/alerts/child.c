// A command with a time limit. See child.h.
//
// It gets a file as its standard input, so that nobody has to write while it reads, and leads a process group of its
// own, so that what it waits for ends with it. We look whether it has ended, a thousand times a second at first and
// then more seldom; a signal that says we are to end is held (console_hold_signals) and looked at as well.
#include "indexer/alerts/child.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_WAIT_MS = 1, LONGEST_WAIT_MS = 50, GRACE_MS = 5000 };

// Ours with theirs behind, which getenv finds first: so theirs are put in front.
static char **environment_with(const char *const *variables)
{
    size_t ours = 0, theirs = 0;
    while (environ[ours])
        ours++;
    while (variables && variables[theirs])
        theirs++;
    char **all = calloc(ours + theirs + 1, sizeof *all);
    if (!all)
        return NULL;
    if (theirs > 0)
        memcpy(all, variables, theirs * sizeof *all);
    memcpy(all + theirs, environ, ours * sizeof *all);
    return all;
}

static int begin(const struct child_task *task, char **environment, pid_t *child)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGINT);
    (void)sigaddset(&usual, SIGTERM);
    (void)sigaddset(&usual, SIGPIPE);
    (void)sigaddset(&usual, SIGXFSZ);
    int error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        error = error ? error : posix_spawnattr_setpgroup(&attributes, 0);
        error = error ? error : posix_spawnattr_setsigmask(&attributes, &none);
        error = error ? error : posix_spawnattr_setsigdefault(&attributes, &usual);
        error = error ? error : posix_spawn_file_actions_adddup2(&files, task->input, 0);
        error = error ? error : posix_spawn_file_actions_adddup2(&files, 2, 1);
        error = error ? error
                      : posix_spawnp(child, task->argv[0], &files, &attributes,
                                     (char *const *)(uintptr_t)task->argv, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    return error;
}

static bool are_we_to_end(void)
{
    sigset_t waiting;
    return sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1);
}

// Whether it has ended by then; *wait_status is set if so. With `heeds_signals` also false when we are to end.
static bool wait_until(pid_t child, int64_t until_ms, bool heeds_signals, int *wait_status)
{
    for (long wait_ms = FIRST_WAIT_MS;;
         wait_ms = wait_ms < LONGEST_WAIT_MS ? wait_ms * 2 : wait_ms) {
        pid_t ended = waitpid(child, wait_status, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR))
            return true;
        if (clock_coarse_ms() >= until_ms || (heeds_signals && are_we_to_end()))
            return false;
        (void)nanosleep(&(struct timespec){.tv_nsec = wait_ms * 1000000}, NULL);
    }
}

static void end(pid_t child, int *wait_status)
{
    (void)kill(-child, SIGTERM);
    if (wait_until(child, clock_coarse_ms() + GRACE_MS, false, wait_status))
        return;
    (void)kill(-child, SIGKILL);
    while (waitpid(child, wait_status, 0) < 0 && errno == EINTR)
        continue;
}

enum status child_run(const struct child_task *task, int *exit_code, struct error *err)
{
    pid_t child;
    int wait_status = 0;
    char **environment = environment_with(task->variables);
    if (!environment)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", task->argv[0]);
    int error = begin(task, environment, &child);
    free(environment);
    if (error)
        return error_set(err, STATUS_IO, "%s: cannot be run: %s", task->argv[0],
                         strerrordesc_np(error));
    int64_t until_ms = clock_coarse_ms() + (int64_t)task->limit_seconds * 1000;
    if (!wait_until(child, until_ms, true, &wait_status)) {
        end(child, &wait_status);
        return clock_coarse_ms() >= until_ms
                   ? error_set(err, STATUS_BUSY, "%s: ended after %u s", task->argv[0],
                               task->limit_seconds)
                   : error_set(err, STATUS_BUSY, "%s: interrupted", task->argv[0]);
    }
    *exit_code = WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
    return STATUS_OK;
}
