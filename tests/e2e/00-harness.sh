#!/bin/bash
# The harness itself can fail: a helper, a layer rule or an invariant that is broken is seen.
. "$(dirname "$0")/../lib/tap.sh"

# --- tap.sh -----------------------------------------------------------------------------------
tap_script() { # LINES: a test of its own, run without our settings
    printf '%s\n' '#!/bin/bash' ". '$ROOT/tests/lib/tap.sh'" "$@" >"$TEST_TMP/inner.sh"
    env TMPDIR="$TEST_TMP" bash "$TEST_TMP/inner.sh"
}

exits 0 'a passing test exits 0' tap_script 'ok x true' 'is a a y' 'done_testing'
is "$(find "$TEST_TMP" -mindepth 1 -name 'vestnik-test.*' | wc -l)" 0 'and its folder is gone'
exits 1 'a wrong value fails' tap_script 'is a b y' 'done_testing'
like "$(cat "$TEST_ERR")" 'expected: b' 'and says what was expected'
like "$(cat "$TEST_ERR")" 'came: +a' 'and what came'
like "$(cat "$TEST_ERR")" 'run alone: .*bash .*inner.sh' 'and how to run it alone'
is "$(find "$TEST_TMP" -mindepth 1 -name 'vestnik-test.*' | wc -l)" 1 'its folder is kept'
exits 1 'a failing command fails ok' tap_script 'ok x false' 'done_testing'
exits 1 'a wrong exit code fails exits' tap_script 'exits 3 x false' 'done_testing'
exits 1 'a line that is not there fails like' tap_script 'like abc "^b" x' 'done_testing'
exits 1 'a signal is no answer for not_ok' tap_script 'not_ok x sh -c "kill -9 \$\$"' 'done_testing'
exits 1 'a sanitizer report is no answer for not_ok' tap_script 'not_ok x sh -c "exit 99"' 'done_testing'
exits 1 'a test without tests fails' tap_script 'done_testing'
exits 1 'a test that stops half-way fails' tap_script 'ok x true' 'exit 0'
exits 1 'wait_for gives up' tap_script 'wait_for 1 false || exit 1'

tap_script 'server idle sleep 1000' 'echo $SERVER_PID >"$TMPDIR/pid"' 'ok x true' 'done_testing' \
    >/dev/null 2>&1
not_ok 'servers end with their test' kill -0 "$(cat "$TEST_TMP/pid")"

is "$(printf 'A: 1\r\nB: 2\r\n\t3\r\nb: 4\r\n\r\nC: 5\r\n' | header b)" '2 3' 'header unfolds the first of its name'
is "$(printf 'A: 1\n\nC: 5\n' | header C)" '' 'header does not look into the body'

# --- layers -------------------------------------------------------------------------------------
tree() { # PATH LINE: a repository of one wrong line
    rm -rf "$TEST_TMP/tree"
    mkdir -p "$TEST_TMP/tree/gateway" "$TEST_TMP/tree/$(dirname "$1")"
    echo 'int door;' >"$TEST_TMP/tree/gateway/door.h"
    printf '%s\n' "$2" >"$TEST_TMP/tree/$1"
}

while IFS='|' read -r path line desc; do
    tree "$path" "$line"
    not_ok "layers: $desc is seen" "$ROOT/tests/lib/layers" "$TEST_TMP/tree"
done <<'ROWS'
base/wrong.c|#include "gateway/door.h"|an include that points upward
digest/wrong.c|#include "../gateway/door.h"|an include around the floors
lists/wrong.c|int f(void) { return sqlite3_step(0); }|a database call outside archive/db
digest/wrong.c|const char *q = "SELECT 1";|a query outside archive/sql
archive/db_wrong.c|const char *q = "DELETE FROM letter";|a query beside archive/sql
gateway/desk.c|#include <libetpan/libetpan.h>|libetpan outside its door
gateway/desk.c|#include <curl/curl.h>|curl outside its door
lists/wrong.c|long f(void) { return time(0); }|a second clock
lists/wrong.c|void f(void) { exit(1); }|an exit below main
ROWS
while IFS='|' read -r path line desc; do
    tree "$path" "$line"
    ok "layers: $desc is right" "$ROOT/tests/lib/layers" "$TEST_TMP/tree"
done <<'ROWS'
archive/sql_x.def|SQL(X, "SELECT 1")|a query in its place
gateway/imap_x.c|#include <libetpan/libetpan.h>|libetpan in its door
lists/x.c|/* sqlite3_step() and "SELECT" in a comment */|a comment
ROWS

# --- invariants ---------------------------------------------------------------------------------
page() { # CELL: docs/invariants.md with this cell in row 3
    awk -v cell="$1" 'BEGIN { FS = OFS = "|" } $2 ~ /^ *3 *$/ { $4 = " " cell " " } { print }' \
        "$ROOT/docs/invariants.md" >"$TEST_TMP/invariants.md"
    "$ROOT/tests/lib/invariants" "$TEST_TMP/invariants.md"
}
ok 'invariants: a test that exists' page '`tests/e2e/00-harness.sh a wrong value fails`'
not_ok 'invariants: a file that is not there' page '`tests/e2e/nothing.sh a wrong value fails`'
not_ok 'invariants: a name that is not there' page '`tests/e2e/10-nothing.sh`'
not_ok 'invariants: a name the file does not hold' page "\`tests/lib/tap.sh $RANDOM$RANDOM\`"
not_ok 'invariants: an empty cell' page ''
done_testing
