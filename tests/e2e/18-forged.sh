#!/bin/bash
# 18-forged.sh: letters with a forged sender: none is published under the person's name, none changes anything, and
# the moderator reads why it waits. Two accounts: which one a letter came to decides whose word counts.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }' \
    'account "school" { address = "gw@school9.test"  authentication = google }'

ROBOT=vestnik@mo.test
IVANOVA=ivanova@school3.test SIDOROVA=sidorova@school5.test EVIL=x@evil.test
PASS='dmarc=pass header.from=school3.test'

# forged HEADERS [TO [TEXT]]: a letter with these fields (\n between them) to the list, or to TO.
forged() {
    printf '%b\nTo: %s\nSubject: Итоги %s\nMessage-ID: <%s@forged.test>\nContent-Type: text/plain; charset=utf-8\n\n%s\n' \
        "$1" "${2-matematika@mo.test}" "$steps" "$steps" "${3-Приходите.}" >"$TEST_TMP/forged.eml"
    SENDER=$EVIL take "$TEST_TMP/forged.eml" "${2-matematika@mo.test}"
}

# --- From: each trick, the verdict, and what the moderator reads -------------------------------------------------

before=$(posts matematika)
while IFS='|' read -r what from reason words; do
    forged "$from"
    is "$(decided)" "hold $reason" "$what: held"
    like "$(text_of "$(from_us $SIDOROVA)")" "^Почему ждёт: +.*$words" "$what: the moderator reads why"
done <<'ROWS'
two senders|From: <ivanova@school3.test>, <x@evil.test>|several-authors|несколько отправителей
no sender|Date: Mon, 9 Nov 2026 10:00:00 +0300|no-author|не указан
an address in the name|From: "ivanova@school3.test" <x@evil.test>|other-address|другой адрес
another's address in the name|From: "petrov@school3.test" <ivanova@school3.test>|other-address|другой адрес
an encoded address|From: =?utf-8?q?ivanova=40school3=2Etest?= <x@evil.test>|other-address|другой адрес
a teacher's name|From: Иванова Мария Петровна <x@evil.test>|namesake|именем педагога
the same, short|From: Мария Иванова <x@evil.test>|namesake|именем педагога
a Cyrillic letter in the domain|From: <ivanova@schоol3.test>|look-alike|другого алфавита
the same as A-labels|From: <ivanova@xn--schol3-yqf.test>|look-alike|другого алфавита
a domain like a known one|From: <ivanova@schoo13.test>|look-alike|похож
a Cyrillic letter in the local part|From: <ivanоva@school3.test>|look-alike|другого алфавита
a long s for s|From: <\u017Fidorova@school5.test>|look-alike|похож
a Kelvin sign for K|From: <\u212Auznetsov@school5.test>|odd-sender|подделывают
a sign that shows nothing|From: <sidorova\u200B@school5.test>|look-alike|похож
another Sender|From: <ivanova@school3.test>\nSender: <x@evil.test>|other-sender|не с того адреса
a source route|From: <@evil.test:ivanova@school3.test>|odd-sender|подделывают
a quoted local part|From: "ivanova"@school3.test|odd-sender|подделывают
a comment within|From: ivanova(x)@school3.test|odd-sender|подделывают
a group|From: Учителя: ivanova@school3.test;|odd-sender|подделывают
an encoded address alone|From: <=?utf-8?q?ivanova=40school3.test?=>|odd-sender|подделывают
a control character|From: "Мария\001" <ivanova@school3.test>|odd-sender|подделывают
a NUL|From: <ivanova@school3.test\0000>|odd-sender|подделывают
two fields|From: <ivanova@school3.test>\nFrom: <ivanova@school3.test>|odd-sender|подделывают
a failed authentication|Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test\nFrom: <ivanova@school3.test>|failed-authentication|не подтвердила
ROWS
is "$(posts matematika)" "$before" 'none of them is published'

# --- commands and answers --------------------------------------------------------------------------------------------

members=$(v --json list members matematika)
for from in "From: \"$IVANOVA\" <$EVIL>" "From: <@evil.test:$IVANOVA>" "From: <$IVANOVA>, <$EVIL>"; do
    forged "$from" $ROBOT 'отписаться matematika'
    is "$(everybody)" '' "no answer and no question to: $from"
