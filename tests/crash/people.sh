#!/bin/bash
# people.sh: a wave of invitations and an import of the registry, killed or failed at every call that may change the
# disk: nobody is invited twice, and no registry is half imported.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/crash.sh"
new_community
crash_letters
crash_invitation signal=KILL "$DISK,write,openat" 1
crash_invitation error=ENOSPC "$DISK" 1
crash_registry signal=KILL all 1
crash_registry error=ENOSPC "$DISK" 1
done_testing
