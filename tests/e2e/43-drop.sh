#!/bin/bash
# 43-drop.sh: letters, mbox files and Maildirs that are put into a folder by hand come in like any other
# letters, each once, whatever happens meanwhile; no file is lost.
. "$(dirname "$0")/../lib/tap.sh"
. "$ROOT/tests/lib/mail.sh"

DROP=$TEST_TMP/drop
new_community "drop = \"$DROP\"" 'drop_seconds = 0' 'deliver_bytes = 100000'
kept() { sql 'SELECT count(*) FROM letter'; }
kept_are() { [ "$(kept)" -eq "$1" ]; }
waiting() { find "$DROP" -type f -not -path "$DROP/done/*" -not -path "$DROP/failed/*" -printf '%P\n' | sort | tr '\n' ' '; }
named() { (cd "$DROP" && find "$1" -type f -printf '%P\n' | sort | tr '\n' ' '); }

simple() { # NUMBER [LINE]: a letter of a member
    letter 'Мария Иванова <ivanova@school3.test>' matematika@mo.test "Письмо $1" <<<"${2:-Текст $1.}" |
        sed "s/^Message-ID: .*/Message-ID: <drop-$1@school3.test>/I"
}
mbox_from() { echo 'From ivanova@school3.test Mon Nov  9 10:00:00 2026'; }

# --- a letter -------------------------------------------------------------------------------------------

due
is "$(ls "$DROP" | tr '\n' ' ')" 'done failed ' 'the folder is made, with two more for what was seen'
simple 1 >"$DROP/one.eml"
due
is "$(posts matematika)" 1 'a letter in a file is published in the list it is written to'
is "$(waiting)/$(named done)" '/one.eml ' 'and its file moved to done/'
is "$(sql 'SELECT door, account FROM arrival')" 'drop|main' 'it came by this door'
cmp -s <(v archive raw 1) "$DROP/done/one.eml" && same=yes || same=no
is "$same" yes 'its bytes are kept as they came'

simple 1 >"$DROP/one.eml"
due
is "$(kept) $(posts matematika)" '1 1' 'the same file once more is the same letter'
is "$(named done)" 'one.eml one.eml.2 ' 'and both files are there'
deliver_to "$DROP/done/one.eml" matematika@mo.test
sed 's/$/\r/' "$DROP/done/one.eml" >"$TEST_TMP/crlf.eml"
deliver_to "$TEST_TMP/crlf.eml" matematika@mo.test
due
is "$(kept) $(posts matematika)" '1 1' 'the same letter by the pipe is the same letter, with other line ends too'

# --- mbox and Maildir -----------------------------------------------------------------------------------------

{
    mbox_from; simple 2 '>From now on, quoted once'; echo
    mbox_from; simple 3 '>>From the past, quoted twice'; echo
    mbox_from; simple 1; echo
} >"$DROP/archive.mbox"
due
is "$(kept) $(posts matematika)" '3 3' 'an mbox brings what is not known yet'
is "$(v archive raw 2 | tail -n 1)|$(v archive raw 3 | tail -n 1)" 'From now on, quoted once|>From the past, quoted twice' \
    'lines that begin with From lose one mark of quotation'

mkdir -p "$DROP"/{new,cur,tmp} "$DROP"/Old/{new,cur,tmp,.Sent/cur}
simple 4 >"$DROP/new/100.M1.host"
simple 5 >"$DROP/cur/101.M2.host:2,S"
simple 6 >"$DROP/tmp/102.M3.host"
simple 7 >"$DROP/Old/cur/103.M4.host:2,RS"
simple 8 >"$DROP/Old/.Sent/cur/104.M5.host:2,S"
echo 'V 3' >"$DROP/Old/dovecot-uidlist"
due
is "$(kept)" 7 'letters of Maildirs come in'
is "$(waiting)" 'Old/dovecot-uidlist tmp/102.M3.host ' 'not what is in tmp/, nor what a server keeps beside them'
like "$(named done)" 'Old/cur/103.M4.host:2,RS' 'what was taken keeps its path'

