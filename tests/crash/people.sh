#!/bin/bash
# people.sh: a wave of invitations and an import of the registry, killed or failed at calls that may change the disk,
# a sample of them (the output says of how many; "1" in place of most=N is every one, in an hour): nobody is invited
# twice, and no registry is half imported.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_invitation signal=KILL "$DISK,write,openat" most=40
crash_invitation error=ENOSPC "$DISK" most=20
crash_registry signal=KILL all most=60
crash_registry error=ENOSPC "$DISK" most=30
done_testing
