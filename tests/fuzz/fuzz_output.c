// Any bytes as text that goes out as JSON and as CSV: valid UTF-8 and one string, whatever it holds, that a script
// element cannot be left through; one cell that no spreadsheet takes for a formula.
#include "answer/csv.h"
#include "answer/json_writer.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

static void check_json(struct slice text, enum json_markup markup)
{
    struct buf out;
    struct json_writer json;
    buf_init(&out, 0);
    json_writer_init(&json, &out);
    json.markup = markup;
    json_writer_string(&json, text);
    struct slice made = buf_slice(&out);
    assert(fold_is_utf8(made) && made.len >= 2);
    assert(made.ptr[0] == '"' && made.ptr[made.len - 1] == '"');
    for (size_t i = 1; i < made.len - 1; i++) {
        unsigned char c = (unsigned char)made.ptr[i];
        assert(c >= ' ' && c != '"');
        assert(markup == JSON_MARKUP_KEPT || (c != '<' && c != '>'));
        assert(markup != JSON_MARKUP_ESCAPED || c != '&');
        if (c == '\\')
            assert(++i < made.len - 1); // what is escaped is within
    }
    buf_clear(&out);
}

static void check_csv(struct slice text)
{
    struct buf out;
    struct csv csv;
    buf_init(&out, 0);
    csv_init(&csv, &out, ';');
    csv_text(&csv, text);
    struct slice made = buf_slice(&out);
    bool is_quoted = made.len > 0 && made.ptr[0] == '"';
    struct slice cell = is_quoted ? slice_of(made.ptr + 1, made.len - 2) : made;
    size_t quotes = 0;
    for (size_t i = 0; i < cell.len; i++) {
        quotes += cell.ptr[i] == '"';
        assert(is_quoted || (cell.ptr[i] != ';' && cell.ptr[i] != '\n' && cell.ptr[i] != '\r'));
        if (cell.ptr[i] != '"')
            assert(quotes % 2 == 0); // doubled, so that none ends the cell
        if (cell.ptr[i] != '"')
            quotes = 0;
    }
    assert(quotes % 2 == 0);
    assert(cell.len == 0 || !memchr("=+-@\t\r", cell.ptr[0], 6));
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of((const char *)data, size);
    check_json(text, JSON_MARKUP_KEPT);
    check_json(text, JSON_MARKUP_ESCAPED);
    check_json(text, JSON_MARKUP_ENTITIES);
    check_csv(text);
    return 0;
}
