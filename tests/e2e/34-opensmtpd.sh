#!/bin/bash
# 34-opensmtpd.sh: a real OpenSMTPD hands letters to `vestnik serve` by LMTP, over TCP and over a socket file.
# It opens one session for each recipient, so the same letter comes as often as it has recipients; it is
# kept once.
. "$(dirname "$0")/../lib/mta"
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/serve.sh"
mta_needs usr/sbin/smtpd
mta_users opensmtpd opensmtpq
mta_folders /var/lib /var/spool /run /usr/libexec

DOOR_PORT=$(free_port)
SMTP_PORT=$(free_port)
install -d -m 711 /var/lib/opensmtpd/empty /var/spool/smtpd
cp -a "$MTA/usr/libexec/opensmtpd" /usr/libexec/
echo mx.school.test >"$TEST_TMP/mailname"
cat >"$TEST_TMP/smtpd.conf" <<CONF
table anybody { "@" = "$MAIL_USER" }
listen on 127.0.0.1 port $SMTP_PORT hostname mx.school.test
action by_tcp lmtp "127.0.0.1:$DOOR_PORT" rcpt-to virtual <anybody>
action by_file lmtp "$TEST_TMP/socket/lmtp" rcpt-to virtual <anybody>
match from any mail-from "t2@school.test" for domain "mo.test" action by_file
match from any for domain "mo.test" action by_tcp
CONF

new_instance "lmtp = \"127.0.0.1:$DOOR_PORT\"  database_wait = 1"
mail_user_owns_instance
install -d -m 755 -o "$MAIL_USER" "$TEST_TMP/socket"
serve_community

smtpd_says() { grep -qE -e "$1" "$TEST_TMP/smtpd.log"; }
lmtp_runs() { [ -n "$(duty_pid lmtp)" ] && port_open "$DOOR_PORT"; }
server smtpd "$MTA/usr/sbin/smtpd" -d -f "$TEST_TMP/smtpd.conf"
wait_for 20 port_open "$SMTP_PORT" || bail_out "OpenSMTPD does not start: $(tail -n 20 "$TEST_TMP/smtpd.log")"
serve_start
ok 'the LMTP door is open' wait_for 20 lmtp_runs

# --- over TCP -----------------------------------------------------------------------------------------
{ echo 'Date: Mon, 16 Nov 2026 08:00:00 +0300' && teacher_letter 1 matematika; } >"$TEST_TMP/first"
ok 'OpenSMTPD takes a letter for two lists' smtp_send t1@school.test matematika@mo.test fizika@mo.test <"$TEST_TMP/first"
ok 'and hands it over, for the one' wait_for 20 smtpd_says 'to=<matematika@mo.test>.*stat=Delivered'
ok 'and for the other' wait_for 20 smtpd_says 'to=<fizika@mo.test>.*stat=Delivered'
ok 'they are a post of both' wait_for 20 posts_are matematika 1 fizika 1
is "$(sql 'SELECT count(*) FROM arrival') $(sql 'SELECT count(DISTINCT sha256) FROM arrival')" '2 2' \
    'it came twice, each time with another header of its way'
is "$(sql 'SELECT count(*) FROM letter')" 1 'and is one letter'
is "$(v archive raw 1 | sed '1,/^\r*$/d' | tr -d '\r')" "$(sed '1,/^$/d' "$TEST_TMP/first")" \
    'its dots came through as they were written'
letter_to_robot | smtp_send '' vestnik@mo.test
ok 'the null sender' wait_for 20 letters_are 2
is_null() { [ "$(sql "SELECT '<' || mail_from || '>' FROM arrival WHERE recipient = 'vestnik@mo.test'")" = '<>' ]; }
ok 'stays null' wait_for 20 is_null

# --- the door is gone, and comes back -------------------------------------------------------------------
serve_stop
before=$(sql 'SELECT count(*) FROM letter')
send_letter 3
ok 'while there is no door, OpenSMTPD keeps the letter' wait_for 20 smtpd_says 'stat=(TempFail|Error)'
is "$(sql 'SELECT count(*) FROM letter')" "$before" 'nothing of it is in the database'
serve_start
ok 'it hands it over afterwards' wait_for 40 letters_are $((before + 1))
ok 'and it is one post' wait_for 20 posts_are matematika 2
serve_stop

# --- a socket file ------------------------------------------------------------------------------------
sed -i "s|^lmtp = .*|lmtp = \"unix:$TEST_TMP/socket/lmtp\"|" "$INSTANCE_CONF"
serve_start
ok 'the door is a socket file' wait_for 20 test -S "$TEST_TMP/socket/lmtp"
teacher_letter 4 matematika t2 | smtp_send t2@school.test matematika@mo.test
ok 'OpenSMTPD hands a letter over through it' wait_for 20 posts_are matematika 3
serve_stop
done_testing
