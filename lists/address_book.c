/* address_book.c: see address_book.h; where a letter belongs that no address tells is found out in
 * place_letter.c. */
#include "lists/address_book.h"

#include <string.h>

#define BOUNCE_PLUS   "bounce"
#define BOUNCE_SUFFIX "-bounce"

const char *book_domain(const Settings *settings)
{
    return strchr(settings_account(settings)->address, '@') + 1;
}

static char *plus_address(const Account *account, const char *extension)
{
    size_t local = strcspn(account->address, "@");

    return g_strdup_printf("%.*s+%s%s", (int)local, account->address, extension,
                           account->address + local);
}

static const char *domain_of(const Account *account)
{
    return strchr(account->address, '@') + 1;
}

/* Is it the account's own address, perhaps with an extension behind a plus? */
static bool is_address_of(const Account *account, const char *address)
{
    size_t local = strcspn(account->address, "@");

    return g_ascii_strncasecmp(address, account->address, local) == 0 &&
           (address[local] == '@' || address[local] == '+') && strchr(address, '@') &&
           g_ascii_strcasecmp(strchr(address, '@'), account->address + local) == 0;
}

const Account *book_account(const Settings *settings, const char *address)
{
    const char *at = strchr(address, '@');
    const Account *of_domain = NULL;

    for (size_t i = 0; i < settings->account_count; i++) {
        const Account *account = settings->accounts[i];
        if (is_address_of(account, address))
            return account;
        if (!of_domain && at && g_ascii_strcasecmp(at + 1, domain_of(account)) == 0 &&
            account->addressing == ADDRESSING_DOMAIN)
            of_domain = account;
    }
    return of_domain ? of_domain : settings_account(settings);
}

/* As the account makes it of the list's name. */
static char *made_address(const Account *account, const List *list)
{
    switch ((Addressing)account->addressing) {
    case ADDRESSING_DOMAIN:
        return g_strdup_printf("%s@%s", list->name, domain_of(account));
    case ADDRESSING_PLUS:
        return plus_address(account, list->name);
    default:
        return g_strdup(account->address);
    }
}

static char *list_address(const Account *account, const List *list)
{
    return list->address ? g_strdup(list->address) : made_address(account, list);
}

const Account *book_list_account(const Settings *settings, const List *list)
{
    const Account *account = settings_account_named(settings, list->account);

    return account_sends(settings, account) ? account : settings_account(settings);
}

char *book_list_address(const Settings *settings, const List *list)
{
    return list_address(book_list_account(settings, list), list);
}

bool book_may_use(const Account *account, const char *address)
{
    const char *at = strchr(address, '@');

    return is_address_of(account, address) || (account->addressing == ADDRESSING_DOMAIN && at &&
                                               g_ascii_strcasecmp(at + 1, domain_of(account)) == 0);
}

char *book_list_sender(const Settings *settings, const List *list)
{
    const Account *account = book_list_account(settings, list);
    bool own = list->address && book_may_use(account, list->address);

    return own ? g_strdup(list->address) : made_address(account, list);
}

char *book_list_shown(const Settings *settings, const List *list, const char *begins)
{
    char *address = book_list_address(settings, list);
    bool own = list->address || book_list_account(settings, list)->addressing != ADDRESSING_BARE;

    if (own)
        return address;
    char *shown =
        g_strdup_printf("%s (%s: [%s])", address, begins, list->tag ? list->tag : list->name);
    g_free(address);
    return shown;
}

static char *robot_address(const Settings *settings, const Account *account)
{
    if (account->addressing == ADDRESSING_DOMAIN)
        return g_strdup_printf("%s@%s", settings->robot, domain_of(account));
    return g_strdup(account->address);
}

static char *bounce_address(const Settings *settings, const Account *account)
{
    switch ((Addressing)account->addressing) {
    case ADDRESSING_DOMAIN:
        return g_strdup_printf("%s" BOUNCE_SUFFIX "@%s", settings->robot, domain_of(account));
    case ADDRESSING_PLUS:
        return plus_address(account, BOUNCE_PLUS);
    default:
        return g_strdup(account->address);
    }
}

char *book_robot_address(const Settings *settings)
{
    return robot_address(settings, settings_account(settings));
}

char *book_bounce_address(const Settings *settings)
{
    return bounce_address(settings, settings_account(settings));
}

char *book_account_robot(const Settings *settings, const Account *account)
{
    return robot_address(settings, account ? account : settings_account(settings));
}

char *book_account_bounces(const Settings *settings, const Account *account)
{
    return bounce_address(settings, account ? account : settings_account(settings));
}

