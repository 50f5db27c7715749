// A name is keyed by its words as the analyzer reads them: at each position the first term, or, for a stop
// word, the folded surface; with a NUL after each:
//
//     centres publics d'action sociale    ->  centr\0public\0action\0social\0
//     C.P.A.S.                            ->  cpas\0
//
// One hash table holds the keys. Finding names tries, from each position on, keys of one word, two words…
// up to the longest name there is (at most twelve words): a few hashes a word of a query.
//
// The compiled-in table is lines of text, read by the same parser as the operator's file: it is small, and
// one way in is enough.
#include "stemmer/synonyms.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"
#include "stemmer/words/lexicon.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    WORDS_MAX = 12, // of a name
    NAMES_MAX = 16, // of a line
    FILE_MAX_BYTES = 1 << 20,
    FIRST_SLOTS = 512,
};

struct alternative {
    struct alternative *next;
    struct slice text;
};

struct name {
    struct slice key;
    struct alternative *chain;
    const struct slice *alternatives; // the chain as an array, once all is read
    size_t alternative_count;
};

struct synonyms {
    struct arena arena;
    struct name *names; // open addressing; key.ptr NULL: empty
    size_t slots;       // a power of two, at least twice `count`
    size_t count;
    size_t longest; // words
    uint64_t fingerprint;
};

// One table being read.
struct parser {
    struct synonyms *synonyms;
    struct analyzer *analyzer;
    const char *source; // for messages
    size_t line;
    struct buf keys[NAMES_MAX];
    struct slice texts[NAMES_MAX];
    size_t count;  // names of the line
    size_t mutual; // the first so many find each other, the rest is only found
    struct error *err;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "synonyms: out of memory");
}

static const uint64_t hash_seed = 0xCBF29CE484222325u;

static uint64_t hash_on(uint64_t hash, struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001B3u;
    return hash;
}

static uint64_t hash_of(struct slice key)
{
    uint64_t hash = hash_on(hash_seed, key);
    return hash ^ (hash >> 32);
}

static struct name *find_slot(const struct synonyms *synonyms, struct slice key)
{
    size_t mask = synonyms->slots - 1;
    size_t i = hash_of(key) & mask;
    while (synonyms->names[i].key.ptr && !slice_equal(synonyms->names[i].key, key))
        i = (i + 1) & mask;
    return &synonyms->names[i];
}

static bool grow(struct synonyms *synonyms)
{
    struct synonyms larger = *synonyms;
    larger.slots = synonyms->slots ? synonyms->slots * 2 : FIRST_SLOTS;
    larger.names = calloc(larger.slots, sizeof *larger.names);
    if (!larger.names)
        return false;
    for (size_t i = 0; i < synonyms->slots; i++)
        if (synonyms->names[i].key.ptr)
            *find_slot(&larger, synonyms->names[i].key) = synonyms->names[i];
    free(synonyms->names);
    *synonyms = larger;
    return true;
}

static struct name *add_name(struct synonyms *synonyms, struct slice key)
{
    if (synonyms->count * 2 >= synonyms->slots && !grow(synonyms))
        return NULL;
    struct name *name = find_slot(synonyms, key);
    if (!name->key.ptr) {
        name->key = arena_copy(&synonyms->arena, key);
        synonyms->count += name->key.ptr != NULL;
    }
    return name->key.ptr ? name : NULL;
}

// Appends what the position that starts at token `at` contributes to a key.
static void append_key(struct buf *key, const struct token_list *tokens, size_t at)
{
    const struct form *form = tokens->tokens[at].form;
    buf_append_slice(key, form->term_count > 0 ? form->terms[0] : form->folded);
    buf_append_char(key, '\0');
}

static size_t next_position(const struct token_list *tokens, size_t at)
{
    uint32_t position = tokens->tokens[at].position;
    while (at < tokens->count && tokens->tokens[at].position == position)
        at++;
    return at;
}

// The key of a whole name; returns its number of words.
static enum status make_key(struct parser *parser, struct slice text, struct buf *key,
                            size_t *words)
{
    struct token_list tokens;
    enum status status = analyzer_run(parser->analyzer, text, &tokens, parser->err);
    if (status != STATUS_OK)
        return status;
    *words = 0;
    buf_reset(key);
    for (size_t i = 0; i < tokens.count; i = next_position(&tokens, i)) {
        append_key(key, &tokens, i);
        (*words)++;
    }
    return key->failed ? no_memory(parser->err) : STATUS_OK;
}

static enum status mistake(const struct parser *parser, const char *what)
{
    return error_set(parser->err, STATUS_INVALID, "%s:%zu: %s", parser->source, parser->line, what);
}

