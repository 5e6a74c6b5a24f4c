/* test_address_book.c: which address means which list with each of the three addressings, and where
 * a letter goes that came without an envelope recipient. */
#include <string.h>

#include "base/error.h"
#include "lists/address_book.h"
#include "tests/unit/temp.h"

#define ROBOT   (-1)
#define UNKNOWN (-2)

typedef struct Book {
    Settings settings;
    Account account;
    Account *accounts[2];
    GPtrArray *lists;
} Book;

static void add_list(Book *book, int64_t id, const char *name, const char *address)
{
    GError *error = NULL;
    List *list = list_new(name, &error);

    g_assert_no_error(error);
    list->id = id;
    g_free(list->title);
    list->title = g_strdup(id == 1 ? "МО учителей математики" : name);
    list->tag = id == 1 ? g_strdup("Математика") : NULL;
    list->address = g_strdup(address);
    g_ptr_array_add(book->lists, list);
}

static void setup(Book *book, Addressing addressing)
{
    *book = (Book){.lists = g_ptr_array_new_with_free_func((GDestroyNotify)list_free)};
    book->account.address = (char *)(addressing == ADDRESSING_DOMAIN ? "any@mo.test" : "gw@s.test");
    book->account.addressing = addressing;
    book->accounts[0] = &book->account;
    book->settings.accounts = book->accounts;
    book->settings.account_count = 1;
    book->settings.robot = (char *)"vestnik";
    add_list(book, 1, "matematika", NULL);
    add_list(book, 2, "sovet", "sovet@elsewhere.test");
}

static int64_t number_of(Target target)
{
    return target.kind == TARGET_LIST ? target.list : target.kind == TARGET_ROBOT ? ROBOT : UNKNOWN;
}

static const struct {
    Addressing addressing;
    const char *address;
    int64_t meaning;
} ROWS[] = {
    {ADDRESSING_DOMAIN, "matematika@mo.test", 1},
    {ADDRESSING_DOMAIN, "Matematika@mo.test", 1},
    {ADDRESSING_DOMAIN, "sovet@elsewhere.test", 2},
    {ADDRESSING_DOMAIN, "sovet@mo.test", 2}, /* its own is elsewhere: its letters are from here */
    {ADDRESSING_DOMAIN, "matematika@other.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "matematik@mo.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "vestnik@mo.test", ROBOT},
    {ADDRESSING_DOMAIN, "vestnik-bounce@mo.test", ROBOT},
    {ADDRESSING_DOMAIN, "vestnik+12-0123456789abcdef@mo.test", ROBOT},
    {ADDRESSING_DOMAIN, "vestnik+x@mo.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "vestnikx@mo.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "any@mo.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "vestnik@mo.test.evil.test", UNKNOWN},
    {ADDRESSING_DOMAIN, "", UNKNOWN},
    {ADDRESSING_DOMAIN, "v", UNKNOWN},
    {ADDRESSING_PLUS, "gw+matematika@s.test", 1},
    {ADDRESSING_PLUS, "gw+sovet@s.test", 2},
    {ADDRESSING_PLUS, "sovet@elsewhere.test", 2},
    {ADDRESSING_PLUS, "gw@s.test", ROBOT},
    {ADDRESSING_PLUS, "gw+bounce@s.test", ROBOT},
    {ADDRESSING_PLUS, "gw+12-0123456789abcdef@s.test", ROBOT},
    {ADDRESSING_PLUS, "gw+unknown@s.test", UNKNOWN},
    {ADDRESSING_PLUS, "matematika@s.test", UNKNOWN},
    {ADDRESSING_BARE, "gw@s.test", UNKNOWN}, /* place_letter() finds out */
    {ADDRESSING_BARE, "sovet@elsewhere.test", 2},
    {ADDRESSING_BARE, "matematika@s.test", UNKNOWN},
};

static void test_resolve(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Book book;
        setup(&book, ROWS[i].addressing);
        g_test_message("%d %s", (int)ROWS[i].addressing, ROWS[i].address);
        g_assert_cmpint(number_of(book_resolve(&book.settings, book.lists, ROWS[i].address)), ==,
                        ROWS[i].meaning);
        g_ptr_array_unref(book.lists);
    }
}

