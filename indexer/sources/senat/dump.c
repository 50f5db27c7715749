// The Senate's database as pg_dump writes it: COPY blocks of tab-separated rows, each block ended by "\.".
//
// Three tables make a question: tam_questions has its facts and text, sortquestion the words for its lot, and
// tam_reponses the answers, which point to questions by their row's id and stand behind them. So the text is gone
// through once for answers and lots, and once for questions; a large one lies in a file meanwhile (spool.h), and memory
// is that of the answers' places.
#include "base/date.h"
#include "base/map.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/rows.h"
#include "indexer/sources/senat/question.h"
#include "indexer/sources/source.h"
#include "indexer/sources/spool.h"
#include "indexer/sources/text.h"

#include <stdlib.h>
#include <string.h>

// The row of an answer, in a chain of those to the same question.
struct answer {
    struct slice line;
    uint32_t next; // index + 1; 0: none
};

struct dump {
    const struct source_input *input;
    const struct source_sink *sink;
    struct spool spool;
    struct arena names; // of lots
    struct row row;
    struct row answer_row; // the names of tam_reponses
    struct map asked;      // ids of questions that have answers
    struct buf heads;      // of uint32_t, by the map's number: index + 1 of the first answer
    struct buf answers;    // of struct answer
    struct map lots;       // codes of lots
    struct buf lot_names;  // of struct slice
    uint64_t questions;
    bool is_cut; // it ends in a table, or says how it begins and not that it is complete
    bool lacks_memory;
};

enum { LET_GO_EVERY = 1024 }; // lines

enum table { OTHER, QUESTIONS, ANSWERS, LOTS };

// --- COPY ------------------------------------------------------------------------------------

static enum table table_of(struct slice line, struct row *row)
{
    static const struct {
        enum table table;
        const char *name;
    } TABLES[] = {
        {QUESTIONS, "tam_questions "}, {ANSWERS, "tam_reponses "}, {LOTS, "sortquestion "}};
    enum table table = OTHER;
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        if (slice_find(line, slice_from(TABLES[i].name)) < line.len)
            table = TABLES[i].table;
    size_t open = slice_find(line, SLICE("(")), close = slice_find(line, SLICE(")"));
    if (table == OTHER || open >= close)
        return OTHER;
    struct slice names = slice_of(line.ptr + open + 1, close - open - 1);
    for (row->count = 0; names.len > 0 && row->count < ROWS_MAX_COLUMNS;) {
        size_t end = slice_find(names, SLICE(","));
        row->names[row->count++] = text_trim(slice_of(names.ptr, end));
        names = slice_from_offset(names, end < names.len ? end + 1 : end);
    }
    return table;
}

// "\n" and its like as what they mean; "\N" is nothing.
static struct slice unescaped(struct slice s, struct arena *arena)
{
    static const char LETTERS[] = "ntrbfv", MEANINGS[] = "\n\t\r\b\f\v";
    if (slice_equal(s, SLICE("\\N")))
        return SLICE_NONE;
    if (slice_find(s, SLICE("\\")) == s.len)
        return s;
    struct buf plain = {0};
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\\' && i + 1 < s.len) {
            const char *letter = memchr(LETTERS, s.ptr[++i], sizeof LETTERS - 1);
            c = letter ? MEANINGS[letter - LETTERS] : s.ptr[i];
        }
        buf_append_char(&plain, c);
    }
    struct slice copy = arena_copy(arena, buf_slice(&plain));
    buf_clear(&plain);
    return copy;
}

static void split_row(struct row *row, struct slice line, struct arena *arena)
{
    for (size_t i = 0; i < row->count; i++) {
        size_t end = slice_find(line, SLICE("\t"));
        row->values[i] = unescaped(slice_of(line.ptr, end), arena);
        line = slice_from_offset(line, end < line.len ? end + 1 : end);
    }
}

// --- answers and lots ------------------------------------------------------------------------

