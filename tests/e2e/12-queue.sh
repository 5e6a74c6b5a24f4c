#!/bin/bash
# 12-queue.sh: in the morning a moderator gets one letter about all posts that wait, and decides them in one answer.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test ZHUKOVA=zhukova@school3.test

hold() { # SUBJECT [TO]
    later 1 minute
    write 'Жукова Зоя <zhukova@school3.test>' "${2-matematika@mo.test}" "$1" <<<"Здравствуйте, коллеги! Это письмо «$1». {token} Второе предложение."
}

# The day's letter to ADDRESS, which `due` sent.
queue_of() {
    grep -l 'Subject: =?UTF-8?B?0JbQtNGD0YIg' $(sent_to "$1") /dev/null
}

# What waits, by subject.
waiting() {
    v --json held list | jq -r .subject | sort | tr '\n' '|'
}

# --- when, and to whom -------------------------------------------------------------------------------------

hold 'Одно'
NOW=2026-11-10T09:00:00+03:00
due
is "$(everybody)" '' 'who has one post to decide gets no letter about all'
hold 'Два'
hold 'Три'
due
is "$(everybody)" '' 'nor on the same day, whatever comes later'
NOW=2026-11-11T07:59:00+03:00
due
is "$(queue_of $SIDOROVA)$(queue_of $KUZNETSOV)" '' 'nor before the hour'
NOW=2026-11-11T08:00:00+03:00
due
is "$(everybody)" "$KUZNETSOV $SIDOROVA" 'at the hour each moderator gets one letter'
queue1=$(queue_of $SIDOROVA) queue2=$(queue_of $KUZNETSOV)
like "$(subject_of "$queue1")" '^Ждут вашего решения: 3 письма \[[0-9]+-[0-9a-z]{16}\]$' 'with how many, and a token'
text=$(text_of "$queue1")
like "$text" '^1\. Одно$' 'the first is numbered 1'
like "$text" '^   Автор: +Жукова Зоя Антоновна, Школа № 3$' 'who wrote it'
like "$text" '^   Куда: +МО учителей математики$' 'where'
like "$text" '^   Почему ждёт: +автор не состоит в этом объединении; ждёт 1 день$' 'why, and how long'
like "$text" '^   Это письмо «Одно». \{ token \} Второе предложение\.$' 'its first lines, which ask for no token'
like "$text" '^3\. Три$' 'and the last 3'
ok 'it has buttons too' grep -q '^Content-Type: text/html' "$queue1"
due
is "$(everybody)" '' 'once a day'

# --- answers ---------------------------------------------------------------------------------------------------

reply "$queue1" '1 да' '2 нет: это уже было,' 'в сентябре'
is "$(decided); $(posts matematika); $(waiting)" 'answer answer; 1; Три|' 'one answer decides what it names'
answer=$(grep -l "In-Reply-To: $("$LETTER" header Message-ID "$TEST_TMP/reply.eml")" $(sent_to $SIDOROVA))
like "$(text_of "$answer")" '^1\. «Одно»: опубликовано$' 'the moderator reads what became of the first'
like "$(text_of "$answer")" '^2\. «Два»: не опубликовано$' 'and of the second'
like "$(text_of "$answer" | tr '\n' ' ')" '   Причина: это уже было, в сентябре ' 'with the reason that its author reads'
like "$(text_of "$answer")" '^Ещё ждут: 3\.' 'and what waits'
like "$(text_of "$(grep -l 'Subject: =?UTF-8?B?0J3QtSDQ' $(sent_to $ZHUKOVA))")" '^Причина: это уже было, в сентябре$' 'the author reads the whole reason'
is "$(got $KUZNETSOV)" 2 'the other moderator gets the post and one letter about both decisions'
told=$(grep -L '^List-Id:' $(sent_to $KUZNETSOV))
is "$(subject_of "$told")" 'Решено: 2 письма' 'which says how many'
like "$(text_of "$told" | tr '\n' ' ')" 'Сидорова Анна Ильинична, 11.11.2026.*«Одно» в «МО учителей математики» \(автор: Жукова Зоя Антоновна\): +опубликовано\..*«Два» .*: +не опубликовано\. +Причина: это уже было, в сентябре' \
    'who decided what, and why'
reply "$queue2" 'все нет'
is "$(decided); $(waiting)" 'answer answer; ' 'все decides the rest'
is "$(subject_of "$(from_us $SIDOROVA)")" 'Решено: Три' 'one decision is told as one, in the thread of its question'
like "$(text_of "$(from_us $KUZNETSOV)")" '^1\. «Одно»: опубликовано \(решено раньше: Сидорова Анна Ильинична, 11.11.2026' 'and hears who was faster with the others'
like "$(text_of "$(from_us $KUZNETSOV)")" '^Больше ничего не ждёт' 'nothing waits'
is "$(posts matematika)" 1 'what was decided first stands'
reply "$queue1" '3 да'
is "$(decided); $(posts matematika)" 'answer answer; 1' 'a number that was decided since changes nothing'
like "$(text_of "$(from_us $SIDOROVA)")" '^3\. «Три»: не опубликовано \(решено раньше: Кузнецов' 'and says who decided'
reply "$queue2" 'все да'
is "$(decided); $(posts matematika)" 'answer token-used; 1' 'a token whose posts are all decided is used'

