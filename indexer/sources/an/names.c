// The names of people on pages and in texts of the Assemblée nationale. See names.h.
//
// A name begins behind a civility and ends where the next word is neither capitalised nor a particle. Nothing is
// copied.
#include "indexer/sources/an/names.h"

#include "base/utf8.h"
#include "indexer/sources/an/labels.h"
#include "indexer/sources/text.h"

#include <string.h>

static size_t word_length(struct slice s)
{
    size_t len = 0;
    while (len < s.len && !strchr(",;.(", s.ptr[len]) &&
           text_space_length(slice_from_offset(s, len)) == 0)
        len++;
    return len;
}

static bool is_particle(struct slice word)
{
    static const char *const PARTICLES[] = {"de",  "du",  "des", "la",  "le",  "les", "von",
                                            "van", "el",  "den", "der", "ter", "ten", "zu",
                                            "da",  "das", "do",  "dos", "di",  "del", "della"};
    return slice_is_among(word, PARTICLES, sizeof PARTICLES / sizeof *PARTICLES);
}

// « Martin », and « d'Arbois », « l’Étang » behind their elision.
static bool is_name(struct slice word)
{
    bool is_elided = slice_starts_with(word, SLICE("d")) || slice_starts_with(word, SLICE("l"));
    struct slice rest = slice_from_offset(word, is_elided);
    if (is_elided && slice_starts_with(rest, SLICE("'")))
        return utf8_capital_len(slice_from_offset(rest, 1)) > 0;
    if (is_elided && slice_starts_with(rest, SLICE("’")))
        return utf8_capital_len(slice_from_offset(rest, sizeof "’" - 1)) > 0;
    return utf8_capital_len(word) > 0;
}

static size_t civility_length(struct slice s)
{
    static const char *const CIVILITIES[] = {"Mme", "Mmes", "Mlle", "MM.", "M.", "M"};
    for (size_t i = 0; i < sizeof CIVILITIES / sizeof *CIVILITIES; i++) {
        struct slice civility = slice_from(CIVILITIES[i]);
        if (!slice_starts_with(s, civility))
            continue;
        size_t space = text_space_length(slice_from_offset(s, civility.len));
        if (space > 0)
            return civility.len + space;
    }
    return 0;
}

struct slice an_names_without_civility(struct slice name)
{
    name = text_trim(name);
    return text_trim(slice_from_offset(name, civility_length(name)));
}

struct slice an_names_at_start(struct slice text)
{
    size_t end = 0; // behind the last capitalised word
    for (size_t next = 0; next < text.len;) {
        struct slice word = slice_from_offset(text, next);
        word.len = word_length(word);
        bool ends = is_name(word);
        if (!ends && !is_particle(word))
            break;
        next += word.len;
        if (ends)
            end = next;
        size_t space = text_space_length(slice_from_offset(text, next));
        if (space == 0)
            break;
        next += space;
    }
    return slice_of(text.ptr, end);
}

struct slice an_names_author_in(struct slice text)
{
    enum { NEAR = 60 };
    size_t at = 0;
    while (at < text.len && at < NEAR && civility_length(slice_from_offset(text, at)) == 0)
        at++;
    if (at >= text.len || at == NEAR)
        return SLICE_NONE;
    struct slice rest = slice_from_offset(text, at);
    return an_names_at_start(slice_from_offset(rest, civility_length(rest)));
}

struct slice an_names_turn(struct slice name, struct slice text, struct arena *arena)
{
    enum { MOST_FIRST_NAMES = 4 };
    struct slice told = an_labels_fold(an_names_author_in(text), arena), found = name;
    bool is_told = slice_equal(told, an_labels_fold(name, arena));
    size_t cut = name.len; // where the first names begin
    for (unsigned words = 0; words < MOST_FIRST_NAMES && !is_told; words++, cut--) {
        while (cut > 0 && name.ptr[cut - 1] != ' ')
            cut--;
        if (cut == 0)
            break;
        struct slice first = slice_from_offset(name, cut), surname = slice_of(name.ptr, cut);
        struct slice turned =
            arena_printf(arena, "%.*s %.*s", SLICE_ARG(first), SLICE_ARG(text_trim(surname)));
        is_told = slice_equal(told, an_labels_fold(turned, arena));
        if (words == 0 || is_told)
            found = turned;
    }
    return found;
}

struct slice an_names_first_speaker(struct slice text)
{
    static const struct slice CALL = {"La parole est ", sizeof "La parole est " - 1};
    size_t at = slice_find(text, CALL);
    return at == text.len ? SLICE_NONE : an_names_author_in(slice_from_offset(text, at + CALL.len));
}

struct slice an_names_person_in(struct slice text)
{
    enum { MAX_NAME_LEN = 80 };
    text = text_trim(text);
    if (slice_starts_with(text, SLICE("Question de ")))
        text = slice_from_offset(text, sizeof "Question " - 1);
    if (slice_starts_with(text, SLICE("de ")) || slice_starts_with(text, SLICE("de\xC2\xA0")))
        text = text_trim(slice_from_offset(text, text.ptr[2] == ' ' ? 3 : 4));
    struct slice name = an_names_without_civility(text);
    if (name.len == text.len) // no civility, no person
        return SLICE_NONE;
    const char *parenthesis = memchr(name.ptr, '(', name.len);
    if (parenthesis)
        name.len = (size_t)(parenthesis - name.ptr);
    name = text_trim(name);
    return name.len > 0 && name.len < MAX_NAME_LEN ? name : SLICE_NONE;
}

struct slice an_names_group_in(struct slice text)
{
    size_t open = slice_find(text, SLICE("("));
    struct slice inside = slice_from_offset(text, open < text.len ? open + 1 : open);
    inside.len = slice_find(inside, SLICE(")"));
    for (size_t at = inside.len; at-- > 0;)
        if (slice_starts_with(slice_from_offset(inside, at), SLICE(" - ")))
            return text_trim(slice_of(inside.ptr, at));
    return SLICE_NONE;
}
