// The files of web/, compiled in: the daemon reads no template at run time. web/embed.cmake writes
// the .c; `hashed_name` carries the first digits of the contents' SHA-256, so that browsers may keep
// the file for ever.
#ifndef SEARCHD_WEB_WEB_FILE_H
#define SEARCHD_WEB_WEB_FILE_H

#include "searchd/page/page.h"

struct web_file {
    struct page_asset asset;
    const char *hashed_name; // "style-1f0a9c3e.css"
};

extern const struct web_file web_api_html, web_data_html, web_error_html, web_exchange_html,
    web_form_html, web_help_html, web_hit_html, web_home_html, web_layout_html, web_results_html;
extern const struct web_file web_favicon_svg, web_hemicycle_svg, web_script_js, web_style_css;

#endif
