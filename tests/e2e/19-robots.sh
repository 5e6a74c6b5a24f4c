#!/bin/bash
# 19-robots.sh: the table of subjects that machines write, rows that let mail of other lists in, posts that come
# back in each form, robots that answer a list, and people who may write the same again.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
cp "$ROOT/conf/automatic-subjects" "$TEST_TMP/subjects"
new_community "automatic_subjects = \"$TEST_TMP/subjects\"" \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test ROBOT=vestnik@mo.test
IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test
PASSED='Authentication-Results: mx.mo.test; dmarc=pass header.from=news.test'

# --- the table of subjects -------------------------------------------------------------------------------

kind_of() { # SUBJECT
    letter $IVANOVA $LIST "$1" <<<'Текст.' >"$TEST_TMP/kind.eml"
    v --json inspect "$TEST_TMP/kind.eml" | jq -r .kind
}
is "$(kind_of 'Ушла на базу до мая')" post 'a subject that is in no table is a person'\''s'
echo 'automatic ушла на базу*' >>"$TEST_TMP/subjects"
is "$(kind_of 'Ушла на базу до мая')" auto 'with a new line of the table it is automatic'
like "$(v check 2>&1)" 'subjects +in order' 'which check finds in order'
echo 'sometimes x' >>"$TEST_TMP/subjects"
like "$(v check 2>&1)" "subjects:$(wc -l <"$TEST_TMP/subjects"): 'sometimes' is no word" 'a wrong line is told with its number'
exits 78 'and nothing runs with it' v run --once
rm "$TEST_TMP/subjects"
exits 78 'nor without the table' v inspect "$TEST_TMP/kind.eml"
like "$(cat "$TEST_ERR")" 'copy the one that came with the program' 'and it is told what to do'
cp "$ROOT/conf/automatic-subjects" "$TEST_TMP/subjects"

# --- list mail ---------------------------------------------------------------------------------------------

# news SUBJECT HEADER...: a newsletter comes to the list
news() {
    local headers=() line
    for line in "${@:2}"; do headers+=(--header "$line"); done
    write news@news.test $LIST "$1" --header 'List-Id: Новости <weekly.news.test>' "${headers[@]}" \
        <<<"Новости недели: $1. Читайте на сайте издательства подробности о новых учебниках."
}
news 'Первый выпуск' "$PASSED"
is "$(decided)" 'hold list-mail' 'list mail waits for a moderator'
ok 'a row lets it in' v list allow add matematika izdatelstvo list-id=weekly.news.test
exits 73 'a name is given once' v list allow add matematika izdatelstvo domain=news.test
exits 65 'a sign that says nothing is refused' v list allow add matematika other subject=x
like "$(v list show matematika)" 'allow +izdatelstvo: list-id=weekly\.news\.test' 'list show names the row'
is "$(v --json list show matematika | jq -c '.allow')" \
    '[{"name":"izdatelstvo","sign":"list-id","value":"weekly.news.test","proven":true}]' 'and so does its JSON'
news 'Второй выпуск' "$PASSED"
is "$(decided) $(posts matematika)" 'publish allowed:izdatelstvo 1' 'it is published, by the name of the row'
news 'Третий выпуск'
is "$(decided)" 'hold list-mail' 'not where nothing proves the sender'
news 'Четвёртый выпуск' "$PASSED" 'Auto-Submitted: auto-generated'
is "$(decided)" 'ignore automatic' 'nor what a machine calls automatic'
write $IVANOVA fizika@mo.test 'Чужая рассылка' --header 'List-Id: <weekly.news.test>' --header "$PASSED" <<<'Текст.'
is "$(decided)" 'hold list-mail' 'nor in another list'
ok 'the row is taken away' v list allow remove matematika izdatelstvo
news 'Пятый выпуск' "$PASSED"
is "$(decided)" 'hold list-mail' 'and list mail waits again'
exits 69 'a row that is not there' v list allow remove matematika izdatelstvo
ok 'by domain, not proven' v list allow add matematika news domain=news.test --unproven
news 'Шестой выпуск'
is "$(decided)" 'publish allowed:news' 'lets in what nothing proves, if it is told so'
news 'Седьмой выпуск' 'Authentication-Results: mx.mo.test; dmarc=fail header.from=news.test'
is "$(decided)" 'hold list-mail' 'but nothing that failed'

# --- a forwarder returns everything ----------------------------------------------------------------------

