// remove: documents by their ids.
//
// With --erase, what is left of them goes too (writer_erase), and copies of the index that still have them are named.
#include "answer/json_writer.h"
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/commands/copies.h"
#include "indexer/console.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

static struct writer_options writer_options_of(const struct options *options)
{
    return (struct writer_options){
        .memory_bytes = options->memory_bytes,
        .map_size_bytes = options->map_size_bytes,
        .threads = options->threads,
        .analyzer = options->analyzer,
        .keep_texts_days = options->keep_texts_days,
        .must_exist = true,
    };
}

static void complain_unknown(struct console *console, const char *id, int *exit_code)
{
    console_say(console, "%s: no such document", id);
    *exit_code = EX_DATAERR;
}

// --- erase ---------------------------------------------------------------------------------------

struct copies {
    struct console *console;
    struct buf list; // of the answer in JSON
    struct json_writer json;
};

static void name_copy(void *context, const char *path, struct slice id)
{
    struct copies *copies = context;
    console_say(copies->console, "%s: may still hold %.*s", path, (int)id.len, id.ptr);
    json_writer_string(&copies->json, slice_from(path));
}

static void answer(const struct options *options, const struct erasure *erasure,
                   struct copies *copies)
{
    if (options->json)
        (void)printf("{\"erased\":%" PRIu32 ",\"generation\":%" PRIu64 ",\"documents\":%" PRIu64
                     ",\"copies\":%.*s}\n",
                     erasure->known.count, erasure->generation, erasure->documents,
                     (int)copies->list.len, copies->list.data);
    else if (!options->quiet)
        (void)printf("%" PRIu32 " erased; %" PRIu64 " documents, generation %" PRIu64 "%s\n",
                     erasure->known.count, erasure->documents, erasure->generation,
                     console_index(copies->console));
}

static enum status erase(const struct options *options, struct console *console, int *exit_code,
                         struct error *err)
{
    const struct writer_options writer_options = writer_options_of(options);
    struct id_set ids = {0};
    struct erasure erasure = {0};
    struct copies copies = {.console = console};
    uint32_t index;
    bool is_new;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++) {
        struct slice id = slice_from(options->arguments[i]);
        if (id.len <= EXCHANGE_MAX_ID_LEN && !id_set_add(&ids, id, &index, &is_new))
            status = error_set(err, STATUS_NO_MEMORY, "no memory");
    }
    if (status == STATUS_OK)
        status = writer_erase(options->index, &writer_options, &ids, &erasure, err);
    json_writer_init(&copies.json, &copies.list);
    json_writer_array(&copies.json);
    for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++) {
        struct slice id = slice_from(options->arguments[i]);
        if (!id_set_find(&erasure.known, id, &index))
            complain_unknown(console, options->arguments[i], exit_code);
        copies_with(options->index, options->alerts, id, name_copy, &copies);
    }
    json_writer_end(&copies.json);
    if (status == STATUS_OK && copies.list.failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory");
    if (status == STATUS_OK)
        answer(options, &erasure, &copies);
    buf_clear(&copies.list);
    id_set_clear(&erasure.known);
    id_set_clear(&ids);
    return status;
}

// --- remove --------------------------------------------------------------------------------------

static enum status remove_documents(const struct options *options, struct console *console,
                                    int *exit_code, struct error *err)
{
    struct writer *writer = NULL;
    uint64_t generation;
    size_t removed = 0;
    const struct writer_options writer_options = writer_options_of(options);
    enum status status = writer_open(options->index, &writer_options, &writer, err);
    for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++) {
        status = writer_remove(writer, slice_from(options->arguments[i]), err);
        removed += status == STATUS_OK;
        if (status == STATUS_NOT_FOUND) {
            complain_unknown(console, options->arguments[i], exit_code);
            status = STATUS_OK;
        }
    }
    if (status == STATUS_OK)
        status = writer_commit(writer, &generation, err);
    if (status == STATUS_OK && options->json)
        (void)printf("{\"removed\":%zu,\"generation\":%" PRIu64 ",\"documents\":%" PRIu64 "}\n",
                     removed, generation, writer_document_count(writer));
    else if (status == STATUS_OK && !options->quiet)
        (void)printf("%zu removed; %" PRIu64 " documents, generation %" PRIu64 "%s\n", removed,
                     writer_document_count(writer), generation, console_index(console));
    writer_close(writer);
    return status;
}

enum status command_remove(const struct options *options, int *exit_code, struct error *err)
{
    struct console console;
    console_open(&console, options);
    enum status status = options->erases ? erase(options, &console, exit_code, err)
                                         : remove_documents(options, &console, exit_code, err);
    console_close(&console);
    return status;
}
