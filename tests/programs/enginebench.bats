#!/usr/bin/env bats
# Promise: enginebench asks what it says it asks: any, all, phrase; it counts exactly; its runs are TREC runs.

setup() {
    folder=$(mktemp -d)
    printf '%s\n' 'le prix du lait' 'prix agricole du lait' 'la rentrée scolaire' \
        'lait entier' >"$folder/docs.txt"
    printf 'q1\tprix lait\nq2\trentrée\nq3\tabsent\n' >"$folder/queries.tsv"
    "$HEMICYCLE_BIN/enginebench" --index "$folder/index" --build "$folder/docs.txt" >"$folder/build.json"
}

teardown() {
    rm -rf "$folder"
}

ask() {
    "$HEMICYCLE_BIN/enginebench" --index "$folder/index" --queries "$folder/queries.tsv" --repeat 2 "$@"
}

@test "building says how many documents there are and how big the index is" {
    jq -e '.documents == 4 and .segments == 1 and .seconds > 0 and .bytes > 0
           and .bytes == .bytes_postings + .bytes_positions + .bytes_dictionary - .bytes_ids' "$folder/build.json"
}

@test "documents can be added to an index that is there" {
    "$HEMICYCLE_BIN/enginebench" --index "$folder/index" --build "$folder/docs.txt" --first 100 --optimize |
        jq -e '.documents == 4 and .segments == 1 and .merge_seconds > 0 and .max_rss > 0'
    [ "$(ask --mode all --count | jq .matches)" = 6 ]
}

@test "a week of nights leaves a tenth of the documents deleted, eight segments, and the same matches" {
    seq 1 1200 | sed 's/^/le prix du lait numéro /' >"$folder/docs.txt"
    "$HEMICYCLE_BIN/enginebench" --index "$folder/week" --build "$folder/docs.txt" --optimize --nights |
        jq -e '.documents == 1200 and .segments == 8 and .deleted == 120'
    "$HEMICYCLE_BIN/enginebench" --index "$folder/week" --queries "$folder/queries.tsv" --mode all --count |
        jq -e '.matches == 1200'
}

@test "any, all and phrase match what they should" {
    [ "$(ask --mode any --count | jq .matches)" = 4 ]
    [ "$(ask --mode all --count | jq .matches)" = 3 ]
    [ "$(ask --mode phrase --count | jq .matches)" = 1 ]
    printf 'q1\tprix du lait\n' >"$folder/queries.tsv"
    [ "$(ask --mode phrase --count | jq .matches)" = 1 ]
}

@test "questions can be restricted to the documents whose number ends in a digit" {
    [ "$(ask --mode any --count --digit 0 | jq .matches)" = 1 ]
    [ "$(ask --mode any --count --digit 3 | jq .matches)" = 1 ]
    [ "$(ask --mode all --count --digit 3 | jq .matches)" = 0 ]
    [ "$(ask --mode phrase --digit 1 | jq .hits)" = 0 ]
    [ "$(ask --mode any --digit 7 | jq .hits)" = 0 ]
}

@test "times are those of every question's best round, in order" {
    ask --mode any | jq -e '.queries == 3 and .repeat == 2 and .hits == 4
                            and .mean > 0 and .p50 <= .p90 and .p90 <= .p99'
}

@test "a run names the best document first" {
    ask --mode all --top 1 --run "$folder/out.trec"
    run cut -d' ' -f1,2,3,4,6 "$folder/out.trec"
    [ "${lines[0]}" = "q1 Q0 d0 1 hemicycle" ] || [ "${lines[0]}" = "q1 Q0 d1 1 hemicycle" ]
    [ "${lines[1]}" = "q2 Q0 d2 1 hemicycle" ]
    [ "${#lines[@]}" = 2 ]
}

@test "what is missing or wrong is a usage error" {
    run ask --mode sometimes
    [ "$status" = 64 ]
    run "$HEMICYCLE_BIN/enginebench" --index "$folder/index"
    [ "$status" = 64 ]
    run "$HEMICYCLE_BIN/enginebench" --index "$folder/index" --queries "$folder/none.tsv"
    [ "$status" = 74 ]
}
