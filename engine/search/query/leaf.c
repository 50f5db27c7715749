// See leaf.h.
//
// A leaf begins where parse.c says it does and ends at a space, quote or bracket. What decides its kind
// stands at its ends (`=`, `*`, `~`) or in its field (dates and numbers). A leaf without any letter or
// digit is no leaf, but for the star of `champ:*` and values of signs alone: it is ignored silently when it is
// punctuation, with a notice when it was meant to be something.
#include "engine/search/query/leaf.h"

#include "engine/search/query/chars.h"
#include "engine/search/query/value.h"

#include <string.h>

static void count_words(struct query_parser *p, size_t words)
{
    p->words += (uint32_t)words;
    if (p->words > QUERY_MAX_WORDS && !query_parser_failed(p))
        p->status = refusal_too_many_words(p->language, p->err);
}

static struct query_node *finish_range(struct query_parser *p, struct query_node *leaf,
                                       struct slice value)
{
    leaf->kind = QUERY_RANGE;
    leaf->distance = 0;
    leaf->text = SLICE_NONE;
    enum status status =
        query_range_parse(leaf->field, value, p->language, &leaf->low, &leaf->high, p->err);
    if (status != STATUS_OK) {
        p->status = status;
        return NULL;
    }
    return leaf;
}

// Whether a field has values that are compared as they stand, which may be signs alone: `id:^`. Dropped, it would find
// everything.
static bool takes_signs(enum field field)
{
    return field != FIELD_COUNT && !field_is_text(field) && !query_field_is_range(field);
}

struct query_node *query_leaf_finish(struct query_parser *p, struct query_node *leaf,
                                     struct slice text)
{
    leaf->text = query_squeeze(text, leaf->kind == QUERY_PHRASE, p->arena);
    if (!leaf->text.ptr) {
        p->status = error_set(p->err, STATUS_NO_MEMORY, "query: out of memory");
        return NULL;
    }
    bool is_something = takes_signs(leaf->field) ? leaf->text.len > 0 : query_has_word(leaf->text);
    if (!is_something)
        return NULL;
    return query_field_is_range(leaf->field) ? finish_range(p, leaf, leaf->text) : leaf;
}

// The number in `digits`, `none` without digits, at most `max`, which is told.
static uint32_t read_distance(struct query_parser *p, struct slice digits, uint32_t none,
                              uint32_t max)
{
    uint32_t value = 0;
    for (size_t i = 0; i < digits.len && value <= max; i++)
        value = value * 10 + (uint32_t)(digits.ptr[i] - '0');
    if (value > max)
        query_parser_note(p, arena_printf(p->arena,
                                          "«\u00a0~%.*s\u00a0» lu comme «\u00a0~%u\u00a0», le plus "
                                          "qui se cherche",
                                          SLICE_ARG(digits), max));
    return digits.len == 0 ? none : value < max ? value : max;
}

// Consumes `~` or `~12` after a quotation.
static uint32_t read_phrase_distance(struct query_parser *p)
{
    size_t start = ++p->at;
    while (query_parser_peek(p) >= '0' && query_parser_peek(p) <= '9')
        p->at++;
    return read_distance(p, slice_of(p->in.ptr + start, p->at - start), QUERY_DEFAULT_DISTANCE,
                         QUERY_MAX_DISTANCE);
}

// A quote that opens nothing: closing guillemets, inches after a number, one at the very end.
static bool is_stray_quote(const struct query_parser *p, enum query_quote quote, size_t after)
{
    bool is_inches = p->at > 0 && p->in.ptr[p->at - 1] >= '0' && p->in.ptr[p->at - 1] <= '9';
    return is_inches || quote == QUOTE_GUILLEMET_CLOSE ||
           !query_has_word(slice_from_offset(p->in, after));
}

struct query_node *query_leaf_phrase(struct query_parser *p, enum field field)
{
    size_t open_len, close_len;
    enum query_quote quote = query_quote_at(p->in, p->at, &open_len);
    size_t start = p->at + open_len;
    size_t end = query_quote_close(p->in, start, quote, &close_len);
    if (close_len == 0 && is_stray_quote(p, quote, start)) {
        query_parser_note(p, SLICE("Guillemet isolé\u00a0: ignoré"));
        p->at = start;
        return NULL;
    }
    p->at = end + close_len;
    struct query_node *phrase = query_parser_node(p, QUERY_PHRASE, field);
    if (!phrase)
        return NULL;
    if (close_len > 0 && query_parser_peek(p) == '~')
        phrase->distance = read_phrase_distance(p);
    struct slice inside = slice_of(p->in.ptr + start, end - start);
    phrase = query_leaf_finish(p, phrase, inside);
    if (!phrase) {
        if (!query_parser_failed(p))
            query_parser_note(p, SLICE("Guillemets vides\u00a0: ignorés"));
        return NULL;
    }
    if (memchr(inside.ptr, '*', inside.len))
        query_parser_note(p, SLICE("L’étoile n’agit pas entre guillemets\u00a0: ignorée"));
    if (close_len == 0) {
        query_parser_note(
            p, arena_printf(p->arena, "Guillemet non fermé\u00a0: j’ai cherché «\u00a0%.*s\u00a0»",
                            SLICE_ARG(inside)));
    }
    count_words(p, query_count_words(phrase->text));
    return phrase;
}

