// See source_ref.h.
#include "engine/source_ref.h"

#include "stemmer/text/fold.h"

#include <string.h>

bool source_ref_equal(const struct source_ref *a, const struct source_ref *b)
{
    return slice_equal(a->path, b->path) && slice_equal(a->member, b->member) &&
           slice_equal(a->root, b->root) && a->line == b->line && a->is_copy == b->is_copy;
}

// A file's name may be in any encoding; what people see is UTF-8.
static void append_name(struct buf *out, struct slice name)
{
    if (fold_is_utf8(name))
        buf_append_slice(out, name);
    else
        fold_append_windows1252(out, name);
}

static struct slice without_folders(struct slice path)
{
    const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? slice_from_offset(path, (size_t)(slash + 1 - path.ptr)) : path;
}

struct slice source_ref_text(const struct source_ref *source, bool has_folders, struct arena *arena)
{
    struct buf text;
    buf_init(&text, 0);
    append_name(&text, has_folders ? source->path : without_folders(source->path));
    if (source->member.len > 0) {
        buf_append_char(&text, '#');
        append_name(&text, source->member);
    }
    if (source->line > 0)
        buf_printf(&text, ":%u", source->line);
    return arena_take(arena, &text);
}

bool source_ref_copy(const struct source_ref *source, struct arena *arena, struct source_ref *out)
{
    struct slice path = arena_copy(arena, source->path);
    struct slice member = arena_copy(arena, source->member);
    struct slice root = arena_copy(arena, source->root);
    if (!path.ptr || !member.ptr || !root.ptr)
        return false;
    *out = (struct source_ref){path, member, source->line, source->is_copy, root};
    return true;
}
