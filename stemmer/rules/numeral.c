// French counts to ninety-nine by tens and units, with two irregularities: 71 to 79 and 91 to 99 go on from 60 and 80
// with ten to nineteen (soixante-quinze), and 80 is quatre-vingts. Belgium and Switzerland say septante, huitante
// (octante) and nonante, which go on like any ten. So a number is
//
//     ten [et] unit       where units up to 19 may follow 60 and 80, up to 9 any other
//     dix unit            17, 18, 19
//     quatre vingt(s)     80, a ten like any other
//
// and its last word may be an ordinal. Cost: one comparison with some fifty words for each of at most four words.
#include "stemmer/rules/numeral.h"

enum { MAX_WORDS = 5 };

static const struct word {
    const char *text;
    uint32_t value;
} cardinals[] =
    {
        {"un", 1},        {"une", 1},        {"deux", 2},      {"trois", 3},     {"quatre", 4},
        {"cinq", 5},      {"six", 6},        {"sept", 7},      {"huit", 8},      {"neuf", 9},
        {"dix", 10},      {"onze", 11},      {"douze", 12},    {"treize", 13},   {"quatorze", 14},
        {"quinze", 15},   {"seize", 16},     {"vingt", 20},    {"vingts", 20},   {"trente", 30},
        {"quarante", 40}, {"cinquante", 50}, {"soixante", 60}, {"septante", 70}, {"huitante", 80},
        {"octante", 80},  {"nonante", 90},
},
  ordinals[] = {
      {"unième", 1},     {"unieme", 1},     {"deuxième", 2},     {"deuxieme", 2},
      {"troisième", 3},  {"troisieme", 3},  {"quatrième", 4},    {"quatrieme", 4},
      {"cinquième", 5},  {"cinquieme", 5},  {"sixième", 6},      {"sixieme", 6},
      {"septième", 7},   {"septieme", 7},   {"huitième", 8},     {"huitieme", 8},
      {"neuvième", 9},   {"neuvieme", 9},   {"dixième", 10},     {"dixieme", 10},
      {"onzième", 11},   {"onzieme", 11},   {"douzième", 12},    {"douzieme", 12},
      {"treizième", 13}, {"treizieme", 13}, {"quatorzième", 14}, {"quatorzieme", 14},
      {"quinzième", 15}, {"quinzieme", 15}, {"seizième", 16},    {"seizieme", 16},
      {"vingtième", 20}, {"vingtieme", 20},
};

static uint32_t value_of(struct slice word, const struct word *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(word, slice_from(list[i].text)))
            return list[i].value;
    return 0;
}

uint32_t numeral_word(struct slice word, bool *is_ordinal)
{
    uint32_t value = value_of(word, cardinals, sizeof cardinals / sizeof *cardinals);
    *is_ordinal = value == 0;
    if (value == 0) {
        word.len -= slice_ends_with(word, SLICE("s"));
        value = value_of(word, ordinals, sizeof ordinals / sizeof *ordinals);
    }
    return value;
}

static uint32_t read_word(struct token_builder *builder, size_t at, size_t end, bool *is_ordinal)
{
    return numeral_word(token_builder_text(builder, (struct stretch){at, end}), is_ordinal);
}

// The start of the word after the hyphen or space at `end`; 0 when nothing is joined there.
static size_t next_word(const struct token_builder *builder, size_t end)
{
    enum unit_kind kind = token_builder_kind(builder, end);
    bool is_joined = kind == UNIT_HYPHEN || kind == UNIT_SPACE;
    return is_joined && token_builder_is_core(builder, end + 1) ? end + 1 : 0;
}

uint32_t numeral_join(uint32_t sum, uint32_t more, bool has_and)
{
    enum { FOUR = 4, TWENTY = 20, TEN = 10, SIXTY = 60, EIGHTY = 80 };
    if (sum == FOUR && more == TWENTY && !has_and)
        return EIGHTY;
    bool is_ten = sum >= TWENTY && sum % TEN == 0;
    bool goes_past_ten = sum == SIXTY || sum == EIGHTY;
    if (is_ten && more > 0 && more < (goes_past_ten ? TWENTY : TEN))
        return sum + more;
    bool is_teen = sum == TEN && more > 6 && more < TEN && !has_and;
    bool is_longer_teen =
        sum % TEN == 0 && sum % TWENTY == TEN && sum > SIXTY && more > 6 && more < TEN;
    return is_teen || (is_longer_teen && !has_and) ? sum + more : 0; // quatre-vingt-dix-sept
}

bool numeral_read(struct token_builder *builder, size_t at, struct numeral *numeral)
{
    size_t end = token_builder_core_end(builder, at);
    bool is_ordinal = false;
    uint32_t sum = read_word(builder, at, end, &is_ordinal);
    size_t words = 1;
    while (sum > 0 && !is_ordinal && words < MAX_WORDS) {
        size_t next = next_word(builder, end);
        size_t next_end = next ? token_builder_core_end(builder, next) : 0;
        bool has_and =
            next &&
            slice_equal(token_builder_text(builder, (struct stretch){next, next_end}), SLICE("et"));
        if (has_and) {
            next = next_word(builder, next_end);
            next_end = next ? token_builder_core_end(builder, next) : 0;
        }
        bool is_last = false;
        uint32_t more = next ? read_word(builder, next, next_end, &is_last) : 0;
        uint32_t joined = more ? numeral_join(sum, more, has_and) : 0;
        if (joined == 0)
            break;
        sum = joined;
        end = next_end;
        is_ordinal = is_last;
        words++;
    }
    *numeral = (struct numeral){end, sum, is_ordinal};
    return words > 1;
}
