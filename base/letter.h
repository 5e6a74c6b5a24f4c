/* letter.h: what the steps of read_letter() share. Internal to the reading files of base/:
 * reading.c calls mime_walk(), then bounce_read(), auth_read() and kind_decide(), each of which
 * adds its part to `facts`. */
#ifndef VESTNIK_BASE_LETTER_H
#define VESTNIK_BASE_LETTER_H

#include <gmime/gmime.h>

#include "base/auto.h"
#include "base/facts.h"
#include "base/header_words.h"
#include "base/headers.h"
#include "base/reading.h"

typedef struct Letter {
    const ReadContext *context;
    const Headers *headers; /* of the letter itself */
    Facts *facts;
    char *hint; /* charset of the first text part that declares one, NULL */
    WordsSeen seen;
    GString *text; /* the readable text while it grows */
    bool text_cut;
    size_t tnef_parts; /* that were opened */
    GString *enclosed; /* enclosed.h; NULL: nothing */
    GPtrArray *parts;  /* of LetterPart*: letter_parts.h; NULL: they are not wanted */
    bool invited;      /* an invitation stands in it */
    int depth;         /* of letters around this one */
    int sealed;        /* signed and encrypted parts around what is walked */

    /* Parts that machines write for machines, as they were found; NULL when absent. */
    char *report_type; /* of multipart/report, lower case (RFC 6522) */
    GString *status;   /* all message/delivery-status parts (RFC 3464) */
    char *receipt;     /* message/disposition-notification (RFC 8098) */
    char *feedback;    /* message/feedback-report (RFC 5965) */
    Headers *returned; /* headers of the first returned letter */
} Letter;

void letter_clear(Letter *letter); /* all but context, headers and facts */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letter, letter_clear)

/* Takes the parts: text, attachments, reports, signed and encrypted. */
void mime_walk(Letter *letter, GMimeMessage *message);

/* The attachment that was found last is a file of the letter, not a form of its text. `charset` is
 * what a text declares, NULL. */
void letter_part_keep(Letter *letter, const char *charset, const GString *bytes);

/* facts->hits, by the rules of the context. */
void hold_look(Letter *letter);

/* From, recipients, Message-ID, Date, Subject, ... of the headers alone. */
void envelope_read(Letter *letter);

/* facts->trick; `sender` is the address of the Sender field, NULL when there is none. */
void sender_judge(Letter *letter, const char *sender);

/* Subject without prefixes and tags, the tags, and the capability token (facts->token), which may
 * stand in the subject or in a recipient. */
void subject_read(Facts *facts);

/* facts->bounces and bounced_message_id. Gives the line that shows a bounce, NULL when the letter
 * is none. The caller's. */
char *bounce_read(Letter *letter);

/* facts->auth and its companions. */
void auth_read(Letter *letter);

/* facts->kind and evidence. `bounce` is what bounce_read() gave. */
void kind_decide(Letter *letter, const char *bounce);
/* The subject or line that is a command and nothing else, as evidence; NULL none. The caller's. */
char *kind_command(const Letter *letter);
/* "where: value", on one line; the caller's. */
char *kind_seen(const char *where, const char *value);

#endif
