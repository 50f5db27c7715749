// Text within markup, HTML or XML: the one place that knows what may not stand there.
#ifndef ANSWER_MARKUP_H
#define ANSWER_MARKUP_H

#include "base/buf.h"
#include "base/slice.h"

// Appends any bytes so that they stand as text between tags and inside a quoted attribute, of a page as of an XML
// file. What is not UTF-8, and the controls and non-characters that either of them forbids, becomes U+FFFD.
void markup_append(struct buf *out, struct slice text);

// The same without the bidirectional controls, for places that cannot be isolated with <bdi>: <title>, aria-label.
void markup_append_label(struct buf *out, struct slice text);

// The entity that stands for & < > " or '; empty for every other character.
struct slice markup_entity(char c);

#endif
