#!/bin/bash
# 27-search.sh: letters found by their words and sent again, to those who may read them.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

PETROV=petrov@school3.test IVANOVA=ivanova@school3.test ORLOVA=orlova@school5.test ZHUKOVA=zhukova@school3.test
printf x >"$TEST_TMP/test.txt"
write $IVANOVA matematika@mo.test 'Работа для пятых классов' --attach "Контрольная 5 класс.txt=$TEST_TMP/test.txt" \
    <<<$'Здравствуйте, коллеги!\n\nДелюсь контрольной работой по дробям. В ней шесть заданий.\n\nИванова М. П.'
write $PETROV fizika@mo.test 'Опыты с дробями' <<<'Опыты по физике.'

# --- finding -------------------------------------------------------------------------------------------

order $PETROV 'найти контрольные по дроби'
answered 'Что нашлось: контрольные по дроби' 'найти finds in any form of the words'
like "$(text_of "$answer")" '^Работа для пятых классов$' 'the post'
like "$(text_of "$answer")" 'Делюсь контрольной работой по дробям' 'with the words around what was found'
like "$(text_of "$answer")" 'Иванова Мария Петровна, 09.11.2026, МО учителей математики, 1 файл' 'with author, day and list'
found=$answer
order $PETROV 'поиск дроби'
is "$(text_of "$answer" | grep -c 'Ссылка: ')" 2 'a member of both lists finds in both'
order $ORLOVA 'найти дроби'
is "$(text_of "$answer" | grep -c 'Ссылка: ')" 1 'a methodist finds in her list'
order $ZHUKOVA 'найти дроби'
like "$(text_of "$answer")" 'ничего не нашлось' 'who is in no list finds nothing'
order $PETROV 'найти контрольная теорема'
like "$(text_of "$answer")" 'Вот где встречаются некоторые' 'words that never stand together are looked for one by one'
order $PETROV 'find fractions'
answered 'What was found: fractions' 'an English command is answered in English'
order $PETROV 'найти'
answered 'Что найти?' 'nothing to look for is explained'
order $PETROV "$(instructions "$answer")"
answered 'Что нашлось: контрольная по дробям' 'by a line that works'
order school7@school7.test 'найти дроби'
answered 'Что нашлось: дроби' 'the mailbox of a school finds what it got'

# --- one letter --------------------------------------------------------------------------------------------

