#!/bin/bash
# 24-unknown.sh: a number, a name or an address on the command line that there is not is told, and the command fails;
# so is what a file sets twice.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

write 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test 'Ждёт решения' <<<'Здравствуйте, коллеги!'
letter=$(v --json queue list --state sent | jq -r .letter | head -n 1)
case=$(v --json held list | jq -r .case)

while IFS='|' read -r arguments what; do
    eval "set -- $arguments"
    exits 69 "vestnik $arguments" v "$@"
    like "$(cat "$TEST_ERR")" "$what" 'says what there is not'
done <<LIST
queue list 9999|there is no outgoing letter 9999
queue show 9999|there is no outgoing letter 9999
queue retry 9999|there is no outgoing letter 9999
queue drop 9999|there is no outgoing letter 9999
queue list 9999 --state failed|there is no outgoing letter 9999
queue retry $letter nobody@x.test|outgoing letter $letter does not go to nobody@x.test; see vestnik queue list $letter
queue drop $letter nobody@x.test|outgoing letter $letter does not go to nobody@x.test
queue retry --domain nowhere.test|is not stopped
held show 9999|there is no case 9999
held show 9999 --raw|there is no case 9999
held approve 9999|there is no case 9999
held reject 9999|there is no case 9999
held retry 9999|there is no case 9999
held retry $case|case $case is not broken
member add nolist zhukova@school3.test|there is no list 'nolist'
member add matematika nobody@x.test|nobody@x.test
member set nolist zhukova@school3.test mode=each|there is no list 'nolist'
member set matematika nobody@x.test mode=each|nobody@x.test
member set matematika zhukova@school3.test mode=each|no member
member set matematika zhukova@school3.test role=-moderator|Жукова Зоя Антоновна is no moderator of matematika
member remove nolist zhukova@school3.test|there is no list 'nolist'
member remove matematika zhukova@school3.test|is no member of matematika
member show nobody@x.test|nobody@x.test
member invite nolist 'Школа № 3'|there is no list 'nolist'
member invite matematika 'Школа № 77'|there is no school 'Школа № 77'
member invite --status nolist|there is no list 'nolist'
list show nolist|there is no list 'nolist'
list set nolist title=x|there is no list 'nolist'
list members nolist|there is no list 'nolist'
list close nolist|there is no list 'nolist'
list allow show nolist|there is no list 'nolist'
list allow remove matematika digest|digest
list apply /nowhere|/nowhere
person show '#9999'|there is no person 9999
person merge '#9999' '#1'|there is no person 9999
person merge '#1' '#9999'|there is no person 9999
person export '#9999' $TEST_TMP/x.zip|there is no person 9999
person erase '#9999'|there is no person 9999
archive show 9999|there is no letter 9999
archive raw 9999|there is no letter 9999
archive threads --list nolist|there is no list 'nolist'
digest show --list nolist|there is no list 'nolist'
report coverage --list nolist|there is no list 'nolist'
trace 9999|there is no letter 9999
trace --queue 9999|there is no outgoing letter 9999
trace --copy 9999|there is no copy 9999
LIST

# --- twice in a file ---------------------------------------------------------------------------------------
FILE=$TEST_TMP/twice.conf
for twice in 'database = "a.db"' 'language = ru' 'account "two" { address = "a@b.test"
    address = "a@b.test" }'; do
    { cat "$INSTANCE_CONF" && printf '%s\n%s\n' "$twice" "$twice"; } >"$FILE"
    for command in check 'queue list' 'run --once' init 'deliver --to a@b.test'; do
        code=78
        [[ $command != deliver* ]] || code=75 # the sender keeps the letter
        exits $code "a setting twice: $command" "$VESTNIK" -c "$FILE" $command </dev/null
        like "$(cat "$TEST_ERR")" "^vestnik: $FILE:[0-9]+: (database|language|address) is set twice, here and at $FILE:[0-9]+; keep one" \
            'names both lines'
    done
done
{ cat "$INSTANCE_CONF" && echo 'account "two" { address = "Vestnik@MO.test" }'; } >"$FILE"
exits 78 'two accounts of one address' "$VESTNIK" -c "$FILE" queue list
like "$(cat "$TEST_ERR")" 'account "two" has the address vestnik@mo.test, which is that of account "main"' 'are named'
printf 'list sovet {\n    title = "A"\n    members = {\n        "subject=a",\n        "subject=b"\n    }\n    %s\n}\n' \
    'members = { "subject=c" }' >"$TEST_TMP/lists.conf"
exits 78 'so in a file of lists' v list apply "$TEST_TMP/lists.conf"
like "$(cat "$TEST_ERR")" "lists.conf:7: members is set twice, here and at $TEST_TMP/lists.conf:4;" 'which would keep some of them only'
sed -i 's/members = { "subject=c"/members += { "subject=c"/' "$TEST_TMP/lists.conf"
exits 0 'but += adds' v list apply "$TEST_TMP/lists.conf" --dry-run

# --- what is no mistake ------------------------------------------------------------------------------------
exits 0 'a letter that has nothing to try again is no mistake' v queue retry "$letter"
exits 0 'nor is a state that nobody is in' v queue list "$letter" --state failed
is "$(cat "$TEST_OUT")" 'nothing' 'which is said'
done_testing
