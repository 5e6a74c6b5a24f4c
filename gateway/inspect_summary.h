/* inspect_summary.h: the facts of a letter as a few lines for an administrator. */
#ifndef VESTNIK_GATEWAY_INSPECT_SUMMARY_H
#define VESTNIK_GATEWAY_INSPECT_SUMMARY_H

#include <stdio.h>

#include "base/facts.h"

void inspect_summary(const Facts *facts, const char *file, FILE *out);

#endif
