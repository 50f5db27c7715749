// A document in the formats that programs read. All append to `out`.
#ifndef CORPUS_RENDER_H
#define CORPUS_RENDER_H

#include "base/buf.h"
#include "corpus/document.h"

// One line of JSON Lines.
void render_jsonl(struct buf *out, const struct document *document);

// A file in the layout of the Parliament of Wallonia.
void render_wallonie(struct buf *out, const struct document *document);

// "ID TAB words": lower case, one space between words, no punctuation, for engines that cut at spaces.
void render_text(struct buf *out, const struct document *document);

// "2004-2005"
void render_session(struct buf *out, const struct document *document);

#endif
