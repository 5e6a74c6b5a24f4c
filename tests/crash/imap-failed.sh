#!/bin/bash
# imap-failed.sh: letters are fetched from a mailbox, and the visit meets a failure at every system call that it makes for
# them: disk, talk and opening; at some of the many that write pages, ask for memory or a lock, and of those
# by which the program is loaded.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_imap error=EIO "fsync,fdatasync,ftruncate,$TALK,${OPENING/fcntl,/}" 1
crash_imap error=EIO pwrite64 4
crash_imap error=ENOSPC pwrite64,fdatasync,ftruncate 4
crash_imap error=ECONNRESET "$TALK" 3
crash_imap error=ENOBUFS socket,sendto 4
crash_imap error=EINTR "$TALK,fdatasync" 3
crash_imap error=EMFILE openat 1
crash_imap error=EIO openat,read,pread64,newfstatat,fcntl 5
crash_imap error=ENOMEM mmap,brk 5
done_testing
