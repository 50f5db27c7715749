// HMAC-SHA-256, cut to 128 bits, in base 32. See token.h.
#include "indexer/alerts/token.h"

#include "indexer/alerts/files.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status draw(unsigned char *out, size_t size, struct error *err)
{
    return getrandom(out, size, 0) == (ssize_t)size
               ? STATUS_OK
               : error_set(err, STATUS_IO, "alerts: no random numbers");
}

static enum status make_key(const char *path, struct token_key *out, struct error *err)
{
    enum status status = draw(out->bytes, sizeof out->bytes, err);
    return status == STATUS_OK
               ? files_put(path, slice_of((const char *)out->bytes, sizeof out->bytes), 0600, err)
               : status;
}

enum status token_key_open(struct outbox *outbox, struct token_key *out, struct error *err)
{
    struct slice path = outbox_path(outbox, "state/key", SLICE("")), text;
    struct stat info;
    if (!path.ptr)
        return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
    enum status status = files_read(path.ptr, TOKEN_KEY_BYTES, &outbox->arena, &text, err);
    if (status == STATUS_NOT_FOUND)
        return make_key(path.ptr, out, err);
    if (status != STATUS_OK)
        return status;
    if (stat(path.ptr, &info) < 0)
        return files_error(path.ptr, "cannot look at it", err);
    if ((info.st_mode & 077) != 0)
        return error_set(err, STATUS_INVALID,
                         "%s: others may read it; remove it, and a new one is "
                         "made: what was signed with this one is then void",
                         path.ptr);
    if (text.len != TOKEN_KEY_BYTES)
        return error_set(err, STATUS_CORRUPT, "%s: not a key of %d bytes", path.ptr,
                         TOKEN_KEY_BYTES);
    memcpy(out->bytes, text.ptr, TOKEN_KEY_BYTES);
    return STATUS_OK;
}

// Five bits a character, of the first 130; the last two are zero.
static void put_letters(const unsigned char *bytes, char out[TOKEN_TEXT_SIZE])
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (unsigned i = 0; i < TOKEN_CHARACTERS; i++) {
        unsigned bit = i * 5, high = bytes[bit / 8], low = bit / 8 < 15 ? bytes[bit / 8 + 1] : 0;
        out[i] = LETTERS[(high << 8 | low) >> (11 - bit % 8) & 31];
    }
    out[TOKEN_CHARACTERS] = '\0';
}

void token_sign(const struct token_key *key, const struct slice *texts, size_t count,
                char out[TOKEN_TEXT_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    struct buf signed_text;
    buf_init(&signed_text, 0);
    for (size_t i = 0; i < count; i++)
        buf_append_string(&signed_text, texts[i]);
    unsigned len = 0;
    if (signed_text.failed ||
        !HMAC(EVP_sha256(), key->bytes, TOKEN_KEY_BYTES, (const unsigned char *)signed_text.data,
              signed_text.len, digest, &len))
        (void)draw(digest, sizeof digest, NULL); // without memory one that is nobody's
    buf_clear(&signed_text);
    put_letters(digest, out);
}

bool token_is(const struct token_key *key, const struct slice *texts, size_t count,
              struct slice signature)
{
    char expected[TOKEN_TEXT_SIZE];
    token_sign(key, texts, count, expected);
    return signature.len == TOKEN_CHARACTERS &&
           CRYPTO_memcmp(signature.ptr, expected, TOKEN_CHARACTERS) == 0;
}

enum status token_draw(char out[TOKEN_TEXT_SIZE], struct error *err)
{
    unsigned char bytes[16];
    enum status status = draw(bytes, sizeof bytes, err);
    if (status == STATUS_OK)
        put_letters(bytes, out);
    return status;
}
