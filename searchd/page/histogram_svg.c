// Counts over time, drawn without script and without inline style.
//
// The drawing is a row of bars ten units wide in a box a hundred high, stretched to the width of the
// page; text stands outside of it, so that it keeps its size on every screen. The axis starts at 0.
// Each bar exists twice, once as a count and once per 1,000 questions of that time (a raw count mostly
// shows how many questions were asked at all): the style sheet shows the one that is chosen.
//
// Times without a match are filled in, so that gaps look like gaps. Cost: linear in the bars, at most
// MAX_BARS of them: the latest.
#include "searchd/page/histogram_svg.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"

enum {
    MAX_BARS = 60,
    BAR_WIDTH = 10,
    BOX_HEIGHT = 100,
    MAX_BAR_PIXELS = 48,
    MIN_PLOT_PIXELS = 300
};

struct bars {
    struct histogram_bucket items[MAX_BARS];
    size_t count;
    bool by_month;
    bool is_cut;          // earlier ones were left out
    uint32_t max_count;   // at least 1
    uint32_t max_per_10k; // matches per 10,000 questions; at least 1
};

// Of a year or of a month, whichever it is.
static uint32_t step_of(uint32_t date)
{
    return date_step(date, date_month(date) != 0);
}

static uint32_t per_10k(const struct histogram_bucket *bucket)
{
    if (bucket->documents == 0)
        return 0;
    return (uint32_t)(((uint64_t)bucket->count * 10000 + bucket->documents / 2) /
                      bucket->documents);
}

static void add_bar(struct bars *bars, struct histogram_bucket bucket)
{
    if (bars->count == MAX_BARS) {
        memmove(bars->items, bars->items + 1, (MAX_BARS - 1) * sizeof *bars->items);
        bars->count--;
        bars->is_cut = true;
    }
    bars->items[bars->count++] = bucket;
}

static void collect(struct bars *bars, const struct search_result *result)
{
    *bars = (struct bars){.max_count = 1, .max_per_10k = 1};
    for (size_t i = 0; i < result->histogram_count; i++) {
        struct histogram_bucket bucket = result->histogram[i];
        if (bucket.date == DATE_NONE)
            continue;
        bars->by_month = date_month(bucket.date) != 0;
        uint32_t step = step_of(bucket.date);
        uint32_t gap = bars->count ? step_of(bars->items[bars->count - 1].date) + 1 : step;
        if (gap + MAX_BARS < step)
            gap = step - MAX_BARS;
        for (; gap < step; gap++)
            add_bar(bars, (struct histogram_bucket){.date = date_from_step(gap, bars->by_month)});
        add_bar(bars, bucket);
    }
    for (size_t i = 0; i < bars->count; i++) {
        uint32_t rate = per_10k(&bars->items[i]);
        if (bars->items[i].count > bars->max_count)
            bars->max_count = bars->items[i].count;
        if (rate > bars->max_per_10k)
            bars->max_per_10k = rate;
    }
}

// "3,4" from 34 per 10,000.
static void append_rate(struct buf *out, uint32_t rate)
{
    french_number(out, rate / 10);
    if (rate < 1000)
        buf_printf(out, ",%u", rate % 10);
}

// The same search within one bar's time: a year opens by month.
static void append_bar_url(struct page *page, const struct search_params *params, uint32_t date)
{
    struct search_params narrowed = *params;
    params_narrow_period(&narrowed, date);
    narrowed.by_month = date_month(date) == 0; // one month by months says nothing
    narrowed.page = 1;
    narrowed.offset = 0;
    page_append_url(page, &narrowed, PAGE_PARAMS);
}

// A rectangle whose height is value/max of the box, at least one unit when there is anything.
static void append_bar(struct buf *out, const char *kind, size_t index, uint64_t value,
                       uint64_t max)
{
    unsigned height = (unsigned)(value * BOX_HEIGHT / max);
    if (height == 0)
        height = 1;
    buf_printf(out, "<path class=%s d=\"M%zu %dv-%uh%dv%u\"/>", kind, index * BAR_WIDTH + 1,
               BOX_HEIGHT, height, BAR_WIDTH - 2, height);
}

static void append_bars(struct page *page, const struct search_params *params,
                        const struct bars *bars)
{
    struct buf *out = &page->work;
    size_t width = bars->count * MAX_BAR_PIXELS;
    if (width < MIN_PLOT_PIXELS)
        width = MIN_PLOT_PIXELS;
    buf_printf(out,
               "<svg viewBox=\"0 0 %zu %d\" width=\"%zu\" "
               "preserveAspectRatio=\"none\" role=\"group\" "
               "aria-label=\"Échanges par %s\">\n",
               bars->count * BAR_WIDTH, BOX_HEIGHT, width, bars->by_month ? "mois" : "année");
    for (size_t i = 0; i < bars->count; i++) {
        const struct histogram_bucket *bar = &bars->items[i];
        if (bar->count == 0)
            continue;
        html_literal(out, "<a href=\"");
        append_bar_url(page, params, bar->date);
        html_literal(out, "\"><title>");
        french_date(out, bar->date);
        html_literal(out, FRENCH_NBSP ": ");
        french_count(out, bar->count, "échange", "échanges");
        buf_printf(out, "</title><path d=\"M%zu 0h%dv%dh-%d\"/>", i * BAR_WIDTH, BAR_WIDTH,
                   BOX_HEIGHT, BAR_WIDTH);
        append_bar(out, "n", i, bar->count, bars->max_count);
        append_bar(out, "r", i, per_10k(bar), bars->max_per_10k);
        html_literal(out, "</a>\n");
    }
    html_literal(out, "</svg>\n");
}

