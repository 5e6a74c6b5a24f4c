#!/bin/bash
# 47-place-taken.sh: `vestnik check` tells where somebody else listens already at the place of a door, which, and by
# the name of the setting; our own `serve` is nobody else.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/one_click.sh"
lmtp_port=$(free_port)
click_port=$(free_port)
one_click_community "127.0.0.1:$click_port" https://mo.test/leave "lmtp = \"127.0.0.1:$lmtp_port\""

# checked STATUS: what check says of the two doors.
checked() {
    local code=0
    v check >"$TEST_TMP/checked" 2>"$TEST_TMP/checked.err" || code=$?
    [ "$code" -eq "$1" ] || tap_fail "check: exit $code, not $1" "$(cat "$TEST_TMP/checked" "$TEST_TMP/checked.err")"
    grep -E '^(lmtp|one_click) ' "$TEST_TMP/checked" | tr -s ' '
}

is "$(checked 0)" $'lmtp in order\none_click in order' 'where nobody listens all is in order'
not_ok 'and check leaves nobody listening' port_open "$lmtp_port"

# One that says nothing, and one that says something else.
cat >"$TEST_TMP/listener.py" <<'PYTHON'
import socket, sys, threading
def serve(port, words):
    listener = socket.create_server(('127.0.0.1', port))
    kept = []
    while True:
        client = listener.accept()[0]
        kept.append(client)
        client.sendall(words)
threading.Thread(target=serve, args=(int(sys.argv[1]), b'')).start()
serve(int(sys.argv[2]), b'HTTP/1.0 200 OK\r\n\r\n<p>Hello</p>')
PYTHON
server others python3 "$TEST_TMP/listener.py" "$lmtp_port" "$click_port"
others=$SERVER_PID
wait_for 10 port_open "$lmtp_port" && wait_for 10 port_open "$click_port" || bail_out 'nobody listens'
checked 78 >"$TEST_TMP/taken"
like "$(cat "$TEST_TMP/taken")" "^lmtp lmtp = \"127.0.0.1:$lmtp_port\": another program listens there already: set lmtp to another place" \
    'the port of the LMTP door is taken: it and the setting are named'
like "$(cat "$TEST_TMP/taken")" "one_click one_click = \"127.0.0.1:$click_port\": another program listens there already" \
    'so is the one for leaving by one click'
stop_pid "$others"

door_start
wait_for 20 port_open "$lmtp_port" || bail_out 'the LMTP door does not open'
is "$(checked 0)" $'lmtp in order\none_click in order' 'our own serve may listen there'

# The settings of another community name the same places.
mkdir "$TEST_TMP/other"
sed "s|$TEST_TMP/state|$TEST_TMP/other|g" "$INSTANCE_CONF" >"$TEST_TMP/other.conf"
mine=$INSTANCE_CONF
INSTANCE_CONF=$TEST_TMP/other.conf
ok 'another instance' v init
like "$(checked 78)" '^lmtp lmtp = .* the Vestnik of another instance listens there' 'is told that it is not its own that listens'
INSTANCE_CONF=$mine
stop_pid "$SERVE"

at_path() { # PATH: what is said of it
    sed -i "s|^lmtp = .*|lmtp = \"unix:$1\"|" "$INSTANCE_CONF"
    checked "$2" | grep '^lmtp'
}
like "$(at_path "$TEST_TMP/nowhere/lmtp" 78)" 'no file can be made in its folder: No such file' 'a socket file needs its folder'
echo text >"$TEST_TMP/occupied"
like "$(at_path "$TEST_TMP/occupied" 78)" 'something else lies there' 'and a place where nothing else lies'
is "$(cat "$TEST_TMP/occupied")" text 'which check does not touch'
is "$(at_path "$TEST_TMP/state/lmtp" 0)" 'lmtp in order' 'else it is in order'
not_ok 'and not made by the check' test -e "$TEST_TMP/state/lmtp"
done_testing
