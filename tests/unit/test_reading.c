/* test_reading.c: whole letters to facts; facts over the wire; bombs made here. */
#include "base/reading.h"

#include <jansson.h>
#include <string.h>
#include <time.h>

#include "base/auto.h"
#include "base/error.h"

static Facts *read_bytes(const char *raw, size_t length)
{
    ReadContext context = {.limits = READ_LIMITS_DEFAULT};
    Facts *facts = read_letter(raw, length, &context);

    g_assert_nonnull(facts);
    g_assert_nonnull(facts->evidence);
    g_assert_true(facts->subject && facts->subject_base && facts->text && facts->new_text);
    return facts;
}

static Facts *read_text(const char *raw)
{
    return read_bytes(raw, strlen(raw));
}

#define LETTER                                                                                     \
    "Received: by x; y\nReceived: by z; y\nX-Vestnik-Loop: inst/1\n"                               \
    "From: =?utf-8?B?0JDQvdC90LA=?= "                                                              \
    "<Anna@\xD1\x88\xD0\xBA\xD0\xBE\xD0\xBB\xD0\xB0.\xD1\x80\xD1\x84>\n"                           \
    "To: \"Math\" <MATH@mo.example>, group: a@b.example;\nCc: math@mo.example\n"                   \
    "Delivered-To: gw+12-k3jq8w0m5t9r2x7e@school.example\nReply-To: other@x.example\n"             \
    "Subject: Re[2]: [math] =?koi8-r?B?79TXOiDwzMHO?=\nMessage-ID: <1@x>\n"                        \
    "In-Reply-To: <0@x> (old)\nReferences: <a@x>\n <0@x>\n"                                        \
    "Date: Mon, 16 Nov 2026 08:00:00 +0300\nMIME-Version: 1.0\n"                                   \
    "Content-Type: multipart/mixed; boundary=b\n\npreamble\n"                                      \
    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"                                     \
    "--c\nContent-Type: text/html\n\n<p>HTML</p>\n"                                                \
    "--c\nContent-Type: text/plain; charset=utf-8\n\nТекст  \n\n--c--\n"                      \
    "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"                      \
    "Content-Disposition: attachment; filename=\"../../etc/plan.pdf\"\n\nQUJD\nQQ==\nQUJD\n"       \
    "--b\nContent-Type: message/rfc822\n\nSubject: inner\n\nInner\n--b--\n"

/* How fit an alternative is must not be asked anew at each level for each of those below. */
static void test_nested_alternatives(void)
{
    g_autoptr(GString) raw = g_string_new("From: a@b.c\nSubject: nested\n");

    for (int i = 0; i < 28; i++)
        g_string_append_printf(raw, "Content-Type: multipart/alternative; boundary=b%d\n\n--b%d\n",
                               i, i);
    g_string_append(raw, "Content-Type: text/plain\n\nthe text\n");
    g_autoptr(Facts) f = read_text(raw->str);
    g_assert_cmpstr(f->text, ==, "the text");
}

static void test_letter(void)
{
    g_autoptr(Facts) f = read_text(LETTER);

    g_assert_cmpstr(f->from.name, ==, "Анна");
    g_assert_cmpstr(f->from.address, ==, "Anna@xn--80atdl2c.xn--p1ai");
    g_assert_cmpint(f->from_count, ==, 1);
    g_assert_cmpstr(f->subject, ==, "Re[2]: [math] Отв: План");
    g_assert_cmpstr(f->subject_base, ==, "План");
    g_assert_cmpuint(f->subject_tags->len, ==, 1);
    g_assert_cmpstr(f->subject_tags->pdata[0], ==, "math");
    g_assert_cmpstr(f->message_id, ==, "1@x");
    g_assert_cmpstr(f->in_reply_to, ==, "0@x");
    g_assert_cmpuint(f->references->len, ==, 2);
    g_assert_cmpstr(f->date_text, ==, "2026-11-16T08:00:00+03:00");
    g_assert_cmpint(f->date, ==, 1794805200);
    g_assert_cmpstr(f->text, ==,
                    "Текст\n\n-------- Пересланное письмо --------\nТема: inner\n\nInner");
    g_assert_true(f->has_html);
    g_assert_cmpuint(f->recipients->len, ==, 3);
    g_assert_cmpstr(f->recipients->pdata[0], ==, "math@mo.example");
    g_assert_cmpstr(f->recipients->pdata[1], ==, "a@b.example");
    g_assert_cmpstr(f->token, ==, "12-k3jq8w0m5t9r2x7e");
    g_assert_cmpint(f->kind, ==, KIND_ANSWER);
    g_assert_cmpstr(f->reply_to->pdata[0], ==, "other@x.example");
    g_assert_cmpstr(f->loop_stamps->pdata[0], ==, "inst/1");
    g_assert_cmpint(f->received_count, ==, 2);
}

