// corpus-generate: any number of documents that behave like parliamentary questions without being any.
//
// For measurements where no other data are at hand. Document n of seed s depends on n and s alone, so a
// larger collection starts with the smaller one, and --first makes the next batch for an update. The same
// documents come as JSON Lines, as files in the layout of the Parliament of Wallonia, or cut into words
// for engines that are compared without their analyzers; --queries asks about the same topics in the same
// language. Memory does not grow with the count.
#include "base/buf.h"
#include "base/error.h"
#include "corpus/document.h"
#include "corpus/lexicon.h"
#include "corpus/prose.h"
#include "corpus/render.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define QUERY_STREAM (UINT64_C(1) << 63) // documents count from 1
#define WRITE_SIZE ((size_t)1 << 20)

enum format { FORMAT_JSONL, FORMAT_WALLONIE, FORMAT_TEXT };

struct options {
    struct document_plan plan;
    uint64_t count, first, queries;
    enum format format;
    const char *output;
};

static enum status flush(struct buf *out, size_t threshold, struct error *err)
{
    if (out->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    if (out->len < threshold)
        return STATUS_OK;
    if (fwrite(out->data, 1, out->len, stdout) != out->len || fflush(stdout) != 0)
        return error_set(err, STATUS_IO, "standard output: %s", strerrordesc_np(errno));
    buf_reset(out);
    return STATUS_OK;
}

static enum status make_folder(const char *path, struct error *err)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    return STATUS_OK;
}

// A path with a NUL behind it: OUTPUT/2004-2005, and with a document OUTPUT/2004-2005/00012-1.txt
static const char *path_of(struct buf *path, const char *output, const struct document *document,
                           bool is_file)
{
    buf_reset(path);
    buf_printf(path, "%s/", output);
    render_session(path, document);
    if (is_file)
        buf_printf(path, "/%05llu-1.txt", (unsigned long long)document->number);
    buf_append_char(path, '\0');
    return path->failed ? NULL : path->data;
}

static enum status make_folders(const char *output, struct buf *path, struct error *err)
{
    enum status status = make_folder(output, err);
    for (uint32_t i = 0; i < DOCUMENT_SESSIONS && status == STATUS_OK; i++) {
        const char *name = path_of(path, output, &(struct document){.session = i}, false);
        status = name ? make_folder(name, err) : error_set(err, STATUS_NO_MEMORY, "no memory");
    }
    return status;
}

