/* participation.h: who took part, and what share of the registry that is.
 *
 * Everything is counted from acts: live ones of a counted kind that nobody voided. An act under a
 * school's name (a shared mailbox, author not known) counts as an act but covers nobody: it is
 * shown apart.
 *
 *     coverage = persons of the registry with at least one act / persons in the registry
 *
 * The registry is everyone who has not left it; for one list, its members, with those of the lists
 * below it when the scope says so. By list, a list counts what was done below it too. A person with
 * two schools is counted in both, and once in every total. Reading (participation_read) is apart
 * from arithmetic (the rest), which is pure. Digests and reports use the same functions. */
#ifndef VESTNIK_DIGEST_PARTICIPATION_H
#define VESTNIK_DIGEST_PARTICIPATION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "archive/db.h"

typedef enum Grouping { BY_PERSON, BY_SCHOOL, BY_DISTRICT, BY_LIST, GROUPING_COUNT } Grouping;
const char *grouping_name(Grouping grouping); /* "person", ... */
bool grouping_parse(const char *name, Grouping *grouping, GError **error);

typedef struct Scope {
    int64_t from, to; /* seconds; `to` is excluded */
    int64_t list;     /* 0: all lists and the whole registry */
    bool below;       /* with the lists below it */
} Scope;

enum { ACT_KINDS_MOST = 16 }; /* counted kinds; more rows in act_kind are an error */

typedef struct ActKind {
    char *kind, *title_ru, *title_en;
} ActKind;

/* Acts of one person (or school) in one list and of one kind. */
typedef struct ActSum {
    int64_t person, school, list; /* 0 none */
    int kind;                     /* index into kinds */
    int64_t count, confirmed, last;
    int64_t by_school; /* of the count: under a school's name only */
} ActSum;

typedef struct Link {
    int64_t person, other; /* a school (0 none), a list */
} Link;

typedef struct NamedPerson {
    char *name;
    bool counts; /* is in the registry and, for one list, a member */
} NamedPerson;

typedef struct NamedSchool {
    char *name, *district;
} NamedSchool;

typedef struct Participation {
    Scope scope;
    ActKind kinds[ACT_KINDS_MOST];
    int kind_count;
    GArray *acts;        /* of ActSum */
    GArray *places;      /* of Link: every person with each present school, once with 0 without */
    GArray *memberships; /* of Link */
    GHashTable *persons; /* id -> NamedPerson */
    GHashTable *schools; /* id -> NamedSchool */
    GHashTable *lists;   /* id -> title */
    GHashTable *above;   /* id -> GArray of int64_t: the lists above it */
} Participation;

/* Where what is done in `list` counts beside it: in every list above. */
typedef struct Rise {
    const int64_t *above;
    guint count;
} Rise;
Rise participation_rise(const Participation *p, int64_t list);

Participation *participation_read(Db *db, const Scope *scope, GError **error);
Participation *participation_new(void); /* empty; for the reading and for tests */
void participation_free(Participation *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Participation, participation_free)

int participation_kind(const Participation *p, const char *kind); /* index, -1 when not counted */

/* Names are borrowed from the Participation; "" unknown. */
typedef struct ActRow {
    int64_t id; /* of person, school or list; 0 none */
    const char *name, *school, *district;
    int64_t kinds[ACT_KINDS_MOST];
    int64_t acts;        /* all kinds together, school acts among them */
    int64_t confirmed;   /* of them with a token or an authenticated address */
    int64_t school_acts; /* of them under a school's name only */
    int64_t persons;     /* who took part */
    int64_t last;
} ActRow;

/* GArray of ActRow, by name. By person, acts under a school's name stand as rows with id 0. */
GArray *participation_rows(const Participation *p, Grouping grouping);
/* What one person did: a row for each list. */
GArray *participation_rows_of(const Participation *p, int64_t person);
ActRow participation_total(const Participation *p);

typedef struct CoverageRow {
    int64_t id;
    const char *name, *school, *district;
    int64_t persons; /* in the registry */
    int64_t active;  /* of them with an act */
    int64_t school_acts;
} CoverageRow;

GArray *coverage_rows(const Participation *p, Grouping grouping); /* of CoverageRow, by name */
CoverageRow coverage_total(const Participation *p);

/* Share in tenths of a per cent, rounded down: 59.99 % is not 60 %. 0 of 0 is 0. */
int64_t coverage_tenths(int64_t active, int64_t persons);
/* Persons who are missing to `goal` per cent; 0 when it is reached. */
int64_t coverage_missing(int64_t active, int64_t persons, int64_t goal);

/* 1 September 00:00 of the school year that `at` lies in. */
int64_t school_year_start(int64_t at, GTimeZone *zone);

#endif
