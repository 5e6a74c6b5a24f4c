#!/bin/bash
# The demo runs; and when one of its letters is taken away or written by somebody else, digest and
# coverage change accordingly: nothing in it is canned.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/warm.sh"
printf '#!/bin/bash\nexec %s "$@"\n' "${WARM_COMMAND[*]@Q}" >"$TEST_TMP/warm"
chmod +x "$TEST_TMP/warm"

cp -R "$ROOT/tests/demo" "$TEST_TMP/data"
now=2026-11-16T09:00:00+03:00

demo() { # FOLDER DATA
    VESTNIK=$TEST_TMP/warm "$ROOT/tests/demo/run" "$TEST_TMP/$1" "$2"
}
in_demo() { # FOLDER ARGS
    local folder=$1
    shift
    warm -c "$TEST_TMP/$folder/vestnik.conf" --now "$now" "$@"
}
digest() { # FOLDER LIST WHOM
    in_demo "$1" digest show --list "$2" --week 2026-W46 --for "$3"
}
week="--from 2026-11-09 --to 2026-11-15"
total() { # FOLDER REPORT KEY
    # shellcheck disable=SC2086
    in_demo "$1" report "$2" $week --format json | jq ". | select(.group == \"total\") | .$3"
}
acts_of() { # FOLDER NAME
    # shellcheck disable=SC2086
    in_demo "$1" report participation $week --by person --format json |
        jq -s "[.[] | select(.name == \"$2\") | .acts] | add // 0"
}

# --- as it is ---------------------------------------------------------------------------------
exits 0 'the demo runs' demo as-it-is "$ROOT/tests/demo"
told=$(cat "$TEST_OUT")
like "$told" "^ +$(in_demo as-it-is --json status | jq .letters.accepted) +пришло писем" 'it tells the number of letters'
like "$told" "^ +$(in_demo as-it-is --json status | jq .copies.sent) +разошлось копий" 'and of copies'
like "$told" '^Subject: МО учителей математики: неделя 9–15 ноября 2026' 'shows the digest'
like "$told" 'Мельникова Оксана Игоревна' 'and who has not taken part yet'
like "$(digest as-it-is matematika members)" 'Первый открытый урок' 'the digest tells of the letter 40'
like "$(digest as-it-is nachalka members)" 'Комарова' 'and names who wrote the letter 20'
like "$(digest as-it-is nachalka methodist)" 'Савельева' 'the methodist reads who has not taken part yet'
is "$(acts_of as-it-is 'Савельева Галина Дмитриевна')" 0 'who has not written has no acts'
posts=$(total as-it-is participation post)
active=$(total as-it-is coverage active)
is "$(total as-it-is coverage persons)" 40 'coverage counts against the whole registry'

like "$(in_demo as-it-is list members nachalka)" 'Савельева' 'a bounce removes nobody'
like "$(digest as-it-is nachalka methodist)" 'savelieva.gd@school3.example' 'and is told to the methodist'
is "$(grep -rl 'Delivered-To: melnikova.oi@pochta.example' "$TEST_TMP/as-it-is/state/outgoing/new" |
    xargs grep -l '^Auto-Submitted: auto-replied' | wc -l)" 0 'automatic letters got no answer'

# --- one letter taken away ------------------------------------------------------------------------
sed -i '/40-pervyi-urok/d' "$TEST_TMP/data/letters.tsv"
# --- and two answers to questions of ours left empty above the quotation ----------------------------
# (so that a letter of the one who could not join is held too)
sed -i '/^ДА$/d; /^Полезный вебинар/d; /^Да$/d' "$TEST_TMP"/data/letters/*.in
# --- one letter written by somebody else: the photo of the weather diary, by Савельева -------------
perl -0pi -e 's/^From: .*?<[^>]*>/From: "G. Savelieva" <savelieva.gd\@school3.example>/ms' \
    "$TEST_TMP"/data/letters/20-*.eml
exits 0 'the changed demo runs' demo changed "$TEST_TMP/data"
like "$(in_demo changed held list)" 'отправителя нет в картотеке' 'and the stranger waits for the moderator'
unlike "$(in_demo changed list members matematika)" 'Романов' 'without the answer nobody joins'
unlike "$(digest changed matematika members)" 'Первый открытый урок' 'a letter that did not come is not told of'
is "$(total changed participation post)" $((posts - 2)) 'and not counted, nor is the one that was held'
unlike "$(digest changed nachalka members)" 'Комарова' 'who did not write is not named'
like "$(digest changed nachalka members)" 'Савельева' 'who wrote instead is'
is "$(acts_of changed 'Комарова Евгения Викторовна')" 0 'the acts left the one'
not_ok 'and came to the other' test "$(acts_of changed 'Савельева Галина Дмитриевна')" -eq 0
is "$(total changed coverage active)" $((active - 1)) 'coverage: one in, one out, and one whose letter is held'
done_testing
