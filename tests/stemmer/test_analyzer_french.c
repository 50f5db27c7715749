// The table of what must happen to French words, row by row: tests/stemmer/french-rows.txt.
#include "base/buf.h"
#include "stemmer/analyzer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLUMNS = 5, LAST_ROW = 117 };

struct fixture {
    struct analyzer *documents;
    struct analyzer *queries;
};

static struct token_list run(struct analyzer *analyzer, struct slice text)
{
    struct token_list list = {NULL, 0, 0};
    struct error err;
    assert_int_equal(analyzer_run(analyzer, text, &list, &err), STATUS_OK);
    return list;
}

// The text of a column with ⟨XXXX⟩ replaced by that code point.
static void unescape(struct slice column, struct buf *out)
{
    buf_reset(out);
    while (column.len > 0) {
        unsigned cp = 0;
        if (!slice_starts_with(column, SLICE("⟨")) || sscanf(column.ptr + 3, "%4x", &cp) != 1) {
            buf_append_char(out, *column.ptr);
            column = slice_from_offset(column, 1);
            continue;
        }
        if (cp < 0x80) {
            buf_append_char(out, (char)cp);
        } else if (cp < 0x800) {
            buf_append_char(out, (char)(0xC0 | cp >> 6));
            buf_append_char(out, (char)(0x80 | (cp & 0x3F)));
        } else {
            buf_append_char(out, (char)(0xE0 | cp >> 12));
            buf_append_char(out, (char)(0x80 | (cp >> 6 & 0x3F)));
            buf_append_char(out, (char)(0x80 | (cp & 0x3F)));
        }
        column = slice_from_offset(column, strlen("⟨0000⟩"));
    }
}

static bool is_term_of(const struct form *form, struct slice term)
{
    for (size_t i = 0; i < form->term_count; i++)
        if (slice_equal(form->terms[i], term))
            return true;
    return false;
}

// Appends the terms of the tokens [first, last) that share a position, each once.
static void render_position(const struct token *tokens, size_t count, struct buf *out)
{
    struct slice terms[16];
    size_t term_count = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t t = 0; t < tokens[i].form->term_count && term_count < 16; t++) {
            bool is_known = false;
            for (size_t k = 0; k < term_count; k++)
                is_known |= slice_equal(terms[k], tokens[i].form->terms[t]);
            if (!is_known)
                terms[term_count++] = tokens[i].form->terms[t];
        }
    }
    if (term_count == 0)
        return;
    buf_append_slice(out, out->len > 0 ? SLICE(" ") : SLICE(""));
    buf_append_slice(out, term_count > 1 ? SLICE("{") : SLICE(""));
    for (size_t k = 0; k < term_count; k++)
        buf_printf(out, "%s%.*s", k > 0 ? " " : "", SLICE_ARG(terms[k]));
    buf_append_slice(out, term_count > 1 ? SLICE("}") : SLICE(""));
}

static size_t position_end(struct token_list list, size_t first)
{
    size_t last = first;
    while (last < list.count && list.tokens[last].position == list.tokens[first].position)
        last++;
    return last;
}

static void render(struct token_list list, struct buf *out)
{
    buf_reset(out);
    for (size_t i = 0; i < list.count; i = position_end(list, i))
        render_position(list.tokens + i, position_end(list, i) - i, out);
}

static bool forms_agree(const struct form *query, const struct form *document)
{
    size_t asked = query->flags & FORM_PARTS ? 1 : query->term_count;
    for (size_t t = 0; t < asked; t++)
        if (is_term_of(document, query->terms[t]))
            return true;
    return query->term_count > 0 && document->term_count > 0 &&
           slice_equal(query->folded, document->folded);
}

// Whether one of the query's tokens [first, last) agrees with a token of the document.
static bool is_position_found(struct token_list query, size_t first, size_t last,
                              struct token_list document)
{
    for (size_t q = first; q < last; q++) {
        for (size_t d = 0; d < document.count; d++)
            if (forms_agree(query.tokens[q].form, document.tokens[d].form))
                return true;
    }
    return false;
}

static bool has_terms(struct token_list list, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++)
        if (list.tokens[i].form->term_count > 0)
            return true;
    return false;
}

