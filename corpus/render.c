// A document as JSON, as the page of a parliament, and as words cut beforehand. See render.h.
//
// The words cut beforehand are those of the text, in lower case and unstemmed: what an analyzer would do to them is
// left to the engines that are compared. All three are written straight into the caller's buffer, without a copy.
#include "corpus/render.h"

#include "base/date.h"
#include "corpus/lexicon.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *const given_names[] = {
    "Aline", "Benoît", "Céline", "Damien", "Éloïse", "Fabien", "Gaëlle", "Hugues", "Inès", "Joëlle",
};
static const char *const portfolios[DOCUMENT_MINISTERS] = {
    "Ministre-Président",
    "Ministre de la Santé, de l'Action sociale et de l'Egalité des chances",
    "Ministre de la Mobilité et des Infrastructures",
    "Ministre du Logement, des Pouvoirs locaux et de la Ville",
    "Ministre de l'Environnement, de la Forêt et du Bien-être animal",
    "Ministre de l'Economie, de l'Emploi et du Numérique",
    "Ministre de l'Agriculture, du Patrimoine et du Tourisme",
    "Ministre du Budget, des Finances et des Aéroports",
};

void render_session(struct buf *out, const struct document *document)
{
    uint32_t year = DOCUMENT_FIRST_YEAR + document->session;
    buf_printf(out, "%u-%u", year, year + 1);
}

static void write_id(struct buf *out, const struct document *document)
{
    buf_printf(out, "pw-");
    render_session(out, document);
    buf_printf(out, "-%llu-1", (unsigned long long)document->number);
}

static void write_upper(struct buf *out, struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        unsigned char before = i ? (unsigned char)name.ptr[i - 1] : 0;
        bool is_letter = (c >= 'a' && c <= 'z') || (before == 0xc3 && c >= 0xa0);
        bool is_ligature = before == 0xc5 && c == 0x93;
        buf_append_char(out, (char)(is_letter ? c - 0x20 : is_ligature ? c - 1 : c));
    }
}

static void write_person(struct buf *out, uint32_t person)
{
    char name[LEXICON_ROOT_SIZE];
    uint32_t len = lexicon_name(1000 + person, name);
    write_upper(out, slice_of(name, len));
    buf_printf(out, " %s", given_names[person % (sizeof given_names / sizeof *given_names)]);
}

// A JSON string; the texts have no character to escape but the line feed.
static void write_json_text(struct buf *out, struct slice text)
{
    buf_append_char(out, '"');
    while (text.len) {
        size_t len = slice_find(text, SLICE("\n"));
        buf_append(out, text.ptr, len);
        text = slice_from_offset(text, len);
        if (text.len) {
            buf_append(out, "\\n", 2);
            text = slice_from_offset(text, 1);
        }
    }
    buf_append_char(out, '"');
}

static void write_json_date(struct buf *out, const char *key, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    date_format_iso(date, text);
    buf_printf(out, ",\"%s\":\"%s\"", key, text);
}

void render_jsonl(struct buf *out, const struct document *document)
{
    buf_printf(out, "{\"id\":\"");
    write_id(out, document);
    buf_printf(out, "\",\"type\":\"%s\",\"session\":\"", document->type);
    render_session(out, document);
    buf_printf(out, "\",\"numero\":\"%llu (", (unsigned long long)document->number);
    render_session(out, document);
    buf_printf(out, ") 1\",\"auteur\":\"");
    write_person(out, document->author);
    buf_printf(out, "\",\"ministre\":\"");
    write_person(out, 500 + document->minister);
    buf_printf(out, "\",\"fonction\":\"%s\",\"titre\":", portfolios[document->minister]);
    write_json_text(out, document->title);
    write_json_date(out, "date_question", document->question_date);
    buf_printf(out, ",\"question\":");
    write_json_text(out, document->question);
    if (document->answer.len) {
        write_json_date(out, "date_reponse", document->answer_date);
        buf_printf(out, ",\"reponse\":");
        write_json_text(out, document->answer);
    }
    buf_printf(out, "}\n");
}

