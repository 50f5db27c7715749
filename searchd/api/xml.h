// XML text.
#ifndef SEARCHD_API_XML_H
#define SEARCHD_API_XML_H

#include "base/buf.h"
#include "base/slice.h"

// Appends s as XML character data or attribute value: & < > " ' escaped, characters that XML 1.0
// forbids and invalid UTF-8 replaced by U+FFFD.
void xml_append(struct buf *out, struct slice s);

#endif
