/* auth_profile.c: see auth_profile.h. */
#include "base/auth_profile.h"

#include <string.h>

#include "base/auth_parse.h"

static const AuthProfile PROFILES[] = {
    {.name = "yandex",
     .ids = {"*.yandex.net", "*.yandex.ru"},
     .id_is_host = true,
     .below = true,
     .front = "*mxfront*.yandex.net",
     .meaning =
         "the front host of Yandex that took the letter; often without dmarc, and nothing at "
         "all where DKIM failed"},
    {.name = "mailru",
     .ids = {"mxs.mail.ru", "*.mail.ru"},
     .below = true,
     .front = "mx*.mail.ru",
     .meaning = "Mail.ru and VK WorkSpace (mxs.mail.ru)"},
    {.name = "google",
     .ids = {"mx.google.com"},
     .below = true,
     .front = "mx.google.com",
     .meaning = "Gmail and Google Workspace (mx.google.com)"},
    {.name = "exchange",
     .ids = {"*.outlook.com", "*.exchangelabs.com"},
     .id_optional = true,
     .front = "*.mail.protection.outlook.com",
     .meaning = "Exchange Online, which may leave its name out, above its Received line only"},
    {.name = "rambler",
     .ids = {"*.rambler.ru"},
     .below = true,
     .front = "mx*.rambler.ru",
     .meaning = "Rambler"},
    {.name = "opendmarc",
     .id_is_host = true,
     .below = true,
     .merges = true,
     .meaning = "OpenDMARC, OpenDKIM or Rspamd at an own mail server, under its host name"},
};

static const struct {
    const char *imap_host, *profile;
} HOSTS[] = {
    {"imap.yandex.*", "yandex"},    {"imap.ya.ru", "yandex"},
    {"imap.mail.ru", "mailru"},     {"imap.vk.*", "mailru"},
    {"imap.gmail.com", "google"},   {"outlook.office365.com", "exchange"},
    {"imap.rambler.ru", "rambler"},
};

const AuthProfile *auth_profile_by_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(PROFILES); i++)
        if (strcmp(PROFILES[i].name, name) == 0)
            return &PROFILES[i];
    return NULL;
}

const AuthProfile *auth_profile_by_host(const char *imap_host)
{
    for (size_t i = 0; i < G_N_ELEMENTS(HOSTS); i++)
        if (g_pattern_match_simple(HOSTS[i].imap_host, imap_host))
            return auth_profile_by_name(HOSTS[i].profile);
    return NULL;
}

/* --- Received lines (RFC 5321 section 4.4) --- */

typedef struct Hop {
    char *from, *by; /* lower case; NULL absent */
    char *seen;      /* the first comment: what the host saw of `from`; NULL none */
} Hop;

static void hop_clear(Hop *hop)
{
    g_free(hop->from);
    g_free(hop->by);
    g_free(hop->seen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hop, hop_clear)

static void hop_parse(const char *value, Hop *hop)
{
    g_autofree char *before = NULL;

    for (const char *p = value; *p && *p != ';' && !hop->by;) {
        const char *end = *p == '(' ? comment_end(p) : p + strcspn(p, " \t(;");
        g_autofree char *word = g_ascii_strdown(p, end - p);
        if (*p == '(' && !hop->seen)
            hop->seen = g_strdup(word);
        else if (*p != '(' && before && strcmp(before, "from") == 0 && !hop->from)
            hop->from = g_strdup(word);
        else if (*p != '(' && before && strcmp(before, "by") == 0)
            hop->by = g_strdup(word);
        if (*p != '(') {
            g_free(before);
            before = g_steal_pointer(&word);
        }
        p = end + strspn(end, " \t");
    }
}

/* The last two labels: "mx1.yandex.net" and "mx2.yandex.net" are one house. */
static const char *house_of(const char *host)
{
    const char *last = strrchr(host, '.');

    while (last && last > host && last[-1] != '.')
        last--;
    return last ? last : host;
}

static bool is_inside(const char *word, const char *own)
{
    bool is_local = strcmp(word, "localhost") == 0 || g_str_has_prefix(word, "127.") ||
                    strcmp(word, "::1") == 0;
    bool is_ip = strspn(word, "0123456789.") == strlen(word) || strchr(word, ':');

    return is_local || (!is_ip && strchr(word, '.') && strcmp(house_of(word), house_of(own)) == 0);
}

/* Did the host take it from another host of the same house? HELO is the sender's own word; what the
 * host saw (the name of the address, in the comment) must say so too. */
static bool is_internal(const Hop *hop)
{
    if (!hop->from || !hop->by)
        return hop->by != NULL;
    if (!is_inside(hop->from, hop->by) || !hop->seen)
        return is_inside(hop->from, hop->by);
    g_auto(GStrv) words = g_strsplit_set(hop->seen, "()[] \t", -1);
    for (size_t i = 0; words[i]; i++)
        if (*words[i])
            return is_inside(words[i], hop->by);
    return false;
}

static bool matches(const char *glob, const char *text)
{
    g_autofree char *pattern = g_ascii_strdown(glob, -1);
    g_autofree char *lower = g_ascii_strdown(text, -1);

    return g_pattern_match_simple(pattern, lower);
}

/* The index of the last Received line of the receiver; the length when there is none. The topmost
 * is its own, whatever it calls itself. */
static guint front_line(const Headers *headers, const AuthTrust *trust, GPtrArray *hosts)
{
    guint front = headers->items->len;
    bool over = false;

    for (guint i = 0; i < headers->items->len && !over; i++) {
        const Header *header = &g_array_index(headers->items, Header, i);
        if (strcmp(header->name, "received") != 0)
            continue;
        g_auto(Hop) hop = {0};
        hop_parse(header->value, &hop);
        front = i;
        over =
            !is_internal(&hop) || (trust->profile->front && matches(trust->profile->front, hop.by));
        if (hop.by)
            g_ptr_array_add(hosts, g_steal_pointer(&hop.by));
    }
    return front;
}

GPtrArray *auth_trusted_place(const Headers *headers, const AuthTrust *trust, GPtrArray *hosts)
{
    GPtrArray *found = g_ptr_array_new();
    guint front = front_line(headers, trust, hosts);

    for (guint i = 0; i < headers->items->len; i++) {
        const Header *header = &g_array_index(headers->items, Header, i);
        bool received = strcmp(header->name, "received") == 0;
        if (i >= front && (!trust->profile->below || (received && i > front)))
            break;
        if (strcmp(header->name, "authentication-results") == 0)
            g_ptr_array_add(found, (gpointer)header);
    }
    return found;
}

bool auth_is_id(const AuthTrust *trust, const char *id, const GPtrArray *hosts)
{
    const AuthProfile *profile = trust->profile;
    bool named = profile->ids[0] == NULL;

    if (!id)
        return profile->id_optional && !trust->id;
    if (trust->id)
        return matches(trust->id, id);
    for (size_t i = 0; i < AUTH_IDS && profile->ids[i]; i++)
        named = named || matches(profile->ids[i], id);
    if (!named || !profile->id_is_host)
        return named;
    for (guint i = 0; i < hosts->len; i++)
        if (g_ascii_strcasecmp(hosts->pdata[i], id) == 0)
            return true;
    return false;
}
