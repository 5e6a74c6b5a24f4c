# crash_doors.sh: letters come in by LMTP, by IMAP and by the folder, and the door is killed or failed at a system
# call, as in crash.sh. Sourced after it and after crash_letters. Whatever happens: a letter that was acknowledged (250; out
# of the mailbox's INBOX) is there, none is there twice or by halves, and the next ordinary letter goes through.
DRIVERS=$(dirname "$VESTNIK")/tests
TALK=sendto,recvfrom,poll,accept4
OPENING=socket,bind,listen,connect,chmod,fcntl,write,signalfd4
LOADING=openat,read,pread64,close,mmap,newfstatat

# Three letters: to two lists at once, to one, to the robot.
lmtp_envelopes() {
    lmtp_letters=(ivanova@school3.test matematika@mo.test,sovet@mo.test "$LETTER_OF_MEMBER"
        stranger@elsewhere.test matematika@mo.test "$TEST_TMP/stranger.eml"
        petrov@school3.test vestnik@mo.test "$TEST_TMP/command.eml")
}

door_settings() {
    printf '%s\n' "state = \"$TEST_TMP/state\"" "letters = \"$ROOT/conf/letters\"" "$@" >"$TEST_TMP/door.conf"
}

# What stands there of a letter is whole: its arrivals and its cases.
nothing_by_halves() {
    sql "SELECT count(*) FROM letter l WHERE (SELECT count(*) FROM arrival a WHERE a.letter = l.id)
          <> (SELECT count(*) FROM letter_case c WHERE c.letter = l.id)"
}

# Letters are handed in by LMTP. 250 for every recipient: it is there. Else the sender hands it in again.
crash_lmtp() { # at_each's arguments
    local lmtp_letters door=("$DRIVERS/lmtp_door" "$TEST_TMP/door.conf")
    hand_in() { # PID LETTER...: the sender's note of what was taken from it
        "$ROOT/tests/lib/lmtp_client" "$TEST_TMP/lmtp" "$@" >>"$TEST_TMP/kept" 2>>"$TEST_TMP/client.err"
    }
    beside() {
        : >"$TEST_TMP/kept"
        hand_in "$1" "${lmtp_letters[@]:0:6}"
        sender_code=$?
    }
    after_disturbance() {
        local there acknowledged
        acknowledged=$(wc -l <"$TEST_TMP/kept")
        there=$(sql 'SELECT count(*) FROM letter') || there=-1
        [ "$there" -eq "$acknowledged" ] || [ "$there" -eq $((acknowledged + 1)) ] ||
            tap_fail "$acknowledged letters acknowledged, and $there there" "$(cat "$TEST_TMP/strace")"
        [ "$(nothing_by_halves)" = 0 ] || tap_fail 'half a letter' "$(cat "$TEST_TMP/strace")"
        [ "$sender_code" -ne 3 ] || tap_fail 'the door hangs' "$(cat "$TEST_TMP/strace")"
    }
    again() { # the door is started anew, and the sender goes on where it was
        local at=$((3 * $(wc -l <"$TEST_TMP/kept"))) code=0
        if [ "$at" -lt 9 ]; then
            "${door[@]}" >>"$TEST_TMP/again.log" 2>&1 &
            hand_in "$!" "${lmtp_letters[@]:at}" || code=$?
            stop_pid "$!"
        fi
        [ "$code" -eq 0 ] && run_later
    }
    undisturbed_door() {
        traced "${door[@]}"
        [ "$sender_code" -eq 0 ]
    }
    lmtp_envelopes
    door_settings "lmtp = \"unix:$TEST_TMP/lmtp\"" \
        'account "main" { address = "vestnik@mo.test"  addressing = domain }'
    begin_story
    save
    undisturbed undisturbed_door
    is "$(wc -l <"$TEST_TMP/kept")" 3 'two letters, and the next one, are kept'
    at_each "$@" "${door[@]}"
    unset -f beside after_disturbance
}

