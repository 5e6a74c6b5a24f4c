#!/bin/bash
# 12-take-back.sh: an author takes a letter back while it waits, or within minutes of publishing; receipts for who wants them.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test
SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test
proof() { # ADDRESS: the header by which our server says that it is theirs
    echo "Authentication-Results: mx.mo.test; dmarc=pass header.from=${1#*@}"
}
# ask_for ADDRESS SUBJECT: a proven letter to the robot; sets $answer.
ask_for() { order "$1" "$2" --header "$(proof "$1")"; }
hold() { # SUBJECT: a letter of Жукова, no member, waits; sets $ask1, $ask2
    later 1 minute
    write "$ZHUKOVA" $LIST "$1" --attach "План.txt=$TEST_TMP/registry.csv" <<<'Предлагаю неделю математики.'
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}
post() { # SUBJECT
    later 1 minute
    write "$IVANOVA" $LIST "$1" --attach "План.txt=$TEST_TMP/registry.csv" <<<'Коллеги, смотрите контрольную.'
}
number_of() { # SUBJECT of a post: the number of its letter
    sql "SELECT letter FROM post WHERE subject = '$1'"
}
acts_of() { # SUBJECT of a post: how many acts of it count
    sql "SELECT count(*) FROM act WHERE voided_by IS NULL AND kind <> 'decision' AND letter = $(number_of "$1")"
}

# --- while it waits ------------------------------------------------------------------------------------------

hold 'Неделя математики'
like "$(text_of "$ask1")" '^Вложения: +План\.txt \([0-9]' 'the moderator reads the name and size of the file'
like "$(text_of "$ask1")" '^Адрес: +личный, подлинность не проверена$' 'and how sure we are whose letter it is'
ask_for $IVANOVA 'отозвать'
is "$(subject_of "$answer"); $(v --json held list | jq -s length)" 'Отозвать нечего; 1' 'somebody else takes nothing back'
ask_for $ZHUKOVA 'отозвать 999'
like "$(text_of "$answer")" 'такого письма с номером 999 от вас нет' 'nor does a number that is not theirs'
ask_for $ZHUKOVA 'отозвать'
is "$(v --json held list | jq -s length)" 0 'its author takes it back'
is "$(subject_of "$(from_us $ZHUKOVA)")" 'Отозвано: Неделя математики' 'and reads so'
told=$(from_us $SIDOROVA)
like "$(text_of "$told" | tr '\n' ' ')" 'не опубликовано: автор сам отозвал его\. .*Решение: Жукова Зоя Антоновна, 09\.11\.2026' 'the moderators read who and when'
is "$("$LETTER" header In-Reply-To "$told")" "$("$LETTER" header Message-ID "$ask1")" 'in the thread of their question'
is "$(everybody)" "$KUZNETSOV $SIDOROVA $ZHUKOVA" 'each once'
reply "$ask2" 'ДА'
is "$(decided); $(posts matematika)" 'answer token-used; 0' 'a ДА after that publishes nothing'
like "$(text_of "$(from_us $KUZNETSOV)")" '^Письмо не опубликовано: автор его отозвал\.$' 'and hears why'
later 1 minute
ask_for $ZHUKOVA 'отозвать'
is "$(subject_of "$answer")" 'Отозвать нечего' 'there is nothing to take back twice'

hold 'Одно'
hold 'Другое'
order $ZHUKOVA "отозвать $(sql "SELECT min(letter) FROM letter_case WHERE state = 'held'")"
is "$(v --json held list | jq -s length)" 2 'a letter that nobody has proved takes nothing back'
reply "$answer" 'ДА'
is "$(v --json held list | jq -r .subject)" 'Другое' 'until its author has said ДА; the number says which'
later 48 hours
due
click "$(grep -l 'Subject: =?UTF-8?B?0JLQsNGI0LUg' $(sent_to $ZHUKOVA))" 'Отозвать письмо'
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Подтвердите' 'the link in the letter that it still waits asks for a ДА'
reply "$(from_us $ZHUKOVA)" 'да'
is "$(v --json held list | jq -s length)" 0 'and takes it back'

# --- after it was published --------------------------------------------------------------------------------------

