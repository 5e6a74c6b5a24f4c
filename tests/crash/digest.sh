#!/bin/bash
# digest.sh: the weekly letters are made and sent, killed or failed at every system call.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_run signal=KILL "$COMMITS" 100 # the posts that they tell of
crash_digest signal=KILL "$DISK,write,openat,close" 1
crash_digest error=ENOSPC "$DISK" 1
done_testing
