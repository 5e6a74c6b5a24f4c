#!/bin/bash
# 12-moderation.sh: a held letter goes to the moderators, who decide by letter: only a plain word, above the
# quotation, from the moderator asked, with the right token, in time; all else changes nothing.
# slow
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'methodist_hours = 0' 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

v list set matematika return_days=0 >/dev/null # what waits, waits on
SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test ZHUKOVA=zhukova@school3.test

# hold SUBJECT: a letter of Жукова, no member, is held; sets $ask1 and $ask2, what the moderators got.
hold() {
    letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test "$1" --attach "Задачи.txt=$TEST_TMP/registry.csv" \
        <<<'Предлагаю провести неделю математики.' >"$TEST_TMP/held.eml"
    take "$TEST_TMP/held.eml" matematika@mo.test
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}

# unchanged REASON DESC: the step was logged with the reason; the letter waits as before; nobody was told.
unchanged() { # DECISION DESC [WHO-HEARS]
    is "$(decided); $(everybody); $(v --json held list | jq -r .reason)" "$1; ${3-}; not-member" "$2"
}

# --- yes ----------------------------------------------------------------------------------------------

hold 'Неделя математики'
is "$(decided)" 'hold not-member' 'a letter is held'
is "$(everybody)" "$KUZNETSOV $SIDOROVA" 'both moderators are asked, and nobody else'
like "$(subject_of "$ask1")" '^Нужно ваше решение: Неделя математики \[[0-9]+-[0-9a-z]{16}\]$' 'with a token'
unlike "$(subject_of "$ask2")" "$(subject_of "$ask1" | sed 's/.*\[\(.*\)\]/\1/')" 'each with their own'
ok 'the whole letter is attached, byte for byte' "$LETTER" holds "$ask1" "$TEST_TMP/held.eml"
like "$(text_of "$ask1")" '^Автор: +Жукова Зоя Антоновна <zhukova@school3.test>$' 'the moderator reads who wrote it'
like "$(text_of "$ask1")" '^Почему ждёт: +автор не состоит в этом объединении$' 'why it waits'
like "$(text_of "$ask1")" '^Вложения: +Задачи.txt' 'what is attached'
like "$(text_of "$ask1")" '^Предлагаю провести неделю математики' 'and its text'
like "$(text_of "$ask1")" '^Ждём до: +23.11.2026' 'until when it waits'
is "$(instructions "$ask1" | tr '\n' '|')" 'ДА|ДА И ДАЛЬШЕ|ПРАВКА:|НЕТ|НЕТ: причина|НЕТ 1|НЕТ 2|НЕТ 3|НЕТ 4|СПАМ|' 'ten answers are offered'

reply "$ask1" "$(instructions "$ask1" | sed -n 1p)"
is "$(decided)" 'answer answer' 'ДА, as the letter says, is understood'
is "$(everybody)" "ivanova@school3.test $KUZNETSOV $KUZNETSOV petrov@school3.test school7@school7.test $SIDOROVA $SIDOROVA $ZHUKOVA" \
    'the post goes to the members, word of it to both moderators and to the author'
is "$(posts matematika)" 1 'it is published'
author=$(from_us $ZHUKOVA)
is "$(subject_of "$author")" 'Опубликовано: Неделя математики' 'the author is told'
told=$(grep -L '^List-Id:' $(sent_to $KUZNETSOV))
is "$(subject_of "$told")" 'Решено: Неделя математики' 'and so is the other moderator'
like "$(text_of "$told")" '^Решение: Сидорова Анна Ильинична, 09.11.2026' 'by whom it was decided'
is "$("$LETTER" header In-Reply-To "$told")" "$("$LETTER" header Message-ID "$ask2")" 'in the thread of the question'
done1=$(grep -L '^List-Id:' $(sent_to $SIDOROVA))
is "$(subject_of "$done1")" 'Готово: Неделя математики' 'who decided hears that it is done'
is "$("$LETTER" header In-Reply-To "$done1")" "$("$LETTER" header Message-ID "$TEST_TMP/reply.eml")" 'in answer to the decision'
is "$(v held list)" 'nothing waits' 'nothing waits any longer'
later 2 hours
reply "$ask2" ДА
is "$(decided); $(everybody); $(posts matematika)" "answer token-used; $KUZNETSOV; 1" \
    'the late ДА of the other changes nothing'
