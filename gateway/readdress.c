/* readdress.c: see readdress.h. What stands in texts and links of the letter stays as it was. */
#include "gateway/readdress.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/log.h"
#include "lists/address_book.h"

/* The addresses that the letter gets. */
typedef struct Addresses {
    char *bounces, *robot;
    char *sender; /* the list's, in From; the robot's where it is of none */
    char *list;   /* where the list is written to; so too */
} Addresses;

static void addresses_clear(Addresses *own)
{
    g_free(own->bounces);
    g_free(own->robot);
    g_free(own->sender);
    g_free(own->list);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Addresses, addresses_clear)

static bool find_addresses(Db *db, const Settings *settings, const Account *account,
                           const Outgoing *outgoing, Addresses *own, GError **error)
{
    g_autoptr(List) list = outgoing->list ? list_by_id(db, outgoing->list, error) : NULL;

    if (outgoing->list && !list)
        return false;
    own->bounces = book_account_bounces(settings, account);
    own->robot = book_account_robot(settings, account);
    own->sender = list ? book_list_sender(settings, list) : g_strdup(own->robot);
    own->list = list ? book_list_address(settings, list) : g_strdup(own->robot);
    if (!book_may_use(account, own->sender)) {
        g_free(own->sender);
        own->sender = g_strdup(own->robot);
    }
    return true;
}

static void put(char **member, const char *value)
{
    g_free(*member);
    *member = g_strdup(value);
}

/* --- a post ----------------------------------------------------------------------------------- */

static const char *field_end(const char *field, const char *end)
{
    const char *at = field;

    while ((at = memmem(at, (size_t)(end - at), "\r\n", 2))) {
        if (at + 2 == end || !strchr(" \t", at[2]))
            return at;
        at += 2;
    }
    return end;
}

/* The address in "From: name <address>" or "From: address" of a head that we made. */
static const char *find_from(const char *head, const char *end, size_t *length)
{
    static const char NAME[] = "\r\nFrom: ";
    const size_t skip = strlen(NAME);
    bool first = (size_t)(end - head) > skip && memcmp(head, NAME + 2, skip - 2) == 0;
    const char *field = first ? head - 2 : memmem(head, (size_t)(end - head), NAME, skip);

    if (!field)
        return NULL;
    const char *value = field + skip, *stop = field_end(value, end);
    const char *open = memrchr(value, '<', (size_t)(stop - value));
    const char *close = open ? memchr(open, '>', (size_t)(stop - open)) : NULL;
    const char *at = close ? open + 1 : value;

    *length = (size_t)((close ? close : stop) - at);
    return at;
}

static void set_from(Outgoing *post, const char *sender)
{
    gsize size, length;
    const char *head = g_bytes_get_data(post->head, &size);
    const char *blank = memmem(head, size, "\r\n\r\n", 4);
    const char *from = find_from(head, blank ? blank + 2 : head + size, &length);

    if (!from)
        return;
    GString *made = g_string_new_len(head, from - head);
    g_string_append(made, sender);
    g_string_append_len(made, from + length, head + size - from - (gssize)length);
    g_bytes_unref(post->head);
    post->head = g_string_free_to_bytes(made);
}

/* A reply that goes to the author goes there still. */
static bool set_address(Outgoing *post, const char *list, GError **error)
{
    PostAddress address = {0};

    if (!post->address)
        return true;
    if (!post_address_from_json(post->address, &address, error))
        return false;
    if (g_strcmp0(address.reply_to, address.to) == 0)
        put(&address.reply_to, list);
    put(&address.to, list);
    g_free(post->address);
    post->address = post_address_to_json(&address);
    post_address_clear(&address);
    return true;
}

/* --- a letter of our own ---------------------------------------------------------------------- */

static bool set_draft(Outgoing *own, const Addresses *to, GError **error)
{
    g_autoptr(Draft) draft = draft_from_json(own->draft, error);

    if (!draft)
        return false;
    put(&draft->from_address, draft->list_name ? to->sender : to->robot);
    if (draft->reply_to)
        put(&draft->reply_to, draft->list_name ? to->list : to->robot);
    g_autoptr(json_t) json = draft_to_json(draft);
    char *dumped = json_dumps(json, JSON_COMPACT);
    put(&own->draft, dumped);
    free(dumped);
    return true;
}

static bool readdress(Db *db, const Settings *settings, const Account *account, Outgoing *outgoing,
                      GError **error)
{
    g_auto(Addresses) own = {0};

    if (!find_addresses(db, settings, account, outgoing, &own, error))
        return false;
    LOG(INFO, "delivery.readdressed", LOG_NUM("outgoing", outgoing->id),
        LOG_STR("before", outgoing->mail_from), LOG_STR("account", account->name));
    put(&outgoing->mail_from, own.bounces);
    if (outgoing->draft)
        return set_draft(outgoing, &own, error);
    if (outgoing->head)
        set_from(outgoing, own.sender);
    return set_address(outgoing, own.list, error);
}

/* What cannot be read here will not be composed either, which is told there. */
bool outgoing_readdress(Db *db, const Settings *settings, const Account *account,
                        Outgoing *outgoing, GError **error)
{
    const char *sender = outgoing->mail_from;
    GError *why = NULL;

    if (!sender || !*sender || book_may_use(account, sender) ||
        readdress(db, settings, account, outgoing, &why))
        return true;
    if (error_code(why) == ERR_TEMP) {
        g_propagate_error(error, why);
        return false;
    }
    g_error_free(why);
    return true;
}
