// Any bytes as a text: byte ranges on UTF-8 boundaries, positions that never decrease, terms that fit a key; and
// the same tokens from an analyzer that has seen other texts as from one that has forgotten everything.
#include "base/error.h"
#include "stemmer/analyzer.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check_form(const struct form *form)
{
    assert(form->surface.len > 0 && form->surface.len <= FORM_TERM_MAX_LEN);
    assert(form->folded.len <= FORM_TERM_MAX_LEN);
    assert(form->term_count <= FORM_TERMS_MAX);
    for (size_t t = 0; t < form->term_count; t++) {
        assert(form->terms[t].len > 0 && form->terms[t].len <= FORM_TERM_MAX_LEN);
        for (size_t u = 0; u < t; u++)
            assert(!slice_equal(form->terms[t], form->terms[u]));
    }
}

static void check_tokens(struct slice text, const struct token_list *list)
{
    uint32_t position = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct token *token = &list->tokens[i];
        assert(token->start < token->end && token->end <= text.len);
        // Valid by itself: it neither begins nor ends within a character.
        assert(fold_is_utf8(slice_of(text.ptr + token->start, token->end - token->start)));
        assert(token->position >= position && token->position < list->position_count);
        position = token->position;
        check_form(token->form);
    }
}

// One number for everything a list says.
static uint64_t fingerprint(const struct token_list *list)
{
    uint64_t hash = list->position_count;
    for (size_t i = 0; i < list->count; i++) {
        const struct token *token = &list->tokens[i];
        hash = hash * 31 + token->position;
        hash = hash * 31 + token->start;
        hash = hash * 31 + token->end;
        for (size_t b = 0; b < token->form->surface.len; b++)
            hash = hash * 31 + (unsigned char)token->form->surface.ptr[b];
        for (size_t t = 0; t < token->form->term_count; t++)
            for (size_t b = 0; b < token->form->terms[t].len; b++)
                hash = hash * 31 + (unsigned char)token->form->terms[t].ptr[b];
    }
    return hash;
}

static uint64_t run(struct analyzer *analyzer, struct slice text)
{
    struct token_list list;
    struct error err = {0};
    enum status status = analyzer_run(analyzer, text, &list, &err);
    assert(status == STATUS_OK);
    check_tokens(text, &list);
    return fingerprint(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct analyzer *analyzer;
    struct error err = {0};
    if (!analyzer) {
        enum status status = analyzer_open(ANALYZER_FRENCH, &analyzer, &err);
        assert(status == STATUS_OK);
    }
    // A copy of just this size, so that a look behind the end is noticed.
    char *copy = malloc(size ? size : 1);
    assert(copy);
    if (size)
        memcpy(copy, data, size);
    struct slice text = slice_of(copy, size);
    uint64_t before = run(analyzer, text);
    if (before % 16 == 0) { // now and then: forgetting costs more than analysing
        analyzer_forget(analyzer);
        assert(run(analyzer, text) == before);
    } else if (analyzer_memory_bytes(analyzer) > (32u << 20)) {
        analyzer_forget(analyzer);
    }
    free(copy);
    return 0;
}
