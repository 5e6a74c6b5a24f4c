/* policy.h: what becomes of a letter for one target. Pure: facts, person and the list's settings
 * in, a verdict with its reason out. The rules are one ordered table (policy.c); the first that
 * applies decides; when none does, the letter is held: unknown means hold, never publish.
 *
 * Who hears of a verdict:
 *   publish   the members, and the author among them or by a receipt where they want one
 *   hold      those who decide, else the administrator; the author when it takes long, and what was
 *             decided. Not an author whom we do not know for certain (moderation_tells_author()):
 *             a forged letter would make us write to whoever it names
 *   command   the author, within the caps of own_letter.h, which are told too
 *   answer    whoever was asked, and of a wrong token its author. Not one whom we do not know, or
 *             whose authentication failed: what we say would go to whoever was forged
 *   refuse    the author: which list, which file, how large, how to join. Not an unproven stranger
 *   bounce    the methodist, in the weekly letter
 *   ignore    nobody: machines wrote it, or the author the same before; but a member of what
 * another has published already, and of a letter to the robot that could not be read, the
 *             administrator
 * docs/silence.md lists all that ends without a letter to its author. */
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

/* What an address writes, held against what it wrote before. */
typedef enum Echo {
    ECHO_NONE,
    ECHO_SAME,  /* the same again */
    ECHO_ROBOT, /* the same long text again, within seconds of a letter of ours */
} Echo;

typedef struct PolicyInput {
    const Facts *facts;
    const Identity *identity;
    TargetKind target;
    const List *list;       /* NULL unless TARGET_LIST */
    bool is_member;         /* the person is a member of the list */
    bool school_is_member;  /* some person of the identity's school is */
    bool is_trusted;        /* methodist or moderator of the list */
    bool is_vouched;        /* a moderator said: this author's letters need none */
    int64_t published;      /* posts of the author since one was refused */
    bool is_own;            /* carries our own loop stamp, or is known as ours */
    bool is_lone_command;   /* nothing but a command that nobody writes to colleagues */
    bool is_maybe_command;  /* it may be one, or meant for them */
    bool is_null_sender;    /* the envelope said so: RFC 3834 section 2 */
    bool is_looping;        /* more Received headers than `hops` */
    bool is_namesake;       /* a stranger's name is that of a person of the registry */
    bool is_look_alike;     /* a stranger's address looks like one of the registry */
    bool is_repeated_id;    /* the Message-ID of an earlier letter with other content */
    bool is_returned;       /* another address published the very same in this list */
    bool is_posted_already; /* the author did, within a day */
    bool is_fast;           /* within seconds of a letter of ours */
    bool is_hasty;          /* that once more, after several such */
    bool is_too_large;      /* over the list's size for letters that need no moderator */
    bool is_crowded;        /* too many addresses in To and Cc */
    bool is_author_flood;   /* the author posted so much within an hour */
    bool is_list_flood;     /* everybody together did */
    const HoldHit *hit;     /* the rule of the table that holds it; NULL none */
    bool is_file_refused;   /* a file of a kind that the list does not take */
    bool is_file_held;      /* or that waits, or that stays behind and cannot be taken off */
    bool is_unanswered;     /* the caps leave no answer to its address today */
    bool is_absent;         /* soon after a letter of ours it says that its author is away */
    Echo echo;
    const char *allowed_as; /* the name of the row that lets list mail in; NULL none */
} PolicyInput;

typedef struct Decision {
    Verdict verdict;
    const char *reason; /* a code, of "allowed" and of rules with ":" and the name of the row; its
                           words for people stand in conf/letters/LANGUAGE/words */
} Decision;

/* The reason of a letter that could not be read. */
extern const char POLICY_UNREADABLE[];
/* The reason of what another has published already in this list. */
extern const char POLICY_CAME_BACK[];
/* The reason of a letter that was too large for its door. */
extern const char POLICY_CUT[];

Decision policy_decide(const PolicyInput *input);

/* The code of what a rule of the table conf/hold-rules says: "personal-data:NAME". Static text. */
const char *policy_hit_reason(const HoldHit *hit);

/* Every reason code of the table, for the check that each has its words. NULL-terminated. */
const char *const *policy_reasons(void);

#endif
