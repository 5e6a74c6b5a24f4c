#!/bin/bash
# 18-stolen.sh: every question that we ask, forwarded to others with all its links and its code: whoever follows a link or
# answers in their own name, in that of who was asked, or by another hand changes nothing, and the log says so.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'queue_hour = 8' 'answers_per_day = 1000' 'answers_per_domain = 1000' 'confirmations_per_day = 20' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }' \
    'account "bare" { address = "gw@school9.test"  addressing = bare  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test SIDOROVA=sidorova@school5.test ORLOVA=orlova@school5.test ZHUKOVA=zhukova@school3.test
IVANOVA=ivanova@school3.test PETROV=petrov@school3.test SCHOOL7=school7@school7.test EVIL=x@evil.test

results() { # RESULT ADDRESS: what our receiver says of who wrote
    echo "Authentication-Results: mx.mo.test; $1 header.from=${2#*@}"
}

# All that an answer could change.
state() {
    sql "SELECT group_concat(id || state || ifnull(verdict, '')) FROM letter_case WHERE target LIKE 'list:%';
        SELECT count(*) FROM post; SELECT group_concat(strength) FROM post; SELECT count(*) FROM ruling; SELECT count(*) FROM act;
        SELECT group_concat(id || ifnull(until, '')) FROM membership; SELECT group_concat(id || ifnull(until, '')) FROM role;
        SELECT group_concat(id || name || ifnull(until, '')) FROM person; SELECT count(*) FROM optout;
        SELECT group_concat(id || ifnull(until, '')) FROM person_address; SELECT group_concat(id || state) FROM ask"
}

# follow FILE FROM [FIELD]: FROM follows each link of FILE that holds its code, one letter each, as one step.
follow() {
    local n code to
    code=$(subject_of "$1" | sed 's/.*\[\(.*\)\]/\1/')
    begin_step
    for n in $(seq 20); do
        "$LETTER" click "$1" "#$n" --from "$2" >"$TEST_TMP/click.eml" 2>/dev/null || break
        [[ $("$LETTER" header Subject "$TEST_TMP/click.eml") = *$code* ]] || continue
        [ -z "${3-}" ] || sed -i "1i$3" "$TEST_TMP/click.eml"
        to=$("$LETTER" header To "$TEST_TMP/click.eml")
        SENDER=$EVIL deliver_to "$TEST_TMP/click.eml" "$to"
        followed=$((followed + 1))
    done
    do_due
}

