/* mime_content.h: what one part of a letter is and holds. Internal to reading; used by mime_walk.c.
 */
#ifndef VESTNIK_BASE_MIME_CONTENT_H
#define VESTNIK_BASE_MIME_CONTENT_H

#include "base/letter.h"

/* The decoded bytes of a leaf; all bytes of any object, headers included. The caller's. */
GString *mime_content(GMimePart *part);
size_t mime_content_length(GMimePart *part); /* of a leaf, encoded */
GString *mime_object_bytes(GMimeObject *object);
GString *mime_message_bytes(GMimeMessagePart *part); /* of an attached letter, decoded */

/* The raw value of a header field on one line; NULL when absent. The caller's. */
char *mime_header(GMimeObject *object, const char *name);

/* A parameter of `header`, decoded; NULL when absent. The caller's. */
char *mime_parameter(Letter *letter, GMimeObject *object, const char *header, const char *name);

char *mime_type(GMimeObject *object); /* "image/png", lower case; the caller's */
char *mime_file_name(Letter *letter, GMimeObject *object); /* without any path; NULL none */
char *mime_type_of_name(const char *name); /* by how a file name ends; the caller's */
char *mime_base_name(const char *name);    /* behind the last slash; NULL nothing; the caller's */

/* A name for a part that has none, so that people can speak of it: of its Content-ID or
 * Content-Location, its subject, its Content-Description or its type. NULL when the type says
 * nothing. The caller's. */
char *mime_made_name(Letter *letter, GMimeObject *object, const char *type, const GString *bytes);

bool mime_is_attachment(GMimeObject *object); /* Content-Disposition says so */
/* Signed or encrypted: signatures and keys are over the bytes as they are. */
bool mime_is_sealed(GMimeObject *object);

#endif