static void test_attachments(void)
{
    g_autoptr(Facts) f = read_text(LETTER);

    g_assert_cmpuint(f->attachments->len, ==, 2);
    const Attachment *pdf = f->attachments->pdata[0], *inner = f->attachments->pdata[1];
    g_assert_cmpstr(pdf->name, ==, "plan.pdf");
    g_assert_cmpstr(pdf->type, ==, "application/pdf");
    g_assert_cmpint(pdf->bytes, ==, 7); /* padding in the middle loses nothing */
    g_assert_cmpstr(pdf->part, ==, "2");
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "ABCAABC", 7);
    g_assert_cmpstr(pdf->sha256, ==, sum);
    g_assert_cmpstr(inner->type, ==, "message/rfc822");
    g_assert_cmpstr(inner->part, ==, "3");
    g_assert_null(strstr(f->new_text, "Inner"));
}

/* Attachments without a name get one that people can use; "-": the type says nothing. */
static void test_made_names(void)
{
    static const struct {
        const char *part, *type, *name;
        int64_t bytes;
    } ROWS[] = {
        {"Content-Type: image/png\n\nx", "image/png", "image.png", 1},
        {"Content-Type: image/png\nContent-Description: =?utf-8?q?=D0=9F=D0=BB=D0=B0=D0=BD?=\n\nx",
         "image/png", "План.png", 1},
        {"Content-Type: message/rfc822\n\nSubject: a/b\n\nc", "message/rfc822", "a-b.eml", 15},
        {"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
         "U3ViamVjdDogYgoKYw==",
         "message/rfc822", "b.eml", 13},
        {"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
         "Subject: =D0=B1\n\nc=\nd",
         "message/rfc822", "б.eml", 15},
        {"Content-Type: message/rfc822\n\nFrom: a@b.c\n\nc", "message/rfc822", "letter.eml", 14},
        {"Content-Type: application/x-other\n\nx", "application/x-other", NULL, 1},
        {"Content-Type: image/png\nContent-ID: <image001.png@01DB2F3A.5C6D7E80>\n\nx", "image/png",
         "image001.png", 1},
        {"Content-Type: image/png\nContent-ID: <part1.A1B2.C3@host.example>\n\nx", "image/png",
         "image.png", 1},
        {"Content-Type: image/gif\nContent-Location: http://h.example/dir/a.gif?b\n\nx",
         "image/gif", "a.gif", 1},
        {"Content-Type: image/gif\nContent-Location: ../..\n\nx", "image/gif", "image.gif", 1},
        {"Content-Type: image/gif; name=\"/\"\n\nx", "image/gif", "image.gif", 1},
        {"Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nQUJD\n--other--\nQUJD\n",
         "image/gif", "image.gif", 3}, /* what follows a foreign boundary is no base64 */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *raw = g_strconcat(
            "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n",
            ROWS[i].part, "\n--b--\n", NULL);
        g_autoptr(Facts) facts = read_text(raw);
        g_test_message("row %zu", i);
        g_assert_cmpuint(facts->attachments->len, ==, 1);
        const Attachment *attachment = facts->attachments->pdata[0];
        g_assert_cmpstr(attachment->name, ==, ROWS[i].name);
        g_assert_cmpstr(attachment->type, ==, ROWS[i].type);
        g_assert_cmpint(attachment->bytes, ==, ROWS[i].bytes);
    }
    g_autoptr(Facts) two = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n"
                                     "--b\nContent-Type: image/png\n\nx\n"
                                     "--b\nContent-Type: image/png\n\ny\n--b--\n");
    g_assert_cmpstr(((Attachment *)two->attachments->pdata[0])->name, ==, "image.png");
    g_assert_cmpstr(((Attachment *)two->attachments->pdata[1])->name, ==, "image1.png");
}

