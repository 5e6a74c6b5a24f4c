/* courtesy.h: "пожалуйста" is no part of what somebody asks for. Pure. */
#ifndef VESTNIK_LISTS_COURTESY_H
#define VESTNIK_LISTS_COURTESY_H

/* One line, "диктант, пожалуйста", without the courtesy around it; all of it where nothing else is
 * said. `line` is taken over; the caller's. */
char *courtesy_cut(char *line);

#endif
