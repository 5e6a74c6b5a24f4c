/* list.h: mailing lists (methodical associations and their kin) and their settings. */
#ifndef VESTNIK_LISTS_LIST_H
#define VESTNIK_LISTS_LIST_H

#include <jansson.h>
#include <stdio.h>

#include "archive/db.h"
#include "base/settings.h"

typedef enum ListKind {
    LIST_ASSOCIATION,
    LIST_PROBLEM,
    LIST_FORUM,
    LIST_COUNCIL,
    LIST_EXPERT,
    LIST_ANNOUNCE
} ListKind;

typedef enum PostsBy {
    POSTS_MEMBERS,   /* members at once, others held */
    POSTS_MODERATED, /* members held too */
    POSTS_SCHOOL,    /* members and anyone of a school in the registry */
    POSTS_ANYONE,    /* as members; strangers held, never refused */
} PostsBy;

typedef enum JoinsBy {
    JOINS_OPEN,     /* by confirmation */
    JOINS_APPROVAL, /* that, and a moderator's yes */
    JOINS_CLOSED,
} JoinsBy;
typedef enum ReplyTo { REPLY_LIST, REPLY_AUTHOR } ReplyTo;
/* What our server must have said of the sender for a letter to be published at once. */
typedef enum AuthNeeded {
    AUTH_NEEDED_ANY,  /* anything but a failure */
    AUTH_NEEDED_PASS, /* that it passed: where every member's provider is known to be checked */
} AuthNeeded;

/* Which moderators are asked about a letter that waits. */
typedef enum AskedBy {
    ASKED_ALL,
    ASKED_ON_DUTY, /* lists/rota.h */
} AskedBy;

typedef enum Footer { FOOTER_OFF, FOOTER_ON } Footer; /* under each post */

typedef struct List {
    int64_t id;
    char *name; /* [a-z0-9-], starts with a letter, at most 40: local part and List-Id */
    char *title;
    ListKind kind;
    PostsBy posts;
    JoinsBy joins;
    ReplyTo reply;
    AuthNeeded authentication;
    Footer footer;
    int64_t largest_file; /* KiB from which a file stays in the archive; -1 as in the settings */
    char *files_refused;  /* kinds of files (base/dangerous.h): no letter with one is taken, */
    char *files_held;     /* one waits for a moderator, */
    char *files_off;      /* they stay in the archive; NULL none */
    char *language;       /* of its letters: "ru"; NULL: as in the settings */
    char *tag;            /* NULL none */
    char *account;        /* of the settings, by which it sends; NULL: the first */
    char *address;        /* own address, NULL: by the account's addressing */
    int64_t digest_day, digest_hour;        /* 0 and -1: as in the settings */
    int64_t hold_bytes, hold_recipients;    /* -1: as in the settings; 0: no limit */
    int64_t hold_per_author, hold_per_list; /* posts an hour; so too */
    AskedBy asked;
    int64_t tell_author_hours, return_days; /* of what waits; so too; 0: never */
    int64_t newcomers;      /* so many posts of a new member are moderated; 0: none */
    int64_t created, until; /* until 0: it goes on */
} List;

