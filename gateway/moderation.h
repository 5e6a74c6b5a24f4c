/* moderation.h: held posts and what moderators decide about them. The first decision wins; who is
 * told of it stands in moderation_told.h. */
#ifndef VESTNIK_GATEWAY_MODERATION_H
#define VESTNIK_GATEWAY_MODERATION_H

#include "archive/ruling.h"
#include "gateway/work.h"

typedef struct ManyTold ManyTold; /* gateway/many_told.h */

typedef struct Decider {
    int64_t person;      /* 0: the command line */
    const char *name;    /* as the others are told */
    const char *address; /* that decided; NULL: the command line */
    int64_t ask;         /* answered by this decision; 0: none */
    int64_t letter;      /* that brought it; 0 */
    RulingWord word;
    const char *reason; /* for the author; NULL none */
    const char *text;   /* RULING_EDIT: published instead of the letter's own; else NULL */
    ManyTold *many;     /* collects what the others are told of; NULL: they are told at once */
    bool untrusted;     /* out: it was to be RULING_ALWAYS, but nobody is known to be the author */
} Decider;

/* Publishes or refuses a held letter, whose facts were read (work_read): everything that follows
 * from it, inside the caller's transaction. *late: the letter is held no longer; nothing was done.
 * Where nobody can be trusted from now on, decider->word is RULING_YES instead of RULING_ALWAYS,
 * and decider->untrusted is set. */
bool moderation_decide(Work *held, Decider *decider, bool *late, GError **error);

/* Why the person whom an answer is from may not decide for a list, as a reason code; *why NULL:
 * they may. They may have lost the role since they were asked; and a list that publishes only what
 * was authenticated takes no decision that was not. */
bool moderation_objection(const Work *answer, int64_t list, const char **why, GError **error);

/* Whether the author hears of the decision: no stranger without authentication does, nor whoever a
 * forged letter names. After work_identify(). */
bool moderation_tells_author(const Work *held);

/* Whether a moderator may say that the author's next letters need none: the author is somebody of
 * the registry, who wrote from an address of their own, and no server says that it was not them.
 * After work_identify(). */
bool moderation_knows_author(const Work *held);

#endif
