#!/bin/bash
# 22-travel.sh: what of a post travels: large files stay in the archive and a line says how to fetch them,
# dangerous ones are taken off and named, a footer stands under the text where the list wants one.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community

IVANOVA='Мария Иванова <ivanova@school3.test>'
echo 'Коллеги, план во вложении.' >"$TEST_TMP/text"
head -c 40000 /dev/urandom >"$TEST_TMP/plan.pdf"
head -c 2000 /dev/urandom >"$TEST_TMP/small.doc"
echo 'MZ' >"$TEST_TMP/game.exe"

# Names of the files in what petrov got.
files() {
    "$LETTER" parts "$1" | sed -n 's/^application\/octet-stream \(.*\) [0-9]*$/\1/p'
}

write_with() { # SUBJECT ATTACHMENT...
    local subject=$1 all=()
    shift
    for name in "$@"; do
        all+=(--attach "$name")
    done
    letter "$IVANOVA" matematika@mo.test "$subject" "${all[@]}" <"$TEST_TMP/text" >"$TEST_TMP/post.eml"
    take "$TEST_TMP/post.eml" matematika@mo.test
    got=$(from_us petrov@school3.test)
}

# --- large files -------------------------------------------------------------------------------------------

v list set matematika largest_file=20 >/dev/null
write_with 'План' "План занятий.pdf=$TEST_TMP/plan.pdf" "Список.doc=$TEST_TMP/small.doc"
is "$(decided)" 'publish member' 'a post with a large file is published'
text=$(text_of "$got")
like "$text" 'Файл «План занятий.pdf» \(39 КБ\) лежит в архиве' 'it says where the large file is'
is "$(files "$got")" 'Список.doc' 'the small one travels'
"$LETTER" part "$got" 1 >"$TEST_TMP/small.got"
ok 'with its bytes' cmp "$TEST_TMP/small.doc" "$TEST_TMP/small.got"
like "$text" '^Коллеги, план во вложении\.' 'the text of the author stands first'
number=$(sed -n 's/.*напишите на vestnik@mo.test: файл \([0-9.]*\)$/\1/p' <<<"$text")
like "$number" '^[0-9]+\.1$' 'the letter tells the number of the file'
is "$(v archive raw "$(sql 'SELECT max(letter) FROM post')" | sha256sum)" "$(sha256sum <"$TEST_TMP/post.eml")" \
    'the archive keeps the letter as it came'

write petrov@school3.test vestnik@mo.test "файл $number" </dev/null
"$LETTER" part "$(from_us petrov@school3.test)" 1 >"$TEST_TMP/plan.got"
ok 'the words of the letter fetch the file' cmp "$TEST_TMP/plan.pdf" "$TEST_TMP/plan.got"
begin_step
"$LETTER" click "$got" 'Получить файл' --from petrov@school3.test >"$TEST_TMP/click.eml" && deliver_to "$TEST_TMP/click.eml" vestnik@mo.test
do_due
"$LETTER" part "$(from_us petrov@school3.test)" 1 >"$TEST_TMP/plan.got"
ok 'and so does its link' cmp "$TEST_TMP/plan.pdf" "$TEST_TMP/plan.got"

write 'Жукова Зоя <zhukova@school3.test>' vestnik@mo.test "файл $number" </dev/null
like "$(subject_of "$(from_us zhukova@school3.test)")" '^Такого файла нет' 'whoever is no member of the list gets no file of it'
write petrov@school3.test vestnik@mo.test 'файл 999.9' </dev/null
like "$(subject_of "$(from_us petrov@school3.test)")" '^Такого файла нет' 'nor is there one of any number'

write_with 'План ещё раз' "план (копия).pdf=$TEST_TMP/plan.pdf"
like "$(text_of "$got")" "файл $number\$" 'the same file under another name has the number that it had'

v list set matematika largest_file=0 >/dev/null
write_with 'План третий раз' "план.pdf=$TEST_TMP/plan.pdf"
is "$(files "$got")" 'план.pdf' 'largest_file=0: any file travels'
same=$("$LETTER" body "$got" | sha256sum)
is "$same" "$("$LETTER" body "$TEST_TMP/post.eml" | sha256sum)" 'and the body is passed on byte for byte'

# --- dangerous files ---------------------------------------------------------------------------------------

# A program is held first, whatever else is in the letter: what the moderator lets in goes without it.
approve() {
    is "$(decided)" 'hold rule:программа_во_вложении' 'a letter with a program waits for a moderator'
    begin_step
    v held approve "$(v --json held list | jq -r .case)" >/dev/null
    do_due
    got=$(from_us petrov@school3.test)
}

