#!/bin/bash
# 25-personal-data.sh: what a person may ask by letter about their own data: an archive of it, and its erasure;
# and that nobody else can ask it in their name.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  authserv_id = "mx.mo.test" }'

ROBOT=vestnik@mo.test IVANOVA=ivanova@school3.test PETROV=petrov@school3.test
PASS='Authentication-Results: mx.mo.test; dmarc=pass header.from=school3.test'
FAIL='Authentication-Results: mx.mo.test; dmarc=fail header.from=school3.test'

# order FROM SUBJECT [OPTION...]: a letter to the robot; sets $answer.
order() {
    later 1 minute
    write "$1" $ROBOT "$2" "${@:3}" </dev/null
    answer=$(from_us "$1" 2>>"$STEP.log")
}
# word FILE: the word that the letter asks for.
word() {
    text_of "$1" | sed -n 's/.*ответьте на это письмо словом \([^ .]*\)\..*/\1/p'
}
# answer FILE WORD [OPTION...]
answer_with() {
    reply_with "$1" "${@:3}" <<<"$2"
}

write $IVANOVA matematika@mo.test 'Задачи' --header "$PASS" <<<$'Добрый день!\nЗадачи про шиповник.'
order $IVANOVA помощь --header "$PASS"
export_line=$(instructions "$answer" | grep выгрузить) erase_line=$(instructions "$answer" | grep удалить)

# --- an archive ------------------------------------------------------------------------------------------

order $IVANOVA "$export_line" --header "$PASS"
like "$(subject_of "$answer")" '^Подтвердите: выгрузить ваши данные \[' "'$export_line', as the help says, is asked about"
question=$answer
answer_with "$question" "$(word "$question")"
is "$(decided); $(subject_of "$(from_us $IVANOVA)")" 'answer not-authenticated; Не удалось проверить, что письмо от вас' \
    'a token without authentication opens nothing'
answer_with "$question" "$(word "$question")" --header "$FAIL"
is "$(decided); $(everybody)" 'answer failed-authentication; ' 'nor with a failed one'
answer_with "$question" "$(word "$question")" --header "$PASS" --from $PETROV
is "$(decided); $(got $PETROV)" 'answer token-foreign; 1' 'nor from a colleague, who is told only that the question is not theirs'
answer_with "$question" "$(word "$question")" --header "$PASS"
is "$(decided)" 'answer answer' 'the word of the letter, authenticated, does'
archive=$(from_us $IVANOVA)
is "$(subject_of "$archive")" 'Ваши данные' 'the archive comes'
python3 - "$archive" "$TEST_TMP/my-data.zip" <<'PY'
import email, sys
letter = email.message_from_binary_file(open(sys.argv[1], "rb"))
part = [p for p in letter.walk() if p.get_filename() == "my-data.zip"][0]
open(sys.argv[2], "wb").write(part.get_payload(decode=True))
PY
is "$(tail -c 22 "$TEST_TMP/my-data.zip" | head -c 4 | od -An -c | tr -d ' ')" 'PK005006' 'nothing stands behind its end'
ok 'and opens' python3 -m zipfile -e "$TEST_TMP/my-data.zip" "$TEST_TMP/unpacked"
ok 'with her letter in it' grep -rq шиповник "$TEST_TMP/unpacked/letters"
is "$(sql "SELECT count(*) FROM outgoing WHERE draft LIKE '%шиповник%'")" 0 'nothing of it lies in the queue'
answer_with "$question" ДА --header "$PASS"
is "$(decided)" 'answer token-used' 'the same token opens it once'
order $IVANOVA "$(instructions "$archive" | grep удалить)" --header "$PASS"
like "$(subject_of "$answer")" '^Подтвердите: удалить' 'the line for erasing in that letter works'

# --- what else holds her address ---------------------------------------------------------------------------

reply_with "$archive" --header "$PASS" <<<'А это всё обо мне?'
is "$(subject_of "$(from_us $IVANOVA)")" 'Ваш ответ коллеги не увидят' 'she is told once a day that nobody reads an answer'
later 2 days
sed -i '1i answers_per_day = 1' "$INSTANCE_CONF"
order $IVANOVA списки --header "$PASS"
order $IVANOVA помощь --header "$PASS"
sed -i 1d "$INSTANCE_CONF"
is "$(subject_of "$answer")" 'На сегодня ответов хватит' 'and that there are no more answers on that day'

# --- erasure ------------------------------------------------------------------------------------------------

later 2 days
order $IVANOVA 'Отзываю согласие на обработку персональных данных' --header "$PASS"
like "$(subject_of "$answer")" '^Подтвердите: удалить ваши данные' 'who takes the consent back is asked whether all goes'
later 1 day
order $IVANOVA "$erase_line" --header "$PASS"
question=$answer
like "$(text_of "$question")" 'тексты ваших публикаций \(сейчас их 1\)' 'what would go is told'
order $IVANOVA "$(instructions "$question" | grep выгрузить)" --header "$PASS"
like "$(subject_of "$answer")" '^Подтвердите: выгрузить' 'and how to have a copy first'
answer_with "$question" НЕТ --header "$PASS"
is "$(decided); $(v person show $IVANOVA --json | jq .posts)" 'answer answer; 1' 'НЕТ erases nothing'
order $IVANOVA "$erase_line" --header "$PASS"
question=$answer
answer_with "$question" 'Да, спасибо' --header "$PASS"
is "$(v person show $IVANOVA --json | jq .posts)" 1 'nor does politeness'
click "$question" ДА
is "$(decided)" 'answer not-authenticated' 'nor a click that nobody authenticated'
answer_with "$question" "$(word "$question")" --header "$PASS"
is "$(subject_of "$(from_us $IVANOVA)")" 'Ваши данные удалены' 'the word of the letter does, and that is told'
exits 69 'she is known no more' v person show $IVANOVA
is "$(posts matematika)" 1 'her post keeps its place'
is "$(v --json archive threads --list matematika | jq -r .subject | grep -c 'Задачи')" 0 'but a topic that nobody answered has no subject of hers'
for whom in members methodist; do
    shown=$(v digest show --list matematika --day 2026-11-09 --for $whom 2>&1; v digest show --list matematika --week 2026-W46 --for $whom 2>&1)
    like "$shown" 'МО учителей математики' "a digest for $whom"
    unlike "$shown" 'Задачи|автор удалил' 'shows it to nobody'
done
due
traces() {
    cat "$TEST_TMP"/state/vestnik.db* | grep -acE "$IVANOVA|шиповник|Иванова Мария|иванова мария"
}
is "$(traces)" 0 'an hour later not even the address of the last letter is in the files of the database'
v registry import "$TEST_TMP/registry.csv" >"$TEST_OUT"
like "$(cat "$TEST_OUT")" '^kept-out +Иванова Мария Петровна' 'and no import brings her back'

# --- a shared mailbox ----------------------------------------------------------------------------------------

for line in "$export_line" "$erase_line"; do
    later 1 day
    write school7@school7.test $ROBOT "$line" <<<$'\n\nБелова Н. Ф.'
    is "$(grep -c . <<<"$(from_us school7@school7.test)"); $(sql "SELECT count(*) FROM ask WHERE address = 'school7@school7.test'")" \
        '1; 0' "a written name in a shared mailbox asks no question: $line"
done
done_testing
