// Unicode work on short strings: repair, normalisation, lower case, accent folding.
// The home of utf8proc.
#ifndef STEMMER_FOLD_H
#define STEMMER_FOLD_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

// Whether s is valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool fold_is_utf8(struct slice s);

// Appends s lower-cased and without accents and ligatures ("Œuvre" -> "oeuvre"), NFKD minus marks.
// Bytes that are not UTF-8 are dropped. At most FOLD_MAX_GROWTH bytes for each: so much memory of the caller's is
// always enough (buf_over).
enum { FOLD_MAX_GROWTH = 12 }; // a sign for a whole greeting: 33 bytes for 3
void fold_append(struct buf *out, struct slice s);

// Appends the words of s, folded, with a space between them: letters and digits. What stands between words is gone:
// spaces, dashes and hyphens, guillemets, apostrophes of all shapes, the letter U+02BC that looks like one too. What
// nobody sees (soft hyphens, joiners) separates nothing. A byte `kept` (0: none) counts as a letter.
void fold_append_words(struct buf *out, struct slice s, char kept);

// Appends s lower-cased in NFC, accents kept.
void fold_append_lower(struct buf *out, struct slice s);

// Appends text that is not UTF-8, read as Windows-1252, in UTF-8 (the five undefined bytes as
// U+FFFD).
void fold_append_windows1252(struct buf *out, struct slice s);

// One starter of a text with the combining marks after it, composed (NFC), case kept.
enum { FOLD_CLUSTER_MAX = 32 };
struct fold_cluster {
    uint32_t cps[FOLD_CLUSTER_MAX];
    size_t count; // 0 when the byte there is not UTF-8
    size_t len;   // bytes of the text it stands for, at least 1
};

// The cluster that starts at byte `at` of s; at < s.len. Longer runs of marks are cut into several.
struct fold_cluster fold_cluster_at(struct slice s, size_t at);

// The longest prefix of s of at most max_len bytes that ends on a UTF-8 boundary. Points into s.
struct slice fold_cut(struct slice s, size_t max_len);

#endif
