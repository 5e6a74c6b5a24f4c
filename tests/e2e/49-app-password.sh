#!/bin/bash
# 49-app-password.sh: whom a large provider does not let in hears where its app passwords are made: in check, and in the
# letter to the administrator; the README says the same.
. "$(dirname "$0")/../lib/tap.sh"
PORT=$(free_port)
server smtp "$ROOT/tests/lib/smtp_server.py" --log "$TEST_TMP/smtp.json" --port "$PORT" --stay --login gw@none.test:right
wait_for 10 port_open "$PORT" || bail_out 'the SMTP server does not start'
umask 077
printf 'wrong\n' >"$TEST_TMP/password"
wheres=$(sed -n 's|.*"\(https://[^"]*\)".*|\1|p' "$ROOT/base/app_password.c")
is "$(wc -l <<<"$wheres")" 3 'three providers have a place for it'

while read -r domain russian name where; do
    rm -rf "$TEST_TMP/state"
    new_instance "account \"main\" { address = \"gw@$domain\"  imap_host = none  password_file = \"$TEST_TMP/password\"
        smtp_host = \"127.0.0.1\"  smtp_port = $PORT  smtp_security = none }" 'administrator = "admin@centre.test"' \
        'account "spare" { address = "gw@spare.test" }'
    not_ok "check, with a wrong password for $domain" v check
    like "$(cat "$TEST_OUT")" "^sending .*app password${where:+: $name makes one at https://$where}" 'says what is wanted, and where it is made'
    v list add matematika >/dev/null && v member add --quiet matematika i@s.test --name 'Иванова Мария Петровна' --school 1 >/dev/null &&
        v member add --quiet matematika p@s.test --name 'Петров Пётр Петрович' --school 1 >/dev/null || bail_out 'no list'
    printf 'From: i@s.test\nTo: gw+matematika@%s\nSubject: x\nMessage-ID: <x@s.test>\n\nText.\n' "$domain" |
        v deliver --from i@s.test --to "gw+matematika@$domain"
    v run --once >/dev/null 2>&1
    v run --once >/dev/null 2>&1
    number=$(v --json queue list | jq -r 'select(.purpose == "account-stopped").letter')
    told=$(v queue show "$number" | "$ROOT/tests/lib/letter.py" text /dev/stdin)
    like "$told" 'запишите новый пароль в файл' 'so does the letter to the administrator'
    if [ "$where" ]; then
        like "$told" "^$russian впускает программы только по паролю приложения.*" 'what is wanted'
        like "$told" "^ +https://$where\$" 'and where'
        for readme in README.md README.ru.md; do ok "$readme says the same" grep -q "https://$where" "$ROOT/$readme"; done
        is "$(grep -c "https://$where\$" <<<"$wheres")" 1 'it is of the table'
    else
        unlike "$told" 'паролю приложения' 'which names no provider where none is known'
    fi
done <<'LIST'
yandex.ru Яндекс Yandex id.yandex.ru/security/app-passwords
bk.ru Mail.ru Mail.ru account.mail.ru/user/2-step-auth/passwords
gmail.com Gmail Gmail myaccount.google.com/apppasswords
none.test
LIST
done_testing
