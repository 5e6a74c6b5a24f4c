/* people.h: persons, schools and their addresses: many to many, for school mail is often one
 * mailbox for the whole school. Writers run inside the caller's transaction. */
#ifndef VESTNIK_LISTS_PEOPLE_H
#define VESTNIK_LISTS_PEOPLE_H

#include <jansson.h>

#include "archive/db.h"

typedef struct Person {
    int64_t id;
    char *name;                              /* Фамилия Имя Отчество */
    int64_t school;                          /* the present one; 0 none */
    char *school_name, *district, *position; /* "" none */
    char *address; /* where letters go: a personal address, else the school's; NULL none */
    char *number;  /* in the centre's own registry; NULL none */
} Person;
void person_free(Person *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Person, person_free)

Person *person_by_id(Db *db, int64_t id, GError **error);
/* GPtrArray of Person*: everyone who is linked to this (normalised) address now. */
GPtrArray *persons_by_address(Db *db, const char *address, GError **error);
/* Who had it until they took another one by letter. */
GPtrArray *persons_by_given_up(Db *db, const char *address, GError **error);
/* GPtrArray of Person*: those of this full name, in any case and with е for ё; of this number. */
GPtrArray *persons_by_name(Db *db, const char *name, GError **error);
GPtrArray *persons_by_number(Db *db, const char *number, GError **error);
/* GPtrArray of Person*: everyone who works at this school now; without their addresses. */
GPtrArray *persons_by_school(Db *db, int64_t school, GError **error);
/* By "#ID", by address, else by full name (folded), else by number. ERR_NOT_FOUND, or ERR_INPUT
 * naming the candidates when several fit: never a guess. ERR_NOT_FOUND names those who are called
 * nearly so. For the command line. */
Person *person_find(Db *db, const char *who, GError **error);

/* The school whose shared mailbox this address is; *school 0: of none. `name` may be NULL. */
bool school_by_address(Db *db, const char *address, int64_t *school, char **name, GError **error);

/* A person who is not in any file: name of two words or more; `school` 0 none. */
bool person_add(Db *db, const char *name, int64_t school, int64_t *id, GError **error);
/* What two spellings of one school have in common: letters and digits, folded; blanks, quotes and
 * punctuation do not count, unless they part two numbers. The caller's. */
char *school_key(const char *name);
/* The school of this name (by its key); *id 0 when there is none. */
bool school_find(Db *db, const char *name, int64_t *id, GError **error);
bool school_add(Db *db, const char *name, const char *district, int64_t *id, GError **error);

/* Words that can be a person's name; ERR_INPUT says what is missing. */
bool person_name_check(const char *name, GError **error);

/* Whether a receipt goes to the person for each letter to a list. */
bool person_wants_receipts(Db *db, int64_t person, bool *wants, GError **error);
bool person_set_receipts(Db *db, int64_t person, bool wants, GError **error);

/* Proof is a word: registry, token, methodist. Linking twice is no error, and `token` then counts
 * in place of what was; ERR_INPUT when the
 * address is a school's mailbox, which stands for nobody. Proof `token` shows that mail arrives: a
 * flag goes. */
bool person_link_address(Db *db, int64_t person, const char *address, const char *proof,
                         GError **error);
/* Names the address as the shared mailbox of a school: it is then nobody's own, links end. */
bool school_link_address(Db *db, int64_t school, const char *address, GError **error);
/* The shared mailboxes of all schools: a set of addresses. */
GHashTable *school_mailboxes(Db *db, GError **error);
/* Mail to it came back. An address that is not known needs no flag: no error. */
bool address_flag(Db *db, const char *address, const char *reason, GError **error);
/* Somebody writes from it: the flag goes, and so does what came back before. */
bool address_works(Db *db, const char *address, GError **error);

/* Opt-outs outlive imports and erasure: a keyed hash (base/token.h) of the address. list 0:
 * everything, and who opted out of everything has opted out of each list. */
bool optout_add(Db *db, const guint8 hash[32], int64_t list, GError **error);
bool optout_has(Db *db, const guint8 hash[32], int64_t list, bool *has, GError **error);
bool optout_remove(Db *db, const guint8 hash[32], int64_t list, GError **error);

#endif
