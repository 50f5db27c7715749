#!/usr/bin/env bats
# Promise: `remove --erase` names each copy that still holds the document, also one that is not whole; and one that is
# being made meanwhile says so.

bats_require_minimum_version 1.5.0
load searchd_helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir dumps
    I=index
    # More than a pipe holds, or a piece of a backup, whatever is made smaller.
    jq -cn '{id: "q-secret", titre: "Vouziquard"}, {id: "q-1", titre: "Un pont", question: ([range(60000) | tostring] | join(" "))}' |
        index --quiet add -
}

teardown() {
    [ -z "${PID:-}" ] || kill -KILL "$PID" 2>/dev/null || true
}

index() {
    "$bin/indexer" --index "$I" "$@"
}

# disturbed WHAT N PATH ARGUMENT...: killed or stopped at the N-th change of a file of that name.
disturbed() {
    exec env IO_FAULT_DO="$1" IO_FAULT_AT="$2" IO_FAULT_PATH="$3" LD_PRELOAD="$IO_FAULT_LIBRARY" "$bin/indexer" --index "$I" "${@:4}"
}

# erased: the copies that are named, without the folder of the test.
erased() {
    index --json remove --erase q-secret 2>/dev/null | jq -r '.copies[]' | sed "s|^$PWD/||" | sort | paste -sd ' '
}

is_stopped() {
    grep -q '^State:.*stopped' "/proc/$1/status"
}

@test "what a killed run left is named" {
    run -137 disturbed kill 4 data.mdb.partial backup bk
    run -137 disturbed kill 1 hemicycle-dump.partial dump dumps
    run -137 disturbed kill 8 copy.partial/data.mdb copy "$I" copied
    [ -e bk/data.mdb.partial ] && [ -e dumps/.hemicycle-dump.partial ] && [ -e copied/copy.partial/data.mdb ]
    [ ! -e bk/data.mdb ] && [ ! -e copied/data.mdb ] && [ -z "$(ls dumps/*.ndjson)" ]
    [ "$(erased)" = "bk/data.mdb.partial copied/copy.partial dumps/.hemicycle-dump.partial" ]
    # Made anew, they are clean.
    index --quiet backup bk
    index --quiet dump dumps
    index --quiet copy "$I" copied
    [ "$(erased)" = "" ]
}

@test "an index that was copied from this one is named" {
    index --quiet copy "$I" copied
    [ "$(erased)" = copied ]
    "$bin/indexer" --index copied --quiet remove --erase q-secret
    [ "$(erased)" = "" ]
}

@test "a copy that is being made while a document is erased is named, and ends saying so" {
    local code
    disturbed stop 4 data.mdb.partial backup bk 2>backup.err 3>&- &
    PID=$!
    wait_until is_stopped "$PID"
    [ "$(erased)" = bk/data.mdb.partial ]
    kill -CONT "$PID"
    wait "$PID" || code=$?
    [ "$code" = 75 ]
    grep -q 'data.mdb was removed or replaced while it was copied' backup.err
    [ -z "$(ls bk)" ]
}

@test "a dump that is being written while a document is erased ends saying so" {
    local code
    mkfifo pipe
    index dump >pipe 2>dump.err 3>&- &
    PID=$!
    exec 5<pipe
    head -c 1 <&5 >first
    index --quiet remove --erase q-secret 2>erase.err
    cat <&5 >rest
    exec 5<&-
    wait "$PID" || code=$?
    [ "$code" = 75 ]
    grep -q 'may hold what was erased meanwhile: run it again' dump.err
    grep -q q-secret first rest
}
