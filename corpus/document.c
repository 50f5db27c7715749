// Lengths are log-normal, as those of real questions are: many of a paragraph, some of many pages. The
// minister follows from the main topic, as portfolios do. Numbers run through the sessions in turn, so
// that a collection of any size covers twenty years.
#include "corpus/document.h"

#include "base/date.h"
#include "corpus/prose.h"

#include <math.h>
#include <stdbool.h>

#define LENGTH_SIGMA 0.75
#define SHORTEST_TOKENS 15u

void document_init(struct document *document)
{
    *document = (struct document){0};
    buf_init(&document->text, 0);
}

void document_clear(struct document *document)
{
    buf_clear(&document->text);
}

static const char *draw_type(struct random *random)
{
    uint32_t kind = random_below(random, 100);
    return kind < 80   ? "Question écrite"
           : kind < 92 ? "Question orale"
           : kind < 96 ? "Question urgente"
                       : "Interpellation";
}

static uint32_t draw_length(struct random *random, uint64_t mean)
{
    double scale = exp(LENGTH_SIGMA * random_normal(random) - LENGTH_SIGMA * LENGTH_SIGMA / 2);
    double tokens = (double)mean * scale;
    return tokens < SHORTEST_TOKENS ? SHORTEST_TOKENS : (uint32_t)tokens;
}

static void draw_dates(struct document *document, struct random *random)
{
    uint32_t year = DOCUMENT_FIRST_YEAR + document->session;
    int32_t day =
        date_to_days(date_from_ymd((int)year, 9, 15)) + (int32_t)random_below(random, 290);
    document->question_date = date_from_days(day);
    document->answer_date = date_from_days(day + 5 + (int32_t)random_below(random, 50));
}

void document_make(struct document *document, const struct lexicon *lexicon,
                   const struct document_plan *plan, uint64_t n)
{
    struct random random = random_of(plan->seed, n);
    document->session = (uint32_t)((n - 1) % DOCUMENT_SESSIONS);
    document->number = (n - 1) / DOCUMENT_SESSIONS + 1;
    document->type = draw_type(&random);
    draw_dates(document, &random);
    document->author = random_below(&random, 75);
    uint32_t tokens = draw_length(&random, plan->mean_tokens);
    bool has_answer = random_chance(&random, 85);

    struct buf *text = &document->text;
    buf_reset(text);
    struct prose prose = prose_of(text, lexicon, random);
    document->minister = prose.theme.topics[0] % DOCUMENT_MINISTERS;
    prose_title(&prose);
    size_t title_end = text->len;
    uint32_t left = tokens > prose.tokens ? tokens - prose.tokens : 1;
    prose_paragraphs(&prose, has_answer ? left * 2 / 5 : left, true, "\n\n");
    size_t question_end = text->len;
    if (has_answer)
        prose_paragraphs(&prose, tokens > prose.tokens ? tokens - prose.tokens : 1, false, "\n\n");
    if (text->failed) {
        document->title = document->question = document->answer = SLICE_NONE;
        return;
    }
    document->title = slice_of(text->data, title_end);
    document->question = slice_of(text->data + title_end, question_end - title_end);
    document->answer = slice_of(text->data + question_end, text->len - question_end);
}
