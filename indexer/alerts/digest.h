// What is said of the finds of one saved search: a line of NDJSON each, and a mail of all.
#ifndef INDEXER_ALERTS_DIGEST_H
#define INDEXER_ALERTS_DIGEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"
#include "indexer/alerts/night.h"
#include "indexer/alerts/saved_search.h"
#include "indexer/alerts/token.h"

enum { DIGEST_MOST = 100 }; // finds told in a mail; of more, how many there are

struct find_list {
    VEC_OF(const struct night_event *);
};

struct digest {
    const struct saved_search *search;
    const struct find_list *finds; // not empty
    struct slice address;          // of the search on the site: saved_search_address
    struct slice site, sender;
    const struct token_key *key;
    struct slice identity; // the same for the same finds
    int64_t date;
};

// {"alerte": …, "evenement": …, "changement": …, "quand": …, and what a list shows of the document}, a line.
enum status digest_line(struct night *night, const struct saved_search *search,
                        const struct night_event *event, struct buf *out,
                        struct error *err) STATUS_NODISCARD;

// The mail, after a line with who gets it.
enum status digest_mail(struct night *night, const struct digest *digest, struct arena *arena,
                        struct buf *out, struct error *err) STATUS_NODISCARD;

// "desinscription NAME SIGNATURE": the subject of the mail that ends an alert; from the arena.
struct slice digest_ending(const struct saved_search *search, const struct token_key *key,
                           struct arena *arena);

#endif
