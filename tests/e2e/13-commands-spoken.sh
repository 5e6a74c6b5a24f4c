#!/bin/bash
# 13-commands-spoken.sh: wishes in ordinary words, to the assistant and by mistake to colleagues: who wants to leave is
# led to leaving, nobody's letters hear of it, and what is meant for colleagues reaches them.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
cp -r "$ROOT/conf/letters" "$TEST_TMP/letters"
new_community "letters = \"$TEST_TMP/letters\"" 'answers_per_day = 1000' 'answers_per_domain = 1000' 'answers_in_total = 1000' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
LIST=matematika@mo.test IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test
SIDOROVA=sidorova@school5.test
PROOF='Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'

# spoken FROM TO TEXT [OPTION...]: a letter without a subject; sets $answer.
spoken() {
    write "$1" "$2" '' --header "$PROOF" "${@:4}" <<<"$3"
    answer=$(from_us "$1" 2>>"$STEP.log")
}

write $IVANOVA $LIST 'Контрольная по дробям' --header "$PROOF" <<<'Коллеги, смотрите контрольную.'

# --- to the assistant ---------------------------------------------------------------------------------------

while read -r line; do
    tomorrow
    spoken $IVANOVA $ROBOT "$line"
    like "$(subject_of "$answer"); $(everybody | wc -w)" '^(Подтвердите выход:|Please confirm leaving) МО учителей математики .*; 1$' "'$line' asks whether she leaves the only list she is in"
done <<'LINES'
Удалите меня из рассылки
Отпишите меня, пожалуйста, от всей этой рассылки!!!
Уберите мой адрес из рассылки
Не присылайте мне больше письма
Хватит писем
стоп
unsubscribe me please
Помогите, как мне отписаться?
Здравствуйте, Мария Петровна! Отпишите меня от рассылки, у меня нет времени.
Otpishite menya ot rassylki
jngbcfnmcz
LINES
reply "$answer" ДА
is "$(v list members matematika --json | jq -r .name | grep -c Иванова)" 0 'and with her ДА she has left'
tomorrow
spoken $PETROV $ROBOT 'Удалите меня из рассылки'
like "$(subject_of "$answer")" '^Из какого объединения выйти\? \[' 'who is in several lists is asked which'
unlike "$(text_of "$answer")" 'у нас нет' 'and reads of no list that there is not'
like "$(text_of "$answer")" '^  отписаться fizika$' 'with the line to send'
tomorrow
spoken $PETROV $ROBOT 'Удалите меня из рассылки fizika'
like "$(subject_of "$answer")" '^Подтвердите выход: МО учителей физики ' 'a list that is named is the one'
while read -r line; do
    tomorrow
    spoken $PETROV $ROBOT "$line"
    like "$(subject_of "$answer")" '^Подтвердите выход: МО учителей физики ' "'$line' names it too"
done <<'LINES'
отписаться от учителей физики
отписаться от физики
отписаться от fizika@mo.test
убрать себя из физики
LINES
tomorrow
spoken $PETROV $ROBOT 'отписаться от учителей'
like "$(subject_of "$answer")" '^Из какого объединения выйти\? \[' 'a word of several titles names none'
later 5 minutes
reply "$answer" 'да'
like "$(text_of "$(from_us $PETROV)")" 'строка или ссылка, отправьте её' 'a ДА to that says which is not understood, and what to send'
tomorrow
spoken $PETROV $ROBOT 'Удалите меня из всех рассылок'
like "$(subject_of "$answer")" '^Подтвердите выход из всех ' 'and all of them are all'
tomorrow
spoken $PETROV $ROBOT 'я в отпуске до 20.12'
is "$(subject_of "$answer")" 'До 20.12.2026 писем не будет' 'who says until when they are away gets no letters until then'
tomorrow
NOW=2026-12-21T10:00:00+03:00
due
spoken $PETROV $ROBOT 'ухожу в отпуск с завтрашнего дня на две недели'
is "$(subject_of "$answer"); $(v --json member show $PETROV | jq -r 'select(.list == "fizika") | .until // empty' | cut -c1-10)" \
    'До 05.01.2027 писем не будет; 2027-01-05' 'or for how long, from tomorrow on'
