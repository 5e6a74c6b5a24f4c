#!/bin/bash
# 57-expired-certificate.sh: the certificate of the SMTP server has expired. Nothing is sent, nobody fails, nothing is
# told to the server; log, status, queue and check say what it is; with a new certificate all goes on.
. "$(dirname "$0")/../lib/tap.sh"
LOG=$TEST_TMP/smtp.json PORT=$(free_port)
umask 077
printf 's3cret\n' >"$TEST_TMP/password"

# certificate FROM UNTIL: as YYMMDDHHMMSSZ; of an authority of our own.
certificate() {
    local ca=$TEST_TMP/ca
    [ -d "$ca" ] || {
        mkdir "$ca" && : >"$ca/index" && echo 01 >"$ca/serial"
        printf '%s\n' '[ca]' 'default_ca = own' '[own]' "dir = $ca" "database = $ca/index" "serial = $ca/serial" \
            "new_certs_dir = $ca" "certificate = $ca/ca.crt" "private_key = $ca/ca.key" 'default_md = sha256' \
            'policy = any' 'unique_subject = no' 'copy_extensions = copy' '[any]' 'commonName = supplied' \
            '[req]' 'distinguished_name = name' '[name]' >"$ca/conf"
        openssl req -config "$ca/conf" -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
            -subj /CN=authority -addext basicConstraints=critical,CA:TRUE -keyout "$ca/ca.key" -out "$ca/ca.crt" || return
        openssl req -config "$ca/conf" -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost -keyout "$TEST_TMP/tls.key" -out "$ca/request" || return
    }
    openssl ca -config "$ca/conf" -batch -notext -startdate "$1" -enddate "$2" -in "$ca/request" -out "$TEST_TMP/tls.crt"
}

start_server() {
    server smtp "$ROOT/tests/lib/smtp_server.py" --log "$LOG" --port "$PORT" --stay \
        --tls --cert "$TEST_TMP/tls.crt" --key "$TEST_TMP/tls.key" --login gw@mo.test:s3cret
    wait_for 10 port_open "$PORT" || bail_out 'the SMTP server does not start'
}

at() { v --now "2026-11-16T$1" run --once; }

ok 'a certificate of last year' certificate 240101000000Z 250101000000Z
start_server
new_instance "account \"main\" { address = \"gw@mo.test\"  addressing = domain  imap_host = none
    password_file = \"$TEST_TMP/password\"  smtp_host = \"localhost\"  smtp_port = $PORT
    smtp_security = tls  ca_file = \"$TEST_TMP/ca/ca.crt\" }"
printf 'ФИО;Школа;Почта;МО\nИванова Анна;Школа 1;ivanova@s1.test;Математика\nПетров Олег;Школа 1;petrov@s1.test;Математика\n' \
    >"$TEST_TMP/registry.csv"
ok 'a list' v list add matematika title=Математика
ok 'with two members' v registry import "$TEST_TMP/registry.csv"
printf 'From: ivanova@s1.test\nTo: matematika@mo.test\nSubject: x\nMessage-ID: <one@s1.test>\n\nHello\n' |
    v --now 2026-11-16T08:00 deliver --to matematika@mo.test --from ivanova@s1.test
ok 'a post is to go out' at 08:00
expired='certificate chain uses expired certificate'
like "$(cat "$TEST_ERR")" "delivery.door_failed .*$expired" 'the log says that the certificate has expired'
is "$(v --json queue list | jq -c '[.state, .attempts, .advice]')" '["deferred",0,"server"]' 'who waits has not been tried'
like "$(v queue list)" "$expired" 'the queue says why'
is "$(v --json status | jq -c '.unsent | [.waiting, .failed, .next]')" \
    '[1,"2026-11-16T08:00:00+03:00","2026-11-16T08:01:00+03:00"]' 'the status tells that sending is in trouble'
like "$(v status)" "^  IN TROUBLE .*$expired" 'and which'
exits 78 'vestnik check finds it' v check
like "$(cat "$TEST_OUT")" "^sending .*$expired" 'and names it'
unlike "$(cat "$LOG")" 'AUTH|MAIL' 'no password and no letter was given to that server'
ok 'three days later' v --now 2026-11-19T08:00 run --once
is "$(v --json queue list | jq -c '[.state, .attempts, .next_try]')" '["deferred",0,"2026-11-19T12:00:00+03:00"]' \
    'it is tried every four hours, and nobody has failed'

stop_pid "$SERVER_PID"
ok 'a new certificate' certificate 260101000000Z 490101000000Z
start_server
ok 'is all that was missing' v --now 2026-11-19T12:00 run --once
is "$(v --json queue list --state sent | jq -c '[.address, .attempts]')" '["petrov@s1.test",1]' 'the letter is sent'
is "$(v --json status | jq -c .unsent)" null 'and sending is in no trouble'
ok 'vestnik check finds nothing of that kind' eval 'v check | grep -q "^sending *in order"'

# --- of another name, of an authority that nobody knows ------------------------------------------------------

stop_pid "$SERVER_PID"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost' -keyout "$TEST_TMP/tls.key" -out "$TEST_TMP/tls.crt" 2>"$TEST_ERR" ||
    bail_out 'no certificate'
start_server
v check >"$TEST_OUT" 2>&1
like "$(cat "$TEST_OUT")" '^sending .*issuer is unknown' 'that nobody vouches for a certificate is told too'
done_testing
