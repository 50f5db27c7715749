// Numbers are read from the raw bytes, because what they look like depends on what stands around them:
//
//     4 874   170 000   1.234.567   4'874     groups of three, one separator throughout; the first group has
//                                             one to three digits and no leading zero     -> joined
//     3,5   3.5   1 234,50                    a decimal comma or point                     -> 3,5
//     2022-2023   1234-5   12-15              rows of digits                               -> with their parts
//     2022/2023                               two years                                    -> 2022-2023
//     19/06/2023   19.06.2023   2023-06-19    dates: day, month and year, and a date key @2023-06-19
//     19 juin 2023   1er juin 2023            likewise
//     14 h 30   14 heures 30                  -> 14h30
//     3.2.1                                   section numbers, addresses of machines       -> as they are
//
// scan() only looks; number_end uses it on the text, number_take once more on the bytes it had found. Both
// see the same, since looking further than the number's end only ever makes it shorter.
#include "stemmer/rules/number.h"

#include "base/date.h"
#include "stemmer/text/fold.h"

enum number_kind {
    NUMBER_WORD,    // letters follow
    NUMBER_PLAIN,   // digits
    NUMBER_JOINED,  // digits in groups, perhaps with decimals
    NUMBER_ROW,     // 2022-2023
    NUMBER_LEVELS,  // 3.2.1
    NUMBER_DATE,    // three fields of digits
    NUMBER_WRITTEN, // a day, a month's name, a year
    NUMBER_TIME,    // hours and minutes
};

struct field {
    size_t start;
    size_t end;
};

struct number {
    enum number_kind kind;
    size_t end;
    struct field fields[3]; // dates: day, month, year in the order of the text; times: two
    uint32_t date;          // NUMBER_DATE, NUMBER_WRITTEN
    uint32_t field_count;   // NUMBER_ROW: at least two
};

static const char *const months[12][2] = {
    {"janvier", "janvier"}, {"février", "fevrier"},   {"mars", "mars"},
    {"avril", "avril"},     {"mai", "mai"},           {"juin", "juin"},
    {"juillet", "juillet"}, {"août", "aout"},         {"septembre", "septembre"},
    {"octobre", "octobre"}, {"novembre", "novembre"}, {"décembre", "decembre"},
};

static unsigned char byte_at(struct slice text, size_t at)
{
    return at < text.len ? (unsigned char)text.ptr[at] : 0;
}

static bool is_digit_at(struct slice text, size_t at)
{
    unsigned char byte = byte_at(text, at);
    return byte >= '0' && byte <= '9';
}

static bool is_letter_at(struct slice text, size_t at)
{
    return tokenizer_byte_class[byte_at(text, at)] == BYTE_WORD;
}

static size_t digits_end(struct slice text, size_t at)
{
    while (is_digit_at(text, at)) {
        at++;
    }
    return at;
}

// The length of a space at `at`, no-break and thin ones included; 0 when there is none.
static size_t space_len(struct slice text, size_t at)
{
    unsigned char byte = byte_at(text, at);
    if (byte == ' ') {
        return 1;
    }
    if (byte == 0xC2) {
        return byte_at(text, at + 1) == 0xA0 ? 2 : 0;
    }
    if (byte == 0xE2 && byte_at(text, at + 1) == 0x80) {
        unsigned char third = byte_at(text, at + 2);
        return third == 0xAF || (third >= 0x80 && third <= 0x8A) ? 3 : 0;
    }
    return 0;
}

// A hyphen or dash between digits.
static size_t dash_len(struct slice text, size_t at)
{
    if (byte_at(text, at) == '-') {
        return 1;
    }
    bool is_dash = byte_at(text, at) == 0xE2 && byte_at(text, at + 1) == 0x80 &&
                   byte_at(text, at + 2) >= 0x90 && byte_at(text, at + 2) <= 0x93;
    return is_dash ? 3 : 0;
}

