// The tokens of numbers, which text/number_scan.c has read: one each, but for dates (day, month, year, and a key
// @2023-06-19 beside the day). Rows, and numbers with a suffix or letter, have one spelling as their first term and
// their parts after it: who asks for the whole finds the whole only, who asks for a part finds all that have it.
#include "stemmer/rules/number.h"

#include "base/date.h"
#include "stemmer/months.h"
#include "stemmer/rules/ordinal.h"
#include "stemmer/text/day_scan.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/number_scan.h"
#include "stemmer/text/peek.h"

// Appends a row of digits in its one spelling: dashes and spaces are hyphens, the points of its groups fall away.
static void append_row(struct buf *to, struct slice text)
{
    for (size_t i = 0; i < text.len;) {
        size_t dash = peek_dash_len(text, i);
        dash = dash ? dash : peek_space_len(text, i);
        if (dash)
            buf_append_char(to, '-');
        else if (text.ptr[i] != '.')
            buf_append_char(to, text.ptr[i]);
        i += dash ? dash : 1;
    }
}

// Two years are a range, however they are joined: "2022/2023".
static void join_years(struct buf *row)
{
    enum { YEAR = 4 };
    if (row->len != 2 * YEAR + 1 || row->data[YEAR] != '/')
        return;
    const char *second = row->data + YEAR + 1;
    if (memcmp(second, "19", 2) == 0 || memcmp(second, "20", 2) == 0)
        row->data[YEAR] = '-';
}

// The year, a hyphen, the rest.
void number_append_case(struct buf *to, struct slice text)
{
    enum { YEAR = 2 };
    for (size_t i = 0; i < text.len; i++) {
        if (peek_is_digit(text, i))
            buf_append_char(to, text.ptr[i]);
        if (i + 1 == YEAR)
            buf_append_char(to, '-');
    }
}

// Appends the digits of a joined number up to byte `end`; its last comma or point is decimal when one is.
static void append_joined(struct buf *to, struct slice text, size_t whole_end, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (peek_is_digit(text, i))
            buf_append_char(to, text.ptr[i]);
        else if (i == whole_end)
            buf_append_char(to, ',');
}

static void put_text(struct token_builder *builder, struct number_field range)
{
    const struct form *form = token_builder_word_form(builder, buf_slice(&builder->text));
    token_builder_put_range(builder, form, range.start, range.end);
    builder->position_count += form ? 1 : 0;
}

static void put_field(struct token_builder *builder, struct number_field field)
{
    buf_reset(&builder->text);
    fold_append_lower(&builder->text,
                      slice_of(builder->bytes.ptr + field.start, number_field_len(field)));
    put_text(builder, field);
}

// Zeros at its end say nothing behind a comma: « 2,50 » is 2,5, too. Behind a point they may count something: « 3.10 ».
static void put_joined(struct token_builder *builder, const struct number *number)
{
    struct slice text = builder->bytes;
    size_t whole_end = number_scan_groups_end(text, 0, peek_digits_end(text, 0));
    size_t end = number->end;
    while (peek_byte(text, whole_end) == ',' && end > whole_end &&
           (text.ptr[end - 1] == '0' || end - 1 == whole_end))
        end--;
    buf_reset(&builder->text);
    append_joined(&builder->text, text, whole_end, number->end);
    size_t whole_len = builder->text.len;
    append_joined(&builder->text, text, whole_end, end);
    struct slice whole = slice_of(builder->text.data, whole_len);
    struct form_recipe recipe = {.surface = whole, .flags = FORM_NUMBER};
    token_builder_add_folded(builder, &recipe, whole);
    if (end < number->end)
        token_builder_add_folded(builder, &recipe,
                                 slice_from_offset(buf_slice(&builder->text), whole_len));
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, number->end);
    builder->position_count++;
}

// The number of a document of which a row names a part: "56-1234" of "56-1234/001"; empty when it names none.
static struct slice document_of(struct slice row)
{
    size_t dash = slice_find(row, SLICE("-")), stroke = slice_find(row, SLICE("/"));
    return dash < stroke && stroke < row.len ? slice_of(row.ptr, stroke) : SLICE("");
}

