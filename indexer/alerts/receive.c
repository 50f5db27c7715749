// Acting on mails. See receive.h.
//
//     DIR/state/pending/ID   what was asked: time, address, title, parameters, a line each
//     DIR/state/requests     the requests of the last 24 hours: time and a signature of the address, a line each
//
// The signature in a token is of all that the pending file says, so that neither can be changed without the other, and
// a token is good once: with the confirmation its file is gone. Answers go to the spool, as alerts do, and are sent by
// who sends those.
#include "indexer/alerts/receive.h"

#include "answer/alerts/subscription.h"
#include "base/utf8.h"
#include "engine/backends.h"
#include "indexer/alerts/digest.h"
#include "indexer/alerts/files.h"
#include "indexer/alerts/mail.h"
#include "indexer/alerts/message.h"
#include "indexer/alerts/outbox.h"
#include "indexer/alerts/saved_search.h"
#include "indexer/alerts/token.h"
#include "indexer/alerts/wish.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY_SECONDS = 24 * 3600,
    CLOCK_SECONDS = 300, // that a clock may have gone back meanwhile
    MAX_REQUESTS_BYTES = 1 << 20,
    MAX_PENDING_BYTES = 1 << 15,
    MAX_TITLE = 80,
};

struct receiving {
    const struct receive_options *options;
    struct outbox outbox;
    struct token_key key;
    struct mail mail;
    struct arena *arena; // the outbox's
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
}

// --- limits ----------------------------------------------------------------------------------------

// A line that begins with a time, taken off the text; false at its end.
static bool next_line(struct slice *text, int64_t *when, struct slice *line)
{
    if (text->len == 0)
        return false;
    size_t end = slice_find(*text, SLICE("\n"));
    *line = slice_of(text->ptr, end);
    *text = slice_from_offset(*text, end < text->len ? end + 1 : end);
    *when = strtoll(line->ptr, NULL, 10); // the text ends with a NUL
    return true;
}

