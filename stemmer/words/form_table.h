// The distinct forms an analyzer has met, each made once and never moved.
//
// A surface alone does not say what it stands for: « 2022-2023 » is a range of years, but a compound of two
// numbers where the second is only part of a longer word. So an ordinary word is known by its surface, and any
// other form by its surface and what it was made of: no form depends on what was read before it.
#ifndef STEMMER_FORM_TABLE_H
#define STEMMER_FORM_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "stemmer/form.h"
#include "stemmer/words/stem_chain.h"

struct form_table {
    struct stem_chain *chain; // borrowed; NULL: surfaces are their own terms
    struct arena arena;       // forms and their bytes
    struct form **forms;      // by id
    uint32_t *recipes;        // by id: a hash of what the form was made of, 0 of an ordinary word
    uint32_t count;
    uint32_t *slots; // open addressing, id + 1; 0 is empty
    uint32_t slot_count;
    struct buf folded; // scratch
};

void form_table_init(struct form_table *table, struct stem_chain *chain);
void form_table_clear(struct form_table *table);

// The form of an ordinary word, lower-cased NFC, not empty (cut at FORM_TERM_MAX_LEN): the
// chain runs when it is new. *out is NULL for a word that folds to nothing (lone combining marks).
enum status form_table_word(struct form_table *table, struct slice surface, const struct form **out,
                            struct error *err) STATUS_NODISCARD;

// A form whose terms the caller knows. Surface and terms are copied, unless there is such a form already.
struct form_recipe {
    struct slice surface;
    struct slice terms[FORM_TERMS_MAX];
    uint8_t term_count;
    uint8_t flags;
};
enum status form_table_intern(struct form_table *table, const struct form_recipe *recipe,
                              const struct form **out, struct error *err) STATUS_NODISCARD;

size_t form_table_memory_bytes(const struct form_table *table);

#endif