static void append_table(struct page *page, const struct search_params *params,
                         const struct bars *bars)
{
    struct buf *out = &page->work;
    buf_printf(
        out,
        "<details><summary>Les chiffres</summary>\n<table>\n%s<thead><tr><th scope=\"col\">%s"
        "</th><th scope=\"col\">Échanges</th><th scope=\"col\">Pour 1" FRENCH_NNBSP
        "000 questions</th></tr></thead>\n<tbody>\n",
        bars->by_month ? "<caption>Les mois sans échange n’y sont pas.</caption>\n" : "",
        bars->by_month ? "Mois" : "Année");
    for (size_t i = 0; i < bars->count; i++) {
        const struct histogram_bucket *bar = &bars->items[i];
        if (bar->count == 0 && bars->by_month) // said in the caption
            continue;
        bool is_link = bar->count > 0 && !bars->by_month; // sixty would weigh too much
        html_literal(out, "<tr><th scope=\"row\">");
        if (is_link) {
            html_literal(out, "<a href=\"");
            append_bar_url(page, params, bar->date);
            html_literal(out, "\">");
        }
        french_date(out, bar->date);
        buf_append_slice(out, is_link ? SLICE("</a><td>") : SLICE("<td>"));
        french_number(out, bar->count);
        html_literal(out, "<td>"); // HTML needs no ends of cells and rows
        append_rate(out, per_10k(bar));
        html_literal(out, "\n");
    }
    html_literal(out, "</tbody>\n</table>\n</details>\n");
}

// « par année » and « par mois », the current one marked.
static void append_steps(struct page *page, const struct search_params *params, bool by_month)
{
    struct buf *out = &page->work;
    struct search_params other = *params;
    html_literal(out, "<nav aria-label=\"Pas du graphique\"><ul>");
    for (int month = 0; month < 2; month++) {
        other.by_month = month == 1;
        html_literal(out, "<li><a href=\"");
        page_append_url(page, &other, PAGE_PARAMS);
        buf_printf(out, "\"%s>par %s</a></li>",
                   other.by_month == by_month ? " aria-current=\"true\"" : "",
                   month ? "mois" : "année");
    }
    html_literal(out, "</ul></nav>\n");
}

// What the height of the plot stands for.
static void append_scale(struct buf *out, const struct bars *bars)
{
    html_literal(out, "<p class=\"scale\"><span class=\"n\">");
    french_count(out, bars->max_count, "échange", "échanges");
    buf_printf(out, " par %s</span><span class=\"r\">", bars->by_month ? "mois" : "an");
    append_rate(out, bars->max_per_10k);
    html_literal(out, " pour 1" FRENCH_NNBSP "000 questions</span></p>\n");
}

static void append_axis(struct buf *out, const struct bars *bars)
{
    html_literal(out, "<p class=\"axis\"><span>");
    french_date(out, bars->items[0].date);
    html_literal(out, "</span> <span>");
    french_date(out, bars->items[bars->count - 1].date);
    html_literal(out, "</span></p></div>\n");
}

// What came before the bars that have room, as the same search up to then.
static void append_earlier(struct page *page, const struct search_params *params,
                           const struct bars *bars)
{
    struct search_params earlier = *params;
    char iso[DATE_TEXT_SIZE];
    if (!bars->is_cut)
        return;
    earlier.date_to = date_from_step(step_of(bars->items[0].date) - 1, bars->by_month);
    earlier.to = slice_of(iso, date_format_iso(earlier.date_to, iso));
    earlier.page = 1;
    earlier.offset = 0;
    html_literal(&page->work, "<p><a href=\"");
    page_append_url(page, &earlier, PAGE_PARAMS);
    buf_printf(&page->work, "\">Avant %s</a></p>\n", bars->by_month ? "ces mois" : "ces années");
}

struct slice histogram_svg(struct page *page, const struct search_params *params,
                           const struct search_result *result)
{
    struct bars bars;
    collect(&bars, result);
    if (bars.count < 2)
        return SLICE_NONE;
    struct buf *out = &page->work;
    size_t mark = out->len;
    buf_printf(out,
               "<figure class=\"histogram\">\n<figcaption>Quand ces questions ont été posées%s"
               "</figcaption>\n<div class=\"choices\">\n",
               !bars.is_cut    ? ""
               : bars.by_month ? " (les 60 derniers mois)"
                               : " (les 60 dernières années)");
    append_steps(page, params, bars.by_month);
    append_earlier(page, params, &bars);
    html_literal(
        out, "<fieldset><legend class=\"vh\">Compter</legend>"
             "<label><input type=\"radio\" name=\"compte\" checked> en nombre</label> "
             "<label><input type=\"radio\" name=\"compte\" class=\"as-rate\"> pour 1" FRENCH_NNBSP
             "000 questions</label></fieldset>\n</div>\n");
    html_literal(out, "<div class=\"plot\">");
    append_scale(out, &bars);
    append_bars(page, params, &bars);
    append_axis(out, &bars);
    append_table(page, params, &bars);
    html_literal(out, "</figure>\n");
    return page_take(page, mark);
}
