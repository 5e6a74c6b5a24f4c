/* check_send.c: see check_send.h. The letter takes the way of every letter of ours (the same texts,
 * the same door, the same senders), so that what holds one up is found before a teacher finds it.
 * It is not put into the queue, and the database keeps nothing of it. */
#include "gateway/check_send.h"

#include <stdio.h>
#include <string.h>

#include "archive/act.h"
#include "base/clock.h"
#include "base/compose.h"
#include "base/error.h"
#include "base/template.h"
#include "base/text.h"
#include "base/token.h"
#include "gateway/smtp_door.h"
#include "lists/address_book.h"

#define PATIENCE 60L /* seconds for one reply: somebody sits there and waits */

typedef struct Test {
    App *app;
    const Account *account; /* by which it goes */
    char *to, *robot, *bounces, *message_id, *server;
} Test;

static void test_clear(Test *test)
{
    g_free(test->to);
    g_free(test->robot);
    g_free(test->bounces);
    g_free(test->message_id);
    g_free(test->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Test, test_clear)

static void say(const Test *test, const char *step, bool ok, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void say(const Test *test, const char *step, bool ok, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (test->app->json)
        app_print_json(json_pack("{s:s,s:b,s:s}", "step", step, "ok", ok, "text", text));
    else
        printf("%-10s %s\n", step, text);
    fflush(stdout); /* the next step may take its time */
}

/* --- the letter ----------------------------------------------------------------------------- */

/* Of those that send. NULL: there is none of that name. */
static const Account *find_account(const Settings *settings, const char *name, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);

    if (!name)
        return settings_account(settings);
    for (Account **a = settings->accounts; *a; a++) {
        if (account_sends(settings, *a) && g_str_equal((*a)->name, name))
            return *a;
        if (account_sends(settings, *a))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", (*a)->name);
    }
    fail(error, ERR_NOT_FOUND, "no account '%s' sends; these do: %s", name, names->str);
    return NULL;
}

static bool test_start(Test *test, const char *address, GError **error)
{
    const Settings *settings = test->app->settings;
    const Account *account = test->account;
    g_autofree char *random = random_name(10, error);

    test->to = random ? address_normalize(address, error) : NULL;
    if (!test->to) {
        g_prefix_error(error,
                       "check --send-test needs the address of a mailbox that you can open: ");
        return false;
    }
    test->robot = book_account_robot(settings, account);
    test->bounces = book_account_bounces(settings, account);
    test->message_id = g_strdup_printf("%s@%s", random, book_domain(settings));
    test->server = settings->transport == TRANSPORT_SMTP
                       ? g_strdup_printf("%s:%d", account->smtp_host ? account->smtp_host : "?",
                                         (int)account->smtp_port)
                       : g_strdup_printf("the folder %s", settings->maildir);
    return true;
}

static bool test_text(const Test *test, LetterText *text, GError **error)
{
    const Settings *settings = test->app->settings;
    g_autoptr(Texts) texts = texts_open(settings->letters, error);
    json_t *values = json_pack("{s:s,s:s,s:s}", "community", settings->community, "robot_address",
                               test->robot, "server", test->server);
    bool ok = texts && texts_letter(texts, settings->language, "send-test", values, text, error);

    json_decref(values);
    return ok;
}

static GBytes *test_letter(const Test *test, GError **error)
{
    const Settings *settings = test->app->settings;
    LetterText text = {0};
    g_autoptr(Db) db = app_open(test->app, error);
    g_autofree char *stamp = db ? instance_value(db, "id", error) : NULL;

    if (!stamp || !test_text(test, &text, error))
        return NULL;
    Draft draft = {
        .from_name = settings->community,
        .from_address = test->robot,
        .subject = text.subject,
        .text = text.text,
        .html = text.html,
    };
    ComposeContext context = {
        .to_address = test->to,
        .message_id = test->message_id,
        .date = clock_now(),
        .zone = settings->zone,
        .loop_stamp = stamp,
    };
    GBytes *letter = compose_draft(&draft, &context, error);
    letter_text_clear(&text);
    return letter;
}

/* --- what the server said ------------------------------------------------------------------- */

/* The first row whose code begins the reply's and whose pattern fits its text. */
static const struct Advice {
    const char *code, *pattern, *text;
} ADVICE[] = {
    {"", "*greylist*|*grey list*|*graylist*",
     "it wants to see us a second time: send the test again in ten minutes"},
    {"", "*not owned by*|*sender address rejected*|*not allowed to send as*|*sendasdenied*",
     "the login may not send as our address: set `login` and `address` of the account to the same "
     "mailbox, or let the mailbox send as it"},
    {"", "*spf*|*dkim*|*dmarc*",
     "the receiver does not find our domain proved: publish SPF for the server that sends, and let "
     "it sign with DKIM"},
    {"", "*5.7.*|*spam*|*blocked*|*blacklist*|*block list*|*policy*|*relay*",
     "the server will not carry it for its own rules: ask its administrator, with this line"},
    {"", "*5.2.2*|*4.2.2*|*over quota*|*mailbox full*|*mailbox is full*",
     "the mailbox of the addressee is full: try another address"},
    {"", "*5.1.*|*user unknown*|*unknown user*|*no such user*|*does not exist*",
     "there is no such mailbox: look at the address once more"},
    {"4", "*", "the server does not take it now: send the test again in ten minutes"},
    {"5", "*", "the server refuses it for good: ask its administrator, with this line"},
    {"", "*", "the connection broke off: send the test again; if it stays so, look at the network"},
};

static bool fits(const struct Advice *row, const char *code, const char *reply)
{
    g_auto(GStrv) globs = g_strsplit(row->pattern, "|", -1);
    g_autofree char *lower = g_ascii_strdown(reply, -1);
    bool found = false;

    for (size_t i = 0; globs[i] && !found; i++)
        found = g_pattern_match_simple(globs[i], lower);
    return found && g_str_has_prefix(code, row->code);
}

static const char *advice_for(const DeliveryResult *result)
{
    g_autofree char *code = g_strdup_printf("%d", result->code);
    size_t i = 0;

    while (!fits(&ADVICE[i], code, result->reply ? result->reply : ""))
        i++;
    return ADVICE[i].text;
}

static bool judge(const Test *test, const DeliveryResult *result, GError **error)
{
    const char *reply = result->reply ? result->reply : "";

    if (result->kind == DELIVERY_SENT) {
        say(test, "accepted", true, "by %s: %s", test->server, *reply ? reply : "written");
        say(test, "next", true,
            "open the mailbox %s. If it is there, look at its header Authentication-Results: spf "
            "and dkim should say pass. If it lies in the spam folder, they do not, or the domain "
            "is "
            "new. If nothing is there in ten minutes, what came back lies in the mailbox of <%s>.",
            test->to, test->bounces);
        return true;
    }
    bool later = result->kind != DELIVERY_FAILED;
    say(test, "refused", false, "by %s: %s", test->server, *reply ? reply : "no reply");
    say(test, "next", false, "%s", advice_for(result));
    return fail(error, later ? ERR_TEMP : ERR_PERM, "the test letter was not sent");
}

/* --- the way out ------------------------------------------------------------------------------ */

static DoorOut *open_door(const Test *test, GError **error)
{
    const Settings *settings = test->app->settings;

    if (settings->transport != TRANSPORT_SMTP)
        return maildir_door_new(settings->maildir, error);
    DoorOut *door = smtp_door_new(test->account, error);
    if (door)
        smtp_door_set_patience(door, PATIENCE);
    return door;
}

static bool send_letter(const Test *test, GBytes *letter, GError **error)
{
    g_autoptr(DoorOut) door = open_door(test, error);
    const char *recipients[] = {test->to};
    DeliveryResult result = {0};
    Delivery delivery = {
        .mail_from = test->bounces,
        .recipients = recipients,
        .count = 1,
        .head = letter,
        .results = &result,
    };
    bool ok = door && door_send(door, &delivery, error);

    if (!ok && error && *error)
        say(test, "no way out", false, "%s", (*error)->message);
    ok = ok && judge(test, &result, error);
    delivery_clear(&delivery);
    return ok;
}

bool check_send(App *app, const char *address, const char *account, GError **error)
{
    g_auto(Test) test = {.app = app, .account = find_account(app->settings, account, error)};

    if (!test.account || !test_start(&test, address, error))
        return false;
    g_autoptr(GBytes) letter = test_letter(&test, error);
    if (!letter)
        return false;
    say(&test, "letter", true,
        "to <%s> from <%s>, Message-ID <%s>; what cannot be delivered comes "
        "back to <%s>",
        test.to, test.robot, test.message_id, test.bounces);
    say(&test, "server", true, "%s", test.server);
    return send_letter(&test, letter, error);
}
