// The index on disk, format 2. This file is normative; docs/index-format.md shows it byte by byte.
//
// One LMDB environment holds seven tables:
//
//   meta      "header"      what made this index: versions, analyzer (struct header below)
//             "manifest"    the live generation: its number, its segments, index-wide totals
//             "dictionary"  the zstd dictionary of the stored documents (absent in small indexes)
//             "roots"       the source roots and the operator's file (engine/roots/roots.h)
//   blobs     key: segment (u32 BE) part (u8) number (u32 BE)      value: one contiguous run of bytes
//   terms     key: segment (u32 BE) last term of the block         value: a dictionary block
//   sources   key: path, or its beginning and a hash of it         value: what was read from there (source_record)
//   orphans   key: id                                              value: path of the source that left it
//   dead      key: segment (u32 BE) term                           value: deleted documents that have it (u32)
//   changes   what became of documents in each commit, tombstones, old texts (engine/changes/change_log.h)
//
// A segment is immutable but for its deletions. Its parts in `blobs`:
//
//   'P' n     posting extents: posting lists and range tables back to back; none straddles two extents
//   'Q' n     position extents: the same for positions
//   'D' n     document extents: stored documents, zstd frames
//   'O' 0     document offsets: per document u32 extent, u32 offset
//   'C' f     column of field f (struct column_header, values, strings)
//   'H' 0     content hashes: per document u64
//   'X' 0     deleted documents: a bitmap, bit d of byte d/8; absent when none is
//   'N' 0     the words of the pair lists; absent when the manifest counts none
//   'N' 1 + w the pairs that begin with word w
//
// Every blob ends in a seal, the XXH3-64 of what stands before it; a dictionary block in the lower half of
// one. Seals are read by `indexer check`, not by searches.
//
// Integers are little-endian and unaligned; keys are big-endian so that byte order is key order.
//
// Posting list of a term with n documents, B = n / 128 full blocks and a tail of n % 128:
//
//   u32 last_doc[B]    the last document of each block
//   u32 offset[B]      where the block's bytes start, from the start of the payload
//   u8  max_code[B]    the largest weight code in the block: its bound
//   u8  doc_width[B]   bits per document delta, 0..32; or BITMAP_FLAG | (bytes / 8); or SPREAD_FLAG | lower bits
//   u8  low_code[B]    smallest weight code
//   u8  code_width[B]  bits per weight code above low_code, 0..8
//   payload            per block: documents (16 * width bytes, or the bitmap, or spread: block_codec.h draws
//                      them), codes (16 * width bytes)
//   tail               per document a varint delta; then one code byte per document
//
// Range table of a term that at least one in RANGE_ONE_IN of the segment's documents have, in segments of at least
// RANGE_LEAST_DOCS. Ranges are RANGE_DOCS documents, groups 16 ranges, chunks 64 groups; C chunks hold the documents:
//
//   u8 last            the largest code that level 15 stands for
//   per chunk          u64 groups: bit g is set where group g has a document; u32 groups set in the chunks before
//   per group set      8 bytes: byte i holds the level of range i in its lower half, that of range i + 8 in its upper
//
// Level 0: no document of the range has the term. Level n from 1 to 14 stands for the codes down from the list's
// largest less 0, 3, 6, 9, 12, 16, 20, 24, 28, 33, 38, 44, 51, 60 (at least 1), level 15 for all below these. A range
// has the highest level whose code is not less than the largest code of its documents (of which 0 counts as 1).
//
// Pair lists of a segment that was merged and has range tables: in which documents one frequent word follows another.
// The words are those of kind TERM_SURFACE that have range tables, at most the PAIR_MAX_WORDS most frequent ones (of
// equals the first in byte order), numbered in byte order. 'N' 0 is u32 end[words], and the words; 'N' 1 + w is
//
//   u16 count          of the words that follow word w anywhere
//   u16 second[count]  their numbers, increasing
//   u32 end[count]     where the list of each ends, from the end of this table
//   lists              varint deltas of the documents, the first from 0; more than word_pairs_limit: nothing
//
// Positions of the same term:
//
//   u32 offset[B + 1]  where each block starts, and the tail, from the end of this table
//   per block          u8 width, varint values n; then three runs of bits, each from a byte on, bit 0 first:
//                      starts   n bits: 1 where a document's values begin
//                      lows     width bits a value
//                      highs    per value, what stands above the lows: so many zeros, then a one
//   tail               per document varint (first << 1 | more); if more: varint count - 2, varint deltas
//
// Within a document the first value is the position itself, the others the distance to the last, minus 1.
//
// Positions count words over title, question, answer in this order; each field that is not empty starts
// FIELD_GAP after the end of the one before, so that no phrase crosses. The fields' lengths are columns.
#ifndef ENGINE_FORMAT_INDEX_FORMAT_H
#define ENGINE_FORMAT_INDEX_FORMAT_H

