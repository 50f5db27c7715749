// One chunk, rule by rule. Runs once per distinct chunk of a collection: the cache in front of it
// keeps the result, so that nothing here has to be fast, only bounded and right.
#include "stemmer/chunk.h"

// The articles and conjunctions that lose their vowel. What stands before the apostrophe is
// dropped.
static const char *const elisions[] = {"l", "d", "j", "qu",    "m",      "t",      "s",     "n",
                                       "c", "ç", "z", "jusqu", "lorsqu", "puisqu", "quoiqu"};

static bool is_elision(struct slice s)
{
    for (size_t i = 0; i < sizeof elisions / sizeof *elisions; i++) {
        if (slice_equal(s, slice_from(elisions[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_core(const struct unit *unit)
{
    return unit->kind == UNIT_LETTER || unit->kind == UNIT_DIGIT;
}

static size_t core_end(const struct chunk *chunk, size_t at)
{
    while (at < chunk->unit_count && is_core(&chunk->units[at])) {
        at++;
    }
    return at;
}

static struct slice spell(struct chunk *chunk, size_t first, size_t last)
{
    buf_reset(&chunk->text);
    char *to = buf_reserve(&chunk->text, (last - first) * 4 + 1);
    return to ? tokenizer_spell(chunk->units + first, last - first, to, (last - first) * 4)
              : slice_of(NULL, 0);
}

static void put(struct chunk *chunk, const struct form *form, size_t first, size_t last)
{
    if (form && chunk->token_count < CHUNK_TOKENS_MAX) {
        chunk->tokens[chunk->token_count++] = (struct chunk_token){
            form, chunk->units[first].start, chunk->units[last - 1].end, chunk->position_count};
    }
}

static enum status put_word(struct chunk *chunk, size_t first, size_t last, struct error *err)
{
    const struct form *form = NULL;
    struct slice surface = spell(chunk, first, last);
    if (!surface.ptr) {
        return error_set(err, STATUS_NO_MEMORY, "analyzer: out of memory");
    }
    enum status status = vocabulary_word(chunk->vocabulary, surface, &form, err);
    if (status == STATUS_OK && form) {
        put(chunk, form, first, last);
        chunk->position_count++;
    }
    return status;
}

enum status chunk_analyze(struct chunk *chunk, struct slice bytes, struct error *err)
{
    chunk->unit_count = tokenizer_units(bytes, chunk->units);
    chunk->token_count = 0;
    chunk->position_count = 0;
    for (size_t i = 0; i < chunk->unit_count;) {
        size_t end = core_end(chunk, i);
        if (end == i) {
            i++;
            continue;
        }
        bool has_apostrophe =
            end + 1 < chunk->unit_count && chunk->units[end].kind == UNIT_APOSTROPHE;
        if (!has_apostrophe || !is_elision(spell(chunk, i, end))) {
            enum status status = put_word(chunk, i, end, err);
            if (status != STATUS_OK) {
                return status;
            }
        }
        i = end;
    }
    return STATUS_OK;
}
