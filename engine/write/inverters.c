// Dealing documents to inverters, and the threads that invert. See inverters.h.
//
//     records ──> run being filled ──> row of runs (at most eight) ──thread──> inverter ──thread──> store_relay
//
// Invariants: an inverter, its analyzer and its compressor are touched by its thread while it has runs or a segment to
// write, else by the caller; rows and numbers that both look at are guarded by `lock`. What an inverter takes is noted
// when it is through with a run and counts when the eighth after it is handed over, whether it is through with those
// between or not: so where a batch ends does not depend on how fast threads are. Short rows let threads wait for each
// other: rows of two runs of twice the length left 15 % of two processors idle, these 10.
//
// Cost: a record is copied once and decoded once. Memory: some runs a thread.
#include "engine/write/inverters.h"

#include "engine/format/docstore.h"
#include "engine/storage/store_relay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_WAITING = 8,     // runs of an inverter
    LARGE_RUNS = 8,       // what is longer than so many is inverted alone
    FIRST_GROWTH = 2,     // of a byte on its way, before any is seen
    KEEP_BYTES = 1 << 20, // of scratch, from one document to the next
};

#define MOST_RUN_BYTES ((size_t)1 << 20)

// Where a record of a run ends, and the hash of its document.
struct mark {
    uint64_t end, hash;
};

struct run {
    struct run *next;
    struct buf records, marks;
};

struct seat {
    struct inverters *all;
    struct inverter *inverter;
    struct analyzer *analyzer;
    struct docstore_compressor *packer;     // of what is long in long documents
    struct docstore_compressor *compressor; // NULL until the index has a dictionary
    struct buf record, frame;               // scratch
    struct arena arena;                     // of a document

    // Of the caller.
    uint32_t dealt;            // documents
    unsigned handed;           // runs
    size_t handed_bytes;       // of them
    size_t ends[MOST_WAITING]; // handed_bytes behind the last runs, in turn
    size_t first_bytes;        // memory of an empty batch
    size_t counted_bytes;      // memory that counts, of the first known_bytes handed over
    size_t known_bytes;
    bool has_thread, is_beyond_threads; // no thread is to be had
    pthread_t thread;

    // Guarded by the lock.
    pthread_cond_t wanted;
    struct run *first, **last;           // the row; the first is being worked on
    unsigned waiting;                    // runs in it
    size_t bytes_after[MOST_WAITING];    // memory after the last runs, in turn
    unsigned done;                       // runs
    const struct inverters_flush *flush; // to be written
    struct store_relay *relay;
    struct segment_info *info;
    enum status status; // of what failed first
    struct error error;
};

struct inverters {
    pthread_mutex_t lock;
    pthread_cond_t has_changed; // for the caller, who waits for threads
    bool is_closing;
    size_t on_its_way; // bytes of runs in rows

    // Of the caller.
    size_t run_bytes;
    struct run *filling;
    size_t turn_bytes; // dealt to the seat whose turn it is
    unsigned turn;
    uint32_t count;
    unsigned seat_count;
    const struct inverter_parts *parts;
    struct seat seats[];
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
}

// --- one inverter ----------------------------------------------------------------------------------

static enum status invert(struct seat *seat, const struct exchange *exchange, uint64_t hash,
                          struct error *err)
{
    buf_reset(&seat->record);
    enum status status = docstore_record(seat->packer, exchange, &seat->record, err);
    struct slice frames[2] = {buf_slice(&seat->record)};
    if (status == STATUS_OK && seat->compressor)
        status = docstore_compress(seat->compressor, frames[0], &seat->frame, frames, err);
    uint32_t doc;
    if (status == STATUS_OK)
        status = inverter_add(seat->inverter, exchange, frames, hash, &doc, err);
    if (seat->record.capacity > KEEP_BYTES)
        buf_clear(&seat->record);
    if (seat->frame.capacity > KEEP_BYTES)
        buf_clear(&seat->frame);
    return status;
}

