#!/bin/bash
# imap.sh: letters are fetched from a mailbox, and the visit is killed or failed at every system call that
# it makes for them, and at some of those by which the program is loaded.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_imap signal=KILL "$DISK,$TALK,$OPENING" 1
crash_imap signal=KILL "$LOADING" 10
crash_imap error=EIO "$DISK,$TALK,$OPENING" 1
crash_imap error=ENOSPC "$DISK" 1
crash_imap error=ECONNRESET "$TALK" 1
crash_imap error=EMFILE openat 1
done_testing
