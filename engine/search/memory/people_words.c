// See people_words.h.
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
        vec_add(out, (struct people_word){word, (uint32_t)start, (uint32_t)at});
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
    struct slice all = SLICE("");
    for (size_t i = first; i < end && all.ptr; i++)
        all = arena_printf(arena, "%.*s%s%.*s", SLICE_ARG(all), all.len ? " " : "",
                           SLICE_ARG(words->items[i].folded));
    return all;
}
