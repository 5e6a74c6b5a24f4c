#!/bin/bash
# imap.sh: letters are fetched from a mailbox, and the visit is killed at every system call that it makes for them, and at every tenth
# of those by which the program is loaded. That they fail: imap-failed.sh.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
. "$ROOT/tests/lib/crash_doors.sh"
new_community
crash_letters
crash_imap signal=KILL "$DISK,$TALK,$OPENING" 1
crash_imap signal=KILL "$LOADING" 10
done_testing