static const struct {
    Addressing addressing;
    const char *list, *own, *robot, *bounces;
} ADDRESSES[] = {
    {ADDRESSING_DOMAIN, "matematika@mo.test", "sovet@elsewhere.test", "vestnik@mo.test",
     "vestnik-bounce@mo.test"},
    {ADDRESSING_PLUS, "gw+matematika@s.test", "sovet@elsewhere.test", "gw@s.test",
     "gw+bounce@s.test"},
    {ADDRESSING_BARE, "gw@s.test", "sovet@elsewhere.test", "gw@s.test", "gw@s.test"},
};

static void test_addresses(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        Book book;
        setup(&book, ADDRESSES[i].addressing);
        g_autofree char *list = book_list_address(&book.settings, g_ptr_array_index(book.lists, 0));
        g_autofree char *own = book_list_address(&book.settings, g_ptr_array_index(book.lists, 1));
        g_autofree char *robot = book_robot_address(&book.settings);
        g_autofree char *bounces = book_bounce_address(&book.settings);
        g_assert_cmpstr(list, ==, ADDRESSES[i].list);
        g_assert_cmpstr(own, ==, ADDRESSES[i].own);
        g_assert_cmpstr(robot, ==, ADDRESSES[i].robot);
        g_assert_cmpstr(bounces, ==, ADDRESSES[i].bounces);
        g_ptr_array_unref(book.lists);
    }
}

/* A letter as the reader would give it: what decides where it goes. */
static const struct {
    Addressing addressing;
    LetterKind kind;
    const char *to, *tag, *reference, *token;
    int64_t first, second; /* 0: no second */
} LETTERS[] = {
    {ADDRESSING_PLUS, KIND_POST, "gw+matematika@s.test", NULL, NULL, NULL, 1, 0},
    {ADDRESSING_PLUS, KIND_POST, "gw+matematika@s.test,sovet@elsewhere.test", NULL, NULL, NULL, 1,
     2},
    {ADDRESSING_PLUS, KIND_POST, "gw+matematika@s.test,gw+matematika@s.test", NULL, NULL, NULL, 1,
     0},
    {ADDRESSING_PLUS, KIND_POST, "gw@s.test", NULL, NULL, NULL, ROBOT, 0},
    {ADDRESSING_PLUS, KIND_POST, "gw+matematika@s.test", NULL, NULL, "1-x", ROBOT, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "математика", NULL, NULL, 1, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "МО учителей математики", NULL, NULL, 1, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "sovet", NULL, NULL, 2, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "физика", NULL, NULL, UNKNOWN, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", NULL, NULL, NULL, UNKNOWN, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", NULL, "post-of-1@x", NULL, 1, 0},
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "sovet", "post-of-1@x", NULL, 1,
     0}, /* a reply stays */
    {ADDRESSING_BARE, KIND_POST, "gw@s.test", "sovet", "nobody@x", NULL, 2, 0},
    {ADDRESSING_BARE, KIND_POST, "sovet@elsewhere.test", NULL, NULL, NULL, 2, 0},
    {ADDRESSING_BARE, KIND_COMMAND, "gw@s.test", NULL, NULL, NULL, ROBOT, 0},
    {ADDRESSING_BARE, KIND_BOUNCE, "gw@s.test", NULL, NULL, NULL, ROBOT, 0},
    {ADDRESSING_BARE, KIND_ANSWER, "gw@s.test", NULL, NULL, "1-x", ROBOT, 0},
    {ADDRESSING_BARE, KIND_BROKEN, "gw@s.test", NULL, NULL, NULL, UNKNOWN, 0},
};

