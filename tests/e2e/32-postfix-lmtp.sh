#!/bin/bash
# A real Postfix hands letters to `vestnik serve` by LMTP, over TCP and over a socket file. What it was told
# is kept is kept once, whatever happens to the door or the database in between.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/postfix"
. "$ROOT/tests/lib/serve.sh"

DOOR_PORT=$(free_port)
VESTNIK_LMTP=inet:127.0.0.1:$DOOR_PORT
VESTNIK_LMTP_UNIX=unix:$TEST_TMP/socket/lmtp
postfix_start

settings() {
    echo "lmtp = \"$1\"
        database_wait = 1
        lmtp_seconds = 30
        deliver_bytes = 3000000
        lmtp_memory = 4000000"
}
new_instance "$(settings "127.0.0.1:$DOOR_PORT")"
mail_user_owns_instance
install -d -m 755 -o "$MAIL_USER" "$TEST_TMP/socket"
serve_community

lmtp_runs() { [ -n "$(duty_pid lmtp)" ] && port_open "$DOOR_PORT"; }
deferred() { grep -q "status=deferred.*$1" "$POSTFIX/mail.log"; }

serve_start
ok 'the LMTP door is open' wait_for 20 lmtp_runs

# --- over TCP ---------------------------------------------------------------------------------------
# with a Date, which Postfix would add
{ echo 'Date: Mon, 16 Nov 2026 08:00:00 +0300' && teacher_letter 1 matematika; } >"$TEST_TMP/first"
ok 'Postfix takes a letter' smtp_send t1@school.test matematika@mo.test <"$TEST_TMP/first"
ok 'and hands it over by LMTP' wait_for 20 postfix_idle
ok 'it is a post' wait_for 20 posts_are matematika 1
like "$(cat "$POSTFIX/mail.log")" 'postfix/lmtp.*dsn=2.0.0, status=sent .*250 2.0.0 Kept as letter 1' \
    'Postfix was told the number of the letter'
exits 0 'the same letter by the pipe' v deliver --from t1@school.test --to matematika@mo.test <"$TEST_TMP/first"
is "$(sql 'SELECT count(*) FROM letter') $(sql 'SELECT group_concat(DISTINCT door) FROM arrival')" '1 lmtp,pipe' \
    'is the same letter'
raw=$(v archive raw 1 | sed '1,/^\r*$/d' | tr -d '\r')
is "$raw" "$(sed '1,/^$/d' "$TEST_TMP/first")" 'its dots came through as they were written'

teacher_letter 2 matematika | smtp_send t1@school.test matematika@mo.test fizika@mo.test
ok 'one letter for two lists' wait_for 20 letters_are 2
ok 'is handed over' wait_for 20 postfix_idle
cases_are() { [ "$(sql "SELECT count(*) FROM letter_case WHERE letter = $1")" -eq "$2" ]; }
ok 'and is one letter with two cases' wait_for 20 cases_are 2 2

{ teacher_letter big matematika && head -c 4000000 /dev/zero | tr '\0' x | fold -w 70; } >"$TEST_TMP/big"
smtp_send t1@school.test matematika@mo.test <"$TEST_TMP/big"
ok 'a letter over deliver_bytes is refused for good' wait_for 20 grep -qE 'dsn=5.3.4, status=bounced' "$POSTFIX/mail.log"

# --- the database is locked: the letter stays with Postfix ---------------------------------------------
lock_database
before=$(sql 'SELECT count(*) FROM letter')
send_letter 3
ok 'while the database is locked, Postfix keeps the letter as deferred' wait_for 20 deferred '451 4.3.0'
ok 'in its queue' test "$(postfix_queued)" -ge 1
is "$(sql 'SELECT count(*) FROM letter')" "$before" 'nothing of it is in the database'
stop_pid "$LOCK"
ok 'it hands it over afterwards' wait_for 30 letters_are $((before + 1))

