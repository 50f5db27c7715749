// See chart_svg.h.
//
// Lines are told apart by colour, by dashes and by the marks on their points, so that neither colour nor a screen is
// needed. No script, no style of its own: attributes carry the colours of a file on white, the page's style sheet
// overrides them by class. Every text is escaped; a long label is cut, as it stands in full beside the chart.
//
// Cost: some fifteen bytes a point.
#include "searchd/page/figures/chart_svg.h"

#include "searchd/page/french.h"
#include "searchd/web/html.h"
#include "stemmer/text/fold.h"

#include <math.h>
#include <stdio.h>

enum {
    WIDTH = 720,
    LEFT = 56,
    RIGHT = 16,
    PLOT_HEIGHT = 260,
    LEGEND_LINE = 22,
    MAX_TICKS = 5,
    MAX_LABELS = 12,
    LABEL_BYTES = 90,
};

static const char *const COLOURS[CHART_MAX_LINES] = {"#7d1f2d", "#1b4a86", "#2b5d3a", "#8a3a00",
                                                     "#5f3a7e"};
static const char *const DASHES[CHART_MAX_LINES] = {"", "7 3", "2 3", "9 3 2 3", "12 4"};
static const char *const MARKS[CHART_MAX_LINES] = {"M-3-3h6v6h-6z", "M-4 0L0-4 4 0 0 4z",
                                                   "M-4 3.5h8L0-4z", "M-4-3.5h8L0 4z",
                                                   "M-4-1h3v-3h2v3h3v2h-3v3h-2v-3h-3z"};

struct scale {
    double top;  // of the axis
    double step; // between its ticks
    int plot_top;
};

// 1, 2 or 5 times a power of ten, so that few steps reach the greatest value; whole numbers where the values are.
static struct scale make_scale(const struct chart *chart)
{
    double most = 0;
    bool is_whole = true;
    for (size_t l = 0; l < chart->line_count; l++)
        for (size_t i = 0; i < chart->lines[l].count; i++) {
            double value = chart->lines[l].values[i];
            most = value > most ? value : most;
            is_whole &= value < 0 || value == floor(value);
        }
    if (most <= 0)
        most = 1.0;
    double power = pow(10, floor(log10(most / (double)MAX_TICKS)));
    double step = power;
    static const double factors[] = {1, 2, 5, 10};
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        step = factors[i] * power;
        if (step * MAX_TICKS >= most)
            break;
    }
    if (is_whole && step < 1)
        step = 1;
    return (struct scale){.top = ceil(most / step) * step, .step = step};
}

static double x_of(const struct chart *chart, size_t point)
{
    double room = WIDTH - LEFT - RIGHT;
    return chart->point_count < 2 ? LEFT + room / 2
                                  : LEFT + room * (double)point / (double)(chart->point_count - 1);
}

static double y_of(const struct scale *scale, double value)
{
    return scale->plot_top + PLOT_HEIGHT * (1 - value / scale->top);
}

// A coordinate, to a tenth.
static void append_place(struct buf *out, double place)
{
    double tenths = floor(10 * place + .5);
    buf_printf(out, "%.*f", tenths == 10 * floor(tenths / 10) ? 0 : 1, tenths / 10);
}

// With a decimal comma, to a thousandth.
static void append_value(struct buf *out, double value)
{
    uint64_t thousandths = (uint64_t)floor(1000 * value + .5);
    french_number(out, thousandths / 1000);
    char digits[8];
    int len = snprintf(digits, sizeof digits, "%03u", (unsigned)(thousandths % 1000));
    while (len > 0 && digits[len - 1] == '0')
        len--;
    if (len > 0)
        buf_printf(out, ",%.*s", len, digits);
}

static void append_text(struct buf *out, double x, double y, const char *attributes)
{
    html_literal(out, "<text x=\"");
    append_place(out, x);
    html_literal(out, "\" y=\"");
    append_place(out, y);
    buf_printf(out, "\"%s>", attributes);
}

static void append_axes(struct buf *out, const struct chart *chart, const struct scale *scale)
{
    append_text(out, 4, scale->plot_top - 12, "");
    html_text(out, chart->unit);
    html_literal(out, "</text>\n");
    for (int tick = 0; tick * scale->step <= scale->top * 1.0001; tick++) {
        double y = y_of(scale, tick * scale->step);
        buf_printf(out, "<path class=\"grid\" stroke=\"%s\" d=\"M%d ", tick ? "#ddd" : "#555",
                   LEFT);
        append_place(out, y);
        buf_printf(out, "H%d\"/>", WIDTH - RIGHT);
        append_text(out, LEFT - 6, y + 4, " text-anchor=\"end\"");
        append_value(out, tick * scale->step);
        html_literal(out, "</text>\n");
    }
    size_t every = (chart->point_count + MAX_LABELS - 1) / MAX_LABELS;
    for (size_t i = 0; i < chart->point_count; i += every ? every : 1) {
        append_text(out, x_of(chart, i), scale->plot_top + PLOT_HEIGHT + 18,
                    " text-anchor=\"middle\"");
        html_text(out, chart->labels[i]);
        html_literal(out, "</text>\n");
    }
}

