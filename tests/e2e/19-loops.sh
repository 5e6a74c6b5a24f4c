#!/bin/bash
# 19-loops.sh: what goes round. Two gateways that are members of each other's lists, a member whose mailbox
# sends everything back, robots of which half do not say what they are: each post goes round at most once,
# and each robot gets at most one automatic answer.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"

# --- two gateways -------------------------------------------------------------------------------------

# gateway NAME OTHER: an instance with the list "obmen", whose members are Иванова and the other's list.
gateway() {
    mkdir "$TEST_TMP/$1"
    printf '%s\n' "state = \"$TEST_TMP/$1\"" "letters = \"$ROOT/conf/letters\"" \
        "account \"main\" { address = \"vestnik@$1.test\"  addressing = domain }" >"$TEST_TMP/$1.conf"
    printf '%s\n' 'ФИО;Школа;Район;МО;Почта' "Иванова Мария Петровна;Школа № 3;Центр;Обмен опытом;ivanova@$1.test" \
        "Шлюз Соседний;Школа № 4;Центр;Обмен опытом;obmen@$2.test" >"$TEST_TMP/$1.csv"
    on "$1" init && on "$1" list add obmen title='Обмен опытом' && on "$1" registry import "$TEST_TMP/$1.csv"
}

on() { # NAME COMMAND...
    warm -c "$TEST_TMP/$1.conf" --now "$NOW" "${@:2}"
}

# carry FROM TO: what FROM sent to the list of TO comes in there; sets $carried.
carry() {
    local file
    carried=0
    on "$1" run --once >>"$TEST_TMP/gateways.log" 2>&1
    for file in "$TEST_TMP/$1"/outgoing/new/*; do
        [ -e "$file" ] || continue
        if grep -qix "Delivered-To: obmen@$2.test" "$file"; then
            on "$2" deliver --from "vestnik@$1.test" --to "obmen@$2.test" <"$file" && carried=$((carried + 1))
        fi
        rm "$file"
    done
}

count_posts() { # NAME
    on "$1" --json archive threads --list obmen | jq -s 'map(.posts) | add // 0'
}

ok 'one gateway' gateway north south
ok 'and another, each a member of the list of the other' gateway south north
letter 'Иванова <ivanova@north.test>' obmen@north.test 'Кому карточки?' <<<'Есть лишний набор карточек, отдам.' >"$TEST_TMP/first.eml"
ok 'a teacher writes to one of them' on north deliver --from ivanova@north.test --to obmen@north.test <"$TEST_TMP/first.eml"
total=0 round=0
while [ $round -lt 6 ]; do
    carry north south
    step=$carried
    carry south north
    total=$((total + step + carried)) round=$((round + 1))
    [ $((step + carried)) -gt 0 ] || break
done
ok 'the letters between them come to an end' test $round -lt 6
is "$(count_posts north)" 1 'the post is there once where it was written'
ok 'and at most once in the other list' test "$(count_posts south)" -le 1
ok 'it was carried over at least once, and not for ever' test $total -ge 1 -a $total -le 4

# --- a forwarder that returns everything ----------------------------------------------------------------

new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain }'
letter 'Иванова <ivanova@school3.test>' matematika@mo.test 'План недели' <<<'Коллеги, вот план недели математики. Понедельник: олимпиада, вторник: викторина, среда: открытые уроки.' >"$TEST_TMP/plan.eml"
take "$TEST_TMP/plan.eml" matematika@mo.test
is "$(posts matematika)" 1 'a post'
for round in 1 2 3; do
    copy=$(grep -l '^List-Id:' $(sent_to petrov@school3.test) /dev/null | head -n 1)
    [ -n "$copy" ] || break
    # the mailbox of Петров sends all back to the list from his address, without the fields of ours
    letter 'Петров <petrov@school3.test>' matematika@mo.test "$(subject_of "$copy")" < <(text_of "$copy") >"$TEST_TMP/back.eml"
    take "$TEST_TMP/back.eml" matematika@mo.test
done
is "$(posts matematika)" 1 'that a mailbox sends back to the list does not go round again'
like "$(decided)" 'ignore came-back' 'the reason says that it came back'
# and one that keeps every field of ours
take "$STEP/../step-1/$(basename "$(grep -l 'petrov@school3.test' "$TEST_TMP"/step-1/* | head -n 1)")" matematika@mo.test
is "$(posts matematika)" 1 'nor does it with our own stamp'

# --- a hundred robots ---------------------------------------------------------------------------------

{
    echo 'ФИО;Школа;Район;МО;Почта'
    letters=(а б в г д е ж з и к)
    for i in $(seq 100); do
        name=${letters[i / 100]}${letters[i / 10 % 10]}${letters[i % 10]}
        echo "Робот Номер$name;Школа № 9;Север;МО учителей физики;r$i@robots.test"
    done
} >"$TEST_TMP/robots.csv"
ok 'a hundred members whose mailboxes answer by themselves' v registry import "$TEST_TMP/robots.csv"
before=$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'answer'")
SILENT='Здравствуйте! Я в отъезде и читаю почту редко, по срочным вопросам звоните в школу. Спасибо за понимание.'

# round N: each robot answers the robot of the list, every second without a field that says so; all at once.
round() {
    local i
    begin_step
    for i in $(seq 100); do
        if [ $((i % 2)) -eq 0 ]; then
            letter "r$i@robots.test" vestnik@mo.test "Re: письмо $1" --header 'Auto-Submitted: auto-replied' <<<"$SILENT"
        else
            letter "r$i@robots.test" vestnik@mo.test "Re: письмо $1" <<<"$SILENT"
        fi >"$TEST_TMP/robot.eml"
        deliver_to "$TEST_TMP/robot.eml" vestnik@mo.test
    done
    do_due
}
for number in 1 2; do
    round $number
    later 1 day
done
answers="SELECT count(*) FROM outgoing o JOIN recipient r ON r.outgoing = o.id WHERE o.purpose = 'answer' AND r.address LIKE '%@robots.test' GROUP BY r.address"
is "$(sql "SELECT COALESCE(max(n), 0) FROM (SELECT count(*) AS n FROM ($answers))")" "$(sql "SELECT min(50, count(*)) FROM ($answers)")" \
    'at most the fifty that do not say what they are get an answer'
is "$(sql "SELECT COALESCE(max(n), 0) FROM (${answers/count(*)/count(*) AS n})")" 1 'and each of them one in days, whatever it sends'
is "$(posts fizika)" 0 'nothing of it is published'
done_testing
