#!/bin/bash
# 22-language.sh: a list speaks its own language, in every letter that is about it; other lists speak that of the
# settings, and who writes a command is answered in the language of the command.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

exits 65 'a language without texts is refused' v list set matematika language=de
like "$(cat "$TEST_ERR")" 'language=de: allowed is ru or en' 'and those that there are, named'
exits 0 'a list may have a language' v list set matematika language=en footer=on
is "$(v --json list show matematika | jq -r .language)" en 'which is shown'
v list set fizika footer=on posts=moderated >/dev/null
v list set matematika posts=moderated >/dev/null
head -c 3000 /dev/urandom >"$TEST_TMP/lesson.mp4"
v list set matematika files_off=mp4 >/dev/null

# --- moderators, the author, the members ----------------------------------------------------------------------
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Урок' --attach "Урок.mp4=$TEST_TMP/lesson.mp4" <<<'Коллеги, план.'
asked=$(from_us sidorova@school5.test)
like "$(subject_of "$asked")" '^Your decision is needed' 'its moderators are asked in it'
text=$(text_of "$asked")
unlike "$text" 'Почему|модератор|рассылк' 'with no word of another'
like "$text" 'Attachments: +Урок.mp4 \(3 KB\)' 'nor in sizes'
like "$text" 'Why it waits: .*is moderated' 'nor in reasons'
like "$text" '^ +NO 1 .*[a-z]' 'nor in ready reasons'
click "$asked" YES
post=$(from_us petrov@school3.test)
like "$(text_of "$post")" '^The file "Урок.mp4" \(3 KB\) is in the archive' 'lines below a post speak it'
like "$(text_of "$post")" '^To leave: write to vestnik@mo.test the words "unsubscribe matematika"' 'and so does the footer'
like "$("$LETTER" header List-Unsubscribe "$post")" 'subject=unsubscribe%20matematika' 'the links of its headers too'
like "$("$LETTER" header List-Help "$post")" 'subject=help' 'each of them'
for file in $(sent_to ivanova@school3.test); do unlike "$(text_of "$file")" 'Здравствуйте' 'the author reads it too'; done
like "$(for file in $(sent_to kuznetsov@school5.test); do subject_of "$file"; done)" '^Decided: Урок' 'and so does the other moderator'

write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Второе' <<<'Ещё один план, другой.'
reply "$(from_us sidorova@school5.test)" 'NO 1'
like "$(text_of "$(from_us ivanova@school3.test)" | tr '\n' ' ')" "$(sed -n 's/^1: //p' "$ROOT/conf/letters/en/reasons" | cut -c 1-20)" \
    'a ready reason by its number is that of the language'

# --- digests ------------------------------------------------------------------------------------------------
v member set matematika petrov@school3.test mode=daily >/dev/null
like "$(v digest show --list matematika --week 2026-W46)" '^Hello|Week|week' 'its weekly letters speak it'
unlike "$(v digest show --list matematika --week 2026-W46 --for methodist)" 'Здравствуйте|педагог' 'the methodist'"'"'s too'
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Третье' <<<'И третий план, совсем другой.'
reply "$(from_us sidorova@school5.test)" YES
later 1 day
due
unlike "$(text_of "$(from_us petrov@school3.test)")" 'Здравствуйте|письмо' 'the daily one as well'

# --- the morning letter --------------------------------------------------------------------------------------
queue_of() { # ADDRESS
    for file in $(sent_to "$1"); do subject_of "$file" | grep -qE '^(Waiting for|Ждут вашего)' && echo "$file"; done
}
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'План раз' <<<'Первый план на новую четверть.'
later 1 minute
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'План два' <<<'Второй план на другую четверть.'
later 1 day
due
queue=$(queue_of sidorova@school5.test)
like "$(subject_of "$queue")" '^Waiting for your decision: 2 letters ' 'the letter about all that wait speaks it where all are of one list'
like "$(text_of "$queue")" ': .*is moderated; has waited 1 day$' 'reasons and ages too'
unlike "$(text_of "$queue")" 'Почему|Здравствуйте|ждёт|модератор' 'with no word of another'
like "$(text_of "$queue")" 'body=1%20yes$' 'nor in its links'
reply "$queue" '1 yes' '2 no 1'
answers=$(for file in $(sent_to sidorova@school5.test); do grep -q "^In-Reply-To: $("$LETTER" header Message-ID "$TEST_TMP/reply.eml")" "$file" && echo "$file"; done)
like "$(text_of "$answers")" '^1\. "План раз": published$' 'and the answer too'
told=$(for file in $(sent_to kuznetsov@school5.test); do grep -q '^List-Id:' "$file" || echo "$file"; done)
is "$(subject_of "$told")" 'Decided: 2 letters' 'and what the other moderator hears'

# --- the others ---------------------------------------------------------------------------------------------
write 'Петров <petrov@school3.test>' fizika@mo.test 'Опыт' <<<'Коллеги, опыт по оптике.'
due
v list set fizika posts=members >/dev/null
write 'Петров <petrov@school3.test>' fizika@mo.test 'Опыт два' <<<'Коллеги, опыт по механике.'
like "$(v digest show --list fizika --week 2026-W46)" 'Здравствуйте' 'a list without a language of its own speaks that of the settings'
write petrov@school3.test vestnik@mo.test 'архив 1' </dev/null
like "$(subject_of "$(from_us petrov@school3.test)")" '^Письмо 1' 'a command is answered in the language of its words, whatever the list'
v list set matematika language= >/dev/null
write 'Мария Иванова <ivanova@school3.test>' matematika@mo.test 'Четвёртое' <<<'Четвёртый план, снова другой.'
like "$(subject_of "$(from_us sidorova@school5.test)")" '^Нужно ваше решение' 'without a language of its own again it speaks as before'
done_testing
