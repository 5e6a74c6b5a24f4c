/* spoken_date.h: a day as people write it in a letter: "до 25.08", "по 25 августа", "на две
 * недели", "до понедельника", "until August 25". Pure. */
#ifndef VESTNIK_BASE_SPOKEN_DATE_H
#define VESTNIK_BASE_SPOKEN_DATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The midnight in `zone` at which the time that `text` speaks of is over: "до 25.08" ends as the
 * 25th begins, "по 25.08" as it ends. Of a period ("с 1 по 14 августа") its end counts. A day
 * without a year is the next one behind `now`. Up to 200 words; false: no day is named, or none
 * that exists. */
bool spoken_date(const char *text, int64_t now, GTimeZone *zone, int64_t *at);

#endif