# stolen WHAT FILE LINKS [WORD...]: the question FILE, of which at least so many links are followed, in wrong
# hands; 0: its links are commands, without the code.
stolen() {
    local before owner word followed=0
    later 1 minute
    owner=$(sed -n 's/^Delivered-To: //p' "$2" | tr -d '\r')
    like "$(subject_of "$2")" '\[[0-9]+-[0-9a-z]{16}\]$' "$1: is asked"
    before=$(state)
    follow "$2" $EVIL "$(results dmarc=pass $EVIL)"
    follow "$2" drozdova@school3.test "$(results dmarc=pass drozdova@school3.test)"
    follow "$2" "$owner" "$(results dmarc=fail "$owner")"
    follow "$2" "$owner" "Sender: <$EVIL>"
    [ "$3" = 0 ] || ok "$1: links were followed" test "$followed" -ge "$3"
    [ $# -gt 3 ] || set -- "$@" ДА НЕТ 1 Белова
    for word in "${@:4}"; do
        later 1 minute
        reply_with "$2" --from drozdova@school3.test --no-quote <<<"$word"
        ok "$1: '$word' of another is logged" said 'answer.refused.* from=drozdova@school3.test reason=token-foreign'
        reply_with "$2" --from "\"$owner\" <$EVIL>" --no-quote <<<"$word"
        ok "$1: '$word' under that name is logged" said "answer.refused.* from=$EVIL reason=token-foreign"
    done
    is "$(state)" "$before" "$1: nothing has changed"
}

PROOF3="$(results dmarc=pass $IVANOVA)" PROOF5="$(results dmarc=pass $ORLOVA)"

write $ZHUKOVA $LIST 'Неделя математики' <<<'Предлагаю.'
stolen 'a moderation' "$(from_us $SIDOROVA)" 12
write $ZHUKOVA $LIST 'Ещё неделя' <<<'Предлагаю снова.'
later 22 hours
due
queue=$(for file in $(sent_to $SIDOROVA); do [[ $(subject_of "$file") = Ждут* ]] && echo "$file"; done)
stolen 'the letter about all that waits' "$queue" 4

order $ZHUKOVA 'подписаться fizika'
stolen 'joining' "$answer" 4
order $IVANOVA 'отписаться matematika'
stolen 'leaving' "$answer" 4
order $IVANOVA 'выгрузить мои данные'
stolen 'personal data' "$answer" 4
order $IVANOVA 'удалить мои данные'
stolen 'their erasure' "$answer" 4
order $ORLOVA 'удалить matematika Иванова'
stolen 'a command' "$answer" 4
order $PETROV 'адрес petya@mail.test' --header "$PROOF3"
stolen 'an address' "$(from_us petya@mail.test)" 4
write $PETROV $ROBOT 'адрес сменить petya2@mail.test' --header "$PROOF3" </dev/null
stolen 'another address instead' "$(from_us petya2@mail.test)" 4
printf 'ФИО;Школа;Почта\nНовикова Вера Игоревна;Школа № 9;novikova@mail.test\n' >"$TEST_TMP/new.csv"
write $ORLOVA $ROBOT 'картотека' --attach "new.csv=$TEST_TMP/new.csv" --header "$PROOF5" <<<'Высылаю.'
stolen 'the registry' "$(from_us $ORLOVA)" 4
write $PETROV gw@school9.test 'Кому это' <<<'Новый учебник уже видели?'
stolen 'where a letter belongs' "$(from_us $PETROV)" 4
write "Школа № 7 <$SCHOOL7>" $LIST 'Кто это' <<<'Коллеги, поделитесь планами уроков.'
stolen 'who wrote it' "$(grep -L '^List-Id:' $(sent_to $SCHOOL7))" 4
write "Школа № 7 <$SCHOOL7>" $ROBOT 'подписаться fizika' </dev/null
stolen 'whose command it is' "$(from_us $SCHOOL7)" 4
v member add --quiet fizika $IVANOVA >/dev/null
order $IVANOVA 'отписаться'
stolen 'which list' "$answer" 0
order $IVANOVA 'отписатся fizika'
stolen 'what was meant' "$answer" 0 ДА НЕТ # whatever else is a command of their own
meant=$answer
reply_with "$meant" --from $ORLOVA <<<'удалить matematika Егоров'
reply "$(from_us $ORLOVA)" ДА
is "$(v list members matematika --json | jq -r .name | grep -cE 'Егоров|Иванова|Орлова')" 1 'what is confirmed under it is done, and nothing that another had asked'
v list set fizika joins=approval >/dev/null
v member add --quiet fizika $SIDOROVA --role moderator >/dev/null
order kuznetsov@school5.test 'подписаться fizika' --header "$PROOF5"
reply "$answer" ДА
stolen 'who may join' "$(from_us $SIDOROVA)" 4
v list add himia title='МО учителей химии' >/dev/null
v member invite himia 'Школа № 3' >/dev/null
due
stolen 'an invitation' "$(from_us $ZHUKOVA)" 4
is "$(sql "SELECT count(DISTINCT kind) FROM ask WHERE kind <> 'application'")" \
    "$(grep -c '^    {.*, TAKES_.*, FROM_' "$ROOT/gateway/answer_kinds.c")" 'each kind of question was stolen'

# --- a mailbox that others read by now -----------------------------------------------------------------------------------

write $ZHUKOVA $LIST 'Третья неделя' <<<'Предлагаю в третий раз.'
ask=$(from_us $SIDOROVA)
printf 'ФИО;Школа;Почта\n%s;Школа № 5;%s\n%s;Школа № 5;%s\n' 'Сидорова Анна Ильинична' $SIDOROVA 'Новый Лев Львович' $SIDOROVA >"$TEST_TMP/shared.csv"
v registry import "$TEST_TMP/shared.csv" >/dev/null
before=$(posts matematika)
reply "$ask" ДА
is "$(decided); $(posts matematika)" "answer not-authenticated; $before" "a moderator's mailbox that a colleague shares by now decides nothing"
ok 'and this is logged' said "answer.refused.* from=$SIDOROVA reason=not-authenticated"

# --- an address that passes to somebody else, and names that are only written ---------------------------------------------

KUZNETSOV=kuznetsov@school5.test
write $ZHUKOVA $LIST 'Четвёртая неделя' <<<'Предлагаю в четвёртый раз.'
ask=$(from_us $KUZNETSOV)
printf 'ФИО;Школа;Почта\n%s;Школа № 5;kuz@mail.test\n%s;Школа № 5;%s\n' 'Кузнецов Андрей Павлович' 'Новая Алла Львовна' $KUZNETSOV >"$TEST_TMP/passed.csv"
v registry import "$TEST_TMP/passed.csv" >/dev/null
before=$(posts matematika)
reply "$ask" ДА
is "$(decided); $(posts matematika)" "answer not-authenticated; $before" "whoever has a moderator's old address decides nothing with it"
reply_with "$ask" --from kuz@mail.test <<<ДА
is "$(decided); $(posts matematika)" "answer answer; $((before + 1))" 'he does, from his new one'
write "Сидорова Анна Ильинична <$PETROV>" $LIST 'Под чужим именем' --header "$PROOF3" <<<$'Автор: Иванова Мария Петровна\n\nКоллеги.\n\n-- \nИванова М. П.'
is "$(sql "SELECT author || ' ' || strength FROM post WHERE subject = 'Под чужим именем'")" 'Петров Пётр Сергеевич authenticated' \
    'a personal address is its owner, whatever names stand in the letter'
order "Сидорова Анна Ильинична <$PETROV>" 'участники matematika' --header "$PROOF3" 2>/dev/null
like "$(for file in $(sent_to $PETROV); do subject_of "$file"; done)" '^Это делает методист' 'and has no role of theirs'
done_testing