char *book_copy_sender(const char *bounces, const char *key)
{
    size_t local = strcspn(bounces, "@");
    char joint = memchr(bounces, '+', local) ? '-' : '+';

    return g_strdup_printf("%.*s%c%s%s", (int)local, bounces, joint, key, bounces + local);
}

/* What stands behind the local part of `bounces` in `address`. */
static char *key_behind(const char *bounces, const char *address)
{
    size_t local = strcspn(bounces, "@"), whole = strcspn(address, "@");
    char joint = memchr(bounces, '+', local) ? '-' : '+';

    if (whole <= local + 1 || g_ascii_strncasecmp(address, bounces, local) != 0 ||
        address[local] != joint || g_ascii_strcasecmp(address + whole, bounces + local) != 0)
        return NULL;
    return g_strndup(address + local + 1, whole - local - 1);
}

char *book_copy_key(const Settings *settings, const char *address)
{
    for (size_t i = 0; i < settings->account_count; i++) {
        const Account *account = settings->accounts[i];
        if (account->addressing == ADDRESSING_BARE)
            continue;
        g_autofree char *bounces = bounce_address(settings, account);
        char *key = key_behind(bounces, address);
        if (key)
            return key;
    }
    return NULL;
}

/* The first list that has an address keeps it. */
static void note_address(GHashTable *book, const char *address, const List *list)
{
    char *lower = g_ascii_strdown(address, -1);

    if (g_hash_table_contains(book, lower))
        g_free(lower);
    else
        g_hash_table_insert(book, lower, (gpointer)list);
}

/* Their addresses; and what a list with an address of its own is sent from (book_list_sender): some
 * programs answer to that. */
static void note_addresses(GHashTable *book, const Account *account, const GPtrArray *lists)
{
    bool bare = account->addressing == ADDRESSING_BARE;

    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autofree char *its = list_address(account, list);
        if (list->address || !bare)
            note_address(book, its, list);
    }
    for (guint i = 0; i < lists->len && !bare; i++) {
        const List *list = g_ptr_array_index(lists, i);
        g_autofree char *made = made_address(account, list);
        if (list->address)
            note_address(book, made, list);
    }
}

GHashTable *book_of_lists(const Settings *settings, const GPtrArray *lists)
{
    GHashTable *book = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (size_t i = 0; i < settings->account_count; i++)
        note_addresses(book, settings->accounts[i], lists);
    return book;
}

const List *book_find_list(GHashTable *book, const char *address)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);

    return g_hash_table_lookup(book, lower);
}

/* The robot's own addresses, with whatever extension (a token) behind a plus. */
static bool is_robot(const Settings *settings, const Account *account, const char *address)
{
    g_autofree char *robot = robot_address(settings, account);
    g_autofree char *bounces = bounce_address(settings, account);
    size_t local = (size_t)(strchr(robot, '@') - robot);
    const char *domain = strchr(address, '@');

    g_autofree char *key = key_behind(bounces, address);

    if (key || g_ascii_strcasecmp(address, robot) == 0 || g_ascii_strcasecmp(address, bounces) == 0)
        return true;
    return domain && g_ascii_strcasecmp(domain, robot + local) == 0 &&
           g_ascii_strncasecmp(address, robot, local) == 0 && address[local] == '+' &&
           g_ascii_isdigit(address[local + 1]);
}

bool book_is_bare(const Settings *settings, const char *address)
{
    for (size_t i = 0; i < settings->account_count; i++) {
        const Account *account = settings->accounts[i];
        if (account->addressing == ADDRESSING_BARE &&
            g_ascii_strcasecmp(account->address, address) == 0)
            return true;
    }
    return false;
}

static bool same_domain(const char *one, const char *other)
{
    const char *a = strchr(one, '@'), *b = strchr(other, '@');

    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

bool book_has_domain(const Settings *settings, const GPtrArray *lists, const char *address)
{
    bool has = false;

    for (size_t i = 0; i < settings->account_count; i++)
        has = has || same_domain(settings->accounts[i]->address, address);
    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        has = has || (list->address && same_domain(list->address, address));
    }
    return has;
}

Target book_resolve(const Settings *settings, const GPtrArray *lists, const char *address)
{
    g_autoptr(GHashTable) book = book_of_lists(settings, lists);
    const List *list = book_find_list(book, address);
    bool robot = false;

    if (list)
        return (Target){TARGET_LIST, list->id};
    for (size_t i = 0; i < settings->account_count && !robot; i++) {
        const Account *account = settings->accounts[i];
        robot = account->addressing != ADDRESSING_BARE && is_robot(settings, account, address);
    }
    return (Target){robot ? TARGET_ROBOT : TARGET_UNKNOWN, 0};
}
