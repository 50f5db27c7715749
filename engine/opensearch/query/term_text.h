// How a term is written where a cluster splits texts itself: at spaces into places, at bars into alternatives.
//
// The kind's letter, then the term; a byte that would split it, is no text or stands for none of these is %XX. So no
// term is "_", which stands for a place without words.
#ifndef ENGINE_OPENSEARCH_QUERY_TERM_TEXT_H
#define ENGINE_OPENSEARCH_QUERY_TERM_TEXT_H

#include "base/buf.h"
#include "base/slice.h"
#include "engine/term.h"

void term_text_put(struct buf *out, enum term_kind kind, struct slice term);

// The same without a kind, for paths: any bytes become text.
void term_text_put_bytes(struct buf *out, struct slice bytes);

// Appends the bytes that such a text stands for, its kind first if it has one. False when it is none.
bool term_text_get(struct slice text, struct buf *out);

#endif
