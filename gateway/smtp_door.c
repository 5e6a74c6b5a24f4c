/* smtp_door.c: the SMTP door out: as many connections as the account allows, one process, libcurl's
 * multi interface (see smtp_lane.h for one of them). What becomes of a recipient is the server's
 * last word. */
#include "gateway/smtp_door.h"

#include <signal.h>

#include "base/error.h"
#include "gateway/smtp_lane.h"

#define PROBE_SECONDS 30L

typedef struct SmtpDoor {
    DoorOut door;
    CURLM *multi;
    const Account *account;
    GPtrArray *lanes; /* of SmtpLane*, made when they are needed */
    GPtrArray *idle;  /* borrowed from there; the one used last comes first */
    GQueue done;      /* of Delivery* */
    long patience;    /* 0: as it is */
} SmtpDoor;

static void smtp_free(DoorOut *door)
{
    SmtpDoor *self = (SmtpDoor *)door;

    for (guint i = 0; i < self->lanes->len; i++)
        curl_multi_remove_handle(self->multi, smtp_lane_curl(g_ptr_array_index(self->lanes, i)));
    g_ptr_array_unref(self->idle);
    g_ptr_array_unref(self->lanes);
    g_queue_clear(&self->done);
    curl_multi_cleanup(self->multi);
    g_free(self);
}

static size_t smtp_room(const DoorOut *door)
{
    const SmtpDoor *self = (const SmtpDoor *)door;
    size_t most = (size_t)MAX(self->account->smtp_connections, 1);

    return self->idle->len + most - MIN(self->lanes->len, most);
}

static SmtpLane *take_lane(SmtpDoor *self, GError **error)
{
    if (self->idle->len)
        return g_ptr_array_remove_index(self->idle, self->idle->len - 1);
    SmtpLane *lane = smtp_lane_new(self->account, error);
    if (!lane)
        return NULL;
    if (self->patience)
        smtp_lane_set_patience(lane, self->patience);
    g_ptr_array_add(self->lanes, lane);
    return lane;
}

static void smtp_start(DoorOut *door, Delivery *delivery)
{
    SmtpDoor *self = (SmtpDoor *)door;
    g_autoptr(GError) why = NULL;
    SmtpLane *lane = take_lane(self, &why);

    if (!lane)
        delivery->trouble = g_strdup(why->message);
    if (lane && smtp_lane_begin(lane, delivery)) {
        curl_multi_add_handle(self->multi, smtp_lane_curl(lane));
        return;
    }
    if (lane)
        g_ptr_array_add(self->idle, lane);
    g_queue_push_tail(&self->done, delivery);
}

/* Each transaction that curl has performed. */
static void collect(SmtpDoor *self)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(self->multi, &left))) {
        SmtpLane *lane = NULL;
        CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&lane);
        curl_multi_remove_handle(self->multi, smtp_lane_curl(lane));
        Delivery *delivery = smtp_lane_end(lane, code);
        if (!delivery) {
            curl_multi_add_handle(self->multi, smtp_lane_curl(lane));
            continue;
        }
        g_ptr_array_add(self->idle, lane);
        g_queue_push_tail(&self->done, delivery);
    }
}

static Delivery *smtp_next(DoorOut *door, int milliseconds)
{
    SmtpDoor *self = (SmtpDoor *)door;
    int running = 0;

    for (int round = 0; g_queue_is_empty(&self->done) && round < 2; round++) {
        if (round)
            curl_multi_poll(self->multi, NULL, 0, milliseconds, NULL);
        curl_multi_perform(self->multi, &running);
        collect(self);
    }
    return g_queue_pop_head(&self->done);
}

static bool start_curl(GError **error)
{
    static gsize started;
    static CURLcode code;

    if (g_once_init_enter(&started)) {
        code = curl_global_init(CURL_GLOBAL_DEFAULT);
        signal(SIGPIPE, SIG_IGN); /* a server that hangs up is an error, not the end */
        g_once_init_leave(&started, 1);
    }
    return code == CURLE_OK || fail(error, ERR_TEMP, "libcurl: %s", curl_easy_strerror(code));
}

static bool check_account(const Account *account, GError **error)
{
    if (!account->smtp_host)
        return fail(error, ERR_SETTINGS, "account \"%s\" has no smtp_host", account->name);
    if (account->smtp_security == SECURITY_NONE && !host_is_loopback(account->smtp_host))
        return fail(
            error, ERR_SETTINGS,
            "account \"%s\": smtp_security = none is allowed only to this machine, not to %s",
            account->name, account->smtp_host);
    return true;
}

DoorOut *smtp_door_new(const Account *account, GError **error)
{
    static const DoorOutClass klass = {"smtp", smtp_room, smtp_start, smtp_next, smtp_free};

    if (!check_account(account, error) || !start_curl(error))
        return NULL;
    SmtpDoor *self = g_new0(SmtpDoor, 1);
    self->door.klass = &klass;
    self->account = account;
    self->multi = curl_multi_init();
    self->lanes = g_ptr_array_new_with_free_func((GDestroyNotify)smtp_lane_free);
    self->idle = g_ptr_array_new();
    /* a wrong password file is told now, not with the first letter */
    SmtpLane *first = self->multi ? take_lane(self, error) : NULL;
    if (first) {
        g_ptr_array_add(self->idle, first);
        return &self->door;
    }
    smtp_free(&self->door);
    return NULL;
}

void smtp_door_set_patience(DoorOut *door, long seconds)
{
    SmtpDoor *self = (SmtpDoor *)door;

    self->patience = seconds;
    for (guint i = 0; i < self->lanes->len; i++)
        smtp_lane_set_patience(g_ptr_array_index(self->lanes, i), seconds);
}

bool smtp_probe(const Account *account, GError **error)
{
    if (!check_account(account, error) || !start_curl(error))
        return false;
    SmtpLane *lane = smtp_lane_new(account, error);
    bool ok = lane && smtp_lane_probe(lane, PROBE_SECONDS, error);

    smtp_lane_free(lane);
    return ok;
}
