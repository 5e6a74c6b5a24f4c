/* bounce_text.c: bounce_from_text() of bounce.h: bounces without a report, as servers wrote them
 * before RFC 3464 and some do still. A first level: the address in X-Failed-Recipients (Exim), and
 * addresses near the phrases by which the common servers introduce them. Only a letter from a mail
 * system is looked at, so that a teacher who forwards a bounce does not disable an address. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

#define MAX_LINES  400
#define NEAR_LINES 12

/* Folded local parts of senders that are mail systems. */
static const char *const SYSTEMS[] = {"mailer-daemon",    "postmaster", "mailerdaemon",
                                      "mail-daemon",      "maildaemon", "mdaemon",
                                      "microsoftexchange"};

/* Folded phrases that introduce the failed addresses; the server that writes each. */
static const struct Phrase {
    const char *text, *server;
} PHRASES[] = {
    {"this is the qmail-send program", "qmail"},
    {"this message was created automatically by mail delivery software", "Exim"},
    {"could not be delivered to one or more of its recipients", "Exim"},
    {"your message could not be delivered to one or more recipients", "Postfix"},
    {"your message did not reach some or all of the intended recipients", "Exchange"},
    {"delivery has failed to these recipients", "Exchange"},
    {"delivery to the following recipients failed", "Exchange"},
    {"delivery to the following recipient failed", "Google"},
    {"delivery to the following recipient has been delayed", "Google"},
    {"the following addresses had permanent fatal errors", "Sendmail"},
    {"the following addresses had transient non-fatal errors", "Sendmail"},
    {"your message wasn't delivered to", "Google"},
    {"message to the following recipients cannot be delivered", "Symantec"},
    {"the following recipients did not receive", "Domino"},
    {"did not reach the following recipient", "Exchange"},
    {"message could not be delivered", "a server"},
    {"the following address(es) failed", "Exim"},
    {"could not be delivered to the following", "a server"},
    {"this is the postfix program", "Postfix"},
    {"dragonfly mail agent", "DragonFly"},
    {"undelivered mail returned to sender", "Postfix"},
    {"returned mail", "Sendmail"},
    {"failure notice", "qmail"},
    {"delivery status notification", "a server"},
    {"mail delivery failed", "Exim"},
    {"undeliverable", "a server"},
    {"unable to deliver", "a server"},
    {"delivery failed", "a server"},
    {"delivery failure", "a server"},
    {"user unknown", "a server"},
    {"не может быть доставлено", "a server"},
    {"не удалось доставить", "a server"},
    {"не было доставлено", "a server"},
};

/* The local part of an address, or the bare word that some systems write, names a mail system. */
static bool is_system_name(const char *folded)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SYSTEMS); i++)
        if (g_str_has_prefix(folded, SYSTEMS[i]))
            return true;
    return false;
}

static bool is_system(const Letter *letter)
{
    const char *path = headers_get(letter->headers, "return-path");
    const char *from = letter->facts->from.address, *raw = headers_get(letter->headers, "from");
    g_autofree char *folded = text_fold(from ? from : raw ? raw : "");

    return is_system_name(folded) ||
           (path && strcmp(path, "<>") == 0 && !headers_get(letter->headers, "auto-submitted"));
}

static const struct Phrase *find_phrase(const char *folded)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++)
        if (strstr(folded, PHRASES[i].text))
            return &PHRASES[i];
    return NULL;
}

/* An address in this line: in angle brackets anywhere, or the first word. NULL when there is none.
 */
static char *address_in(const char *line)
{
    const char *at = strchr(line, '@');

    if (!at)
        return NULL;
    const char *from = at;
    while (from > line && !strchr(" \t<>\"'(:;,", from[-1]))
        from--;
    g_autofree char *word = g_strndup(from, strcspn(from, " \t<>\"'):;,"));
    return address_normalize(word, NULL);
}

/* Addresses that a report names for help, not as failed. */
static bool is_help(const char *address)
{
    static const char *const HELP[] = {"postmaster@", "support@",  "abuse@",
                                       "help@",       "helpdesk@", "mailer-daemon@",
                                       "hostmaster@", "webmaster@"};

    for (size_t i = 0; i < G_N_ELEMENTS(HELP); i++)
        if (g_str_has_prefix(address, HELP[i]))
            return true;
    return false;
}

