/* test_smtp_limit.c: replies of servers: which of them speak of a limit of ours, and until when. */
#include <glib.h>

#include "base/clock.h"
#include "base/smtp_clock.h"
#include "base/smtp_limit.h"

static const struct {
    int code;
    const char *text;
    LimitKind kind;
    int64_t seconds;
} REPLIES[] = {
    /* the large providers */
    {550, "550 5.4.5 Daily user sending limit exceeded. For more information on limits go to help",
     LIMIT_ACCOUNT, 0},
    {421, "421 4.7.0 This message has been rate limited. Please try again in 15 minutes",
     LIMIT_ACCOUNT, 900},
    {421, "421 4.7.28 Our system has detected an unusual rate of email from your account",
     LIMIT_ACCOUNT, 0},
    {454, "454 4.7.0 Too many login attempts, please try again later.", LIMIT_ACCOUNT, 0},
    {451, "451 4.7.0 Message rate limit exceeded, try again later", LIMIT_ACCOUNT, 0},
    {450, "450 4.7.1 Ratelimit exceeded for mailbox gw@school.example", LIMIT_ACCOUNT, 0},
    {554, "554 5.7.1 Превышен суточный лимит отправки писем", LIMIT_ACCOUNT, 0},
    {451, "451 4.7.1 Лимит сообщений исчерпан, повторите через 2 часа", LIMIT_ACCOUNT, 7200},
    {450, "450 Слишком много писем, повторите через час", LIMIT_ACCOUNT, 3600},
    {421, "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
     LIMIT_ACCOUNT, 0},
    {432, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", LIMIT_ACCOUNT, 0},
    {550,
     "550 5.1.90 Your message can't be sent because you've reached your daily limit for "
     "message recipients",
     LIMIT_ACCOUNT, 0},
    {550, "550 5.2.251 Sender throttled due to continuous mailbox errors", LIMIT_ACCOUNT, 0},
    /* servers of schools and hosters */
    {450,
     "450 4.7.1 <gw@school.example>: Sender address rejected: Rate limit reached, retry in 300 "
     "seconds",
     LIMIT_ACCOUNT, 300},
    {450, "450 4.7.1 Error: too much mail from 192.0.2.7", LIMIT_ACCOUNT, 0},
    {451, "451 Domain school.example has exceeded the max emails per hour (50/50) allowed",
     LIMIT_ACCOUNT, 0},
    {450, "450 Too many messages. Wait 92 seconds", LIMIT_ACCOUNT, 92},
    {452, "452 4.2.2 Number messages per hour exceeded", LIMIT_ACCOUNT, 0},
    {450, "450 4.7.1 Rate limit exceeded. Retry-After: 300", LIMIT_ACCOUNT, 300},
    {450, "450 4.7.1 Rate limit exceeded, retry after 300.", LIMIT_ACCOUNT, 300},
    {450, "450 4.7.1 Rate limit exceeded, retry after 14:30", LIMIT_ACCOUNT, 0},
    {450, "450 4.7.0 sending quota used up, come back in an hour", LIMIT_ACCOUNT, 3600},
    /* one letter */
    {452, "452 4.5.3 Error: too many recipients", LIMIT_LETTER, 0},
    {452, "452 4.5.3 Your message has too many recipients", LIMIT_LETTER, 0},
    {450, "450 4.7.1 Error: too many recipients from 192.0.2.7", LIMIT_ACCOUNT, 0},
    /* the recipient's, or no limit at all */
    {450, "450 4.2.1 The recipient has exceeded message rate limit. Try again later.", LIMIT_NONE,
     0},
    {450,
     "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
     "additional messages",
     LIMIT_NONE, 0},
    {450, "450 4.7.1 <a@b.example>: Recipient address rejected: Greylisted, try in 300 seconds",
     LIMIT_NONE, 0},
    {552, "552 5.2.2 Mailbox full", LIMIT_NONE, 0},
    {552, "552 5.2.2 a@b.example: user is over quota", LIMIT_NONE, 0},
    {552, "552 5.3.4 Message size exceeds fixed limit", LIMIT_NONE, 0},
    {550, "550 5.1.1 no such user", LIMIT_NONE, 0},
    {550, "550 5.1.1 <rate-limit@school.example>: User unknown", LIMIT_NONE, 0},
    {450, "450 4.2.0 throttle@too.fast.example greylisted by policy", LIMIT_NONE, 0},
    {554, "554 5.4.6 Too many hops, limit exceeded", LIMIT_NONE, 0},
    {451, "451 4.3.0 try again in 5 minutes", LIMIT_NONE, 0},
    {250, "250 2.0.0 queued, rate limit 5 per hour", LIMIT_NONE, 0},
    {0, NULL, LIMIT_NONE, 0},
};

static void test_replies(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(REPLIES); i++) {
        int64_t seconds = -1;
        g_test_message("%s", REPLIES[i].text);
        g_assert_cmpint(smtp_limit(REPLIES[i].code, REPLIES[i].text, &seconds), ==,
                        REPLIES[i].kind);
        g_assert_cmpint(seconds, ==, REPLIES[i].seconds);
    }
}

/* It is Monday, 9 November 2026, 14:00 in Moscow. */
static const struct {
    const char *text;
    int64_t seconds; /* from now; 0: no time is named */
} CLOCKS[] = {
    {"450 4.7.1 Rate limit exceeded, retry after 14:30", 1800},
    {"450 Daily limit exceeded, try again after 14:30 MSK", 1800},
    {"450 Daily limit exceeded, try again after 14:30 (MSK)", 1800},
    {"451 limit reached until 12:00 UTC.", 3600},
    {"451 limit reached until 12:00:30 UTC", 3600},
    {"451 limit reached, not before 16:00 +0500", 0}, /* that is 14:00, now */
    {"451 limit reached, not before 17:30 +05:00", 5400},
    {"451 limit reached, not before 17:30 UTC+05:00", 5400},
    {"450 Лимит исчерпан до 15:00", 3600},
    {"450 Лимит исчерпан, отправка возможна с 15:00 мск", 3600},
    {"450 Лимит исчерпан, повторите после 9:05", 19 * 3600 + 300},
    {"450 sending limit, resets at 00:00", 10 * 3600},
    {"450 sending limit, resets at 0:00 and not before", 10 * 3600},
    /* over, or not to be understood */
    {"450 limit exceeded at 13:59:58", 0},
    {"450 limit exceeded, retry after 2:30 p.m.", 0},
    {"450 limit exceeded, retry after 14:30 GMT+5", 0},
    {"450 limit exceeded, retry after 25:00", 0},
    {"450 limit exceeded, retry after 14:75", 0},
    {"450 limit exceeded, retry after 14:300", 0},
    {"450 limit 14:30 exceeded", 0},
    {"450 thereafter 14:30", 0},
    {"450 limit exceeded, retry after ", 0},
    {"450 after 300 seconds", 0},
    {"", 0},
};

static void test_clocks(void)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
    int64_t now;

    g_assert_true(clock_parse("2026-11-09T14:00", zone, &now, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(CLOCKS); i++) {
        g_test_message("%s", CLOCKS[i].text);
        g_assert_cmpint(smtp_clock_wait(CLOCKS[i].text, now, zone), ==, CLOCKS[i].seconds);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smtp-limit/replies of servers", test_replies);
    g_test_add_func("/smtp-limit/until a time of day", test_clocks);
    return g_test_run();
}
