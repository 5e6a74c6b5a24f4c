/* refusal.c: see refusal.h. */
#include "base/refusal.h"

#include "base/bounce.h"
#include "base/text.h"

Bounce *refusal_read(const char *address, const char *reply)
{
    Bounce *bounce = g_new0(Bounce, 1);

    bounce->address = g_strdup(address);
    bounce->action = BOUNCE_FAILED;
    bounce->diagnostic = text_one_line(reply);
    bounce->status = bounce_find_status(bounce->diagnostic);
    bounce_classify(bounce, STAGE_UNKNOWN);
    return bounce;
}
