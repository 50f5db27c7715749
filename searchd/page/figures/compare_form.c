// See compare_form.h.
//
// Fields for what is compared already and room for one more of each kind; the names that are asked most are offered by
// a list that browsers show of themselves.
#include "searchd/page/figures/compare_form.h"

#include "searchd/page/form.h"
#include "searchd/web/web_file.h"

enum { OFFERED_MINISTERS = 40 };

static void append_input(struct page *page, const char *name, const char *label, size_t number,
                         struct slice value)
{
    struct buf *out = &page->work;
    bool is_minister = strcmp(name, "ministre") == 0;
    buf_printf(out,
               "<p><label for=\"%s%zu\">%s %zu</label> <input id=\"%s%zu\" name=\"%s\"%s "
               "dir=\"auto\" maxlength=\"1000\" value=\"",
               name, number, label, number, name, number, name,
               is_minister ? " list=\"ministres\" autocomplete=\"off\"" : "");
    html_text(out, value);
    html_literal(out, "\"></p>\n");
}

// Fields for what is compared, and room for one more.
static size_t field_count(size_t given)
{
    size_t count = given + 1 < 2 ? 2 : given + 1;
    return count < FIGURES_MAX_COMPARED ? count : FIGURES_MAX_COMPARED;
}

static struct slice themes_markup(struct page *page, const struct figures_params *figures)
{
    size_t mark = page->work.len;
    for (size_t i = 0; i < field_count(figures->theme_count); i++)
        append_input(page, "q", "Sujet", i + 1,
                     i < figures->theme_count ? figures->themes[i] : SLICE_NONE);
    return page_take(page, mark);
}

static struct slice periods_markup(struct page *page, const struct figures_params *figures)
{
    size_t mark = page->work.len;
    for (size_t i = 0; i < field_count(figures->period_count); i++) {
        size_t from = page->work.len;
        if (i < figures->period_count)
            figures_append_period(&page->work, figures->periods[i]);
        append_input(page, "periode", "Période", i + 1, page_take(page, from));
    }
    return page_take(page, mark);
}

// The names that are asked most, to choose from.
static enum status append_names(struct page *page, struct error *err)
{
    const struct request_context *context = page->context;
    struct slice_list names = {.room = vec_in(context->arena, OFFERED_MINISTERS)};
    struct buf *out = &page->work;
    enum status status =
        directory_most_asked(context->searcher, context->view, OFFERED_MINISTERS, &names, err);
    if (status != STATUS_OK || names.count == 0)
        return status;
    html_literal(out, "<datalist id=\"ministres\">");
    for (size_t i = 0; i < names.count; i++) {
        html_literal(out, "<option>");
        html_label(out, names.items[i]);
    }
    html_literal(out, "</datalist>\n");
    return STATUS_OK;
}

static enum status ministers_markup(struct page *page, const struct search_params *params,
                                    struct slice *markup, struct error *err)
{
    size_t mark = page->work.len, number = 0;
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field == FIELD_MINISTER)
            append_input(page, "ministre", "Ministre", ++number, params->filters[i].value);
    for (size_t count = field_count(number); number < count;)
        append_input(page, "ministre", "Ministre", ++number, SLICE_NONE);
    enum status status = append_names(page, err);
    *markup = page_take(page, mark);
    return status;
}

// What the form has no field for goes along.
static struct slice hidden_markup(struct page *page, const struct search_params *params)
{
    struct buf *out = &page->work;
    const struct figures_params *figures = &params->figures;
    size_t mark = out->len;
    page_append_hidden_search(out, params, FIELD_MINISTER);
    page_append_hidden(out, "mesure", figures->shows_rate ? SLICE("pour_mille") : SLICE_NONE);
    page_append_hidden(out, "par", slice_from(figures_step_name(figures->step)));
    page_append_hidden(out, "base", figures->base_is_all ? SLICE("tout") : SLICE_NONE);
    return page_take(page, mark);
}

enum status compare_form(struct page *page, const struct search_params *params,
                         struct slice *markup, struct error *err)
{
    struct slice ministers;
    enum status status = ministers_markup(page, params, &ministers, err);
    if (status != STATUS_OK)
        return status;
    const struct html_hole holes[] = {
        page_markup("themes", themes_markup(page, &params->figures)),
        page_markup("ministers", ministers),
        page_markup("periods", periods_markup(page, &params->figures)),
        page_markup("de", page_date_field(page, "de", params->from, params->date_from)),
        page_markup("a", page_date_field(page, "a", params->to, params->date_to)),
        page_markup("hidden", hidden_markup(page, params)),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_compare_form_html, holes);
    *markup = page_take(page, mark);
    return STATUS_OK;
}