tomorrow
spoken $PETROV $ROBOT 'Вышла с больничного'
is "$(subject_of "$answer")" 'С возвращением!' 'who is back gets them again'
tomorrow
spoken $PETROV $ROBOT 'Я в отпуске с 25 января'
is "$(subject_of "$answer")" 'До какого дня отпуск?' 'a first day without a last one changes nothing'
tomorrow
write $PETROV $ROBOT 'Re: Неделя математики' --header "$PROOF" <<<'Я в отпуске до 20.02, вернусь и отвечу.'
answer=$(from_us $PETROV)
like "$(subject_of "$answer"); $(text_of "$answer" | tr '\n' ' ')" '^Когда у вас отпуск\?; .*«Я в отпуске до 20\.02.*  отпуск до 20\.02\.2027' 'in an answer that a machine may have written only the line is told'
later 1 day
write $PETROV $ROBOT 'Re: Неделя математики' --header "$PROOF" <<<'Я в отпуске до 20.02, вернусь и отвечу.'
is "$(everybody)" '' 'and that once'
tomorrow
spoken $PETROV $ROBOT 'Я скоро в отпуск, подскажите, что делать'
like "$(subject_of "$answer"); $(text_of "$answer" | tr '\n' ' ')" '^До какого дня отпуск\?; .*«Я скоро в отпуск.*  отпуск до 25\.08' 'who does not say it is shown how'
tomorrow
spoken $PETROV $ROBOT 'Добавьте меня в рассылку математиков'
is "$(subject_of "$answer")" 'Объединения сообщества' 'who wants to be added sees what there is, and is no methodist'

# --- what is not understood -------------------------------------------------------------------------------------

tomorrow
order $PETROV 'Ghbdtn' --header "$PROOF"
like "$(subject_of "$answer"); $(text_of "$answer" | tr '\n' ' ')" '^Не удалось понять команду; .*нужно сделать: «Ghbdtn»\.' 'a subject that is none is quoted'
tomorrow
spoken $PETROV $ROBOT $'Как узнать, какая у меня активность в учебном году?\nЗаранее спасибо.'
like "$(text_of "$answer")" '«Как узнать, какая у меня активность' 'so is a line'
is "$(instructions "$answer" | head -n 1); $(instructions "$answer" | tail -n 1)" 'моя активность; помощь' 'and the menu begins with what it may be about'
tomorrow
write $PETROV $ROBOT 'Вопрос' --header "$PROOF" <<<$'Здравствуйте!\nКак узнать, какая у меня активность?'
like "$(text_of "$(from_us $PETROV)")" '«Как узнать, какая у меня активность' 'also below a subject that says less'
tomorrow
write $PETROV $ROBOT 'Подскажите про программу по математике' --header "$PROOF" <<<'Заранее спасибо!'
like "$(text_of "$(from_us $PETROV)")" '«Подскажите про программу по математике»' 'and one that says more is quoted'
while IFS='|' read -r subject line; do
    tomorrow
    write $PETROV $ROBOT "$subject" --header "$PROOF" <<<"$line"
    is "$(decided); $(everybody)" 'command thanks; ' "'$subject: $line' wants no answer"
done <<'THANKS'
Спасибо|
Благодарю!|Спасибо большое!
|Добрый день! Благодарю вас за помощь.
THANKS
while IFS='|' read -r subject line file; do
    tomorrow
    write $PETROV $ROBOT "$subject" --header "$PROOF" ${file:+--attach "$file=$TEST_TMP/vestnik.conf"} <<<"$line"
    is "$(decided); $(everybody)" "command command; $PETROV" "'$subject: $line$file' is no thanks, and is answered"
