// Numbers are read from the raw bytes, because what they look like depends on what stands around them:
//
//     4 874   170 000   1.234.567   4'874     groups of three, one separator throughout; the first group has
//                                             one to three digits and no leading zero     -> joined
//     3,5   3.5   1 234,50                    a decimal comma or point                     -> 3,5
//     2022-2023   1234-5   2023/1234   12/1   rows of digits                               -> with their parts
//     2022/2023                               two years                                    -> 2022-2023
//     14-82.234   14-82234   20.12-234        case numbers, however grouped                -> 14-82234
//     57 2041/003                             document numbers                             -> 57-2041/003
//     12 bis   12bis   1234-5 ter   1er bis   with a suffix (text/suffix_scan.c)            -> 12bis
//     5 G                                     with a capital of its own                    -> 5g
//     19/06/2023   19.06.2023   2023-06-19    dates: day, month and year, and a date key @2023-06-19
//     19 juin 2023   14 et 15 juin 2023       likewise (text/day_scan.c)
//     14 h 30   14 heures 30   14:30          -> 14h30
//     1 er   19 e   2 ème                     ordinals whose ending was raised             -> 19e
//     22 h   22 heures   22h                  two words, and together 22h
//     5km   200m²                             a number and its unit, two words as with their space
//     3.2.1                                   section numbers, addresses of machines       -> as they are
//
// It only looks. It is asked of a text, to find where a number ends, and once more of the bytes that it had found, to
// make tokens of them (rules/number.c). Both see the same, since looking further than the number's end only ever makes
// it shorter.
//
// Cost: linear in the number's bytes and a few after, of which no more than LONGEST are looked at, so that rows of
// thousands of numbers cost no more than their length; most numbers are told by the two bytes after them.
#include "stemmer/text/number_scan.h"

#include "base/date.h"
#include "stemmer/months.h"
#include "stemmer/text/day_scan.h"
#include "stemmer/text/peek.h"
#include "stemmer/text/suffix_scan.h"
#include "stemmer/text/tokenizer.h"

// What is longer is no number: its digits are, each by themselves.
enum { LONGEST = TOKENIZER_CHUNK_MAX / 4, BEHIND = 16 };

// The length of what can separate groups of three at `at`.
static size_t group_separator_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    if (byte == '.' || byte == '\'')
        return 1;
    if (byte == 0xE2 && peek_byte(text, at + 1) == 0x80 && peek_byte(text, at + 2) == 0x99)
        return 3;
    return peek_space_len(text, at);
}

static struct number_field field_at(struct slice text, size_t at)
{
    return (struct number_field){at, peek_digits_end(text, at)};
}

// Groups of three after the first digits; returns the end, or `end` when there are none.
size_t number_scan_groups_end(struct slice text, size_t at, size_t end)
{
    size_t separator = group_separator_len(text, end);
    if (end - at > 3 || peek_byte(text, at) == '0' || separator == 0)
        return end;
    struct slice sign = slice_of(text.ptr + end, separator);
    size_t last = end;
    while (group_separator_len(text, last) == separator &&
           memcmp(text.ptr + last, sign.ptr, separator) == 0) {
        struct number_field group = field_at(text, last + separator);
        if (number_field_len(group) != 3)
            break;
        last = group.end;
    }
    bool is_level =
        sign.ptr[0] == '.' && peek_byte(text, last) == '.' && peek_is_digit(text, last + 1);
    return is_level ? end : last;
}

// A decimal comma (point) with its digits, of a number whose whole part is bytes [at, end); returns the end, or `end`
// when there is none, or when it is one of a list (1,2,3; 2019,2020).
static size_t decimals_end(struct slice text, size_t at, size_t end)
{
    enum { YEAR = 4 };
    unsigned char sign = peek_byte(text, end);
    if ((sign != ',' && sign != '.') || !peek_is_digit(text, end + 1))
        return end;
    size_t last = peek_digits_end(text, end + 1);
    unsigned char next = peek_byte(text, last);
    bool are_years = sign == ',' && end - at == YEAR && last - end - 1 == YEAR &&
                     peek_digits_end(text, at) == end;
    bool is_list = (next == ',' || next == '.') && peek_is_digit(text, last + 1);
    return is_list || are_years ? end : last;
}

