#!/bin/bash
# 49-one-click-browser.sh: a real browser opens the link of a letter, by the web server that stands before the page, with
# the settings that conf/ ships, and touches the button. SCREENSHOTS=FOLDER keeps pictures of the pages.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
. "$ROOT/tests/lib/one_click.sh"

NGINX=$ROOT/build/unpacked/usr/sbin/nginx
[ -x "$NGINX" ] || bail_out 'there is no nginx: make check unpacks it'
PORT=$(free_port) TLS_PORT=$(free_port) DRIVER_PORT=$(free_port)
SITE=https://mo.example

# --- the servers -------------------------------------------------------------------------------------------

start_nginx() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mo.example \
        -keyout "$TEST_TMP/tls.key" -out "$TEST_TMP/tls.crt" 2>"$TEST_ERR" || bail_out 'no certificate'
    sed -e "s|listen 443 ssl|listen 127.0.0.1:$TLS_PORT ssl|" -e "s|127.0.0.1:2480;|127.0.0.1:$PORT;|" \
        -e "s|/etc/ssl/mo.example|$TEST_TMP/tls|" "$ROOT/conf/nginx-one-click.conf" >"$TEST_TMP/site.conf"
    cat >"$TEST_TMP/nginx.conf" <<CONF
daemon off;
master_process off;
pid $TEST_TMP/nginx.pid;
events {}
http {
    access_log $TEST_TMP/access.log;
    client_body_temp_path $TEST_TMP/nginx-body;
    proxy_temp_path $TEST_TMP/nginx-proxy;
    fastcgi_temp_path $TEST_TMP/nginx-1;
    uwsgi_temp_path $TEST_TMP/nginx-2;
    scgi_temp_path $TEST_TMP/nginx-3;
    include $TEST_TMP/site.conf;
}
CONF
    server nginx "$NGINX" -e "$TEST_TMP/nginx-error.log" -c "$TEST_TMP/nginx.conf"
    wait_for 20 port_open "$TLS_PORT" || bail_out "nginx: $(cat "$TEST_TMP/nginx.log" "$TEST_TMP/nginx-error.log")"
}

# --- the browser (WebDriver, by curl) ----------------------------------------------------------------------

driver() { # PATH [JSON]: the value that it answers
    local url=http://127.0.0.1:$DRIVER_PORT/session$1
    if [ $# -gt 1 ]; then curl -s -m 60 -H 'Content-Type: application/json' -d "$2" "$url"; else curl -s -m 60 "$url"; fi |
        jq -r '.value | if type == "string" then . else tojson end'
}

start_browser() {
    local sandbox='' options
    [ "$(id -u)" -ne 0 ] || sandbox='"--no-sandbox",'
    server driver env HOME="$TEST_TMP" chromedriver --port="$DRIVER_PORT"
    wait_for 30 port_open "$DRIVER_PORT" || bail_out "chromedriver: $(cat "$TEST_TMP/driver.log")"
    options='{"args": ['$sandbox'"--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir='$TEST_TMP'/browser",
        "--host-resolver-rules=MAP mo.example:443 127.0.0.1:'$TLS_PORT', MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        "mobileEmulation": {"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2}}}'
    BROWSER=/$(driver '' '{"capabilities": {"alwaysMatch": {"acceptInsecureCerts": true, "goog:chromeOptions": '"$options"',
        "goog:loggingPrefs": {"browser": "ALL"}}}}' | jq -r .sessionId)
    [ "$BROWSER" != /null ] || bail_out "no browser: $(tail -n 5 "$TEST_TMP/driver.log")"
    at_exit end_browser
}

end_browser() {
    curl -s -m 20 -X DELETE "http://127.0.0.1:$DRIVER_PORT/session$BROWSER" >/dev/null
}