// Stars alone: everything when that is the whole query.
static void note_lone_star(struct query_parser *p)
{
    if (slice_trim(p->in).len > 1)
        query_parser_note(p, SLICE("Étoile sans lettres\u00a0: ignorée"));
}

// `champ:*`, any value: NULL for other chunks.
static struct query_node *read_any_value(struct query_parser *p, enum field field,
                                         struct slice chunk)
{
    struct slice star = chunk;
    while (star.len > 1 && memchr(",;!?.*", star.ptr[star.len - 1], 6))
        star.len--;
    if (field == FIELD_COUNT || !slice_equal(star, SLICE("*")))
        return NULL;
    bool is_range = query_field_is_range(field);
    struct query_node *leaf = query_parser_node(p, is_range ? QUERY_RANGE : QUERY_WILDCARD, field);
    if (!leaf)
        return NULL;
    count_words(p, 1);
    leaf->low = INT64_MIN;
    leaf->high = INT64_MAX;
    leaf->text = is_range ? SLICE_NONE : SLICE("*");
    return leaf;
}

// Gives the leaf the kind that `=`, `*` or `~` make it; false when none of them stands there.
static bool take_mark(struct query_parser *p, struct query_node *leaf, struct slice core,
                      bool exact, bool has_star, struct slice *word)
{
    bool is_mere = query_starts_word(core) && !memchr(core.ptr, ':', core.len);
    size_t tilde = query_trailing_tilde(core);
    if (is_mere && has_star) {
        leaf->kind = QUERY_WILDCARD;
        *word = query_trim_word(core);
    } else if (exact) {
        leaf->kind = QUERY_EXACT;
        *word = has_star ? core : query_trim_word(slice_of(core.ptr, tilde));
        while (!has_star && (tilde = query_trailing_tilde(*word)) < word->len)
            *word = query_trim_word(slice_of(word->ptr, tilde));
    } else if (is_mere && tilde < core.len) {
        leaf->kind = QUERY_FUZZY;
        leaf->distance = read_distance(p, slice_from_offset(core, tilde + 1), 0, 2);
        *word = query_trim_word(slice_of(core.ptr, tilde));
    } else {
        return false;
    }
    return true;
}

// « L.1234* » is « L1234* », as the number's surface is.
static struct slice without_point(struct query_parser *p, struct slice word)
{
    bool has_point = word.len > 2 && memchr("lrdaLRDA", word.ptr[0], 8) && word.ptr[1] == '.' &&
                     slice_digit_at(word, 2);
    return has_point ? arena_printf(p->arena, "%c%.*s", word.ptr[0],
                                    SLICE_ARG(slice_from_offset(word, 2)))
                     : word;
}

// What stands at the parser's place up to a space, quote or bracket. A code that begins there was none before what is
// in front of it was read: « "b"~2A*6 ».
static struct slice take_chunk(struct query_parser *p)
{
    char *chunk = p->copy + p->at;
    size_t whole = query_chunk_len(p->in, p->at), len = query_drop_code_stars(chunk, whole);
    memset(chunk + len, ' ', whole - len);
    p->at += whole;
    return slice_of(chunk, len);
}

struct query_node *query_leaf_word(struct query_parser *p, enum field field, bool exact,
                                   struct slice *raw)
{
    struct slice chunk = take_chunk(p);
    const char *star = memchr(chunk.ptr, '*', chunk.len);
    bool is_plain = star && (field == FIELD_COUNT || field_is_text(field)) &&
                    query_is_star_of_form(chunk, (size_t)(star - chunk.ptr));
    struct query_node *any = read_any_value(p, field, chunk);
    if (any || query_parser_failed(p))
        return any;
    bool is_range = query_field_is_range(field);
    bool has_star = star && !is_plain && !is_range;
    if (!query_has_word(chunk) && !has_star && !exact && takes_signs(field)) {
        count_words(p, 1);
        struct query_node *signs = query_parser_node(p, QUERY_PHRASE, field);
        return signs ? query_leaf_finish(p, signs, chunk) : NULL;
    }
    if (!query_has_word(chunk)) {
        if (has_star)
            note_lone_star(p);
        else
            *raw = chunk;
        return NULL;
    }
    count_words(p, 1);
    struct query_node *leaf = query_parser_node(p, QUERY_WORDS, field);
    struct slice word;
    if (leaf && !is_range && (!is_plain || exact) &&
        take_mark(p, leaf, query_trim_punctuation(chunk), exact, has_star, &word)) {
        if (leaf->kind == QUERY_WILDCARD)
            word = query_squeeze_stars(without_point(p, word), p->arena);
        return query_leaf_finish(p, leaf, word);
    }
    if (has_star)
        query_parser_note(p, SLICE("Étoile dans une adresse ou un nom\u00a0: ignorée"));
    *raw = chunk;
    return leaf;
}