static Facts *facts_of(size_t i)
{
    Facts *facts = facts_new();
    g_auto(GStrv) to = g_strsplit(LETTERS[i].to, ",", -1);

    facts->kind = LETTERS[i].kind;
    for (char **address = to; *address; address++)
        g_ptr_array_add(facts->recipients, g_strdup(*address));
    if (LETTERS[i].tag)
        g_ptr_array_add(facts->subject_tags, g_strdup(LETTERS[i].tag));
    if (LETTERS[i].reference)
        g_ptr_array_add(facts->references, g_strdup(LETTERS[i].reference));
    facts->token = g_strdup(LETTERS[i].token);
    return facts;
}

static void test_place(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);

    (void)unused;
    temp_sql(
        temp,
        "PRAGMA foreign_keys = OFF;"
        "INSERT INTO post (list, number, letter, thread, message_id, author, strength, subject,"
        " text, new_text, accepted, published)"
        " VALUES (1, 1, 1, 1, 'post-of-1@x', 'a', 'address', 's', 't', 't', 0, 0)");
    for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
        Book book;
        GError *error = NULL;
        setup(&book, LETTERS[i].addressing);
        g_autoptr(Facts) facts = facts_of(i);
        g_test_message("row %d", (int)i);
        g_autoptr(GArray) targets =
            place_letter(db,
                         &(Placing){&book.settings, settings_account(&book.settings), book.lists,
                                    facts, facts->kind == KIND_COMMAND},
                         &error);
        g_assert_no_error(error);
        g_assert_cmpuint(targets->len, ==, LETTERS[i].second ? 2 : 1);
        g_assert_cmpint(number_of(g_array_index(targets, Target, 0)), ==, LETTERS[i].first);
        if (LETTERS[i].second)
            g_assert_cmpint(number_of(g_array_index(targets, Target, 1)), ==, LETTERS[i].second);
        g_ptr_array_unref(book.lists);
    }
}

/* Three accounts: a domain, a plus address, a bare mailbox. Each leads to every list. */
static void test_accounts(void)
{
    static const struct {
        const char *address, *account;
        int64_t meaning;
        bool bare;
    } rows[] = {
        {"matematika@mo.test", "first", 1, false},
        {"gw+matematika@s.test", "second", 1, false},
        {"gw@s.test", "second", ROBOT, false},
        {"GW+12-abc@s.test", "second", ROBOT, false},
        {"gw+bounce@s.test", "second", ROBOT, false},
        {"vestnik@mo.test", "first", ROBOT, false},
        {"info@bare.test", "third", UNKNOWN, true},
        {"matematika@s.test", "first", UNKNOWN, false},
        {"sovet@elsewhere.test", "first", 2, false},
    };
    Book book;
    Account second = {
        .name = (char *)"second", .address = (char *)"gw@s.test", .addressing = ADDRESSING_PLUS};
    Account third = {.name = (char *)"third",
                     .address = (char *)"info@bare.test",
                     .addressing = ADDRESSING_BARE};
    Account *accounts[] = {&book.account, &second, &third, NULL};

    setup(&book, ADDRESSING_DOMAIN);
    book.account.name = (char *)"first";
    book.settings.accounts = accounts;
    book.settings.account_count = 3;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].address);
        g_assert_cmpstr(book_account(&book.settings, rows[i].address)->name, ==, rows[i].account);
        g_assert_cmpint(number_of(book_resolve(&book.settings, book.lists, rows[i].address)), ==,
                        rows[i].meaning);
        g_assert_cmpint(book_is_bare(&book.settings, rows[i].address), ==, rows[i].bare);
    }
    g_ptr_array_unref(book.lists);
}

