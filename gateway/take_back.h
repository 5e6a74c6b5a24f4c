/* take_back.h: the command "отозвать": an author takes a letter back while it waits for a
 * moderator, or within the setting take_back_minutes of publishing. "отозвать 57" names the letter
 * by its number, as our letters about it do; "отозвать" means the newest. Only from the address
 * that wrote it. */
#ifndef VESTNIK_GATEWAY_TAKE_BACK_H
#define VESTNIK_GATEWAY_TAKE_BACK_H

#include <jansson.h>

#include "gateway/work.h"

/* Reads the letters that the commands of `work` mean into work->queue; before the transaction. */
bool take_back_read(Work *work, GError **error);

/* What a letter to the author says of it: link_take_back, and minutes where a published one is
 * meant; nothing when it cannot be taken back. */
void take_back_add(const Work *letter, bool published, json_t *values);

#endif
