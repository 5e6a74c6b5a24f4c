#!/bin/bash
# 48-bounces.sh: letters that come back, made from the copies that were sent: what counts, what does not, where
# the person is reached then, and how an address works again.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/bounce.sh"
new_community 'transport = maildir' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  smtp_host = "mail.mo.test" }'

IVANOVA=ivanova@school3.test PETROV=petrov@school3.test SIDOROVA=sidorova@school5.test

# post SUBJECT: by Ivanova; $copy is what Petrov got, or whoever is named
post() {
    echo 'Коллеги, новости.' | write $IVANOVA matematika@mo.test "$1"
    copy=$(from_us "${2:-$PETROV}")
    id=$(id_of "$copy")
}

points() {
    sql "SELECT bounce_score FROM address WHERE address = '$1'"
}

# --- anybody can write a bounce ------------------------------------------------------------------------------

post 'Первое'
first=$copy
bounced $PETROV "$id" 5.1.1 failed
is "$(state_of $PETROV) $(flagged $PETROV) $(points $PETROV)" 'sent 0 0' 'Message-ID and address alone change nothing'
is "$(everybody)" $PETROV 'they make us probe the address'
probe=$(from_us $PETROV)
like "$(text_of "$probe")" 'Почтовый сервер сообщил' 'by a short letter'
bounced $PETROV "$id" 5.1.1 failed
is "$(everybody)" '' 'once in a week, however many such bounces come'
later 8 days
due
bounced $PETROV "$id" 5.1.1 failed
is "$(everybody)" $PETROV 'and again when that is over'
forged=$(return_path "$first" | sed 's/-[0-9a-z]*@/-aaaaaaaaaaaaaaaa@/')
BOUNCE_TO=$forged bounced $PETROV "$id" 5.1.1 failed
is "$(state_of $PETROV) $(flagged $PETROV)" 'sent 0' 'a wrong key is none'
BOUNCE_TO=$(return_path "$first") bounced $SIDOROVA "$id" 5.1.1 delayed
is "$(state_of $PETROV) $(state_of $SIDOROVA) $(flagged $SIDOROVA)" 'sent sent 0' 'a delay is no failure'

# --- the probe comes back ------------------------------------------------------------------------------------

returned "$probe" 5.1.1
is "$(flagged $PETROV)" 1 'the probe came back with its key: the address is flagged'
is "$(everybody)" '' 'and nobody is written to'
like "$(v person show $PETROV)" "$PETROV .*, mail came back 2026-11-17: unknown-user" 'person show tells it'

# --- the address works again ----------------------------------------------------------------------------------

echo 'Спасибо.' | write $PETROV matematika@mo.test 'Re: Первое' --header 'Auto-Submitted: auto-replied'
is "$(flagged $PETROV)" 1 'an automatic letter from there does not clear it'
echo 'Всё доходит.' | write $PETROV matematika@mo.test 'Доходит'
is "$(flagged $PETROV) $(points $PETROV)" '0 0' 'a letter of the person does'

# --- with the key, by address or by field ----------------------------------------------------------------------

post 'Второе'
returned "$copy" 5.1.1
is "$(state_of $PETROV) $(flagged $PETROV)" 'failed 1' 'the copy of a post came back'
post 'Третье' $SIDOROVA
BOUNCE_FIELD="X-Vestnik-Copy: $("$LETTER" header X-Vestnik-Copy "$copy")" bounced $SIDOROVA "$id" 5.1.1 failed
is "$(state_of $SIDOROVA) $(flagged $SIDOROVA)" 'failed 1' 'the key in the returned letter is as good'

# --- kinds of failure ----------------------------------------------------------------------------------------

echo 'Мы снова на связи.' | write $SIDOROVA matematika@mo.test 'Снова'
# status | what the server said | what it is
while IFS='|' read -r status words effect; do
    later 1 hour
    post "Письмо $status" $SIDOROVA
    returned "$copy" "$status" "$words"
    is "$(state_of $SIDOROVA) $(flagged $SIDOROVA) $(points $SIDOROVA)" 'failed 0 0' "$effect: says nothing of the address"
    ok 'and is told as such' said "bounce.counted address=$SIDOROVA effect=$effect"
done <<'ROWS'
5.6.1|Message contains a forbidden attachment|letter
5.3.4|Message size exceeds fixed limit|letter
5.7.1|Service unavailable; client host blocked using a blocklist|us
ROWS
for day in 1 2; do
    post "Полный ящик $day" $SIDOROVA
    returned "$copy" 5.2.2 'Mailbox full'
    is "$(points $SIDOROVA)" 20 "a full mailbox, $day times within 24 hours, counts once"
done
later 2 days
post 'Полный ящик 3' $SIDOROVA
returned "$copy" 5.2.2 'Mailbox full'
is "$(points $SIDOROVA) $(flagged $SIDOROVA)" '30 0' 'what was counted fades: 20 - 2 * 5 + 20'
returned "$copy" 5.2.2 'Mailbox full'
is "$(points $SIDOROVA)" 30 'the same copy comes back once'

# --- where the person is reached then ------------------------------------------------------------------------

sql "INSERT INTO address (address, school) SELECT 'school3@edu.test', ps.school FROM person_school ps
     JOIN person_address pa ON pa.person = ps.person JOIN address a ON a.id = pa.address
     WHERE a.address = '$PETROV' AND ps.until IS NULL"
is "$(v --json person show $PETROV | jq -r .letters_go_to)" school3@edu.test 'a flagged address: the letters go to the mailbox of the school'
post 'Через школу' school3@edu.test
is "$(got $PETROV) $(got school3@edu.test)" '0 1' 'and so do posts'
like "$(v list members matematika)" "Петров .*<school3@edu.test> each, mail came back from $PETROV" \
    'he is a member as before'

later 8 days
due
like "$(text_of "$(from_us orlova@school5.test)")" 'письма идут на school3@edu.test' 'the methodist reads it in the weekly letter'

# --- where a receiver is believed, a letter without its word clears nothing ------------------------------------

sed -i 's/addressing = domain/addressing = domain  authserv_id = "mx.mo.test"/' "$INSTANCE_CONF"
says() { # RESULT SUBJECT
    echo 'Это точно я.' | write $PETROV matematika@mo.test "$2" ${1:+--header "Authentication-Results: mx.mo.test; dmarc=$1 header.from=school3.test"}
}
says '' 'Без отметки'
is "$(flagged $PETROV)" 1 'a letter that nobody vouches for does not clear the flag'
says fail 'Подделка'
is "$(flagged $PETROV)" 1 'nor does one that is somebody else'"'"'s'
says pass 'С отметкой'
is "$(flagged $PETROV)" 0 'one that the server confirms does'

# --- whom we know no longer --------------------------------------------------------------------------------

post 'Последнее' kuznetsov@school5.test
exits 0 'a member is erased' v person erase kuznetsov@school5.test --yes
due
probes=$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'probe'")
returned "$copy" 5.1.1
bounced kuznetsov@school5.test "$id" 5.1.1 failed
is "$(sql "SELECT count(*) FROM outgoing WHERE purpose = 'probe'")" "$probes" \
    'a copy to somebody who was erased comes back, with and without its key: no probe is written'
done_testing
