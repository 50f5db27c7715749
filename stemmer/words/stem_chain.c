// The stemming half of the chain. Order matters, and both usual orders are wrong: folding first
// splits député / députée, stemming first without care loses œuvre / oeuvre. So: stop words are
// tested with their accents (sûr is not sur), the override list next, then ligatures are spelled
// out, Snowball cuts the ending, and only the result is folded.
//
// Called once per distinct form of a text collection, so clarity goes before speed here.
#include "stemmer/words/stem_chain.h"

#include "stemmer/text/fold.h"
#include "stemmer/words/inflection.h"
#include "stemmer/words/lexicon.h"

#include <libstemmer.h>

#include <stdlib.h>

struct stem_chain {
    struct sb_stemmer *snowball;
    struct buf word;  // the surface, ligatures spelled out
    struct buf terms; // the folded terms, one after the other
    uint64_t fingerprint;
};

static bool has_digit(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

static bool has_vowel(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("aeiouy", s.ptr[i]) || (unsigned char)s.ptr[i] >= 0x80)
            return true;
    return false;
}

// The acronym that a word is: a listed one, a word without vowels, of which the stemmer would take the last letters for
// an ending, or a listed one with the s of its plural. SLICE_NONE: none.
static struct slice acronym_of(struct slice s)
{
    const struct slice one = slice_of(s.ptr, s.len - slice_ends_with(s, SLICE("s")));
    if (lexicon_find(&lexicon_acronyms, s) || (s.len > 1 && !has_vowel(s)))
        return s;
    return lexicon_find(&lexicon_acronyms, one) ? one : SLICE_NONE;
}

// Snowball knows no ligatures: œuvre and oeuvre must look alike to it.
static void spell_ligatures(struct buf *out, struct slice s)
{
    buf_reset(out);
    // By the bytes that they begin with.
    bool may_have = s.len > 0 && (memchr(s.ptr, 0xC3, s.len) || memchr(s.ptr, 0xC5, s.len));
    if (!may_have) {
        buf_append_slice(out, s);
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        struct slice rest = slice_from_offset(s, i);
        if (slice_starts_with(rest, SLICE("œ"))) {
            buf_append_slice(out, SLICE("oe"));
            i++;
        } else if (slice_starts_with(rest, SLICE("æ"))) {
            buf_append_slice(out, SLICE("ae"));
            i++;
        } else {
            buf_append_char(out, s.ptr[i]);
        }
    }
}

static struct slice snowball(struct stem_chain *chain, struct slice s)
{
    const sb_symbol *stem = sb_stemmer_stem(chain->snowball, (const sb_symbol *)s.ptr, (int)s.len);
    if (!stem)
        return SLICE_NONE;
    return slice_of((const char *)stem, (size_t)sb_stemmer_length(chain->snowball));
}

// What the lists say about a word or, when it ends like a plural, about its singular. Nouns go before verb
// forms: revenus are income, and no form of revenir.
static const char *find_listed(struct slice word)
{
    const char *found = lexicon_find(&lexicon_stems, word);
    bool is_plural =
        word.len > 3 && (word.ptr[word.len - 1] == 's' || word.ptr[word.len - 1] == 'x');
    if (!found && is_plural)
        found = lexicon_find(&lexicon_stems, slice_of(word.ptr, word.len - 1));
    return found ? found : lexicon_find(&lexicon_verbs, word);
}

// The terms of an override entry: words separated by spaces, already folded. After a plus stands what the word is
// found by, but does not ask for.
static void take_listed(struct stemmed_word *word, const char *value)
{
    struct slice rest = slice_from(value);
    while (rest.len > 0 && word->term_count < FORM_TERMS_MAX) {
        size_t len = slice_find(rest, SLICE(" "));
        size_t plus = rest.ptr[0] == '+';
        word->flags |= plus ? FORM_PARTS : 0;
        word->terms[word->term_count++] = slice_of(rest.ptr + plus, len - plus);
        rest = slice_from_offset(rest, len < rest.len ? len + 1 : len);
    }
}

static enum status take_term(struct stem_chain *chain, struct stemmed_word *word, struct slice stem,
                             struct error *err)
{
    buf_reset(&chain->terms);
    fold_append(&chain->terms, stem);
    if (!stem.ptr || chain->terms.failed)
        return error_set(err, STATUS_NO_MEMORY, "stemmer: out of memory");
    if (chain->terms.len > 0)
        word->terms[word->term_count++] = fold_cut(buf_slice(&chain->terms), FORM_TERM_MAX_LEN);
    return STATUS_OK;
}

