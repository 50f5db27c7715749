// A reference is read from the raw bytes, as numbers are, because signs and spaces may stand inside:
//
//     letter   sign         Roman part       number              suffix
//     L        . * - space  IV. (D.IV.4)     1234-5  411  160    bis  M (A 400 M)
//
// Its one spelling is the letter, the Roman part between points, and the number: l1234-5, e411, d.iv.4, 12bis. What is
// written with signs or spaces, or has a row of digits, is found by its number alone, too, and by its letter; « E411 »
// by itself only. Who asks for the whole finds the whole only.
//
// Letters by themselves are words in French (a, y), measures (5 g, 12 l) and initials (M. 12), so the fewer signs say
// that a letter belongs to a number, the fewer letters count: see may_join. What a reference is depends on its bytes;
// looking further only ever makes it none.
#include "stemmer/rules/reference.h"

#include "stemmer/rules/number.h"
#include "stemmer/text/day_scan.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/number_scan.h"
#include "stemmer/text/peek.h"
#include "stemmer/text/suffix_scan.h"
#include "stemmer/words/lexicon.h"

enum { KEY_MAX = 64, NUMBER_MAX = 40, ROMAN_MAX = 6, YEAR = 4 };

// How letter and number are joined.
enum joint {
    JOINT_NONE,    // E411
    JOINT_HYPHEN,  // E-411, and with a dash
    JOINT_DOT,     // L.1234-5
    JOINT_GAP,     // E 411
    JOINT_DOT_GAP, // L. 1234-5
    JOINT_STAR,    // R*421-1, R. * 421-1, R*. 421-1
};

struct reference {
    size_t end;
    size_t letters;          // how many
    size_t roman, roman_end; // the same when there is none
    size_t number, number_end;
    size_t suffix, suffix_end;
    enum joint joint;
    bool is_row;     // the number has hyphens or strokes
    bool is_case;    // it is a case number in groups, F 16-14.567
    bool is_decimal; // PM2,5
};

static unsigned char lower(unsigned char c)
{
    return c | 0x20;
}

// The letter of a part of a code: loi, règlement, décret, arrêté.
static bool is_part_letter(unsigned char c)
{
    c = lower(c);
    return c == 'l' || c == 'r' || c == 'd' || c == 'a';
}

static enum joint read_joint(struct slice text, size_t *at)
{
    enum joint joint = JOINT_NONE;
    size_t dash = peek_dash_len(text, *at);
    if (dash > 0) {
        *at += dash;
        return JOINT_HYPHEN;
    }
    if (peek_byte(text, *at) == '.') {
        *at += 1;
        joint = JOINT_DOT;
    }
    size_t space = joint == JOINT_DOT ? peek_gap_len(text, *at) : peek_space_len(text, *at);
    if (space > 0) {
        *at += space;
        joint = joint == JOINT_DOT ? JOINT_DOT_GAP : JOINT_GAP;
    }
    if (peek_byte(text, *at) == '*') {
        *at += 1;
        *at += peek_byte(text, *at) == '.';
        *at += peek_space_len(text, *at);
        joint = JOINT_STAR;
    }
    return joint;
}

// Whether a letter glued to the number belongs to the road, « A 6b »: others may be a unit's, « E 42, 10 m ».
static bool is_branch(const struct reference *ref, unsigned char letter)
{
    return ref->joint == JOINT_GAP && letter >= 'a' && letter <= 'c' &&
           ref->number_end - ref->number <= 3;
}

// The letter behind a number that has one before, too, and a hyphen or space: "F-35A", "A 400 M". Glued, it may be a
// unit's: "E 42, 10 m".
static void read_letter(struct slice text, struct reference *ref)
{
    if ((ref->joint != JOINT_GAP && ref->joint != JOINT_HYPHEN) || ref->letters > 1 || ref->is_row)
        return;
    size_t at = ref->number_end, space = peek_space_len(text, at);
    unsigned char letter = peek_byte(text, at + space);
    if (!char_is_letter((char)letter) || peek_is_word(text, at + space + 1))
        return;
    bool is_capital = letter != 'H' && peek_is_lone_capital(text, at + space);
    bool is_one = space == 0
                      ? ((ref->joint == JOINT_HYPHEN || is_capital) && !strchr("glmt", letter)) ||
                            is_branch(ref, letter)
                      : ref->joint == JOINT_GAP && is_capital && at - ref->number > 1;
    if (is_one) {
        ref->suffix = at + space;
        ref->suffix_end = ref->suffix + 1;
    }
}

