// What is found in the texts of an exchange when it enters the index, and kept with it: what its answers point at, and
// what places they name and what is cited. See exchange.h.
//
// Citations are those of title, question and answers, each once and in the order of bytes, so that those who cite the
// same have the same value of the column. As many are kept, and as far into the texts, as are shown where one exchange
// is (engine/search/present/citations.h), and no more than a page of hits can bear.
#include "engine/exchange.h"
#include "engine/text/mention.h"
#include "engine/text/place.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { CITES_MOST = 200, CITES_MOST_READ = 1 << 20, CITES_MOST_BYTES = 8 << 10 };

// --- referrals -------------------------------------------------------------------------------------

// From the texts.
static bool find_referral(const struct exchange *exchange, struct referral *out)
{
    *out = (struct referral){0};
    if (exchange->speech_count > 0 || !exchange_answer(exchange))
        return false;
    bool is_found = false;
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        if (reply->text.len == 0 || exchange_is_provisional(reply))
            continue;
        struct referral one;
        if (!referral_find(reply->text, &one))
            return false;
        if (!is_found || out->number == 0)
            *out = one;
        is_found = true;
    }
    return is_found;
}

bool exchange_referral(const struct exchange *exchange, struct referral *out)
{
    if (exchange->referral_state == REFERRAL_NOT_SOUGHT)
        return find_referral(exchange, out);
    *out = exchange->referral;
    return exchange->referral_state == REFERRAL_FOUND;
}

// --- citations -------------------------------------------------------------------------------------

struct names {
    struct arena *arena;
    struct slice items[CITES_MOST];
    size_t count, bytes;
};

// False without memory.
static bool add_name(struct names *names, struct slice name)
{
    size_t len = name.len + sizeof PERSON_SEPARATOR - 1;
    if (name.len == 0 || names->count == CITES_MOST || names->bytes + len > CITES_MOST_BYTES ||
        slice_is_one_of(name, names->items, names->count))
        return true;
    struct slice copy = arena_copy(names->arena, name);
    if (!copy.ptr)
        return false;
    names->items[names->count++] = copy;
    names->bytes += len;
    return true;
}

static bool add_place(void *context, const struct place *place)
{
    char room[MENTION_NAME_MOST];
    struct buf name = buf_over(room, sizeof room);
    if (place->commune.len == 0)
        buf_append_char(&name, '*');
    buf_append_slice(&name, place->commune.len ? place->commune : place->province);
    return add_name(context, buf_slice(&name));
}

static bool read_text(struct names *cites, struct names *places, struct slice text, size_t *left)
{
    struct mention found;
    size_t at = 0;
    text = fold_cut(text, *left);
    *left -= text.len;
    while (mention_next(text, &at, &found)) {
        char room[MENTION_NAME_MOST];
        struct buf name = buf_over(room, sizeof room);
        mention_put_name(&found, &name);
        bool is_article_of_norm = found.kind == MENTION_ARTICLE && found.date != DATE_NONE;
        if (!name.failed && !add_name(cites, buf_slice(&name)))
            return false;
        if (!is_article_of_norm)
            continue;
        buf_reset(&name);
        found.kind = found.act_kind; // who cites the article cites the norm
        mention_put_name(&found, &name);
        if (!add_name(cites, buf_slice(&name)))
            return false;
    }
    return places_each(text, add_place, places);
}

static struct slice join(struct names *names)
{
    static const struct slice separator = {PERSON_SEPARATOR, sizeof PERSON_SEPARATOR - 1};
    char *joined = names->count ? arena_alloc(names->arena, names->bytes) : NULL;
    size_t len = 0;
    qsort(names->items, names->count, sizeof *names->items, slice_order);
    for (size_t i = 0; joined && i < names->count; i++) {
        if (i > 0) {
            memcpy(joined + len, separator.ptr, separator.len);
            len += separator.len;
        }
        memcpy(joined + len, names->items[i].ptr, names->items[i].len);
        len += names->items[i].len;
    }
    return slice_of(joined, len);
}

bool exchange_seek(struct exchange *exchange, struct arena *arena)
{
    bool is_found = find_referral(exchange, &exchange->referral);
    exchange->referral_state = is_found ? REFERRAL_FOUND : REFERRAL_NONE;
    struct names cites = {.arena = arena}, places = {.arena = arena};
    size_t left = CITES_MOST_READ;
    bool enough = read_text(&cites, &places, exchange->title, &left) &&
                  read_text(&cites, &places, exchange->question, &left);
    for (size_t i = 0; enough && i < exchange->reply_count; i++)
        enough = read_text(&cites, &places, exchange->replies[i].text, &left);
    exchange->cites = join(&cites);
    exchange->places = join(&places);
    return enough && !arena->failed;
}
