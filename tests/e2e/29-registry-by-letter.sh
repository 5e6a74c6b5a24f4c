#!/bin/bash
# 29-registry-by-letter.sh: a methodist sends the registry as a CSV and gets back what would change; it is done
# after their ДА, proven, and not otherwise.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'registry_bytes = 100000' 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ORLOVA=orlova@school5.test IVANOVA=ivanova@school3.test
PASS='Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test'
CSV=$TEST_TMP/новая.csv
persons() {
    v registry show --json | jq -s 'map(select(.type == "totals")) | .[0].persons'
}
# bring FILE [OPTION...]: Орлова sends the file without a word; sets $answer.
bring() {
    later 1 minute
    write $ORLOVA $ROBOT 'новый учебный год' --attach "$(basename "$1")=$1" --header "$PASS" "${@:2}" <<<'Высылаю.'
    answer=$(from_us $ORLOVA 2>>"$STEP.log")
}
yes() { # FILE [OPTION...]
    reply_with "$1" "${@:2}" <<<ДА
}

# --- the difference ---------------------------------------------------------------------------------------

{
    echo 'ФИО;Школа;Должность;Согласие;Источник согласия;Почта'
    echo 'Новикова Вера Игоревна;Школа № 9;учитель;2026-09-01;заявление № 5;novikova@mail.test'
    echo 'Жукова Зоя Антоновна;Школа № 5;методист;;;zhukova@school3.test'
} >"$CSV"
bring "$CSV"
is "$(decided); $(persons)" 'command command; 10' 'a table without a word is understood, and changes nothing'
question=$answer
like "$(subject_of "$question")" '^Изменить картотеку\? \[' 'it is asked about'
like "$(text_of "$question")" '^  Новикова Вера Игоревна, Школа № 9 \(строка 2\)' 'who is new is told'
like "$(text_of "$question")" 'Жукова Зоя Антоновна \(строка 3\);.*«Школа № 3» → «Школа № 5»' 'and who moved'
like "$(text_of "$question")" 'Нет в файле, но в картотеке останутся: 9' 'who is not in it stays'
reply_with "$question" <<<ДА
is "$(decided); $(persons)" 'answer not-authenticated; 10' 'ДА without a proof changes nothing'
yes "$question" --from $IVANOVA --header "$PASS"
is "$(decided); $(persons)" 'answer token-foreign; 10' 'nor from somebody else'
sed 's/учитель;2026/завуч;2026/' "$CSV" >"$TEST_TMP/other.csv"
head -n 2 "$TEST_TMP/other.csv" >"$TEST_TMP/one.csv"
v registry import "$TEST_TMP/one.csv" >/dev/null
yes "$question" --header "$PASS"
is "$(decided); $(v registry show novikova@mail.test --json | jq -r .position)" 'answer answer; завуч' \
    'the registry changed meanwhile: what was shown is not what would be done'
question=$(from_us $ORLOVA)
like "$(text_of "$question")" '«завуч» → «учитель»' 'so it is shown anew'
like "$(text_of "$question")" '^С тех пор как мы вас спросили, картотека изменилась' 'and says why'
unlike "$(text_of "$question")" 'Кузнецов' 'whom a file with few rows leaves out is a number'
yes "$question" --header "$PASS"
is "$(subject_of "$(from_us $ORLOVA)"); $(persons)" 'Картотека изменена; 11' 'and done'
is "$(v registry show novikova@mail.test --json | jq -r '.consent_on + " " + .consent_source')" '2026-09-01 заявление № 5' \
    'consent is kept with its date and source'
yes "$question" --header "$PASS"
is "$(decided)" 'answer token-used' 'once'
bring "$CSV"
is "$(subject_of "$answer")" 'Картотека не изменится' 'the same file again changes nothing'

sed 's/учитель;2026/методист;2026/' "$CSV" >"$TEST_TMP/mended.csv"
bring "$TEST_TMP/mended.csv"
sed -i 's/методист;2026/тьютор;2026/' "$TEST_TMP/mended.csv"
reply_with "$answer" --attach "mended.csv=$TEST_TMP/mended.csv" --header "$PASS" <<<'Исправила.'
question=$(from_us $ORLOVA)
like "$(text_of "$question")" '«учитель» → «тьютор»' 'a mended file that answers the question is a new one'
unlike "$(text_of "$question")" 'С тех пор как мы вас спросили' 'and nothing has changed since'
tomorrow

# --- whom a methodist took out -----------------------------------------------------------------------------

v member set --quiet matematika $ORLOVA role=+methodist >/dev/null 2>&1
order $ORLOVA 'удалить matematika Петров Пётр Сергеевич' --header "$PASS"
later 1 hour
{
    echo 'ФИО;Школа;МО;Почта'
    echo 'Петров Пётр Сергеевич;Школа № 3;МО учителей математики;petrov@school3.test'
} >"$TEST_TMP/returns.csv"
members() {
    v --json list members matematika | jq -s 'map(select(.name | startswith("Петров"))) | length'
}
bring "$TEST_TMP/returns.csv"
is "$(subject_of "$answer"); $(members)" 'Картотека не изменится; 0' 'the file that names the list does not put them back'
like "$(text_of "$answer")" '^  Петров Пётр Сергеевич, Школа № 3 \(строка 2\): matematika, [0-9.]+; вернуть: добавить matematika Петров Пётр Сергеевич$' \
    'the methodist reads when that was, and how to bring them back'
