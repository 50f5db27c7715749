// Sentences that look French to an analyzer: articles that agree and elide, verbs in their forms,
// numbers, dates, names, quotations, lists and the typography that documents really have.
#ifndef CORPUS_PROSE_H
#define CORPUS_PROSE_H

#include "base/buf.h"
#include "corpus/lexicon.h"

struct prose {
    struct buf *out; // borrowed; where everything is appended
    const struct lexicon *lexicon;
    struct theme theme;
    struct random random;
    const char *apostrophe;  // ' or U+2019
    const char *before_mark; // the space in front of ? ; :
    const char *group;       // the space in 4 874
    const char *newline;     // what starts a new line within a paragraph
    uint32_t tokens;         // written so far
    bool is_glued;           // the next word follows without a space
    bool is_capital;         // the next word starts a sentence
    bool is_line_due;        // the next sentence starts a line: a list has ended
};

// A writer with a theme and the typing habits of one document.
struct prose prose_of(struct buf *out, const struct lexicon *lexicon, struct random random);

void prose_title(struct prose *prose);

// Paragraphs of about `tokens` tokens in all, at least one sentence. `is_question` asks.
// `between` is written between paragraphs, `prose->newline` between the items of a list.
void prose_paragraphs(struct prose *prose, uint32_t tokens, bool is_question, const char *between);

// Some words in lower case that a person would look for in texts on this theme.
void prose_query(struct prose *prose, uint32_t words);

#endif