late=$(from_us $KUZNETSOV)
is "$(subject_of "$late")" 'Решение уже не нужно: Неделя математики' 'and is answered'
like "$(text_of "$late")" 'Сидорова Анна Ильинична, 09.11.2026' 'with who was faster'
like "$(text_of "$late")" '^Письмо опубликовано\.$' 'and what was decided'
reply "$ask2" НЕТ
is "$(decided); $(posts matematika)" 'answer token-used; 1' 'a late НЕТ takes nothing back'
reply "$ask1" 'НЕТ: передумала'
is "$(decided); $(everybody); $(posts matematika)" "answer token-used; $SIDOROVA; 1" 'nor does a second thought'

# --- no -----------------------------------------------------------------------------------------------

hold 'Реклама пособий'
reply "$ask2" 'НЕТ: это реклама,' 'а не методика.'
is "$(decided); $(everybody); $(posts matematika)" "answer answer; $KUZNETSOV $SIDOROVA $ZHUKOVA; 1" 'НЕТ: причина refuses'
author=$(from_us $ZHUKOVA)
is "$(subject_of "$author")" 'Не опубликовано: Реклама пособий' 'the author is told'
like "$(text_of "$author" | tr '\n' ' ')" 'Причина: это реклама, а не методика\.' 'and reads the reason'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'Причина: это реклама, а не методика\. .*|Решение: Кузнецов' \
    'so does the other moderator'
hold 'Пример из письма'
reply "$ask1" "$(instructions "$ask1" | sed -n 5p)"
like "$(text_of "$(from_us $ZHUKOVA)")" '^Причина: причина' 'the fifth line of the letter, used as it stands'
hold 'In English'
reply "$ask1" 'No'
is "$(subject_of "$(from_us $ZHUKOVA)")" 'Не опубликовано: In English' 'no refuses'
unlike "$(text_of "$(from_us $ZHUKOVA)")" 'Причина' 'without a reason none is named'
hold 'In English again'
reply "$ask1" 'Yes!'
is "$(posts matematika)" 2 'yes publishes'

# --- links, ready reasons, spam -----------------------------------------------------------------------

hold 'По ссылке'
like "$(text_of "$ask1")" '^ДА: mailto:.{1,72}$' 'a link is short enough not to be folded'
click "$ask1" НЕТ $KUZNETSOV
is "$(decided); $(posts matematika)" 'answer token-foreign; 2' 'a link decides nothing for whom it was not sent to'
click "$ask1" ДА
is "$(decided); $(posts matematika)" 'answer answer; 3' 'the link of ДА publishes'
hold 'Отказ по ссылке'
click "$ask2" НЕТ
is "$(decided); $(posts matematika)" 'answer answer; 3' 'the link of НЕТ refuses'
ok 'the letter has buttons too' grep -q '^Content-Type: text/html' "$ask1"
for number in 1 2 3 4; do
    hold "Готовая причина $number"
    reply "$ask1" "$(instructions "$ask1" | grep "^НЕТ $number")"
    reason=$(sed -n "s/^$number: //p" "$ROOT/conf/letters/ru/reasons")
    like "$(text_of "$(from_us $ZHUKOVA)" | tr '\n' ' ')" "Причина: $reason" "НЕТ $number gives the author its reason"
done
hold 'Нет такой причины'
reply "$ask1" 'НЕТ 17'
is "$(decided)" 'answer answer-unclear' 'a number without a reason is asked again'
like "$(text_of "$(from_us $SIDOROVA)")" '^  НЕТ 4  — Это реклама' 'with the reasons that there are'
reply "$ask1" СПАМ
is "$(decided); $(everybody); $(posts matematika)" "answer answer; $KUZNETSOV $SIDOROVA; 3" 'СПАМ refuses, and the author hears nothing'
like "$(text_of "$(from_us $KUZNETSOV)")" '^Это спам: автору мы ничего не ответили.$' 'as the other moderator reads'