# The same in two sessions at once, beside a third that says nothing: the letters are committed by the thread of the
# door, which is killed or failed too.
crash_lmtp_many() { # at_each's arguments
    local lmtp_letters THREADS=1 door=("$DRIVERS/lmtp_door" "$TEST_TMP/door.conf")
    hand_in() { # NUMBER PID LETTER...: the note of what was taken from this sender
        "$ROOT/tests/lib/lmtp_client" "$TEST_TMP/lmtp" "${@:2}" >>"$TEST_TMP/kept.$1" 2>>"$TEST_TMP/client.err"
    }
    kept_of() { # NUMBER
        wc -l <"$TEST_TMP/kept.$1"
    }
    beside() {
        local silent first
        : >"$TEST_TMP/kept.1" >"$TEST_TMP/kept.2" >"$TEST_TMP/silent"
        "$ROOT/tests/lib/lmtp_client" "$TEST_TMP/lmtp" "$1" silent >"$TEST_TMP/silent" 2>>"$TEST_TMP/client.err" &
        silent=$!
        until [ -s "$TEST_TMP/silent" ] || process_gone "$silent"; do sleep 0.01; done
        hand_in 1 "$1" "${lmtp_letters[@]:0:3}" &
        first=$!
        second_code=0 first_code=0
        hand_in 2 "$1" "${lmtp_letters[@]:3:6}" || second_code=$?
        wait "$first" || first_code=$?
    }
    after_disturbance() {
        local there acknowledged
        acknowledged=$(($(kept_of 1) + $(kept_of 2)))
        there=$(sql 'SELECT count(*) FROM letter') || there=-1
        [ "$there" -ge "$acknowledged" ] && [ "$there" -le $((acknowledged + 2)) ] ||
            tap_fail "$acknowledged letters acknowledged, and $there there" "$(cat "$TEST_TMP/strace")"
        [ "$(nothing_by_halves)" = 0 ] || tap_fail 'half a letter' "$(cat "$TEST_TMP/strace")"
        [ "$first_code" -ne 3 ] && [ "$second_code" -ne 3 ] ||
            tap_fail 'the door hangs' "$(cat "$TEST_TMP/strace")"
    }
    again() { # the door is started anew, and each sender goes on where it was
        local code=0 one two
        one=$(kept_of 1) two=$(kept_of 2)
        if [ $((one + two)) -lt 3 ]; then
            "${door[@]}" >>"$TEST_TMP/again.log" 2>&1 &
            [ "$one" -eq 1 ] || hand_in 1 "$!" "${lmtp_letters[@]:0:3}" || code=$?
            [ "$two" -eq 2 ] || hand_in 2 "$!" "${lmtp_letters[@]:3 + 3 * two}" || code=$?
            stop_pid "$!"
        fi
        [ "$code" -eq 0 ] && run_later
    }
    undisturbed_doors() {
        traced "${door[@]}"
        [ "$first_code" -eq 0 ] && [ "$second_code" -eq 0 ]
    }
    lmtp_envelopes
    door_settings "lmtp = \"unix:$TEST_TMP/lmtp\"" \
        'account "main" { address = "vestnik@mo.test"  addressing = domain }'
    begin_story
    save
    undisturbed undisturbed_doors
    is "$(kept_of 1) $(kept_of 2)" '1 2' 'all three letters are kept'
    like "$(sed 's/ .*//' "$TEST_TMP/strace" | sort -u | wc -l)" '^[2-9]' 'and more than one thread was at it'
    at_each "$@" "${door[@]}"
    unset -f beside after_disturbance
}