static enum status invert_run(struct seat *seat, const struct run *run, struct error *err)
{
    const struct mark *marks = (const struct mark *)(const void *)run->marks.data;
    enum status status = STATUS_OK;
    size_t start = 0;
    for (size_t i = 0; status == STATUS_OK && i < run->marks.len / sizeof *marks; i++) {
        struct exchange exchange;
        struct slice record = slice_of(run->records.data + start, marks[i].end - start);
        arena_reset(&seat->arena);
        status = exchange_decode(record, EXCHANGE_WHOLE, &seat->arena, &exchange, err);
        if (status == STATUS_OK)
            status = invert(seat, &exchange, marks[i].hash, err);
        start = marks[i].end;
    }
    return status;
}

static size_t bytes_of(const struct seat *seat)
{
    return inverter_bytes(seat->inverter) + inverter_flush_bytes(seat->inverter);
}

static enum status write_segment(struct seat *seat, const struct inverters_flush *flush,
                                 struct store_txn **txn, struct error *err)
{
    struct docstore_compressor *compressor = NULL;
    enum status status = STATUS_OK;
    if (!flush->is_compressed)
        status = docstore_compressor_open(flush->dictionary, &compressor, err);
    if (status != STATUS_OK)
        return status;
    struct segment_writer segment;
    segment_writer_init(&segment, flush->store, txn,
                        flush->first_segment + (uint32_t)(seat - seat->all->seats));
    const struct inverter_flush order = {.writer = &segment, .compressor = compressor};
    status = inverter_flush(seat->inverter, &order, seat->info, err);
    segment_writer_clear(&segment);
    docstore_compressor_close(compressor);
    return status;
}

// --- threads ---------------------------------------------------------------------------------------

static void run_free(struct run *run)
{
    if (!run)
        return;
    buf_clear(&run->records);
    buf_clear(&run->marks);
    free(run);
}

// With the lock held, as all that follows up to `serve`.
static void note_failure(struct seat *seat, enum status status, const struct error *error)
{
    if (status == STATUS_OK || seat->status != STATUS_OK)
        return;
    seat->status = status;
    seat->error = *error;
}

// Takes the first run of the row; the others of an inverter that failed are only taken out.
static void serve_run(struct seat *seat)
{
    struct inverters *all = seat->all;
    struct run *run = seat->first;
    struct error error = {0};
    enum status status = seat->status;
    pthread_mutex_unlock(&all->lock);
    if (status == STATUS_OK)
        status = invert_run(seat, run, &error);
    size_t bytes = bytes_of(seat);
    pthread_mutex_lock(&all->lock);
    note_failure(seat, status, &error);
    seat->bytes_after[seat->done++ % MOST_WAITING] = bytes;
    all->on_its_way -= run->records.len;
    seat->first = run->next;
    if (!seat->first)
        seat->last = &seat->first;
    seat->waiting--;
    run_free(run);
    pthread_cond_signal(&all->has_changed);
}

static void serve_flush(struct seat *seat)
{
    struct inverters *all = seat->all;
    struct store_txn *txn = store_relay_sender(seat->relay);
    struct error error = {0};
    pthread_mutex_unlock(&all->lock);
    enum status status = write_segment(seat, seat->flush, &txn, &error);
    store_relay_done(seat->relay);
    pthread_mutex_lock(&all->lock);
    note_failure(seat, status, &error);
    seat->flush = NULL;
    pthread_cond_signal(&all->has_changed);
}

