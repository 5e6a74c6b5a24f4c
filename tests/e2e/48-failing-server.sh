#!/bin/bash
# 48-failing-server.sh: at each stage of the dialogue with an SMTP server each thing goes wrong that can, in both
# ways of sending. Every recipient ends by the server's last word; what is temporary is tried again after growing
# pauses, with the same Message-ID, and given up after retry_days; what is final is not; and nobody waits for another.
#
# Three members get a post; from RCPT to the final dot the server strikes only where the second, struck@, is named.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/warm.sh"

LANES=6
T0=1794205800 # 2026-11-09T09:30:00+03:00
STAGES='greeting ehlo tls auth mail rcpt data body dot quit'
FAULTS='450 550 421 drop hang garbage long'

cells() {
    local way stage fault
    for way in each shared; do
        for fault in refused drop hang; do echo "connect $fault $way"; done
        for fault in drop hang garbage; do echo "handshake $fault $way"; done
        for stage in $STAGES; do
            for fault in $FAULTS; do echo "$stage $fault $way"; done
        done
    done
    for stage in mail rcpt data body dot; do # as shared, with a server that takes several commands at once
        for fault in $FAULTS; do echo "$stage $fault at-once"; done
    done
}

# --- an instance in whose queue one post waits ----------------------------------------------------------

umask 077
printf 's3cret\n' >"$TEST_TMP/password"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost' -keyout "$TEST_TMP/tls.key" -out "$TEST_TMP/tls.crt" \
    2>"$TEST_ERR" || bail_out 'no certificate'

settings() { # STATE PORT SECURITY WAY [PATIENCE]
    echo "state = \"$1\"  letters = \"$ROOT/conf/letters\"  retry_first = 60  retry_longest = 14400  retry_days = 5"
    echo "account \"main\" { address = \"gw@mo.test\"  addressing = domain  imap_host = none
        password_file = \"$TEST_TMP/password\"  smtp_host = \"localhost\"  smtp_port = $2  smtp_security = $3
        ca_file = \"$TEST_TMP/tls.crt\"  copies = $4  smtp_connect_seconds = ${5-60}  smtp_reply_seconds = ${5-60} }"
}

run_at() { # CONF SECONDS_AFTER_T0 ARGUMENT...
    local now
    printf -v now '%(%FT%TZ)T' $((T0 + $2))
    warm -c "$1" --now "$now" "${@:3}"
}

settings "$TEST_TMP/state" "$(free_port)" none each >"$INSTANCE_CONF"
printf 'ФИО;Школа;Почта;МО\n' >"$TEST_TMP/registry.csv"
for who in author first struck third; do
    echo "Учитель $who;Школа 1;$who@s1.test;Математика"
done >>"$TEST_TMP/registry.csv"
printf 'From: author@s1.test\nTo: matematika@mo.test\nSubject: x\nMessage-ID: <one@s1.test>\n\nHello\n' >"$TEST_TMP/one.eml"
queue_a_post() {
    run_at "$INSTANCE_CONF" 0 init && run_at "$INSTANCE_CONF" 0 list add matematika title=Математика &&
        run_at "$INSTANCE_CONF" 0 registry import "$TEST_TMP/registry.csv" &&
        run_at "$INSTANCE_CONF" 0 deliver --to matematika@mo.test --from author@s1.test <"$TEST_TMP/one.eml" &&
        run_at "$INSTANCE_CONF" 0 run --once && # nobody listens yet
        run_at "$INSTANCE_CONF" 0 queue retry --all
}
ok 'a post comes in' queue_a_post
sqlite3 "$TEST_TMP/state/vestnik.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$TEST_OUT" # one file to copy
is "$(sqlite3 "$TEST_TMP/state/vestnik.db" "SELECT group_concat(address || ' ' || state || ' ' || attempts) FROM recipient")" \
    'first@s1.test queued 0,struck@s1.test queued 0,third@s1.test queued 0' 'and waits for three members'

# --- what is to be expected -------------------------------------------------------------------------------

