// The four forms of a reference.
//
// The same facts each time: who asked, what, when, whom; whether and when it was answered; where it
// stands and when it was looked at. What is not known is left out, never invented. The first two
// are for people and use French typography; the last two are for programs and escape for them.
#include "searchd/page/citation.h"

#include "answer/json_writer.h"
#include "engine/persons.h"
#include "searchd/page/french.h"

// "Question écrite n° 516 (2022-2023) 1"; "Question" when nothing is known.
static void append_kind(struct buf *out, const struct exchange *exchange)
{
    buf_append_slice(out, exchange->type.len ? exchange->type : SLICE("Question"));
    if (exchange->number.len) {
        buf_append_slice(out, SLICE(" n°" FRENCH_NBSP));
        buf_append_slice(out, exchange->number);
    }
    if (exchange->assembly.len)
        buf_printf(out, " (%.*s)", SLICE_ARG(exchange->assembly));
}

static void append_recipient(struct buf *out, const struct exchange *exchange)
{
    if (exchange->minister.len == 0)
        return;
    buf_append_slice(out, SLICE(" à "));
    french_person(out, exchange->minister);
}

// "sans réponse au 2 août 2025", "retirée le 20 juin 2017 (fin de mandat)".
static void append_no_answer(struct buf *out, const struct citation *citation)
{
    const struct exchange *exchange = citation->exchange;
    enum exchange_status status = exchange_status(exchange);
    if (status == EXCHANGE_UNCOVERED) {
        buf_append_slice(out, SLICE("réponses non couvertes par cette source"));
    } else if (!exchange_is_waiting(exchange)) {
        french_closure(out, status == EXCHANGE_LAPSED ? "caduque" : "retirée",
                       exchange->date_closed, exchange->motive);
    } else {
        if (status == EXCHANGE_PROVISIONAL)
            buf_append_slice(out, SLICE("réponse provisoire, "));
        buf_append_slice(out, SLICE("sans réponse au "));
        french_date(out, citation->accessed);
    }
}

// "réponse du 13 juillet 2023", "avec réponse", or what came of it else; and under which licence the source gives it.
static void append_answer(struct buf *out, const struct citation *citation)
{
    uint32_t date = exchange_reply_date(citation->exchange);
    if (!exchange_answer(citation->exchange)) {
        append_no_answer(out, citation);
    } else if (date == DATE_NONE) {
        buf_append_slice(out, SLICE("avec réponse"));
    } else {
        buf_printf(out, "réponse %s", french_of_date(date));
        french_date(out, date);
    }
    if (citation->exchange->licence.len > 0)
        buf_printf(out, ", licence %.*s", SLICE_ARG(citation->exchange->licence));
}

// "Question écrite n° 516 d’Amandine Pavet à Christie Morreale"
static void append_parties(struct buf *out, const struct exchange *exchange)
{
    append_kind(out, exchange);
    if (exchange->author.len) {
        struct buf name;
        buf_init(&name, 0);
        french_person(&name, exchange->author);
        buf_append_char(out, ' ');
        french_of(out, buf_slice(&name));
        buf_clear(&name);
    }
    append_recipient(out, exchange);
}

// ", 19 juin 2023 ; réponse du 13 juillet 2023."
static void append_dates(struct buf *out, const struct citation *citation)
{
    if (citation->exchange->date_question != DATE_NONE) {
        buf_append_slice(out, SLICE(", "));
        french_date(out, citation->exchange->date_question);
    }
    buf_append_slice(out, SLICE(FRENCH_NNBSP "; "));
    append_answer(out, citation);
    buf_append_char(out, '.');
}

void citation_summary(struct buf *out, const struct citation *citation)
{
    append_parties(out, citation->exchange);
    append_dates(out, citation);
}