# --- what is not taken --------------------------------------------------------------------------------------------

rm -r "$DROP"/{new,cur,tmp,Old}
simple 9 >"$DROP/.half.eml"
simple 9 >"$TEST_TMP/elsewhere.eml"
ln -s "$TEST_TMP/elsewhere.eml" "$DROP/link.eml"
mkfifo "$DROP/fifo"
due
is "$(kept)" 7 'hidden names, links and pipes are not read'
is "$(ls -A "$DROP" | tr '\n' ' ')" '.half.eml done failed fifo link.eml ' 'and not touched'
rm "$DROP/.half.eml" "$DROP/link.eml" "$DROP/fifo"

exec 7>"$DROP/open.eml"
simple 9 >&7
due
is "$(kept)" 7 'a file that somebody is writing is not taken'
exec 7>&-
due
is "$(kept)" 8 'once it is closed it is'

sed -i 's/^drop_seconds = 0/drop_seconds = 3000/' "$INSTANCE_CONF"
simple 10 >"$DROP/young.eml"
touch -d 2001-01-01 "$DROP/young.eml"
due
is "$(kept) $(waiting)" '8 young.eml ' 'nor one that changed less than drop_seconds ago, whatever date it bears'
sed -i 's/^drop_seconds = 3000/drop_seconds = 0/' "$INSTANCE_CONF"

: >"$DROP/empty"
{ mbox_from; simple 11; echo; mbox_from; simple 12; head -c 150000 /dev/zero | tr '\0' x | fold; echo; mbox_from; simple 13; } >"$DROP/large.mbox"
due
is "$(kept)" 10 'from an mbox with a letter over deliver_bytes the others are taken'
is "$(named failed)" 'empty large.mbox ' 'and it goes to failed/, as an empty file does'
said 'drop.refused.*file=large.mbox.*why="letter 2 is larger than deliver_bytes"' && told=yes || told=no
is "$told" yes 'with the reason in the log'

# --- killed -----------------------------------------------------------------------------------------------------------

if command -v strace >/dev/null && strace -qq -o /dev/null true 2>/dev/null; then
    { mbox_from; simple 20; echo; mbox_from; simple 21; } >"$DROP/killed.mbox"
    { ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -qq -f -o "$TEST_TMP/strace" -e trace=rename \
        -e inject=rename:signal=KILL "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once; } >/dev/null 2>&1
    is "$(kept) $(waiting)" '12 killed.mbox ' 'killed between commit and move: the letters are kept, the file waits'
    due
    is "$(kept) $(waiting)$(sql 'SELECT count(*) FROM letter_case WHERE letter > 11')" '12 2' \
        'once more: no second letter, and the file is moved'

    simple 22 >"$DROP/22.eml"
    { ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -qq -f -o "$TEST_TMP/strace" -e trace=rename \
        -e inject=rename:error=ENOSPC "$VESTNIK" -c "$INSTANCE_CONF" --now "$NOW" run --once; } >/dev/null 2>&1
    is "$(kept) $(waiting)" '13 22.eml ' 'a file that cannot be moved: its letter is kept, and it waits'
    due
    is "$(kept) $(waiting)" '13 ' 'and it is moved when that works again, without a second letter'
fi

# --- serve ------------------------------------------------------------------------------------------------------------

server serve "$VESTNIK" -c "$INSTANCE_CONF" serve
before=$(kept)
ok 'serve watches the folder' wait_for 20 grep -q 'duty.started name=drop' "$TEST_TMP/serve.log"
simple 30 >"$TEST_TMP/30.eml"
mv "$TEST_TMP/30.eml" "$DROP/30.eml"
ok 'a file that is moved in is taken' wait_for 20 kept_are $((before + 1))
mkdir -p "$DROP/Later/new"
simple 31 >"$DROP/Later/new/31"
ok 'and a file in a new folder' wait_for 20 kept_are $((before + 2))
done_testing
