/* compose_fields.h: what a copy carries of each header field, in one table: for compose.c and
 * compose_post.c alone. */
#ifndef VESTNIK_BASE_COMPOSE_FIELDS_H
#define VESTNIK_BASE_COMPOSE_FIELDS_H

#include "base/compose.h"
#include "base/raw_header.h"

/* What becomes of a field of the letter in its copies. */
typedef enum FieldFate {
    FIELD_LEFT,   /* it stays behind */
    FIELD_OURS,   /* so does the letter's; we write our own */
    FIELD_PASSED, /* it goes as it stands in the letter */
    FIELD_BODY,   /* so too, with the body that it describes: not when we make a new one */
} FieldFate;

FieldFate field_fate(const RawHeader *field);
FieldFate field_fate_of(const char *name);

/* Our fields of the head of a post, but for the subject. */
void fields_write(GString *out, const PostHead *head);
/* The fields of RFC 2369 but for List-Unsubscribe, which each copy has of its own. */
void fields_of_list(GString *out, const ListLinks *links);
/* That one, and List-Unsubscribe-Post with `one_click` (RFC 8058); each may be NULL. */
void field_unsubscribe(GString *out, const char *mailto, const char *one_click);

#endif
