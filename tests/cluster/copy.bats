# Copies of indexes between a folder and a cluster: nothing of an index's past is lost on the way there and back.
bats_require_minimum_version 1.5.0
load serve_helper

setup_file() {
    export work=$BATS_FILE_TMPDIR
    export cluster=opensearch://$CLUSTER/copie
    mkdir "$work/sources"
    cp -r corpus/20* "$work/sources"
    exchanges 1 >"$work/sources/a.jsonl"
    build/bin/indexer --quiet -i "$work/folder" sync "$work/sources"
    exchanges 2 >"$work/sources/a.jsonl"
    build/bin/indexer --quiet -i "$work/folder" sync "$work/sources"
    build/bin/indexer --quiet -i "$work/folder" optimize
}

teardown() {
    for pid in "$work"/*.pid; do
        [ ! -e "$pid" ] || kill "$(cat "$pid")"
        rm -f "$pid"
    done
}

# exchanges NIGHT: in night 2 some are answered, some altered, some gone.
exchanges() {
    jq -cn --argjson night "$1" 'range(400) | select($night == 1 or . % 17 != 4) |
        {id: "copie/\(.)", date_question: "2024-06-\(10 + . % 20)", auteur: "Lise Aubry (PS)",
         titre: (if $night == 2 and . % 7 == 1 then "Curage" else "Entretien" end + " du canal n° \(.)"),
         question: "Quand le canal \(.) sera-t-il navigable ?",
         reponse: (if $night == 2 and . % 5 == 0 then "Dès le mois de mai." else "" end)}'
}

# changes NAME: every answer on the way through all changes, cursors and all.
changes() {
    local next=/api/v1/changes?limit=100
    while [ "$next" != null ]; do
        curl -sf "$(of "$1")$next" >"$work/$1.page"
        cat "$work/$1.page"
        next=$(jq -r .next "$work/$1.page")
    done
}

@test "folder, cluster, folder: the same dump, exports and changes, to the byte" {
    mkdir "$work/d1" "$work/d2" "$work/d3"
    build/bin/indexer --quiet copy "$work/folder" "$cluster"
    build/bin/indexer --quiet copy "$cluster" "$work/back"
    build/bin/indexer -i "$work/back" check
    build/bin/indexer --quiet -i "$work/folder" dump "$work/d1"
    build/bin/indexer --quiet -i "$cluster" dump "$work/d2"
    cmp "$work"/d1/*.ndjson "$work"/d2/*.ndjson
    build/bin/indexer --quiet -i "$work/folder" backup "$work/again" # optimize makes another generation
    build/bin/indexer --quiet -i "$work/again" optimize
    build/bin/indexer --quiet -i "$work/back" optimize
    serve folder "$work/again"
    serve back "$work/back"
    build/bin/indexer --quiet -i "$work/again" dump >"$work/d1/dump"
    build/bin/indexer --quiet -i "$work/back" dump | cmp - "$work/d1/dump"
    for address in '/api/v1/export.csv?q=canal' /nouveautes.json '/api/v1/questions/copie%2F5'; do
        for name in folder back; do
            curl -sf "$(of "$name")$address" |
                sed "s#$(of "$name")##g; s/\"commit_time\":\"[^\"]*\"//" >"$work/$name.answer"
        done
        [ -s "$work/folder.answer" ]
        cmp "$work/folder.answer" "$work/back.answer"
    done
    changes folder | sed 's/"commit_time":"[^"]*"//g' >"$work/changes"
    changes back | sed 's/"commit_time":"[^"]*"//g' | cmp - "$work/changes"
    [ "$(wc -c <"$work/changes")" -gt 100000 ]
    serve cluster "$cluster"
    last=$(curl -sf "$(of cluster)/nouveautes.json" | jq .nouveautes[0].numero)
    curl -sf "$(of cluster)/nouveautes?avant=$((last - 30))" >"$work/page"
    grep -q '<ins>' "$work/page" # what was altered stands beside what it was
    # Nights go on: nothing is read anew, what comes back keeps when it was seen first.
    [[ $(build/bin/indexer -i "$cluster" sync "$work/sources") == *"nothing new"* ]]
    exchanges 1 >"$work/sources/a.jsonl"
    build/bin/indexer --quiet -i "$cluster" sync "$work/sources"
    build/bin/indexer --quiet -i "$work/back" sync "$work/sources"
    times() { jq -r '"\(.id) \(.premiere_vue)"' | sort; }
    build/bin/indexer -i "$cluster" dump | times | cmp - <(build/bin/indexer -i "$work/back" dump | times)
}

@test "a copy into a cluster that is broken off counts for nobody, and is begun again" {
    build/bin/indexer --quiet copy "$work/folder" "opensearch://$CLUSTER/reprise" &
    copy=$!
    until curl -sf "http://${CLUSTER%%,*}/reprise-meta/_doc/generation" | grep -q '"claimed":[1-9]'; do sleep 0.05; done
    kill -KILL $copy
    wait $copy || true
    [ "$(build/bin/indexer -i "opensearch://$CLUSTER/reprise" dump | wc -l)" -eq 0 ]
    build/bin/indexer --quiet copy "$work/folder" "opensearch://$CLUSTER/reprise"
    build/bin/indexer -i "opensearch://$CLUSTER/reprise" dump | cmp - <(build/bin/indexer -i "$work/folder" dump)
    run build/bin/indexer copy "$work/folder" "opensearch://$CLUSTER/reprise"
    [ "$status" -eq 64 ]
    [[ $output == *"has an index of that name already" ]]
}
