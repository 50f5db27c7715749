// Reading the head of a mail (RFC 5322, 2047, 3834). See mail.h.
//
// Anybody may have written it: whatever is not as it should be means nothing. A header that must be there once and is
// there twice counts as missing. Answers, lists and bounces go by many names; a mail that has one of them is automatic.
#include "indexer/alerts/mail.h"

#include "answer/alerts/subscription.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "stemmer/text/fold.h"

#include <openssl/evp.h>

#include <string.h>

enum { MAX_SUBJECT = 4000, MAX_WORD = 1000 };

// --- encoded words ---------------------------------------------------------------------------------

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static void append_q(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len ? hex_value(text.ptr[i + 1]) : -1;
        int low = i + 2 < text.len ? hex_value(text.ptr[i + 2]) : -1;
        bool is_escape = text.ptr[i] == '=' && high >= 0 && low >= 0;
        buf_append_char(out, is_escape            ? (char)(high * 16 + low)
                             : text.ptr[i] == '_' ? ' '
                                                  : text.ptr[i]);
        i += is_escape ? 2 : 0;
    }
}

static void append_b(struct buf *out, struct slice text)
{
    unsigned char bytes[MAX_WORD];
    if (text.len == 0 || text.len % 4 != 0 || text.len > MAX_WORD)
        return;
    int len = EVP_DecodeBlock(bytes, (const unsigned char *)text.ptr, (int)text.len);
    size_t padding = (size_t)(text.ptr[text.len - 1] == '=') +
                     (size_t)(text.len > 1 && text.ptr[text.len - 2] == '=');
    if (len > 0)
        buf_append(out, bytes, (size_t)len - padding);
}

// Adds text in the charset that an encoded word names: all but UTF-8 are read as the Latin alphabet of Windows, in
// which the French of mails is written otherwise.
static void append_text(struct buf *out, struct slice charset, struct slice text)
{
    bool is_utf8 = slice_equal_ignoring_case(charset, SLICE("utf-8")) ||
                   slice_equal_ignoring_case(charset, SLICE("utf8"));
    if (is_utf8) // of which a word may have a part
        buf_append_slice(out, text);
    else
        fold_append_windows1252(out, text);
}

// The length of the encoded word that s begins with, and adds what is in it; 0: it begins with none.
static size_t append_encoded_word(struct buf *out, struct slice s)
{
    struct buf bytes;
    if (!slice_starts_with(s, SLICE("=?")))
        return 0;
    struct slice charset = slice_from_offset(s, 2);
    size_t end = slice_find(charset, SLICE("?"));
    if (end + 3 > charset.len || charset.ptr[end + 2] != '?')
        return 0;
    char kind = (char)(charset.ptr[end + 1] | 0x20);
    struct slice text = slice_from_offset(charset, end + 3);
    size_t len = slice_find(text, SLICE("?="));
    if (len == text.len || (kind != 'q' && kind != 'b') || memchr(text.ptr, ' ', len))
        return 0;
    buf_init(&bytes, MAX_SUBJECT);
    if (kind == 'q')
        append_q(&bytes, slice_of(text.ptr, len));
    else
        append_b(&bytes, slice_of(text.ptr, len));
    append_text(out, slice_of(charset.ptr, end), buf_slice(&bytes));
    buf_clear(&bytes);
    return (size_t)(text.ptr - s.ptr) + len + 2;
}

// Adjacent encoded words belong together, whatever blanks lie between them.
static struct slice decode(struct slice s, struct arena *arena)
{
    struct buf out;
    bool was_encoded = false;
    size_t blanks = 0; // before what comes
    buf_init(&out, MAX_SUBJECT);
    while (s.len > 0 && !out.failed) {
        size_t word = 0;
        struct buf piece;
        buf_init(&piece, MAX_SUBJECT);
        word = append_encoded_word(&piece, s);
        bool is_blank = word == 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t');
        if (!is_blank && blanks > 0 && !(word > 0 && was_encoded))
            buf_append_char(&out, ' ');
        blanks = is_blank ? blanks + 1 : 0;
        if (word > 0)
            buf_append_slice(&out, buf_slice(&piece));
        else if (!is_blank)
            buf_append_char(&out, s.ptr[0]);
        was_encoded = word > 0 || (is_blank && was_encoded);
        s = slice_from_offset(s, word > 0 ? word : 1);
        buf_clear(&piece);
    }
    struct buf text;
    buf_init(&text, 0);
    if (fold_is_utf8(buf_slice(&out)))
        buf_append_slice(&text, buf_slice(&out));
    else
        fold_append_windows1252(&text, buf_slice(&out));
    if (!text.failed && text.len > 0)
        utf8_blank_controls(text.data, text.len, false);
    struct slice kept = arena_copy(arena, buf_slice(&text));
    buf_clear(&text);
    buf_clear(&out);
    return kept;
}

// --- who -------------------------------------------------------------------------------------------

