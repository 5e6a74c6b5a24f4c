#!/bin/bash
# 52-crash.sh: killed at its commits, or met by a disk that fails, the program comes to the end that it would
# have come to; a letter that was acknowledged is there. The long version, at every system call: make crash.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_deliver signal=KILL "$DISK" 2
crash_deliver error=EIO "$DISK" 3
crash_run signal=KILL "$COMMITS" 3
crash_run error=ENOSPC "$DISK" 19
crash_digest signal=KILL "$COMMITS" 4
crash_escalation signal=KILL "$COMMITS" 4
crash_invitation signal=KILL "$COMMITS" 4
crash_registry signal=KILL "$DISK" 5
crash_registry error=EIO "$DISK" 11
done_testing