static bool is_ours(const Letter *letter, const char *address)
{
    if (is_help(address))
        return true;
    if (letter->facts->from.address &&
        g_ascii_strcasecmp(letter->facts->from.address, address) == 0)
        return true;
    return g_ptr_array_find_with_equal_func(letter->facts->recipients, address, g_str_equal, NULL);
}

static bool is_delay(const char *folded)
{
    return strstr(folded, "delayed") || strstr(folded, "transient") || strstr(folded, "warning") ||
           strstr(folded, "still trying") || strstr(folded, "will be retried");
}

/* Where the returned letter begins: what follows is not about the failure. */
static bool ends_report(const char *line)
{
    static const char *const ENDS[] = {"--- Below this line",
                                       "------ This is a copy",
                                       "----- Original message",
                                       "-----Original Message",
                                       "----- Transcript",
                                       "--- Original",
                                       "Received:",
                                       "Return-Path:",
                                       "Message-ID:",
                                       "DKIM-Signature:",
                                       "Message headers follow"};

    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++)
        if (g_ascii_strncasecmp(line, ENDS[i], strlen(ENDS[i])) == 0)
            return true;
    return false;
}

/* The lines after an address, up to the next address or empty line, say why. */
static char *reason_after(char **lines, size_t at)
{
    g_autoptr(GString) reason = g_string_new(lines[at]);

    for (size_t i = at + 1; lines[i] && i <= at + 5; i++) {
        if (!*lines[i] && reason->len > strlen(lines[at]))
            break;
        g_string_append_c(reason, ' ');
        g_string_append(reason, lines[i]);
    }
    return text_one_line(reason->str);
}

static void add_lines(Letter *letter, char **lines, bool delay)
{
    for (size_t i = 0; lines[i] && i < MAX_LINES && !ends_report(lines[i]); i++) {
        g_autofree char *address = address_in(lines[i]);
        if (!address || is_ours(letter, address))
            continue;
        Bounce *bounce = bounce_add(letter, address, delay ? BOUNCE_DELAYED : BOUNCE_FAILED);
        if (!bounce)
            continue;
        g_autofree char *reason = reason_after(lines, i);
        bounce_explain(bounce, NULL, reason);
        if (letter->facts->bounces->len >= NEAR_LINES)
            return;
    }
}

static char *from_failed_recipients(Letter *letter)
{
    const char *value = headers_get(letter->headers, "x-failed-recipients");

    if (!value)
        return NULL;
    g_auto(GStrv) addresses = g_strsplit(value, ",", 500);
    for (size_t i = 0; addresses[i]; i++) {
        g_autofree char *address = bounce_address(addresses[i]);
        Bounce *bounce = address ? bounce_add(letter, address, BOUNCE_FAILED) : NULL;
        const char *at = bounce ? strcasestr(letter->facts->text, address) : NULL;
        g_autofree char *reason = at ? g_strndup(at, MIN(strlen(at), 600)) : NULL;
        g_autofree char *clean = reason ? text_clean(reason, -1) : NULL;
        if (bounce)
            bounce_explain(bounce, NULL, clean);
    }
    g_autofree char *line = text_one_line(value);
    return g_strdup_printf("failed-recipients: X-Failed-Recipients: %s", line);
}

char *bounce_from_text(Letter *letter)
{
    char *evidence = from_failed_recipients(letter);

    if (evidence || !is_system(letter))
        return evidence;
    g_autofree char *head = text_cut(letter->facts->text, 65536);
    g_autofree char *folded = text_fold(head);
    g_autofree char *subject = text_fold(letter->facts->subject);
    const struct Phrase *phrase = find_phrase(folded);
    if (!phrase && !find_phrase(subject))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(head, "\n", -1);
    add_lines(letter, lines, is_delay(folded) || is_delay(subject));
    return g_strdup_printf("bounce-text: %s, as %s writes",
                           phrase ? phrase->text : letter->facts->subject,
                           phrase ? phrase->server : "a server");
}
