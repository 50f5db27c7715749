// The loop over a text: find the next chunk, look it up, write its tokens.
//
//     text ──chunk end──> raw bytes ──cache──> entry ──> tokens
//                                      │ miss (once per distinct chunk)
//                                      └─> units ──rules──> words ──form table──> forms
//
// Everything interesting happens on a miss. The loop keeps its hands off the heap but for growing
// the token array, so that a text of known words costs a scan, a hash and a store each.
#include "stemmer/analyzer.h"

#include "stemmer/rules/rules.h"
#include "stemmer/rules/sequence.h"
#include "stemmer/text/chunk.h"
#include "stemmer/text/chunk_cache.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/peek.h"
#include "stemmer/text/tokenizer.h"
#include "stemmer/words/form_table.h"
#include "stemmer/words/lexicon.h"

#include <stdlib.h>

static const size_t text_max_bytes = (size_t)1 << 30;

struct analyzer {
    enum analyzer_kind kind;
    struct stem_chain *chain; // NULL for white space
    struct form_table table;
    struct chunk_cache cache;
    struct token_builder builder; // the workbench
    struct token *tokens;
    size_t token_count;
    size_t token_capacity;
    uint32_t position;
    struct slice text; // at hand, up to byte `at`
    size_t at;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "analyzer: out of memory");
}

static bool reserve_tokens(struct analyzer *analyzer, size_t more)
{
    if (analyzer->token_capacity - analyzer->token_count >= more)
        return true;
    size_t capacity = (analyzer->token_count + more) * 2;
    struct token *tokens = realloc(analyzer->tokens, capacity * sizeof *tokens);
    if (!tokens)
        return false;
    analyzer->tokens = tokens;
    analyzer->token_capacity = capacity;
    return true;
}

static void emit(struct analyzer *analyzer, const struct chunk_entry *entry, size_t start,
                 size_t end)
{
    if (!entry->is_one_word && entry->count.tokens == 0)
        return; // nothing may have been allocated yet
    struct token *to = analyzer->tokens + analyzer->token_count;
    if (entry->is_one_word) {
        *to = (struct token){entry->is.form, analyzer->position++, (uint32_t)start, (uint32_t)end,
                             entry->count.form_id};
        analyzer->token_count++;
        return;
    }
    for (size_t i = 0; i < entry->count.tokens; i++) {
        const struct token *from = &entry->is.tokens[i];
        to[i] = (struct token){from->form, analyzer->position + from->position,
                               (uint32_t)start + from->start, (uint32_t)start + from->end,
                               from->form_id};
    }
    analyzer->token_count += entry->count.tokens;
    analyzer->position += entry->count.positions;
}

// What a chunk never seen before is made of.
static enum status analyze_chunk(struct analyzer *analyzer, struct slice bytes, struct error *err)
{
    struct token_builder *builder = &analyzer->builder;
    if (analyzer->kind == ANALYZER_FRENCH)
        return rules_apply(builder, bytes, err);
    const struct form *form = NULL;
    enum status status = form_table_word(&analyzer->table, bytes, &form, err);
    if (status == STATUS_OK) {
        builder->tokens[0] = (struct token){form, 0, 0, (uint32_t)bytes.len, form->id};
        builder->token_count = 1;
        builder->position_count = 1;
    }
    return status;
}

// A chunk of the text, with its key. end 0: there is none.
struct piece {
    size_t start, end;
    struct chunk_key key;
};

static struct slice piece_bytes(struct slice text, const struct piece *piece)
{
    return slice_of(text.ptr + piece->start, piece->end - piece->start);
}

// The entry of a chunk, made when it is new.
static enum status find_entry(struct analyzer *analyzer, struct slice bytes,
                              const struct chunk_key *key, const struct chunk_entry **out,
                              struct error *err)
{
    *out = chunk_cache_find(&analyzer->cache, key, bytes);
    if (*out)
        return STATUS_OK;
    enum status status = analyze_chunk(analyzer, bytes, err);
    if (status != STATUS_OK)
        return status;
    uint8_t may_go_on = analyzer->kind == ANALYZER_FRENCH ? sequence_kinds(bytes) : 0;
    struct chunk_meaning meaning = {analyzer->builder.tokens, analyzer->builder.token_count,
                                    analyzer->builder.position_count, may_go_on};
    *out = chunk_cache_add(&analyzer->cache, bytes, key, &meaning);
    return *out ? STATUS_OK : no_memory(err);
}

