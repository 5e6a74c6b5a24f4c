#!/bin/bash
# 11-elsewhere.sh: letters for addresses that no account and no list of ours can have, and where a list is written to.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

letter ivanova@school3.test nobody@elsewhere.test 'Не сюда' <<<'Текст.' >"$TEST_TMP/elsewhere.eml"
exits 65 'a letter for another domain is refused: its sender must not think that it came' \
    v deliver --from ivanova@school3.test --to nobody@elsewhere.test <"$TEST_TMP/elsewhere.eml"
like "$(cat "$TEST_ERR")" 'nobody@elsewhere.test: no account and no list has an address there' 'and why is said'
is "$(sql 'SELECT count(*) FROM letter')" 0 'nothing of it is kept'
v list set sovet address=sovet@elsewhere.test >/dev/null
exits 0 'where a list has an address of that domain it is taken' \
    v deliver --from ivanova@school3.test --to sovet@elsewhere.test <"$TEST_TMP/elsewhere.eml"

# The same rule at the LMTP door, for each recipient alone.
settings_lmtp="$TEST_TMP/lmtp.conf"
{ cat "$INSTANCE_CONF"; echo "lmtp = \"unix:$TEST_TMP/lmtp\""; } >"$settings_lmtp"
server lmtp "$(dirname "$VESTNIK")/tests/lmtp_door" "$settings_lmtp"
door=$SERVER_PID
wait_for 10 test -S "$TEST_TMP/lmtp" || bail_out 'the LMTP door does not open'
told() { # RECIPIENT...: what each of them is told
    python3 - "$TEST_TMP/lmtp" "$@" <<'PYTHON'
import socket, sys
door = socket.socket(socket.AF_UNIX)
door.connect(sys.argv[1])
replies = door.makefile('r', newline='\r\n')
def say(line):
    door.sendall(line.encode() + b'\r\n')
    while (reply := replies.readline())[3:4] == '-':
        pass
    return reply.strip()
replies.readline()
say('LHLO client.test')
say('MAIL FROM:<ivanova@school3.test>')
print('\n'.join(say(f'RCPT TO:<{to}>')[:9] for to in sys.argv[2:]))
PYTHON
}
is "$(told nobody@elsewhere2.test matematika@mo.test no-such-list@mo.test postmaster | tr '\n' '|')" \
    '550 5.1.2|250 2.1.5|250 2.1.5|250 2.1.5|' 'by LMTP a recipient of another domain is refused, the others are taken'
is "$(told sovet@elsewhere.test)" '250 2.1.5' 'where a list has an address of that domain it is taken'
v list set sovet address= >/dev/null
is "$(told sovet@elsewhere.test)" '550 5.1.2' 'and no longer once the list has none there: the door asks each time'
stop_pid "$door"

# No door without an envelope can refuse: what the letter is for is found in its headers.
mkdir -p "$TEST_TMP/drop"
letter ivanova@school3.test nobody@elsewhere.test 'И не туда' <<<'Текст.' >"$TEST_TMP/drop/1.eml"
{ cat "$INSTANCE_CONF"; printf '%s\n' "drop = \"$TEST_TMP/drop\"" 'drop_seconds = 0'; } >"$TEST_TMP/drop.conf"
ok 'a letter for another domain lies in the folder' "$VESTNIK" -c "$TEST_TMP/drop.conf" --now "$NOW" run --once
is "$(sql "SELECT c.target || ' ' || a.door FROM letter_case c JOIN arrival a ON a.letter = c.letter WHERE a.door = 'drop' AND c.target <> ''")" \
    'robot drop' 'it is taken, and the robot answers whoever sent it'
like "$(v list show sovet)" '^address +sovet@mo\.test$' 'list show tells where people write, though no address was set'
is "$(v --json list show sovet | jq -c '[.address, .written_to]')" '[null,"sovet@mo.test"]' 'and which of it was set'
done_testing