static void keep_answer(struct dump *dump, struct slice line)
{
    struct arena scratch = {0};
    split_row(&dump->answer_row, line, &scratch);
    uint32_t number = map_put(&dump->asked, row_get(&dump->answer_row, "idque"));
    arena_clear(&scratch);
    struct answer answer = {line, 0};
    uint32_t self = (uint32_t)(dump->answers.len / sizeof answer) + 1;
    buf_append(&dump->answers, &answer, sizeof answer);
    dump->lacks_memory = dump->lacks_memory || number == MAP_NONE || dump->answers.failed;
    if (dump->lacks_memory)
        return;
    if (number == dump->heads.len / sizeof self) {
        buf_append(&dump->heads, &self, sizeof self);
        return;
    }
    struct answer *answers = (struct answer *)(void *)dump->answers.data;
    uint32_t at = ((uint32_t *)(void *)dump->heads.data)[number] - 1;
    while (answers[at].next > 0)
        at = answers[at].next - 1;
    answers[at].next = self;
}

static void keep_lot(struct dump *dump, struct row *row)
{
    struct slice name = arena_copy(&dump->names, row_get(row, "sorquelib"));
    uint32_t number = map_put(&dump->lots, row_get(row, "sorquecod"));
    if (number == dump->lot_names.len / sizeof name)
        buf_append(&dump->lot_names, &name, sizeof name);
    dump->lacks_memory = dump->lacks_memory || number == MAP_NONE || dump->lot_names.failed;
}

static struct slice lot_of(const struct dump *dump, struct slice code)
{
    uint32_t number = map_find(&dump->lots, code);
    const struct slice *names = (const struct slice *)(const void *)dump->lot_names.data;
    return number == MAP_NONE ? SLICE_NONE : names[number];
}

// --- questions -------------------------------------------------------------------------------

static size_t read_answers(struct dump *dump, struct slice id, struct reply *replies)
{
    struct slice looks_like;
    struct arena *arena = dump->input->arena;
    uint32_t number = map_find(&dump->asked, id);
    if (number == MAP_NONE)
        return 0;
    const struct answer *answers = (const struct answer *)(const void *)dump->answers.data;
    size_t count = 0;
    uint32_t at = ((const uint32_t *)(const void *)dump->heads.data)[number];
    for (; at > 0 && count < EXCHANGE_MAX_REPLIES; at = answers[at - 1].next) {
        struct slice line = spool_utf8(&dump->spool, answers[at - 1].line, dump->row.line, arena);
        split_row(&dump->answer_row, line, arena);
        replies[count++] = (struct reply){
            .text = rows_text(row_get(&dump->answer_row, "txtrep"), arena),
            .date = dates_find(row_get(&dump->answer_row, "datejorep"), &looks_like),
            .respondent = row_get(&dump->answer_row, "minreplib"),
        };
    }
    return count;
}

static enum status take_question(struct dump *dump, const struct row *row, struct error *err)
{
    struct arena *arena = dump->input->arena;
    struct reply replies[EXCHANGE_MAX_REPLIES];
    struct slice looks_like, code = row_get(row, "natquecod");
    struct exchange exchange = {
        .assembly = SLICE("Sénat"),
        .type = senat_type(code),
        .session = row_get(row, "legislature"),
        .number = row_get(row, "numero"),
        .title = senat_title(row, "titre", arena),
        .author = text_trim(arena_printf(arena, "%.*s %.*s", SLICE_ARG(row_get(row, "prenom")),
                                         SLICE_ARG(row_get(row, "nom")))),
        .group = row_get(row, "groupe"),
        .question = rows_text(row_get(row, "txtque"), arena),
        .date_question = dates_find(row_get(row, "datejodepot"), &looks_like),
        .replies = replies,
        .reply_count = read_answers(dump, row_get(row, "id"), replies),
    };
    exchange.id = arena_printf(arena, "senat-%.*s-%.*s%.*s", SLICE_ARG(exchange.session),
                               SLICE_ARG(exchange.number), SLICE_ARG(code));
    exchange.year = date_year(exchange.date_question);
    senat_read_ministers(row, "mindepotlib", "mintranlib", &exchange);
    struct slice lot = lot_of(dump, row_get(row, "sorquecod"));
    uint32_t answered = dates_find(row_get(row, "datejorep1"), &looks_like);
    if (exchange.reply_count == 0 && (answered != DATE_NONE || senat_is_answered(lot)))
        replies[exchange.reply_count++] =
            (struct reply){.date = answered, .respondent = row_get(row, "minreplib1")};
    senat_close(&exchange, lot);
    if (exchange.closure != CLOSURE_NONE)
        exchange.date_closed = dates_find(row_get(row, "datecloture"), &looks_like);
    dump->questions++;
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question");
    if (exchange.number.len == 0 || exchange.session.len == 0 ||
        exchange.title.len + exchange.question.len == 0) {
        source_reject(dump->sink, row->line, "no legislature, number or title");
        return STATUS_OK;
    }
    return dump->sink->take(dump->sink->context, &exchange, row->line, err);
}