static void *serve(void *data)
{
    struct seat *seat = data;
    struct inverters *all = seat->all;
    pthread_mutex_lock(&all->lock);
    while (!all->is_closing || seat->first)
        if (seat->first)
            serve_run(seat);
        else if (seat->flush)
            serve_flush(seat);
        else
            pthread_cond_wait(&seat->wanted, &all->lock);
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

// Whether the inverter has a thread, which is started when it is first needed.
static bool is_served(struct seat *seat)
{
    if (!seat->has_thread && !seat->is_beyond_threads) {
        seat->has_thread = pthread_create(&seat->thread, NULL, serve, seat) == 0;
        seat->is_beyond_threads = !seat->has_thread;
    }
    return seat->has_thread;
}

// --- what the caller does while threads work -------------------------------------------------------

static bool is_idle(const struct inverters *all)
{
    bool is_idle = true;
    for (unsigned i = 0; i < all->seat_count; i++)
        is_idle = is_idle && !all->seats[i].first && !all->seats[i].flush;
    return is_idle;
}

static enum status first_failure(const struct inverters *all, struct error *err)
{
    for (unsigned i = 0; i < all->seat_count; i++) {
        const struct seat *seat = &all->seats[i];
        if (seat->status != STATUS_OK)
            return error_set(err, seat->status, "%s", seat->error.message);
    }
    return STATUS_OK;
}

static void put_run(struct inverters *all, struct seat *seat)
{
    struct run *run = all->filling;
    *seat->last = run;
    seat->last = &run->next;
    seat->waiting++;
    seat->handed_bytes += run->records.len;
    seat->ends[seat->handed++ % MOST_WAITING] = seat->handed_bytes;
    all->on_its_way += run->records.len;
    all->filling = NULL;
    if (seat->has_thread)
        pthread_cond_signal(&seat->wanted);
    else
        serve_run(seat);
}

// What was found after the oldest of the last runs counts, unless more does since.
static void count_oldest(struct seat *seat)
{
    unsigned oldest = seat->handed % MOST_WAITING;
    if (seat->counted_bytes < seat->bytes_after[oldest])
        seat->counted_bytes = seat->bytes_after[oldest];
    if (seat->known_bytes < seat->ends[oldest])
        seat->known_bytes = seat->ends[oldest];
}

// All that was handed over counts: nothing is on its way.
static void count_all(struct seat *seat)
{
    seat->counted_bytes = bytes_of(seat);
    seat->known_bytes = seat->handed_bytes;
}

// Gives the run to the inverter whose turn it is, when that has room for it, and all have.
static enum status hand_over(struct inverters *all, struct error *err)
{
    struct seat *seat = &all->seats[all->turn];
    size_t bytes = all->filling->records.len;
    size_t most = MOST_WAITING * all->seat_count * all->run_bytes;
    (void)is_served(seat);
    pthread_mutex_lock(&all->lock);
    while (seat->waiting == MOST_WAITING || (all->on_its_way > 0 && all->on_its_way + bytes > most))
        pthread_cond_wait(&all->has_changed, &all->lock);
    if (seat->handed >= MOST_WAITING)
        count_oldest(seat);
    put_run(all, seat);
    enum status status = first_failure(all, err);
    pthread_mutex_unlock(&all->lock);
    return status;
}

enum status inverters_settle(struct inverters *all, struct error *err)
{
    pthread_mutex_lock(&all->lock);
    if (all->filling)
        put_run(all, &all->seats[all->turn]);
    while (!is_idle(all))
        pthread_cond_wait(&all->has_changed, &all->lock);
    for (unsigned i = 0; i < all->seat_count; i++)
        count_all(&all->seats[i]);
    enum status status = first_failure(all, err);
    pthread_mutex_unlock(&all->lock);
    return status;
}

// --- documents -------------------------------------------------------------------------------------

static enum status add_to_run(struct inverters *all, const struct exchange *exchange, uint64_t hash,
                              struct error *err)
{
    if (!all->filling)
        all->filling = calloc(1, sizeof *all->filling);
    struct run *run = all->filling;
    if (!run)
        return no_memory(err);
    size_t before = run->records.len;
    exchange_encode(exchange, &run->records);
    const struct mark mark = {run->records.len, hash};
    buf_append(&run->marks, &mark, sizeof mark);
    if (run->records.failed || run->marks.failed)
        return no_memory(err);
    all->turn_bytes += run->records.len - before;
    return all->turn_bytes >= all->run_bytes ? hand_over(all, err) : STATUS_OK;
}

// In this thread, and in parts where it is alone.
static enum status invert_here(struct inverters *all, struct seat *seat,
                               const struct exchange *exchange, uint64_t hash, struct error *err)
{
    inverter_let_part(seat->inverter, all->count == 0 ? all->parts : NULL);
    enum status status = invert(seat, exchange, hash, err);
    inverter_let_part(seat->inverter, NULL);
    return status;
}

// One that takes memory like many: not copied, and not beside others.
static enum status add_large(struct inverters *all, const struct exchange *exchange, uint64_t hash,
                             struct error *err)
{
    struct seat *seat = &all->seats[all->turn];
    enum status status = inverters_settle(all, err);
    if (status == STATUS_OK)
        status = invert_here(all, seat, exchange, hash, err);
    seat->handed_bytes += exchange_rest_len(exchange);
    count_all(seat);
    all->turn_bytes += all->run_bytes;
    return status;
}

enum status inverters_add(struct inverters *all, const struct exchange *exchange, uint64_t hash,
                          struct inverted *out, struct error *err)
{
    struct seat *seat = &all->seats[all->turn];
    bool is_large = exchange_rest_len(exchange) > LARGE_RUNS * all->run_bytes;
    enum status status = all->seat_count == 1 ? invert_here(all, seat, exchange, hash, err)
                         : is_large           ? add_large(all, exchange, hash, err)
                                              : add_to_run(all, exchange, hash, err);
    if (status != STATUS_OK)
        return status;
    *out = (struct inverted){all->turn, seat->dealt++};
    all->count++;
    if (all->turn_bytes >= all->run_bytes) {
        all->turn = (all->turn + 1) % all->seat_count;
        all->turn_bytes = 0;
    }
    return STATUS_OK;
}

void inverters_let_part(struct inverters *all, const struct inverter_parts *parts)
{
    all->parts = parts;
}

uint32_t inverters_count(const struct inverters *all)
{
    return all->count;
}

size_t inverters_bytes(const struct inverters *all)
{
    if (all->seat_count == 1)
        return bytes_of(&all->seats[0]);
    // What is on its way has no size yet: it grows as what came before it did, and is held itself.
    size_t bytes = 0, unknown = all->filling ? all->filling->records.len : 0, growth = FIRST_GROWTH;
    for (unsigned i = 0; i < all->seat_count; i++) {
        const struct seat *seat = &all->seats[i];
        bytes += seat->counted_bytes;
        unknown += seat->handed_bytes - seat->known_bytes;
        if (seat->known_bytes && seat->counted_bytes > seat->first_bytes) {
            size_t grown = (seat->counted_bytes - seat->first_bytes) / seat->known_bytes + 1;
            growth = growth < grown ? grown : growth;
        }
    }
    return bytes + unknown * (1 + growth);
}

unsigned inverters_used(const struct inverters *all)
{
    unsigned used = 0;
    while (used < all->seat_count && all->seats[used].dealt > 0)
        used++;
    return used;
}

struct inverter *inverters_at(const struct inverters *all, unsigned i)
{
    return all->seats[i].inverter;
}

// --- segments --------------------------------------------------------------------------------------

// Threads make the segments and this one writes them; what has no thread is done behind.
static enum status flush_together(struct inverters *all, const struct inverters_flush *flush,
                                  unsigned used, struct error *err)
{
    struct store_relay *relay;
    unsigned served = 0;
    for (unsigned i = 0; i < used; i++)
        served += is_served(&all->seats[i]);
    enum status status = store_relay_open(served, &relay, err);
    if (status != STATUS_OK)
        return status;
    pthread_mutex_lock(&all->lock);
    for (unsigned i = 0; i < used; i++) {
        struct seat *seat = &all->seats[i];
        if (!seat->has_thread)
            continue;
        seat->relay = relay;
        seat->flush = flush;
        pthread_cond_signal(&seat->wanted);
    }
    pthread_mutex_unlock(&all->lock);
    status = store_relay_run(relay, flush->store, flush->txn, err);
    pthread_mutex_lock(&all->lock);
    while (!is_idle(all))
        pthread_cond_wait(&all->has_changed, &all->lock);
    if (status == STATUS_OK)
        status = first_failure(all, err);
    pthread_mutex_unlock(&all->lock);
    store_relay_close(relay);
    for (unsigned i = 0; status == STATUS_OK && i < used; i++)
        if (!all->seats[i].has_thread)
            status = write_segment(&all->seats[i], flush, flush->txn, err);
    return status;
}

enum status inverters_flush(struct inverters *all, const struct inverters_flush *flush,
                            struct segment_info *out, struct error *err)
{
    unsigned used = inverters_used(all);
    for (unsigned i = 0; i < used; i++)
        all->seats[i].info = &out[i];
    return used == 1 ? write_segment(&all->seats[0], flush, flush->txn, err)
                     : flush_together(all, flush, used, err);
}

// --- opening and closing ---------------------------------------------------------------------------

static enum status open_seat(struct inverters *all, unsigned i, struct analyzer *analyzer,
                             struct error *err)
{
    struct seat *seat = &all->seats[i];
    enum status status = STATUS_OK;
    if (i == 0)
        seat->analyzer = analyzer;
    else
        status = analyzer_open(analyzer_kind(analyzer), &seat->analyzer, err);
    if (status == STATUS_OK)
        status = docstore_compressor_open(SLICE_NONE, &seat->packer, err);
    if (status == STATUS_OK)
        status = inverter_open(seat->analyzer, &seat->inverter, err);
    if (status == STATUS_OK)
        seat->first_bytes = seat->counted_bytes = bytes_of(seat);
    return status;
}

enum status inverters_open(struct analyzer *analyzer, unsigned threads, size_t memory_bytes,
                           struct inverters **out, struct error *err)
{
    unsigned count = threads > 1 ? threads : 1;
    struct inverters *all = calloc(1, sizeof *all + count * sizeof *all->seats);
    if (!all)
        return no_memory(err);
    size_t run_bytes = memory_bytes / 512 / count; // of which no word may have been seen before
    all->seat_count = count;
    all->run_bytes = run_bytes < MOST_RUN_BYTES ? run_bytes : MOST_RUN_BYTES;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->has_changed, NULL);
    for (unsigned i = 0; i < count; i++) {
        struct seat *seat = &all->seats[i];
        seat->all = all;
        seat->last = &seat->first;
        pthread_cond_init(&seat->wanted, NULL);
    }
    enum status status = STATUS_OK;
    for (unsigned i = 0; status == STATUS_OK && i < count; i++)
        status = open_seat(all, i, analyzer, err);
    if (status == STATUS_OK)
        *out = all;
    else
        inverters_close(all);
    return status;
}

