// data_faults FOLDER COUNT [FIRST STEP]: damages the file of a small index in every way that disks do, and looks at it.
//
// Kinds of damage: one byte changed (COUNT of them spread evenly, or each byte in turn with "all"; FIRST and STEP
// share the work out among processes), a page zeroed, replaced by noise or by another page, the file cut short, and
// the lock file replaced. After each the index is opened, checked, read and searched, in this process: reading where
// one must not is a crash, and under the address sanitizer always one.
//
// A damaged index is survived when check finds the damage or there is none to find: what is read and found
// is then all as before, or all as one commit before, which is what a damaged number of the last commit
// makes of it. Whatever else an undamaged-looking index answers is lost.
#include "base/hash.h"
#include "engine/backends.h"
#include "engine/read/index_check.h"
#include "engine/search/search.h"
#include "engine/write/index_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, DOCUMENTS = 24, WORDS = 45 };

struct tally {
    const char *name;
    unsigned injected, found, lost;
};

struct lab {
    char file[256], lock[256];
    const char *folder;
    int fd;
    char *image; // of the undamaged file
    size_t size;
    uint64_t before, now; // what is seen in the two generations
    uint64_t random;
    struct tally *tally;
};

// What can be seen in an index; when `status` is not OK, nothing more than that.
struct seen {
    enum status status;
    uint64_t hash;
};

static uint64_t next_random(struct lab *lab) // xorshift64, Marsaglia 2003
{
    lab->random ^= lab->random << 13;
    lab->random ^= lab->random >> 7;
    lab->random ^= lab->random << 17;
    return lab->random;
}

static void must(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(2);
}

// --- the index ---------------------------------------------------------------------------------

static void add_documents(struct lab *lab, struct index_writer *writer, int first, int last)
{
    static const char *const words[] = {
        "école",     "commune",   "logement", "énergie",  "réponse",   "ministre", "question",
        "parlement", "transport", "santé",    "budget",   "d'emploi",  "l'État",   "région",
        "wallonie",  "forêt",     "bâtiment", "sécurité", "règlement", "2023"};
    for (int d = first; d < last; d++) {
        char id[32], title[64];
        struct buf text;
        struct error err = {0};
        buf_init(&text, 0);
        for (int w = 0; w < WORDS; w++) {
            uint64_t pick = next_random(lab);
            const char *word = words[(pick % 20) * (pick >> 32) % 20];
            buf_printf(&text, w % 9 == 8 ? "%s no %u. " : "%s ", word, (unsigned)(pick >> 50));
        }
        snprintf(id, sizeof id, "d-%d", d);
        snprintf(title, sizeof title, "Document %d", d);
        struct exchange exchange = {.id = slice_from(id),
                                    .title = slice_from(title),
                                    .question = buf_slice(&text),
                                    .author = SLICE("DUPONT Jeanne"),
                                    .minister = slice_from(d % 3 ? "MARTIN Paul" : "LAMBERT Zoé"),
                                    .type = SLICE("Question écrite"),
                                    .session = SLICE("2022-2023"),
                                    .date_question = 20220101 + (uint32_t)(d % 28),
                                    .year = 2022,
                                    .source.path = SLICE("/depot/questions.txt")};
        enum add_outcome outcome;
        must(index_writer_add(writer, &exchange, &outcome, &err) == STATUS_OK, err.message);
        buf_clear(&text);
    }
}

// What it held before and does not any more becomes orphans.
static void read_source(struct lab *lab, struct index_writer *writer, int first, int last)
{
    const struct source_state state = {.mtime_ns = 1, .size_bytes = 2, .content_hash = 3};
    struct error err = {0};
    struct source_left left = {0};
    must(index_writer_source_begin(writer, SLICE("/depot/questions.txt"), &err) == STATUS_OK,
         err.message);
    add_documents(lab, writer, first, last);
    must(index_writer_source_end(writer, &state, &left, &err) == STATUS_OK, err.message);
}

static void commit(struct index_writer *writer)
{
    uint64_t generation;
    struct error err = {0};
    must(index_writer_commit(writer, &generation, &err) == STATUS_OK, err.message);
}

// --- looking -----------------------------------------------------------------------------------

static void note(struct seen *seen, struct slice bytes)
{
    seen->hash = hash_bytes(bytes, seen->hash + 1);
}

static void note_number(struct seen *seen, uint64_t number)
{
    note(seen, slice_of((const char *)&number, sizeof number));
}

static void read_documents(struct view *view, struct arena *arena, struct seen *seen)
{
    const struct match_node everything = {.kind = MATCH_ALL};
    struct scan *scan = NULL;
    size_t count = 0;
    seen->status = scan_begin(view, &everything, &scan, NULL);
    do {
        struct doc_key doc;
        struct exchange exchange;
        if (seen->status == STATUS_OK)
            seen->status = scan_next(scan, view, &doc, 1, &count, NULL);
        if (seen->status == STATUS_OK && count > 0)
            seen->status = view_document(view, doc, EXCHANGE_WHOLE, arena, &exchange, NULL);
        if (seen->status == STATUS_OK && count > 0)
            note_number(seen, exchange_content_hash(&exchange));
        arena_reset(arena);
    } while (seen->status == STATUS_OK && count > 0);
    scan_end(scan);
}

