#!/bin/bash
# run.sh: the desk decides and the deliverer sends, killed or failed at every system call.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_run signal=KILL "$DISK,write,openat,close" 1
crash_run error=EIO "$DISK" 1
crash_run error=ENOSPC "$DISK" 1
done_testing