later 1 day
click "$found" Ссылка
answer=$(from_us $PETROV)
answered 'Письмо 1: Работа для пятых классов' 'the link of a letter that was found brings it'
like "$(text_of "$answer")" 'шесть заданий' 'with all its text'
like "$(text_of "$answer")" 'Контрольная 5 класс.txt' 'and the names of its files'
post=$answer
to=$(text_of "$post" | sed -n 's/^Чтобы ответить, напишите на //p') subject=$(text_of "$post" | sed -n 's/^с темой «\(.*\)»: .*/\1/p')
threads=$(v --json archive threads --list matematika | wc -l)
echo 'Спасибо, Мария Петровна!' | write $PETROV "$to" "$subject"
is "$(decided); $(v --json archive threads --list matematika | wc -l)" "publish member; $threads" 'what it says about answering leads into the topic'
later 1 minute
begin_step
"$LETTER" click "$post" Ответить --from $PETROV >"$TEST_TMP/click.eml" && echo 'И ещё раз спасибо за работу.' >>"$TEST_TMP/click.eml"
deliver_to "$TEST_TMP/click.eml" matematika@mo.test && do_due
is "$(decided); $(v --json archive threads --list matematika | wc -l)" "publish member; $threads" 'and so does its link'
later 1 minute
reply "$post" 'Спасибо, Мария Петровна! Очень пригодилось.'
is "$(decided)" 'command no-question' 'an answer to the letter itself'
unread=$(from_us $PETROV)
is "$(subject_of "$unread")" 'Ваш ответ коллеги не увидят' 'is told that nobody reads it'
like "$(text_of "$unread")" '^МО учителей математики: matematika@mo\.test$' 'and where colleagues are'
reply "$unread" 'Ой, извините, не знала этого.'
is "$(everybody)" '' 'once a day'
later 1 day
reply "$found" 'Спасибо большое!'
is "$(decided); $(everybody)" 'command thanks; ' 'and mere thanks get nothing'
order $PETROV 'найти ничего'
reply "$answer" 'ДА'
is "$(subject_of "$(from_us $PETROV)")" 'Ваш ответ коллеги не увидят' 'a ДА to what asked nothing is told so'
later 1 day
order $PETROV "$(text_of "$found" | sed -n 's/^  Всё письмо: //p')"
answered 'Письмо 1: Работа для пятых классов' 'and so does its line'
order $ZHUKOVA 'архив 1'
answered 'Такого письма нет' 'who may not read it hears that there is none'
order $PETROV 'архив 99999999999999999999'
answered 'Такого письма нет' 'as whoever names a number that is none'
order $PETROV 'файл'
answered 'Какой файл прислать?' 'a file without its number is asked for'
later 1 minute
order $PETROV "$(instructions "$answer")"
answered 'Что нашлось: контрольная по дробям' 'with a line that works'
later 1 minute
order $PETROV 'архив'
answered 'Какое письмо прислать?' 'or no number'
later 1 minute # the same words at once are a robot's
order $PETROV "$(instructions "$answer")"
answered 'Что нашлось: контрольная по дробям' 'which tells how to find the number'

# --- the topic of a letter --------------------------------------------------------------------------------------

later 1 day
order $PETROV 'архив 1'
text=$(text_of "$answer")
like "$text" 'Другие письма этой темы' 'a letter of the archive names the others of its topic'
others=$(v --json archive posts --list matematika | jq -r 'select(.subject | startswith("Работа")) | .letter' | grep -vx 1)
is "$(sed -n 's/^  архив \([0-9]*\): Петров П[^,]*, [0-9.]*$/\1/p' <<<"$text")" "$others" 'with number, author and day, in their order'
second=$(tail -n 1 <<<"$others") whole=$answer
order $PETROV "$(sed -n 's/^  \(архив [0-9]*:.*\)/\1/p' <<<"$text" | tail -n 1)"
answered "Письмо $second: Работа для пятых классов" 'the line of one brings it'
later 1 minute
click "$whole" "Письмо $second"
answer=$(from_us $PETROV)
answered "Письмо $second: Работа для пятых классов" 'and so does its link'
like "$(text_of "$answer")" '^  архив 1: Иванова Мария Петровна, 09.11.2026$' 'which names the first in turn'
sed -i '1i topic_letters = 1' "$INSTANCE_CONF"
order $PETROV 'архив 1'
is "$(text_of "$answer" | grep -c '^  архив ')" 1 'no more are named than the setting allows'
like "$(text_of "$answer")" '^  \.\.\.и ещё [0-9] пис' 'and the rest is counted'
order $PETROV "архив $(v --json archive posts --list fizika | jq -r .letter)"
unlike "$(text_of "$answer")" 'Другие письма' 'a letter that is alone in its topic names none'

# --- by the command line, and what is left out ----------------------------------------------------------------

like "$(v archive search контрольные дроби)" 'matematika 1  letter 1' 'archive search finds it too'
is "$(v --json archive search --list fizika дробь | jq -r .letter)" "$(v --json archive posts --list fizika | jq -r .letter)" 'in one list'
write sidorova@school5.test sovet@mo.test 'Совет' <<<'Тайные дроби.'
is "$(v --json archive search тайные | wc -l)" 0 'a letter that is held is not found'
v person erase --yes $IVANOVA >"$TEST_OUT" 2>&1
is "$(v --json archive search контрольная | wc -l)" 0 'nor one whose author was erased'
done_testing
