#!/bin/bash
# 46-imap-sweep.sh: an IMAP server that goes wrong at one place after the other: whatever happens where, nothing
# is lost, nothing is kept twice, and the next look takes the rest. `make crash` walks every byte.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/imap_sweep.sh"

while read -r name step why; do
    sweep "$name" "$step" "$why"
done <<'END'
cut 61 the connection ends after so many bytes
replaced 97 and by the next look the folder was replaced
untagged 7 an untagged line is put in
refused 1 NO or BAD to one command
filing 3 NO or BAD to some of the commands that file letters away
literal 5 a letter has fewer or more bytes than was said
drip 13 one byte a second
END

done_testing
