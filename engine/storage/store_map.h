// Where in memory the file of an index is mapped.
#ifndef ENGINE_STORAGE_STORE_MAP_H
#define ENGINE_STORAGE_STORE_MAP_H

#include <stddef.h>

// Tells the system that the pages of this process's mapping of the file need not stay resident; they come back when
// they are read. `size` is that of the mapping. Does nothing where the mapping cannot be found.
void store_map_release(int fd, size_t size);

#endif
