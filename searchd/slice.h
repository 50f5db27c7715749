// Asking the kernel for short turns on the processor.
#ifndef SEARCHD_SLICE_H
#define SEARCHD_SLICE_H

#include <stdbool.h>

// For the calling thread and those it will make. False: the kernel refuses. Kernels before Linux 6.12 take no notice.
bool slice_ask_short(void);

#endif