// Whether it is an article's, by its points or its row of numbers: then no train follows it.
static bool is_code(const struct reference *ref)
{
    return ref->is_row || ref->joint == JOINT_DOT || ref->joint == JOINT_DOT_GAP;
}

// "PM2,5", "PM 2.5".
static void read_decimals(struct slice text, struct reference *ref)
{
    if (ref->letters != 2)
        return;
    size_t end = ref->number_end, last = peek_digits_end(text, end + 1);
    unsigned char sign = peek_byte(text, end);
    ref->is_decimal =
        !ref->is_row && end - ref->number == 1 && (sign == ',' || sign == '.') && last == end + 2;
    ref->number_end = ref->is_decimal ? last : end;
}

// The dash within the number of an article. One that a line's end divides, « L. 1123-⏎3 », is read in one, also where
// it has become a space; fewer digits, or a road, may end with the line: « la E411-⏎25 km », « R. 10-⏎12 logements ».
static size_t row_dash_len(struct slice text, const struct reference *ref, size_t at)
{
    enum { LEAST_BEFORE = 3, MOST_BEHIND = 2 };
    size_t dash = peek_dash_len(text, at), gap = dash ? peek_gap_len(text, at + dash) : 0;
    size_t next = at + dash + gap, digits = peek_digits_end(text, next) - next;
    bool is_divided = gap > 0 && (ref->joint == JOINT_DOT || ref->joint == JOINT_DOT_GAP) &&
                      at - ref->number >= LEAST_BEFORE && digits > 0 && digits <= MOST_BEHIND;
    return is_divided ? dash + gap : dash;
}

// "1234-5", "123/20", "1234–5", "16-14.567".
static void read_number(struct slice text, struct reference *ref)
{
    size_t case_end = number_scan_case_end(text, ref->number);
    size_t end = case_end ? case_end : peek_digits_end(text, ref->number);
    ref->is_row = ref->is_case = case_end > 0;
    while (!ref->is_case) {
        size_t dash = row_dash_len(text, ref, end);
        size_t sign = dash ? dash : peek_byte(text, end) == '/';
        if (end == ref->number || sign == 0 || !peek_is_digit(text, end + sign))
            break;
        ref->is_row = true;
        end = peek_digits_end(text, end + sign);
    }
    ref->number_end = end;
    read_decimals(text, ref);
    end = ref->number_end;
    ref->suffix_end = suffix_scan_end(text, end, &ref->suffix);
    if (ref->suffix_end == end)
        read_letter(text, ref);
    else if (!is_code(ref) && suffix_scan_is_train(text, end))
        ref->suffix = ref->suffix_end = end;
    ref->end = ref->suffix_end;
}

// "IV." of "D.IV.4", "II " of "R II 21-1".
static void read_roman(struct slice text, size_t at, struct reference *ref)
{
    ref->roman = ref->roman_end = ref->number = at;
    size_t end = at;
    while (end - at < ROMAN_MAX &&
           (lower(peek_byte(text, end)) == 'i' || lower(peek_byte(text, end)) == 'v' ||
            lower(peek_byte(text, end)) == 'x'))
        end++;
    size_t number = end;
    enum joint joint = end > at ? read_joint(text, &number) : JOINT_NONE;
    if (joint != JOINT_NONE && joint != JOINT_STAR && peek_is_digit(text, number)) {
        ref->roman_end = end;
        ref->number = number;
    }
}

// Whether the number is only the beginning of something else: a decimal, a group of three, a day, a longer word.
static bool goes_on(struct slice text, const struct reference *ref)
{
    unsigned char next = peek_byte(text, ref->end);
    size_t space = peek_space_len(text, ref->end), group = ref->end + space;
    bool is_group = space > 0 && !ref->is_row && ref->suffix_end == ref->number_end &&
                    ref->number_end - ref->number <= 3 &&
                    peek_digits_end(text, group) == group + 3 && !peek_is_word(text, group + 3);
    bool is_decimal = (next == ',' || next == '.') && peek_is_digit(text, ref->end + 1);
    bool is_day = ref->number_end - ref->number <= 2 && !ref->is_row &&
                  day_scan_has_month(text, ref->number_end); // « AR 28 avril 2017 »
    return is_group || is_decimal || is_day || peek_is_word(text, ref->end) ||
           ref->end - ref->number > NUMBER_MAX;
}

