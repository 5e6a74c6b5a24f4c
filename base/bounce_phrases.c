/* bounce_phrases.c: bounce_from_system() and bounce_phrase() of bounce.h: who writes bounces, and
 * the words that introduce the failed addresses. Both must hold before free text counts as a
 * bounce: a teacher who forwards one, or tells of one, is no mail system. */
#include <string.h>

#include "base/bounce.h"
#include "base/text.h"

/* Beginnings of folded local parts, and of the bare words that some systems write. */
static const char *const SYSTEMS[] = {
    "mailer-daemon",
    "mailer_daemon",
    "mailerdaemon",
    "mail-daemon",
    "maildaemon",
    "mail_daemon",
    "mdaemon",
    "postmaster",
    "post_master",
    "post.master",
    "microsoftexchange",
    "mail.delivery.system",
    "mail-delivery",
    "mail_delivery",
    "maildeliverysystem",
    "bounce-notification",
    "e500_smtp_mail_service",
};

/* Machines that read no answers; they write bounces when they return a letter. */
static const char *const MUTES[] = {"no-reply@", "noreply@", "no_reply@", "donotreply@"};

/* Folded display names. */
static const char *const SYSTEM_NAMES[] = {
    "mail delivery s",      "mail deliver system", "mail delivery system", "internet mail delivery",
    "mail administrator",   "mailer-daemon",       "mailer daemon",        "system administrator",
    "message delivery sub", "mail system",         "почтовая система",     "postmaster",
    "mail router",          "mail transfer agent", "система доставки",     "служба доставки",
    "почтовый сервер",      "почтовая служба",
};

static const struct Phrase {
    const char *text, *server;
} PHRASES[] = {
    {"this is the qmail-send program", "qmail"},
    {"i'm sorry, i wasn't able to deliver", "qmail"},
    {"this message was created automatically by mail delivery software", "Exim"},
    {"could not be delivered to one or more of its recipients", "Exim"},
    {"contained one or more recipient addresses that were", "Exim"},
    {"your message could not be delivered to one or more recipients", "Postfix"},
    {"postfix smtp server: errors from", "Postfix"},
    {"your message did not reach some or all of the intended recipients", "Exchange"},
    {"delivery has failed to these recipients", "Exchange"},
    {"delivery to the following recipients failed", "Exchange"},
    {"delivery to the following recipient failed", "Google"},
    {"delivery to the following recipient has been delayed", "Google"},
    {"the following addresses had", "Sendmail"},
    {"unable to deliver mail", "Sendmail"},
    {"your message wasn't delivered to", "Google"},
    {"message wasn't delivered", "Google"},
    {"message to the following recipients cannot be delivered", "Symantec"},
    {"the following recipients did not receive", "Domino"},
    {"did not reach the following recipient", "Exchange"},
    {"the following recipients returned permanent errors", "a server"},
    {"the following recipients are invalid", "a server"},
    {"the following recipient", "a server"},
    {"the following destination addresses were unknown", "Smail"},
    {"failed addresses follow", "Smail"},
    {"failed recipients", "a server"},
    {"message not delivered to the following", "a server"},
    {"message could not be delivered", "a server"},
    {"could not be delivered to", "a server"},
    {"cannot be delivered to", "a server"},
    {"the following address(es) failed", "Exim"},
    {"there was an error delivering your mail", "DragonFly"},
    {"we had trouble delivering your message", "a server"},
    {"error: invalid user address", "James"},
    {"did not exactly match an", "a server"},
    {"this is the postfix program", "Postfix"},
    {"this is the mail system at host", "Postfix"},
    {"dragonfly mail agent", "DragonFly"},
    {"undelivered mail returned to sender", "Postfix"},
    {"returned mail", "Sendmail"},
    {"failure notice", "qmail"},
    {"delivery status notification", "a server"},
    {"delivery notification", "a server"},
    {"mail delivery failed", "Exim"},
    {"mail failed, returning", "Smail"},
    {"undeliverable", "a server"},
    {"undelivered", "a server"},
    {"unable to deliver", "a server"},
    {"failed to deliver", "a server"},
    {"was not delivered", "a server"},
    {"not be delivered", "a server"},
    {"not been delivered", "a server"},
    {"delivery failed", "a server"},
    {"delivery failure", "a server"},
    {"delivery error", "a server"},
    {"delivery problem", "a server"},
    {"could not send mail for past", "a server"},
    {"was automatically rejected", "Sieve"},
    {"user unknown", "a server"},
    {"failed mail", "a server"},
    {"mail failure", "Exim"},
    {"не может быть доставлено", "Mail.ru"},
    {"не может быть отправлено", "Yandex"},
    {"не удалось выполнить доставку", "Exchange"},
    {"не удалось доставить", "a server"},
    {"не удается доставить", "Exchange"},
    {"невозможно доставить", "a server"},
    {"не было доставлено", "Exchange"},
    {"не доставлено", "Exchange"},
    {"не доставлен", "a server"},
    {"недоставлен", "Yandex"},
    {"не вдалося доставити", "Exchange"},
    {"fehler bei der nachrichtenzustellung", "Exchange"},
    {"nicht zugestellt", "a server"},
    {"unzustellbar", "Exchange"},
    {"échec de la remise", "Exchange"},
    {"non remis", "Exchange"},
    {"pas pu être remis", "a server"},
    {"pas pu être délivré", "a server"},
    {"no se pudo entregar", "Exchange"},
    {"podido ser entregado", "a server"},
    {"recapito non riuscito", "a server"},
    {"impossibile recapitare", "Exchange"},
    {"nie można dostarczyć", "Exchange"},
    {"niedostarczon", "a server"},
    {"não foi possível entregar", "Exchange"},
    {"о недоставке", "a server"},
    {"сбой доставки", "Exchange"},
    {"сбой при доставке", "Exchange"},
    {"ошибка доставки", "a server"},
    {"доставка невозможна", "a server"},
    {"доставка отложена", "Exchange"},
    {"доставка следующим получателям", "Exchange"},
    {"无法", "Sina"},
};

