#!/bin/bash
# 30-invitation.sh: the teachers of a school are invited by letter, within a budget, reminded once; what became of
# them is counted; who joins is welcomed with three things to try, and they work.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'invites_per_day = 3' 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

IVANOVA=ivanova@school3.test ZHUKOVA=zhukova@school3.test EGOROV=egorov@school3.test
DROZDOVA=drozdova@school3.test ORLOVA=orlova@school5.test SCHOOL7=school7@school7.test
PASS='Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test'
status() {
    v member invite --status "$1" --json | jq -r '[.invited, .waiting, .joined, .refused, .silent, .unreachable] | map(tostring) | join(" ")'
}

exits 69 'a school that is not known' v member invite fizika 'Школа № 99'
v member remove --quiet fizika petrov@school3.test --own-wish >/dev/null
exits 0 'a school is invited' v member invite fizika 'Школа № 3'
is "$(status fizika)" '4 4 0 0 0 0' 'all of it but him who left by own wish'
exits 0 'and again' v member invite fizika 'Школа № 3'
is "$(status fizika)" '4 4 0 0 0 0' 'nobody twice'
due
is "$(everybody)" "$DROZDOVA $EGOROV $ZHUKOVA" 'the first wave is as large as the budget'
invitation=$(from_us $ZHUKOVA)
like "$(subject_of "$invitation")" '^Приглашаем в «МО учителей физики» \[' 'the letter says where'
like "$(text_of "$invitation")" 'ничего не стоит' 'and what it costs'
later 2 hours
due
is "$(everybody)" '' 'no more on this day'
click "$invitation" ДА
welcome=$(from_us $ZHUKOVA)
is "$(v member show $ZHUKOVA --json | jq -r .list)" fizika 'the link ДА joins'
like "$(subject_of "$welcome")" '^Добро пожаловать в «МО учителей физики»' 'and is answered by a welcome'
write $ZHUKOVA fizika@mo.test 'Контрольная' --header "$PASS" <<<'Высылаю контрольную.'
tries=0
while read -r line; do
    later 1 minute
    order $ZHUKOVA "$line" --header "${PASS//school5/school3}"
    tries=$((tries + 1))
    case $tries in
    1) expected='^Ваши подписки|^Мои подписки|подписки' ;;
    2) expected='[Дд]айджест|[Пп]исьма' ;;
    *) expected='^Что нашлось: ' ;;
    esac
    like "$(subject_of "$answer")" "$expected" "'$line', as the welcome says it"
done < <(instructions "$welcome")
is "$tries" 3 'there are three things to try'
reply "$(STEP=$TEST_TMP/step-1 from_us $EGOROV)" НЕТ
is "$(status fizika); $(subject_of "$(from_us $EGOROV)")" '4 1 1 1 1 0; Больше не будем приглашать в «МО учителей физики»' 'НЕТ is counted, and not argued with'
later 25 hours
due
is "$(everybody)" $IVANOVA 'the next day is the next wave'
v member set --quiet fizika kuznetsov@school5.test role=+methodist >/dev/null
later 7 days
due
like "$(text_of "$(from_us kuznetsov@school5.test)")" '^  приглашено 4: вступили 1, отказались 1, молчат 2' 'the methodist reads it in the digest'
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'invitation' AND key LIKE 'remind:%'")" 2 \
    'a week later whoever is silent is reminded'
reminder=$(grep -l "Delivered-To: $DROZDOVA" -r "$STEP" | while read -r f; do
    case $(subject_of "$f") in Напоминаем*) echo "$f" ;; esac
done)
like "$(text_of "$reminder")" 'Напоминаем один раз, больше не будем' 'which is said to be the last letter'
is "$(text_of "$reminder" | grep '^Ответа ждём')" "$(text_of "$(STEP=$TEST_TMP/step-1 from_us $DROZDOVA)" | grep '^Ответа ждём')" \
    'its question ends on the day of the first one'
