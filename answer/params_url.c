// Parameters out of a URL and back into one. See params_url.h and params.h.
//
// Reading percent-decodes (RFC 3986, and the '+' of HTML forms). Old pages, spreadsheets and people write addresses
// that no standard knows: bytes of Windows-1252 (%E9), the %u00E9 of old scripts, a per cent sign that stands for
// itself. Each is read as what it was meant for, and it is remembered that it was, so that an answer can say so.
// Decoding never grows text, so all decoded pieces find room in one row of as many bytes; what is repaired is written
// anew, since a byte of Windows-1252 takes up to three of UTF-8.
//
// Writing has one canonical form. Whatever order and spelling somebody used, the same search has one address here:
// parameters in a fixed order, those at their default left out, dates and numbers as we write them. So addresses can
// be compared, linked and kept as keys.

#include "answer/params_url.h"

#include "answer/params/refusal.h"
#include "base/utf8.h"
#include "stemmer/text/fold.h"

#include <string.h>

// --- reading ---------------------------------------------------------------------------------------

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int params_hex_number(struct slice s, size_t at, size_t count)
{
    int value = 0;
    if (at + count > s.len)
        return -1;
    for (size_t i = 0; i < count; i++) {
        int digit = hex_digit(s.ptr[at + i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

// What "%u00E9" stands for, as old scripts write it; 0 when s does not go on so, or with half a character.
static unsigned old_escape(struct slice s, size_t at)
{
    bool is_one = at + 1 < s.len && (s.ptr[at + 1] == 'u' || s.ptr[at + 1] == 'U');
    int code = is_one ? params_hex_number(s, at + 2, 4) : -1;
    bool is_half = code >= 0xD800 && code < 0xE000;
    return code < 0x20 || is_half ? 0 : (unsigned)code;
}

static size_t put_utf8(unsigned code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t len = code < 0x800 ? 2 : 3;
    for (size_t i = len - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((len == 2 ? 0xc0 : 0xe0) | code);
    return len;
}

// The bytes that are no UTF-8 as Windows-1252 has them, the others as they are.
static struct slice mend_encoding(struct params_decoder *decoder, struct slice text)
{
    struct buf mended;
    buf_init(&mended, 0);
    while (text.len > 0) {
        size_t len = utf8_sequence_len(text);
        struct slice piece = slice_of(text.ptr, len > 0 ? len : 1);
        if (len > 0)
            buf_append_slice(&mended, piece);
        else
            fold_append_windows1252(&mended, piece);
        text = slice_from_offset(text, piece.len);
    }
    struct slice kept = arena_take(decoder->arena, &mended);
    decoder->failed |= !kept.ptr;
    decoder->repairs |= REPAIR_ENCODING;
    return kept;
}

struct slice params_decode(struct params_decoder *decoder, struct slice s, bool plus_is_space)
{
    char *out = decoder->room;
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int byte = c == '%' ? params_hex_number(s, i + 1, 2) : -1;
        unsigned code = c == '%' && byte < 0 ? old_escape(s, i) : 0;
        if (code > 0) {
            len += put_utf8(code, out + len); // three bytes for six
            i += 5;
            decoder->repairs |= REPAIR_ENCODING;
            continue;
        }
        if (byte >= 0) {
            c = (char)byte;
            i += 2;
        } else if (c == '%') {
            decoder->repairs |= REPAIR_PERCENT;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out[len++] = c;
    }
    decoder->room += s.len;
    struct slice decoded = slice_of(out, len);
    return fold_is_utf8(decoded) ? decoded : mend_encoding(decoder, decoded);
}

static void read_pair(struct params_decoder *decoder, struct slice pair, struct parameter *out,
                      struct param_problems *problems)
{
    size_t equals = slice_find(pair, SLICE("="));
    out->name = params_decode(decoder, slice_of(pair.ptr, equals), true);
    out->value = params_decode(
        decoder, slice_from_offset(pair, equals < pair.len ? equals + 1 : equals), true);
    out->value = params_blank_controls(out->value, decoder->arena);
    decoder->failed |= !out->value.ptr;
    if (!params_is_text(out->name)) {
        params_add_problem(
            problems, SLICE("?"),
            SLICE("Le nom d’un paramètre contient un caractère de contrôle ou n’est pas en UTF-8."),
            SLICE(""));
        *out = (struct parameter){SLICE("?"), SLICE("")};
    } else if (!params_is_text(out->value)) {
        params_add_problem(problems, out->name, refusal_value_not_text(LANGUAGE_FRENCH), SLICE(""));
        out->value = SLICE("");
    }
}

enum status params_parse_query(struct params_decoder *decoder, struct slice query,
                               struct parameter_list *out, struct param_problems *problems)
{
    size_t max = 1;
    for (size_t i = 0; i < query.len; i++)
        max += query.ptr[i] == '&';
    if (max > PARAMS_MAX_COUNT)
        return STATUS_TOO_LARGE;
    struct parameter *parameters = arena_calloc(decoder->arena, max, sizeof *parameters);
    if (!parameters)
        return STATUS_NO_MEMORY;

    size_t count = 0;
    while (query.len > 0) {
        size_t end = slice_find(query, SLICE("&"));
        if (end > 0)
            read_pair(decoder, slice_of(query.ptr, end), &parameters[count++], problems);
        query = slice_from_offset(query, end < query.len ? end + 1 : end);
    }
    *out = (struct parameter_list){parameters, count};
    return decoder->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

// --- writing ---------------------------------------------------------------------------------------

struct writer {
    struct buf *out;
    char separator; // '?' before the first parameter, '&' before the others
};

static void put(struct writer *writer, const char *name, struct slice value)
{
    if (value.len == 0)
        return;
    buf_append_char(writer->out, writer->separator);
    buf_append_slice(writer->out, slice_from(name));
    buf_append_char(writer->out, '=');
    buf_append_encoded(writer->out, value);
    writer->separator = '&';
}

static void put_number(struct writer *writer, const char *name, uint32_t value)
{
    buf_printf(writer->out, "%c%s=%u", writer->separator, name, value);
    writer->separator = '&';
}

static void put_date(struct writer *writer, const char *name, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    put(writer, name, slice_of(text, date_format_iso(date, text)));
}

// In the order type auteur ministre fonction assemblee groupe session annee statut renvoi cite commune province delai
// depuis modifie serie; within one, in the order given.
static void put_filters(struct writer *writer, const struct search_params *params)
{
    static const enum field order[] = {
        FIELD_TYPE,     FIELD_AUTHOR, FIELD_MINISTER, FIELD_OFFICE,   FIELD_ASSEMBLY, FIELD_GROUP,
        FIELD_SESSION,  FIELD_YEAR,   FIELD_STATUS,   FIELD_REFERRAL, FIELD_CITE,     FIELD_COMMUNE,
        FIELD_PROVINCE, FIELD_DELAY,  FIELD_SINCE,    FIELD_CHANGED,  FIELD_SERIES};
    for (size_t f = 0; f < sizeof order / sizeof order[0]; f++) {
        for (size_t i = 0; i < params->filter_count; i++)
            if (params->filters[i].field == order[f])
                put(writer, field_short_name(order[f]), params->filters[i].value);
    }
}

static void put_facets(struct writer *writer, const char *parameter, uint32_t mask)
{
    char list[128];
    size_t len = 0;
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        struct slice name = slice_from(field_short_name((enum field)field));
        if (!(mask & 1u << field) || len + name.len + 1 > sizeof list)
            continue;
        if (len)
            list[len++] = ',';
        memcpy(list + len, name.ptr, name.len);
        len += name.len;
    }
    put(writer, parameter, slice_of(list, len));
}

// Names with commas between them.
static void put_stats(struct writer *writer, const struct figures_params *figures)
{
    char room[256];
    struct buf list = buf_over(room, sizeof room);
    for (size_t i = 0; i < figures->by_count; i++)
        buf_printf(&list, "%s%s", i > 0 ? "," : "", field_short_name(figures->by[i]));
    put(writer, "par", buf_slice(&list));
    buf_reset(&list);
    for (unsigned m = 0; m < MEASURES_END; m++)
        if (figures->measures >> m & 1)
            buf_printf(&list, "%s%s", list.len > 0 ? "," : "",
                       figures_measure_name((enum measure)m));
    put(writer, "mesures", buf_slice(&list));
    if (figures->base_is_all)
        put(writer, "base", SLICE("tout"));
}

// What is compared, but for the filters.
static void put_compared(struct writer *writer, const struct figures_params *figures)
{
    for (size_t i = 0; i < figures->theme_count; i++)
        put(writer, "q", figures->themes[i]);
    for (size_t i = 0; i < figures->period_count; i++) {
        char room[2 * DATE_TEXT_SIZE + 2];
        struct buf period = buf_over(room, sizeof room);
        figures_append_period(&period, figures->periods[i]);
        put(writer, "periode", buf_slice(&period));
    }
    if (figures->shows_rate)
        put(writer, "mesure", SLICE("pour_mille"));
    put(writer, "par", slice_from(figures_step_name(figures->step)));
    if (figures->base_is_all)
        put(writer, "base", SLICE("tout"));
}

static void put_columns(struct writer *writer, const struct params_columns *columns)
{
    char room[1024];
    struct buf list = buf_over(room, sizeof room);
    for (size_t i = 0; i < columns->count; i++)
        buf_printf(&list, "%s%s", i > 0 ? "," : "", columns->names[i]);
    put(writer, "champs", buf_slice(&list));
}

static void put_place(struct writer *writer, const struct search_params *params, unsigned known,
                      uint32_t default_limit)
{
    if ((known & PARAM_LINES) && params->lines > 0 && params->lines != PARAMS_LINES)
        put_number(writer, "limit", params->lines);
    if ((known & PARAM_LINES) && params->context > 0 && params->context != PARAMS_CONTEXT)
        put_number(writer, "contexte", params->context);
    if ((known & PARAM_LIMIT) && params->limit != default_limit)
        put_number(writer, "limit", params->limit);
    if ((known & PARAM_OFFSET) && params->offset > 0 && params->cursor.len == 0)
        put_number(writer, "offset", params->offset);
    if (known & PARAM_CURSOR)
        put(writer, "cursor", params->cursor);
    if ((known & PARAM_PAGE) && params->page > 1)
        put_number(writer, "page", params->page);
}

// Midnight is written as its day.
static void put_changes(struct writer *writer, const struct change_params *changes)
{
    enum { DAY_SECONDS = 86400 };
    char room[256];
    struct buf kinds = buf_over(room, sizeof room);
    if (changes->since % DAY_SECONDS != 0)
        put(writer, "depuis", slice_of(room, date_time_iso(changes->since, room)));
    else if (changes->since > 0)
        put_date(writer, "depuis", date_from_days((int32_t)(changes->since / DAY_SECONDS)));
    put_date(writer, "jour", changes->day);
    for (int k = 0; k < CHANGE_KIND_COUNT; k++)
        if (changes->kinds >> k & 1)
            buf_printf(&kinds, "%s%s", kinds.len > 0 ? "," : "",
                       change_kind_name((enum change_kind)k));
    put(writer, "genre", buf_slice(&kinds));
    if (changes->before > 0)
        put_number(writer, "avant", (uint32_t)changes->before);
    if (changes->limit > 0)
        put_number(writer, "limit", changes->limit);
}

static void put_presentation(struct writer *writer, const struct search_params *params,
                             unsigned known)
{
    if (known & PARAM_FACETS)
        put_facets(writer, "facets", params->facet_mask);
    if (known & PARAM_VALUES)
        put_facets(writer, "valeurs", params->facet_mask);
    if ((known & PARAM_FACETS) && params->facet_limit)
        put_number(writer, "facet_limit", params->facet_limit);
    if (known & PARAM_STATS)
        put_stats(writer, &params->figures);
    if ((known & PARAM_PARTIALS) && params->no_partials)
        put_number(writer, "partiels", 0);
    if ((known & (PARAM_FOLD | PARAM_FOLDED)) && params->other_fold)
        put_number(writer, "regrouper", known & PARAM_FOLD ? 1 : 0);
    if ((known & PARAM_EXPLAIN) && params->explain)
        put_number(writer, "explain", 1);
    if ((known & PARAM_GROUP) && params->by_month)
        put(writer, "par", SLICE("mois"));
    if ((known & PARAM_TIME_BASE) && params->figures.base_is_filtered)
        put(writer, "base", SLICE("filtres"));
    if ((known & PARAM_TIME_BASE) && params->figures.wants_words)
        put_number(writer, "mots", 1);
    if ((known & PARAM_EXPORT) && params->by_answer)
        put(writer, "par", SLICE("reponse"));
    if (known & (PARAM_HIT_COLUMNS | PARAM_COLUMNS))
        put_columns(writer, &params->columns);
    if ((known & PARAM_CSV) && params->csv_bom)
        put_number(writer, "bom", 1);
    if ((known & PARAM_CSV) && params->csv_semicolon)
        put(writer, "sep", SLICE("point-virgule"));
    if ((known & PARAM_EXPORT) && params->without_end)
        put_number(writer, "fin", 0);
    if (known & PARAM_TEXT)
        put(writer, "text", params->text);
    if (known & PARAM_HIGHLIGHT)
        put(writer, "surligner", params->highlight);
}

void params_append_url(struct buf *out, struct slice path, const struct search_params *params,
                       unsigned known, uint32_t default_limit)
{
    struct writer writer = {out, '?'};
    buf_append_slice(out, path);
    if (known & PARAM_Q)
        put(&writer, "q", params->q);
    if (known & PARAM_COMPARE)
        put_compared(&writer, &params->figures);
    if ((known & PARAM_MODE) && params->mode != MODE_AUTO)
        put(&writer, "mode", slice_from(params_mode_name(params->mode)));
    if ((known & PARAM_MODE) && params->without_people)
        put_number(&writer, "personnes", 0);
    if (known & PARAM_FILTERS)
        put_filters(&writer, params);
    if (known & PARAM_DATES) {
        put_date(&writer, "de", params->date_from);
        put_date(&writer, "a", params->date_to);
    }
    for (unsigned field = 0; (known & PARAM_FIELDS) && field < TEXT_FIELD_COUNT; field++)
        if (params->field_mask & FIELD_MASK(field))
            put(&writer, "dans", slice_from(field_name((enum field)field)));
    if ((known & PARAM_SORT) && params->sort != SORT_RELEVANCE)
        put(&writer, "tri", slice_from(params_sort_name(params->sort)));
    if ((known & PARAM_ROW_SORT) && params->figures.row_sort_given)
        put(&writer, "tri",
            slice_from(
                figures_row_sort_name(params->figures.row_sort, params->figures.rows_ascend)));
    if (known & (PARAM_CHANGES | PARAM_NEWS))
        put_changes(&writer, &params->changes);
    put_place(&writer, params, known, default_limit);
    put_presentation(&writer, params, known);
}

void params_append_list(struct buf *out, struct parameter_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        buf_append_char(out, i == 0 ? '?' : '&');
        buf_append_encoded(out, list.items[i].name);
        buf_append_char(out, '=');
        buf_append_encoded(out, list.items[i].value);
    }
}