// The quotation at the parser's place, without its quotes; false where none is that is closed and holds something.
static bool peek_quotation(const struct query_parser *p, struct slice *inside, size_t *behind)
{
    size_t open_len, close_len;
    enum query_quote quote = query_quote_at(p->in, p->at, &open_len);
    if (quote == QUOTE_NONE || quote == QUOTE_GUILLEMET_CLOSE)
        return false;
    size_t start = p->at + open_len, end = query_quote_close(p->in, start, quote, &close_len);
    *inside = slice_of(p->in.ptr + start, end - start);
    *behind = end + close_len;
    return close_len > 0 && query_has_word(*inside);
}

bool query_leaf_has_quoted_value(const struct query_parser *p)
{
    struct slice inside;
    size_t behind;
    return peek_quotation(p, &inside, &behind);
}

// Where the next bound of an interval begins that is written with spaces, `date:2020-06 .. 2020-08`; 0: it is none.
static size_t peek_other_bound(const struct query_parser *p)
{
    struct query_parser at = *p;
    query_parser_skip_space(&at);
    bool is_apart =
        at.at > p->at && slice_starts_with(slice_from_offset(p->in, at.at), SLICE(".."));
    if (!is_apart)
        return 0;
    at.at += 2;
    query_parser_skip_space(&at);
    struct slice inside;
    size_t behind;
    return slice_digit_at(p->in, at.at) || peek_quotation(&at, &inside, &behind) ? at.at : 0;
}

// One bound, or an interval without quotes: what a quotation holds, or what stands up to a space, quote or bracket.
// True of a quotation.
static bool take_bound(struct query_parser *p, struct slice *out)
{
    size_t behind;
    bool is_quoted = peek_quotation(p, out, &behind);
    if (!is_quoted) {
        *out = slice_of(p->in.ptr + p->at, query_chunk_len(p->in, p->at));
        behind = p->at + out->len;
    }
    p->at = behind;
    return is_quoted;
}

// `2020-06`, `"juin 2020".."août 2020"`, `2020.."août 2020"`, `2020-06 .. 2020-08`.
static void take_range_value(struct query_parser *p, struct buf *value)
{
    struct slice first, second = SLICE_NONE;
    size_t other;
    bool is_quoted = take_bound(p, &first), has_dots = slice_ends_with(first, SLICE(".."));
    buf_append_slice(value, first);
    if (is_quoted && query_parser_peek(p) == '~')
        (void)read_phrase_distance(p);
    if (is_quoted && slice_starts_with(slice_from_offset(p->in, p->at), SLICE(".."))) {
        (void)take_bound(p, &second); // with its dots
        has_dots = slice_ends_with(second, SLICE(".."));
    } else if ((other = peek_other_bound(p)) > 0) {
        p->at = other;
        buf_append_slice(value, SLICE(".."));
        (void)take_bound(p, &second);
        has_dots = false;
    }
    buf_append_slice(value, second);
    if (has_dots && query_leaf_has_quoted_value(p)) {
        (void)take_bound(p, &second);
        buf_append_slice(value, second);
    }
}

struct query_node *query_leaf_range(struct query_parser *p, enum field field)
{
    size_t start = p->at;
    while (query_parser_peek(p) == '<' || query_parser_peek(p) == '>' ||
           query_parser_peek(p) == '=')
        p->at++;
    struct slice sign = slice_of(p->in.ptr + start, p->at - start);
    if (sign.len > 0)
        query_parser_skip_space(p); // `date:>= 2020`: a comparison may stand apart from its value
    struct slice chunk = slice_of(p->in.ptr + p->at, query_chunk_len(p->in, p->at));
    struct query_node *leaf = sign.len == 0 ? read_any_value(p, field, chunk) : NULL;
    if (leaf)
        p->at += chunk.len;
    if (leaf || query_parser_failed(p))
        return leaf;
    leaf = query_parser_node(p, QUERY_RANGE, field);
    if (!leaf)
        return NULL;
    count_words(p, 1);
    struct buf text;
    buf_init(&text, 0);
    buf_append_slice(&text, sign);
    take_range_value(p, &text);
    struct slice value = query_squeeze(buf_slice(&text), true, p->arena);
    bool has_failed = text.failed || !value.ptr;
    buf_clear(&text);
    if (has_failed) {
        p->status = error_set(p->err, STATUS_NO_MEMORY, "query: out of memory");
        return NULL;
    }
    while (value.len && memchr(",;!?", value.ptr[value.len - 1], 4))
        value.len--;
    return finish_range(p, leaf, value);
}
