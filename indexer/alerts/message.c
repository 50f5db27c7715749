// Writing mails. See message.h.
//
// Nothing of a text reaches a header as it is, unless it is printable ASCII: a subject is base 64 in encoded words (RFC
// 2047), so that no line break, no control character and no mark of theirs can begin another header. The body is
// quoted-printable (RFC 2045): lines of 76 characters whatever it holds, none of which begins with a dot or with
// "From ", which MTAs and mailboxes take for something else.
#include "indexer/alerts/message.h"

#include "answer/params.h"

#include <openssl/evp.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

enum {
    WORD_BYTES = 39, // of text in an encoded word: with "Subject: " 73 characters
    LINE_CHARACTERS = 76,
    PLAIN_SUBJECT = 66,
};

static bool is_plain(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~')
            return false;
    return text.len <= PLAIN_SUBJECT && slice_find(text, SLICE("=?")) == text.len;
}

static void append_encoded_word(struct buf *out, struct slice text)
{
    unsigned char base64[(WORD_BYTES + 2) / 3 * 4 + 1];
    int len = EVP_EncodeBlock(base64, (const unsigned char *)text.ptr, (int)text.len);
    buf_append_slice(out, SLICE("=?UTF-8?B?"));
    buf_append(out, base64, (size_t)len);
    buf_append_slice(out, SLICE("?="));
}

static void append_text_header(struct buf *out, const char *name, struct slice text)
{
    buf_printf(out, "%s: ", name);
    if (is_plain(text)) {
        buf_append_slice(out, text);
        text = SLICE("");
    }
    while (text.len > 0) {
        struct slice piece = slice_cut_utf8(text, WORD_BYTES);
        if (piece.len == 0) // no UTF-8
            piece = slice_of(text.ptr, 1);
        append_encoded_word(out, piece);
        text = slice_from_offset(text, piece.len);
        buf_append_slice(out, text.len > 0 ? SLICE("\n ") : SLICE(""));
    }
    buf_append_char(out, '\n');
}

static void append_date(struct buf *out, int64_t seconds)
{
    static const char DAYS[] = "SunMonTueWedThuFriSat",
                      MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t when = (time_t)seconds;
    struct tm tm = {0};
    (void)gmtime_r(&when, &tm);
    buf_printf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\n", DAYS + 3 * tm.tm_wday,
               tm.tm_mday, MONTHS + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
               tm.tm_sec);
}

// One line of the body, in as many as it takes.
static void append_line(struct buf *out, struct slice line)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    size_t width = 0;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        bool is_last = i + 1 == line.len, is_blank = c == ' ' || c == '\t';
        bool is_encoded = c == '=' || c > '~' || (c < ' ' && c != '\t') || (is_blank && is_last) ||
                          (width == 0 && (c == '.' || c == 'F'));
        size_t needed = is_encoded ? 3 : 1;
        if (width + needed > LINE_CHARACTERS - 1) {
            buf_append_slice(out, SLICE("=\n"));
            width = 0;
            is_encoded = is_encoded || c == '.' || c == 'F';
            needed = is_encoded ? 3 : 1;
        }
        if (is_encoded) {
            buf_append_char(out, '=');
            buf_append_char(out, DIGITS[c >> 4]);
            buf_append_char(out, DIGITS[c & 15]);
        } else {
            buf_append_char(out, (char)c);
        }
        width += needed;
    }
    buf_append_char(out, '\n');
}

static struct slice domain_of(struct slice address)
{
    return slice_from_offset(address, slice_find(address, SLICE("@")) + 1);
}

void message_write(const struct message *message, struct buf *out)
{
    buf_printf(out, "%.*s\n", SLICE_ARG(message->to));
    buf_printf(out, "From: %.*s\nTo: %.*s\n", SLICE_ARG(message->from), SLICE_ARG(message->to));
    append_text_header(out, "Subject", message->subject);
    append_date(out, message->date);
    buf_printf(out, "Message-ID: <%.*s@%.*s>\n", SLICE_ARG(message->id),
               SLICE_ARG(domain_of(message->from)));
    buf_append_slice(out, SLICE("Auto-Submitted: auto-generated\n"
                                "Precedence: bulk\n"
                                "X-Auto-Response-Suppress: All\n"));
    if (message->unsubscribe.len > 0) {
        struct slice domain = domain_of(message->from);
        buf_append_slice(out, SLICE("List-Unsubscribe: <mailto:"));
        buf_append_encoded(out, slice_of(message->from.ptr, message->from.len - domain.len - 1));
        buf_printf(out, "@%.*s?subject=", SLICE_ARG(domain));
        buf_append_encoded(out, message->unsubscribe);
        buf_append_slice(out, SLICE(">\n"));
    }
    buf_append_slice(out, SLICE("MIME-Version: 1.0\n"
                                "Content-Type: text/plain; charset=UTF-8\n"
                                "Content-Transfer-Encoding: quoted-printable\n\n"));
    struct slice body = message->body;
    while (body.len > 0) {
        size_t end = slice_find(body, SLICE("\n"));
        append_line(out, slice_of(body.ptr, end));
        body = slice_from_offset(body, end < body.len ? end + 1 : end);
    }
}