static bool take_joined(struct slice text, size_t at, struct number *number)
{
    size_t digits = number->end;
    size_t end = number_scan_groups_end(text, at, digits);
    bool is_grouped_by_point = end > digits && peek_byte(text, digits) == '.';
    if (!is_grouped_by_point || peek_byte(text, end) == ',')
        end = decimals_end(text, at, end);
    if (end == digits)
        return false;
    number->kind = NUMBER_JOINED;
    number->end = end;
    return true;
}

// "3.2.1": three levels or more.
static bool take_levels(struct slice text, struct number *number)
{
    size_t end = number->end;
    size_t levels = 1;
    while (peek_byte(text, end) == '.' && peek_is_digit(text, end + 1)) {
        end = peek_digits_end(text, end + 1);
        levels++;
    }
    if (levels < 3 || peek_is_letter(text, end))
        return false;
    number->kind = NUMBER_LEVELS;
    number->end = end;
    return true;
}

static uint32_t make_date(struct slice text, const struct number_field f[3])
{
    enum { FIRST_OF_CODES = 2200 }; // no year: « 2333-4-1 » is an article without its letter
    bool is_year_first = number_field_len(f[0]) == 4;
    const struct number_field *year = is_year_first ? &f[0] : &f[2];
    const struct number_field *day = is_year_first ? &f[2] : &f[0];
    if (number_field_len(*year) != 4 || number_field_len(f[1]) > 2 || number_field_len(*day) > 2)
        return DATE_NONE;
    if (number_field_value(text, *year) >= FIRST_OF_CODES)
        return DATE_NONE;
    return date_from_ymd((int)number_field_value(text, *year), (int)number_field_value(text, f[1]),
                         (int)number_field_value(text, *day));
}

// Three fields with the same sign between them that are a day of the calendar.
static bool take_date(struct slice text, size_t at, struct number *number)
{
    size_t end = number->end;
    unsigned char sign = peek_byte(text, end);
    size_t len = peek_dash_len(text, end);
    if (len == 0)
        len = sign == '/' || sign == '.' ? 1 : 0;
    if (len == 0 || end - at == 3 || end - at > 4)
        return false;
    struct number found = *number;
    found.fields[0] = (struct number_field){at, end};
    for (size_t i = 1; i < 3; i++) {
        size_t separator = found.fields[i - 1].end;
        if (separator + len >= text.len || memcmp(text.ptr + separator, text.ptr + end, len) != 0)
            return false;
        found.fields[i] = field_at(text, separator + len);
    }
    found.end = found.fields[2].end;
    found.kind = NUMBER_DATE;
    found.date = make_date(text, found.fields);
    if (found.date == DATE_NONE || number_field_goes_on(text, found.end))
        return false;
    *number = found;
    return true;
}

// The length of what joins the digits that end at `end` to those of the next field of a row: a hyphen or stroke, or the
// point of a group of three ("14-82.234").
static size_t row_sign_len(struct slice text, size_t end)
{
    size_t dash = peek_dash_len(text, end);
    unsigned char sign = peek_byte(text, end);
    size_t len = dash ? dash : sign == '/' || sign == '.' ? 1 : 0;
    if (len == 0 || !peek_is_digit(text, end + len))
        return 0;
    return sign != '.' || number_field_len(field_at(text, end + 1)) == 3 ? len : 0;
}

size_t number_scan_case_end(struct slice text, size_t at)
{
    struct number_field year = field_at(text, at);
    size_t first = peek_dash_len(text, year.end), second;
    bool is_dotted = first == 0 && peek_byte(text, year.end) == '.';
    struct number_field thousands = field_at(text, year.end + (is_dotted ? 1 : first));
    second = peek_dash_len(text, thousands.end);
    bool ends_in_dot = second == 0 && peek_byte(text, thousands.end) == '.';
    struct number_field rest = field_at(text, thousands.end + (ends_in_dot ? 1 : second));
    bool is_grouped = (is_dotted || first > 0) && (second > 0 || (ends_in_dot && !is_dotted));
    bool is_one = is_grouped && number_field_len(year) == 2 && number_field_len(thousands) == 2 &&
                  number_field_len(rest) == 3;
    return is_one ? rest.end : 0;
}

