#!/usr/bin/env bats
# Promise: what a server answers in place of a cluster, or a cluster that has lost the index, is told as what it is.

bats_require_minimum_version 1.5.0

load searchd_helper

setup() {
    cd "$(mktemp -d "${BATS_TEST_TMPDIR:-/tmp}/answers.XXXXXX")" || return 1
    unset HEMICYCLE_CLUSTER_AUTH_FILE HEMICYCLE_CLUSTER_CA_FILE
    mkdir D
    echo '{"id": "q-1", "titre": "Les gares rurales"}' >D/a.jsonl
    python3 "$source/tests/programs/cluster_answers.py" rows >port 3>&- &
    SERVER=$!
    wait_until test -s port
    INDEX=opensearch://127.0.0.1:$(cat port)/x
}

teardown() {
    [ -z "${SEARCHD_PID:-}" ] || stop_searchd
    kill "$SERVER"
}

# answer STATUS BODY: to all that is asked
answer() {
    jq -n --argjson status "$1" --arg body "$2" '[["", "", $status, $body]]' >rows
}

# ends CODE COMMAND...: each by itself
ends() {
    local code=$1 command
    shift
    for command in "$@"; do
        # shellcheck disable=SC2086
        run "$bin/indexer" --index "$INDEX" $command
        [ "$status" -eq "$code" ] || { echo "$command: exit $status: $output" >&2 && return 1; }
    done
}

@test "another server at the address of a cluster is no index that is not there yet, and none of another version" {
    while IFS=$'\t' read -r code body; do
        answer "$code" "$body"
        ends 74 stats "sync D" "remove q-1"
        [[ $output != *"make one"* && $output != *"format"* ]]
    done <<'ROWS'
404	{"error": "not found"}
404	{"detail": "Not Found"}
404	[]
404	<html>
200	{"ok": true}
200	<html>
409	{"found": false}
301	<html>
400	The plain HTTP request was sent to HTTPS port
ROWS
    answer 404 '{"_index": "x-meta", "_id": "generation", "found": false}'
    ends 66 stats "remove q-1"
    answer 404 '{"error": {"type": "index_not_found_exception", "reason": "no such index [x-meta]"}, "status": 404}'
    ends 66 stats "remove q-1"
    answer 200 '{"_source": {"state": {"format": 999}}}'
    ends 78 stats "sync D" "remove q-1"
}

# put CREATED REPLACED: the statuses of the generation document, which nobody finds
put() {
    jq -n --argjson created "$1" --argjson replaced "$2" '"/x-meta/_doc/generation" as $at |
        [["GET", $at, 404, "{\"found\": false}"],
         ["PUT", "\($at)?wait_for_active_shards=1&if_seq_no", $replaced, "{}"],
         ["PUT", $at, $created, "{\"_seq_no\": 0, \"_primary_term\": 1}"],
         ["", "/x-meta/_search", 200, "{\"hits\": {\"hits\": []}}"],
         ["", "", 200, "{}"]]' >rows
}

@test "an index that is removed while it is written is not one that is not there yet" {
    for statuses in '404 404' '201 404' '201 409'; do
        # shellcheck disable=SC2086
        put $statuses
        ends 74 "sync D"
        [[ $output == *"the cluster has no index x-meta any more" ]] || { echo "$statuses: $output" >&2 && return 1; }
    done
}

@test "a copy of a document that no cluster takes ends with 65 and names it" {
    jq -cn '{id: "q/long", titre: "Le pont", auteur: ("a" * 40000)}' >D/long.jsonl
    "$bin/indexer" --index I --quiet sync D
    put 201 200
    run -65 "$bin/indexer" copy I "$INDEX"
    [[ $output == "indexer: q/long: auteur is longer than "*"; nothing was copied" ]]
}

@test "a proxy that takes no request of that length rejects no document: nothing is in" {
    answer 413 '<html>'
    ends 74 stats "sync D" "remove q-1"
    [[ $output == *"takes no request of that length: 413"* ]]
}

@test "a page where a cluster should answer is no damage of the index, which nobody has to make anew" {
    answer 404 '<html>'
    start_searchd page "$INDEX"
    ask '/api/v1/search?q=gare' >refused
    jq -e '.status == 503 and (.detail | contains("endommag") | not)' refused
}

@test "a daemon is not started for an address at which no index can be" {
    run -64 timeout 20 "$bin/searchd" --index opensearch://x/Y --listen 127.0.0.1:0
    [[ $output == *"behind the hosts must stand /NAME"* ]]
    HEMICYCLE_CLUSTER_AUTH_FILE=$PWD/none run -64 timeout 20 "$bin/searchd" --index "$INDEX" --listen 127.0.0.1:0
    [[ $output == *"/none: No such file"* ]]
}

@test "many who ask while no cluster answers wait together, not one behind the other" {
    answer 502 '<html>'
    start_searchd waiting "$INDEX"
    ask '/recherche?q=gare' >/dev/null
    sleep 2 # until the next who asks has the cluster tried again
    local once i pids=()
    once=$(wc -l <rows.asked)
    for i in 1 2 3 4 5 6 7 8; do
        curl --silent --output /dev/null --max-time 60 "$URL/recherche?q=$i" 3>&- &
        pids+=($!)
    done
    wait "${pids[@]}"
    [ "$(wc -l <rows.asked)" -lt $((once * 4)) ]
}