later 1 day
before=$(posts matematika)
write $IVANOVA $LIST 'Олимпиада' <<<'Коллеги, районная олимпиада пройдёт 20 ноября, регистрация до пятницы.'
post=$(from_us $PETROV)
is "$(posts matematika)" $((before + 1)) 'a post goes out'
# returned FROM SED: the copy of the post comes back so changed
returned() {
    # a field in one line, so that it can be changed whole
    awk '{ sub(/\r$/, "") } body { print; next } /^[ \t]/ { sub(/^[ \t]+/, " "); line = line $0; next }
        { if (line != "") print line; line = $0 } /^$/ { body = 1; print }' "$post" |
        sed -E "1,/^\$/{ /^Delivered-To/d; $2
        }" >"$TEST_TMP/back.eml"
    SENDER=$1 take "$TEST_TMP/back.eml" $LIST
}
strip='/^(X-Vestnik|List-|Precedence|Archived|Auto-Sub|Sender|Reply-To)/d'
returned x@forward.test "$strip"
is "$(decided); $(everybody)" 'ignore own-mail; ' 'it comes back without our headers: its number and sender are ours'
for from in forward@forward.test $PETROV; do
    returned $from "$strip; s/^Message-I[dD]:.*/Message-ID: <$RANDOM.$RANDOM@forward.test>/; s/^From:.*/From: $from/"
    is "$(decided)" 'ignore came-back' "from $from under a new number: its text is known"
done
is "$(everybody)" $PETROV 'which a member hears, who may have passed it on'
returned $PETROV "$strip; s/^Message-I[dD]:.*/Message-ID: <again@forward.test>/; s/^From:.*/From: $PETROV/"
is "$(decided); $(everybody)" 'ignore came-back; ' 'once a day'
returned forward@forward.test "$strip; s/^Message-I[dD]:.*/Message-ID: <new@forward.test>/; s/^From:.*/From: forward@forward.test/
    s/^Subject: /Subject: Fwd: /"
is "$(decided); $(everybody)" 'ignore came-back; ' 'so it is as Fwd:'
is "$(posts matematika)" $((before + 1)) 'the post went round once'
later 300 days
returned forward@forward.test "$strip; s/^Message-I[dD]:.*/Message-ID: <year@forward.test>/; s/^From:.*/From: forward@forward.test/"
is "$(decided)" 'ignore came-back' 'ten months later it is known still'
later 100 days
due
is "$(sql "SELECT count(*) FROM seen")" 0 'after a year it is forgotten'
write $IVANOVA $ROBOT 'помощь' </dev/null
answer=$(from_us $IVANOVA)
sed -E '/^(X-Vestnik|Auto-Sub|Delivered-To)/d; s/^From:.*/From: forward@forward.test/' "$answer" >"$TEST_TMP/back.eml"
SENDER=x@forward.test take "$TEST_TMP/back.eml" $ROBOT
is "$(decided); $(everybody)" 'ignore own-mail; ' 'an answer of ours that comes back is known by its number'

# --- a robot without a header answers a list for the first time ------------------------------------------------

later 1 day
write $IVANOVA $LIST 'Совещание' <<<'Коллеги, совещание в среду в два часа, кабинет тридцать.'
post=$(from_us $PETROV)
later 20 seconds
away() { # TEXT: Petrov answers the list
    write $PETROV $LIST 'Re: Совещание' --header "In-Reply-To: $("$LETTER" header Message-ID "$post")" <<<"$1"
}
away 'Здравствуйте! Я в отпуске до 20 ноября, по срочным вопросам пишите завучу.'
is "$(decided)" 'hold absence' \
    'who is away, and says so within the hour of a post, waits for a moderator'
away 'Данное письмо создано автоматически. Ваше обращение будет рассмотрено.'
is "$(decided)" 'ignore automatic' \
    'what says that it was made by a machine is one'
away 'Буду. Кстати, я в отпуске с понедельника, журнал у меня на столе.'
is "$(decided)" 'publish member' \
    'who answers, and is away besides, is published'
later 2 hours
away 'Я в отпуске до 20 ноября, но приду.'
is "$(decided)" 'publish member' 'and so is who says it later'

# --- persons write the same again ----------------------------------------------------------------------------

write $IVANOVA $LIST 'Отчёты' <<<'Напоминаю: отчёты за неделю сдаём до пятницы, форма прежняя, вопросы ко мне.'
post=$(from_us $PETROV)
write $IVANOVA $LIST 'Отчёты' <<<'Напоминаю: отчёты за неделю сдаём до пятницы, форма прежняя, вопросы ко мне.'
is "$(decided)" 'hold posted-already' 'the very same at once waits for a moderator'
later 7 days
write $IVANOVA $LIST 'Отчёты' <<<'Напоминаю: отчёты за неделю сдаём до пятницы, форма прежняя, вопросы ко мне.'
is "$(decided)" 'publish member' 'a week later it is a reminder'
for n in 1 2 3; do
    later 10 minutes
    write $PETROV $LIST 'Re: Отчёты' --header "In-Reply-To: $("$LETTER" header Message-ID "$post")" <<<'Спасибо!'
    is "$(decided)" 'publish member' "Спасибо! number $n is published"
