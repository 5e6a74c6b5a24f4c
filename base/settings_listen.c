/* settings_listen.c: where the doors listen that others connect to. Whoever reaches the LMTP door
 * may hand in letters in anybody's name, and the one-click door stands behind a web server: a
 * socket file, or an address that only this machine reaches. */
#include <string.h>

#include "base/error.h"
#include "base/settings.h"
#include "base/settings_table.h"

bool host_port_parse(const char *text, char **host, uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    guint64 number;

    if (!colon || colon == text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 1, 65535, &number, NULL))
        return false;
    bool bracketed = *text == '[' && colon > text + 1 && colon[-1] == ']';
    *host = bracketed ? g_strndup(text + 1, (gsize)(colon - text - 2))
                      : g_strndup(text, (gsize)(colon - text));
    *port = (uint16_t)number;
    return true;
}

static bool check_tcp(const char *setting, const char *text, const char *file, GError **error)
{
    g_autofree char *host = NULL;
    uint16_t port;

    if (!host_port_parse(text, &host, &port))
        return fail(error, ERR_SETTINGS,
                    "%s: %s = \"%s\" is not allowed: it must be HOST:PORT, unix:/PATH or none",
                    file, setting, text);
    return host_is_loopback(host) ||
           fail(error, ERR_SETTINGS,
                "%s: %s = \"%s\" is open to other machines; use 127.0.0.1 or unix:/PATH", file,
                setting, text);
}

/* "none" becomes NULL, a path whole. */
static bool complete_place(char **place, const char *setting, const char *file, const char *folder,
                           GError **error)
{
    if (g_str_equal(*place, "none")) {
        g_clear_pointer(place, g_free);
        return true;
    }
    if (!g_str_has_prefix(*place, "unix:"))
        return check_tcp(setting, *place, file, error);
    g_autofree char *given = g_steal_pointer(place);
    g_autofree char *path = g_canonicalize_filename(given + strlen("unix:"), folder);
    *place = g_strconcat("unix:", path, NULL);
    return true;
}

/* What stands in a header of every copy: https (RFC 8058 section 3.1), no query, no blank. */
static bool is_https(const char *url)
{
    static const char SCHEME[] = "https://";
    const char *host = g_str_has_prefix(url, SCHEME) ? url + strlen(SCHEME) : "";

    for (const char *p = url; *p; p++)
        if (!g_ascii_isgraph(*p) || strchr("<>\"'?#\\", *p))
            return false;
    return g_ascii_isalnum(*host) && strlen(url) <= 200;
}

static bool complete_one_click(Settings *s, GError **error)
{
    if (!s->one_click)
        return true;
    if (!s->one_click_url || !is_https(s->one_click_url))
        return fail(error, ERR_SETTINGS,
                    "%s: one_click needs one_click_url = \"https://HOST/PATH\", as the web server "
                    "before it is reached",
                    s->file);
    for (size_t end = strlen(s->one_click_url); s->one_click_url[end - 1] == '/'; end--)
        s->one_click_url[end - 1] = '\0';
    return true;
}

bool settings_complete_listen(Settings *s, const char *folder, GError **error)
{
    if (!complete_place(&s->lmtp, "lmtp", s->file, folder, error) ||
        !complete_place(&s->one_click, "one_click", s->file, folder, error) ||
        !complete_one_click(s, error))
        return false;
    return !s->lmtp || s->lmtp_memory >= s->deliver_bytes ||
           fail(error, ERR_SETTINGS,
                "%s: lmtp_memory is less than deliver_bytes: the largest letters would never come "
                "in",
                s->file);
}
