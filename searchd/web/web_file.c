// GET /static/NAME and /favicon.ico: the few embedded files that pages load. Each answers to its plain name and
// to the one with its hash, which pages link to.
#include "searchd/web/web_file.h"

// The file that pages may load under that name; NULL when there is none: templates are not given away.
static const struct web_file *find(struct slice name)
{
    static const struct web_file *const files[] = {&web_style_css,   &web_reading_css,
                                                   &web_quote_js,    &web_script_js,
                                                   &web_favicon_svg, &web_hemicycle_svg};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (slice_equal(name, slice_from(files[i]->name)) ||
            slice_equal(name, slice_from(files[i]->hashed_name)))
            return files[i];
    return NULL;
}

// A name with the hash of the contents in it never changes its meaning: it may be kept for ever.
enum status web_file_serve(struct request_context *context, struct slice name,
                           struct http_response *response, struct error *err)
{
    (void)context;
    (void)err;
    const struct web_file *file = find(name);
    if (!file)
        return STATUS_NOT_FOUND;
    response->content_type = file->content_type;
    response->fixed = file->bytes;
    if (!slice_equal(name, slice_from(file->name)))
        response->cache_control = "public, max-age=31536000, immutable";
    return STATUS_OK;
}

enum status web_file_serve_favicon(struct request_context *context, struct http_response *response,
                                   struct error *err)
{
    return web_file_serve(context, SLICE("favicon.svg"), response, err);
}
