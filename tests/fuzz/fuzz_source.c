// Any bytes through every parser of the sources. Whatever they are, a parser comes back with STATUS_OK, what it
// hands over can be indexed (but for a rejected id or date, which the index would refuse by name), every
// reason is a line of text, and the same bytes give the same answer again. What is JSON is what jansson says is JSON.
#include "base/hash.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/source_format.h"
#include "stemmer/text/fold.h"
#include "tests/base/json_oracle.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

struct witness {
    uint64_t hash;
    size_t taken;
};

static enum status take(void *context, const struct exchange *exchange, uint32_t line,
                        struct error *err)
{
    struct witness *witness = context;
    (void)err;
    assert(line > 0);
    assert(fold_is_utf8(exchange->title) && fold_is_utf8(exchange->question));
    assert(exchange->reply_count <= EXCHANGE_MAX_REPLIES);
    enum status status = exchange_validate(exchange, NULL);
    assert(status == STATUS_OK || status == STATUS_INVALID);
    witness->hash = witness->hash * 31 + exchange_content_hash(exchange);
    witness->taken++;
    return STATUS_OK;
}

static void reject(void *context, const struct source_problem *problem)
{
    struct witness *witness = context;
    assert(problem->reason.len > 0 && !memchr(problem->reason.ptr, '\n', problem->reason.len));
    witness->hash = hash_bytes(problem->reason, witness->hash + problem->line);
}

static void notice(void *context, uint32_t line, struct slice message)
{
    (void)context;
    assert(line > 0 && message.len > 0);
}

static struct witness parse(const struct source_format *format, struct slice bytes)
{
    struct witness witness = {0};
    struct arena scratch = {0};
    struct source_input input = {bytes, 1, &scratch, SLICE("page_36256.html"), NULL, NULL, NULL};
    struct source_sink sink = {&witness, take, reject, notice};
    struct error err = {0};
    enum status status = format->parse(&input, &sink, &err);
    assert(status == STATUS_OK);
    arena_clear(&scratch);
    return witness;
}

static void check_text(struct slice html)
{
    struct buf text = {0};
    html_to_text(html, &text);
    struct slice out = buf_slice(&text);
    assert(!fold_is_utf8(html) || fold_is_utf8(out));
    assert(out.len == 0 || (out.ptr[0] != '\n' && out.ptr[out.len - 1] != '\n'));
    assert(slice_find(out, SLICE("\n\n\n")) == out.len);
    buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const NAMES[] = {
        "wallonie",    "wallonie-html", "jsonl",          "an-xml", "an-html",    "an-json",
        "chambre-xml", "chambre-json",  "bruxelles-html", "senat",  "nosdeputes",
    };
    struct slice bytes = slice_of((const char *)data, size);
    const char *reason;
    const struct source_format *spoken = source_format_of(bytes, &reason);
    assert(spoken || reason);
    check_text(bytes);
    assert(!fold_is_utf8(bytes) || json_oracle(bytes) != JSON_THEY_DIFFER);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const struct source_format *format = source_format_by_name(slice_from(NAMES[i]));
        struct witness first = parse(format, bytes), again = parse(format, bytes);
        assert(first.hash == again.hash && first.taken == again.taken);
    }
    return 0;
}
