// Reading and writing saved searches. See saved_search.h.
//
// A mistake is told with its file and line and leaves nothing: half a search would find too much. What is wrong with
// the search itself shows when it is read as one, by the code that reads the parameters of pages.
#include "indexer/alerts/saved_search.h"

#include "answer/alerts/subscription.h"
#include "answer/params_url.h"
#include "engine/changes/change.h"
#include "stemmer/text/fold.h"

#include <string.h>

enum { MAX_TITLE = 200, MAX_NAME = 100 };

// A saved search may be copied from any address of a list; where its page began and how it was sorted say nothing here.
static const struct search_profile SAVED_SEARCH = {
    .known =
        SUBSCRIPTION_PARAMS | PARAM_SORT | PARAM_LIMIT | PARAM_OFFSET | PARAM_PAGE | PARAM_PARTIALS,
    .default_limit = 10,
};

struct reader {
    const char *path;
    unsigned line;
    struct saved_search *search;
    struct error *err;
};

// Tells it, and which word it is about; but for who is written to, whose address is told to nobody.
static enum status mistake(const struct reader *reader, const char *what, struct slice which)
{
    bool is_told = which.len > 0 && !memchr(which.ptr, '@', which.len);
    return error_set(reader->err, STATUS_INVALID, "%s:%u: %s%s%.*s%s", reader->path, reader->line,
                     what, is_told ? ": \"" : "", is_told ? (int)slice_cut_utf8(which, 80).len : 0,
                     which.ptr, is_told ? "\"" : "");
}

bool saved_search_is_name(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '-' && c != '_' && c != '.')
            return false;
    }
    return name.len > 0 && name.len <= MAX_NAME && name.ptr[0] != '.';
}

// --- values ----------------------------------------------------------------------------------------

static enum status read_title(struct reader *reader, struct slice value)
{
    reader->search->title = slice_cut_utf8(value, MAX_TITLE);
    return STATUS_OK;
}

// Of an address what follows the question mark.
static enum status read_query(struct reader *reader, struct slice value)
{
    size_t mark = slice_find(value, SLICE("?"));
    bool is_address = slice_starts_with(value, SLICE("http://")) ||
                      slice_starts_with(value, SLICE("https://")) ||
                      slice_starts_with(value, SLICE("/"));
    if (is_address && mark == value.len)
        return mistake(reader, "an address without a search", value);
    if (is_address || mark == 0)
        value = slice_from_offset(value, mark + 1);
    reader->search->query = slice_of(value.ptr, slice_find(value, SLICE("#")));
    if (slice_find(reader->search->query, SLICE("=")) == reader->search->query.len)
        return mistake(reader, "not the parameters of a search, q=…", value);
    return STATUS_OK;
}

static enum status read_address(struct reader *reader, struct slice value)
{
    reader->search->address = value;
    return subscription_is_address(value)
               ? STATUS_OK
               : mistake(reader, "not a mail address in plain ASCII", SLICE_NONE);
}

// The kind of that name, of those that are told; CHANGE_KIND_COUNT when there is none.
static enum change_kind kind_by_name(struct slice name)
{
    int kind = 0;
    while (kind < CHANGE_KIND_COUNT &&
           !(SAVED_SEARCH_KINDS >> kind & 1 &&
             slice_equal(name, slice_from(change_kind_name((enum change_kind)kind)))))
        kind++;
    return (enum change_kind)kind;
}

static enum status read_kinds(struct reader *reader, struct slice value)
{
    reader->search->kinds = 0;
    while (value.len > 0) {
        size_t end = slice_find(value, SLICE(","));
        struct slice name = slice_trim(slice_of(value.ptr, end));
        enum change_kind kind = kind_by_name(name);
        if (kind == CHANGE_KIND_COUNT)
            return mistake(
                reader, "unknown; there are nouvelle, repondue, modifiee, retiree, revenue", name);
        reader->search->kinds |= 1u << kind;
        value = slice_from_offset(value, end < value.len ? end + 1 : end);
    }
    return STATUS_OK;
}

static const struct {
    const char *name;
    enum status (*read)(struct reader *reader, struct slice value);
} KEYS[] = {
    {"titre", read_title},
    {"recherche", read_query},
    {"adresse", read_address},
    {"evenements", read_kinds},
};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

