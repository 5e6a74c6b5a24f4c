#!/bin/bash
# 48-one-click.sh: leaving a list by one request over HTTP (RFC 8058): the link in the copies, what the door
# answers to requests of every kind, by curl. The browser and the web server before it: 49-one-click-browser.sh.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/one_click.sh"

v_with() { # SED-SCRIPT ARGUMENT...
    sed "$1" "$INSTANCE_CONF" >"$TEST_TMP/other.conf"
    warm -c "$TEST_TMP/other.conf" "${@:2}"
}

PORT=$(free_port)
one_click_community "127.0.0.1:$PORT" https://mo.test/leave 'one_click_connections = 6' 'one_click_seconds = 2' 'database_wait = 1'

# --- the link ----------------------------------------------------------------------------------------------

first_post
got=$(from_us petrov@school3.test)
like "$("$LETTER" header List-Unsubscribe "$got")" \
    '^<https://mo.test/leave/[0-9]+-[0-9]+-[0-9a-z]{16}>, ?<mailto:vestnik@mo.test\?subject=otpiska%20matematika>$' \
    'a copy of one person has a link and an address to leave by'
is "$("$LETTER" header List-Unsubscribe-Post "$got")" 'List-Unsubscribe=One-Click' 'and says that one request is enough'
shared=$(from_us school7@school7.test)
is "$("$LETTER" header List-Unsubscribe-Post "$shared")" '' 'a mailbox that several share has no link: whose would it be?'
like "$("$LETTER" header List-Unsubscribe "$shared")" '^<mailto:vestnik' 'only the address'
is "$(sed -n 's/.*<https:\([^>]*\)>.*/\1/p' "$STEP"/* | sort -u | wc -l)" "$(grep -l '<https:' "$STEP"/* | wc -l)" \
    'each person has a link of their own'

order petrov@school3.test 'помощь'
is "$("$LETTER" header List-Unsubscribe "$answer")" '' 'an answer of ours is no letter of a list: nothing to leave'
later 7 days
due
like "$("$LETTER" header List-Unsubscribe "$(from_us drozdova@school3.test)")" '^<https://mo.test/leave/' \
    'a weekly letter has the link'

