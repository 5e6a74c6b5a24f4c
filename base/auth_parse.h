/* auth_parse.h: the value of one Authentication-Results field taken apart (RFC 8601 section 2.2).
 * Lenient where the grammar is broken in use, never beyond the field; linear, no recursion. */
#ifndef VESTNIK_BASE_AUTH_PARSE_H
#define VESTNIK_BASE_AUTH_PARSE_H

#include <glib.h>

/* One "method=result property=value ...", lower case. */
typedef struct AuthMethod {
    char *method, *result; /* "dkim", "pass" */
    char *domain;          /* that it speaks of, as A-labels; NULL when it names none */
} AuthMethod;

typedef struct AuthField {
    char *id;        /* lower case; NULL when it is left out */
    GArray *methods; /* of AuthMethod */
} AuthField;

/* Behind the comment that begins at `p` with "(" (RFC 5322 section 3.2.2), nested ones and quoted
 * pairs in it; at the end of the text where it is not closed. */
const char *comment_end(const char *p);

AuthField *auth_field_parse(const char *value);
void auth_field_free(AuthField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuthField, auth_field_free)

#endif
