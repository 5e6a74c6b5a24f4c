/* mailboxes.c: see mailboxes.h. Nearly every field is written in one plain way: "Name <a@b>", the
 * name perhaps in quotation marks or in RFC 2047 words, or "a@b" alone. That is read here; a field
 * in which anything else stands is GMime's, from its first character on. */
#include "base/mailboxes.h"

#include <string.h>

#include "base/text.h"

#define MAX_MAILBOXES 2000

char *mailbox_address(const char *address)
{
    g_autofree char *normal = address_normalize(address, NULL);

    if (!normal)
        return NULL;
    g_autofree char *local = text_clean(address, (gssize)strcspn(address, "@"));
    return g_strconcat(local, strchr(normal, '@'), NULL);
}

/* 'Name' as some programs write it, for "Name". */
static void drop_single_quotes(char *name)
{
    size_t n = strlen(name);

    if (n > 2 && name[0] == '\'' && name[n - 1] == '\'') {
        memmove(name, name + 1, n - 2);
        name[n - 2] = '\0';
        g_strstrip(name);
    }
}

/* Where mailboxes go; name and address may be NULL. */
typedef struct Sink {
    void (*take)(GPtrArray *out, const char *name, const char *address);
    GPtrArray *out;
    unsigned taken;
} Sink;

static void take_mailbox(GPtrArray *out, const char *name, const char *address)
{
    Mailbox *mailbox = g_new0(Mailbox, 1);

    mailbox->address = address ? mailbox_address(address) : NULL;
    mailbox->name = name ? text_one_line(name) : NULL;
    if (mailbox->name)
        drop_single_quotes(mailbox->name);
    if (mailbox->name && !*mailbox->name)
        g_clear_pointer(&mailbox->name, g_free);
    g_ptr_array_add(out, mailbox);
}

static void take_address(GPtrArray *out, const char *name, const char *address)
{
    char *normal = address ? address_normalize(address, NULL) : NULL;
    guint i = 0;

    (void)name;
    while (normal && i < out->len && strcmp(normal, out->pdata[i]) != 0)
        i++;
    if (normal && i == out->len)
        g_ptr_array_add(out, normal);
    else
        g_free(normal);
}

static void mailbox_free(gpointer item)
{
    Mailbox *mailbox = item;
    g_free(mailbox->name);
    g_free(mailbox->address);
    g_free(mailbox);
}

/* --- the plain form --- */

enum { IN_LOCAL = 1, IN_DOMAIN = 2, IN_NAME = 4, IN_QUOTES = 8 };

#define ANYWHERE (IN_LOCAL | IN_DOMAIN | IN_NAME | IN_QUOTES)
#define NO_HOST  (IN_LOCAL | IN_NAME | IN_QUOTES)

/* Where a character may stand; far from all that the standard lets in. */
static const guchar PLACES[256] = {
    ['0' ... '9'] = ANYWHERE,
    ['A' ... 'Z'] = ANYWHERE,
    ['a' ... 'z'] = ANYWHERE,
    ['-'] = ANYWHERE,
    ['.'] = ANYWHERE,
    ['_'] = NO_HOST,
    ['+'] = NO_HOST,
    [' '] = IN_NAME | IN_QUOTES,
    ['\''] = IN_NAME | IN_QUOTES,
    ['('] = IN_QUOTES,
    [')'] = IN_QUOTES,
    [','] = IN_QUOTES,
    ['/'] = IN_QUOTES,
    ['@'] = IN_QUOTES,
    [':'] = IN_QUOTES,
};

static const char *span(const char *p, guchar place)
{
    while (PLACES[(guchar)*p] & place)
        p++;
    return p;
}

/* Behind the address at `p`; NULL: it is none, or not written plainly. */
static const char *plain_address_end(const char *p)
{
    const char *at = span(p, IN_LOCAL), *end = *at == '@' ? span(at + 1, IN_DOMAIN) : at;
    bool whole = at > p && end > at + 1;

    return whole && at[-1] != '.' && at[1] != '.' && end[-1] != '.' ? end : NULL;
}

