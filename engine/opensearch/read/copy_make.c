// See copy_make.h.
//
// Versions of documents are read by key, a page at a time, whatever becomes of the cluster's nodes meanwhile: since and
// until of what was committed do not change, but for a version that a night under way replaces, which counts for this
// generation all the same. Whole, these are all versions that live; from an earlier copy, those that came or ended
// after it, of which each counts by whether it lived then and lives now. Their words come with them; those of the whole
// come counted, in the order of their bytes, which is a tenth of it.
//
// Ended versions are dropped after a while. A copy that was made from one so old that it did not see them end has
// documents too many, and is made whole.
//
// Cost: two kilobytes of JSON a version; of the whole 700 bytes a version and 40 a word.
#include "engine/opensearch/read/copy_make.h"

#include "base/map.h"
#include "base/vec.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/read/copy_sort.h"
#include "stemmer/analyzer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    VERSIONS_A_PAGE = 1000,
    ROWS_A_PAGE = 4000,
    WORDS_A_PAGE = 30000, // a cluster takes 65,535 at most
    SKETCH_PAIRS = SKETCH_WORDS / 2,
};

// Columns whose values are counted.
static const enum field VALUE_FIELDS[] = {
    FIELD_TYPE,       FIELD_SESSION, FIELD_AUTHOR,   FIELD_GROUP,  FIELD_MINISTER,
    FIELD_RESPONDENT, FIELD_NUMBER,  FIELD_ASSEMBLY, FIELD_OFFICE, FIELD_REFERRAL,
    FIELD_CITE,       FIELD_COMMUNE, FIELD_PROVINCE};
enum { VALUE_FIELD_COUNT = sizeof VALUE_FIELDS / sizeof *VALUE_FIELDS };

struct filling {
    struct copy *copy;
    const struct copy *old; // NULL: whole
    const struct copy_wish *wish;
    struct session *session;
    struct arena scratch;
    struct map names;
    struct {
        VEC_OF(int64_t);
    } documents; // by number of the name
    struct {
        VEC_OF(struct copy_row);
    } rows;
    struct {
        VEC_OF(uint64_t);
    } gone; // keys of rows that are no more
    struct buf text;
    uint64_t last; // key
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "copy of the vocabulary: out of memory");
}

static enum status not_a_version(struct error *err)
{
    return error_set(err, STATUS_CORRUPT,
                     "a document of the cluster is not as this program writes them");
}

// --- the generation ------------------------------------------------------------------------------

static enum status know_roots(struct copy *copy, struct error *err)
{
    struct arena *arena = &copy->arena;
    copy->roots.arena = arena;
    if (copy->generation.roots.len == 0)
        return STATUS_OK;
    enum status status = roots_decode(copy->generation.roots, &copy->roots, err);
    if (status != STATUS_OK)
        return status;
    struct slice *uncovered = arena_calloc(arena, copy->roots.count + 1, sizeof *uncovered);
    if (!uncovered)
        return no_memory(err);
    for (size_t i = 0; i < copy->roots.count; i++)
        if (copy->roots.list[i].is_uncovered)
            uncovered[copy->world.uncovered_count++] = copy->roots.list[i].path;
    copy->world.uncovered = uncovered;
    return STATUS_OK;
}

static struct exchange_series series_of_id(const void *index, struct slice id)
{
    const struct copy *copy = index;
    const struct copy_series *series = &copy->series;
    if (id.len == 0)
        return (struct exchange_series){SLICE_NONE, series->members, series->starts[series->count]};
    const struct copy_row *row = copy_row_of_id(copy, id);
    if (!row)
        return (struct exchange_series){.id = SLICE_NONE};
    uint32_t number = series->numbers[row - copy->rows];
    if (number == 0) // itself alone
        return (struct exchange_series){row->id, (const struct doc_key *)&row->key, 1};
    return copy_series_numbered(copy, number);
}

static enum status know_world(struct copy *copy, struct error *err)
{
    struct buf alive = {0};
    generation_put_alive(&copy->generation, copy->generation.number, &alive);
    copy->world.alive = arena_copy(&copy->arena, buf_slice(&alive));
    copy->world.has_stems =
        !slice_equal(copy->generation.analyzer, SLICE(ANALYZER_WHITESPACE_VERSION));
    copy->world.series = series_of_id;
    copy->world.index = copy;
    bool enough = !alive.failed && copy->world.alive.ptr;
    buf_clear(&alive);
    return enough ? know_roots(copy, err) : no_memory(err);
}

