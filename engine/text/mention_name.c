// The one spelling of a citation. See mention.h.
//
// « décret du 12/04/2001 » and « Décret wallon du 12 avril 2001 », « art. L. 1123-3 du CDLD » and « article L1123-3 du
// Code de la démocratie locale » are one each. A norm is its kind and its day, which is what is nearly always said of
// it; an article is its number and its act. What differs only in case or accents is left to who compares names.
#include "base/date.h"
#include "engine/text/mention.h"
#include "engine/text/pieces.h"
#include "stemmer/months.h"

void mention_put_line(struct slice text, struct buf *out)
{
    bool drops_blanks = false;
    for (size_t i = 0; i < text.len;) {
        size_t hyphen = pieces_hyphen_len(text, i), len = hyphen > 0 ? hyphen : 1;
        bool is_blank = (unsigned char)text.ptr[i] <= ' ';
        if (!is_blank)
            buf_append(out, text.ptr + i, len);
        else if (!drops_blanks)
            buf_append_char(out, ' ');
        drops_blanks = is_blank || hyphen > 0;
        i += len;
    }
}

static void put_dated(const char *what, uint32_t date, struct buf *out)
{
    unsigned day = date_day(date);
    buf_printf(out, "%s du %u%s %s %u", what, day, day == 1 ? "er" : "",
               months_name(date_month(date)), date_year(date));
}

static const struct {
    const char *name, *link; // « du décret », « de la loi »
} NORMS[] = {[MENTION_DECREE] = {"décret", "du "},
             [MENTION_LAW] = {"loi", "de la "},
             [MENTION_ORDER] = {"arrêté", "de l’"},
             [MENTION_ORDINANCE] = {"ordonnance", "de l’"}};

static size_t skip_marks(struct slice number, size_t at)
{
    while (at < number.len && !char_is_letter(number.ptr[at]) && !char_is_digit(number.ptr[at]))
        at++;
    return at;
}

static char capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

// « L. 1123-3 » and « L1123-3 » are one, as are « D IV 4 » and « D.IV.4 », « 12 bis » and « 12bis ».
static void put_number(struct slice number, struct buf *out)
{
    size_t at = 0;
    if (number.len > 0 && char_is_letter(number.ptr[0])) {
        buf_append_char(out, capital(number.ptr[0]));
        at = skip_marks(number, 1);
        bool is_roman = at < number.len && char_is_letter(number.ptr[at]);
        if (is_roman)
            buf_append_char(out, '.');
        for (; at < number.len && char_is_letter(number.ptr[at]); at++)
            buf_append_char(out, capital(number.ptr[at]));
        at = skip_marks(number, at);
        if (is_roman)
            buf_append_char(out, '.');
    }
    while (at < number.len) {
        size_t dash = pieces_hyphen_len(number, at);
        if (dash > 0)
            buf_append_char(out, '-');
        else if (number.ptr[at] > ' ') // no space, nothing of a degree sign
            buf_append_char(out, number.ptr[at]);
        at += dash > 0 ? dash : 1;
    }
}

// What is known by its letters, as far as it is read where it is written out.
static struct slice whole_act(struct slice act)
{
    static const struct {
        const char *letters, *whole;
    } acts[] = {
        {"CoDT", "Code du développement territorial"},
        {"CDLD", "Code de la démocratie locale"},
        {"CWASS", "Code wallon de l’action sociale"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (slice_equal_ignoring_case(act, slice_from(acts[i].letters)))
            return slice_from(acts[i].whole);
    return act;
}

static void put_article(const struct mention *mention, struct buf *out)
{
    bool has_letter = mention->number.len > 0 && char_is_letter(mention->number.ptr[0]);
    if (mention->act.len == 0 && !has_letter)
        return;
    buf_append_slice(out, SLICE("article "));
    put_number(mention->number, out);
    if (mention->act.len == 0)
        return;
    buf_append_char(out, ' ');
    if (mention->date != DATE_NONE) {
        buf_append_slice(out, slice_from(NORMS[mention->act_kind].link));
        put_dated(NORMS[mention->act_kind].name, mention->date, out);
        return;
    }
    bool is_constitution = slice_equal_ignoring_case(mention->act, SLICE("Constitution"));
    buf_append_slice(out, is_constitution ? SLICE("de la ") : SLICE("du "));
    mention_put_line(whole_act(mention->act), out);
}

void mention_put_name(const struct mention *mention, struct buf *out)
{
    switch (mention->kind) {
    case MENTION_DECREE:
    case MENTION_LAW:
    case MENTION_ORDER:
    case MENTION_ORDINANCE:
        put_dated(NORMS[mention->kind].name, mention->date, out);
        break;
    case MENTION_ARTICLE:
        put_article(mention, out);
        break;
    case MENTION_QUESTION:
        buf_printf(out, "question %u", mention->question);
        if (mention->session_from)
            buf_printf(out, " (%u-%u)", mention->session_from, mention->session_from + 1);
        break;
    case MENTION_GAZETTE:
        put_dated("Moniteur belge", mention->date, out);
        break;
    case MENTION_KIND_COUNT:
        break;
    }
}
