/* address_book.h: which address means which list, and back: three ways of addressing, one code.
 *
 *   addressing   list                     robot                 bounces
 *   domain       matematika@mo.example    vestnik@mo.example    vestnik-bounce@mo.example
 *   plus         gw+matematika@s.example  gw@s.example          gw+bounce@s.example
 *   bare         gw@s.example             gw@s.example          gw@s.example
 *
 * With several accounts a list is reached by the addresses of each of them.
 * A list's own `address` setting goes before all of these. With bare addressing a letter is placed
 * by References, else by a [tag] in the subject (place_letter). */
#ifndef VESTNIK_LISTS_ADDRESS_BOOK_H
#define VESTNIK_LISTS_ADDRESS_BOOK_H

#include "base/facts.h"
#include "base/settings.h"
#include "lists/list.h"

typedef enum TargetKind { TARGET_UNKNOWN, TARGET_ROBOT, TARGET_LIST } TargetKind;

typedef struct Target {
    TargetKind kind;
    int64_t list; /* TARGET_LIST */
} Target;

/* The account that an address (a recipient's) belongs to: whose address it is, with or without an
 * extension, else whose domain; else the first. */
const Account *book_account(const Settings *settings, const char *address);

/* The account whose address a list has, and by which its posts and digests go: the one that it
 * names, where that can send, else the first. */
const Account *book_list_account(const Settings *settings, const List *list);
/* Addresses of an account (NULL: the first) that its robot and its envelopes bear. The caller's. */
char *book_account_robot(const Settings *settings, const Account *account);
char *book_account_bounces(const Settings *settings, const Account *account);

/* The caller's. What we write ourselves bears the addresses of the first account. */
char *book_list_address(const Settings *settings, const List *list);
/* What its letters are from: the same, unless the account that sends may not use that address, for
 * a server refuses what is from a mailbox of others. */
char *book_list_sender(const Settings *settings, const List *list);
/* Whether a server lets the account send from this address. */
bool book_may_use(const Account *account, const char *address);
/* The list's address for people; with bare addressing and the tag: "gw@s.example (`begins`:
 * [tag])". */
char *book_list_shown(const Settings *settings, const List *list, const char *begins);
char *book_robot_address(const Settings *settings);
char *book_bounce_address(const Settings *settings); /* envelope sender of what we send */
/* The envelope sender of one copy: "vestnik-bounce+KEY@mo.example", "gw+bounce-KEY@s.example"; and
 * the key of such an address, NULL when it is none. The caller's. */
char *book_copy_sender(const char *bounces, const char *key);
char *book_copy_key(const Settings *settings, const char *address);
const char *book_domain(const Settings *settings); /* borrowed: for List-Id and Message-ID */

/* The address of an account with bare addressing: place_letter() finds out what is meant. */
bool book_is_bare(const Settings *settings, const char *address);

/* Whether an account, or a list by an address of its own, has this domain. `lists` NULL: the
 * accounts alone. */
bool book_has_domain(const Settings *settings, const GPtrArray *lists, const char *address);

/* What a normalised address means, by the addresses of every account. With bare addressing the
 * account's address is TARGET_UNKNOWN here: place_letter() finds out. */
Target book_resolve(const Settings *settings, const GPtrArray *lists, const char *address);

/* The addresses of all lists by every account, for whoever looks for many: made once, and good for
 * as long as `lists` is. The list of an address, NULL none. */
GHashTable *book_of_lists(const Settings *settings, const GPtrArray *lists);
const List *book_find_list(GHashTable *book, const char *address);

/* The targets of a letter that came without an envelope recipient (IMAP), or to a bare address: by
 * the addresses in its headers, else by its references, else by a subject tag, else the robot when
 * it looks like something for it. GArray of Target without doubles; one TARGET_UNKNOWN when there
 * is none. */
typedef struct Placing {
    const Settings *settings;
    const Account *account; /* that it came to */
    const GPtrArray *lists; /* of List* */
    const Facts *facts;
    bool is_command; /* nothing but a command for the robot */
} Placing;

GArray *place_letter(Db *db, const Placing *placing, GError **error);

#endif