// The tokens of a chunk; a sequence that starts there moves its end.
static enum status take_chunk(struct analyzer *analyzer, struct slice text, struct piece *piece,
                              struct error *err)
{
    const struct chunk_entry *entry;
    enum status status = find_entry(analyzer, piece_bytes(text, piece), &piece->key, &entry, err);
    if (status != STATUS_OK)
        return status;
    if (entry->may_go_on) {
        struct slice found = sequence_find(text, &piece->start, &piece->end, entry->may_go_on);
        if (found.ptr) {
            bool is_here = found.ptr == text.ptr + piece->start;
            size_t readable = is_here ? text.len - piece->start : found.len;
            piece->end = is_here ? piece->start + found.len : piece->end;
            piece->key = chunk_cache_key(&analyzer->cache, found, readable);
            status = find_entry(analyzer, found, &piece->key, &entry, err);
        }
    }
    if (status == STATUS_OK &&
        !reserve_tokens(analyzer, entry->is_one_word ? 1 : entry->count.tokens))
        status = no_memory(err);
    if (status == STATUS_OK)
        emit(analyzer, entry, piece->start, piece->end);
    return status;
}

// The short way for most chunks: known words, for whose token there is room.
static inline bool take_word(struct analyzer *analyzer, const struct piece *piece)
{
    const struct chunk_entry *entry =
        chunk_cache_find_word(&analyzer->cache, &piece->key, piece->end - piece->start);
    if (!entry || analyzer->token_count == analyzer->token_capacity)
        return false;
    analyzer->tokens[analyzer->token_count++] =
        (struct token){entry->is.form, analyzer->position++, (uint32_t)piece->start,
                       (uint32_t)piece->end, entry->count.form_id};
    return true;
}

static size_t whitespace_end(struct slice text, size_t at)
{
    while (at < text.len && !char_is_space(text.ptr[at]))
        at++;
    return at;
}

static enum status run_whitespace(struct analyzer *analyzer, size_t most, struct error *err)
{
    struct slice text = analyzer->text;
    size_t i = analyzer->at;
    while (i < text.len && analyzer->token_count < most) {
        if (char_is_space(text.ptr[i])) {
            i++;
            continue;
        }
        size_t end = whitespace_end(text, i);
        struct slice word = fold_cut(slice_of(text.ptr + i, end - i), FORM_TERM_MAX_LEN);
        const struct chunk_entry *entry;
        struct chunk_key key = chunk_cache_key(&analyzer->cache, word, text.len - i);
        enum status status = find_entry(analyzer, word, &key, &entry, err);
        if (status == STATUS_OK && !reserve_tokens(analyzer, 1))
            status = no_memory(err);
        if (status != STATUS_OK)
            return status;
        emit(analyzer, entry, i, end);
        i = end;
    }
    analyzer->at = i;
    return STATUS_OK;
}

// The end of the chunk at `at`; 0 when there is none. Most are short words in front of a space or the like.
static size_t end_of_chunk(struct slice text, size_t at)
{
    enum byte_class class = (enum byte_class)peek_byte_class[(unsigned char)text.ptr[at]];
    if (class == BYTE_BREAK)
        return 0;
    if (class == BYTE_WORD && text.len - at > TOKENIZER_RUN) {
        unsigned run = tokenizer_word_run(text.ptr + at);
        if (peek_byte_class[(unsigned char)text.ptr[at + run]] == BYTE_BREAK)
            return at + run;
    }
    return chunk_end(text, at);
}

enum { PIECES = 16 };

// The next chunks from *at on, which moves past them. Returns how many; 0 at the end of the text.
static size_t next_pieces(const struct analyzer *analyzer, struct slice text, size_t *at,
                          struct piece pieces[PIECES])
{
    size_t count = 0, i = *at;
    while (i < text.len && count < PIECES) {
        if (text.ptr[i] == ' ') { // most of what stands between them
            i++;
            continue;
        }
        size_t end = end_of_chunk(text, i);
        if (end == 0) {
            i += chunk_gap_len(text, i);
            continue;
        }
        struct piece *piece = &pieces[count++];
        piece->start = i;
        piece->end = end;
        piece->key = chunk_cache_key(&analyzer->cache, piece_bytes(text, piece), text.len - i);
        i = end;
    }
    *at = i;
    return count;
}

// Some chunks at a time, so that their entries are fetched from memory while others are looked for.
static enum status run_french(struct analyzer *analyzer, size_t most, struct error *err)
{
    struct slice text = analyzer->text;
    struct piece pieces[PIECES];
    size_t at = analyzer->at, count;
    while (analyzer->token_count < most && (count = next_pieces(analyzer, text, &at, pieces)) > 0) {
        for (size_t i = 0; i < count; i++) {
            if (take_word(analyzer, &pieces[i]))
                continue;
            size_t end = pieces[i].end;
            enum status status = take_chunk(analyzer, text, &pieces[i], err);
            if (status != STATUS_OK)
                return status;
            if (pieces[i].end != end) { // a sequence took in some of those after it, or left a part
                at = pieces[i].end;
                break;
            }
        }
    }
    analyzer->at = at;
    return STATUS_OK;
}

// The tokens of what is left of the text, at least `most` of them if there are so many.
static enum status go_on(struct analyzer *analyzer, size_t most, struct token_list *out,
                         struct error *err)
{
    analyzer->token_count = 0;
    enum status status = analyzer->kind == ANALYZER_FRENCH ? run_french(analyzer, most, err)
                                                           : run_whitespace(analyzer, most, err);
    if (status == STATUS_OK)
        *out = (struct token_list){analyzer->tokens, analyzer->token_count, analyzer->position};
    return status;
}

