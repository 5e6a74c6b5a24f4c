/* mbox.h: letters of an mbox file (RFC 4155, mboxrd), one at a time in bounded memory. */
#ifndef VESTNIK_GATEWAY_MBOX_H
#define VESTNIK_GATEWAY_MBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MBOX_LINE 65536 /* a longer line comes in pieces */

typedef struct Mbox {
    FILE *file;   /* borrowed */
    size_t limit; /* bytes of one letter; what is beyond is dropped, and `cut` says so */
    char buffer[MBOX_LINE];
    size_t at, filled; /* what was taken of it, and what it holds */
    bool unended;      /* the last piece ended no line */
    bool in_line;      /* so this one goes on a line */
    bool at_from;      /* the last line read begins the next letter */
    bool cut;
    bool failed; /* reading the file failed; errno says why */
} Mbox;

/* `limit` should be above the reading limit, so that a cut letter is seen to be over it. */
void mbox_init(Mbox *mbox, FILE *file, size_t limit);

/* The next letter without its "From " line, one ">" taken off quoted ones; NULL at the end. What
 * stands before the first "From " line is a letter too. The caller's. */
GString *mbox_next(Mbox *mbox);

#endif
