// Runs a fuzz target over folders of seeds, without libFuzzer: fuzz_NAME [-v] [-n TIMES] FOLDER...
//
// Each seed is given as it is, cut short at up to TIMES places, and with a few bytes changed TIMES times (300
// when nothing is said: fewer for a target that is slow). The changes come from a generator with a fixed start,
// or from $SEED; the start is printed, and with -v each input is announced before it is run, so that the one
// that crashed is known.
// An empty or missing folder is a failure: a test that looked at nothing must not pass.
#include "tests/fuzz/fuzz_target.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct replay {
    uint64_t random;
    size_t inputs;
    size_t times; // that each seed is cut short, and changed
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
    for (size_t i = 0; i < replay->times && size > 0; i++) {
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
    size_t stride = size / replay->times + 1;
    for (size_t cut = 0; cut < size; cut += stride)
        run(replay, data, cut, "  cut");
    run_mutations(replay, data, size);
    free(data);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// Every seed of the folder; how many they are.
static int run_folder(struct replay *replay, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count <= 0) {
        fprintf(stderr, "%s: no seeds\n", folder);
        exit(1);
    }
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        run_seed(replay, path);
        free(entries[i]);
    }
    free(entries);
    return count;
}

int main(int argc, char **argv)
{
    struct replay replay = {.random = 0x9E3779B97F4A7C15, .times = 300};
    int option, count = 0;
    if (getenv("SEED"))
        replay.random = strtoull(getenv("SEED"), NULL, 0) | 1; // zero would stay zero
    while ((option = getopt(argc, argv, "vn:")) != -1) {
        replay.is_verbose = replay.is_verbose || option == 'v';
        replay.times = option == 'n' ? strtoul(optarg, NULL, 10) : replay.times;
        if (option == '?')
            replay.times = 0;
    }
    if (optind == argc || replay.times == 0) {
        fprintf(stderr, "usage: fuzz_NAME [-v] [-n TIMES] FOLDER...\n");
        return 64;
    }
    printf("SEED=0x%" PRIx64 "\n", replay.random);
    for (int i = optind; i < argc; i++)
        count += run_folder(&replay, argv[i]);
    printf("%d seeds, %zu inputs\n", count, replay.inputs);
    return 0;
}