// Whether the sender may ask once more today; then that is noted.
static enum status note_request(struct receiving *r, bool *is_allowed, struct error *err)
{
    char sender[TOKEN_TEXT_SIZE];
    const struct slice texts[] = {SLICE("adresse"), r->mail.sender};
    struct slice text = SLICE(""), line,
                 path = outbox_path(&r->outbox, "state/requests", SLICE(""));
    struct buf kept;
    int64_t when, now = r->options->now;
    unsigned of_sender = 0, of_all = 0;
    token_sign(&r->key, texts, 2, sender);
    enum status status =
        path.ptr ? files_read(path.ptr, MAX_REQUESTS_BYTES, r->arena, &text, err) : no_memory(err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    buf_init(&kept, 0);
    while (next_line(&text, &when, &line)) {
        if (when < now - DAY_SECONDS || when > now + DAY_SECONDS)
            continue;
        of_all++;
        of_sender += slice_ends_with(line, slice_from(sender));
        buf_printf(&kept, "%.*s\n", SLICE_ARG(line));
    }
    *is_allowed = of_sender < RECEIVE_MOST_OF_ONE && of_all < RECEIVE_MOST_OF_ALL;
    if (*is_allowed)
        buf_printf(&kept, "%" PRId64 " %s\n", now, sender);
    status = kept.failed ? no_memory(err) : files_put(path.ptr, buf_slice(&kept), 0600, err);
    buf_clear(&kept);
    return status;
}

// --- answers ---------------------------------------------------------------------------------------

static enum status answer(struct receiving *r, struct slice to, struct message message,
                          struct error *err)
{
    struct buf mail;
    buf_init(&mail, 0);
    message.from = r->options->sender;
    message.to = to;
    message.date = r->options->now;
    message_write(&message, &mail);
    enum status status = mail.failed || r->arena->failed
                             ? no_memory(err)
                             : outbox_put_mail(&r->outbox, message.id, buf_slice(&mail), err);
    buf_clear(&mail);
    return status;
}

// --- asking ----------------------------------------------------------------------------------------

// Whether the search can be run at all: what is wrong with it would else be told every night.
static enum status check_search(struct receiving *r, struct slice query, struct saved_search *out,
                                struct error *err)
{
    struct backend *index = NULL;
    struct searcher *searcher = NULL;
    struct view *view = NULL;
    struct standing *standing = NULL;
    struct search_answer read;
    const uint64_t *found;
    enum status status = backend_open(r->options->index, NULL, &index, err);
    if (status == STATUS_NOT_FOUND) // ours to mend, not the sender's
        status = STATUS_IO;
    if (status == STATUS_OK)
        status = searcher_open(index, r->options->synonyms, &searcher, err);
    if (status == STATUS_OK)
        status = view_begin(index, &view, err);
    if (status == STATUS_OK) {
        struct search_tools tools = {
            .searcher = searcher, .view = view, .index = &view->info, .arena = r->arena};
        status = saved_search_request(query, &tools, &read, err);
    }
    if (status == STATUS_OK)
        status = standing_open(searcher, view, NULL, 0, &standing, err);
    if (status == STATUS_OK)
        status = standing_match(standing, &read.request, &found, err);
    if (status == STATUS_OK) {
        out->query = saved_search_address(&read.params, r->arena);
        out->title = arena_copy(r->arena, slice_cut_utf8(read.params.q, MAX_TITLE));
        if (!out->query.ptr || !out->title.ptr)
            status = no_memory(err);
    }
    standing_close(standing);
    view_free(view);
    searcher_close(searcher);
    backend_close(index);
    return status;
}

static void sign_request(const struct receiving *r, struct slice id, struct slice pending,
                         char out[TOKEN_TEXT_SIZE])
{
    const struct slice texts[] = {SLICE("confirmer"), id, pending};
    token_sign(&r->key, texts, 3, out);
}

static enum status keep_request(struct receiving *r, const struct saved_search *search,
                                struct slice id, struct slice *pending, struct error *err)
{
    struct slice folder = outbox_path(&r->outbox, "state/pending", SLICE(""));
    struct slice path = outbox_path(&r->outbox, "state/pending/", id);
    *pending =
        arena_printf(r->arena, "%" PRId64 "\n%.*s\n%.*s\n%.*s\n", r->options->now,
                     SLICE_ARG(r->mail.sender), SLICE_ARG(search->title), SLICE_ARG(search->query));
    if (!folder.ptr || !path.ptr || !pending->ptr)
        return no_memory(err);
    enum status status = files_make_folder(folder.ptr, 0700, err);
    return status == STATUS_OK ? files_put(path.ptr, *pending, 0600, err) : status;
}

static enum status ask(struct receiving *r, struct slice query, enum receipt *out,
                       struct error *err)
{
    struct saved_search search = {.address = r->mail.sender};
    char id[TOKEN_TEXT_SIZE], signature[TOKEN_TEXT_SIZE];
    bool is_allowed;
    struct slice pending;
    *out = RECEIPT_REFUSED;
    enum status status =
        query.len > SUBSCRIPTION_MAX_QUERY ? STATUS_INVALID : check_search(r, query, &search, err);
    if (status == STATUS_INVALID || (status == STATUS_OK && search.query.len < 2))
        return STATUS_OK;
    if (status == STATUS_OK)
        status = note_request(r, &is_allowed, err);
    *out = RECEIPT_LIMITED;
    if (status != STATUS_OK || !is_allowed)
        return status;
    if (search.title.len == 0)
        search.title = SLICE("Recherche");
    utf8_blank_controls((char *)(uintptr_t)search.title.ptr, search.title.len, false);
    search.query = slice_from_offset(search.query, 1); // its question mark
    status = token_draw(id, err);
    if (status == STATUS_OK)
        status = keep_request(r, &search, slice_from(id), &pending, err);
    if (status != STATUS_OK)
        return status;
    sign_request(r, slice_from(id), pending, signature);
    *out = RECEIPT_ASKED;
    return answer(
        r, r->mail.sender,
        (struct message){.subject = arena_printf(r->arena, WISH_CONFIRM " %s %s", id, signature),
                         .id = arena_printf(r->arena, "demande.%s", id),
                         .body = arena_printf(
                             r->arena,
                             "Une alerte a été demandée pour cette adresse :\n\n  %.*s\n  "
                             "%.*s/recherche?%.*s\n\n"
                             "Pour la recevoir, répondez à ce message sans changer son objet, dans "
                             "les %d heures.\n"
                             "Si vous n’avez rien demandé, ne faites rien : rien ne sera envoyé.\n",
                             SLICE_ARG(search.title), SLICE_ARG(r->options->site),
                             SLICE_ARG(search.query), RECEIVE_HOURS)},
        err);
}

// --- confirming ------------------------------------------------------------------------------------

static bool is_on_time(const struct receiving *r, int64_t asked)
{
    int64_t now = r->options->now;
    return asked <= now + CLOCK_SECONDS && asked > now - RECEIVE_HOURS * 3600;
}

// What a pending file says; false where that is not what we wrote.
static bool read_request(struct slice text, int64_t *when, struct saved_search *out)
{
    struct slice lines[4];
    for (size_t i = 0; i < 4; i++) {
        size_t end = slice_find(text, SLICE("\n"));
        if (end == text.len)
            return false;
        lines[i] = slice_of(text.ptr, end);
        text = slice_from_offset(text, end + 1);
    }
    *when = strtoll(lines[0].ptr, NULL, 10);
    out->address = lines[1];
    out->title = lines[2];
    out->query = lines[3];
    return text.len == 0 && subscription_is_address(out->address);
}

static bool is_id(struct slice id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!((id.ptr[i] >= 'a' && id.ptr[i] <= 'z') || (id.ptr[i] >= '2' && id.ptr[i] <= '7')))
            return false;
    return id.len == TOKEN_CHARACTERS;
}

