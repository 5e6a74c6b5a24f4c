#!/bin/bash
# 52-crash-doors.sh: the doors of LMTP, IMAP and the folder are killed at their commits and words, or met by a disk
# that fails: what was acknowledged is there, once. The long version, at every system call: make crash.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_lmtp signal=KILL fdatasync,sendto 2
crash_lmtp error=EIO pwrite64,fdatasync,accept4 4
crash_lmtp_many signal=KILL fdatasync,sendto 3
crash_imap signal=KILL fdatasync,sendto 4
crash_drop signal=KILL rename,fdatasync 4
done_testing
