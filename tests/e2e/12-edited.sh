#!/bin/bash
# 12-edited.sh: a moderator answers ПРАВКА: and the text as it is to be published. The post says so and has that
# text alone, with the files of the letter; the letter itself is kept, and the author reads what became of it.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

SIDOROVA=sidorova@school5.test KUZNETSOV=kuznetsov@school5.test ZHUKOVA=zhukova@school3.test

# hold FILE: this letter of Жукова waits; sets $ask1 and $ask2, what the moderators got.
hold() {
    take "$1" matematika@mo.test
    ask1=$(from_us $SIDOROVA) ask2=$(from_us $KUZNETSOV)
}

# post: the copy that went to Петров.
post() {
    from_us petrov@school3.test
}

head -c 70000 "$VESTNIK" >"$TEST_TMP/plan.bin"
printf 'Лист первый.\n' | iconv -t cp1251 >"$TEST_TMP/list.txt"
letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test 'Неделя математики' --attach "План.doc=$TEST_TMP/plan.bin" \
    --attach "list.txt=$TEST_TMP/list.txt" <<<'Телефон Пети Иванова 8-900-000-00-00.' >"$TEST_TMP/held.eml"

hold "$TEST_TMP/held.eml"
like "$(text_of "$ask1")" '^  ПРАВКА: ' 'the moderator is told of ПРАВКА'
like "$(text_of "$ask1")" '^ПРАВКА: mailto:.{1,90}$' 'and has a link for it'
reply "$ask1" 'ПРАВКА:' 'Неделя математики — с 16 по 20 ноября.' '' 'Приходите, "кто свободен":' '  1) олимпиада;' '  2) турнир.' \
    '' '-- ' 'Сидорова Анна Ильинична' 'школа № 5'
is "$(decided); $(posts matematika)" 'answer answer; 1' 'ПРАВКА: and a text publishes the letter'
edited=$(post)
text='Неделя математики — с 16 по 20 ноября.

Приходите, "кто свободен":
  1) олимпиада;
  2) турнир.'
is "$(text_of "$edited" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}')" "$text" 'members read the new text, line for line, without the moderator'"'"'s signature and quotation'
unlike "$(cat "$edited")" '8-900' 'and nothing of the old one'
like "$("$LETTER" header From "$edited")" '^Зоя Антоновна Жукова \(Школа № [0-9]+, с правкой модератора\) <' 'the author line says that a moderator edited it'
is "$(subject_of "$edited")" 'Неделя математики' 'the subject is as it was'
is "$("$LETTER" header Message-ID "$edited")" "$("$LETTER" header Message-ID "$TEST_TMP/held.eml")" 'and the Message-ID'
is "$("$LETTER" parts "$edited" | sed 's/ [0-9]*$//' | tr '\n' '|')" 'text/plain -|application/octet-stream План.doc|application/octet-stream list.txt|' 'the files are there under their names'
"$LETTER" part "$edited" 1 | cmp -s - "$TEST_TMP/plan.bin"
is "$?" 0 'byte for byte'
"$LETTER" part "$edited" 2 | cmp -s - "$TEST_TMP/list.txt"
is "$?" 0 'each of them'
author=$(from_us $ZHUKOVA)
is "$(subject_of "$author")" 'Опубликовано с правкой: Неделя математики' 'the author is told'
like "$(text_of "$author")" '^  2\) турнир\.$' 'and reads the text as it was published'
like "$(text_of "$(grep -L '^List-Id:' $(sent_to $KUZNETSOV))")" '^опубликовано с правкой\.$' 'the other moderator hears of it'
reply "$(post)" 'Кто приедет?' # of the step before the reply
is "$(v --json archive threads --list matematika | jq -c '[.subject,.posts]')" '["Неделя математики",2]' 'an answer finds its thread'

# --- what the archive keeps -----------------------------------------------------------------------------------

number=$(v --json archive posts --list matematika | jq -r 'select(.edited_by) | .letter')
is "$(v --json archive posts --list matematika | jq -r '[.number, .edited_by // "-"] | join(" ")' | tr '\n' '|')" \
    '1 Сидорова Анна Ильинична|2 -|' 'archive posts shows which was edited, and by whom'
is "$(v archive raw "$number" | sha256sum)" "$(sha256sum <"$TEST_TMP/held.eml")" 'the letter is kept as it came'
ok 'archive show' v archive show "$number"
like "$(cat "$TEST_OUT")" '^ +edited by Сидорова' 'says who edited it'
like "$(cat "$TEST_OUT")" '^  2\) турнир\.$' 'prints the text as published'
like "$(sed '1,/as it came/d' "$TEST_OUT")" '8-900' 'and as it came'
is "$(v --json archive show "$number" | jq -r .original)" 'Телефон Пети Иванова 8-900-000-00-00.' 'in JSON too'
is "$(sql 'SELECT count(*) FROM post WHERE text LIKE "%8-900%" OR new_text LIKE "%8-900%"')" 0 'what is searched later is the new text'
exits 69 'a letter that is no post is told' v archive show 99999