void list_free(List *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(List, list_free)

/* One row a setting of a list: name, allowed words, meaning. `list set NAME key=value`,
 * `list show` and the documentation all come from it. */
bool list_set(List *list, const char *key, const char *value, GError **error);
/* A number of a list, or that of the settings where it has none. */
int64_t list_number(int64_t of_list, int64_t of_settings);
/* The language of its letters, which is that of the settings where it has none, or for no list
 * (NULL). Borrowed from either. */
const char *list_language(const List *list, const Settings *settings);
/* What counts of numbers that nobody has set. */
void list_set_defaults(List *list);
/* The value as list_set() takes it; NULL: not set, or no such key. The caller's. */
char *list_get(const List *list, const char *key);
/* What has no column of its own, as the database holds it: a JSON object of the values as
 * list_set() takes them. The caller's. */
char *list_settings_dump(const List *list);
bool list_settings_load(List *list, const char *text, GError **error);
/* The keys in order, NULL-terminated; borrowed. */
const char *const *list_keys(void);
/* The table as documentation, in the form of settings_document(). */
void list_document(FILE *out);
const char *list_kind_name(ListKind kind);

List *list_new(const char *name, GError **error);     /* defaults; not stored */
bool list_insert(Db *db, List *list, GError **error); /* ERR_EXISTS */
bool list_update(Db *db, const List *list, GError **error);
/* Ends the list: no post, no digest, nobody joins; its history stays, and so does its name, which
 * no other list gets; it stands above and below nothing more. ERR_INPUT while letters of it wait
 * for a moderator. */
bool list_close(Db *db, const List *list, GError **error);
List *list_by_name(Db *db, const char *name,
                   GError **error);                   /* ERR_NOT_FOUND names the ones there are */
List *list_by_id(Db *db, int64_t id, GError **error); /* also one that was closed */
GPtrArray *list_all(Db *db, GError **error);          /* of List*, by name */
GPtrArray *list_ever(Db *db, GError **error);         /* those that were closed too */
json_t *list_to_json(const List *list);

/* --- members and roles; all writers run inside the caller's transaction ----------------------- */
extern const char *const MEMBER_MODES[]; /* NULL-terminated, as is the next */
extern const char *const MEMBER_ROLES[];

typedef struct Member {
    int64_t person;
    char *name, *school, *address; /* address: where letters go; NULL none known */
    char *mode;    /* each, daily, weekly, none, as it counts now; "" has a role and is no member */
    int64_t until; /* when `usual` counts again; 0: it does now */
    char *usual;
    int64_t since; /* member, or in that role */
    char *roles;   /* "moderator methodist", "" none */
    char *returns; /* an address that mail came back from; NULL none */
} Member;
void member_free(Member *member);

GPtrArray *list_members(Db *db, int64_t list, GError **error); /* of Member*, by name */
GPtrArray *list_role(Db *db, int64_t list, const char *role,
                     GError **error); /* of Member*; need not be members */
bool list_has_member(Db *db, int64_t list, int64_t person, bool *is_member, GError **error);
bool list_has_role(Db *db, int64_t list, int64_t person, const char *role, bool *has,
                   GError **error);
/* In any list that there is. */
bool list_role_anywhere(Db *db, int64_t person, const char *role, bool *has, GError **error);
/* Moderator, deputy or methodist: whoever may decide what a letter becomes. */
bool list_decides(Db *db, int64_t list, int64_t person, bool *decides, GError **error);
/* Some member of the list works at this school now. */
bool list_has_member_of_school(Db *db, int64_t list, int64_t school, bool *has, GError **error);
/* How many members there are. */
bool list_count(Db *db, int64_t list, int64_t *members, GError **error);
/* *changed tells whether anything did: joining twice is no error. `source`: registry, self,
 * methodist; `by`: self (no import brings the member back; who is no member, but reached through a
 * list below, is reached no more: lists/readers.h), methodist, registry. */
bool list_join(Db *db, int64_t list, int64_t person, const char *source, bool *changed,
               GError **error);
bool list_leave(Db *db, int64_t list, int64_t person, const char *by, bool *changed,
                GError **error);
/* How letters come: each, daily, weekly, none. `until` 0: from now on; else only until that moment,
 * and then the mode from before counts again by itself. ERR_INPUT names the words allowed, or says
 * that the moment is over; ERR_NOT_FOUND when the person is no member. */
bool membership_set_mode(Db *db, int64_t list, int64_t person, const char *mode, int64_t until,
                         GError **error);
/* The mode from before counts again from now on; no error when it does already. */
bool membership_end_meanwhile(Db *db, int64_t list, int64_t person, GError **error);
/* ERR_INPUT names the words allowed. A role needs no membership; granting or revoking twice is no
 * error. */
bool list_grant(Db *db, int64_t list, int64_t person, const char *role, GError **error);
bool list_revoke(Db *db, int64_t list, int64_t person, const char *role, GError **error);

#endif
