// The table of formats, and how a file's first bytes give its format away.
//
// Content decides, never the name: the first byte that is not white space tells markup from JSON
// from text; then the name of the root element or of the first key, or the layout's own words. A
// file that is cut may have lost its words, so a lone slash on the first line is enough for the
// Wallonia layout.
#include "indexer/source.h"

#include "indexer/text.h"

static const struct source_format FORMATS[] = {
    {"wallonie", source_parse_wallonie, false},
    {"jsonl", source_parse_jsonl, true},
};

static const struct source_format *const WALLONIE = &FORMATS[0], *const JSONL = &FORMATS[1];

const struct source_format *source_format_by_name(struct slice name)
{
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (slice_equal(name, slice_from(FORMATS[i].name)))
            return &FORMATS[i];
    return NULL;
}

static bool speaks_wallonie(struct slice text)
{
    return slice_starts_with(text, SLICE("/\n")) || slice_starts_with(text, SLICE("/\r\n")) ||
           slice_equal(text, SLICE("/")) ||
           slice_find(text, SLICE("\xE2\x80\xA2 Session")) < text.len ||
           slice_find(text, SLICE("l\xC3\xA9ment(s) trouv")) < text.len ||
           slice_find(text, SLICE("l\xE9ment(s) trouv")) < text.len; // the same in Windows-1252
}

const struct source_format *source_format_of(struct slice head, const char **reason)
{
    if (slice_starts_with(head, SLICE("\xEF\xBB\xBF")))
        head = slice_from_offset(head, 3);
    struct slice text = slice_trim(head);
    *reason = NULL;
    if (text.len == 0)
        *reason = "empty file";
    else if (text.ptr[0] == '{')
        return JSONL;
    else if (speaks_wallonie(text))
        return WALLONIE;
    else
        *reason = text_why_binary(text);
    if (!*reason)
        *reason = "not a format that is known here";
    return NULL;
}