// The length of what can separate groups of three at `at`.
static size_t group_separator_len(struct slice text, size_t at)
{
    unsigned char byte = byte_at(text, at);
    if (byte == '.' || byte == '\'') {
        return 1;
    }
    if (byte == 0xE2 && byte_at(text, at + 1) == 0x80 && byte_at(text, at + 2) == 0x99) {
        return 3;
    }
    return space_len(text, at);
}

static uint32_t value_of(struct slice text, struct field field)
{
    uint32_t value = 0;
    for (size_t i = field.start; i < field.end && i < field.start + 8; i++) {
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return value;
}

static size_t field_len(struct field field)
{
    return field.end - field.start;
}

static struct field field_at(struct slice text, size_t at)
{
    return (struct field){at, digits_end(text, at)};
}

// Groups of three behind the first digits; returns the end, or `end` when there are none.
static size_t groups_end(struct slice text, size_t at, size_t end)
{
    size_t separator = group_separator_len(text, end);
    if (end - at > 3 || byte_at(text, at) == '0' || separator == 0) {
        return end;
    }
    struct slice sign = slice_of(text.ptr + end, separator);
    size_t last = end;
    while (group_separator_len(text, last) == separator &&
           memcmp(text.ptr + last, sign.ptr, separator) == 0) {
        struct field group = field_at(text, last + separator);
        if (field_len(group) != 3) {
            break;
        }
        last = group.end;
    }
    bool is_level = sign.ptr[0] == '.' && byte_at(text, last) == '.' && is_digit_at(text, last + 1);
    return is_level ? end : last;
}

// A decimal comma (point) with its digits; returns the end, or `end` when there is none, or when it is one
// of a list (1,2,3).
static size_t decimals_end(struct slice text, size_t end)
{
    unsigned char sign = byte_at(text, end);
    if ((sign != ',' && sign != '.') || !is_digit_at(text, end + 1)) {
        return end;
    }
    size_t last = digits_end(text, end + 1);
    unsigned char next = byte_at(text, last);
    bool is_list = (next == ',' || next == '.') && is_digit_at(text, last + 1);
    return is_list ? end : last;
}

static bool take_joined(struct slice text, size_t at, struct number *number)
{
    size_t digits = number->end;
    size_t end = groups_end(text, at, digits);
    bool is_grouped_by_point = end > digits && byte_at(text, digits) == '.';
    if (!is_grouped_by_point || byte_at(text, end) == ',') {
        end = decimals_end(text, end);
    }
    if (end == digits) {
        return false;
    }
    number->kind = NUMBER_JOINED;
    number->end = end;
    return true;
}

// "3.2.1": three levels or more.
static bool take_levels(struct slice text, struct number *number)
{
    size_t end = number->end;
    size_t levels = 1;
    while (byte_at(text, end) == '.' && is_digit_at(text, end + 1)) {
        end = digits_end(text, end + 1);
        levels++;
    }
    if (levels < 3 || is_letter_at(text, end)) {
        return false;
    }
    number->kind = NUMBER_LEVELS;
    number->end = end;
    return true;
}

// Whether what ends here is only the beginning of something longer: "13 juillet 2022-2023".
static bool goes_on(struct slice text, size_t end)
{
    size_t dash = dash_len(text, end);
    return is_letter_at(text, end) || (dash && is_digit_at(text, end + dash));
}

static uint32_t make_date(struct slice text, const struct field f[3])
{
    bool is_year_first = field_len(f[0]) == 4;
    const struct field *year = is_year_first ? &f[0] : &f[2];
    const struct field *day = is_year_first ? &f[2] : &f[0];
    if (field_len(*year) != 4 || field_len(f[1]) > 2 || field_len(*day) > 2) {
        return DATE_NONE;
    }
    return date_from_ymd((int)value_of(text, *year), (int)value_of(text, f[1]),
                         (int)value_of(text, *day));
}

// Three fields with the same sign between them that are a day of the calendar.
static bool take_date(struct slice text, size_t at, struct number *number)
{
    size_t end = number->end;
    unsigned char sign = byte_at(text, end);
    size_t len = dash_len(text, end);
    if (len == 0) {
        len = sign == '/' || sign == '.' ? 1 : 0;
    }
    if (len == 0 || end - at == 3 || end - at > 4) {
        return false;
    }
    struct number found = *number;
    found.fields[0] = (struct field){at, end};
    for (size_t i = 1; i < 3; i++) {
        size_t separator = found.fields[i - 1].end;
        if (separator + len >= text.len || memcmp(text.ptr + separator, text.ptr + end, len) != 0) {
            return false;
        }
        found.fields[i] = field_at(text, separator + len);
    }
    found.end = found.fields[2].end;
    found.kind = NUMBER_DATE;
    found.date = make_date(text, found.fields);
    if (found.date == DATE_NONE || goes_on(text, found.end)) {
        return false;
    }
    *number = found;
    return true;
}

// "2022-2023", "1234-5-1"; "2022/2023".
static bool take_row(struct slice text, size_t at, struct number *number)
{
    size_t end = number->end;
    uint32_t fields = 1;
    while (dash_len(text, end) && is_digit_at(text, end + dash_len(text, end))) {
        size_t start = end + dash_len(text, end);
        end = digits_end(text, start);
        if (fields < 3) {
            number->fields[fields] = (struct field){start, end};
        }
        fields++;
    }
    struct field other = {end + 1, digits_end(text, end + 1)};
    if (fields == 1 && end - at == 4 && byte_at(text, end) == '/' && field_len(other) == 4) {
        number->fields[1] = other;
        end = other.end;
        fields = 2;
    }
    if (fields < 2 || is_letter_at(text, end)) {
        return false;
    }
    number->kind = NUMBER_ROW;
    number->fields[0] = (struct field){at, number->end};
    number->field_count = fields;
    number->end = end;
    return true;
}

// Past one space, or two.
static size_t spaces_end(struct slice text, size_t at)
{
    at += space_len(text, at);
    return at + space_len(text, at);
}

static bool is_word_here(struct slice text, size_t at, struct slice word)
{
    if (text.len - at < word.len || is_letter_at(text, at + word.len)) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) { // case of ASCII letters only: "Août", "JUIN"
        unsigned char a = byte_at(text, at + i);
        unsigned char b = (unsigned char)word.ptr[i];
        if (a != b && (b < 'a' || b > 'z' || a + ('a' - 'A') != b)) {
            return false;
        }
    }
    return true;
}