static enum status read_name(struct parser *parser, struct slice text)
{
    if (parser->count == NAMES_MAX)
        return mistake(parser, "too many names on a line");
    size_t words = 0;
    enum status status = make_key(parser, text, &parser->keys[parser->count], &words);
    if (status != STATUS_OK)
        return status;
    if (words == 0)
        return mistake(parser, "a name without words");
    if (words > WORDS_MAX)
        return mistake(parser, "a name of more than twelve words");
    struct synonyms *synonyms = parser->synonyms;
    synonyms->longest = words > synonyms->longest ? words : synonyms->longest;
    parser->texts[parser->count++] = text;
    return STATUS_OK;
}

static bool has_alternative(const struct name *name, struct slice text)
{
    for (const struct alternative *a = name->chain; a; a = a->next)
        if (slice_equal(a->text, text))
            return true;
    return false;
}

static bool add_alternative(struct synonyms *synonyms, struct name *name, struct slice text)
{
    if (has_alternative(name, text))
        return true;
    struct alternative *alternative = arena_calloc(&synonyms->arena, 1, sizeof *alternative);
    if (!alternative)
        return false;
    alternative->text = arena_copy(&synonyms->arena, text);
    struct alternative **end = &name->chain;
    while (*end)
        end = &(*end)->next;
    *end = alternative;
    name->alternative_count++;
    return alternative->text.ptr != NULL;
}

// The names of a line find each other.
static enum status join_names(struct parser *parser)
{
    for (size_t i = 0; i < parser->mutual; i++) {
        struct name *name = add_name(parser->synonyms, buf_slice(&parser->keys[i]));
        if (!name)
            return no_memory(parser->err);
        for (size_t j = 0; j < parser->count; j++) {
            bool is_same = slice_equal(buf_slice(&parser->keys[i]), buf_slice(&parser->keys[j]));
            if (!is_same && !add_alternative(parser->synonyms, name, parser->texts[j]))
                return no_memory(parser->err);
        }
    }
    return STATUS_OK;
}

static enum status forget_name(struct parser *parser, struct slice text)
{
    size_t words = 0;
    enum status status = make_key(parser, text, &parser->keys[0], &words);
    if (status == STATUS_OK && words == 0)
        return mistake(parser, "a ! without the name that is to be forgotten");
    if (status == STATUS_OK && (memchr(text.ptr, '=', text.len) || memchr(text.ptr, '>', text.len)))
        return mistake(parser, "more than a name behind a !");
    if (status == STATUS_OK && parser->synonyms->slots > 0) {
        struct name *name = find_slot(parser->synonyms, buf_slice(&parser->keys[0]));
        name->chain = NULL;
        name->alternative_count = 0;
    }
    return status;
}

static enum status read_line(struct parser *parser, struct slice line)
{
    // UTF-16, Windows-1252, half a file.
    if (memchr(line.ptr, '\0', line.len) || !fold_is_utf8(line))
        return mistake(parser, "this is no text in UTF-8");
    line = slice_trim(slice_of(line.ptr, slice_find(line, SLICE("#"))));
    if (line.len == 0)
        return STATUS_OK;
    parser->synonyms->fingerprint =
        hash_on(hash_on(parser->synonyms->fingerprint, line), SLICE("\n"));
    if (*line.ptr == '!')
        return forget_name(parser, slice_from_offset(line, 1));
    parser->count = 0;
    parser->mutual = 0;
    bool is_one_way = false;
    for (size_t start = 0; start <= line.len;) {
        size_t end = start;
        while (end < line.len && line.ptr[end] != '=' && line.ptr[end] != '>')
            end++;
        enum status status = read_name(parser, slice_trim(slice_of(line.ptr + start, end - start)));
        if (status != STATUS_OK)
            return status;
        parser->mutual += !is_one_way;
        bool is_arrow = end < line.len && line.ptr[end] == '>';
        if (is_arrow && is_one_way)
            return mistake(parser, "two > on a line: what finds what?");
        is_one_way = is_one_way || is_arrow;
        start = end + 1;
    }
    return parser->count > 1 ? join_names(parser) : mistake(parser, "one name has no other");
}

static enum status read_table(struct parser *parser, struct slice text)
{
    while (text.len > 0) {
        size_t end = slice_find(text, SLICE("\n"));
        parser->line++;
        enum status status = read_line(parser, slice_of(text.ptr, end));
        if (status != STATUS_OK)
            return status;
        text = slice_from_offset(text, end < text.len ? end + 1 : end);
    }
    return STATUS_OK;
}

static enum status read_file(const char *path, struct buf *out, struct error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    char *to = buf_reserve(out, FILE_MAX_BYTES + 1);
    size_t len = to ? fread(to, 1, FILE_MAX_BYTES + 1, file) : 0;
    bool is_broken = ferror(file) != 0;
    fclose(file);
    if (!to)
        return no_memory(err);
    if (is_broken)
        return error_set(err, STATUS_IO, "%s: cannot be read", path);
    if (len > FILE_MAX_BYTES)
        return error_set(err, STATUS_INVALID, "%s: more than 1 MiB of synonyms", path);
    out->len = len;
    return STATUS_OK;
}

