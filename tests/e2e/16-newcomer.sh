#!/bin/bash
# What somebody meets who runs the program for the first time: each slip is named with its remedy, each
# group of commands tells what it can do, and a list ends as it began, by one command.
. "$(dirname "$0")/../lib/tap.sh"
new_instance

# --- without settings ---------------------------------------------------------------------------------
mkdir "$TEST_TMP/empty"
bare() { (cd "$TEST_TMP/empty" && "$VESTNIK" "$@"); }
if [ -e /etc/vestnik/vestnik.conf ]; then
    note 'there is an /etc/vestnik/vestnik.conf here: not tested what happens without'
else
    exits 69 'no settings file' bare status
    like "$(cat "$TEST_ERR")" 'looked for /etc/vestnik/vestnik.conf and .*/empty/conf/vestnik.conf' 'those looked for'
    like "$(cat "$TEST_ERR")" 'vestnik -c FILE' 'and how to name another'
fi
exits 0 'vestnik --version' bare --version
like "$(cat "$TEST_OUT")" '^vestnik [0-9]' 'tells the version'
exits 0 'vestnik help' bare help
like "$(cat "$TEST_OUT")" '^  registry import' 'lists the commands'
exits 0 'help of a group needs no settings' bare member --help
is "$(sort "$TEST_OUT" | grep -c '^vestnik member')" 5 'and names all actions'
like "$(cat "$TEST_OUT")" 'roles: moderator, deputy, methodist, expert' 'and the roles'
exits 0 'the same by help GROUP' bare help list
like "$(cat "$TEST_OUT")" '^vestnik list close NAME$' 'names what there is'
exits 0 'help of one action' bare list show --help
is "$(grep '^vestnik' "$TEST_OUT")" 'vestnik list show [NAME]' 'tells only that'
like "$(cat "$TEST_OUT")" '^ +members, moderated, school or anyone$' 'and the settings of a list'
exits 64 'no such command' bare help teach

# --- settings -----------------------------------------------------------------------------------------
sed 's/^state/community = Ресурсный центр\nstate/' "$INSTANCE_CONF" >"$TEST_TMP/unquoted.conf"
exits 78 'a value without quotes' "$VESTNIK" -c "$TEST_TMP/unquoted.conf" status
like "$(cat "$TEST_ERR")" 'unquoted.conf:[0-9]+: .*needs quotes' 'is told with its line'
: >"$TEST_TMP/password"
printf 'state = "state"\nletters = "%s"\naccount "main" {\n address = "gw@mo.test"\n addressing = bare\n password_file = "password"\n imap_host = "localhost"\n smtp_host = "localhost"\n}\n' \
    "$ROOT/conf/letters" >"$TEST_TMP/bare.conf"
chmod 644 "$TEST_TMP/password"
exits 78 'a password that others may read' "$VESTNIK" -c "$TEST_TMP/bare.conf" check
like "$(cat "$TEST_OUT")" "chmod 600 $TEST_TMP/password\$" 'is named by its path'
is "$(grep -cE '^(password|mailbox|sending)' "$TEST_OUT")" 1 'and told once'
chmod 600 "$TEST_TMP/password"
exits 78 'an empty password' "$VESTNIK" -c "$TEST_TMP/bare.conf" check
like "$(cat "$TEST_OUT")" '^password .*first line is empty' 'is told'

printf 'secret\n' >"$TEST_TMP/password"
chmod 640 "$TEST_TMP/password"
unlike "$(CREDENTIALS_DIRECTORY=$TEST_TMP "$VESTNIK" -c "$TEST_TMP/bare.conf" check 2>&1)" 'others may read' \
    'what systemd hands over is guarded by systemd'