enum status analyzer_begin(struct analyzer *analyzer, struct slice text, struct error *err)
{
    if (text.len > text_max_bytes)
        return error_set(err, STATUS_TOO_LARGE, "analyzer: a text of %zu bytes is over 1 GiB",
                         text.len);
    analyzer->position = 0;
    analyzer->text = text;
    analyzer->at = 0;
    return STATUS_OK;
}

enum status analyzer_next(struct analyzer *analyzer, struct token_list *out, struct error *err)
{
    return go_on(analyzer, ANALYZER_PART_TOKENS, out, err);
}

enum status analyzer_run(struct analyzer *analyzer, struct slice text, struct token_list *out,
                         struct error *err)
{
    enum status status = analyzer_begin(analyzer, text, err);
    return status == STATUS_OK ? go_on(analyzer, SIZE_MAX, out, err) : status;
}

enum status analyzer_form(struct analyzer *analyzer, struct slice surface, const struct form **out,
                          struct error *err)
{
    struct token_list list;
    enum status status = analyzer_run(analyzer, surface, &list, err);
    if (status != STATUS_OK)
        return status;
    *out = list.count > 0 ? list.tokens[0].form : NULL;
    for (size_t i = 0; i < list.count; i++) {
        if (slice_equal(list.tokens[i].form->surface, surface)) {
            *out = list.tokens[i].form;
            break;
        }
    }
    return STATUS_OK;
}

enum analyzer_kind analyzer_kind(const struct analyzer *analyzer)
{
    return analyzer->kind;
}

const char *analyzer_version(const struct analyzer *analyzer)
{
    return analyzer->kind == ANALYZER_FRENCH ? ANALYZER_FRENCH_VERSION
                                             : ANALYZER_WHITESPACE_VERSION;
}

uint64_t analyzer_fingerprint(const struct analyzer *analyzer)
{
    if (analyzer->kind == ANALYZER_WHITESPACE)
        return ANALYZER_WHITESPACE;
    return lexicon_fingerprint() * 31 + stem_chain_fingerprint(analyzer->chain);
}

uint32_t analyzer_form_count(const struct analyzer *analyzer)
{
    return analyzer->table.count;
}

const struct form *analyzer_form_by_id(const struct analyzer *analyzer, uint32_t id)
{
    return analyzer->table.forms[id];
}

size_t analyzer_memory_bytes(const struct analyzer *analyzer)
{
    return sizeof *analyzer + form_table_memory_bytes(&analyzer->table) +
           chunk_cache_memory_bytes(&analyzer->cache) + analyzer->builder.text.capacity +
           analyzer->token_capacity * sizeof *analyzer->tokens;
}

void analyzer_forget(struct analyzer *analyzer)
{
    form_table_clear(&analyzer->table);
    chunk_cache_clear(&analyzer->cache);
    free(analyzer->tokens);
    analyzer->tokens = NULL;
    analyzer->token_count = 0;
    analyzer->token_capacity = 0;
}

enum status analyzer_open(enum analyzer_kind kind, struct analyzer **out, struct error *err)
{
    struct analyzer *analyzer = calloc(1, sizeof *analyzer);
    if (!analyzer)
        return no_memory(err);
    analyzer->kind = kind;
    if (kind == ANALYZER_FRENCH) {
        enum status status = stem_chain_open(&analyzer->chain, err);
        if (status != STATUS_OK) {
            free(analyzer);
            return status;
        }
    }
    form_table_init(&analyzer->table, analyzer->chain);
    chunk_cache_init(&analyzer->cache);
    token_builder_init(&analyzer->builder, &analyzer->table);
    *out = analyzer;
    return STATUS_OK;
}

void analyzer_close(struct analyzer *analyzer)
{
    if (!analyzer)
        return;
    analyzer_forget(analyzer);
    token_builder_clear(&analyzer->builder);
    stem_chain_close(analyzer->chain);
    free(analyzer);
}

struct slice analyzer_spell(struct slice word, struct arena *arena)
{
    enum { FIRST_DASH = 0x2012, LAST_DASH = 0x2014 };
    word = fold_cut(word, TOKENIZER_CHUNK_MAX); // no word is so long
    size_t most = word.len * (TOKENIZER_UNITS_MAX / TOKENIZER_CHUNK_MAX);
    size_t capacity = most * sizeof(uint32_t);
    struct unit *units = arena_alloc(arena, (most + 1) * sizeof *units);
    char *to = arena_alloc(arena, capacity + 1);
    if (!units || !to)
        return SLICE_NONE;
    size_t count = tokenizer_units(word, units);
    for (size_t i = 0; i < count; i++)
        if (units[i].cp >= FIRST_DASH && units[i].cp <= LAST_DASH)
            units[i].cp = '-';
    return tokenizer_spell(units, count, to, capacity);
}
