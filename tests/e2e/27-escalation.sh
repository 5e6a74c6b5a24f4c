#!/bin/bash
# 27-escalation.sh: a letter that nobody decides: who is asked on which day, the reminder, the deputy, the methodist, what
# its author hears, and that in the end it goes back to its author.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test ORLOVA=orlova@school5.test
ZHUKOVA=zhukova@school3.test IVANOVA=ivanova@school3.test PETROV=petrov@school3.test

# hold SUBJECT: a letter of Жукова, no member, waits.
hold() {
    write 'Жукова Зоя <zhukova@school3.test>' $LIST "$1" --attach "Задачи.txt=$TEST_TMP/registry.csv" \
        <<<'Предлагаю провести неделю математики.'
    held=$TEST_TMP/held-$steps.eml
    cp "$TEST_TMP/written.eml" "$held"
}

# pass NUMBER UNIT...: time passes and all that is due is done; the weekly letters are put aside.
pass() {
    local file
    later "$@"
    due
    for file in "$STEP"/*; do
        [ -e "$file" ] && subject_of "$file" | grep -qE '(: неделя| за неделю|: week|week of) ' && rm "$file"
    done
    return 0
}

# --- reminder, deputy, methodist, author, back -------------------------------------------------------------------

ok 'a list may have deputies' v member set --quiet matematika $IVANOVA role=+deputy
hold 'Неделя математики'
first=$(from_us $SIDOROVA)
is "$(v --json held list | jq -r .returns)" 2026-11-23T10:00:00+03:00 'held list says when it goes back'
is "$(everybody)" "$KUZNETSOV $SIDOROVA" 'at first both moderators are asked, and nobody else'
pass 23 hours
is "$(everybody)" '' 'within a day nobody hears more'
pass 1 hour
is "$(everybody)" "$KUZNETSOV $SIDOROVA" 'after a day both are reminded'
reminder=$(from_us $SIDOROVA)
like "$(subject_of "$reminder")" '^Напоминание: Нужно ваше решение: Неделя математики \[[0-9]+-[0-9a-z]{16}\]$' 'the subject says so'
is "$(subject_of "$reminder" | sed 's/.*\[//')" "$(subject_of "$first" | sed 's/.*\[//')" 'it is the same question'
is "$("$LETTER" header In-Reply-To "$reminder")" "$("$LETTER" header Message-ID "$first")" 'in its thread'
like "$(text_of "$reminder")" '^Предлагаю провести неделю математики' 'with the text of the letter'
ok 'and the whole of it' "$LETTER" holds "$reminder" "$held"
is "$(instructions "$reminder")" "$(instructions "$first")" 'and the same answers'
due
is "$(everybody)" '' 'once'
pass 24 hours
is "$(everybody)" "$IVANOVA $ZHUKOVA" 'after two days the deputy is asked, and the author told'
deputy=$(from_us $IVANOVA)
like "$(text_of "$deputy")" '^Модераторы пока не ответили, поэтому спрашиваем и вас\.$' 'the deputy reads why'
waits=$(from_us $ZHUKOVA)
is "$(subject_of "$waits")" 'Ваше письмо ждёт модератора: Неделя математики' 'the author reads that it waits'
like "$(text_of "$waits" | tr '\n' ' ')" 'ждёт модератора с 09\.11\.2026.*Если его не будет до 23\.11\.2026' 'since when, and how long at most'
pass 24 hours
is "$(everybody)" "$ORLOVA" 'after three days the methodist is asked'
like "$(text_of "$(from_us $ORLOVA)")" '^Модераторы пока не ответили' 'who reads why'
pass 10 days
is "$(everybody); $(v --json held list | jq -s length)" '; 1' 'then it waits in peace'
pass 1 day
is "$(everybody)" "$(printf '%s\n' $ZHUKOVA $SIDOROVA $KUZNETSOV $IVANOVA $ORLOVA | sort | tr '\n' ' ' | sed 's/ $//')" \
    'after two weeks its author is written to, and everybody who was asked, once each'
told=$(from_us $IVANOVA)
is "$(subject_of "$told")" 'Возвращено автору: Неделя математики' 'who was asked reads that it went back'
like "$(text_of "$told" | tr '\n' ' ')" 'вернулось автору: за отведённое время решения не было.*ничего не требуется' 'why, and that nothing is left to do'
is "$("$LETTER" header In-Reply-To "$told")" "$("$LETTER" header Message-ID "$deputy")" 'in the thread of the question'
back=$(from_us $ZHUKOVA)
is "$(subject_of "$back")" 'Возвращаем ваше письмо: Неделя математики' 'it goes back'
like "$(text_of "$back")" '^Предлагаю провести неделю математики' 'with its own text'
ok 'and the whole of it, byte for byte' "$LETTER" holds "$back" "$held"
is "$(v held list); $(posts matematika)" 'nothing waits; 0' 'it waits no more and is not published'
is "$(sql "SELECT state, verdict, reason FROM letter_case ORDER BY id LIMIT 1")" 'done|refuse|returned' 'and stays as returned'
is "$(sql 'SELECT count(*) FROM letter WHERE erased IS NULL AND length(raw) > 0')" 1 'nothing was deleted'
pass 30 days
is "$(everybody)" '' 'that was the last of it'
reply "$deputy" ДА
is "$(decided); $(posts matematika)" 'answer token-used; 0' 'a late answer changes nothing'
like "$(text_of "$(from_us $IVANOVA)")" 'срок для ответа прошёл \(23\.11\.2026' 'and is told that the time is over'
write 'Жукова Зоя <zhukova@school3.test>' "$(text_of "$back" | grep -o '^[^ ]*@mo.test$')" 'Неделя математики' <<<'Предлагаю провести неделю математики.'
is "$(decided | cut -d' ' -f1); $(everybody)" "hold; $KUZNETSOV $SIDOROVA" 'sent once more, as the letter says, it is asked about once more'
reply "$(from_us $SIDOROVA)" ДА
is "$(posts matematika)" 1 'and can be published'

# --- every answer to every question counts -----------------------------------------------------------------------

later 1 day
hold 'Напоминание помогло'
pass 1 day
reminder=$(from_us $KUZNETSOV)
reply "$reminder" "$(instructions "$reminder" | sed -n 1p)"
is "$(decided); $(posts matematika)" 'answer answer; 2' 'a reminder is answered as its first line says'
pass 1 day
is "$(everybody)" '' 'what is decided reminds nobody'
hold 'Заместитель решил'
pass 2 days
click "$(from_us $IVANOVA)" ДА
is "$(decided); $(posts matematika)" 'answer answer; 3' 'a deputy decides by the link of the letter'
hold 'Методист решил'
pass 3 days
reply "$(from_us $ORLOVA)" 'НЕТ: не по теме'
is "$(decided); $(posts matematika)" 'answer answer; 3' 'a methodist by a word'
like "$(text_of "$(from_us $ZHUKOVA)")" '^Причина: не по теме' 'and the author reads it'
hold 'Бывший модератор'
former=$(v --json held list | jq .case)
v member set matematika $KUZNETSOV role=-moderator >/dev/null
pass 1 day
is "$(everybody)" "$SIDOROVA" 'whoever is moderator no longer is not reminded'
v member set --quiet matematika $KUZNETSOV role=+moderator >/dev/null
v held reject "$former" --spam >/dev/null 2>&1
due

# --- settings of the list ------------------------------------------------------------------------------------------

ok 'a list has its own times' v list set matematika tell_author_hours=5 return_days=2
hold 'Своё время'
pass 5 hours
is "$(everybody)" "$ZHUKOVA" 'its author hears of it sooner'
pass 43 hours
is "$(everybody); $(v --json held list | jq -r .subject)" "$KUZNETSOV $SIDOROVA; Своё время" \
    'when much is due at once, as after a stop, it does not go back before those who are reminded can answer'
like "$(text_of "$(from_us $SIDOROVA)")" "^Ждём до: +$(date -d "$NOW + 1 day" +%d.%m.%Y)" 'who read how long they have'
pass 1 day
is "$(everybody); $(subject_of "$(from_us $ZHUKOVA)")" "$KUZNETSOV $SIDOROVA $ZHUKOVA; Возвращаем ваше письмо: Своё время" 'but a day later'
hold 'Своё время, без остановки'
pass 5 hours
pass 19 hours
pass 24 hours
is "$(everybody); $(subject_of "$(from_us $ZHUKOVA)")" "$KUZNETSOV $SIDOROVA $ZHUKOVA; Возвращаем ваше письмо: Своё время, без остановки" \
    'else at its time, and nobody is asked for nothing'
v list set matematika tell_author_hours=0 return_days=0 >/dev/null
hold 'Без срока'
pass 60 days
unlike "$(everybody)" "$ZHUKOVA" 'without a limit the author hears nothing'
like "$(v held list)" 'Без срока' 'and it waits on'
is "$(v --json held list | jq -r .returns)" null 'as held list says'
v list set matematika tell_author_hours= return_days= >/dev/null
letter 'Кто-то <nobody@elsewhere.test>' $LIST 'Чужое' <<<'Здравствуйте.' >"$TEST_TMP/stranger.eml"
take "$TEST_TMP/stranger.eml" $LIST
pass 15 days
pass 2 hours
unlike "$(everybody)" nobody 'a stranger without proof is told nothing'
like "$(v held list)" 'Чужое' 'and the letter is not thrown away'
for case in $(v --json held list | jq .case); do v held reject "$case" --spam >/dev/null; done
due

# --- who is on duty ------------------------------------------------------------------------------------------------

NOW=2027-03-01T10:00:00+03:00 # a Monday
ok 'a list may ask those on duty' v list set matematika asked=duty
ok 'with days' v member set matematika $SIDOROVA days=mon,wed
ok 'in Russian too' v member set matematika $KUZNETSOV days=вт,ср
like "$(v list show matematika)" 'days +Кузнецов Андрей Павлович: tue,wed' 'which are shown'
is "$(v --json list show matematika | jq -rc '.moderators[] | [.name, .days]' | tr '\n' ' ')" \
    '["Кузнецов Андрей Павлович","tue,wed"] ["Сидорова Анна Ильинична","mon,wed"] ' 'to programs too'
exits 65 'a day that is none is told' v member set matematika $SIDOROVA days=monday
exits 69 'so is somebody who is no moderator' v member set matematika $PETROV days=mon
hold 'Понедельник'
is "$(everybody)" "$SIDOROVA" 'on Monday Сидорова is asked'
later 1 day
hold 'Вторник'
is "$(everybody)" "$KUZNETSOV $SIDOROVA" 'on Tuesday Кузнецов, while Сидорова is reminded'
later 1 day
hold 'Среда'
is "$(for file in $(sent_to $SIDOROVA); do subject_of "$file"; done | grep -c Среда)" 1 'on Wednesday Сидорова'
is "$(for file in $(sent_to $KUZNETSOV); do subject_of "$file"; done | grep -c Среда)" 1 'and Кузнецов'
later 1 day
hold 'Четверг'
is "$(sql "SELECT group_concat(address, ' ') FROM (SELECT address FROM ask WHERE object = (SELECT max(id) FROM letter_case) ORDER BY address)")" \
    "$KUZNETSOV $SIDOROVA" 'on Thursday, when nobody is on duty, all'
v member set matematika $IVANOVA role=-deputy >/dev/null
NOW=2027-04-05T10:00:00+03:00
for case in $(v --json held list | jq .case); do v held reject "$case" --spam >/dev/null; done
due
hold 'Без заместителя'
is "$(everybody)" "$SIDOROVA" 'on Monday again Сидорова'
pass 2 days
is "$(everybody | tr ' ' '\n' | sort -u | tr '\n' ' ')" "$KUZNETSOV $SIDOROVA $ZHUKOVA " 'without a deputy the other moderators are asked'
ok 'days may be taken away' v member set matematika $SIDOROVA days=
is "$(v --json list show matematika | jq -r '.moderators[1].days')" '' 'then it is every day'

# --- English -------------------------------------------------------------------------------------------------------

for case in $(v --json held list | jq .case); do v held reject "$case" --spam >/dev/null; done
sed -i '1i language = en' "$INSTANCE_CONF"
due
hold 'Maths week'
pass 1 day
like "$(subject_of "$(from_us $SIDOROVA)")" '^A reminder: Your decision is needed: Maths week \[' 'a reminder in English'
pass 1 day
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Your letter awaits a moderator: Maths week$' 'what the author reads'
pass 12 days
pass 1 day
like "$(text_of "$(from_us $ZHUKOVA)" | tr '\n' ' ')" 'nobody decided\..*once more to matematika@mo\.test' 'and reads in the end'

# --- as vestnik serve does it ----------------------------------------------------------------------------------------

hold 'By the timer'
later 1 day
begin_step
reminders() {
    [ "$(sql "SELECT count(*) FROM outgoing o JOIN recipient r ON r.outgoing = o.id WHERE o.key LIKE 'reminder:%'
              AND o.created >= unixepoch('$NOW') AND r.state = 'sent'")" = "$1" ]
}
server serve "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" serve
ok 'the timer reminds who is on duty' wait_for 20 reminders 1
is "$(grep -c 'case.waits .*step=reminded' "$TEST_TMP/serve.log")" 1 'in one go'
done_testing
