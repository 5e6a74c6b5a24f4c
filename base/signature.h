/* signature.h: where the signature of a letter begins. Pure. */
#ifndef VESTNIK_BASE_SIGNATURE_H
#define VESTNIK_BASE_SIGNATURE_H

#include <glib.h>

/* `lines`: char*, own text without quotations. The index of the first line of the signature;
 * lines->len when there is none. */
guint signature_start(const GPtrArray *lines);

#endif
