#!/bin/bash
# 16-member-told.sh: whoever an administrator enters into a list, or takes off it, hears of it by letter, once; with
# --quiet nobody does.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community
ZHUKOVA=zhukova@school3.test

exits 0 'an administrator adds somebody' v member add matematika $ZHUKOVA
due
is "$(everybody)" $ZHUKOVA 'who gets a letter, and nobody else'
told=$(from_us $ZHUKOVA)
is "$(subject_of "$told")" 'Вы теперь в объединении «МО учителей математики»' 'that says so'
like "$(text_of "$told")" '^Администратор добавил вас' 'and by whom'
for line in "$(instructions "$told" | sed -n 1p)" "$(instructions "$told" | sed -n 2p)" "$(instructions "$told" | sed -n 3p)"; do
    write $ZHUKOVA vestnik@mo.test "$line" </dev/null
    is "$(decided); $(got $ZHUKOVA)" 'command command; 1' "the line '$line' that it names to try is answered"
done
later 25 hours # what nothing proves is asked about once a day
due
click "$told" Ссылка
like "$(subject_of "$(from_us $ZHUKOVA)")" '^Подтвердите выход: МО учителей математики' 'its link leads out again'
exits 0 'adding once more' v member add matematika $ZHUKOVA
due
is "$(everybody)" '' 'says nothing'

exits 0 'an administrator takes her off the list' v member remove matematika $ZHUKOVA
due
told=$(from_us $ZHUKOVA)
like "$(text_of "$told")" '^Администратор убрал вас из участников «МО учителей математики»' 'which she is told'
later 25 hours # what nothing proves is asked about once a day
due
click "$told" Ссылка
reply "$(from_us $ZHUKOVA)" ДА
is "$(v --json member show $ZHUKOVA | jq -r .list)" matematika 'its link leads back'
exits 0 'by her own wish' v member remove matematika $ZHUKOVA --own-wish
due
like "$(text_of "$(from_us $ZHUKOVA)")" '^Как вы просили, вас больше нет среди участников' 'she reads that it was done'

exits 0 'with a role' v member add fizika $ZHUKOVA --role moderator
due
like "$(text_of "$(from_us $ZHUKOVA)")" '^Вы модератор: о письмах, которые ждут решения' 'she reads what it means'
exits 0 'quietly' v member remove fizika $ZHUKOVA --quiet
exits 0 'both ways' v member add fizika $ZHUKOVA --quiet
due
is "$(everybody)" '' 'nobody hears anything'
exits 0 'who has no address but the mailbox of the school' v member add fizika 'Громов Олег Игоревич'
due
like "$(text_of "$(from_us school7@school7.test)")" '^Громов Олег Игоревич, это письмо вам\.' 'is named in the letter that comes there'

# --- a role ------------------------------------------------------------------------------------------------
PETROV=petrov@school3.test
exits 0 'a member becomes a moderator' v member set matematika $PETROV role=+moderator
due
is "$(everybody)" $PETROV 'who hears of it, and nobody else'
told=$(from_us $PETROV)
is "$(subject_of "$told")" 'Вы теперь модератор: МО учителей математики' 'that he is one'
like "$(text_of "$told")" '^О письмах, которые ждут решения, мы спросим вас' 'and what that means'
click "$told" Ссылка
like "$(text_of "$(from_us $PETROV)")" 'очередь' 'its link tells the commands of a moderator'
exits 0 'the same once more' v member set matematika $PETROV role=+moderator
due
is "$(everybody)" '' 'is no news'
exits 0 'an administrator takes the role back and gives another' v member set matematika $PETROV role=-moderator role=+methodist
due
is "$(subject_of "$(from_us $PETROV)")" 'Вы теперь методист: МО учителей математики' 'which is told'
exits 0 'a role may be given to a member by member add too' v member add matematika $PETROV --role expert
due
is "$(subject_of "$(from_us $PETROV)")" 'Вы теперь эксперт: МО учителей математики' 'which is told as a role, for he was in the list before'
exits 0 'with --quiet' v member set matematika $PETROV role=+deputy --quiet
due
is "$(everybody)" '' 'nobody hears'
v list set fizika language=en >/dev/null
exits 0 'in a list that speaks English' v member add fizika ivanova@school3.test
due
like "$(subject_of "$(from_us ivanova@school3.test)")" '^You are now in' 'the letter does so too'
done_testing
