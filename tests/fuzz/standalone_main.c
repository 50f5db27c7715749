// Runs a fuzz target over a folder of seeds, without libFuzzer: fuzz_NAME [-v] FOLDER.
//
// Each seed is given as it is, cut short at up to MAX_CUTS places, and with a few bytes changed MUTATIONS
// times. The changes come from a generator with a fixed start, or from $SEED; the start is printed, and with
// -v each input is announced before it is run, so that the one that crashed is known.
// An empty or missing folder is a failure: a test that looked at nothing must not pass.
#include "tests/fuzz/fuzz_target.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MUTATIONS 300
#define MAX_CUTS 300

struct replay {
    uint64_t random;
    size_t inputs;
    bool is_verbose;
};

static uint64_t next_random(struct replay *replay) // xorshift64, Marsaglia 2003
{
    uint64_t x = replay->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    replay->random = x;
    return x;
}

static void *allocate(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        perror("malloc");
        exit(1);
    }
    return memory;
}

// Gives the target a copy of exactly `size` bytes.
static void run(struct replay *replay, const uint8_t *data, size_t size, const char *what)
{
    if (replay->is_verbose)
        fprintf(stderr, "%s, %zu bytes, input %zu\n", what, size, replay->inputs);
    uint8_t *copy = allocate(size);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    replay->inputs++;
}

static void run_mutations(struct replay *replay, const uint8_t *data, size_t size)
{
    uint8_t *changed = allocate(size);
    for (int i = 0; i < MUTATIONS && size > 0; i++) {
        memcpy(changed, data, size);
        size_t changes = 1 + next_random(replay) % 4;
        for (size_t j = 0; j < changes; j++)
            changed[next_random(replay) % size] = (uint8_t)(next_random(replay) >> 32);
        run(replay, changed, size, "  changed");
    }
    free(changed);
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    if (!file || fstat(fileno(file), &status) != 0) {
        perror(path);
        exit(1);
    }
    *size = (size_t)status.st_size;
    uint8_t *data = allocate(*size);
    if (fread(data, 1, *size, file) != *size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return data;
}

static void run_seed(struct replay *replay, const char *path)
{
    size_t size;
    uint8_t *data = read_file(path, &size);
    run(replay, data, size, path);
    size_t stride = size / MAX_CUTS + 1;
    for (size_t cut = 0; cut < size; cut += stride)
        run(replay, data, cut, "  cut");
    run_mutations(replay, data, size);
    free(data);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct replay replay = {.random = 0x9E3779B97F4A7C15};
    if (getenv("SEED"))
        replay.random = strtoull(getenv("SEED"), NULL, 0) | 1; // zero would stay zero
    replay.is_verbose = argc == 3 && strcmp(argv[1], "-v") == 0;
    if (argc != 2 && !replay.is_verbose) {
        fprintf(stderr, "usage: %s [-v] FOLDER\n", argv[0]);
        return 64;
    }
    printf("SEED=0x%" PRIx64 "\n", replay.random);
    const char *folder = argv[argc - 1];
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count <= 0) {
        fprintf(stderr, "%s: no seeds\n", folder);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        run_seed(&replay, path);
        free(entries[i]);
    }
    free(entries);
    printf("%d seeds, %zu inputs\n", count, replay.inputs);
    return 0;
}
