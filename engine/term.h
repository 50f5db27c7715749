// The kinds of words that a document is found by: two of its texts, and those that stand for persons and offices.
//
// A person's or an office's term stands at the first position of a document, as if its title named them; a whitespace
// index has none.
#ifndef ENGINE_TERM_H
#define ENGINE_TERM_H

enum term_kind {
    TERM_OFFICE =
        'o', // an office of who was asked or answered, as it is written; the first TERM_NAME_MAX bytes
    TERM_PERSON =
        'p', // the key (engine/field.h) of an author, minister or respondent; so many bytes of it
    TERM_SURFACE = 'x', // exact lower-cased words, accents kept
    TERM_STEM = 's',    // folded stems; in a whitespace index the same entries as TERM_SURFACE
};

enum { TERM_NAME_MAX = 240 };

#endif
