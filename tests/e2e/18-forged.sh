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
for from in "From: \"$SIDOROVA\" <$EVIL>" "From: <@evil.test:$SIDOROVA>" "From: <$SIDOROVA>, <$EVIL>"; do
    forged "$from\nSubject: Re: [$token]" $ROBOT 'ДА'
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