// The month whose name stands at `at` (1..12), and its end; 0 when there is none.
static int month_at(struct slice text, size_t at, size_t *end)
{
    for (int m = 0; at < text.len && m < 12; m++) {
        bool may_be = (text.ptr[at] | 0x20) == months[m][0][0]; // both spellings begin alike
        for (size_t spelling = 0; may_be && spelling < 2; spelling++) {
            struct slice name = slice_from(months[m][spelling]);
            if (is_word_here(text, at, name)) {
                *end = at + name.len;
                return m + 1;
            }
        }
    }
    return 0;
}

// "er", "ᵉʳ" behind a 1.
static size_t ordinal_end(struct slice text, size_t at, size_t end)
{
    static const char raised[] = "\xE1\xB5\x89\xCA\xB3"; // ᵉʳ
    if (end - at != 1 || text.ptr[at] != '1') {
        return end;
    }
    struct slice rest = slice_from_offset(text, end);
    if (slice_starts_with(rest, SLICE("er"))) {
        return end + 2;
    }
    return slice_starts_with(rest, slice_from(raised)) ? end + sizeof raised - 1 : end;
}

static bool take_written_date(struct slice text, size_t at, struct number *number)
{
    struct field day = {at, number->end};
    size_t day_end = ordinal_end(text, at, day.end);
    size_t name = spaces_end(text, day_end);
    size_t name_end = name;
    int month = field_len(day) <= 2 && name > day_end ? month_at(text, name, &name_end) : 0;
    struct field year = field_at(text, spaces_end(text, name_end));
    if (month == 0 || year.start == name_end || field_len(year) != 4 || goes_on(text, year.end)) {
        return false;
    }
    uint32_t date = date_from_ymd((int)value_of(text, year), month, (int)value_of(text, day));
    if (date == DATE_NONE) {
        return false;
    }
    number->kind = NUMBER_WRITTEN;
    number->end = year.end;
    number->date = date;
    number->fields[0] = (struct field){at, day_end};
    number->fields[1] = (struct field){name, name_end};
    number->fields[2] = year;
    return true;
}

