// See address.h.
//
// Strict, so that what is wrong is told where it is typed and not by a cluster that looks for a host of that name. What
// might hold a password is never repeated.
#include "engine/opensearch/client/address.h"

enum { MAX_NAME = 200, MAX_PORT = 65535, MAX_HOST = 253 };

static const struct slice plain = {"opensearch://", 13}, tls = {"opensearchs://", 14};

bool cluster_address_is_meant(const char *where)
{
    struct slice text = slice_from(where);
    return slice_starts_with(text, plain) || slice_starts_with(text, tls);
}

static size_t find_char(struct slice s, char c)
{
    return slice_find(s, slice_of(&c, 1));
}

static bool is_name_char(char c)
{
    return char_is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
}

// What OpenSearch takes as the name of an index (lower case, no sign that means something in its paths), and of that
// only what nobody has to escape.
static bool is_name(struct slice name)
{
    bool fine = name.len > 0 && name.len <= MAX_NAME &&
                (char_is_digit(name.ptr[0]) || (name.ptr[0] >= 'a' && name.ptr[0] <= 'z'));
    for (size_t i = 0; fine && i < name.len; i++)
        fine = is_name_char(name.ptr[i]);
    return fine;
}

static bool is_host_char(char c, bool is_bracketed)
{
    if (is_bracketed)
        return char_is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f') ||
               (c >= 'A' && c <= 'F');
    return is_name_char(c) || (c >= 'A' && c <= 'Z');
}

static bool is_host(struct slice host)
{
    bool is_bracketed = host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']';
    struct slice inner = is_bracketed ? slice_of(host.ptr + 1, host.len - 2) : host;
    bool fine = inner.len > 0 && inner.len <= MAX_HOST;
    for (size_t i = 0; fine && i < inner.len; i++)
        fine = is_host_char(inner.ptr[i], is_bracketed);
    return fine;
}

static bool read_port(struct slice digits, unsigned *port)
{
    return slice_read_number(digits, MAX_PORT, port) && *port > 0;
}

// "host", "host:port", "[2001:db8::1]:port".
static enum status read_node(struct slice text, struct arena *arena, struct slice *out,
                             struct error *err)
{
    unsigned port = CLUSTER_DEFAULT_PORT;
    struct slice host = text;
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':' && text.ptr[colon - 1] != ']')
        colon--;
    if (colon > 0 && text.ptr[colon - 1] == ':') {
        host = slice_of(text.ptr, colon - 1);
        if (!read_port(slice_from_offset(text, colon), &port))
            return error_set(err, STATUS_INVALID, "“%.*s” has no port behind its colon",
                             SLICE_ARG(text));
    }
    if (!is_host(host))
        return error_set(err, STATUS_INVALID, "“%.*s” is not a host", SLICE_ARG(host));
    *out = arena_printf(arena, "%.*s:%u", SLICE_ARG(host), port);
    return out->ptr ? STATUS_OK
                    : error_set(err, STATUS_NO_MEMORY, "address of a cluster: out of memory");
}

static enum status read_nodes(struct slice list, struct arena *arena, struct cluster_address *out,
                              struct error *err)
{
    enum status status = STATUS_OK;
    for (bool more = true; status == STATUS_OK && more;) {
        size_t comma = find_char(list, ',');
        more = comma < list.len;
        if (out->count == CLUSTER_MAX_NODES)
            return error_set(err, STATUS_INVALID, "more than %d nodes", CLUSTER_MAX_NODES);
        status = read_node(slice_of(list.ptr, comma), arena, &out->nodes[out->count++], err);
        list = slice_from_offset(list, more ? comma + 1 : comma);
    }
    return status;
}

static enum status read_parts(struct slice rest, struct arena *arena, struct cluster_address *out,
                              struct error *err)
{
    size_t slash = find_char(rest, '/');
    if (find_char(rest, '@') < rest.len)
        return error_set(err, STATUS_INVALID,
                         "no user or password may stand in an address: name a file with them in "
                         "HEMICYCLE_CLUSTER_AUTH_FILE");
    struct slice name = slash < rest.len ? slice_from_offset(rest, slash + 1) : SLICE_NONE;
    if (!is_name(name))
        return error_set(err, STATUS_INVALID,
                         "behind the hosts must stand /NAME: small letters, digits, “-”, “_” and "
                         "“.”, a letter or digit first, %d at most",
                         MAX_NAME);
    out->name = arena_copy(arena, name);
    if (!out->name.ptr)
        return error_set(err, STATUS_NO_MEMORY, "address of a cluster: out of memory");
    return read_nodes(slice_of(rest.ptr, slash), arena, out, err);
}

enum status cluster_address_parse(const char *where, struct arena *arena,
                                  struct cluster_address *out, struct error *err)
{
    struct slice text = slice_from(where);
    *out = (struct cluster_address){.is_tls = slice_starts_with(text, tls)};
    struct slice rest = slice_from_offset(text, out->is_tls ? tls.len : plain.len);
    enum status status = read_parts(rest, arena, out, err);
    if (status == STATUS_INVALID) // never the address itself, where a password may stand
        return error_wrap(err, "%s", "the address of the cluster");
    return status;
}
