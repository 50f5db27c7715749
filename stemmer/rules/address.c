// Labels joined by dots that end in one of a closed list are one name: whole, and its words.
#include "stemmer/rules/address.h"

// Last labels that make an address of words joined by dots. A closed list on purpose: "emploi.L" and
// "Mme.Morreale" must stay two words.
static const char *const top_labels[] = {
    "be",       "fr",    "com",    "org",  "net", "eu",  "info", "int",      "gov",
    "edu",      "ca",    "ch",     "lu",   "uk",  "de",  "nl",   "es",       "it",
    "io",       "tv",    "qc",     "re",   "nc",  "pf",  "biz",  "brussels", "vlaanderen",
    "wallonie", "paris", "europa", "gouv", "bzh", "app", "dev",
};

static bool text_is(struct token_builder *builder, struct stretch s, const char *text)
{
    return slice_equal(token_builder_text(builder, s), slice_from(text));
}

static bool is_top_label(struct token_builder *builder, struct stretch label)
{
    for (size_t i = label.first; i < label.last; i++)
        if (builder->units[i].is_upper)
            return false;
    return SLICE_IS_AMONG(token_builder_text(builder, label), top_labels);
}

static size_t label_end(const struct token_builder *builder, size_t at)
{
    while (token_builder_is_core(builder, at) || (token_builder_kind(builder, at) == UNIT_HYPHEN &&
                                                  token_builder_is_core(builder, at + 1)))
        at++;
    return at;
}

// The end of labels joined by dots, and the last of them.
static size_t address_end(const struct token_builder *builder, size_t at, struct stretch *top)
{
    size_t end = label_end(builder, at);
    *top = (struct stretch){at, end};
    while (token_builder_kind(builder, end) == UNIT_DOT &&
           token_builder_is_core(builder, end + 1)) {
        *top = (struct stretch){end + 1, label_end(builder, end + 1)};
        end = top->last;
    }
    return end;
}

size_t address_take(struct token_builder *builder, size_t at)
{
    struct stretch top;
    struct stretch whole = {at, address_end(builder, at, &top)};
    if (top.first == at || top.first - at < 3 || !is_top_label(builder, top))
        return at;
    size_t first_end = label_end(builder, at);
    if (text_is(builder, (struct stretch){at, first_end}, "www"))
        whole.first = first_end + 1;
    size_t words_end = whole.first < top.first ? top.first : whole.last;
    for (size_t i = whole.first; i < words_end;) {
        size_t end = token_builder_core_end(builder, i);
        if (end > i)
            token_builder_word(builder, (struct stretch){i, end});
        if (end > i && i == whole.first) {
            token_builder_put_beside(
                builder, token_builder_spelled_form(builder, whole, FORM_SYNTHETIC), whole);
        }
        i = end > i ? end : i + 1;
    }
    return whole.last;
}
