// UTF-8, checked: bytes from outside are never taken for characters unseen.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/slice.h"

#include <stddef.h>

// The length (1 to 4) of the valid UTF-8 sequence that s starts with; 0 when there is none.
size_t utf8_sequence_len(struct slice s);

#endif
