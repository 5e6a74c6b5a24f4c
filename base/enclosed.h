/* enclosed.h: what a letter encloses and people should see below its own text: letters that were
 * passed on, an invitation, the notice that a part is encrypted. It is kept in letter->enclosed
 * while the parts are walked, because neither the own text nor a bounce is looked for in it.
 * Internal to the reading files of base/. */
#ifndef VESTNIK_BASE_ENCLOSED_H
#define VESTNIK_BASE_ENCLOSED_H

#include "base/letter.h"

/* Not of a report, whose letter is what came back; a few levels deep. */
void enclosed_letter(Letter *letter, GMimeMessage *message);

/* An OpenPGP part (RFC 3156) is told and left as it is. */
void enclosed_pgp(Letter *letter);

/* A leaf: an invitation is shown (the first one, for it often comes twice); of S/MIME (RFC 8551)
 * is told that it is encrypted or holds the text within a signature. Others are passed by. */
void enclosed_leaf(Letter *letter, GMimeObject *object, const char *type, const GString *bytes);

/* Appends all of it to facts->text, within the limit text_bytes. */
void enclosed_append(Letter *letter);

#endif
