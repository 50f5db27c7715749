// Reading the operator's file, and finding what holds for a source. See rules.h.
//
// The idea: the text is read line by line into sections; what is understood is written again, in one form, so that
// the index can keep it: a run without the file knows what the last run was told. A mistake is told with its line and
// leaves nothing: half a file would give documents to the wrong assembly.
//
// Cost: sections are few and walked for each file, not for each document.
#include "indexer/rules/rules.h"

#include "base/buf.h"
#include "base/hash.h"
#include "indexer/rules/address.h"
#include "stemmer/text/fold.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 1 << 20, MAX_SECTIONS = 1000, MAX_EXCLUSIONS = 1000, MAX_VALUE = 2000 };

struct parser {
    struct rules *rules;
    struct section *sections;
    struct section *open; // NULL before the first
    const struct exclusion **excluded_end;
    unsigned seen; // keys of the open section, by their place in KEYS
    unsigned exclusions;
    const char *name;
    unsigned line;
    struct buf told;
    struct error *err;
};

static enum status mistake(const struct parser *parser, const char *what, struct slice which)
{
    return error_set(parser->err, STATUS_INVALID, "%s:%u: %s%s%.*s%s", parser->name, parser->line,
                     what, which.len > 0 ? ": \"" : "", SLICE_ARG(slice_cut_utf8(which, 80)),
                     which.len > 0 ? "\"" : "");
}

static enum status no_memory(const struct parser *parser)
{
    return error_set(parser->err, STATUS_NO_MEMORY, "%s: out of memory", parser->name);
}

// --- values --------------------------------------------------------------------------------------

static enum status read_assembly(struct parser *parser, struct slice value)
{
    parser->open->assembly = value;
    return STATUS_OK;
}

static enum status read_licence(struct parser *parser, struct slice value)
{
    parser->open->licence = value;
    return STATUS_OK;
}

static enum status read_address(struct parser *parser, struct slice value)
{
    struct slice wrong;
    const char *problem = address_problem(value, &wrong);
    parser->open->address = value;
    return problem ? mistake(parser, problem, wrong) : STATUS_OK;
}

static enum status read_coverage(struct parser *parser, struct slice value)
{
    bool is_yes = slice_equal(value, SLICE("oui"));
    if (!is_yes && !slice_equal(value, SLICE("non")))
        return mistake(parser, "reponses is neither oui nor non", value);
    parser->open->coverage = is_yes ? COVERAGE_ANSWERS : COVERAGE_NO_ANSWERS;
    return STATUS_OK;
}

static enum status read_exclusion(struct parser *parser, struct slice value)
{
    struct exclusion *exclusion = arena_calloc(&parser->rules->arena, 1, sizeof *exclusion);
    if (!exclusion)
        return no_memory(parser);
    if (++parser->exclusions > MAX_EXCLUSIONS)
        return mistake(parser, "more than 1000 lines with exclure", SLICE_NONE);
    exclusion->pattern = value;
    *parser->excluded_end = exclusion;
    parser->excluded_end = &exclusion->next;
    return STATUS_OK;
}

static const struct {
    const char *name;
    bool may_be_repeated;
    enum status (*read)(struct parser *parser, struct slice value);
} KEYS[] = {
    {"assemblee", false, read_assembly}, {"adresse", false, read_address},
    {"reponses", false, read_coverage},  {"licence", false, read_licence},
    {"exclure", true, read_exclusion},
};
enum { KEY_COUNT = sizeof KEYS / sizeof *KEYS };

static enum status read_value(struct parser *parser, struct slice key, struct slice value)
{
    size_t k = 0;
    while (k < KEY_COUNT && !slice_equal(key, slice_from(KEYS[k].name)))
        k++;
    if (k == KEY_COUNT)
        return mistake(parser, "unknown; there are assemblee, adresse, reponses, licence, exclure",
                       key);
    if (!parser->open)
        return mistake(parser, "before the first section, [PATH or URL]", key);
    if (parser->seen >> k & 1 && !KEYS[k].may_be_repeated)
        return mistake(parser, "a second time in the same section", key);
    if (value.len == 0)
        return mistake(parser, "no value", key);
    if (value.len > MAX_VALUE)
        return mistake(parser, "a value longer than 2000 bytes", key);
    parser->seen |= 1u << k;
    struct slice kept = arena_copy(&parser->rules->arena, value);
    buf_printf(&parser->told, "%.*s = %.*s\n", SLICE_ARG(key), SLICE_ARG(value));
    return kept.ptr ? KEYS[k].read(parser, kept) : no_memory(parser);
}

