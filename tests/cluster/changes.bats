# The record of changes over a cluster: the same news, deleted pages and former texts as over a folder with the same
# nights behind it.
bats_require_minimum_version 1.5.0
load serve_helper

setup_file() {
    export work=$BATS_FILE_TMPDIR
    export cluster=opensearch://$CLUSTER/nouvelles
    mkdir "$work/sources"
}

teardown() {
    for name in folder cluster; do
        [ ! -e "$work/$name.pid" ] || kill "$(cat "$work/$name.pid")"
        rm -f "$work/$name.pid"
    done
}

# exchanges NIGHT: 120 of them. In night 2 every fifth is answered, every seventh gets another title, every eleventh is
# withdrawn, every thirteenth is gone and 30 are new; in night 3 those that went come back and an answer is corrected.
exchanges() {
    jq -cn --argjson night "$1" '
        range(if $night > 1 then 150 else 120 end) |
        select($night != 2 or . % 13 != 4) |
        {id: "nouvelles/\(.)", date_question: "2024-05-\(10 + . % 20)", auteur: "Ève Marchal (PS)",
         titre: (if $night > 1 and . % 7 == 1 then "Réfection" else "Entretien" end + " du viaduc n° \(.)"),
         question: "Quand le viaduc de la vallée \(.) sera-t-il repeint ?",
         reponse: (if $night > 1 and . % 5 == 0 then "Les peintres viennent en mai" +
                      (if $night == 3 and . == 25 then ", ou en juin." else "." end) else "" end)} +
        if $night > 1 and . % 11 == 3 then {statut: "retirée"} else {} end'
}

night() { # NUMBER
    exchanges "$1" >"$work/sources/a.jsonl"
    build/bin/indexer --quiet -i "$work/folder" sync "$work/sources"
    build/bin/indexer --quiet -i "$cluster" sync "$work/sources"
}

same() {
    tests/cluster/parity.py "$(of folder)" "$(of cluster)" --addresses "$1"
}

# changes NAME: all of them, a line each, without what two indexes do not share.
changes() {
    local next=/api/v1/changes?limit=100
    while [ "$next" != null ]; do
        curl -sf "$(of "$1")$next" >"$work/$1.page"
        jq -r '.changements[] | del(.date, .generation) | tojson' "$work/$1.page"
        next=$(jq -r .next "$work/$1.page")
    done
}

@test "news, deleted pages and former texts are those of a folder" {
    night 1
    night 2
    serve folder "$work/folder"
    serve cluster "$cluster"
    cat >"$work/addresses" <<'END'
/api/v1/changes
/api/v1/changes?limit=7
/api/v1/changes?genre=disparue
/api/v1/changes?genre=modifiee&limit=50
/nouveautes
/nouveautes?avant=150
/nouveautes.json
/nouveautes.atom
END
    same "$work/addresses"
    # What a folder's answer says otherwise only in numbers of generations, or with 404 and 410.
    [ "$(status_of /question/nouvelles/4)" = 410 ]
    [ "$(status_of /api/v1/questions/nouvelles%2F17)" = 410 ]
    [ "$(status_of /question/jamais/4)" = 404 ]
    [ "$(status_of /question/nouvelles/5)" = 200 ]
    curl -s "$(of cluster)/question/nouvelles/4" | grep -q "a disparu de l’index"
    changes folder | cmp - <(changes cluster)
    [ "$(changes cluster | wc -l)" -gt 190 ]
    # Followed to the end, the next night is what follows, while the server runs.
    seen=$(curl -s "$(of cluster)/api/v1/changes?limit=1000" | jq -r .reprise)
    night 3
    for _ in $(seq 100); do
        [ "$(curl -s "$(of cluster)/nouveautes.json" | jq -r '.nouveautes[0].genre')" = revenue ] && break
        sleep 0.2
    done
    same "$work/addresses"
    changes folder | cmp - <(changes cluster)
    [ "$(curl -s "$(of cluster)$seen" | jq '[.changements[] | select(.genre == "revenue")] | length')" -ge 9 ]
    [ "$(status_of /question/nouvelles/4)" = 200 ]
    curl -s "$(of cluster)/nouveautes" | grep -q "<ins>"
}

@test "where no text is to be kept, none is told" {
    build/bin/indexer --quiet -i "$cluster" sync --keep-texts=0 "$work/sources"
    build/bin/indexer --quiet -i "$work/folder" sync --keep-texts=0 "$work/sources"
    serve folder "$work/folder"
    serve cluster "$cluster"
    curl -sf "$(of cluster)/nouveautes" >"$work/page"
    run ! grep -q "<ins>" "$work/page"
    echo /nouveautes >"$work/addresses"
    same "$work/addresses"
}
