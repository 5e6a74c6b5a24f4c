# warm.sh: commands of vestnik without its start, which is half of what a short one takes. Sourced after tap.sh.
#
#     warm ARGUMENT...    as "$VESTNIK" ARGUMENT..., by the one that waits with its libraries (warm.c)
#
# What is to be killed, traced, limited in time or kept running is "$VESTNIK" itself.
# So it is too where there is no such helper, or only one from before the last build: plain `make` makes none.
WARM_COMMAND=("$VESTNIK")
warm_program=$(dirname "$VESTNIK")/tests/warm
if [ -x "$warm_program" ] && [ "$warm_program" -nt "$(dirname "$VESTNIK")/libvestnik.a" ]; then
    server warm env LD_BIND_NOW=1 "$warm_program" serve-at "$TEST_TMP/vestnik"
    WARM_COMMAND=("$(dirname "$VESTNIK")/tests/letter" --at "$TEST_TMP/vestnik")
fi

warm() {
    "${WARM_COMMAND[@]}" "$@"
}
