#!/bin/bash
# 41-imap-hostile.sh: an IMAP server that breaks off, floods, lies or refuses does no harm: the door
# ends with an error in time, and loses and doubles nothing when the server has come to its senses.
# slow
. "$(dirname "$0")/../lib/tap.sh"

DOOR=$(dirname "$VESTNIK")/tests/imap_door
umask 077
printf 'secret\n' >"$TEST_TMP/password"

# begin SCENARIO [SECURITY [LETTERS]]: a fresh instance and a fresh server
begin() {
    scenario=$1
    rm -rf "$TEST_TMP/state" "$TEST_TMP/$scenario.log"
    port=$(free_port)
    new_instance "account \"main\" { address = \"gw@school.test\"
        password_file = \"$TEST_TMP/password\"  smtp_host = none  imap_poll = 5
        imap_host = \"127.0.0.1\"  imap_port = $port  imap_security = ${2:-none} }"
    server "$scenario" python3 "$ROOT/tests/lib/imap_server.py" "$port" "$scenario" \
        "${3:-2}"
    wait_for 10 heard READY || bail_out 'no scripted server' # a try to connect would be counted
}

kept() { sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT count(*) FROM letter'; }
kept_are() { [ "$(kept)" -eq "$1" ]; }
heard() { grep -c -e "$1" "$TEST_TMP/$scenario.log"; }
look() { timeout -k 1 45 "$DOOR" "$INSTANCE_CONF" once; }

# --- one look, then another -------------------------------------------------------------------
# SCENARIO EXIT KEPT-AFTER-FIRST: after the second look both letters are kept, whatever the first said
while read -r name code first why; do
    begin "$name"
    exits "$code" "$name: $why" look
    is "$(kept)" "$first" "$name: letters kept after the first look"
    ok "$name: the next look works" look
    is "$(kept)" 2 "$name: both letters are kept, once"
    ok "$name: and nothing is left to do" look
    is "$(sed -n 's/ .*//p' "$TEST_OUT")" accepted=0 "$name: all are filed"
done <<'END'
plain 0 2 a server that does all it should
eof-in-literal 75 0 the connection ends within a letter
huge-literal 75 0 a letter is announced with 3 GB
largest-literal 75 0 a letter is announced with 2^32-1 bytes
size-lies 0 2 the size told is too small
large 0 2 a letter comes in parts
short-parts 0 1 a letter comes one byte a part, the other whole
twice 0 2 a letter is named twice
unasked 0 2 answers about other letters come between
wrong-uid 0 0 the answers are about another letter only
fetch-no 0 1 one letter is refused, the other given
validity 75 1 the folder is replaced between fetching and filing
move-no 0 2 moving and copying is refused
no-move 0 2 there is no MOVE
keyword-only 0 2 there is no UIDPLUS either
nothing 0 2 and keywords are not kept
no-capability 0 2 CAPABILITY is answered with nothing
preauth 75 0 the server logs in unasked
flood 75 0 the greeting never ends
read-only 78 0 the folder may not be changed
login-busy 75 0 the server cannot log in now
nested 75 0 an answer is nested 100,000 deep
END

begin large
ok 'a large letter' look
is "$(sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT max(bytes) FROM letter')" 2560130 'has come whole'
begin short-parts
ok 'a letter that comes one byte a part is let alone' look
is "$(heard 'BODY.PEEK.*<')" 5 'after a whole part and four short ones, not after a million'
like "$(cat "$TEST_ERR")" 'gives less of a letter than is asked for' 'and that is told'
begin bye-greeting
exits 75 'a server that says goodbye at once' look
like "$(cat "$TEST_ERR")" 'accepts no connections now: too many connections' 'is told with its words'
begin huge-size
ok 'a letter of 3 GB' look
is "$(kept) $(heard 'BODY.PEEK..<0\.') $(heard 'UID MOVE .* "*Vestnik-Failed')" '2 2 2' \
    'is never fetched but for its headers, and moved to the failed folder'

begin starttls-inject starttls
exits 75 'words put in before TLS are refused' look
like "$(cat "$TEST_ERR")" 'tampering' 'and told'
is "$(heard LOGIN)" 0 'and no password is sent'
begin starttls-none starttls
exits 78 'a server without STARTTLS gets no password' look
is "$(heard LOGIN)" 0 'none at all'

# --- a crash at the worst moment ----------------------------------------------------------------

begin move-hangs
server door "$DOOR" "$INSTANCE_CONF" once
ok 'the door has asked for the move' wait_for 10 heard 'UID MOVE'
is "$(kept)" 1 'after the letter was kept'
kill -KILL "$SERVER_PID"
wait "$SERVER_PID" 2>/dev/null
ok 'killed there, it looks again' look
is "$(kept)" 2 'and both letters are kept, once'

# --- watching -----------------------------------------------------------------------------------

# watch SCENARIO LETTERS WHY [LETTERS-AT-THE-BEGINNING]
watch() {
    begin "$1" none "${4:-2}"
    server door "$DOOR" "$INSTANCE_CONF" run
    ok "$1: $3" wait_for 15 kept_are "$2"
    [ "$1" != move-lies-always ] || sleep 6 # the next look is after 5
    kill -TERM "$SERVER_PID"
    wait "$SERVER_PID"
    is "$?" 0 "$1: ends cleanly"
}

watch plain 230 'more letters than one look takes are all taken at once' 230
watch idle-coalesced 3 'a letter announced in the same breath as the yes to IDLE is not missed'
watch bye-in-idle 3 'the server says goodbye while idling: connected again, nothing missed'
watch move-lies-always 2 'the server says yes to MOVE and does nothing'
is "$(heard BODY.PEEK)" 2 'it is not asked for the same letters for ever'
watch no-idle 2 'without IDLE the mailbox is polled'
begin idle-no
server door "$DOOR" "$INSTANCE_CONF" run
ok 'a server that fails at IDLE three times is polled' wait_for 15 grep -q imap.polling "$TEST_TMP/door.log"
ok 'and keeps the connection' wait_for 15 eval '[ "$(heard "UID SEARCH")" -ge 5 ] && [ "$(heard IDLE)" -eq 3 ]'

done_testing
