// A compound is a row of parts joined by hyphens; a part is a word that may have lost an article before
// an apostrophe. Each part is a word with a position of its own; all of it, joined, is one token more at
// the position of the first, so that three ways of writing meet:
//
//     socio-professionnelle    0 socio   0 socio-professionnelle {socioprofessionnel}   1 professionnelle
//     socioprofessionnelle     0 {socioprofessionnel}
//     socio professionnelle    0 socio   1 professionnelle
//
// The joined token keeps its hyphens in its surface and loses them in its terms. A hyphen at a line's end may
// divide a word instead: the two parts beside it are that word, too (gouver-⏎nement, Fran-⏎ce, comp-⏎tez-vous).
// Pronouns after an inverted verb are no compound (a-t-il, pourriez-vous, lui-même), and whole expressions that
// the lists know (peut-être, c'est-à-dire) are one word.
//
// What stands before an apostrophe is an elided article and falls away; the exceptions are words
// (aujourd'hui, prud'homme) and names (D'Hondt, O'Connor).
#include "stemmer/rules/compound.h"

#include "stemmer/rules/inclusive.h"
#include "stemmer/rules/numeral.h"
#include "stemmer/text/fold.h"
#include "stemmer/words/lexicon.h"

#include <stdio.h>

enum { PARTS_MAX = 6, JOINED_MAX_LEN = 80 };

// How the apostrophe inside a part is read.
enum apostrophe {
    APOSTROPHE_PLAIN, // there is none
    APOSTROPHE_KEEP,  // part of the word: aujourd'hui
    APOSTROPHE_JOIN,  // written without it today: entr'aide = entraide
    APOSTROPHE_BOTH,  // either way: prud'homme, prudhomme
    APOSTROPHE_NAME,  // a name that keeps its letter: O'Connor, oconnor
    APOSTROPHE_NOBLE, // a name that may go without: D'Hondt, Hondt
};

struct part {
    struct stretch word; // without elided article; with the apostrophe inside where it is read
    enum apostrophe apostrophe;
};

// What loses its vowel, and falls away.
static const char *const elisions[] = {
    "l", "d", "j", "qu", "m", "t", "s", "n", "c", "ç", "z", "jusqu", "lorsqu", "puisqu", "quoiqu",
};

// What stands before an apostrophe inside a word.
static const struct exception {
    const char *before;
    enum apostrophe apostrophe;
} exceptions[] = {
    {"aujourd", APOSTROPHE_KEEP}, {"quelqu", APOSTROPHE_KEEP}, {"prud", APOSTROPHE_BOTH},
    {"presqu", APOSTROPHE_BOTH},  {"entr", APOSTROPHE_JOIN},   {"grand", APOSTROPHE_JOIN},
};

// Pronouns and particles that hang on the word before them.
static const char *const clitics[] = {
    "il",  "elle", "on",   "ils", "elles", "je", "tu", "nous", "vous", "ce",   "le",    "la",
    "les", "lui",  "leur", "moi", "toi",   "y",  "en", "ci",   "là",   "même", "mêmes", "t",
};

static bool is_clitic(struct token_builder *builder, const struct part *part)
{
    return part->apostrophe == APOSTROPHE_PLAIN &&
           SLICE_IS_AMONG(token_builder_text(builder, part->word), clitics);
}

static bool has_apostrophe(const struct token_builder *builder, size_t end)
{
    return token_builder_kind(builder, end) == UNIT_APOSTROPHE &&
           token_builder_is_core(builder, end + 1);
}

static bool is_upper_at(const struct token_builder *builder, size_t at)
{
    return token_builder_kind(builder, at) == UNIT_LETTER && builder->units[at].is_upper;
}

// How to read [at, end) in front of an apostrophe; APOSTROPHE_PLAIN when it is no part of the word after it.
static enum apostrophe apostrophe_of(struct token_builder *builder, size_t at, size_t end)
{
    struct slice before = token_builder_text(builder, (struct stretch){at, end});
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (slice_equal(before, slice_from(exceptions[i].before)))
            return exceptions[i].apostrophe;
    bool is_name = is_upper_at(builder, at) && is_upper_at(builder, end + 1) &&
                   token_builder_kind(builder, end + 2) == UNIT_LETTER &&
                   !is_upper_at(builder, end + 2);
    if (end - at == 1 && is_name && slice_equal(before, SLICE("d")))
        return APOSTROPHE_NOBLE;
    bool is_elision = SLICE_IS_AMONG(before, elisions);
    return end - at == 1 && !is_elision ? APOSTROPHE_NAME : APOSTROPHE_PLAIN;
}

static bool is_elided(struct token_builder *builder, size_t at, size_t end)
{
    return SLICE_IS_AMONG(token_builder_text(builder, (struct stretch){at, end}), elisions);
}

