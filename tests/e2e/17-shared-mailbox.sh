#!/bin/bash
# 17-shared-mailbox.sh: one mailbox for a whole school. Who wrote is read from the letter; where it does not
# say, the post is the school's and one short question goes back; the answer changes the attribution only.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

SCHOOL7=school7@school7.test BELOVA='Белова Нина Фёдоровна' GROMOV='Громов Олег Игоревич'

# wrote NAME SUBJECT <text: a letter from the mailbox of the school under a display name.
wrote() {
    if [ -n "$1" ]; then write "$1 <$SCHOOL7>" matematika@mo.test "$2"; else write $SCHOOL7 matematika@mo.test "$2"; fi
}

# author SUBJECT: "author strength" of a post.
author() {
    sql "SELECT author || ' ' || strength FROM post WHERE subject = '$1'"
}

# What the registry of deeds holds of a person: those that count now, and how sure we are.
deeds() {
    sql "SELECT group_concat(a.kind || ' ' || a.strength, ', ') FROM act a JOIN person p ON p.id = a.person
        WHERE p.name = '$1' AND a.voided_by IS NULL AND a.kind IN ('post', 'reply')"
}

# What we asked the mailbox: the colleagues behind it get their copy of the post too.
asked() {
    grep -L '^List-Id:' $(sent_to $SCHOOL7) | tail -n 1
}

# --- the letter says it -------------------------------------------------------------------------------

wrote 'Школа № 7' 'Первая строка' <<<$'Автор: Белова Н. Ф.\n\nКоллеги, здравствуйте!'
is "$(decided); $(author 'Первая строка')" "publish member; $BELOVA name" 'a first line names the author'
is "$(asked)" '' 'and nobody is asked'
wrote 'Олег Громов' 'Имя в адресе' <<<'Здравствуйте!'
is "$(author 'Имя в адресе')" "$GROMOV name" 'so does the display name'
wrote 'Oleg Gromov' 'Латиницей' <<<'Здравствуйте!'
is "$(author 'Латиницей')" "$GROMOV name" 'in Latin letters too'
wrote 'Школа № 7' 'Подпись' <<<$'Предлагаю встретиться.\n\nС уважением,\nБелова Нина Фёдоровна, учитель математики'
is "$(author 'Подпись')" "$BELOVA name" 'and the signature'
wrote 'Олег Громов' 'Кто сильнее' <<<$'Автор: Белова Н. Ф.\n\nПишу с чужого компьютера.'
is "$(author 'Кто сильнее')" "$BELOVA name" 'the first line is stronger than the display name'
wrote 'Школа № 7' 'Цитата' <<<$'Согласна.\n\n> Автор: Громов О. И.\n> Вопрос.'
is "$(author 'Цитата')" 'Школа № 7 school' 'what is quoted names nobody'
wrote 'Школа № 7' 'Чужой' <<<$'Автор: Иванова М. П.\n\nЗдравствуйте!'
is "$(author 'Чужой')" 'Школа № 7 school' 'nor does a name that works elsewhere'

# --- the question -------------------------------------------------------------------------------------

wrote 'Школа № 7' 'Кто это' <<<'Коллеги, поделитесь планами.'
is "$(decided); $(author 'Кто это')" 'publish school; Школа № 7 school' 'a letter that names nobody is published as the school'"'"'s'
ask=$(asked)
is "$(subject_of "$ask" | sed 's/ \[.*//')" 'Кто автор? Кто это' 'and one question goes back'
is "$(instructions "$ask" | tr '\n' '|')" '1|2|' 'with numbers'
like "$(text_of "$ask")" "^  1   $BELOVA\$" 'and the names of who works there'
reply "$ask" 'не знаю'
is "$(decided)" 'answer answer-unclear' 'what is no choice is asked again'
again=$(asked)
reply "$ask" "$(instructions "$ask" | sed -n 2p)"
is "$(author 'Кто это')" "$GROMOV name" 'a number of the letter, as it stands there, names the author'
like "$(deeds "$GROMOV")" 'post name' 'the deed is counted for the person, as stated, not confirmed'
is "$(sql "SELECT count(*) FROM act WHERE person IS NULL AND voided_by IS NULL AND letter IN (SELECT letter FROM post WHERE subject = 'Кто это')")" 0 \
    'and no longer for the school alone'
