/* command_address.h: a person's own addresses, linked and changed by letter: the answer to the
 * question that goes to the new one (ask kinds "address" and "address-change"; object: the address
 * that it was asked from). */
#ifndef VESTNIK_GATEWAY_COMMAND_ADDRESS_H
#define VESTNIK_GATEWAY_COMMAND_ADDRESS_H

#include "gateway/work.h"
#include "lists/answer.h"

bool address_answered(Work *work, const Answer *answer, GError **error);

#endif
