// French on the page: dates, numbers, plurals, elision, names.
//
// The rules follow the Imprimerie nationale's Lexique as far as a page of results needs it: no-break
// spaces where a line must not end, « 1ᵉʳ » for the first of a month only, nothing below two is plural.
//
// Names come from the parliaments as "PAVET Amandine": the family name is what stands in capitals at
// the start. It is lower-cased but for the first letter of each part, whatever its alphabet.
#include "searchd/page/french.h"

#include "base/date.h"
#include "engine/persons.h"
#include "stemmer/elision.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"

void french_number(struct buf *out, uint64_t number)
{
    char digits[21];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0) {
        buf_append_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0)
            buf_append_slice(out, SLICE(FRENCH_NNBSP));
    }
}

void french_count(struct buf *out, uint64_t number, const char *singular, const char *plural)
{
    french_number(out, number);
    buf_append_slice(out, SLICE(FRENCH_NBSP));
    buf_append_slice(out, slice_from(number < 2 ? singular : plural));
}

void french_date(struct buf *out, uint32_t date)
{
    if (date == 0)
        return;
    if (date % 100 == 1)
        buf_append_slice(out, SLICE("1ᵉʳ" FRENCH_NBSP));
    else if (date % 100 != 0)
        buf_printf(out, "%u" FRENCH_NBSP, date % 100);
    if (date / 100 % 100 != 0)
        buf_printf(out, "%s ", months_name(date / 100 % 100));
    buf_printf(out, "%u", date / 10000);
}

const char *french_of_date(uint32_t date)
{
    if (date_is_full(date))
        return "du ";
    return date_month(date) && elision_before(slice_from(months_name(date_month(date)))) ? "d’"
                                                                                         : "de ";
}

void french_period(struct buf *out, uint32_t from, uint32_t to)
{
    struct buf first;
    buf_init(&first, 0);
    french_date(&first, from);
    if (from == to || to == DATE_NONE) {
        if (from != to)
            buf_append_slice(out, date_is_full(from) ? SLICE("depuis le ") : SLICE("depuis "));
        buf_append_slice(out, buf_slice(&first));
    } else if (from == DATE_NONE) {
        buf_append_slice(out, date_is_full(to) ? SLICE("jusqu’au ") : SLICE("jusqu’à "));
    } else if (date_is_full(from)) {
        buf_append_slice(out, SLICE("du "));
        buf_append_slice(out, buf_slice(&first));
    } else {
        french_of(out, buf_slice(&first));
    }
    buf_clear(&first);
    if (from == to || to == DATE_NONE)
        return;
    if (from != DATE_NONE)
        buf_append_slice(out, date_is_full(to) ? SLICE(" au ") : SLICE(" à "));
    french_date(out, to);
}

void french_quote(struct buf *out, struct slice text)
{
    buf_append_slice(out, SLICE("«" FRENCH_NBSP));
    buf_append_slice(out, text);
    buf_append_slice(out, SLICE(FRENCH_NBSP "»"));
}

// --- elision ---------------------------------------------------------------------------

void french_of(struct buf *out, struct slice text)
{
    buf_append_slice(out, elision_before(text) ? SLICE("d’") : SLICE("de "));
    buf_append_slice(out, text);
}

// --- names -----------------------------------------------------------------------------

enum letter_case { LETTER_NONE, LETTER_UPPER, LETTER_LOWER };

// A letter with its marks, or a sign.
struct letter {
    enum letter_case kind;
    size_t len; // bytes
};

// Appends the letter at `at` in lower case to `lower`, and says which case it has: that of whatever alphabet, and of
// letters whose other case is of another length (Ÿ, İ, ẞ) or that stand apart from their accent. Those that have no
// case count as small.
static struct letter letter_at(struct slice s, size_t at, struct buf *lower)
{
    unsigned char c = (unsigned char)s.ptr[at];
    bool is_ascii = c < 0x80 && (at + 1 == s.len || (unsigned char)s.ptr[at + 1] < 0x80);
    if (is_ascii) { // most are
        bool is_upper = char_is_capital((char)c), is_lower = c >= 'a' && c <= 'z';
        buf_append_char(lower, char_lower((char)c));
        return (struct letter){is_upper ? LETTER_UPPER : is_lower ? LETTER_LOWER : LETTER_NONE, 1};
    }
    struct fold_cluster cluster = fold_cluster_at(s, at);
    struct slice text = slice_of(s.ptr + at, cluster.len);
    size_t before = lower->len;
    fold_append_lower(lower, text);
    char room[FOLD_CLUSTER_MAX * 4 * FOLD_MAX_GROWTH];
    struct buf folded = buf_over(room, sizeof room);
    fold_append_words(&folded, text, '\0');
    bool is_letter = folded.len > 0 && !folded.failed && !(room[0] >= '0' && room[0] <= '9');
    if (!is_letter || lower->failed || lower->len == before)
        return (struct letter){LETTER_NONE, cluster.len};
    struct fold_cluster small = fold_cluster_at(buf_slice(lower), before);
    bool is_small = small.count == cluster.count &&
                    memcmp(small.cps, cluster.cps, small.count * sizeof *small.cps) == 0;
    return (struct letter){is_small ? LETTER_LOWER : LETTER_UPPER, cluster.len};
}