// Reads a part whose elisions are skipped.
static struct part read_part(struct token_builder *builder, size_t at)
{
    size_t end = token_builder_core_end(builder, at);
    enum apostrophe apostrophe =
        has_apostrophe(builder, end) ? apostrophe_of(builder, at, end) : APOSTROPHE_PLAIN;
    if (apostrophe != APOSTROPHE_PLAIN)
        end = token_builder_core_end(builder, end + 1);
    return (struct part){{at, end}, apostrophe};
}

static size_t read_parts(struct token_builder *builder, size_t at, struct part parts[PARTS_MAX])
{
    size_t count = 0;
    do {
        parts[count] = read_part(builder, compound_skip_elisions(builder, at));
        at = parts[count].word.last + 1;
        count++;
    } while (count < PARTS_MAX && token_builder_kind(builder, at - 1) == UNIT_HYPHEN &&
             token_builder_is_core(builder, at));
    return count;
}

// The letters and digits of a stretch, without the signs between them.
static struct slice spell_joined(struct token_builder *builder, struct stretch whole,
                                 struct buf *to)
{
    buf_reset(to);
    for (size_t i = whole.first; i < whole.last; i++)
        if (token_builder_is_core(builder, i))
            token_builder_spell(builder, (struct stretch){i, i + 1}, to);
    return buf_slice(to);
}

// A form with an apostrophe: its surface keeps it, its terms do as the reading says.
static const struct form *apostrophe_form(struct token_builder *builder, const struct part *part)
{
    struct slice joined = spell_joined(builder, part->word, &builder->other);
    struct form_recipe recipe = {.surface = token_builder_text(builder, part->word)};
    if (part->apostrophe == APOSTROPHE_NAME || part->apostrophe == APOSTROPHE_NOBLE) {
        recipe.flags = FORM_SYNTHETIC * (part->apostrophe == APOSTROPHE_NOBLE);
        token_builder_add_folded(builder, &recipe, recipe.surface);
    } else if (part->apostrophe != APOSTROPHE_JOIN) {
        token_builder_add_terms(builder, &recipe, recipe.surface);
    }
    if (part->apostrophe != APOSTROPHE_KEEP)
        token_builder_add_terms(builder, &recipe, joined);
    return token_builder_recipe_form(builder, &recipe);
}

// One part with its position; returns the end of what was taken (an inclusive ending may follow it).
static size_t take_part(struct token_builder *builder, const struct part *part)
{
    if (part->apostrophe == APOSTROPHE_PLAIN) {
        size_t end = inclusive_take(builder, part->word);
        if (end == part->word.last)
            token_builder_word(builder, part->word);
        return end;
    }
    if (part->apostrophe == APOSTROPHE_NOBLE) {
        token_builder_word(builder, (struct stretch){part->word.first + 2, part->word.last});
        token_builder_put_beside(builder, apostrophe_form(builder, part), part->word);
        return part->word.last;
    }
    const struct form *form = apostrophe_form(builder, part);
    token_builder_put(builder, form, part->word);
    builder->position_count += form ? 1 : 0;
    return part->word.last;
}

// "st-étienne" is "saint-étienne".
static struct slice spell_compound(struct token_builder *builder, const struct part *parts,
                                   struct stretch whole)
{
    struct slice first = token_builder_text(builder, parts[0].word);
    bool is_saint = slice_equal(first, SLICE("st"));
    if (!is_saint && !slice_equal(first, SLICE("ste")))
        return spell_joined(builder, whole, &builder->other);
    (void)spell_joined(builder, (struct stretch){parts[1].word.first, whole.last}, &builder->text);
    buf_reset(&builder->other);
    buf_append_slice(&builder->other, is_saint ? SLICE("saint") : SLICE("sainte"));
    buf_append_slice(&builder->other, buf_slice(&builder->text));
    return buf_slice(&builder->other);
}

// The same with the parts before the last in the singular: "chefs-lieux" -> "cheflieux". False when nothing changes.
static bool spell_singular(struct token_builder *builder, const struct part *parts, size_t count,
                           struct slice *joined)
{
    enum { LONG_ENOUGH = 4 };
    bool is_other = false;
    buf_reset(&builder->other);
    for (size_t i = 0; i < count; i++) {
        struct stretch word = parts[i].word;
        bool is_plural = i + 1 < count && word.last - word.first >= LONG_ENOUGH &&
                         builder->units[word.last - 1].cp == 's' &&
                         builder->units[word.last - 2].cp != 's' &&
                         !lexicon_find(&lexicon_stopwords, token_builder_text(builder, word));
        word.last -= is_plural;
        is_other |= is_plural;
        size_t first = i > 0 ? parts[i - 1].word.last : word.first; // with what was elided
        for (size_t u = first; u < word.last; u++)
            if (token_builder_is_core(builder, u))
                token_builder_spell(builder, (struct stretch){u, u + 1}, &builder->other);
    }
    *joined = buf_slice(&builder->other);
    return is_other;
}

