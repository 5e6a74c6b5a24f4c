/* mime_parse.h: a letter to its tree of parts, by GMime, or none where it has no parts. Internal to
 * reading. */
#ifndef VESTNIK_BASE_MIME_PARSE_H
#define VESTNIK_BASE_MIME_PARSE_H

#include "base/letter.h"

/* Do these fields say that the letter is one plain text, its body as it stands? Then nothing needs
 * to be parsed. In doubt not. */
bool mime_is_single(const Headers *headers);

void mime_start(void); /* before GMime is asked anything; more than once is allowed */

/* The parts; NULL: GMime finds no letter. Of its header only what says something of the parts is
 * there. Warns in `facts` of malformed MIME. */
GMimeMessage *mime_parse(const char *raw, size_t length, Facts *facts);

#endif
