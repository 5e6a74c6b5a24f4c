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
    int event; /* counts what lies in `done`; -1 none */
    bool at_work;
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

static void *work(void *data)
{
    LmtpStore *store = data;
    void *given;

    while ((given = g_async_queue_pop(store->given)) != &the_end) {
        lmtp_store_keep(store, given);
        g_async_queue_push(store->done, given);
        eventfd_write(store->event, 1);
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
        store->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
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
    store->at_work = true;
    g_async_queue_push(store->given, group);
    return true;
}

bool lmtp_store_is_at_work(const LmtpStore *store)
{
    return store->at_work;
}

int lmtp_store_fd(const LmtpStore *store)
{
    return store->at_work ? store->event : -1;
}

LmtpGroup *lmtp_store_finish(LmtpStore *store)
{
    LmtpGroup *group = g_async_queue_pop(store->done);
    eventfd_t count;

    store->at_work = false;
    eventfd_read(store->event, &count); /* 0 where it was not waited for: read when it comes */
    return group;
}
