// The rules of a file, and the one that an exchange falls under. See deadlines.h.
//
// Rules are few: they are walked from the top for each exchange. Of those in force on the day of the question, one that
// names its type goes before one for all, and a later one before an earlier one. A mistake in the file is told with its
// line and leaves no rules at all: half a file would call the wrong answers late. The file's bytes give a number that
// changes with them, so that answers kept under other rules are not given any more.
#include "answer/deadlines.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "engine/workdays.h"
#include "stemmer/text/fold.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 1 << 20, MAX_RULES = 1000, MAX_DAYS = 3650 };

struct rule {
    const struct rule *next;
    struct slice type; // folded; "*": any
    uint32_t since;    // DATE_NONE: always
    struct deadline gives;
};

struct deadlines {
    struct arena arena;
    const struct rule *first;
    struct rule *last;
    size_t count;
    uint64_t fingerprint;
};

struct parser {
    struct deadlines *deadlines;
    const char *path;
    unsigned line;
    struct error *err;
};

static enum status mistake(const struct parser *parser, const char *what)
{
    return error_set(parser->err, STATUS_INVALID, "%s:%u: %s", parser->path, parser->line, what);
}

// The next word of *text, cut off with the spaces around it.
static struct slice take_word(struct slice *text)
{
    *text = slice_trim(*text);
    size_t len = 0;
    while (len < text->len && text->ptr[len] != ' ' && text->ptr[len] != '\t')
        len++;
    struct slice word = slice_of(text->ptr, len);
    *text = slice_trim(slice_from_offset(*text, len));
    return word;
}

static bool accept(struct slice *text, struct slice word)
{
    struct slice rest = *text;
    if (!slice_equal(take_word(&rest), word))
        return false;
    *text = rest;
    return true;
}

static struct slice folded(struct deadlines *deadlines, struct slice text)
{
    struct buf buf;
    buf_init(&buf, 0);
    fold_append(&buf, text);
    struct slice copy =
        buf.failed ? SLICE_NONE : arena_copy(&deadlines->arena, slice_trim(buf_slice(&buf)));
    buf_clear(&buf);
    return copy;
}

static bool read_days(struct slice word, uint32_t *days)
{
    *days = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9' || *days > MAX_DAYS)
            return false;
        *days = *days * 10 + (uint32_t)(word.ptr[i] - '0');
    }
    return *days > 0 && *days <= MAX_DAYS;
}

// « 20 jours ouvrables depuis 2014-07-01 »
static enum status read_rule(const struct parser *parser, struct slice text, struct rule *rule)
{
    if (!read_days(take_word(&text), &rule->gives.days))
        return mistake(parser, "a number of days from 1 to 3650 must follow the =");
    if (!accept(&text, SLICE("jours")) && !accept(&text, SLICE("jour")))
        return mistake(parser, "'jours' must follow the number");
    rule->gives.are_working = accept(&text, SLICE("ouvrables")) || accept(&text, SLICE("ouvrable"));
    if (accept(&text, SLICE("depuis"))) {
        rule->since = date_parse_iso(take_word(&text));
        if (!date_is_full(rule->since))
            return mistake(parser, "a day must follow 'depuis': 2014-07-01");
    }
    return text.len == 0
               ? STATUS_OK
               : mistake(parser, "expected: TYPE = N jours [ouvrables] [depuis DATE] [; SOURCE]");
}

static enum status read_line(const struct parser *parser, struct slice line)
{
    struct deadlines *deadlines = parser->deadlines;
    line = slice_trim(slice_of(line.ptr, slice_find(line, SLICE("#"))));
    if (line.len == 0)
        return STATUS_OK;
    size_t equals = slice_find(line, SLICE("=")), semicolon = slice_find(line, SLICE(";"));
    if (equals >= semicolon)
        return mistake(parser, "a type of question and = must come first; * is any type");
    if (deadlines->count++ == MAX_RULES)
        return mistake(parser, "more than 1000 rules");
    struct rule *rule = arena_calloc(&deadlines->arena, 1, sizeof *rule);
    if (!rule)
        return error_set(parser->err, STATUS_NO_MEMORY, "%s: out of memory", parser->path);
    rule->type = folded(deadlines, slice_of(line.ptr, equals));
    if (rule->type.len == 0)
        return mistake(parser, "a type of question must come first; * is any type");
    if (semicolon < line.len)
        rule->gives.source =
            arena_copy(&deadlines->arena, slice_trim(slice_from_offset(line, semicolon + 1)));
    if (deadlines->last)
        deadlines->last->next = rule;
    else
        deadlines->first = rule;
    deadlines->last = rule;
    return read_rule(parser, slice_of(line.ptr + equals + 1, semicolon - equals - 1), rule);
}

