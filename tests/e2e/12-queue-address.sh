#!/bin/bash
# 12-queue-address.sh: a moderator whose letters go elsewhere since gets one morning letter there, with all that
# waits, and decides it; never in a mailbox that others read.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/bounce.sh"
new_community 'transport = maildir' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test"  smtp_host = "mail.mo.test" }'

SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test AT_HOME=sidorova@mail.test
PROOF='Authentication-Results: mx.mo.test; dmarc=pass header.from=school5.test'

hold() { # SUBJECT
    later 1 minute
    write 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test "$1" <<<"Письмо «$1»."
}

# The day's letters to ADDRESS.
mornings() {
    grep -l 'Subject: =?UTF-8?B?0JbQtNGD0YIg' $(sent_to "$1") /dev/null
}

# What waits, by subject.
waiting() {
    v --json held list | jq -r .subject | sort | tr '\n' '|'
}

# The subjects that a morning letter numbers.
numbered() {
    text_of "$1" | sed -n 's/^\([0-9]\)\. //p' | tr '\n' '|'
}

# --- the address changes while posts wait -------------------------------------------------------------------

hold 'Одно'
hold 'Два'
order $SIDOROVA "адрес $AT_HOME" --header "$PROOF"
click "$(from_us $AT_HOME)" ДА
hold 'Три'
copy=$(from_us $AT_HOME)
ok 'the question about the third post goes to the new address' [ -n "$copy" ]
hold 'Четыре'
NOW=2026-11-10T09:00:00+03:00
due
is "$(mornings $SIDOROVA | wc -l), $(mornings $AT_HOME | wc -l)" '0, 1' 'one letter comes, to where their letters go'
morning=$(mornings $AT_HOME | tail -n 1)
is "$(numbered "$morning")" 'Одно|Два|Три|Четыре|' 'with all that waits'
reply "$morning" '1 да' '3 нет: уже было'
is "$(decided); $(waiting)" 'answer answer; Два|Четыре|' 'which one answer decides, wherever they were asked'
is "$(got $SIDOROVA)" 0 'and whoever decided is not told of it at the old address'
is "$(sql "SELECT group_concat(state || ' ' || address, ', ') FROM (SELECT a.state, a.address FROM ask a
    WHERE a.kind = 'moderation' AND a.object = (SELECT min(object) FROM ask WHERE kind = 'moderation') ORDER BY a.address)")" \
    "closed $KUZNETSOV, answered $SIDOROVA" 'the question that they were asked is answered, the other closed'

# --- and when mail from the new one comes back ------------------------------------------------------------

returned "$copy" 5.1.1
hold 'Пять'
NOW=2026-11-11T09:00:00+03:00
due
is "$(mornings $SIDOROVA | wc -l), $(mornings $AT_HOME | wc -l)" '1, 0' 'where mail comes back from, no morning letter goes'
morning=$(mornings $SIDOROVA | tail -n 1)
is "$(numbered "$morning")" 'Два|Четыре|Пять|' 'nor is one of them missing'
reply "$morning" 'все да'
is "$(decided); $(waiting)" 'answer answer; ' 'all are decided there'

# --- two questions to one who stood in the registry twice ---------------------------------------------------

hold 'Шесть'
hold 'Семь'
v person merge $KUZNETSOV $SIDOROVA --anyway >/dev/null
NOW=2026-11-12T09:00:00+03:00
due
is "$(cat <(mornings $SIDOROVA) <(mornings $KUZNETSOV) | wc -l)" 1 'who was asked as two gets one letter'
morning=$(mornings $SIDOROVA; mornings $KUZNETSOV)
is "$(numbered "$morning")" 'Шесть|Семь|' 'in which each post stands once'
reply "$morning" 'все да'
is "$(decided); $(waiting); $(everybody | tr ' ' '\n' | grep -c -e $KUZNETSOV -e $SIDOROVA)" 'answer answer; ; 3' \
    'and hears of the decision by its answer alone, beside the two posts'

# --- a mailbox that others read ---------------------------------------------------------------------------

v member set --quiet matematika egorov@school3.test role=+moderator >/dev/null
hold 'Восемь'
hold 'Девять'
sql "UPDATE person_address SET until = since WHERE address = (SELECT id FROM address WHERE address = 'egorov@school3.test')"
sql "INSERT INTO person_address (person, address, proof, since)
    SELECT p.id, a.id, 'registry', 1 FROM person p, address a WHERE p.name LIKE 'Егоров%' AND a.address = 'ivanova@school3.test'"
NOW=2026-11-13T09:00:00+03:00
due
is "$(mornings ivanova@school3.test | wc -l)" 0 'what lets its reader decide does not follow them into a mailbox that others read'
done_testing
