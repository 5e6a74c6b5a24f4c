/* bounce_words.c: bounce_class_of_words() and bounce_words_deny() of bounce.h: what servers say
 * when they refuse, as tables.
 *
 * Text is compared in lower case. The words of a row must stand in this order and near each other:
 * far apart they belong to different sentences. Three steps, the first hit decides: the telling
 * rows, because "Recipient rejected: over quota" is about the quota; then whether the person is
 * denied, a word for him beside a word of denial; then the general rows. */
#include <string.h>

#include "base/bounce.h"

#define MAX_WORDS 3
#define NEAR      80 /* bytes between two words of a row */
#define BESIDE    60 /* bytes between a person and its denial, an address long */

typedef struct WordClass {
    const char *words[MAX_WORDS];
    const char *class_;
} WordClass;

static const WordClass TELLING[] = {
    /* the sender, not the recipient, is refused */
    {{"sender", "rejected"}, "policy"},
    {{"sender address"}, "policy"},
    {{"sender domain"}, "policy"},
    {{"sender denied"}, "policy"},
    {{"sender verif"}, "policy"},
    {{"verify sender"}, "policy"},
    {{"invalid sender"}, "policy"},
    {{"sender", "not authenticated"}, "policy"},
    {{"sender", "not allowed"}, "policy"},
    {{"sendernotauth"}, "policy"},
    {{"address is not verified"}, "policy"},
    {{"domain of sender"}, "policy"},
    {{"mail from", "not exist"}, "policy"},
    {{"отправител", "отклон"}, "policy"},
    {{"адрес отправителя"}, "policy"},
    /* the way it was sent, or where from */
    {{"reverse dns"}, "policy"},
    {{"rdns"}, "policy"},
    {{"ptr record"}, "policy"},
    {{"no ptr"}, "policy"},
    {{"reverse hostname"}, "policy"},
    {{"cannot find your"}, "policy"},
    {{"helo command"}, "policy"},
    {{"invalid helo"}, "policy"},
    {{"ip address", "rejected"}, "policy"},
    {{"client host rejected"}, "policy"},
    {{"spam"}, "blocked"},
    {{"спам"}, "blocked"},
    {{"blacklist"}, "blocked"},
    {{"black list"}, "blocked"},
    {{"blocklist"}, "blocked"},
    {{"block list"}, "blocked"},
    {{"reputation"}, "blocked"},
    {{"unsolicited"}, "blocked"},
    {{"unwanted"}, "blocked"},
    {{"banned sending ip"}, "blocked"},
    {{"чёрн", "списк"}, "blocked"},
    {{"черн", "списк"}, "blocked"},
    {{"virus"}, "content"},
    {{"вирус"}, "content"},
    {{"content rejected"}, "content"},
    {{"dmarc"}, "policy"},
    {{"dkim"}, "policy"},
    {{" spf"}, "policy"},
    {{"sender policy framework"}, "policy"},
    {{"unauthenticated"}, "policy"},
    {{"too many connections"}, "policy"},
    {{"too many recipients"}, "policy"},
    {{"rate limit"}, "policy"},
    {{"sending quota"}, "policy"},
    {{"exceeded", "per hour"}, "policy"},
    {{"greylist"}, "expired"},
    {{"graylist"}, "expired"},
    /* the recipient does not want it */
    {{"recipient preferences"}, "blocked"},
    {{"user rules"}, "blocked"},
    {{"blocked by the recipient"}, "blocked"},
    /* room */
    {{"over quota"}, "full"},
    {{"overquota"}, "full"},
    {{"over the maximum"}, "full"},
    {{"quota", "exceed"}, "full"},
    {{"exceed", "quota"}, "full"},
    {{"quota", "violation"}, "full"},
    {{"out of quota"}, "full"},
    {{"quota", "full"}, "full"},
    {{"is full"}, "full"},
    {{"mailbox", " full"}, "full"},
    {{"account", " full"}, "full"},
    {{"mailbox", "exceed", "limit"}, "full"},
    {{"mailbox size"}, "full"},
    {{"too many messages", "mailbox"}, "full"},
    {{"insufficient", "storage"}, "full"},
    {{"not enough", "space"}, "full"},
    {{"no space left"}, "full"},
    {{"out of storage"}, "full"},
    {{"exceeded storage"}, "full"},
    {{"disk", "full"}, "full"},
    {{"переполнен"}, "full"},
    {{"превыш", "квот"}, "full"},
    {{"квот", "превыш"}, "full"},
    {{"нет места"}, "full"},
    {{"недостаточно места"}, "full"},
    {{"message", "too large"}, "size"},
    {{"message", "too big"}, "size"},
    {{"message size"}, "size"},
    {{"size", "exceed"}, "size"},
    {{"exceed", "maximum", "size"}, "size"},
    {{"size limit"}, "size"},
    {{"слишком больш"}, "size"},
    {{"превыш", "размер"}, "size"},
    {{"размер", "превыш"}, "size"},
    /* the way of the letter */
    {{"too many hops"}, "loop"},
    {{"hop count"}, "loop"},
    {{"mail loop"}, "loop"},
    {{"forwarding loop"}, "loop"},
    {{"loops back to myself"}, "loop"},
    {{"routing loop"}, "loop"},
    {{"looping"}, "loop"},
    {{"relay", "denied"}, "relay"},
    {{"relaying"}, "relay"},
    {{"as a relay"}, "relay"},
    {{"to relay"}, "relay"},
    {{"not permitted", "relay"}, "relay"},
    {{"relay not permitted"}, "relay"},
    {{"relay access"}, "relay"},
    {{"open relay"}, "relay"},
    {{"not our customer"}, "relay"},
    {{"domain isn't in", "rcpthosts"}, "relay"},
    {{"no such file"}, "other"},
    {{"system error"}, "other"},
    {{"internal error"}, "other"},
    {{"configuration error"}, "other"},
    /* the mailbox is there, but shut */
    {{"recipient", "disabled"}, "disabled"},
    {{"account", "disabled"}, "disabled"},
    {{"mailbox", "disabled"}, "disabled"},
    {{"mailbox unavailable or access denied"}, "disabled"},
    {{"suspended"}, "disabled"},
    {{"account", "inactive"}, "disabled"},
    {{"mailbox", "inactive"}, "disabled"},
    {{"user", "inactive"}, "disabled"},
    {{"inactive", "user"}, "disabled"},
    {{"temporarily inactive"}, "disabled"},
    {{"user", "terminated"}, "disabled"},
    {{"deactivated"}, "disabled"},
    {{"account", "blocked"}, "disabled"},
    {{"mailbox", "blocked"}, "disabled"},
    {{"account", "locked"}, "disabled"},
    {{"is disabled"}, "disabled"},
    {{"been disabled"}, "disabled"},
    {{"mailbox", "frozen"}, "disabled"},
    {{"not accepting m"}, "disabled"},
    {{"not accepting any m"}, "disabled"},
    {{"no longer accept"}, "disabled"},
    {{"no longer active"}, "disabled"},
    {{"заблокирован"}, "disabled"},
    {{"отключен"}, "disabled"},
    {{"отключён"}, "disabled"},
    {{"приостановлен"}, "disabled"},
    {{"деактивирован"}, "disabled"},
    {{"неактив"}, "disabled"},
    /* the place */
    {{"name service error", "try again"}, "expired"},
    {{"malformed", "name server reply"}, "expired"},
    {{"host", "not found", "try again"}, "expired"},
    {{"temporary", "lookup"}, "expired"},
    {{"lookup failure"}, "expired"},
    {{"domain", "does not exist"}, "no-host"},
    {{"domain", "doesn't exist"}, "no-host"},
    {{"domain", "not exist"}, "no-host"},
    {{"domain", "must exist"}, "no-host"},
    {{"domain", "not found"}, "no-host"},
    {{"no such domain"}, "no-host"},
    {{"no such host"}, "no-host"},
    {{"nxdomain"}, "no-host"},
    {{"host unknown"}, "no-host"},
    {{"unknown host"}, "no-host"},
    {{"unknown domain"}, "no-host"},
    {{"domain", "unknown"}, "no-host"},
    {{"host not found"}, "no-host"},
    {{"non-existent host"}, "no-host"},
    {{"name or service not known"}, "no-host"},
    {{"domain is not reachable"}, "no-host"},
    {{"does not accept mail"}, "no-host"},
    {{"no smtp service"}, "no-host"},
    {{"bad destination host"}, "no-host"},
    {{"bad destination system"}, "no-host"},
    {{"unrouteable mail domain"}, "no-host"},
    {{"no mx "}, "no-host"},
    {{"null mx"}, "no-host"},
    {{"nullmx"}, "no-host"},
    {{"couldn't find any host"}, "no-host"},
    {{"name service error"}, "no-host"},
    {{"cannot resolve"}, "no-host"},
    {{"домен", "не существует"}, "no-host"},
    {{"домен", "не найден"}, "no-host"},
    {{"сервер", "не найден"}, "no-host"},
};

