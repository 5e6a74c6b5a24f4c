#!/bin/bash
# 22-files.sh: what a list says of kinds of files: some letters are not taken, some wait, some go without their
# file; the author and the moderator read it in words, and nothing is lost.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'answers_per_day = 3'

IVANOVA='Мария Иванова <ivanova@school3.test>' LIST=matematika@mo.test
echo 'Коллеги, смотрите вложение.' >"$TEST_TMP/text"
head -c 3000 /dev/urandom >"$TEST_TMP/lesson.mp4"
head -c 2000 /dev/urandom >"$TEST_TMP/plan.doc"

files() { # FILE: names of the files in it
    "$LETTER" parts "$1" | sed -n 's/^application\/octet-stream \(.*\) [0-9]*$/\1/p'
}
write_with() { # SUBJECT ATTACHMENT...
    local subject=$1 all=()
    shift
    for name in "$@"; do all+=(--attach "$name"); done
    write "$IVANOVA" $LIST "$subject" "${all[@]}" <"$TEST_TMP/text"
}

# --- taken off ---------------------------------------------------------------------------------------------
exits 65 'a kind that is none is refused' v list set matematika files_off='mp4, a/b/c'
like "$(cat "$TEST_ERR")" "files_off: 'a/b/c' is no kind of file; allowed are endings of names" 'in words'
exits 0 'a list names kinds that it does not send round' v list set matematika files_off='video/*, .MP4'
is "$(v --json list show matematika | jq -r .files_off)" 'video/*, mp4' 'and shows them'
write_with 'Урок' "Урок.mp4=$TEST_TMP/lesson.mp4" "План.doc=$TEST_TMP/plan.doc"
is "$(decided)" 'publish member' 'a letter with such a file is published'
got=$(from_us petrov@school3.test)
is "$(files "$got")" 'План.doc' 'without it'
like "$(text_of "$got")" 'Файл «Урок.mp4» \(3 КБ\) лежит в архиве' 'and says where it is'
number=$(text_of "$got" | sed -n 's/.*напишите на vestnik@mo.test: файл \([0-9.]*\)$/\1/p')
told=$(from_us ivanova@school3.test)
like "$(subject_of "$told")" '^О вложениях: Урок' 'its author hears of it'
like "$(text_of "$told")" "^Участники получат его по строке: файл $number\$" 'with the line that fetches the file'
write petrov@school3.test vestnik@mo.test "$(text_of "$told" | sed -n 's/.*по строке: //p')" </dev/null
"$LETTER" part "$(from_us petrov@school3.test)" 1 >"$TEST_TMP/lesson.got"
ok 'which works' cmp "$TEST_TMP/lesson.mp4" "$TEST_TMP/lesson.got"
write_with 'План' "План.doc=$TEST_TMP/plan.doc"
is "$(got ivanova@school3.test)" 0 'whose files travel hears nothing'

# --- held ----------------------------------------------------------------------------------------------------
v list set matematika files_held=zip >/dev/null
write_with 'Архив' "Задания.ZIP=$TEST_TMP/plan.doc" "Урок.mp4=$TEST_TMP/lesson.mp4"
is "$(decided)" 'hold file-held' 'a letter with a file that waits, waits'
asked=$(from_us sidorova@school5.test)
text=$(text_of "$asked" | tr '\n' ' ' | tr -s ' ')
like "$text" 'с такими вложениями письма здесь ждут модератора \(Задания.ZIP\)' 'and the moderator reads for which'
like "$text" 'Останется: Урок.mp4 \(лежит в архиве, участникам не уйдёт' 'and which would not travel'
reply "$asked" ДА
is "$(files "$(from_us petrov@school3.test)")" 'Задания.ZIP' 'what is let in travels, but for the other'

# --- not taken -------------------------------------------------------------------------------------------------
v list set matematika files_off= files_held= files_refused='zip, rar' >/dev/null
later 25 hours
due
write_with 'Задания' "Задания.zip=$TEST_TMP/plan.doc"
is "$(decided); $(v --json held list | jq -s length)" 'refuse file-refused; 0' 'a letter with a file that is not taken is neither published nor held'
told=$(from_us ivanova@school3.test)
is "$(everybody)" ivanova@school3.test 'only its author hears of it'
like "$(subject_of "$told")" '^Не опубликовано из-за вложения: Задания' 'that it was not published'
like "$(text_of "$told" | tr '\n' ' ')" 'Не подошло: Задания.zip Не принимают: zip, rar' 'for which file, and what is not taken'
address=$(text_of "$told" | sed -n 's/^Пришлите письмо ещё раз на \([^ ]*\) .*/\1/p')
write "$IVANOVA" "$address" 'Задания' --attach "Задания.doc=$TEST_TMP/plan.doc" <"$TEST_TMP/text"
is "$(decided)" 'publish member' 'what the letter says to do publishes it'
for n in 2 3; do write_with "Задания $n" "Задания.zip=$TEST_TMP/plan.doc"; done
is "$(decided)" 'refuse file-refused' 'as long as there are answers for today, each is told'
write_with 'Задания 4' "Задания.zip=$TEST_TMP/plan.doc"
is "$(decided)" 'hold file-held' 'when there are none left, the letter waits for a moderator: none is dropped without a word'
reply "$(from_us sidorova@school5.test)" ДА
is "$(files "$(from_us petrov@school3.test)")" '' 'whose yes publishes it without the file'
letter "$IVANOVA" $LIST 'Задания 5' --attach "Ещё.zip=$TEST_TMP/plan.doc" <<<'Коллеги, ещё задания.' >"$TEST_TMP/more.eml"
like "$(v --json inspect --list matematika "$TEST_TMP/more.eml" | jq -r '.reason + " " + .why')" '^file-held .*\(Ещё.zip\)$' 'inspect says the same'
write 'Кто-то <nobody@elsewhere.test>' $LIST 'Предложение' --attach "a.zip=$TEST_TMP/lesson.mp4" <<<'Посмотрите наше предложение.'
is "$(decided)" 'hold stranger' 'a stranger gets no answer for a file: the moderator looks'
done_testing
