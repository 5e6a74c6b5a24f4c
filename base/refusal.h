/* refusal.h: a server refuses a recipient while we talk to it: the same facts as of a bounce. */
#ifndef VESTNIK_BASE_REFUSAL_H
#define VESTNIK_BASE_REFUSAL_H

#include "base/facts.h"

/* Of a letter that failed for good with this reply, "550 5.1.1 no such user". The caller's. */
Bounce *refusal_read(const char *address, const char *reply);

#endif
