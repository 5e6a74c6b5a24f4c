#!/bin/bash
# lmtp-failed.sh: letters come in by LMTP, and the door meets a failure at every system call that it makes for
# them: disk, talk and opening; at every fifth of those that ask for memory or a lock, and of those by which the
# program is loaded.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_lmtp error=EIO "$DISK,$TALK,${OPENING/fcntl,/}" 1
crash_lmtp error=ENOSPC "$DISK" 1
crash_lmtp error=ECONNRESET "$TALK" 1
crash_lmtp error=ENOBUFS socket,sendto 1
crash_lmtp error=EINTR "$TALK,fdatasync" 1
crash_lmtp error=EMFILE openat 1
crash_lmtp error=EIO openat,read,pread64,newfstatat,fcntl 5
crash_lmtp error=ENOMEM mmap,brk 5
done_testing
