#!/usr/bin/env bats
# tests/run.sh: what no test may overlook fails it, and nothing is skipped in silence.

bats_require_minimum_version 1.5.0

run_test() {
    run "$HEMICYCLE_SOURCE/tests/run.sh" "$@"
}

@test "a test's own exit status is kept" {
    run_test true
    [ "$status" -eq 0 ]
    run_test sh -c 'exit 3'
    [ "$status" -eq 3 ]
}

@test "a program that aborts behind the test's back fails it" {
    for signal in ABRT SEGV BUS; do
        # shellcheck disable=SC2016 # the inner shell expands it
        run_test sh -c 'sh -c "kill -$1 \$\$" 2>/dev/null; exit 0' sh $signal
        [ "$status" -eq 1 ]
        [[ $output == *"crashed:"*"sh: SIG$signal" ]]
    done
}

@test "a report of a sanitizer that nobody read fails the test" {
    # shellcheck disable=SC2016
    run_test sh -c 'echo "bad access" >"${ASAN_OPTIONS##*log_path=}.1"'
    [ "$status" -eq 1 ]
    [[ $output == *"bad access" ]]
}

@test "a leak checker cut off by a kill is no crash, and hides none" {
    # shellcheck disable=SC2016
    run_test sh -c 'echo "==7==Unable to get registers from thread 5." >"${LSAN_OPTIONS##*log_path=}.7"'
    [ "$status" -eq 0 ]
    # shellcheck disable=SC2016
    run_test sh -c 'printf "%s\n" "==7==Unable to get registers from thread 5." "leak of 8 bytes" \
        >"${LSAN_OPTIONS##*log_path=}.7"'
    [ "$status" -eq 1 ]
    [[ $output == *"leak of 8 bytes" ]]
}

@test "an end that is asked for is no crash" {
    # shellcheck disable=SC2016
    run_test sh -c 'for s in TERM KILL INT HUP PIPE; do sh -c "kill -$s \$\$" 2>/dev/null; done; exit 0'
    [ "$status" -eq 0 ]
}

@test "what is skipped is shown as skipped" {
    cd "$BATS_TEST_TMPDIR"
    printf '@test "a" { true; }\n@test "b" { skip "no moon"; }\n' >some.bats
    run_test bats "$PWD/some.bats"
    [ "$status" -eq 77 ]
    run_test sh -c 'echo "skipped: no sun"'
    [ "$status" -eq 77 ]
    run_test true
    [ "$status" -eq 0 ]
}

@test "a test that fails fails, whatever it skipped" {
    run_test sh -c 'echo "skipped: no sun"; exit 1'
    [ "$status" -eq 1 ]
}
