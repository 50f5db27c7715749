// What LMDB knows a reader by. It takes the number of the process, which in two containers that share an index is often
// the same (1): the second could not read, and the first to end would free the other's place among the readers. So
// while an environment is made, the process has a number drawn by lot, one for all its environments; larger than any
// real one, since older programs keep those.
//
// LMDB asks `getpid`, and there is no other way to tell it: the function of that name here is found before that of the
// C library, and says the same as that one at all other times.
#ifndef ENGINE_STORAGE_STORE_IDENTITY_H
#define ENGINE_STORAGE_STORE_IDENTITY_H

// Of this thread, from one to the other.
void store_identity_begin(void);
void store_identity_end(void);

#endif