static void append_marks(struct buf *out, const struct chart *chart)
{
    html_literal(out, "<defs>");
    for (size_t l = 0; l < chart->line_count; l++)
        buf_printf(out,
                   "<marker id=\"marque%zu\" viewBox=\"-5 -5 10 10\" markerWidth=\"10\" "
                   "markerHeight=\"10\" markerUnits=\"userSpaceOnUse\"><path class=\"c%zu\" "
                   "color=\"%s\" fill=\"currentColor\" d=\"%s\"/></marker>",
                   l, l, COLOURS[l], MARKS[l]);
    html_literal(out, "</defs>\n");
}

// The beginning of a path in the line's looks.
static void open_path(struct buf *out, size_t line)
{
    buf_printf(out,
               "<path class=\"c%zu\" color=\"%s\" fill=\"none\" stroke=\"currentColor\" "
               "stroke-width=\"2\"%s%s%s "
               "marker-start=\"url(#marque%zu)\" marker-mid=\"url(#marque%zu)\" "
               "marker-end=\"url(#marque%zu)\" d=\"",
               line, COLOURS[line], DASHES[line][0] ? " stroke-dasharray=\"" : "", DASHES[line],
               DASHES[line][0] ? "\"" : "", line, line, line);
}

// A time without a value interrupts the line.
static void append_line(struct buf *out, const struct chart *chart, const struct scale *scale,
                        size_t number)
{
    const struct chart_line *line = &chart->lines[number];
    bool is_drawing = false, has_any = false;
    for (size_t i = 0; i < line->count; i++)
        has_any |= line->values[i] >= 0;
    if (!has_any)
        return;
    open_path(out, number);
    for (size_t i = 0; i < line->count; i++) {
        if (line->values[i] < 0) {
            is_drawing = false;
            continue;
        }
        buf_append_char(out, is_drawing ? 'L' : 'M');
        is_drawing = true;
        append_place(out, x_of(chart, i));
        buf_append_char(out, ' ');
        append_place(out, y_of(scale, line->values[i]));
    }
    html_literal(out, "\"/>\n");
}

// The text as it fits on a line, escaped.
static void append_cut(struct buf *out, struct slice text)
{
    struct slice cut = fold_cut(text, LABEL_BYTES);
    html_label(out, cut);
    if (cut.len < text.len)
        html_literal(out, "…");
}

static void append_legend(struct buf *out, const struct chart *chart, int top)
{
    for (size_t l = 0; l < chart->line_count; l++) {
        int y = top + (int)l * LEGEND_LINE;
        open_path(out, l);
        buf_printf(out, "M%d %dh17h17\"/>", LEFT, y);
        append_text(out, LEFT + 44, y + 4, "");
        append_cut(out, chart->lines[l].label);
        html_literal(out, "</text>\n");
    }
}

void chart_svg(struct buf *out, const struct chart *chart)
{
    struct scale scale = make_scale(chart);
    scale.plot_top = chart->stands_alone ? 66 : 30;
    int legend = scale.plot_top + PLOT_HEIGHT + 44;
    int height = legend + (int)chart->line_count * LEGEND_LINE + (chart->stands_alone ? 22 : 0);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" role=\"img\" aria-label=\"",
               WIDTH, height, WIDTH, height);
    html_label(out, chart->title);
    html_literal(out, "\" font-family=\"system-ui, 'Liberation Sans', Arial, sans-serif\" "
                      "font-size=\"13\" fill=\"#1c1a17\">\n");
    if (chart->stands_alone) {
        buf_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", WIDTH, height);
        append_text(out, 16, 30, " font-size=\"18\" font-weight=\"bold\"");
        append_cut(out, chart->title);
        html_literal(out, "</text>\n");
        append_text(out, 16, height - 12, " font-size=\"11\"");
        html_label(out, chart->note);
        html_literal(out, "</text>\n");
    }
    append_marks(out, chart);
    append_axes(out, chart, &scale);
    for (size_t l = 0; l < chart->line_count; l++)
        append_line(out, chart, &scale, l);
    append_legend(out, chart, legend);
    html_literal(out, "</svg>\n");
}
