// Keys and seals of the table STORE_CHANGES (change_log.h), for the files of this folder.
#ifndef ENGINE_CHANGES_CHANGE_KEYS_H
#define ENGINE_CHANGES_CHANGE_KEYS_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { NUMBER_KEY_LEN = 9, DAY_SECONDS = 86400, SEAL_LEN = 8 };

static inline enum status change_damaged(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "the record of changes is damaged");
}

static inline struct slice change_key(char kind, uint64_t number, char key[NUMBER_KEY_LEN])
{
    uint64_t big_endian = __builtin_bswap64(number);
    key[0] = kind;
    memcpy(key + 1, &big_endian, sizeof big_endian);
    return slice_of(key, NUMBER_KEY_LEN);
}

// Whether a key is of that kind, and which number it has.
static inline bool change_key_number(struct slice key, char kind, uint64_t *number)
{
    if (key.len != NUMBER_KEY_LEN || key.ptr[0] != kind)
        return false;
    *number = __builtin_bswap64(load_u64(key.ptr + 1));
    return true;
}

static inline enum status change_open_sealed(struct slice bytes, struct slice *out,
                                             struct error *err)
{
    if (bytes.len < SEAL_LEN)
        return change_damaged(err);
    *out = slice_of(bytes.ptr, bytes.len - SEAL_LEN);
    return load_u64(out->ptr + out->len) == hash_bytes(*out, 0) ? STATUS_OK : change_damaged(err);
}

// What a text takes of the file: its own pages where it is long.
static inline uint64_t change_text_size(size_t len)
{
    enum { INSIDE_LEAF = 2000, PAGE = 4096 };
    return len <= INSIDE_LEAF ? len : (len + PAGE - 1) / PAGE * PAGE;
}

// Whether a text of that moment is too old.
static inline bool change_text_is_expired(uint64_t keep_days, int64_t when, int64_t now)
{
    return keep_days == 0 || (now > when && (uint64_t)(now - when) / DAY_SECONDS >= keep_days);
}

// What is kept and told of the moment at which a document was removed that was erased: its day.
static inline int64_t change_erased_time(int64_t when)
{
    return when - when % DAY_SECONDS;
}

#endif
