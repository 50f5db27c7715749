// Unicode work on short strings: repair, normalisation, lower case, accent folding.
// The home of utf8proc.
#ifndef STEMMER_FOLD_H
#define STEMMER_FOLD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

// Whether s is valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool fold_is_utf8(struct slice s);

// Appends s lower-cased and without accents and ligatures ("Œuvre" -> "oeuvre"), NFKD minus marks.
// Bytes that are not UTF-8 are dropped.
void fold_append(struct buf *out, struct slice s);

// Appends s lower-cased in NFC, accents kept.
void fold_append_lower(struct buf *out, struct slice s);

// Appends text that is not UTF-8, read as Windows-1252, in UTF-8 (the five undefined bytes as U+FFFD).
void fold_append_windows1252(struct buf *out, struct slice s);

// The longest prefix of s of at most max_len bytes that ends on a UTF-8 boundary. Points into s.
struct slice fold_cut(struct slice s, size_t max_len);

#endif