static enum status read_line(struct reader *reader, struct slice line, unsigned *seen)
{
    line = slice_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return STATUS_OK;
    size_t equals = slice_find(line, SLICE("=")), k = 0;
    struct slice key = slice_trim(slice_of(line.ptr, equals));
    if (equals == line.len)
        return mistake(reader, "neither a note nor KEY = VALUE", line);
    while (k < KEY_COUNT && !slice_equal(key, slice_from(KEYS[k].name)))
        k++;
    if (k == KEY_COUNT)
        return mistake(reader, "unknown; there are recherche, titre, adresse, evenements", key);
    if (*seen >> k & 1)
        return mistake(reader, "a second time", key);
    *seen |= 1u << k;
    struct slice value = slice_trim(slice_from_offset(line, equals + 1));
    return value.len == 0 ? mistake(reader, "no value", key) : KEYS[k].read(reader, value);
}

enum status saved_search_parse(struct slice text, const char *path, struct arena *arena,
                               struct saved_search *out, struct error *err)
{
    struct reader reader = {.path = path, .search = out, .err = err};
    struct slice name = slice_from(strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    unsigned seen = 0;
    if (slice_ends_with(name, SLICE(SAVED_SEARCH_ENDING)))
        name.len -= strlen(SAVED_SEARCH_ENDING);
    *out = (struct saved_search){.name = arena_copy(arena, name), .kinds = SAVED_SEARCH_KINDS};
    if (!out->name.ptr)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    if (!saved_search_is_name(out->name))
        return error_set(err, STATUS_INVALID, "%s: not a name of letters, digits, - _ and .", path);
    if (!fold_is_utf8(text) || !params_is_text(text))
        return error_set(err, STATUS_INVALID, "%s: not text in UTF-8", path);
    if (slice_starts_with(text, SLICE("\xEF\xBB\xBF"))) // as Windows' editors write
        text = slice_from_offset(text, 3);
    while (text.len > 0) {
        size_t end = slice_find(text, SLICE("\n"));
        reader.line++;
        enum status status = read_line(&reader, slice_of(text.ptr, end), &seen);
        if (status != STATUS_OK)
            return status;
        text = slice_from_offset(text, end < text.len ? end + 1 : end);
    }
    if (out->query.len == 0)
        return error_set(err, STATUS_INVALID, "%s: no line with recherche", path);
    if (out->title.len == 0)
        out->title = out->name;
    return STATUS_OK;
}

void saved_search_write(const struct saved_search *search, struct buf *out)
{
    buf_printf(out, "titre = %.*s\nrecherche = %.*s\n", SLICE_ARG(search->title),
               SLICE_ARG(search->query));
    if (search->address.len > 0)
        buf_printf(out, "adresse = %.*s\n", SLICE_ARG(search->address));
}

enum status saved_search_request(struct slice query, const struct search_tools *tools,
                                 struct search_answer *out, struct error *err)
{
    struct params_decoder decoder = {.arena = tools->arena,
                                     .room = arena_alloc(tools->arena, query.len + 1)};
    struct parameter_list list;
    struct param_problems problems = {.count = 0};
    if (!decoder.room)
        return error_set(err, STATUS_NO_MEMORY, "out of memory");
    enum status status = params_parse_query(&decoder, query, &list, &problems);
    if (status == STATUS_TOO_LARGE)
        return error_set(err, STATUS_INVALID, "La recherche a plus de %d paramètres.",
                         PARAMS_MAX_COUNT);
    if (status != STATUS_OK)
        return error_set(err, status, "out of memory");
    if (problems.count > 0)
        return error_set(err, STATUS_INVALID, "%.*s", SLICE_ARG(problems.items[0].detail));
    return search_answer_read(tools, &SAVED_SEARCH, list, out, err);
}

struct slice saved_search_address(const struct search_params *params, struct arena *arena)
{
    struct buf address;
    buf_init(&address, 0);
    params_append_url(&address, SLICE(""), params, SUBSCRIPTION_PARAMS, 0);
    return arena_take(arena, &address);
}