#include <stdint.h>

#define INDEX_FORMAT_VERSION 2
#define INDEX_MAGIC "hemicycle"

enum blob_part {
    PART_POSTINGS = 'P',
    PART_POSITIONS = 'Q',
    PART_DOCUMENTS = 'D',
    PART_OFFSETS = 'O',
    PART_COLUMN = 'C',
    PART_HASHES = 'H',
    PART_DELETED = 'X',
    PART_PAIRS = 'N',
};

// Beside the words of enum term_kind (engine/term.h), the dictionary holds:
enum {
    TERM_FOLD = 'f', // folded word -> the accented surfaces seen for it
    TERM_ID = 'i',   // document id -> the one document
};

enum {
    POSTING_BLOCK_LEN = 128,
    BITMAP_FLAG = 0x80,                // doc_width: a bitmap follows instead of packed deltas
    BITMAP_MAX_WORDS = 0x7f,           // of 8 bytes each
    SPREAD_FLAG = 0x40,                // without BITMAP_FLAG: a spread block follows
    SPREAD_MAX_WIDTH = 0x0f,           // of its lower bits; more than 8 is damage
    EXTENT_BYTES = 64 * 4096 - 16 - 8, // with LMDB's page header and the seal: 64 pages
    DICTIONARY_BLOCK_BYTES = 4096 - 16 - 4,
    DICTIONARY_RESTART = 16, // every 16th term is spelled out
    FIELD_GAP = 8,
    INLINE_MAX_BYTES = 64, // lists up to this stay in the dictionary
    FOLD_MAX_SURFACES = 16,
    DOC_LIMIT = 1 << 30, // documents in a segment
    BEST_CODES = 10,     // of a term's largest codes, the least is kept with it
    RANGE_SHIFT = 4,
    RANGE_DOCS = 1 << RANGE_SHIFT, // documents in a range
    RANGE_ONE_IN = 64,
    RANGE_LEAST_DOCS = 65536,
    PAIR_MAX_WORDS = 1024, // of a segment, whose pairs are listed
    PAIR_LEAST_LIMIT = 64, // of a pair's documents that are listed: at least so many, at most
    PAIR_MAX_DOCS = 1024,  // so many, and between them one in PAIR_ONE_IN of the segment's
    PAIR_ONE_IN = 384,
};

// Columns, in the order of their numbers in PART_COLUMN. Numbers are never reused.
enum column_id {
    COLUMN_TYPE = 0,
    COLUMN_SESSION = 1,
    COLUMN_AUTEUR = 2,
    COLUMN_MINISTRE = 3,
    COLUMN_REPONDANT = 4,
    COLUMN_NUMERO = 5,
    COLUMN_ASSEMBLEE = 6,
    COLUMN_GROUPE = 7,
    COLUMN_ID = 8,
    COLUMN_RENVOI = 9,    // "oui", "non", empty without an answer
    COLUMN_ROOT = 10,     // path of the source root
    COLUMN_FONCTION = 11, // of the ministers: titles
    COLUMN_CITE = 12,     // what its texts cite
    COLUMN_LIEUX = 13,    // the communes and provinces that they name
    COLUMN_ANNEE = 14,
    COLUMN_DATE = 15,
    COLUMN_DATE_REPONSE = 16,
    COLUMN_DELAI = 17,
    COLUMN_STATUT = 18, // enum exchange_status, as stored; segment_status is what is read
    COLUMN_LENGTH_TITRE = 19,
    COLUMN_LENGTH_QUESTION = 20,
    COLUMN_LENGTH_REPONSE = 21,
    COLUMN_MODIFIE = 22, // the day on which it was changed
    COLUMN_SKETCH =
        23, // and the three after it: eight bytes each of the question's sketch (engine/text/sketch.h)
    COLUMN_COUNT = 27,
};
enum { COLUMN_SKETCHES = 4 };
enum { COLUMN_STRINGS = 14 }; // the first fourteen hold ordinals into a sorted list of strings

#endif