/* Words for a person and his mailbox, and words of denial that count beside them. */
static const char *const PERSONS[] = {
    "user",    "recipient",   "mailbox",    "mail box",       "address",
    "account", "alias",       "local part", "person",         "usuario",
    "utente",  "utilisateur", "benutzer",   "empfänger",      "ящик",
    "адрес",   "пользовател", "получател",  "учетная запись", "учётная запись",
};

static const char *const DENIALS[] = {
    "unknown",
    "not known",
    "no such",
    "not found",
    "notfound",
    "exist",
    "invalid",
    "not a valid",
    "not valid",
    "no valid",
    "not present",
    "not local",
    "not a local",
    "not listed",
    "not recognized",
    "not ok",
    "bad ",
    "illegal",
    "not available",
    "undeliverable",
    "no one",
    "not a known",
    "could not be found",
    "couldn't be found",
    "not in local",
    "not an active",
    "not handled",
    "can't accept",
    "no existe",
    "nessun",
    "inconnu",
    "unbekannt",
    "nie istnieje",
    "не найден",
    "не существует",
    "неизвест",
    "такого",
    "не обнаружен",
    "неверн",
    "недействит",
};

/* Denials that need no such word, and those that are too common to count elsewhere. */
static const WordClass DENIED[] = {
    {{"no mailbox"}, "unknown-user"},
    {{"no local mailbox"}, "unknown-user"},
    {{"no mail box"}, "unknown-user"},
    {{"not have a mailbox"}, "unknown-user"},
    {{"no account"}, "unknown-user"},
    {{"no user"}, "unknown-user"},
    {{"no such"}, "unknown-user"},
    {{"missing home directory"}, "unknown-user"},
    {{"no one at this"}, "unknown-user"},
    {{"unknown local"}, "unknown-user"},
    {{"unknown or illegal"}, "unknown-user"},
    {{"name is not recognized"}, "unknown-user"},
    {{"no longer on server"}, "unknown-user"},
    {{"no longer"}, "unknown-user"},
    {{"has been replaced by"}, "unknown-user"},
    {{"does not exist"}, "unknown-user"},
    {{"doesn't exist"}, "unknown-user"},
    {{"non-existent"}, "unknown-user"},
    {{"nonexistent"}, "unknown-user"},
    {{"n'existe pas"}, "unknown-user"},
    {{"does not have", "account"}, "unknown-user"},
    {{"doesn't have a", "account"}, "unknown-user"},
    {{"not listed in"}, "unknown-user"},
    {{"did not exactly match"}, "unknown-user"},
    {{"recipnotfound"}, "unknown-user"},
    {{"recipient rejected"}, "unknown-user"},
    {{"address rejected"}, "unknown-user"},
    {{"rejected recipient"}, "unknown-user"},
    {{"mailbox", "unavailable"}, "unknown-user"},
    {{"unrouteable address"}, "unknown-user"},
    {{"unroutable address"}, "unknown-user"},
    {{"badrcptto"}, "unknown-user"},
    {{"bad-recipient"}, "unknown-user"},
    {{"validrcptto"}, "unknown-user"},
};