done <<'ANSWERED'
Письмо|
За письмо||план.docx
Спасибо за помощь|Спасибо!|план.docx
...|!!!
|Не участвую
|Мы не участвуем в этом месяце
|Больше не участвую в вашей группе
ANSWERED
unlike "$(text_of "$(from_us $PETROV)")" 'методист' 'nor is who takes no part asked about a report'
tomorrow
printf x >"$TEST_TMP/plan.txt"
write $PETROV $ROBOT 'Спасибо за ответ' --header "$PROOF" --attach "plan.txt=$TEST_TMP/plan.txt" <<<'Благодарю за помощь!'
is "$(got $PETROV)" 1 'who sends a file with the thanks is answered'
tomorrow
order $PETROV 'объединения' --header "$PROOF"
lists=$answer
while IFS='|' read -r line; do
    tomorrow
    printf "$line\n" | reply_with "$lists" --header "$PROOF"
    is "$(decided); $(everybody)" 'command thanks; ' "'$line' under «Re: Объединения» asks for them no more"
done <<'THANKS'
Спасибо!
Благодарю!\nПетров П. С.
Спасибо, всё получилось.
Спасибо большое, всё нашла!
Спасибо вам большое за оперативный ответ! Хорошего дня.
Спасибо, файл открылся.\nС уважением,\nПетров П. С.
THANKS
tomorrow
reply "$lists" 'Спасибо!' 'мои адреса'
like "$(for file in $(sent_to $PETROV); do subject_of "$file"; done)" 'Ваши адреса' 'but a command below the thanks counts'
tomorrow
write $PETROV $ROBOT 'Спасибо' --header "$PROOF" <<<'помощь'
like "$(subject_of "$(from_us $PETROV)")" '^Как пользоваться помощником$' 'also one that is a word of thanks elsewhere'
tomorrow
write $PETROV $ROBOT 'Спасибо вам' --header "$PROOF" <<<'Спасибо, а как найти программу?'
like "$(text_of "$(from_us $PETROV)")" 'По словам «программу»' 'but what stands beside the thanks does'
tomorrow
spoken $PETROV $ROBOT "$(printf 'а%.0s' {1..300})"
like "$(text_of "$answer")" '«а{90,110}…»' 'a long one is cut'
tomorrow
spoken $PETROV $ROBOT ''
like "$(text_of "$answer")" '^Мы получили ваше письмо, но в нём ничего не написано\.$' 'of an empty letter just that is said'
tomorrow
order $PETROV 'naiti kontrolnaya' --header "$PROOF"
like "$(subject_of "$answer"); $(text_of "$answer" | tr '\n' ' ')" '^Что нашлось: kontrolnaya; .*Контрольная по дробям' 'Russian in Latin letters is looked for in Russian'

# --- by mistake to colleagues -----------------------------------------------------------------------------------

before=$(posts matematika)
for line in 'Удалите меня из рассылки' 'Не присылайте мне больше писем.' 'стоп' 'unsubscribe me please'; do
    tomorrow
    spoken $PETROV $LIST "$line"$'\n\n-- \nПётр Петров, учитель физики\n'
    like "$(subject_of "$answer"); $(everybody | wc -w)" '^(Подтвердите выход:|Please confirm leaving) МО учителей математики .*; 1$' "'$line' to the list is about that list"
done
while read -r line; do
    tomorrow
    spoken $PETROV $LIST "$line"
    is "$(decided | cut -d' ' -f1); $(everybody | wc -w)" 'command; 1' "'$line' to the list is answered, and goes to nobody else"