void citation_french(struct buf *out, const struct citation *citation)
{
    append_parties(out, citation->exchange);
    if (citation->exchange->title.len) {
        buf_append_slice(out, SLICE(", "));
        french_quote(out, citation->exchange->title);
    }
    append_dates(out, citation);
    buf_append_char(out, ' ');
    buf_append_slice(out, citation->permalink);
    buf_append_slice(out, SLICE(" (consulté le "));
    french_date(out, citation->accessed);
    buf_append_slice(out, SLICE(")."));
}

void citation_iso690(struct buf *out, const struct citation *citation)
{
    const struct exchange *exchange = citation->exchange;
    struct slice authors = slice_trim(exchange->author), author;
    for (bool is_first = true; persons_next(&authors, &author); is_first = false) {
        size_t family = french_family_len(author);
        if (!is_first)
            buf_append_slice(out, authors.len > 0 ? SLICE(", ") : SLICE(" et "));
        buf_append(out, author.ptr, family ? family : author.len);
        if (family) {
            buf_append_slice(out, SLICE(", "));
            buf_append_slice(out, slice_trim(slice_from_offset(author, family)));
        }
    }
    if (slice_trim(exchange->author).len)
        buf_append_slice(out, SLICE(". "));
    if (exchange->title.len) {
        buf_append_slice(out, exchange->title);
        buf_append_slice(out, SLICE(" [en ligne]. "));
    }
    append_kind(out, exchange);
    append_recipient(out, exchange);
    buf_append_slice(out, exchange->title.len ? SLICE(". ") : SLICE(" [en ligne]. "));
    if (exchange->date_question != DATE_NONE) {
        french_date(out, exchange->date_question);
        buf_append_slice(out, SLICE(FRENCH_NNBSP "; "));
    }
    append_answer(out, citation);
    buf_append_slice(out, SLICE(" [consulté le "));
    french_date(out, citation->accessed);
    buf_append_slice(out, SLICE("]. Disponible à l’adresse" FRENCH_NBSP ": "));
    buf_append_slice(out, citation->permalink);
}

// --- BibTeX ----------------------------------------------------------------------------

static void append_tex(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\')
            buf_append_slice(out, SLICE("\\textbackslash{}"));
        else if (c == '~')
            buf_append_slice(out, SLICE("\\textasciitilde{}"));
        else if (c == '^')
            buf_append_slice(out, SLICE("\\textasciicircum{}"));
        else if (c && strchr("&%$#_{}", c))
            buf_printf(out, "\\%c", c);
        else
            buf_append_char(out, (unsigned char)c < 0x20 ? ' ' : c);
    }
}

// Entry keys: letters, digits and - . : _ only.
static void append_tex_key(struct buf *out, struct slice id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool fits = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                    (c && strchr("-.:_", c));
        buf_append_char(out, fits ? c : '-');
    }
}

static void append_tex_authors(struct buf *out, struct slice authors)
{
    struct buf family, given;
    struct slice author;
    if (authors.len == 0)
        return;
    buf_init(&family, 0);
    buf_init(&given, 0);
    buf_append_slice(out, SLICE("  author = {"));
    for (bool is_first = true; persons_next(&authors, &author); is_first = false) {
        buf_reset(&family);
        buf_reset(&given);
        french_name_parts(author, &family, &given);
        buf_append_slice(out, is_first ? SLICE("") : SLICE(" and "));
        append_tex(out, buf_slice(&family));
        if (given.len) {
            buf_append_slice(out, SLICE(", "));
            append_tex(out, buf_slice(&given));
        }
    }
    buf_append_slice(out, SLICE("},\n"));
    buf_clear(&family);
    buf_clear(&given);
}

