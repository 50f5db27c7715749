// verify-citation: does this dated dump hold the cited result?
//
//     citation (JSON)   what was asked, generation, moment of the commit, count, SHA-256 of the sorted ids
//     dump              its last record tells generation and commit; its own SHA-256, where that lies beside it
//                       -> an index of its own, for as long as this takes
//     the same search   -> count, SHA-256
//
// Nothing is taken on trust: the dump is read by `add` as any file is, and searched as any index is. What differs is
// told, all of it, and the exit code is 65.
#include "answer/citation/result_citation.h"
#include "answer/deadlines.h"
#include "answer/params_url.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/json/tree.h"
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

extern char **environ;

enum { CITATION_MOST = 1 << 20, TAIL_BYTES = 4096, SUM_BYTES = 512 };

// What a citation and a dump say of themselves. Borrowed from their texts.
struct claim {
    struct slice address, commit_time, sha256;
    int64_t generation, count;
};

struct verification {
    const struct options *options;
    const char *dump;
    struct synonyms *synonyms;
    struct deadlines *deadlines;
    struct arena arena;
    struct claim cited;
    bool differs; // and it was told
};

__attribute__((format(printf, 2, 3))) static void tell(struct verification *run, const char *format,
                                                       ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    console_line("%s: %s", run->options->program, text);
    run->differs = true;
}

static struct slice text_in(const struct json_node *object, const char *name, struct arena *arena)
{
    const struct json_node *node = json_node_get(object, name);
    return json_node_is(node, JSON_NODE_STRING) ? arena_copy(arena, node->is.text) : SLICE_NONE;
}

// Reads a file up to a size; of a longer one the beginning.
static enum status read_file(const char *path, size_t most, struct arena *arena, struct slice *out,
                             struct error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    char *bytes = arena_alloc(arena, most);
    *out = slice_of(bytes, bytes ? fread(bytes, 1, most, file) : 0);
    bool is_read = ferror(file) == 0;
    if (file != stdin)
        (void)fclose(file);
    if (!bytes)
        return error_set(err, STATUS_NO_MEMORY, "%s: %s", path, strerrordesc_np(ENOMEM));
    return is_read ? STATUS_OK : error_set(err, STATUS_IO, "%s: cannot be read", path);
}

static enum status read_object(struct slice text, const char *inside, struct arena *arena,
                               struct claim *out)
{
    struct json_tree tree = {0};
    const struct json_node *root;
    enum status status = json_tree_read(&tree, text, JSON_STRICT, &root);
    if (status == STATUS_OK) {
        const struct json_node *inner = inside ? json_node_get(root, inside) : NULL;
        const struct json_node *object = inner ? inner : root;
        const struct json_node *fin = json_node_get(object, "fin");
        *out = (struct claim){
            .address = text_in(object, "adresse", arena),
            .commit_time = text_in(object, "commit_time", arena),
            .sha256 = text_in(object, "sha256", arena),
            .generation = json_node_integer(json_node_get(object, "generation")),
            .count = json_node_integer(json_node_get(object, fin ? "count" : "nombre")),
        };
    }
    json_tree_clear(&tree);
    return status;
}

static enum status read_citation(struct verification *run, struct error *err)
{
    struct slice text;
    const char *path = run->options->argument_count > 1 ? run->options->arguments[1] : "-";
    enum status status = read_file(path, CITATION_MOST, &run->arena, &text, err);
    if (status != STATUS_OK)
        return status;
    status = read_object(text, "citation", &run->arena, &run->cited);
    const struct claim *cited = &run->cited;
    bool is_whole = cited->address.len > 0 && cited->sha256.len == SHA256_HEX_LEN &&
                    cited->generation > 0 && cited->commit_time.len > 0;
    if (status == STATUS_NO_MEMORY || (status == STATUS_OK && is_whole))
        return status;
    return error_set(err, STATUS_INVALID, "%s: is no citation, as /api/v1/citation answers it",
                     path);
}

// --- the dump --------------------------------------------------------------------------------------

static enum status hash_file(FILE *file, char hex[SHA256_HEX_LEN], struct arena *arena)
{
    enum { BLOCK = 1 << 16 };
    struct sha256 hash;
    char *block = arena_alloc(arena, BLOCK);
    size_t len;
    sha256_init(&hash);
    while (block && (len = fread(block, 1, BLOCK, file)) > 0)
        sha256_add(&hash, slice_of(block, len));
    sha256_end(&hash, hex);
    return block && ferror(file) == 0 ? STATUS_OK : STATUS_IO;
}