static void note_result(struct seen *seen, const struct search_result *result)
{
    note_number(seen, result->total);
    for (size_t i = 0; i < result->hit_count; i++) {
        note(seen, result->hits[i].exchange.id);
        note_number(seen, (uint64_t)result->hits[i].key);
        note(seen, result->hits[i].question.text);
    }
    for (size_t f = 0; f < result->facet_count; f++) {
        for (size_t v = 0; v < result->facets[f].value_count; v++) {
            note(seen, result->facets[f].values[v].value);
            note_number(seen, result->facets[f].values[v].count);
        }
    }
}

static void ask(struct searcher *searcher, struct view *view, struct arena *arena,
                struct seen *seen)
{
    static const char *const queries[] = {"école commune",     "\"ministre question\"",
                                          "ecole OU foret",    "comm*",
                                          "bâtimant~",         "",
                                          "ministre:lambert",  "date:2022-01-05..",
                                          "santé SAUF budget", "\"logement énergie\"~5",
                                          "=sécurité +2023"};
    for (size_t q = 0; seen->status == STATUS_OK && q < sizeof queries / sizeof *queries; q++) {
        struct search_result result;
        const struct search_request request = {.q = slice_from(queries[q]),
                                               .limit = 5,
                                               .facet_mask = q % 3 ? 0 : 1u << FIELD_MINISTER,
                                               .want_histogram = q % 4 == 3,
                                               .want_snippets = true,
                                               .want_explain = q % 2};
        seen->status = search_run(searcher, view, &request, arena, &result, NULL);
        if (seen->status == STATUS_OK)
            note_result(seen, &result);
        arena_reset(arena);
    }
    struct search_result similar;
    if (seen->status == STATUS_OK)
        seen->status = search_similar(searcher, view, SLICE("d-7"), 3, arena, &similar, NULL);
    if (seen->status == STATUS_OK)
        note_result(seen, &similar);
    struct suggestion_list suggestions = {.room = vec_in(arena, 5)};
    if (seen->status == STATUS_OK)
        seen->status = search_suggest(searcher, view, SLICE("com"), arena, &suggestions, NULL);
    for (size_t i = 0; seen->status == STATUS_OK && i < suggestions.count; i++)
        note(seen, suggestions.items[i].text);
}

static struct seen look(const char *folder)
{
    struct seen seen = {0};
    struct backend *index = NULL;
    struct view *view = NULL;
    struct searcher *searcher = NULL;
    struct arena arena;
    arena_init(&arena, 0);
    seen.status = backend_open(folder, NULL, &index, NULL);
    if (seen.status == STATUS_OK)
        seen.status = searcher_open(index, NULL, &searcher, NULL);
    if (seen.status == STATUS_OK)
        seen.status = view_begin(index, &view, NULL);
    if (seen.status == STATUS_OK)
        read_documents(view, &arena, &seen);
    if (seen.status == STATUS_OK)
        ask(searcher, view, &arena, &seen);
    searcher_close(searcher);
    view_free(view);
    backend_close(index);
    arena_clear(&arena);
    return seen;
}

// --- damage ------------------------------------------------------------------------------------

static void write_image(const struct lab *lab)
{
    must(ftruncate(lab->fd, (off_t)lab->size) == 0, lab->file);
    must(pwrite(lab->fd, lab->image, lab->size, 0) == (ssize_t)lab->size, lab->file);
}

static void judge(struct lab *lab, const char *what, uint64_t where)
{
    struct index_check_result result;
    enum status status = index_check(lab->folder, NULL, NULL, NULL, &result, NULL);
    struct seen seen = look(lab->folder);
    lab->tally->injected++;
    if (status != STATUS_OK || result.problems > 0) {
        lab->tally->found++;
        return;
    }
    bool same = seen.status == STATUS_OK && (seen.hash == lab->now || seen.hash == lab->before);
    if (same)
        return;
    lab->tally->lost++;
    printf("lost: %s: %s at %" PRIu64 ": check finds nothing, reading says \"%s\"\n",
           lab->tally->name, what, where, status_name(seen.status));
}

static void flip_bytes(struct lab *lab, size_t first, size_t step)
{
    static struct tally tally = {.name = "data-byte-changed"};
    lab->tally = &tally;
    for (size_t at = first; at < lab->size; at += step) {
        char damaged = (char)(lab->image[at] ^ (int)(1 + next_random(lab) % 255));
        must(pwrite(lab->fd, &damaged, 1, (off_t)at) == 1, lab->file);
        judge(lab, "byte", at);
        must(pwrite(lab->fd, lab->image + at, 1, (off_t)at) == 1, lab->file);
    }
}

