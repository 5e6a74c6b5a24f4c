/* bounce_stage.c: bounce_stage(), bounce_is_challenge(), bounce_is_sure() and
 * bounce_reply_of_server() of bounce.h: when in its talk with the other server a letter was
 * refused, and which words are the other server's own.
 *
 * The stage weighs as much as the words: "unknown" after MAIL FROM is about the sender, and a
 * server that refuses the text of a letter had taken the recipient before. */
#include <string.h>

#include "base/bounce.h"

static const struct StageWords {
    const char *words;
    BounceStage stage;
} STAGES[] = {
    {"in reply to end of data", STAGE_CONTENT},
    {"after end of data", STAGE_CONTENT},
    {"final data", STAGE_CONTENT},
    {"in reply to data", STAGE_CONTENT},
    {"after data", STAGE_CONTENT},
    {"for text command", STAGE_CONTENT},
    {"(data)", STAGE_CONTENT},
    {">>> data\n<<< 5", STAGE_CONTENT},
    {"smtp command\ndata", STAGE_CONTENT},
    {"in reply to rcpt", STAGE_RECIPIENT},
    {">>> rcpt", STAGE_RECIPIENT},
    {"after rcpt", STAGE_RECIPIENT},
    {"our rcpt", STAGE_RECIPIENT},
    {"[rcpt_to]", STAGE_RECIPIENT},
    {"like recipient", STAGE_RECIPIENT},
    {"rcpt to:<", STAGE_RECIPIENT},
    {"rcpt to generated", STAGE_RECIPIENT},
    {"(state 13)", STAGE_RECIPIENT},
    {"(state 14)", STAGE_RECIPIENT},
    {">>> mail from", STAGE_SENDER},
    {"in reply to mail from", STAGE_SENDER},
    {"after mail from", STAGE_SENDER},
    {"our mail from", STAGE_SENDER},
    {"like sender", STAGE_SENDER},
    {"in reply to ehlo", STAGE_SENDER},
    {"in reply to helo", STAGE_SENDER},
    {"after ehlo", STAGE_SENDER},
    {"after helo", STAGE_SENDER},
    {"after initial connection", STAGE_SENDER},
    {"after connect", STAGE_SENDER},
};

/* Servers that want a person to prove that he is one: not a failure of the address. */
static const char *const CHALLENGES[] = {
    "requires confirmation",
    "requires your confirmation",
    "challenge response",
    "challenge-response",
    "waiting for your verification",
    "verify that you are a person",
    "pending approval by the recipient",
    "to my boxbe guest list",
    "add yourself to my guest list",
};

/* Said so plainly that it counts at any stage (Yahoo says it after DATA). */
static const char *const SURE[] = {"this user doesn't have a", "this account does not exist"};

/* Behind these stand the words of the other server. */
static const char *const REPLY_MARKS[] = {
    "remote host said:",
    "server returned was:",
    "server responded:",
    "remote server was:",
    " said: ",
    "failed with:",
    "<<< ",
};

static bool has_any(const char *lower, const char *const *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(lower, phrases[i]))
            return true;
    return false;
}

BounceStage bounce_stage(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(STAGES); i++)
        if (strstr(lower, STAGES[i].words))
            return STAGES[i].stage;
    return STAGE_UNKNOWN;
}

bool bounce_is_challenge(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);

    return has_any(lower, CHALLENGES, G_N_ELEMENTS(CHALLENGES));
}

bool bounce_is_sure(const char *said)
{
    g_autofree char *lower = g_utf8_strdown(said, -1);

    return has_any(lower, SURE, G_N_ELEMENTS(SURE));
}

/* IronPort writes its own summary and then the reply in quotes: 550-'5.7.1 ...'. */
static const char *quoted_reply(const char *diagnostic)
{
    for (const char *p = strchr(diagnostic, '\''); p; p = strchr(p + 1, '\''))
        if (p >= diagnostic + 4 && (p[-1] == '-' || p[-1] == ' ') && g_ascii_isdigit(p[-2]) &&
            g_ascii_isdigit(p[-3]) && (p[-4] == '4' || p[-4] == '5'))
            return p + 1;
    return NULL;
}

const char *bounce_reply_of_server(const char *diagnostic)
{
    const char *reply = quoted_reply(diagnostic);

    for (size_t i = 0; !reply && i < G_N_ELEMENTS(REPLY_MARKS); i++) {
        const char *mark = strcasestr(diagnostic, REPLY_MARKS[i]);
        reply = mark ? mark + strlen(REPLY_MARKS[i]) : NULL;
    }
    return reply ? reply : diagnostic;
}
