/* oauth_token.c: see oauth_token.h.
 *
 * A provider may give a new refresh token with each answer and forget the old one, and two
 * processes (IMAP and the deliverer) may ask at the same time: a lock on the folder of
 * refresh_token_file makes them ask one after the other, and the new one is written before the lock
 * is given up. In $CREDENTIALS_DIRECTORY nothing can be written: there the log tells that the file
 * must be replaced. */
#include "gateway/oauth_token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/oauth_request.h"

enum {
    SPARE_SECONDS = 60, /* a token that expires sooner is not used */
    FRESH_SECONDS = 60  /* one that was asked for so lately is not refused for its age */
};

typedef struct Kept {
    char *access;
    int64_t since, until; /* monotonic microseconds */
} Kept;

static GMutex kept_lock;        /* never held while waiting */
static GHashTable *kept_tokens; /* Account -> Kept */

static void kept_free(gpointer data)
{
    Kept *kept = data;

    explicit_bzero(kept->access, strlen(kept->access));
    g_free(kept->access);
    g_free(kept);
}

/* The token that is still good; the caller's; NULL. */
static char *kept_token(const Account *account)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept_lock);
    const Kept *kept = kept_tokens ? g_hash_table_lookup(kept_tokens, account) : NULL;

    (void)locker;
    return kept && g_get_monotonic_time() < kept->until ? g_strdup(kept->access) : NULL;
}

static void keep(const Account *account, const OauthAnswer *answer)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept_lock);
    Kept *kept = g_new0(Kept, 1);

    (void)locker;
    kept->access = g_strdup(answer->access);
    kept->since = g_get_monotonic_time();
    kept->until = kept->since + (answer->seconds - SPARE_SECONDS) * G_USEC_PER_SEC;
    if (!kept_tokens)
        kept_tokens = g_hash_table_new_full(NULL, NULL, NULL, kept_free);
    g_hash_table_insert(kept_tokens, (gpointer)account, kept);
}

bool oauth_token_refused(const Account *account)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&kept_lock);
    const Kept *kept = kept_tokens ? g_hash_table_lookup(kept_tokens, account) : NULL;
    bool is_fresh = kept && g_get_monotonic_time() - kept->since < FRESH_SECONDS * G_USEC_PER_SEC;

    (void)locker;
    if (kept)
        g_hash_table_remove(kept_tokens, account);
    /* that none is kept: another connection has thrown it away just now */
    return account->auth == LOGIN_BY_OAUTH2 && !account->token_file && !is_fresh;
}

/* --- the refresh token ---------------------------------------------------------------------------
 */

/* A descriptor that holds the lock until it is closed; -1: none could be had, which does no harm
 * where refresh tokens stay the same. */
static int lock_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (fd >= 0 && flock(fd, LOCK_EX) != 0)
        if (errno != EINTR)
            break;
    return fd;
}

/* Only a new token that is safely written may be relied on. */
static void save_refresh_token(const Account *account, const char *path, const char *token)
{
    g_autofree char *line = g_strconcat(token, "\n", NULL);
    g_autoptr(GError) why = NULL;
    bool ok = g_file_set_contents_full(
        path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &why);

    explicit_bzero(line, strlen(line));
    if (!ok)
        LOG(ERROR, "oauth.not_saved", LOG_STR("account", account->name), LOG_STR("file", path),
            LOG_STR("error", why->message),
            LOG_STR("mend", "the provider gave a new refresh token that could not be kept; make "
                            "the file writable, or sign in again when this one is refused"));
}

static bool ask(const Account *account, const char *path, OauthAnswer *answer, GError **error)
{
    char *secret = NULL;
    char *refresh =
        account_secret(account, "refresh_token_file", account->refresh_token_file, error);
    bool ok = refresh != NULL;

    if (ok && account->client_secret_file)
        ok = (secret = account_secret(account, "client_secret_file", account->client_secret_file,
                                      error)) != NULL;
    ok = ok && oauth_request(account, refresh, secret, answer, error);
    if (ok && answer->refresh && !g_str_equal(answer->refresh, refresh))
        save_refresh_token(account, path, answer->refresh);
    if (refresh)
        explicit_bzero(refresh, strlen(refresh));
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(refresh);
    g_free(secret);
    return ok;
}

char *oauth_token(const Account *account, GError **error)
{
    OauthAnswer answer = {0};

    if (account->token_file)
        return account_secret(account, "token_file", account->token_file, error);
    char *token = kept_token(account);
    if (token)
        return token;
    g_autofree char *path = account_secret_path(account->refresh_token_file);
    int lock = lock_folder(path);
    bool ok = ask(account, path, &answer, error);
    if (lock >= 0)
        close(lock);
    if (!ok) {
        g_prefix_error(error, "account \"%s\": ", account->name);
        return NULL;
    }
    keep(account, &answer);
    token = g_strdup(answer.access);
    oauth_answer_clear(&answer);
    return token;
}

char *oauth_advice(const Account *account)
{
    return account->token_file
               ? g_strdup_printf("is the program at work that keeps %s fresh?", account->token_file)
               : g_strdup_printf("check login and token_scope, or sign in again and write the new "
                                 "refresh token to %s",
                                 account->refresh_token_file);
}
