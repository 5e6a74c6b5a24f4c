/* mime_tnef.h: winmail.dat: what is in it stands in the letter as if it were parts of its own.
 * Internal to reading; used by mime_walk.c. */
#ifndef VESTNIK_BASE_MIME_TNEF_H
#define VESTNIK_BASE_MIME_TNEF_H

#include "base/letter.h"

bool mime_is_tnef(const char *type, const char *name);

/* Its files are attachments in places below its own: 2.1, 2.2, ...; its text is shown where the
 * letter has none else. false: it stays as it is. */
bool mime_open_tnef(Letter *letter, const GString *bytes, const char *path);

#endif
