// Any bytes as a mail: what is read of it is one line of text and an address that may be written to, or nothing. And
// any bytes as subject and body of a mail of ours: it has the headers that we wrote and no others, no long line, and
// says the same when it is read.
#include "answer/alerts/subscription.h"
#include "indexer/alerts/mail.h"
#include "indexer/alerts/message.h"
#include "indexer/alerts/wish.h"
#include "stemmer/text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check_reading(struct slice text, struct arena *arena)
{
    struct mail mail;
    assert_true(mail_read(text, arena, &mail));
    assert_true(mail.sender.len == 0 || subscription_is_address(mail.sender));
    assert_true(fold_is_utf8(mail.subject));
    for (size_t i = 0; i < mail.subject.len; i++)
        assert_true((unsigned char)mail.subject.ptr[i] >= ' ' && mail.subject.ptr[i] != 0x7f);
    struct wish wish = wish_read(mail.subject, arena);
    assert_true((wish.kind == WISH_IS_CONFIRM || wish.kind == WISH_IS_END) ==
                    (wish.signature.len == 26) ||
                wish.kind == WISH_IS_NONE);
}

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

// The body, which is quoted-printable, against what it was made of.
static void check_body(struct slice body, struct slice expected, struct arena *arena)
{
    char *said = arena_alloc(arena, body.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < body.len; i++) {
        if (body.ptr[i] != '=')
            said[len++] = body.ptr[i];
        else if (body.ptr[i + 1] == '\n')
            i++;
        else {
            said[len++] = (char)(hex(body.ptr[i + 1]) * 16 + hex(body.ptr[i + 2]));
            i += 2;
        }
    }
    struct slice text = slice_of(said, len);
    assert_true(slice_starts_with(text, expected));
    assert_true(len == expected.len || (len == expected.len + 1 && said[len - 1] == '\n'));
}

static void check_writing(struct slice text, struct arena *arena)
{
    static const char *const names[] = {"From",
                                        "To",
                                        "Subject",
                                        "Date",
                                        "Message-ID",
                                        "Auto-Submitted",
                                        "Precedence",
                                        "X-Auto-Response-Suppress",
                                        "List-Unsubscribe",
                                        "MIME-Version",
                                        "Content-Type",
                                        "Content-Transfer-Encoding"};
    const struct message message = {.from = SLICE("a@example.be"),
                                    .to = SLICE("b+c@example.fr"),
                                    .subject = text,
                                    .id = SLICE("alerte.1"),
                                    .unsubscribe = SLICE("desinscription x y"),
                                    .body = text,
                                    .date = 1700000000};
    struct buf out;
    size_t named = 0;
    bool is_body = false;
    buf_init(&out, 0);
    message_write(&message, &out);
    struct slice left = buf_slice(&out);
    for (size_t number = 0; left.len > 0 && !is_body; number++) {
        size_t end = slice_find(left, SLICE("\n"));
        struct slice line = slice_of(left.ptr, end);
        left = slice_from_offset(left, end + 1);
        assert_true(end <= 98);
        is_body = end == 0;
        if (number > 0 && !is_body && line.ptr[0] != ' ')
            assert_true(slice_equal(slice_of(line.ptr, slice_find(line, SLICE(":"))),
                                    slice_from(names[named++])));
    }
    assert_true(is_body && named == sizeof names / sizeof *names);
    for (struct slice body = left; body.len > 0;) {
        size_t end = slice_find(body, SLICE("\n"));
        assert_true(end <= 76 && !slice_starts_with(body, SLICE("From ")) && body.ptr[0] != '.');
        body = slice_from_offset(body, end + 1);
    }
    check_body(left, text, arena);
    buf_clear(&out);
}

static const char *const SAMPLES[] = {
    "Return-Path: <lou@lecteurs.example>\r\nFrom: \"Lou, (la) <x>\" <lou@lecteurs.example> "
    "(elle)\r\n"
    "Subject: Re: =?utf-8?B?UsOpIDogYWxlcnRl?= \r\n "
    "=?iso-8859-1?Q?_=3Fq=3D=E9t=E9?=\r\n\r\nBonjour.\r\n",
    "From: lou@lecteurs.example\nAuto-Submitted: no\nSubject: RE : Confirmer "
    "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\n\n",
    "From MAILER-DAEMON Mon Jan  1 00:00:00 2024\nFrom: a\\@\"b (c <d>\nSubject: desinscription x "
    "aaaaaaaaaaaaaaaaaaaaaaaaaa\n =?utf-8?B?AA?= =?utf-8?x?y?= =?\n.\nFrom here\n",
    "\r\nBcc: moi@lecteurs.example\r\n.\r\nFrom =?UTF-8?Q?=0ABcc:_x?=\tété œuvre \xF0\x9F\x90\x9D "
    "\n",
};

static void check(struct slice text)
{
    struct arena arena;
    arena_init(&arena, 0);
    check_reading(text, &arena);
    check_writing(text, &arena);
    arena_clear(&arena);
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

// Some bytes are changed, taken out or repeated, which are those that mean something in mails as often as not.
static void any_bytes_are_a_mail_to_read_or_to_write(void **state)
{
    static const char SIGNS[] = "\r\n =?:<>@\"().\\,;\t-_\0\xC3\xA9\xFF";
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 3;
    char text[2000];
    (void)state;
    print_message("SEED=%u\n", seed);
    for (size_t round = 0; round < 8000; round++) {
        const char *sample = SAMPLES[round % (sizeof SAMPLES / sizeof *SAMPLES)];
        size_t len = strlen(sample);
        memcpy(text, sample, len);
        for (unsigned change = next(&seed) % 8; change > 0; change--) {
            size_t at = next(&seed) % len, more = next(&seed) % 60;
            if (next(&seed) % 3 > 0) {
                text[at] = SIGNS[next(&seed) % sizeof SIGNS];
            } else if (len + more <= sizeof text) {
                memmove(text + at + more, text + at, len - at);
                len += more;
            }
        }
        check(slice_of(text, len - next(&seed) % (len / 2)));
    }
}

static void what_mails_of_people_say(void **state)
{
    struct arena arena;
    struct mail mail;
    (void)state;
    arena_init(&arena, 0);
    assert_true(mail_read(slice_from(SAMPLES[0]), &arena, &mail));
    assert_true(slice_equal(mail.sender, SLICE("lou@lecteurs.example")));
    assert_true(slice_equal(mail.subject, SLICE("Re: Ré : alerte ?q=été")));
    assert_false(mail.is_automatic);
    struct wish wish = wish_read(mail.subject, &arena);
    assert_int_equal(wish.kind, WISH_IS_ASK);
    assert_true(slice_equal(wish.what, SLICE("q=été")));
    assert_true(mail_read(slice_from(SAMPLES[1]), &arena, &mail));
    assert_int_equal(wish_read(mail.subject, &arena).kind, WISH_IS_CONFIRM);
    assert_false(mail.is_automatic);
    assert_true(mail_read(slice_from(SAMPLES[2]), &arena, &mail));
    assert_true(mail.is_automatic);
    assert_int_equal(mail.sender.len, 0);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_mails_of_people_say),
        cmocka_unit_test(any_bytes_are_a_mail_to_read_or_to_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