// Compares with the sum beside it, where there is one.
static enum status check_sum(struct verification *run, FILE *file, struct error *err)
{
    char path[PATH_MAX], hex[SHA256_HEX_LEN];
    struct slice sum;
    if (snprintf(path, sizeof path, "%s.sha256", run->dump) >= (int)sizeof path ||
        access(path, F_OK) != 0)
        return STATUS_OK;
    enum status status = read_file(path, SUM_BYTES, &run->arena, &sum, err);
    if (status == STATUS_OK && hash_file(file, hex, &run->arena) != STATUS_OK)
        status = error_set(err, STATUS_IO, "%s: cannot be read", run->dump);
    if (status == STATUS_OK && !slice_starts_with(sum, slice_of(hex, sizeof hex)))
        tell(run, "%s: is damaged: its SHA-256 is not that of %s", run->dump, path);
    return status;
}

// The record at its end. A dump that is none, or was cut, has none.
static enum status read_end(struct verification *run, FILE *file, struct claim *out)
{
    char tail[TAIL_BYTES];
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    long from = size > TAIL_BYTES ? size - TAIL_BYTES : 0;
    if (size <= 0 || fseek(file, from, SEEK_SET) != 0)
        return STATUS_INVALID;
    struct slice text = slice_trim(slice_of(tail, fread(tail, 1, sizeof tail, file)));
    for (size_t line = slice_find(text, SLICE("\n")); line < text.len;
         line = slice_find(text, SLICE("\n")))
        text = slice_from_offset(text, line + 1);
    *out = (struct claim){0};
    enum status status = read_object(text, NULL, &run->arena, out);
    return status == STATUS_OK && out->generation > 0 && out->commit_time.len > 0 ? STATUS_OK
                                                                                  : STATUS_INVALID;
}

static enum status check_dump(struct verification *run, struct error *err)
{
    struct claim end;
    FILE *file = fopen(run->dump, "re");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", run->dump, strerrordesc_np(errno));
    enum status status = check_sum(run, file, err);
    if (status == STATUS_OK && read_end(run, file, &end) != STATUS_OK)
        status = error_set(err, STATUS_INVALID,
                           "%s: is no dated dump, or not whole: the record at its end is missing",
                           run->dump);
    (void)fclose(file);
    const struct claim *cited = &run->cited;
    if (status == STATUS_OK &&
        (end.generation != cited->generation || !slice_equal(end.commit_time, cited->commit_time)))
        tell(run, "%s: is of generation %" PRId64 " of %.*s, the citation of %" PRId64 " of %.*s",
             run->dump, end.generation, SLICE_ARG(end.commit_time), cited->generation,
             SLICE_ARG(cited->commit_time));
    return status;
}

// --- the search ------------------------------------------------------------------------------------

// What is wrong with the dump is said by who reads it; what is right is searched all the same.
static enum status index_dump(struct verification *run, const char *folder, struct error *err)
{
    char self[] = "/proc/self/exe", index[] = "--index", quiet[] = "--quiet", add[] = "add";
    char *arguments[] = {
        self, index, (char *)(uintptr_t)folder, quiet, add, (char *)(uintptr_t)run->dump, NULL};
    pid_t child;
    int code = 0;
    (void)unsetenv("HEMICYCLE_ALERTS"); // saved searches have nothing to do with that index
    int error = posix_spawn(&child, self, NULL, NULL, arguments, environ);
    if (error != 0)
        return error_set(err, STATUS_IO, "%s: %s", self, strerrordesc_np(error));
    while (waitpid(child, &code, 0) < 0 && errno == EINTR)
        ;
    int ended = WIFEXITED(code) ? WEXITSTATUS(code) : EX_SOFTWARE;
    if (ended == EX_DATAERR)
        tell(run, "%s: is not whole, or some of it cannot be read", run->dump);
    return ended == EX_OK || ended == EX_DATAERR
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "%s: cannot be indexed", run->dump);
}

