// The token: 52 bytes and a 64-bit checksum, little-endian, in base64url (RFC 4648, section 5).
//
//     byte 0        version, 3
//     byte 1        which list
//     2 .. 9        generation
//     10 .. 17      its commit time
//     18 .. 25      hash of the search
//     26 .. 33      sort key
//     34 .. 41      document
//     42 .. 45      hits seen
//     46 .. 49      lines seen of the hit behind them
//     50 .. 51      0
//     52 .. 59      checksum (XXH3 of the bytes before)
//
// 60 bytes are 80 characters without padding.

#include "answer/page_token.h"

#include "base/hash.h"
#include "base/reader.h"

#include <assert.h>
#include <string.h>

enum { TOKEN_VERSION = 3, CHECKED_BYTES = 52, TOKEN_BYTES = 60 };
static_assert(TOKEN_BYTES % 3 == 0 && TOKEN_BYTES / 3 * 4 == PAGE_TOKEN_LEN, "no padding");

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void put_u32(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (8 * i));
}

static void put_u64(unsigned char *p, uint64_t value)
{
    put_u32(p, (uint32_t)value);
    put_u32(p + 4, (uint32_t)(value >> 32));
}

struct slice page_token_encode(const struct page_token *token, struct arena *arena)
{
    unsigned char bytes[TOKEN_BYTES] = {TOKEN_VERSION, (unsigned char)token->list};
    put_u64(bytes + 2, token->generation);
    put_u64(bytes + 10, (uint64_t)token->commit_time);
    put_u64(bytes + 18, token->search);
    put_u64(bytes + 26, (uint64_t)token->key);
    put_u64(bytes + 34, token->doc.bits);
    put_u32(bytes + 42, token->seen);
    put_u32(bytes + 46, token->inside);
    put_u64(bytes + CHECKED_BYTES, hash_bytes(slice_of((char *)bytes, CHECKED_BYTES), 0));

    char text[PAGE_TOKEN_LEN];
    char *out = text;
    for (size_t i = 0; i < TOKEN_BYTES; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *out++ = ALPHABET[three >> shift & 63];
    }
    return arena_copy(arena, slice_of(text, sizeof text));
}

// 64 for a character outside the alphabet.
static uint32_t digit(char c)
{
    const char *at = c ? strchr(ALPHABET, c) : NULL;
    return at ? (uint32_t)(at - ALPHABET) : 64;
}

static bool from_base64(struct slice text, unsigned char bytes[TOKEN_BYTES])
{
    if (text.len != PAGE_TOKEN_LEN)
        return false;
    for (size_t i = 0; i < PAGE_TOKEN_LEN; i += 4) {
        uint32_t three = 0;
        for (size_t j = 0; j < 4; j++) {
            uint32_t value = digit(text.ptr[i + j]);
            if (value > 63)
                return false;
            three = three << 6 | value;
        }
        *bytes++ = (unsigned char)(three >> 16);
        *bytes++ = (unsigned char)(three >> 8);
        *bytes++ = (unsigned char)three;
    }
    return true;
}

enum status page_token_decode(struct slice text, struct page_token *out, struct error *err)
{
    static const char wrong[] = "the cursor is none of ours, or not whole";
    unsigned char bytes[TOKEN_BYTES];
    if (!from_base64(text, bytes))
        return error_set(err, STATUS_INVALID, "%s", wrong);

    struct cursor cursor = cursor_over(slice_of((char *)bytes, TOKEN_BYTES));
    uint16_t version = cursor_u16(&cursor);
    unsigned list = version >> 8;
    struct page_token token = {.list = (enum page_list)list};
    token.generation = cursor_u64(&cursor);
    token.commit_time = (int64_t)cursor_u64(&cursor);
    token.search = cursor_u64(&cursor);
    token.key = (int64_t)cursor_u64(&cursor);
    token.doc.bits = cursor_u64(&cursor);
    token.seen = cursor_u32(&cursor);
    token.inside = cursor_u32(&cursor);
    uint16_t rest = cursor_u16(&cursor);
    uint64_t checksum = cursor_u64(&cursor);
    if ((version & 0xff) != TOKEN_VERSION || list >= PAGE_LIST_COUNT || rest != 0 ||
        checksum != hash_bytes(slice_of((char *)bytes, CHECKED_BYTES), 0))
        return error_set(err, STATUS_INVALID, "%s", wrong);
    *out = token;
    return STATUS_OK;
}
