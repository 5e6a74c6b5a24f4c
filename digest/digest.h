/* digest.h: the two weekly letters of a list; the daily one is in daily.h.
 *
 *     what            to                            template        run row
 *     members'        members who want letters      digest-members  digest-members, LIST, WEEK
 *     methodist's     methodists of the list        digest-methodist  digest-methodist, LIST, WEEK
 *
 * A letter is data first (digest_values), then text by a template. digest_send() puts the run row,
 * the letter and its recipients into ONE transaction: whatever crashes or runs twice, there is
 * exactly one of each per list and week. A week in which nobody wrote has no members' letter (the
 * run row is there all the same); the methodist's says so. The week's numbers are
 * participation.h's. */
#ifndef VESTNIK_DIGEST_DIGEST_H
#define VESTNIK_DIGEST_DIGEST_H

#include <jansson.h>

#include "base/clock.h"
#include "base/settings.h"
#include "base/template.h"
#include "base/tongues.h"
#include "lists/list.h"

enum { /* what a letter shows at most; the rest is told as a number */
       DIGEST_TOPICS = 40,
       DIGEST_QUESTIONS = 20,
       DIGEST_FILES = 40,
       DIGEST_NAMES = 60,    /* in one row of names */
       DIGEST_ABSENT = 2000, /* who has not taken part, by name; of more only the numbers */
       DIGEST_EXCERPT = 240, /* characters of a post */
       DIGEST_DAY_POSTS = 60,
       DIGEST_DAY_EXCERPT = 600,
       DIGEST_DAYS_MOST = 7,      /* in one daily letter, after the gateway did not run */
       DIGEST_QUESTION_DAYS = 28, /* a question waits in the digest so long */
};

typedef enum DigestKind { DIGEST_MEMBERS, DIGEST_METHODIST, DIGEST_KINDS } DigestKind;
const char *digest_name(DigestKind kind); /* "digest-members": template, purpose and kind of run */

/* What the functions here need; db and settings are borrowed. As it comes it speaks the language of
 * the settings. */
typedef struct DigestContext {
    Db *db;
    const Settings *settings;
    Texts *texts;
    const Tongues *tongues;
    const Tongue *tongue; /* of `tongues`: that of the letters */
    const Words *words;   /* its words */
    Tongues *own;         /* what digest_context_free() frees besides texts */
} DigestContext;

DigestContext *digest_context_new(Db *db, const Settings *settings, GError **error);
void digest_context_free(DigestContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DigestContext, digest_context_free)

/* The same, in the language of the list; borrows all from `context`. */
DigestContext digest_context_in(const DigestContext *context, const List *list);

/* The values of a letter; "quiet" is true when nobody wrote in the week. The caller's. */
json_t *digest_values(const DigestContext *context, const List *list, const Week *week,
                      DigestKind kind, GError **error);
bool digest_letter(const DigestContext *context, const json_t *values, DigestKind kind,
                   LetterText *out, GError **error);

typedef struct DigestSent {
    bool first[DIGEST_KINDS]; /* false: was done before, nothing was changed */
    int64_t recipients[DIGEST_KINDS];
    bool too_young; /* the list was made after the week: nothing was done */
} DigestSent;

/* One transaction of its own. ERR_USAGE when the week is not over. */
bool digest_send(const DigestContext *context, const List *list, const Week *week, DigestSent *sent,
                 GError **error);

typedef struct DueDigest {
    int64_t list;
    Week week;
} DueDigest;

/* When the letters of a list go out in the day `day`: on the list's hour. */
int64_t digest_hour_of(const List *list, const Settings *settings, const Day *day);

/* The lists whose letters of the last complete week are due and not yet made: GArray of DueDigest,
 * the caller's. Older weeks are never caught up on. *next: when to ask again. */
GArray *digest_due(const DigestContext *context, int64_t now, int64_t *next, GError **error);

#endif