static bool is_year(struct slice text, const struct reference *ref)
{
    unsigned char first = peek_byte(text, ref->number), second = peek_byte(text, ref->number + 1);
    return ref->number_end - ref->number == YEAR && !ref->is_row &&
           ((first == '1' && second == '9') || (first == '2' && second == '0'));
}

// Two capitals that are no word: IC 12, RN 4.
static bool may_be_name(struct slice letters)
{
    static const char *const others[] = {"al", "no", "nr", "pp", "ii", "iv",
                                         "vi", "ix", "xi", "xv", "xx"};
    char small[2] = {(char)lower((unsigned char)letters.ptr[0]),
                     (char)lower((unsigned char)letters.ptr[1])};
    struct slice word = slice_of(small, sizeof small);
    return !SLICE_IS_AMONG(word, others) && char_is_capital(letters.ptr[0]) &&
           char_is_capital(letters.ptr[1]) && !lexicon_find(&lexicon_stopwords, word);
}

static bool is_organic_law(struct slice text, size_t at)
{
    return lower(peek_byte(text, at)) == 'l' && lower(peek_byte(text, at + 1)) == 'o';
}

// Whether one letter and that number are one, by what stands between them.
static bool may_join(struct slice text, unsigned char letter, const struct reference *ref)
{
    size_t digits = ref->number_end - ref->number;
    bool is_capital = char_is_capital((char)letter);
    bool is_part = is_part_letter(letter);
    if (ref->roman_end > ref->roman)
        return is_part && ref->joint != JOINT_NONE && ref->joint != JOINT_HYPHEN;
    switch (ref->joint) {
    case JOINT_NONE:
    case JOINT_HYPHEN:
        return true;
    case JOINT_STAR:
        return is_part;
    case JOINT_DOT:
        return is_capital || is_part;
    case JOINT_DOT_GAP:
        return is_capital ? is_part || ref->is_row
                          : is_part && lower(letter) != 'a' && (ref->is_row || digits > 2);
    case JOINT_GAP:
        break;
    }
    if (ref->is_case)
        return true;
    if (is_capital)
        return letter != 'Y' && !is_year(text, ref) && (digits <= YEAR || ref->is_row);
    bool is_code = ref->is_row && strchr("bcdefiklqrtuvwxz", letter) != NULL;
    return is_code || (strchr("befnpqrvwz", letter) != NULL && digits <= 3);
}

static bool read_reference(struct slice text, size_t at, struct reference *ref)
{
    *ref = (struct reference){.letters = 1};
    unsigned char letter = peek_byte(text, at);
    bool is_pair = peek_is_letter(text, at + 1) && lower(peek_byte(text, at + 1)) < 0x80;
    if (lower(letter) < 'a' || lower(letter) > 'z')
        return false;
    size_t next = at + 1;
    if (is_organic_law(text, at) && !peek_is_letter(text, at + 2)) { // LO 1234-5
        ref->letters = 2;
        next = at + 2;
    } else if (lower(letter) == 'l' && peek_byte(text, at + 1) == '.' &&
               lower(peek_byte(text, at + 2)) == 'o' &&
               peek_byte(text, at + 3) == '.') { // L.O. 1234-5
        ref->letters = 2;
        next = at + 3;
    } else if (is_pair) {
        bool is_glued = peek_is_digit(text, at + 2);
        if (peek_is_letter(text, at + 2) || (!is_glued && !may_be_name(slice_of(text.ptr + at, 2))))
            return false;
        ref->letters = 2;
        next = at + 2;
    }
    ref->joint = read_joint(text, &next);
    read_roman(text, next, ref);
    if (!peek_is_digit(text, ref->number))
        return false;
    read_number(text, ref);
    if (goes_on(text, ref))
        return false;
    if (ref->letters == 2) {
        if (ref->roman_end > ref->roman)
            return false;
        bool is_law = is_organic_law(text, at) || peek_byte(text, at + 1) == '.';
        if (ref->joint == JOINT_NONE && !is_law)
            return ref->is_decimal;
        return is_law
                   ? ref->is_row || (!is_year(text, ref) && ref->number_end - ref->number <= YEAR)
                   : ref->joint == JOINT_GAP && !ref->is_row && ref->number_end - ref->number <= 3;
    }
    return may_join(text, letter, ref);
}

