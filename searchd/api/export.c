// Every match of a search, streamed: NDJSON and CSV.
//
// The set of matches is computed once (one bit a document) and bound to its generation. The documents are then
// read a few dozen at a time, each time from a fresh view, as the client takes them: memory stays the same
// for ten matches or a million, and a slow client holds nothing of the index. A document removed or changed
// meanwhile is still there in the set's generation as long as the index keeps it.
//
// The last record says how many there were, so that a cut answer can be told from a whole one. When the
// index has dropped what is still to be read, or it cannot be read, the last record says that, and then the connection
// is cut as well: nobody takes such an export for complete. So it is where the last record was not wanted (fin=0), too:
// a file that has lost rows must not look like one that has them all.

#include "answer/exchange_csv.h"
#include "searchd/api/api.h"

#include <stdlib.h>

enum {
    PIECE_DOCUMENTS = 64,
    PIECE_BYTES = 192 << 10,
};

static const struct search_profile PROFILE_NDJSON = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_EXPORT |
             PARAM_COLUMNS,
};
static const struct search_profile PROFILE_CSV = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_CSV |
             PARAM_EXPORT | PARAM_COLUMNS,
};

struct export_run {
    struct scan *set;
    struct arena scratch; // one document's
    uint64_t generation;
    uint64_t count;      // rows written so far
    uint64_t handed_out; // of these, in pieces before this one
    uint64_t documents;  // that they are of
    uint64_t bytes;      // that they took
    bool is_csv;
    bool has_bom;
    bool has_end; // a last record that says how many there were
    char separator;
    struct buf links;                // what addresses start with: a file leaves the site
    struct params_columns chosen;    // members of JSON
    struct exchange_columns columns; // of CSV
    bool is_started;
    bool is_told;        // that it is broken
    enum status broken;  // why the set could not be read to its end; STATUS_OK: it could
    struct error reason; // for the log
};

// --- rows ---------------------------------------------------------------------------------------

static void csv_header(const struct export_run *run, struct buf *out)
{
    struct csv csv;
    if (run->has_bom)
        buf_append_slice(out, SLICE("\xef\xbb\xbf"));
    csv_init(&csv, out, run->separator);
    exchange_csv_header(&csv, &run->columns);
}

static void ndjson_row(const struct export_run *run, const struct exchange *exchange,
                       const struct answer_about *about, struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json.links = buf_slice(&run->links);
    if (run->chosen.count > 0)
        json.choice = (struct json_choice){1, run->chosen.names, run->chosen.count};
    answer_json_exchange(&json, exchange, run->columns.by_answer ? ANSWER_ROW : ANSWER_PUBLIC,
                         about);
    buf_append_char(out, '\n');
}

static void csv_row(const struct export_run *run, const struct exchange *exchange,
                    const struct answer_about *about, struct buf *out)
{
    struct csv csv;
    csv_init(&csv, out, run->separator);
    csv.links = buf_slice(&run->links);
    exchange_csv_row(&csv, &run->columns, exchange, about);
}

static struct slice detail_of(const struct export_run *run)
{
    if (run->broken == STATUS_NOT_FOUND)
        return SLICE(
            "L’index a été réorganisé pendant l’export, qui n’a pas pu être mené à son terme ; "
            "recommencez.");
    return run->broken == STATUS_OK
               ? SLICE("")
               : SLICE("L’export n’a pas pu être mené à son terme ; recommencez plus tard.");
}

static void csv_last(const struct export_run *run, struct buf *out)
{
    struct csv csv;
    csv_init(&csv, out, run->separator);
    exchange_csv_end(&csv, &run->columns,
                     run->broken == STATUS_OK ? SLICE("#fin") : SLICE("#interrompu"), run->count,
                     detail_of(run));
}

