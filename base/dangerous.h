/* dangerous.h: files that do harm when they are opened. */
#ifndef VESTNIK_BASE_DANGEROUS_H
#define VESTNIK_BASE_DANGEROUS_H

#include <stdbool.h>

#include "base/settings.h"

/* Does its name end as those of the setting dangerous_files do? `name` may be NULL. */
bool dangerous_file(const Settings *settings, const char *name);

#endif