size_t reference_end(struct slice text, size_t at)
{
    struct reference ref;
    return read_reference(text, at, &ref) ? ref.end : 0;
}

bool reference_may_start(struct slice word)
{
    if (word.len == 0 || word.len > NUMBER_MAX)
        return false;
    unsigned char first = lower((unsigned char)word.ptr[0]);
    if (first < 'a' || first > 'z' || word.len == 1) {
        return first >= 'a' && first <= 'z' && word.ptr[0] != 'a' &&
               word.ptr[0] != 'y'; // il y a 12 ans
    }
    if (word.len == 2 && peek_is_letter(word, 1))
        return is_organic_law(word, 0) || may_be_name(word);
    // E411, C-123 and L.1234, which a dash, a stroke or a suffix may follow; D.IV, which a number may; L.O
    if (peek_is_letter(word, 1) && peek_is_digit(word, 2)) // PM2
        return peek_digits_end(word, 2) == 3;
    size_t dash = peek_dash_len(word, 1);
    bool has_dash = dash > 0 && peek_is_digit(word, 1 + dash);
    return peek_byte(word, 1) == '.' || has_dash || peek_is_digit(word, 1);
}

static void append_lower(struct buf *to, struct slice text, size_t start, size_t end)
{
    fold_append_lower(to, slice_of(text.ptr + start, end - start));
}

// The one spelling into builder->text; returns where its number starts there.
static size_t spell(struct token_builder *builder, size_t at, const struct reference *ref)
{
    struct slice text = builder->bytes;
    struct buf *to = &builder->text;
    buf_reset(to);
    buf_append_char(to, (char)lower((unsigned char)text.ptr[at]));
    if (ref->letters == 2) {
        bool is_dotted = text.ptr[at + 1] == '.';
        buf_append_char(to, (char)lower((unsigned char)text.ptr[at + 1 + is_dotted]));
    }
    if (ref->roman_end > ref->roman) {
        buf_append_char(to, '.');
        append_lower(to, text, ref->roman, ref->roman_end);
        buf_append_char(to, '.');
    }
    size_t number = to->len;
    if (ref->is_case)
        number_append_case(to, slice_of(text.ptr + ref->number, ref->number_end - ref->number));
    for (size_t i = ref->number; !ref->is_case && i < ref->number_end;) {
        size_t dash = row_dash_len(text, ref, i);
        bool is_point = ref->is_decimal && text.ptr[i] == '.';
        buf_append_char(to, dash ? '-' : is_point ? ',' : text.ptr[i]);
        i += dash ? dash : 1;
    }
    append_lower(to, text, ref->suffix, ref->suffix_end);
    return number;
}

size_t reference_take(struct token_builder *builder, size_t at)
{
    struct reference ref;
    size_t start = builder->units[at].start;
    if (!read_reference(builder->bytes, start, &ref))
        return at;
    size_t number = spell(builder, start, &ref);
    struct slice key = buf_slice(&builder->text);
    struct form_recipe recipe = {.surface = key, .flags = FORM_NUMBER};
    token_builder_add_folded(builder, &recipe, key);
    if (ref.joint != JOINT_NONE || ref.is_row || ref.is_decimal) {
        recipe.flags |= FORM_PARTS;
        token_builder_add_folded(builder, &recipe, slice_from_offset(key, number));
        if (ref.roman_end == ref.roman && !ref.is_row)
            token_builder_add_folded(builder, &recipe, slice_of(key.ptr, ref.letters));
        if (ref.suffix_end == ref.suffix + 1) // « A 400 M » has 400
            token_builder_add_folded(builder, &recipe,
                                     slice_of(key.ptr + number, key.len - number - 1));
    }
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), start, ref.end);
    builder->position_count++;
    return token_builder_unit_from(builder, at, ref.end);
}
