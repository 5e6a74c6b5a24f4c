/* quota.c: see quota.h. */
#include "base/quota.h"

#include <stddef.h>

/* Each number of the settings that an account may not pass. */
static const struct {
    int64_t seconds;
    bool is_letters;
    size_t offset; /* in Account */
} LIMITS[] = {
    {HOUR, false, offsetof(Account, smtp_hour)},
    {DAY, false, offsetof(Account, smtp_day)},
    {HOUR, true, offsetof(Account, smtp_hour_letters)},
    {DAY, true, offsetof(Account, smtp_day_letters)},
};

int64_t own_time(const OwnTime *mark, const ClockReading *now)
{
    int64_t passed = clock_unset(&mark->at, now) - mark->at.wall;

    return mark->own ? mark->own + MAX(passed, 0) : now->wall;
}

void quota_init(Quota *quota)
{
    quota->minutes = g_array_new(FALSE, FALSE, sizeof(QuotaMinute));
}

void quota_clear(Quota *quota)
{
    g_clear_pointer(&quota->minutes, g_array_unref);
}

static QuotaMinute *minute_at(const Quota *quota, guint i)
{
    return &g_array_index(quota->minutes, QuotaMinute, i);
}

const QuotaMinute *quota_add(Quota *quota, int64_t own, int64_t recipients, int64_t letters)
{
    int64_t minute = own / 60;

    while (quota->minutes->len && minute_at(quota, 0)->minute * 60 + 60 <= own - QUOTA_LONGEST)
        g_array_remove_index(quota->minutes, 0);
    if (!quota->minutes->len || minute_at(quota, quota->minutes->len - 1)->minute < minute) {
        QuotaMinute next = {.minute = minute};
        g_array_append_val(quota->minutes, next);
    }
    QuotaMinute *last = minute_at(quota, quota->minutes->len - 1);
    last->recipients += recipients;
    last->letters += letters;
    return last;
}

/* --- windows ---------------------------------------------------------------------------------- */

/* A minute leaves a window with its last second. */
static int64_t leaves(const QuotaMinute *minute, int64_t seconds)
{
    return minute->minute * 60 + 60 + seconds;
}

static int64_t count_of(const QuotaMinute *minute, bool is_letters)
{
    return is_letters ? minute->letters : minute->recipients;
}

static int64_t used(const Quota *quota, int64_t own, int64_t seconds, bool is_letters)
{
    int64_t sum = 0;

    for (guint i = quota->minutes->len; i-- > 0;) {
        const QuotaMinute *minute = minute_at(quota, i);
        if (leaves(minute, seconds) <= own)
            break;
        sum += count_of(minute, is_letters);
    }
    return sum;
}

int64_t quota_recipients(const Quota *quota, int64_t own, int64_t seconds)
{
    return used(quota, own, seconds, false);
}

/* 0: no limit. */
static int64_t limit_of(const Account *account, size_t row, QuotaShare share)
{
    int64_t number;

    memcpy(&number, (const char *)account + LIMITS[row].offset, sizeof number);
    if (number <= 0)
        return 0;
    return share == SHARE_DECISIONS ? number : number - number * account->smtp_reserve / 100;
}

bool quota_is_open(const Account *account)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++)
        if (limit_of(account, i, SHARE_DECISIONS))
            return false;
    return true;
}

QuotaRoom quota_room(const Quota *quota, const Account *account, QuotaShare share, int64_t own)
{
    QuotaRoom room = {INT64_MAX, INT64_MAX};

    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        int64_t limit = limit_of(account, i, share);
        int64_t *left = LIMITS[i].is_letters ? &room.letters : &room.recipients;
        if (limit)
            *left = MIN(*left,
                        MAX(limit - used(quota, own, LIMITS[i].seconds, LIMITS[i].is_letters), 0));
    }
    return room;
}

/* When so much has left the window that one more fits. */
static int64_t opens(const Quota *quota, size_t row, int64_t limit, int64_t own)
{
    bool is_letters = LIMITS[row].is_letters;
    int64_t left = used(quota, own, LIMITS[row].seconds, is_letters), at = own;

    for (guint i = 0; i < quota->minutes->len && left >= limit; i++) {
        const QuotaMinute *minute = minute_at(quota, i);
        int64_t end = leaves(minute, LIMITS[row].seconds);
        if (end <= own)
            continue;
        left -= count_of(minute, is_letters);
        at = end;
    }
    return at;
}

int64_t quota_opens(const Quota *quota, const Account *account, QuotaShare share, int64_t own)
{
    int64_t at = own;

    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        int64_t limit = limit_of(account, i, share);
        if (limit)
            at = MAX(at, opens(quota, i, limit, own));
    }
    return at;
}

int64_t quota_ahead(const Quota *quota, const Account *account, int64_t own, int64_t seconds)
{
    int64_t per_letter = account->copies == COPIES_EACH ? 1 : MAX(account->smtp_recipients, 1);
    int64_t most =
        account->smtp_pause ? seconds * 1000 / account->smtp_pause * per_letter : INT64_MAX;

    for (size_t i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        int64_t limit = limit_of(account, i, SHARE_OTHERS), window = LIMITS[i].seconds;
        if (!limit)
            continue;
        /* what lies behind us counts as far as it is still in the window then */
        int64_t fits = seconds >= window
                           ? limit * (seconds / window)
                           : limit - used(quota, own, window - seconds, LIMITS[i].is_letters);
        fits = MAX(fits, 0) * (LIMITS[i].is_letters ? per_letter : 1);
        most = MIN(most, fits);
    }
    return most;
}

int64_t quota_in_a_day(const Account *account)
{
    g_auto(Quota) nothing = {0};

    quota_init(&nothing);
    return quota_ahead(&nothing, account, DAY, DAY);
}

int64_t quota_days(const Account *account, int64_t recipients)
{
    int64_t most = quota_in_a_day(account);

    return most ? (MAX(recipients, 1) - 1) / most + 1 : 0;
}
