# Nights over a cluster: what a reader sees when they are killed, meet each other, or lose a node.
#
# A reader is played by `seen`: it reads the generation document and, with the filter of engine/opensearch, the id and
# contents of all that counts.
bats_require_minimum_version 1.5.0

setup_file() {
    export HEMICYCLE_INDEX=opensearch://$CLUSTER/nuit
    export first=http://${CLUSTER%%,*}
    export work=$BATS_FILE_TMPDIR
    mkdir "$work/sources"
}

# A night that a failed test left, perhaps stopped.
teardown() {
    [ -z "${night:-}" ] || kill -KILL "$night" 2>/dev/null || true
}

indexer() { build/bin/indexer "$@"; }

# exchanges COUNT VERSION: in version 2 every tenth is altered, every seventh gone, and some are new.
exchanges() {
    jq -cn --argjson count "$1" --argjson version "$2" '
        range($count + if $version == 2 then 50 else 0 end) |
        select($version == 1 or . % 7 != 3) |
        {id: "nuit/\(.)", titre: "Entretien du pont n° \(.)", date_question: "2024-03-\(10 + . % 20)",
         question: "Quand le pont de la rivière \(.) sera-t-il repeint ?\(
            if $version == 2 and . % 10 == 0 then " Et le quai ?" else "" end)",
         reponse: "Les peintres viendront au printemps."}'
}

# seen: what counts for a reader, a line a document.
seen() {
    local meta
    meta=$(curl -sf "$first/nuit-meta/_doc/generation?preference=_primary" | jq -c ._source.state)
    curl -sf "$first/$(jq -r .index <<<"$meta")/_search?allow_partial_search_results=false" \
        -H 'Content-Type: application/json' -d "$(jq -c '{size: 10000, _source: ["id", "hash"], query: {bool: {filter: [
            {range: {since: {lte: .generation}}},
            {bool: {must_not: {terms: {since: .void}}}},
            {bool: {should: [{range: {until: {gt: .generation}}}, {terms: {until: .void}}]}}]}}}' <<<"$meta")" |
        jq -r '.hits.hits[]._source | "\(.id) \(.hash)"' | LC_ALL=C sort
}

state() { curl -sf "$first/nuit-meta/_doc/generation?preference=_primary" | jq -c "._source.state$1"; }

# documents: the index that has them.
documents() { state .index | tr -d '"'; }

# block INDEX NAME SETTING: of a block of the cluster's; null takes it away.
block() {
    curl -sf -XPUT "$first/$1/_settings" -H 'Content-Type: application/json' -d "{\"index.blocks.$2\": $3}" >/dev/null
}

# bats test_tags=short
@test "a first night is seen whole, and the same again changes nothing" {
    exchanges 1500 1 >"$work/sources/a.jsonl"
    indexer sync "$work/sources"
    [ "$(seen | wc -l)" -eq 1500 ]
    [ "$(state .documents)" -eq 1500 ]
    generation=$(state .generation)
    run indexer sync "$work/sources"
    [ "$status" -eq 0 ]
    [[ $output == *"nothing new"* ]]
    [ "$(state .generation)" -eq "$generation" ]
    seen >"$work/before"
}

@test "nights killed at any instant change nothing that is seen, and the next one completes" {
    exchanges 1500 2 >"$work/sources/a.jsonl"
    for delay in 0.05 0.15 0.3 0.5 0.8 1.2 1.7 2.3 3 4; do
        build/bin/indexer sync --quiet "$work/sources" &
        night=$!
        sleep $delay
        kill -KILL $night 2>/dev/null || break # it was through
        wait $night || true
        curl -sf -XPOST "$first/nuit-*/_refresh" >/dev/null # nodes do so when they please
        generation=$(state .generation)
        [ "$generation" -ge 2 ] && break
        seen | cmp - "$work/before"
    done
    indexer sync "$work/sources"
    exchanges 1500 2 | jq -r .id | LC_ALL=C sort >"$work/ids"
    seen | cut -d' ' -f1 | cmp - "$work/ids"
    [ "$(state .documents)" -eq "$(wc -l <"$work/ids")" ]
    # Each change is told once, whatever was killed: 214 gone, those altered, 50 - 7 new.
    [ "$(state .changes.tombstones)" -eq 214 ]
    altered=$(exchanges 1500 2 | jq -s '[.[] | select(.question | endswith("quai ?"))] | length')
    new=$(exchanges 1500 2 | jq -r .id | awk -F/ '$2 >= 1500' | wc -l)
    altered=$((altered - $(exchanges 1500 2 | jq -r 'select(.question | endswith("quai ?")).id' | awk -F/ '$2 >= 1500' | wc -l)))
    [ "$(state .changes.next)" -eq $((1 + 1500 + 214 + altered + new)) ]
    seen >"$work/before"
}

# bats test_tags=short
@test "two writers at once: the second is told so and changes nothing" {
    exchanges 3000 1 >"$work/sources/a.jsonl"
    build/bin/indexer sync --quiet "$work/sources" &
    night=$!
    until [ "$(state .lease.owner)" != '""' ]; do sleep 0.05; done
    kill -STOP $night
    run indexer sync "$work/sources"
    kill -CONT $night
    [ "$status" -eq 75 ]
    [[ $output == *"another writer is at work"* ]]
    wait $night
    [ "$(seen | wc -l)" -eq 3000 ]
}

