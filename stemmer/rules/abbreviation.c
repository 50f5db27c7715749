// Dots between single letters make an acronym, which is the word without them (S.N.C.B. = SNCB); an ampersand between
// two letters joins them. Any other dot inside a stretch without spaces is an address's (address.c), an article
// number's (reference.c), or the author forgot the space after a sentence (etc.Il), which the caller splits.
//
// Capitals followed by a small s are a plural, and its term the singular's. A stop word in capitals is an acronym (CE,
// MES): it has a term, which the same word in small letters has not, so that it is found by its capitals alone. A
// heading in capitals gains such terms; nobody asks for them. Cost: a pass over the word's units.
#include "stemmer/rules/abbreviation.h"

#include "stemmer/words/lexicon.h"

static bool is_single_letter(const struct token_builder *builder, size_t at)
{
    return token_builder_kind(builder, at) == UNIT_LETTER &&
           !token_builder_is_core(builder, at + 1);
}

// Appends the letters of "S.N.C.B", without dots; returns the end and how many they are.
static size_t spell_acronym(struct token_builder *builder, size_t at, size_t *letters)
{
    size_t end = at;
    *letters = 0;
    buf_reset(&builder->text);
    while (is_single_letter(builder, end)) {
        token_builder_spell(builder, (struct stretch){end, end + 1}, &builder->text);
        (*letters)++;
        end++;
        if (token_builder_kind(builder, end) != UNIT_DOT || !is_single_letter(builder, end + 1))
            break;
        end++;
    }
    return end;
}

void abbreviation_put_ampersand(struct token_builder *builder, size_t first, size_t last)
{
    struct buf *to = &builder->text;
    buf_reset(to);
    token_builder_spell(builder, (struct stretch){first, first + 1}, to);
    size_t first_len = to->len;
    buf_append_char(to, '&');
    size_t last_start = to->len;
    token_builder_spell(builder, (struct stretch){last, last + 1}, to);
    struct slice all = buf_slice(to);
    struct form_recipe recipe = {.surface = all, .flags = FORM_ACRONYM | FORM_PARTS};
    token_builder_add_folded(builder, &recipe, all);
    token_builder_add_folded(builder, &recipe, slice_of(all.ptr, first_len));
    token_builder_add_folded(builder, &recipe, slice_from_offset(all, last_start));
    token_builder_put(builder, token_builder_recipe_form(builder, &recipe),
                      (struct stretch){first, last + 1});
    builder->position_count++;
}

// "R&D".
static size_t take_ampersand(struct token_builder *builder, size_t at)
{
    if (token_builder_kind(builder, at + 1) != UNIT_AMPERSAND || !is_single_letter(builder, at) ||
        !is_single_letter(builder, at + 2))
        return at;
    abbreviation_put_ampersand(builder, at, at + 2);
    return at + 3;
}

// The end of the capitals from `at` on.
static size_t capitals_end(const struct token_builder *builder, size_t at)
{
    while (token_builder_kind(builder, at) == UNIT_LETTER && builder->units[at].is_upper)
        at++;
    return at;
}

// Words that capitals do not make an acronym: articles and the like, of which headings in capitals are full, and
// titles, but for MR, which is a party.
static bool is_only_common(struct slice word)
{
    static const char *const words[] = {"la", "le", "les", "de", "du",  "des",  "au",   "aux", "en",
                                        "et", "un", "une", "mm", "mme", "mmes", "mlle", "dr"};
    return SLICE_IS_AMONG(word, words);
}

// Puts an acronym that may be spelt like a stop word: with points any, « D.U. ».
static void put_acronym(struct token_builder *builder, struct slice letters, struct stretch stretch,
                        bool has_points)
{
    bool is_stop =
        lexicon_find(&lexicon_stopwords, letters) && (has_points || !is_only_common(letters));
    struct form_recipe recipe = {.surface = letters, .flags = FORM_ACRONYM | FORM_CAPITALS};
    const struct form *form;
    if (is_stop) {
        token_builder_add_folded(builder, &recipe, letters);
        form = token_builder_recipe_form(builder, &recipe);
    } else {
        form = token_builder_word_form(builder, letters);
    }
    token_builder_put(builder, form, stretch);
    builder->position_count += form ? 1 : 0;
}

// "SDFs", "PME's": the term is the singular's.
static size_t take_plural(struct token_builder *builder, size_t at, size_t capitals)
{
    size_t end = token_builder_core_end(builder, capitals);
    if (token_builder_kind(builder, capitals) == UNIT_APOSTROPHE)
        end = token_builder_core_end(builder, capitals + 1);
    struct slice plural = token_builder_text(builder, (struct stretch){capitals, end});
    bool is_small = slice_equal(plural, SLICE("is")); // PLUis, of PLUi
    if (!is_small && !slice_equal(plural, SLICE("s")) && !slice_equal(plural, SLICE("'s")))
        return at;
    struct slice all = token_builder_text(builder, (struct stretch){at, end});
    struct slice singular = slice_of(all.ptr, all.len - (is_small ? 1 : plural.len));
    struct form_recipe recipe = {.surface = slice_ends_with(all, SLICE("'s")) ? singular : all,
                                 .flags = FORM_ACRONYM};
    token_builder_add_terms(builder, &recipe, singular);
    if (recipe.term_count == 0)
        token_builder_add_folded(builder, &recipe, singular);
    token_builder_put(builder, token_builder_recipe_form(builder, &recipe),
                      (struct stretch){at, end});
    builder->position_count++;
    return end;
}

// "CE", "MES", "SDFs", "NOTRe".
static size_t take_capitals(struct token_builder *builder, size_t at)
{
    enum { LONGEST = 6 };
    size_t capitals = capitals_end(builder, at), end = token_builder_core_end(builder, at);
    if (capitals - at < 2 || capitals - at > LONGEST)
        return at;
    size_t plural_end = take_plural(builder, at, capitals);
    if (plural_end > at)
        return plural_end;
    enum unit_kind next = token_builder_kind(builder, end);
    struct stretch word = {at, end};
    bool is_mixed = capitals < end && (end - capitals > 1 || capitals - at < 3);
    if (is_mixed || next == UNIT_HYPHEN || next == UNIT_APOSTROPHE ||
        !lexicon_find(&lexicon_stopwords, token_builder_text(builder, word)))
        return at;
    put_acronym(builder, token_builder_text(builder, word), word, false);
    return end;
}

size_t abbreviation_take(struct token_builder *builder, size_t at)
{
    size_t letters = 0;
    size_t end = spell_acronym(builder, at, &letters);
    if (letters < 2) {
        size_t ampersand_end = take_ampersand(builder, at);
        return ampersand_end > at ? ampersand_end : take_capitals(builder, at);
    }
    struct slice spelled = buf_slice(&builder->text);
    const struct unit *last = &builder->units[end - 1];
    if (letters > 2 && last->cp == 's' && !last->is_upper && builder->units[at].is_upper)
        spelled.len--; // "P.L.U.s"
    put_acronym(builder, spelled, (struct stretch){at, end}, true);
    return end;
}
