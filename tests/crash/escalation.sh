#!/bin/bash
# escalation.sh: a letter that nobody decides, killed or failed at every call that may change the disk.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_escalation signal=KILL "$DISK,write,openat" 1
crash_escalation error=ENOSPC "$DISK" 1
done_testing
