/* disowned.h: a letter in the name of somebody in the registry that the mail server takes for
 * forged. Nothing of it is done and nobody is answered, for the answer would go to whoever was
 * forged; but where a school's mail is set up wrongly all its letters end so, and only the
 * administrator can have that mended. */
#ifndef VESTNIK_GATEWAY_DISOWNED_H
#define VESTNIK_GATEWAY_DISOWNED_H

#include "gateway/work.h"

/* The administrator hears of it: of one domain a day, of the same domain once in seven days. Inside
 * the case's transaction. */
bool disowned_tell(Work *work, GError **error);

#endif
