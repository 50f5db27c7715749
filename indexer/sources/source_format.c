// The table of formats, and how a file's first bytes give its format away.
//
// Content decides, never the name: the first byte that is not white space tells markup from JSON
// from text; then the name of the root element or of the first key, or the layout's own words. A
// file that is cut may have lost its words, so a lone slash on the first line is enough for the
// Wallonia layout.
#include "indexer/sources/source_format.h"

#include "indexer/sources/json/split.h"
#include "indexer/sources/text.h"

#include <string.h>

enum { MAX_TAG_LEN = 32 };

enum {
    WALLONIE,
    WALLONIE_HTML,
    JSONL,
    AN_XML,
    AN_HTML,
    AN_JSON,
    CHAMBRE_XML,
    CHAMBRE_JSON,
    BRUXELLES,
    SENAT,
    NOSDEPUTES,
};

static const struct source_format FORMATS[] = {
    [WALLONIE] = {"wallonie", source_parse_wallonie, NULL, false},
    [WALLONIE_HTML] = {"wallonie-html", source_parse_wallonie_html, NULL, false},
    [JSONL] = {"jsonl", source_parse_jsonl, json_split_whole, false},
    [AN_XML] = {"an-xml", source_parse_an_xml, NULL, true},
    [AN_HTML] = {"an-html", source_parse_an_html, NULL, false},
    [AN_JSON] = {"an-json", source_parse_an_json, NULL, true},
    [CHAMBRE_XML] = {"chambre-xml", source_parse_qrva_xml, NULL, false},
    [CHAMBRE_JSON] = {"chambre-json", source_parse_qrva_json, NULL, true},
    [BRUXELLES] = {"bruxelles-html", source_parse_bruxelles, NULL, false},
    [SENAT] = {"senat", source_parse_senat, NULL, true},
    [NOSDEPUTES] = {"nosdeputes", source_parse_nosdeputes, NULL, true},
};

const struct source_format *source_format_by_name(struct slice name)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (slice_equal(name, slice_from(FORMATS[i].name)))
            return &FORMATS[i];
    return NULL;
}

static struct slice skip(struct slice s, size_t len)
{
    return slice_trim(slice_from_offset(s, len < s.len ? len : s.len));
}

// The name of the first element, lower-cased and without the prefix of a namespace, after declarations and comments;
// empty when there is none in s.
static struct slice root_name(struct slice s, char name[MAX_TAG_LEN])
{
    while (slice_starts_with(s, SLICE("<?")) || slice_starts_with(s, SLICE("<!"))) {
        bool is_comment = slice_starts_with(s, SLICE("<!--"));
        struct slice end = is_comment ? SLICE("-->") : SLICE(">");
        s = skip(s, slice_find(s, end) + end.len);
        while (s.len > 0 && s.ptr[0] != '<') // text between conditional comments
            s = slice_from_offset(s, 1);
    }
    size_t len = 0;
    for (size_t i = 1; i < s.len && len < MAX_TAG_LEN && !strchr(" \t\r\n/>", s.ptr[i]); i++) {
        char c = s.ptr[i];
        name[len++] = char_lower(c);
        len = c == ':' ? 0 : len;
    }
    return slice_of(name, len);
}

static bool contains(struct slice s, struct slice word)
{
    return slice_find(s, word) < s.len;
}

// By the classes that the site of the Parliament of Wallonia gives its pages, and the names of the Brussels one's.
static const struct source_format *format_of_page(struct slice head)
{
    bool is_wallonie = contains(head, SLICE("\"print_container\"")) ||
                       contains(head, SLICE("text-pw-")) || contains(head, SLICE("<title>PW "));
    if (is_wallonie)
        return &FORMATS[WALLONIE_HTML];
    return contains(head, SLICE("weblex-quest-det")) ? &FORMATS[BRUXELLES] : &FORMATS[AN_HTML];
}

