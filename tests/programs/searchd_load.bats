#!/usr/bin/env bats
# Many clients at once while an indexer commits: every answer belongs to exactly one generation, none fails.

bats_require_minimum_version 1.5.0
load searchd_helper

setup() {
    I=$BATS_TEST_TMPDIR/index
    SEARCHD_PID=
}

teardown() {
    if [ -n "$SEARCHD_PID" ]; then
        stop_searchd || true
    fi
}

# documents FIRST LAST: JSON Lines, each about "chemin".
documents() {
    local n
    for ((n = $1; n <= $2; n++)); do
        printf '{"id":"d-%d","titre":"Question %d","question":"Le chemin numéro %d.","date":"2024-02-05"}\n' "$n" "$n" "$n"
    done
}

@test "many clients, many commits: every answer is of one generation" {
    local clients=${LOAD_CLIENTS:-8} last=$((50 + ${LOAD_COMMITS:-30}))
    documents 1 50 | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I" --threads 4 --max-share 100 # which nobody can use up
    /usr/bin/python3 "$source/tests/programs/load_http.py" "$URL" "$clients" >"$BATS_TEST_TMPDIR/clients" 2>&1 &
    clients=$!
    for ((n = 51; n <= last; n++)); do
        documents $n $n | "$bin/indexer" --index "$I" --quiet add --format jsonl -
        if [ $((n % 10)) = 0 ]; then
            "$bin/indexer" --index "$I" --quiet optimize
        fi
    done
    kill -INT $clients
    wait $clients || { cat "$BATS_TEST_TMPDIR/clients" && false; }
    cat "$BATS_TEST_TMPDIR/clients"
    run ! grep -E 'export cut' "$BATS_TEST_TMPDIR/s.err"
}

@test "a daemon that has to end at once lets go of what still waits" {
    documents 1 2000 | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I" --threads 2 --drain-timeout 0
    local pids=()
    for ((n = 1; n <= 20; n++)); do
        curl -s -o /dev/null -H 'X-Forwarded-For: 198.51.100.1' "$URL/api/v1/search?q=*e*+OU+*a*+OU+t$n*&limit=100" &
        pids+=($!)
    done
    sleep 0.2
    stop_searchd
    for n in "${pids[@]}"; do
        wait "$n" || true # cut or answered
    done
    run ! grep -E 'panic|Fatal' "$BATS_TEST_TMPDIR/s.err"
}

@test "a killed daemon leaves no reader that makes the file grow" {
    documents 1 50 | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    start_searchd s "$I"
    ask '/api/v1/search?q=chemin' >/dev/null
    kill -KILL "$SEARCHD_PID"
    wait "$SEARCHD_PID" 2>/dev/null || true
    for ((n = 1; n <= 5; n++)); do
        documents 51 60 | sed "s/numéro/no $n/" | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    done
    local early
    early=$(stat -c %s "$I/data.mdb")
    for ((n = 6; n <= 30; n++)); do
        documents 51 60 | sed "s/numéro/no $n/" | "$bin/indexer" --index "$I" --quiet add --format jsonl -
    done
    [ "$(stat -c %s "$I/data.mdb")" -le $((early * 2)) ]
}
