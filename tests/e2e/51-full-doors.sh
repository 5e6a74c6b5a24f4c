#!/bin/bash
# 51-full-doors.sh: the disk is full while letters come in by LMTP, by IMAP and by the folder: each stays with
# who has it, and comes in when there is room again; what was acknowledged is there. The small disk is made as
# in 51-bad-store.sh.
if [ -z "${PRIVATE_MOUNTS:-}" ]; then
    export PRIVATE_MOUNTS=1
    unshare -m true 2>/dev/null && exec unshare -m bash "$0" "$@"
    [ "$(id -u)" -eq 0 ] || exec unshare -rm bash "$0" "$@"
fi
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
DRIVERS=$(dirname "$VESTNIK")/tests
state=$TEST_TMP/state
mkdir "$state"
mount -t tmpfs -o size=8m small-disk "$state" || bail_out 'no mount namespace: no small disk can be had here'
at_exit umount "$state"
new_community 'database_wait = 1'
head -c 30000 /dev/urandom | base64 >"$TEST_TMP/body"

fill() { # KIB: all of the disk but so much
    local free
    free=$(df --output=avail -k "$state" | tail -n 1)
    [ "$free" -le "$1" ] || head -c $(((free - $1) * 1024)) /dev/zero >"$state/filler"
}

fill 3000
not_ok 'check finds no room' v check
like "$(cat "$TEST_OUT")" '^disk +only [0-9]+ MiB are free in .*: make room' 'and says what to do'
echo 'administrator = "admin@office.test"' >>"$INSTANCE_CONF"
due
is "$(everybody)" admin@office.test 'the administrator hears of it by letter'
told=$(text_of "$(from_us admin@office.test)")
like "$told" '^ +Свободно: +[0-9],[0-9] МБ$' 'how much is free'
like "$told" '^ +Нужно: +100(,0)? МБ$' 'how much is needed'
like "$told" "^ +Папка: +$state\$" 'and where'
later 1 hour
due
is "$(everybody)" '' 'once a day'
later 1 day
due
is "$(everybody)" admin@office.test 'and again the next'
sed -i '/^administrator/d' "$INSTANCE_CONF"
rm "$state/filler"

letters() { sql 'SELECT count(*) FROM letter'; }
letters_are() { [ "$(letters)" -eq "$1" ]; }

# --- LMTP ---------------------------------------------------------------------------------------------------
# Two sessions: each hands letters in until one is put off, then, when there is room again, that one and no more.
cat >"$TEST_TMP/sender.py" <<'PY'
import os, smtplib, sys, time
path, who, go_on, body = sys.argv[1], sys.argv[2], sys.argv[3], open(sys.argv[4]).read()
door = smtplib.LMTP(path)

def hand_in(n):
    text = f"From: ivanova@school3.test\nTo: matematika@mo.test\nSubject: {who} {n}\nMessage-ID: <{who}.{n}@x.test>\n\n{body}"
    try:
        door.sendmail("ivanova@school3.test", ["matematika@mo.test"], text)
        return 250
    except smtplib.SMTPRecipientsRefused as no:
        return no.recipients["matematika@mo.test"][0]
    except smtplib.SMTPDataError as no:
        return no.smtp_code

taken = 0
while (code := hand_in(taken)) == 250 and taken < 200:
    taken += 1
print(taken, code, flush=True)
while not os.path.exists(go_on):
    time.sleep(0.05)
print(hand_in(taken), flush=True)
door.quit()
PY
sed "\$a lmtp = \"unix:$TEST_TMP/lmtp\"" "$INSTANCE_CONF" >"$TEST_TMP/lmtp.conf"
server lmtp "$DRIVERS/lmtp_door" "$TEST_TMP/lmtp.conf"
door=$SERVER_PID
ok 'the door is open' wait_for 20 test -S "$TEST_TMP/lmtp"
fill 700
for who in first second; do
    server "$who" python3 "$TEST_TMP/sender.py" "$TEST_TMP/lmtp" "$who" "$TEST_TMP/room" "$TEST_TMP/body"
done
both_are() { # LINES: each sender has said so much
    [ "$(wc -l <"$TEST_TMP/first.log") $(wc -l <"$TEST_TMP/second.log")" = "$1 $1" ]
}
ok 'two senders hand letters in until the disk is full' wait_for 60 both_are 1
is "$(cut -d' ' -f2 "$TEST_TMP/first.log") $(cut -d' ' -f2 "$TEST_TMP/second.log")" '451 451' 'then each is told to keep its letter'
taken=$(($(cut -d' ' -f1 "$TEST_TMP/first.log") + $(cut -d' ' -f1 "$TEST_TMP/second.log")))
ok "some found room ($taken)" test "$taken" -gt 0
is "$(letters)" "$taken" 'what was acknowledged by LMTP is there, and nothing else'
rm "$state/filler"
touch "$TEST_TMP/room"
ok 'with room again' wait_for 60 both_are 2
is "$(sed -n 2p "$TEST_TMP/first.log") $(sed -n 2p "$TEST_TMP/second.log")" '250 250' 'the same sessions go on'
is "$(letters)" $((taken + 2)) 'with nothing lost and nothing twice'
kill -TERM "$door"
wait "$door"
is "$?" 0 'the door is the same process still'
due
is "$(posts matematika)" $((taken + 2)) 'each is a post'

# --- IMAP ---------------------------------------------------------------------------------------------------
rm -rf "$state"/outgoing/new/*
sqlite3 "$state/vestnik.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
before=$(letters)
port=$(free_port)
echo secret >"$TEST_TMP/password"
chmod 600 "$TEST_TMP/password"
printf '%s\n' "state = \"$state\"" "letters = \"$ROOT/conf/letters\"" 'database_wait = 1' "account \"main\" {
    address = \"vestnik@mo.test\"  addressing = domain  password_file = \"$TEST_TMP/password\"  smtp_host = none
    imap_host = \"127.0.0.1\"  imap_port = $port  imap_security = none }" >"$TEST_TMP/imap.conf"
server mailbox python3 "$ROOT/tests/lib/imap_server.py" "$port" large 2
wait_for 20 grep -q READY "$TEST_TMP/mailbox.log" || bail_out 'no scripted server'
fill 0
exits 75 'a letter in a mailbox finds no room' "$DRIVERS/imap_door" "$TEST_TMP/imap.conf" once
like "$(cat "$TEST_ERR")" 'full|disk I/O error' 'the door says why'
rm "$state/filler"
is "$(letters) $(grep -c 'UID MOVE' "$TEST_TMP/mailbox.log")" "$before 0" 'and the letters stay in the mailbox'
ok 'with room again' "$DRIVERS/imap_door" "$TEST_TMP/imap.conf" once
is "$(letters) $(grep -c 'UID MOVE' "$TEST_TMP/mailbox.log")" "$((before + 2)) 2" 'they are taken, and filed'

# --- the folder ---------------------------------------------------------------------------------------------
drop=$TEST_TMP/drop
before=$(letters)
mkdir "$drop"
printf '%s\n' "drop = \"$drop\"" 'drop_seconds = 0' >>"$INSTANCE_CONF"
letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Из папки' <"$TEST_TMP/body" >"$drop/one.eml"
sqlite3 "$state/vestnik.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
fill 0
not_ok 'a file finds no room' v run --once
rm "$state/filler"
is "$(letters) $(find "$drop" -name '*.eml' -printf '%P\n')" "$before one.eml" 'and stays where it was put'
due
is "$(letters) $(find "$drop" -name '*.eml' -printf '%P\n')" "$((before + 1)) done/one.eml" 'with room again it is taken'
done_testing
