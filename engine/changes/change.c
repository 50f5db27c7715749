// See change.h.
//
// Two states are compared by hashes of their parts: a document may be long, and the writer has one of them at a time.
#include "engine/changes/change.h"

#include "base/hash.h"
#include "engine/changes/change_keys.h"

static const char *const NAMES[CHANGE_KIND_COUNT] = {
    [CHANGE_NEW] = "nouvelle",      [CHANGE_ANSWERED] = "repondue", [CHANGE_ALTERED] = "modifiee",
    [CHANGE_WITHDRAWN] = "retiree", [CHANGE_REMOVED] = "disparue",  [CHANGE_RETURNED] = "revenue",
    [CHANGE_RESTORED] = "reprise",
};

const char *change_kind_name(enum change_kind kind)
{
    return NAMES[kind];
}

// Of an erased document nothing is known of what it was.
int64_t change_told_time(const struct change *change)
{
    bool was_erased = change->kind == CHANGE_REMOVED && change->before == EXCHANGE_STATUS_COUNT;
    return was_erased ? change_erased_time(change->when) : change->when;
}

// The hash of all but the texts that have one of their own.
static uint64_t hash_of_facts(const struct exchange *exchange)
{
    struct reply replies[EXCHANGE_MAX_REPLIES];
    struct exchange facts = *exchange;
    size_t count = 0;
    for (; count < exchange->reply_count && count < EXCHANGE_MAX_REPLIES; count++) {
        replies[count] = exchange->replies[count];
        replies[count].text = SLICE_NONE;
    }
    facts.title = facts.question = SLICE_NONE;
    facts.speech_count = 0;
    facts.replies = replies;
    facts.reply_count = count;
    return exchange_content_hash(&facts);
}

static uint64_t hash_of_speeches(const struct exchange *exchange)
{
    const struct exchange speeches = {.speeches = exchange->speeches,
                                      .speech_count = exchange->speech_count};
    return exchange_content_hash(&speeches);
}

void change_traits_of(const struct exchange *exchange, struct change_traits *out)
{
    *out = (struct change_traits){.status = exchange_status(exchange),
                                  .title = hash_bytes(exchange->title, 0),
                                  .question = hash_bytes(exchange->question, 0),
                                  .answer = exchange->reply_count,
                                  .facts = hash_of_facts(exchange),
                                  .speeches = hash_of_speeches(exchange)};
    for (size_t i = 0; i < exchange->reply_count; i++)
        out->answer = hash_bytes(exchange->replies[i].text, out->answer);
}

// In a debate, what is said is also said by whom: where question or answer differ, speeches tell nothing more.
static uint8_t parts_of(const struct change_traits *before, const struct change_traits *after)
{
    unsigned parts = 0;
    if (before->title != after->title)
        parts |= CHANGE_TITLE;
    if (before->question != after->question)
        parts |= CHANGE_QUESTION;
    if (before->answer != after->answer)
        parts |= CHANGE_ANSWER;
    bool says_more =
        !(parts & (CHANGE_QUESTION | CHANGE_ANSWER)) && before->speeches != after->speeches;
    if (before->facts != after->facts || says_more)
        parts |= CHANGE_FACTS;
    return (uint8_t)parts;
}

static bool is_closed(enum exchange_status status)
{
    return status == EXCHANGE_WITHDRAWN || status == EXCHANGE_LAPSED;
}

static bool brings_answer(enum exchange_status before, enum exchange_status after)
{
    return (after == EXCHANGE_ANSWERED && before != EXCHANGE_ANSWERED) ||
           (after == EXCHANGE_PROVISIONAL && before != EXCHANGE_ANSWERED &&
            before != EXCHANGE_PROVISIONAL);
}

void change_compare(const struct change_traits *before, const struct change_traits *after,
                    struct change *out)
{
    out->before = before->status;
    out->after = after->status;
    out->parts = parts_of(before, after);
    if (brings_answer(out->before, out->after))
        out->kind = CHANGE_ANSWERED;
    else if (is_closed(out->after) && !is_closed(out->before))
        out->kind = CHANGE_WITHDRAWN;
    else
        out->kind = CHANGE_ALTERED;
}
