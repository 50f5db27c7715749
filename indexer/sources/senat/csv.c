// The Senate's list of questions, CSV in ISO-8859-1: everything but the texts.
#include "base/date.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/rows.h"
#include "indexer/sources/senat/question.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"

#include <string.h>

static void read_answer(const struct row *row, struct exchange *exchange, struct reply *reply)
{
    struct slice looks_like, lot = row_get(row, "Sort");
    *reply = (struct reply){
        .respondent = row_get(row, "Ministère de réponse"),
        .date = dates_find(row_get(row, "Date de réponse JO"), &looks_like),
    };
    if (reply->date == DATE_NONE && !senat_is_answered(lot))
        return;
    if (reply->respondent.len == 0)
        reply->respondent = exchange->minister;
    exchange->replies = reply;
    exchange->reply_count = 1;
}

static enum status take_row(const struct row *row, const struct source_input *input,
                            const struct source_sink *sink, struct error *err)
{
    struct arena *arena = input->arena;
    struct reply reply;
    struct slice looks_like, reference = row_get(row, "Référence");
    struct exchange exchange = {
        .id = arena_printf(arena, "senat-%.*s", SLICE_ARG(reference)),
        .assembly = SLICE("Sénat"),
        .type = senat_type(row_get(row, "Nature")),
        .number = row_get(row, "Numéro"),
        .title = senat_title(row, "Titre", arena),
        .author = text_trim(arena_printf(arena, "%.*s %.*s", SLICE_ARG(row_get(row, "Prénom")),
                                         SLICE_ARG(row_get(row, "Nom")))),
        .group = row_get(row, "Groupe"),
        .date_question = dates_find(row_get(row, "Date de publication JO"), &looks_like),
        .url = row_get(row, "URL Question"),
    };
    exchange.year = date_year(exchange.date_question);
    senat_read_ministers(row, "Ministère de dépôt", "Ministère de transmission", &exchange);
    read_answer(row, &exchange, &reply);
    senat_close(&exchange, row_get(row, "Sort"));
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question");
    if (reference.len == 0 || exchange.title.len == 0) {
        source_reject(sink, row->line, reference.len == 0 ? "no reference" : "no title");
        return STATUS_OK;
    }
    return sink->take(sink->context, &exchange, row->line, err);
}

enum status senat_parse_csv(const struct source_input *input, const struct source_sink *sink,
                            struct error *err)
{
    return rows_each(input, sink, take_row, err);
}
