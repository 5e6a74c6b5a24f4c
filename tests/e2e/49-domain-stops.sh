#!/bin/bash
# Most of what goes to one domain fails within an hour: it is us, not them. Its queue stops, the
# administrator is told, no address is held to be wrong; one letter tries whether it works again.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/bounce.sh"
new_community 'transport = maildir' 'domain_failures = 4' 'domain_blocked = 2' \
    'administrator = "admin@office.test"' \
    'account "main" { address = "vestnik@mo.test"  addressing = domain  smtp_host = "mail.mo.test" }'
{
    echo 'ФИО;Школа;Округ;Почта школы;Должность;МО;Почта'
    n=0
    for name in Анна Вера Дина Зоя Инна Кира; do
        n=$((n + 1))
        echo "Лебедева $name Ивановна;Школа № 9;Южный;;учитель;МО учителей математики;t$n@school9.test"
    done
} >"$TEST_TMP/school9.csv"
exits 0 'a school of six joins' v registry import "$TEST_TMP/school9.csv"

post() {
    echo 'Коллеги, новости.' | write ivanova@school3.test matematika@mo.test "$1"
}

copy_to() {
    grep -lix "Delivered-To: t$1@school9.test" "$2"/* | tail -n 1
}

to_school9() {
    everybody | tr ' ' '\n' | grep -c school9.test
}

all_flagged() {
    sql "SELECT count(*) FROM address WHERE address LIKE '%@school9.test' AND (flagged IS NOT NULL OR bounce_score > 0)"
}

stopped() {
    v --json status | jq -c '.stopped["school9.test"]'
}

# --- it stops ------------------------------------------------------------------------------------------------

post 'Первое'
first=$STEP
is "$(to_school9)" 6 'six copies go to the domain'
for n in 1 2 3; do returned "$(copy_to $n "$first")" 5.1.1; done
is "$(all_flagged) $(stopped)" '3 null' 'three come back: three addresses are flagged'
returned "$(copy_to 1 "$first")" 5.1.1
returned "$(copy_to 1 "$first")" 5.1.1
is "$(stopped)" null 'one copy that comes back again and again is one address'
returned "$(copy_to 4 "$first")" 5.1.1
is "$(all_flagged)" 0 'the fourth, most of the domain within an hour: it is us, and nobody is flagged'
is "$(everybody)" admin@office.test 'the administrator is written to'
alarm=$(from_us admin@office.test)
like "$(text_of "$alarm")" 'не принято 4 из 6' 'with the figures'
like "$(text_of "$alarm")" 'vestnik queue retry --domain school9.test' 'and with what to do'
is "$(stopped | jq -c '[.why, .failed, .tried, .waiting, .trial]')" '["share",4,6,0,false]' 'status tells it to programs'
like "$(v status)" 'STOPPED school9.test since 2026-11-09.* 4 of 6 failed' 'and to people'
like "$(v queue list)" 'STOPPED school9.test .* one is sent to try 2026-11-09T11:00' 'queue list says when one is sent to try'
returned "$(copy_to 5 "$first")" 5.1.1
is "$(all_flagged) $(everybody)" '0 ' 'what comes back now counts against nobody, and is told no second time'

# --- it waits, and tries ----------------------------------------------------------------------------------------

post 'Второе'
is "$(to_school9) $(got petrov@school3.test)" '0 1' 'a post goes to others, not to the domain'
is "$(stopped | jq .waiting)" 6 'where six copies wait'
later 59 minutes
due
is "$(everybody)" '' 'for an hour'
later 1 minute
due
is "$(to_school9)" 1 'then one goes: the trial'
trial=$(ls "$STEP"/*)
returned "$trial" 5.7.1 'Service unavailable'
later 10 minutes
due
is "$(to_school9) $(all_flagged)" '0 0' 'it came back: stopped again, and nobody is flagged'
later 60 minutes
due
is "$(to_school9)" 1 'the next trial'
later 9 minutes
due
is "$(to_school9)" 0 'it may still come back'
later 1 minute
due
is "$(to_school9) $(stopped)" '4 null' 'it does not: all the others go, the stop is over'

# --- our server is blocked --------------------------------------------------------------------------------------

later 1 day
post 'Третье'
third=$STEP
returned "$(copy_to 1 "$third")" 5.7.1 'Service unavailable; client host blocked using a blocklist'
returned "$(copy_to 1 "$third")" 5.7.1 'Service unavailable; client host blocked using a blocklist'
is "$(stopped)" null 'one member cannot say that we are blocked'
returned "$(copy_to 2 "$third")" 5.7.1 'Service unavailable; client host blocked using a blocklist'
is "$(stopped | jq -r .why) $(all_flagged)" 'refuses-us 0' 'two can: stopped, and nobody is flagged'
alarm=$(from_us admin@office.test)
like "$(text_of "$alarm")" 'не принимают почту с' 'the administrator is told that our server is blocked'
like "$(text_of "$alarm")" 'blocked using a blocklist' 'in the words of theirs'
exits 69 'another domain is not stopped' v queue retry --domain school3.test
exits 0 'it is mended: by hand it goes on at once' v queue retry --domain school9.test
due
is "$(to_school9) $(stopped)" '2 null' 'and the two that were refused go again'
post 'Четвёртое'
is "$(to_school9)" 6 'as do new posts'
done_testing
