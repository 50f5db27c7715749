// Which other words of the index have the same stem?
#ifndef ENGINE_SEARCH_MEANING_OTHER_FORMS_H
#define ENGINE_SEARCH_MEANING_OTHER_FORMS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/memory/word_cache.h"
#include "stemmer/analyzer.h"

enum { OTHER_FORMS_MAX = 24 };

// The most frequent words noted so far, each once, most frequent first.
struct other_forms {
    struct expansion items[OTHER_FORMS_MAX];
    size_t count;
};

struct other_forms_input {
    struct view *view;
    struct analyzer *analyzer;
    struct word_cache *cache; // where walks are kept
    const struct form *of;
};

// Notes a word, which must outlive `others`, and how many documents have it.
void other_forms_note(struct other_forms *others, struct slice surface, uint32_t documents);

// Notes the words of the index that begin like `surface` and share a stem with input->of: walks them all unless that
// was done before. They belong to the analyzer or the cache: valid until the search ends.
enum status other_forms_add(const struct other_forms_input *input, struct slice surface,
                            struct arena *arena, struct other_forms *others,
                            struct error *err) STATUS_NODISCARD;

#endif
