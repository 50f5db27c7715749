// The rules of a file, and the one that an exchange falls under. See deadlines.h.
//
// Rules are few: they are walked for each exchange, the nearest first (engine/deadline/deadline_rules.h). A mistake in
// the file is told with its line and leaves no rules at all: half a file would call the wrong answers late. The file's
// bytes give a number that changes with them, so that answers kept under other rules are not given any more.
#include "answer/deadlines.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/vec.h"
#include "stemmer/text/fold.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE_BYTES = 1 << 20, MAX_RULES = 1000, MAX_DAYS = 3650 };

struct deadlines {
    struct arena arena;
    struct {
        VEC_OF(struct deadline_rule);
    } read;
    struct deadline_rules rules;
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
    return slice_read_number(word, MAX_DAYS, days) && *days > 0;
}

// « 20 jours ouvrables depuis 2014-07-01 »
static enum status read_rule(const struct parser *parser, struct slice text,
                             struct deadline_rule *rule)
{
    if (!read_days(take_word(&text), &rule->days))
        return mistake(parser, "a number of days from 1 to 3650 must follow the =");
    if (!accept(&text, SLICE("jours")) && !accept(&text, SLICE("jour")))
        return mistake(parser, "'jours' must follow the number");
    rule->are_working = accept(&text, SLICE("ouvrables")) || accept(&text, SLICE("ouvrable"));
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
    if (deadlines->read.count == MAX_RULES)
        return mistake(parser, "more than 1000 rules");
    struct deadline_rule rule = {.type = folded(deadlines, slice_of(line.ptr, equals))};
    if (rule.type.len == 0)
        return mistake(parser, "a type of question must come first; * is any type");
    rule.name = arena_copy(&deadlines->arena, slice_trim(slice_of(line.ptr, equals)));
    if (slice_equal(rule.type, SLICE("*")))
        rule.type = SLICE_NONE;
    if (semicolon < line.len)
        rule.source =
            arena_copy(&deadlines->arena, slice_trim(slice_from_offset(line, semicolon + 1)));
    enum status status =
        read_rule(parser, slice_of(line.ptr + equals + 1, semicolon - equals - 1), &rule);
    if (status == STATUS_OK && !vec_add(&deadlines->read, rule))
        status = error_set(parser->err, STATUS_NO_MEMORY, "%s: out of memory", parser->path);
    return status;
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

// Once all rules are read.
static void settle(struct deadlines *deadlines)
{
    deadline_rules_sort(deadlines->read.items, deadlines->read.count);
    deadlines->rules = (struct deadline_rules){deadlines->read.items, deadlines->read.count,
                                               workday_calendar_make(&deadlines->arena)};
}

enum status deadlines_open(const char *path, struct deadlines **out, struct error *err)
{
    struct deadlines *deadlines = calloc(1, sizeof *deadlines);
    if (!deadlines)
        return error_set(err, STATUS_NO_MEMORY, "deadlines: out of memory");
    arena_init(&deadlines->arena, 0);
    deadlines->read.room = vec_in(&deadlines->arena, VEC_NO_LIMIT);
    struct parser parser = {.deadlines = deadlines, .path = path, .err = err};
    enum status status = path ? read_file(&parser) : STATUS_OK;
    if (status == STATUS_OK && deadlines->read.count > 0)
        settle(deadlines);
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

const struct deadline_rules *deadlines_rules(const struct deadlines *deadlines)
{
    return &deadlines->rules;
}

bool deadlines_find(const struct deadlines *deadlines, const struct exchange *exchange,
                    struct deadline *out)
{
    uint32_t asked = exchange->date_question;
    if (!deadlines || deadlines->rules.count == 0 || !date_is_full(asked))
        return false;
    struct buf type;
    buf_init(&type, 0);
    fold_append(&type, exchange->type);
    const struct deadline_rule *rule =
        type.failed ? NULL
                    : deadline_rules_find(&deadlines->rules, slice_trim(buf_slice(&type)), asked);
    buf_clear(&type);
    if (!rule)
        return false;
    *out = (struct deadline){.due = deadline_rules_due(&deadlines->rules, rule, asked),
                             .days = rule->days,
                             .are_working = rule->are_working,
                             .source = rule->source};
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
