// See proxies.h.
//
// Each proxy adds to X-Forwarded-For whom it got the request from, in the line that is there or in one more; so the
// lines are read as one list, from its end, and what stands before the first address that is not believed may be
// anybody's invention. Addresses come with ports ("198.51.100.7:4711"), in brackets, in quotes, with a zone.
//
// Cost: a parse of the peer's address and of each that is looked at, some hundred nanoseconds.
#include "searchd/work/proxies.h"

#include <arpa/inet.h>
#include <string.h>

enum { PREFIX_BYTES = 8, MAPPED_BYTES = 12, IPV4_BITS = 32, IPV6_BITS = 128 };

static const unsigned char MAPPED[MAPPED_BYTES] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_ipv4(const unsigned char bytes[16])
{
    return memcmp(bytes, MAPPED, MAPPED_BYTES) == 0;
}

static bool parse_bare(struct slice text, unsigned char bytes[16])
{
    char name[INET6_ADDRSTRLEN];
    if (text.len >= sizeof name)
        return false;
    memcpy(name, text.ptr, text.len);
    name[text.len] = '\0';
    if (memchr(name, '\0', text.len))
        return false;
    if (inet_pton(AF_INET6, name, bytes) == 1)
        return true;
    memcpy(bytes, MAPPED, MAPPED_BYTES);
    return inet_pton(AF_INET, name, bytes + MAPPED_BYTES) == 1;
}

static bool is_port(struct slice text)
{
    return text.len <= 5 && slice_is_number(text);
}

// An address as proxies write it.
static bool parse_address(struct slice text, unsigned char bytes[16])
{
    if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
        text = slice_of(text.ptr + 1, text.len - 2);
    size_t colon = slice_find(text, SLICE(":"));
    struct slice rest = SLICE("");
    if (slice_starts_with(text, SLICE("["))) {
        size_t close = slice_find(text, SLICE("]"));
        if (close == text.len)
            return false;
        rest = slice_from_offset(text, close + 1);
        text = slice_of(text.ptr + 1, close - 1);
    } else if (slice_find(slice_of(text.ptr, colon), SLICE(".")) < colon) { // else IPv6
        rest = slice_from_offset(text, colon);
        text = slice_of(text.ptr, colon);
    }
    if (rest.len > 0 && (rest.ptr[0] != ':' || !is_port(slice_from_offset(rest, 1))))
        return false;
    if (slice_find(text, SLICE(":")) < text.len) // a zone tells interfaces apart, not clients
        text = slice_of(text.ptr, slice_find(text, SLICE("%")));
    return parse_bare(text, bytes);
}

static bool is_within(const unsigned char bytes[16], const struct network *network)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(bytes, network->bytes, whole) != 0)
        return false;
    return rest == 0 || (bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

static bool is_believed(const struct proxies *proxies, const unsigned char bytes[16])
{
    for (size_t i = 0; i < proxies->count; i++)
        if (is_within(bytes, &proxies->networks[i]))
            return true;
    return false;
}

// --- settings -----------------------------------------------------------------------------------

void proxies_init(struct proxies *proxies)
{
    *proxies = (struct proxies){.count = 0};
    (void)proxies_add(proxies, "127.0.0.0/8 ::1");
    proxies->will_replace = true;
}

static bool read_length(struct slice text, unsigned most, unsigned *out)
{
    return text.len <= 3 && slice_read_number(text, most, out);
}

static bool add_network(struct proxies *proxies, struct slice text)
{
    struct network network;
    size_t slash = slice_find(text, SLICE("/"));
    struct slice address = slice_of(text.ptr, slash);
    if (proxies->count == PROXIES_MAX || !parse_bare(address, network.bytes))
        return false;
    bool is_short = slice_find(address, SLICE(":")) == address.len;
    unsigned most = is_short ? IPV4_BITS : IPV6_BITS, bits = most;
    if (slash < text.len && !read_length(slice_from_offset(text, slash + 1), most, &bits))
        return false;
    network.bits = bits + IPV6_BITS - most;
    proxies->networks[proxies->count++] = network;
    return true;
}

bool proxies_add(struct proxies *proxies, const char *text)
{
    if (proxies->will_replace)
        *proxies = (struct proxies){.count = 0};
    size_t count = 0;
    for (size_t len; *text; text += len) {
        len = strcspn(text, ", \t");
        struct slice word = slice_of(text, len);
        len += strspn(text + len, ", \t");
        if (word.len == 0)
            continue;
        count++;
        if (slice_equal(word, SLICE("none")))
            proxies->count = 0;
        else if (!add_network(proxies, word))
            return false;
    }
    return count > 0;
}

void proxies_print(const struct proxies *proxies, struct buf *out)
{
    for (size_t i = 0; i < proxies->count; i++) {
        const struct network *network = &proxies->networks[i];
        char text[INET6_ADDRSTRLEN];
        bool is_short = is_ipv4(network->bytes) && network->bits >= IPV6_BITS - IPV4_BITS;
        (void)(is_short ? inet_ntop(AF_INET, network->bytes + MAPPED_BYTES, text, sizeof text)
                        : inet_ntop(AF_INET6, network->bytes, text, sizeof text));
        buf_printf(out, "%s%s/%u", i > 0 ? " " : "", text,
                   network->bits - (is_short ? IPV6_BITS - IPV4_BITS : 0));
    }
    if (proxies->count == 0)
        buf_append_slice(out, SLICE("none"));
}

// --- clients ------------------------------------------------------------------------------------

// An IPv6 client owns a /64.
static struct slice client_text(const unsigned char bytes[16], struct arena *arena)
{
    char text[INET6_ADDRSTRLEN];
    if (is_ipv4(bytes)) {
        (void)inet_ntop(AF_INET, bytes + MAPPED_BYTES, text, sizeof text);
        return arena_copy(arena, slice_from(text));
    }
    unsigned char prefix[16] = {0};
    memcpy(prefix, bytes, PREFIX_BYTES);
    (void)inet_ntop(AF_INET6, prefix, text, sizeof text);
    return arena_printf(arena, "%s/64", text);
}

// Takes the last element of what is left of the lines; false when there is none.
static bool take_last(struct header_lines *lines, struct slice *element)
{
    while (lines->count > 0) {
        struct slice *line = &lines->last[lines->count - 1];
        size_t start = line->len;
        while (start > 0 && line->ptr[start - 1] != ',')
            start--;
        *element = slice_trim(slice_from_offset(*line, start));
        if (start > 0)
            line->len = start - 1;
        else
            lines->count--;
        if (element->len > 0)
            return true;
    }
    return false;
}

struct slice proxies_client(const struct proxies *proxies, struct slice peer,
                            const struct header_lines *forwarded, struct arena *arena)
{
    unsigned char from[16];
    if (!parse_bare(peer, from)) // a socket that has no addresses: this machine
        (void)parse_bare(SLICE("127.0.0.1"), from);
    struct header_lines left = *forwarded;
    struct slice element;
    while (is_believed(proxies, from)) {
        unsigned char named[16];
        if (!take_last(&left, &element))
            return SLICE("");
        if (!parse_address(element, named))
            break;
        memcpy(from, named, sizeof from);
    }
    return client_text(from, arena);
}
