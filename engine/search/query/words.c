// See words.h.
//
// Tokens come by position, the narrower first. A unit is a run of tokens of which each stands at the
// position of the one before it or begins before the widest so far ends; a token that reaches into a later
// position of its unit is a cover. Cost: linear.
#include "engine/search/query/words.h"

#include "base/buf.h"
#include "engine/search/query/capitals.h"
#include "stemmer/text/fold.h"

#include <string.h>

struct words_builder {
    const struct token *tokens; // of one unit
    size_t count;
    struct arena *arena;
};

static size_t unit_length(const struct token *tokens, size_t count)
{
    size_t len = 1;
    uint32_t end = tokens[0].end;
    while (len < count &&
           (tokens[len].position == tokens[len - 1].position || tokens[len].start < end)) {
        end = tokens[len].end > end ? tokens[len].end : end;
        len++;
    }
    return len;
}

// Whether tokens[i] reaches into a token at a later position of the same unit.
static bool is_cover(const struct words_builder *builder, size_t i)
{
    for (size_t j = i + 1; j < builder->count; j++)
        if (builder->tokens[j].position > builder->tokens[i].position)
            return builder->tokens[j].start < builder->tokens[i].end;
    return false;
}

static size_t count_positions(const struct words_builder *builder)
{
    size_t positions = 1;
    for (size_t i = 1; i < builder->count; i++)
        positions += builder->tokens[i].position != builder->tokens[i - 1].position;
    return positions;
}

static bool make_unit(const struct words_builder *builder, struct query_unit *out)
{
    const struct token *tokens = builder->tokens;
    size_t positions = count_positions(builder);
    struct query_slot *slots = arena_calloc(builder->arena, positions, sizeof *slots);
    const struct form **forms =
        arena_calloc(builder->arena, 2 * builder->count, sizeof(struct form *));
    if (!slots || !forms)
        return false;
    const struct form **covers = forms + builder->count;
    *out = (struct query_unit){
        .start = tokens[0].start, .end = tokens[0].end, .slots = slots, .covers = covers};
    for (size_t i = 0, s = 0; i < builder->count; i++) {
        out->end = tokens[i].end > out->end ? tokens[i].end : out->end;
        out->start = tokens[i].start < out->start ? tokens[i].start : out->start;
        // Where nothing but a cover stood, as before the hyphen after an accent by itself, there is no slot.
        s += i > 0 && tokens[i].position != tokens[i - 1].position && slots[s].form_count > 0;
        if (is_cover(builder, i)) {
            covers[out->cover_count++] = tokens[i].form;
            out->is_date = out->is_date || tokens[i].form->surface.ptr[0] == '@';
            continue;
        }
        if (slots[s].form_count == 0)
            slots[s] = (struct query_slot){forms, 0, tokens[i].position};
        *forms++ = tokens[i].form;
        slots[s].form_count++;
        out->slot_count = s + 1;
    }
    if (out->slot_count < 2 && !out->is_date) // what covers the only word is the word
        out->cover_count = 0;
    return true;
}

static bool is_of_word(char c)
{
    return char_is_letter(c) || char_is_digit(c) || (c & 0x80);
}

// Whether the word text[at, end) in capitals is something else in small letters: a Roman numeral (VI), the train of
// « 12 TER », a number and its letter, where those may be a unit (44T).
static bool means_capitals(struct slice text, size_t at, size_t end)
{
    size_t numeral = at, number = at;
    while (numeral < end && memchr("IVX", text.ptr[numeral], 3))
        numeral++;
    while (slice_digit_at(text, number))
        number++;
    bool is_train = at > 1 && text.ptr[at - 1] == ' ' && slice_digit_at(text, at - 2) &&
                    slice_equal(slice_of(text.ptr + at, end - at), SLICE("TER"));
    return (numeral == end && end - at > 1) || is_train || (number > at && end - number == 1);
}

// Writes such words as they were over those of the same text in small letters.
static void keep_capitals(struct slice text, char *small)
{
    for (size_t at = 0, end; at < text.len; at = end + (end == at)) {
        for (end = at; end < text.len && is_of_word(text.ptr[end]);)
            end++;
        if (means_capitals(text, at, end))
            memcpy(small + at, text.ptr + at, end - at);
    }
}

// The text in small letters where capitals say nothing: of the same length, so that offsets stay. {NULL, 0} without
// memory.
static struct slice without_shouting(struct slice text, struct arena *arena)
{
    if (!capitals_is_shouted(text))
        return text;
    struct buf lower;
    buf_init(&lower, 0);
    fold_append_lower(&lower, text);
    struct slice result = text;
    if (lower.failed) {
        result = SLICE_NONE;
    } else if (lower.len == text.len) {
        keep_capitals(text, lower.data);
        result = arena_copy(arena, buf_slice(&lower));
    }
    buf_clear(&lower);
    return result;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
}

enum status query_words_make(struct analyzer *analyzer, struct slice text, struct arena *arena,
                             struct query_words *out, struct error *err)
{
    struct token_list list;
    struct slice calm =
        analyzer_kind(analyzer) == ANALYZER_FRENCH ? without_shouting(text, arena) : text;
    if (!calm.ptr && text.ptr)
        return no_memory(err);
    enum status status = analyzer_run(analyzer, calm, &list, err);
    if (status != STATUS_OK)
        return status;
    struct query_unit *units = arena_calloc(arena, list.count + 1, sizeof *units);
    struct token *tokens = arena_calloc(arena, list.count + 1, sizeof *tokens);
    if (!tokens)
        return no_memory(err);
    if (list.count > 0)
        memcpy(tokens, list.tokens, list.count * sizeof *tokens);
    list.tokens = tokens;
    size_t count = 0;
    for (size_t at = 0; units && at < list.count; count++) {
        struct words_builder builder = {list.tokens + at, 0, arena};
        builder.count = unit_length(builder.tokens, list.count - at);
        if (!make_unit(&builder, &units[count]))
            units = NULL;
        at += builder.count;
    }
    if (!units)
        return no_memory(err);
    *out = (struct query_words){units, count, list.position_count, list};
    return STATUS_OK;
}

bool query_slot_is_stop(const struct query_slot *slot)
{
    for (size_t f = 0; f < slot->form_count; f++)
        if (slot->forms[f]->term_count > 0)
            return false;
    return true;
}

bool query_unit_is_stop(const struct query_unit *unit)
{
    for (size_t s = 0; s < unit->slot_count; s++)
        if (!query_slot_is_stop(&unit->slots[s]))
            return false;
    return unit->cover_count == 0;
}
