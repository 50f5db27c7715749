#!/usr/bin/env bats
# Every example of docs/http-api.md runs and prints something.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    index_corpus "$BATS_FILE_TMPDIR/index"
    mkdir "$BATS_FILE_TMPDIR/dumps"
    "$bin/indexer" --index "$BATS_FILE_TMPDIR/index" --quiet dump "$BATS_FILE_TMPDIR/dumps"
    start_searchd s "$BATS_FILE_TMPDIR/index" --dumps "$BATS_FILE_TMPDIR/dumps"
    echo "$SEARCHD_PID" >"$BATS_FILE_TMPDIR/pid"
}

teardown_file() {
    kill -TERM "$(cat "$BATS_FILE_TMPDIR/pid")"
}

# extract LANGUAGE: writes each example in that language to a numbered file, and prints how many there are.
extract() {
    awk -v language="$1" -v folder="$BATS_TEST_TMPDIR" '
        $0 == "```" && inside { inside = 0; close(file); next }
        $0 == "```" language { inside = 1; file = folder "/" ++count "." language; next }
        inside { print >file }
        END { print count + 0 }' "$source/docs/http-api.md"
}

# run_examples LANGUAGE COMMAND...: none fails, none is silent.
run_examples() {
    local language=$1 count n
    shift
    count=$(extract "$language")
    [ "$count" -gt 0 ]
    cd "$BATS_TEST_TMPDIR" # some of them write files
    for ((n = 1; n <= count; n++)); do
        echo "example $n in $language:"
        cat "$BATS_TEST_TMPDIR/$n.$language"
        H=$URL run -0 "$@" "$BATS_TEST_TMPDIR/$n.$language"
        echo "$output"
        [ -n "$output" ]
    done
}

@test "the curl examples" {
    run_examples sh bash -euo pipefail
}

@test "the Python examples" {
    run_examples python /usr/bin/python3
}

@test "the R examples" {
    run_examples r Rscript
}

@test "the study comes to the same figures in Python, in R, and in a count of its own" {
    mkdir "$BATS_TEST_TMPDIR/python" "$BATS_TEST_TMPDIR/r"
    export H=$URL
    /usr/bin/python3 "$source/docs/study/etude.py" "$BATS_TEST_TMPDIR/python"
    Rscript "$source/docs/study/etude.R" "$BATS_TEST_TMPDIR/r"
    /usr/bin/python3 "$source/tests/programs/study.py" "$BATS_TEST_TMPDIR/python" "$BATS_TEST_TMPDIR/r"
    xmllint --noout "$BATS_TEST_TMPDIR/python/delais.svg"
    [ "$(head -c 5 "$BATS_TEST_TMPDIR/r/delais.pdf")" = %PDF- ]
}

@test "every parameter and address of openapi.json is in the documentation" {
    for word in $(jq -r '.components.parameters[].name, (.paths | keys[] | sub("\\{[^}]*\\}.*"; ""))' "$source/searchd/api/openapi.json"); do
        grep -qF -- "${word%/}" "$source/docs/http-api.md" || { echo "not a word about $word" && false; }
    done
}