static void ndjson_last(const struct export_run *run, struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_writer_object(&json);
    json_writer_put_bool(&json, "fin", run->broken == STATUS_OK);
    json_writer_put_int(&json, "count", (int64_t)run->count);
    json_writer_put_int(&json, "generation", (int64_t)run->generation);
    if (run->broken != STATUS_OK)
        json_writer_put_string(&json, "detail", detail_of(run));
    json_writer_end(&json);
    buf_append_char(out, '\n');
}

// --- pieces -------------------------------------------------------------------------------------

// Where rows go.
struct export_piece {
    struct export_run *run;
    const struct request_context *context;
    struct buf *out;
    const struct exchange_series *series; // of each document
};

// A row, or one for each answer: an exchange that has none is a row, too.
static void write_rows(const struct export_piece *piece, const struct exchange *exchange,
                       struct answer_about *about)
{
    struct export_run *run = piece->run;
    size_t count = run->columns.by_answer && exchange->reply_count > 0 ? exchange->reply_count : 1;
    for (about->reply = 0; about->reply < count; about->reply++)
        if (run->is_csv)
            csv_row(run, exchange, about, piece->out);
        else
            ndjson_row(run, exchange, about, piece->out);
    run->count += count;
}

// A row that did not fit is none: the export is broken off there.
static enum status write_document(void *to, size_t at, const struct exchange *stored,
                                  struct error *err)
{
    const struct export_piece *piece = to;
    const struct request_context *context = piece->context;
    struct export_run *run = piece->run;
    struct buf *out = piece->out;
    struct exchange exchange = *stored;
    size_t start = out->len;
    struct answer_about about = {.deadlines = context->site->deadlines,
                                 .searcher = context->searcher,
                                 .arena = &run->scratch,
                                 .series = &piece->series[at]};
    arena_reset(&run->scratch);
    if (exchange.licence.len == 0)
        exchange.licence = context->site->licence;
    uint64_t count = run->count;
    write_rows(piece, &exchange, &about);
    if (out->failed || run->scratch.failed) {
        run->count = count;
        return error_set(err, STATUS_TOO_LARGE, "a document is too long for an export");
    }
    run->documents++;
    run->bytes += out->len - start;
    return STATUS_OK;
}

// How many documents fit into the rest of a piece, by the mean of those before them.
static size_t next_documents(const struct export_run *run, const struct buf *out)
{
    if (run->documents == 0)
        return 1;
    uint64_t fit = (PIECE_BYTES - out->len) / (run->bytes / run->documents + 1);
    return fit < 1 ? 1 : fit > PIECE_DOCUMENTS ? PIECE_DOCUMENTS : (size_t)fit;
}

// Documents until the piece is large enough; *end after the last of the set.
static enum status write_documents(struct export_run *run, struct request_context *context,
                                   struct buf *out, bool *end, struct error *err)
{
    struct doc_key docs[PIECE_DOCUMENTS];
    struct exchange_series series[PIECE_DOCUMENTS];
    struct export_piece piece = {run, context, out, series};
    enum status status = directory_begin(context->searcher, context->view, err);
    if (status != STATUS_OK)
        return status;
    while (out->len < PIECE_BYTES && !*end) {
        size_t count;
        status = scan_next(run->set, context->view, docs, next_documents(run, out), &count, err);
        const struct document_wish wish = {docs, count, EXCHANGE_WHOLE};
        if (status == STATUS_OK && count > 0)
            status = view_series(context->view, docs, count, series, err);
        if (status == STATUS_OK)
            status = view_each_document(context->view, &wish, write_document, &piece, err);
        if (status != STATUS_OK)
            return status;
        *end = count == 0;
    }
    return STATUS_OK;
}

static void write_last(const struct export_run *run, struct buf *out)
{
    if (run->is_csv)
        csv_last(run, out);
    else
        ndjson_last(run, out);
}