# --- the door is killed while letters come in ------------------------------------------------------------
before=$(sql 'SELECT count(*) FROM letter')
kills=0
for round in 1 2 3; do
    for n in 1 2 3 4 5 6 7 8; do send_letter "1$round$n" & sends[n]=$!; done
    sleep "0.$((round * 2))"
    pid=$(duty_pid lmtp)
    [ -n "$pid" ] && kill -KILL "$pid" && kills=$((kills + 1))
    wait "${sends[@]}"
    wait_for 20 lmtp_runs
done
is "$kills" 3 'the door was killed three times while letters came in'
ok 'every letter is handed over in the end' wait_for 60 postfix_idle
is "$(sql 'SELECT count(*) FROM letter')" "$((before + 24))" 'none is lost and none is there twice'
ok 'and each is one post' wait_for 30 posts_are matematika $((before + 24))

# --- whatever a client says ---------------------------------------------------------------------------
cat >"$TEST_TMP/client.py" <<'PY'
import random, socket, sys, time
port, what = int(sys.argv[1]), sys.argv[2]

def talk(data, shut=True):
    s = socket.create_connection(("127.0.0.1", port), 20)
    got = b""
    try:
        s.sendall(data)
        if shut:
            s.shutdown(socket.SHUT_WR)
        while part := s.recv(65536):
            got += part
    except OSError:
        pass
    s.close()
    return got

HEAD = b"LHLO x\r\nMAIL FROM:<t1@school.test>\r\nRCPT TO:<matematika@mo.test>\r\n"
if what == "garbage":
    random.seed(1)
    until = time.monotonic() + 1
    words = [b"LHLO x\r\n", b"MAIL FROM:<", b"RCPT TO:<", b"DATA\r\n", b"\r\n", b"\n", b".", b"\0"]
    while time.monotonic() < until:
        talk(b"".join(random.choice(words) if random.random() < 0.7 else random.randbytes(200)
                      for _ in range(50)))
elif what == "smuggle":
    inner = b"\n.\r\nMAIL FROM:<admin@mo.test>\r\nRCPT TO:<matematika@mo.test>\r\nDATA\r\nsmuggled"
    print(talk(HEAD + b"DATA\r\nSubject: x\r\n\r\nx" + inner + b"\r\n.\r\nQUIT\r\n").decode())
elif what == "pipelined":
    print(talk(HEAD + b"DATA\r\nMessage-ID: <p@x>\r\n\r\np\r\n.\r\n"
               b"MAIL FROM:<>\r\nRCPT TO:<vestnik@mo.test>\r\nRCPT TO:<fizika@mo.test>\r\n"
               b"DATA\r\nMessage-ID: <q@x>\r\n\r\nq\r\n.\r\nQUIT\r\n").decode())
elif what == "cut":
    talk(HEAD + b"DATA\r\nMessage-ID: <cut@x>\r\n\r\nhalf a letter\r\n")
elif what == "full":
    # two letters of two megabytes at once are more than lmtp_memory
    held = socket.create_connection(("127.0.0.1", port), 20)
    held.sendall(HEAD + b"DATA\r\n" + (b"x" * 98 + b"\r\n") * 25000)
    time.sleep(1)
    print(talk(HEAD + b"DATA\r\n" + (b"y" * 98 + b"\r\n") * 25000 + b".\r\nQUIT\r\n").decode())
    held.close()
elif what == "many":
    held = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(50)]
    for s in held:
        s.recv(100)
    print(talk(b"", False).decode())
PY
client() { timeout 60 python3 "$TEST_TMP/client.py" "$DOOR_PORT" "$1"; }
codes() { client "$1" | tr -d '\r' | sed -n 's/^\([0-9]*\) .*/\1/p' | tr '\n' ' '; }

