/* bounce_words.c: bounce_class_of_words() and its companions of bounce.h: what servers say when
 * they refuse, as tables. The order decides: a telling row stands above a general one, because
 * "Recipient rejected: over quota" is about the quota. Text is compared in lower case; all words of
 * a row must be there. */
#include <string.h>

#include "base/bounce.h"

#define MAX_WORDS 3

static const struct WordClass {
    const char *words[MAX_WORDS];
    const char *class_;
} WORD_CLASSES[] = {
    /* the sender, not the recipient, is refused */
    {{"sender", "rejected"}, "policy"},
    {{"sender address"}, "policy"},
    {{"sender domain"}, "policy"},
    {{"sender denied"}, "policy"},
    {{"sender verify"}, "policy"},
    {{"invalid sender"}, "policy"},
    {{"address is not verified"}, "policy"},
    {{"mail from", "not exist"}, "policy"},
    /* the way it was sent, or where from */
    {{"reverse dns"}, "policy"},
    {{"rdns"}, "policy"},
    {{"ptr record"}, "policy"},
    {{"no ptr"}, "policy"},
    {{"cannot find your hostname"}, "policy"},
    {{"spam"}, "blocked"},
    {{"blacklist"}, "blocked"},
    {{"black list"}, "blocked"},
    {{"blocklist"}, "blocked"},
    {{"block list"}, "blocked"},
    {{"spamhaus"}, "blocked"},
    {{"spamcop"}, "blocked"},
    {{"reputation"}, "blocked"},
    {{"unsolicited"}, "blocked"},
    {{"banned sending ip"}, "blocked"},
    {{"virus"}, "content"},
    {{"message content rejected"}, "content"},
    {{"dmarc"}, "policy"},
    {{"dkim"}, "policy"},
    {{" spf"}, "policy"},
    {{"too many connections"}, "policy"},
    {{"too many recipients"}, "policy"},
    {{"rate limit"}, "policy"},
    {{"exceeded", "per hour"}, "policy"},
    {{"greylist"}, "expired"},
    /* room */
    {{"over quota"}, "full"},
    {{"overquota"}, "full"},
    {{"quota", "exceed"}, "full"},
    {{"quota", "violation"}, "full"},
    {{"out of quota"}, "full"},
    {{"is full"}, "full"},
    {{"mailbox", " full"}, "full"},
    {{"account", " full"}, "full"},
    {{"mailbox", "exceed", "limit"}, "full"},
    {{"mailbox size limit"}, "full"},
    {{"too many messages", "mailbox"}, "full"},
    {{"insufficient", "storage"}, "full"},
    {{"not enough", "space"}, "full"},
    {{"out of storage"}, "full"},
    {{"exceeded storage"}, "full"},
    {{"disk", "full"}, "full"},
    {{"переполнен"}, "full"},
    {{"message", "too large"}, "size"},
    {{"message", "too big"}, "size"},
    {{"message size"}, "size"},
    {{"size", "exceed"}, "size"},
    {{"exceed", "maximum", "size"}, "size"},
    {{"слишком больш"}, "size"},
    /* the way of the letter */
    {{"too many hops"}, "loop"},
    {{"hop count"}, "loop"},
    {{"mail loop"}, "loop"},
    {{"loops back to myself"}, "loop"},
    {{"routing loop"}, "loop"},
    {{"relay", "denied"}, "relay"},
    {{"relaying"}, "relay"},
    {{"as a relay"}, "relay"},
    {{"to relay"}, "relay"},
    {{"relay not permitted"}, "relay"},
    {{"relay access"}, "relay"},
    {{"not our customer"}, "relay"},
    {{"system error"}, "other"},
    {{"internal error"}, "other"},
    {{"configuration error"}, "other"},
    /* the mailbox is there, but shut */
    {{"recipient", "disabled"}, "disabled"},
    {{"account", "disabled"}, "disabled"},
    {{"mailbox", "disabled"}, "disabled"},
    {{"account", "suspended"}, "disabled"},
    {{"mailbox", "suspended"}, "disabled"},
    {{"account", "inactive"}, "disabled"},
    {{"mailbox", "inactive"}, "disabled"},
    {{"user", "inactive"}, "disabled"},
    {{"account", "deactivated"}, "disabled"},
    {{"account", "blocked"}, "disabled"},
    {{"mailbox", "blocked"}, "disabled"},
    {{"account", "locked"}, "disabled"},
    {{"is disabled"}, "disabled"},
    {{"been disabled"}, "disabled"},
    {{"been suspended"}, "disabled"},
    {{"mailbox", "frozen"}, "disabled"},
    {{"not accepting m"}, "disabled"},
    {{"заблокирован"}, "disabled"},
    /* nobody of that name */
    {{"name service error", "try again"}, "expired"},
    {{"host", "not found", "try again"}, "expired"},
    {{"temporary", "lookup"}, "expired"},
    {{"domain", "does not exist"}, "no-host"},
    {{"domain", "doesn't exist"}, "no-host"},
    {{"no such domain"}, "no-host"},
    {{"no such host"}, "no-host"},
    {{"no longer on server"}, "unknown-user"},
    {{"user", "unknown"}, "unknown-user"},
    {{"unknown", "recipient"}, "unknown-user"},
    {{"unknown", "address"}, "unknown-user"},
    {{"unknown", "account"}, "unknown-user"},
    {{"unknown", "mailbox"}, "unknown-user"},
    {{"unknown", "local"}, "unknown-user"},
    {{"no such user"}, "unknown-user"},
    {{"no such recipient"}, "unknown-user"},
    {{"no such mailbox"}, "unknown-user"},
    {{"no such address"}, "unknown-user"},
    {{"no such person"}, "unknown-user"},
    {{"no such account"}, "unknown-user"},
    {{"no such name"}, "unknown-user"},
    {{"no such"}, "unknown-user"},
    {{"no mailbox"}, "unknown-user"},
    {{"no local mailbox"}, "unknown-user"},
    {{"no account"}, "unknown-user"},
    {{"no user"}, "unknown-user"},
    {{"no valid recipients"}, "unknown-user"},
    {{"no longer active"}, "disabled"},
    {{"no longer"}, "unknown-user"},
    {{"does not like recipient", "does not exist"}, "unknown-user"},
    {{"non-existent"}, "unknown-user"},
    {{"non existent"}, "unknown-user"},
    {{"nonexistent"}, "unknown-user"},
    {{"does not exist"}, "unknown-user"},
    {{"doesn't exist"}, "unknown-user"},
    {{"n'existe pas"}, "unknown-user"},
    {{"does not have", "account"}, "unknown-user"},
    {{"doesn't have a", "account"}, "unknown-user"},
    {{"not listed in"}, "unknown-user"},
    {{"did not exactly match"}, "unknown-user"},
    {{"not found", "recipient"}, "unknown-user"},
    {{"recipnotfound"}, "unknown-user"},
    {{"not recognized"}, "unknown-user"},
    {{"recipient", "rejected"}, "unknown-user"},
    {{"invalid", "recipient"}, "unknown-user"},
    {{"invalid", "mailbox"}, "unknown-user"},
    {{"invalid", "user"}, "unknown-user"},
    {{"invalid", "address"}, "unknown-user"},
    {{"not a valid", "user"}, "unknown-user"},
    {{"not a valid", "mailbox"}, "unknown-user"},
    {{"not a known user"}, "unknown-user"},
    {{"mailbox", "unavailable"}, "unknown-user"},
    {{"mailbox", "not found"}, "unknown-user"},
    {{"user", "not found"}, "unknown-user"},
    {{"address", "not found"}, "unknown-user"},
    {{"user", "doesn't"}, "unknown-user"},
    {{"address", "rejected"}, "unknown-user"},
    {{"undeliverable address"}, "unknown-user"},
    {{"unrouteable address"}, "unknown-user"},
    {{"не существует"}, "unknown-user"},
    {{"не найден"}, "unknown-user"},
    /* no such place */
    {{"host unknown"}, "no-host"},
    {{"unknown host"}, "no-host"},
    {{"unknown domain"}, "no-host"},
    {{"host not found"}, "no-host"},
    {{"host or domain name not found"}, "no-host"},
    {{"domain", "not found"}, "no-host"},
    {{"domain is not reachable"}, "no-host"},
    {{"does not accept mail"}, "no-host"},
    {{"bad destination"}, "no-host"},
    {{"unrouteable mail domain"}, "no-host"},
    {{"no mx "}, "no-host"},
    {{"null mx"}, "no-host"},
    {{"nullmx"}, "no-host"},
    {{"couldn't find any host"}, "no-host"},
    {{"name service error"}, "no-host"},
    {{"cannot resolve"}, "no-host"},
    /* the rest */
    {{"attachment"}, "content"},
    {{"blocked"}, "blocked"},
    {{"rbl"}, "blocked"},
    {{"spf"}, "policy"},
    {{"policy"}, "policy"},
    {{"access denied"}, "policy"},
    {{"not authorized"}, "policy"},
    {{"not allowed"}, "policy"},
    {{"administrative prohibition"}, "policy"},
    {{"timed out"}, "expired"},
    {{"timeout"}, "expired"},
    {{"expired"}, "expired"},
    {{"connection refused"}, "expired"},
    {{"could not connect"}, "expired"},
    {{"retry time"}, "expired"},
    {{"queue too long"}, "expired"},
    {{"too long on the queue"}, "expired"},
    {{"in the queue too long"}, "expired"},
    {{"cannot send message for"}, "expired"},
};

