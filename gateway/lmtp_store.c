/* lmtp_store.c: see lmtp_store.h. The thread is made when it is needed first. */
#include "gateway/lmtp_store.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"

struct LmtpStore {
    Db *db;
    GThread *thread; /* NULL not yet */
    GAsyncQueue *given, *done;
    int event;      /* counts what lies in `done`; -1 none */
    size_t letters; /* given, and not fetched yet */
};

static int the_end; /* given to the thread: its address is no group */

static void keep(Db *db, LmtpGroup *group, size_t first, size_t n)
{
    g_autoptr(GError) why = NULL;

    bool ok = letters_accept(db, &group->letters[first], n, &group->ids[first], &why);
    bool alone = !ok && n > 1 && error_code(why) != ERR_TEMP;
    for (size_t i = first; !ok && i < first + n; i++) {
        if (alone)
            keep(db, group, i, 1);
        else
            group->why[i] = g_error_copy(why);
    }
}

void lmtp_store_keep(LmtpStore *store, LmtpGroup *group)
{
    keep(store->db, group, 0, group->n);
}

/* Groups that wait join `group`; gives the first that does not, or the end, or NULL. */
static void *join_waiting(LmtpStore *store, LmtpGroup *group)
{
    void *next;

    while ((next = g_async_queue_try_pop(store->given)) != NULL && next != &the_end) {
        if (!lmtp_group_join(group, next))
            break;
    }
    return next;
}

static void *work(void *data)
{
    LmtpStore *store = data;
    void *given = g_async_queue_pop(store->given);

    while (given != &the_end) {
        void *next = join_waiting(store, given);
        lmtp_store_keep(store, given);
        g_async_queue_push(store->done, given);
        eventfd_write(store->event, 1);
        given = next ? next : g_async_queue_pop(store->given);
    }
    return NULL;
}

LmtpStore *lmtp_store_new(Db *db)
{
    LmtpStore *store = g_new0(LmtpStore, 1);

    store->db = db;
    store->event = -1;
    store->given = g_async_queue_new();
    store->done = g_async_queue_new();
    return store;
}

void lmtp_store_free(LmtpStore *store)
{
    if (!store)
        return;
    if (store->thread) {
        g_async_queue_push(store->given, &the_end);
        g_thread_join(store->thread);
    }
    if (store->event >= 0)
        close(store->event);
    g_async_queue_unref(store->given);
    g_async_queue_unref(store->done);
    g_free(store);
}

static bool has_thread(LmtpStore *store)
{
    g_autoptr(GError) why = NULL;

    if (store->thread)
        return true;
    if (store->event < 0)
        store->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
    if (store->event >= 0)
        store->thread = g_thread_try_new("lmtp-store", work, store, &why);
    if (!store->thread)
        LOG(WARNING, "lmtp.no-thread", LOG_STR("error", why ? why->message : "no descriptor left"));
    return store->thread != NULL;
}

bool lmtp_store_start(LmtpStore *store, LmtpGroup *group)
{
    if (!has_thread(store))
        return false;
    store->letters += group->n;
    g_async_queue_push(store->given, group);
    return true;
}

bool lmtp_store_is_at_work(const LmtpStore *store)
{
    return store->letters > 0;
}

int lmtp_store_fd(const LmtpStore *store)
{
    return lmtp_store_is_at_work(store) ? store->event : -1;
}

LmtpGroup *lmtp_store_finish(LmtpStore *store)
{
    LmtpGroup *group = g_async_queue_pop(store->done);
    eventfd_t count;

    store->letters -= group->n;
    eventfd_read(store->event, &count); /* 0 where it was not waited for: read when it comes */
    return group;
}