# --- trust ---------------------------------------------------------------------------------------------

zhukova_writes() { # SUBJECT: as her mail server proves it
    letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test "$1" \
        --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test' <<<'Продолжаю.' >"$TEST_TMP/more.eml"
    take "$TEST_TMP/more.eml" matematika@mo.test
}
hold 'Достойна доверия'
reply "$ask1" "$(instructions "$ask1" | sed -n 2p)"
is "$(decided); $(posts matematika)" 'answer answer; 4' 'ДА И ДАЛЬШЕ publishes'
like "$(text_of "$(grep -L '^List-Id:' $(sent_to $KUZNETSOV))")" '^Письма этого автора больше не будут ждать' 'and is told to the other moderator'
zhukova_writes 'Продолжение'
is "$(decided); $(posts matematika)" 'publish vouched; 5' 'the next letter of the author waits for nobody'
hold 'От её имени'
is "$(decided)" 'hold not-member' 'but one that no server has authenticated waits'
reply "$ask1" НЕТ
zhukova_writes 'После отказа'
is "$(decided)" 'hold not-member' 'and after a refusal each waits again'
v held reject "$(v --json held list | jq .case)" --spam >/dev/null 2>&1

# --- a letter that the servers say is somebody else's -----------------------------------------------------

forged() { # SUBJECT
    letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test "$1" \
        --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test' <<<'Коллеги, вот ссылка.' >"$TEST_TMP/forged.eml"
    take "$TEST_TMP/forged.eml" matematika@mo.test
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}
forged 'Срочно перейдите'
is "$(decided)" 'hold failed-authentication' 'a letter whose authentication failed waits'
like "$(text_of "$ask1")" '^Адрес: +подлинность не подтвердилась; ' 'and its moderator reads that the address is not confirmed'
unlike "$(text_of "$ask1")" 'не знаком' 'not that the author is unknown, whom everybody knows'
like "$(text_of "$ask1")" '^Автору этого письма мы не отвечаем: мы не знаем наверняка, кто его прислал' 'and why the author hears nothing'
is "$(instructions "$ask1" | tr '\n' '|')" 'ДА|ПРАВКА:|НЕТ|СПАМ|' 'trust is not offered'
unlike "$(tr -d '\n' <"$ask1")" 'ДА И ДАЛЬШЕ' 'nor by a button'
reply "$ask1" 'ДА И ДАЛЬШЕ'
is "$(decided); $(posts matematika)" 'answer answer; 6' 'ДА И ДАЛЬШЕ all the same publishes'
done1=$(grep -L '^List-Id:' $(sent_to $SIDOROVA))
like "$(text_of "$done1" | tr '\n' ' ')" 'доверять автору и дальше мы не стали.*не знаем наверняка, кто прислал' 'and says that nobody is trusted'
unlike "$(text_of "$(grep -L '^List-Id:' $(sent_to $KUZNETSOV))")" 'больше не будут ждать' 'nor do the others read so'
zhukova_writes 'Это уже я сама'
is "$(decided)" 'hold not-member' 'the true author waits as before'
v held reject "$(v --json held list | jq .case)" --spam >/dev/null 2>&1
forged 'Ещё раз'
like "$(v held approve --always "$(v --json held list | jq .case)")" 'nobody is trusted' 'the command line says the same'

