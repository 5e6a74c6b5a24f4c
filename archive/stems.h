/* stems.h: words reduced to their stems (Snowball, Russian or English by the letters), so that
 * "дробями" finds "дроби". */
#ifndef VESTNIK_ARCHIVE_STEMS_H
#define VESTNIK_ARCHIVE_STEMS_H

#include <glib.h>
#include <stdbool.h>

/* The stems of a text in its order, with one blank between them: folded letters and digits only,
 * so that nothing in them means anything to a query. The caller's. */
char *stems_of(const char *text);

/* One line of about `most` bytes around the first word whose stem is one of `stems` (a set), "…"
 * where something was left out; the beginning when there is none. The caller's. */
char *stems_excerpt(const char *text, GHashTable *stems, size_t most);

#endif
