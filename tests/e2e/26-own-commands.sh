#!/bin/bash
# 26-own-commands.sh: what members say by letter about themselves: how letters come to them, for how long none
# shall, where they are members, what they did; and leaving everything.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

PETROV=petrov@school3.test IVANOVA=ivanova@school3.test SIDOROVA=sidorova@school5.test ORLOVA=orlova@school5.test
PROOF3='Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'

# proven FROM SUBJECT [OPTION...]: an order from an address that the mail server has authenticated.
proven() {
    order "$1" "$2" --header "$PROOF3" "${@:3}"
}

# mode WHO LIST
mode() {
    sql "SELECT CASE WHEN meanwhile_until > $(date -d "$NOW" +%s) THEN meanwhile || ' until ' || date(meanwhile_until, 'unixepoch', '+3 hours') ELSE mode END
        FROM membership m JOIN list l ON l.id = m.list JOIN person_address p ON p.person = m.person
        JOIN address a ON a.id = p.address WHERE a.address = '$1' AND l.name = '$2' AND m.until IS NULL"
}

# --- the digest -----------------------------------------------------------------------------------------

proven $PETROV 'дайджест еженедельно'
answered 'Как теперь приходят письма' 'дайджест еженедельно is done at once for a proven sender'
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" 'weekly, weekly' 'in all his lists'
like "$(text_of "$answer")" '^  МО учителей физики$' 'which the answer names'
for row in 'дайджест ежедневно=daily' 'Дайджест: раз в неделю=weekly' 'digest daily=daily' 'ДАЙДЖЕСТ ВЫКЛ.=each' \
    'daidzhest daily=daily' 'дайджест вкл=weekly' 'дайджест каждое письмо=each'; do
    later 1 day
    proven $PETROV "${row%=*}"
    is "$(mode $PETROV matematika), $(mode $PETROV fizika)" "${row#*=}, ${row#*=}" "${row%=*}"
done
later 1 day
proven $PETROV 'дайджест ежедневно fizika'
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" 'each, daily' 'the name of a list limits it to that list'
proven $PETROV 'дайджест МО учителей физики еженедельно'
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" 'each, weekly' 'so does its title, before the word'
proven $IVANOVA 'дайджест ежедневно fizika'
answered 'Ваши подписки' 'who is not in that list hears where they are'
is "$(mode $IVANOVA matematika)" each 'and nothing is changed'
later 1 day
proven $PETROV 'дайджест'
answered 'Как часто присылать письма?' 'without a word the ways are told'
how=$answer
while read -r label expected; do
    later 1 day
    { printf '%s\r\n' "$PROOF3" && "$LETTER" click "$how" "$label" --from $PETROV; } >"$TEST_TMP/click.eml"
    take "$TEST_TMP/click.eml" $ROBOT
    is "$(mode $PETROV fizika)" "$expected" "the link '$label' of that letter works"
done <<<$'Ежедневно daily\nЕженедельно weekly\nСразу each'
while read -r line; do
    later 1 day
    proven $PETROV "$line"
    is "$(subject_of "$answer")" 'Как теперь приходят письма' "and so does its line '$line'"
done < <(instructions "$how")

# --- who did not prove who they are answers first -----------------------------------------------------------

later 1 day
order $IVANOVA 'дайджест ежедневно'
like "$(subject_of "$answer")" '^Подтвердите, что письмо ваше \[' 'an unproven sender is asked'
is "$(mode $IVANOVA matematika)" each 'and nothing is changed before the answer'
like "$(text_of "$answer")" '^  дайджест ежедневно$' 'the question holds the line'
reply "$answer" ДА
is "$(mode $IVANOVA matematika)" daily 'with the answer it is done'
for line in дайджест отпуск 'отпуск до 99.99' 'отпуск с 1 по 20 марта' 'квитанции сколько'; do
    later 1 day
    order $IVANOVA "$line"
    unlike "$(subject_of "$answer")" '^Подтвердите' "'$line' only tells, so nobody is asked"
done
later 1 day
order $IVANOVA 'дайджест выкл'
question=$answer
like "$(text_of "$question")" '^Пока ответа нет, о других ваших просьбах мы не спросим: они подождут\.$' 'a question says that others wait for it'
later 1 minute
order $IVANOVA 'подписаться fizika'
is "$(decided); $(everybody)" 'command asked-already; ' 'and they do: one question a day goes to an address that proved nothing'
later 1 minute
order $IVANOVA 'отпуск до 25.12'
is "$(everybody)" '' 'however many come'
reply "$question" НЕТ
is "$(mode $IVANOVA matematika); $(everybody)" 'daily; ' 'a НЕТ brings none of them back'
later 1 day
order $IVANOVA 'дайджест выкл'
question=$answer
later 1 minute
order $IVANOVA 'подписаться fizika'
reply "$question" ДА
is "$(mode $IVANOVA matematika)" each 'a ДА does what was asked about'
waited=$(for file in $(sent_to $IVANOVA); do case $(subject_of "$file") in 'Подтвердите вступление: МО учителей физики'*) echo "$file" ;; esac; done)
ok 'and then asks about what waited' test -n "$waited"
like "$(text_of "$waited")" '^Пока ответа нет' 'as before'
reply "$waited" ДА
is "$(v list members fizika --json | jq -r .name | grep -c Иванова)" 1 'her second wish is done too'
later 1 day
write school7@school7.test $ROBOT 'отпуск до 25.12' <<<$'Автор: Белова Н. Ф.\n'
like "$(subject_of "$(from_us school7@school7.test)")" '^Подтвердите, что письмо ваше \[' 'so is one of a shared mailbox who says who she is'
reply "$(from_us school7@school7.test)" ДА
is "$(sql "SELECT p.name || ' ' || m.meanwhile FROM membership m JOIN person p ON p.id = m.person WHERE meanwhile IS NOT NULL")" \
    'Белова Нина Фёдоровна none' 'and it holds for her alone'

