// Nanoseconds for one block of 128 postings, for each set of functions, width and operation.
//
//     codec_bench [ROUNDS]      times and prints a table
//     codec_bench count OP WIDTH SET ROUNDS   runs one operation, to count instructions under
//     callgrind
//
// The blocks of a run lie in a megabyte, more than the first-level cache, as posting lists do.
#include "base/clock.h"
#include "engine/format/codec/block_codec_best.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 2048, WINDOW = 1 << 14, BEST_OF = 7 };

enum operation { DOCS, BYTES, BITMAP, SEARCH, ACCUMULATE, OPERATIONS };
static const char *const names[] = {"docs", "bytes", "bitmap", "search", "accumulate"};

struct bench {
    const struct block_codec *codec;
    enum operation operation;
    unsigned width; // bits; of a bitmap: words
    unsigned char packed[BLOCKS][8 * BLOCK_LEN];
    uint32_t docs[BLOCKS][BLOCK_LEN];
    uint8_t codes[BLOCKS][BLOCK_LEN];
    uint16_t acc[WINDOW];
    uint16_t table[256];
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void make_docs(struct bench *bench, unsigned block, uint32_t *random)
{
    uint64_t limit = bench->operation == BITMAP ? bench->width * 64u / BLOCK_LEN
                                                : UINT64_C(1) << (bench->width % 24);
    uint32_t doc = UINT32_MAX;
    for (unsigned i = 0; i < BLOCK_LEN; i++)
        bench->docs[block][i] = doc += 1 + next_random(random) % (uint32_t)limit;
}

static void prepare(struct bench *bench)
{
    uint32_t random = 1;
    for (unsigned i = 0; i < 256; i++)
        bench->table[i] = (uint16_t)(i * 3);
    for (unsigned block = 0; block < BLOCKS; block++) {
        make_docs(bench, block, &random);
        for (unsigned i = 0; i < BLOCK_LEN; i++)
            bench->codes[block][i] = (uint8_t)(next_random(&random) % (1u << bench->width % 9));
        if (bench->operation == BYTES)
            block_bytes_pack(bench->codes[block], 0, bench->width, bench->packed[block]);
        else if (bench->operation == BITMAP)
            block_bitmap_pack(bench->docs[block], 0, bench->width, bench->packed[block]);
        else if (bench->operation == DOCS)
            block_docs_pack(bench->docs[block], UINT32_MAX, bench->width, bench->packed[block]);
    }
}

static unsigned run_block(struct bench *bench, unsigned block)
{
    const struct block_codec *codec = bench->codec;
    uint32_t docs[BLOCK_LEN];
    uint8_t codes[BLOCK_LEN];
    switch (bench->operation) {
    case DOCS:
        return codec->docs_unpack(bench->packed[block], UINT32_MAX, bench->width, docs);
    case BYTES:
        codec->bytes_unpack(bench->packed[block], 0, bench->width, codes);
        return codes[block % BLOCK_LEN];
    case BITMAP:
        return codec->bitmap_unpack(bench->packed[block], bench->width, 0, docs);
    case SEARCH:
        return codec->search(bench->docs[block], BLOCK_LEN,
                             bench->docs[block][block * 37 % BLOCK_LEN]);
    case ACCUMULATE:
        block_accumulate(&(struct block_sum){bench->acc, 0, bench->table}, bench->docs[block],
                         bench->codes[block], BLOCK_LEN);
        return bench->acc[0];
    case OPERATIONS:
        break;
    }
    return 0;
}

static unsigned run_all(struct bench *bench, unsigned rounds)
{
    unsigned sum = 0;
    for (unsigned round = 0; round < rounds; round++)
        for (unsigned block = 0; block < BLOCKS; block++)
            sum += run_block(bench, block);
    return sum;
}

static double best_ns_per_block(struct bench *bench, unsigned rounds)
{
    double best = 1e9;
    for (unsigned i = 0; i < BEST_OF; i++) {
        double start = 1e-9 * (double)clock_precise_ns();
        run_all(bench, rounds);
        double ns = (1e-9 * (double)clock_precise_ns() - start) * 1e9 / BLOCKS / rounds;
        best = ns < best ? ns : best;
    }
    return best;
}

static void print_rows(struct bench *bench, enum operation operation, const unsigned *widths,
                       unsigned rounds)
{
    bench->operation = operation;
    for (; *widths != UINT32_MAX; widths++) {
        bench->width = *widths;
        prepare(bench);
        printf("%-10s %5u", names[operation], *widths);
        bench->codec = block_codec_best();
        printf(" %10.1f", best_ns_per_block(bench, rounds));
        bench->codec = block_codec_scalar();
        printf(" %10.1f\n", best_ns_per_block(bench, rounds));
    }
}

static void print_table(struct bench *bench, unsigned rounds)
{
    static const unsigned widths[OPERATIONS][12] = {
        [DOCS] = {0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 20, UINT32_MAX},
        [BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, UINT32_MAX},
        [BITMAP] = {2, 4, 8, 16, UINT32_MAX},
        [SEARCH] = {4, UINT32_MAX},
        [ACCUMULATE] = {2, 6, UINT32_MAX},
    };
    printf("ns a block       width %10s %10s\n", block_codec_best()->name,
           block_codec_scalar()->name);
    for (unsigned i = 0; i < OPERATIONS; i++)
        print_rows(bench, (enum operation)i, widths[i], rounds);
}

static int count_one(struct bench *bench, char **argv)
{
    for (unsigned i = 0; i < OPERATIONS; i++)
        if (strcmp(argv[2], names[i]) == 0)
            bench->operation = (enum operation)i;
    bench->width = (unsigned)strtoul(argv[3], NULL, 10);
    bench->codec = strcmp(argv[4], "scalar") == 0 ? block_codec_scalar() : block_codec_best();
    prepare(bench);
    printf("%u\n", run_all(bench, (unsigned)strtoul(argv[5], NULL, 10)));
    return 0;
}

int main(int argc, char **argv)
{
    struct bench *bench = calloc(1, sizeof *bench);
    if (!bench)
        return 1;
    int result = 0;
    if (argc == 6 && strcmp(argv[1], "count") == 0)
        result = count_one(bench, argv);
    else
        print_table(bench, argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 200);
    free(bench);
    return result;
}
