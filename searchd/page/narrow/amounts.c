// See amounts.h.
#include "searchd/page/narrow/amounts.h"

#include "answer/permalink.h"

// « …45 radars… », who said so and when, as a link to the paragraph.
static void append_amount(struct page *page, const struct amount *amount)
{
    struct buf *out = &page->work;
    char room[PERMALINK_PLACE_SIZE];
    struct slice sentence = amount->sentence;
    size_t at = (size_t)(amount->number.ptr - sentence.ptr), end = at + amount->number.len;
    html_literal(out, "<li><bdi>");
    html_text(out, slice_of(sentence.ptr, at));
    html_literal(out, "<strong>");
    html_text(out, slice_of(sentence.ptr + at, end - at));
    html_literal(out, "</strong>");
    html_text(out, slice_from_offset(sentence, end));
    html_literal(out, "</bdi> <a class=\"hint\" href=\"");
    size_t mark = out->len;
    permalink_append(out, amount->exchange->id);
    html_text(out, page_take(page, mark));
    buf_printf(out, "#%.*s\">", SLICE_ARG(permalink_place(amount->place, room)));
    if (amount->speaker.len > 0)
        page_person(out, amount->speaker);
    else
        html_literal(out, "Réponse");
    if (amount->date != DATE_NONE) {
        html_literal(out, ", ");
        page_time(out, amount->date);
    }
    html_literal(out, "</a></li>\n");
}

struct slice page_amounts(struct page *page, const struct search_answer *answer)
{
    const struct amount_list *amounts = &answer->result.amounts;
    size_t mark = page->work.len;
    if (amounts->count == 0)
        return SLICE_NONE;
    html_literal(&page->work, "<section class=\"cards\" aria-labelledby=\"chiffres\">\n"
                              "<h2 id=\"chiffres\">Des chiffres dans les réponses</h2>\n<ul>\n");
    for (size_t i = 0; i < amounts->count; i++)
        append_amount(page, &amounts->items[i]);
    html_literal(&page->work, "</ul>\n</section>\n");
    return page_take(page, mark);
}
