#!/bin/bash
# 22-headers.sh: golden copies: the header block that a member gets stands in tests/golden/copies/NAME.head: of a post whose letter is
# NAME.eml, of the same with its author in Reply-To, of the copy to a mailbox that several share, of a
# weekly letter, of a question. What is another in each instance is written out: LOOP, KEY, RANDOM; the subject
# has tests of its own.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"
new_community 'account "main" { address = "vestnik@mo.test"  addressing = domain  copies = each }'

# head_of FILE: what came, up to the empty line.
head_of() {
    tr -d '\r' <"$1" | sed -e '/^$/,$d' -e 's/^X-Vestnik-Loop: .*/X-Vestnik-Loop: LOOP/' \
        -e 's/^X-Vestnik-Copy: .*/X-Vestnik-Copy: KEY/' -e '/^Subject:/,/^[A-Z]/{/^Subject:/d;/^ /d}' \
        -e 's/^\(Message-ID: .*[<.]\)[0-9a-z]\{16\}@/\1RANDOM@/' -e 's/[0-9a-f]\{20\}@/RANDOM@/' \
        -e 's/=_[0-9a-f]\{40\}/RANDOM/'
}

# golden NAME FILE DESC
golden() {
    head_of "$2" >"$TEST_TMP/came.head"
    ok "$3" diff -u "$ROOT/tests/golden/copies/$1.head" "$TEST_TMP/came.head"
}

letter=$ROOT/tests/golden/copies/others-fields.eml
post() { # FILE: such a letter waits, for it came by another list, and a moderator lets it in
    take "$1" matematika@mo.test
    like "$(decided)" '^hold ' 'a letter with such fields waits for a moderator'
    begin_step
    v held approve "$(v --json held list | jq -r .case)" >/dev/null
    do_due
}

post "$letter"
golden others-fields "$(from_us petrov@school3.test)" 'of the fields of others nothing goes on but how the body is to be read'
golden shared-mailbox "$(from_us school7@school7.test)" 'a mailbox that several share: their names, and the list in Cc'

v list set matematika reply=author joins=closed >/dev/null
sed 's/plan.1/plan.2/; s/Коллеги,/Коллеги, ещё один/' "$letter" >"$TEST_TMP/second.eml"
post "$TEST_TMP/second.eml"
golden to-the-author "$(from_us petrov@school3.test)" 'answers go to the author; who is no member cannot join, so no field says how'

order petrov@school3.test 'отписаться matematika'
golden question "$answer" 'a question is no letter of a list: it has no List fields'

later 7 days
due
golden weekly "$(from_us drozdova@school3.test)" 'a weekly letter to a member can be left'

# --- what the fields say works -----------------------------------------------------------------------------
post=$(grep -l 'plan.2' -r "$TEST_TMP"/step-* | xargs grep -l 'Delivered-To: petrov@school3.test' | head -n 1)
follow() { # FIELD: a member sends the letter that its link opens; sets $answer
    "$LETTER" mailto "$post" "$1" --from petrov@school3.test >"$TEST_TMP/click.eml"
    take "$TEST_TMP/click.eml" "$("$LETTER" header To "$TEST_TMP/click.eml")"
    answer=$(from_us petrov@school3.test 2>>"$STEP.log")
}
follow Archived-At
like "$(text_of "$answer")" 'Коллеги, ещё один план урока' 'Archived-At fetches this very letter'
follow List-Archive
answered 'Что найти?' 'List-Archive tells how letters are found in the archive'
follow List-Help
like "$(subject_of "$answer")" '^Как ' 'List-Help explains'
follow List-Unsubscribe
like "$(subject_of "$answer")" 'Подтвердите выход' 'List-Unsubscribe asks whether to leave'
done_testing
