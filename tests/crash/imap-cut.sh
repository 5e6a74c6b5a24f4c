#!/bin/bash
# imap-cut.sh: the sweeps of tests/e2e/46-imap-sweep.sh at every place, the connection cut after every byte.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/imap_sweep.sh"

for name in cut replaced untagged refused filing literal drip; do
    sweep "$name" 1 'at every place'
done
done_testing