petrov=$(path_in "$got")
token=${petrov#/leave/}
url=http://127.0.0.1:$PORT
door_start
trap '' PIPE

# --- requests that change nothing --------------------------------------------------------------------------

# answers STATUS DESC CURL-ARGUMENT...: and the page of the last request is in $TEST_TMP/page
answers() {
    local status
    status=$(curl -s -m 20 -o "$TEST_TMP/page" -D "$TEST_TMP/head" -w '%{http_code}' "${@:3}")
    is "$status" "$1" "$2"
}
ONE_CLICK=(-d List-Unsubscribe=One-Click)
other=$(path_in "$(grep -l 'Delivered-To: sidorova@' "$TEST_TMP"/step-1/* | head -n 1)")
answers 200 'GET shows a page' "$url$petrov"
like "$(cat "$TEST_TMP/page")" '<h1>Отписаться от писем «МО учителей математики»\?</h1>' 'in Russian, with the name of the list'
like "$(cat "$TEST_TMP/page")" '<h2>Leave the list “МО учителей математики”\?</h2>' 'and in English below'
unlike "$(cat "$TEST_TMP/page")" 'Петров|petrov|<script|src=|http:|https:| on[a-z]+=' 'no name, no script, nothing from elsewhere'
cp "$TEST_TMP/page" "$TEST_TMP/leave.html"
for line in 'content-type: text/html; charset=utf-8' "content-security-policy: default-src 'none'; style-src 'sha256-" \
    'cache-control: no-store' 'x-content-type-options: nosniff' 'referrer-policy: no-referrer' 'x-frame-options: DENY' \
    'connection: close'; do
    ok "header $line" grep -qiF "$line" "$TEST_TMP/head"
done
style=$(tr -d '\n' <"$TEST_TMP/page" | sed 's/.*<style>\(.*\)<\/style>.*/\1/' | tr -d '\n' | openssl dgst -sha256 -binary | base64)
ok 'the style is the one that the policy allows' grep -qF "sha256-$style'" "$TEST_TMP/head"

answers 405 'HEAD is refused' -I "$url$petrov"
ok 'and said what is allowed' grep -qi '^Allow: GET, POST' "$TEST_TMP/head"
for method in PUT DELETE PATCH OPTIONS TRACE PROPFIND post; do
    answers 405 "$method is refused" -X "$method" "$url$petrov"
done
answers 405 'PUT with a body too' -X PUT "${ONE_CLICK[@]}" "$url$petrov"
answers 404 'another path is not there' "$url/"
answers 404 'nor is the path without a token' "$url/leave/"
answers 404 'nor a token without the path' "${ONE_CLICK[@]}" "$url/$token"
answers 400 'POST without a word' -d '' "$url$petrov"
answers 400 'POST of another word' -d List-Unsubscribe=Two-Clicks "$url$petrov"
answers 400 'POST of another field' -d Unsubscribe=One-Click "$url$petrov"
answers 400 'POST of a value that only begins so' -d 'List-Unsubscribe=One-Clickety-click' "$url$petrov"
answers 400 'the word in the query is none' -d '' "$url$petrov?List-Unsubscribe=One-Click"
answers 400 'POST of JSON' -H 'Content-Type: application/json' -d '{"List-Unsubscribe":"One-Click"}' "$url$petrov"
answers 400 'POST of no type' -H 'Content-Type:' "${ONE_CLICK[@]}" "$url$petrov"
answers 400 'POST of a form that is broken' -H 'Content-Type: multipart/form-data; boundary=x' -d '--y' "$url$petrov"
answers 411 'POST without a length' -H 'Transfer-Encoding: chunked' "${ONE_CLICK[@]}" "$url$petrov"
head -c 3000 /dev/zero | tr '\0' 'a' >"$TEST_TMP/long"
answers 413 'POST of more than one_click_bytes' --data-binary "@$TEST_TMP/long" "$url$petrov"
not_ok 'a head of 64 KiB gets no page' sh -c "head -c 65536 /dev/zero | tr '\0' a | sed 's/^/X-Long: /' |
    curl -sf -m 20 -o /dev/null -H @- '$url$petrov'"

# --- tokens that open nothing ------------------------------------------------------------------------------

page_of() { # PATH: what POST says; nothing of the path is in it
    curl -s -m 20 "${ONE_CLICK[@]}" "$url$1"
}
wrong=$(page_of "/leave/1-1-0000000000000000")
like "$wrong" '<h1>Эта ссылка не подошла</h1>' 'a wrong token is answered kindly'
like "$wrong" 'href="mailto:vestnik@mo.test\?subject=otpiska"' 'with the address to write to instead'
mac=${token##*-} person=${token%%-*} list=${token#*-} list=${list%-*}
for path in "$person-$list-${mac%?}" "$person-$list-${mac}0" "$((person + 1))-$list-$mac" "$person-$((list + 1))-$mac" \
    "0$person-$list-$mac" "+$person-$list-$mac" "$person-$list-$(tr a-z A-Z <<<"$mac")" "-$person-$list-$mac" \
    "999999-$list-$mac" "99999999999999999999-1-$mac" "$mac" '%00' '..%2f..' "$token/" "$token%00" \
    "%27%20OR%201%3D1" "$(head -c 3000 "$TEST_TMP/long")"; do
    [ "$(page_of "/leave/$path")" = "$wrong" ] || tap_fail "a token that is wrong: ${path:0:60}" "another page"
done
ok 'all that is wrong gets the very same page' true
is "$(sql "SELECT count(*) FROM membership WHERE until IS NOT NULL")" 0 'nobody left by any of it'
is "$(sql "SELECT count(*) FROM optout")" 0 'and no wish was kept'

lock_database
answers 503 'a database that cannot be written: later' "${ONE_CLICK[@]}" "$url$petrov"
like "$(cat "$TEST_TMP/page")" '<h1>Сейчас не получилось</h1>' 'and the page says so'
stop_pid "$LOCK"

# --- leaving -----------------------------------------------------------------------------------------------

members() { v --json list members matematika | jq -r .address | sort | tr '\n' ' '; }
answers 200 'POST leaves the list' "${ONE_CLICK[@]}" "$url$petrov"
like "$(cat "$TEST_TMP/page")" '<h1>Вы отписаны от писем «МО учителей математики»</h1>' 'the page says so'
unlike "$(members)" petrov 'he is out of the list'
settle
is "$(everybody)" petrov@school3.test 'he, and nobody else, gets a letter'
is "$(subject_of "$(from_us petrov@school3.test)")" 'Вы вышли из «МО учителей математики»' \
    'the one that confirms it when it was asked for by letter'
is "$(sql "SELECT group_concat(kind || ' ' || strength) FROM act WHERE kind = 'leave'")" 'leave token' 'it is counted'
answers 200 'once more is the same to whoever asks' "${ONE_CLICK[@]}" "$url$petrov"
settle
is "$(everybody)" '' 'and no second letter'
is "$(sql "SELECT count(*) FROM act WHERE kind = 'leave'")" 1 'nor is it counted again'
answers 200 'the page with the button opens still' "$url$petrov"
ok 'as it was' cmp "$TEST_TMP/page" "$TEST_TMP/leave.html"
v registry import "$TEST_TMP/registry.csv" >/dev/null
unlike "$(members)" petrov 'no import brings him back'
like "$(v --json list members fizika | jq -r .address)" petrov 'his other list goes on'

answers 200 'a form of parts does it as well' -F List-Unsubscribe=One-Click "$url$other"
unlike "$(members)" sidorova 'she is out'
answers 200 'so does one among other fields' -d 'a=b&List-Unsubscribe=One-Click&c=d' \
    "$url$(path_in "$(grep -l 'Delivered-To: kuznetsov@' "$TEST_TMP"/step-1/*)")"
unlike "$(members)" kuznetsov 'he is out'

v member add --quiet matematika petrov@school3.test --anyway >/dev/null
answers 200 'who is in again can leave again by the same link' "${ONE_CLICK[@]}" "$url$petrov"
unlike "$(members)" petrov 'and is out'

ok 'a person is erased' v person erase sidorova@school5.test --yes
is "$(page_of "$other")" "$wrong" 'the link of somebody who was erased is a wrong one'
v list add geografia title='МО учителей географии' >/dev/null
v list close matematika >/dev/null 2>&1 && is "$(page_of "$petrov")" "$wrong" 'so is one of a list that was closed'

# --- a server that is bothered -----------------------------------------------------------------------------

slow() { # a client that sends a byte now and then
    exec 4<>"/dev/tcp/127.0.0.1/$PORT" || return
    printf 'GET /leave/x HTTP/1.1\r\nHost: x\r\nX-Slow: ' >&4
    local started=${EPOCHREALTIME/./}
    while printf 'a' >&4 && [ $((${EPOCHREALTIME/./} - started)) -lt 20000000 ]; do sleep 0.2; done 2>/dev/null
    echo $(((${EPOCHREALTIME/./} - started) / 1000000))
    exec 4>&-
}
seconds=$(slow)
ok "whoever sends a byte now and then is cut off: after $seconds seconds" test "$seconds" -lt 15
for n in 1 2 3 4 5 6; do eval "exec 1$n<>/dev/tcp/127.0.0.1/$PORT"; done
answers 404 'connections that say nothing keep nobody out for long' "$url/"
for n in 1 2 3 4 5 6; do eval "exec 1$n>&-"; done
printf 'GET / HTTP/1.1\r\n\r\nPOST / garbage\r\n\x00\xff\r\n\r\n' | timeout 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$PORT; cat >&3; cat <&3" \
    >"$TEST_TMP/garbage" 2>/dev/null
answers 404 'after garbage it answers' "$url/"

is "$(grep -c -e "$mac" -e One-Click "$TEST_TMP/serve.log")" 0 'the log holds no token'
like "$(cat "$TEST_TMP/serve.log")" 'one-click.left .*person=[0-9]+ list=matematika was=member' 'but who left which list'
ok 'the duty still is the one that was started' test "$(grep -c 'duty.started name=one-click' "$TEST_TMP/serve.log")" = 1
stop_pid "$SERVE"

# --- a flood, by a socket file -----------------------------------------------------------------------------

sed -i -e 's|^one_click = .*|one_click = "unix:door"|' -e '$a one_click_requests = 3' "$INSTANCE_CONF"
door_start
ok 'a socket file does as well' test -S "$TEST_TMP/door"
for n in 1 2 3; do answers 404 "request $n of a minute is answered" --unix-socket "$TEST_TMP/door" http://mo.test/x; done
answers 429 'the fourth has to wait' --unix-socket "$TEST_TMP/door" http://mo.test/x
ok 'and hears for how long' grep -qi '^Retry-After: 60' "$TEST_TMP/head"
stop_pid "$SERVE"
not_ok 'a door that is open to other machines is refused' v_with 's|^one_click = .*|one_click = "0.0.0.0:2480"|' check
like "$(cat "$TEST_ERR")" 'one_click = "0.0.0.0:2480" is open to other machines' 'and the setting named'
not_ok 'nor is there a link without https' v_with 's|^one_click_url = .*|one_click_url = "http://mo.test/leave"|' check
like "$(cat "$TEST_ERR")" 'one_click needs one_click_url = "https://' 'and the setting named'
done_testing
