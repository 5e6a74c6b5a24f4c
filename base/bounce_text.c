/* bounce_text.c: bounce_from_text() of bounce.h: bounces without a readable report, as servers
 * wrote them before RFC 3464 and some do still. In this order: the addresses of
 * X-Failed-Recipients (Exim), the fields of a report that stand in the text, and the lines for
 * people (bounce_lines.c) below one of the phrases of the common servers (bounce_phrases.c). Only
 * a letter from a mail system is looked at, so that a teacher who forwards a bounce does not
 * disable an address. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define REPORT_BYTES  65536
#define MAX_ADDRESSES 500

static bool has_any(const char *folded, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(folded, words[i]))
            return true;
    return false;
}

/* "Warning" alone is no delay where the server denies the person. */
static bool is_delay(const char *folded, const char *subject)
{
    static const char *const SURE[] = {"delayed",
                                       "transient non-fatal",
                                       "not yet been",
                                       "will be retried",
                                       "still trying",
                                       "will keep trying",
                                       "temporary error",
                                       "temporary failure",
                                       "доставка отложена",
                                       "еще не доставлено",
                                       "повторит попытки",
                                       "попытки доставки будут",
                                       NULL};
    static const char *const LIKELY[] = {"warning", "предупреждение", NULL};

    if (has_any(folded, SURE) || has_any(subject, SURE))
        return true;
    return (has_any(folded, LIKELY) || has_any(subject, LIKELY)) && !bounce_words_deny(folded);
}

static char *from_failed_recipients(Letter *letter)
{
    const char *value = headers_get(letter->headers, "x-failed-recipients");

    if (!value)
        return NULL;
    g_auto(GStrv) addresses = g_strsplit(value, ",", MAX_ADDRESSES);
    for (size_t i = 0; addresses[i]; i++) {
        g_autofree char *address = bounce_address(addresses[i]);
        Bounce *bounce = address ? bounce_add(letter, address, BOUNCE_FAILED) : NULL;
        g_autofree char *reason = bounce ? bounce_reason_in(letter->facts->text, address) : NULL;
        if (bounce)
            bounce_explain(letter, bounce, NULL, reason);
    }
    g_autofree char *line = text_one_line(value);
    return g_strdup_printf("failed-recipients: X-Failed-Recipients: %s", line);
}

/* "Final-Recipient: ..." in a part that is not called a report: each paragraph with one. */
static char *from_fields(Letter *letter, const char *text)
{
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", MAX_ADDRESSES);

    for (size_t i = 0; paragraphs[i]; i++)
        if (strcasestr(paragraphs[i], "\nfinal-recipient:") ||
            g_ascii_strncasecmp(paragraphs[i], "final-recipient:", 16) == 0)
            bounce_read_groups(letter, paragraphs[i], strlen(paragraphs[i]));
    return letter->facts->bounces->len > 0
               ? g_strdup("delivery-report: Final-Recipient in the text")
               : NULL;
}

/* No phrase of the table, but a daemon says that the address is wrong or shut. */
static bool is_daemon_refusal(const Letter *letter, const char *text)
{
    const char *from = letter->facts->from.address;
    const char *class_ = bounce_class_of_words(text);

    return from && g_ascii_strncasecmp(from, "mailer-daemon", 13) == 0 && class_ &&
           g_strv_contains((const char *const[]){"unknown-user", "no-host", "full", NULL}, class_);
}

char *bounce_from_text(Letter *letter)
{
    char *evidence = from_failed_recipients(letter);

    if (evidence || !bounce_from_system(letter))
        return evidence;
    g_autofree char *head = text_cut(letter->facts->text, REPORT_BYTES);
    g_autofree char *folded = text_fold(head);
    g_autofree char *subject = text_fold(letter->facts->subject);
    const char *server = "a server";
    const char *phrase = bounce_phrase(folded, &server);
    if (!phrase && !bounce_phrase(subject, &server) && !letter->status &&
        !is_daemon_refusal(letter, head))
        return NULL;
    evidence = from_fields(letter, head);
    if (!evidence)
        bounce_read_lines(letter, letter->facts->text, is_delay(folded, subject));
    return evidence ? evidence
                    : g_strdup_printf("bounce-text: %s, as %s writes",
                                      phrase ? phrase : letter->facts->subject, server);
}