static const struct source_format *format_of_markup(struct slice head, const char **reason)
{
    static const char *const HTML_ROOTS[] = {"html", "body", "head",    "title",  "table",
                                             "div",  "meta", "p",       "center", "ul",
                                             "h4",   "main", "article", "section"};
    char buffer[MAX_TAG_LEN];
    struct slice name = root_name(head, buffer);
    if (slice_is_among(name, HTML_ROOTS, sizeof HTML_ROOTS / sizeof *HTML_ROOTS))
        return format_of_page(head);
    if (slice_starts_with(name, SLICE("question"))) // question, questions, questionsEcrites…
        return &FORMATS[contains(head, SLICE("<motif_retrait")) ? NOSDEPUTES : AN_XML];
    if (slice_starts_with(name, SLICE("qrvadoc")) || contains(head, SLICE("<QRVADOC")))
        return &FORMATS[CHAMBRE_XML];
    if (contains(head, SLICE("<motif_retrait")))
        return &FORMATS[NOSDEPUTES];
    *reason = name.len == 0 ? "truncated: markup without any element"
                            : "XML of another kind: its root is no question";
    return NULL;
}

// One object a line, or one object (or list of them) of the Assemblée nationale over many lines.
static const struct source_format *format_of_json(struct slice head)
{
    struct slice key = skip(head, 1);
    if (contains(head, SLICE("\"SDOCNAME\"")))
        return &FORMATS[CHAMBRE_JSON];
    if (contains(head, SLICE("\"motif_retrait\"")))
        return &FORMATS[NOSDEPUTES];
    if (key.len == 0 || key.ptr[0] != '"')
        return &FORMATS[JSONL];
    struct slice after = slice_from_offset(key, 1);
    size_t len = slice_find(after, SLICE("\""));
    struct slice name = slice_of(after.ptr, len);
    struct slice value = skip(after, len + 1);
    bool has_object = value.len > 0 && value.ptr[0] == ':' && skip(value, 1).len > 0 &&
                      (skip(value, 1).ptr[0] == '{' || skip(value, 1).ptr[0] == '[');
    if (has_object && slice_starts_with(name, SLICE("question")))
        return &FORMATS[AN_JSON];
    return &FORMATS[contains(head, SLICE("\"indexationAN\"")) ? AN_JSON : JSONL];
}

static const struct source_format *format_of_list(struct slice head)
{
    if (contains(head, SLICE("\"indexationAN\"")))
        return &FORMATS[AN_JSON];
    if (contains(head, SLICE("\"SDOCNAME\"")))
        return &FORMATS[CHAMBRE_JSON];
    return &FORMATS[contains(head, SLICE("\"motif_retrait\"")) ? NOSDEPUTES : JSONL];
}

// By the names of columns, or of the table.
static const struct source_format *format_of_table(struct slice text)
{
    struct slice header = slice_of(text.ptr, slice_find(text, SLICE("\n")));
    if (slice_starts_with(header, SLICE("Sort;")) || slice_starts_with(header, SLICE("Sort|")) ||
        (contains(header, SLICE("URL Question")) && contains(header, SLICE("Nature"))))
        return &FORMATS[SENAT];
    if (contains(header, SLICE("motif_retrait")) && contains(header, SLICE("legislature")))
        return &FORMATS[NOSDEPUTES];
    bool is_dump =
        contains(text, SLICE("PostgreSQL database dump")) || contains(text, SLICE("tam_questions"));
    return is_dump ? &FORMATS[SENAT] : NULL;
}

static bool speaks_wallonie(struct slice text)
{
    struct slice first_line = slice_of(text.ptr, slice_find(text, SLICE("\n")));
    return slice_equal(slice_trim(first_line), SLICE("/")) ||
           contains(text, SLICE("\xE2\x80\xA2 Session")) ||
           contains(text, SLICE("* Session :")) || // as html2text and lynx write a list
           contains(text, SLICE("l\xC3\xA9ment(s) trouv")) ||
           contains(text, SLICE("l\xE9ment(s) trouv")); // the same in Windows-1252
}

const struct source_format *source_format_of(struct slice head, const char **reason)
{
    if (slice_starts_with(head, SLICE("\xEF\xBB\xBF")))
        head = slice_from_offset(head, 3);
    struct slice text = slice_trim(head);
    *reason = NULL;
    if (text.len == 0)
        *reason = "empty file";
    else if (text.ptr[0] == '<')
        return format_of_markup(text, reason);
    else if (text.ptr[0] == '{')
        return format_of_json(text);
    else if (text.ptr[0] == '[')
        return format_of_list(text);
    else if (speaks_wallonie(text))
        return &FORMATS[WALLONIE];
    else if (format_of_table(text))
        return format_of_table(text);
    else
        *reason = text_why_binary(text);
    if (!*reason)
        *reason = "not a format that is known here";
    return NULL;
}
