// Any bytes as a query to any vocabulary: a small index is made of the input's own words, and the query is run on it.
//
//     query
//     title|question|answer|author|minister     a document a line, in whatever words
//     ~word                                     a document a spelling of « word », with accents and without
//     -                                         the document of the line before is removed again
//                                               (an empty line) what comes next goes into another segment
//
// Whatever was typed and stored, a search answers or refuses with a message; the query as understood, printed
// and read again, finds the same in the same order; the same without passages, for an export, and counted;
// extracts are UTF-8, and marks stand on the borders of characters, one after the other, within the text; what
// undoes a part of the query is canonical.
#include "base/buf.h"
#include "engine/backends.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"
#include "engine/search/search.h"
#include "engine/write/index_writer.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_DOCUMENTS = 64, MAX_SPELLINGS = 32, TOP = 8, FIELDS = 5 };

// What is slow to make and depends on no input.
struct tools {
    struct synonyms *synonyms;
    char folder[64];
};

struct world {
    struct arena arena;
    struct index_writer *writer;
    struct backend *index;
    struct view *view;
    struct searcher *searcher;
    struct error err;
    unsigned documents; // and the number in the next one's id
};

static void must(enum status status, const struct error *err)
{
    if (status == STATUS_OK)
        return;
    fprintf(stderr, "%s: %s\n", status_name(status), err ? err->message : "");
    abort();
}

static const struct tools *get_tools(void)
{
    static struct tools tools;
    struct error err;
    if (!tools.synonyms) {
        must(synonyms_open(NULL, &tools.synonyms, &err), &err);
        // In memory where that can be had: a commit waits for the disk.
        const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(tools.folder, sizeof tools.folder, "%s/hemicycle-fuzz-%ld", where, (long)getpid());
    }
    return &tools;
}

static void remove_index(const char *folder)
{
    static const char *const FILES[] = {"data.mdb", "lock.mdb", "writer.lock"};
    char path[128];
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, FILES[i]);
        unlink(path);
    }
    rmdir(folder);
}

// --- the index -------------------------------------------------------------------------------------

// Texts come as UTF-8 or as something else, which is read as the indexer would.
static struct slice as_text(struct world *w, struct slice bytes)
{
    struct buf text;
    buf_init(&text, 0);
    if (fold_is_utf8(bytes))
        buf_append_slice(&text, bytes);
    else
        fold_append_windows1252(&text, bytes);
    struct slice copy = arena_copy(&w->arena, buf_slice(&text));
    assert(copy.ptr);
    buf_clear(&text);
    return copy;
}

// Adds a document unless there are enough; one without words is refused by the index with a message.
static void add(struct world *w, struct slice fields[FIELDS])
{
    if (w->documents == MAX_DOCUMENTS)
        return;
    const uint32_t dates[] = {20190000, 20200229, 20210600, 20221231, DATE_NONE};
    struct reply reply = {.text = fields[2], .respondent = fields[4], .date = 20230115};
    struct exchange exchange = {.id = arena_printf(&w->arena, "d%u", w->documents),
                                .title = fields[0],
                                .question = fields[1],
                                .author = fields[3],
                                .minister = fields[4],
                                .source = {.path = SLICE("fuzz")},
                                .date_question = dates[w->documents % 5],
                                .replies = &reply,
                                .reply_count = fields[2].len > 0};
    enum add_outcome outcome;
    enum status status = index_writer_add(w->writer, &exchange, &outcome, &w->err);
    if (status != STATUS_INVALID)
        must(status, &w->err);
    w->documents += status == STATUS_OK;
}

static void add_line(struct world *w, struct slice line)
{
    struct slice fields[FIELDS] = {{NULL, 0}};
    for (size_t f = 0; f < FIELDS; f++) {
        size_t len = slice_find(line, SLICE("|"));
        fields[f] = as_text(w, slice_of(line.ptr, len));
        line = slice_from_offset(line, len < line.len ? len + 1 : len);
    }
    add(w, fields);
}

