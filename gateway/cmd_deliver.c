/* cmd_deliver.c: the door for an MTA's pipe. Exit 0 means the letter is committed; 75 means that
 * the MTA keeps it and tries again (sysexits.h). Without --to and --from they are taken from
 * RECIPIENT and SENDER, as Exim and qmail set them. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/letter.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/bell.h"
#include "gateway/commands.h"
#include "gateway/own_domain.h"

static bool add_address(GPtrArray *to, const char *given, GError **error)
{
    char *address = address_normalize(given, error);

    if (address)
        g_ptr_array_add(to, address);
    else
        g_prefix_error(error, "--to %s: ", given);
    return address != NULL;
}

/* The null sender "<>" and "" stay ""; a sender that is no address is kept out, not fatal: the
 * letter matters more. */
static char *sender_from(const char *given)
{
    if (!given)
        return NULL;
    if (!*given || g_str_equal(given, "<>") || g_str_equal(given, "MAILER-DAEMON"))
        return g_strdup("");
    return address_normalize(given, NULL);
}

static bool parse_arguments(int argc, char **argv, GPtrArray *to, char **from, GError **error)
{
    const char *sender = g_getenv("SENDER");

    for (int i = 1; i < argc; i++) {
        bool is_to = g_str_equal(argv[i], "--to");
        if (!is_to && !g_str_equal(argv[i], "--from"))
            return fail(error, ERR_USAGE, "deliver does not know '%s'; it takes --to and --from",
                        argv[i]);
        if (i + 1 >= argc)
            return fail(error, ERR_USAGE, "%s needs an address", argv[i]);
        i++;
        if (!is_to)
            sender = argv[i];
        else if (!add_address(to, argv[i], error))
            return false;
    }
    const char *recipient = g_getenv("RECIPIENT");
    if (!to->len && recipient && !add_address(to, recipient, error))
        return false;
    if (!to->len)
        return fail(error, ERR_USAGE, "deliver needs --to ADDRESS: who the letter is for");
    g_ptr_array_add(to, NULL);
    *from = sender_from(sender);
    return true;
}

static GBytes *read_input(int64_t most, GError **error)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 chunk[65536];
    ssize_t got;

    while ((got = read(STDIN_FILENO, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail(error, ERR_TEMP, "reading the letter: %s", g_strerror(errno));
            return NULL;
        }
        if ((int64_t)all->len + got > most) {
            fail(error, ERR_INPUT, "the letter is larger than deliver_bytes = %" PRId64, most);
            return NULL;
        }
        g_byte_array_append(all, chunk, (guint)got);
    }
    if (!all->len) {
        fail(error, ERR_INPUT, "there is no letter on standard input");
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

/* There is one exit status for all of them: one of ours is enough. */
static bool check_domain(const Settings *settings, Db *db, const GPtrArray *to, GError **error)
{
    bool own = false;

    for (guint i = 0; !own && i < to->len && g_ptr_array_index(to, i); i++) {
        if (!own_domain(settings, db, g_ptr_array_index(to, i), &own, error))
            return false;
    }
    return own || fail(error, ERR_INPUT,
                       "%s: no account and no list has an address there; check where the mail "
                       "server sends letters, and the addresses in the settings",
                       (const char *)g_ptr_array_index(to, 0));
}

bool cmd_deliver(App *app, int argc, char **argv, GError **error)
{
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *from = NULL;
    int64_t letter;

    if (!parse_arguments(argc, argv, to, &from, error))
        return false;
    g_autoptr(GBytes) raw = read_input(app->settings->deliver_bytes, error);
    if (!raw)
        return false;
    g_autoptr(Db) db = app_open(app, error);
    if (!db || !check_domain(app->settings, db, to, error))
        return false;
    Envelope envelope = {
        .door = "pipe",
        .account = settings_account(app->settings)->name,
        .mail_from = from,
        .recipients = (const char *const *)to->pdata,
    };
    if (!letter_accept(db, &envelope, raw, &letter, error))
        return false;
    /* silent on stderr when all is well: some MTAs send a bounce when a pipe says anything */
    if (!app->settings->log_syslog)
        log_setup(LOG_LEVEL_WARNING, false, NULL);
    LOG(INFO, "letter.accepted", LOG_NUM("letter", letter), LOG_STR("door", "pipe"),
        LOG_NUM("bytes", (int64_t)g_bytes_get_size(raw)), LOG_STR("to", to->pdata[0]));
    bell_ring(app->settings, BELL_DESK);
    if (app->json)
        app_print_json(json_pack("{s:I}", "letter", (json_int_t)letter));
    return true;
}