// All words of the query that have terms, wherever they stand; at least one.
static bool words_match(struct token_list query, struct token_list document)
{
    bool has_words = false;
    for (size_t first = 0; first < query.count;) {
        size_t last = position_end(query, first);
        if (has_terms(query, first, last)) {
            has_words = true;
            if (!is_position_found(query, first, last, document))
                return false;
        }
        first = last;
    }
    return has_words;
}

static bool has_folded_at(struct token_list list, uint32_t position, struct slice folded)
{
    for (size_t i = 0; i < list.count; i++)
        if (list.tokens[i].position == position && slice_equal(list.tokens[i].form->folded, folded))
            return true;
    return false;
}

// The surfaces of the query, folded, one after the other.
static bool phrase_matches(struct token_list query, struct token_list document)
{
    for (uint32_t start = 0; start < document.position_count; start++) {
        bool is_here = query.count > 0;
        for (size_t first = 0; is_here && first < query.count;) {
            is_here = has_folded_at(document, start + query.tokens[first].position,
                                    query.tokens[first].form->folded);
            first = position_end(query, first);
        }
        if (is_here)
            return true;
    }
    return false;
}

static bool matches(struct analyzer *analyzer, struct slice query, struct token_list document)
{
    bool is_phrase = query.len > 2 && query.ptr[0] == '"';
    struct token_list words = run(analyzer, query);
    return is_phrase ? phrase_matches(words, document) : words_match(words, document);
}

// Splits s at `separator`; returns the first part, trimmed, and leaves the rest in *s.
static struct slice take_part(struct slice *s, struct slice separator)
{
    size_t at = slice_find(*s, separator);
    struct slice part = slice_trim(slice_of(s->ptr, at));
    size_t next = at + separator.len < s->len ? at + separator.len : s->len;
    *s = slice_from_offset(*s, at < s->len ? next : s->len);
    return part;
}

static int check_queries(struct fixture *fixture, struct slice row, struct slice queries,
                         struct token_list document, bool is_wanted)
{
    int failures = 0;
    struct buf query;
    buf_init(&query, 0);
    while (queries.len > 0) {
        struct slice part = take_part(&queries, SLICE(" · "));
        if (part.len == 0 || slice_starts_with(part, SLICE("date-key")))
            continue;
        unescape(part, &query);
        if (matches(fixture->queries, buf_slice(&query), document) != is_wanted) {
            print_error("row %.*s: the query %.*s must%s match\n", SLICE_ARG(row), SLICE_ARG(part),
                        is_wanted ? "" : " not");
            failures++;
        }
    }
    buf_clear(&query);
    return failures;
}

static int check_row(struct fixture *fixture, const struct slice columns[COLUMNS])
{
    struct buf text;
    struct buf tokens;
    buf_init(&text, 0);
    buf_init(&tokens, 0);
    unescape(columns[1], &text);
    struct token_list document = run(fixture->documents, buf_slice(&text));
    render(document, &tokens);
    int failures = 0;
    if (!slice_equal(buf_slice(&tokens), columns[2])) {
        print_error("row %.*s: %.*s: '%.*s' instead of '%.*s'\n", SLICE_ARG(columns[0]),
                    SLICE_ARG(columns[1]), SLICE_ARG(buf_slice(&tokens)), SLICE_ARG(columns[2]));
        failures++;
    }
    failures += check_queries(fixture, columns[0], columns[3], document, true);
    failures += check_queries(fixture, columns[0], columns[4], document, false);
    buf_clear(&text);
    buf_clear(&tokens);
    return failures;
}