static bool wire_is_refused(const GString *wire, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *exact = g_memdup2(wire->str, length); /* so that a sanitizer sees its end */
    g_autoptr(Facts) facts = facts_from_wire(exact, length, &error);

    if (!facts)
        g_assert_error(error, VESTNIK_ERROR, ERR_INPUT);
    return !facts;
}

/* The letter with everything a letter can have, and two bounces in it. */
static Facts *facts_in_full(void)
{
    Facts *facts = read_text(LETTER);

    for (int i = 0; i < 2; i++) {
        Bounce *bounce = g_new0(Bounce, 1);
        bounce->address = g_strdup("a@b.example");
        bounce->action = BOUNCE_EXPANDED;
        bounce->class_ = g_strdup("full");
        g_ptr_array_add(facts->bounces, bounce);
    }
    HoldHit *hit = g_new0(HoldHit, 1);
    *hit = (HoldHit){HOLD_PERSONAL, g_strdup("СНИЛС"), g_strdup("*"), 3, g_strdup("112")};
    g_ptr_array_add(facts->hits, hit);
    return facts;
}

static void test_wire(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Facts) first = facts_in_full();
    g_autoptr(GString) wire = facts_to_wire(first);
    g_autoptr(Facts) second = facts_from_wire(wire->str, wire->len, &error);
    g_assert_no_error(error);
    g_autoptr(GString) again = facts_to_wire(second);
    g_assert_cmpmem(wire->str, wire->len, again->str, again->len);
    g_autoptr(GString) shown = g_string_new("{"), shown_again = g_string_new("{");
    facts_to_json(shown, first, "f");
    facts_to_json(shown_again, second, "f");
    g_assert_cmpstr(shown->str, ==, shown_again->str);

    for (size_t length = 0; length < wire->len; length++)
        g_assert_true(wire_is_refused(wire, length));
    g_string_append_c(wire, '\0');
    g_assert_true(wire_is_refused(wire, wire->len));
}

/* A byte that is no UTF-8, and makes a number huge or negative, is refused wherever it stands but
 * in a date, which may be any, and in the sizes of the letter, of what was cut off it, and of the
 * two attachments. */
static void test_wire_damaged(void)
{
    g_autoptr(Facts) first = facts_in_full();
    g_autoptr(GString) wire = facts_to_wire(first);
    int taken = 0;

    for (size_t at = 0; at < wire->len; at++) {
        char was = wire->str[at];
        if (was == (char)0xFF)
            continue;
        wire->str[at] = (char)0xFF;
        taken += !wire_is_refused(wire, wire->len);
        wire->str[at] = was;
    }
    g_assert_cmpint(taken, ==, 8 + 4 * 7 + 4 * 2);

    char *text = memmem(wire->str, wire->len, "План", strlen("План"));
    g_assert_nonnull(text);
    *text = '\0';
    g_assert_true(wire_is_refused(wire, wire->len));
}

static void assert_warned(const char *raw, const char *warning)
{
    g_autoptr(Facts) facts = read_text(raw);

    g_test_message("%s", warning);
    g_assert_true(facts_warned(facts, warning));
}

static void test_warnings(void)
{
    assert_warned("Subject: x\n\ny\n", "no-from");
    assert_warned("From: a@b.c, d@e.f\n\ny\n", "several-from");
    assert_warned("From: a@b.c\nFrom: d@e.f\n\ny\n", "several-from");
    assert_warned("From: a@b.c\n\ny\n", "no-message-id");
    assert_warned("From: a@b.c\nSubject: x\nSubject: z\n\ny\n", "duplicate-header");
    assert_warned("From: a@b.c\n\n\xCF\xEB\xE0\xED \xF3\xF0\xEE\xEA\xE0\n", "undeclared-charset");
    assert_warned("From: a@b.c\nContent-Type: text/plain; charset=x-nonsense\n\n\xCF\xEB\xE0\xED\n",
                  "invalid-charset");
    assert_warned("From: a@b.c\nSubject: =?utf-8?q?x=0D=0ABcc:y?=\n\ny\n", "control-characters");
    assert_warned("From: \"director@school.example\" <x@evil.example>\n\ny\n", "look-alike");
    assert_warned("From: =?utf-8?b?0JBubmE=?= <x@evil.example>\n\ny\n", "look-alike");
    assert_warned("From: a@b.c\nSubject: РџР»Р°РЅ СѓСЂРѕРєРѕРІ\n\ny\n", "mojibake");
    assert_warned("From: a@b.c\nContent-Type: multipart/mixed\n\ny\n", "malformed-mime");
}

