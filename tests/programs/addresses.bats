#!/usr/bin/env bats
# Every identifier that goes in has an address, which every answer's links name, alone, below a path, behind a proxy.

bats_require_minimum_version 1.5.0
load searchd_helper
load proxy_helper

setup_file() {
    /usr/bin/python3 "$source/tests/programs/addresses.py" --documents >"$BATS_FILE_TMPDIR/documents.jsonl"
    index_corpus "$BATS_FILE_TMPDIR/index" "$BATS_FILE_TMPDIR/documents.jsonl"
}

setup() {
    unset RECORD
}

teardown() {
    stop_nginx
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

@test "each has its address behind nginx, as the example sets it up" {
    start_searchd s "$BATS_FILE_TMPDIR/index" --base-url https://questions.example.org --max-connections-per-address 0
    start_nginx
    /usr/bin/python3 "$source/tests/programs/addresses.py" "$URL" https://questions.example.org
}
