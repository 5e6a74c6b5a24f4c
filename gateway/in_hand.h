/* in_hand.h: which case the desk has in hand, in a file of the runtime folder, so that the next
 * desk knows it when this one dies by a fault. It is a note for blame only: never flushed, and
 * wrong at worst about one attempt. */
#ifndef VESTNIK_GATEWAY_IN_HAND_H
#define VESTNIK_GATEWAY_IN_HAND_H

#include "base/settings.h"

/* A descriptor; -1: no note can be kept, and nobody is blamed. */
int in_hand_open(const Settings *settings);
void in_hand_note(int fd, int64_t case_id);     /* 0: nothing in hand */
int64_t in_hand_read(const Settings *settings); /* 0: nothing */

#endif
