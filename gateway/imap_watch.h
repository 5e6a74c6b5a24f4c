/* imap_watch.h: what imap_watch.c (which waits, and lends) and imap_visit.c (which looks) share: a
 * watched mailbox. It belongs to one thread at a time: to the waiting one, or, while `lent`, to the
 * worker that visits it. */
#ifndef VESTNIK_GATEWAY_IMAP_WATCH_H
#define VESTNIK_GATEWAY_IMAP_WATCH_H

#include "gateway/imap_door.h"

typedef struct Watch {
    const Account *account;
    ImapSession *session;        /* NULL: down */
    int64_t due, looked, opened; /* monotonic microseconds */
    int pause;                   /* seconds, the last one; 0 none yet */
    int idle_failures;
    bool idling, hinted;
    bool suspect; /* the last visit failed, or had to be cut short: it may not take every worker */
    bool lent, lent_suspect; /* these two the waiting thread's alone */
} Watch;

/* One look, or one attempt to connect and look; sets what becomes of the mailbox next. */
typedef struct Visit {
    const Settings *settings;
    const ImapSink *sink; /* whole, and safe to be called by any thread */
    int stop_fd;
} Visit;
void watch_visit(Watch *watch, const Visit *visit);

#endif
