// Binary search in the compiled word lists. A word is looked for in several of them, and hundreds of thousands of times
// in a large collection: the first eight bytes, which nearly always tell it from others, are compared as one number.
#include "stemmer/words/lexicon.h"

#include "base/bytes.h"

static uint64_t beginning_of(struct slice word)
{
    char bytes[sizeof(uint64_t)] = {0};
    if (word.len > 0)
        memcpy(bytes, word.ptr, word.len < sizeof bytes ? word.len : sizeof bytes);
    return __builtin_bswap64(load_u64(bytes));
}

// Byte order, then length.
static int compare(const struct lexicon_entry *entry, struct slice word, uint64_t beginning)
{
    if (entry->beginning != beginning)
        return entry->beginning < beginning ? -1 : 1;
    for (size_t i = 0; i < word.len; i++) {
        int order = (unsigned char)entry->word[i] - (unsigned char)word.ptr[i];
        if (order != 0 || entry->word[i] == '\0')
            return order ? order : -1;
    }
    return entry->word[word.len] != '\0';
}

const char *lexicon_find(const struct lexicon *lexicon, struct slice word)
{
    const uint64_t beginning = beginning_of(word);
    size_t low = 0;
    size_t high = lexicon->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(&lexicon->entries[middle], word, beginning);
        if (order == 0)
            return lexicon->entries[middle].value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// FNV-1a, the terminating NULs included, so that "a" "bc" and "ab" "c" differ.
static uint64_t hash_text(uint64_t hash, const char *text)
{
    do {
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    } while (*text++);
    return hash;
}

uint64_t lexicon_fingerprint(void)
{
    const struct lexicon *lists[] = {&lexicon_stopwords, &lexicon_stems, &lexicon_verbs,
                                     &lexicon_exceptions, &lexicon_acronyms};
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t l = 0; l < sizeof lists / sizeof *lists; l++) {
        for (size_t i = 0; i < lists[l]->count; i++) {
            hash = hash_text(hash, lists[l]->entries[i].word);
            hash = hash_text(hash, lists[l]->entries[i].value);
        }
    }
    return hash;
}
