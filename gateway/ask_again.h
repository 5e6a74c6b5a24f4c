/* ask_again.h: held letters that nobody is asked about any more (the question expired, the
 * moderator's role ended, there was no moderator then): whoever decides now is asked, at most once
 * a day a letter. */
#ifndef VESTNIK_GATEWAY_ASK_AGAIN_H
#define VESTNIK_GATEWAY_ASK_AGAIN_H

#include "gateway/desk.h"

bool ask_again_about_held(Desk *desk, GError **error);

#endif