open_page() { driver "$BROWSER/url" "{\"url\": \"$1\"}" >/dev/null; }
title() { driver "$BROWSER/title"; }
element() { driver "$BROWSER/element" "{\"using\": \"css selector\", \"value\": \"$1\"}" | jq -r '.[]'; }
script() { driver "$BROWSER/execute/sync" "{\"script\": \"return $1\", \"args\": []}"; }
picture() {
    [ -z "${SCREENSHOTS:-}" ] || driver "$BROWSER/screenshot" | base64 -d >"$SCREENSHOTS/$1.png"
}

# -----------------------------------------------------------------------------------------------------------

one_click_community "127.0.0.1:$PORT" "$SITE/leave"
first_post
path=$(path_in "$(from_us petrov@school3.test)")
members() { v --json list members matematika | jq -r .address; }
door_start
start_nginx
start_browser

open_page "$SITE$path"
is "$(title)" 'Отписаться от писем «МО учителей математики»?' 'the page opens in a browser'
picture leave
is "$(script 'document.documentElement.scrollWidth <= 360')" true 'it is as wide as a telephone'
is "$(script "getComputedStyle(document.querySelector('button')).backgroundColor")" 'rgb(11, 87, 164)' 'its style counts'
is "$(script "document.querySelector('button').getBoundingClientRect().height >= 44")" true 'a thumb finds the button'
is "$(script "parseFloat(getComputedStyle(document.querySelector('p')).fontSize) >= 16")" true 'and eyes the words'
is "$(driver "$BROWSER/se/log" '{"type": "browser"}' | jq -r '.[].message' | grep -v favicon)" '' 'the browser has nothing against it'
like "$(members)" petrov 'the page that was opened has changed nothing'

# Filters of mail open every link, some of them as a browser does.
open_page "$SITE$path"
for n in 1 2 3; do curl -sk -m 20 -o "$TEST_TMP/scan" --resolve "mo.example:$TLS_PORT:127.0.0.1" "https://mo.example:$TLS_PORT$path"; done
ok 'a filter sees the page too' grep -q 'One-Click' "$TEST_TMP/scan"
like "$(members)" petrov 'nor do filters that open it again and again'

driver "$BROWSER/element/$(element button)/click" '{}' >/dev/null
wait_for 20 eval '[ "$(title)" != "Отписаться от писем «МО учителей математики»?" ]'
is "$(title)" 'Вы отписаны от писем «МО учителей математики»' 'the button leaves the list'
picture left
unlike "$(members)" petrov 'the database says so'
settle
is "$(subject_of "$(from_us petrov@school3.test)")" 'Вы вышли из «МО учителей математики»' 'and a letter confirms it'
open_page "$SITE/leave/1-1-abc"
is "$(title)" 'Эта ссылка не подошла' 'a wrong link is told kindly'
picture wrong

# --- the web server before it ------------------------------------------------------------------------------

ask() { # ARGUMENT...: the status of a request of a provider
    curl -sk -m 20 -o "$TEST_TMP/page" -w '%{http_code}' --resolve "mo.example:$TLS_PORT:127.0.0.1" "$@"
}
other=$(path_in "$(grep -l 'Delivered-To: kuznetsov@' "$TEST_TMP"/step-1/*)")
is "$(ask -d List-Unsubscribe=One-Click "https://mo.example:$TLS_PORT$other")" 200 'the request of a provider goes through'
unlike "$(members)" kuznetsov 'and leaves the list'
head -c 5000 /dev/zero >"$TEST_TMP/long"
is "$(ask --data-binary "@$TEST_TMP/long" "https://mo.example:$TLS_PORT$other")" 413 'a long body is stopped before'
is "$(ask "https://mo.example:$TLS_PORT/")" 404 'there is nothing else'
for n in {1..20}; do ask "https://mo.example:$TLS_PORT$other" >"$TEST_TMP/status"; done
is "$(cat "$TEST_TMP/status")" 429 'who asks too often has to wait'
is "$(cat "$TEST_TMP"/*.log | grep -c -e "${path#/leave/}" -e "${other#/leave/}")" 0 'no log holds a token'
done_testing
