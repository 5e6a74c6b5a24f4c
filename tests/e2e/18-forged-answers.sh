#!/bin/bash
# 18-forged-answers.sh: letters that pretend to decide: whatever is wrong with one, nothing changes, the log says why, and
# at most one letter goes out.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'return_days = 0' 'remind_hours = 0' 'deputy_hours = 0' 'methodist_hours = 0' 'tell_author_hours = 0' 'queue_hour = 23' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

LIST=matematika@mo.test SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test PETROV=petrov@school3.test
ORLOVA=orlova@school5.test ZHUKOVA=zhukova@school3.test SCHOOL7=school7@school7.test EVIL=x@evil.test
FAIL='Authentication-Results: mx.mo.test; dmarc=fail header.from=school5.test'

hold() { # SUBJECT: sets $ask1, $ask2, the questions of the two moderators
    later 1 minute
    write "$ZHUKOVA" $LIST "$1" <<<'Предлагаю провести неделю математики.'
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}
token_of() { # FILE
    subject_of "$1" | sed 's/.*\[\(.*\)\]/\1/'
}

# All that an answer could change.
state() {
    sql "SELECT group_concat(id || state || ifnull(verdict, '')) FROM letter_case WHERE target LIKE 'list:%';
        SELECT count(*) FROM post; SELECT count(*) FROM ruling; SELECT count(*) FROM act;
        SELECT count(*) FROM membership WHERE until IS NULL; SELECT count(*) FROM role WHERE until IS NULL;
        SELECT group_concat(id || state) FROM ask"
}

# --- the letters: each sends one, which is the step -------------------------------------------------------------