enum status copy_begin(struct session *session, struct slice name, struct copy **out,
                       struct error *err)
{
    struct copy *copy = calloc(1, sizeof *copy);
    if (!copy)
        return no_memory(err);
    arena_init(&copy->arena, 0);
    atomic_init(&copy->holders, 1);
    struct slice meta = arena_printf(&copy->arena, "%.*s-meta", SLICE_ARG(name));
    enum status status = meta.ptr
                             ? generation_read(session, meta, &copy->arena, &copy->generation, err)
                             : no_memory(err);
    if (status == STATUS_OK)
        status = know_world(copy, err);
    if (status == STATUS_OK)
        *out = copy;
    else
        copy_release(copy);
    return status;
}

bool copy_is_same(const struct copy *a, const struct copy *b)
{
    return a->generation.number == b->generation.number &&
           slice_equal(a->generation.index, b->generation.index) &&
           slice_equal(a->generation.roots, b->generation.roots);
}

// --- versions ------------------------------------------------------------------------------------

static bool is_void(const struct generation *generation, uint64_t number)
{
    for (size_t i = 0; i < generation->void_count; i++)
        if (generation->voids[i] == number)
            return true;
    return false;
}

static bool lives(const struct generation *generation, uint64_t number, uint64_t since,
                  uint64_t until)
{
    return since <= number && !is_void(generation, since) &&
           (until > number || is_void(generation, until));
}

static bool read_number(const struct json *fields, const char *name, int64_t *out)
{
    const struct json *value = json_nth(json_at(fields, name), 0);
    *out = json_as_integer(value);
    return json_is(value, JSON_NODE_INTEGER);
}

static bool read_text(const struct json *fields, const char *name, struct slice *out)
{
    const struct json *value = json_nth(json_at(fields, name), 0);
    *out = json_text(value);
    return json_is(value, JSON_NODE_STRING);
}

static bool count(struct filling *filling, struct slice name, int64_t documents)
{
    uint32_t known = filling->names.count, number = map_put(&filling->names, name);
    if (number == MAP_NONE || (number == known && !vec_add(&filling->documents, 0)))
        return false;
    filling->documents.items[number] += documents;
    return true;
}

static bool count_tagged(struct filling *filling, char tag, struct slice text, int64_t documents)
{
    buf_reset(&filling->text);
    buf_append_char(&filling->text, tag);
    buf_append_slice(&filling->text, text);
    return !filling->text.failed && count(filling, buf_slice(&filling->text), documents);
}

static enum status count_word(struct filling *filling, const struct json *word, int64_t documents,
                              struct error *err)
{
    buf_reset(&filling->text);
    if (!term_text_get(json_text(word), &filling->text) || filling->text.len == 0)
        return filling->text.failed ? no_memory(err) : not_a_version(err);
    return count(filling, buf_slice(&filling->text), documents) ? STATUS_OK : no_memory(err);
}

static enum status count_words(struct filling *filling, const struct json *words, int64_t documents,
                               struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < json_size(words); i++)
        status = count_word(filling, json_nth(words, i), documents, err);
    return status;
}

static enum status count_values(struct filling *filling, const struct json *fields,
                                int64_t documents, struct error *err)
{
    struct slice text;
    int64_t year, status;
    for (size_t f = 0; f < VALUE_FIELD_COUNT; f++) {
        enum field field = VALUE_FIELDS[f];
        if (!read_text(fields, column_query_text_field(field), &text))
            return not_a_version(err);
        if (!count_tagged(filling, (char)(field + 1), text, documents))
            return no_memory(err);
    }
    char digits[24];
    (void)read_number(fields, field_name(FIELD_YEAR), &year); // without one: 0
    (void)snprintf(digits, sizeof digits, "%" PRId64, year);
    if (!count_tagged(filling, FIELD_YEAR + 1, slice_from(digits), documents))
        return no_memory(err);
    if (!read_number(fields, field_name(FIELD_STATUS), &status) || status < 0 || status > 9 ||
        !read_text(fields, "racine", &text))
        return not_a_version(err);
    buf_reset(&filling->text);
    buf_append_char(&filling->text, COPY_STATUS);
    buf_append_char(&filling->text, (char)('0' + status));
    if (!term_text_get(text, &filling->text) && !filling->text.failed)
        return not_a_version(err);
    return count(filling, buf_slice(&filling->text), documents) ? STATUS_OK : no_memory(err);
}

static enum status add_row(struct filling *filling, const struct json *fields, struct error *err)
{
    struct copy_row row = {.key = filling->last};
    int64_t date, pair;
    struct slice id;
    if (!read_text(fields, "id", &id))
        return not_a_version(err);
    (void)read_number(fields, field_name(FIELD_DATE), &date); // without one: 0
    row.date = (uint32_t)date;
    row.id = arena_copy(&filling->copy->arena, id);
    for (int i = 0; i < SKETCH_PAIRS; i++) {
        const char name[] = {'s', 'k', 'e', 't', 'c', 'h', (char)('0' + i), 0};
        (void)read_number(fields, name, &pair);
        sketch_set_pair(&row.sketch, i, pair);
    }
    return row.id.ptr && vec_add(&filling->rows, row) ? STATUS_OK : no_memory(err);
}

