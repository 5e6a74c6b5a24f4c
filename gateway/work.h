/* work.h: one case in hand at the desk: what was read and found out about it, for the do_*.c files.
 * work_read() runs outside any transaction, because reading may take seconds; everything else
 * inside the case's one transaction. */
#ifndef VESTNIK_GATEWAY_WORK_H
#define VESTNIK_GATEWAY_WORK_H

#include "archive/ask.h"
#include "archive/letter.h"
#include "gateway/desk.h"
#include "lists/address_book.h"
#include "lists/identity.h"
#include "lists/policy.h"

typedef struct Work Work;
struct Work {
    Desk *desk;
    Case *item;
    GBytes *raw;
    Facts *facts;
    Identity *identity; /* after work_identify() */
    Target target;
    List *list;          /* of the target; NULL for the robot */
    Ask *ask;            /* the one that the letter's token names; NULL none or wrong */
    bool is_fast;        /* it came within seconds of a letter of ours */
    bool is_forgotten;   /* its author was erased: nothing of it is noted any more */
    bool is_echo;        /* its address wrote the same before */
    Work *held;          /* the letter that this answer is about; NULL none */
    GPtrArray *queue;    /* of Work*, by number: the held letters that an answer to several names;
                            NULL where it names none, or for other answers */
    GPtrArray *parts;    /* its files, when its text is to be replaced; else NULL */
    GBytes *content;     /* published instead of its body: gateway/edited.h; NULL none */
    int replies;         /* answers that its author got so far */
    const char *verdict; /* what became of it, as stored; static text */
    const char *reason;  /* code of why; static text */
};

/* ERR_INPUT: the reader died over it. ERR_PERM: the stored letter is damaged. */
Work *work_read(Desk *desk, int64_t case_id, GError **error);
/* Another letter that the one in hand is about; *held is NULL when it can be read no longer. */
bool work_read_case(Desk *desk, int64_t case_id, Work **held, GError **error);
/* Who wrote it, and which list it is for (by item->target or item->recipient). */
bool work_identify(Work *work, GError **error);
/* What it is for, before that. */
bool work_target(const Work *work, Target *target, GError **error);
/* The list that its case is for, once that is known; 0: none. */
int64_t work_list_id(const Work *work);
/* The account that it came to; borrowed. */
const Account *work_account(const Work *work);
void work_free(Work *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Work, work_free)

/* The effects, one file each; all inside the case's transaction. They may set work->reason. */
bool do_publish(Work *work, GError **error);
bool do_hold(Work *work, GError **error);
bool do_command(Work *work, GError **error);
bool do_answer(Work *work, GError **error);
bool do_bounce(Work *work, GError **error);
bool do_refuse(Work *work, GError **error);
bool do_ignore(Work *work, GError **error);

#endif