done
write zhukova@school3.test matematika@mo.test 'Неделя математики' <<<'Предлагаю.'
ask=$(from_us $SIDOROVA)
token=$(subject_of "$ask" | sed 's/.*\[\(.*\)\]/\1/')
for from in "From: \"$SIDOROVA\" <$EVIL>" "From: <@evil.test:$SIDOROVA>" "From: <$SIDOROVA>, <$EVIL>" "From: Совет: $SIDOROVA;" \
    "From: <$EVIL>\nReply-To: <$SIDOROVA>" "From: <$EVIL>\nSender: <$SIDOROVA>" "From: <$EVIL>\nResent-From: <$SIDOROVA>" \
    "From: <$SIDOROVA>\nSender: <$EVIL>" "From: \"$EVIL\" <$SIDOROVA>" "From: <$SIDOROVA>\nFrom: <$EVIL>" \
    "From: <\u017Fidorova@school5.test>" "From: <sidorova@school5.test.evil.test>" "From: Сидорова Анна Ильинична <$EVIL>"; do
    forged "$from\nSubject: Re: [$token]" $ROBOT 'ДА'
    ok 'the log says why' said 'answer.refused.* reason=\(token-foreign\|not-authenticated\)'
    is "$(posts matematika)" "$before" "with the token, but: $from"
done
is "$(v --json list members matematika)" "$members" 'nobody was removed or added'

# --- the account decides whose word counts -----------------------------------------------------------------------------

ok 'a list may ask for a passed authentication' v list set matematika authentication=pass
is "$(v --json list show matematika | jq -r .authentication)" pass 'and shows it'
forged "From: <$IVANOVA>"
is "$(decided)" 'hold not-authenticated' 'then a letter without a result waits'
like "$(text_of "$(from_us $SIDOROVA)")" '^Почему ждёт: +.*без этого нельзя' 'the moderator reads why'
forged "Authentication-Results: mx.mo.test; $PASS\nFrom: <$IVANOVA>"
is "$(decided)" 'publish member' 'and one that passed is published'
HOP='Received: from evil.test (evil.test [192.0.2.9]) by mx.mo.test; Mon, 9 Nov 2026 10:00:00 +0300'
while IFS='|' read -r what result fields; do
    forged "$fields\nFrom: <$IVANOVA>"
    is "$(decided)" "hold $result" "not by $what"
done <<ROWS
a signature of another domain|not-authenticated|Authentication-Results: mx.mo.test; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=x@evil.test
a result about another domain|not-authenticated|Authentication-Results: mx.mo.test; dmarc=pass header.from=evil.test
a domain that only ends like it|not-authenticated|Authentication-Results: mx.mo.test; dkim=pass header.d=badschool3.test
the word of another server|not-authenticated|Authentication-Results: mx.evil.test; $PASS
a name that only begins like ours|not-authenticated|Authentication-Results: mx.mo.test.evil.test; $PASS
what the letter brought along|not-authenticated|$HOP\nReceived: from x by evil.test; x\nAuthentication-Results: mx.mo.test; $PASS
a second result below a failed one|failed-authentication|Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test\nAuthentication-Results: mx.mo.test; $PASS
a result within a comment|not-authenticated|Authentication-Results: mx.mo.test; none (dmarc=pass header.from=school3.test)
the results of an older hop|not-authenticated|X-Original-Authentication-Results: mx.mo.test; $PASS\nARC-Authentication-Results: i=1; mx.mo.test; $PASS
ROWS
forged "Authentication-Results: mx.google.com; $PASS\nFrom: <$IVANOVA>"
is "$(decided)" 'hold not-authenticated' 'not by the word of the receiver of another account'
forged "Authentication-Results: mx.google.com; $PASS\nFrom: <$IVANOVA>" gw+matematika@school9.test
is "$(decided)" 'publish member' 'which counts for letters that came there, to the same list'
forged "Authentication-Results: mx.mo.test; $PASS\nFrom: <$IVANOVA>" gw+matematika@school9.test
is "$(decided)" 'hold not-authenticated' 'and there the other does not'
printf 'Authentication-Results: mx.google.com; %s\nFrom: <%s>\nSubject: x\n\ny\n' "$PASS" $IVANOVA >"$TEST_TMP/i.eml"
is "$(v --json inspect "$TEST_TMP/i.eml" | jq -r .authentication.result)" none 'inspect takes the first account'
is "$(v --json inspect --account school "$TEST_TMP/i.eml" | jq -r .authentication.result)" pass 'or the one that is named'
not_ok 'an account that there is not is told' v inspect --account nobody "$TEST_TMP/i.eml"
v check >"$TEST_TMP/check.out" 2>&1
like "$(cat "$TEST_TMP/check.out")" '^senders .*account school believes Gmail' 'check says whom each account believes'
done_testing
