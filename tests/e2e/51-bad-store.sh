#!/bin/bash
# 51-bad-store.sh: the database is locked, missing, not ours, newer, read-only; the disk is full. The letter
# stays with its sender (75) or is kept, nothing is ever half done, and once the cause is gone all goes on.
#
# The instance lies on a small disk of its own: a tmpfs in a private mount namespace, which root may make,
# or whoever may make user namespaces; root in a chroot, where there are none, mounts it as it is. Where
# nothing is allowed, the test fails and says so.
if [ -z "${PRIVATE_MOUNTS:-}" ]; then
    export PRIVATE_MOUNTS=1
    unshare -m true 2>/dev/null && exec unshare -m bash "$0" "$@"
    [ "$(id -u)" -eq 0 ] || exec unshare -rm bash "$0" "$@"
fi
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
state=$TEST_TMP/state
mkdir "$state"
mount -t tmpfs -o size=8m small-disk "$state" || bail_out 'no mount namespace: no small disk can be had here'
at_exit umount "$state"
new_community 'database_wait = 1'
letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Первое' <<<'Добрый день!' >"$TEST_TMP/one.eml"

deliver() { # FILE
    v deliver --from ivanova@school3.test --to matematika@mo.test <"$1"
}

# keeps_with_sender DESC ERE: deliver says 75 and why, and so does run.
keeps_with_sender() {
    exits 75 "$1: the sender keeps the letter" deliver "$TEST_TMP/one.eml"
    like "$(cat "$TEST_ERR")" "^vestnik: .*$2" "$1: deliver says why"
    not_ok "$1: nothing is done" v run --once
    like "$(cat "$TEST_ERR")" "^vestnik: .*$2" "$1: run says why"
}

numbers() {
    v status --json
}

# --- not to be had ----------------------------------------------------------------------------------
exits 0 'a first letter, while all is well' deliver "$TEST_TMP/one.eml"
before=$(numbers)
cat >"$TEST_TMP/lock.py" <<'PYTHON'
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute('BEGIN IMMEDIATE')
print('locked', flush=True)
sys.stdin.read()
PYTHON
coproc LOCK { exec python3 "$TEST_TMP/lock.py" "$state/vestnik.db"; }
locker=$LOCK_PID # bash forgets it when the process has ended
read -r -u "${LOCK[0]}"
keeps_with_sender 'locked by another' 'database is locked'
ok 'locked by another: status reads all the same' numbers
exec {LOCK[1]}>&-
wait "$locker"

mv "$state/vestnik.db" "$state/aside"
keeps_with_sender 'missing' 'No such file or directory; `vestnik init` makes one'
mkdir "$state/vestnik.db"
keeps_with_sender 'a folder in its place' 'vestnik.db: opening: unable to open'
rmdir "$state/vestnik.db"
head -c 20000 /dev/urandom >"$state/vestnik.db"
keeps_with_sender 'something else in its place' 'file is not a database'
mv "$state/aside" "$state/vestnik.db"
version=$(sqlite3 "$state/vestnik.db" 'PRAGMA user_version')
sqlite3 "$state/vestnik.db" 'PRAGMA user_version = 1000'
keeps_with_sender 'newer than the program' 'version 1000, newer than this program'
exits 75 'newer than the program: not even read' numbers
sqlite3 "$state/vestnik.db" "PRAGMA user_version = $version"
mount -o remount,ro "$state"
keeps_with_sender 'read-only' '[Rr]ead-?only'
mount -o remount,rw "$state"
mv "$state/vestnik.key" "$state/key"
exits 0 'without the key letters are taken' deliver "$TEST_TMP/one.eml"
not_ok 'but nothing is decided' v run --once
like "$(cat "$TEST_ERR")" 'vestnik.key: No such file or directory' 'and run names the key'
exits 73 'init makes no key in passing for a database that is there' v init
like "$(cat "$TEST_ERR")" 'its key .*vestnik.key is not: put back the copy of it; .*`vestnik init --key`' 'but names both ways out'
ok 'a new key where it is asked for' v init --key
like "$(cat "$TEST_OUT")" 'look at the next' 'which says what went with the old one'
like "$(v check)" '^key +in order$' 'and can be used'
exits 73 'a key that is there is never replaced' v init --key
mv "$state/key" "$state/vestnik.key"
is "$(numbers | jq -c '[.letters, .cases, .posts, .copies]')" \
    "$(jq -c '[.letters, .cases, .posts, .copies]' <<<"$before")" 'after all that nothing has changed'

