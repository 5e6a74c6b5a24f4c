/* smtp_limit.c: see smtp_limit.h. */
#include "base/smtp_limit.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

/* The first row whose words occur decides. Words are in small letters; '+' parts words that must
 * all occur, in this order. */
static const struct {
    const char *words;
    LimitKind kind;
} PHRASES[] = {
    /* somebody else's limit: only that recipient waits */
    {"recipient has exceeded", LIMIT_NONE},
    {"recipient is receiving", LIMIT_NONE},
    {"user you are trying to contact", LIMIT_NONE},
    {"mailbox is receiving", LIMIT_NONE},
    {"recipient mailbox", LIMIT_NONE},
    {"получатель превысил", LIMIT_NONE},
    {"mailbox+full", LIMIT_NONE},
    {"over quota", LIMIT_NONE},
    {"quota exceeded for recipient", LIMIT_NONE},
    {"greylist", LIMIT_NONE},
    {"graylist", LIMIT_NONE},
    /* too many in one letter */
    {"too many recipients+hour", LIMIT_ACCOUNT},
    {"too many recipients+day", LIMIT_ACCOUNT},
    {"too many recipients from", LIMIT_ACCOUNT},
    {"number recipients per hour", LIMIT_ACCOUNT},
    {"too many recipients", LIMIT_LETTER},
    {"too many rcpt", LIMIT_LETTER},
    {"слишком много получателей", LIMIT_LETTER},
    /* ours; too many connections is none: with fewer of them the rest goes on */
    {"rate limit", LIMIT_ACCOUNT},
    {"ratelimit", LIMIT_ACCOUNT},
    {"rate-limit", LIMIT_ACCOUNT},
    {"rate exceeded", LIMIT_ACCOUNT},
    {"rate+exceed", LIMIT_ACCOUNT},
    {"unusual rate", LIMIT_ACCOUNT},
    {"throttl", LIMIT_ACCOUNT},
    {"too many messages", LIMIT_ACCOUNT},
    {"too many emails", LIMIT_ACCOUNT},
    {"too many mails", LIMIT_ACCOUNT},
    {"too many letters", LIMIT_ACCOUNT},
    {"too much mail", LIMIT_ACCOUNT},
    {"too many login attempts", LIMIT_ACCOUNT},
    {"too many auth", LIMIT_ACCOUNT},
    {"too many requests", LIMIT_ACCOUNT},
    {"too frequent", LIMIT_ACCOUNT},
    {"too fast", LIMIT_ACCOUNT},
    {"thread limit exceeded", LIMIT_ACCOUNT},
    {"sending limit", LIMIT_ACCOUNT},
    {"sending quota", LIMIT_ACCOUNT},
    {"message quota", LIMIT_ACCOUNT},
    {"daily limit", LIMIT_ACCOUNT},
    {"daily quota", LIMIT_ACCOUNT},
    {"daily message limit", LIMIT_ACCOUNT},
    {"hourly limit", LIMIT_ACCOUNT},
    {"hourly quota", LIMIT_ACCOUNT},
    {"limit+per hour", LIMIT_ACCOUNT},
    {"limit+per day", LIMIT_ACCOUNT},
    {"exceeded+per hour", LIMIT_ACCOUNT},
    {"exceeded+per day", LIMIT_ACCOUNT},
    {"messages per hour", LIMIT_ACCOUNT},
    {"messages per day", LIMIT_ACCOUNT},
    {"emails per hour", LIMIT_ACCOUNT},
    {"exceeded+limit", LIMIT_ACCOUNT},
    {"limit+exceeded", LIMIT_ACCOUNT},
    {"limit+reached", LIMIT_ACCOUNT},
    {"reached+limit", LIMIT_ACCOUNT},
    {"превышен+лимит", LIMIT_ACCOUNT},
    {"лимит+превышен", LIMIT_ACCOUNT},
    {"лимит+исчерпан", LIMIT_ACCOUNT},
    {"превышен+количество", LIMIT_ACCOUNT},
    {"превышен+квот", LIMIT_ACCOUNT},
    {"слишком много писем", LIMIT_ACCOUNT},
    {"слишком много сообщений", LIMIT_ACCOUNT},
    {"слишком часто", LIMIT_ACCOUNT},
};