// The address in "Name <address>", "address (name)" or "address"; empty where there is another, or a list.
static struct slice address_in(struct slice value, struct arena *arena)
{
    char *address = arena_alloc(arena, value.len + 1);
    size_t len = 0;
    int comments = 0, angles = 0;
    bool is_quoted = false;
    if (!address)
        return SLICE_NONE;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\\' && (is_quoted || comments > 0)) {
            i++;
        } else if (c == '"' && comments == 0) {
            is_quoted = !is_quoted;
        } else if (is_quoted) {
            continue;
        } else if (c == '(' || c == ')') {
            comments += c == '(' ? 1 : -1;
        } else if (comments > 0 || c == ' ' || c == '\t') {
            continue;
        } else if (c == '<') {
            angles++;
            len = 0; // what stood before it was the name
        } else if (c == '>') {
            struct slice rest = slice_trim(slice_from_offset(value, i + 1));
            if (rest.len > 0 && rest.ptr[0] != '(')
                return SLICE("");
            break;
        } else {
            address[len++] = c;
        }
    }
    struct slice found = slice_of(address, len);
    return angles <= 1 && !is_quoted && subscription_is_address(found) ? found : SLICE("");
}

// Addresses behind which nobody reads.
static bool is_machine(struct slice sender)
{
    static const char *const names[] = {"mailer-daemon", "postmaster", "noreply",      "no-reply",
                                        "no_reply",      "donotreply", "do-not-reply", "nobody",
                                        "bounce",        "bounces"};
    struct slice local = slice_of(sender.ptr, slice_find(sender, SLICE("@")));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal_ignoring_case(local, slice_from(names[i])))
            return true;
    return slice_ends_with(local, SLICE("-request")) || slice_starts_with(local, SLICE("owner-"));
}

// --- the head --------------------------------------------------------------------------------------

struct head {
    struct mail *mail;
    struct arena *arena;
    unsigned senders, subjects;
};

// Whether a header is only there, or only says this, where a machine sent the mail.
static bool tells_machine(struct slice name, struct slice value)
{
    static const char *const alone[] = {"List-Id",
                                        "List-Unsubscribe",
                                        "X-Autoreply",
                                        "X-Autorespond",
                                        "X-Auto-Response-Suppress",
                                        "X-Failed-Recipients",
                                        "Feedback-ID",
                                        "X-Loop"};
    static const char *const precedences[] = {"bulk", "junk", "list", "auto_reply"};
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (slice_equal_ignoring_case(name, slice_from(alone[i])))
            return true;
    if (slice_equal_ignoring_case(name, SLICE("Auto-Submitted")))
        return !slice_equal_ignoring_case(slice_of(value.ptr, slice_find(value, SLICE(";"))),
                                          SLICE("no"));
    if (slice_equal_ignoring_case(name, SLICE("Return-Path")))
        return slice_equal(value, SLICE("<>"));
    if (slice_equal_ignoring_case(name, SLICE("Content-Type")))
        return value.len >= 16 &&
               slice_equal_ignoring_case(slice_of(value.ptr, 16), SLICE("multipart/report"));
    for (size_t i = 0; i < sizeof precedences / sizeof *precedences; i++)
        if (slice_equal_ignoring_case(name, SLICE("Precedence")) &&
            slice_equal_ignoring_case(value, slice_from(precedences[i])))
            return true;
    return false;
}

static void read_field(struct head *head, struct slice field)
{
    size_t colon = slice_find(field, SLICE(":"));
    if (colon == field.len)
        return;
    struct slice name = slice_trim(slice_of(field.ptr, colon));
    struct slice value = slice_trim(slice_from_offset(field, colon + 1));
    struct mail *mail = head->mail;
    if (slice_equal_ignoring_case(name, SLICE("From")))
        mail->sender = head->senders++ == 0 ? address_in(value, head->arena) : SLICE("");
    else if (slice_equal_ignoring_case(name, SLICE("Subject")))
        mail->subject = head->subjects++ == 0 ? decode(value, head->arena) : SLICE("");
    mail->is_automatic = mail->is_automatic || tells_machine(name, value);
}

// The field that text begins with, with the lines that go on with it, in which the breaks become blanks.
static size_t next_field(struct slice text, char *room, struct slice *field)
{
    size_t at = 0, len = 0;
    do {
        size_t end = at + slice_find(slice_from_offset(text, at), SLICE("\n"));
        size_t stop = end > at && text.ptr[end - 1] == '\r' ? end - 1 : end;
        memcpy(room + len, text.ptr + at, stop - at);
        len += stop - at;
        at = end < text.len ? end + 1 : end;
        if (at < text.len)
            room[len] = ' ';
    } while (at < text.len && len > 0 && (text.ptr[at] == ' ' || text.ptr[at] == '\t') && ++len);
    *field = slice_of(room, len);
    return at;
}

bool mail_read(struct slice text, struct arena *arena, struct mail *out)
{
    struct head head = {.mail = out, .arena = arena};
    *out = (struct mail){.sender = SLICE(""), .subject = SLICE("")};
    text.len = text.len < MAIL_MAX_HEAD ? text.len : MAIL_MAX_HEAD;
    char *room = arena_alloc(arena, text.len + 1);
    if (!room)
        return false;
    if (slice_starts_with(text, SLICE("From MAILER-DAEMON"))) // the envelope, of a mailbox
        out->is_automatic = true;
    while (text.len > 0) {
        struct slice field;
        size_t len = next_field(text, room, &field);
        if (field.len == 0)
            break;
        read_field(&head, field);
        text = slice_from_offset(text, len);
    }
    out->is_automatic = out->is_automatic || (out->sender.len > 0 && is_machine(out->sender));
    return !arena->failed;
}