before=$(sql 'SELECT count(*) FROM letter')
pid=$(duty_pid lmtp)
ok 'random bytes for a second' client garbage
is "$(codes smuggle)" '220 250 250 250 354 554 221 ' 'a letter behind a bare LF is no letter, and the first is refused'
is "$(codes full)" '220 250 250 250 354 452 221 ' 'letters beyond lmtp_memory are put off'
is "$(codes many)" '421 ' 'so are sessions beyond lmtp_sessions'
ok 'a client leaves in the middle of a letter' client cut
is "$(sql 'SELECT count(*) FROM letter')" "$before" 'none of that is a letter'
is "$(codes pipelined)" '220 250 250 250 354 250 250 250 250 354 250 250 221 ' \
    'all said at once, with an answer for each recipient'
is "$(sql 'SELECT count(*) FROM letter')" "$((before + 2))" 'is two letters'
is "$(duty_pid lmtp)" "$pid" 'and the door is still the same process'
serve_stop

# --- over a socket file ---------------------------------------------------------------------------------
before=$(sql 'SELECT count(*) FROM letter')
sed -i "s|^lmtp = .*|lmtp = \"unix:$TEST_TMP/socket/lmtp\"|; s|lmtp_seconds = .*|lmtp_seconds = 2  lmtp_session_seconds = 4|" \
    "$INSTANCE_CONF"
v list set matematika address=matematika@unix.test >/dev/null # whose domain Postfix leads to the socket
: >"$SERVE_LOG"
serve_start
ok 'the door is a socket file' wait_for 20 test -S "$TEST_TMP/socket/lmtp"
teacher_letter 4 matematika | smtp_send t1@school.test matematika@unix.test
ok 'Postfix hands a letter over through it' wait_for 20 letters_are $((before + 1))
kill -KILL "$(duty_pid lmtp)"
teacher_letter 5 matematika | smtp_send t1@school.test matematika@unix.test
ok 'and, when the door was killed, to the next one' wait_for 30 letters_are $((before + 2))
ok 'its queue is empty' wait_for 20 postfix_idle

cat >"$TEST_TMP/slow.py" <<'PY'
import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.settimeout(20)
s.connect(sys.argv[1])
began, got = time.monotonic(), b""
first, drop = {
    "silent": (b"", b""),
    "drips": (b"LHLO x\r\nNOOP ", b"x"),
    "drips-letter": (b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<vestnik@mo.test>\r\nDATA\r\n", b"x"),
    "lines": (b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<vestnik@mo.test>\r\nDATA\r\n", b"x\r\n"),
}[sys.argv[2]]
if drop:
    s.sendall(first)
    try:
        while time.monotonic() < began + 10:
            s.sendall(drop)
            time.sleep(0.2)
    except OSError:
        pass
while part := s.recv(65536):
    got += part
print(got.decode().splitlines()[-1], int(time.monotonic() - began))
PY
slow() { timeout 30 python3 "$TEST_TMP/slow.py" "$TEST_TMP/socket/lmtp" "$1"; }
like "$(slow silent)" '^421 4.4.2 .* [1-4]$' 'a client that says nothing for lmtp_seconds is told, and cut off'
like "$(slow drips)" '^421 4.4.2 .* [1-4]$' 'so is one that drips bytes, and ends no command in that time'
like "$(slow drips-letter)" '^421 4.4.2 .* [1-4]$' 'or no line of a letter'
like "$(slow lines)" '^421 4.3.2 .* [456]$' 'so is one whose letter takes longer than lmtp_session_seconds'
sql "CREATE TRIGGER fault BEFORE INSERT ON letter WHEN new.envelope LIKE '%\"bad@%'
    BEGIN SELECT RAISE(ABORT, 'no'); END"
teacher_letter 6 bad t1 unix.test | smtp_send t1@school.test bad@unix.test
for n in 7 8 9; do teacher_letter $n matematika | smtp_send t1@school.test matematika@unix.test & sends[n]=$!; done
wait "${sends[@]:7:3}"
ok 'a letter that the store refuses stays with Postfix; the others come in' \
    wait_for 20 letters_are $((before + 5))
ok 'it alone' wait_for 20 postfix_keeps_one
sql 'DROP TRIGGER fault'
ok 'when the store takes it, it comes in' wait_for 20 letters_are $((before + 6))
serve_stop
done_testing
