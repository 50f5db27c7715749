// Question and reply out of the speeches of a debate. See debate.h.
//
// A debate is kept once, speech by speech; its question and its one reply are the speeches of the asker and of those
// who answer, joined. Sources that know the words of the question beforehand keep them: the speeches are added only
// when they are not its end already. Settling twice is settling once.
#include "engine/debate.h"

#include "engine/persons.h"

static const struct slice BREAK = {DEBATE_BREAK, sizeof DEBATE_BREAK - 1};

static bool is_part(const struct speech *speech, enum speech_role role)
{
    return speech->role == role && speech->text.len > 0;
}

static size_t joined_length(const struct exchange *exchange, enum speech_role role)
{
    size_t length = 0;
    for (size_t i = 0; i < exchange->speech_count; i++)
        if (is_part(&exchange->speeches[i], role))
            length += exchange->speeches[i].text.len + (length ? BREAK.len : 0);
    return length;
}

static void append(char *out, size_t *len, struct slice text)
{
    if (*len > 0) {
        memcpy(out + *len, BREAK.ptr, BREAK.len);
        *len += BREAK.len;
    }
    memcpy(out + *len, text.ptr, text.len);
    *len += text.len;
}

// `first`, then the words of this role. Empty without memory.
static struct slice join(const struct exchange *exchange, struct slice first, enum speech_role role,
                         struct arena *arena)
{
    size_t room = joined_length(exchange, role), len = 0;
    if (room == 0)
        return first;
    char *out = arena_alloc(arena, first.len + BREAK.len + room);
    if (!out)
        return SLICE_NONE;
    if (first.len > 0)
        append(out, &len, first);
    for (size_t i = 0; i < exchange->speech_count; i++)
        if (is_part(&exchange->speeches[i], role))
            append(out, &len, exchange->speeches[i].text);
    return slice_of(out, len);
}

// Whether the text is the words of this role and nothing else.
static bool says(const struct exchange *exchange, enum speech_role role, struct slice text)
{
    bool is_first = true;
    for (size_t i = 0; i < exchange->speech_count; i++) {
        if (!is_part(&exchange->speeches[i], role))
            continue;
        if (!is_first && !slice_starts_with(text, BREAK))
            return false;
        text = slice_from_offset(text, is_first ? 0 : BREAK.len);
        if (!slice_starts_with(text, exchange->speeches[i].text))
            return false;
        text = slice_from_offset(text, exchange->speeches[i].text.len);
        is_first = false;
    }
    return text.len == 0;
}

// Whether the question ends with the words of the asker.
static bool is_question_settled(const struct exchange *exchange)
{
    size_t length = joined_length(exchange, SPEECH_AUTHOR);
    if (exchange->question.len < length)
        return false;
    struct slice written = slice_of(exchange->question.ptr, exchange->question.len - length);
    return length == 0 ||
           ((written.len == 0 || slice_ends_with(written, BREAK)) &&
            says(exchange, SPEECH_AUTHOR, slice_from_offset(exchange->question, written.len)));
}

size_t debate_spoken_at(const struct exchange *exchange)
{
    size_t spoken = joined_length(exchange, SPEECH_AUTHOR);
    return exchange->question.len > spoken ? exchange->question.len - spoken : 0;
}

struct slice debate_written_question(const struct exchange *exchange)
{
    return slice_trim(slice_of(exchange->question.ptr, debate_spoken_at(exchange)));
}

bool debate_is_settled(const struct exchange *exchange)
{
    size_t answered = joined_length(exchange, SPEECH_MINISTER);
    if (exchange->reply_count != (answered > 0))
        return false;
    return is_question_settled(exchange) &&
           (answered == 0 || says(exchange, SPEECH_MINISTER, exchange->replies[0].text));
}

// Those who answer, each once; how many there are.
static size_t find_ministers(const struct exchange *exchange, struct person *ministers)
{
    size_t count = 0;
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        if (!is_part(speech, SPEECH_MINISTER) || speech->speaker.len == 0)
            continue;
        size_t n = 0;
        while (n < count && !slice_equal(ministers[n].name, speech->speaker))
            n++;
        if (n == EXCHANGE_MAX_PERSONS)
            continue;
        if (n == count)
            ministers[count++] = (struct person){speech->speaker, speech->office};
        else if (ministers[n].office.len == 0)
            ministers[n].office = speech->office;
    }
    return count;
}

enum status debate_settle(struct exchange *exchange, uint32_t date, struct arena *arena,
                          struct error *err)
{
    if (!is_question_settled(exchange))
        exchange->question = join(exchange, exchange->question, SPEECH_AUTHOR, arena);
    exchange->replies = NULL;
    exchange->reply_count = 0;
    struct slice text = join(exchange, SLICE_NONE, SPEECH_MINISTER, arena);
    if (text.len > 0) {
        struct person ministers[EXCHANGE_MAX_PERSONS];
        struct exchange named = {0};
        struct reply *reply = arena_calloc(arena, 1, sizeof *reply);
        persons_set_ministers(&named, ministers, find_ministers(exchange, ministers), arena);
        if (reply)
            *reply = (struct reply){.text = text,
                                    .respondent = named.minister,
                                    .date = date,
                                    .nature = SLICE(DEBATE_NATURE),
                                    .office = named.office};
        exchange->replies = reply;
        exchange->reply_count = 1;
    }
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a debate");
    return STATUS_OK;
}
