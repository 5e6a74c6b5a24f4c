#!/bin/bash
# Golden letters: `inspect --json NAME.eml` prints what stands in NAME.json. A bug report becomes one
# more pair: put the letter beside the others, and write down what should have been understood.
. "$(dirname "$0")/../lib/tap.sh"
new_instance
cd "$ROOT/tests/golden/inspect" || bail_out 'the golden letters are gone'

for letter in *.eml; do
    v inspect --json "$letter" 2>"$TEST_ERR" | jq . >"$TEST_TMP/came.json"
    ok "$letter" diff -u "${letter%.eml}.json" "$TEST_TMP/came.json"
done

# --- keys, order and names ------------------------------------------------------------------------
keys='file,kind,evidence,message_id,in_reply_to,references,date,from,subject,subject_base,text,new_text'
keys+=',signature,charset,attachments,bounce,authentication,warnings'
is "$(v inspect --json binary.eml utf8-plain.eml | jq -r 'keys_unsorted|join(",")' | sort -u)" \
    "$keys" 'every key, always, in this order'
is "$(v inspect --json - <utf8-plain.eml | jq -r '.file, .kind')" $'-\npost' 'standard input is -'
like "$(v inspect dsn.eml)" 'petrova@school7.example: failed, unknown-user' 'in words for people too'
is "$(v inspect --json utf8-plain.eml dsn.eml answer.eml | jq -r .kind | tr '\n' ' ')" \
    'post bounce answer ' 'in the order of the files'
is "$(env -C / "$VESTNIK" -c "$INSTANCE_CONF" inspect --json "$PWD/utf8-plain.eml" | jq -r .kind)" post \
    'from any folder'

# --- mbox -----------------------------------------------------------------------------------------
for letter in utf8-plain.eml dsn.eml; do
    printf 'From x@y Mon Nov 16 08:00:00 2026\n'
    sed 's/^\(>*From \)/>\1/' "$letter"
    echo
done >"$TEST_TMP/two.mbox"
printf 'From x@y Mon Nov 16 08:00:00 2026\nFrom: a@b.example\n\n>From here\n>>From there\nFrom now\n' \
    >>"$TEST_TMP/two.mbox"
v inspect --json --mbox "$TEST_TMP/two.mbox" >"$TEST_TMP/mbox.json"
is "$(jq -r .file "$TEST_TMP/mbox.json" | sed 's/.*two/two/' | tr '\n' ' ')" \
    'two.mbox#1 two.mbox#2 two.mbox#3 ' 'letters of an mbox are numbered'
is "$(jq -r .kind "$TEST_TMP/mbox.json" | tr '\n' ' ')" 'post bounce post ' 'and read each'
is "$(tail -n 1 "$TEST_TMP/mbox.json" | jq -r .text)" $'From here\n>From there\nFrom now' \
    'quoted From lines lose one mark'

# --- bad input ------------------------------------------------------------------------------------
bomb() { # NAME BEFORE PIECE TIMES: a letter with PIECE TIMES times
    { printf "%b" "$2"; yes -- "$3" | head -n "$4" | tr -d '\n' | sed 's/|/\n/g'; printf '\n\ntext\n'; } \
        >"$TEST_TMP/$1.eml"
}
bomb subject 'From: a@b.example\nSubject: ' xxxxxxxxxxxxxxxx 65536
bomb colons 'From: a@b.example\nTo: ' a: 50000
bomb parts 'From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n' '--b||' 20000
bomb nested 'From: a@b.example\n' 'Content-Type: message/rfc822||' 1000
for name in subject:subject_bytes colons:address_colons parts:parts nested:depth; do
    line=$(v inspect --json "$TEST_TMP/${name%:*}.eml")
    is "$(jq -r '.kind + " " + .from.address + " " + .warnings[0]' <<<"$line")" \
        "broken a@b.example over-limit:${name#*:}" "a bomb of ${name%:*} is broken, and known"
done
: >"$TEST_TMP/empty"
is "$(v inspect --json "$TEST_TMP/empty" | jq -r .kind)" broken 'an empty file is broken'
exits 64 'no file' v inspect
exits 64 'an unknown option' v inspect --wrong x
not_ok 'a file that is not there' v inspect --json "$TEST_TMP/nothing.eml"
like "$(cat "$TEST_ERR")" 'nothing.eml cannot be opened: No such file' 'is named'
not_ok 'a folder' v inspect --json "$TEST_TMP"
like "$(cat "$TEST_ERR")" 'cannot be read' 'is no letter'
done_testing
