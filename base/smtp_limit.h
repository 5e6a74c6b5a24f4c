/* smtp_limit.h: does an SMTP reply speak of a limit of ours (RFC 5321 knows no code for that; RFC
 * 3463 has x.7.x and x.4.5 for it and for much else), and until when? Pure; the phrases are a table
 * in smtp_limit.c, for each of which test_smtp_limit.c has the reply of a real server. */
#ifndef VESTNIK_BASE_SMTP_LIMIT_H
#define VESTNIK_BASE_SMTP_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum LimitKind {
    LIMIT_NONE,
    LIMIT_LETTER,  /* of recipients in one letter: the others may go with the next */
    LIMIT_ACCOUNT, /* of what this account may send: whatever comes next is refused too */
} LimitKind;

/* `code` of the reply, 0 none; `text` with or without it. *seconds that the server names until it
 * will take letters again; 0: none. */
LimitKind smtp_limit(int code, const char *text, int64_t *seconds);

#endif
