#!/usr/bin/env bats
# Programs say the name that they were started by: people who are told to run something find it under that name.

bats_require_minimum_version 1.5.0

load searchd_helper

# The programs under names that nothing has built in.
setup_file() {
    ln -s "$HEMICYCLE_BIN/indexer" "$BATS_FILE_TMPDIR/le-scribe"
    ln -s "$HEMICYCLE_BIN/searchd" "$BATS_FILE_TMPDIR/la-lectrice"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    SCRIBE=$BATS_FILE_TMPDIR/le-scribe
    LECTRICE=$BATS_FILE_TMPDIR/la-lectrice
}

# says CODE TEXT COMMAND...: ends with CODE, and standard error has a line that begins with TEXT.
says() {
    local code=$1 text=$2
    shift 2
    run --separate-stderr "$@"
    # shellcheck disable=SC2154 # run has set it
    echo "$stderr"
    [ "$status" -eq "$code" ]
    grep -qF -- "$text" <<<"$stderr"
    names_only_itself <<<"$stderr"
}

# Standard input names no program by what it is called in a build folder. Manual pages have their own names.
names_only_itself() {
    ! sed -E 's/hemicycle-(indexer|searchd)//g' | grep -wE 'indexer|searchd'
}

write() { # ID
    printf '{"id":"%s","titre":"Les gares du soir","question":"Combien de gares ferment le soir ?"}\n' "$1" >"$1.jsonl"
}

@test "the indexer tells how to make an index by its own name" {
    for command in stats check optimize dump "search gare" "remove a" "backup B"; do
        # shellcheck disable=SC2086 # two words
        says 66 "le-scribe: no-index: no index here yet; make one with \`le-scribe add\`" "$SCRIBE" --index no-index $command
    done
    mkdir empty
    says 66 "; make one with \`le-scribe add\`" "$SCRIBE" --index empty stats
}

@test "what is wrong with options, files, results and the index begins with the name" {
    says 64 "Try \`le-scribe --help' or" "$SCRIBE" --no-such-option
    says 64 "le-scribe: " "$SCRIBE" --index I frobnicate
    says 74 "no-such-file: No such file or directory" "$SCRIBE" --index I add no-such-file
    write a
    "$SCRIBE" --quiet --index I add a.jsonl
    says 74 "le-scribe: cannot write the result" bash -c "'$SCRIBE' --index I stats >/dev/full"
    says 65 "le-scribe: b: no such document" "$SCRIBE" --index I remove b
    says 64 "le-scribe: --mode: " "$SCRIBE" --index I search gare --mode peut-être
    says 78 "le-scribe: " "$SCRIBE" --index I --analyzer whitespace add a.jsonl
    says 75 "le-scribe: I: another process is writing to this index" flock I/writer.lock "$SCRIBE" --index I add a.jsonl
}

@test "so does each problem that a check finds" {
    write a
    "$SCRIBE" --quiet --index I add a.jsonl
    python3 -c '
import sys
with open("I/data.mdb", "r+b") as f:
    data = f.read()
    at = data.rindex(b"\x28\xb5\x2f\xfd") + 12 # within a block of stored texts: a frame of zstd
    f.seek(at)
    f.write(bytes([data[at] ^ 255]))'
    says 74 "le-scribe: " "$SCRIBE" --index I check
}

@test "help, too" {
    run "$SCRIBE" --help
    [[ ${lines[0]} == "Usage: le-scribe "* ]]
    names_only_itself <<<"$output"
    run "$LECTRICE" --help
    [[ ${lines[0]} == "Usage: la-lectrice "* ]]
    names_only_itself <<<"$output"
}

@test "the daemon's lines begin with the name, with and without an index" {
    says 64 "la-lectrice: " "$LECTRICE" --index I --listen nowhere
    "$LECTRICE" --index I --listen 127.0.0.1:0 --access-log off 2>log 3>&- &
    daemon=$!
    wait_until grep -q "^la-lectrice: listening on" log
    url=$(sed -n 's/.*listening on //p' log)
    curl -s "$url/api/v1/search?q=gare" "$url/" >answers
    kill "$daemon"
    wait "$daemon" || true
    cat log
    grep -q "^la-lectrice: no index yet: " log
    [ "$(grep -vc '^la-lectrice: ' log)" = 0 ]
    names_only_itself <log
    names_only_itself <answers
}

@test "a program that was started without a name has its own" {
    # shellcheck disable=SC2016 # expanded by the bash it starts
    says_plainly=$(bash -c 'exec -a "" "$1" --index I stats' _ "$HEMICYCLE_BIN/indexer" 2>&1) || [ $? -eq 66 ]
    [ "$says_plainly" = "indexer: I: no index here yet; make one with \`indexer add\`" ]
}

@test "what is wrong with an argument is said without what it would tell a terminal" {
    local evil=$'\e]0;x\a\e[31m\u202e'
    for arguments in "--$evil" "--format=$evil" "--memory=$evil" "alerts $evil" "$evil"; do
        # shellcheck disable=SC2086 # several words
        run --separate-stderr "$SCRIBE" $arguments
        [ "$status" -eq 64 ]
        [[ "$stderr" == *31m* ]]
        ! grep -q '[[:cntrl:]]' <<<"$stderr"
        ! grep -q $'\u202e' <<<"$stderr"
    done
    run --separate-stderr "$LECTRICE" "--$evil"
    [ "$status" -eq 64 ]
    ! grep -q '[[:cntrl:]]' <<<"$stderr"
}
