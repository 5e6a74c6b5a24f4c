#!/bin/bash
# A real Postfix hands letters to `vestnik deliver` by its pipe; what the lists publish goes back to it by
# SMTP and is read from the mailboxes of a real Dovecot.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/postfix"
dovecot=$ROOT/tests/lib/dovecot

"$dovecot" start "$TEST_TMP/dovecot" || bail_out 'Dovecot does not start'
at_exit "$dovecot" stop "$TEST_TMP/dovecot"
. "$TEST_TMP/dovecot/env"
postfix_start "$LMTP_PORT"
new_instance 'transport = smtp' "account \"main\" {
    address = \"vestnik@mo.test\"  addressing = domain
    smtp_host = \"127.0.0.1\"  smtp_port = $SMTP_PORT  smtp_security = none
}"
mail_user_owns_instance

cat >"$TEST_TMP/registry.csv" <<'CSV'
ФИО;Школа;Почта;МО
Иванова Мария Петровна;Школа № 1;ivanova@school.test;matematika, nachalka
Петров Андрей Викторович;Школа № 1;petrov@school.test;matematika
Сидорова Анна Ильинична;Школа № 2;sidorova@school.test;matematika, nachalka
CSV
chmod 644 "$TEST_TMP/registry.csv"
v list add matematika 'title=МО учителей математики' >/dev/null
v list add nachalka 'title=МО учителей начальных классов' >/dev/null
exits 0 'the registry is in' v registry import "$TEST_TMP/registry.csv"

box() { # USER: how many letters lie in the mailbox
    "$dovecot" letters "$TEST_TMP/dovecot" "$1" | wc -l
}
box_has() {
    [ "$(box "$1")" -ge "$2" ]
}
first_letter() {
    cat "$("$dovecot" letters "$TEST_TMP/dovecot" "$1" | head -n 1)" | tr -d '\r'
}

# --- one letter to two lists, as two calls of the pipe -------------------------------------------
body=$(printf 'Коллеги, добрый день!\n.\nСтрока из одной точки выше уцелела.')
{
    printf 'From: "Ivanova M. P." <ivanova@school.test>\nTo: matematika@mo.test, nachalka@mo.test\n'
    printf 'Subject: Olympiad\nMessage-ID: <one@school.test>\nMIME-Version: 1.0\n'
    printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n' "$body"
} >"$TEST_TMP/letter"
ok 'Postfix takes the letter' \
    smtp_send ivanova@school.test matematika@mo.test nachalka@mo.test <"$TEST_TMP/letter"
ok 'and hands it over' wait_for 20 postfix_idle
exits 0 'the desk and the deliverer work' v run --once
is "$(v --json status | jq -c '[.letters.accepted, .arrivals.pipe, .verdicts.publish]')" '[1,2,2]' \
    'one letter, two arrivals, two posts'
ok 'a member of both lists gets both' wait_for 20 box_has sidorova 2
ok 'a member of one list gets one' wait_for 20 box_has petrov 1
is "$(box petrov) $(box ivanova)" '1 0' 'and no more; the author gets no copy'
like "$(first_letter petrov | header From)" '<matematika@mo.test>$' 'it comes from the list'
like "$(first_letter petrov | header List-Id)" '<matematika.mo.test>$' 'names the list'
is "$(first_letter petrov | sed '1,/^$/d')" "$body" 'and the body is as it was written'

# --- the database cannot be written: the letter stays with Postfix ------------------------------------
chmod 000 "$TEST_TMP/state/vestnik.db"
sed 's/one@school/two@school/; s/Olympiad/Second/' "$TEST_TMP/letter" >"$TEST_TMP/second"
ok 'Postfix takes a second letter' smtp_send ivanova@school.test matematika@mo.test <"$TEST_TMP/second"
sleep 2
ok 'while the database is closed, Postfix keeps it' postfix_keeps_one
like "$(cat "$POSTFIX/mail.log")" 'status=deferred' 'as deferred, not as bounced'
chmod 600 "$TEST_TMP/state/vestnik.db"
ok 'and hands it over afterwards' wait_for 30 postfix_idle
exits 0 'the desk works again' v run --once
ok 'the member gets it' wait_for 20 box_has petrov 2
unlike "$(cat "$POSTFIX/mail.log")" 'status=bounced' 'nothing bounced'
done_testing
