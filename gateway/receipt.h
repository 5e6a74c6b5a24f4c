/* receipt.h: a receipt for each letter that comes to a list, for authors who want one: the command
 * "квитанции вкл". Whoever does not ask for them gets none. */
#ifndef VESTNIK_GATEWAY_RECEIPT_H
#define VESTNIK_GATEWAY_RECEIPT_H

#include "gateway/work.h"

typedef enum ReceiptOf { RECEIPT_PUBLISHED, RECEIPT_HELD } ReceiptOf;

/* For a letter that has just come; one that was decided has other letters. */
bool receipt_send(const Work *work, ReceiptOf what, GError **error);

#endif
