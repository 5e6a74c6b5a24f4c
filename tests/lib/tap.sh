# tap.sh: what every shell test stands on. A test is a bash script that prints TAP (testanything.org):
#
#     #!/bin/bash
#     . "$(dirname "$0")/../lib/tap.sh"
#     new_instance
#     exits 0 'a letter is taken' v deliver --to matematika@mo.test <"$ROOT/tests/e2e/letter.eml"
#     is "$(v status --json | jq .letters)" 1 'and counted'
#     done_testing
#
# It runs from any folder, alone or beside others: everything it writes goes to its private
# $TEST_TMP, which is removed when all went well and kept, and named, when anything failed.
#
#   $ROOT      the repository          $VESTNIK   the binary (build/vestnik unless the caller says)
#   $TEST_OUT  $TEST_ERR               files with what the last command of ok, not_ok, exits printed
#   $INSTANCE_CONF                     the settings file that new_instance wrote
#
# Servers: `server NAME COMMAND...` starts one in the background and sets $SERVER_PID; `at_exit
# COMMAND...` runs when the test ends, however it ends. Whatever was started is ended by its own pid.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
export PATH="/usr/bin:/bin:$PATH" # the programs of conf/packages, before whatever else bears their names
unset CDPATH MAILDIR

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VESTNIK=${VESTNIK:-$ROOT/build/vestnik}
case $VESTNIK in /*) ;; *) VESTNIK=$(pwd)/$VESTNIK ;; esac
TEST_FILE=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
TEST_TMP=$(mktemp -d "${TMPDIR:-/tmp}/vestnik-test.XXXXXX") || exit 1
TEST_OUT=$TEST_TMP/.out TEST_ERR=$TEST_TMP/.err
INSTANCE_CONF=$TEST_TMP/vestnik.conf
tap_alone="bash ${TEST_FILE#"$ROOT"/}"
[ "$VESTNIK" = "$ROOT/build/vestnik" ] || tap_alone="VESTNIK=${VESTNIK#"$ROOT"/} $tap_alone"
tap_count=0 tap_failures=0 tap_done=0 tap_code=0
tap_servers=() tap_at_exit=() tap_at_done=()
export ROOT VESTNIK TEST_TMP

# --- results ------------------------------------------------------------------------------------

tap_pass() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}

# tap_fail DESC LINE...: the lines say what was expected and what came.
tap_fail() {
    tap_count=$((tap_count + 1)) tap_failures=$((tap_failures + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
    shift
    printf '%s\n' "$@" "in ${TEST_FILE#"$ROOT"/}:$(tap_caller)" "run alone: $tap_alone" |
        head -n 60 | sed 's/^/#   /' >&2
}

# The line of the test that called us: the outermost frame that lies in the test file.
tap_caller() {
    echo "${BASH_LINENO[${#BASH_LINENO[@]} - 2]}"
}

# Runs a command with its output in $TEST_OUT and $TEST_ERR; $tap_code is its exit status.
tap_run() {
    tap_code=0
    "$@" >"$TEST_OUT" 2>"$TEST_ERR" || tap_code=$?
}

tap_fail_run() {
    local desc=$1 expected=$2
    shift 2
    tap_fail "$desc" "expected: $expected" "came:     exit $tap_code" "command:  $*" \
        "standard output (the end):" "$(tail -n 15 "$TEST_OUT")" \
        "standard error (the end):" "$(tail -n 15 "$TEST_ERR")"
}

# ok DESC COMMAND...: the command succeeds.
ok() {
    local desc=$1
    shift
    tap_run "$@"
    if [ "$tap_code" -eq 0 ]; then tap_pass "$desc"; else tap_fail_run "$desc" 'exit 0' "$@"; fi
}

# not_ok DESC COMMAND...: the command fails, and not by a signal or a sanitizer.
not_ok() {
    local desc=$1
    shift
    tap_run "$@"
    if [ "$tap_code" -ne 0 ] && [ "$tap_code" -lt 99 ]; then
        tap_pass "$desc"
    else
        tap_fail_run "$desc" 'a failure, exit 1 to 98' "$@"
    fi
}

# exits CODE DESC COMMAND...
exits() {
    local code=$1 desc=$2
    shift 2
    tap_run "$@"
    if [ "$tap_code" -eq "$code" ]; then tap_pass "$desc"; else tap_fail_run "$desc" "exit $code" "$@"; fi
}

# is GOT EXPECTED DESC
is() {
    if [ "$1" = "$2" ]; then tap_pass "$3"; else tap_fail "$3" "expected: $2" "came:     $1"; fi
}

# like GOT ERE DESC: some line of GOT matches the extended regular expression.
like() {
    if printf '%s\n' "$1" | grep -qE -e "$2"; then
        tap_pass "$3"
    else
        tap_fail "$3" "expected a line like: $2" "came:" "$1"
    fi
}

# unlike GOT ERE DESC: no line of GOT matches.
unlike() {
    if printf '%s\n' "$1" | grep -qE -e "$2"; then
        tap_fail "$3" "expected no line like: $2" "came:" "$(printf '%s\n' "$1" | grep -E -e "$2")"
    else
        tap_pass "$3"
    fi
}

# note TEXT...: for whoever reads the log.
note() {
    printf '%s\n' "$@" | sed 's/^/# /'
}

# at_done FUNCTION: it tests what the whole of the test left.
at_done() {
    tap_at_done+=("$1")
}

# bail_out REASON: nothing further can be tested here.
bail_out() {
    echo "Bail out! $*"
    printf '#   %s: %s\n' "${TEST_FILE#"$ROOT"/}" "$*" >&2 # prove shows what goes to standard error
    tap_failures=$((tap_failures + 1))
    exit 255
}

# The last line of every test. What others want looked at then they name by at_done.
done_testing() {
    local command
    for command in ${tap_at_done[@]+"${tap_at_done[@]}"}; do "$command"; done
    echo "1..$tap_count"
    tap_done=1
    [ "$tap_count" -gt 0 ] || tap_failures=1
    exit $((tap_failures > 0))
}

# --- the end --------------------------------------------------------------------------------------

# at_exit COMMAND...: words are kept as given; the last registered runs first.
at_exit() {
    local quoted
    printf -v quoted '%q ' "$@"
    tap_at_exit=("$quoted" ${tap_at_exit[@]+"${tap_at_exit[@]}"})
}

# Ends one process that we started; the second word of the law is KILL.
stop_pid() {
    kill "$1" 2>/dev/null || return 0
    wait_for 10 process_gone "$1" || kill -KILL "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    return 0
}

# A zombie has ended: its parent (we) has only not looked yet.
process_gone() {
    local state
    state=$(sed 's/.*) //;s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 0
    [ -z "$state" ] || [ "$state" = Z ]
}

tap_finish() {
    local code=$? command pid
    trap - EXIT
    for command in ${tap_at_exit[@]+"${tap_at_exit[@]}"}; do eval "$command"; done
    for pid in ${tap_servers[@]+"${tap_servers[@]}"}; do stop_pid "$pid"; done
    if [ "$tap_done" -eq 1 ] && [ "$tap_failures" -eq 0 ] && [ "$code" -eq 0 ]; then
        rm -rf "$TEST_TMP"
        exit 0
    fi
    echo "#   files of this test are kept in $TEST_TMP" >&2
    [ "$code" -ne 0 ] || code=1
    exit "$code"
}
trap tap_finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- waiting and servers ----------------------------------------------------------------------------

# wait_for SECONDS COMMAND...: until the command succeeds; false when the time is over.
wait_for() {
    local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "${EPOCHREALTIME/./}" -lt "$deadline" ] || return 1
        sleep 0.05
    done
}

# A TCP port of 127.0.0.1 that nobody listens on, below the range the kernel hands to clients.
free_port() {
    perl -MSocket -e 'for (1 .. 200) { my $port = 10000 + int rand 22000;
        socket my $s, PF_INET, SOCK_STREAM, 0 or die;
        if (bind $s, sockaddr_in($port, inet_aton("127.0.0.1"))) { print "$port\n"; exit } }
        die "no free port\n"'
}

# port_open PORT: somebody listens there.
port_open() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# server NAME COMMAND...: in the background, with what it prints in $TEST_TMP/NAME.log.
server() {
    local name=$1
    shift
    "$@" >>"$TEST_TMP/$name.log" 2>&1 </dev/null &
    SERVER_PID=$!
    tap_servers=("$SERVER_PID" ${tap_servers[@]+"${tap_servers[@]}"})
}

# --- letters ------------------------------------------------------------------------------------------

# header NAME <letter: its first header of this name, unfolded (RFC 5322 section 2.2.3).
header() {
    tr -d '\r' | awk -v name="$1" '
        /^$/ { exit }
        /^[ \t]/ { value = value " " substr($0, 2); next }
        found { exit }
        { found = tolower(substr($0, 1, length(name) + 1)) == tolower(name ":")
          value = found ? substr($0, length(name) + 2) : "" }
        END { if (found) { sub(/^ */, "", value); print value } }'
}