static void test_from(void)
{
    g_autoptr(Facts) several = read_text("From: a@b.c, d@e.f\n\ny\n");
    g_assert_null(several->from.address);
    g_assert_cmpint(several->from_count, ==, 2);
    g_autoptr(Facts) none = read_text("From: nobody\n\ny\n");
    g_assert_null(none->from.address);
    g_assert_cmpint(none->from_count, ==, 0);
    g_autoptr(Facts) twice = read_text("From: a@b.c\nFrom: A <a@b.c>\n\ny\n");
    g_assert_cmpstr(twice->from.address, ==, "a@b.c");
    g_autoptr(Facts) quoted = read_text("From: \"a@b.c\"\n\ny\n");
    g_assert_cmpstr(quoted->from.address, ==, "a@b.c");
    g_autoptr(Facts) single = read_text("From: \"'A B'\" <a@b.c>\n\ny\n");
    g_assert_cmpstr(single->from.name, ==, "A B");
}

static void test_text(void)
{
    static const struct {
        const char *raw, *text;
    } ROWS[] = {
        {"From: a@b.c\nContent-Type: text/plain; format=flowed\n\nlong \nline\n> q \n> r\n-- "
         "\nme\n",
         "long line\n> q r\n--\nme"},
        {"From: a@b.c\nContent-Type: text/plain; charset=utf-8; format=flowed; DelSp=yes\n\n"
         "дли \nнная  \nстрока\n> ци \n> тата\n>> др \n>> угая\n-- \nя\n",
         "длинная строка\n> цитата\n>> другая\n--\nя"},
        {"From: a@b.c\nContent-Type: text/html; "
         "charset=utf-8\n\n<style>x</style><p>Один&nbsp;два</p>"
         "<ul><li>a<li>b</ul><a href='https://x.example/'>ссылка</a><table><tr><td>1<td>2</table>"
         "<blockquote>чужое</blockquote><script>y</script>",
         "Один два\n\n• a\n• b\nссылка <https://x.example/>\n1 | 2\n\n> чужое"},
        {"From: a@b.c\rSubject: x\r\rold Mac\rlines\r", "old Mac\nlines"},
        {"From: a@b.c\r\n\r\na \t\r\n\r\n\r\nb\r\n\r\n", "a\n\n\nb"},
        {"From x@y Mon Nov 16\nFrom: a@b.c\n\na\nFrom b\n", "a\nFrom b"},
        {"From: a@b.c\nContent-Type: multipart/mixed\n\nbare\n", "bare"},
        {"From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ncut off", "cut off"},
        {"From: a@b.c\nContent-Type: multipart/mixed; "
         "boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n",
         "one\n\ntwo"},
        {"From: a@b.c\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; "
         "charset=windows-1251\n\n=CF=EB=E0=ED\n",
         "План"},
        {"From: a@b.c\nContent-Transfer-Encoding: base64\n\n0J/Qu9Cw0L0\n", "План"},
        {"From: a@b.c\nContent-Type: text; charset=koi8-r\n\n\xF0\xCC\xC1\xCE\n", "План"},
        {"From: a@b.c\nContent-Type: ; charset=koi8-r\n\n\xF0\xCC\xC1\xCE\n", "План"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Facts) facts = read_text(ROWS[i].raw);
        g_test_message("row %zu", i);
        g_assert_cmpstr(facts->text, ==, ROWS[i].text);
    }
}

static GString *repeat(const char *before, const char *piece, unsigned times, const char *after)
{
    GString *out = g_string_new(before);

    for (unsigned i = 0; i < times; i++)
        g_string_append(out, piece);
    g_string_append(out, after);
    return out;
}

