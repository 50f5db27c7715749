// A library to preload (LD_PRELOAD) that writes down when a program dies of a mistake: tests/run.sh then fails the
// test, also where nobody waits for that program or reads what it says.
//
// A note is a file in $HEMICYCLE_CRASHES, named after the process. The handler only calls what a handler may, and lets
// the signal do its work.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int DEADLY[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};

static char note[4096], text[512];

static void write_note(int number)
{
    int fd = open(note, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    const char *name = sigabbrev_np(number); // a table's entry
    if (fd >= 0 && name) {
        (void)!write(fd, text, strlen(text));
        (void)!write(fd, name, strlen(name));
        (void)!write(fd, "\n", 1);
    }
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

__attribute__((constructor)) static void watch(void)
{
    const char *folder = getenv("HEMICYCLE_CRASHES");
    if (!folder)
        return;
    snprintf(note, sizeof note, "%s/%ld", folder, (long)getpid());
    snprintf(text, sizeof text, "%s: SIG", program_invocation_name);
    struct sigaction action = {.sa_handler = write_note, .sa_flags = SA_NODEFER};
    for (size_t i = 0; i < sizeof DEADLY / sizeof *DEADLY; i++)
        (void)sigaction(DEADLY[i], &action, NULL);
}