static FILE *open_table(const char *name)
{
    const char *root = getenv("HEMICYCLE_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/stemmer/%s", root ? root : ".", name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("cannot open %s", path);
    return file;
}

static void every_row_of_the_table_holds(void **state)
{
    struct fixture *fixture = *state;
    bool is_seen[LAST_ROW + 1] = {false};
    int failures = 0;
    FILE *file = open_table("french-rows.txt");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    while ((len = getline(&line, &capacity, file)) > 0) {
        struct slice rest = slice_trim(slice_of(line, (size_t)len));
        if (rest.len == 0 || *rest.ptr == '#' || *rest.ptr == '!')
            continue;
        struct slice columns[COLUMNS];
        for (size_t c = 0; c < COLUMNS; c++)
            columns[c] = take_part(&rest, SLICE("|"));
        int row = (int)strtol(columns[0].ptr, NULL, 10);
        assert_in_range(row, 1, LAST_ROW);
        is_seen[row] = true;
        failures += check_row(fixture, columns);
    }
    free(line);
    fclose(file);
    for (int row = 1; row <= LAST_ROW; row++) {
        if (!is_seen[row]) {
            print_error("row %d is missing\n", row);
            failures++;
        }
    }
    assert_int_equal(failures, 0);
}

static const struct form *form_of(struct analyzer *analyzer, struct slice word)
{
    const struct form *form = NULL;
    struct error err;
    assert_int_equal(analyzer_form(analyzer, word, &form, &err), STATUS_OK);
    assert_non_null(form);
    return form;
}

static bool have_common_term(const struct form *a, const struct form *b)
{
    for (size_t t = 0; t < a->term_count; t++)
        if (is_term_of(b, a->terms[t]))
            return true;
    return false;
}

static void pairs_meet_or_stay_apart(void **state)
{
    struct fixture *fixture = *state;
    int failures = 0;
    FILE *file = open_table("french-pairs.txt");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    while ((len = getline(&line, &capacity, file)) > 0) {
        struct slice rest = slice_trim(slice_of(line, (size_t)len));
        if (rest.len == 0 || *rest.ptr == '#')
            continue;
        struct slice left = take_part(&rest, SLICE(" "));
        struct slice sign = take_part(&rest, SLICE(" "));
        bool do_meet =
            have_common_term(form_of(fixture->documents, left), form_of(fixture->documents, rest));
        if (do_meet != slice_equal(sign, SLICE("="))) {
            print_error("%.*s and %.*s %s\n", SLICE_ARG(left), SLICE_ARG(rest),
                        do_meet ? "meet" : "are apart");
            failures++;
        }
    }
    free(line);
    fclose(file);
    assert_int_equal(failures, 0);
}

static bool has_date_key(struct fixture *fixture, const char *text, const char *key)
{
    struct token_list list = run(fixture->documents, slice_from(text));
    for (size_t i = 0; i < list.count; i++)
        if (is_term_of(list.tokens[i].form, slice_from(key)))
            return true;
    return false;
}

// Each by each of its spellings, behind a space and a no-break one.
static void every_month_makes_a_date(void **state)
{
    static const char *const months[][4] = {
        {"janvier", "JANVIER"},
        {"février", "fevrier", "FEVRIER", "Février"},
        {"mars", "Mars"},
        {"avril", "AVRIL"},
        {"mai", "MAI"},
        {"juin", "Juin"},
        {"juillet", "JUILLET"},
        {"août", "aout", "AOUT", "Août"},
        {"septembre", "SEPTEMBRE"},
        {"octobre", "OCTOBRE"},
        {"novembre", "NOVEMBRE"},
        {"décembre", "decembre", "DECEMBRE", "Décembre"},
    };
    for (int m = 0; m < 12; m++) {
        for (int n = 0; n < 4 && months[m][n]; n++) {
            char text[64], key[16];
            snprintf(key, sizeof key, "@2020-%02d-07", m + 1);
            snprintf(text, sizeof text, "le 7 %s 2020.", months[m][n]);
            assert_true(has_date_key(*state, text, key));
            snprintf(text, sizeof text, "le 7\u00A0%s 2020.", months[m][n]);
            assert_true(has_date_key(*state, text, key));
        }
    }
    assert_false(has_date_key(*state, "7 jours de mars 2020", "@2020-03-07"));
}

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error err;
    *state = fixture;
    return !fixture || analyzer_open(ANALYZER_FRENCH, &fixture->documents, &err) != STATUS_OK ||
           analyzer_open(ANALYZER_FRENCH, &fixture->queries, &err) != STATUS_OK;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;
    analyzer_close(fixture->documents);
    analyzer_close(fixture->queries);
    free(fixture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_holds),
        cmocka_unit_test(pairs_meet_or_stay_apart),
        cmocka_unit_test(every_month_makes_a_date),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