// A document for each way to write the word's vowels, as far as these go, and one that has all of them.
static void add_spellings(struct world *w, struct slice word)
{
    static const char *const e[] = {"e", "é", "è", "ê"}, *const o[] = {"o", "ô"};
    struct slice all = SLICE("");
    for (unsigned number = 0; number < MAX_SPELLINGS; number++) {
        struct buf spelled;
        unsigned left = number;
        buf_init(&spelled, 0);
        for (size_t i = 0; i < word.len; i++) {
            char letter = word.ptr[i];
            if (letter != 'e' && letter != 'o') {
                buf_append_char(&spelled, letter);
                continue;
            }
            unsigned choices = letter == 'e' ? 4 : 2;
            buf_append_slice(&spelled, slice_from((letter == 'e' ? e : o)[left % choices]));
            left /= choices;
        }
        struct slice fields[FIELDS] = {as_text(w, buf_slice(&spelled)), {NULL, 0}};
        all = arena_printf(&w->arena, "%.*s %.*s", SLICE_ARG(all), SLICE_ARG(fields[0]));
        buf_clear(&spelled);
        if (left > 0)
            break;
        if (number % 2 == 0)
            add(w, fields);
    }
    struct slice fields[FIELDS] = {SLICE("Tout"), all};
    add(w, fields);
}

static void take_line(struct world *w, struct slice line)
{
    uint64_t generation;
    if (line.len == 0) {
        must(index_writer_commit(w->writer, &generation, &w->err), &w->err);
    } else if (slice_equal(line, SLICE("-")) && w->documents > 0) {
        struct slice id = arena_printf(&w->arena, "d%u", w->documents - 1);
        enum status status = index_writer_remove(w->writer, id, &w->err);
        if (status != STATUS_NOT_FOUND) // removed already
            must(status, &w->err);
    } else if (line.ptr[0] == '~') {
        add_spellings(w, slice_from_offset(line, 1));
    } else {
        add_line(w, line);
    }
}

static void world_open(struct world *w, struct slice lines)
{
    const struct tools *tools = get_tools();
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    uint64_t generation;
    *w = (struct world){.documents = 0};
    arena_init(&w->arena, 0);
    remove_index(tools->folder);
    must(index_writer_open(tools->folder, &options, &w->writer, &w->err), &w->err);
    while (lines.len > 0) {
        size_t len = slice_find(lines, SLICE("\n"));
        take_line(w, slice_of(lines.ptr, len));
        lines = slice_from_offset(lines, len < lines.len ? len + 1 : len);
    }
    must(index_writer_commit(w->writer, &generation, &w->err), &w->err);
    index_writer_close(w->writer);
    must(backend_open(tools->folder, NULL, &w->index, &w->err), &w->err);
    must(view_begin(w->index, &w->view, &w->err), &w->err);
    must(searcher_open(w->index, tools->synonyms, &w->searcher, &w->err), &w->err);
    arena_reset(&w->arena);
}

static void world_close(struct world *w)
{
    searcher_close(w->searcher);
    view_free(w->view);
    backend_close(w->index);
    arena_clear(&w->arena);
    remove_index(get_tools()->folder);
}

// --- what must hold --------------------------------------------------------------------------------

static bool is_border(struct slice text, size_t at)
{
    return at == text.len || (at < text.len && ((unsigned char)text.ptr[at] & 0xC0) != 0x80);
}

static void check_snippet(const struct snippet *snippet)
{
    uint32_t end = 0;
    assert(fold_is_utf8(snippet->text));
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        struct highlight mark = snippet->highlights[i];
        assert(mark.start >= end && mark.end > mark.start && mark.end <= snippet->text.len);
        assert(is_border(snippet->text, mark.start) && is_border(snippet->text, mark.end));
        end = mark.end;
    }
}

static void check_hit(const struct search_hit *hit)
{
    double sum = 0;
    check_snippet(&hit->title);
    check_snippet(&hit->question);
    check_snippet(&hit->reponse);
    assert(isfinite(hit->score) && hit->score >= 0);
    for (size_t i = 0; i < hit->part_count; i++) {
        assert(fold_is_utf8(hit->parts[i].label));
        sum += hit->parts[i].value;
    }
    if (hit->score > 0) // 0 where something else puts them in order
        assert(fabs(sum - hit->score) <= 1e-6 * sum);
}

// A query that the program printed reads as what it is: printed again it is the same.
static void check_canonical(struct world *w, struct slice text)
{
    struct query query;
    struct buf printed;
    if (text.len > QUERY_MAX_BYTES)
        return; // printing may lengthen a query at the limit: that is no fault
    buf_init(&printed, 0);
    must(query_parse(text, LANGUAGE_FRENCH, &w->arena, &query, &w->err), &w->err);
    query_print(query.root, NULL, &printed);
    assert(slice_equal(buf_slice(&printed), text));
    buf_clear(&printed);
}

