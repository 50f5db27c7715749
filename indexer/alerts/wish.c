// See wish.h.
#include "indexer/alerts/wish.h"

#include "indexer/alerts/token.h"

#include <stdbool.h>

// The first word, and s without it and the blanks behind it.
static struct slice take_word(struct slice *s)
{
    size_t len = slice_find(*s, SLICE(" "));
    struct slice word = slice_of(s->ptr, len);
    *s = slice_trim(slice_from_offset(*s, len));
    return word;
}

// « Re: », « RE : », « Rép. : », « Aw: »: what people's programs put in front when they answer, and nothing that those
// put there which answer by themselves.
static struct slice without_marks(struct slice s)
{
    static const char *const marks[] = {"re", "ré", "rép", "rép.", "rep", "aw", "antw", "sv", "r"};
    for (s = slice_trim(s);;) {
        size_t colon = slice_find(s, SLICE(":"));
        struct slice mark = slice_trim(slice_of(s.ptr, colon));
        bool is_mark = false;
        for (size_t i = 0; colon < s.len && i < sizeof marks / sizeof *marks; i++)
            is_mark = is_mark || slice_equal_ignoring_case(mark, slice_from(marks[i]));
        if (!is_mark && !(colon < s.len && slice_equal(mark, SLICE("RÉ"))))
            return s;
        s = slice_trim(slice_from_offset(s, colon + 1));
    }
}

// The text without blanks, which programs put into long lines.
static struct slice without_blanks(struct slice s, struct arena *arena)
{
    char *out = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; out && i < s.len; i++)
        if (s.ptr[i] != ' ')
            out[len++] = s.ptr[i];
    return slice_of(out, out ? len : 0);
}

struct wish wish_read(struct slice subject, struct arena *arena)
{
    struct slice rest = without_marks(subject), word = take_word(&rest);
    struct wish wish = {.kind = WISH_IS_NONE};
    if (slice_equal_ignoring_case(word, SLICE(SUBSCRIPTION_WORD)) && rest.len > 1 &&
        rest.ptr[0] == '?') {
        wish.kind = WISH_IS_ASK;
        wish.what = without_blanks(slice_from_offset(rest, 1), arena);
        return wish;
    }
    bool confirms = slice_equal_ignoring_case(word, SLICE(WISH_CONFIRM));
    if (!confirms && !slice_equal_ignoring_case(word, SLICE(WISH_END)))
        return wish;
    wish.what = take_word(&rest);
    wish.signature = take_word(&rest);
    if (rest.len == 0 && wish.signature.len == TOKEN_CHARACTERS) // more is not ours
        wish.kind = confirms ? WISH_IS_CONFIRM : WISH_IS_END;
    return wish;
}