# What the fault makes of a transaction that it strikes, and whether it was an attempt.
outcome() { # STAGE FAULT
    case "$1 $2" in
    'body long') echo 'deferred 1' ;;
    *' long' | 'quit '*) echo 'sent 1' ;;
    'connect '* | 'greeting '* | 'ehlo '* | 'tls '* | 'handshake '* | 'auth '*) echo 'deferred 0' ;; # the server is to blame
    *' 550') echo 'failed 1' ;;
    'body 450' | *' 450' | *' 421') echo 'deferred 1' ;;
    'body '* | 'dot '*) echo 'unknown 1' ;;
    *) echo 'deferred 1' ;;
    esac
}

# Points of all addresses: what is said of a letter, or of us, is no word about an address, unless the letter went to
# that one alone: there are servers that tell only then who is not there.
points() { # STAGE FAULT WAY
    case "$*" in
    'rcpt 550 '* | 'data 550 each' | 'body 550 each' | 'dot 550 each') echo 100 ;;
    *) echo 0 ;;
    esac
}

# The states of the three after the first round.
expected() { # STAGE FAULT WAY
    local struck good='sent 1'
    struck=$(outcome "$1" "$2")
    case "$1 $3" in
    'rcpt '* | 'data each' | 'body each' | 'dot each') ;;
    *) good=$struck ;;
    esac
    echo "$good|$struck|$good"
}

# How many copies the server has taken for the three in the end: one, but none for whom it refused for good, and
# three where it took one each time and did not say so.
expected_copies() { # STAGE STATES
    local one all= states
    IFS='|' read -ra states <<<"$2"
    for one in "${states[@]}"; do
        case "$1 $one" in
        *failed*) all+=' 0' ;;
        'dot unknown'*) all+=' 3' ;;
        *) all+=' 1' ;;
        esac
    done
    echo "${all# }"
}

# --- a cell ------------------------------------------------------------------------------------------------

same() { # WHAT CAME EXPECTED
    [ "$2" = "$3" ] || echo "$1: expected \"$3\", came \"$2\""
}

# round SECONDS: all that is due then is done. Sets $states; $tries, when those who wait are tried again; $words,
# who has no word of the server, or is not marked as a possible duplicate.
round() {
    local all
    run_at "$at/conf" "$1" run --once >"$at/out" 2>&1 || echo "run --once: exit $?"
    all=$(sqlite3 "$at/state/vestnik.db" "SELECT group_concat(state || ' ' || attempts, '|') FROM recipient;
        SELECT group_concat(DISTINCT next_try - $T0) FROM recipient;
        SELECT group_concat(address) FROM recipient WHERE reply IS NULL OR reply = ''
            OR (state = 'unknown' AND reply NOT LIKE 'may have arrived, the next copy may be a duplicate%')")
    { read -r states; read -r tries; read -r words; } <<<"$all"
}

# The letters that the server has taken: how many for each of the three, and their Message-IDs.
taken() {
    jq -rn '[inputs | select(.letter)] as $all | ([["first", "struck", "third"][] + "@s1.test" |
        . as $who | [$all[].recipients[] | select(. == $who)] | length | tostring] | join(" ")) + " " +
        ([$all[].letter | @base64d | capture("(?i)\nMessage-ID:\\s*<(?<id>[^>]*)>").id] | unique | join(" "))' "$at/log"
}

# Who is not let in has no word about any letter: the account stops, and all of them wait for it, however long.
not_let_in() { # FAULT
    local waiting='deferred 0|deferred 0|deferred 0'
    same 'first round' "$states" "$waiting"
    same 'the account has stopped' "$(sqlite3 "$at/state/vestnik.db" 'SELECT stop FROM sender')" \
        "$([ "$1" = 550 ] && echo login || echo limit)"
    round 432000
    same 'after five days' "$states" "$waiting"
    : >"$at/faults"
    run_at "$at/conf" 432001 queue retry --all >"$at/out" 2>&1 || echo "queue retry: exit $?"
    round 432002
    same 'once the server is well' "$states" 'sent 1|sent 1|sent 1'
    same 'copies and Message-ID' "$(taken)" '1 1 1 one@s1.test'
}