ok 'a list may moderate newcomers' v list set fizika newcomers=1
write 'Петров <petrov@school3.test>' fizika@mo.test 'Первое письмо' <<<'Здравствуйте.'
is "$(decided)" 'hold newcomer' 'the first letter of a member waits'
v held approve "$(v --json held list | jq .case)" >/dev/null 2>&1
later 1 minute
write 'Петров <petrov@school3.test>' fizika@mo.test 'Второе письмо' <<<'Здравствуйте.'
is "$(decided)" 'publish member' 'the next does not'
v list set fizika newcomers=5 >/dev/null
write 'Петров <petrov@school3.test>' fizika@mo.test 'Третье письмо' <<<'Здравствуйте.'
v held reject "$(v --json held list | jq .case)" >/dev/null 2>&1
v list set fizika newcomers=1 >/dev/null
later 1 minute
write 'Петров <petrov@school3.test>' fizika@mo.test 'Четвёртое письмо' <<<'Здравствуйте.'
is "$(decided)" 'hold newcomer' 'after a refusal the count begins anew'
v held approve --always "$(v --json held list | jq .case)" >/dev/null 2>&1
ok 'and 0 moderates none' v list set fizika newcomers=0
is "$(v --json list show fizika | jq -r '.newcomers // "none"')" none 'which is shown so'
later -122 seconds

# --- what decides nothing -----------------------------------------------------------------------------

hold 'Спорное письмо'
unchanged_hold=$(v --json held list | jq .case)
reply "$ask1" 'Не знаю, давайте обсудим.'
is "$(decided); $(everybody)" "answer answer-unclear; $SIDOROVA" 'an unclear answer is asked again'
again=$(from_us $SIDOROVA)
is "$(instructions "$again" | tr '\n' '|')" 'ДА|НЕТ|НЕТ: причина|ПРАВКА: исправленный текст|' 'with the words that decide'
is "$(subject_of "$again" | sed 's/.*\[/[/')" "$(subject_of "$ask1" | sed 's/.*\[/[/')" 'for the same question'
reply "$again" 'Да, но сначала исправьте опечатку'
is "$(decided)" 'answer answer-unclear' 'a yes with a but is no yes'
reply_with "$ask1" </dev/null
is "$(decided)" 'answer answer-unclear' 'an empty answer above the quotation decides nothing'
reply_with "$ask1" --no-quote </dev/null
is "$(decided)" 'answer answer-unclear' 'nor does an empty letter'
printf '' | reply_with "$ask1" --above 'ДА
'
is "$(decided); $(posts matematika)" 'answer answer-unclear; 7' 'nor does a ДА below the attribution, among the quoted'
printf '> ДА или НЕТ?\n\nДА\n' | reply_with "$ask1" --no-quote
is "$(decided); $(posts matematika)" 'answer answer-unclear; 7' 'nor does a ДА below the quotation'
reply_with "$ask1" --header 'Auto-Submitted: auto-replied' <<<'ДА'
unchanged 'ignore automatic' 'an out-of-office reply that carries the token decides nothing and gets no answer'
reply_with "$ask1" --header 'X-Autoreply: yes' <<<'ДА'
unchanged 'ignore automatic' 'nor one of the older kind'
SENDER= reply_with "$ask1" <<<'ДА'
unchanged 'ignore automatic' 'nor a ДА from the null sender'
reply_with "$ask1" --from $KUZNETSOV <<<'ДА'
is "$(decided); $(everybody)" "answer token-foreign; $SIDOROVA" "another moderator's token decides nothing, and who was asked is told"
answer=$(from_us $SIDOROVA)
like "$(subject_of "$answer")" '^Ответ с другого адреса не засчитан: ' 'in a letter of its own'
like "$(text_of "$answer")" "с адреса $SIDOROVA" 'that names the address to answer from'
ok 'and this is logged' said 'answer.refused.*from=kuznetsov@school5.test.*token-foreign'
reply_with "$ask1" --from $ZHUKOVA <<<'ДА'
unchanged 'answer token-foreign' 'nor does the author with a token that was forwarded' $ZHUKOVA
reply_with "$ask1" --from nobody@elsewhere.test <<<'ДА'
unchanged 'answer token-foreign' 'nor a stranger'
reply_with "$ask1" --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school5.test' <<<'ДА'
unchanged 'answer failed-authentication' 'a failed authentication spoils an answer'
ok 'and this is logged' said 'answer.refused.*failed-authentication'
token=$(subject_of "$ask1" | sed 's/.*\[\(.*\)\]/\1/')
flip=${token%?}$([ "${token: -1}" = a ] && echo b || echo a)
letter "$SIDOROVA" vestnik@mo.test "Re: [$flip]" <<<'ДА' >"$TEST_TMP/wrong.eml"
take "$TEST_TMP/wrong.eml" vestnik@mo.test
unchanged 'answer token-wrong' 'a wrong token decides nothing, which the moderator hears once' $SIDOROVA
ok 'and this is logged' said 'answer.refused.*token-wrong'
letter "$SIDOROVA" vestnik@mo.test "Re: [999-${token#*-}]" <<<'ДА' >"$TEST_TMP/wrong.eml"
take "$TEST_TMP/wrong.eml" vestnik@mo.test
unchanged 'answer token-wrong' 'nor does the code of a question with the number of another'
letter "$SIDOROVA" vestnik@mo.test "Re: Нужно ваше решение" <<<"ДА [$token]" >"$TEST_TMP/wrong.eml"
take "$TEST_TMP/wrong.eml" vestnik@mo.test
is "$(decided); $(posts matematika)" 'command command; 7' 'nor does a token in the text'
later 13 days
reply "$ask2" 'Отвечу потом'
is "$(decided)" 'answer answer-unclear' 'on the last day the question is still open'
later 2 days
begin_step
do_due
like "$(everybody)" "$KUZNETSOV.* $SIDOROVA" 'when the time is over the moderators are asked again'
asked_again=$(from_us $SIDOROVA)
begin_step
do_due
is "$(everybody)" '' 'once'
reply "$ask1" 'ДА'
is "$(decided); $(got $SIDOROVA); $(posts matematika)" 'answer token-used; 1; 7' 'the old question is over'
like "$(text_of "$(from_us $SIDOROVA)")" '^срок для ответа прошёл \(23.11.2026' 'which is said'
is "$(v --json held list | jq .case)" "$unchanged_hold" 'the letter still waits, and can be decided from the command line'
like "$(subject_of "$asked_again")" "^Нужно ваше решение: Спорное письмо \\[" 'and by the new question'

