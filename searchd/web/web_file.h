// The files of web/, compiled in: the daemon reads no template at run time. web/embed.cmake writes
// the .c; `hashed_name` carries the first digits of the contents' SHA-256, so that browsers may keep
// the file for ever.
#ifndef SEARCHD_WEB_WEB_FILE_H
#define SEARCHD_WEB_WEB_FILE_H

#include "base/error.h"
#include "base/slice.h"
#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

struct web_file {
    const char *name;         // "style.css"
    const char *content_type; // "text/css; charset=utf-8"
    struct slice bytes;       // static storage
    const char *hashed_name;  // "style-1f0a9c3e.css"
};

extern const struct web_file web_api_html, web_compare_html, web_compare_form_html, web_data_html,
    web_delays_html, web_error_html, web_exchange_html, web_form_html, web_help_html, web_hit_html,
    web_home_html, web_layout_html, web_news_html, web_profile_html, web_results_html,
    web_values_html;
extern const struct web_file web_favicon_svg, web_hemicycle_svg, web_quote_js, web_reading_css,
    web_script_js, web_style_css;

// GET /static/NAME: a file that pages load, under its plain or its hashed name. STATUS_NOT_FOUND, also for templates.
enum status web_file_serve(struct request_context *context, struct slice name,
                           struct http_response *response, struct error *err) STATUS_NODISCARD;

// GET /favicon.ico
enum status web_file_serve_favicon(struct request_context *context, struct http_response *response,
                                   struct error *err) STATUS_NODISCARD;

#endif
