#!/bin/bash
# digest.sh: the weekly letters and a daily one are made and sent, killed or failed at every call that may change the disk.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_digest signal=KILL "$DISK,write,openat" 1
crash_digest error=ENOSPC "$DISK" 1
done_testing
