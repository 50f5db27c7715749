// See people_words.h.
//
// A word is what stands between signs: « d’Hondt » is two, and « J.-P. » two initials. Names and queries both go
// through here, so that they are cut alike.
#include "engine/search/memory/people_words.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "stemmer/text/fold.h"

// The bytes of the sign at `at` that is part of no word; 0 for a letter or digit.
static size_t sign_len(struct slice text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x80) {
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return is_word ? 0 : 1;
    }
    size_t len = utf8_sequence_len(slice_from_offset(text, at));
    char room[FOLD_MAX_GROWTH * 4 + 1];
    struct buf folded = buf_over(room, sizeof room);
    fold_append_words(&folded, slice_of(text.ptr + at, len ? len : 1), '\0');
    bool is_mark = len == 2 && (c == 0xCC || c == 0xCD); // of the letter before
    return folded.len > 0 || is_mark ? 0 : len ? len : 1;
}

void people_split(struct slice text, struct arena *arena, struct people_words *out)
{
    for (size_t at = 0; at < text.len;) {
        size_t sign = sign_len(text, at);
        if (sign > 0) {
            at += sign;
            continue;
        }
        size_t start = at;
        while (at < text.len && sign_len(text, at) == 0) {
            size_t len = utf8_sequence_len(slice_from_offset(text, at));
            at += len ? len : 1;
        }
        struct buf folded;
        buf_init(&folded, 0);
        fold_append_words(&folded, slice_of(text.ptr + start, at - start), '\0');
        struct slice word = folded.failed ? SLICE_NONE : arena_copy(arena, buf_slice(&folded));
        buf_clear(&folded);
        out->room.failed = out->room.failed || !word.ptr;
        bool is_initial = word.len == 1 && at < text.len && text.ptr[at] == '.' && *word.ptr != 'm';
        bool is_capital =
            char_is_capital(text.ptr[start]) && at - start > 1 && text.ptr[start + 1] >= 'a';
        vec_add(out,
                (struct people_word){word, (uint32_t)start, (uint32_t)at, is_initial, is_capital});
    }
}

bool people_is_particle(struct slice word)
{
    static const char *const particles[] = {
        "de",  "du",  "des", "la", "le", "les", "van", "vande", "vanden", "vander", "von", "der",
        "den", "ten", "ter", "di", "da", "del", "dos", "el",    "al",     "ben",    NULL,
    };
    return slice_is_among(word, particles, sizeof particles / sizeof *particles - 1);
}

struct slice people_other_spelling(struct slice word)
{
    static const char *const spellings[][2] = {{"st", "saint"}, {"ste", "sainte"}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        for (int s = 0; s < 2; s++)
            if (slice_equal(word, slice_from(spellings[i][s])))
                return slice_from(spellings[i][1 - s]);
    return SLICE_NONE;
}

bool people_are_same(struct slice a, struct slice b)
{
    return slice_equal(a, b) || slice_equal(people_other_spelling(a), b);
}

size_t people_find_joined(const struct slice *words, size_t count, struct slice typed,
                          size_t *first)
{
    for (size_t w = 0; w + 1 < count; w++) {
        bool is_open = true;
        size_t n = 0;
        for (size_t len = 0; is_open && w + n < count; n++) {
            struct slice word = words[w + n];
            is_open = slice_starts_with(slice_from_offset(typed, len), word);
            len += is_open ? word.len : 0;
            if (is_open && len == typed.len && n > 0) {
                *first = w;
                return n + 1;
            }
            is_open = is_open && (word.len == 1 || people_is_particle(word) ||
                                  people_other_spelling(word).ptr);
        }
    }
    return 0;
}

bool people_next_word(struct slice *words, struct slice *word)
{
    if (words->len == 0)
        return false;
    const char *space = memchr(words->ptr, ' ', words->len);
    size_t end = space ? (size_t)(space - words->ptr) : words->len;
    *word = slice_of(words->ptr, end);
    *words = slice_from_offset(*words, space ? end + 1 : end);
    return true;
}

struct slice people_join(const struct people_words *words, size_t first, size_t end,
                         struct arena *arena)
{
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = first; i < end; i++) {
        if (all.len > 0)
            buf_append_char(&all, ' ');
        buf_append_slice(&all, words->items[i].folded);
    }
    return arena_take(arena, &all);
}
