// Megabytes of text a second that one core turns into terms: the chain alone, no index.
//
//     analyze_bench FILE [ROUNDS]     FILE: one text a line; the best of ROUNDS (5) is printed, and the first,
//                                     which had to learn every form
//
// A token costs a scan and a look into a cache once its form is known; how often it is not is what the number of
// forms shows.
#include "base/clock.h"
#include "stemmer/analyzer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Forms are given up as an indexer with the default --memory would.
enum { MAX_FORMS_BYTES = 64 << 20 };

static bool read_file(const char *path, char **bytes, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t capacity = (size_t)1 << 20, got;
    *size = 0;
    *bytes = malloc(capacity);
    while (*bytes && (got = fread(*bytes + *size, 1, capacity - *size, file)) > 0) {
        *size += got;
        if (*size == capacity)
            *bytes = realloc(*bytes, capacity *= 2);
    }
    (void)fclose(file);
    return *bytes != NULL;
}

// Analyses every line; false when that fails.
static bool analyze_lines(struct analyzer *analyzer, struct slice text, uint64_t *tokens,
                          struct error *err)
{
    *tokens = 0;
    while (text.len > 0) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.ptr) : text.len;
        struct token_list list;
        if (analyzer_run(analyzer, slice_of(text.ptr, len), &list, err) != STATUS_OK)
            return false;
        *tokens += list.count;
        if (analyzer_memory_bytes(analyzer) > MAX_FORMS_BYTES)
            analyzer_forget(analyzer);
        text = slice_from_offset(text, len < text.len ? len + 1 : len);
    }
    return true;
}

int main(int argc, char **argv)
{
    char *bytes = NULL;
    size_t size = 0;
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    if (argc < 2 || rounds < 1) {
        (void)fprintf(stderr, "usage: analyze_bench FILE [ROUNDS]\n");
        return 64;
    }
    struct analyzer *analyzer = NULL;
    struct error err = {0};
    if (!read_file(argv[1], &bytes, &size)) {
        (void)fprintf(stderr, "%s: %s\n", argv[1], strerrordesc_np(errno));
        return 66;
    }
    bool ok = analyzer_open(ANALYZER_FRENCH, &analyzer, &err) == STATUS_OK;
    double first = 0, best = 0;
    uint64_t tokens = 0;
    for (long round = 0; ok && round < rounds; round++) {
        double start = 1e-9 * (double)clock_precise_ns();
        ok = analyze_lines(analyzer, slice_of(bytes, size), &tokens, &err);
        double seconds = 1e-9 * (double)clock_precise_ns() - start;
        first = round == 0 ? seconds : first;
        best = round == 0 || seconds < best ? seconds : best;
    }
    if (ok)
        (void)printf("%.1f MB, %llu tokens, %u forms held: %.1f MB/s (first round %.1f MB/s)\n",
                     (double)size / 1e6, (unsigned long long)tokens, analyzer_form_count(analyzer),
                     (double)size / 1e6 / best, (double)size / 1e6 / first);
    else
        (void)fprintf(stderr, "%s\n", err.message);
    analyzer_close(analyzer);
    free(bytes);
    return ok ? 0 : 1;
}
