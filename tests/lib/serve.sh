# serve.sh: `vestnik serve` as a real process between a real Postfix and a real Dovecot. Sourced after
# tap.sh and postfix; for 30- and 31-*.sh.
#
# Nine teachers t1 ... t9@school.test, mailboxes of Dovecot, are members of `matematika`; t1 to t4 and
# one address that does not exist of `fizika`. A letter carries the word letter-N-LIST in its text.
DOVECOT=$ROOT/tests/lib/dovecot
BOX=$TEST_TMP/dovecot
LETTER=$(dirname "$VESTNIK")/tests/letter # letter.py
export LETTER_SOCKET=$TEST_TMP/letter.socket
server letter "$ROOT/tests/lib/letter.py" serve "$LETTER_SOCKET"
SERVE_LOG=$TEST_TMP/serve.log

serve_servers() {
    "$DOVECOT" start "$BOX" || bail_out 'no Dovecot'
    at_exit "$DOVECOT" stop "$BOX"
    . "$BOX/env"
}

serve_community() {
    local n=0 name lists='Математика, Физика'
    {
        echo 'ФИО;Школа;МО;Почта'
        for name in Иванова Петров Сидорова Кузнецов Орлова Белова Громов Жуков Егорова; do
            n=$((n + 1))
            [ "$n" -gt 4 ] && lists=Математика
            echo "$name А. Б.;Школа № $n;$lists;t$n@school.test"
        done
        echo 'Безадреснова А. Б.;Школа № 1;Физика;nobody@elsewhere.test'
    } >"$TEST_TMP/registry.csv"
    v list add matematika title=Математика && v list add fizika title=Физика &&
        v registry import "$TEST_TMP/registry.csv"
} >/dev/null

# As the user that Postfix runs the pipe as, because they share the database.
serve_start() {
    server serve setpriv --reuid "$MAIL_USER" --regid "$MAIL_GROUP" --clear-groups -- \
        "$VESTNIK" -c "$INSTANCE_CONF" serve
    SERVE=$SERVER_PID
    wait_for 20 all_duties_run || bail_out "vestnik serve: $(tail -n 20 "$SERVE_LOG")"
}

# The pid of a duty: a child of `serve` that bears its name; nothing while it does not run.
duty_pid() {
    local pid
    for pid in $(cat "/proc/$SERVE/task/$SERVE/children" 2>/dev/null); do
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$1" ] && ! process_gone "$pid" && echo "$pid"
    done
}

all_duties_run() {
    [ -n "$(duty_pid desk)" ] && [ -n "$(duty_pid deliverer)" ] && [ -n "$(duty_pid timer)" ]
}

serve_stop() {
    local children
    children=$(cat "/proc/$SERVE/task/$SERVE/children")
    kill -TERM "$SERVE"
    ok 'SIGTERM: serve ends' wait_for 15 process_gone "$SERVE"
    wait "$SERVE"
    is "$?" 0 'with exit 0'
    local pid left=
    for pid in $children; do process_gone "$pid" || left="$left $pid"; done
    is "$left" '' 'and so have all its duties'
    unlike "$(sed '1,/serve.stopping/d' "$SERVE_LOG")" 'killed|duty.failed|signal=9' 'all by themselves'
}

# --- letters -----------------------------------------------------------------------------------------

# teacher_letter N LIST [FROM] [DOMAIN]
teacher_letter() {
    printf 'From: =?utf-8?B?0KPRh9C40YLQtdC70Yw=?= <%s@school.test>\n' "${3:-t1}"
    printf 'To: %s@%s\nSubject: letter %s\n' "$2" "${4:-mo.test}" "$1"
    printf 'Message-ID: <%s.%s@school.test>\nMIME-Version: 1.0\n' "$1" "$2"
    printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
    printf 'Коллеги, письмо letter-%s-%s\n.\n..точки в начале строки\n' "$1" "$2"
}

letter_to_robot() {
    printf 'From: t2@school.test\nTo: vestnik@mo.test\nSubject: help\nMessage-ID: <help@school.test>\n\n'
}

# letter_file N LIST USER: the file of a letter in a mailbox.
letter_file() {
    grep -lx -e "Message-ID: <$1.$2@school.test>" -r "$BOX/mail/$3/new" "$BOX/mail/$3/cur" 2>/dev/null | head -n 1
}

