// The address of this site, for links that must be absolute, how fresh it is, and its dump.

#include "searchd/ask/context.h"

#include "answer/citation/result_citation.h"
#include "base/clock.h"

#include <sys/stat.h>

enum {
    LATEST_NIGHT_SECONDS = 36 * 3600
}; // a night, and the half of a day in which somebody sees to it

// A Host header is what a client claims: only what may stand in an authority passes.
static bool is_authority(struct slice host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool ok = char_is_letter(c) || char_is_digit(c) || c == '.' || c == '-' || c == ':' ||
                  c == '[' || c == ']';
        if (!ok)
            return false;
    }
    return host.len > 0 && host.len <= 255;
}

struct slice context_path(const struct request_context *context, struct slice path)
{
    struct slice base = context->site->base_path;
    if (base.len == 0)
        return path;
    return arena_printf(context->arena, "%.*s%.*s", SLICE_ARG(base), SLICE_ARG(path));
}

struct slice context_base_url(const struct request_context *context)
{
    if (context->site->base_url.len > 0)
        return context->site->base_url;
    if (!is_authority(context->request->host))
        return SLICE("");
    return arena_printf(context->arena, "http://%.*s", SLICE_ARG(context->request->host));
}

int64_t context_stale_since(const struct request_context *context)
{
    int64_t night = context->last_night;
    return night > 0 && clock_wall_seconds() - night > LATEST_NIGHT_SECONDS ? night : 0;
}

struct slice context_dump(const struct request_context *context)
{
    char name[DUMP_NAME_SIZE];
    struct stat info;
    if (!context->site->dumps)
        return SLICE_NONE;
    dump_name(context->index.commit_time, context->index.generation, name);
    struct slice path = arena_printf(context->arena, "%s/%s", context->site->dumps, name);
    bool is_there = path.ptr && lstat(path.ptr, &info) == 0 && S_ISREG(info.st_mode);
    return is_there ? arena_copy(context->arena, slice_from(name)) : SLICE_NONE;
}
