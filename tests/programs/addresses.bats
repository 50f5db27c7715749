#!/usr/bin/env bats
# Every identifier that goes in has an address, which every answer's links name, alone and below a path.

bats_require_minimum_version 1.5.0
load searchd_helper

setup_file() {
    /usr/bin/python3 "$source/tests/programs/addresses.py" --documents >"$BATS_FILE_TMPDIR/documents.jsonl"
    index_corpus "$BATS_FILE_TMPDIR/index" "$BATS_FILE_TMPDIR/documents.jsonl"
}

setup() {
    unset RECORD
}

teardown() {
    kill -TERM "$SEARCHD_PID"
}

@test "each identifier has its address, which leads to it in each form" {
    start_searchd s "$BATS_FILE_TMPDIR/index"
    /usr/bin/python3 "$source/tests/programs/addresses.py" "$URL"
}

@test "each has its address below the path of --base-url, even one that looks like a route" {
    local path
    for path in /util/questions /question; do
        start_searchd s "$BATS_FILE_TMPDIR/index" --base-url "https://exemple.be$path"
        /usr/bin/python3 "$source/tests/programs/addresses.py" "$URL" "https://exemple.be$path"
        [ "$path" = /question ] || stop_searchd
    done
    [ "$(ask /question/question%2Favis -H 'Accept: application/json' | jq -r .id)" = question/avis ]
    [ "$(ask /question/question/question%2Favis -H 'Accept: application/json' | jq -r .id)" = question/avis ]
    [ "$(ask /question/question/avis.txt -H 'Accept: application/json' | jq -r .id)" = avis.txt ]
}