# --- a letter in HTML -------------------------------------------------------------------------------------------

cat >"$TEST_TMP/html.eml" <<'EOM'
From: =?utf-8?Q?=D0=96?= <zhukova@school3.test>
To: matematika@mo.test
Subject: HTML
Message-ID: <html1@school3.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Secret words
--a
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html; charset=utf-8; name="letter.html"

<p>Secret words <img src="cid:1"></p>
--r
Content-Type: image/png
Content-ID: <1>
Content-Disposition: inline; filename="logo.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--a--
--m
Content-Type: text/csv; charset=windows-1251; name="t.csv"
Content-Disposition: attachment; filename="../../t \"1\".csv"

a;b
--m
Content-Type: message/rfc822

From: a@b.test
Subject: Enclosed

inner
--m--
EOM
hold "$TEST_TMP/html.eml"
reply "$ask2" 'правка: Коротко.'
is "$(decided)" 'answer answer' 'the text may stand behind the word'
edited=$(post)
unlike "$(cat "$edited")" 'Secret|U2VjcmV0' 'HTML with the old text is gone, whatever it is called'
is "$(text_of "$edited" | head -n 1)" 'Коротко.' 'the new text is there'
like "$("$LETTER" parts "$edited" | tr '\n' '|')" '^text/plain - [0-9]+\|image/png logo.png 8\|text/csv t "1".csv [0-9]+\|' 'pictures and files stay, under names without a path'
like "$(cat "$edited")" '^Content-Type: text/csv; charset=windows-1251;' 'with the charset of a text'
like "$(cat "$edited")" '^Subject: Enclosed' 'and an enclosed letter'
is "$(v --json inspect "$edited" | jq -c '[.warnings, (.attachments | map(.name))]')" '[[],["logo.png","t \"1\".csv","письмо.eml"]]' 'all of which reads back'

# --- what is no correction ------------------------------------------------------------------------------------------

letter 'Жукова <zhukova@school3.test>' matematika@mo.test 'Третье' <<<'Как есть.' >"$TEST_TMP/third.eml"
hold "$TEST_TMP/third.eml"
before=$(posts matematika)
reply "$ask1" 'ПРАВКА:'
is "$(decided); $(posts matematika)" "answer answer-unclear; $before" 'ПРАВКА: without a text publishes nothing'
like "$(text_of "$(from_us $SIDOROVA)")" '^  ПРАВКА: исправленный текст' 'and is asked again'
reply "$ask1" 'Правка нужна'
is "$(decided); $(posts matematika)" "answer answer-unclear; $before" 'nor does a talk of it'
reply "$ask1" 'ПРАВКА:' '> Как есть,' 'но лучше.' '> Приходите.'
is "$(decided); $(posts matematika)" "answer answer-unclear; $before" 'nor a text with lines of a quotation in it'
reply_with "$ask1" --from $KUZNETSOV <<<'ПРАВКА: Чужое.'
is "$(decided); $(posts matematika)" "answer token-foreign; $before" 'nor the moderator who was not asked by this letter'
reply "$ask2" 'НЕТ'
reply "$ask1" 'ПРАВКА: Поздно.'
is "$(decided); $(posts matematika)" "answer token-used; $before" 'nor one that comes late'
# --- another subject -------------------------------------------------------------------------------------------

v list set matematika tag=математика >/dev/null
letter 'Жукова Зоя <zhukova@school3.test>' matematika@mo.test '' <<<'Вот задачи на дроби, которых не хватало.' >"$TEST_TMP/bare.eml"
hold "$TEST_TMP/bare.eml"
like "$(text_of "$ask1" | tr -s ' \n' ' ')" 'другую тему — строкой «Тема: …» над ним' 'the moderator is told how to give one'
reply "$ask1" 'ПРАВКА:' 'Тема: Задачи на дроби' '' 'Вот задачи.' 'Тема: не эта.'
is "$(subject_of "$(post)")" '[математика] Задачи на дроби' 'the line above the text is the subject of the post'
is "$(text_of "$(post)" | sed '/^$/d' | tr '\n' '|')" 'Вот задачи.|Тема: не эта.|' 'and no part of its text'
is "$(subject_of "$(from_us $ZHUKOVA)")" 'Опубликовано с правкой: Задачи на дроби' 'as its author reads'
is "$(v --json archive threads --list matematika | jq -r .subject | grep -c 'Задачи на дроби')" 1 'and the archive has it'
done_testing