// --- the dump --------------------------------------------------------------------------------

static enum status read_row(struct dump *dump, enum table table, bool is_first_pass,
                            struct slice line, struct error *err)
{
    if (is_first_pass && table == ANSWERS) {
        keep_answer(dump, line);
        return STATUS_OK;
    }
    bool is_due = is_first_pass ? table == LOTS : table == QUESTIONS;
    if (!is_due)
        return STATUS_OK;
    struct arena *arena = dump->input->arena;
    enum status status = STATUS_OK;
    split_row(&dump->row, spool_utf8(&dump->spool, line, dump->row.line, arena), arena);
    if (is_first_pass)
        keep_lot(dump, &dump->row);
    else
        status = take_question(dump, &dump->row, err);
    if (dump->spool.map) // else the text itself may lie there
        arena_reset(arena);
    return status;
}

static enum status read_tables(struct dump *dump, struct slice text, bool is_first_pass,
                               struct error *err)
{
    enum status status = STATUS_OK;
    enum table table = OTHER;
    bool is_open = false, wants_end = false;
    struct slice line;
    struct lines lines = {text, dump->input->first_line - 1};
    while (status == STATUS_OK && !dump->lacks_memory && lines_next(&lines, &line)) {
        bool begins = !is_open && slice_starts_with(line, SLICE("COPY "));
        if (begins) {
            is_open = true;
            table = table_of(line, &dump->row);
            dump->answer_row = table == ANSWERS ? dump->row : dump->answer_row;
        } else if (slice_equal(line, SLICE("\\."))) {
            is_open = false;
        } else if (is_open) {
            dump->row.line = lines.number;
            if (lines.number % LET_GO_EVERY == 0)
                spool_let_go(&dump->spool);
            status = read_row(dump, table, is_first_pass, line, err);
        } else if (slice_equal(line, SLICE("-- PostgreSQL database dump"))) {
            wants_end = true;
        } else if (slice_equal(line, SLICE("-- PostgreSQL database dump complete"))) {
            wants_end = false;
        }
    }
    dump->is_cut = is_open || wants_end;
    if (status == STATUS_OK && dump->is_cut && !is_first_pass)
        source_reject_cut(dump->sink, lines.number,
                          is_open ? "truncated: a table without its end"
                                  : "truncated: a dump without its last line");
    return status;
}

static enum status read_dump(struct dump *dump, struct slice text, struct error *err)
{
    enum status status = read_tables(dump, text, true, err);
    if (status == STATUS_OK && !dump->lacks_memory)
        status = read_tables(dump, text, false, err);
    if (status == STATUS_OK && dump->lacks_memory)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a dump of this size");
    if (status == STATUS_OK && dump->questions == 0 && !dump->is_cut)
        source_reject(dump->sink, dump->input->first_line,
                      "a dump without questions (tam_questions)");
    return status;
}

enum status senat_parse_dump(const struct source_input *input, const struct source_sink *sink,
                             struct error *err)
{
    struct slice text;
    bool is_text = false;
    struct dump *dump = calloc(1, sizeof *dump);
    if (!dump)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    dump->input = input;
    dump->sink = sink;
    enum status status = spool_read(&dump->spool, input, sink, &text, &is_text, err);
    if (status == STATUS_OK && is_text)
        status = read_dump(dump, text, err);
    spool_close(&dump->spool);
    map_clear(&dump->asked);
    map_clear(&dump->lots);
    buf_clear(&dump->heads);
    buf_clear(&dump->answers);
    buf_clear(&dump->lot_names);
    arena_clear(&dump->names);
    free(dump);
    return status;
}
