/* recipient_told.h: how `queue list` and `trace` tell of one recipient of a letter: his state in
 * words, and what a person can do. Pure. */
#ifndef VESTNIK_GATEWAY_RECIPIENT_TOLD_H
#define VESTNIK_GATEWAY_RECIPIENT_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "base/words.h"

typedef struct RecipientTold {
    const char *state;
    int64_t attempts;      /* that failed */
    const char *reply;     /* the server's last word; NULL none */
    bool maybe_twice;      /* it may have come twice */
    bool is_known;         /* the address is somebody's of the registry */
    bool is_administrator; /* it is the one of that setting */
} RecipientTold;

/* Whether the address stands in the setting `administrator`; or, where it is nobody's of the
 * registry, is one slip away from it. */
bool recipient_is_administrator(const Settings *settings, const char *address, bool is_known);

/* "wait", "duplicate", "twice", "server", "address", "stranger", "setting", "owner", "size",
 * "administrator", "again"; NULL: there is nothing to say. */
const char *recipient_advice(const RecipientTold *told);

/* In words, borrowed. */
const char *recipient_state_words(const Words *words, const char *state);
const char *recipient_advice_words(const Words *words, const char *advice); /* NULL for NULL */

#endif
