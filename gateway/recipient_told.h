/* recipient_told.h: how `queue list` and `trace` tell of one recipient of a letter: his state in
 * words, and what a person can do. Pure. */
#ifndef VESTNIK_GATEWAY_RECIPIENT_TOLD_H
#define VESTNIK_GATEWAY_RECIPIENT_TOLD_H

#include <stdint.h>

#include "base/words.h"

/* "wait", "duplicate", "server", "address", "owner", "size", "administrator", "again"; NULL:
 * nothing is to be done. `attempts` that failed; `reply`, the server's last word, may be NULL. */
const char *recipient_advice(const char *state, int64_t attempts, const char *reply);

/* In words, borrowed. */
const char *recipient_state_words(const Words *words, const char *state);
const char *recipient_advice_words(const Words *words, const char *advice); /* NULL for NULL */

#endif
