/* policy.h: what becomes of a letter for one target. Pure: facts, person and the list's settings
 * in, a verdict with its reason out. The rules are one ordered table (policy.c); the first that
 * applies decides; when none does, the letter is held: unknown means hold, never publish. */
#ifndef VESTNIK_LISTS_POLICY_H
#define VESTNIK_LISTS_POLICY_H

#include "base/facts.h"
#include "lists/address_book.h"
#include "lists/identity.h"

typedef enum Verdict {
    VERDICT_PUBLISH,
    VERDICT_HOLD, /* for a moderator */
    VERDICT_COMMAND,
    VERDICT_ANSWER, /* to something that we asked */
    VERDICT_BOUNCE,
    VERDICT_IGNORE, /* kept, and nothing happens */
    VERDICT_REFUSE, /* told at most once */
} Verdict;

const char *verdict_name(Verdict verdict); /* "publish", ... */

typedef struct PolicyInput {
    const Facts *facts;
    const Identity *identity;
    TargetKind target;
    const List *list;        /* NULL unless TARGET_LIST */
    bool is_member;          /* the person is a member of the list */
    bool school_is_member;   /* some person of the identity's school is */
    bool is_trusted;         /* methodist or moderator of the list */
    bool is_vouched;         /* a moderator said: this author's letters need none */
    int64_t published;       /* posts of the author since one was refused */
    bool is_own;             /* carries our own loop stamp */
    bool is_lone_membership; /* nothing but a command to join or leave */
    bool is_null_sender;     /* the envelope said so: RFC 3834 section 2 */
    bool is_looping;         /* more Received headers than `hops` */
    bool is_namesake;        /* a stranger's name is that of a person of the registry */
    bool is_look_alike;      /* a stranger's address looks like one of the registry */
    bool is_repeated_id;     /* the Message-ID of an earlier letter with other content */
} PolicyInput;

typedef struct Decision {
    Verdict verdict;
    const char *reason; /* a code; its words for people stand in conf/letters/LANGUAGE/words */
} Decision;

Decision policy_decide(const PolicyInput *input);

/* Every reason code of the table, for the check that each has its words. NULL-terminated. */
const char *const *policy_reasons(void);

#endif