@test "a writer that lost its lease is heard no more, however late it writes" {
    exchanges 3000 2 >"$work/sources/a.jsonl"
    build/bin/indexer sync --quiet "$work/sources" 2>"$work/late" &
    night=$!
    until [ "$(state .lease.owner)" != '""' ]; do sleep 0.05; done
    sleep 0.7
    kill -STOP $night
    # Its time runs out, as seen from another machine.
    curl -sf "$first/nuit-meta/_doc/generation" |
        jq -c '._source | .state.lease.expires = 1 | .state.lease.host = "ailleurs 1"' |
        curl -sf -XPUT "$first/nuit-meta/_doc/generation" -H 'Content-Type: application/json' -d @- >/dev/null
    indexer sync --quiet "$work/sources"
    seen >"$work/after"
    [ "$(wc -l <"$work/after")" -eq "$(exchanges 3000 2 | wc -l)" ]
    kill -CONT $night
    code=0
    wait $night || code=$?
    [ "$code" -eq 75 ]
    grep -q "another writer has taken the index over" "$work/late"
    curl -sf -XPOST "$first/nuit-*/_refresh" >/dev/null
    seen | cmp - "$work/after"
    exchanges 3000 1 >"$work/sources/a.jsonl" # and the next night finds nothing of it in its way
    indexer sync --quiet "$work/sources"
    [ "$(seen | wc -l)" -eq 3000 ]
    [ "$(seen | cut -d' ' -f1 | uniq -d | wc -l)" -eq 0 ]
}

@test "a node killed in the middle of a night: nothing lost, nothing twice" {
    exchanges 6000 2 >"$work/sources/a.jsonl"
    build/bin/indexer sync --quiet "$work/sources" &
    night=$!
    sleep 1.5
    script/cluster kill "$CLUSTER_FOLDER" 3
    wait $night
    exchanges 6000 2 | jq -r .id | LC_ALL=C sort >"$work/ids"
    seen | cut -d' ' -f1 | cmp - "$work/ids"
    script/cluster again "$CLUSTER_FOLDER" 3
    for _ in $(seq 200); do
        curl -s "$first/_cluster/health?wait_for_status=green&timeout=2s" | grep -q '"status":"green"' && break
    done
    seen | cut -d' ' -f1 | cmp - "$work/ids"
}

@test "a cluster whose disk is full is called so at once, and the next night completes" {
    exchanges 1000 1 >"$work/sources/a.jsonl"
    seen >"$work/before"
    block 'nuit-*' read_only_allow_delete true
    run indexer sync --force "$work/sources"
    block 'nuit-*' read_only_allow_delete null
    [ "$status" -eq 74 ]
    [[ $output == *"full disk"* ]]
    seen | cmp - "$work/before"
    # The block comes once the night is under way.
    exchanges 6000 1 >"$work/sources/a.jsonl"
    build/bin/indexer sync --quiet --force "$work/sources" 2>"$work/full" &
    night=$!
    sleep 0.3
    block "$(documents)" read_only_allow_delete true
    code=0
    wait $night || code=$?
    block 'nuit-*' read_only_allow_delete null
    [ "$code" -eq 0 ] || grep -q "a disk of the cluster is full" "$work/full"
    indexer sync --quiet --force "$work/sources"
    [ "$(seen | wc -l)" -eq 6000 ]
}

@test "an index that may not be written is no defect of the program" {
    exchanges 10 1 >"$work/sources/a.jsonl"
    block "$(documents)" write true
    run indexer sync --force "$work/sources"
    block "$(documents)" write null
    [ "$status" -eq 74 ]
    [[ $output == *"index write (api)"* ]]
}

@test "a name that is too long for a cluster is rejected, the rest is in" {
    jq -cn '{id: "nuit/long", titre: "Le pont", auteur: ("a" * 40000)}' >"$work/sources/long.jsonl"
    echo '{"id": "nuit/beside", "titre": "Le pont"}' >>"$work/sources/long.jsonl"
    run indexer sync --force "$work/sources"
    rm "$work/sources/long.jsonl"
    [ "$status" -eq 65 ]
    [[ $output == *"long.jsonl:1: auteur is longer"* ]]
    seen | grep -q '^nuit/beside '
}

@test "an index of documents that a killed writer never named is removed by the next" {
    curl -sf -XPUT "$first/nuit-0123456789ab" >/dev/null
    curl -sf -XPUT "$first/nuit-betreuung" >/dev/null # somebody else's
    indexer sync "$work/sources"
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$first/nuit-0123456789ab")" = 404 ]
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$first/nuit-betreuung")" = 200 ]
    curl -sf -XDELETE "$first/nuit-betreuung" >/dev/null
}

@test "an index of another version is refused with 78" {
    curl -sf "$first/nuit-meta/_doc/generation" | jq -c '._source | .state.format = 99' |
        curl -sf -XPUT "$first/nuit-meta/_doc/generation" -H 'Content-Type: application/json' -d @- >/dev/null
    run -78 indexer sync "$work/sources"
    [[ $output == *"format 99"* ]]
}