// The number of a document of the Belgian Chamber, as it writes it: "57 2041/003". Returns its end; 0 when it is none.
static size_t document_number_end(struct slice text, size_t at)
{
    enum { LEGISLATURE = 2, NUMBER = 4, PART = 3 };
    struct number_field legislature = field_at(text, at);
    size_t space = peek_space_len(text, legislature.end);
    struct number_field number = field_at(text, legislature.end + space);
    struct number_field part = field_at(text, number.end + 1);
    bool is_one = space > 0 && peek_byte(text, number.end) == '/' &&
                  number_field_len(legislature) == LEGISLATURE &&
                  number_field_len(number) == NUMBER && number_field_len(part) == PART;
    return is_one && !peek_is_word(text, part.end) ? part.end : 0;
}

// "57 2041/003".
static bool take_document(struct slice text, size_t at, struct number *number)
{
    size_t end = document_number_end(text, at);
    if (end == 0)
        return false;
    number->kind = NUMBER_ROW;
    number->field_count = 3;
    number->end = end;
    return true;
}

// An opinion of the Belgian Council of State, "67.890/4": its end; 0 when it is none. The sixteenth chamber is the
// only one with two digits that gives any.
static size_t opinion_end(struct slice text, size_t at)
{
    struct number_field thousands = field_at(text, at);
    struct number_field rest = field_at(text, thousands.end + 1),
                        part = field_at(text, rest.end + 1);
    bool is_one = number_field_len(thousands) == 2 && peek_byte(text, thousands.end) == '.' &&
                  number_field_len(rest) == 3 && peek_byte(text, rest.end) == '/' &&
                  (number_field_len(part) == 1 || number_field_value(text, part) == 16);
    return is_one && !peek_is_word(text, part.end) ? part.end : 0;
}

// "2022-2023", "1234-5-1", "2023/1234", "14-82.234", "67.890/4".
static bool take_row(struct slice text, size_t at, struct number *number)
{
    size_t end = number->end, strokes = 0, len;
    unsigned char next = peek_byte(text, end);
    if (next != '-' && next != '/' && next != '.' && next != 0xE2)
        return false;
    uint32_t fields = 1;
    size_t case_end = number_scan_case_end(text, at);
    size_t opinion = opinion_end(text, at);
    if (case_end > 0 || opinion > 0) {
        fields = 2;
        strokes = 1;
        end = case_end > 0 ? case_end : opinion;
    } else if (peek_byte(text, end) != '.') {
        while ((len = row_sign_len(text, end)) > 0) {
            bool is_point = peek_byte(text, end) == '.';
            fields += !is_point;
            strokes += !is_point;
            end = peek_digits_end(text, end + len);
        }
    }
    bool is_level = peek_byte(text, end) == '.' && peek_is_digit(text, end + 1);
    if (strokes == 0 || is_level || peek_is_letter(text, end))
        return false;
    number->kind = case_end > 0 ? NUMBER_CASE : NUMBER_ROW;
    number->field_count = fields;
    number->end = end;
    return true;
}

// Past one space, or two.
static size_t spaces_end(struct slice text, size_t at)
{
    at += peek_space_len(text, at);
    return at + peek_space_len(text, at);
}

// "19 juin 2023", "14 au 16 juillet 2021".
static bool take_written_date(struct slice text, size_t at, struct number *number)
{
    struct day_scan days;
    if (number->end - at > 2 || !day_scan(text, at, number->end, &days))
        return false;
    number->kind = NUMBER_WRITTEN;
    number->end = days.year.end;
    return true;
}

static bool take_time(struct slice text, size_t at, struct number *number)
{
    struct number_field hours = {at, number->end};
    size_t unit = spaces_end(text, hours.end);
    if (number_field_len(hours) > 2)
        return false;
    size_t unit_end = unit;
    if (peek_has_word(text, unit, SLICE("heures")) || peek_has_word(text, unit, SLICE("heure")))
        unit_end = unit + (peek_has_word(text, unit, SLICE("heures")) ? 6 : 5);
    else if (peek_has_word(text, unit, SLICE("h")))
        unit_end = unit + 1;
    struct number_field minutes = field_at(text, spaces_end(text, unit_end));
    bool is_time = number_field_len(minutes) == 2 && number_field_value(text, minutes) <= 59 &&
                   number_field_value(text, hours) <= 24 && !peek_is_letter(text, minutes.end);
    if (unit_end == unit || (!is_time && peek_is_word(text, unit_end)))
        return false;
    number->kind = is_time ? NUMBER_TIME : NUMBER_HOURS;
    number->end = is_time ? minutes.end : unit_end;
    number->fields[0] = hours;
    number->fields[1] = is_time ? minutes : (struct number_field){unit, unit_end};
    return true;
}

