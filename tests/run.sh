#!/usr/bin/env bash
# tests/run.sh COMMAND [ARGUMENT...]: runs one test as CTest does, with two promises more.
#
# No program that the test starts may crash, whether or not the test looks at it: an abort, a failed assertion, a
# smashed stack, a bad access (tests/crash_note.c), or a report of a sanitizer fails the test. The leak checker of a
# program that is killed while it ends says that its threads are gone: that is the kill, and no report.
#
# Nothing is skipped in silence: a test that succeeds without having tried everything exits with 77, which CTest shows
# as skipped. What was left out and why is a line "skipped: WHY" of the output, or what bats and node print.
set -uo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 711 "$work" # some tests start programs as another user, and a sanitizer must be able to report there
mkdir -m 1777 "$work/crashes"
export HEMICYCLE_CRASHES=$work/crashes
for sanitizer in ASAN UBSAN LSAN TSAN; do
    variable=${sanitizer}_OPTIONS
    export "$variable=${!variable:+${!variable}:}log_path=$work/crashes/report"
done
preload=()
[ -z "${HEMICYCLE_CRASH_NOTE:-}" ] || preload=(env LD_PRELOAD="$HEMICYCLE_CRASH_NOTE")

"${preload[@]}" "$@" 2>&1 | tee "$work/output"
status=${PIPESTATUS[0]}

for note in "$work"/crashes/*; do
    [ -e "$note" ] || continue
    grep -qvE '^(==[0-9]+==Unable to get registers from thread [0-9]+\.)?$' "$note" || continue
    echo "A program under test crashed:"
    cat "$note"
    status=1
done

if [ "$status" -eq 0 ] && grep -qE '^ *skipped: |^ok [0-9]+ .*# skip|^ *﹣ .* # ' "$work/output"; then
    status=77
fi
exit "$status"
