#!/bin/bash
# 16-desk.sh: what must not happen at the desk: a letter lost because it looks like a command, a question sent
# to whom From only names, a decision of somebody whose role has ended, one bad case in the way of the others.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
cp -r "$ROOT/conf/letters" "$TEST_TMP/letters"
new_community "letters = \"$TEST_TMP/letters\"" 'answers_per_day = 2' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ROBOT=vestnik@mo.test
IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test
SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test

# --- a post that looks like a command ------------------------------------------------------------------

write $IVANOVA matematika@mo.test 'Списки участников' <<<'Кто проверит?'
is "$(decided)" 'hold command-or-post' 'a short letter under a subject like a command waits for a moderator'
ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
like "$(text_of "$ask1")" '^Почему ждёт: +похоже на команду' 'who reads why'
write $IVANOVA matematika@mo.test 'помощь' </dev/null
is "$(decided); $(got $IVANOVA)" 'command command; 1' 'a command alone is answered wherever it was sent'

# --- the token of a question -----------------------------------------------------------------------------

write $ZHUKOVA matematika@mo.test 'Вопрос {token}' <<<'Пришлите мне {token}, пожалуйста.'
asked=$(from_us $SIDOROVA)
like "$(subject_of "$asked")" '^Нужно ваше решение: Вопрос \{ token \} \[[0-9]+-[0-9a-z]{16}\]$' \
    'a letter that calls for the token does not get it into the subject'
like "$(text_of "$asked")" '^Пришлите мне \{ token \}, пожалуйста' 'nor into the text, which may be passed on'

# --- a role that has ended -------------------------------------------------------------------------------

ok 'a moderator is one no longer' v member set matematika $SIDOROVA role=-moderator
reply "$ask1" ДА
is "$(decided); $(posts matematika); $(everybody)" 'answer role-ended; 0; ' 'and decides nothing with an old question'
reply "$ask2" ДА
is "$(decided); $(posts matematika)" 'answer answer; 1' 'the other moderator does'

# --- From alone ------------------------------------------------------------------------------------------------

write $PETROV $ROBOT 'отписаться matematika' \
    --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test' </dev/null
is "$(decided); $(everybody)" 'command failed-authentication; ' 'a forged command sends no question to whom it names'

# --- caps --------------------------------------------------------------------------------------------------------

for n in 1 2; do
    write $ZHUKOVA $ROBOT "помощь" <<<"$n" 
    is "$(got $ZHUKOVA)" 1 "answer $n of the two a day"
done
write $ZHUKOVA $ROBOT 'списки' <<<3
is "$(subject_of "$(from_us $ZHUKOVA)")" 'На сегодня ответов хватит' 'the third is not sent, and she hears that there are no more'
ok 'which is logged' said 'answer.capped'
write $ZHUKOVA $ROBOT 'подписаться matematika' </dev/null
is "$(everybody); $(sql "SELECT count(*) FROM ask WHERE kind = 'subscribe'")" '; 0' 'a question that is not sent is not asked'
write $PETROV $ROBOT 'помощь' </dev/null
write $PETROV $ROBOT 'списки' </dev/null
write $PETROV $ROBOT 'подписаться sovet' </dev/null
is "$(subject_of "$(from_us $PETROV)")" 'На сегодня ответов хватит' 'who asks for what needs a question hears it too'
write $PETROV $ROBOT 'дайджест' </dev/null
is "$(everybody)" '' 'once a day'
later 25 hours
write $ZHUKOVA $ROBOT 'подписаться matematika' <<<'ещё раз'
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Подтвердите вступление' 'the next day it is'
stranger=somebody@elsewhere.test
write $stranger $ROBOT 'помощь' </dev/null
is "$(decided); $(everybody)" 'command not-answered; ' 'a stranger without authentication gets no answer'

# --- one bad case --------------------------------------------------------------------------------------------------

later 2 days
v list set matematika tell_author_hours=0 >/dev/null
mv "$TEST_TMP/letters/ru/help.txt" "$TEST_TMP/help.txt"
letter $ZHUKOVA $ROBOT 'помощь' </dev/null >"$TEST_TMP/one.eml"
letter $IVANOVA matematika@mo.test 'После неё' <<<'Текст.' >"$TEST_TMP/two.eml"
begin_step
deliver_to "$TEST_TMP/one.eml" $ROBOT
deliver_to "$TEST_TMP/two.eml" matematika@mo.test
exits 75 'a text of ours is missing: the round says so' v run --once
is "$(posts matematika)" 2 'but the letter behind is published'
mv "$TEST_TMP/help.txt" "$TEST_TMP/letters/ru/help.txt"
do_due
is "$(got $ZHUKOVA)" 1 'and the other one answered when the text is back'
write $stranger matematika@mo.test 'Реклама' <<<'Купите.'
exits 64 'a reason that is no UTF-8' v held reject "$(v --json held list | jq -s '.[-1].case')" $'\xff\xfeplain'
write $IVANOVA matematika@mo.test 'Списки участников' <<<'Коллеги, проверьте, пожалуйста, все ли учтены: семиклассники и восьмиклассники.'
is "$(decided)" 'publish member' 'a whole letter under such a subject is a post'
write $IVANOVA matematika@mo.test 'Справка' --attach "Справка.txt=$TEST_TMP/registry.csv" </dev/null
is "$(decided)" 'publish member' 'so is one that brings a file'
done_testing