// Puts what stands in builder->text, with its parts between hyphens and strokes as terms when they are few.
static void put_row(struct token_builder *builder, uint32_t field_count)
{
    struct form_recipe recipe = {.surface = buf_slice(&builder->text),
                                 .flags = FORM_NUMBER | FORM_PARTS};
    token_builder_add_folded(builder, &recipe, recipe.surface);
    token_builder_add_folded(builder, &recipe, document_of(recipe.surface));
    for (size_t start = 0, i = 0; field_count < FORM_TERMS_MAX && i <= recipe.surface.len; i++) {
        if (i == recipe.surface.len || recipe.surface.ptr[i] == '-' ||
            recipe.surface.ptr[i] == '/') {
            token_builder_add_folded(builder, &recipe,
                                     slice_of(recipe.surface.ptr + start, i - start));
            start = i + 1;
        }
    }
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0,
                            builder->bytes.len);
    builder->position_count++;
}

// A number and what belongs to it, written together, and the number by itself: "12 bis", "5 G". So are the letter and a
// TER in capitals, which people ask for by themselves.
static void put_joined_parts(struct token_builder *builder, const struct number *number)
{
    struct slice text = builder->bytes;
    struct slice digits = slice_of(text.ptr, number->fields[0].end);
    struct number_field letters = number->fields[1];
    buf_reset(&builder->text);
    append_row(&builder->text, digits);
    size_t digits_len = builder->text.len;
    fold_append_lower(&builder->text,
                      slice_of(text.ptr + letters.start, number_field_len(letters)));
    struct slice whole = buf_slice(&builder->text);
    struct form_recipe recipe = {.surface = whole, .flags = FORM_NUMBER | FORM_PARTS};
    token_builder_add_folded(builder, &recipe, whole);
    token_builder_add_folded(builder, &recipe, slice_of(whole.ptr, digits_len));
    bool may_be_train =
        slice_equal(slice_of(text.ptr + letters.start, number_field_len(letters)), SLICE("TER")) &&
        !peek_is_word(text, letters.start - 1);
    if (number->kind == NUMBER_LETTER || may_be_train)
        token_builder_add_folded(builder, &recipe, slice_from_offset(whole, digits_len));
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, number->end);
    builder->position_count++;
}

// A day, and its key over all that follows it in the chunk.
static void put_day(struct token_builder *builder, struct number_field day, uint32_t date)
{
    char key[1 + DATE_TEXT_SIZE] = "@";
    size_t len = 1 + date_format_iso(date, key + 1);
    struct form_recipe recipe = {.surface = {key, len},
                                 .flags = FORM_SYNTHETIC | FORM_NUMBER,
                                 .terms = {{key, len}},
                                 .term_count = 1};
    size_t digits = peek_digits_end(builder->bytes, day.start);
    size_t unit = token_builder_unit_from(builder, 0, day.start);
    struct stretch word = {unit, token_builder_core_end(builder, unit)};
    if (digits == day.start)
        ordinal_put_first(builder, token_builder_text(builder, word), day.start, day.end);
    else if (digits < day.end)
        ordinal_put_first(builder, SLICE("1er"), day.start, day.end);
    else
        put_field(builder, day);
    token_builder_put_beside(builder, token_builder_recipe_form(builder, &recipe),
                             (struct stretch){unit, builder->unit_count});
}

static void put_date(struct token_builder *builder, const struct number *number)
{
    put_day(builder, number->fields[0], number->date);
    put_field(builder, number->fields[1]);
    put_field(builder, number->fields[2]);
}

// The words among bytes [start, end): « et le ».
static void put_words(struct token_builder *builder, size_t start, size_t end)
{
    while (start < end) {
        size_t last = start;
        while (last < end && peek_is_word(builder->bytes, last))
            last++;
        if (last > start)
            put_field(builder, (struct number_field){start, last});
        start = last > start ? last : last + 1;
    }
}

// Days with their month and year in words; a month that is cut short stands for its name.
void number_put_days(struct token_builder *builder, size_t at, size_t end)
{
    struct day_scan scan;
    if (!day_scan(builder->bytes, at, end, &scan))
        return;
    for (size_t i = 0; i < scan.count; i++) {
        put_day(builder, scan.days[i].day, scan.days[i].date);
        end = scan.days[i].day.end;
        if (number_field_len(scan.days[i].month) > 0) {
            buf_reset(&builder->text);
            fold_append_lower(&builder->text, slice_from(months_name(scan.days[i].number)));
            put_text(builder, scan.days[i].month);
            end = scan.days[i].month.end;
        }
        put_words(builder, end, i + 1 < scan.count ? scan.days[i + 1].day.start : scan.year.start);
    }
    put_field(builder, scan.year);
}