plain() { # FROM SUBJECT TEXT [OPTION...]: to the robot
    write "$1" $ROBOT "$2" "${@:4}" <<<"$3"
}
wrong_moderator() { reply_with "$ask1" --from $KUZNETSOV <<<'ДА'; }
author() { reply_with "$ask1" --from $ZHUKOVA <<<'ДА'; }
stranger() { reply_with "$ask1" --from $EVIL <<<'ДА'; }
foreign_token() { plain $SIDOROVA "Re: [$(token_of "$ask2")]" 'ДА'; }
other_number() { plain $SIDOROVA "Re: [$((10#$(token_of "$ask1" | sed 's/-.*//') + 1))-$(token_of "$ask1" | sed 's/.*-//')]" 'ДА'; }
no_token() { plain $SIDOROVA 'Re: Нужно ваше решение: Спорное' 'ДА'; }
token_in_text() { plain $SIDOROVA 'Re: Нужно ваше решение' "ДА [$(token_of "$ask1")]"; }
failed() { reply_with "$ask1" --header "$FAIL" <<<'ДА'; }
evil_name() { reply_with "$ask1" --from "\"$SIDOROVA\" <$EVIL>" <<<'ДА'; }
two_senders() { reply_with "$ask1" --from "$SIDOROVA, $EVIL" <<<'ДА'; }
# Сидорова forwards the question to the list; Петров answers her, with her quotation and its code in it
quoted_by_third() {
    plain $PETROV "Re: Fwd: Нужно ваше решение: Спорное [$(token_of "$ask1")]" "ДА

> Нужно ваше решение [$(token_of "$ask1")]"
}
quoted_only() { plain $PETROV 'Re: Fwd: Нужно ваше решение' "> [$(token_of "$ask1")] ДА"; }
out_of_office() { reply_with "$ask1" --header 'Auto-Submitted: auto-replied' <<<'ДА'; }
null_sender() { SENDER='' reply_with "$ask1" <<<'ДА'; }
empty() { reply_with "$ask1" </dev/null; }
below() { printf '> ДА?\n\nДА\n' | reply_with "$ask1" --no-quote; }
forwarded() { plain $SIDOROVA "Fwd: $(subject_of "$ask1")" "---------- Forwarded message ---------
$(text_of "$ask1")"; }
# report TYPE STATUS-TYPE STATUS: a report about the question, as servers and programs write it
report() {
    begin_step
    printf '%s\n' "From: $SIDOROVA" "To: $ROBOT" "Subject: Re: [$(token_of "$ask1")]" "Message-ID: <report-$steps@school5.test>" \
        'MIME-Version: 1.0' "Content-Type: multipart/report; report-type=$1; boundary=b" '' '--b' 'Content-Type: text/plain; charset=utf-8' '' 'ДА' \
        '--b' "Content-Type: message/$1" '' "$2" '' '--b--' >"$TEST_TMP/report.eml"
    SENDER='' deliver_to "$TEST_TMP/report.eml" $ROBOT
    do_due
}
receipt() {
    report disposition-notification "Final-Recipient: rfc822;$SIDOROVA
Disposition: manual-action/MDN-sent-manually; displayed"
}
bounce() {
    report delivery-status "Reporting-MTA: dns; mx.school5.test

Final-Recipient: rfc822;$SIDOROVA
Action: failed
Status: 5.1.1"
}

# --- one table: what, the letter, the log, whom we write to -----------------------------------------------------

hold 'Спорное'
before=$(state)
while IFS='|' read -r what letter log told; do
    later 1 hour
    "$letter"
    is "$(state)" "$before" "$what: nothing changes"
    ok "$what: the log says why" said "$log"
    is "$(everybody)" "$told" "$what: who hears of it"
done <<ROWS
another moderator|wrong_moderator|answer.refused.* from=$KUZNETSOV reason=token-foreign|$KUZNETSOV $SIDOROVA
the author with a forwarded question|author|answer.refused.* from=$ZHUKOVA reason=token-foreign|$ZHUKOVA
a stranger with it|stranger|answer.refused.* from=$EVIL reason=token-foreign|
the right moderator with another's token|foreign_token|answer.refused.* from=$SIDOROVA reason=token-foreign|$KUZNETSOV $SIDOROVA
the code under another number|other_number|answer.refused.* reason=token-wrong|$SIDOROVA
the moderator's address without a token|no_token|case.decided.* from=$SIDOROVA verdict=command|$SIDOROVA
the token where answers are not read|token_in_text|case.decided.* from=$SIDOROVA verdict=command|$SIDOROVA
an address that its server disowns|failed|answer.refused.* reason=failed-authentication|
the moderator's address as a name|evil_name|answer.refused.* reason=token-foreign|
two senders|two_senders|case.decided.* verdict=[a-z]* reason=|
a token that a third person quotes|quoted_by_third|answer.refused.* from=$PETROV reason=token-foreign|$PETROV
the same below the quotation only|quoted_only|case.decided.* from=$PETROV verdict=|$PETROV
an out-of-office|out_of_office|case.decided.* verdict=ignore reason=automatic|
a letter without a sender to answer|null_sender|case.decided.* verdict=ignore reason=automatic|
a receipt|receipt|case.decided.* verdict=ignore reason=receipt|
a bounce|bounce|case.decided.* verdict=bounce|
an empty answer|empty|case.decided.* reason=answer-unclear|$SIDOROVA
a word below the quotation|below|case.decided.* reason=answer-unclear|$SIDOROVA
a forwarded copy|forwarded|case.decided.* reason=answer-unclear|$SIDOROVA
the same forwarded again|forwarded|case.decided.* reason=|
ROWS

# --- used, replayed, expired ----------------------------------------------------------------------------------------

later 1 minute
printf 'НЕТ: не сейчас\n' | reply_with "$ask1"
cp "$TEST_TMP/reply.eml" "$TEST_TMP/decision.eml"
is "$(decided); $(posts matematika)" 'answer answer; 0' 'the right moderator decides'
before=$(state)
later 1 minute
reply "$ask1" 'ДА'
is "$(state)" "$before" 'a used token changes nothing'
ok 'and the log says why' said "answer.refused.* from=$SIDOROVA reason=token-used"
is "$(everybody)" "$SIDOROVA" 'the moderator reads what was decided'
later 1 minute
take "$TEST_TMP/decision.eml" $ROBOT
is "$(state); $(everybody)" "$before; " 'the same letter once more changes nothing, and nobody is written to'
is "$(sql "SELECT count(*) FROM arrival WHERE letter = (SELECT letter FROM ask WHERE id = $(token_of "$ask1" | sed 's/-.*//'))")" 2 'its second arrival is on record'
later 1 minute
sed 's/^Message-ID: <.*>/Message-ID: <replayed@evil.test>/I; s/^Date: .*/Date: Tue, 10 Nov 2026 12:00:00 +0300/' "$TEST_TMP/decision.eml" >"$TEST_TMP/replayed.eml"
take "$TEST_TMP/replayed.eml" $ROBOT
is "$(state)" "$before" 'nor does it under another number'
ok 'which is logged' said 'answer.refused.*reason=token-used\|case.decided.*reason=same-text'
hold 'Просроченное'
later 15 days
due
before=$(state)
reply "$ask1" 'ДА'
is "$(state)" "$before" 'an expired token changes nothing'
ok 'the log says why' said "answer.refused.* from=$SIDOROVA reason=token-used"
is "$(everybody)" "$SIDOROVA" 'the moderator reads it'

# --- a list that demands proof, and a token that leaked whole ---------------------------------------------------

hold 'Под защитой'
v list set matematika authentication=pass >/dev/null
before=$(state)
reply "$ask1" 'ДА'
is "$(state)" "$before" "where a list demands proof, the right token from an address that nobody vouches for changes nothing"
ok 'the log says why' said "answer.refused.* from=$SIDOROVA reason=not-authenticated"
later 1 minute
reply_with "$ask1" --header 'Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test' <<<'ДА'
is "$(decided); $(posts matematika)" 'answer answer; 1' 'a proven answer decides'
v list set matematika authentication=any >/dev/null

# --- a colleague behind a shared mailbox -------------------------------------------------------------------------------

BELOVA='Белова Нина Фёдоровна'
v member set --quiet matematika "$BELOVA" role=+methodist >/dev/null
before=$(sql "SELECT count(*) FROM membership WHERE until IS NULL; SELECT count(*) FROM role WHERE until IS NULL")
while IFS='|' read -r what command; do
    later 3 days
    write "$BELOVA <$SCHOOL7>" $ROBOT "$command" <<<"Автор: $BELOVA"
    is "$(sql "SELECT count(*) FROM membership WHERE until IS NULL; SELECT count(*) FROM role WHERE until IS NULL")" "$before" \
        "$what: nothing changes"
    ok "$what: logged" said "case.decided.* from=$SCHOOL7 verdict=command"
    is "$(for file in $(sent_to $SCHOOL7); do subject_of "$file"; done | grep -v ' недел')" 'Напишите, пожалуйста, с личного адреса' "$what: an own address is asked for"
done <<'ROWS'
adding a member|добавить matematika Громов Олег Игоревич
removing one|удалить matematika Иванова Мария Петровна
the members|участники matematika
the queue|очередь matematika
personal data|выгрузить мои данные
their erasure|удалить мои данные
taking a letter back|отозвать
ROWS
later 1 day
write "$BELOVA <$SCHOOL7>" $LIST 'Под именем Беловой' <<<'Коллеги.'
is "$(sql "SELECT strength FROM act WHERE letter = (SELECT letter FROM post WHERE subject = 'Под именем Беловой')")" name 'a post in her name counts as stated, never as confirmed'
hold 'Голос'
reply_with "$ask1" --from "$BELOVA <$SCHOOL7>" <<<'ДА'
is "$(decided)" 'answer token-foreign' 'and her name under a leaked question decides nothing'
done_testing