done
for n in 1 2 3; do
    write $ZHUKOVA $ROBOT 'списки' </dev/null
    is "$(decided) $(got $ZHUKOVA)" 'command command 1' "command number $n of a day is answered"
done

# The answer may be lost on its way to a phone: who asks for it again within seconds gets it again.
for n in 1 2 3; do
    write $ZHUKOVA $ROBOT 'Вопрос' <<<'найти олимпиада'
    is "$(decided) $(got $ZHUKOVA)" 'command command 1' "a question asked at once again, time $n, is answered"
done
write $ZHUKOVA $ROBOT 'Найти олимпиада' <<<'найти олимпиада'
is "$(got $ZHUKOVA)" 1 'so it is in the subject'
write $ZHUKOVA $ROBOT 'Добавить' <<<'пригласить matematika Школа № 5'
write $ZHUKOVA $ROBOT 'Добавить' <<<'пригласить matematika Школа № 5'
is "$(decided) $(got $ZHUKOVA)" 'ignore same-text 0' 'what changes something is not done twice within seconds'
answers=0
for n in $(seq 14); do
    write $PETROV $ROBOT 'Re: Найдено' <<<"найти олимпиада ${n}0"
    answers=$((answers + $(got $PETROV)))
done
is "$answers; $(decided)" '10; ignore same-text' 'but not for ever: whoever does nothing else is taken for a machine'
write $PETROV $ROBOT 'Re: Найти олимпиада' --header 'In-Reply-To: <x@y.test>' \
    <<<'Здравствуйте! Ваше письмо получено, мы ответим вам в ближайшее рабочее время. С уважением, приёмная.'
write $PETROV $ROBOT 'Re: Найти олимпиада' --header 'In-Reply-To: <x@y.test>' \
    <<<'Здравствуйте! Ваше письмо получено, мы ответим вам в ближайшее рабочее время. С уважением, приёмная.'
is "$(decided) $(got $PETROV)" 'ignore robot 0' 'a notice under the subject of a command is a machine at once'

# --- a robot without a header answers the robot ------------------------------------------------------------------

later 8 days
answers=0
write $ZHUKOVA $ROBOT 'Заявка' <<<'Ваша заявка № 1001 принята, ждите ответа.'
answers=$((answers + $(got $ZHUKOVA)))
for n in 2 3 4 5 6; do
    later 10 hours
    write $ZHUKOVA $ROBOT "Заявка $n" <<<"Ваша заявка № 100$n принята, ждите ответа."
    answers=$((answers + $(got $ZHUKOVA)))
done
is "$answers $(decided)" '1 ignore same-text' 'the same text under other numbers gets one answer in days'
for n in $(seq 12); do
    later 10 hours
    write $ZHUKOVA $ROBOT "Re: Что умеет робот" <<<"Всё ещё другой текст, $n: $(printf 'я%.0s' $(seq $n))."
    answers=$((answers + $(got $ZHUKOVA)))
done
is "$answers $(decided)" '11 ignore same-text' 'other texts under one subject may be a person'"'"'s: they get ten more, and no end of them'
later 8 days
write $ZHUKOVA $ROBOT 'Заявка' <<<'Ваша заявка № 2001 принята, ждите ответа.'
is "$(got $ZHUKOVA)" 1 'the week after it is told once more'

# --- many robots in one list ---------------------------------------------------------------------------------------