// A number in words has its value as its term: "soixante-quinze" is "septante-cinq".
static bool add_numeral(struct token_builder *builder, struct stretch whole,
                        struct form_recipe *recipe)
{
    struct numeral numeral;
    if (!numeral_read(builder, whole.first, &numeral) || numeral.end != whole.last)
        return false;
    char value[8];
    int len = snprintf(value, sizeof value, "%u", (unsigned)numeral.value);
    token_builder_add_folded(builder, recipe, slice_of(value, (size_t)len));
    return true;
}

// The whole of several parts, at the position of the first.
static void put_joined(struct token_builder *builder, const struct part *parts, size_t count)
{
    struct stretch whole = {parts[0].word.first, parts[count - 1].word.last};
    bool is_compound = false;
    for (size_t i = 1; i < count; i++)
        is_compound |= !is_clitic(builder, &parts[i]);
    struct form_recipe recipe = {.flags = FORM_SYNTHETIC};
    struct slice joined = spell_compound(builder, parts, whole);
    if (!is_compound || joined.len > JOINED_MAX_LEN)
        return;
    if (!add_numeral(builder, whole, &recipe)) {
        joined = spell_compound(builder, parts, whole); // its bytes are gone
        token_builder_add_terms(builder, &recipe, joined);
        if (spell_singular(builder, parts, count, &joined))
            token_builder_add_terms(builder, &recipe, joined);
    }
    recipe.surface = token_builder_text(builder, whole);
    if (recipe.term_count > 0)
        token_builder_put_beside(builder, token_builder_recipe_form(builder, &recipe), whole);
}

// Pronouns that no word ends with behind a hyphen at a line's end: « envisagez-⏎vous ».
static bool is_pronoun(struct token_builder *builder, const struct part *part)
{
    static const char *const pronouns[] = {"nous", "vous", "ils", "elles", "même", "mêmes"};
    return SLICE_IS_AMONG(token_builder_text(builder, part->word), pronouns);
}

// The word that a line's end divides into a part and the next, at the position of the first. Of names, « Anne-⏎Marie »,
// it is none.
static void put_divided(struct token_builder *builder, const struct part *part)
{
    const struct stretch both = {part[0].word.first, part[1].word.last};
    size_t hyphen = part[0].word.last;
    bool is_name = is_upper_at(builder, part[1].word.first) && !is_upper_at(builder, hyphen - 1);
    if (builder->units[hyphen + 1].start == builder->units[hyphen].end || is_name ||
        is_pronoun(builder, &part[1]))
        return;
    struct slice word = spell_joined(builder, both, &builder->other);
    token_builder_put_beside(builder, token_builder_word_form(builder, word), both);
}

// Whether the lists know the compound as one word.
static bool is_listed(struct token_builder *builder, struct stretch whole)
{
    struct slice text = token_builder_text(builder, whole);
    return lexicon_find(&lexicon_stopwords, text) || lexicon_find(&lexicon_stems, text);
}

// The t between a verb and its pronoun is a sound, not a word.
static bool is_euphonic(struct token_builder *builder, const struct part *parts, size_t i,
                        size_t count)
{
    return i > 0 && i + 1 < count && is_clitic(builder, &parts[i + 1]) &&
           slice_equal(token_builder_text(builder, parts[i].word), SLICE("t"));
}

size_t compound_skip_elisions(struct token_builder *builder, size_t at)
{
    size_t end = token_builder_core_end(builder, at);
    while (has_apostrophe(builder, end) && apostrophe_of(builder, at, end) == APOSTROPHE_PLAIN &&
           is_elided(builder, at, end)) {
        at = end + 1;
        end = token_builder_core_end(builder, at);
    }
    return at;
}

size_t compound_take(struct token_builder *builder, size_t at)
{
    struct part parts[PARTS_MAX];
    size_t count = read_parts(builder, at, parts);
    struct stretch whole = {parts[0].word.first, parts[count - 1].word.last};
    if (count > 1 && is_listed(builder, whole)) {
        token_builder_word(builder, whole);
        return whole.last;
    }
    for (size_t i = 0; i < count; i++) {
        if (is_euphonic(builder, parts, i, count))
            continue;
        size_t end = take_part(builder, &parts[i]);
        if (i + 1 < count) // also of what reads as an inclusive ending: « clas-⏎ses »
            put_divided(builder, &parts[i]);
        if (end > parts[i].word.last)
            return end;
        if (i == 0 && count > 1)
            put_joined(builder, parts, count);
    }
    return whole.last;
}
