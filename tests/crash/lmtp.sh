#!/bin/bash
# lmtp.sh: letters come in by LMTP, and the door is killed or failed at every system call that
# it makes for them, and at some of those by which the program is loaded.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_lmtp signal=KILL "$DISK,$TALK,$OPENING" 1
crash_lmtp signal=KILL "$LOADING" 10
crash_lmtp error=EIO "$DISK,$TALK,$OPENING" 1
crash_lmtp error=ENOSPC "$DISK" 1
crash_lmtp error=ECONNRESET "$TALK" 1
crash_lmtp error=EMFILE openat 1
done_testing