# --- the command line ----------------------------------------------------------------------------------

is "$(v held show --raw "$unchanged_hold" | sha256sum)" "$(sha256sum <"$TEST_TMP/held.eml")" 'held show --raw prints the letter'
ok 'held show' v held show "$unchanged_hold"
like "$(cat "$TEST_OUT")" '^ +subject +Спорное письмо$' 'prints what it says, decoded'
like "$(cat "$TEST_OUT")" '^ +from +Жукова Зоя <zhukova@school3.test>$' 'and who wrote it'
like "$(cat "$TEST_OUT")" '^ +own text +Предлагаю провести неделю математики' 'its text'
like "$(cat "$TEST_OUT")" '^ +attached +Задачи.txt' 'and what is attached'
like "$(cat "$TEST_OUT")" "^case $unchanged_hold, held for МО .*: автор не состоит" 'where it waits and why'
is "$(v held show "$unchanged_hold" --json | jq -r '.subject + " " + (.case | tostring)')" "Спорное письмо $unchanged_hold" 'in JSON too'
begin_step
ok 'held approve' v held approve "$unchanged_hold"
do_due
is "$(posts matematika); $(got $ZHUKOVA)" '8; 1' 'publishes it and tells the author'
hold 'Решено с консоли'
begin_step
ok 'held reject' v held reject "$(v --json held list | jq .case)" 'не по теме'
do_due
like "$(text_of "$(from_us $ZHUKOVA)")" '^Причина: не по теме' 'tells the author why'
is "$(got $SIDOROVA) $(got $KUZNETSOV)" '1 1' 'and both moderators'
reply "$ask1" ДА
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'решение приняли раньше \(Педагогическое сообщество, 24.11.2026 ' 'a ДА after that hears that it was decided'
exits 69 'a case is decided once' v held approve "$unchanged_hold"
# --- a list that wants proof -------------------------------------------------------------------------------

