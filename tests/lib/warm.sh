# warm.sh: commands of vestnik without its start, which is half of what a short one takes. Sourced after tap.sh.
#
#     warm ARGUMENT...    as "$VESTNIK" ARGUMENT..., by the one that waits with its libraries (warm.c)
#
# What is to be killed, traced, limited in time or kept running is "$VESTNIK" itself.
ASK=$(dirname "$VESTNIK")/tests/letter
WARM=$TEST_TMP/vestnik
server warm env LD_BIND_NOW=1 "$(dirname "$VESTNIK")/tests/warm" serve-at "$WARM"

warm() {
    "$ASK" --at "$WARM" "$@"
}
