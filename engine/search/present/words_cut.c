// Borders of words and letters, and white space squeezed to single blanks. See words_cut.h.
//
// Most texts have nothing to squeeze: they are passed over in blocks of bytes and stay where they are. A letter is a
// character with the accents that are put over it.
#include "engine/search/present/words_cut.h"

#include "base/leads.h"

// Whether a character begins at the byte that is no part of the one before it: no accent put over it.
static bool begins_letter(struct slice text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    bool is_accent = at + 1 < text.len && ((c == 0xcc && (unsigned char)text.ptr[at + 1] >= 0x80) ||
                                           (c == 0xcd && (unsigned char)text.ptr[at + 1] <= 0xaf));
    return (c & 0xc0) != 0x80 && !is_accent;
}

bool cut_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t cut_next_word(struct slice text, size_t at)
{
    while (at < text.len && at > 0 && !cut_is_space(text.ptr[at - 1]))
        at++;
    while (at < text.len && cut_is_space(text.ptr[at]))
        at++;
    return at;
}

size_t cut_last_word_end(struct slice text, size_t start, size_t at)
{
    if (at >= text.len)
        at = text.len;
    else
        while (at > start && !cut_is_space(text.ptr[at]))
            at--;
    while (at > start && cut_is_space(text.ptr[at - 1]))
        at--;
    return at;
}

// Of sixteen bytes those that are white space other than one blank between two words.
static lead_bytes are_squeezed(const uint8_t *before)
{
    lead_bytes bytes = leads_load(before + 1);
    lead_bytes last = leads_load(before);
    lead_bytes breaks = leads_are(bytes, '\t') | leads_are(bytes, '\n') | leads_are(bytes, '\r');
    return breaks | (leads_are(bytes, ' ') & (leads_are(last, ' ') | leads_are(last, '\0')));
}

struct slice cut_squeeze(struct slice text, struct arena *arena)
{
    size_t block = 0;
    while (block < text.len && !leads_find(text, block, are_squeezed))
        block += LEADS_BLOCK;
    if (block >= text.len)
        return text;
    char *copy = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; copy && i < text.len; i++)
        if (!cut_is_space(text.ptr[i]))
            copy[len++] = text.ptr[i];
        else if (len > 0 && copy[len - 1] != ' ')
            copy[len++] = ' ';
    return slice_of(copy, len);
}

void cut_squeezed_places(struct slice text, uint32_t *places)
{
    uint32_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        places[i] = len;
        len += !cut_is_space(text.ptr[i]) || (len > 0 && !cut_is_space(text.ptr[i - 1]));
    }
    places[text.len] = len;
}

size_t cut_before(struct slice text, size_t end, size_t letters)
{
    size_t at = end;
    for (size_t left = letters; at > 0 && left > 0;)
        left -= begins_letter(text, --at);
    if (at == 0 || cut_is_space(text.ptr[at - 1]))
        return at;
    size_t word = cut_next_word(slice_of(text.ptr, end), at);
    if (word < end)
        return word;
    bool holds_border = end > 0 && cut_is_space(text.ptr[end - 1]);
    return holds_border ? end : at;
}

size_t cut_after(struct slice text, size_t start, size_t letters)
{
    size_t at = start;
    for (size_t left = letters; at < text.len; at++)
        if (begins_letter(text, at) && left-- == 0)
            break;
    if (at == text.len)
        return at;
    size_t word = cut_last_word_end(text, start, at);
    return word > start || cut_is_space(text.ptr[start]) ? word : at;
}
