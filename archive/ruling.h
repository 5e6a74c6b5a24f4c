/* ruling.h: what moderators decided about held letters: a record of its own, never changed. Whether
 * an author is trusted, or still new to a list, is counted from it. */
#ifndef VESTNIK_ARCHIVE_RULING_H
#define VESTNIK_ARCHIVE_RULING_H

#include "archive/db.h"

typedef enum RulingWord {
    RULING_YES,
    RULING_ALWAYS, /* yes, and the author's next letters need no moderator */
    RULING_NO,
    RULING_SPAM, /* no, and the author hears nothing */
    RULING_EDIT, /* yes, with another text */
    RULING_BACK, /* no moderator's: its author took it back */
} RulingWord;

const char *ruling_word(RulingWord word); /* as stored */
bool ruling_publishes(RulingWord word);

typedef struct Ruling {
    int64_t letter_case, list;
    int64_t author; /* the person whose letter it was; 0: not known to be anybody's */
    RulingWord word;
    const char *reason; /* NULL none */
    const char *text;   /* RULING_EDIT: what was published instead of the letter's own; else NULL */
    int64_t person;     /* who decided; 0: the command line */
    int64_t letter;     /* that brought it; 0 */
} Ruling;

/* Inside the caller's transaction; the time is clock_now(). */
bool ruling_add(Db *db, const Ruling *ruling, GError **error);

/* What was decided about a case, and by whom; person 0: the command line. */
typedef struct Ruled {
    bool found;
    RulingWord word;
    int64_t person, at;
} Ruled;
bool ruling_of_case(Db *db, int64_t letter_case, Ruled *ruled, GError **error);

/* How an author stands in a list since the last letter of theirs that was refused. */
typedef struct Standing {
    bool is_vouched;   /* RULING_ALWAYS */
    int64_t published; /* posts */
} Standing;
bool ruling_standing(Db *db, int64_t list, int64_t author, Standing *standing, GError **error);

#endif
