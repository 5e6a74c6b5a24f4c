/* smtp_clock.h: the time of day until which a server will take no letters: "try again after 14:30
 * MSK", "до 15:00". Pure. */
#ifndef VESTNIK_BASE_SMTP_CLOCK_H
#define VESTNIK_BASE_SMTP_CLOCK_H

#include <glib.h>
#include <stdint.h>

/* Seconds from `now` on, at most a day; 0: it names none, or one that passed within the last hour.
 * A time without a zone is one of `zone`; of one that is not known nothing is guessed. */
int64_t smtp_clock_wait(const char *text, int64_t now, GTimeZone *zone);

#endif