/* From is always an address that the sending account may use, and mail to it finds the list. */
static void test_sender(void)
{
    static const struct {
        Addressing addressing;
        const char *own, *sender;
        int64_t meaning;
    } rows[] = {
        {ADDRESSING_DOMAIN, NULL, "sovet@mo.test", 2},
        {ADDRESSING_DOMAIN, "sovet-shkol@mo.test", "sovet-shkol@mo.test", 2},
        {ADDRESSING_DOMAIN, "sovet@elsewhere.test", "sovet@mo.test", 2},
        {ADDRESSING_PLUS, NULL, "gw+sovet@s.test", 2},
        {ADDRESSING_PLUS, "gw+rada@s.test", "gw+rada@s.test", 2},
        {ADDRESSING_PLUS, "sovet@s.test", "gw+sovet@s.test", 2},
        {ADDRESSING_PLUS, "sovet@elsewhere.test", "gw+sovet@s.test", 2},
        {ADDRESSING_BARE, "sovet@elsewhere.test", "gw@s.test", 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Book book;
        setup(&book, rows[i].addressing);
        List *list = g_ptr_array_index(book.lists, 1);
        g_free(list->address);
        list->address = g_strdup(rows[i].own);
        g_autofree char *sender = book_list_sender(&book.settings, list);
        g_assert_cmpstr(sender, ==, rows[i].sender);
        if (rows[i].meaning)
            g_assert_cmpint(number_of(book_resolve(&book.settings, book.lists, sender)), ==,
                            rows[i].meaning);
        g_ptr_array_unref(book.lists);
    }
}

/* Ours instead of GLib's: every address that is noted or looked for is folded once. */
static unsigned folded;

gchar *g_ascii_strdown(const gchar *text, gssize length)
{
    char *lower = length < 0 ? g_strdup(text) : g_strndup(text, (gsize)length);

    folded++;
    for (char *c = lower; *c; c++)
        *c = g_ascii_tolower(*c);
    return lower;
}

enum { MANY_ACCOUNTS = 10, MANY_LISTS = 100, MANY_ADDRESSES = 2000 };

/* Of a letter to so many addresses that were never ours each is looked for once, in one table of
 * ours: their numbers add up, and do not multiply. */
static void test_many(Temp *temp, gconstpointer unused)
{
    g_autoptr(Db) db = temp_db(temp);
    GError *error = NULL;
    Book book;
    Account accounts[MANY_ACCOUNTS];
    Account *all[MANY_ACCOUNTS + 1] = {NULL};

    (void)unused;
    setup(&book, ADDRESSING_DOMAIN);
    for (int i = 0; i < MANY_ACCOUNTS; i++) {
        accounts[i] = book.account;
        accounts[i].address = g_strdup_printf("any@mo%d.test", i);
        all[i] = &accounts[i];
    }
    book.settings.accounts = all;
    book.settings.account_count = MANY_ACCOUNTS;
    for (int i = (int)book.lists->len; i < MANY_LISTS; i++) {
        g_autofree char *name = g_strdup_printf("list%d", i);
        add_list(&book, i + 1, name, NULL);
    }
    g_autoptr(Facts) facts = facts_new();
    for (int i = 0; i < MANY_ADDRESSES; i++)
        g_ptr_array_add(facts->recipients, g_strdup_printf("somebody%d@elsewhere.test", i));
    g_ptr_array_add(facts->recipients, g_strdup("List50@mo7.test"));
    folded = 0;
    g_autoptr(GArray) targets =
        place_letter(db, &(Placing){&book.settings, all[0], book.lists, facts, false}, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(targets->len, ==, 1);
    g_assert_cmpint(number_of(g_array_index(targets, Target, 0)), ==, 51);
    g_assert_cmpuint(folded, >=, MANY_ADDRESSES);
    g_assert_cmpuint(folded, <=, MANY_ADDRESSES + 2 * MANY_ACCOUNTS * MANY_LISTS);
    for (int i = 0; i < MANY_ACCOUNTS; i++)
        g_free(accounts[i].address);
    g_ptr_array_unref(book.lists);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/address-book/an address means a list, the robot or nothing", test_resolve);
    g_test_add_func("/address-book/the addresses of list, robot and bounces", test_addresses);
    g_test_add_func("/address-book/letters are from where the account may send", test_sender);
    g_test_add_func("/address-book/every account leads to every list", test_accounts);
    TEMP_TEST("/address-book/a letter without an envelope recipient is placed", test_place);
    TEMP_TEST("/address-book/a letter to thousands is held against one table", test_many);
    return g_test_run();
}