# --- an instance of Vestnik ---------------------------------------------------------------------------

# v ARGS...: vestnik with this test's settings.
v() {
    "$VESTNIK" -c "$INSTANCE_CONF" "$@"
}

# new_instance [LINE...]: writes the settings file and runs `vestnik init`. The lines go to the end
# of the file; where they bring an account section of their own, ours is left out.
new_instance() {
    {
        echo "state = \"$TEST_TMP/state\""
        case " $*" in
        *' letters = '*) ;;
        *) echo "letters = \"$ROOT/conf/letters\"" ;;
        esac
        case "$*" in
        *'account "'*) ;;
        *) echo 'account "main" { address = "vestnik@mo.test"  addressing = domain }' ;;
        esac
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$INSTANCE_CONF"
    [ -x "$VESTNIK" ] || bail_out "there is no $VESTNIK: run make first"
    v init >"$TEST_OUT" 2>"$TEST_ERR" ||
        bail_out "vestnik init: exit $?: $(cat "$TEST_ERR" "$TEST_OUT")"
}

# Nobody else may write to the database of this instance until `stop_pid "$LOCK"`.
lock_database() {
    server lock python3 -c 'import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(600)' "$TEST_TMP/state/vestnik.db"
    LOCK=$SERVER_PID
    wait_for 20 grep -q locked "$TEST_TMP/lock.log" || bail_out 'no lock'
}
