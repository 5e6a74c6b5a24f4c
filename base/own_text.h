/* own_text.h: what the author of a letter wrote himself: without quotations of other letters and
 * without the signature. Answers written between quoted lines stay, with the lines they answer
 * (each begins with ">"). Pure. */
#ifndef VESTNIK_BASE_OWN_TEXT_H
#define VESTNIK_BASE_OWN_TEXT_H

/* `text` is clean UTF-8 with LF. *signature is NULL when there is none. Both are the caller's. */
char *own_text(const char *text, char **signature);

#endif
