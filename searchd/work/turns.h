// Asking the kernel for short turns on the processor.
#ifndef SEARCHD_WORK_TURNS_H
#define SEARCHD_WORK_TURNS_H

#include <stdbool.h>

// For the calling thread and those it will make. False: the kernel refuses. Kernels before Linux 6.12 take no notice.
bool turns_ask_short(void);

#endif