static bool is_in(const char *folded, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_has_prefix(folded, names[i]))
            return true;
    return false;
}

/* From without a usable address: "<>", or "<"System Administrator"@example.com>". */
static bool is_odd_system(const char *from)
{
    g_autofree char *folded = text_fold(from);
    const char *name = folded + strspn(folded, " <\"");

    return *name == '>' || is_in(name, SYSTEMS, G_N_ELEMENTS(SYSTEMS)) ||
           is_in(name, SYSTEM_NAMES, G_N_ELEMENTS(SYSTEM_NAMES));
}

bool bounce_from_system(const Letter *letter)
{
    const Facts *facts = letter->facts;
    const char *path = headers_get(letter->headers, "return-path");
    const char *from = headers_get(letter->headers, "from");
    g_autofree char *address = text_fold(facts->from.address ? facts->from.address : "");
    g_autofree char *name = text_fold(facts->from.name ? facts->from.name : "");

    if (is_in(address, SYSTEMS, G_N_ELEMENTS(SYSTEMS)) ||
        is_in(name, SYSTEM_NAMES, G_N_ELEMENTS(SYSTEM_NAMES)) ||
        (!facts->from.address && from && is_odd_system(from)))
        return true;
    if (letter->returned && is_in(address, MUTES, G_N_ELEMENTS(MUTES)))
        return true;
    return path &&
           (strcmp(path, "<>") == 0 || g_ascii_strncasecmp(path, "<mailer-daemon", 14) == 0) &&
           !headers_get(letter->headers, "auto-submitted");
}

const char *bounce_phrase(const char *folded, const char **server)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++)
        if (strstr(folded, PHRASES[i].text)) {
            *server = PHRASES[i].server;
            return PHRASES[i].text;
        }
    return NULL;
}