post 'Контрольная'
number=$(number_of 'Контрольная')
is "$(posts matematika); $(acts_of 'Контрольная')" '1; 2' 'a post is published at once, and counts'
later 29 minutes
ask_for $IVANOVA 'отозвать'
like "$(text_of "$answer")" 'Но уже ушедшие копии вернуть нельзя: [1-9] копи' 'within half an hour it is taken back, though copies have left'
is "$(acts_of 'Контрольная')" 0 'then it counts for nobody'
is "$(sql "SELECT text FROM post WHERE letter = $number")" '(автор отозвал это письмо)' 'its place in the thread stays'
is "$(sql "SELECT count(*) FROM attachment")" 0 'its files are gone'
ask_for $PETROV 'найти контрольную'
unlike "$(text_of "$answer")" 'смотрите контрольную' 'and a search shows its text no more'
post 'Поздно'
later 31 minutes
ask_for $IVANOVA 'отозвать'
is "$(subject_of "$answer"); $(acts_of 'Поздно')" 'Отозвать нечего; 2' 'after half an hour it stays'
ask_for $IVANOVA 'отозвать '"$(number_of 'Поздно')"
is "$(subject_of "$answer")" 'Отозвать нечего' 'by its number too'
later 1 minute
letter "$IVANOVA" $LIST 'Ещё не ушло' <<<'Коллеги.' >"$TEST_TMP/early.eml"
letter "$IVANOVA" $ROBOT 'отозвать' --header "$(proof $IVANOVA)" </dev/null >"$TEST_TMP/back.eml"
begin_step
deliver_to "$TEST_TMP/early.eml" $LIST
deliver_to "$TEST_TMP/back.eml" $ROBOT
do_due
is "$(everybody)" "$IVANOVA" 'copies that have not left are dropped: nobody but the author hears'
like "$(text_of "$(from_us $IVANOVA)")" '^Коллегам оно уйти не успело\.$' 'who reads it'
is "$(sql "SELECT count(*) FROM recipient r JOIN outgoing o ON o.id = r.outgoing WHERE o.purpose = 'post' AND state = 'dropped'")" \
    "$(sql "SELECT count(*) FROM recipient r JOIN outgoing o ON o.id = r.outgoing WHERE o.purpose = 'post' AND o.key LIKE '%:$(number_of 'Ещё не ушло')'")" 'all of them'
hold 'Одобренное'
reply "$ask1" 'да'
click "$(from_us $ZHUKOVA)" 'Отозвать письмо'
reply "$(from_us $ZHUKOVA)" 'да'
is "$(subject_of "$(from_us $ZHUKOVA)"); $(acts_of 'Одобренное')" 'Отозвано: Одобренное; 0' 'the link in the letter that it is published takes it back'
printf 'take_back_minutes = 0\n' >>"$INSTANCE_CONF"
post 'Навсегда'
ask_for $IVANOVA 'отозвать'
is "$(subject_of "$answer")" 'Отозвать нечего' 'an administrator may switch it off'

# --- receipts ------------------------------------------------------------------------------------------------------

is "$(got $PETROV)" 0 'nobody is told of each letter'
ask_for $PETROV 'квитанции вкл'
is "$(subject_of "$answer")" 'Квитанции включены' 'unless they ask'
later 1 minute
write $PETROV fizika@mo.test 'Лаборатория' <<<'Коллеги.'
is "$(subject_of "$(from_us $PETROV)")" 'Опубликовано: Лаборатория' 'then a receipt comes for each that is published'
receipt=$(from_us $PETROV)
v list set fizika posts=moderated >/dev/null
later 1 minute
write $PETROV fizika@mo.test 'Оптика' <<<'Коллеги.'
is "$(subject_of "$(from_us $PETROV)")" 'Получено: Оптика' 'and for each that waits'
click "$(from_us $PETROV)" 'Отозвать письмо'
reply "$(from_us $PETROV)" 'да'
is "$(subject_of "$(from_us $PETROV)")" 'Отозвано: Оптика' 'the link in a receipt takes a letter back'
click "$receipt" 'Выключить'
reply "$(from_us $PETROV)" 'да'
is "$(subject_of "$(from_us $PETROV)")" 'Квитанции выключены' 'the link in a receipt turns them off'
later 1 minute
write $PETROV fizika@mo.test 'Механика' <<<'Коллеги.'
is "$(got $PETROV)" 0 'then none comes'
done_testing
