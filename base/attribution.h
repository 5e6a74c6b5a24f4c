/* attribution.h: the lines that announce a quotation: "Иванова пишет:", and the block "From: Sent:
 * To: Subject:" of Outlook. Known by what stands in them (a date, an address, a verb), not by the
 * form of each program. Pure. */
#ifndef VESTNIK_BASE_ATTRIBUTION_H
#define VESTNIK_BASE_ATTRIBUTION_H

#include "base/lines.h"

/* Where the attribution begins that ends with the line `end`; -1 when none does. `quote_follows`:
 * the next line that is not empty begins with a mark of quotation; then less is asked for. */
gssize attribution_start(const TextLines *lines, size_t end, bool quote_follows);

/* Do the first quoted lines from `at` on tell who wrote the others? */
bool attribution_inside(const TextLines *lines, size_t at);

/* How many lines the header block takes that begins at `at`; 0 when none does. `announced`: a rule
 * stands above it; then less is asked for. */
size_t header_block(const TextLines *lines, size_t at, bool announced);

#endif
