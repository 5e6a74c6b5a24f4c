#!/bin/bash
# 53-bombs.sh: letters made to exhaust whoever reads them (tests/lib/bombs.py). Each is read within two
# seconds of processor time and 256 MiB, or stopped by a limit with a name; all of them delivered, the
# next ordinary letter goes through, and what was stopped waits for a moderator with its reason.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community
BOMBS=$TEST_TMP/bombs
mkdir "$BOMBS"
bombs() {
    python3 "$ROOT/tests/lib/bombs.py" "$@"
}

# Sanitizers take their own time and memory.
case $VESTNIK in
*sanitize*) ms=60000 mib=100000 ;;
*) ms=2000 mib=256 ;;
esac
bombs make "$BOMBS" >"$TEST_TMP/made"
bombs read "$VESTNIK" "$BOMBS" >"$TEST_TMP/read"
stopped=0
while read -r name limit && read -r read kind warnings cpu memory <&3; do
    case $limit in
    read) unlike "$read $kind $warnings" ' broken | killed | crash ' "$name is read" ;;
    *) like "$read $kind $warnings" "^$name broken .*over-limit:$limit" "$name is stopped by limit_$limit"
        stopped=$((stopped + 1)) ;;
    esac
    ok "$name takes $cpu ms and $memory MiB, at most $ms and $mib" \
        test "$cpu" -le "$ms" -a "$memory" -le "$mib"
done <"$TEST_TMP/made" 3<"$TEST_TMP/read"
is "$(wc -l <"$TEST_TMP/read")" "$(wc -l <"$TEST_TMP/made")" 'every one was read'

begin_step
while read -r name limit; do
    v deliver --from ivanova@school3.test --to matematika@mo.test <"$BOMBS/$name.eml" 2>>"$STEP.log" ||
        echo "$name" >>"$TEST_TMP/refused"
done <"$TEST_TMP/made"
ok 'all are accepted' test ! -e "$TEST_TMP/refused"
do_due
unlike "$(cat "$STEP.log")" 'letter.deadly|case.broken|round.failed' 'none kills its reader'
is "$(v --json held list | jq -r 'select(.reason == "unreadable") | .reason' | wc -l)" "$stopped" \
    'what a limit stopped is held, and said to be unreadable'
later 1 minute
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'После всех' <<<'Добрый день!'
is "$(decided)" 'publish member' 'and the next letter is published'

# --- bytes that servers like to mend: kept as they came -----------------------------------------------
HEAD='From: ivanova@school3.test\nTo: matematika@mo.test\nMessage-ID: <%s@school3.test>\nSubject: x\n'
while IFS='|' read -r what body; do
    # shellcheck disable=SC2059
    printf "$HEAD$body" "$what" >"$TEST_TMP/odd.eml"
    letter=$(v --json deliver --from ivanova@school3.test --to matematika@mo.test <"$TEST_TMP/odd.eml" | jq .letter)
    is "$(v archive raw "$letter" | sha256sum)" "$(sha256sum <"$TEST_TMP/odd.eml")" "$what: the same bytes come out"
done <<'ODD'
crlf|\ntext\r\nwith CRLF\r\n
mixed-line-ends|X: y\r\n\r\ntext\nand\r\n\n\r
bare-cr|\ntext\rwith\r\rCR\r
zeroes|X: a\000b\n\n\000text\000\n
no-final-newline|\ntext
no-body|
many-final-newlines|\ntext\n\n\n\n
eight-bit|X: \317\353\340\355\n\n\360\314\301\316\377\200\n
blanks-at-line-ends|X: y  \t \n\ntext \t\n \n
dots|\n.\n..\n.text\n
from-lines|\nFrom here\n>From there\n
byte-order-mark|\n\357\273\277text\n
ODD
done_testing
