# mail.sh: people of an instance writing letters and reading what they get. Sourced after tap.sh, and
# after `new_instance`: letters come in by `vestnik deliver`, go out into the Maildir of the instance.
#
#     NOW=2026-11-09T10:00:00+03:00            the time of everything; `later N UNIT` moves it on
#     letter ivanova@school3.test matematika@mo.test 'Контрольная' <text >file   (more: letter.py make)
#     take FILE RECIPIENT...                   the letter comes in, all that is due is done
#     got ADDRESS                              how many letters this step sent to ADDRESS
#     from_us ADDRESS                          the file of the only one
#     reply FILE WORD...                       whoever got FILE answers it; sent, and all done
#     said REASON                              whether this step logged it
#
# A step is one `take`, `reply` or `due`; what it sent lies in $STEP/, what it logged in $STEP.log.
LETTER=$(dirname "$VESTNIK")/tests/letter # letter.py
export LETTER_SOCKET=$TEST_TMP/letter.socket
server letter "$ROOT/tests/lib/letter.py" serve "$LETTER_SOCKET"
. "$ROOT/tests/lib/warm.sh"
NOW=2026-11-09T10:00:00+03:00
STEP=$TEST_TMP/step-0 steps=0
shopt -s lastpipe # `echo text | write ...` must set $STEP here, not in a subshell

v() {
    warm -c "$INSTANCE_CONF" --now "$NOW" "$@"
}

# later NUMBER UNIT: as date(1) counts.
later() {
    NOW=$(TZ=Europe/Moscow date -d "$NOW + $1 $2" +%Y-%m-%dT%H:%M:%S%:z)
}

begin_step() {
    steps=$((steps + 1))
    STEP=$TEST_TMP/step-$steps
    mkdir "$STEP"
    : >"$STEP.log"
}

# Does all that is due, and puts what was sent aside.
do_due() {
    local file
    v run --once >>"$STEP.log" 2>&1 || tap_fail "vestnik run --once in step $steps" "$(cat "$STEP.log")"
    for file in "$TEST_TMP"/state/outgoing/new/*; do
        [ -e "$file" ] && mv "$file" "$STEP/"
    done
    return 0
}

due() {
    begin_step
    do_due
}

letter() { # FROM TO SUBJECT [OPTION...]
    "$LETTER" make --from "$1" --to "$2" --subject "$3" "${@:4}"
}

# deliver_to FILE RECIPIENT...: by the pipe, once for each, with the envelope sender of $SENDER or From.
deliver_to() {
    local recipient sender=${SENDER-$("$LETTER" header From "$1" | sed 's/.*<\(.*\)>.*/\1/')}
    for recipient in "${@:2}"; do
        v deliver --from "$sender" --to "$recipient" <"$1" >>"$STEP.log" 2>&1 ||
            tap_fail "vestnik deliver in step $steps" "$(cat "$STEP.log")"
    done
}

take() {
    begin_step
    deliver_to "$@"
    do_due
}

# write FROM TO SUBJECT [OPTION...] <text: letter and take in one.
write() {
    letter "$@" >"$TEST_TMP/written.eml"
    take "$TEST_TMP/written.eml" "$2"
}

# Files of this step that went to ADDRESS.
sent_to() {
    grep -lix "Delivered-To: $1" -r "$STEP" | sort
}

got() {
    sent_to "$1" | wc -l
}

# Everybody whom this step wrote to, with repetitions.
everybody() {
    cat "$STEP"/* 2>/dev/null | sed -n 's/^Delivered-To: //p' | sort | tr '\n' ' ' | sed 's/ $//'
}

from_us() {
    local file
    file=$(sent_to "$1")
    [ "$(printf '%s' "$file" | grep -c .)" -eq 1 ] || echo "not one letter to $1 but: $file" >&2
    printf '%s\n' "$file" | tail -n 1
}

subject_of() {
    "$LETTER" header Subject "$1"
}

text_of() {
    "$LETTER" text "$1"
}

# What a letter of ours tells its reader to write: the indented lines, each up to its explanation.
instructions() {
    text_of "$1" | sed -n 's/^  \([^ ]\)/\1/p' | sed 's/  .*//'
}

# The address that an answer to FILE goes to.
answers_go_to() {
    local to
    to=$("$LETTER" header Reply-To "$1")
    [ -n "$to" ] || to=$("$LETTER" header From "$1")
    sed 's/.*<\(.*\)>.*/\1/' <<<"$to"
}

# reply_with FILE OPTION... <text: as letter.py answer.
reply_with() {
    "$LETTER" answer "$@" >"$TEST_TMP/reply.eml"
    take "$TEST_TMP/reply.eml" "$(answers_go_to "$1")"
}

