// Lines and mails. See digest.h.
//
// What is said of a document is the same in all lines and mails of a night, so that it is made once; what is said of
// the search stands around it.
#include "indexer/alerts/digest.h"

#include "answer/answer_json.h"
#include "answer/permalink.h"
#include "answer/plural.h"
#include "base/utf8.h"
#include "indexer/alerts/message.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
}

// A text of others on one line of ours.
static void append_on_a_line(struct buf *out, struct slice text)
{
    size_t start = out->len;
    buf_append_slice(out, text);
    if (!out->failed && text.len > 0)
        utf8_blank_controls(out->data + start, text.len, false);
}

// --- of a document ---------------------------------------------------------------------------------

static void append_line(struct buf *out, const struct exchange *exchange, struct arena *arena)
{
    const struct answer_about about = {.arena = arena};
    struct json_writer json;
    json_writer_init(&json, out);
    json_writer_object(&json);
    json_writer_put_string(&json, "id", exchange->id);
    answer_json_summary(&json, exchange, &about, DATE_NONE);
    json_writer_end(&json);
}

static void append_paragraph(struct buf *out, const struct exchange *exchange)
{
    char date[DATE_TEXT_SIZE];
    uint32_t answered = exchange_reply_date(exchange);
    append_on_a_line(out, exchange->title.len > 0      ? exchange->title
                          : exchange->question.len > 0 ? exchange->question
                                                       : exchange->id);
    buf_append_slice(out, SLICE("\n  "));
    size_t start = out->len;
    append_on_a_line(out, exchange->author);
    if (exchange->minister.len > 0)
        buf_append_slice(out, out->len > start ? SLICE(" à ") : SLICE("À "));
    append_on_a_line(out, exchange->minister);
    if (exchange->date_question != DATE_NONE) {
        (void)date_format_iso(exchange->date_question, date);
        buf_printf(out, "%s%s", out->len > start ? ", " : "", date);
    }
    if (answered != DATE_NONE) {
        (void)date_format_iso(answered, date);
        buf_printf(out, "%sréponse %s %s", out->len > start ? ", " : "",
                   date_is_full(answered) ? "du" : "de", date);
    }
    buf_append_char(out, '\n');
}

// What is said of a document, in the night's arena or for the moment in its scratch.
static enum status words_of(struct night *night, uint32_t document, struct night_words *out,
                            struct error *err)
{
    struct exchange exchange;
    struct buf line, paragraph, address;
    if (night->words && night->words[document].line.ptr) {
        *out = night->words[document];
        return STATUS_OK;
    }
    arena_reset(&night->scratch);
    enum status status = night_document(night, document, &night->scratch, &exchange, err);
    if (status != STATUS_OK)
        return status;
    struct arena *arena = night->words ? &night->arena : &night->scratch;
    buf_init(&line, 0);
    buf_init(&paragraph, 0);
    buf_init(&address, 0);
    append_line(&line, &exchange, &night->scratch);
    append_paragraph(&paragraph, &exchange);
    permalink_append(&address, exchange.id);
    *out = (struct night_words){.line = arena_take(arena, &line),
                                .paragraph = arena_take(arena, &paragraph),
                                .address = arena_take(arena, &address)};
    if (arena->failed)
        return no_memory(err);
    if (night->words)
        night->words[document] = *out;
    return STATUS_OK;
}

// --- lines -----------------------------------------------------------------------------------------

enum status digest_line(struct night *night, const struct saved_search *search,
                        const struct night_event *event, struct buf *out, struct error *err)
{
    struct night_words words;
    struct json_writer json;
    enum status status = words_of(night, event->document, &words, err);
    if (status != STATUS_OK)
        return status;
    json_writer_init(&json, out);
    json_writer_object(&json);
    json_writer_put_string(&json, "alerte", search->name);
    json_writer_put_text(&json, "evenement", change_kind_name(event->kind));
    json_writer_put_int(&json, "changement", (int64_t)event->number);
    json_writer_put_time(&json, "quand", event->when);
    json_writer_end(&json);
    if (!out->failed)
        out->data[out->len - 1] = ','; // and what is said of the document in the same object
    buf_append_slice(out, slice_from_offset(words.line, 1));
    buf_append_char(out, '\n');
    return STATUS_OK;
}

// --- mails -----------------------------------------------------------------------------------------

static const char *event_words(enum change_kind kind)
{
    switch (kind) {
    case CHANGE_NEW:
        return "Nouvelle question";
    case CHANGE_ANSWERED:
        return "Réponse";
    case CHANGE_ALTERED:
        return "Texte modifié";
    case CHANGE_WITHDRAWN:
        return "Question retirée";
    case CHANGE_RETURNED:
        return "De nouveau publiée";
    case CHANGE_REMOVED:
    case CHANGE_RESTORED:
    case CHANGE_KIND_COUNT:
        break;
    }
    return "Nouveauté";
}

struct slice digest_ending(const struct saved_search *search, const struct token_key *key,
                           struct arena *arena)
{
    char signature[TOKEN_TEXT_SIZE];
    const struct slice texts[] = {SLICE("desinscription"), search->name, search->address};
    token_sign(key, texts, 3, signature);
    return arena_printf(arena, "desinscription %.*s %s", SLICE_ARG(search->name), signature);
}

static enum status append_finds(struct night *night, const struct digest *digest, struct buf *out,
                                struct error *err)
{
    const struct find_list *finds = digest->finds;
    size_t told = finds->count < DIGEST_MOST ? finds->count : DIGEST_MOST;
    for (size_t i = 0; i < told; i++) {
        struct night_words words;
        enum status status = words_of(night, finds->items[i]->document, &words, err);
        if (status != STATUS_OK)
            return status;
        buf_printf(out, "%s : %.*s  %.*s%.*s\n\n", event_words(finds->items[i]->kind),
                   SLICE_ARG(words.paragraph), SLICE_ARG(digest->site), SLICE_ARG(words.address));
    }
    if (finds->count > told)
        buf_printf(out, "Et %zu autre%s.\n\n", finds->count - told,
                   plural_french(finds->count - told));
    return STATUS_OK;
}

enum status digest_mail(struct night *night, const struct digest *digest, struct arena *arena,
                        struct buf *out, struct error *err)
{
    const struct saved_search *search = digest->search;
    struct buf body;
    buf_init(&body, 0);
    enum status status = append_finds(night, digest, &body, err);
    struct slice ending = digest_ending(search, digest->key, arena);
    size_t count = digest->finds->count;
    struct slice subject = arena_printf(arena, "%.*s : %zu nouveauté%s", SLICE_ARG(search->title),
                                        count, plural_french(count));
    buf_printf(
        &body,
        "-- \nToute la recherche : %.*s/recherche%.*s\n"
        "Pour mettre fin à cette alerte, écrivez à %.*s un message dont l’objet est :\n%.*s\n",
        SLICE_ARG(digest->site), SLICE_ARG(digest->address), SLICE_ARG(digest->sender),
        SLICE_ARG(ending));
    if (status == STATUS_OK && (body.failed || !ending.ptr || !subject.ptr))
        status = no_memory(err);
    if (status == STATUS_OK) {
        const struct message message = {
            .from = digest->sender,
            .to = search->address,
            .subject = subject,
            .id = arena_printf(arena, "alerte.%.*s", SLICE_ARG(digest->identity)),
            .unsubscribe = ending,
            .body = buf_slice(&body),
            .date = digest->date};
        message_write(&message, out);
    }
    buf_clear(&body);
    return status;
}
