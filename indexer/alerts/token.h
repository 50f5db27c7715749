// Signatures under what we ask people to send back, made with a key that only this folder has.
#ifndef INDEXER_ALERTS_TOKEN_H
#define INDEXER_ALERTS_TOKEN_H

#include "base/error.h"
#include "base/slice.h"
#include "indexer/alerts/outbox.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TOKEN_KEY_BYTES = 32,
    TOKEN_CHARACTERS = 26,                  // of a signature: 128 bits, small letters and digits
    TOKEN_TEXT_SIZE = TOKEN_CHARACTERS + 1, // with its NUL
};

struct token_key {
    unsigned char bytes[TOKEN_KEY_BYTES];
};

// The folder's key (DIR/state/key), made where there is none. STATUS_INVALID when others may read it.
enum status token_key_open(struct outbox *outbox, struct token_key *out,
                           struct error *err) STATUS_NODISCARD;

// The signature of a few texts, in their order; the first says what it is for.
void token_sign(const struct token_key *key, const struct slice *texts, size_t count,
                char out[TOKEN_TEXT_SIZE]);

// Whether `signature` is that. Takes as long for a wrong one as for the right one.
bool token_is(const struct token_key *key, const struct slice *texts, size_t count,
              struct slice signature);

// Letters that nobody guesses, as many as a signature has.
enum status token_draw(char out[TOKEN_TEXT_SIZE], struct error *err) STATUS_NODISCARD;

#endif
