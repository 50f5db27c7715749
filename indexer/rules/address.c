// Filling in templates. See address.h.
//
// Values are percent-encoded but for what RFC 3986 calls unreserved, so that no value can lead elsewhere than into its
// place; the template itself is the operator's and stands as it is.
#include "indexer/rules/address.h"

#include "base/buf.h"

#include <string.h>

static struct slice id_of(const struct exchange *exchange, struct slice name)
{
    (void)name;
    return exchange->id;
}

static struct slice number_of(const struct exchange *exchange, struct slice name)
{
    (void)name;
    return exchange->number;
}

static struct slice session_of(const struct exchange *exchange, struct slice name)
{
    (void)name;
    return exchange->session;
}

// The name without what follows its last dot.
static struct slice stem_of(const struct exchange *exchange, struct slice name)
{
    (void)exchange;
    const char *dot = name.len > 0 ? memrchr(name.ptr, '.', name.len) : NULL;
    return dot && dot > name.ptr ? slice_of(name.ptr, (size_t)(dot - name.ptr)) : name;
}

// The last digits of the name: 36256 of PW_36256.html.
static struct slice digits_of(const struct exchange *exchange, struct slice name)
{
    name = stem_of(exchange, name);
    while (name.len > 0 && !char_is_digit(name.ptr[name.len - 1]))
        name.len--;
    size_t start = name.len;
    while (start > 0 && char_is_digit(name.ptr[start - 1]))
        start--;
    return slice_from_offset(name, start);
}

static const struct {
    const char *name;
    struct slice (*value)(const struct exchange *exchange, struct slice name);
} PLACEHOLDERS[] = {
    {"id", id_of},        {"numero", number_of}, {"session", session_of},
    {"iddoc", digits_of}, {"fichier", stem_of},
};
enum { PLACEHOLDER_COUNT = sizeof PLACEHOLDERS / sizeof *PLACEHOLDERS };

static size_t find_placeholder(struct slice name)
{
    size_t p = 0;
    while (p < PLACEHOLDER_COUNT && !slice_equal(name, slice_from(PLACEHOLDERS[p].name)))
        p++;
    return p;
}

// Cuts what stands before the next brace off *rest, and the placeholder after it; false at the end or where a brace is
// not closed.
static bool next_placeholder(struct slice *rest, struct slice *before, struct slice *name)
{
    size_t open = slice_find(*rest, SLICE("{"));
    *before = slice_of(rest->ptr, open);
    *rest = slice_from_offset(*rest, open);
    size_t close = slice_find(*rest, SLICE("}"));
    if (close == rest->len)
        return false;
    *name = slice_of(rest->ptr + 1, close - 1);
    *rest = slice_from_offset(*rest, close + 1);
    return true;
}

const char *address_problem(struct slice template, struct slice *which)
{
    struct slice rest = template, before, name;
    *which = template;
    if (!slice_starts_with(template, SLICE("https://")) &&
        !slice_starts_with(template, SLICE("http://")))
        return "adresse begins neither with https:// nor with http://";
    for (size_t i = 0; i < template.len; i++)
        if ((unsigned char)template.ptr[i] <= ' ')
            return "adresse has a blank in it";
    if (!memchr(template.ptr, '{', template.len) && !memchr(template.ptr, '}', template.len))
        return "adresse has no placeholder and would be the same for all documents";
    while (next_placeholder(&rest, &before, &name)) {
        *which = name;
        if (find_placeholder(name) == PLACEHOLDER_COUNT)
            return "adresse has {id}, {numero}, {session}, {iddoc} and {fichier}, and no other "
                   "placeholder";
        *which = template;
        if (slice_find(before, SLICE("}")) < before.len)
            return "adresse has a brace without its other half";
    }
    return rest.len > 0 || slice_find(before, SLICE("}")) < before.len
               ? "adresse has a brace without its other half"
               : NULL;
}

struct slice address_of(struct slice template, const struct exchange *exchange, struct slice name,
                        struct arena *arena, struct slice *missing)
{
    struct slice rest = template, before = SLICE_NONE, placeholder;
    struct buf address;
    *missing = SLICE_NONE;
    buf_init(&address, 0);
    while (missing->len == 0 && next_placeholder(&rest, &before, &placeholder)) {
        struct slice value = PLACEHOLDERS[find_placeholder(placeholder)].value(exchange, name);
        if (value.len == 0)
            *missing = placeholder;
        buf_append_slice(&address, before);
        buf_append_encoded(&address, value);
    }
    buf_append_slice(&address, before);
    bool is_whole = missing->len == 0 && !address.failed;
    struct slice made = is_whole ? arena_copy(arena, buf_slice(&address)) : SLICE_NONE;
    buf_clear(&address);
    return made;
}