static bool take_time(struct slice text, size_t at, struct number *number)
{
    struct field hours = {at, number->end};
    size_t unit = spaces_end(text, hours.end);
    if (field_len(hours) > 2 || unit == hours.end || value_of(text, hours) > 24) {
        return false;
    }
    size_t unit_end = unit;
    if (is_word_here(text, unit, SLICE("heures")) || is_word_here(text, unit, SLICE("heure"))) {
        unit_end = unit + (is_word_here(text, unit, SLICE("heures")) ? 6 : 5);
    } else if (is_word_here(text, unit, SLICE("h"))) {
        unit_end = unit + 1;
    }
    struct field minutes = field_at(text, spaces_end(text, unit_end));
    if (unit_end == unit || field_len(minutes) != 2 || value_of(text, minutes) > 59 ||
        is_letter_at(text, minutes.end)) {
        return false;
    }
    number->kind = NUMBER_TIME;
    number->end = minutes.end;
    number->fields[0] = hours;
    number->fields[1] = minutes;
    return true;
}

// Whether a month or "heures" may begin at `at`, by two letters of either case; é differs in the same bit.
static bool may_be_time(struct slice text, size_t at)
{
    int first = byte_at(text, at) | 0x20, second = byte_at(text, at + 1) | 0x20;
    bool may_be = first == 'h';
    for (size_t m = 0; m < 12; m++) {
        const char *name = months[m][0], *plain = months[m][1]; // both spellings begin alike
        may_be |= first == name[0] && (second == ((unsigned char)name[1] | 0x20) ||
                                       second == ((unsigned char)plain[1] | 0x20));
    }
    return may_be;
}

// Whether `count` digits that end at `end` are surely all of a number. What most of them have behind tells: the end, a
// bracket, a comma or point and a space, a space and a word that is of no day and no hour.
static bool ends_plainly(struct slice text, size_t count, size_t end)
{
    unsigned char next = byte_at(text, end), second = byte_at(text, end + 1);
    if (next == 0 || next == ')' || next == '(') {
        return true;
    }
    if (next == ',' || next == '.') {
        return second == ' ' || second == '\n' || second == 0;
    }
    bool is_letter = (second | 0x20) >= 'a' && (second | 0x20) <= 'z';
    return next == ' ' && is_letter && (count > 2 || !may_be_time(text, end + 1));
}

static struct number scan(struct slice text, size_t at)
{
    struct number number = {.kind = NUMBER_PLAIN, .end = digits_end(text, at)};
    size_t digits = number.end;
    if (digits - at > TOKENIZER_CHUNK_MAX / 4) {
        number.kind = NUMBER_WORD;
        return number;
    }
    if (ends_plainly(text, digits - at, digits)) {
        return number;
    }
    if (take_date(text, at, &number) || take_written_date(text, at, &number) ||
        take_time(text, at, &number) || take_row(text, at, &number) ||
        take_joined(text, at, &number) || take_levels(text, &number)) {
        bool is_too_long = number.end - at > TOKENIZER_CHUNK_MAX - 8;
        return is_too_long ? (struct number){.kind = NUMBER_PLAIN, .end = digits} : number;
    }
    if (tokenizer_chunk_end(text, at) > number.end) {
        number.kind = NUMBER_WORD;
    }
    return number;
}

// Appends the digits of [start, end), and a hyphen for each dash between them.
static void append_row(struct buf *to, struct slice text, struct field field)
{
    for (size_t i = field.start; i < field.end;) {
        bool is_digit = is_digit_at(text, i);
        buf_append_char(to, is_digit ? text.ptr[i] : '-');
        i += is_digit || !dash_len(text, i) ? 1 : dash_len(text, i);
    }
}

