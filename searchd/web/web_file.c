// GET /static/NAME: the few embedded files that pages load. Each answers to its plain name and to the
// one with its hash, which pages link to.
#include "searchd/page/page.h"
#include "searchd/web/web_file.h"

#include <stdbool.h>
#include <string.h>

const struct page_asset *page_asset_find(struct slice name)
{
    static const struct web_file *const files[] = {&web_style_css, &web_script_js, &web_favicon_svg,
                                                   &web_hemicycle_svg};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (slice_equal(name, slice_from(files[i]->asset.name)) ||
            slice_equal(name, slice_from(files[i]->hashed_name)))
            return &files[i]->asset;
    return NULL;
}