PASS='Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test'
v list set matematika authentication=pass >/dev/null
before=$(posts matematika)
hold 'С доказательством'
reply "$ask1" 'ДА'
is "$(decided); $(posts matematika)" "answer not-authenticated; $before" 'where a list wants proof, a decision without it changes nothing'
is "$(everybody)" "$SIDOROVA" 'only whoever was asked hears'
unproven=$(from_us $SIDOROVA)
like "$(text_of "$unproven" | tr '\n' ' ')" "не подтвердила.*ещё раз прямо из почты $SIDOROVA" 'that it did not count, and what to do'
reply "$ask1" 'ДА'
is "$(everybody); $(posts matematika)" "; $before" 'once'
reply_with "$ask1" --header "$PASS" <<<'ДА'
is "$(decided); $(posts matematika)" "answer answer; $((before + 1))" 'the same with proof, as the letter says, counts'
v list set matematika authentication=any >/dev/null

# --- a moderator with two addresses --------------------------------------------------------------------------

OTHER=sidorova@home.test
printf 'ФИО;Школа;Почта\nСидорова Анна Ильинична;Школа № 5;"%s, %s"\n' $SIDOROVA $OTHER >"$TEST_TMP/two.csv"
v registry import "$TEST_TMP/two.csv" >/dev/null
before=$(posts matematika)
write $ZHUKOVA matematika@mo.test 'С другого адреса' <<<'Здравствуйте!'
ask=$(from_us $OTHER)
reply_with "$ask" --from $ZHUKOVA <<<ДА
is "$(decided); $(posts matematika)" "answer token-foreign; $before" 'what was sent to one of them is answered by nobody else'
reply_with "$ask" --from $SIDOROVA <<<ДА
is "$(decided); $(posts matematika)" "answer answer; $((before + 1))" 'but from either of them'

# --- a list with nobody who could be asked -------------------------------------------------------------------

later 1 hour
echo 'administrator = "admin@office.test"' >>"$INSTANCE_CONF"
write $ZHUKOVA fizika@mo.test 'Кто решит?' <<<'Здравствуйте!'
is "$(decided); $(everybody)" 'hold not-member; admin@office.test' 'a letter that nobody can be asked about is told to the administrator'
told=$(from_us admin@office.test)
is "$(subject_of "$told")" 'Некому решать: МО учителей физики' 'of which list it is'
command=$(text_of "$told" | sed -n 's/^  vestnik \(member set .*\)/\1/p' | sed "s/КТО/$KUZNETSOV/")
later 1 minute
write $ZHUKOVA fizika@mo.test 'И это?' <<<'Ещё одно письмо, другое.'
is "$(everybody)" '' 'once a day'
exits 0 'what the letter says to do' v $command
write $ZHUKOVA fizika@mo.test 'А теперь?' <<<'Третье, совсем другое письмо.'
like "$(for file in $(sent_to $KUZNETSOV); do subject_of "$file"; done)" '^Нужно ваше решение: А теперь\? ' 'makes somebody be asked'
for case in $(v --json held list | jq .case); do v held reject "$case" --spam >/dev/null 2>&1; done
v member set fizika $KUZNETSOV role=-moderator >/dev/null

# --- the words that moderators use ------------------------------------------------------------------------------

# ruled WORD: a letter waits, and a moderator answers so.
ruled() {
    later 1 day
    due
    write $ZHUKOVA matematika@mo.test "Слово $1" <<<'Здравствуйте!'
    reply "$(from_us $KUZNETSOV)" "$1"
}
published=$(posts matematika)
for word in 'Опубликовать' 'Публикуйте!' '+' 'ок' '👍'; do
    ruled "$word"
    published=$((published + 1))
    is "$(decided); $(posts matematika)" "answer answer; $published" "«$word» publishes"
done
for word in 'Отклонить: не по теме' '-'; do
    ruled "$word"
    is "$(decided); $(posts matematika); $(v held list)" "answer answer; $published; nothing waits" "«$word» refuses"
done
for word in 'Публикуем?' '+ но исправьте дату' 'Нет возражений'; do
    ruled "$word"
    is "$(decided); $(posts matematika)" "answer answer-unclear; $published" "«$word» decides nothing"
done
done_testing