static enum status write_file(const char *path, const struct buf *contents, struct error *err)
{
    if (!path || contents->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    bool is_written = fwrite(contents->data, 1, contents->len, file) == contents->len;
    if (fclose(file) != 0 || !is_written)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    return STATUS_OK;
}

static enum status write_files(const struct options *options, const struct lexicon *lexicon,
                               struct document *document, struct error *err)
{
    struct buf out, path;
    buf_init(&out, 0);
    buf_init(&path, 0);
    enum status status = make_folders(options->output, &path, err);
    for (uint64_t i = 0; i < options->count && status == STATUS_OK; i++) {
        document_make(document, lexicon, &options->plan, options->first + i);
        out.failed = document->text.failed;
        render_wallonie(&out, document);
        status = write_file(path_of(&path, options->output, document, true), &out, err);
        buf_reset(&out);
    }
    buf_clear(&out);
    buf_clear(&path);
    return status;
}

static enum status write_lines(const struct options *options, const struct lexicon *lexicon,
                               struct document *document, struct error *err)
{
    struct buf out;
    buf_init(&out, 0);
    enum status status = STATUS_OK;
    for (uint64_t i = 0; i < options->count && status == STATUS_OK; i++) {
        document_make(document, lexicon, &options->plan, options->first + i);
        out.failed |= document->text.failed;
        if (options->format == FORMAT_JSONL)
            render_jsonl(&out, document);
        else
            render_text(&out, document);
        status = flush(&out, WRITE_SIZE, err);
    }
    if (status == STATUS_OK)
        status = flush(&out, 1, err);
    buf_clear(&out);
    return status;
}

// 1 to 8 words, 4.8 on average.
static uint32_t draw_query_length(struct random *random)
{
    static const uint32_t up_to[] = {6, 16, 28, 43, 60, 76, 89, 100};
    uint32_t percent = random_below(random, 100), words = 0;
    while (percent >= up_to[words])
        words++;
    return words + 1;
}

static enum status write_queries(const struct options *options, const struct lexicon *lexicon,
                                 struct error *err)
{
    struct buf out;
    buf_init(&out, 0);
    enum status status = STATUS_OK;
    for (uint64_t i = 0; i < options->queries && status == STATUS_OK; i++) {
        uint64_t number = options->first + i;
        struct random random = random_of(options->plan.seed, QUERY_STREAM + number);
        uint32_t words = draw_query_length(&random);
        buf_printf(&out, "q%llu\t", (unsigned long long)number);
        struct prose prose = prose_of(&out, lexicon, random);
        prose_query(&prose, words);
        buf_append_char(&out, '\n');
        status = flush(&out, WRITE_SIZE, err);
    }
    if (status == STATUS_OK)
        status = flush(&out, 1, err);
    buf_clear(&out);
    return status;
}

static enum status run(const struct options *options, struct error *err)
{
    struct lexicon lexicon;
    enum status status = lexicon_open(&lexicon, err);
    if (status != STATUS_OK)
        return status;
    struct document document;
    document_init(&document);
    if (options->queries)
        status = write_queries(options, &lexicon, err);
    else if (options->format == FORMAT_WALLONIE)
        status = write_files(options, &lexicon, &document, err);
    else
        status = write_lines(options, &lexicon, &document, err);
    document_clear(&document);
    lexicon_close(&lexicon);
    return status;
}

enum { OPTION_FIRST = 256 };

static const struct argp_option option_table[] = {
    {"count", 'n', "N", 0, "how many documents (1000)", 0},
    {"seed", 's', "S", 0, "another seed gives other documents in the same language (1)", 0},
    {"first", OPTION_FIRST, "N", 0, "number of the first document (1): N + 1 … is the next batch",
     0},
    {"format", 'f', "NAME", 0, "jsonl (default), wallonie or text (ID, tab, words cut already)", 0},
    {"output", 'o', "DIR", 0, "for wallonie: the folder that gets one folder a session", 0},
    {"length", 'l', "N", 0, "mean number of tokens of a document (150)", 0},
    {"queries", 'q', "N", 0, "print N queries (ID, tab, words) instead of documents", 0},
    {0},
};

static uint64_t parse_number(const char *text, uint64_t smallest, struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || value < smallest || value > INT64_MAX)
        argp_error(state, "\"%s\" is not a number from %llu on", text,
                   (unsigned long long)smallest);
    return value;
}

static enum format parse_format(const char *name, struct argp_state *state)
{
    if (strcmp(name, "wallonie") == 0)
        return FORMAT_WALLONIE;
    if (strcmp(name, "text") == 0)
        return FORMAT_TEXT;
    if (strcmp(name, "jsonl") != 0)
        argp_error(state, "\"%s\" is none of jsonl, wallonie, text", name);
    return FORMAT_JSONL;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;
    switch (key) {
    case 'n':
        options->count = parse_number(argument, 0, state);
        return 0;
    case 's':
        options->plan.seed = parse_number(argument, 0, state);
        return 0;
    case 'l':
        options->plan.mean_tokens = parse_number(argument, 1, state);
        return 0;
    case 'q':
        options->queries = parse_number(argument, 1, state);
        return 0;
    case OPTION_FIRST:
        options->first = parse_number(argument, 1, state);
        return 0;
    case 'f':
        options->format = parse_format(argument, state);
        return 0;
    case 'o':
        options->output = argument;
        return 0;
    case ARGP_KEY_END:
        if ((options->format == FORMAT_WALLONIE) != (options->output != NULL))
            argp_error(state, "--format wallonie and --output DIR go together");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    struct options options = {.plan = {.seed = 1, .mean_tokens = 150}, .count = 1000, .first = 1};
    const struct argp argp = {.options = option_table,
                              .parser = parse_option,
                              .doc = "Writes invented documents in invented French."};
    argp_err_exit_status = 64; // EX_USAGE
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct error err = {0};
    enum status status = run(&options, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "corpus-generate: %s\n", err.message);
    return status_exit_code(status);
}
