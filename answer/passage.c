#include "answer/passage.h"

void passage_write(const struct snippet *snippet, const struct passage_style *style, void *out)
{
    struct slice text = snippet->text;
    size_t done = 0;
    if (snippet->cut_before)
        style->put(out, style->cut_before);
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        struct highlight range = snippet->highlights[i];
        if (range.start < done || range.end <= range.start || range.end > text.len)
            continue;
        style->append(out, slice_of(text.ptr + done, range.start - done));
        style->put(out, style->mark);
        style->append(out, slice_of(text.ptr + range.start, range.end - range.start));
        style->put(out, style->unmark);
        done = range.end;
    }
    style->append(out, slice_from_offset(text, done));
    if (snippet->cut_after)
        style->put(out, style->cut_after);
}