// "14:30", but not "1:25 000", "3:1", and the end of "08:15:30".
static bool take_clock(struct slice text, size_t at, struct number *number)
{
    struct number_field hours = {at, number->end}, minutes = field_at(text, number->end + 1);
    unsigned char next = peek_byte(text, minutes.end);
    size_t space = peek_space_len(text, minutes.end);
    bool is_end = at >= 2 && text.ptr[at - 1] == ':' && peek_is_digit(text, at - 2);
    bool goes_on = peek_is_word(text, minutes.end) ||
                   ((next == ':' || next == '.' || next == ',' || next == '/' || space > 0) &&
                    peek_is_digit(text, minutes.end + (space ? space : 1)));
    if (is_end || goes_on || number_field_len(hours) > 2 || number_field_len(minutes) != 2 ||
        number_field_value(text, hours) > 24 || number_field_value(text, minutes) > 59)
        return false;
    number->kind = NUMBER_TIME;
    number->end = minutes.end;
    number->fields[0] = hours;
    number->fields[1] = minutes;
    return true;
}

// A suffix behind byte `end`, where the number or its ending ends.
static bool put_suffix(struct slice text, size_t at, size_t end, bool is_known,
                       struct number *number)
{
    size_t start, last = suffix_scan_end(text, end, &start);
    if (last == end ||
        (!is_known && suffix_scan_is_train(text, end) && !suffix_scan_is_articles(text, at)))
        return false;
    number->kind = NUMBER_SUFFIXED;
    number->fields[0] = (struct number_field){at, number->end};
    number->fields[1] = (struct number_field){start, last};
    number->end = last;
    return true;
}

// "12 bis", "12bis", "1234-5 ter".
static bool take_suffix(struct slice text, size_t at, struct number *number)
{
    return put_suffix(text, at, number->end, false, number);
}

// "1er bis", which is "1 bis".
static bool take_first_suffix(struct slice text, size_t at, struct number *number)
{
    const struct slice ending = SLICE("er");
    return number->end - at == 1 && text.ptr[at] == '1' &&
           peek_has_word(text, number->end, ending) &&
           put_suffix(text, at, number->end + ending.len, false, number);
}

// The end of the ending of an ordinal at `start`, of a first or any other; 0 when there is none.
static size_t ordinal_end(struct slice text, size_t start, bool is_first)
{
    static const struct {
        const char *text;
        bool is_first;
    } endings[] = {{"er", true},   {"ère", true},  {"ere", true},  {"e", false},
                   {"ème", false}, {"eme", false}, {"ième", false}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct slice ending = slice_from(endings[i].text);
        if (endings[i].is_first == is_first &&
            slice_starts_with(slice_from_offset(text, start), ending) &&
            !peek_is_word(text, start + ending.len))
            return start + ending.len;
    }
    return 0;
}

// "1 er", "19 e", "2 ème", as some texts space them.
static bool take_ordinal(struct slice text, size_t at, struct number *number)
{
    size_t space = peek_space_len(text, number->end), start = number->end + space;
    bool is_one = number->end - at == 1 && text.ptr[at] == '1';
    if (space == 0 || number->end - at > 2 || peek_byte(text, at) == '0')
        return false;
    size_t last = ordinal_end(text, start, is_one);
    if (last == 0 || peek_byte(text, last) == '.' || peek_byte(text, last) == ')')
        return false;
    number->kind = is_one ? NUMBER_FIRST : NUMBER_ORDINAL;
    number->end = last;
    return true;
}

// "5 G".
static bool take_letter(struct slice text, size_t at, struct number *number)
{
    size_t space = peek_space_len(text, number->end), letter = number->end + space;
    if (number->end - at > 3 || space == 0 || !peek_is_lone_capital(text, letter))
        return false;
    number->kind = NUMBER_LETTER;
    number->fields[0] = (struct number_field){at, number->end};
    number->fields[1] = (struct number_field){letter, letter + 1};
    number->end = letter + 1;
    return true;
}

