// Patterns of what is left out. See rules.h.
//
// fnmatch of the system says what a pattern means, with * never beyond a slash. Names are compared as bytes: the locale
// is "C", and a ? is one byte.
#include "indexer/rules/rules.h"

#include <fnmatch.h>
#include <limits.h>
#include <string.h>

static bool matches(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, FNM_PATHNAME) == 0;
}

// A pattern as people write it of a folder: « ./brouillons », « brouillons/ ». What is left has a slash before it if it
// is of a path, and none after it; false: nothing is left.
static bool trim_pattern(struct slice pattern, char out[PATH_MAX])
{
    if (slice_starts_with(pattern, SLICE("./")))
        pattern = slice_from_offset(pattern, 1);
    while (pattern.len > 0 && pattern.ptr[pattern.len - 1] == '/')
        pattern.len--;
    if (pattern.len == 0 || pattern.len >= PATH_MAX)
        return false;
    memcpy(out, pattern.ptr, pattern.len);
    out[pattern.len] = '\0';
    return true;
}

// `path` is the part below the root, changed and put back in place. Each beginning that ends before a slash is tried.
static bool pattern_matches(struct slice given, char *path)
{
    char trimmed[PATH_MAX];
    if (!trim_pattern(given, trimmed))
        return false;
    bool is_anchored = strchr(trimmed, '/') != NULL;
    const char *pattern = trimmed;
    if (pattern[0] == '/')
        pattern++;
    for (char *name = path, *end; *name; name = end + 1) {
        end = strchrnul(name, '/');
        char kept = *end;
        *end = '\0';
        bool is_match = matches(pattern, is_anchored ? path : name);
        *end = kept;
        if (is_match || !kept)
            return is_match;
    }
    return false;
}

bool exclusions_match(const struct exclusion *list, struct slice root, struct slice path)
{
    char below[PATH_MAX];
    if (!list || !roots_is_below(path, root))
        return false;
    struct slice rest = slice_from_offset(path, root.len);
    while (rest.len > 0 && rest.ptr[0] == '/')
        rest = slice_from_offset(rest, 1);
    if (rest.len == 0) { // the root is the file itself
        const char *slash = memrchr(path.ptr, '/', path.len);
        rest = slash ? slice_from_offset(path, (size_t)(slash - path.ptr) + 1) : path;
    }
    if (rest.len >= sizeof below || memchr(rest.ptr, '\0', rest.len))
        return false;
    memcpy(below, rest.ptr, rest.len);
    below[rest.len] = '\0';
    for (; list; list = list->next)
        if (pattern_matches(list->pattern, below))
            return true;
    return false;
}