static void write_indented(struct buf *out, struct slice text)
{
    while (text.len) {
        size_t len = slice_find(text, SLICE("\n"));
        if (len)
            buf_printf(out, "    ");
        buf_append(out, text.ptr, len);
        buf_append_char(out, '\n');
        text = slice_from_offset(text, len < text.len ? len + 1 : len);
    }
}

static void write_day(struct buf *out, uint32_t date)
{
    buf_printf(out, "%02u/%02u/%u", date_day(date), date_month(date), date_year(date));
}

void render_wallonie(struct buf *out, const struct document *document)
{
    buf_printf(out, "/\n\n");
    buf_append_slice(out, document->title);
    buf_printf(out, "\n\n  • Session : ");
    render_session(out, document);
    buf_printf(out, "\n  • Année : %u\n  • N° : %llu (", date_year(document->question_date),
               (unsigned long long)document->number);
    render_session(out, document);
    buf_printf(out, ") 1\n\n%d élément(s) trouvé(s).\n\n  • %s du ", document->answer.len ? 2 : 1,
               document->type);
    write_day(out, document->question_date);
    buf_printf(out, "\n    • de ");
    write_person(out, document->author);
    buf_printf(out, "\n    • à ");
    write_person(out, 500 + document->minister);
    buf_printf(out, ", %s\n", portfolios[document->minister]);
    write_indented(out, document->question);
    if (document->answer.len) {
        buf_printf(out, "  • Réponse du ");
        write_day(out, document->answer_date);
        buf_printf(out, "\n    • de ");
        write_person(out, 500 + document->minister);
        buf_append_char(out, '\n');
        write_indented(out, document->answer);
    }
}

// The length of the letter or digit that starts at `text`, 0 when something else stands there.
static size_t letter_len(const unsigned char *text)
{
    if (text[0] < 0x80)
        return (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z') ||
               (text[0] >= '0' && text[0] <= '9');
    if (text[0] == 0xc3 || text[0] == 0xc5 || (text[0] == 0xc2 && text[1] == 0xb2)) // ² is a digit
        return 2;
    return text[0] == 0xe2 && text[1] == 0x82 && text[2] == 0x82 ? 3 : 0; // so is ₂
}

static void copy_lower(char *to, const unsigned char *letter, size_t len)
{
    memcpy(to, letter, len);
    if (letter[0] >= 'A' && letter[0] <= 'Z')
        to[0] = (char)(letter[0] + 0x20);
    else if (letter[0] == 0xc3 && letter[1] < 0xa0)
        to[1] = (char)(letter[1] + 0x20);
    else if (letter[0] == 0xc5 && letter[1] == 0x92)
        to[1] = (char)0x93;
}

// Words in lower case between single spaces, never longer than the text. Looking two bytes ahead is
// safe: the text is whole UTF-8.
static void write_cut(struct buf *out, struct slice text)
{
    char *start = buf_reserve(out, text.len), *to = start;
    if (!start)
        return;
    bool is_space_due = false;
    for (size_t i = 0; i < text.len;) {
        const unsigned char *at = (const unsigned char *)text.ptr + i;
        size_t len = letter_len(at);
        if (len == 0) {
            is_space_due = to > start;
            i++;
            continue;
        }
        if (is_space_due)
            *to++ = ' ';
        copy_lower(to, at, len);
        is_space_due = false;
        to += len;
        i += len;
    }
    out->len += (size_t)(to - start);
}

void render_text(struct buf *out, const struct document *document)
{
    write_id(out, document);
    buf_append_char(out, '\t');
    write_cut(out, document->title);
    buf_append_char(out, ' ');
    write_cut(out, document->question);
    if (document->answer.len) {
        buf_append_char(out, ' ');
        write_cut(out, document->answer);
    }
    buf_append_char(out, '\n');
}