// Appends the digits of a joined number; its last comma or point is decimal when one is.
static void append_joined(struct buf *to, struct slice text, struct number number)
{
    size_t whole_end = groups_end(text, 0, digits_end(text, 0));
    for (size_t i = 0; i < number.end; i++) {
        if (is_digit_at(text, i)) {
            buf_append_char(to, text.ptr[i]);
        } else if (i == whole_end) {
            buf_append_char(to, ',');
        }
    }
}

static void put_text(struct draft *draft, struct field range)
{
    const struct form *form = draft_word_form(draft, buf_slice(&draft->text));
    draft_put_range(draft, form, range.start, range.end);
    draft->position_count += form ? 1 : 0;
}

static void put_field(struct draft *draft, struct field field)
{
    buf_reset(&draft->text);
    fold_append_lower(&draft->text, slice_of(draft->bytes.ptr + field.start, field_len(field)));
    put_text(draft, field);
}

static void put_row(struct draft *draft, const struct number *number)
{
    struct slice text = draft->bytes;
    buf_reset(&draft->text);
    append_row(&draft->text, text, (struct field){0, number->end});
    struct form_recipe recipe = {.surface = buf_slice(&draft->text), .flags = FORM_NUMBER};
    draft_add_folded(draft, &recipe, recipe.surface);
    for (size_t i = 0; number->field_count == 2 && i < 2; i++) {
        struct field field = number->fields[i];
        draft_add_folded(draft, &recipe, slice_of(text.ptr + field.start, field_len(field)));
    }
    draft_put_range(draft, draft_recipe_form(draft, &recipe), 0, number->end);
    draft->position_count++;
}

static void put_date(struct draft *draft, const struct number *number)
{
    char key[1 + DATE_TEXT_SIZE] = "@";
    size_t len = 1 + date_format_iso(number->date, key + 1);
    struct form_recipe recipe = {.surface = {key, len},
                                 .flags = FORM_SYNTHETIC | FORM_NUMBER,
                                 .terms = {{key, len}},
                                 .term_count = 1};
    if (field_len(number->fields[0]) > 2 && !is_digit_at(draft->bytes, 1)) { // "1er"
        buf_reset(&draft->text);
        buf_append_slice(&draft->text, SLICE("1er"));
        put_text(draft, number->fields[0]);
    } else {
        put_field(draft, number->fields[0]);
    }
    draft_put_beside(draft, draft_recipe_form(draft, &recipe),
                     (struct stretch){0, draft->unit_count});
    put_field(draft, number->fields[1]);
    put_field(draft, number->fields[2]);
}

static void put_time(struct draft *draft, const struct number *number)
{
    struct slice text = draft->bytes;
    buf_reset(&draft->text);
    buf_append(&draft->text, text.ptr, field_len(number->fields[0]));
    buf_append_char(&draft->text, 'h');
    buf_append(&draft->text, text.ptr + number->fields[1].start, 2);
    put_text(draft, (struct field){0, number->end});
}

size_t number_end(struct slice text, size_t at)
{
    bool is_in_list = at >= 2 && text.ptr[at - 1] == ',' && is_digit_at(text, at - 2);
    if (is_in_list && !is_letter_at(text, digits_end(text, at))) {
        return digits_end(text, at); // "1,2,3"
    }
    struct number number = scan(text, at);
    return number.kind == NUMBER_WORD ? 0 : number.end;
}

bool number_take(struct draft *draft)
{
    struct number number = scan(draft->bytes, 0);
    switch (number.kind) {
    case NUMBER_WORD:
        return false;
    case NUMBER_JOINED:
        buf_reset(&draft->text);
        append_joined(&draft->text, draft->bytes, number);
        put_text(draft, (struct field){0, number.end});
        break;
    case NUMBER_PLAIN:
    case NUMBER_LEVELS:
        put_field(draft, (struct field){0, number.end});
        break;
    case NUMBER_ROW:
        put_row(draft, &number);
        break;
    case NUMBER_DATE:
    case NUMBER_WRITTEN:
        put_date(draft, &number);
        break;
    case NUMBER_TIME:
        put_time(draft, &number);
        break;
    }
    return true;
}