// --- sections ------------------------------------------------------------------------------------

enum { MOST_PATH = PATH_MAX - 3 }; // with "./" before it and its end

// The path as sources have it on record: as much of it as is there without links, the rest as it stands. What comes out
// would be taken as well.
static bool canonical(struct slice path, char out[PATH_MAX])
{
    char head[PATH_MAX], found[PATH_MAX], rest[PATH_MAX] = "";
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    if (path.len > MOST_PATH)
        return false;
    (void)snprintf(head, sizeof head, "%s%.*s", path.ptr[0] == '/' ? "" : "./", SLICE_ARG(path));
    while (!realpath(head[0] ? head : "/", found)) {
        char longer[PATH_MAX], *slash = strrchr(head, '/');
        if (!slash)
            return false;
        int len = snprintf(longer, sizeof longer, "/%s%s", slash + 1, rest);
        if (len < 0 || (size_t)len >= sizeof longer)
            return false;
        memcpy(rest, longer, (size_t)len + 1);
        *slash = '\0';
    }
    const char *start = rest[0] && strcmp(found, "/") == 0 ? "" : found;
    int len = snprintf(out, PATH_MAX, "%s%s", start, rest);
    return len > 0 && len <= MOST_PATH;
}

static bool is_address(struct slice path)
{
    return slice_starts_with(path, SLICE("https://")) || slice_starts_with(path, SLICE("http://"));
}

static enum status name_section(struct parser *parser, struct slice name, struct section *section)
{
    char path[PATH_MAX];
    if (!is_address(name) && !canonical(name, path))
        return mistake(parser, "a path that cannot be", name);
    section->path = arena_copy(&parser->rules->arena, is_address(name) ? name : slice_from(path));
    if (!section->path.ptr)
        return no_memory(parser);
    if (slice_trim(section->path).len < section->path.len ||
        memchr(section->path.ptr, '\n', section->path.len))
        return mistake(parser, "a path that ends in a blank or holds a line break", section->path);
    for (const struct section *other = parser->sections; other < section; other++)
        if (slice_equal(other->path, section->path))
            return error_set(parser->err, STATUS_INVALID,
                             "%s:%u: the same section stands in line %u", parser->name,
                             parser->line, other->line);
    return STATUS_OK;
}

static enum status begin_section(struct parser *parser, struct slice line)
{
    if (!slice_ends_with(line, SLICE("]")))
        return mistake(parser, "no ] at the end of the line", line);
    struct slice name = slice_trim(slice_of(line.ptr + 1, line.len - 2));
    if (name.len == 0)
        return mistake(parser, "a section without a path or URL", SLICE_NONE);
    if (parser->rules->count == MAX_SECTIONS)
        return mistake(parser, "more than 1000 sections", SLICE_NONE);
    struct section *section = &parser->sections[parser->rules->count];
    *section = (struct section){.line = parser->line, .rank = (unsigned)parser->rules->count};
    enum status status = name_section(parser, name, section);
    if (status != STATUS_OK)
        return status;
    parser->rules->count++;
    parser->open = section;
    parser->excluded_end = &section->excluded;
    parser->seen = 0;
    buf_printf(&parser->told, "[%.*s]\n", SLICE_ARG(section->path));
    return STATUS_OK;
}

// Licence and coverage are left out: they are put over documents when these are read.
static uint64_t hash_of(const struct section *section)
{
    uint64_t hash = hash_bytes(section->path, section->rank + 1);
    hash = hash_bytes(section->assembly, hash);
    hash = hash_bytes(section->address, hash);
    for (const struct exclusion *e = section->excluded; e; e = e->next)
        hash = hash_bytes(e->pattern, hash);
    return hash;
}

