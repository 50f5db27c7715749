// What a fuzz target defines and what calls it: libFuzzer, or standalone_main.c with the seeds.
#ifndef TESTS_FUZZ_FUZZ_TARGET_H
#define TESTS_FUZZ_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

// Must return 0 and must not crash, leak or loop whatever the bytes are; a broken promise is an assert.
// The bytes are in memory of exactly that size, so that reading past them is seen.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
