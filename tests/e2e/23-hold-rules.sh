#!/bin/bash
# 23-hold-rules.sh: what makes a letter wait although its author may post: rules of the table for words, headers and
# files, likely personal data of children, size, recipients, too many posts within an hour; and that nothing is lost.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
cp "$ROOT/conf/hold-rules" "$TEST_TMP/rules"
new_community "hold_rules = \"$TEST_TMP/rules\"" \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test IVANOVA='Иванова <ivanova@school3.test>' SIDOROVA=sidorova@school5.test

# What waits is refused, so that the next begins anew.
reject_all() {
    local case
    for case in $(v --json held list | jq .case); do v held reject "$case" --spam >/dev/null 2>&1; done
    due
}

# --- personal data of children ------------------------------------------------------------------------------

write "$IVANOVA" $LIST 'Олимпиада' <<'TEXT'
Коллеги, добрый день!

Участник: Лосев Пётр, СНИЛС 112-233-445 95.
TEXT
is "$(decided); $(posts matematika)" 'hold personal-data:СНИЛС; 0' 'a number of a child waits, whoever sends it'
ask=$(from_us $SIDOROVA)
like "$(text_of "$ask" | tr '\n' ' ' | tr -s ' ')" \
    'Почему ждёт: похоже на личные данные детей: СНИЛС \(строка 3: «Участник: Лосев Пётр, СНИЛС 112-233-445 95.»\)' \
    'the moderator reads which rule it was and what it saw, in which line'
unlike "$(cat "$STEP.log")" '112-233' 'the log does not say it once more'
like "$(v held show "$(v --json held list | jq .case)")" 'СНИЛС \(строка 3' 'held show says so too'
like "$(v --json inspect --list matematika "$TEST_TMP/written.eml" | jq -r '.verdict + " " + .reason + " " + .why')" \
    '^hold personal-data:СНИЛС похоже на личные данные детей: СНИЛС .строка 3: «Участник: Лосев' 'inspect --list says what the desk did'
reply "$ask" ДА
is "$(posts matematika)" 1 'and a moderator may publish it'
write "$IVANOVA" $LIST 'Поездка' --attach "Список_5А_класса.txt=$TEST_TMP/registry.csv" <<<'Список в приложении.'
is "$(decided)" 'hold personal-data:список_детей' 'the name of a file shows it too'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'список детей \(«Список_5А_класса.txt»\)' 'and is shown'
write 'Кто-то <nobody@elsewhere.test>' $LIST 'Вопрос' <<<'Снилс 112-233-445 95'
is "$(decided)" 'hold stranger' 'another reason comes first'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ' | tr -s ' ')" 'отправителя нет в картотеке; похоже на личные данные детей: СНИЛС' \
    'and the moderator is warned all the same'
reject_all

# --- the table -------------------------------------------------------------------------------------------------