static const WordClass GENERAL[] = {
    {{"attachment"}, "content"},
    {{"invalid header"}, "content"},
    {{"blocked"}, "blocked"},
    {{"rbl"}, "blocked"},
    {{"banned"}, "blocked"},
    {{"spf"}, "policy"},
    {{"policy"}, "policy"},
    {{"access denied"}, "policy"},
    {{"доступ запрещ"}, "policy"},
    {{"политик"}, "policy"},
    {{"not authorized"}, "policy"},
    {{"not allowed"}, "policy"},
    {{"administrative prohibition"}, "policy"},
    {{"authentication"}, "policy"},
    {{"timed out"}, "expired"},
    {{"timeout"}, "expired"},
    {{"expired"}, "expired"},
    {{"connection refused"}, "expired"},
    {{"lost connection"}, "expired"},
    {{"could not connect"}, "expired"},
    {{"unable to connect"}, "expired"},
    {{"unable to resolve route"}, "expired"},
    {{"retry time"}, "expired"},
    {{"queue too long"}, "expired"},
    {{"too long on the queue"}, "expired"},
    {{"cannot send message for"}, "expired"},
    {{"deferred"}, "expired"},
    {{"aborted after"}, "expired"},
    {{"истек"}, "expired"},
    {{"истёк"}, "expired"},
};