// « gsms » may be GSM in the plural, or an acronym with an S of its own that no list has: by the former it is found
// less surely.
static void add_singular(struct stemmed_word *word)
{
    enum { SHORTEST = 4 };
    const struct slice whole = word->terms[0];
    if (whole.len >= SHORTEST && slice_ends_with(whole, SLICE("s")) &&
        !lexicon_find(&lexicon_acronyms, whole)) {
        word->flags |= FORM_LOOSE;
        word->terms[word->term_count++] = slice_of(whole.ptr, whole.len - 1);
    }
}

enum status stem_chain_run(struct stem_chain *chain, struct slice surface,
                           struct stemmed_word *word, struct error *err)
{
    *word = (struct stemmed_word){.flags = 0};
    if (lexicon_find(&lexicon_stopwords, surface)) {
        word->flags |= FORM_STOP;
        return STATUS_OK;
    }
    if (has_digit(surface))
        word->flags |= FORM_NUMBER;
    spell_ligatures(&chain->word, surface);
    if (chain->word.failed)
        return error_set(err, STATUS_NO_MEMORY, "stemmer: out of memory");
    const char *listed = find_listed(buf_slice(&chain->word));
    struct slice acronym = listed ? SLICE_NONE : acronym_of(buf_slice(&chain->word));
    if (acronym.ptr)
        word->flags |= FORM_ACRONYM;
    if (word->flags & (FORM_NUMBER | FORM_ACRONYM)) {
        struct slice term = acronym.ptr ? acronym : buf_slice(&chain->word);
        enum status status = take_term(chain, word, term, err);
        if (status == STATUS_OK && acronym.ptr)
            add_singular(word);
        return status;
    }
    bool is_final = !listed && inflection_reduce(&chain->word);
    if (!listed)
        listed = find_listed(buf_slice(&chain->word));
    if (listed) {
        take_listed(word, listed);
        return STATUS_OK;
    }
    struct slice reduced = buf_slice(&chain->word);
    struct slice stem = is_final ? reduced : snowball(chain, reduced);
    if (stem.ptr && inflection_is_cut_too_far(reduced, stem)) {
        stem = reduced;
        stem.len -= reduced.ptr[reduced.len - 1] == 's' ? 1 : 0;
    }
    return take_term(chain, word, stem, err);
}

// False without memory.
static bool take_fingerprint(struct stem_chain *chain)
{
    // Words on which released versions of the algorithm differ.
    static const char *const probes[] = {"l'école",   "qu'il",   "lois",      "bijoux",
                                         "française", "élus",    "naïve",     "aiguë",
                                         "travaux",   "jusqu'à", "évènement", "clés"};
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        struct slice stem = snowball(chain, slice_from(probes[i]));
        if (!stem.ptr)
            return false;
        for (size_t b = 0; b < stem.len; b++)
            hash = (hash ^ (unsigned char)stem.ptr[b]) * 0x100000001B3u;
        hash = (hash ^ 0xFF) * 0x100000001B3u;
    }
    chain->fingerprint = hash;
    return true;
}

void stem_chain_close(struct stem_chain *chain)
{
    if (!chain)
        return;
    sb_stemmer_delete(chain->snowball);
    buf_clear(&chain->word);
    buf_clear(&chain->terms);
    free(chain);
}

enum status stem_chain_open(struct stem_chain **out, struct error *err)
{
    struct stem_chain *chain = calloc(1, sizeof *chain);
    struct sb_stemmer *stemmer = chain ? sb_stemmer_new("french", "UTF_8") : NULL;
    if (!stemmer) {
        free(chain);
        return error_set(err, STATUS_NO_MEMORY, "stemmer: cannot create the French stemmer");
    }
    chain->snowball = stemmer;
    buf_init(&chain->word, 0);
    buf_init(&chain->terms, 0);
    if (!take_fingerprint(chain)) {
        stem_chain_close(chain);
        return error_set(err, STATUS_NO_MEMORY, "stemmer: out of memory");
    }
    *out = chain;
    return STATUS_OK;
}

uint64_t stem_chain_fingerprint(const struct stem_chain *chain)
{
    return chain->fingerprint;
}
