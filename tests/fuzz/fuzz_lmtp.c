/* fuzz_lmtp.c: whatever a client says to the LMTP door. The first byte says in what pieces it
 * comes, which must make no difference. Every letter that passes has CRLF line ends alone, and
 * after its dot there is one answer for each recipient that was taken (RFC 2033 section 4.2). */
#include "gateway/lmtp_session.h"
#include "tests/fuzz/fuzz.h"

static const LmtpLimits LIMITS = {.line_bytes = 200,
                                  .text_line_bytes = 300,
                                  .letter_bytes = 2000,
                                  .recipients = 5,
                                  .letters = 4,
                                  .errors = 6,
                                  .domain = "mo.test"};

typedef struct Talk {
    LmtpSession *session;
    GString *replies, *letters;
    guint recipients; /* taken since the last MAIL */
    bool in_data;
} Talk;

static void assert_letter(Talk *talk)
{
    gsize size;
    const char *bytes = g_bytes_get_data(lmtp_session_raw(talk->session), &size);

    g_assert_cmpuint(size, <=, LIMITS.letter_bytes);
    g_assert_cmpuint(size, >, 0);
    g_assert_true(bytes[size - 1] == '\n');
    for (gsize i = 0; i < size; i++) {
        g_assert_true(bytes[i] != '\n' || (i > 0 && bytes[i - 1] == '\r'));
        g_assert_true(bytes[i] != '\r' || (i + 1 < size && bytes[i + 1] == '\n'));
    }
    const char *const *to = lmtp_session_recipients(talk->session);
    g_assert_cmpuint(g_strv_length((char **)to), >, 0);
    g_string_append_len(talk->letters, bytes, (gssize)size);
    for (; *to; to++)
        g_string_append(talk->letters, *to);
    lmtp_session_answer(talk->session, "250 2.0.0 Kept");
}

/* Follows the dialogue by its replies alone: those to one line, or to one letter. */
static void count_replies(Talk *talk)
{
    GString *new = lmtp_session_replies(talk->session);
    g_auto(GStrv) lines = g_strsplit(new->str, "\r\n", -1);
    guint count = g_strv_length(lines) - 1; /* each has its line end */
    const char *first = lines[0];

    if (!new->len)
        return;
    g_assert_true(g_str_has_suffix(new->str, "\r\n"));
    if (talk->in_data) {
        g_assert_cmpuint(count, ==, talk->recipients);
        for (guint i = 0; i < count; i++)
            g_assert_cmpstr(lines[i], ==, first);
        talk->in_data = false;
        talk->recipients = 0;
    }
    talk->in_data = g_str_has_prefix(first, "354");
    if (g_str_has_prefix(first, "250 2.1.5"))
        talk->recipients++;
    if (g_str_has_prefix(first, "250 2.1.0"))
        talk->recipients = 0;
    g_string_append_len(talk->replies, new->str, (gssize) new->len);
    g_string_truncate(new, 0);
}

static void say(Talk *talk, const char *bytes, size_t length)
{
    LmtpSession *session = talk->session;

    while (length > 0 && lmtp_session_state(session) != LMTP_ENDED) {
        size_t taken = lmtp_session_feed(session, bytes, length);
        g_assert_cmpuint(taken, >, 0);
        g_assert_cmpuint(taken, <=, length);
        bytes += taken;
        length -= taken;
        if (lmtp_session_state(session) == LMTP_LETTER)
            assert_letter(talk);
    }
}

static Talk talk_in_pieces(const char *bytes, size_t length, size_t piece, LmtpBudget *budget)
{
    Talk talk = {.session = lmtp_session_new("us.test", &LIMITS, budget),
                 .replies = g_string_new(NULL),
                 .letters = g_string_new(NULL)};

    count_replies(&talk);
    for (size_t at = 0; at < length; at += piece) {
        say(&talk, bytes + at, MIN(piece, length - at));
        if (piece == 1)
            count_replies(&talk);
    }
    g_string_append(talk.replies, lmtp_session_replies(talk.session)->str);
    lmtp_session_free(talk.session);
    g_assert_cmpuint(budget->used, ==, 0);
    return talk;
}

static void talk_clear(Talk *talk)
{
    g_string_free(talk->replies, TRUE);
    g_string_free(talk->letters, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LmtpBudget budget = {.most = 3000};

    if (size == 0)
        return 0;
    const char *says = (const char *)data + 1;
    Talk by_bytes = talk_in_pieces(says, size - 1, 1, &budget);
    Talk in_pieces = talk_in_pieces(says, size - 1, 2 + data[0], &budget);
    g_assert_cmpstr(by_bytes.replies->str, ==, in_pieces.replies->str);
    g_assert_true(g_string_equal(by_bytes.letters, in_pieces.letters));
    talk_clear(&by_bytes);
    talk_clear(&in_pieces);
    return 0;
}
