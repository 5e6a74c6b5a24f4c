#!/bin/bash
# run.sh: the desk decides and the deliverer sends, killed or failed at every call that may change the disk.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_run signal=KILL "$DISK,write,openat" 1
crash_run error=EIO "$DISK" 1
crash_run error=ENOSPC "$DISK" 7
crash_run error=EMFILE "openat,socketpair,pipe2" 3
crash_run error=EIO "write,read,sendto" 7
done_testing
