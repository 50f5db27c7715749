# Searching over a cluster: the same answers as over a folder with the same documents, also when a node dies meanwhile.
#
# Documents are those of corpus/, some generated ones (PARITY_GENERATED), and those of ../shared/data where it lies (of which
# PARITY_DOCUMENTS); PARITY_QUERIES: how many random searches; PARITY_LOAD: how many while a node is killed.
bats_require_minimum_version 1.5.0
load serve_helper

setup_file() {
    export work=$BATS_FILE_TMPDIR
    export cluster=opensearch://$CLUSTER/parite
    mkdir "$work/sources"
    cp -r corpus/20* "$work/sources"
    build/bin/corpus-generate --count "${PARITY_GENERATED:-20000}" >"$work/sources/generated.jsonl"
    shared=../shared/data/corpus/questions-chambre-be.jsonl.zst
    if [ -e $shared ]; then
        zstd -dc $shared | head -"${PARITY_DOCUMENTS:-10000}" >"$work/sources/chambre.jsonl" || true
    else
        echo "# no ../shared/data: corpus/ and generated exchanges alone" >&3
    fi
    build/bin/indexer --quiet -i "$work/folder" sync "$work/sources"
    build/bin/indexer --quiet -i "$cluster" sync "$work/sources"
    serve folder "$work/folder"
    serve cluster "$cluster"
}

teardown_file() {
    kill "$(cat "$work/folder.pid")" "$(cat "$work/cluster.pid")"
}

# Of exchanges about footbridges, which a night brings.
total_of() { # SERVER
    curl -s "$(of "$1")/api/v1/search?q=passerelle+pi%C3%A9tons" | jq .total
}

await_status() { # STATUS
    for i in $(seq 120); do
        [ "$(status_of "/api/v1/search?q=attente+$i")" = "$1" ] && return
        sleep 0.5
    done
    return 1
}

# A node of little memory that was busy may have lost copies, and OpenSearch gives up after five tries to have them again.
await_green() {
    curl -s -XPOST "http://${CLUSTER%%,*}/_cluster/reroute?retry_failed=true" >/dev/null
    curl -s "http://${CLUSTER%%,*}/_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=120s" |
        grep -q '"timed_out":false'
}

# bats test_tags=short
@test "random searches of the whole language give the same answers" {
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --queries "${PARITY_QUERIES:-2000}"
}

@test "every other route gives the same answers to random searches" {
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --others "${PARITY_OTHERS:-100}"
}

@test "a search costs two journeys to the cluster at most, but where words could share a place" {
    tests/cluster/parity.py "$(of cluster)" --journeys "${PARITY_QUERIES:-2000}"
    curl -s "$(of cluster)/metrics" >"$work/metrics"
    for node in ${CLUSTER//,/ }; do
        grep -q "^searchd_cluster_requests_total{node=\"$node\"} [1-9]" "$work/metrics"
        grep -q "^searchd_cluster_node_down{node=\"$node\"} 0" "$work/metrics"
    done
}

# bats test_tags=short
@test "pages, groups, histograms, exports and people are the same" {
    cat >"$work/addresses" <<END
/api/v1/search?q=
/api/v1/search?q=&facets=auteur,ministre&facet_limit=200
/api/v1/search?q=eau+OU+route&tri=delai&limit=100
/api/v1/suggest?q=rout
/api/v1/suggest?q=ecol
/api/v1/stats?par=ministre,annee
/api/v1/stats?par=ministre,fonction
/api/v1/stats?par=statut,delai&q=eau
/api/v1/stats?par=auteur&q=route+OU+eau
/delais.csv?par=ministre
/delais.csv?par=type,annee&q=eau
/api/v1/histogram?q=eau&par=mois
/api/v1/histogram?q=&par=annee
/api/v1/export.ndjson?q=eau+OU+route
/api/v1/export.csv?q=route
/api/v1/matrix?lignes=ministre&colonnes=annee
/api/v1/concordance?q=route
/api/v1/chiffres?q=route
/api/v1/citation?q=
/api/v1/citation?q=eau+OU+route
/api/v1/personnes
/api/v1/fonctions
/delais.json?q=eau
/comparer.csv?q=eau&q=route
/recherche.atom?q=route
END
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --addresses "$work/addresses"
}

# bats test_tags=short
@test "a night is seen by who searches already" {
    jq -cn 'range(40) | {id: "parite/\(.)", titre: "Passerelle n° \(.)", date_question: "2024-04-02",
        question: "Quand la passerelle \(.) sera-t-elle ouverte aux piétons ?"}' >"$work/sources/more.jsonl"
    build/bin/indexer --quiet -i "$work/folder" sync "$work/sources"
    build/bin/indexer --quiet -i "$cluster" sync "$work/sources"
    for _ in $(seq 150); do
        [ "$(total_of cluster)" = "$(total_of folder)" ] && break
        sleep 0.2
    done
    [ "$(total_of cluster)" -ge 40 ]
    [ "$(total_of cluster)" = "$(total_of folder)" ]
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --queries 60 --seed 2
}

@test "a node killed while people search fails none of them" {
    local count=${PARITY_LOAD:-5000}
    await_green
    tests/cluster/parity.py "$(of cluster)" --load "$count" >"$work/load" 3>&- &
    load=$!
    until grep -q "asked $((count / 300 * 100))" "$work/load"; do
        kill -0 $load
        sleep 0.1
    done
    script/cluster kill "$CLUSTER_FOLDER" 2
    wait $load || { cat "$work/load"; false; }
    tail -1 "$work/load" | sed 's/^/# /' >&3
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --queries 60 --seed 3
}

@test "two nodes killed: 503, and answers again when they are back" {
    script/cluster kill "$CLUSTER_FOLDER" 3
    await_status 503
    # Why, and who does not answer; then soon, since it is known.
    curl -s "$(of cluster)/api/v1/search?q=pourquoi" >"$work/problem"
    jq -e '.status == 503 and (.detail | test("^Le cluster de l’index"))' "$work/problem"
    jq -e --arg node "$(cut -d, -f2 <<<"$CLUSTER")" '.detail | contains($node)' "$work/problem"
    curl -s --max-time 5 -H 'Accept: text/html' "$(of cluster)/recherche?q=pourquoi" | grep -q 'Le cluster de l’index'
    curl -s "$(of cluster)/metrics" | grep -q "^searchd_cluster_node_down{node=\"$(cut -d, -f2 <<<"$CLUSTER")\"} 1"
    script/cluster again "$CLUSTER_FOLDER" 2
    script/cluster again "$CLUSTER_FOLDER" 3
    await_status 200
    await_green
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --queries 60 --seed 4
}
