/* spoken_date.h: a day as people write it in a letter: "до 25.08", "по 25 августа", "на две
 * недели", "до понедельника", "until August 25". Pure. */
#ifndef VESTNIK_BASE_SPOKEN_DATE_H
#define VESTNIK_BASE_SPOKEN_DATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct SpokenPeriod {
    int64_t from; /* the midnight with which it begins; 0: its text says nothing of that */
    int64_t
        until; /* at which it is over: "до 25.08" ends as the 25th begins, "по 25.08" as it ends */
    bool is_next; /* no year is named, and this year's day is over */
} SpokenPeriod;

/* The time in `zone` that `text` speaks of. A day without a year is the next one behind `now`, and
 * the first one of "с 1 по 14 августа" has the month of the last. Up to 200 words; false: no day is
 * named, or none that exists. */
bool spoken_period(const char *text, int64_t now, GTimeZone *zone, SpokenPeriod *period);

#endif