static enum status next_piece(void *state, struct request_context *context, struct buf *out,
                              bool *end, struct error *err)
{
    struct export_run *run = state;
    if (run->broken != STATUS_OK) { // its last record was sent: now cut the connection
        run->is_told = true;
        return error_set(err, run->broken, "%s", run->reason.message);
    }
    if (!run->is_started && run->is_csv)
        csv_header(run, out);
    run->is_started = true;
    run->handed_out = run->count;

    bool is_last = false;
    enum status status = write_documents(run, context, out, &is_last, err);
    if (status != STATUS_OK && run->count == 0) // nothing was sent: it is refused as a whole
        return status;
    if (status != STATUS_OK) {
        run->broken = status;
        (void)error_set(&run->reason, status, "%s",
                        status == STATUS_NOT_FOUND ? "the exported generation was merged away"
                                                   : err->message);
    }
    if (status != STATUS_OK || (is_last && run->has_end))
        write_last(run, out);
    *end = is_last;
    return STATUS_OK;
}

static void break_off(void *state, enum status status, bool was_asked, struct buf *out)
{
    struct export_run *run = state;
    if (run->is_told)
        return;
    run->broken = status;
    run->count = was_asked ? run->handed_out : run->count;
    write_last(run, out);
}

static void close_export(void *state)
{
    struct export_run *run = state;
    scan_end(run->set);
    arena_clear(&run->scratch);
    buf_clear(&run->links);
    free(run);
}

// --- start --------------------------------------------------------------------------------------

static enum status start(struct request_context *context, const struct search_answer *answer,
                         bool is_csv, struct http_response *response, struct error *err)
{
    struct export_run *run = calloc(1, sizeof *run);
    if (!run)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an export");
    *run = (struct export_run){
        .generation = context->index.generation,
        .is_csv = is_csv,
        .has_bom = answer->params.csv_bom,
        .has_end = !answer->params.without_end,
        .separator = answer->params.csv_semicolon ? ';' : ',',
        .chosen = answer->params.columns,
    };
    exchange_csv_columns(&run->chosen, answer->params.by_answer, &run->columns);
    buf_append_slice(&run->links, context_base_url(context));
    enum status status =
        run->links.failed
            ? error_set(err, STATUS_NO_MEMORY, "no memory for an export")
            : search_matches(context->searcher, context->view, &answer->request, &run->set, err);
    if (status != STATUS_OK) {
        buf_clear(&run->links);
        free(run);
        return status;
    }
    struct slice count = arena_printf(context->arena, "%llu", (unsigned long long)run->set->total);
    if (count.ptr)
        http_add_header(response, "X-Total-Count", count.ptr);
    response->stream = (struct http_stream){
        .next = next_piece, .break_off = break_off, .close = close_export, .state = run};
    return STATUS_OK;
}

static enum status open_export(struct request_context *context, bool is_csv,
                               struct http_response *response, struct error *err)
{
    const struct search_profile *profile = is_csv ? &PROFILE_CSV : &PROFILE_NDJSON;
    struct search_answer answer;
    enum status status = search_service_read(context, profile, &answer, err);
    if (status == STATUS_OK)
        status = start(context, &answer, is_csv, response, err);
    if (status == STATUS_INVALID && answer.problems.count == 0)
        params_add_problem(&answer.problems, SLICE("q"),
                           arena_copy(context->arena, slice_from(err->message)), SLICE(""));
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    response->content_type =
        is_csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson; charset=utf-8";
    http_add_header(response, "Content-Disposition",
                    is_csv ? "attachment; filename=\"questions.csv\"; "
                             "filename*=UTF-8''questions-parlementaires.csv"
                           : "attachment; filename=\"questions.ndjson\"; "
                             "filename*=UTF-8''questions-parlementaires.ndjson");
    return STATUS_OK;
}

enum status export_ndjson(struct request_context *context, struct http_response *response,
                          struct error *err)
{
    return open_export(context, false, response, err);
}

enum status export_csv(struct request_context *context, struct http_response *response,
                       struct error *err)
{
    return open_export(context, true, response, err);
}
