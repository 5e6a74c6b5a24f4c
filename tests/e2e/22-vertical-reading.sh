#!/bin/bash
# 22-vertical-reading.sh: what a list above sends to the members of a list below they may look up as well, and
# nothing more: not what it wrote before, not what its neighbours write, and not once they have left it.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'
PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test EGOROV=egorov@school3.test SIDOROVA=sidorova@school5.test
v list add oblast title='Область' >/dev/null && v list add okrug title='Округ' parents=oblast >/dev/null &&
    v list add sosed title='Соседний округ' parents=oblast >/dev/null && v member add --quiet okrug $ZHUKOVA >/dev/null &&
    v member add --quiet sosed $ZHUKOVA >/dev/null || bail_out 'no lists'
echo 'сроки' >"$TEST_TMP/plan.txt"

number_of() { # SUBJECT
    sql "SELECT max(letter) FROM post WHERE subject = '$1'"
}
reads() { # ADDRESS NUMBER EXPECTED DESC: the subject of the answer
    later 1 minute
    order "$1" "архив $2"
    is "$(subject_of "$answer" | sed 's/Письмо [0-9]*: //')" "$3" "$4"
}
finds() { # ADDRESS EXPECTED DESC: numbers of the letters that a search finds
    later 1 minute
    order "$1" 'найти олимпиада'
    is "$(text_of "$answer" | sed -n 's/^  Всё письмо: архив //p' | sort -n | tr '\n' ' ' | sed 's/ $//')" "$2" "$3"
}

write $ZHUKOVA okrug@mo.test 'Раньше' <<<'Олимпиада прошлого года.'
later 1 hour
v list set matematika parents=okrug >/dev/null
later 1 hour
write $ZHUKOVA okrug@mo.test 'План' --attach "Сроки.txt=$TEST_TMP/plan.txt" <<<'Олимпиада этого года.'
is "$(got $PETROV)" 1 'a letter of the upper list reaches a member of the lower'
write $ZHUKOVA sosed@mo.test 'Соседям' <<<'Олимпиада у соседей.'
write $PETROV matematika@mo.test 'Своё' <<<'Олимпиада у нас.'
plan=$(number_of План) earlier=$(number_of Раньше) own=$(number_of Своё) beside=$(number_of Соседям)

reads $PETROV "$plan" 'План' 'who gets the letters of an upper list reads one again'
like "$(text_of "$answer")" 'План|этого года' 'with its text'
order $PETROV "файл $plan.1"
"$LETTER" part "$answer" 1 >"$TEST_TMP/plan.got"
ok 'and gets its file' cmp "$TEST_TMP/plan.txt" "$TEST_TMP/plan.got"
finds $PETROV "$plan $own" 'a search finds it beside those of the own list'
reads $PETROV "$earlier" 'Такого письма нет' 'not what the upper list wrote before it stood above'
reads $PETROV "$beside" 'Такого письма нет' 'nor what a list beside it wrote'
reads $ZHUKOVA "$own" 'Такого письма нет' 'a member of the upper list alone reads nothing of the lower'
finds $ZHUKOVA "$earlier $plan $beside" 'but all of the own ones, from the beginning'
reads $EGOROV "$plan" 'План' 'who wants no letters may still look one up'
reads school7@school7.test "$plan" 'План' 'so may the mailbox of a school that got it'
reads school7@school7.test "$earlier" 'Такого письма нет' 'and no more than that'
reads orlova@school5.test "$plan" 'Такого письма нет' 'a role in the lower list alone opens nothing above it'

# --- a topic that began before --------------------------------------------------------------------------------
write $ZHUKOVA okrug@mo.test 'Re: Раньше' <<<'Олимпиада: дополнение к прошлому.'
later 1 minute
order $PETROV "архив $(sql 'SELECT max(letter) FROM post')"
is "$(subject_of "$answer" | sed 's/.*: //')" 'Раньше' 'an answer in an older topic is read'
unlike "$(text_of "$answer")" "архив $earlier" 'without naming the letters that came before'
order $ZHUKOVA "архив $(sql 'SELECT max(letter) FROM post')"
like "$(text_of "$answer")" "^  архив $earlier: Жукова" 'whoever may read them sees them named'

# --- who left, and lists that no longer stand below ------------------------------------------------------------
order $SIDOROVA 'отписаться okrug'
reply "$answer" ДА
reads $SIDOROVA "$plan" 'Такого письма нет' 'who left the upper list by own wish reads no more of it'
reads $SIDOROVA "$own" 'Своё' 'and goes on reading in the own list'
v list set matematika parents= >/dev/null
reads $PETROV "$plan" 'Такого письма нет' 'when the list stands below no longer, nobody of it does'
finds $PETROV "$own" 'nor finds it'
done_testing
