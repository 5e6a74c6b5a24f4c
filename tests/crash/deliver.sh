#!/bin/bash
# deliver.sh: a letter comes in by the pipe, killed or failed at every system call.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_deliver signal=KILL all 1
crash_deliver error=EIO "$DISK" 1
crash_deliver error=ENOSPC "$DISK" 1
crash_deliver error=EMFILE openat 1
done_testing