/* What a limit is never about, though its words are like one's. */
static const char *const OTHER_LIMITS[] = {"size",      "storage", "bytes",  "hop count",
                                           "many hops", "length",  "размер", "attachment"};

static const struct {
    const char *begin;
    int64_t seconds;
} UNITS[] = {
    {"sec", 1},    {"сек", 1},   {"min", 60}, {"мин", 60},   {"hour", HOUR}, {"hr", HOUR},
    {"час", HOUR}, {"day", DAY}, {"дн", DAY}, {"день", DAY}, {"сут", DAY},
};

/* Words that stand before the time to wait: a number elsewhere is the limit itself. */
static const char *const WAITS[] = {"in ",    "after ", "wait ",    "within ",
                                    "через ", "retry ", "another ", "retry-after: "};
/* Behind these a number alone is of seconds. */
static const char *const SECONDS_AFTER[] = {"retry-after: ", "retry after "};

static bool holds(const char *text, const char *words)
{
    g_auto(GStrv) parts = g_strsplit(words, "+", -1);

    for (int i = 0; parts[i]; i++) {
        const char *at = strstr(text, parts[i]);
        if (!at)
            return false;
        text = at + strlen(parts[i]);
    }
    return true;
}

/* "5 minutes", "1 hour", "an hour", "300 seconds"; 0: none. */
static int64_t read_wait(const char *text)
{
    char *end;
    int64_t number = g_ascii_strtoll(text, &end, 10);

    if (end == text) { /* "in an hour", "через час" */
        number = 1;
        end = (char *)text;
        if (g_str_has_prefix(text, "a "))
            end += 2;
        else if (g_str_has_prefix(text, "an "))
            end += 3;
    }
    end += strspn(end, " ");
    for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (g_str_has_prefix(end, UNITS[i].begin) && number > 0 && number <= DAY)
            return number * UNITS[i].seconds;
    return 0;
}

static int64_t find_seconds(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SECONDS_AFTER); i++) {
        const char *at = strstr(text, SECONDS_AFTER[i]);
        const char *number = at ? at + strlen(SECONDS_AFTER[i]) : "";
        size_t digits = strspn(number, "0123456789");
        if (digits && digits < 7 && !number[digits + strspn(number + digits, " .")])
            return g_ascii_strtoll(number, NULL, 10);
    }
    return 0;
}

static int64_t find_wait(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(WAITS); i++) {
        const char *at = text;
        while ((at = strstr(at, WAITS[i]))) {
            at += strlen(WAITS[i]);
            int64_t seconds = read_wait(at);
            if (seconds)
                return seconds;
        }
    }
    return find_seconds(text);
}

/* An address in the reply is not the server's word: "<rate-limit@school.example> unknown". */
static char *without_addresses(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);

    for (int i = 0; words[i]; i++)
        if (strchr(words[i], '@'))
            *words[i] = '\0';
    return g_strjoinv(" ", words);
}

LimitKind smtp_limit(int code, const char *text, int64_t *seconds)
{
    LimitKind kind = LIMIT_NONE;

    *seconds = 0;
    if (!text || (code && code / 100 != 4 && code / 100 != 5))
        return LIMIT_NONE;
    g_autofree char *clean = text_one_line(text);
    g_autofree char *words = without_addresses(clean);
    g_autofree char *small = g_utf8_strdown(words, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(OTHER_LIMITS); i++)
        if (strstr(small, OTHER_LIMITS[i]))
            return LIMIT_NONE;
    for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++)
        if (holds(small, PHRASES[i].words)) {
            kind = PHRASES[i].kind;
            break;
        }
    if (kind == LIMIT_ACCOUNT)
        *seconds = find_wait(small);
    return kind;
}