/* Over a limit: broken, and still known by what its headers say. */
static void test_bombs(void)
{
    static const struct {
        const char *before, *piece, *after, *warning;
        unsigned times;
    } ROWS[] = {
        {"From: a@b.c\nMessage-ID: <1@x>\nSubject: ", "x", "\n\ny\n", "over-limit:subject_bytes",
         1 << 20},
        {"From: a@b.c\nMessage-ID: <1@x>\nTo: ", "a:", "\n\ny\n", "over-limit:address_colons",
         50000},
        {"From: a@b.c\nMessage-ID: <1@x>\n", "Content-Type: message/rfc822\n\n", "y\n",
         "over-limit:depth", 1000},
        {"From: a@b.c\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\n",
         "y\n", "over-limit:parts", 100000},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) raw =
            repeat(ROWS[i].before, ROWS[i].piece, ROWS[i].times, ROWS[i].after);
        g_autoptr(Facts) facts = read_bytes(raw->str, raw->len);
        g_test_message("row %zu", i);
        g_assert_cmpint(facts->kind, ==, KIND_BROKEN);
        g_assert_true(facts_warned(facts, ROWS[i].warning));
        g_assert_cmpstr(facts->message_id, ==, "1@x");
        g_assert_cmpstr(facts->from.address, ==, "a@b.c");
    }
}

/* Much of one thing, within the limits: cut, and fast. */
static void test_much(void)
{
    static const struct {
        const char *type, *piece;
    } ROWS[] = {
        {"text/plain", "a long line of text that means nothing\n"},
        {"text/html", "<div>"},
        {"text/html", "<b><i>x</b></i></p></table>"},
        {"text/html", "<blockquote>"},
        {"text/html", "&#x41;&"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *head = g_strdup_printf("From: a@b.c\nContent-Type: %s\n\n", ROWS[i].type);
        g_autoptr(GString) raw = repeat(head, ROWS[i].piece, 200000, "\n");
        clock_t begun = clock(); /* of the processor: the machine may be busy with other things */
        g_autoptr(Facts) facts = read_bytes(raw->str, raw->len);
        g_assert_cmpuint(strlen(facts->text), <=, READ_LIMITS_DEFAULT.text_bytes + 1000);
        g_assert_cmpint(clock() - begun, <, 20 * CLOCKS_PER_SEC);
    }
}

/* Every prefix of a letter, and every letter with one byte changed, is read to the end. */
static void test_damaged(void)
{
    size_t length = strlen(LETTER);
    g_autofree char *copy = g_strdup(LETTER);

    for (size_t n = 0; n < length; n += 3) {
        g_autoptr(Facts) cut = read_bytes(LETTER, n);
        copy[n] ^= (char)(1 + n % 255);
        g_autoptr(Facts) changed = read_bytes(copy, length);
        copy[n] = LETTER[n];
    }
}

/* An empty GBytes has no bytes to point to. */
static void test_nothing(void)
{
    guint8 fingerprint[32];
    g_autoptr(Facts) facts = read_bytes(NULL, 0);

    g_assert_cmpint(facts->kind, ==, KIND_BROKEN);
    g_assert_cmpstr(facts->text, ==, "");
    letter_fingerprint(NULL, 0, fingerprint);
}

/* Bytes that end where their memory ends: nothing behind them is read (AddressSanitizer tells). */
static void test_short(void)
{
    static const char LINE[] = "From x";

    for (size_t n = 1; n < sizeof LINE; n++) {
        g_autofree char *bytes = g_memdup2(LINE, n);
        g_autoptr(Facts) facts = read_bytes(bytes, n);
        g_assert_cmpstr(facts->subject, ==, "");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reading/nested alternatives", test_nested_alternatives);
    g_test_add_func("/reading/nothing", test_nothing);
    g_test_add_func("/reading/short", test_short);
    g_test_add_func("/reading/letter", test_letter);
    g_test_add_func("/reading/attachments", test_attachments);
    g_test_add_func("/reading/made names", test_made_names);
    g_test_add_func("/reading/wire", test_wire);
    g_test_add_func("/reading/wire/damaged", test_wire_damaged);
    g_test_add_func("/reading/warnings", test_warnings);
    g_test_add_func("/reading/from", test_from);
    g_test_add_func("/reading/text", test_text);
    g_test_add_func("/reading/bombs", test_bombs);
    g_test_add_func("/reading/much", test_much);
    g_test_add_func("/reading/damaged", test_damaged);
    return g_test_run();
}