enum status inverters_compress(struct inverters *all, struct slice dictionary, struct error *err)
{
    enum status status = STATUS_OK;
    for (unsigned i = 0; status == STATUS_OK && i < all->seat_count; i++) {
        docstore_compressor_close(all->seats[i].compressor);
        all->seats[i].compressor = NULL;
        if (dictionary.len > 0)
            status = docstore_compressor_open(dictionary, &all->seats[i].compressor, err);
    }
    return status;
}

void inverters_reset(struct inverters *all)
{
    run_free(all->filling);
    all->filling = NULL;
    pthread_mutex_lock(&all->lock);
    for (unsigned i = 0; i < all->seat_count; i++)
        all->seats[i].status = STATUS_BUSY; // what waits is only taken out
    while (!is_idle(all))
        pthread_cond_wait(&all->has_changed, &all->lock);
    for (unsigned i = 0; i < all->seat_count; i++) {
        struct seat *seat = &all->seats[i];
        seat->status = STATUS_OK;
        seat->dealt = seat->handed = seat->done = 0;
        seat->handed_bytes = seat->known_bytes = 0;
        if (seat->inverter) { // opening went so far
            inverter_reset(seat->inverter);
            seat->first_bytes = seat->counted_bytes = bytes_of(seat);
        }
        arena_reset(&seat->arena);
    }
    pthread_mutex_unlock(&all->lock);
    all->count = all->turn = 0;
    all->turn_bytes = 0;
}

void inverters_close(struct inverters *all)
{
    if (!all)
        return;
    inverters_reset(all);
    pthread_mutex_lock(&all->lock);
    all->is_closing = true;
    for (unsigned i = 0; i < all->seat_count; i++)
        pthread_cond_signal(&all->seats[i].wanted);
    pthread_mutex_unlock(&all->lock);
    for (unsigned i = 0; i < all->seat_count; i++) {
        struct seat *seat = &all->seats[i];
        if (seat->has_thread)
            (void)pthread_join(seat->thread, NULL);
        inverter_close(seat->inverter);
        if (i > 0)
            analyzer_close(seat->analyzer);
        docstore_compressor_close(seat->packer);
        docstore_compressor_close(seat->compressor);
        buf_clear(&seat->record);
        buf_clear(&seat->frame);
        arena_clear(&seat->arena);
        pthread_cond_destroy(&seat->wanted);
    }
    pthread_cond_destroy(&all->has_changed);
    pthread_mutex_destroy(&all->lock);
    free(all);
}