done <<'LINES'
помощь
списки
дайджест
отпуск
мои подписки
моя активность
мои адреса
архив
отозвать
квитанции
файл
мои данные
картотека
участники
очередь
отчёт
LINES
is "$(posts matematika)" "$before" 'none of them was published'
tomorrow
spoken $PETROV $LIST 'Коллеги, подскажите, как отписаться от рассылки портала «Учитель»?'
is "$(posts matematika)" $((before + 1)) 'a question to colleagues about another list reaches them'
tomorrow
spoken $PETROV $LIST $'Многие спрашивают, как отписаться от рассылки.\nНапоминаю: достаточно написать помощнику одно слово.'
is "$(posts matematika)" $((before + 2)) 'and so does what explains it to others'
tomorrow
spoken $PETROV $LIST $'Коллеги, с сентября я на пенсии.\nОтпишите меня от рассылки. Всем спасибо!'
is "$(decided)" 'hold command-or-post' 'a farewell with the wish in it waits for a moderator'
for text in 'Уберите меня из рассылки, ухожу в декрет' 'Спасибо! Уберите меня из рассылки, ухожу в декрет' \
    'Можно меня убрать из рассылки?' 'Уберите, пожалуйста, из рассылки'; do
    tomorrow
    {
        "$LETTER" make --from $PETROV --to $LIST --subject 'Re: [matematika] Контрольная' --header "$PROOF" \
            --header "In-Reply-To: <somebody@school3.test>" <<<"$text"
    } >"$TEST_TMP/decree.eml"
    take "$TEST_TMP/decree.eml" $LIST
    is "$(decided); $(everybody)" "command command; $PETROV" "'$text' in a thread asks its author, and nobody else hears"
done
tomorrow
spoken $PETROV $LIST 'Исключите меня, пожалуйста, из этого списка, я уже не работаю.'
is "$(decided)" 'hold command-or-post' 'so does one in other words'
tomorrow
spoken $PETROV $LIST 'найти контрольную по дробям'
is "$(decided)" 'hold command-or-post' 'and so does a command that may be a question to colleagues'

# --- taken back in the list itself ------------------------------------------------------------------------------

later 1 day
write $PETROV fizika@mo.test 'Лабораторная' <<<'Коллеги, смотрите.'
later 1 minute
write $PETROV $LIST 'Контрольная' <<<'Коллеги, смотрите контрольную.'
post=$STEP/$(ls "$STEP" | head -n 1)
later 1 minute
{
    "$LETTER" make --from $PETROV --to $LIST --subject 'Re: [matematika] Контрольная' --header "$PROOF" \
        --header "In-Reply-To: $("$LETTER" header Message-ID "$post")" <<<$'Отозвать!\n\n> Коллеги, смотрите контрольную.\n'
} >"$TEST_TMP/back.eml"
take "$TEST_TMP/back.eml" fizika@mo.test
is "$(subject_of "$(from_us $PETROV)")" 'Отозвано: Лабораторная' 'below a post the word takes back the last one of that list'
later 1 minute
sed -i 's/^Message-ID: .*/Message-ID: <again@school3.test>/I' "$TEST_TMP/back.eml"
take "$TEST_TMP/back.eml" $LIST
is "$(subject_of "$(from_us $PETROV)"); $(everybody)" "Отозвано: Контрольная; $PETROV" 'wherever it was sent, nobody else hears'

# --- what the administrator made of the texts -------------------------------------------------------------------

COMMANDS=$TEST_TMP/letters/ru/commands
sed -i 's/^find:/fnd:/' "$COMMANDS"
like "$(v check 2>&1)" "$COMMANDS:[0-9]+: there is no command 'fnd'; did you mean 'find'\?" 'a command that there is not is found in the texts'
sed -i '/^fnd:/d' "$COMMANDS"
like "$(v check 2>&1)" "$COMMANDS:1: no line for the command 'find'" 'and so is one that is missing'
printf 'find: найти слово | письма с этим словом\nfind: поиск | то же\n' >>"$COMMANDS"
like "$(v check 2>&1)" "$COMMANDS:[0-9]+: 'find' stands in line [0-9]+ already" 'or told twice'
links_are_short
done_testing
