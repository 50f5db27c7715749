// A searching thread's tools. See searcher.h.
#include "engine/search/searcher.h"

#include <stdlib.h>

enum { ANALYZER_KEEP_BYTES = 16 << 20 };

enum status searcher_open(struct backend *backend, const struct synonyms *synonyms,
                          struct searcher **searcher, struct error *err)
{
    struct searcher *s = calloc(1, sizeof *s);
    if (!s)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = analyzer_open(backend->analyzer, &s->analyzer, err);
    if (status == STATUS_OK)
        status = backend_check_analyzer(backend, s->analyzer, err);
    if (status != STATUS_OK) {
        analyzer_close(s->analyzer);
        free(s);
        return status;
    }
    s->synonyms = synonyms;
    token_cache_init(&s->tokens);
    word_cache_init(&s->words);
    people_init(&s->people);
    *searcher = s;
    return STATUS_OK;
}

void searcher_close(struct searcher *searcher)
{
    if (!searcher)
        return;
    people_clear(&searcher->people);
    word_cache_clear(&searcher->words);
    token_cache_clear(&searcher->tokens);
    analyzer_close(searcher->analyzer);
    free(searcher);
}

struct analyzer *searcher_analyzer(struct searcher *searcher)
{
    return searcher->analyzer;
}

void searcher_rest(struct searcher *searcher)
{
    if (analyzer_memory_bytes(searcher->analyzer) <= ANALYZER_KEEP_BYTES)
        return;
    token_cache_clear(&searcher->tokens); // of forms that are gone with the next line
    analyzer_forget(searcher->analyzer);
}
