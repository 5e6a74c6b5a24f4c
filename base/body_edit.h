/* body_edit.h: the body of a post that may not go to the members as it came: files are taken off,
 * and lines are put under its text. All other parts keep their bytes. Nothing within a signed or
 * encrypted part is touched (RFC 1847, 8551). Made in the reader child, as facts are. */
#ifndef VESTNIK_BASE_BODY_EDIT_H
#define VESTNIK_BASE_BODY_EDIT_H

#include <jansson.h>

#include "base/reading.h"

typedef struct BodyEdit {
    GPtrArray *off; /* of char*, as Attachment.part: files that do not travel */
    char *lines;    /* put under the text, plain and HTML; UTF-8; NULL none */
} BodyEdit;

BodyEdit *body_edit_new(void);
void body_edit_free(BodyEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BodyEdit, body_edit_free)

char *body_edit_to_json(const BodyEdit *edit);                  /* the caller's */
BodyEdit *body_edit_from_json(const char *text, size_t length); /* NULL: it is none */

/* The Content fields, an empty line and the body, with CRLF. Where no text can take the lines they
 * stand in place of the first file that is taken off. NULL: the letter goes as it came, for nothing
 * of it may be touched, or it cannot be read. */
GBytes *body_edit(const void *raw, size_t length, const ReadContext *context, const BodyEdit *edit);

#endif