is "$(posts matematika)" 8 'nothing is published twice'
reply "$again" 1
is "$(decided); $(author 'Кто это')" "answer token-used; $GROMOV name" 'a second answer changes nothing'

wrote 'Ниночка' 'Ласково' <<<'Есть вопрос.'
reply "$(asked)" 'Белова'
is "$(author 'Ласково')" "$BELOVA name" 'a name is an answer too'
wrote 'Ниночка' 'Снова ласково' <<<'Есть ещё вопрос.'
is "$(author 'Снова ласково'); $(asked)" "$BELOVA name; " 'and is remembered for that display name'
wrote 'Школа № 7' 'Ничьё имя' <<<'Объявление.'
is "$(author 'Ничьё имя')" 'Школа № 7 school' "the school's own name is remembered for nobody"
mail=$(asked)
reply_with "$mail" --from zhukova@school3.test <<<1
is "$(decided); $(author 'Ничьё имя')" 'answer token-foreign; Школа № 7 school' 'nobody else can answer the question'
reply_with "$mail" --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school7.test' <<<1
is "$(decided); $(author 'Ничьё имя')" 'answer failed-authentication; Школа № 7 school' 'nor can a forged letter'
wrote 'Секретарь' 'Общее имя' <<<'Раз.'
click "$(asked)" '#1'
is "$(author 'Общее имя')" "$BELOVA name" 'the link below a name answers too'
wrote 'Секретарь' 'Общее имя ещё' <<<'Два.'
is "$(author 'Общее имя ещё')" "$BELOVA name" 'a display name is remembered'

# --- what a written name may not ----------------------------------------------------------------------

ok 'a colleague behind the mailbox is a moderator' v member set --quiet matematika "$BELOVA" role=+moderator
v list set matematika posts=moderated >/dev/null
wrote 'Школа № 7' 'Под чужим именем' <<<$'Автор: Белова Н. Ф.\n\nПубликуйте сразу.'
is "$(decided)" 'hold moderated' 'her name, written, is not her role'
is "$(got $SCHOOL7)" 0 'and no question of moderation goes to the shared mailbox'
ask=$(from_us sidorova@school5.test)
unlike "$(text_of "$ask")" 'ДА И ДАЛЬШЕ' 'nobody behind it can be trusted for good'
reply "$ask" 'ДА И ДАЛЬШЕ'
is "$(decided); $(sql 'SELECT word FROM ruling')" 'answer answer; yes' 'who says so all the same publishes this letter'
told=$(for file in $(sent_to sidorova@school5.test); do case $(subject_of "$file") in Готово*) echo "$file" ;; esac; done)
like "$(text_of "$told")" 'решение принято' 'hears that it is done'
unlike "$(text_of "$told")" 'больше не будут ждать' 'and is promised nothing for the next'
v list add geografia title='МО учителей географии' posts=moderated >/dev/null
v member add --quiet geografia "$GROMOV" --role moderator >/dev/null
v member add --quiet geografia orlova@school5.test --role methodist >/dev/null
write ivanova@school3.test geografia@mo.test 'Карты' <<<'Делюсь.'
is "$(decided); $(got orlova@school5.test)" 'hold moderated; 1' 'where no moderator has an own address the methodists are asked at once'
v list set matematika posts=members tell_author_hours=0 >/dev/null
later 2 days # the mailbox has had its ten answers of this one
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'подписаться fizika' </dev/null
need=$(asked)
like "$(subject_of "$need")" '^Напишите, пожалуйста, кто вы' 'a command that names nobody is asked whose it is'
reply "$need" 'Автор: Попов П. П.'
is "$(decided); $(subject_of "$(asked)" | sed 's/ \[.*//')" 'answer answer-unclear; Напишите, пожалуйста, кто вы' 'who does not work there is asked again'
like "$(text_of "$(asked)")" 'назван автор «Попов П\. П\.», но' 'and told that nobody is registered so'
reply "$need" "$(instructions "$need" | sed 's/Фамилия И. О./Громов О. И./')"
ask=$(asked)
like "$(subject_of "$ask")" '^Подтвердите вступление' 'the line of that letter, as an answer, carries the command out'
like "$(text_of "$ask")" '^Вступает: Громов Олег Игоревич\.$' 'and all who read the mailbox see who it is'
is "$(v list members fizika --json | jq -r .name | grep -c Громов)" 0 'not before it is confirmed'
reply "$ask" ДА
is "$(v list members fizika --json | jq -r .name | grep -c Громов)" 1 'by an answer from the mailbox'
like "$(text_of "$(asked)")" '^Громов Олег Игоревич, теперь вы с нами' 'the welcome names him'
unlike "$(text_of "$(asked)")" 'мои подписки' 'and recommends nothing that is refused here'
reply "$need" 'Громов'
is "$(decided)" 'answer token-used' 'the question is answered once'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'отписаться fizika' <<<'Громов О. И.'
like "$(text_of "$(asked)")" '^Выходит: Громов Олег Игоревич\.$' 'a name alone below a command in the subject is who asks'
write "Школа № 7 <$SCHOOL7>" matematika@mo.test 'Кто поедет?' <<<$'Автор: Незнамова З. К.\nКто поедет на семинар?'
like "$(text_of "$(asked)")" 'назван автор «Незнамова З\. К\.», но' 'an author whom nobody knows is told so'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'дайджест еженедельно' </dev/null
"$LETTER" click "$(asked)" Ответить --from $SCHOOL7 >"$TEST_TMP/named.eml"
echo 'Белова Нина' >>"$TEST_TMP/named.eml"
take "$TEST_TMP/named.eml" vestnik@mo.test
like "$(subject_of "$(asked)")" '^Подтвердите, что письмо ваше' 'a name alone in the letter that the link opens will do'
like "$(text_of "$(asked)")" '^  дайджест еженедельно$' 'and the command is still known'
reply "$(asked)" ДА
is "$(sql "SELECT m.mode FROM membership m JOIN person p ON p.id = m.person JOIN list l ON l.id = m.list WHERE p.name = '$BELOVA' AND l.name = 'matematika'")" \
    weekly 'and done once it is confirmed'

