// See framing.h.
//
// libmicrohttpd 1.0 refuses most of this itself (MHD_OPTION_STRICT_FOR_CLIENT); 0.9.75 does not, and shows names and
// values only up to a NUL. But it leaves both where they were received, one behind the other, with zeros for the ends
// of lines. So whatever was received and is not shown, because of a NUL, or was put together elsewhere, from a folded
// line, leaves a gap between what is shown and what follows, which is measured here.
//
// Cost: a look at each header, once a request.
#include "searchd/net/framing.h"

#include <microhttpd.h>

#include <stdbool.h>
#include <string.h>

enum { LINE_END = 2 }; // CR LF, or one of the two

struct look {
    unsigned hosts, lengths, encodings;
    bool has_bad_name, has_bad_value, has_bad_host, has_gap;
    struct slice length, encoding;
    const char *end; // of what was shown so far
};

// RFC 9110, 5.6.2. A blank before the colon is part of the name that 0.9.75 shows.
static bool is_token(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!char_is_letter(c) && !char_is_digit(c) && !strchr("!#$%&'*+-.^_`|~", c))
            return false;
    }
    return name.len > 0;
}

static bool has_control(struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.ptr[i] < 0x20 && value.ptr[i] != '\t') || value.ptr[i] == 0x7f)
            return true;
    return false;
}

// RFC 3986, 3.2.2: letters, digits and those signs; a percent sign with its two digits passes, too.
static bool is_host_char(char c)
{
    return char_is_letter(c) || char_is_digit(c) || (c && strchr("-._~!$&'()*+,;=%", c));
}

// A name or an address, one of IPv6 in brackets, and perhaps a port (RFC 9112, 3.2). Empty of a target without one.
static bool is_host(struct slice host)
{
    size_t at = 0;
    if (host.len > 0 && host.ptr[0] == '[') {
        for (at = 1; at < host.len && (is_host_char(host.ptr[at]) || host.ptr[at] == ':');)
            at++;
        if (at == host.len || host.ptr[at] != ']' || at == 1)
            return false;
        at++;
    } else {
        while (at < host.len && is_host_char(host.ptr[at]))
            at++;
    }
    if (at < host.len && host.ptr[at++] != ':')
        return false;
    while (slice_digit_at(host, at))
        at++;
    return at == host.len;
}

static bool follows(const char *end, const char *next, size_t most)
{
    return next > end && (size_t)(next - end) <= most;
}

static enum MHD_Result look_at(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_len,
                               const char *value, size_t value_len)
{
    struct look *look = cls;
    (void)kind;
    struct slice name = slice_of(key, key_len);
    struct slice text = value ? slice_of(value, value_len) : SLICE("");
    look->has_bad_name |= !is_token(name);
    look->has_bad_value |= has_control(text);
    if (slice_equal_ignoring_case(name, SLICE("Host"))) {
        look->hosts++;
        look->has_bad_host |= !is_host(slice_trim(text));
    }
    if (slice_equal_ignoring_case(name, SLICE("Content-Length"))) {
        look->lengths++;
        look->length = text;
    }
    if (slice_equal_ignoring_case(name, SLICE("Transfer-Encoding"))) {
        look->encodings++;
        look->encoding = text;
    }
    look->has_gap |= look->end && !follows(look->end, key, LINE_END);
    look->end = value ? value + value_len : NULL;
    return MHD_YES;
}

// Whether nothing but blanks stands from end, the first of them a zero now, to next.
static bool is_blank(const char *end, const char *next)
{
    if (next <= end)
        return false;
    while (++end < next && *end == ' ')
        ;
    return end == next;
}

// Whether something of the request is not shown. Later versions refuse what could be hidden.
static bool hides_something(struct MHD_Connection *mhd, const struct framing_line *line,
                            const struct look *look)
{
#if MHD_VERSION < 0x01000000
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *method_end = line->method + strlen(line->method);
    const char *target_end = line->target + line->target_len;
    return look->has_gap || !is_blank(method_end, line->target) ||
           !follows(target_end, line->version, 1) ||
           (info && look->end &&
            !follows(look->end, line->method + info->header_size, (size_t)2 * LINE_END));
#else
    (void)mhd;
    (void)line;
    (void)look;
    return false;
#endif
}

const char *framing_fault(struct MHD_Connection *mhd, const struct framing_line *line)
{
    struct look look = {.end = line->version + strlen(line->version)};
    (void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, look_at, &look);
    bool is_old = strcmp(line->version, "HTTP/1.0") == 0;
    if (look.hosts > 1)
        return "L’en-tête Host est donné plusieurs fois.";
    if (look.has_bad_host)
        return "L’en-tête Host n’est pas le nom d’une machine.";
    if (look.lengths > 1 || (look.lengths == 1 && !slice_is_number(slice_trim(look.length))))
        return "L’en-tête Content-Length n’est pas un seul nombre.";
    if (look.lengths > 0 && look.encodings > 0)
        return "Content-Length et Transfer-Encoding s’excluent.";
    if (look.encodings > 1 || (look.encodings == 1 && is_old) ||
        (look.encodings == 1 &&
         !slice_equal_ignoring_case(slice_trim(look.encoding), SLICE("chunked"))))
        return "L’en-tête Transfer-Encoding n’est pas « chunked » seul.";
    if (look.has_bad_name)
        return "Le nom d’un en-tête n’est pas valable, ou un blanc précède le deux-points.";
    if (look.has_bad_value || hides_something(mhd, line, &look))
        return "La demande contient un caractère de commande ou une ligne repliée.";
    return NULL;
}
