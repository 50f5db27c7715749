// See said.h.
#include "engine/search/present/said.h"

#include "engine/debate.h"

enum { TITLE, QUESTION, FIRST_SPOKEN };

// The paragraph at or after byte `from`; false: there is none.
static bool next_paragraph(struct slice text, size_t from, struct said_paragraph *paragraph)
{
    while (from < text.len) {
        struct slice rest = slice_from_offset(text, from);
        struct slice piece = slice_of(rest.ptr, slice_find(rest, SLICE("\n\n")));
        struct slice trimmed = slice_trim(piece);
        if (trimmed.len > 0) {
            size_t start = (size_t)(trimmed.ptr - text.ptr);
            *paragraph = (struct said_paragraph){start, start + trimmed.len, paragraph->number + 1};
            return true;
        }
        from += piece.len + 2;
    }
    return false;
}

void said_find_paragraph(struct slice text, size_t at, struct said_paragraph *paragraph)
{
    while (paragraph->number == 0 || paragraph->end <= at) {
        struct said_paragraph next = *paragraph;
        if (!next_paragraph(text, paragraph->end, &next) || (paragraph->number && next.start > at))
            return;
        *paragraph = next;
    }
}

static unsigned count_paragraphs(struct slice text)
{
    struct said_paragraph last = {0};
    while (next_paragraph(text, last.end, &last))
        ;
    return last.number;
}

static bool next_speech(struct said_walk *walk, size_t at, struct said *out)
{
    const struct exchange *exchange = walk->exchange;
    if (at >= exchange->speech_count)
        return false;
    const struct speech *speech = &exchange->speeches[at];
    bool asks = speech->role == SPEECH_AUTHOR;
    *out = (struct said){asks ? FIELD_QUESTION : FIELD_ANSWER,
                         speech->role == SPEECH_OTHER ? SLICE_NONE : speech->text,
                         speech->speaker,
                         speech->office,
                         asks ? exchange->date_question : exchange_reply_date(exchange),
                         'r',
                         walk->shown};
    walk->shown += count_paragraphs(speech->text);
    return true;
}

static bool next_reply(struct said_walk *walk, size_t at, struct said *out)
{
    const struct exchange *exchange = walk->exchange;
    if (at >= exchange->reply_count)
        return false;
    const struct reply *reply = &exchange->replies[at];
    *out = (struct said){FIELD_ANSWER, reply->text, reply->respondent, reply->office,
                         reply->date,  'r',         walk->shown};
    walk->shown += count_paragraphs(reply->text);
    return true;
}

bool said_next(struct said_walk *walk, struct said *out)
{
    const struct exchange *exchange = walk->exchange;
    bool is_debate = exchange->speech_count > 0;
    bool found = true;
    do {
        size_t at = walk->at++;
        struct said asked = {.speaker = exchange->author, .date = exchange->date_question};
        if (at == TITLE) {
            asked.text = exchange->title;
            *out = asked;
        } else if (at == QUESTION) {
            asked.field = FIELD_QUESTION;
            asked.text = is_debate ? debate_written_question(exchange) : exchange->question;
            asked.anchor = 'q';
            *out = asked;
        } else {
            found = is_debate ? next_speech(walk, at - FIRST_SPOKEN, out)
                              : next_reply(walk, at - FIRST_SPOKEN, out);
        }
    } while (found && out->text.len == 0);
    return found;
}