# Each answers every letter that it gets, half of them without a word that they are machines.
ROBOTS=12
{
    echo 'ФИО;Школа;Округ;Должность;МО;Почта'
    for n in $(seq $ROBOTS); do
        echo "Роботов Номер $(printf 'а%.0s' $(seq "$n"));Школа № 9;Южный;учитель;МО учителей физики;r$n@robots.test"
    done
} >"$TEST_TMP/robots.csv"
ok 'robots join a list' v registry import "$TEST_TMP/robots.csv"
answered=0
# Whatever was sent to a robot is answered to where it says; gives the number of answers.
robots_answer() {
    local file n to headers
    last=$STEP
    begin_step
    answered=0
    for file in "$last"/*; do
        [ -e "$file" ] || continue
        to=$(answers_go_to "$file")
        for n in $(sed -n 's/^Delivered-To: r\([0-9]*\)@robots.test.*/\1/p' "$file"); do
            headers=()
            [ $((n % 2)) -eq 0 ] && headers=(--header 'Auto-Submitted: auto-replied')
            letter "r$n@robots.test" "$to" "Re: $(subject_of "$file")" "${headers[@]}" \
                --header "In-Reply-To: $("$LETTER" header Message-ID "$file")" \
                <<<"Спасибо за письмо номер $answered! Робот $n ответит вам в ближайшее рабочее время, обещаем." \
                >"$TEST_TMP/robot.eml"
            deliver_to "$TEST_TMP/robot.eml" "$to"
            answered=$((answered + 1))
        done
    done
    do_due
}
later 1 day
write $PETROV fizika@mo.test 'Лабораторная' <<<'Коллеги, прошу прислать описания лабораторных работ за девятый класс.'
before=$(posts fizika)
rounds=0
while robots_answer && [ "$answered" -gt 0 ]; do rounds=$((rounds + 1)) && [ $rounds -lt 8 ] || break; done
is "$answered" 0 "the storm ends, after $rounds rounds"
is "$(posts fizika)" $((before + 6)) 'each robot that says nothing of itself was published once'
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'answer' AND id IN
    (SELECT outgoing FROM recipient WHERE address LIKE '%@robots.test')")" 0 'none got an answer of ours'
is "$(sql "SELECT max(n) FROM (SELECT count(*) n FROM recipient r JOIN outgoing o ON o.id = r.outgoing
    WHERE o.purpose = 'post' GROUP BY o.message_id, r.address)")" 1 'each post went to each address once'

# --- two gateways that are members of each other ---------------------------------------------------------------

# The other one: a community of its own, whose list is let in here and the other way round.
OTHER=$TEST_TMP/other
mkdir "$OTHER"
sed "s|$TEST_TMP/state|$OTHER/state|; s|vestnik@mo.test|vestnik@other.test|; s|mx.mo.test|mx.other.test|" \
    "$INSTANCE_CONF" >"$OTHER/vestnik.conf"
o() {
    warm -c "$OTHER/vestnik.conf" --now "$NOW" "$@"
}
csv() { # ADDRESS
    printf 'ФИО;Школа;Округ;МО;Почта\nСоседов Сосед Соседович;Соседи;Дальний;Общий список;%s\n' "$1"
}
{
    o init && o list add obshiy title='Общий список' && csv obshiy@mo.test >"$OTHER/a.csv" &&
        o registry import "$OTHER/a.csv" && o list allow add obshiy sosed address=obshiy@mo.test --unproven &&
        v list add obshiy title='Общий список' && csv obshiy@other.test >"$OTHER/b.csv" &&
        v registry import "$OTHER/b.csv" && v list allow add obshiy sosed address=obshiy@other.test --unproven &&
        v member add --quiet obshiy $IVANOVA
} >"$TEST_TMP/gateways.log" 2>&1 || tap_fail 'two gateways' "$(cat "$TEST_TMP/gateways.log")"

# carry FROM TO FILTER: what one sent to the other's list is delivered there
carried=0
carry() { # STATE ADDRESS COMMAND SED
    local file
    for file in "$1"/outgoing/new/*; do
        [ -e "$file" ] || continue
        if grep -qix "Delivered-To: $2" "$file"; then
            sed -E "/^Delivered-To/d; $4" "$file" | $3 deliver --from x@y.test --to "$2" || tap_fail carry
            carried=$((carried + 1))
        fi
        rm "$file"
    done
}
exchange() { # SED: until nothing moves any more; gives up after ten rounds
    local round moved
    for round in 1 2 3 4 5 6 7 8 9 10; do
        moved=$carried
        v run --once && carry "$TEST_TMP/state" obshiy@other.test o "$1"
        o run --once && carry "$OTHER/state" obshiy@mo.test v "$1"
        [ "$carried" -gt "$moved" ] || return 0
    done
    return 1
} >>"$TEST_TMP/exchange.log" 2>&1

later 1 day
for filter in '' '/^X-Vestnik/d' "/^X-Vestnik/d; s/^Message-I[dD]: </&x/"; do
    letter $IVANOVA obshiy@mo.test "Обмен $carried" <<<"Всем привет из соседнего района: письмо с числом $carried, обычное." >"$TEST_TMP/x.eml"
    v deliver --from $IVANOVA --to obshiy@mo.test <"$TEST_TMP/x.eml" 2>/dev/null
    here=$(posts obshiy) there=$(o --json archive threads --list obshiy | jq -s 'map(.posts) | add // 0')
    ok "two gateways come to rest${filter:+ with $filter}" exchange "$filter"
    is "$(($(posts obshiy) - here)) $(($(o --json archive threads --list obshiy | jq -s 'map(.posts) | add // 0') - there))" \
        '1 1' 'the post is published once by each'
done
done_testing