// The digits of hours without a zero before others, and « h », in builder->text: « 08 » is 8h.
static void spell_hours(struct token_builder *builder, struct number_field hours)
{
    size_t zero = number_field_len(hours) == 2 && builder->bytes.ptr[hours.start] == '0';
    buf_reset(&builder->text);
    buf_append(&builder->text, builder->bytes.ptr + hours.start + zero,
               number_field_len(hours) - zero);
    buf_append_char(&builder->text, 'h');
}

// « 14 h 30 » as one word. « 22h00 » is what « 22 h » is, as well.
static void put_time(struct token_builder *builder, const struct number *number)
{
    const char *minutes = builder->bytes.ptr + number->fields[1].start;
    spell_hours(builder, number->fields[0]);
    if (memcmp(minutes, "00", 2) != 0)
        buf_append(&builder->text, minutes, 2);
    struct slice time = buf_slice(&builder->text);
    struct form_recipe recipe = {
        .surface = time, .flags = FORM_NUMBER, .terms = {time}, .term_count = 1};
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, number->end);
    builder->position_count++;
}

// « 22 h », « 22 heures »: the number and its unit, and both together.
static void put_hours(struct token_builder *builder, const struct number *number)
{
    const struct form *hours = token_builder_word_form(builder, SLICE("heures"));
    put_field(builder, number->fields[0]);
    spell_hours(builder, number->fields[0]);
    struct slice both = buf_slice(&builder->text);
    struct form_recipe whole = {
        .surface = both, .flags = FORM_SYNTHETIC | FORM_NUMBER, .terms = {both}, .term_count = 1};
    token_builder_put_beside(builder, token_builder_recipe_form(builder, &whole),
                             (struct stretch){0, builder->unit_count});
    if (number_field_len(number->fields[1]) > 1) {
        put_field(builder, number->fields[1]);
    } else if (hours) {
        struct form_recipe sign = {
            .surface = SLICE("h"), .terms = {hours->terms[0]}, .term_count = 1};
        token_builder_put_range(builder, token_builder_recipe_form(builder, &sign),
                                number->fields[1].start, number->fields[1].end);
        builder->position_count++;
    }
}

bool number_take(struct token_builder *builder)
{
    struct number number = number_scan(builder->bytes);
    switch (number.kind) {
    case NUMBER_WORD:
        return false;
    case NUMBER_JOINED:
        put_joined(builder, &number);
        break;
    case NUMBER_PLAIN:
    case NUMBER_LEVELS:
        put_field(builder, (struct number_field){0, number.end});
        break;
    case NUMBER_ROW:
        buf_reset(&builder->text);
        append_row(&builder->text, builder->bytes);
        join_years(&builder->text);
        put_row(builder, number.field_count);
        break;
    case NUMBER_CASE:
        buf_reset(&builder->text);
        number_append_case(&builder->text, builder->bytes);
        put_row(builder, number.field_count);
        break;
    case NUMBER_SUFFIXED:
    case NUMBER_LETTER:
        put_joined_parts(builder, &number);
        break;
    case NUMBER_FIRST:
        ordinal_put_first(builder, SLICE("1er"), 0, number.end);
        break;
    case NUMBER_ORDINAL:
        buf_reset(&builder->text);
        buf_append(&builder->text, builder->bytes.ptr, peek_digits_end(builder->bytes, 0));
        buf_append_char(&builder->text, 'e');
        put_text(builder, (struct number_field){0, number.end});
        break;
    case NUMBER_DATE:
        put_date(builder, &number);
        break;
    case NUMBER_WRITTEN:
        number_put_days(builder, 0, peek_digits_end(builder->bytes, 0));
        break;
    case NUMBER_TIME:
        put_time(builder, &number);
        break;
    case NUMBER_HOURS:
        put_hours(builder, &number);
        break;
    }
    return true;
}