static void damage_pages(struct lab *lab)
{
    static struct tally tally = {.name = "data-page-damaged"};
    char page[PAGE];
    size_t pages = lab->size / PAGE;
    lab->tally = &tally;
    for (size_t p = 0; p < pages; p++) {
        static const char *const kinds[] = {"zeroed", "noise", "another page", "half zeroed"};
        for (int kind = 0; kind < 4; kind++) {
            memcpy(page, lab->image + p * PAGE, PAGE);
            if (kind == 0)
                memset(page, 0, PAGE);
            for (size_t i = 0; kind == 1 && i < PAGE; i++)
                page[i] = (char)next_random(lab);
            if (kind == 2)
                memcpy(page, lab->image + next_random(lab) % pages * PAGE, PAGE);
            if (kind == 3)
                memset(page + PAGE / 2, 0, PAGE / 2);
            must(pwrite(lab->fd, page, PAGE, (off_t)(p * PAGE)) == PAGE, lab->file);
            judge(lab, kinds[kind], p);
            must(pwrite(lab->fd, lab->image + p * PAGE, PAGE, (off_t)(p * PAGE)) == PAGE,
                 lab->file);
        }
    }
}

static void cut_file(struct lab *lab, size_t step)
{
    static struct tally tally = {.name = "data-cut-short"};
    lab->tally = &tally;
    for (size_t size = 0; size < lab->size; size += step) {
        must(ftruncate(lab->fd, (off_t)size) == 0, lab->file);
        judge(lab, "cut", size);
        write_image(lab);
    }
}

// The lock file holds nothing that lasts: whatever stands there, the first to open makes it anew.
static void damage_lock(struct lab *lab)
{
    static struct tally tally = {.name = "lock-file-damaged"};
    lab->tally = &tally;
    for (int kind = 0; kind < 20; kind++) {
        int fd = open(lab->lock, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        must(fd >= 0, lab->lock);
        char noise[8192];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = kind == 0 ? lab->image[i] : (char)next_random(lab);
        must(write(fd, noise, (size_t)kind * 431) == kind * 431, lab->lock);
        close(fd);
        judge(lab, "lock", (uint64_t)kind);
    }
}

static int report(const struct tally *tally)
{
    printf("%s: %u found by check, %u made no difference\n", tally->name, tally->found,
           tally->injected - tally->found - tally->lost);
    printf("count %s %u %u %u\n", tally->name, tally->injected, tally->injected - tally->lost,
           tally->lost);
    return tally->lost > 0 || tally->injected == 0;
}

// One commit, and what is seen after it; by then the writer is closed, since LMDB opens a file once in a process.
static uint64_t write_commit(struct lab *lab, int first, int last)
{
    struct index_writer *writer;
    struct error err = {0};
    const struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    must(index_writer_open(lab->folder, &options, &writer, &err) == STATUS_OK, err.message);
    read_source(lab, writer, first, last);
    commit(writer);
    index_writer_close(writer);
    struct seen seen = look(lab->folder);
    must(seen.status == STATUS_OK, status_name(seen.status));
    return seen.hash;
}

static void make_index(struct lab *lab)
{
    lab->before = write_commit(lab, 0, DOCUMENTS / 2);
    lab->now = write_commit(lab, DOCUMENTS / 3, DOCUMENTS); // some of them anew
}

static void load_image(struct lab *lab)
{
    struct stat file;
    snprintf(lab->file, sizeof lab->file, "%s/data.mdb", lab->folder);
    snprintf(lab->lock, sizeof lab->lock, "%s/lock.mdb", lab->folder);
    lab->fd = open(lab->file, O_RDWR | O_CLOEXEC);
    must(lab->fd >= 0 && fstat(lab->fd, &file) == 0, lab->file);
    lab->size = (size_t)file.st_size;
    lab->image = malloc(lab->size);
    must(lab->image && pread(lab->fd, lab->image, lab->size, 0) == (ssize_t)lab->size, lab->file);
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: %s FOLDER COUNT|all [FIRST STEP]\n", argv[0]);
        return 64;
    }
    const char *seed = getenv("SEED");
    struct lab lab = {.folder = argv[1],
                      .random = seed ? strtoull(seed, NULL, 0) | 1 : 0x9E3779B97F4A7C15};
    printf("SEED=0x%" PRIx64 "\n", lab.random);
    make_index(&lab);
    load_image(&lab);
    bool all = strcmp(argv[2], "all") == 0;
    size_t count = all ? lab.size : strtoull(argv[2], NULL, 10);
    size_t first = argc == 5 ? strtoull(argv[3], NULL, 10) : 0;
    size_t step = argc == 5 ? strtoull(argv[4], NULL, 10) : lab.size / count | 1;
    must(step > 0, "STEP");
    struct tally *tallies[4];
    flip_bytes(&lab, first, step);
    tallies[0] = lab.tally;
    damage_pages(&lab);
    tallies[1] = lab.tally;
    cut_file(&lab, all ? 512 : PAGE);
    tallies[2] = lab.tally;
    damage_lock(&lab);
    tallies[3] = lab.tally;
    int failed = 0;
    for (int i = 0; i < 4; i++)
        failed |= report(tallies[i]);
    free(lab.image);
    close(lab.fd);
    return failed;
}
