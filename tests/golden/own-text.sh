#!/bin/bash
# Own text as programs send it: NAME.in is a letter without its first headers, NAME.ref what its
# author wrote and, below "=== signature", what was taken as the signature.
. "$(dirname "$0")/../lib/tap.sh"
new_instance
cd "$ROOT/tests/golden/own-text" || bail_out 'the golden letters are gone'

for letter in *.in; do
    printf 'From: kim@school7.example\nSubject: Re: план\nMessage-ID: <1@school7.example>\n' \
        >"$TEST_TMP/${letter%.in}.eml"
    printf 'Date: Mon, 12 Oct 2026 12:00:00 +0300\nMIME-Version: 1.0\n' >>"$TEST_TMP/${letter%.in}.eml"
    cat "$letter" >>"$TEST_TMP/${letter%.in}.eml"
done
v inspect --json "$TEST_TMP"/*.eml >"$TEST_TMP/all.json"
for letter in *.in; do
    jq -r --arg file "$TEST_TMP/${letter%.in}.eml" 'select(.file == $file)
        | .new_text, if .signature then "=== signature\n" + .signature else empty end' \
        "$TEST_TMP/all.json" >"$TEST_TMP/came"
    ok "${letter%.in}" diff -u "${letter%.in}.ref" "$TEST_TMP/came"
done
done_testing
