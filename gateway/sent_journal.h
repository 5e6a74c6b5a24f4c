/* sent_journal.h: which copies a server took, noted at once, before that is recorded in the
 * database. A result waits up to a fifth of a second for the others of its transaction; a deliverer
 * that is killed meanwhile, or finds the disk full, would send all of them again. With the journal
 * only what was on its way is repeated.
 *
 *   open (room is taken) --add, add ...--> the database has recorded them --clear--> add ...
 *   killed, or the database fails --> recover, by whoever delivers next
 *
 * One file a round of the deliverer in the state folder, "sent.XXXXXX", locked while it is used.
 * Nothing is synced: after a loss of power what was not recorded is sent again. It holds no
 * address: numbers of recipients, a hash of Message-ID and their addresses (so that the journal of
 * another database marks nobody), code and reply. */
#ifndef VESTNIK_GATEWAY_SENT_JOURNAL_H
#define VESTNIK_GATEWAY_SENT_JOURNAL_H

#include "gateway/copy.h"

typedef struct SentJournal SentJournal;

/* NULL with ERR_TEMP: no room on the disk, say. */
SentJournal *sent_journal_open(const char *folder, GError **error);
/* Whatever the server took of a copy that came back. */
void sent_journal_add(SentJournal *journal, const Copy *copy);
void sent_journal_clear(SentJournal *journal); /* what was added is recorded */
/* Takes NULL. A journal with something in it stays for sent_journals_recover(). */
void sent_journal_close(SentJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SentJournal, sent_journal_close)

/* Records what the journals of the folder hold that nobody uses any more, and removes them. One
 * transaction for each. */
bool sent_journals_recover(Db *db, const char *folder, GError **error);

#endif