hold 'Раз'
hold 'Два-два' fizika@mo.test
v member set --quiet fizika sidorova@school5.test role=+moderator >/dev/null
v member set --quiet fizika kuznetsov@school5.test role=+moderator >/dev/null
due
hold 'Три-три'
NOW=2026-11-12T10:00:00+03:00
due
queue1=$(queue_of $SIDOROVA)
is "$(text_of "$queue1" | sed -n 's/^\([0-9]\)\. //p' | tr '\n' '|')" 'Раз|Два-два|Три-три|' 'posts of all lists that one moderates stand in one letter'
reply "$queue1" '1 да, но исправьте' '3 да'
is "$(decided); $(waiting)" 'answer answer; Два-два|Раз|' 'an unclear line decides nothing, the others do'
like "$(text_of "$(grep -l "In-Reply-To: $("$LETTER" header Message-ID "$TEST_TMP/reply.eml")" $(sent_to $SIDOROVA))")" '^Это мы не поняли, и ничего по нему не сделали: 1 да, но исправьте$' 'and is told'
reply "$queue1" 'Да'
is "$(decided); $(got $SIDOROVA); $(waiting)" 'answer answer-unclear; 1; Два-два|Раз|' 'ДА without a number is unclear'
reply_with "$queue1" </dev/null
is "$(decided); $(waiting)" 'answer answer-unclear; Два-два|Раз|' 'so is an empty answer'
reply_with "$queue1" --header 'Auto-Submitted: auto-replied' <<<'все да'
is "$(decided); $(everybody); $(waiting)" 'ignore automatic; ; Два-два|Раз|' 'an out-of-office decides nothing'
reply_with "$queue1" --from $KUZNETSOV <<<'все да'
is "$(decided); $(waiting)" 'answer token-foreign; Два-два|Раз|' "nor another moderator's answer"
printf '> 1 да\n> все да\n\nвсе да\n' | reply_with "$queue1" --no-quote
is "$(decided); $(waiting)" 'answer answer-unclear; Два-два|Раз|' 'nor what stands below a quotation'
reply "$queue1" '2 нет 17'
is "$(decided); $(waiting)" 'answer answer-unclear; Два-два|Раз|' 'nor a reason that there is not'
v member set fizika sidorova@school5.test role=-moderator >/dev/null
reply "$queue1" 'все да'
is "$(decided); $(waiting)" 'answer answer; Два-два|' 'who decides no longer in a list decides nothing there'
ok 'and this is logged' said 'answer.refused.*role-ended'
hold 'Ссылка'
NOW=2026-11-13T10:00:00+03:00
due
queue2=$(queue_of $KUZNETSOV)
click "$queue2" '2 ДА'
is "$(decided); $(waiting)" 'answer answer; Два-два|' 'a link decides its own post'
click "$queue2" '1 НЕТ'
is "$(decided); $(waiting)" 'answer answer; ' 'each of them'

hold 'Это не она' matematika@mo.test
letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test 'Подделка' \
    --header 'Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test' <<<'Перейдите по ссылке.' >"$TEST_TMP/forged.eml"
take "$TEST_TMP/forged.eml" matematika@mo.test
NOW=2026-11-13T12:00:00+03:00
later 20 hours
due
queue1=$(queue_of $SIDOROVA)
reply "$queue1" '1 нет' '2 да и дальше'
answer=$(grep -l "In-Reply-To: $("$LETTER" header Message-ID "$TEST_TMP/reply.eml")" $(sent_to $SIDOROVA))
like "$(text_of "$answer")" '^2\. «Подделка»: опубликовано; доверять автору и дальше не стали: ' \
    'ДА И ДАЛЬШЕ for a letter whose authentication failed trusts nobody, and says so'

# --- a long queue ------------------------------------------------------------------------------------------------

printf 'queue_posts = 2\nqueue_hour = 0\n' >>"$INSTANCE_CONF"
v member set --quiet matematika ivanova@school3.test role=+deputy >/dev/null
hold 'А'
v member set --quiet matematika egorov@school3.test role=+moderator >/dev/null # who is asked about the other two
hold 'Б'
hold 'В'
NOW=2026-11-15T00:30:00+03:00
due
queue1=$(queue_of $SIDOROVA)
is "$(text_of "$queue1" | sed -n 's/^\([0-9]\)\. //p' | tr '\n' '|')" 'А|Б|' 'one letter holds queue_posts posts'
like "$(text_of "$queue1")" '^И ещё 1 письмо:' 'and says how many more'

# --- it reminds -----------------------------------------------------------------------------------------------------

# Of which posts this step reminded.
reminders() {
    local file
    for file in $(sent_to $SIDOROVA); do subject_of "$file" | sed -n 's/^Напоминание: .*решение: \(.*\) \[.*/\1/p'; done | tr '\n' '|'
}
NOW=2026-11-15T12:00:00+03:00
due
is "$(reminders)" 'В|' 'no reminder comes beside the morning letter that names the post'
sed -i -e 's/^queue_posts = .*/queue_posts = 50/' -e 's/^queue_hour = .*/queue_hour = 8/' "$INSTANCE_CONF"
NOW=2026-11-16T03:00:00+03:00
hold 'Ночью'
NOW=2026-11-17T04:00:00+03:00
due
is "$(reminders)" '' 'one that falls due at night waits for the morning'
NOW=2026-11-17T08:20:00+03:00
due
is "$(reminders), $(text_of "$(queue_of $SIDOROVA)" | grep -c '^[1-4]\. ')" ', 4' 'and then the letter of the morning is all that comes'
is "$(text_of "$(queue_of ivanova@school3.test)" | sed -n 's/^\([0-9]\)\. //p' | tr '\n' '|')" 'А|Б|В|' \
    'a deputy gets one too, of what deputies were asked about'
done_testing