// --- the file ------------------------------------------------------------------------------------

static enum status read_line(struct parser *parser, struct slice line)
{
    line = slice_trim(line);
    if (line.len == 0 || line.ptr[0] == '#')
        return STATUS_OK;
    if (memchr(line.ptr, '\0', line.len))
        return mistake(parser, "a NUL byte", SLICE_NONE);
    if (line.ptr[0] == '[')
        return begin_section(parser, line);
    size_t equals = slice_find(line, SLICE("="));
    if (equals == line.len)
        return mistake(parser, "neither [PATH or URL] nor KEY = VALUE", line);
    return read_value(parser, slice_trim(slice_of(line.ptr, equals)),
                      slice_trim(slice_from_offset(line, equals + 1)));
}

static enum status read_text(struct parser *parser, struct slice text)
{
    enum status status = STATUS_OK;
    if (slice_starts_with(text, SLICE("\xEF\xBB\xBF")))
        text = slice_from_offset(text, 3);
    while (text.len > 0 && status == STATUS_OK) {
        size_t end = slice_find(text, SLICE("\n"));
        struct slice line = slice_of(text.ptr, end);
        parser->line++;
        status =
            fold_is_utf8(line) ? read_line(parser, line) : mistake(parser, "not UTF-8", SLICE_NONE);
        text = slice_from_offset(text, end < text.len ? end + 1 : end);
    }
    return status;
}

enum status rules_parse(struct slice text, const char *name, struct rules *out, struct error *err)
{
    *out = (struct rules){0};
    arena_init(&out->arena, 0);
    struct parser parser = {.rules = out, .name = name, .err = err};
    if (text.len > MAX_FILE_BYTES)
        return error_set(err, STATUS_INVALID, "%s: more than 1 MiB", name);
    buf_init(&parser.told, 0);
    parser.sections = arena_calloc(&out->arena, MAX_SECTIONS, sizeof *parser.sections);
    enum status status = parser.sections ? read_text(&parser, text) : no_memory(&parser);
    for (size_t i = 0; status == STATUS_OK && i < out->count; i++)
        parser.sections[i].hash = hash_of(&parser.sections[i]);
    out->sections = parser.sections;
    out->told = parser.told.failed ? SLICE_NONE : arena_copy(&out->arena, buf_slice(&parser.told));
    if (status == STATUS_OK && !out->told.ptr)
        status = no_memory(&parser);
    buf_clear(&parser.told);
    return status;
}

enum status rules_read(const char *file, struct rules *out, struct error *err)
{
    struct buf text;
    *out = (struct rules){0};
    FILE *stream = fopen(file, "rbe");
    if (!stream)
        return error_set(err, STATUS_IO, "--sources: %s: %s", file, strerrordesc_np(errno));
    buf_init(&text, 0);
    char *to = buf_reserve(&text, MAX_FILE_BYTES + 1);
    size_t len = to ? fread(to, 1, MAX_FILE_BYTES + 1, stream) : 0;
    enum status status;
    if (!to)
        status = error_set(err, STATUS_NO_MEMORY, "--sources: %s: out of memory", file);
    else if (ferror(stream))
        status = error_set(err, STATUS_IO, "--sources: %s: %s", file, strerrordesc_np(errno));
    else
        status = rules_parse(slice_of(to, len), file, out, err);
    buf_clear(&text);
    (void)fclose(stream);
    return status;
}

void rules_clear(struct rules *rules)
{
    arena_clear(&rules->arena);
    *rules = (struct rules){0};
}

const struct section *rules_section(const struct rules *rules, struct slice path)
{
    const struct section *longest = NULL;
    for (size_t i = 0; i < rules->count; i++)
        if (roots_is_below(path, rules->sections[i].path) &&
            (!longest || rules->sections[i].path.len > longest->path.len))
            longest = &rules->sections[i];
    return longest;
}