sed -i '2s/;petrov@.*/;petrov@school3.test, p2@home.test/' "$TEST_TMP/returns.csv"
bring "$TEST_TMP/returns.csv"
like "$(text_of "$answer")" '^Убраны методистом и сами не вернутся: 1$' 'so is it where something else changes'
yes "$answer" --header "$PASS"
is "$(members)" 0 'and the ДА does not put them back either'
bring "$TEST_TMP/returns.csv"
order $ORLOVA "$(text_of "$answer" | sed -n 's/.*вернуть: //p')" --header "$PASS"
is "$(members)" 1 'the command that the letter names does'
bring "$TEST_TMP/returns.csv"
unlike "$(text_of "$answer")" 'Убраны' 'and no letter speaks of it any more'

# --- what a teacher replaced -------------------------------------------------------------------------------

order petrov@school3.test 'адрес сменить p9@mail.test' --header "${PASS/school5/school3}"
reply "$(from_us p9@mail.test)" ДА
bring "$TEST_TMP/returns.csv"
is "$(subject_of "$answer")" 'Картотека не изменится' 'an address that its owner replaced does not come back'
like "$(text_of "$answer")" 'строка 2\): адрес petrov@school3.test не вернётся: человек сам сменил' 'and the methodist reads why'

# --- what is not taken -------------------------------------------------------------------------------------

{
    cat "$CSV"
    echo 'Жукова Зоя Антоновна;Школа № 5;методист;;;'
    echo ';Школа № 5;методист;;;'
} >"$TEST_TMP/bad.csv"
bring "$TEST_TMP/bad.csv"
like "$(subject_of "$answer")" '^В файле картотеки есть ошибки: [12]$' 'errors are told'
like "$(text_of "$answer")" '^  строка 5:' 'by their lines'
tomorrow
{
    echo 'ФИО;Школа;Округ;Почта школы;Номер;Год рождения;Согласие;МО;Почта'
    echo 'Вакансия;Школа № 5;;;;;;;'
    echo ';Школа № 5;;;;;;;'
    echo 'Климова Нина Ильинична;;Центральный;;;;;;'
    echo 'Климова Нина Ильинична;Школа № 5;Центральный;;;1850;вчера;;школа'
    echo 'Рыбин Олег Ильич;Школа № 5;Северный;s9@mail.test;7;;;шахматы;'
    echo 'Рыбин Иван Ильич;Школа № 8;;s9@mail.test;7;;;;'
    echo 'Уткина Анна Ильинична;Школа № 8;;;;;;;'
    echo 'Уткина Анна Ильинична;Школа № 8;;;;;;;;лишнее'
} >"$TEST_TMP/worse.csv"
bring "$TEST_TMP/worse.csv"
errors=$(text_of "$answer" | sed -n 's/^  строка \([0-9]*\): /\1 /p')
is "$(cut -d ' ' -f 1 <<<"$errors" | uniq | tr '\n' ' ')" '2 3 4 5 6 7 9 ' 'each line that is wrong is told'
unlike "$(sed 's/[a-z0-9]*@[a-z.]*//g; s/есть: .*//' <<<"$errors")" '[A-Za-z]{2}' 'in Russian'
order $ORLOVA 'registry' --attach "worse.csv=$TEST_TMP/worse.csv" --header "$PASS"
like "$(text_of "$answer")" "^  line 5: Год рождения: '1850' is no year" 'and in English to who writes so'
tomorrow
{
    head -n 1 "$CSV"
    for i in $(seq 2000); do echo "Учитель Номер $i;Школа № 9;учитель;;;"; done
} >"$TEST_TMP/large.csv"
bring "$TEST_TMP/large.csv"
like "$(text_of "$answer")" 'Файл больше, чем принимается по почте \(97,7|Файл больше, чем принимается по почте \(97.7' \
    'a file over registry_bytes is refused with the reason'
bring "$CSV" --attach "вторая.csv=$TEST_TMP/one.csv"
is "$(subject_of "$answer")" 'Как прислать картотеку' 'two tables are none'
printf 'PK\003\004' >"$TEST_TMP/book.xlsx"
later 1 day
write $ORLOVA $ROBOT 'картотека' --attach "книга.xlsx=$TEST_TMP/book.xlsx" --header "$PASS" </dev/null
like "$(text_of "$(from_us $ORLOVA)")" '^«книга.xlsx» — книга электронной таблицы, а не CSV' 'a workbook is named'
tomorrow
bring "$TEST_TMP/book.xlsx"
like "$(text_of "$answer")" '^«book.xlsx» — книга электронной таблицы, а не CSV' 'without a word too'
write $IVANOVA $ROBOT 'план урока' --attach "план.xlsx=$TEST_TMP/book.xlsx" <<<'Высылаю.'
unlike "$(text_of "$(from_us $IVANOVA)")" 'книга электронной таблицы' 'but not to a teacher, whose file may be anything'
printf 'PK\003\004 a workbook' >"$TEST_TMP/book.csv"
bring "$TEST_TMP/book.csv"
like "$(text_of "$answer")" 'это не таблица CSV' 'nor is a workbook that only calls itself CSV'
tomorrow
write $IVANOVA $ROBOT 'картотека' --attach "новая.csv=$CSV" </dev/null
is "$(subject_of "$(from_us $IVANOVA)")" 'Это делает методист' 'who is no methodist is told so'
is "$(sql "SELECT count(*) FROM ask WHERE kind = 'registry' AND address = '$IVANOVA'")" 0 'and nothing is asked'
{ printf 'From: %s\nTo: %s\nSubject: CSV\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment; filename=a.csv\n\n' $ORLOVA $ROBOT
  head -c 104857600 /dev/zero | tr '\0' 'x' | fold -w 900; } >"$TEST_TMP/huge.eml"
exits 65 'a table of 100 MiB is refused at the door' v deliver --from $ORLOVA --to $ROBOT <"$TEST_TMP/huge.eml"
like "$(cat "$TEST_ERR")" 'larger than|too large|deliver_bytes' 'with the reason'
done_testing