# --- vacation -------------------------------------------------------------------------------------------------

NOW=2026-11-30T10:00:00+03:00
due
proven $PETROV 'отпуск до 25.12'
answered 'До 25.12.2026 писем не будет' 'отпуск до is done at once for a proven sender'
is "$(mode $PETROV matematika)" 'none until 2026-12-25' 'until that day'
write $IVANOVA matematika@mo.test 'Новость' <<<'Новость.'
is "$(got $PETROV)" 0 'no letter comes meanwhile'
for row in 'отпуск до 14 января=2027-01-14' 'отпуск на две недели=2026-12-16' 'Отпуск с 1 по 14 декабря.=2026-12-15' \
    'vacation until January 14=2027-01-14' 'otpusk do 2027-01-14=2027-01-14' 'в отпуске до понедельника=2026-12-07'; do
    later 1 day
    proven $PETROV "${row%=*}"
    is "$(mode $PETROV matematika)" "none until ${row#*=}" "${row%=*}"
done
NOW=2026-12-10T10:00:00+03:00
due
for line in 'отпуск' 'отпуск до лета' 'отпуск до 01.02.2020' 'отпуск до 01.02.2099'; do
    later 1 day
    proven $PETROV "$line"
    is "$(subject_of "$answer"); $(mode $PETROV matematika)" 'До какого дня отпуск?; each' "'$line' changes nothing and is explained"
done
how=$answer
later 1 day
proven $PETROV "$(instructions "$how" | tail -n 1)"
answered 'До 29.12.2026 писем не будет' 'a line of that letter works'
is "$(mode $PETROV fizika)" 'none until 2026-12-29' 'as it says'
proven $PETROV "$(instructions "$answer" | tail -n 1)"
answered 'С возвращением!' 'so does the line for coming back earlier'
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" 'each, each' 'and everything is as before'
while IFS='|' read -r line over; do
    later 1 hour
    proven $PETROV "$line"
    answered 'Когда у вас отпуск?' "'$line' is asked about"
    is "$(mode $PETROV matematika)" each 'and no letter is lost meanwhile'
    until=$(instructions "$answer" | tail -n 1)
    proven $PETROV "$until"
    is "$(mode $PETROV matematika | sed 's/\(.*\)-\(.*\)-\(.*\)/\3.\2/; s/.* //')" "$(sed 's/отпуск до \(.*\)\.[0-9]*$/\1/' <<<"$until")" "the line '$until' of that letter works"
    later 1 minute
    proven $PETROV "отпуск $over"
done <<'ROWS'
отпуск с 20 по 27 декабря|окончен
отпуск до 1.12|отменить
ROWS
proven $PETROV 'отпуск до 20.01'
NOW=2027-01-20T10:00:00+03:00
due
write $IVANOVA matematika@mo.test 'Другая новость' <<<'Другая новость.'
is "$(got $PETROV)" 1 'when the day has come letters come again by themselves'

# --- what is told ------------------------------------------------------------------------------------------------

order $PETROV 'мои подписки'
answered 'Ваши подписки' 'мои подписки tells of them'
like "$(text_of "$answer")" 'МО учителей физики' 'by title'
order $SIDOROVA 'Moi podpiski'
like "$(text_of "$answer")" 'Вы здесь модератор' 'and of roles'
order $SIDOROVA "$(text_of "$answer" | sed -n 's/^  Выйти: .*vestnik@mo.test: //p' | head -n 1)"
like "$(subject_of "$answer")" '^Подтвердите выход: МО учителей математики' 'the line for leaving works'
order zhukova@school3.test 'мои подписки'
like "$(text_of "$answer")" 'не состоите ни в одном' 'who is in no list hears so'
order school7@school7.test 'мои подписки'
answered 'Напишите, пожалуйста, с личного адреса' 'a shared mailbox learns nothing about one of its people'
order $IVANOVA 'моя активность'
answered 'Ваше участие' 'моя активность tells what was done'
like "$(text_of "$answer")" 'МО учителей математики  — новые темы: 2 \(последний раз 20.01.2027\)' 'as the reports count it'
order $ORLOVA 'my activity'
like "$(text_of "$answer")" 'Nothing yet' 'who did nothing is told what counts'

# --- leaving everything ---------------------------------------------------------------------------------------------

later 1 day
order $PETROV 'отписаться от всего'
like "$(subject_of "$answer")" '^Подтвердите выход из всех объединений \[' 'leaving everything is confirmed'
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" 'each, each' 'first'
reply "$answer" ДА
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" ', ' 'then he is in none'
is "$(subject_of "$(from_us $PETROV)")" 'Вы вышли из всех объединений' 'and hears so'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT" 2>&1
is "$(mode $PETROV matematika), $(mode $PETROV fizika)" ', ' 'no import brings him back'
later 1 day
order $PETROV 'подписаться fizika'
reply "$answer" ДА
is "$(mode $PETROV fizika)" each 'he himself may come back'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT" 2>&1
is "$(mode $PETROV matematika)" '' 'and still no import brings him where he did not ask to be'
done_testing
