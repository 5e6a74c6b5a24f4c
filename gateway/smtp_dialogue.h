/* smtp_dialogue.h: what became of each recipient in one SMTP transaction, told by the lines of the
 * dialogue (RFC 5321). Pure: no network, no curl.
 *
 *   start --MAIL--> mail --RCPT--> rcpt (once for each) --DATA--> data --354--> body --reply-->
 * over
 *
 * Only the codes and texts of replies to MAIL, RCPT, DATA and the final dot are kept, besides the
 * last reply of all for error messages; nothing that we send is kept, for it may be a password. */
#ifndef VESTNIK_GATEWAY_SMTP_DIALOGUE_H
#define VESTNIK_GATEWAY_SMTP_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/door.h"

typedef enum DialogueStage {
    STAGE_START,
    STAGE_MAIL,
    STAGE_RCPT,
    STAGE_DATA,
    STAGE_BODY,
    STAGE_OVER
} DialogueStage;

typedef struct SmtpReply {
    int code;       /* 0: none came */
    char text[320]; /* one line, as the server wrote it: not clean */
} SmtpReply;

typedef struct SmtpDialogue {
    DialogueStage stage;
    size_t count, asked; /* recipients; RCPT commands sent so far */
    SmtpReply *rcpt;     /* `count` of them */
    SmtpReply mail, data, end, last;
    bool closing;   /* QUIT was said: what follows is a farewell */
    bool body_sent; /* all bytes of the letter were handed over: set by the door */
} SmtpDialogue;

void smtp_dialogue_start(SmtpDialogue *dialogue, size_t count); /* zeroed, or used before */
void smtp_dialogue_clear(SmtpDialogue *dialogue);

void smtp_dialogue_sent(SmtpDialogue *dialogue, const char *line, size_t length);
/* Gives whether the line was a reply, or the last one of it. */
bool smtp_dialogue_got(SmtpDialogue *dialogue, const char *line, size_t length);

/* Fills results[0..count-1], in the order of the RCPT commands. `trouble` says why the dialogue
 * ended early, for recipients that got no reply. */
void smtp_dialogue_judge(const SmtpDialogue *dialogue, const char *trouble,
                         DeliveryResult *results);

#endif
