/* bounce_class.c: bounce_find_status() and bounce_classify() of bounce.h. Two tables: words that
 * servers use, and status codes. Words come first when the code says little (x.0.0, 5.7.1), because
 * servers send general codes with telling words; otherwise the code does. */
#include <string.h>

#include "base/bounce.h"

#define MAX_WORDS 4

static const struct StatusClass {
    const char *code; /* subject.detail of RFC 3463; "1." is every detail of that subject */
    const char *class_;
    bool general; /* the words know better */
} STATUS_CLASSES[] = {
    {"1.1", "unknown-user", false}, {"1.2", "no-host", false},      {"1.3", "unknown-user", false},
    {"1.4", "unknown-user", false}, {"1.6", "unknown-user", false}, {"1.10", "no-host", false},
    {"1.8", "policy", true},        {"1.7", "policy", true},        {"1.", "unknown-user", true},
    {"2.1", "disabled", true},      {"2.2", "full", false},         {"2.3", "size", false},
    {"2.", "other", true},          {"3.1", "full", true},          {"3.4", "size", false},
    {"3.", "other", true},          {"4.4", "no-host", true},       {"4.6", "loop", false},
    {"4.7", "expired", true},       {"4.1", "expired", true},       {"4.3", "no-host", true},
    {"4.", "other", true},          {"5.", "other", true},          {"6.", "content", true},
    {"7.1", "policy", true},        {"7.", "policy", true},         {"0.", "other", true},
};

static const struct WordClass {
    const char *words[MAX_WORDS]; /* all of them, in lower case */
    const char *class_;
} WORD_CLASSES[] = {
    {{"over quota"}, "full"},
    {{"quota", "exceed"}, "full"},
    {{"mailbox", "full"}, "full"},
    {{"mailbox size limit"}, "full"},
    {{"insufficient", "storage"}, "full"},
    {{"not enough", "space"}, "full"},
    {{"out of storage"}, "full"},
    {{"ящик переполнен"}, "full"},
    {{"message", "too large"}, "size"},
    {{"message", "too big"}, "size"},
    {{"size", "exceed"}, "size"},
    {{"too many hops"}, "loop"},
    {{"mail loop"}, "loop"},
    {{"loops back to myself"}, "loop"},
    {{"routing loop"}, "loop"},
    {{"relay", "denied"}, "relay"},
    {{"relaying"}, "relay"},
    {{"not permitted to relay"}, "relay"},
    {{"unable to relay"}, "relay"},
    {{"relay not permitted"}, "relay"},
    {{"relay access"}, "relay"},
    {{"account", "disabled"}, "disabled"},
    {{"mailbox", "disabled"}, "disabled"},
    {{"account", "suspended"}, "disabled"},
    {{"account", "inactive"}, "disabled"},
    {{"mailbox", "inactive"}, "disabled"},
    {{"user", "inactive"}, "disabled"},
    {{"account", "blocked"}, "disabled"},
    {{"account", "locked"}, "disabled"},
    {{"is disabled"}, "disabled"},
    {{"has been disabled"}, "disabled"},
    {{"no longer active"}, "disabled"},
    {{"user", "unknown"}, "unknown-user"},
    {{"unknown", "user"}, "unknown-user"},
    {{"unknown", "address"}, "unknown-user"},
    {{"unknown", "recipient"}, "unknown-user"},
    {{"unknown", "account"}, "unknown-user"},
    {{"unknown", "mailbox"}, "unknown-user"},
    {{"no such user"}, "unknown-user"},
    {{"no such recipient"}, "unknown-user"},
    {{"no such mailbox"}, "unknown-user"},
    {{"no such address"}, "unknown-user"},
    {{"no such person"}, "unknown-user"},
    {{"no such account"}, "unknown-user"},
    {{"no mailbox"}, "unknown-user"},
    {{"no local mailbox"}, "unknown-user"},
    {{"non-existent"}, "unknown-user"},
    {{"non existent"}, "unknown-user"},
    {{"nonexistent"}, "unknown-user"},
    {{"does not exist"}, "unknown-user"},
    {{"doesn't exist"}, "unknown-user"},
    {{"doesn't have a"}, "unknown-user"},
    {{"does not have"}, "unknown-user"},
    {{"not found", "recipient"}, "unknown-user"},
    {{"recipnotfound"}, "unknown-user"},
    {{"recipient", "rejected"}, "unknown-user"},
    {{"invalid", "recipient"}, "unknown-user"},
    {{"invalid", "mailbox"}, "unknown-user"},
    {{"invalid", "user"}, "unknown-user"},
    {{"not a valid", "user"}, "unknown-user"},
    {{"not a known user"}, "unknown-user"},
    {{"mailbox", "unavailable"}, "unknown-user"},
    {{"mailbox", "not found"}, "unknown-user"},
    {{"user", "not found"}, "unknown-user"},
    {{"address", "rejected"}, "unknown-user"},
    {{"not our customer"}, "unknown-user"},
    {{"unrouteable address"}, "unknown-user"},
    {{"пользователь не найден"}, "unknown-user"},
    {{"host", "not found"}, "no-host"},
    {{"unknown host"}, "no-host"},
    {{"host unknown"}, "no-host"},
    {{"domain", "not found"}, "no-host"},
    {{"no such domain"}, "no-host"},
    {{"bad destination"}, "no-host"},
    {{"unrouteable mail domain"}, "no-host"},
    {{"mx", "not"}, "no-host"},
    {{"couldn't find any host"}, "no-host"},
    {{"name service error"}, "no-host"},
    {{"virus"}, "content"},
    {{"message content rejected"}, "content"},
    {{"attachment"}, "content"},
    {{"spam"}, "blocked"},
    {{"blacklist"}, "blocked"},
    {{"black list"}, "blocked"},
    {{"blocklist"}, "blocked"},
    {{"block list"}, "blocked"},
    {{"blocked"}, "blocked"},
    {{"reputation"}, "blocked"},
    {{"rbl"}, "blocked"},
    {{"spf"}, "policy"},
    {{"dmarc"}, "policy"},
    {{"dkim"}, "policy"},
    {{"policy"}, "policy"},
    {{"access denied"}, "policy"},
    {{"not authorized"}, "policy"},
    {{"administrative prohibition"}, "policy"},
    {{"timed out"}, "expired"},
    {{"timeout"}, "expired"},
    {{"expired"}, "expired"},
    {{"connection refused"}, "expired"},
    {{"retry time"}, "expired"},
    {{"queue too long"}, "expired"},
    {{"too long on the queue"}, "expired"},
    {{"in the queue too long"}, "expired"},
};

