#!/bin/bash
# 40-imap-door.sh: letters that arrive in a mailbox of a real Dovecot are taken, once, whatever happens.
# slow
. "$(dirname "$0")/../lib/tap.sh"

DOOR=$(dirname "$VESTNIK")/tests/imap_door
DOVECOT=$ROOT/tests/lib/dovecot
BOX=$TEST_TMP/dovecot

"$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
at_exit "$DOVECOT" stop "$BOX"
. "$BOX/env"

# settings HOST PORT SECURITY [CA_FILE]
settings() {
    echo "account \"main\" { address = \"gw@school.test\"  password_file = \"$TEST_TMP/password\"
        imap_host = \"$1\"  imap_port = $2  imap_security = $3
        imap_done = \"Готово\"  imap_failed = \"Не принято\"  imap_poll = 1740
        ${4:+ca_file = \"$4\"}  smtp_host = none }"
    echo 'deliver_bytes = 100000'
}

# other_settings FILE HOST PORT SECURITY [CA_FILE]: for the same instance
other_settings() {
    { echo "state = \"$TEST_TMP/state\""; settings "${@:2}"; } >"$TEST_TMP/$1"
}

# send NUMBER [BYTES]
send() {
    { printf 'From: Teacher <t%s@school.test>\nSubject: letter %s\nMessage-ID: <%s@school.test>\n\n' \
        "$1" "$1" "$1"
    head -c "${2:-20}" /dev/zero | tr '\0' x | fold -w 70; } |
        "$DOVECOT" deliver "$BOX" gw+matematika@school.test
}

kept() { sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT count(*) FROM letter'; }
in_folder() { "$DOVECOT" letters "$BOX" gw "${1:-INBOX}" | wc -l; }
DONE='&BBMEPgRCBD4EMgQ+-'
FAILED='&BB0ENQ- &BD8EQAQ4BD0ETwRCBD4-'
kept_are() { [ "$(kept)" -eq "$1" ]; }
done_are() { [ "$(in_folder "$DONE")" -eq "$1" ]; }
logged() { grep -q "$1" "$TEST_TMP/door.log"; }

umask 077
printf 'secret\n' >"$TEST_TMP/password"
new_instance "$(settings localhost "$IMAPS_PORT" tls "$DOVECOT_CA")"

# --- one look ---------------------------------------------------------------------------------

ok 'the account is found in order' "$DOOR" "$INSTANCE_CONF" probe
send 1
send 2
exits 137 'the door is killed between a commit and the move' "$DOOR" "$INSTANCE_CONF" die
is "$(kept) $(in_folder)" '1 2' 'the letter is kept, and still in the mailbox'
ok 'the next look goes on' "$DOOR" "$INSTANCE_CONF" once
is "$(kept) $(in_folder) $(in_folder "$DONE")" '2 0 2' 'no letter is lost or kept twice; both are filed'

send 3
seen=$("$DOVECOT" letters "$BOX" gw)
mkdir -p "$BOX/mail/gw/cur"
mv "$seen" "$BOX/mail/gw/cur/$(basename "$seen"):2,S"
ok 'a look at a letter that a person has read' "$DOOR" "$INSTANCE_CONF" once
is "$(kept) $(in_folder)" '3 0' 'it is taken all the same'

send 4 150000
ok 'a look at a letter over deliver_bytes' "$DOOR" "$INSTANCE_CONF" once
is "$(in_folder) $(in_folder "$FAILED")" '0 1' 'it is moved to the failed folder'
is "$(sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT bytes < 1000 FROM letter ORDER BY id DESC LIMIT 1')" 1 'its headers are kept, not its body'

other_settings starttls.conf localhost "$IMAP_PORT" starttls "$DOVECOT_CA"
send 5
ok 'a look through STARTTLS' "$DOOR" "$TEST_TMP/starttls.conf" once
is "$(kept)" 5 'takes the letter'

# --- what a person has to mend ------------------------------------------------------------------

send 6
logins=$(grep -c 'Login: user' "$BOX/log")
attempts=$(grep -c 'auth' "$BOX/log")
other_settings untrusted.conf localhost "$IMAPS_PORT" tls
exits 78 'a certificate by an unknown authority is refused' "$DOOR" "$TEST_TMP/untrusted.conf" once
like "$(cat "$TEST_ERR")" 'localhost port.*certificate is not trusted.*issuer is unknown' 'and told'
other_settings name.conf 127.0.0.1 "$IMAPS_PORT" tls "$DOVECOT_CA"
exits 78 'a certificate for another host is refused' "$DOOR" "$TEST_TMP/name.conf" probe
like "$(cat "$TEST_ERR")" '127.0.0.1.*does not match' 'and told'
other_settings untrusted-starttls.conf localhost "$IMAP_PORT" starttls
exits 78 'the same after STARTTLS' "$DOOR" "$TEST_TMP/untrusted-starttls.conf" probe
is "$(grep -c 'Login: user' "$BOX/log") $(grep -c 'auth' "$BOX/log")" "$logins $((attempts + 3))" \
    'no password was sent to any of them'
like "$(tail -n 3 "$BOX/log")" 'no auth attempts' 'says the server too'

printf 'wrong\n' >"$TEST_TMP/password"
v check >"$TEST_TMP/check" 2>&1
like "$(cat "$TEST_TMP/check")" '^mailbox +localhost refused the login of gw@school.test' \
    'vestnik check tells a wrong password'
exits 77 'a wrong password is refused' "$DOOR" "$INSTANCE_CONF" probe
like "$(cat "$TEST_ERR")" 'refused the login of gw@school.test.* many providers want an app password' 'and told in plain words'
unlike "$(cat "$TEST_ERR" "$TEST_OUT")" wrong 'without the password'
printf 'secret\n' >"$TEST_TMP/password"

v check >"$TEST_TMP/check" 2>&1
like "$(cat "$TEST_TMP/check")" '^mailbox +in order' 'vestnik check finds the mended mailbox in order'

# --- watching -------------------------------------------------------------------------------------

server door "$DOOR" "$INSTANCE_CONF" run
door=$SERVER_PID
ok 'the waiting letter is taken when the watch begins' wait_for 20 kept_are 6
ok 'and filed' wait_for 20 done_are 5
send 7
ok 'a new letter is taken within seconds, by IDLE' wait_for 20 kept_are 7
for number in 8 9 10 11 12; do send "$number"; done
ok 'and several at once' wait_for 20 done_are 11

"$DOVECOT" stop "$BOX"
ok 'the loss of the server is noticed' wait_for 20 logged imap.down
sleep 1.5
"$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
send 13
ok 'when it is there again, so is the watch' wait_for 15 kept_are 13
ok 'and files' wait_for 20 done_are 12

"$DOVECOT" stop "$BOX"
wait_for 20 eval '[ "$(grep -c imap.down "$TEST_TMP/door.log")" -gt 2 ]'
"$DOVECOT" start "$BOX"
started=${EPOCHREALTIME/./}
kill -TERM "$door"
wait "$door"
is "$?" 0 'SIGTERM ends the watch cleanly'
ok 'and at once' test $((${EPOCHREALTIME/./} - started)) -lt 2500000
is "$(kept) $(in_folder)" '13 0' 'every letter was kept exactly once'

done_testing