// The leading words that are all capitals, at least two letters each ("D’HONDT", "VAN DER"); a lone
// initial or an abbreviation with a point ends them.
size_t french_family_len(struct slice name)
{
    size_t end = 0;
    struct buf lower;
    buf_init(&lower, 0);
    bool is_family = true;
    for (size_t at = 0; is_family && at < name.len; at++) { // at: the start of a word
        size_t capitals = 0;
        while (is_family && at < name.len && name.ptr[at] != ' ') {
            struct letter letter = letter_at(name, at, &lower);
            is_family = letter.kind != LETTER_LOWER && name.ptr[at] != '.';
            capitals += letter.kind == LETTER_UPPER;
            at += letter.len;
        }
        is_family = is_family && capitals >= 2;
        end = is_family ? at : end;
    }
    buf_clear(&lower);
    return is_family ? 0 : end; // capitals throughout: an acronym, or nobody's given name
}

// Appends text lower-cased but for each letter that follows no letter.
static void append_capitalised(struct buf *out, struct slice text)
{
    bool inside_word = false;
    struct buf lower;
    buf_init(&lower, 0);
    for (size_t at = 0; at < text.len;) {
        buf_reset(&lower);
        struct letter letter = letter_at(text, at, &lower);
        bool is_lowered = letter.kind == LETTER_UPPER && inside_word;
        buf_append_slice(out, is_lowered ? buf_slice(&lower) : slice_of(text.ptr + at, letter.len));
        inside_word = letter.kind != LETTER_NONE;
        at += letter.len;
    }
    buf_clear(&lower);
}

void french_name_parts(struct slice name, struct buf *family, struct buf *given)
{
    name = slice_trim(name);
    size_t end = french_family_len(name);
    if (end == 0) { // "Amandine Pavet", "SNCB"
        buf_append_slice(family, name);
        return;
    }
    append_capitalised(family, slice_of(name.ptr, end));
    buf_append_slice(given, slice_trim(slice_from_offset(name, end)));
}

static void append_person(struct buf *out, struct slice name)
{
    struct buf family;
    buf_init(&family, 0);
    size_t before = out->len;
    french_name_parts(name, &family, out);
    if (out->len > before)
        buf_append_char(out, ' ');
    buf_append_slice(out, buf_slice(&family));
    buf_clear(&family);
}

void french_person(struct buf *out, struct slice names)
{
    struct slice name;
    bool is_first = true;
    while (persons_next(&names, &name)) {
        if (!is_first)
            buf_append_slice(out, names.len > 0 ? SLICE(", ") : SLICE(" et "));
        append_person(out, name);
        is_first = false;
    }
}

void french_closure(struct buf *out, const char *how, uint32_t date, struct slice motive)
{
    buf_append_slice(out, slice_from(how));
    if (date != DATE_NONE) {
        buf_append_slice(out, date_is_full(date) ? SLICE(" le ") : SLICE(" en "));
        french_date(out, date);
    }
    if (motive.len > 0)
        buf_printf(out, " (%.*s)", SLICE_ARG(motive));
}

void french_delay(struct buf *out, bool is_answered, int64_t days)
{
    buf_append_slice(out, is_answered ? SLICE("répondu") : SLICE("sans réponse"));
    if (days < 0)
        return;
    if (days == 0) {
        buf_append_slice(out, is_answered ? SLICE(" le jour même") : SLICE(", posée aujourd’hui"));
        return;
    }
    buf_append_slice(out, is_answered ? SLICE(" en ") : SLICE(" depuis "));
    french_count(out, (uint64_t)days, "jour", "jours");
}