# --- installation -------------------------------------------------------------------------------------
exits 0 'make install' make -s -C "$ROOT" install-files B="$(dirname "$VESTNIK")" DESTDIR="$TEST_TMP/root" PREFIX=/opt/v
like "$("$TEST_TMP/root/opt/v/bin/vestnik" version)" '^vestnik ' 'installs the program'
is "$(diff -r "$ROOT/conf/letters" "$TEST_TMP/root/opt/v/share/vestnik/letters")" '' 'the letters'
like "$(cat "$TEST_TMP/root/opt/v/lib/systemd/system/vestnik.service")" '^ExecStart=/opt/v/bin/vestnik serve$' 'and the service'

sed -n 's/^state *= *//p' "$TEST_TMP/root/opt/v/share/vestnik/vestnik.conf.sample" >"$TEST_TMP/where"
is "$(cat "$TEST_TMP/where")" '"/var/lib/vestnik"' 'the sample of the settings keeps its state where the service may write'
unlike "$(cat "$TEST_TMP/root/opt/v/share/vestnik/vestnik.conf.sample")" '\.\./' 'with no path of the sources'
sed "s|^state *=.*|state = \"$TEST_TMP/installed\"|" "$TEST_TMP/root/opt/v/share/vestnik/vestnik.conf.sample" >"$TEST_TMP/sample.conf"
installed() { "$TEST_TMP/root/opt/v/bin/vestnik" -c "$TEST_TMP/sample.conf" "$@"; }
like "$(installed check 2>&1)" '^disk +[0-9]+ MiB free' 'check before init looks at the disk of the folder above'
ok 'an instance of the sample' installed init
ok 'is in order, with the letters that were installed' installed check
ok 'and takes the lists of the other sample' installed list apply "$TEST_TMP/root/opt/v/share/vestnik/lists.conf"

# --- lists and roles ----------------------------------------------------------------------------------
v list add matematika --title 'МО учителей математики' >/dev/null
printf 'ФИО;Школа;Почта;МО\nБелов Борис Ильич;Школа № 1;b@s.test;matematika\n' >"$TEST_TMP/one.csv"
exits 0 'an import' v registry import "$TEST_TMP/one.csv"
like "$(cat "$TEST_OUT")" '^added +Белов Борис Ильич, Школа № 1 \(line 2\): joins matematika$' 'tells who joins what'
like "$(cat "$TEST_OUT")" '^1 row: .*; 1 new school$' 'counting in English'
is "$(v registry show b@s.test | grep -cE '^(school|name) ')" 2 'a person is told once'
unlike "$(v registry show b@s.test)" '\(\)' 'without empty brackets'
exits 78 'check' "$VESTNIK" -c "$TEST_TMP/bare.conf" check
like "$(cat "$TEST_OUT")" 'held letters of matematika wait for nobody: .*--role moderator' 'names a list without a moderator'
like "$(cat "$TEST_OUT")" 'matematika has no tag' 'and, with one bare address, without a tag'
exits 65 'no such role' v member set matematika b@s.test role=boss
like "$(cat "$TEST_ERR")" 'moderator, deputy, methodist, expert' 'names those there are'
exits 0 'a role by --role' v member set --quiet matematika b@s.test --role moderator
is "$(cat "$TEST_OUT")" 'matematika: Белов Борис Ильич, each, moderator' 'is given'
exits 0 'days of duty' v member set matematika b@s.test days=пн,ср
like "$(cat "$TEST_OUT")" '^matematika: on duty mon,wed; that counts once this is set: vestnik list set matematika asked=duty$' \
    'are shown, and what they still need'
like "$(v member show b@s.test)" '^matematika: on duty mon,wed' 'also later'
exits 64 'member list' v member list matematika
like "$(cat "$TEST_ERR")" 'vestnik list members LIST' 'leads to the command that lists them'
exits 0 'or by role=' v member set --quiet matematika b@s.test role=methodist
unlike "$("$VESTNIK" -c "$TEST_TMP/bare.conf" check 2>&1)" 'wait for nobody' 'and somebody decides'
is "$(v queue list)" 'nothing waits' 'an empty queue says so'
printf 'ФИО;Школа;МО\n"Дубов\nОлег Ильич";Школа № 1;\nРябов Пётр;Школа № 1;khimiya\nКим Ли;Школа № 1;khimiya\n' >"$TEST_TMP/two.csv"
exits 65 'an unknown list' v registry import "$TEST_TMP/two.csv"
like "$(cat "$TEST_ERR")" "two.csv:4: \(row 3\) МО: there is no list 'khimiya'; lines 4, 5; .*vestnik list add khimiya" \
    'is told once, with the row of the spreadsheet'
