/* report.h: participation and coverage as tables for people, spreadsheets and programs. */
#ifndef VESTNIK_DIGEST_REPORT_H
#define VESTNIK_DIGEST_REPORT_H

#include "base/words.h"
#include "digest/participation.h"
#include "digest/table.h"

/* One row a group and, last, one row of the total (key "group": "total"). Titles are borrowed from
 * `words` and `p`, which must outlive the table. */
Table *report_participation(const Participation *p, Grouping grouping, const Words *words,
                            GTimeZone *zone);
Table *report_coverage(const Participation *p, Grouping grouping, const Words *words, int64_t goal);

/* "новые темы: 1, ответы: 3", "" for nothing. The caller's. */
char *report_acts(const Participation *p, const ActRow *row, const Words *words);

#endif