static void check_result(struct world *w, const struct search_result *result)
{
    assert(result->total <= result->documents && result->hit_count <= result->total);
    for (size_t h = 0; h < result->hit_count; h++)
        check_hit(&result->hits[h]);
    for (size_t f = 0; f < result->facet_count; f++)
        for (size_t v = 0; v < result->facets[f].value_count; v++)
            assert(result->facets[f].values[v].count <= result->total);
    check_canonical(w, result->canonical);
    for (size_t i = 0; i < result->interpretation_count; i++) {
        assert(fold_is_utf8(result->interpretation[i].text));
        check_canonical(w, result->interpretation[i].undo);
    }
}

static void check_same(const struct search_result *a, const struct search_result *b)
{
    assert(a->total == b->total && a->hit_count == b->hit_count && a->mode == b->mode);
    assert(a->relaxed == b->relaxed && slice_equal(a->canonical, b->canonical));
    for (size_t h = 0; h < a->hit_count; h++) {
        assert(a->hits[h].doc.bits == b->hits[h].doc.bits);
        assert(a->hits[h].key == b->hits[h].key && a->hits[h].score == b->hits[h].score);
    }
}

static void run(struct world *w, const struct search_request *request, struct search_result *out)
{
    must(search_run(w->searcher, w->view, request, &w->arena, out, &w->err), &w->err);
}

// The same found in other ways.
static void check_other_ways(struct world *w, const struct search_request *asked,
                             const struct search_result *result)
{
    struct search_request request = *asked;
    struct search_result again;
    struct scan *set;
    must(search_matches(w->searcher, w->view, asked, &set, &w->err), &w->err);
    assert(set->total == result->total);
    scan_end(set);
    request.want_snippets = request.want_explain = false;
    request.want_histogram = false; // what is counted leaves no other way to find
    request.facet_mask = 0;
    request.limit = 0;
    run(w, &request, &again);
    assert(again.total == result->total);
    request.limit = asked->limit;
    run(w, &request, &again);
    check_same(result, &again);
    if (result->canonical.len <= QUERY_MAX_BYTES) {
        request.q = result->canonical;
        run(w, &request, &again);
        check_same(result, &again);
    }
}

// False when the query is refused.
static bool try_mode(struct world *w, struct slice q, enum search_mode mode)
{
    struct search_request request = {.q = q,
                                     .mode = mode,
                                     .sort = (enum search_sort)(q.len % (SORT_NEWS_DESC + 1)),
                                     .limit = TOP,
                                     .facet_mask = mode == MODE_AUTO ? UINT32_MAX : 0,
                                     .want_histogram = mode == MODE_AUTO, // large, and slow for it
                                     .want_snippets = true,
                                     .by_series = q.len % 2 == 1,
                                     .want_explain = true};
    struct search_result result;
    enum status status = search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err);
    if (status != STATUS_OK) {
        assert(status == STATUS_INVALID && w->err.message[0] != '\0');
        return false;
    }
    check_result(w, &result);
    check_other_ways(w, &request, &result);
    if (result.hit_count > 0) {
        struct search_result similar;
        must(search_similar(w->searcher, w->view, result.hits[0].exchange.id, TOP, &w->arena,
                            &similar, &w->err),
             &w->err);
    }
    arena_reset(&w->arena);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice input = slice_of((const char *)data, size);
    size_t end = slice_find(input, SLICE("\n"));
    struct slice q = slice_of(input.ptr, end);
    struct world w;
    world_open(&w, slice_from_offset(input, end < size ? end + 1 : end));
    for (int mode = MODE_AUTO; mode <= MODE_ANY && try_mode(&w, q, (enum search_mode)mode); mode++)
        ;
    struct suggestion_list suggestions = {.room = vec_in(&w.arena, TOP)};
    must(search_suggest(w.searcher, w.view, q, &w.arena, &suggestions, &w.err), &w.err);
    for (size_t i = 0; i < suggestions.count; i++)
        assert(fold_is_utf8(suggestions.items[i].text));
    world_close(&w);
    return 0;
}