/* Do the words of the row follow each other somewhere in the text, each near the one before? */
static bool has_row(const char *lower, const WordClass *row)
{
    for (const char *p = strstr(lower, row->words[0]); p; p = strstr(p + 1, row->words[0])) {
        const char *end = p + strlen(row->words[0]);
        int w = 1;
        for (; w < MAX_WORDS && row->words[w]; w++) {
            size_t length = strlen(row->words[w]);
            const char *next = g_strstr_len(end, (gssize)(NEAR + length), row->words[w]);
            if (!next)
                break;
            end = next + length;
        }
        if (w == MAX_WORDS || !row->words[w])
            return true;
    }
    return false;
}

static const char *class_in(const char *lower, const WordClass *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has_row(lower, &rows[i]))
            return rows[i].class_;
    return NULL;
}

static bool is_denied_beside(const char *lower, const char *person, size_t length)
{
    const char *from = person - lower > BESIDE ? person - BESIDE : lower;
    g_autofree char *around = g_strndup(from, (size_t)(person - from) + length + BESIDE);

    for (size_t i = 0; i < G_N_ELEMENTS(DENIALS); i++)
        if (strstr(around, DENIALS[i]))
            return true;
    return false;
}

static bool is_denied(const char *lower)
{
    if (class_in(lower, DENIED, G_N_ELEMENTS(DENIED)))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(PERSONS); i++)
        for (const char *p = strstr(lower, PERSONS[i]); p; p = strstr(p + 1, PERSONS[i]))
            if (is_denied_beside(lower, p, strlen(PERSONS[i])))
                return true;
    return false;
}

const char *bounce_class_of_words(const char *said)
{
    g_autofree char *lower = g_utf8_strdown(said, -1);
    const char *class_ = class_in(lower, TELLING, G_N_ELEMENTS(TELLING));

    if (!class_ && is_denied(lower))
        class_ = "unknown-user";
    return class_ ? class_ : class_in(lower, GENERAL, G_N_ELEMENTS(GENERAL));
}

bool bounce_words_deny(const char *said)
{
    g_autofree char *lower = g_utf8_strdown(said, -1);

    return is_denied(lower);
}
