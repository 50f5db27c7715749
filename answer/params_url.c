// Parameters back into a URL, in one canonical form. See params.h.
//
// Whatever order and spelling somebody used, the same search has one address here: parameters in a fixed order, those
// at their default left out, dates and numbers as we write them. So addresses can be compared, linked and kept as
// keys.

#include "answer/params.h"

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void params_append_encoded(struct buf *out, struct slice s)
{
    static const char digits[] = "0123456789ABCDEF";
    char *p = buf_reserve(out, s.len * 3);
    if (!p)
        return;
    char *start = p;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (is_unreserved(s.ptr[i])) {
            *p++ = s.ptr[i];
        } else {
            *p++ = '%';
            *p++ = digits[c >> 4];
            *p++ = digits[c & 15];
        }
    }
    out->len += (size_t)(p - start);
}

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
    params_append_encoded(writer->out, value);
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

// In the order type auteur ministre fonction assemblee groupe session annee statut renvoi delai; within one, in the
// order given.
static void put_filters(struct writer *writer, const struct search_params *params)
{
    static const enum field order[] = {FIELD_TYPE,     FIELD_AUTHOR,   FIELD_MINISTER, FIELD_OFFICE,
                                       FIELD_ASSEMBLY, FIELD_GROUP,    FIELD_SESSION,  FIELD_YEAR,
                                       FIELD_STATUS,   FIELD_REFERRAL, FIELD_DELAY};
    for (size_t f = 0; f < sizeof order / sizeof order[0]; f++) {
        for (size_t i = 0; i < params->filter_count; i++)
            if (params->filters[i].field == order[f])
                put(writer, field_short_name(order[f]), params->filters[i].value);
    }
}

static void put_facets(struct writer *writer, uint32_t mask)
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
    put(writer, "facets", slice_of(list, len));
}

// Names with commas between them.
static void put_stats(struct writer *writer, const struct search_params *params)
{
    char room[256];
    struct buf list = buf_over(room, sizeof room);
    for (size_t i = 0; i < params->by_count; i++)
        buf_printf(&list, "%s%s", i > 0 ? "," : "", field_short_name(params->by[i]));
    put(writer, "par", buf_slice(&list));
    buf_reset(&list);
    for (unsigned m = 0; m < MEASURES_END; m++)
        if (params->measures >> m & 1)
            buf_printf(&list, "%s%s", list.len > 0 ? "," : "",
                       params_measure_name((enum measure)m));
    put(writer, "mesures", buf_slice(&list));
    if (params->base_is_all)
        put(writer, "base", SLICE("tout"));
}

static void put_place(struct writer *writer, const struct search_params *params, unsigned known,
                      uint32_t default_limit)
{
    if ((known & PARAM_LIMIT) && params->limit != default_limit)
        put_number(writer, "limit", params->limit);
    if ((known & PARAM_OFFSET) && params->offset > 0 && params->cursor.len == 0)
        put_number(writer, "offset", params->offset);
    if (known & PARAM_CURSOR)
        put(writer, "cursor", params->cursor);
    if ((known & PARAM_PAGE) && params->page > 1)
        put_number(writer, "page", params->page);
}

static void put_presentation(struct writer *writer, const struct search_params *params,
                             unsigned known)
{
    if (known & PARAM_FACETS)
        put_facets(writer, params->facet_mask);
    if ((known & PARAM_FACETS) && params->facet_limit)
        put_number(writer, "facet_limit", params->facet_limit);
    if (known & PARAM_STATS)
        put_stats(writer, params);
    if ((known & PARAM_PARTIALS) && params->no_partials)
        put_number(writer, "partiels", 0);
    if ((known & PARAM_EXPLAIN) && params->explain)
        put_number(writer, "explain", 1);
    if ((known & PARAM_GROUP) && params->by_month)
        put(writer, "par", SLICE("mois"));
    if ((known & PARAM_CSV) && params->csv_bom)
        put_number(writer, "bom", 1);
    if ((known & PARAM_CSV) && params->csv_semicolon)
        put(writer, "sep", SLICE("point-virgule"));
    if ((known & PARAM_END) && params->without_end)
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
    if ((known & PARAM_ROW_SORT) && params->row_sort_given)
        put(&writer, "tri",
            slice_from(params_row_sort_name(params->row_sort, params->rows_ascend)));
    put_place(&writer, params, known, default_limit);
    put_presentation(&writer, params, known);
}
