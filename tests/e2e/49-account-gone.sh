#!/bin/bash
# 49-account-gone.sh: letters wait for an account that is taken out of the settings: the first account sends them, from
# addresses that its own server lets it use. So too when the only account becomes another mailbox.
. "$(dirname "$0")/../lib/tap.sh"

ONE=$(free_port) TWO=$(free_port)
account() { # NAME ADDRESS PORT
    echo "account \"$1\" { address = \"$2\"  imap_host = none
        smtp_host = \"127.0.0.1\"  smtp_port = $3  smtp_security = none }"
}
settings() { # ACCOUNT...
    { grep -v -e '^account' -e smtp_host "$TEST_TMP/first.conf"; printf '%s\n' "$@"; } >"$INSTANCE_CONF"
}
at() { v --now "2026-11-16T$1" run --once; }
letters() { # each into a file of its own
    local n=0
    jq -r 'select(.letter) | .letter' "$TEST_TMP/one.json" | while read -r one; do
        n=$((n + 1))
        base64 -d <<<"$one" >"$TEST_TMP/letter.$n.eml"
    done
}
field() { # NAME: addresses in that field of all of them
    for file in "$TEST_TMP"/letter.*.eml; do "$ROOT/tests/lib/letter.py" header "$1" "$file"; done |
        grep -o '[^ <>]*@[^ <>]*' | sort -u | tr '\n' ' ' | sed 's/ $//'
}
post() { # LIST NAME
    printf 'From: ivanova@s1.test\nTo: %s\nSubject: %s\nMessage-ID: <%s@s1.test>\n\nText.\n' "$1" "$2" "$2" |
        v --now 2026-11-16T08:00 deliver --to "$1" --from ivanova@s1.test
}

new_instance "$(account one gw@one.test "$ONE")" "$(account two gw@two.test "$TWO")" 'transport = smtp'
cp "$INSTANCE_CONF" "$TEST_TMP/first.conf"
printf 'ФИО;Школа;Почта\nИванова Анна;Школа 1;ivanova@s1.test\nПетров Пётр;Школа 1;petrov@s1.test\n' >"$TEST_TMP/registry.csv"
v registry import "$TEST_TMP/registry.csv" >/dev/null || bail_out 'no registry'
v list add fizika 'title=МО учителей физики, астрономии и информатики северного округа' account=two >/dev/null
for who in ivanova petrov; do v member add --quiet fizika "$who@s1.test" >/dev/null 2>&1 || bail_out "no member $who"; done
post gw+fizika@two.test first
printf 'From: petrov@s1.test\nTo: gw@one.test\nSubject: помощь\nMessage-ID: <help@s1.test>\n\n' |
    v --now 2026-11-16T08:00 deliver --to gw@one.test --from petrov@s1.test

ok 'a post and an answer wait for servers that are not there' at 08:00
is "$(v queue list --json | jq -r '.state + " " + .address' | sort | tr '\n' ' ')" 'deferred petrov@s1.test deferred petrov@s1.test ' \
    'both are deferred'

settings "$(account three gw@three.test "$ONE")"
server one "$ROOT/tests/lib/smtp_server.py" --log "$TEST_TMP/one.json" --port "$ONE" --stay
wait_for 10 port_open "$ONE" || bail_out 'the SMTP server does not start'
ok 'the only account is another mailbox now' at 12:00
is "$(v queue list --json | wc -l)" 0 'and nothing waits any more'
letters
is "$(jq -r 'select(.letter) | .sender' "$TEST_TMP/one.json" | sort -u)" 'gw+bounce@three.test' 'their envelope sender is its own'
is "$(field From)" 'gw+fizika@three.test gw@three.test' 'and so is From, of the list and of the robot'
is "$(field Reply-To)" 'gw+fizika@three.test' 'an answer to the list is written to its new address'
is "$(cat "$TEST_TMP"/letter.*.eml | grep -c $'^Text\\.\r$')" 1 'the text is as it was'
like "$(grep -h '^From: ' "$TEST_TMP"/letter.*.eml)" 'From: =.UTF-8' 'and the author in From too'
done_testing