exits 0 'a school spelt in another way' v member add --quiet matematika new@s.test --name 'Новикова Вера Игоревна' --school '«школа №1»'
is "$(v registry show new@s.test --json | jq -r .school)" 'Школа № 1' 'is the same school'

# --- weekly letters -------------------------------------------------------------------------------------
like "$(v digest show --for members --week 2026-W01)" "nobody wrote in this week; the members' letter .* is not sent" \
    'a week without posts has no letter to the members'
like "$(v digest send --week 2020-W01)" '^matematika 2020-W01 digest-methodist: not sent, the list was made after' \
    'a list has no letters about a week before it was made'
is "$(v digest send --week 2020-W01 --json | jq -c '[.first,.recipients]' | sort -u)" '[false,0]' 'in JSON too'

# --- the sample of the README ---------------------------------------------------------------------------
like "$(v list add fizika)" '^Letters will call it "fizika"; in words: vestnik list set fizika title=' 'a list without a title says how letters will call it'
for readme in README.md README.ru.md; do
    sed -n 's/^    //; /^ФИО;/,/^$/p' "$ROOT/$readme" >"$TEST_TMP/sample.csv"
    exits 0 "the sample of $readme" v registry import "$TEST_TMP/sample.csv" --dry-run
    like "$(cat "$TEST_OUT")" 'Иванова Мария Петровна, МБОУ СОШ № 1 .*: joins matematika, fizika$' 'is imported'
    like "$(cat "$TEST_OUT")" '^2 rows: 2 added' 'all of it'
done
v list close fizika >/dev/null

# --- the end of a list ----------------------------------------------------------------------------------
take() { # SUBJECT MESSAGE-ID
    printf 'From: b@s.test\nTo: matematika@mo.test\nSubject: %s\nMessage-ID: <%s>\n\nText.\n' "$1" "$2" |
        v deliver --from b@s.test --to matematika@mo.test && v run --once
}
posts() { v archive threads --json | wc -l; }
take 'Before' 1@s.test >/dev/null 2>&1
is "$(posts)" 1 'a letter is published'
sent=$(v queue list --state sent --json | jq -r .letter | head -n 1)
exits 0 'a letter that was sent' v queue retry "$sent"
like "$(cat "$TEST_OUT")" '^nothing to try again' 'is not sent again, which is said'
printf 'From: x@far.test\nTo: matematika@mo.test\nSubject: Held\nMessage-ID: <2@s.test>\n\nText.\n' |
    v deliver --from x@far.test --to matematika@mo.test
v run --once >/dev/null 2>&1
exits 65 'a list whose letters wait' v list close matematika
like "$(cat "$TEST_ERR")" '1 letter of .matematika. waits for a moderator' 'is not closed'
case=$(v held list --json | jq .case)
exits 0 'the stranger is let in' v held approve "$case"
like "$(v archive threads --json | jq -r '.author')" '^гость$' 'as a guest, without the address'
exits 0 'a list is closed' v list close matematika
take 'After' 3@s.test >/dev/null 2>&1
is "$(posts)" 2 'then no letter is published'
is "$(v list show --json | wc -l)" 0 'it is listed no more'
v --now "$(date -d '+8 days' +%F)" run --once >/dev/null 2>&1
is "$(sqlite3 "$TEST_TMP/state/vestnik.db" "SELECT count(*) FROM run WHERE kind LIKE 'digest%'")" 0 'and has no digest'
exits 69 'it is closed once' v list close matematika
exits 73 'and keeps its name' v list add matematika
like "$(cat "$TEST_ERR")" 'a closed one keeps' 'which is said'
done_testing