# --- one of those behind it leaves ----------------------------------------------------------------------

later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'отписаться fizika' <<<$'Автор: Громов О. И.\n'
reply "$(asked)" ДА
is "$(v list members fizika --json | jq -r .name | grep -c Громов)" 0 'one of the colleagues leaves a list'
exits 69 'and nobody else brings him back' v member add --quiet fizika "$GROMOV"
ok 'which hinders nobody else behind the mailbox' v member add --quiet fizika "$BELOVA"
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'отписаться от всего' <<<$'Автор: Белова Н. Ф.\n'
reply "$(asked)" ДА
is "$(v list members fizika --json | jq -r .name | grep -c Белова)" 0 'the other leaves everything'
v list add biologia title='МО учителей биологии' >/dev/null
v member invite biologia 'Школа № 7' >/dev/null
later 1 day
due
is "$(sql "SELECT p.name || ' ' || i.state FROM invitation i JOIN person p ON p.id = i.person ORDER BY p.name" | tr '\n' '|')" \
    "$BELOVA refused|$GROMOV invited|" 'and who did not is invited still'
v list close biologia >/dev/null # so that nobody is reminded

# --- what the mailbox may read --------------------------------------------------------------------------

v list add himia title='МО учителей химии' >/dev/null
v member add --quiet himia ivanova@school3.test >/dev/null
echo 'Опыты с содой.' | write ivanova@school3.test himia@mo.test 'Опыты'
for line in 'мои подписки' 'мои адреса' 'удалить мои данные' 'участники matematika'; do
    later 1 day
    write "Школа № 7 <$SCHOOL7>" vestnik@mo.test "$line" </dev/null
    is "$(subject_of "$(asked)")" 'Напишите, пожалуйста, с личного адреса' "'$line' is refused at once, and no name is asked for"
done
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'найти планами' </dev/null
like "$(subject_of "$(asked)")" '^Что нашлось: ' 'the mailbox of a school may look for what it got'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test "архив $(text_of "$(asked)" | sed -n 's/^  Всё письмо: архив //p')" </dev/null
like "$(text_of "$(asked)")" 'Коллеги, поделитесь планами' 'and read it'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'найти содой' </dev/null
like "$(text_of "$(asked)")" 'ничего не нашлось' 'but not what it never got'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test "архив $(sql "SELECT letter FROM post WHERE subject = 'Опыты'")" </dev/null
is "$(subject_of "$(asked)")" 'Такого письма нет' 'not even by its number'
later 1 day
write "Школа № 7 <$SCHOOL7>" vestnik@mo.test 'найти содой' <<<$'Автор: Иванова М. П.\n'
like "$(text_of "$(asked)")" 'ничего не нашлось' 'nor under the name of somebody who did'
done_testing