// FNV-1a: it only has to differ.
static uint64_t hash_of(struct slice text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3u;
    return hash;
}

static enum status read_text(struct parser *parser, struct slice text)
{
    if (!fold_is_utf8(text))
        return error_set(parser->err, STATUS_INVALID, "%s: not UTF-8", parser->path);
    parser->deadlines->fingerprint = hash_of(text);
    enum status status = STATUS_OK;
    while (text.len > 0 && status == STATUS_OK) {
        size_t end = slice_find(text, SLICE("\n"));
        parser->line++;
        status = read_line(parser, slice_of(text.ptr, end));
        text = slice_from_offset(text, end < text.len ? end + 1 : end);
    }
    return status;
}

static enum status read_stream(struct parser *parser, FILE *file)
{
    struct buf text;
    buf_init(&text, 0);
    enum status status;
    char *to = buf_reserve(&text, MAX_FILE_BYTES + 1);
    size_t len = to ? fread(to, 1, MAX_FILE_BYTES + 1, file) : 0;
    if (!to)
        status = error_set(parser->err, STATUS_NO_MEMORY, "%s: out of memory", parser->path);
    else if (ferror(file))
        status = error_set(parser->err, STATUS_IO, "%s: %s", parser->path, strerrordesc_np(errno));
    else if (len > MAX_FILE_BYTES)
        status = error_set(parser->err, STATUS_INVALID, "%s: more than 1 MiB", parser->path);
    else
        status = read_text(parser, slice_of(to, len));
    buf_clear(&text);
    return status;
}

static enum status read_file(struct parser *parser)
{
    FILE *file = fopen(parser->path, "rb");
    if (!file)
        return error_set(parser->err, STATUS_IO, "%s: %s", parser->path, strerrordesc_np(errno));
    enum status status = read_stream(parser, file);
    fclose(file);
    return status;
}

enum status deadlines_open(const char *path, struct deadlines **out, struct error *err)
{
    struct deadlines *deadlines = calloc(1, sizeof *deadlines);
    if (!deadlines)
        return error_set(err, STATUS_NO_MEMORY, "deadlines: out of memory");
    arena_init(&deadlines->arena, 0);
    struct parser parser = {.deadlines = deadlines, .path = path, .err = err};
    enum status status = path ? read_file(&parser) : STATUS_OK;
    if (status == STATUS_OK && deadlines->arena.failed)
        status = error_set(err, STATUS_NO_MEMORY, "deadlines: out of memory");
    if (status != STATUS_OK) {
        deadlines_close(deadlines);
        return status;
    }
    *out = deadlines;
    return STATUS_OK;
}

void deadlines_close(struct deadlines *deadlines)
{
    if (!deadlines)
        return;
    arena_clear(&deadlines->arena);
    free(deadlines);
}

uint64_t deadlines_fingerprint(const struct deadlines *deadlines)
{
    return deadlines->fingerprint;
}

// Whether `a` is nearer to what was asked than `b`, both in force.
static bool is_nearer(const struct rule *a, const struct rule *b)
{
    bool a_is_any = slice_equal(a->type, SLICE("*")), b_is_any = slice_equal(b->type, SLICE("*"));
    return a_is_any == b_is_any ? a->since >= b->since : b_is_any;
}

bool deadlines_find(const struct deadlines *deadlines, const struct exchange *exchange,
                    struct deadline *out)
{
    if (!deadlines || !deadlines->first || !date_is_full(exchange->date_question))
        return false;
    struct buf type;
    buf_init(&type, 0);
    fold_append(&type, exchange->type);
    const struct rule *best = NULL;
    for (const struct rule *rule = deadlines->first; rule && !type.failed; rule = rule->next) {
        bool is_meant = slice_equal(rule->type, SLICE("*")) ||
                        slice_equal(rule->type, slice_trim(buf_slice(&type)));
        if (is_meant && rule->since <= exchange->date_question && (!best || is_nearer(rule, best)))
            best = rule;
    }
    buf_clear(&type);
    if (!best)
        return false;
    *out = best->gives;
    uint32_t asked = exchange->date_question;
    out->due = out->are_working ? workdays_after(asked, out->days)
                                : date_from_days(date_to_days(asked) + (int32_t)out->days);
    return true;
}

bool deadline_is_missed(const struct deadline *deadline, const struct exchange *exchange,
                        uint32_t today)
{
    if (!exchange_answer(exchange))
        return exchange_is_waiting(exchange) && today > deadline->due;
    uint32_t answered = exchange_reply_date(exchange);
    return date_is_full(answered) && answered > deadline->due;
}