static enum status read_version(struct filling *filling, const struct json *fields,
                                struct error *err)
{
    const struct generation *now = &filling->copy->generation;
    int64_t key, since, until;
    if (!read_number(fields, "key", &key) || !read_number(fields, "since", &since) ||
        !read_number(fields, "until", &until) || (uint64_t)key <= filling->last)
        return not_a_version(err);
    filling->last = (uint64_t)key;
    bool lived = filling->old &&
                 lives(now, filling->old->generation.number, (uint64_t)since, (uint64_t)until);
    bool is_alive = lives(now, now->number, (uint64_t)since, (uint64_t)until);
    if (lived == is_alive)
        return STATUS_OK;
    enum status status = STATUS_OK;
    if (is_alive)
        status = add_row(filling, fields, err);
    else if (!vec_add(&filling->gone, (uint64_t)key))
        status = no_memory(err);
    if (status == STATUS_OK)
        status = count_words(filling, json_at(fields, "v"), is_alive ? 1 : -1,
                             err); // of the whole none
    return status == STATUS_OK ? count_values(filling, fields, is_alive ? 1 : -1, err) : status;
}

static int page_size(const struct filling *filling)
{
    return filling->old ? VERSIONS_A_PAGE : ROWS_A_PAGE;
}

static void put_request(const struct filling *filling, struct buf *out)
{
    buf_printf(
        out,
        "{\"size\":%d,\"track_total_hits\":false,\"_source\":false,"
        "\"stored_fields\":\"_none_\",\"sort\":[{\"key\":\"asc\"}],\"search_after\":[%" PRIu64
        "],\"docvalue_fields\":[\"key\",\"since\",\"until\",\"id\",\"racine\",%s"
        "\"sketch0\",\"sketch1\",\"sketch2\",\"sketch3\",\"%s\",\"%s\",\"%s\"",
        page_size(filling), filling->last, filling->old ? "\"v\"," : "", field_name(FIELD_DATE),
        field_name(FIELD_YEAR), field_name(FIELD_STATUS));
    for (size_t f = 0; f < VALUE_FIELD_COUNT; f++)
        buf_printf(out, ",\"%s\"", column_query_text_field(VALUE_FIELDS[f]));
    buf_printf(out, "],\"query\":{\"bool\":{");
    if (!filling->old) {
        buf_printf(out, "\"filter\":[%.*s]", SLICE_ARG(filling->copy->world.alive));
    } else {
        uint64_t from = filling->old->generation.number, to = filling->copy->generation.number;
        for (int i = 0; i < 2; i++)
            buf_printf(out, "%s{\"range\":{\"%s\":{\"gt\":%" PRIu64 ",\"lte\":%" PRIu64 "}}}",
                       i ? "," : "\"should\":[", i ? "until" : "since", from, to);
        buf_append_char(out, ']');
    }
    buf_printf(out, "}}}");
}

// The body is let go.
static enum status ask(struct filling *filling, struct buf *body, struct json **answer,
                       struct error *err)
{
    *answer = NULL;
    enum status status = body->failed
                             ? no_memory(err)
                             : search_ask(filling->session, filling->copy->generation.index,
                                          buf_slice(body), filling->wish->limit, answer, err);
    buf_clear(body);
    if (status == STATUS_OK && filling->wish->on_answer)
        filling->wish->on_answer(filling->wish->who);
    return status;
}

static enum status read_page(struct filling *filling, size_t *read, struct error *err)
{
    struct buf body = {0};
    struct json *answer;
    put_request(filling, &body);
    enum status status = ask(filling, &body, &answer, err);
    const struct json *hits = json_at(answer, "hits.hits");
    *read = json_size(hits);
    for (size_t i = 0; status == STATUS_OK && i < *read; i++)
        status = read_version(filling, json_at(json_nth(hits, i), "fields"), err);
    json_release(answer);
    return status;
}

static enum status read_versions(struct filling *filling, struct error *err)
{
    size_t read, size = (size_t)page_size(filling);
    enum status status;
    do
        status = read_page(filling, &read, err);
    while (status == STATUS_OK && read == size);
    return status;
}

// --- words of the whole --------------------------------------------------------------------------