# A letter and an mbox of two lie in the folder. What is kept is there once; no file is lost.
crash_drop() { # at_each's arguments
    local plain=$INSTANCE_CONF INSTANCE_CONF=$TEST_TMP/drop.conf drop=$TEST_TMP/state/drop
    { cat "$plain"; printf '%s\n' "drop = \"$drop\"" 'drop_seconds = 0'; } >"$INSTANCE_CONF"
    after_disturbance() {
        local there
        there=$(sql 'SELECT count(*) FROM letter') || there=-1
        [ "$there" -ge 0 ] && [ "$there" -le 3 ] || tap_fail "$there letters" "$(cat "$TEST_TMP/strace")"
        [ "$(sql 'SELECT count(*) FROM letter WHERE id NOT IN (SELECT letter FROM arrival)
            OR id NOT IN (SELECT letter FROM letter_case)')" = 0 ] || tap_fail 'half a letter' "$(cat "$TEST_TMP/strace")"
        [ "$(find "$drop" -name '*.eml' -o -name '*.mbox' | wc -l)" -eq 2 ] ||
            tap_fail 'a file is lost' "$(ls -R "$drop")" "$(cat "$TEST_TMP/strace")"
    }
    again() {
        run_later && [ "$(cd "$drop" && find . -name '*.eml' -o -name '*.mbox' | sort | tr '\n' ' ')" = './done/one.eml ./done/two.mbox ' ]
    }
    begin_story
    mkdir "$drop"
    cp "$LETTER_OF_MEMBER" "$drop/one.eml"
    {
        echo 'From a Mon Nov  9 10:00:00 2026'; cat "$TEST_TMP/stranger.eml"; echo
        echo 'From b Mon Nov  9 10:00:00 2026'; cat "$TEST_TMP/command.eml"; echo
    } >"$drop/two.mbox"
    save
    undisturbed v run --once
    is "$(sql 'SELECT count(*) FROM letter')" 3 'three letters are kept'
    at_each "$@" "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once
    unset -f after_disturbance
}

# Three letters lie in a mailbox. One that has left INBOX is there; else the next visit finds it.
crash_imap() { # at_each's arguments
    local port door=("$DRIVERS/imap_door" "$TEST_TMP/door.conf" once)
    before_disturbance() { # a fresh mailbox
        close_mailbox
        : >"$TEST_TMP/mailbox.log" # the READY of the one before is not that of the next
        python3 "$ROOT/tests/lib/imap_server.py" "$port" plain 3 >"$TEST_TMP/mailbox.log" 2>&1 &
        IMAP_SERVER=$!
        wait_for 20 grep -q READY "$TEST_TMP/mailbox.log" || bail_out 'no scripted server'
    }
    close_mailbox() {
        [ -z "$IMAP_SERVER" ] || stop_pid "$IMAP_SERVER"
        IMAP_SERVER=
    }
    after_disturbance() {
        local there filed
        filed=$(grep -c 'UID MOVE' "$TEST_TMP/mailbox.log")
        there=$(sql 'SELECT count(*) FROM letter') || there=-1
        [ "$there" -ge "$filed" ] || tap_fail "$filed letters filed, and $there there" "$(cat "$TEST_TMP/strace")"
        [ "$(nothing_by_halves)" = 0 ] || tap_fail 'half a letter' "$(cat "$TEST_TMP/strace")"
    }
    again() {
        "${door[@]}" >>"$TEST_TMP/again.log" 2>&1 && visited_in_vain && run_later
    }
    visited_in_vain() {
        "${door[@]}" 2>>"$TEST_TMP/again.log" | grep -qx 'accepted=0 .*'
    }
    undisturbed_visit() {
        traced "${door[@]}"
        [ "$tap_code" -eq 0 ]
    }
    IMAP_SERVER=
    at_exit close_mailbox
    port=$(free_port)
    echo secret >"$TEST_TMP/password"
    chmod 600 "$TEST_TMP/password"
    door_settings "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain
        password_file = \"$TEST_TMP/password\"  smtp_host = none
        imap_host = \"127.0.0.1\"  imap_port = $port  imap_security = none }"
    begin_story
    save
    undisturbed undisturbed_visit
    is "$(sql 'SELECT count(*) FROM letter')" 3 'three letters are kept'
    at_each "$@" "${door[@]}"
    close_mailbox
    unset -f before_disturbance after_disturbance
}
