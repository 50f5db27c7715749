# A node that hears nothing of the others: what it has is old as soon as a night goes through without it, and nobody is
# told that for new. Nodes are in namespaces of their own (script/cluster apart), so that their network can be cut while
# this machine, and searchd on it, reaches all of them.
bats_require_minimum_version 1.5.0
load ../serve_helper

setup() {
    export work=$BATS_FILE_TMPDIR
    mkdir -p "$work/sources"
    exchanges 200
    build/bin/indexer --quiet -i "opensearch://$CLUSTER/coupe" sync "$work/sources"
}

teardown() {
    for name in cluster alone; do
        [ ! -e "$work/$name.pid" ] || kill "$(cat "$work/$name.pid")"
        rm -f "$work/$name.pid"
    done
    [ -z "${asker:-}" ] || kill "$asker" 2>/dev/null || true
    [ -z "${cut:-}" ] || script/cluster mend "$CLUSTER_FOLDER" "$cut"
}

exchanges() { # COUNT
    jq -cn --argjson count "$1" 'range($count) | {id: "coupe/\(.)", titre: "Bac n° \(.)", date_question: "2024-03-01",
        question: "Quand le bac de la rivière \(.) passera-t-il ?"}' >"$work/sources/a.jsonl"
}

# ask NAME SEED: "STATUS TOTAL" of a search that nobody has asked before.
ask() {
    curl -s --max-time 60 -w '\n%{http_code}' "$(of "$1")/api/v1/search?limit=0&q=bac+OU+x$2" |
        jq -rs '"\(.[1]) \(.[0].total // "-")"'
}

# keep_asking NAME: "SECOND STATUS TOTAL", when it was asked, until it is killed.
keep_asking() {
    for ((i = 0; ; i++)); do
        printf '%s %s\n' "$(date +%s.%N)" "$(ask "$1" "$i")"
        sleep 0.2
    done
}

await() { # NAME "STATUS TOTAL"
    local end=$((SECONDS + 180)) last=
    for ((i = 0; SECONDS < end; i++)); do
        last=$(ask "$1" "a$i") || true
        [ "$last" = "$2" ] && return
        sleep 0.5
    done
    echo "$1: still $last, not $2"
    curl -s "http://${CLUSTER%%,*}/_cluster/health?level=shards&timeout=5s" | head -c 2000
    return 1
}

# All nodes, and each copy of each shard, where it is to stay: without those a shard whose only node is cut off is
# nowhere.
await_whole() {
    local wish="wait_for_status=green&wait_for_nodes=3&wait_for_no_relocating_shards=true&timeout=120s"
    curl -s "http://${CLUSTER%%,*}/_cluster/health?$wish&wait_for_no_initializing_shards=true" |
        grep -q '"timed_out":false'
}

# primary: the number of the node with the primary of the generation document.
primary() {
    curl -s "http://${CLUSTER%%,*}/_cat/shards/coupe-meta?h=prirep,node,shard,docs&format=json" |
        jq -r '[.[] | select(.prirep == "p")] | max_by(.docs | tonumber).node[1:]'
}

# manager: the number of the node that leads the others.
manager() {
    curl -s "http://${CLUSTER%%,*}/_cat/cluster_manager?h=node" | tr -dc '0-9'
}

# Another node than this one leads. With no_cluster_manager_block all, nodes that nobody leads close their shards; where the
# one that led also has the primary, OpenSearch takes the other copies for stale and is red until it is back: searches are
# 503 meanwhile, which is right, but a night cannot go through.
let_another_lead() { # NODE
    local exclusions="http://${CLUSTER%%,*}/_cluster/voting_config_exclusions"
    curl -sf -XPOST "$exclusions?node_names=n$1&timeout=60s" >/dev/null
    for _ in $(seq 120); do
        [ "$(manager)" != "$1" ] && break
        sleep 0.5
    done
    curl -sf -XDELETE "$exclusions?wait_for_removal=false" >/dev/null
    [ "$(manager)" != "$1" ]
}

# cut_off NODE BEFORE AFTER: the node is cut off, a night goes through without it, and the network is mended.
cut_off() {
    local others
    let_another_lead "$1"
    await_whole
    cut=$1
    others=$(tr , '\n' <<<"$CLUSTER" | sed "${cut}d" | paste -sd,)
    serve cluster "opensearch://$CLUSTER/coupe"
    serve alone "opensearch://$(cut -d, -f"$cut" <<<"$CLUSTER")/coupe" # knows this node only
    await cluster "200 $2"
    await alone "200 $2"
    keep_asking alone >"$work/asked" 3>&- &
    asker=$!
    until grep -q " 200 $2$" "$work/asked"; do sleep 0.1; done
    script/cluster cut "$CLUSTER_FOLDER" "$cut"
    exchanges "$3"
    # A night that begins while nobody leads yet ends with 74, or with 69 where nobody answers, and the next goes through.
    for _ in $(seq 10); do
        code=0
        build/bin/indexer --quiet -i "opensearch://$others/coupe" sync "$work/sources" || code=$?
        [ $code -eq 0 ] && break
        [ $code -eq 74 ] || [ $code -eq 69 ]
        sleep 5
    done
    [ $code -eq 0 ]
    date +%s.%N >"$work/committed"
    # Who reaches the others sees the night; who reaches this node alone is told nothing.
    await cluster "200 $3"
    await alone "503 -"
    sleep 15
    [ "$(ask alone later)" = "503 -" ]
    script/cluster mend "$CLUSTER_FOLDER" "$cut"
    cut=
    await alone "200 $3"
    kill $asker
    asker=
    # As long as a generation counts without being asked for, and no longer, the old one may have been told.
    awk -v committed="$(cat "$work/committed")" -v old="$2" '
        $2 == 200 && $3 == old && $1 > last { last = $1 }
        END { printf "# the old generation was told last %.1f s after the commit\n", last - committed; exit last > committed + 10 }' \
        "$work/asked" >&3
    await_whole
    await cluster "200 $3"
}

@test "a node that is cut off, and has the primary of the generation, tells no old one for new" {
    cut_off "$(primary)" 200 260
}
