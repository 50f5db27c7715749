// The tokens of numbers, which text/number_scan.c has read: one each, but for dates (day, month, year, and a key
// @2023-06-19 beside the day) and rows of two (2022-2023 with its parts as terms).
#include "stemmer/rules/number.h"

#include "base/date.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/number_scan.h"
#include "stemmer/text/peek.h"

// Appends the digits of [start, end), and a hyphen for each dash between them.
static void append_row(struct buf *to, struct slice text, struct number_field field)
{
    for (size_t i = field.start; i < field.end;) {
        bool is_digit = peek_is_digit(text, i);
        buf_append_char(to, is_digit ? text.ptr[i] : '-');
        i += is_digit || !peek_dash_len(text, i) ? 1 : peek_dash_len(text, i);
    }
}

// Appends the digits of a joined number; its last comma or point is decimal when one is.
static void append_joined(struct buf *to, struct slice text, struct number number)
{
    size_t whole_end = number_scan_groups_end(text, 0, peek_digits_end(text, 0));
    for (size_t i = 0; i < number.end; i++) {
        if (peek_is_digit(text, i)) {
            buf_append_char(to, text.ptr[i]);
        } else if (i == whole_end) {
            buf_append_char(to, ',');
        }
    }
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

static void put_row(struct token_builder *builder, const struct number *number)
{
    struct slice text = builder->bytes;
    buf_reset(&builder->text);
    append_row(&builder->text, text, (struct number_field){0, number->end});
    struct form_recipe recipe = {.surface = buf_slice(&builder->text), .flags = FORM_NUMBER};
    token_builder_add_folded(builder, &recipe, recipe.surface);
    for (size_t i = 0; number->field_count == 2 && i < 2; i++) {
        struct number_field field = number->fields[i];
        token_builder_add_folded(builder, &recipe,
                                 slice_of(text.ptr + field.start, number_field_len(field)));
    }
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, number->end);
    builder->position_count++;
}

static void put_date(struct token_builder *builder, const struct number *number)
{
    char key[1 + DATE_TEXT_SIZE] = "@";
    size_t len = 1 + date_format_iso(number->date, key + 1);
    struct form_recipe recipe = {.surface = {key, len},
                                 .flags = FORM_SYNTHETIC | FORM_NUMBER,
                                 .terms = {{key, len}},
                                 .term_count = 1};
    if (number_field_len(number->fields[0]) > 2 && !peek_is_digit(builder->bytes, 1)) { // "1er"
        buf_reset(&builder->text);
        buf_append_slice(&builder->text, SLICE("1er"));
        put_text(builder, number->fields[0]);
    } else {
        put_field(builder, number->fields[0]);
    }
    token_builder_put_beside(builder, token_builder_recipe_form(builder, &recipe),
                             (struct stretch){0, builder->unit_count});
    put_field(builder, number->fields[1]);
    put_field(builder, number->fields[2]);
}

static void put_time(struct token_builder *builder, const struct number *number)
{
    struct slice text = builder->bytes;
    buf_reset(&builder->text);
    buf_append(&builder->text, text.ptr, number_field_len(number->fields[0]));
    buf_append_char(&builder->text, 'h');
    buf_append(&builder->text, text.ptr + number->fields[1].start, 2);
    put_text(builder, (struct number_field){0, number->end});
}

bool number_take(struct token_builder *builder)
{
    struct number number = number_scan(builder->bytes, 0);
    switch (number.kind) {
    case NUMBER_WORD:
        return false;
    case NUMBER_JOINED:
        buf_reset(&builder->text);
        append_joined(&builder->text, builder->bytes, number);
        put_text(builder, (struct number_field){0, number.end});
        break;
    case NUMBER_PLAIN:
    case NUMBER_LEVELS:
        put_field(builder, (struct number_field){0, number.end});
        break;
    case NUMBER_ROW:
        put_row(builder, &number);
        break;
    case NUMBER_DATE:
    case NUMBER_WRITTEN:
        put_date(builder, &number);
        break;
    case NUMBER_TIME:
        put_time(builder, &number);
        break;
    }
    return true;
}