// Two requests of one address for the same search are one alert.
static enum status save(struct receiving *r, struct saved_search *search, struct error *err)
{
    char name[TOKEN_TEXT_SIZE];
    const struct slice texts[] = {SLICE("alerte"), search->address, search->query};
    struct buf text;
    token_sign(&r->key, texts, 3, name);
    search->name = arena_printf(r->arena, "abonne-%s", name);
    struct slice path = arena_printf(r->arena, "%s/%.*s" SAVED_SEARCH_ENDING, r->options->folder,
                                     SLICE_ARG(search->name));
    buf_init(&text, 0);
    saved_search_write(search, &text);
    enum status status = text.failed || !path.ptr || !search->name.ptr
                             ? no_memory(err)
                             : files_put(path.ptr, buf_slice(&text), 0600, err);
    buf_clear(&text);
    return status;
}

static enum status confirm(struct receiving *r, const struct wish *wish, enum receipt *out,
                           struct error *err)
{
    struct saved_search search = {.kinds = SAVED_SEARCH_KINDS};
    struct slice text, path = outbox_path(&r->outbox, "state/pending/", wish->what);
    int64_t asked;
    *out = RECEIPT_REFUSED;
    if (!is_id(wish->what))
        return STATUS_OK;
    enum status status =
        path.ptr ? files_read(path.ptr, MAX_PENDING_BYTES, r->arena, &text, err) : no_memory(err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    const struct slice texts[] = {SLICE("confirmer"), wish->what, text};
    if (!token_is(&r->key, texts, 3, wish->signature) || !read_request(text, &asked, &search) ||
        !is_on_time(r, asked))
        return STATUS_OK;
    status = save(r, &search, err);
    if (status == STATUS_OK)
        status = files_take(path.ptr, err);
    if (status != STATUS_OK)
        return status;
    *out = RECEIPT_CONFIRMED;
    struct slice ending = digest_ending(&search, &r->key, r->arena);
    return answer(
        r, search.address,
        (struct message){
            .subject = arena_printf(r->arena, "Alerte enregistrée : %.*s", SLICE_ARG(search.title)),
            .id = arena_printf(r->arena, "accord.%.*s", SLICE_ARG(wish->what)),
            .unsubscribe = ending,
            .body = arena_printf(r->arena,
                                 "Vous recevrez un message quand une question ou une réponse "
                                 "nouvelle sera trouvée par\n%.*s/recherche?%.*s\n\n"
                                 "Pour y mettre fin, écrivez à %.*s un message dont "
                                 "l’objet est :\n%.*s\n",
                                 SLICE_ARG(r->options->site), SLICE_ARG(search.query),
                                 SLICE_ARG(r->options->sender), SLICE_ARG(ending))},
        err);
}

// --- ending ----------------------------------------------------------------------------------------

static enum status end(struct receiving *r, const struct wish *wish, enum receipt *out,
                       struct error *err)
{
    struct saved_search search;
    struct slice text;
    struct error mistake = {0};
    *out = RECEIPT_REFUSED;
    if (!saved_search_is_name(wish->what))
        return STATUS_OK;
    struct slice path = arena_printf(r->arena, "%s/%.*s" SAVED_SEARCH_ENDING, r->options->folder,
                                     SLICE_ARG(wish->what));
    enum status status = path.ptr
                             ? files_read(path.ptr, SAVED_SEARCH_MAX_BYTES, r->arena, &text, err)
                             : no_memory(err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (saved_search_parse(text, path.ptr, r->arena, &search, &mistake) != STATUS_OK)
        return STATUS_OK;
    const struct slice texts[] = {SLICE(WISH_END), search.name, search.address};
    if (search.address.len == 0 || !token_is(&r->key, texts, 3, wish->signature))
        return STATUS_OK;
    *out = RECEIPT_ENDED;
    return files_take(path.ptr, err);
}

// --- a mail ----------------------------------------------------------------------------------------

// Requests that nobody has confirmed in time.
static enum status forget_old(struct receiving *r, struct error *err)
{
    struct slice folder = outbox_path(&r->outbox, "state/pending", SLICE(""));
    struct slice_list names;
    enum status status =
        folder.ptr ? files_list(folder.ptr, r->arena, &names, err) : no_memory(err);
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++) {
        struct saved_search search;
        struct slice text, path = outbox_path(&r->outbox, "state/pending/", names.items[i]);
        int64_t asked;
        if (!path.ptr)
            return no_memory(err);
        status = files_read(path.ptr, MAX_PENDING_BYTES, r->arena, &text, err);
        if (status == STATUS_OK && (!read_request(text, &asked, &search) || !is_on_time(r, asked)))
            status = files_take(path.ptr, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status act(struct receiving *r, const struct wish *wish, enum receipt *out,
                       struct error *err)
{
    enum status status = outbox_open(&r->outbox, r->options->folder, OUTBOX_TO_FILL, err);
    if (status == STATUS_OK)
        status = token_key_open(&r->outbox, &r->key, err);
    if (status == STATUS_OK)
        status = forget_old(r, err);
    if (status == STATUS_OK && wish->kind == WISH_IS_ASK)
        status = ask(r, wish->what, out, err);
    else if (status == STATUS_OK && wish->kind == WISH_IS_CONFIRM)
        status = confirm(r, wish, out, err);
    else if (status == STATUS_OK)
        status = end(r, wish, out, err);
    outbox_close(&r->outbox);
    return status;
}

enum status receive_mail(const struct receive_options *options, struct slice text,
                         enum receipt *out, struct error *err)
{
    struct receiving r = {.options = options, .arena = &r.outbox.arena};
    struct arena arena; // of the mail
    arena_init(&arena, 0);
    *out = RECEIPT_IGNORED;
    enum status status = mail_read(text, &arena, &r.mail) ? STATUS_OK : no_memory(err);
    struct wish wish = {.kind = WISH_IS_NONE};
    if (status == STATUS_OK)
        wish = wish_read(r.mail.subject, &arena);
    bool is_person = !r.mail.is_automatic && r.mail.sender.len > 0 &&
                     !slice_equal_ignoring_case(r.mail.sender, options->sender);
    if (wish.kind == WISH_IS_END || (wish.kind != WISH_IS_NONE && is_person))
        status = act(&r, &wish, out, err);
    arena_clear(&arena);
    return status;
}

const char *receipt_name(enum receipt receipt)
{
    static const char *const names[] = {"ignored", "refused",   "too many today",
                                        "asked",   "confirmed", "ended"};
    return names[receipt];
}
