// Any bytes through the escaping of HTML, as text, as a label and in the holes of a template. What comes out
// must be valid UTF-8 without anything that an HTML parser would take for markup, and no more than six
// times as long.
#include "searchd/web/html.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

static void check_text(struct slice made, size_t size)
{
    assert(made.len <= size * 6);
    assert(fold_is_utf8(made));
    for (size_t i = 0; i < made.len; i++) {
        char c = made.ptr[i];
        assert(c != '<' && c != '>' && c != '"' && c != '\'' && c != '\0' && c != '\r');
        if (c == '&')
            assert(slice_find(slice_from_offset(made, i), SLICE(";")) <= 5);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of((const char *)data, size);
    struct buf out, in_hole;
    buf_init(&out, 0);
    buf_init(&in_hole, 0);
    html_label(&out, text);
    check_text(buf_slice(&out), size);
    buf_reset(&out);
    html_isolate(&out, text);
    check_text(slice_of(out.data + 5, out.len - 11), size); // within <bdi> and </bdi>
    assert(html_isolates_match(slice_of(out.data + 5, out.len - 11)));
    buf_reset(&out);
    html_text(&out, text);
    check_text(buf_slice(&out), size);
    const struct html_hole hole = {"x", text, HTML_TEXT};
    html_render(&in_hole, SLICE("{{#x}}{{x}}{{/x}}{{^x}}{{x}}{{/x}}"), &hole, 1);
    assert(slice_equal(buf_slice(&out), buf_slice(&in_hole)));
    assert(html_web_address(text).len == 0 || html_web_address(text).len == size);
    buf_clear(&out);
    buf_clear(&in_hole);
    return 0;
}