// `after`: the word that was told last, as the cluster writes it; empty: none was.
static enum status read_words(struct filling *filling, struct buf *after, size_t *read,
                              struct error *err)
{
    struct buf body = {0};
    struct json *answer;
    buf_printf(&body,
               "{\"size\":0,\"track_total_hits\":false,\"query\":{\"bool\":{\"filter\":[%.*s]}},"
               "\"aggs\":{\"v\":{\"composite\":{\"size\":%d,\"sources\":"
               "[{\"v\":{\"terms\":{\"field\":\"v\"}}}]",
               SLICE_ARG(filling->copy->world.alive), WORDS_A_PAGE);
    if (after->len > 0) {
        buf_printf(&body, ",\"after\":{\"v\":");
        json_put_string(&body, buf_slice(after));
        buf_append_char(&body, '}');
    }
    buf_printf(&body, "}}}}");
    enum status status = ask(filling, &body, &answer, err);
    const struct json *words = json_at(answer, "aggregations.v.buckets");
    *read = json_size(words);
    for (size_t i = 0; status == STATUS_OK && i < *read; i++) {
        const struct json *word = json_nth(words, i);
        status = count_word(filling, json_at(word, "key.v"), json_int_at(word, "doc_count"), err);
    }
    buf_reset(after);
    if (*read > 0)
        buf_append_slice(after, json_text_at(json_nth(words, *read - 1), "key.v"));
    json_release(answer);
    return status == STATUS_OK && after->failed ? no_memory(err) : status;
}

static enum status read_all_words(struct filling *filling, struct error *err)
{
    struct buf after = {0};
    size_t read;
    enum status status;
    do
        status = read_words(filling, &after, &read, err);
    while (status == STATUS_OK && read == WORDS_A_PAGE);
    buf_clear(&after);
    return status;
}

// --- from an earlier copy ------------------------------------------------------------------------

static enum status take_counts(struct filling *filling, struct error *err)
{
    for (size_t i = 0; i < filling->old->count_count; i++)
        if (!count(filling, filling->old->counts[i].name, filling->old->counts[i].documents))
            return no_memory(err);
    return STATUS_OK;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static enum status take_rows(struct filling *filling, struct error *err)
{
    const struct copy *old = filling->old;
    if (filling->gone.count > 1)
        qsort(filling->gone.items, filling->gone.count, sizeof *filling->gone.items, by_number);
    size_t gone = 0;
    for (size_t i = 0; i < old->row_count; i++) {
        struct copy_row row = old->rows[i];
        while (gone < filling->gone.count && filling->gone.items[gone] < row.key)
            gone++;
        if (gone < filling->gone.count && filling->gone.items[gone] == row.key)
            continue;
        row.id = arena_copy(&filling->copy->arena, row.id);
        if (!row.id.ptr || !vec_add(&filling->rows, row))
            return no_memory(err);
    }
    return STATUS_OK;
}

static enum status fill(struct filling *filling, struct error *err)
{
    enum status status = filling->old ? take_counts(filling, err) : STATUS_OK;
    if (status == STATUS_OK)
        status = read_versions(filling, err);
    if (status == STATUS_OK)
        status = filling->old ? take_rows(filling, err) : read_all_words(filling, err);
    if (status != STATUS_OK)
        return status;
    if (filling->rows.count != filling->copy->generation.documents)
        return error_set(err, STATUS_IO,
                         "the cluster has %zu documents of generation %" PRIu64
                         " instead of %" PRIu64,
                         filling->rows.count, filling->copy->generation.number,
                         filling->copy->generation.documents);
    const struct copy_parts parts = {filling->rows.items, filling->rows.count, &filling->names,
                                     filling->documents.items};
    return copy_sort(filling->copy, &parts, err);
}

static enum status fill_from(struct copy *copy, struct session *session, const struct copy *old,
                             const struct copy_wish *wish, struct error *err)
{
    struct filling filling = {.copy = copy, .old = old, .wish = wish, .session = session};
    arena_init(&filling.scratch, 0);
    filling.documents.room = vec_in(&filling.scratch, VEC_NO_LIMIT);
    filling.rows.room = vec_in(&filling.scratch, VEC_NO_LIMIT);
    filling.gone.room = vec_in(&filling.scratch, VEC_NO_LIMIT);
    enum status status = fill(&filling, err);
    map_clear(&filling.names);
    buf_clear(&filling.text);
    arena_clear(&filling.scratch);
    return status;
}

enum status copy_fill(struct copy *copy, struct session *session, const struct copy_wish *wish,
                      struct error *err)
{
    const struct copy *old = wish->old;
    bool goes_on = old && slice_equal(old->generation.index, copy->generation.index) &&
                   old->generation.number <= copy->generation.number;
    struct error ignored;
    if (goes_on && fill_from(copy, session, old, wish, &ignored) == STATUS_OK)
        return STATUS_OK;
    return fill_from(copy, session, NULL, wish, err);
}