// What the search finds in an index; the citation's address is that of a search.
static enum status search_again(struct verification *run, const struct search_tools *tools,
                                struct result_citation *out, struct error *err)
{
    struct slice query = run->cited.address;
    size_t mark = slice_find(query, SLICE("?"));
    query = slice_from_offset(query, mark < query.len ? mark + 1 : mark);
    struct params_decoder decoder = {.arena = &run->arena,
                                     .room = arena_alloc(&run->arena, query.len + 1)};
    struct parameter_list list;
    struct param_problems problems = {0};
    struct search_answer answer;
    if (!decoder.room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a query");
    enum status status = params_parse_query(&decoder, query, &list, &problems);
    if (status == STATUS_OK)
        status = search_answer_read(tools, &RESULT_CITATION_SEARCH, list, &answer, err);
    if (status == STATUS_OK)
        status = search_answer_run(tools, &answer, err);
    if (status == STATUS_INVALID || status == STATUS_TOO_LARGE)
        return error_set(err, STATUS_INVALID, "the citation's address is that of no search: %.*s",
                         SLICE_ARG(run->cited.address));
    return status == STATUS_OK ? result_citation_make(tools, &answer.request, out, err) : status;
}

static enum status search_dump(struct verification *run, const char *folder,
                               struct result_citation *out, struct error *err)
{
    struct backend *index = NULL;
    struct searcher *searcher = NULL;
    struct view *view = NULL;
    enum status status = index_dump(run, folder, err);
    if (status == STATUS_OK)
        status = backend_open(folder, NULL, &index, err);
    if (status == STATUS_OK)
        status = searcher_open(index, run->synonyms, &searcher, err);
    if (status == STATUS_OK)
        status = view_begin(index, &view, err);
    if (status == STATUS_OK) {
        const struct search_tools tools = {
            .searcher = searcher,
            .view = view,
            .index = &view->info,
            .arena = &run->arena,
            .deadlines = run->deadlines,
            .today = date_from_days((int32_t)(clock_wall_seconds() / 86400))};
        status = search_again(run, &tools, out, err);
    }
    view_free(view);
    searcher_close(searcher);
    backend_close(index);
    return status;
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        (void)closedir(folder);
    (void)rmdir(path);
}

static enum status compare_results(struct verification *run, struct error *err)
{
    const char *place = getenv("TMPDIR");
    char folder[PATH_MAX];
    struct result_citation found;
    (void)snprintf(folder, sizeof folder, "%s/hemicycle-citation.XXXXXX", place ? place : "/tmp");
    if (!mkdtemp(folder))
        return error_set(err, STATUS_IO, "%s: %s", folder, strerrordesc_np(errno));
    enum status status = search_dump(run, folder, &found, err);
    remove_folder(folder);
    if (status != STATUS_OK)
        return status;
    const struct claim *cited = &run->cited;
    if (found.count != (uint64_t)cited->count)
        tell(run, "%s: the search finds %" PRIu64 " exchanges there, the citation has %" PRId64,
             run->dump, found.count, cited->count);
    else if (!slice_equal(slice_from(found.sha256), cited->sha256))
        tell(run,
             "%s: the search finds as many exchanges there, but others: SHA-256 %s, the citation "
             "has %.*s",
             run->dump, found.sha256, SLICE_ARG(cited->sha256));
    if (!run->differs && !run->options->quiet)
        (void)printf("%s: holds the cited result: %" PRIu64 " exchanges, generation %" PRId64
                     ", SHA-256 %s\n",
                     run->dump, found.count, cited->generation, found.sha256);
    return STATUS_OK;
}

static enum status verify(struct verification *run, int *exit_code, struct error *err)
{
    enum status status = read_citation(run, err);
    if (status == STATUS_OK)
        status = check_dump(run, err);
    if (status == STATUS_OK)
        status = compare_results(run, err);
    if (status == STATUS_INVALID) // what was to be compared is its input
        tell(run, "%s", err->message);
    if (run->differs && (status == STATUS_OK || status == STATUS_INVALID)) {
        *exit_code = EX_DATAERR;
        status = STATUS_OK;
    }
    return status;
}

enum status command_verify_citation(const struct options *options, int *exit_code,
                                    struct error *err)
{
    struct verification run = {.options = options, .dump = options->arguments[0]};
    arena_init(&run.arena, 0);
    enum status status = synonyms_open(options->synonyms, &run.synonyms, err);
    if (status == STATUS_OK)
        status = deadlines_open(options->deadlines, &run.deadlines, err);
    if (status == STATUS_OK)
        status = verify(&run, exit_code, err);
    deadlines_close(run.deadlines);
    synonyms_close(run.synonyms);
    arena_clear(&run.arena);
    return status;
}