cell() { # LANE STAGE FAULT WAY
    local stage=$2 fault=$3 way=$4 at=$TEST_TMP/lane-$1 security=none pipelining= port first waits= patience=60 states tries words copies
    port=$(<"$at/port")
    [ "$fault" != hang ] || patience=1
    [ "$way" != at-once ] || { way=shared && pipelining=pipelining; }
    case "$stage $fault" in
    'connect refused') port=1 ;;
    'connect hang') port=$(<"$at/deaf") ;;
    'tls '* | 'handshake '*) security=starttls ;;
    esac
    rm -rf "$at/state" && mkdir "$at/state" && cp "$TEST_TMP/state/vestnik.db" "$TEST_TMP/state/vestnik.key" "$at/state"
    : >"$at/log"
    settings "$at/state" "$port" "$security" "$way" "$patience" >"$at/conf"
    echo "$stage $fault $pipelining" >"$at/faults"

    round 0
    case "$stage $fault" in 'auth '[45]*) not_let_in "$fault" && return ;; esac
    [ "$stage $fault" != 'body 421' ] || states=${states//unknown/deferred} # is it read before the reset?
    first=$states
    case $first in *deferred* | *unknown*) waits=1 ;; esac
    same 'first round' "$first" "$(expected "$stage" "$fault" "$way")"
    same 'tried again after' "$tries" "${waits:+60}"
    same 'points' "$(sqlite3 "$at/state/vestnik.db" 'SELECT sum(bounce_score) FROM address')" "$(points "$stage" "$fault" "$way")"
    same 'no word of the server, or of a duplicate' "$words" ''
    if [ -n "$waits" ]; then
        round 60
        same 'and again after' "$tries" 180
    fi
    if [ "$fault" = 450 ] && [ -n "$waits" ]; then
        round 432000
        states=${states// [0-9]/}
        same 'after five days' "$states" "$(sed 's/ [01]//g; s/deferred/failed/g' <<<"$first")"
        like_each 450 "$(sqlite3 "$at/state/vestnik.db" "SELECT reply FROM recipient WHERE state = 'failed'")"
        return
    fi
    : >"$at/faults"
    settings "$at/state" "$(<"$at/port")" "$security" "$way" >"$at/conf"
    round 180
    states=${states// [0-9]/}
    same 'once the server is well' "$states" "$(sed 's/ [01]//g; s/deferred/sent/g; s/unknown/sent/g' <<<"$first")"
    copies=$(expected_copies "$stage" "$first")
    same 'copies and Message-ID' "$(taken)" "$copies$([ "$copies" = '0 0 0' ] && echo ' ' || echo ' one@s1.test')"
}

# like_each WORD LINES: who has failed is told why.
like_each() {
    local line
    while read -r line; do
        case $line in *"$1"*) ;; *) echo "the last word: expected $1, came \"$line\"" ;; esac
    done <<<"$2"
}

# --- all of them ---------------------------------------------------------------------------------------------

lane() { # LANE
    local at=$TEST_TMP/lane-$1 number=0 stage fault way
    while read -r stage fault way; do
        number=$((number + 1))
        [ $((number % LANES)) -ne "$1" ] || cell "$1" "$stage" "$fault" "$way" >"$TEST_TMP/cell-$number" 2>&1
    done < <(cells)
}

lanes=()
for ((i = 0; i < LANES; i++)); do
    at=$TEST_TMP/lane-$i
    mkdir "$at" && : >"$at/faults"
    free_port >"$at/port" && free_port >"$at/deaf"
    server "smtp-$i" "$ROOT/tests/lib/smtp_server.py" --log "$at/log" --port "$(<"$at/port")" --stay --starttls \
        --cert "$TEST_TMP/tls.crt" --key "$TEST_TMP/tls.key" --login gw@mo.test:s3cret \
        --faults "$at/faults" --deaf "$(<"$at/deaf")"
done
for ((i = 0; i < LANES; i++)); do
    wait_for 20 port_open "$(<"$TEST_TMP/lane-$i/port")" || bail_out 'the SMTP server does not start'
    lane "$i" &
    lanes+=($!)
done
wait "${lanes[@]}"

number=0
while read -r stage fault way; do
    number=$((number + 1))
    is "$(cat "$TEST_TMP/cell-$number" 2>&1)" '' "$stage $fault, $way: $(expected "$stage" "$fault" "$way")"
done < <(cells)
done_testing