for week in 1 2 3; do
    later 7 days
    due
done
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'invitation'")" 6 'and is'
is "$(status fizika)" '4 0 1 1 2 0' 'two stay silent'
sql "UPDATE recipient SET state = 'failed' WHERE address = '$DROZDOVA' AND outgoing IN (SELECT id FROM outgoing WHERE purpose = 'invitation')"
is "$(status fizika)" '4 0 1 1 1 1' 'one whose letter came back was not reached'

# --- by letter --------------------------------------------------------------------------------------------

order $ORLOVA 'пригласить matematika Школа № 99' --header "$PASS"
like "$(text_of "$answer")" 'Такой школы в картотеке нет: Школа № 99' 'a methodist is told that a school is not known'
v registry import <(printf 'ФИО;Школа\nТихая Яна Львовна;МКОУ «Дальняя сельская школа»\n') >/dev/null 2>&1
later 1 minute
order $ORLOVA 'пригласить matematika Дальняя сельская школа' --header "$PASS"
like "$(instructions "$answer")" '^пригласить matematika МКОУ «Дальняя сельская школа»$' 'and which one is like it'
fails_naming=$(v member invite matematika 'Дальняя школа' 2>&1)
like "$fails_naming" "is it 'МКОУ «Дальняя сельская школа»'" 'the command line offers it too'
later 1 minute
order $ORLOVA "$(instructions "$answer")" --header "$PASS"
like "$(text_of "$answer")" '^МКОУ «Дальняя сельская школа»: новых приглашений' 'that line works'
later 1 minute
order $ORLOVA 'пригласить matematika' --header "$PASS"
like "$(text_of "$answer")" 'Вы не написали, какую школу' 'a line without a school is told so'
later 1 minute
order $ORLOVA 'пригласить matematika Школа № 3' --header "$PASS"
like "$(text_of "$answer")" 'новых приглашений 1\. Письма уйдут в течение часа' 'and how many are invited'
order $IVANOVA 'пригласить matematika Школа № 3' --header "$PASS"
like "$(subject_of "$answer")" 'методист' 'who is no methodist invites nobody'

# --- a shared mailbox, and no mailbox at all ---------------------------------------------------------------

printf 'ФИО;Школа\nСергеев Иван Ильич;Школа № 11\n' >"$TEST_TMP/more.csv"
v registry import "$TEST_TMP/more.csv" >/dev/null
v member invite fizika 'Школа № 7' 'Школа № 11' >/dev/null
later 2 days
due
is "$(got $SCHOOL7)" 2 'two behind one mailbox are each invited by name'
is "$(status fizika)" '7 0 1 1 3 2' 'whoever has no address is not reached'

# --- a list that ends ----------------------------------------------------------------------------------------

invited=$(sent_to $SCHOOL7 | head -n 1)
v list close fizika >/dev/null
later 8 days
due
is "$(got $SCHOOL7)" 0 'nobody is reminded of a list that was closed'
reply "$invited" ДА
is "$(decided); $(sql "SELECT count(*) FROM membership m JOIN list l ON l.id = m.list WHERE l.name = 'fizika' AND m.since >= l.until")" \
    'answer token-used; 0' 'nor joins it by an old invitation'
later 2 days
printf 'ФИО;Школа;Почта\n' >"$TEST_TMP/many.csv"
for n in 1 2 3 4; do echo "Учитель Номер $n;Школа № 12;u$n@school12.test" | sed 's/Номер 1/Анна/; s/Номер 2/Вера/; s/Номер 3/Инна/; s/Номер 4/Нина/'; done >>"$TEST_TMP/many.csv"
v registry import "$TEST_TMP/many.csv" >/dev/null
order $ORLOVA 'пригласить matematika Школа № 12' --header "$PASS"
like "$(text_of "$answer")" 'новых приглашений 4\. Письма уйдут не сразу, а частями, в ближайшие дни\.' 'more than a day takes go in parts'
done_testing
