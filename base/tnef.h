/* tnef.h: winmail.dat (application/ms-tnef), in which Outlook packs its attachments and its text.
 * The library that knows the format is not trusted with hostile bytes: it works in a helper, a
 * child of the reader with an address space, processor time and pipes of its own and nothing else.
 */
#ifndef VESTNIK_BASE_TNEF_H
#define VESTNIK_BASE_TNEF_H

#include <glib.h>
#include <stdbool.h>

#include "base/reading.h"

typedef enum TnefKind {
    TNEF_FILE = 'F',
    TNEF_TEXT = 'T',
    TNEF_HTML = 'H',
    TNEF_END = 'E', /* on the wire only: nothing is missing */
} TnefKind;

typedef struct TnefItem {
    TnefKind kind;
    char *name;     /* of a file; of a text its charset, "" unknown. Raw bytes */
    GString *bytes; /* decoded */
} TnefItem;

/* What the helper, the program at `helper` called with "_tnef", finds in `bytes`: of TnefItem, the
 * files in their order. NULL when it is no TNEF, is damaged, breaks a limit (*over: its name,
 * static) or the helper dies or dawdles. */
GPtrArray *tnef_open(const GString *bytes, const char *helper, const ReadLimits *limits,
                     const char **over);

/* What the hidden command "_tnef" runs; for main(). Reads standard input, writes items to standard
 * output. Gives the exit code. */
int tnef_helper_main(void);

/* Rich text as UTF-8: HTML that was wrapped in it comes out as HTML. The caller's. */
GString *rtf_to_utf8(const char *rtf, size_t length, bool *html);

#endif
