/* mime_content.h: what one part of a letter is and holds. Internal to reading; used by mime_walk.c.
 */
#ifndef VESTNIK_BASE_MIME_CONTENT_H
#define VESTNIK_BASE_MIME_CONTENT_H

#include "base/letter.h"

/* The decoded bytes of a leaf; all bytes of any object, headers included. The caller's. */
GString *mime_content(GMimePart *part);
GString *mime_object_bytes(GMimeObject *object);

/* A parameter of `header`, decoded; NULL when absent. The caller's. */
char *mime_parameter(Letter *letter, GMimeObject *object, const char *header, const char *name);

char *mime_type(GMimeObject *object); /* "image/png", lower case; the caller's */
char *mime_file_name(Letter *letter, GMimeObject *object); /* without any path; NULL none */
bool mime_is_attachment(GMimeObject *object);              /* Content-Disposition says so */

#endif