// « 44t », « 50l », « 10m », but « 500g » and « 5g », which is a network; « 200m2 », « 10µg ». Capitals are names.
static bool is_before_letter_unit(struct slice text, size_t at, size_t digits)
{
    unsigned char first = peek_byte(text, at), second = peek_byte(text, at + 1);
    if ((first == 0xC2 && second == 0xB5) ||
        (first == 0xCE && second == 0xBC)) // µ, and the Greek letter
        return true;
    bool is_unit = first == 't' || first == 'l' || first == 'm' || (first == 'g' && digits > 1);
    bool has_power = first == 'm' && (second == '2' || second == '3');
    return is_unit && !peek_is_word(text, at + 1 + has_power);
}

// Whether the sign of a unit stands right behind a number, « 5km », « 200m² », « 50k€ »: they are two words, as with
// their space.
static bool is_before_unit(struct slice text, size_t at, size_t digits)
{
    static const char *const units[] = {
        "km",    "hm",     "dm",      "cm",   "mm",    "ha",  "kg",     "mg",    "hl",
        "dl",    "cl",     "ml",      "kw",   "mw",    "gw",  "kwh",    "mwh",   "gwh",
        "twh",   "kwc",    "mwc",     "kv",   "kva",   "mva", "hz",     "khz",   "mhz",
        "ghz",   "db",     "mo",      "go",   "min",   "an",  "ans",    "mois",  "jours",
        "heure", "heures", "minutes", "euro", "euros", "eur", "tonnes", "litres"};
    unsigned char first = peek_byte(text, at) | 0x20, second = peek_byte(text, at + 1);
    unsigned char third = peek_byte(text, at + 2);
    if (first == 'm' && second == 0xC2)
        return (third == 0xB2 || third == 0xB3) && !peek_is_word(text, at + 3);
    if ((first == 'k' || first == 'm') && peek_currency_len(text, at + 1) > 0)
        return true;
    if (is_before_letter_unit(text, at, digits))
        return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct slice unit = slice_from(units[i]);
        if (first == (unsigned char)units[i][0] && peek_has_word(text, at, unit) &&
            !peek_is_digit(text, at + unit.len))
            return true;
    }
    return false;
}

// Whether a month or "heures", « et » or « à » with another day, a suffix or a lone capital may begin at `at`, after a
// number and a space.
static bool may_belong(struct slice text, size_t digits, size_t at)
{
    unsigned char first = peek_byte(text, at), second = peek_byte(text, at + 1);
    if (char_is_capital((char)first) && !peek_is_word(text, at + 1))
        return true;
    return suffix_scan_may_begin(first, second, peek_byte(text, at + 2)) ||
           (first == 'e' && (second == 'r' || second == 'm' || !peek_is_word(text, at + 1))) ||
           (first == 0xC3 && second == 0xA8) || // è
           (digits <= 2 && ((first | 0x20) == 'h' || months_may_begin(first, second) ||
                            (first == 'e' && second == 't') || (first == 0xC3 && second == 0xA0) ||
                            ((first == 'o' || first == 'a') && second == 'u')));
}

// Whether what stands at `at`, after `count` digits and a space, surely is no part of the number.
static bool is_apart(struct slice text, size_t count, size_t at)
{
    unsigned char byte = peek_byte(text, at), second = peek_byte(text, at + 1);
    enum byte_class class = peek_class(text, at);
    if (class == BYTE_WORD)
        return !may_belong(text, count, at);
    bool is_wide = (byte == 0xC2 && second == 0xA0) || (byte == 0xE2 && second == 0x80);
    bool may_link = byte == ' ' || byte == '-' || byte == '\n' || byte == '\r' || is_wide;
    return class != BYTE_DIGIT && !may_link;
}