write_with 'Игра' "Игра.EXE=$TEST_TMP/game.exe" "Список.doc=$TEST_TMP/small.doc" 2>/dev/null
approve
is "$(files "$got")" 'Список.doc' 'a program does not travel'
like "$(text_of "$got")" 'Файл «Игра.EXE» мы не пересылаем' 'its name is told'

letter "$IVANOVA" matematika@mo.test 'Только игра' --attach "Игра.exe=$TEST_TMP/game.exe" </dev/null >"$TEST_TMP/post.eml"
take "$TEST_TMP/post.eml" matematika@mo.test
approve
like "$(text_of "$got")" 'Файл «Игра.exe» мы не пересылаем' 'also when there is nothing else in the letter'

# --- the footer --------------------------------------------------------------------------------------------

v list set matematika footer=on >/dev/null
write "$IVANOVA" matematika@mo.test 'Семинар' --charset koi8-r <"$TEST_TMP/text"
got=$(from_us petrov@school3.test)
like "$(text_of "$got")" 'Отписаться: письмо на vestnik@mo.test со словами «отписаться matematika»' 'footer=on: how to leave'
reply "$got" 'Спасибо!'
is "$(sql 'SELECT new_text FROM post ORDER BY id DESC LIMIT 1')" 'Спасибо!' 'the footer is no part of an answer'
words=$(text_of "$got" | sed -n 's/.*со словами «\(.*\)»/\1/p')
write petrov@school3.test vestnik@mo.test "$words" </dev/null
answer=$(from_us petrov@school3.test)
printf 'да\n' | "$LETTER" answer "$answer" --from petrov@school3.test >"$TEST_TMP/yes.eml"
take "$TEST_TMP/yes.eml" "$("$LETTER" header To "$TEST_TMP/yes.eml")"
is "$(v --json list members matematika | jq -r 'select(.address == "petrov@school3.test") | .name')" '' \
    'the words of the footer, once confirmed, end a membership'
# --- dangerous files that cannot be taken off --------------------------------------------------------------
v list set matematika footer=off >/dev/null
sealed_letter() { # SUBJECT
    printf '%s\n' "From: $IVANOVA" 'To: matematika@mo.test' "Subject: $1" "Message-ID: <sealed-$1@school3.test>" \
        'MIME-Version: 1.0' 'Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"; micalg=pgp-sha256' \
        '' '--s' 'Content-Type: multipart/mixed; boundary=m' '' '--m' 'Content-Type: text/plain; charset=utf-8' \
        'Content-Transfer-Encoding: 8bit' '' 'Коллеги, программа внутри подписи.' '--m' \
        'Content-Type: application/octet-stream; name=game.exe' 'Content-Disposition: attachment; filename=game.exe' '' \
        'MZ' '--m--' '--s' 'Content-Type: application/pgp-signature; name=signature.asc' '' '-----BEGIN PGP SIGNATURE-----' \
        'iQEzBAEBCAAdFiEE' '-----END PGP SIGNATURE-----' '--s--' >"$TEST_TMP/sealed.eml"
    take "$TEST_TMP/sealed.eml" matematika@mo.test
    question=$(from_us kuznetsov@school5.test)
}
sealed_letter first
like "$(text_of "$question")" '^ОСТОРОЖНО: +опасный файл game\.exe лежит внутри подписанной части' \
    'the moderator reads that a dangerous file in a signed part cannot be taken off'
printf 'ПРАВКА:\nКоллеги, без программы.\n' | reply_with "$question" --from kuznetsov@school5.test
like "$(text_of "$(from_us school7@school7.test)")" 'Коллеги, без программы' 'the word that it names publishes the letter'
is "$(files "$(from_us school7@school7.test)")" '' 'without the file'
sealed_letter second
printf 'ДА\n' | reply_with "$question" --from kuznetsov@school5.test
is "$(files "$(from_us school7@school7.test)")" 'game.exe' 'with ДА it goes out, as the letter says'
letter "$IVANOVA" matematika@mo.test 'Открыто' --attach "game.exe=$TEST_TMP/game.exe" <"$TEST_TMP/text" >"$TEST_TMP/post.eml"
take "$TEST_TMP/post.eml" matematika@mo.test
like "$(text_of "$(from_us kuznetsov@school5.test)")" '^Опасный файл: game\.exe \(участникам он не уйдёт\)' \
    'of one that can be taken off the moderator reads that it goes to nobody'
done_testing
