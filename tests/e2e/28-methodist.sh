#!/bin/bash
# 28-methodist.sh: what a methodist does with a list by letter: adds, removes, sees who is in it, what waits, and
# the week in numbers; nobody else does.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ORLOVA=orlova@school5.test ZHUKOVA=zhukova@school3.test PETROV=petrov@school3.test SIDOROVA=sidorova@school5.test
PROOF='Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test'

# proven SUBJECT: an order of the methodist, whom the mail server has authenticated.
proven() {
    order $ORLOVA "$1" --header "$PROOF"
}

member() {
    v member show "$1" | grep -qE "^$2([: ,]|$)" && ! v member show "$1" | grep -qE "^$2.*no member" && echo yes || echo no
}

# --- adding and removing ---------------------------------------------------------------------------------

proven 'добавить matematika Жукова З.А.'
is "$(subject_of "$answer")" 'Записали: Жукова Зоя Антоновна' 'добавить takes a name as people write it'
is "$(member $ZHUKOVA matematika)" yes 'and adds'
told=$(from_us $ZHUKOVA)
is "$(subject_of "$told")" 'Вы теперь в объединении «МО учителей математики»' 'who was added hears of it'
click "$told" Ссылка
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Подтвердите выход: МО учителей математики' 'and can leave by the link of that letter'
proven 'добавить matematika zhukova@school3.test'
is "$(subject_of "$answer")" 'Уже состоит: Жукова Зоя Антоновна' 'a member is not added again'
proven 'удалить matematika Жукову З. А.'
is "$(subject_of "$answer"); $(member $ZHUKOVA matematika)" 'Убрали: Жукова Зоя Антоновна; no' 'удалить takes off, whatever the case of the name'
is "$(subject_of "$(from_us $ZHUKOVA)")" 'Вы больше не состоите в «МО учителей математики»' 'and that is told too'
proven "$(instructions "$answer")"
is "$(member $ZHUKOVA matematika)" yes 'the line of that answer takes it back'
tomorrow
proven 'добавить Жукова Зоя Антоновна'
is "$(subject_of "$answer")" 'Уже состоит: Жукова Зоя Антоновна' 'who looks after one list need not name it'
proven 'add matematika Nobody Nowhere'
is "$(subject_of "$answer")" 'Whom do you mean?' 'who is in no registry is asked about'
printf 'Жукова Зинаида Андреевна;Школа № 5;Центральный;;учитель;;zinaida@school5.test\n' | cat "$TEST_TMP/registry.csv" - >"$TEST_TMP/more.csv"
v registry import "$TEST_TMP/more.csv" >"$TEST_OUT" 2>&1
later 1 minute
proven 'добавить matematika Жукова З.А.'
is "$(subject_of "$answer")" 'Кого вы имели в виду?' 'of two that fit none is taken'
like "$(text_of "$answer")" '^  Жукова Зинаида Андреевна, Школа № 5$' 'they are named, without the address of who is no member'
proven "$(text_of "$answer" | sed -n 's/^  добавить matematika .*/добавить matematika Жукова Зинаида Андреевна/p')"
is "$(member zinaida@school5.test matematika)" yes 'and the full name tells'
{
    echo 'ФИО;Школа;Почта'
    for i in $(seq 30); do echo "Тёзкина Анна Ивановна;Школа № $((100 + i));a$i@many.test"; done
    echo 'Тёзкина Вера Ивановна;Школа № 100;vera@many.test'
} >"$TEST_TMP/many.csv"
v registry import "$TEST_TMP/many.csv" >"$TEST_OUT" 2>&1
later 1 minute
proven 'добавить matematika Тёзкина'
is "$(text_of "$answer" | grep -c '^  Тёзкина'); $(text_of "$answer" | grep 'и ещё')" '20;   и ещё 11' 'of many only some are named'
is "$(text_of "$answer" | grep -c 'a[0-9]*@many.test$'); $(text_of "$answer" | grep -c vera@)" '20; 0' 'with an address where nothing else tells them apart'

proven 'удалить matematika Егорова Инна'
like "$(text_of "$answer")" 'никто не нашёлся среди участников объединения «МО учителей математики»' 'who is no member cannot be removed'
like "$(text_of "$answer")" '^  удалить matematika ' 'and the example removes, too'
# Who is in no registry yet: as that letter says, step by step.
later 1 day
proven 'добавить matematika Новикова Вера'
like "$(text_of "$answer")" 'никто не нашёлся в картотеке' 'who is not in the registry cannot be added'
{
    text_of "$answer" | sed -n 's/^строке «\(.*\)», во второй он сам.*/\1/p'
    echo 'Новикова Вера Игоревна;Школа № 5;novikova@school5.test'
} >"$TEST_TMP/one.csv"
later 1 minute
write $ORLOVA $ROBOT "$(instructions "$answer" | tail -n 1)" --attach "one.csv=$TEST_TMP/one.csv" --header "$PROOF" <<<''
answer=$(from_us $ORLOVA)
reply_with "$answer" --header "$PROOF" <<<ДА
is "$(subject_of "$(from_us $ORLOVA)")" 'Картотека изменена' 'the methodist enters the teacher by letter'
later 2 minutes
proven 'добавить matematika Новикова Вера'
is "$(subject_of "$answer")" 'Записали: Новикова Вера Игоревна' 'and adds, then'
proven 'удалить matematika Новикова Вера'
for row in 'добавить=кого добавить' 'удалить=кого убрать'; do
    later 1 day
    proven "${row%=*} matematika"
    like "$(text_of "$answer")" "Вы не написали, ${row#*=}," "'${row%=*}' without a name is told so"
