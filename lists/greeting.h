/* greeting.h: people say hello first, also to a robot. */
#ifndef VESTNIK_LISTS_GREETING_H
#define VESTNIK_LISTS_GREETING_H

/* Where the text goes on behind its greeting and blank lines: "Здравствуйте!\n\nДа" and "Добрый
 * день! Да" both at "Да". Points into `text`; at its end when nothing follows. */
const char *greeting_skip(const char *text);

#endif
