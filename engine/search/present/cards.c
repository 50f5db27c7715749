// See cards.h.
//
// A portfolio is looked up among those that are kept in mind; of numbers, only those with the same digits in front are
// visited.
#include "engine/search/present/cards.h"

enum { MAX_WORDS = 24, MAX_DIGITS = 9 };

// A word of plain text: no operator, no quotation.
static bool is_plain(struct slice q)
{
    for (size_t i = 0; i < q.len; i++)
        if (memchr("\"=+*~:()!|&", q.ptr[i], 11))
            return false;
    return q.len > 0 && q.ptr[0] != '-';
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "cards: out of memory");
}

static enum status add_portfolio(const struct people *people, const struct people_words *words,
                                 struct arena *arena, struct card_list *cards, struct error *err)
{
    struct slice all = people_join(words, 0, words->count, arena);
    if (!all.ptr)
        return no_memory(err);
    const struct people_entry *found = people_find_portfolio(people, all);
    if (found)
        vec_add(cards, (struct search_card){.kind = CARD_PORTFOLIO,
                                            .name = found->name,
                                            .received = found->documents[PEOPLE_MINISTER]});
    return STATUS_OK;
}

// --- numbers -----------------------------------------------------------------------------------

// The digits of « 516 », « n° 516 », « question n° 516 »; empty of anything else.
static struct slice bare_number(const struct people_words *words)
{
    static const char *const leads[] = {"question", "questions", "ecrite", "numero", "num",
                                        "n",        "no",        "nr",     NULL};
    for (size_t i = 0; i + 1 < words->count; i++)
        if (!slice_is_among(words->items[i].folded, leads, sizeof leads / sizeof *leads - 1))
            return SLICE_NONE;
    struct slice last = words->count > 0 ? words->items[words->count - 1].folded : SLICE_NONE;
    if (slice_starts_with(last, SLICE("no"))) // « nº516 »
        last = slice_from_offset(last, 2);
    return slice_is_number(last) && last.len <= MAX_DIGITS ? last : SLICE_NONE;
}

struct numbers {
    struct slice digits;
    struct arena *arena;
    struct card_list found;
};

static bool visit_number(void *context, struct slice value, uint32_t documents)
{
    struct numbers *numbers = context;
    char next = value.len > numbers->digits.len ? value.ptr[numbers->digits.len] : ' ';
    if (documents == 0 || (next >= '0' && next <= '9'))
        return true;
    struct slice copy = arena_copy(numbers->arena, value);
    numbers->found.room.failed = numbers->found.room.failed || !copy.ptr;
    return vec_add(&numbers->found,
                   (struct search_card){.kind = CARD_NUMBER, .name = copy, .asked = documents});
}

static enum status add_numbers(struct view *view, struct slice digits, struct arena *arena,
                               struct card_list *cards, struct error *err)
{
    struct numbers numbers = {
        .digits = digits, .arena = arena, .found = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    enum status status = view_values(view, FIELD_NUMBER, digits, visit_number, &numbers, err);
    if (status == STATUS_OK && numbers.found.room.failed)
        status = no_memory(err);
    for (size_t i = numbers.found.count; status == STATUS_OK && i > 0; i--)
        vec_add(cards, numbers.found.items[i - 1]);
    return status;
}

enum status cards_of_whole(struct view *view, const struct people *people, struct slice q,
                           struct arena *arena, struct card_list *cards, struct error *err)
{
    if (!is_plain(q))
        return STATUS_OK;
    struct people_words words = {.room = vec_in(arena, MAX_WORDS)};
    people_split(q, arena, &words);
    if (words.room.failed)
        return no_memory(err);
    if (words.count == 0 || words.room.left_out > 0)
        return STATUS_OK;
    enum status status = add_portfolio(people, &words, arena, cards, err);
    struct slice digits = bare_number(&words);
    if (status == STATUS_OK && digits.len > 0)
        status = add_numbers(view, digits, arena, cards, err);
    if (status == STATUS_OK && cards->room.failed)
        status = no_memory(err);
    return status;
}