done

# --- whose choice counts ------------------------------------------------------------------------------------

order $PETROV 'отписаться matematika'
reply "$answer" ДА
proven 'добавить matematika Петров Пётр Сергеевич'
is "$(subject_of "$answer"); $(member $PETROV matematika)" 'Не записали: Петров Пётр Сергеевич; no' 'who left is not added again'
tomorrow
order $ORLOVA 'удалить matematika zhukova@school3.test'
like "$(subject_of "$answer"); $(member $ZHUKOVA matematika)" '^Подтвердите, что письмо ваше \[.*yes$' 'without proof the methodist is asked first'
reply "$answer" ДА
is "$(member $ZHUKOVA matematika)" no 'then it is done'
tomorrow
proven 'Добавьте, пожалуйста, Жукову Зою Антоновну в математику'
is "$(member $ZHUKOVA matematika)" yes 'a name and a list count in any case, wherever the list stands'
tomorrow
proven 'убрать Жукову Зою Антоновну'
is "$(member $ZHUKOVA matematika)" no 'and by the word that people use'
order $SIDOROVA 'удалить matematika ivanova@school3.test' --header "$PROOF"
answered 'Это делает методист: МО учителей математики' 'a moderator is no methodist'
is "$(member ivanova@school3.test matematika)" yes 'and removes nobody'
proven 'добавить fizika Жукова Зоя Антоновна'
answered 'Это делает методист: МО учителей физики' 'nor does a methodist of another list'
for line in 'участники matematika' 'отчёт matematika' 'очередь matematika'; do
    order ivanova@school3.test "$line"
    answered 'Это делает методист: МО учителей математики' "'$line' is not told to a member"
done

# --- what is told ------------------------------------------------------------------------------------------------

tomorrow
proven 'участники'
answered 'Участники: МО учителей математики (8)' 'участники lists them'
like "$(text_of "$answer")" '^  Егоров Илья Олегович, Школа № 3, egorov@school3.test \(письма не получает\)$' 'with school and address'
write teacher@elsewhere.test matematika@mo.test 'Реклама' <<<'Купите.'
proven 'очередь'
answered 'Ждут решения: МО учителей математики (1)' 'очередь tells what waits'
like "$(text_of "$answer")" '^  [0-9]+\. «Реклама», teacher@elsewhere\.test, .*: отправителя нет в картотеке' 'about what, from whom, and why'
order $SIDOROVA 'ochered matematika' --header "$PROOF"
answered 'Ждут решения: МО учителей математики (1)' 'to a moderator too'
write ivanova@school3.test matematika@mo.test 'Новость' <<<'Новость.'
proven 'отчёт'
like "$(subject_of "$answer")" 'МО учителей математики' 'отчёт brings the week in numbers'
like "$(text_of "$answer")" 'Неделя ещё не закончилась' 'and says that there is more to come'
unlike "$(text_of "$answer")" 'не отправлялось' 'nor that a letter was left out which is not due yet'
like "$(text_of "$answer")" 'Иванова Мария Петровна' 'of this week so far'
proven 'отчёт matematika прошлая'
unlike "$(text_of "$answer")" 'Иванова Мария Петровна.*новые темы' 'or of the last'
order $ORLOVA 'помощь'
is "$(instructions "$answer" | grep -c 'НАЗВАНИЕ Фамилия')" 2 'help tells her how'
order $PETROV 'помощь'
is "$(instructions "$answer" | grep -c 'НАЗВАНИЕ Фамилия')" 0 'and nobody else'

# --- in ordinary words --------------------------------------------------------------------------------------

while IFS='|' read -r line subject; do
    tomorrow
    write $ORLOVA $ROBOT '' --header "$PROOF" <<<"$line"
    like "$(subject_of "$(from_us $ORLOVA)")" "$subject" "'$line' is understood"
done <<'LINES'
Кто ещё не участвовал?|^МО учителей математики: отчёт методисту
Подскажите, пожалуйста, кто не участвует в нашем объединении?|^МО учителей математики: отчёт методисту
Покажите участников|^Участники: МО учителей математики
Сколько у нас участников?|^Участники: МО учителей математики
Какие письма ждут решения?|^Ждут решения: МО учителей математики
Пришлите отчёт за прошлую неделю|^МО учителей математики: отчёт методисту за неделю
Мы не участвуем в этом месяце|^Не удалось понять команду
LINES
tomorrow
write petrov@school3.test $ROBOT '' --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test' <<<'Сколько у нас участников?'
is "$(subject_of "$(from_us petrov@school3.test)")" 'Это делает методист' 'a teacher is not asked which list they mean'
tomorrow
v member set --quiet fizika orlova@school5.test role=+methodist >/dev/null
write $ORLOVA $ROBOT '' --header "$PROOF" <<<'Подскажите, что ждёт решения?'
like "$(subject_of "$(from_us $ORLOVA)")" '^О каком объединении речь' 'who looks after several is'
v member set --quiet fizika orlova@school5.test role=-methodist >/dev/null
done_testing
