/* calendar.h: an invitation (iCalendar, RFC 5545; its methods RFC 5546) in a few words: what, when
 * and in which zone, where, who invites. Pure. */
#ifndef VESTNIK_BASE_CALENDAR_H
#define VESTNIK_BASE_CALENDAR_H

/* `ics` is valid UTF-8. Lines for people; NULL when it holds no event. The caller's. */
char *calendar_text(const char *ics);

#endif
