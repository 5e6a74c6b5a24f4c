/* edited.h: a held letter that is published with the text a moderator wrote for it. The letter
 * itself stays in the archive as it came, the text in the ruling (archive/ruling.h). */
#ifndef VESTNIK_GATEWAY_EDITED_H
#define VESTNIK_GATEWAY_EDITED_H

#include "gateway/work.h"

/* From here on `held` says `text`, under the subject of its first line "Тема: ..." if it has one,
 * and has the files of held->parts, as do_publish() will archive and send it. */
void edited_make(Work *held, const char *text);

#endif
