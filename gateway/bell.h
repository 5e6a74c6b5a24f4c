/* bell.h: doorbells between the processes of `serve`: a FIFO per duty in the runtime folder. Rung
 * after a commit; a ring is only a hint: who waits always looks into the database, at least once a
 * minute. */
#ifndef VESTNIK_GATEWAY_BELL_H
#define VESTNIK_GATEWAY_BELL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

typedef enum Bell { BELL_DESK, BELL_DELIVERER, BELL_TIMER, BELL_COUNT } Bell;

/* Never blocks, never fails: nobody may be waiting. */
void bell_ring(const Settings *settings, Bell bell);

/* For whoever rings the same bell for each letter: the bell stays open from ring to ring. Begins as
 * {settings, bell, -1}. */
typedef struct BellRope {
    const Settings *settings;
    Bell bell;
    int fd; /* -1: not open */
} BellRope;

void bell_pull(BellRope *rope); /* as bell_ring() */
void bell_rope_clear(BellRope *rope);

/* A descriptor for poll() that becomes readable when the bell is rung; -1 with *error. */
int bell_open(const Settings *settings, Bell bell, GError **error);
void bell_drain(int fd);

#endif
