/* check_budget.c: see check_budget.h. Counted: members by how letters come to them, and the posts
 * of the last four weeks. */
#include "gateway/check_budget.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/quota.h"
#include "lists/address_book.h"

#define WEEKS 4

/* Of one list, or of all lists of an account. */
typedef struct Load {
    int64_t each, daily, letters; /* members: each letter, one a day, any letters at all */
    double posts;                 /* a day, lately */
    double copies;                /* that they would make in a day */
    int64_t days;                 /* that a letter to all of them takes, at the most */
} Load;

static bool read_load(Db *db, const List *list, Load *load, GError **error)
{
    int64_t now = clock_now(), posts = 0;
    DbStmt *s = db_stmt(db, SQL_LIST_LOAD);

    *load = (Load){0};
    db_int(s, 1, list->id);
    db_int(s, 2, now);
    db_int(s, 3, now - WEEKS * 7 * DAY);
    if (db_row(s)) {
        load->each = db_col_int(s, 0);
        load->daily = db_col_int(s, 1);
        load->letters = db_col_int(s, 2);
        posts = db_col_int(s, 3);
    }
    load->posts = (double)posts / (WEEKS * 7);
    load->copies = load->posts * (double)load->each + (double)load->daily +
                   (double)load->letters / 7; /* and the letter of the week */
    return db_done(s, error);
}

static void say(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *lines, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, args));
    va_end(args);
}

static void say_list(GPtrArray *lines, const List *list, const Load *load, int64_t fits)
{
    double most = load->each ? (double)fits / (double)load->each : 0;
    bool is_less = load->each && load->posts > most;

    if (load->days > 1)
        say(lines, "%s: a letter to all its %" PRId64 " members takes %" PRId64 " days", list->name,
            load->letters, load->days);

    if (load->each)
        say(lines,
            "%s: %" PRId64 " members get each letter, %" PRId64
            " a day: single letters reach everyone only up to %.1f a day; lately %.1f a day were "
            "written%s",
            list->name, load->each, fits, most, load->posts,
            is_less ? ": the rest goes with the daily letter" : "");
}

static void say_sum(GPtrArray *lines, const Account *account, const Load *sum, int64_t fits)
{
    say(lines,
        "account %s may send %" PRId64
        " copies a day beside decisions; its lists would make %.0f, digests and all: %s",
        account->name, fits, sum->copies,
        sum->copies <= (double)fits
            ? (sum->days > 1 ? "that fits, but not each letter in one day" : "that fits")
            : "too many, so posts are gathered into daily letters; raise "
              "smtp_day if the provider allows more, or add an account and "
              "give it a list: vestnik list set LIST account=NAME");
}

static bool check_account(Db *db, const Settings *settings, const Account *account,
                          GPtrArray *lines, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);
    int64_t fits = quota_in_a_day(account);
    Load sum = {0}, load;

    if (!lists)
        return false;
    for (guint i = 0; i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        if (book_list_account(settings, list) != account)
            continue;
        if (!read_load(db, list, &load, error))
            return false;
        load.days = quota_days(account, load.letters);
        sum.copies += load.copies;
        sum.days = MAX(sum.days, load.days);
        say_list(lines, list, &load, fits);
    }
    say_sum(lines, account, &sum, fits);
    return true;
}

/* A list that names an account which is not there goes by the first. */
static bool check_names(Db *db, const Settings *settings, GPtrArray *lines, GError **error)
{
    g_autoptr(GPtrArray) lists = list_all(db, error);

    for (guint i = 0; lists && i < lists->len; i++) {
        const List *list = g_ptr_array_index(lists, i);
        const Account *account = book_list_account(settings, list);
        if (list->account && !g_str_equal(account->name, list->account))
            say(lines, "%s names the account %s, which cannot send: it goes by %s", list->name,
                list->account, account->name);
    }
    return lists != NULL;
}

GPtrArray *check_budget(Db *db, const Settings *settings, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

    if (!check_names(db, settings, lines, error))
        return NULL;
    for (Account **a = settings->accounts; *a; a++)
        if (account_sends(settings, *a) && !quota_is_open(*a) &&
            !check_account(db, settings, *a, lines, error))
            return NULL;
    return g_steal_pointer(&lines);
}
