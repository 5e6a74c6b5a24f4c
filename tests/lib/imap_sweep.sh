# imap_sweep.sh: one trouble of an IMAP server at every place where it can happen; sourced after tap.sh.
#
#     sweep NAME STEP WHY     a fresh instance and imap_sweep.py; every STEP-th case
#
# After all, each letter that the server ever had is in the database once, to the byte, none is left in a
# mailbox, and no look took longer than the limits of the settings allow.
DOOR=$(dirname "$VESTNIK")/tests/imap_door
LONGEST=20000 # milliseconds for one look: ten times what the limits allow, for a busy machine
umask 077
printf 'secret\n' >"$TEST_TMP/password"

heard() { grep -c -e "$1" "$TEST_TMP/$sweep.log"; }
said() { sed -n "s/.*$1\([0-9]*\).*/\1/p" "$2" | tail -n 1; }
letters_there() { sed -n 's/^EXPECT //p' "$TEST_TMP/$sweep.log" | sort; }
letters_kept() { sqlite3 "$TEST_TMP/state/vestnik.db" 'SELECT lower(hex(sha256)) FROM letter' | sort; }

sweep() {
    local port
    sweep=$1
    rm -rf "$TEST_TMP/state" "$TEST_TMP/$sweep.log"
    port=$(free_port)
    new_instance 'imap_seconds = 1' 'imap_fetch_seconds = 1' 'imap_connect_seconds = 1' 'log_level = "error"' \
        "account \"main\" { address = \"gw@school.test\"  password_file = \"$TEST_TMP/password\"  smtp_host = none
        imap_host = \"127.0.0.1\"  imap_port = $port  imap_security = none }"
    server "$sweep" python3 "$ROOT/tests/lib/imap_sweep.py" "$port" "$sweep" "$2"
    wait_for 10 heard READY || bail_out 'no scripted server'
    ok "$sweep: good looks" "$DOOR" "$INSTANCE_CONF" again "$(said 'READY ' "$TEST_TMP/$sweep.log")"
    wait_for 10 heard VISITS || bail_out "no cases: $(cat "$TEST_TMP/$sweep.log" "$TEST_ERR")"
    visits=$(said 'VISITS ' "$TEST_TMP/$sweep.log")
    ok "$sweep: $3, in $((visits / 2)) cases" "$DOOR" "$INSTANCE_CONF" again "$visits"
    note "$(cat "$TEST_OUT")"
    ok "$sweep: no look takes too long" test "$(said longest_ms= "$TEST_OUT")" -lt "$LONGEST"
    ok "$sweep: all visits were made" wait_for 10 heard OVER
    is "$(heard LEFT)" 0 "$sweep: no letter is left in the mailbox"
    ok "$sweep: each letter is kept once, to the byte" diff <(letters_there) <(letters_kept)
}