# --- settings ---------------------------------------------------------------------------------------
cp "$INSTANCE_CONF" "$TEST_TMP/conf"
sed -i '2i digest_hours = 8' "$INSTANCE_CONF"
exits 78 'an unknown setting' v status
like "$(cat "$TEST_ERR")" 'vestnik.conf:2: no such option .digest_hours.' 'is named with file and line'
exits 75 'it costs no letter' deliver "$TEST_TMP/one.eml"
sed -i '2s/.*/digest_hour = 24/' "$INSTANCE_CONF"
exits 78 'a wrong value' v status
like "$(cat "$TEST_ERR")" 'vestnik.conf:2: digest_hour = "24" .* a whole number from 0 to 23' 'says what is allowed'
cp "$TEST_TMP/conf" "$INSTANCE_CONF"

# --- the disk is full ---------------------------------------------------------------------------------
due
is "$(decided)" 'publish member' 'all goes on when the store is back'

# fill KIB: all of the disk but so much.
fill() {
    local free
    free=$(df --output=avail -k "$state" | tail -n 1)
    [ "$free" -le "$1" ] || head -c $(((free - $1) * 1024)) /dev/zero >"$state/filler"
}

# Whatever has been decided is whole: a post, its letter and copies for each letter that was published.
whole() {
    numbers >"$TEST_TMP/numbers" || return 1
    jq -e '(.verdicts.publish == .posts.matematika) and (.outgoing.post == .posts.matematika)
        and ((.copies | add) == 4 * .posts.matematika)
        and (.cases.done // 0) + (.cases.new // 0) == .letters.accepted' "$TEST_TMP/numbers"
}

head -c 30000 /dev/urandom | base64 >"$TEST_TMP/body"
new_letter() { # NUMBER
    letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test "Письмо $1" <"$TEST_TMP/body" >"$TEST_TMP/$1.eml"
}

# At the door: letters until the disk is full, then 75.
taken=1
fill 500
for i in $(seq 2 40); do
    new_letter "$i"
    tap_run deliver "$TEST_TMP/$i.eml"
    [ "$tap_code" -eq 0 ] || break
    taken=$((taken + 1))
done
is "$tap_code" 75 'a letter that finds no room stays with its sender'
like "$(cat "$TEST_ERR")" 'disk is full' 'and deliver says why'
not_ok 'some found room' test "$taken" -eq 1
tap_run v run --once
unlike "$tap_code" '^(99|1[0-9][0-9])$' "with a full disk run ends with an error at most (exit $tap_code)"
rm "$state/filler"
is "$(numbers | jq .letters.accepted)" "$taken" 'what was accepted is there, and nothing else'
ok 'with a full disk nothing was half done' whole
later 5 minutes
exits 0 'with room again, it goes on' v run --once
is "$(numbers | jq .verdicts.publish)" "$taken" 'every letter that was accepted is published'

# At the desk and the door out: with a little more room each time, until it suffices.
for room in 0 4 8 12 16 24 32 48 64 96 128 160 192 256 320 384 448 512 640 768; do
    rm -rf "$state"/outgoing/new/*
    new_letter "room-$room"
    deliver "$TEST_TMP/room-$room.eml" 2>/dev/null || bail_out "no letter with a disk that is not full"
    taken=$((taken + 1))
    # what has been written is in the database, not in the log beside it
    sqlite3 "$state/vestnik.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
    fill "$room"
    tap_run v run --once
    code=$tap_code told=$(cat "$TEST_ERR")
    rm "$state/filler"
    ok "with $room KiB of room nothing is half done (exit $code)" whole
    [ "$code" -eq 0 ] || like "$told" '^vestnik: .*(full|No space left)' 'and the error says why'
    later 5 minutes
    exits 0 'and with more room it goes on' v run --once
    is "$(jq -c '[.verdicts.publish, .copies.sent]' <<<"$(numbers)")" "[$taken,$((taken * 4))]" \
        'to the same end'
done
is "$code" 0 'at last there was room enough'

# A limit on the size of files, as an MTA may set for its pipes, is no end by a signal.
limited() { # FILE
    (ulimit -f 64 && deliver "$1")
}
new_letter limited
exits 75 'a limit on the size of files: the sender keeps the letter' limited "$TEST_TMP/limited.eml"
is "$(numbers | jq .letters.accepted)" "$taken" 'nothing of it is kept'
exits 0 'without the limit it is taken' deliver "$TEST_TMP/limited.eml"
done_testing
