// XML text.
#ifndef SEARCHD_TEXT_H
#define SEARCHD_TEXT_H

#include "base/buf.h"
#include "base/slice.h"

// Appends s as XML character data or attribute value: & < > " ' escaped, characters that XML 1.0
// forbids and invalid UTF-8 replaced by U+FFFD.
void text_append_xml(struct buf *out, struct slice s);

#endif