# copies_of N USER [LIST]: how many copies of a letter a mailbox holds.
copies_of() {
    cat "$BOX/mail/$2/new"/* "$BOX/mail/$2/cur"/* 2>/dev/null | grep -c -e "letter-$1-${3:-matematika}\$"
}

# copies_are N LIST COUNT: over all mailboxes.
copies_are() {
    [ "$(cat "$BOX"/mail/t*/new/* 2>/dev/null | tr -d '\r' | grep -c -e "letter-$1-$2\$")" -eq "$3" ]
}

mailbox_has() {
    grep -qs -e "$2" -r "$BOX/mail/$1/new"
}

recipient_failed() {
    v --json queue list --state failed | jq -e "select(.address == \"$1\")"
}

# --- the database ----------------------------------------------------------------------------------------

sql() {
    as_mail_user sqlite3 -cmd '.timeout 5000' "$TEST_TMP/state/vestnik.db" "$1"
}

letters_are() { # COUNT
    [ "$(sql 'SELECT count(*) FROM letter')" -eq "$1" ]
}

posts_are() { # LIST COUNT...
    local posts
    posts=$(v --json status | jq -c .posts)
    for ((; $# > 0;)); do
        [ "$(jq ".$1 // 0" <<<"$posts")" -eq "$2" ] || return
        shift 2
    done
}

# --- killing ---------------------------------------------------------------------------------------------

# send_letter N: the letter of teacher t1 to matematika, by the way of the test
send_letter() {
    teacher_letter "$1" matematika | smtp_send t1@school.test matematika@mo.test
}

# kill_while_busy FIRST ROUNDS: eight letters come in at once, and while they are worked on, desk and
# deliverer are killed; so often. Sets $kills, of the deliverer, and $last, the number of the last letter.
kill_while_busy() {
    local first=$1 rounds=$2 pid desk
    last=$((first - 1)) kills=0
    for ((; rounds > 0; rounds--)); do
        for _ in {1..8}; do last=$((last + 1)) && ${SEND_LETTER:-send_letter} "$last"; done
        desk=$(duty_pid desk) pid=$(duty_pid deliverer)
        [ -n "$desk" ] && kill -KILL "$desk"
        [ -n "$pid" ] && kill -KILL "$pid" && kills=$((kills + 1))
        for pid in $desk $pid; do wait_for 10 process_gone "$pid"; done # one that is ending does not run
        wait_for 20 all_duties_run
    done
    is "$kills" "$2" 'desk and deliverer were killed at work, again and again'
    ok 'and run again' wait_for 60 all_duties_run
    ok 'every letter has arrived at every member' wait_for 60 all_arrived "$first" "$last"
    ok 'and nothing waits in the queue' wait_for 30 queue_empty
}

# What a kill may leave, and no more: a deliverer that dies between the server's yes and its own note of
# it sends that letter again, under the same Message-ID, to those who had it: one on each of its connections.
unharmed() { # FIRST
    local n user copies doubled= lost= connections=2 # smtp_connections, as it is unless set
    is "$(v --json status | jq .posts.matematika)" "$((${POSTS_BEFORE:-0} + last - $1 + 1))" \
        'each letter is one post in the archive'
    for ((n = $1; n <= last; n++)); do
        for user in t2 t3 t4 t5 t6 t7 t8 t9; do
            copies=$(copies_of "$n" "$user")
            [ "$copies" -ge 1 ] || lost="$lost $n/$user"
            [ "$copies" -le 1 ] || doubled="$doubled $n"
        done
    done
    is "$lost" '' 'no copy is lost'
    doubled=$(printf '%s\n' $doubled | sort -u | grep -c .)
    ok "letters that were sent again: $doubled, at most one for each kill and connection" \
        test "$doubled" -le "$((kills * connections))"
}

all_arrived() {
    local n user
    for ((n = $1; n <= $2; n++)); do
        for user in t2 t3 t4 t5 t6 t7 t8 t9; do [ "$(copies_of "$n" "$user")" -ge 1 ] || return; done
    done
}

queue_empty() {
    [ "$(v --json status | jq '(.copies.queued // 0) + (.copies.deferred // 0)')" -eq 0 ]
}
