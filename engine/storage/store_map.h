// Where in memory the files of an index are mapped, and what happens when pages of them can no longer be read: the file
// was cut short, or the disk fails. The system then sends SIGBUS to who reads them, which would end the program.
//
// A guarded mapping reads as zeros from the first such page on, and is known as broken from before anybody reads the
// first of these zeros. So who reads is led astray at most as by a damaged file, and must ask at the end, before
// what was made of it is believed. Costs nothing until then.
#ifndef ENGINE_STORAGE_STORE_MAP_H
#define ENGINE_STORAGE_STORE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct store_map {
    const char *start; // NULL: not found, not guarded
    size_t bytes;
    unsigned guard;
    int counts;     // /proc/self/statm, from the first store_map_bound on; 0: not open
    unsigned reads; // since it was last asked what is resident
    size_t most;    // bytes of files that may be, before pages are let go
};

// Guards the bytes from `start` on, which must be a mapping of a file, until store_map_forget. False when too many
// are guarded.
bool store_map_guard(const void *start, size_t bytes, struct store_map *out);

// The same for LMDB's mapping of the file with that inode, `bytes` long. Where the system does not tell where that is
// (without /proc), `out` is empty, and nothing is guarded.
bool store_map_find(ino_t inode, size_t bytes, struct store_map *out);

bool store_map_is_broken(const struct store_map *map);

// To be called when the mapping has ended and before another may begin in its place. An empty one is fine.
void store_map_forget(struct store_map *map);

// Tells the system that the pages of the mapping need not stay resident; they come back when they are read.
void store_map_release(const struct store_map *map);

// The same, but only where all that is resident of files has grown by STORE_MAP_RESIDENT since the last time. To be
// told of every place that is read, by one thread: the system maps what lies around it, too, often two megabytes, so
// bytes alone tell little.
#define STORE_MAP_RESIDENT ((size_t)16 << 20)
void store_map_bound(struct store_map *map, uint64_t bytes);

#endif
