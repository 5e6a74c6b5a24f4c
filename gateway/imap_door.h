/* imap_door.h: the door in for letters that arrive in ordinary mailboxes.
 *
 * What has happened to a letter is told by where it is, so that a crash at any point leaves it in
 * one of three states:
 *
 *     in the folder, not ours    the next look fetches it
 *     in the folder, committed   the next look fetches it again, the database knows it, it is filed
 *     in the done folder         finished
 *
 * The flag \Seen is never trusted: a person may look into the mailbox. */
#ifndef VESTNIK_GATEWAY_IMAP_DOOR_H
#define VESTNIK_GATEWAY_IMAP_DOOR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "archive/account_state.h"
#include "archive/letter.h"
#include "base/settings.h"
#include "gateway/imap_session.h"

/* Where letters go. */
typedef struct ImapSink {
    /* True: the letter is committed and may be filed away. */
    bool (*accept)(const Envelope *envelope, GBytes *raw, void *context, GError **error);
    void (*committed)(void *context); /* the doorbell, after each letter; NULL none */
    void (*looked)(const AccountLook *look, void *context); /* what came of a look; NULL none */
    void *context;
} ImapSink;

typedef struct ImapCounters {
    int64_t accepted;  /* committed and filed as done */
    int64_t too_large; /* filed as failed without being taken */
    int64_t skipped;   /* the server refused to give them, or they went away */
    int64_t left;      /* not looked at: the look had enough, or was stopped */
} ImapCounters;

/* One whole look: connects, takes every letter that is not filed yet, logs out. The counters are
 * added to. Errors as in imap_session.h, or the sink's. */
bool imap_fetch_once(const Account *account, const Settings *settings, const ImapSink *sink,
                     ImapCounters *counters, GError **error);

typedef struct ImapLook {
    ImapSession *session;
    const Settings *settings;
    const ImapSink *sink;
    int stop_fd;   /* the look ends between two letters when it is readable; -1 none */
    int64_t most;  /* letters to take; what is left is told */
    int64_t until; /* monotonic microseconds; no letter is begun after it */
} ImapLook;

/* The same over an open session. A letter that the server does not give is skipped; any other
 * failure ends the look. */
bool imap_look(const ImapLook *look, ImapCounters *counters, GError **error);

/* A sink that keeps letters in the database and rings for the desk; its context: an ImapArchive. */
typedef struct ImapArchive {
    Db *db;
    const Settings *settings;
} ImapArchive;
bool imap_archive_accept(const Envelope *envelope, GBytes *raw, void *archive, GError **error);
void imap_archive_committed(void *archive);
void imap_archive_looked(const AccountLook *look, void *archive);

/* Whether any account is read by IMAP. */
bool imap_door_wanted(const Settings *settings);

/* Watches the mailboxes of all accounts, in this process, until `stop_fd` is readable: waits on all
 * idle connections at once, looks after every hint and at least every imap_poll seconds, a few at
 * the same time, and connects again with growing pauses after any failure. The sink is called by
 * one thread at a time. Failures of servers are logged; false only when it cannot begin.
 * imap_watch.c */
bool imap_door_run(const Settings *settings, const ImapSink *sink, int stop_fd, GError **error);

/* Connects, logs in and opens the folder; the error says what to mend. */
bool imap_probe(const Account *account, const Settings *settings, GError **error);

#endif
