#!/bin/bash
# drop.sh: letters lie in the folder that files are put into by hand, and the program is killed or failed at every
# system call that it makes for them, and at every third of the many that write, read and open.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_drop signal=KILL rename,mkdir,unlink,fdatasync,inotify_add_watch,getdents64 1
crash_drop error=EIO rename,mkdir,unlink,fdatasync,getdents64 1
crash_drop error=ENOSPC rename,mkdir,pwrite64,fdatasync 3
crash_drop error=EMFILE openat,inotify_init1 3
crash_drop error=EIO openat,read,getdents64 9
done_testing