/* Failures of the address itself: it will not work tomorrow either. */
static const char *const HARD_CLASSES[] = {"unknown-user", "no-host", "disabled", NULL};

char *bounce_find_status(const char *text)
{
    for (const char *p = text; *p; p++) {
        if (!strchr("245", *p) || p[1] != '.' ||
            (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')))
            continue;
        size_t subject = strspn(p + 2, "0123456789");
        const char *dot = p + 2 + subject;
        size_t detail = *dot == '.' ? strspn(dot + 1, "0123456789") : 0;
        char after = detail ? dot[1 + detail] : '\0';
        if (subject >= 1 && subject <= 3 && detail >= 1 && detail <= 3 && after != '.' &&
            !g_ascii_isalnum(after))
            return g_strndup(p, 3 + subject + detail);
    }
    return NULL;
}

static const char *class_of_words(const char *diagnostic)
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

static const struct StatusClass *class_of_status(const char *status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(STATUS_CLASSES); i++) {
        const char *code = STATUS_CLASSES[i].code;
        bool prefix = g_str_has_suffix(code, ".");
        if (prefix ? g_str_has_prefix(status + 2, code) : strcmp(status + 2, code) == 0)
            return &STATUS_CLASSES[i];
    }
    return NULL;
}

void bounce_classify(Bounce *bounce)
{
    const struct StatusClass *status = bounce->status ? class_of_status(bounce->status) : NULL;
    const char *words = bounce->diagnostic ? class_of_words(bounce->diagnostic) : NULL;
    const char *class_ = status && !status->general ? status->class_
                         : words                    ? words
                         : status                   ? status->class_
                                                    : "other";

    if (bounce->action == BOUNCE_DELAYED && strcmp(class_, "other") == 0)
        class_ = "delayed";
    bounce->class_ = g_strdup(class_);
    bool temporary =
        (bounce->status && bounce->status[0] != '5') || bounce->action != BOUNCE_FAILED;
    bounce->hard = !temporary && g_strv_contains(HARD_CLASSES, class_);
}
