#!/bin/bash
# 24-person.sh: one person with all that is held about them: two rows that are one person are merged, all is
# given out, all is erased, and nothing brings it back.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ROBOT=vestnik@mo.test IVANOVA=ivanova@school3.test PETROV=petrov@school3.test DOUBLE=masha@mail.test

# field WHO KEY: of person show.
field() {
    v person show "$1" --json | jq -r ".$2"
}
# unpack FILE: the archive, by another program.
unpack() {
    rm -rf "$TEST_TMP/unpacked"
    python3 -m zipfile -e "$1" "$TEST_TMP/unpacked"
}

write $IVANOVA matematika@mo.test 'Контрольная по дробям' --attach "Задания.txt=$INSTANCE_CONF" \
    <<<$'Здравствуйте!\nПередаю задания, телефон 8-999-шиповник.'
reply_with "$(from_us $PETROV)" --no-quote <<<'Спасибо, Мария Петровна!'
write $IVANOVA $ROBOT помощь </dev/null

# --- two rows, one person --------------------------------------------------------------------------------

v member add --quiet fizika $DOUBLE --name 'Иванова Мария' >/dev/null
write $DOUBLE fizika@mo.test 'Лабораторная' <<<'Добрый день, делюсь лабораторной.'
write $DOUBLE $ROBOT 'подписаться matematika' </dev/null
question=$(from_us $DOUBLE)
double=$(field $DOUBLE id)
exits 65 'two persons of other names' v person merge $PETROV $IVANOVA
like "$(cat "$TEST_ERR")" 'do not look like one person.*--anyway' 'are not merged, and that is said'
exits 65 'nor somebody with themselves' v person merge $IVANOVA $IVANOVA
sql "UPDATE person SET external = name WHERE id IN ($double, $(field $IVANOVA id))"
exits 65 'nor two numbers of the registry, whatever is said' v person merge $DOUBLE $IVANOVA --anyway
like "$(cat "$TEST_ERR")" 'two persons; correct it|they are two persons' 'which is said'
sql "UPDATE person SET external = NULL; UPDATE person SET external = '17' WHERE id = $double"
exits 0 'two rows of one person are merged' v person merge $DOUBLE $IVANOVA
is "$(field $IVANOVA 'addresses | map(.address) | sort | join(" ")')" "$IVANOVA $DOUBLE" 'addresses go over'
is "$(field $IVANOVA number) $(field $IVANOVA posts) $(field $IVANOVA acts)" '17 2 3' 'number, posts and deeds too'
is "$(field $IVANOVA lists)" 'fizika each; matematika each' 'and memberships'
is "$(field "#$double" merged_into)" "$(field $IVANOVA id)" 'the other row says into whom it went'
exits 65 'and cannot be merged again' v person merge "#$double" $IVANOVA
reply "$question" ДА
is "$(decided)" 'answer answer' 'a question that was sent to the other row takes its answer'
printf 'ФИО;Школа;Номер\nИванова Мария;%s;17\n' "$(field $IVANOVA 'schools[-1].school')" >"$TEST_TMP/again.csv"
is "$(v registry import "$TEST_TMP/again.csv" --dry-run --json | tail -n 1 | jq .added)" 0 'a file that knows the other name means her'
printf 'ФИО;Школа\nИванова Мария;%s\n' "$(field $IVANOVA 'schools[-1].school')" >"$TEST_TMP/again.csv"
is "$(v registry import "$TEST_TMP/again.csv" --dry-run --json | tail -n 1 | jq .added)" 0 'without a number too'

# --- all of it, given out ----------------------------------------------------------------------------------

exits 0 'an export' v person export $IVANOVA "$TEST_TMP/ivanova.zip"
is "$(stat -c %a "$TEST_TMP/ivanova.zip")" 600 'is for nobody else to read'
ok 'opens with another program' unpack "$TEST_TMP/ivanova.zip"
is "$(tail -c 22 "$TEST_TMP/ivanova.zip" | head -c 4 | od -An -c | tr -d ' ')" 'PK005006' 'and ends where an archive ends, with nothing behind'
is "$(cd "$TEST_TMP/unpacked" && ls | tr '\n' ' ')" 'data.json letters summary.txt ' 'and holds three things'
is "$(jq -r '.posts | map(.subject) | sort | join(", ")' "$TEST_TMP/unpacked/data.json")" \
    'Контрольная по дробям, Лабораторная' 'her posts'
is "$(jq -r '[(.addresses, .memberships, .participation, .files, .letters_sent_to_you) | length > 0] | all' \
    "$TEST_TMP/unpacked/data.json")" true 'and rows of all kinds'
