#!/bin/bash
# 56-disk-full-sending.sh: the disk fills up while letters are sent. Nothing is lost, nothing is sent twice, and once
# there is room it goes on. The instance lies on a small disk of its own, as in 51-bad-store.sh.
if [ -z "${PRIVATE_MOUNTS:-}" ]; then
    export PRIVATE_MOUNTS=1
    unshare -m true 2>/dev/null && exec unshare -m bash "$0" "$@"
    [ "$(id -u)" -eq 0 ] || exec unshare -rm bash "$0" "$@"
fi
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/kill_deliverer.sh"
MEMBERS=40
LOG=$TEST_TMP/smtp.json PORT=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay --kill "$TEST_TMP/kill"
wait_for 20 port_open "$PORT" || bail_out 'the SMTP server does not start'
mkdir "$TEST_TMP/state"
mount -t tmpfs -o size=6m small-disk "$TEST_TMP/state" || bail_out 'no mount namespace: no small disk can be had here'
at_exit umount "$TEST_TMP/state"

account() { # PORT
    echo "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain  imap_host = none  smtp_host = localhost
        smtp_port = $1  smtp_security = none  smtp_connections = 3  smtp_letters = 0 }"
}

wait_in_queue() {
    kill_community && kill_letter 1 && v run --once && v queue retry --all
}

new_instance "$(account 1)" 'retry_first = 1'
ok 'a post waits for 39 members, for nobody listens' wait_in_queue
cp -R "$TEST_TMP/state" "$TEST_TMP/waiting"
{ cat "$INSTANCE_CONF" | sed 's/smtp_port = 1 /smtp_port = '"$PORT"' /'; } >"$TEST_TMP/conf" && mv "$TEST_TMP/conf" "$INSTANCE_CONF"

stopped=0
for at in 1 2 4 7 11 16 23 35 52 80 120 150; do
    find "$TEST_TMP/state" -mindepth 1 -delete
    cp -R "$TEST_TMP/waiting"/. "$TEST_TMP/state"
    sql 'PRAGMA wal_checkpoint(TRUNCATE)' >"$TEST_OUT" # so that the next transaction needs room
    : >"$LOG"
    later 2 seconds
    echo "fill $TEST_TMP/state/filler $at" >"$TEST_TMP/kill"
    tap_run v run --once
    code=$tap_code
    [ "$code" -ne 75 ] || stopped=$((stopped + 1))
    like "$code $(tail -n 1 "$TEST_ERR")" '^(0|75 vestnik: .*(full|No space left))' "full after $at replies: it stops and says why, or had room"
    rm -f "$TEST_TMP/state/filler" "$TEST_TMP/kill"
    later 2 seconds
    ok 'with room again it goes on' v run --once
    is "$(sql "SELECT count(*) || ' ' || sum(state = 'sent') FROM recipient")" '39 39' 'nobody is lost'
    is "$(jq -r 'select(.letter) | .recipients[]' "$LOG" | sort | uniq -c | awk '{ print $1 }' | sort | uniq -c | tr -s ' ')" ' 39 1' \
        'and everybody has one copy'
done
ok "the disk was too full $stopped times" test "$stopped" -ge 5
done_testing
