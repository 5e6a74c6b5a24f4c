/* readers.h: whom a post of a list reaches, and how. This is the one place that decides it; who
 * queues copies, and how many persons share one, is the gateway's. */
#ifndef VESTNIK_LISTS_READERS_H
#define VESTNIK_LISTS_READERS_H

#include "base/facts.h"
#include "lists/identity.h"
#include "lists/list.h"

/* A special notice: its subject begins with ВАЖНО or IMPORTANT (in small letters only with ':' or
 * '!' behind), and is no answer to one. Pure. */
bool notice_by_subject(const Facts *facts);
/* The same, and a methodist of the list wrote it: known by more than a written name. */
bool notice_is_special(Db *db, const List *list, const Facts *facts, const Identity *who,
                       bool *special, GError **error);

/* Everybody whom letters of a list reach, each once: its members, and those of the lists below it
 * (lists/vertical.h), unless they have left this one by own wish. The mode is that of the list
 * itself, else of those below the one by which letters come most often. GPtrArray of Member*, by
 * name: who it is, where letters go, the mode and since when; nothing of roles, school, or what
 * else a Member may have. */
GPtrArray *list_readers(Db *db, int64_t list, GError **error);
/* Whether that is one of them: who may post as a member, and leave. */
bool list_has_reader(Db *db, int64_t list, int64_t person, bool *is_reader, GError **error);
bool list_count_readers(Db *db, int64_t list, int64_t *count, GError **error);

/* Who gets a letter at once: those whose mode is each; a special notice goes to all. Never to its
 * author, and to nobody without an address. GPtrArray of Member*. */
GPtrArray *readers_of_post(Db *db, int64_t list, int64_t author, bool special, GError **error);

/* How many mailboxes they have. */
int64_t readers_mailboxes(const GPtrArray *readers);

/* The addresses of `readers` (Member*) that are not one person's own: to the names of all who get
 * their copy there. A school's mailbox is nobody's own. NULL with *error; keys are borrowed. */
GHashTable *readers_shared(Db *db, const GPtrArray *readers, GError **error);

#endif
