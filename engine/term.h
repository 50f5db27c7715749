// The two kinds of words that a document is found by.
#ifndef ENGINE_TERM_H
#define ENGINE_TERM_H

enum term_kind {
    TERM_SURFACE = 'x', // exact lower-cased words, accents kept
    TERM_STEM = 's',    // folded stems; in a whitespace index the same entries as TERM_SURFACE
};

#endif
