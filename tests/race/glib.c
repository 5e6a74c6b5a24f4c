/* glib.c: what ThreadSanitizer must be told of GLib. Linked into everything that SANITIZE=thread
 * builds.
 *
 * GLib is not instrumented, and its locks and queues stand on futexes of its own, which the
 * detector does not see: without this file all that they guard would be called a race. Each
 * function here is GLib's own with the order told that it promises: what was done before the
 * unlock, the push or the hand-over is seen after the lock, the pop or the taking over. Threads are
 * pthreads, which the detector knows. Only calls from our own code come here. */
#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>

/* The declared function's type; its address in the library behind us. */
#define REAL(name)                                                                                 \
    static __typeof__(&name) real;                                                                 \
    if (!real)                                                                                     \
    *(void **)&real = dlsym(RTLD_NEXT, #name)

/* Looked up once each, by whoever comes first: the same value whoever wins. */
#define NO_RACE __attribute__((no_sanitize_thread))

#undef g_once_init_leave

NO_RACE void g_mutex_lock(GMutex *mutex)
{
    REAL(g_mutex_lock);
    real(mutex);
    __tsan_acquire(mutex);
}

NO_RACE void g_mutex_unlock(GMutex *mutex)
{
    REAL(g_mutex_unlock);
    __tsan_release(mutex);
    real(mutex);
}

NO_RACE void g_once_init_leave(volatile void *location, gsize result)
{
    REAL(g_once_init_leave);
    __tsan_release((void *)location);
    real(location, result);
}

/* --- queues: what is handed over orders, not the queue: two that push are not ordered by it
 * --------- */

NO_RACE void g_async_queue_push(GAsyncQueue *queue, gpointer data)
{
    REAL(g_async_queue_push);
    __tsan_release(data);
    real(queue, data);
}

static gpointer popped(gpointer data)
{
    if (data)
        __tsan_acquire(data);
    return data;
}

NO_RACE gpointer g_async_queue_pop(GAsyncQueue *queue)
{
    REAL(g_async_queue_pop);
    return popped(real(queue));
}

NO_RACE gpointer g_async_queue_try_pop(GAsyncQueue *queue)
{
    REAL(g_async_queue_try_pop);
    return popped(real(queue));
}

NO_RACE gpointer g_async_queue_timeout_pop(GAsyncQueue *queue, guint64 timeout)
{
    REAL(g_async_queue_timeout_pop);
    return popped(real(queue, timeout));
}

/* --- the pool
 * ------------------------------------------------------------------------------------- */

typedef struct Task {
    GFunc run;
    gpointer user;
} Task;

static void run_task(gpointer data, gpointer context)
{
    const Task *task = context;

    __tsan_acquire(context);
    __tsan_acquire(data);
    task->run(data, task->user);
    __tsan_release(context);
}

NO_RACE GThreadPool *g_thread_pool_new(GFunc run, gpointer user, gint max, gboolean exclusive,
                                       GError **error)
{
    REAL(g_thread_pool_new);
    Task *task = g_new(Task, 1);

    *task = (Task){run, user};
    return real(run_task, task, max, exclusive, error);
}

NO_RACE gboolean g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error)
{
    REAL(g_thread_pool_push);
    __tsan_release(pool->user_data);
    __tsan_release(data);
    return real(pool, data, error);
}

NO_RACE void g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait)
{
    REAL(g_thread_pool_free);
    Task *task = pool->user_data;

    real(pool, immediate, wait);
    if (!wait)
        return; /* they run on: the task stays */
    __tsan_acquire(task);
    g_free(task);
}
