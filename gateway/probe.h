/* probe.h: a short letter that finds out whether an address works: if it does not, the probe comes
 * back with the key of its copy, which nobody else knows. Whoever answers it shows that mail
 * arrives. */
#ifndef VESTNIK_GATEWAY_PROBE_H
#define VESTNIK_GATEWAY_PROBE_H

#include "gateway/work.h"

/* Queues one, unless the address is not known, is flagged or was probed in the last `probe_days`,
 * or as many addresses as `probes_per_day` were within 24 hours. `recipient`: the copy because of
 * which. `person` 0: not known. */
bool probe_send(Work *work, const char *address, int64_t person, int64_t recipient, GError **error);

#endif
