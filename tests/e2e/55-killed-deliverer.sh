#!/bin/bash
# 55-killed-deliverer.sh: killed at work, the deliverer loses nobody and repeats only what was on its way; the
# long version, 1,000 times: make crash.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/kill_deliverer.sh"
kill_deliverer 25 each 1
kill_deliverer 15 shared 7
done_testing
