#!/bin/bash
# 42-imap-many.sh: one acceptor watches thirty mailboxes of a real Dovecot and two on servers that hang in
# the middle of the login: the thirty get their letters taken all the same, and cost next to nothing at rest.
# slow
. "$(dirname "$0")/../lib/tap.sh"

DOOR=$(dirname "$VESTNIK")/tests/imap_door
DOVECOT=$ROOT/tests/lib/dovecot
BOX=$TEST_TMP/dovecot
many=30

"$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
at_exit "$DOVECOT" stop "$BOX"
. "$BOX/env"
umask 077
printf 'secret\n' >"$TEST_TMP/password"

account() { # NAME HOST PORT
    echo "account \"$1\" { address = \"$1@school.test\"  password_file = \"$TEST_TMP/password\"
        smtp_host = none  imap_poll = 1740  imap_security = none  imap_host = \"$2\"  imap_port = $3 }"
}

accounts() {
    account hangs-1 127.0.0.1 "$hanging"
    account hangs-2 127.0.0.1 "$hanging"
    for ((i = 1; i <= many; i++)); do account "box$i" 127.0.0.1 "$IMAP_PORT"; done
}

send() { # BOX NUMBER
    printf 'From: t@school.test\nSubject: letter %s\nMessage-ID: <%s.%s@school.test>\n\nText.\n' "$2" "$1" "$2" |
        "$DOVECOT" deliver "$BOX" "box$1@school.test"
}

send_each() {
    for ((i = 1; i <= many; i++)); do send "$i" "$1" || return; done
}

sql() { sqlite3 "$TEST_TMP/state/vestnik.db" "$1"; }
kept_are() { [ "$(sql 'SELECT count(*) FROM letter')" -eq "$1" ]; }
idling() { [ "$(ls "$BOX/mail" | wc -l)" -ge "$many" ] && [ "$(grep -c imap.connected "$TEST_TMP/door.log")" -ge "$many" ]; }
processor_time() { awk '{ print ($14 + $15) * 10 }' "/proc/$1/stat"; } # milliseconds

hanging=$(free_port)
server hangs python3 "$ROOT/tests/lib/imap_server.py" "$hanging" login-hangs-always
wait_for 10 grep -q READY "$TEST_TMP/hangs.log" || bail_out 'no scripted server'
new_instance 'imap_workers = 4' 'imap_seconds = 600' "$(accounts)"

server door "$DOOR" "$INSTANCE_CONF" run
door=$SERVER_PID
ok 'thirty mailboxes are connected while two servers hang' wait_for 60 idling
ok 'a letter in each' send_each 1
ok 'is taken' wait_for 60 kept_are "$many"
ok 'and a second one, when all are idling again' send_each 2
ok 'too' wait_for 60 kept_are $((2 * many))
is "$(sql 'SELECT count(DISTINCT account), count(*) FROM arrival')" "$many|$((2 * many))" \
    'each came by its own account, once'
is "$(grep -c LOGIN "$TEST_TMP/hangs.log")" 2 'the hanging servers hang still'

sleep 2
before=$(processor_time "$door")
sleep 4
used=$(($(processor_time "$door") - before))
ok "at rest: $used ms of processor in four seconds, less than 100" test "$used" -lt 100
pss=$(awk '$1 == "Pss:" { print $2 }' "/proc/$door/smaps_rollup")
note "proportional memory of the acceptor: $pss KiB"
nm "$DOOR" | grep -q '__[at]san_init' ||
    ok 'and less than 32 MiB' test "$pss" -lt 32768

kill -TERM "$door"
wait "$door"
is "$?" 0 'it ends cleanly, though workers wait for the servers that hang'
done_testing
