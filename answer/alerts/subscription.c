// See subscription.h.
#include "answer/alerts/subscription.h"

#include <string.h>

enum { MAX_ADDRESS = 254, MAX_LOCAL = 64 };

static bool is_in(char c, const char *others)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(others, c));
}

// Words of such characters with single dots between them.
static bool is_dotted(struct slice s, const char *others)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '.' && !is_in(s.ptr[i], others))
            return false;
    return s.len > 0 && s.ptr[0] != '.' && s.ptr[s.len - 1] != '.' &&
           slice_find(s, SLICE("..")) == s.len;
}

bool subscription_is_address(struct slice address)
{
    size_t at = slice_find(address, SLICE("@"));
    if (at == address.len || address.len > MAX_ADDRESS || at > MAX_LOCAL)
        return false;
    struct slice domain = slice_from_offset(address, at + 1);
    return is_dotted(slice_of(address.ptr, at), "!#$%&'*+-/=?^_`{|}~") && is_dotted(domain, "-") &&
           is_in(domain.ptr[0], "") && is_in(domain.ptr[domain.len - 1], "");
}

void subscription_append_mailto(struct buf *out, struct slice address,
                                const struct search_params *params)
{
    static const struct slice body = {
        "Envoyez ce message tel quel : il vous sera demandé de confirmer.\n",
        sizeof "Envoyez ce message tel quel : il vous sera demandé de confirmer.\n" - 1};
    struct buf subject;
    buf_init(&subject, 0);
    buf_append_slice(&subject, SLICE(SUBSCRIPTION_WORD " "));
    params_append_url(&subject, SLICE(""), params, SUBSCRIPTION_PARAMS, 0);
    size_t query = subject.len - (sizeof SUBSCRIPTION_WORD " " - 1);
    size_t at = slice_find(address, SLICE("@"));
    if (!subject.failed && query > 1 && query <= SUBSCRIPTION_MAX_QUERY && at < address.len) {
        buf_append_slice(out, SLICE("mailto:"));
        buf_append_encoded(out, slice_of(address.ptr, at));
        buf_append_slice(out, slice_from_offset(address, at));
        buf_append_slice(out, SLICE("?subject="));
        buf_append_encoded(out, buf_slice(&subject));
        buf_append_slice(out, SLICE("&body="));
        buf_append_encoded(out, body);
    }
    out->failed = out->failed || subject.failed;
    buf_clear(&subject);
}