reply() { # FILE LINE...
    printf '%s\n' "${@:2}" | reply_with "$1"
}

# click FILE LABEL [ADDRESS]: whoever got FILE follows the link "LABEL: mailto:..." of its text, and sends
# the letter that opens.
click() {
    local as
    as=${3:-$(sed -n 's/^Delivered-To: //p' "$1" | tr -d '\r' | head -n 1)}
    "$LETTER" click "$1" "$2" --from "$as" >"$TEST_TMP/click.eml"
    take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
}

said() {
    grep -q -e "$1" "$STEP.log"
}

# What the desk decided in this step: "verdict reason", a line each.
decided() {
    sed -n 's/.*case\.decided.* verdict=\([^ ]*\) reason=\([^ ]*\).*/\1 \2/p' "$STEP.log"
}

# posts LIST: number of posts that were published.
posts() {
    v --json archive threads --list "$1" | jq -s 'map(.posts) | add // 0'
}

# The next day, when the digests of the night are out.
tomorrow() {
    later 1 day
    due
}

# Every letter that a test was sent, in whatever language: no mailto: link of it is torn on its way.
links_are_short() {
    [ "$steps" -gt 0 ] || return 0
    "$LETTER" links "$TEST_TMP"/step-*[0-9] >"$TEST_TMP/links" 2>&1 || echo 'the letters could not be read' >>"$TEST_TMP/links"
    is "$(sort -u "$TEST_TMP/links" | head -n 20)" '' 'every link of every letter is short enough to survive folding'
}
at_done links_are_short

# --- commands: with a robot at $ROBOT -------------------------------------------------------------
ROBOT=vestnik@mo.test

# order FROM SUBJECT [OPTION...]: a letter to the robot with an empty text; sets $answer, its only answer.
order() {
    write "$1" $ROBOT "$2" "${@:3}" </dev/null
    answer=$(from_us "$1" 2>>"$STEP.log")
}

# answered SUBJECT DESC: the step sent just one letter, with this subject.
answered() {
    is "$([ -n "$answer" ] && subject_of "$answer"); $(everybody | wc -w)" "$1; 1" "$2"
}

# sql QUERY: for what no command shows.
sql() {
    sqlite3 "$TEST_TMP/state/vestnik.db" "$1"
}

# --- a small community --------------------------------------------------------------------------

# The registry: three schools, the third with nothing but one mailbox for all.
registry_csv() {
    cat <<'CSV'
ФИО;Школа;Округ;Почта школы;Должность;МО;Почта
Иванова Мария Петровна;Школа № 3;Центральный;;учитель;МО учителей математики;ivanova@school3.test
Петров Пётр Сергеевич;Школа № 3;Центральный;;учитель;МО учителей математики, МО учителей физики;petrov@school3.test
Дроздова Вера Ильинична;Школа № 3;Центральный;;учитель;МО учителей математики;drozdova@school3.test
Егоров Илья Олегович;Школа № 3;Центральный;;учитель;МО учителей математики;egorov@school3.test
Жукова Зоя Антоновна;Школа № 3;Центральный;;учитель;;zhukova@school3.test
Сидорова Анна Ильинична;Школа № 5;Центральный;;учитель;МО учителей математики;sidorova@school5.test
Кузнецов Андрей Павлович;Школа № 5;Центральный;;учитель;МО учителей математики;kuznetsov@school5.test
Орлова Ольга Дмитриевна;Школа № 5;Центральный;;методист;;orlova@school5.test
Белова Нина Фёдоровна;Школа № 7;Северный;school7@school7.test;учитель;МО учителей математики;
Громов Олег Игоревич;Школа № 7;Северный;school7@school7.test;учитель;МО учителей математики;
CSV
}

# new_community [LINE...]: an instance (see new_instance) with two associations and a council.
#   matematika   moderators Сидорова and Кузнецов, methodist Орлова; Дроздова reads the weekly digest only,
#                Егоров nothing;   fizika   Петров;   sovet   closed to joining
new_community() {
    new_instance "$@"
    {
        v list add matematika title='МО учителей математики' &&
            v list add fizika title='МО учителей физики' &&
            v list add sovet title='Методический совет' kind=council joins=closed &&
            registry_csv >"$TEST_TMP/registry.csv" &&
            v registry import "$TEST_TMP/registry.csv" &&
            v member set --quiet matematika sidorova@school5.test role=+moderator &&
            v member set --quiet matematika kuznetsov@school5.test role=+moderator &&
            v member set --quiet matematika orlova@school5.test role=+methodist &&
            v member set matematika drozdova@school3.test mode=weekly &&
            v member set matematika egorov@school3.test mode=none
    } >"$TEST_TMP/setup.log" 2>&1 || bail_out "setting the community up: $(cat "$TEST_TMP/setup.log")"
}