write "$IVANOVA" $LIST 'Программа' --attach "Тест.exe=$TEST_TMP/registry.csv" <<<'Попробуйте.'
is "$(decided)" 'hold rule:программа_во_вложении' 'a program in a letter waits'
asked=$(from_us $SIDOROVA)
like "$(text_of "$asked")" '^Опасный файл: +Тест\.exe \(участникам он не уйдёт\)' 'and goes to nobody, as the moderator reads'
unlike "$("$LETTER" parts "$asked")" 'rfc822' 'whose letter does not carry it'
write "$IVANOVA" $LIST 'Выгодно' --header 'X-Spam-Flag: YES' <<<'Купите.'
is "$(decided)" 'hold rule:отмечено_как_спам' 'so does what the mail server calls spam'
reject_all
cat >>"$TEST_TMP/rules" <<'RULES'
hold text купля_и_продажа  \b(?:продам|куплю)\b
[fizika]
hold subject только_физика  ^лазер
RULES
write "$IVANOVA" $LIST 'Учебники' <<<'ПРОДАМ учебники за 5 класс.'
is "$(decided)" 'hold rule:купля_и_продажа' 'a line that was added counts'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'так велит правило: купля и продажа \(строка 1: «ПРОДАМ учебники' 'and is named'
write "$IVANOVA" $LIST 'Лазер на уроке' <<<'Делюсь опытом.'
is "$(decided)" 'publish member' 'a rule of another list does not'
write 'Петров <petrov@school3.test>' fizika@mo.test 'Лазер' <<<'Делюсь опытом.'
is "$(decided)" 'hold rule:только_физика' 'where it belongs it does'
reject_all
like "$(v check 2>&1)" 'rules +in order' 'check finds the table in order'
echo '[himia]' >>"$TEST_TMP/rules"
echo 'hold text химия а' >>"$TEST_TMP/rules"
like "$(v check 2>&1)" "rules +rule химия: .*himia" 'a list that is not there is told'
echo 'hold text ошибка (а' >>"$TEST_TMP/rules"
like "$(v check 2>&1)" "rules:$(wc -l <"$TEST_TMP/rules"): this pattern cannot be read" 'and a wrong pattern, with its line'
exits 78 'nothing runs with it' v run --once
sed -i '$d' "$TEST_TMP/rules"

# --- size, recipients --------------------------------------------------------------------------------------------

ok 'a list may have a size of its own' v list set matematika hold_bytes=20000 hold_recipients=3
head -c 20000 /dev/zero | tr '\0' x >"$TEST_TMP/large.txt"
write "$IVANOVA" $LIST 'Большое' --attach "План.txt=$TEST_TMP/large.txt" <<<'Смотрите.'
is "$(decided)" 'hold too-large' 'a letter over it waits'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ' | tr -s ' ')" 'без модератора \([0-9]+ КБ\)' 'and the moderator reads its size'
write "$IVANOVA" $LIST 'Всем' --header 'Cc: a@x.test, b@x.test, c@x.test' <<<'Смотрите.'
is "$(decided)" 'hold many-recipients' 'a letter to four addresses waits where three are allowed'
like "$(text_of "$(from_us $SIDOROVA)" | tr '\n' ' ')" 'слишком много получателей \(4\)' 'and the moderator reads how many'
write "$IVANOVA" $LIST 'Троим' --header 'Cc: a@x.test, b@x.test' <<<'Смотрите.'
is "$(decided)" 'publish member' 'one to three does not'
ok 'without a limit' v list set matematika hold_bytes= hold_recipients=0
write "$IVANOVA" $LIST 'Опять всем' --header 'Cc: a@x.test, b@x.test, c@x.test' <<<'Смотрите ещё раз.'
is "$(decided)" 'publish member' 'nothing waits'
reject_all

# --- too much within an hour -----------------------------------------------------------------------------------

later 2 hours
v list set matematika hold_per_author=2 hold_per_list=3 >/dev/null
for number in 1 2 3; do write "$IVANOVA" $LIST "Письмо $number" <<<"Письмо номер $number."; done
is "$(decided); $(posts matematika)" 'hold author-flood; 6' 'the third letter of an author within the hour waits'
write 'Петров <petrov@school3.test>' $LIST 'Первое' <<<'Здравствуйте.'
is "$(decided)" 'publish member' 'another author may still post'
write 'Сидорова <sidorova@school5.test>' $LIST 'Второе' <<<'Здравствуйте.'
is "$(decided)" 'hold list-flood' 'until the list has had enough'
is "$(v --json held list | jq -s length)" 2 'both wait, nothing is lost'
for case in $(v --json held list | jq .case); do v held approve "$case" >/dev/null 2>&1; done
is "$(posts matematika)" 9 'and both can be published'
later 61 minutes
write "$IVANOVA" $LIST 'Письмо 4' <<<'Письмо номер 4.'
is "$(decided)" 'publish member' 'an hour later all begins anew'
done_testing
