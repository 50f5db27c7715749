// UTF-8, checked: bytes from outside are never taken for characters unseen.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

// The length (1 to 4) of the valid UTF-8 sequence that s starts with; 0 when there is none.
size_t utf8_sequence_len(struct slice s);

// The length of the capital letter that s starts with, 0 when there is none: of ASCII, and those with accents that
// French and the names among it have (À to Þ, Œ, Š, Ÿ).
size_t utf8_capital_len(struct slice s);

// Whether a sequence commands who shows it rather than being shown: a control character (C0, DEL, C1, the separators of
// lines and paragraphs) or one that turns the direction of what stands around it.
bool utf8_is_control(struct slice sequence);

// Makes text of others fit to stand in a line on a terminal, in a log or a mail: every control becomes blanks, and what
// is no UTF-8 question marks (0x9b alone begins an escape to some). Line feeds stay with keep_lines.
void utf8_blank_controls(char *text, size_t len, bool keep_lines);

#endif
