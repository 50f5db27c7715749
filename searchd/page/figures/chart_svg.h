// A line chart as one SVG, on a page or to be taken away.
#ifndef SEARCHD_PAGE_FIGURES_CHART_SVG_H
#define SEARCHD_PAGE_FIGURES_CHART_SVG_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { CHART_MAX_LINES = 5 };

struct chart_line {
    struct slice label;
    const double *values; // below zero: there is none
    size_t count;
};

struct chart {
    struct slice title, unit; // « échanges », above the vertical axis
    const struct chart_line *lines;
    size_t line_count;          // at most CHART_MAX_LINES
    const struct slice *labels; // of the points of the longest line
    size_t point_count;
    bool stands_alone; // a file: with title and background; else the style sheet colours it
    struct slice note; // in a file, at its foot: where it is from
};

void chart_svg(struct buf *out, const struct chart *chart);

#endif
