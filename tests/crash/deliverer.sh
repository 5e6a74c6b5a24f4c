#!/bin/bash
# deliverer.sh: the deliverer is killed at work 1,000 times.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/kill_deliverer.sh"
kill_deliverer 700 each 1
kill_deliverer 300 shared 7
done_testing
