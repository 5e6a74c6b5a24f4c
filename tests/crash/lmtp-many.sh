#!/bin/bash
# lmtp-many.sh: letters come in by LMTP in two sessions at once, and the door with its thread is killed or failed at
# every system call that it makes for them.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_lmtp_many signal=KILL "$DISK,$TALK,write,futex,clone3,eventfd2" 1
crash_lmtp_many error=EIO "$DISK,$TALK" 1
crash_lmtp_many error=ENOSPC "$DISK" 1
crash_lmtp_many error=EAGAIN clone3,eventfd2,fdatasync,sendto 1
done_testing
