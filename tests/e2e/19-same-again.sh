#!/bin/bash
# 19-same-again.sh: people write under the same subject, and even in the same words, again: with another file, or about
# something else. None of that is taken for a machine's letter; machines come to rest all the same.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }' \
    'account "bare" { address = "gw@school9.test"  addressing = bare  authentication = none }'

LIST=matematika@mo.test GW=gw@school9.test
IVANOVA=ivanova@school3.test PETROV=petrov@school3.test ZHUKOVA=zhukova@school3.test
LONG='Коллеги, высылаю обещанный конспект открытого урока по теме, он в приложении.'
for n in 1 2 3 4; do
    echo "Конспект урока, часть $n" >"$TEST_TMP/part$n"
done

# with_file N FROM TO SUBJECT [OPTION...] <text: a letter with the file of that number
with_file() {
    write "${@:2}" --attach "Конспект.txt=$TEST_TMP/part$1"
}

# More than robot_days: what was said before is forgotten. The letters of the week are out.
week_later() {
    later 8 days
    due
}

# --- files to a list --------------------------------------------------------------------------------------------------

while IFS='|' read -r what text; do
    later 2 days
    before=$(posts matematika)
    with_file 1 $IVANOVA $LIST 'Конспект' <<<"$text"
    later 5 seconds
    with_file 2 $IVANOVA $LIST 'Конспект' <<<"$text"
    is "$(decided); $(posts matematika)" "publish member; $((before + 2))" "$what: with another file it is a post of its own"
    later 5 seconds
    with_file 2 $IVANOVA $LIST 'Конспект' <<<"$text"
    is "$(decided); $(posts matematika)" "hold posted-already; $((before + 2))" "$what: with the same file it is the same"
done <<ROWS
no text|
a few words|см. вложение
many words|$LONG
ROWS

later 2 days
due
write $PETROV $LIST 'Кто поделится?' <<<'Коллеги, нужны конспекты открытых уроков за первое полугодие.'
post=$(from_us $IVANOVA)
answer_with() { # N: the same words in answer to that post, with a file
    later 10 minutes
    with_file "$1" $IVANOVA $LIST 'Re: Кто поделится?' --header "In-Reply-To: $("$LETTER" header Message-ID "$post")" <<<"$LONG"
}
answer_with 3
is "$(decided)" 'publish member' 'an answer with a file'
answer_with 4
is "$(decided)" 'publish member' 'and in the same words with another file'
answer_with 4
is "$(decided)" 'hold same-text' 'not with the file that it had'

# --- files and questions to the assistant -----------------------------------------------------------------------------

week_later
# told DESC FROM: the step wrote to FROM, and only there
told() {
    is "$(decided | grep -v placed); $(everybody)" "command command; $2" "$1"
}
silent() { # DESC
    is "$(decided | sort -u); $(everybody)" 'ignore same-text; ' "$1"
}

with_file 1 $ZHUKOVA $ROBOT 'Конспект' <<<'см. вложение'
told 'who sends a file to the assistant is told where it belongs' $ZHUKOVA
with_file 2 $ZHUKOVA $ROBOT 'Конспект' <<<'см. вложение'
told 'so is who sends another file at once' $ZHUKOVA
with_file 2 $ZHUKOVA $ROBOT 'Конспект' <<<'см. вложение'
silent 'the same file was told of'
later 1 hour
with_file 3 $ZHUKOVA $GW 'Конспект' <<<"$LONG"
is "$(everybody)" $ZHUKOVA 'a bare mailbox asks where a file belongs'
later 1 hour
with_file 4 $ZHUKOVA $GW 'Конспект' <<<"$LONG"
is "$(everybody)" $ZHUKOVA 'and asks about the next file'

week_later
write $IVANOVA $ROBOT 'Вопрос' <<<'Можно ли прислать презентацию урока до пятницы?'
told 'a question is told what the assistant can' $IVANOVA
later 1 minute
write $IVANOVA $ROBOT 'Вопрос' <<<'Кому отправлять заявку на областной семинар?'
told 'another one under the same subject too' $IVANOVA
later 1 hour
write $IVANOVA $ROBOT 'Вопрос' <<<'Кому отправлять заявку на областной семинар?'
silent 'the same words again were told'

# --- machines that do not say so ---------------------------------------------------------------------------------------

week_later
write $PETROV $ROBOT 'Заявка принята' <<<'Приёмная: с вами свяжется Анна.'
told 'a machine is answered as a person would be' $PETROV
later 10 seconds
write $PETROV $ROBOT 'Заявка принята' --header "In-Reply-To: $("$LETTER" header Message-ID "$(from_us $PETROV)")" \
    <<<'Приёмная: с вами свяжется Борис.'
silent 'what answers us within seconds, under a known subject, is one whatever it says'

# Another assistant of this kind, which answers each letter in other words, slowly and as a letter of its own.
for pause in '20 seconds' '10 hours' '3 days'; do
    week_later
    answers=0
    for n in $(seq 15); do
        write $PETROV $ROBOT 'Помощник школы' <<<"Вот ответ: $(printf 'я%.0s' $(seq "$n")) ($pause)"
        [ "$(got $PETROV)" -gt 0 ] || break
        answers=$((answers + 1))
        later $pause
    done
    is "$answers" 10 "two assistants come to rest, a letter each $pause"
done
done_testing