/* The words at `p`, if they say what could stand in quotation marks. */
static const char *plain_words(const char *p, Letter *letter, char **name)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *end = header_run(p, text, letter->hint, &letter->seen);
    g_autofree char *line = text_one_line(text->str);

    for (const char *c = line; *c; c++)
        if ((guchar)*c < 0x80 && !(PLACES[(guchar)*c] & IN_QUOTES))
            return NULL;
    *name = g_steal_pointer(&line);
    return end;
}

/* What stands at `p` before <...>; gives where it ends, NULL when it is not written plainly. */
static const char *plain_name(const char *p, Letter *letter, char **name)
{
    if (p[0] == '=' && p[1] == '?')
        return plain_words(p, letter, name);
    bool quoted = *p == '"';
    const char *end = span(p + quoted, quoted ? IN_QUOTES : IN_NAME);
    if (quoted && *end != '"')
        return NULL;
    *name = g_strndup(p + quoted, (gsize)(end - p - quoted));
    return end + quoted;
}

/* One mailbox at `p`; gives where it ends, NULL when it is not written plainly. */
static const char *plain_mailbox(const char *p, Letter *letter, Sink *sink)
{
    const char *end = plain_address_end(p), *from = p;
    g_autofree char *name = NULL;

    if (*p == '.') /* GMime does not take it for a name */
        return NULL;
    if (!end) {
        from = plain_name(p, letter, &name);
        from = from ? from + strspn(from, " ") : "";
        end = *from == '<' && from[1] != '.' ? plain_address_end(++from) : NULL;
        if (!end || *end != '>')
            return NULL;
    }
    g_autofree char *address = g_strndup(from, (gsize)(end - from));
    sink->take(sink->out, name, address);
    sink->taken++;
    return end + (*end == '>');
}

/* false: not all of it is plain, and nothing was taken. */
static bool read_plain(const char *value, Letter *letter, Sink *sink)
{
    guint before = sink->out->len;
    unsigned taken = sink->taken;
    const char *p = value;

    if (strstr(value, "..") || strstr(value, "--")) /* no host, or an A-label */
        return false;
    do {
        p = plain_mailbox(p + strspn(p, " "), letter, sink);
        p = p ? p + strspn(p, " ") : NULL;
    } while (p && *p == ',' && *++p && sink->taken < MAX_MAILBOXES);
    if (p && !*p)
        return true;
    g_ptr_array_set_size(sink->out, (gint)before);
    sink->taken = taken;
    return false;
}

/* --- any form --- */

/* Groups are opened; their depth is bounded by the scan before. */
static void flatten(InternetAddressList *list, Sink *sink)
{
    int count = internet_address_list_length(list);

    for (int i = 0; i < count && sink->taken < MAX_MAILBOXES; i++) {
        InternetAddress *item = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(item)) {
            InternetAddressList *members =
                internet_address_group_get_members(INTERNET_ADDRESS_GROUP(item));
            if (members)
                flatten(members, sink);
            continue;
        }
        const char *raw = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(item));
        g_autofree char *address = raw ? g_strstrip(g_strdup(raw)) : NULL;
        sink->take(sink->out, internet_address_get_name(item), address);
        sink->taken++;
    }
}

static void read_fields(Letter *letter, const char *name, Sink *sink)
{
    const char *value;

    for (unsigned n = 0; (value = headers_nth(letter->headers, name, n)); n++) {
        if (read_plain(value, letter, sink))
            continue;
        g_autofree char *repaired = header_addresses(value, letter->hint, &letter->seen);
        g_autoptr(InternetAddressList) list = internet_address_list_parse(NULL, repaired);
        if (list)
            flatten(list, sink);
    }
}

GPtrArray *mailboxes_read(Letter *letter, const char *name)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(mailbox_free);

    read_fields(letter, name, &(Sink){take_mailbox, out, 0});
    return out;
}

void addresses_read(Letter *letter, const char *name, GPtrArray *out)
{
    read_fields(letter, name, &(Sink){take_address, out, 0});
}