// Whether `count` digits that end at `end` are surely all of a number. What comes after most of them tells: the end, a
// bracket, a comma or point and a space, a space and a word that does not belong to it.
static bool ends_plainly(struct slice text, size_t count, size_t end)
{
    unsigned char next = peek_byte(text, end), second = peek_byte(text, end + 1);
    size_t space = peek_space_len(text, end);
    if (space > 0)
        return is_apart(text, count, end + space);
    if (next == ',' && second == ' ' && count <= 2 && peek_is_digit(text, end + 2))
        return false; // « 5, 6 et 7 mai 2020 »
    if (next == ',' || next == '.')
        return second == ' ' || second == '\n' || second == 0;
    if (next == ':')
        return count > 2 || !peek_is_digit(text, end + 1);
    if (next == '\n' || next == '\r')
        return count > 2; // no day of a month in the next line
    enum byte_class class = peek_class(text, end);
    bool is_mark = class == BYTE_C2 && (second == 0xB0 || second == 0xBB); // « 1° », « 12 »
    return class == BYTE_BREAK || class == BYTE_SIGN || next == '(' || is_mark;
}

// The text no further than a number at `at` could reach, and what decides where it ends.
static struct slice within_reach(struct slice text, size_t at)
{
    size_t reach = at + LONGEST + BEHIND;
    return slice_of(text.ptr, text.len < reach ? text.len : reach);
}

// Behind a space: a month, a unit of time, a raised ending, a capital, or groups of three.
static bool take_spaced(struct slice text, size_t at, size_t space, struct number *number)
{
    if (peek_is_digit(text, number->end + space))
        return take_document(text, at, number) || take_joined(text, at, number);
    return take_written_date(text, at, number) || take_time(text, at, number) ||
           take_ordinal(text, at, number) || take_letter(text, at, number);
}

// Behind a dash, stroke, comma, point, colon or apostrophe.
static bool take_signed(struct slice text, size_t at, struct number *number)
{
    unsigned char sign = peek_byte(text, number->end);
    if (sign == ':')
        return take_clock(text, at, number);
    bool may_link = sign != '.' && sign != '/'; // to another day
    if (take_date(text, at, number) || (may_link && take_written_date(text, at, number)))
        return true;
    if (take_row(text, at, number)) {
        (void)take_suffix(text, at, number);
        return true;
    }
    return take_joined(text, at, number) || take_levels(text, number);
}

// Whatever is more than digits, which end at number->end; false when it is none of that.
static bool take_more(struct slice text, size_t at, struct number *number)
{
    size_t space = peek_space_len(text, number->end);
    if (space > 0)
        return take_spaced(text, at, space, number);
    if (peek_is_letter(text, number->end))
        return take_first_suffix(text, at, number) || take_written_date(text, at, number) ||
               take_time(text, at, number);
    return take_signed(text, at, number);
}

// The number, date or time that starts with the digit at byte `at`.
static struct number scan(struct slice text, size_t at)
{
    text = within_reach(text, at);
    struct number number = {.kind = NUMBER_PLAIN, .end = peek_digits_end(text, at)};
    size_t digits = number.end;
    if (digits - at > LONGEST) {
        number.kind = NUMBER_WORD;
        return number;
    }
    if (ends_plainly(text, digits - at, digits))
        return number;
    if (take_more(text, at, &number)) {
        bool is_too_long = number.end - at > LONGEST;
        return is_too_long ? (struct number){.kind = NUMBER_PLAIN, .end = digits} : number;
    }
    if (!take_suffix(text, at, &number) && tokenizer_chunk_end(text, at) > number.end &&
        !is_before_unit(text, number.end, number.end - at))
        number.kind = NUMBER_WORD;
    return number;
}

// With the TER that the words before it told to be its suffix.
struct number number_scan(struct slice chunk)
{
    struct number number = scan(chunk, 0);
    size_t end = number.end + (number.kind == NUMBER_WORD ? strlen("er") : 0); // « 1er TER »
    if (suffix_scan_is_train(chunk, end))
        (void)put_suffix(chunk, 0, end, true, &number);
    return number;
}

size_t number_scan_end(struct slice text, size_t at)
{
    text = within_reach(text, at);
    bool is_in_list = at >= 2 && text.ptr[at - 1] == ',' && peek_is_digit(text, at - 2);
    if (is_in_list && !peek_is_letter(text, peek_digits_end(text, at)))
        return peek_digits_end(text, at); // "1,2,3"
    struct number number = scan(text, at);
    return number.kind == NUMBER_WORD ? 0 : number.end;
}
