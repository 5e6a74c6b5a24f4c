/* command_links.h: mailto: links (RFC 6068) that hold what is to be sent to the robot. Whoever
 * touches one needs only to send the letter that opens. The words stand there in Latin letters
 * where they may: a Cyrillic one takes six characters, and what is longer than a line of 76
 * characters is torn on its way through some programs. */
#ifndef VESTNIK_GATEWAY_COMMAND_LINKS_H
#define VESTNIK_GATEWAY_COMMAND_LINKS_H

#include <glib.h>

#include "base/compose.h"
#include "base/settings.h"

/* subject and body may be NULL; the token's place in them stays as it is. The caller's, as are the
 * others. */
char *command_link(const Settings *settings, const char *subject, const char *body);

/* A command of the table by its name; `argument` NULL none. */
char *command_link_to(const Settings *settings, const char *name, const char *language,
                      const char *argument);

/* A list as the headers of its letters name it. */
typedef struct LinkedList {
    const char *name, *address; /* where it is written to */
    const char *language;       /* of the commands; NULL: that of the settings */
} LinkedList;
/* Freed by list_links_clear(). */
ListLinks list_links(const Settings *settings, const LinkedList *list);

/* Commands of a letter (WrittenCommand*): one stands in the subject, more in the text. */
char *command_link_written(const Settings *settings, const GPtrArray *written);

#endif