// Turns the chains into arrays.
static bool settle(struct synonyms *synonyms)
{
    for (size_t i = 0; i < synonyms->slots; i++) {
        struct name *name = &synonyms->names[i];
        struct slice *texts =
            arena_calloc(&synonyms->arena, name->alternative_count + 1, sizeof *texts);
        size_t count = 0;
        for (const struct alternative *a = name->chain; texts && a; a = a->next)
            texts[count++] = a->text;
        name->alternatives = texts;
    }
    return !synonyms->arena.failed;
}

static enum status read_all(struct parser *parser, const char *path)
{
    struct buf file;
    buf_init(&file, 0);
    parser->source = "synonyms.txt";
    enum status status = STATUS_OK;
    for (size_t i = 0; lexicon_synonyms[i] && status == STATUS_OK; i++)
        status = read_line(parser, slice_from(lexicon_synonyms[i]));
    if (status == STATUS_OK && path) {
        parser->source = path;
        parser->line = 0;
        status = read_file(path, &file, parser->err);
        if (status == STATUS_OK)
            status = read_table(parser, buf_slice(&file));
    }
    buf_clear(&file);
    if (status == STATUS_OK && !settle(parser->synonyms))
        status = no_memory(parser->err);
    return status;
}

enum status synonyms_open(const char *path, struct synonyms **out, struct error *err)
{
    struct analyzer *analyzer = NULL;
    struct synonyms *synonyms = calloc(1, sizeof *synonyms);
    if (!synonyms)
        return no_memory(err);
    enum status status = analyzer_open(ANALYZER_FRENCH, &analyzer, err);
    if (status != STATUS_OK) {
        free(synonyms);
        return status;
    }
    synonyms->fingerprint = hash_seed;
    arena_init(&synonyms->arena, 0);
    struct parser parser = {.synonyms = synonyms, .analyzer = analyzer, .err = err};
    for (size_t i = 0; i < NAMES_MAX; i++)
        buf_init(&parser.keys[i], 0);
    status = read_all(&parser, path);
    analyzer_close(analyzer);
    for (size_t i = 0; i < NAMES_MAX; i++)
        buf_clear(&parser.keys[i]);
    if (status != STATUS_OK) {
        synonyms_close(synonyms);
        return status;
    }
    *out = synonyms;
    return STATUS_OK;
}

void synonyms_close(struct synonyms *synonyms)
{
    if (!synonyms)
        return;
    arena_clear(&synonyms->arena);
    free(synonyms->names);
    free(synonyms);
}

uint64_t synonyms_fingerprint(const struct synonyms *synonyms)
{
    return synonyms->fingerprint;
}

// The longest name that starts at token `at`; *end is the token after it.
static const struct name *longest_at(const struct synonyms *synonyms,
                                     const struct token_list *tokens, size_t at, struct buf *key,
                                     size_t *end)
{
    const struct name *found = NULL;
    buf_reset(key);
    size_t next = at;
    for (size_t words = 0; words < synonyms->longest && next < tokens->count; words++) {
        append_key(key, tokens, next);
        next = next_position(tokens, next);
        const struct name *name = find_slot(synonyms, buf_slice(key));
        if (name->key.ptr && name->alternative_count > 0) {
            found = name;
            *end = next;
        }
    }
    return found;
}

static struct synonym describe(const struct token_list *tokens, size_t first, size_t end,
                               const struct name *name)
{
    struct synonym synonym = {.first = tokens->tokens[first].position,
                              .last = tokens->tokens[end - 1].position,
                              .start = tokens->tokens[first].start,
                              .end = tokens->tokens[first].end,
                              .alternatives = name->alternatives,
                              .alternative_count = name->alternative_count};
    for (size_t i = first; i < end; i++)
        synonym.end = tokens->tokens[i].end > synonym.end ? tokens->tokens[i].end : synonym.end;
    return synonym;
}

enum status synonyms_find(const struct synonyms *synonyms, const struct token_list *tokens,
                          struct arena *arena, struct synonym_list *out, struct error *err)
{
    struct synonym *items = arena_calloc(arena, tokens->count + 1, sizeof *items);
    struct buf key;
    buf_init(&key, 0);
    size_t count = 0;
    for (size_t i = 0; items && i < tokens->count && !key.failed;) {
        size_t end = next_position(tokens, i);
        const struct name *name = longest_at(synonyms, tokens, i, &key, &end);
        if (name)
            items[count++] = describe(tokens, i, end, name);
        i = end;
    }
    bool is_failed = !items || key.failed;
    buf_clear(&key);
    if (is_failed)
        return no_memory(err);
    *out = (struct synonym_list){items, count};
    return STATUS_OK;
}
