# one_click.sh: a community whose members can leave by one click. Sourced after mail.sh.

# one_click_community LISTEN URL [LINE...]
one_click_community() {
    new_community "one_click = \"$1\"" "one_click_url = \"$2\"" "${@:3}" \
        'account "main" { address = "vestnik@mo.test"  addressing = domain  copies = each }'
}

# A post to matematika, in the first step.
first_post() {
    echo 'Коллеги, план урока.' | write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'План урока'
}

# path_in FILE: of the link in List-Unsubscribe.
path_in() {
    "$LETTER" header List-Unsubscribe "$1" | sed -n 's|.*<https://[^/]*\(/[^>]*\)>.*|\1|p'
}

# `serve` with all its duties, at the time of the test; it goes on until it is stopped.
door_start() {
    : >"$TEST_TMP/serve.log"
    server serve "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" serve
    SERVE=$SERVER_PID
    wait_for 20 grep -q one-click.listening "$TEST_TMP/serve.log" || bail_out "$(tail "$TEST_TMP/serve.log")"
}

nothing_waits() {
    [ "$(sql "SELECT count(*) FROM recipient WHERE next_try IS NOT NULL")" -eq 0 ]
}

# Beside `serve`: a step that holds what was sent since the last one.
settle() {
    local file
    begin_step
    wait_for 20 nothing_waits || tap_fail 'letters leave' "$(v queue list)"
    for file in "$TEST_TMP"/state/outgoing/new/*; do
        [ -e "$file" ] && mv "$file" "$STEP/"
    done
    return 0
}