static void append_tex_date(struct buf *out, uint32_t date)
{
    static const char months[][4] = {"",    "jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};
    if (date == DATE_NONE)
        return;
    char iso[DATE_TEXT_SIZE];
    date_format_iso(date, iso);
    buf_printf(out, "  date = {%s},\n  year = {%u},\n", iso, date_year(date));
    if (date_month(date))
        buf_printf(out, "  month = %s,\n", months[date_month(date)]);
}

void citation_bibtex(struct buf *out, const struct citation *citation)
{
    const struct exchange *exchange = citation->exchange;
    struct buf text;
    buf_init(&text, 0);
    buf_append_slice(out, SLICE("@misc{"));
    append_tex_key(out, exchange->id);
    buf_append_slice(out, SLICE(",\n"));
    append_tex_authors(out, exchange->author);
    buf_append_slice(out, SLICE("  title = {{"));
    append_tex(out, exchange->title);
    buf_append_slice(out, SLICE("}},\n  howpublished = {"));
    append_kind(&text, exchange);
    append_recipient(&text, exchange);
    append_tex(out, buf_slice(&text));
    buf_append_slice(out, SLICE("},\n"));
    append_tex_date(out, exchange->date_question);
    buf_append_slice(out, SLICE("  note = {"));
    buf_reset(&text);
    append_answer(&text, citation);
    append_tex(out, buf_slice(&text));
    char accessed[DATE_TEXT_SIZE];
    date_format_iso(citation->accessed, accessed);
    buf_printf(out, "},\n  url = {%.*s},\n  urldate = {%s},\n  langid = {french}\n}\n",
               SLICE_ARG(citation->permalink), accessed);
    buf_clear(&text);
}

// --- CSL-JSON --------------------------------------------------------------------------

static void put_known(struct json_writer *json, const char *key, struct slice value)
{
    if (value.len)
        json_writer_put_string(json, key, value);
}

static void put_persons(struct json_writer *json, const char *role, struct slice names)
{
    struct buf family, given;
    struct slice name;
    if (names.len == 0)
        return;
    buf_init(&family, 0);
    buf_init(&given, 0);
    json_writer_key(json, role);
    json_writer_array(json);
    while (persons_next(&names, &name)) {
        buf_reset(&family);
        buf_reset(&given);
        french_name_parts(name, &family, &given);
        json_writer_object(json);
        json_writer_put_string(json, given.len ? "family" : "literal", buf_slice(&family));
        put_known(json, "given", buf_slice(&given));
        json_writer_end(json);
    }
    json_writer_end(json);
    buf_clear(&family);
    buf_clear(&given);
}

static void put_date(struct json_writer *json, const char *key, uint32_t date)
{
    if (date == DATE_NONE)
        return;
    json_writer_key(json, key);
    json_writer_object(json);
    json_writer_key(json, "date-parts");
    json_writer_array(json);
    json_writer_array(json);
    json_writer_int(json, date_year(date));
    if (date_month(date))
        json_writer_int(json, date_month(date));
    if (date_day(date))
        json_writer_int(json, date_day(date));
    json_writer_end(json);
    json_writer_end(json);
    json_writer_end(json);
}

void citation_csl_json(struct buf *out, const struct citation *citation)
{
    const struct exchange *exchange = citation->exchange;
    struct json_writer json;
    struct buf note;
    buf_init(&note, 0);
    append_answer(&note, citation);
    json_writer_init(&json, out);
    json_writer_array(&json);
    json_writer_object(&json);
    json_writer_put_string(&json, "id", exchange->id);
    json_writer_put_text(&json, "type", "document");
    put_known(&json, "genre", exchange->type);
    put_known(&json, "number", exchange->number);
    put_known(&json, "title", exchange->title);
    put_known(&json, "authority", exchange->assembly);
    put_persons(&json, "author", exchange->author);
    put_persons(&json, "recipient", exchange->minister);
    put_date(&json, "issued", exchange->date_question);
    put_date(&json, "accessed", citation->accessed);
    json_writer_put_string(&json, "URL", citation->permalink);
    json_writer_put_string(&json, "note", buf_slice(&note));
    json_writer_put_text(&json, "language", "fr");
    json_writer_end(&json);
    json_writer_end(&json);
    buf_clear(&note);
}