is "$(cat "$TEST_TMP"/unpacked/letters/*.eml | grep -c '^From:')" "$(field $IVANOVA letters)" 'every letter as it came'
is "$(grep -l "шиповник" "$TEST_TMP"/unpacked/letters/*.eml | wc -l)" 1 'with its own words'
like "$(cat "$TEST_TMP/unpacked/summary.txt")" '^  Иванова Мария Петровна' 'a summary in Russian'
unlike "$(cat "$TEST_TMP/unpacked/summary.txt")" '[{}]|null|T[0-9][0-9]:' 'that reads as a text'
unlike "$(cat "$TEST_TMP/unpacked/data.json" "$TEST_TMP"/unpacked/letters/*)" 'Кузнецов' 'and nothing about others'
exits 73 'a file that is there is not written over' v person export $IVANOVA "$TEST_TMP/ivanova.zip"

# --- all of it, erased -------------------------------------------------------------------------------------

posts=$(posts matematika) threads=$(v archive threads --json | jq -s length)
acts=$(sql 'SELECT count(*) FROM act WHERE voided_by IS NULL')
exits 0 'an erasure without --yes' v person erase $IVANOVA
like "$(cat "$TEST_OUT")" 'Would be erased: .* the texts of 2 posts' 'says what it would do'
is "$(field $IVANOVA posts)" 2 'and does nothing'
unlike "$(cat "$TEST_ERR")" 'person\.erased' 'nor does the log say so'
by_school=$(v --json report coverage --by school | jq -s 'map(.school_acts) | add')
exits 0 'with --yes' v person erase $IVANOVA --yes
gone=$(sql 'SELECT max(id) FROM person WHERE erased IS NOT NULL')
like "$(v person show "#$gone")" "^#$gone was erased on 20[0-9-]+;" 'whoever looks for her by the number of the row reads when'
like "$(cat "$TEST_OUT")" 'what others wrote and quoted \(1 answers' 'says what it does not touch'
exits 69 'she is nobody any more' v person show $IVANOVA
is "$(posts matematika) $(v archive threads --json | jq -s length)" "$posts $threads" 'posts and topics keep their places'
is "$(sql 'SELECT count(*) FROM act WHERE voided_by IS NULL')" "$acts" 'deeds are counted as before'
is "$(v --json report coverage --by school | jq -s 'map(.school_acts) | add')" "$by_school" 'and are not taken for deeds of her school'
is "$(sql 'SELECT count(*) FROM act WHERE person IN (SELECT id FROM person WHERE erased IS NOT NULL)')" 0 'without a person'
is "$(sql 'SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> "ok"')$(sql 'PRAGMA foreign_key_check')" 0 'the database is whole'
v archive raw 1 >"$TEST_OUT" 2>"$TEST_ERR"
like "$(cat "$TEST_ERR")" 'letter 1 was erased' 'her letter is gone, and that is said'
traces() { # of what nobody else wrote
    cat "$TEST_TMP"/state/vestnik.db* | grep -acE "$IVANOVA|$DOUBLE|шиповник|Иванова Мария|ИВАНОВА МАРИЯ|иванова мария"
}
is "$(traces)" 0 'no trace of name, addresses and words is in the files of the database'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT"
like "$(cat "$TEST_OUT")" '^kept-out +Иванова Мария Петровна.*asked to be erased' 'an import does not bring her back'
deliver_to "$TEST_TMP/unpacked/letters/000001.eml" matematika@mo.test
do_due
is "$(traces)" 0 'nor does her letter when it is delivered again'
exits 69 'the methodist adds nobody by mistake' v member add --quiet matematika $IVANOVA
write $IVANOVA $ROBOT помощь </dev/null
is "$(everybody)" '' 'she is a stranger now'

# --- who is looked for by less than the whole name ----------------------------------------------------------

exits 69 'a surname alone is nobody' v person show Петров
like "$(cat "$TEST_ERR")" "nobody in the registry is called just 'Петров'; you may mean #[0-9]+ Петров Пётр Сергеевич \(Школа № 3" \
    'but who is called so is named'
like "$(v person show Petrov 2>&1)" "you may mean #[0-9]+ Петров Пётр Сергеевич" 'also in Latin letters'
id=$(sed 's/.*you may mean \(#[0-9]*\) .*/\1/' "$TEST_ERR")
like "$(v person show "$id")" 'Петров Пётр Сергеевич' 'with what to write instead'
exits 69 'erasing guesses as little' v person erase 'Петров П. С.'
exits 69 'whom nobody is like is not found' v person show Неизвестный
like "$(cat "$TEST_ERR")" "is called 'Неизвестный' or has that number" 'and that is said'
done_testing
