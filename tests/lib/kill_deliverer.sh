# kill_deliverer.sh: the deliverer is killed at work again and again, by the server that it talks to, after any
# number of its commands. Nobody may lose a letter, and only what was on its way at such a moment may come twice:
# the same bytes. Sourced after tap.sh and mail.sh; for tests/crash/deliverer.sh and e2e/55-killed-deliverer.sh.
MEMBERS=120 CONNECTIONS=3

# kill_deliverer KILLS WAY RECIPIENTS: WAY is that of the setting `copies`, with so many recipients a transaction.
kill_deliverer() {
    local wanted=$1 way=$2 kills=0 letters=0 rounds=0 log=$TEST_TMP/$2.json port
    port=$(free_port)
    server "smtp-$way" "$ROOT/tests/lib/smtp_server.py" --log "$log" --port "$port" --stay --kill "$TEST_TMP/kill"
    wait_for 20 port_open "$port" || bail_out 'the SMTP server does not start'
    rm -rf "$TEST_TMP/state"
    new_instance "account \"main\" { address = \"vestnik@mo.test\"  addressing = domain  imap_host = none
        smtp_host = localhost  smtp_port = $port  smtp_security = none  copies = $way  smtp_recipients = $3
        smtp_connections = $CONNECTIONS  smtp_letters = 0 }" 'retry_first = 1' 'hold_per_author = 0' 'hold_per_list = 0'
    kill_community >"$TEST_OUT" 2>"$TEST_ERR" || bail_out "no community: $(cat "$TEST_ERR")"
    while [ "$kills" -lt "$wanted" ] && [ $((rounds += 1)) -lt $((3 * wanted + 20)) ]; do
        kill_round && { letters=$((letters + 1)) && kill_letter "$letters"; }
        [ "$kill_code" -ne 137 ] || kills=$((kills + 1))
    done
    is "$kills" "$wanted" "$way: the deliverer was killed at work"
    ok "$way: what is left goes out undisturbed" kill_no_more
    is "$(sql "SELECT count(*) || ' ' || sum(state = 'sent') FROM recipient")" \
        "$((letters * (MEMBERS - 1))) $((letters * (MEMBERS - 1)))" "$way: everybody has got all $letters letters"
    is "$(comm -3 <(kill_by_database) <(kill_by_server "$log"))" '' "$way: by the word of the server too: none is lost"
    kill_repeated "$log" >"$TEST_TMP/repeated"
    note "$way: $(jq -c .figures "$TEST_TMP/repeated")"
    is "$(jq -c '.unexplained | length, .[0:3]' "$TEST_TMP/repeated" | tr '\n' ' ')" '0 [] ' \
        "$way: what came twice was on its way when the deliverer was killed"
    is "$(jq -c '.changed | length, .[0:3]' "$TEST_TMP/repeated" | tr '\n' ' ')" '0 [] ' \
        "$way: and was the same letter, byte for byte"
    kill_letter last # whoever delivers next clears away what a killed one left
    ok "$way: the next letter goes out" kill_no_more
    is "$(find "$TEST_TMP/state" -name 'sent.*')" '' "$way: nothing is left behind"
}

kill_community() {
    local i
    NOW=2026-11-09T10:00:00+03:00
    {
        echo 'ФИО;Школа;Почта;МО'
        for ((i = 0; i < MEMBERS; i++)); do
            echo "Учитель$(sed 'y/0123456789/абвгдежзик/' <<<"$i") Анна Ивановна;Школа № 1;t$i@school.test;Математика"
        done
    } >"$TEST_TMP/registry.csv"
    v list add matematika title=Математика && v registry import "$TEST_TMP/registry.csv"
}

kill_letter() { # NUMBER
    letter 'Учитель <t0@school.test>' matematika@mo.test "Письмо $1" --header "Message-ID: <letter-$1@school.test>" \
        <<<"Письмо номер $1." >"$TEST_TMP/letter.eml"
    v deliver --from t0@school.test --to matematika@mo.test <"$TEST_TMP/letter.eml" 2>>"$TEST_TMP/run.log" ||
        bail_out "no letter: $(tail -n 3 "$TEST_TMP/run.log")"
}

# All that is due is done, or the deliverer is killed: then $kill_code is 137. Succeeds when nothing was left to do.
kill_round() {
    later 2 seconds
    kill_code=0
    {
        bash -c 'echo "$$ $0" >"$1.new" && mv "$1.new" "$1" && exec "${@:2}"' $((RANDOM % 50 + 1)) "$TEST_TMP/kill" \
            "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once >>"$TEST_TMP/run.log" 2>&1
    } 2>/dev/null || kill_code=$?
    [ "$kill_code" -eq 0 ] || [ "$kill_code" -eq 137 ] || bail_out "exit $kill_code: $(tail -n 3 "$TEST_TMP/run.log")"
    return "$kill_code"
}

kill_no_more() {
    rm -f "$TEST_TMP/kill"
    for _ in 1 2; do # what a killed one had claimed falls due with the second
        later 2 seconds
        v run --once || return
    done
}

kill_by_database() {
    sql 'SELECT o.message_id, r.address FROM recipient r JOIN outgoing o ON o.id = r.outgoing' | tr '|' ' ' | sort
}

kill_by_server() { # LOG
    jq -r 'select(.letter) | .id + " " + .recipients[]' "$1" | sort -u
}

# What was taken more often than once and than it was on its way at a kill; what differed. Only a copy of one
# recipient bears the key of that copy: one that is left of many to a transaction comes with it.
kill_repeated() { # LOG
    jq -n '[inputs] as $all
        | [$all[] | select(.letter) | . as $l | .recipients[] | {key: ($l.id + " " + .),
            body: ($l.letter | @base64d | sub("X-Vestnik-Copy: [^\n]*\n"; "")),
            mark: ($l.letter | @base64d | [scan("X-Vestnik-Copy: [^\r\n]*")] | first), late: $l.late}] as $taken
        | [$all[] | select(.killed) | .flying[]] as $flying
        | (reduce ($flying + [$taken[] | select(.late).key])[] as $k ({}; .[$k] += 1)) as $excused
        | [$taken | group_by(.key)[] | {key: .[0].key, copies: length, bodies: ([.[].body] | unique | length),
            marks: ([.[].mark | values] | unique | length)}] as $each
        | {figures: {kills: ([$all[] | select(.killed)] | length), letters: ($each | length), on_their_way: ($flying | length),
                repeated: ([$each[] | .copies - 1] | add), most_copies: ([$each[].copies] | max)},
           unexplained: [$each[] | select(.copies > 1 + ($excused[.key] // 0))],
           changed: [$each[] | select(.bodies > 1 or .marks > 1)]}' "$1"
}
