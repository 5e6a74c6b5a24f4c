/* command_confirm.h: questions that stand between a command and what it does: whoever owns the
 * address answers ДА. "Was this letter yours?" (ask kind "commands", object: the case) is the one
 * for commands that have no question of their own. */
#ifndef VESTNIK_GATEWAY_COMMAND_CONFIRM_H
#define VESTNIK_GATEWAY_COMMAND_CONFIRM_H

#include "gateway/command_table.h"

typedef struct Confirmation {
    const char *kind, *text; /* of the question; the name of its letter */
    const char *language;
    int64_t object;
    const char *address; /* who is asked; NULL: the address of the letter in hand */
    const List *list;    /* NULL none */
    json_t *values;      /* taken over; NULL none */
    bool is_free;        /* its ДА does no more than a letter: it stands in nobody's way */
} Confirmation;

/* One open question of a kind per object and address: asked again, the same goes out again, for its
 * letter may have been lost. But an address that a letter only claims to come from gets no more of
 * them in a day than the setting confirmations_per_day while they stay unanswered: somebody may be
 * writing in its name. What is not sent is logged, and waits for a ДА to the one before. */
bool command_ask(Work *work, const Confirmation *confirmation, GError **error);
/* After a ДА: the letters of that address that waited for it are looked at again, in this round. */
bool command_ask_next(Work *work, GError **error);

/* Asks about the letter in hand, or the one that it is an answer about; `lines` (char *) are what
 * is not carried out before. */
bool command_confirm_letter(Work *work, const GPtrArray *lines, const char *language,
                            GError **error);

#endif