/* What the refusal answered. A server that refuses the text of a letter had taken the recipient
 * before. */
static const struct StageWords {
    const char *words;
    BounceStage stage;
} STAGES[] = {
    {"in reply to end of data", STAGE_CONTENT},
    {"after end of data", STAGE_CONTENT},
    {"final data", STAGE_CONTENT},
    {"in reply to data", STAGE_CONTENT},
    {"for text command", STAGE_CONTENT},
    {"(data)", STAGE_CONTENT},
    {">>> data\n<<< 5", STAGE_CONTENT},
    {"in reply to rcpt", STAGE_RECIPIENT},
    {">>> rcpt", STAGE_RECIPIENT},
    {"after rcpt", STAGE_RECIPIENT},
    {"our rcpt", STAGE_RECIPIENT},
    {"like recipient", STAGE_RECIPIENT},
    {"rcpt to", STAGE_RECIPIENT},
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

static bool has_any(const char *lower, const char *const *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(lower, phrases[i]))
            return true;
    return false;
}

const char *bounce_class_of_words(const char *diagnostic)
{
    g_autofree char *lower = g_utf8_strdown(diagnostic, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(WORD_CLASSES); i++) {
        bool all = true;
        for (int w = 0; w < MAX_WORDS && WORD_CLASSES[i].words[w] && all; w++)
            all = strstr(lower, WORD_CLASSES[i].words[w]) != NULL;
        if (all)
            return WORD_CLASSES[i].class_;
    }
    return NULL;
}

BounceStage bounce_stage(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(STAGES); i++)
        if (strstr(lower, STAGES[i].words))
            return STAGES[i].stage;
    return STAGE_UNKNOWN;
}

bool bounce_is_challenge(const char *diagnostic)
{
    g_autofree char *lower = g_utf8_strdown(diagnostic, -1);

    return has_any(lower, CHALLENGES, G_N_ELEMENTS(CHALLENGES));
}

bool bounce_is_sure(const char *diagnostic)
{
    g_autofree char *lower = g_utf8_strdown(diagnostic, -1);

    return has_any(lower, SURE, G_N_ELEMENTS(SURE));
}
