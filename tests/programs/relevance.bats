# Ranking on the judged queries of corpus/ does not fall below what was recorded (docs/relevance.md).

setup_file() {
    export RELEVANCE_INDEX="$BATS_FILE_TMPDIR/index"
    "$HEMICYCLE_BIN/indexer" --index "$RELEVANCE_INDEX" --quiet --settle 0 add "$HEMICYCLE_SOURCE"/corpus/20*
}

judge() { # MODE NDCG
    "$HEMICYCLE_BIN/relevance" --index "$RELEVANCE_INDEX" --queries "$HEMICYCLE_SOURCE/corpus/queries.tsv" \
        --qrels "$HEMICYCLE_SOURCE/corpus/qrels.txt" --name corpus --mode "$1" --at-least "$2"
}

@test "mode=any ranks the sample's judged queries as well as recorded" {
    judge any 0.925
}

@test "mode=auto ranks the sample's judged queries as well as recorded" {
    judge auto 0.86
}

@test "the judged exchanges rank as well as recorded" {
    local mode folder="$HEMICYCLE_SOURCE/corpus/judged" index="$BATS_TEST_TMPDIR/judged"
    python3 "$folder/compose.py" | "$HEMICYCLE_BIN/indexer" --index "$index" --quiet --format jsonl add -
    for mode in "any 0.79" "auto 0.765"; do
        "$HEMICYCLE_BIN/relevance" --index "$index" --queries "$folder/queries.tsv" --qrels "$folder/qrels.txt" \
            --name judged --mode "${mode% *}" --at-least "${mode#* }"
    done
    # every judgement is about an exchange and a query that exist
    python3 "$folder/compose.py" | jq -r .id | sort >"$BATS_TEST_TMPDIR/ids"
    [ -z "$(cut -d' ' -f3 "$folder/qrels.txt" | sort -u | comm -23 - "$BATS_TEST_TMPDIR/ids")" ]
    [ "$(cut -d' ' -f1 "$folder/qrels.txt" | sort -u)" = "$(cut -f1 "$folder/queries.tsv" | sort)" ]
}

@test "an answer that only points elsewhere does not outrank one that treats the subject" {
    local long i
    long=$(printf 'Le relevé des berges a commencé au printemps et les communes voisines ont reçu un plan de gestion. %.0s' {1..12})
    {
        for i in $(seq 20); do
            echo "{\"id\": \"other-$i\", \"titre\": \"Entretien du réseau $i\", \"question\": \"$long\", \"reponse\": \"$long\"}"
        done
        echo "{\"id\": \"pointer\", \"titre\": \"Entretien du réseau\", \"question\": \"$long\",
            \"reponse\": \"Sur les castors, voir ma réponse précédente.\"}" | tr '\n' ' '
        echo
        echo "{\"id\": \"subject\", \"titre\": \"Le retour des castors\", \"question\": \"$long Les castors y vivent. $long\",
            \"reponse\": \"$long Ces castors sont protégés. $long\"}" | tr '\n' ' '
        echo
        echo "{\"id\": \"untitled\", \"question\": \"Les castors sont de retour. $long\", \"reponse\": \"$long\"}"
    } >"$BATS_TEST_TMPDIR/some.jsonl"
    "$HEMICYCLE_BIN/indexer" --index "$BATS_TEST_TMPDIR/some" --quiet add "$BATS_TEST_TMPDIR/some.jsonl"
    [ "$("$HEMICYCLE_BIN/indexer" --index "$BATS_TEST_TMPDIR/some" --json search castors |
        jq -r '[.hits[].id] | join(" ")')" = "subject untitled pointer" ]
}

@test "with the same title an answered exchange comes first, whatever is merged; an only one is found first" {
    local long some="$BATS_TEST_TMPDIR/some" title i=0
    long=$(printf 'Le relevé des berges a commencé au printemps et les communes ont reçu un plan de gestion. %.0s' {1..5})
    for title in "" " en Wallonie" ", mesures prises en Wallonie depuis 2021"; do
        i=$((i + 1))
        echo "{\"id\": \"subject-$i\", \"titre\": \"Les castors$title\", \"question\": \"$long Les castors y vivent.\",
            \"reponse\": \"$long Ces castors sont protégés.\"}" | tr '\n' ' '
        echo
    done >"$some.jsonl"
    cat >>"$some.jsonl" <<'END'
{"id": "pointer", "titre": "Les castors", "question": "Quid des castors et des loutres ?", "date_question": "2024-01-01", "reponse": "Cette question doit être adressée au ministre de la Nature."}
{"id": "mention", "titre": "Le réseau", "question": "Les berges, les castors, les moulins : où en est-on ?", "reponse": "Un plan est prêt pour les berges."}
END
    head -n 2 "$some.jsonl" >"$some-1.jsonl"
    tail -n +3 "$some.jsonl" >"$some-2.jsonl"
    "$HEMICYCLE_BIN/indexer" --index "$some" --quiet add "$some.jsonl"
    for i in 2 1; do
        "$HEMICYCLE_BIN/indexer" --index "$some-merged" --quiet add "$some-$i.jsonl"
    done
    "$HEMICYCLE_BIN/indexer" --index "$some-merged" --quiet optimize
    for index in "$some" "$some-merged"; do
        "$HEMICYCLE_BIN/indexer" --index "$index" --json search castors | jq -c '[.hits[] | [.id, .score]]' >"$index.hits"
        "$HEMICYCLE_BIN/indexer" --index "$index" --json search loutres | jq -e '[.hits[].id] == ["pointer"]'
        "$HEMICYCLE_BIN/indexer" --index "$index" check
    done
    jq -e 'map(.[0]) == ["subject-1", "subject-2", "subject-3", "pointer", "mention"]' "$some.hits"
    cmp "$some.hits" "$some-merged.hits"
}

plain() { # QUERY RIGHT-DOCUMENT [NDCG]
    cat >"$BATS_TEST_TMPDIR/docs.jsonl" <<'END'
{"id": "d1", "title": "Travaux", "text": "Le bail et les travaux du tribunal."}
{"id": "d2", "title": "Lois", "text": "Une loi, des lois: le tribunal les lit, et les travaux de la commission les préparent."}
{"id": "d3", "title": "", "text": "Les ministres peuvent répondre."}
END
    printf 'q\t%s\n' "$1" >"$BATS_TEST_TMPDIR/queries.tsv"
    printf 'q 0 %s 1\n' "$2" >"$BATS_TEST_TMPDIR/qrels.txt"
    "$HEMICYCLE_BIN/plain_bm25" --docs "$BATS_TEST_TMPDIR/docs.jsonl" --queries "$BATS_TEST_TMPDIR/queries.tsv" \
        --qrels "$BATS_TEST_TMPDIR/qrels.txt" --name tiny --at-least "${3:-0}"
}

@test "plain_bm25 ranks by frequency, rarity and length" {
    plain "quel travail" d1 1
    plain "quelle loi" d2 1
    plain "la réponse du ministre" d3 1
    run plain "travail" d2
    [[ "$output" == *"nDCG@10 0.6309  MRR@10 0.5000"* ]]
}

@test "plain_bm25 fails below --at-least" {
    run plain "travail" d2 0.7
    [ "$status" -eq 65 ]
    run plain "école" d2 0.1
    [ "$status" -eq 65 ]
}
